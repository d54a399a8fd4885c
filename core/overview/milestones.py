"""Milestones worth mentioning that nobody has stated as a win yet, derived from entries and commitments and not stored.

Private metrics are left out, and help that two people have agreed on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.access.session import Session
from core.errors import HuddleError
from core.meeting import cards, wins
from core.meeting.lifecycle import is_host, list_started_meetings, open_meeting_or_none
from core.models import Board, Card, Member, Metric, by_id
from core.team.members import list_members, short_names
from core.team.record import get_team
from core.values.amounts import format_amount, format_with_unit
from core.values.text import format_count
from data.sqlite import placeholders

MIN_WEEKS = 4
"""How many weeks must have an amount before one of them counts as the best ever."""

STREAK_LENGTHS = (5, 10, 20)
"""How many commitments kept in a row make a milestone."""

DEFAULT_DAYS = 7
"""How many days back milestones are searched when no meeting was held before."""

_COUNTED = (
    "NOT private AND ended_on IS NULL AND counted_from = 'entries' AND kind IN ('sum', 'count') AND better = 'higher'"
)
"""SQL condition for the metrics of milestones: they add up, higher is better, and everybody may see them."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """One achievement of one member."""

    member: Member
    name: str
    """The member's display name on this team."""
    text: str
    """The text of the win: `Best week ever: calls`."""
    detail: str = ""
    """The amounts: `41, the best before was 38`."""


_Reached = tuple[Member, str, str]
"""Who reached something, and the text and detail of the milestone."""


def find_milestones(session: Session) -> list[Milestone]:
    """Return what members reached since the last meeting, sorted by name."""
    since = _since(session)
    people = {member.id: member for member in list_members(session) if member.role != "watcher"}
    names = short_names(session)
    milestones = [
        Milestone(member, names[member.id], text, detail)
        for member, text, detail in (
            *_first_deals(session, people, since),
            *_best_weeks(session, people, since),
            *_streaks(session, people, since),
        )
    ]
    milestones.sort(key=lambda milestone: milestone.name.casefold())
    return milestones


def list_unstated(session: Session, board: Board, milestones: Sequence[Milestone]) -> list[Milestone]:
    """Return those of `milestones` that are not on the wins board yet."""
    stated_cards = {(card.about_id or card.member_id, card.text) for card in cards.list_cards(session, board)}
    # On an anonymous board the card of a member who stated it themself has no name.
    return [
        milestone
        for milestone in milestones
        if not {(milestone.member.id, milestone.text), (None, milestone.text)} & stated_cards
    ]


def can_state(session: Session, milestone: Milestone) -> bool:
    """Return whether the viewer may state it as a win: the member it is about, and the host of the open meeting."""
    meeting = open_meeting_or_none(session)
    return meeting is not None and (session.viewer.is_member(milestone.member.id) or is_host(session, meeting))


def state_as_win(session: Session, board: Board, milestone: Milestone) -> Card:
    """State the milestone as a win of its member.

    Raises `HuddleError` for anybody but the member and the host, and as `collect.add_card` does.
    """
    if not can_state(session, milestone):
        raise HuddleError(f"Only {milestone.name} or the host can add this as a win. Add your own words instead.")
    return cards.add_card(session, board, milestone.text, about=wins.other_member_or_none(session, milestone.member))


def _since(session: Session) -> date:
    """Return the day of the last meeting, or `DEFAULT_DAYS` ago without one."""
    open_meeting = open_meeting_or_none(session)
    held = [
        meeting
        for meeting in list_started_meetings(session)
        if meeting.kind != "one-on-one" and (open_meeting is None or meeting.id != open_meeting.id)
    ]
    return held[0].day if held else session.today - timedelta(days=DEFAULT_DAYS)


# -- one function for each kind


def _first_deals(session: Session, people: dict[int, Member], since: date) -> list[_Reached]:
    """Return each member's first entry ever on a metric that counts money or deals."""
    currency = get_team(session).currency
    deal_metrics = {metric.id: metric for metric in session.all(Metric, _COUNTED) if _is_deals(metric, currency)}
    marks = placeholders(deal_metrics)
    rows = session.query(
        f"""SELECT member.id AS member_id, metric.id AS metric_id, first.day, first.total
        FROM member CROSS JOIN metric CROSS JOIN visible_entry_day AS first
        WHERE metric.id IN ({marks}) AND first.metric_id = metric.id AND first.member_id = member.id AND first.day = (
            SELECT min(day) FROM visible_entry_day AS earlier
            WHERE earlier.metric_id = metric.id AND earlier.member_id = member.id AND total > 0
        ) ORDER BY first.day, metric.id""",
        tuple(deal_metrics),
    )
    firsts: dict[int, dict[str, Any]] = {}
    for row in rows:  # one row per deal, though it counts as a deal and as money
        firsts.setdefault(row["member_id"], row)
    rows = [row for row in firsts.values() if row["day"] >= since.isoformat()]
    milestones: list[_Reached] = []
    for row in rows:
        member, metric = people.get(row["member_id"]), deal_metrics[row["metric_id"]]
        if member is not None:
            amount = format_with_unit(row["total"], metric.scale, metric.unit) if metric.kind == "sum" else ""
            milestones.append((member, f"First deal: {metric.name}", amount))
    return milestones


def _is_deals(metric: Metric, currency: str) -> bool:
    words = f"{metric.name} {metric.unit}".casefold()
    return metric.unit == currency or ("deal" in words and "lost" not in words)


def _best_weeks(session: Session, people: dict[int, Member], since: date) -> list[_Reached]:
    """Return the weeks in which a member reached more on a metric than in every week before."""
    metrics_by_id = by_id(session.all(Metric, _COUNTED))
    monday = since - timedelta(days=since.weekday())
    active_pairs = session.query(
        "SELECT metric.id AS metric_id, member.id AS member_id FROM metric CROSS JOIN member WHERE EXISTS (SELECT 1 "
        "FROM visible_entry_day AS entry_day WHERE metric_id = metric.id AND member_id = member.id "
        "AND day BETWEEN ? AND ?)",
        (monday.isoformat(), session.today.isoformat()),
    )
    milestones: list[_Reached] = []
    for row in active_pairs:
        member, metric = people.get(row["member_id"]), metrics_by_id.get(row["metric_id"])
        if member is None or metric is None:
            continue
        weeks = session.query(
            """SELECT CAST((julianday(day) - julianday('1970-01-05')) / 7 AS INTEGER) AS week,
                sum(total) AS total, sum(entries) AS entries
            FROM visible_entry_day WHERE metric_id = ? AND member_id = ? AND day <= ? GROUP BY week ORDER BY week""",
            (metric.id, member.id, session.today.isoformat()),
        )
        amounts = [(week["week"], week["entries" if metric.kind == "count" else "total"]) for week in weeks]
        best = _best((monday - date(1970, 1, 5)).days // 7, [(week, amount) for week, amount in amounts if amount > 0])
        if best is not None:
            best_amount, previous_best = (format_amount(amount, metric.scale) for amount in best)
            detail = f"{best_amount}, best before: {previous_best}"
            milestones.append((member, f"Best week ever: {metric.name}", detail))
    return milestones


def _best(first: int, weeks: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the best of the weeks from number `first` on and the best before it, or None.

    A week counts only as at least the `MIN_WEEKS`th with an amount, and when it beats all before. `weeks` are (number,
    amount), in order.
    """
    best = None
    for index, (week, amount) in enumerate(weeks):
        before = max((other for _, other in weeks[:index]), default=0)
        if week >= first and index + 1 >= MIN_WEEKS and amount > before:
            best = amount, before
    return best


def _streaks(session: Session, people: dict[int, Member], since: date) -> list[_Reached]:
    """Return the runs of kept commitments of a length in `STREAK_LENGTHS` that were reached since `since`."""
    rows = session.query(
        "SELECT member_id, status, closed_on FROM visible_commitment WHERE status <> 'open' AND replaced_by IS NULL "
        "AND helps_id IS NULL AND member_id IS NOT NULL AND closed_on IS NOT NULL ORDER BY closed_on, id"
    )
    running: dict[int, int] = {}
    reached: dict[int, int] = {}
    for row in rows:
        member_id = row["member_id"]
        running[member_id] = running.get(member_id, 0) + 1 if row["status"] == "kept" else 0
        if running[member_id] == 0:
            reached.pop(member_id, None)  # a streak that was broken since is no milestone
        elif running[member_id] in STREAK_LENGTHS and row["closed_on"] >= since.isoformat():
            reached[member_id] = running[member_id]
    return [
        (people[member_id], f"{format_count(count, 'commitment')} kept in a row", "")
        for member_id, count in reached.items()
        if member_id in people
    ]
