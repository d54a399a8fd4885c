"""The figures of the charts, as exact integers: an amount growing towards its target, and the spread of a team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.access.session import Session
from core.errors import HuddleError
from core.metrics.published import read_team_number
from core.metrics.totals import CUMULATIVE_KINDS, amount_of_tally
from core.standings.leaderboard import BoardBuilder, Standing, StandingsBoard
from core.standings.metric_totals import totals_by_span
from core.standings.ranking import Place, Ranking
from core.values.periods import MONTHS, Period, format_day
from data.quick import metric_queries

BIN_PERCENT = 10
"""The width of one column of a distribution, in per cent of the target."""

BIN_COUNT = 16
"""The number of columns; the last one holds 150 % and more."""

MIN_PEOPLE = 3
"""The fewest people a distribution is shown for: with fewer, the dots could be matched to names."""


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
    """The amount at the end of each day up to today, in the smallest unit; None while there is no amount."""
    due: tuple[int, ...]
    """What is due at the end of each day of the period: the target's share of the working days gone, rounded down.

    Empty without a target, and for kinds that do not grow by the day.
    """
    target: int | None
    is_team: bool


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many people reached which share of their target, without names."""

    metric: str
    period: Period
    counts: tuple[int, ...]
    """How many reached 0 to under 10 per cent of their target, 10 to under 20, …, and 150 or more."""
    with_target: int
    """How many people have a target."""
    without_target: int
    """How many people on the board have none."""
    share_gone: float


def burn_up(session: Session, board: StandingsBoard, row: Standing) -> BurnUp:
    """Return the burn-up of one row of a board, or of its team. Raises `HuddleError` for a row that the viewer may not
    see or that is no longer there."""
    ranking = Ranking(
        session.connection,
        metric_queries.read_metric(session.connection, board.metric_id),
        board.period,
        session.today,
        board.by,
        board.order,
    )  # fmt: skip
    builder = BoardBuilder(ranking)
    place = builder.team_place if row is board.team else _place_of(builder, row)
    days = _days(board.period)
    days_so_far = [day for day in days if day <= session.today]
    is_told = builder.private and row is board.team
    return BurnUp(
        name=place.name,
        metric=board.metric,
        unit=board.unit,
        scale=board.scale,
        better=board.better,
        period=board.period,
        days=tuple(days),
        actual=_team_steps(ranking, days) if is_told else _running_amounts(ranking, place, days_so_far),
        due=_due_amounts(ranking, place, days),
        target=place.target,
        is_team=row is board.team,
    )


def distribution(board: StandingsBoard) -> Distribution | None:
    """Return how a board of members is spread over attainment.

    None for a private board, for any board that is not of members, where lower is better, and where fewer than
    `MIN_PEOPLE` people have a target.
    """
    measured = [(row.actual, row.target) for row in board.rows if row.target and row.actual is not None]
    if board.private or board.by != "member" or board.better == "lower" or len(measured) < MIN_PEOPLE:
        return None
    counts = [0] * BIN_COUNT
    for amount, target in measured:
        counts[max(0, min(BIN_COUNT - 1, amount * 100 // (target * BIN_PERCENT)))] += 1
    return Distribution(
        board.metric, board.period, tuple(counts), len(measured), len(board.rows) - len(measured), board.share_gone
    )


def round_ticks(low: int, high: int, most: int = 5) -> list[int]:
    """Return about `most` round amounts at equal steps that enclose everything from `low` to `high`."""
    step = 1
    while (high - low) > step * most:
        # 1, 2, 5, 10, 20, 50, …
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    first, last = low // step, -(-high // step)
    return [step * multiple for multiple in range(first, max(last, first + 1) + 1)]


def day_labels(days: Sequence[date]) -> list[tuple[int, str]]:
    """Return the labels below a chart with the index of their day: months, or weeks or days in a short period."""
    if len(days) > 60:
        months = [MONTHS[day.month - 1] for day in days]
        return [(index, month) for index, month in enumerate(months) if index == 0 or month != months[index - 1]]
    every = 1 if len(days) <= 10 else 7
    return [(index, format_day(day)) for index, day in enumerate(days) if index % every == 0]


def _place_of(builder: BoardBuilder, row: Standing) -> Place:
    for place in builder.places:
        if (place.id, place.name) == (row.id, row.name):
            return place
    raise HuddleError(f"{row.name} is no longer on this leaderboard. Choose another row.")


def _days(period: Period) -> list[date]:
    count = (period.ends_on - period.starts_on).days + 1
    return [period.starts_on + timedelta(days=step) for step in range(count)]


def _running_amounts(ranking: Ranking, place: Place, days: list[date]) -> tuple[int | None, ...]:
    """Return the running amount of a place at the end of each of these days."""
    kind = ranking.metric.kind
    last: dict[int, tuple[int, int]] = {}
    above = below = 0
    amounts = []
    for tallies in totals_by_span(
        ranking.connection, ranking.metric, [(day, day) for day in days], today=ranking.today
    ):
        for member_id in tallies.keys() & set(place.member_ids):
            earlier = last.get(member_id, (0, 0)) if kind == "latest" else (0, 0)
            above, below = above + tallies[member_id][0] - earlier[0], below + tallies[member_id][1] - earlier[1]
            last[member_id] = tallies[member_id]
        amounts.append(amount_of_tally(kind, (above, below)))
    return tuple(amounts)


def _team_steps(ranking: Ranking, days: list[date]) -> tuple[int | None, ...]:
    """Return what was told of the team's number on a private metric by the end of each day up to today: it grows with
    each whole month."""
    steps: list[int | None] = []
    amount: int | None = None
    for day in days:
        if day > ranking.today:
            break
        if (day + timedelta(days=1)).day == 1:
            told = read_team_number(ranking.connection, ranking.metric, (ranking.period.starts_on, day)).tally
            amount = amount_of_tally(ranking.metric.kind, told) if told else None
        steps.append(amount)
    return tuple(steps)


def _due_amounts(ranking: Ranking, place: Place, days: list[date]) -> tuple[int, ...]:
    if not place.target or ranking.metric.kind not in CUMULATIVE_KINDS:
        return ()
    due = []
    for day in days:
        days_gone, all_days = ranking.working_days_gone(day, place)
        due.append(place.target * days_gone // all_days)
    return tuple(due)
