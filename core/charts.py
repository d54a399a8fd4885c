"""The numbers of the charts, as exact integers: how an amount grew towards its target, and how a team is spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.actuals import GROWING, actual, shares_by_span
from core.errors import HuddleError
from core.periods import MONTHS, Period
from core.ranking import Place, Ranking
from core.session import Session
from core.standings import Drawn, Standing, StandingsBoard
from data import numbers

BIN = 10
"""Per cent of the target that one column of a distribution holds."""

BINS = 16
"""Columns: the last one holds 150 % and all above."""

FEWEST = 3
"""Below so many people, a dot without a name has one all the same."""


@dataclass(frozen=True, slots=True)
class BurnUp:
    """An amount day by day through a period, against what is due."""

    name: str
    metric: str
    unit: str
    scale: int
    better: str
    period: Period
    days: tuple[date, ...]
    """Every day of the period."""
    actual: tuple[int | None, ...]
    """What it came to at the end of each day so far, in the smallest unit; None while there is no amount."""
    due: tuple[int, ...]
    """What pace says at the end of each day of the period: the target's share of the working days gone, rounded down.
    Empty without a target, and for what does not grow by the day."""
    target: int | None
    is_team: bool


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many people stand where, without anybody's name."""

    metric: str
    period: Period
    counts: tuple[int, ...]
    """How many have reached from 0 to under 10 per cent of their target, from 10 to under 20, …, and 150 or more."""
    people: int
    """Who has a target."""
    without: int
    """Who is on the board and has none."""
    share_gone: float


def burn_up(s: Session, board: StandingsBoard, row: Standing) -> BurnUp:
    """How one row of a board, or its team, came to where it is. Raises `HuddleError` for a row that is not the
    viewer's to see, or is gone."""
    ranking = Ranking(
        s.store.connection, numbers.counted(s.store.connection, board.metric_id), board.period, s.today, board.by,
        board.order,
    )  # fmt: skip
    drawn = Drawn(ranking, s.viewer.member_id)
    place = drawn.everybody if row is board.team else _place(drawn, row)
    days = _days(board.period)
    return BurnUp(
        name=place.name,
        metric=board.metric,
        unit=board.unit,
        scale=board.scale,
        better=board.better,
        period=board.period,
        days=tuple(days),
        actual=_by_day(ranking, place, [day for day in days if day <= s.today]),
        due=_due(ranking, place, days),
        target=place.target,
        is_team=row is board.team,
    )


def distribution(board: StandingsBoard) -> Distribution | None:
    """How a board of members is spread over attainment. None for a private board, any other than of members, one
    where lower is better, and where fewer than `FEWEST` people have a target."""
    measured = [(row.actual, row.target) for row in board.rows if row.target and row.actual is not None]
    if board.private or board.by != "member" or board.better == "lower" or len(measured) < FEWEST:
        return None
    counts = [0] * BINS
    for amount, target in measured:
        counts[max(0, min(BINS - 1, amount * 100 // (target * BIN)))] += 1
    return Distribution(
        board.metric, board.period, tuple(counts), len(measured), len(board.rows) - len(measured), board.share_gone
    )


def ticks_of(low: int, high: int, most: int = 5) -> list[int]:
    """About so many round amounts, evenly apart, that hold everything from `low` to `high` between them."""
    step = 1
    while (high - low) > step * most:
        # 1, 2, 5, 10, 20, 50, …
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    first, last = low // step, -(-high // step)
    return [step * at for at in range(first, max(last, first + 1) + 1)]


def day_marks(days: Sequence[date]) -> list[tuple[int, str]]:
    """The days that are named below a chart, by their number: months, or weeks in a short period."""
    if len(days) > 60:
        months = [MONTHS[day.month - 1] for day in days]
        return [(at, month) for at, month in enumerate(months) if at == 0 or month != months[at - 1]]
    every = 1 if len(days) <= 10 else 7
    return [(at, f"{day.day} {MONTHS[day.month - 1]}") for at, day in enumerate(days) if at % every == 0]


def _place(drawn: Drawn, row: Standing) -> Place:
    for place in drawn.places:
        if (place.id, place.name) == (row.id, row.name):
            return place
    raise HuddleError(f"{row.name} does not stand on this board any more. Choose another row.")


def _days(period: Period) -> list[date]:
    count = (period.ends_on - period.starts_on).days + 1
    return [period.starts_on + timedelta(days=step) for step in range(count)]


def _by_day(ranking: Ranking, place: Place, days: list[date]) -> tuple[int | None, ...]:
    kind = ranking.metric.kind
    last: dict[int, tuple[int, int]] = {}
    above = below = 0
    amounts = []
    for found in shares_by_span(ranking.connection, ranking.metric, [(day, day) for day in days], today=ranking.today):
        for who in found.keys() & set(place.members):
            before = last.get(who, (0, 0)) if kind == "latest" else (0, 0)
            above, below = above + found[who][0] - before[0], below + found[who][1] - before[1]
            last[who] = found[who]
        amounts.append(actual(kind, (above, below)))
    return tuple(amounts)


def _due(ranking: Ranking, place: Place, days: list[date]) -> tuple[int, ...]:
    if not place.target or ranking.metric.kind not in GROWING:
        return ()
    due = []
    for day in days:
        gone, of = ranking.gone(day, place)
        due.append(place.target * gone // of)
    return tuple(due)
