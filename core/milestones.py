"""Milestones: what is worth a word and nobody has said yet. Derived from entries and commitments, and kept nowhere.

Nothing private is noticed: no private metric, and no help that two people have agreed on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core import collect, wins
from core.amounts import shown, with_unit
from core.errors import HuddleError
from core.meeting import current, meetings
from core.members import members
from core.models import Board, Card, Member, Metric
from core.session import Session
from core.team import team
from core.wording import called

WEEKS = 4
"""So many weeks must have something in them before one of them is the best ever."""

STREAKS = (5, 10, 20)
"""Commitments kept in a row that are worth a word."""

USUAL_DAYS = 7
"""How far back is looked where no meeting was held before."""

_COUNTED = (
    "NOT private AND ended_on IS NULL AND counted_from = 'entries' AND kind IN ('sum', 'count') AND better = 'higher'"
)
"""Metrics on which a week can be the best: what adds up, where more is better, and everybody may see it."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """One thing noticed of one member."""

    member: Member
    name: str
    """What the member is called on this team."""
    words: str
    """As it would be stated: `Best week ever: calls`."""
    detail: str = ""
    """The number of it: `41, the best before was 38`."""


def noticed(s: Session) -> list[Milestone]:
    """What members reached since the last meeting, by name."""
    since = _since(s)
    people = {member.id: member for member in members(s) if member.role != "watcher"}
    found = [*_first_deals(s, people, since), *_best_weeks(s, people, since), *_streaks(s, people, since)]
    found.sort(key=lambda one: one.name.casefold())
    return found


def unstated(s: Session, board: Board, found: Sequence[Milestone]) -> list[Milestone]:
    """Those of `found` that do not stand on the wins board yet."""
    stated = {(card.about_id or card.member_id, card.text) for card in collect.cards(s, board)}
    # Where nobody's name is kept, what was taken by its member themself stands there without one.
    return [one for one in found if not {(one.member.id, one.words), (None, one.words)} & stated]


def may_take(s: Session, milestone: Milestone) -> bool:
    """Whether the viewer may state it as a win: whose it is, and the host."""
    running = current(s)
    return running is not None and s.viewer.is_member(milestone.member.id, running.host_id)


def take(s: Session, board: Board, milestone: Milestone) -> Card:
    """States it as a win of its member. Raises `HuddleError` for anybody but them and the host, and as
    `collect.state` does."""
    if not may_take(s, milestone):
        raise HuddleError(f"{milestone.name} or the host states this as a win. Say in your own words what you saw.")
    return collect.state(s, board, milestone.words, about=wins.another(s, milestone.member))


def _since(s: Session) -> date:
    running = current(s)
    held = [each for each in meetings(s) if each.kind != "one-on-one" and (running is None or each.id != running.id)]
    return held[0].day if held else s.today - timedelta(days=USUAL_DAYS)


# -- each kind


def _first_deals(s: Session, people: dict[int, Member], since: date) -> list[Milestone]:
    """A member's first entry ever on anything that is counted in money or in deals."""
    currency = team(s).currency
    counted = {metric.id: metric for metric in s.all(Metric, _COUNTED) if _is_deals(metric, currency)}
    marks = ",".join("?" * len(counted))
    rows = s.store.query(
        f"""SELECT member.id AS member_id, metric.id AS metric_id, first.day, first.total
        FROM member CROSS JOIN metric CROSS JOIN entry_day AS first
        WHERE metric.id IN ({marks}) AND first.metric_id = metric.id AND first.member_id = member.id AND first.day = (
            SELECT min(day) FROM entry_day
            WHERE entry_day.metric_id = metric.id AND entry_day.member_id = member.id AND total > 0
        ) ORDER BY first.day, metric.id""",
        tuple(counted),
    )
    firsts: dict[int, dict[str, Any]] = {}
    for row in rows:  # one deal is one line, though it is counted in deals and in money
        firsts.setdefault(row["member_id"], row)
    rows = [row for row in firsts.values() if row["day"] >= since.isoformat()]
    found = []
    for row in rows:
        member, metric = people.get(row["member_id"]), counted[row["metric_id"]]
        if member is not None:
            amount = with_unit(row["total"], metric.scale, metric.unit) if metric.kind == "sum" else ""
            found.append(_milestone(people, member, f"First deal: {metric.name}", amount))
    return found


def _is_deals(metric: Metric, currency: str) -> bool:
    words = f"{metric.name} {metric.unit}".casefold()
    return metric.unit == currency or ("deal" in words and "lost" not in words)


def _best_weeks(s: Session, people: dict[int, Member], since: date) -> list[Milestone]:
    """A week that brought a member more on a metric than every one before it."""
    counted = {metric.id: metric for metric in s.all(Metric, _COUNTED)}
    monday = since - timedelta(days=since.weekday())
    lately = s.store.query(
        "SELECT metric.id AS metric_id, member.id AS member_id FROM metric CROSS JOIN member WHERE EXISTS (SELECT 1 "
        "FROM entry_day WHERE metric_id = metric.id AND member_id = member.id AND day BETWEEN ? AND ?)",
        (monday.isoformat(), s.today.isoformat()),
    )
    found = []
    for row in lately:
        member, metric = people.get(row["member_id"]), counted.get(row["metric_id"])
        if member is None or metric is None:
            continue
        weeks = s.store.query(
            """SELECT CAST((julianday(day) - julianday('1970-01-05')) / 7 AS INTEGER) AS week,
                sum(total) AS total, sum(entries) AS entries
            FROM entry_day WHERE metric_id = ? AND member_id = ? AND day <= ? GROUP BY week ORDER BY week""",
            (metric.id, member.id, s.today.isoformat()),
        )
        amounts = [(week["week"], week["entries" if metric.kind == "count" else "total"]) for week in weeks]
        best = _best((monday - date(1970, 1, 5)).days // 7, [(week, amount) for week, amount in amounts if amount > 0])
        if best is not None:
            now, before = (shown(amount, metric.scale) for amount in best)
            detail = f"{now}, the best before was {before}"
            found.append(_milestone(people, member, f"Best week ever: {metric.name}", detail))
    return found


def _best(first: int, weeks: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The best of the weeks from number `first` on, and the best before it, where that was less; None where none is
    the best of at least `WEEKS`."""
    best = None
    for at, (week, amount) in enumerate(weeks):
        before = max((other for _, other in weeks[:at]), default=0)
        if week >= first and at + 1 >= WEEKS and amount > before:
            best = amount, before
    return best


def _streaks(s: Session, people: dict[int, Member], since: date) -> list[Milestone]:
    """So many commitments kept one after the other, the last of them since then."""
    rows = s.store.query(
        "SELECT member_id, status, closed_on FROM commitment WHERE status <> 'open' AND replaced_by IS NULL "
        "AND helps_id IS NULL AND member_id IS NOT NULL AND closed_on IS NOT NULL ORDER BY closed_on, id"
    )
    running: dict[int, int] = {}
    reached: dict[int, int] = {}
    for row in rows:
        member_id = row["member_id"]
        running[member_id] = running.get(member_id, 0) + 1 if row["status"] == "kept" else 0
        if running[member_id] == 0:
            reached.pop(member_id, None)  # one that was broken since is no news
        elif running[member_id] in STREAKS and row["closed_on"] >= since.isoformat():
            reached[member_id] = running[member_id]
    return [
        _milestone(people, people[member_id], f"{count} commitments kept in a row", "")
        for member_id, count in reached.items()
        if member_id in people
    ]


def _milestone(people: dict[int, Member], member: Member, words: str, detail: str) -> Milestone:
    return Milestone(member, called(member, list(people.values())), words, detail)
