"""Wins that every screen shows for a few seconds: a target reached, a commitment kept, a big win stated."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from core.access.session import Session
from core.access.visible_connection import VisibleConnection, open_visible
from core.commitments import occurrences
from core.models import Board, Card, Commitment, Member, Occurrence
from core.team.record import get_team
from core.values.amounts import format_amount
from core.values.periods import period_between
from core.values.short_names import shorten_names
from core.values.text import noun_for
from data.sqlite import sqlite3

NUMBER_WORDS = ("no", "a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
"""Numbers from 0 to 12 in words, as many as the whole weeks that can be left of a quarter."""

DAYS_OF_WORKING_WEEK = 5
"""How many days in a row make a daily commitment worth celebrating."""


@dataclass(frozen=True, slots=True)
class Win:
    """One win, as text to show."""

    text: str
    """Who did what: `Lea reached the quarter's target, six weeks early`."""
    detail: str = ""
    """The amounts, if any: `212k of 200k · won revenue`."""


@dataclass(frozen=True, slots=True)
class ActiveTarget:
    """A target whose period has not ended, and its progress. Amounts are in the metric's smallest unit."""

    target_id: int
    owner_name: str
    """The display name of the member, group or team."""
    metric_name: str
    """The metric's name."""
    unit: str
    """The metric's unit, as shown beside amounts."""
    scale: int
    amount: int
    actual: int
    starts_on: date
    ends_on: date

    @property
    def is_reached(self) -> bool:
        return self.actual >= self.amount

    def as_win(self, today: date) -> Win:
        """Return the win that reaching it makes, as of `today`."""
        kind = period_between(self.starts_on, self.ends_on).kind
        target_name = {"day": "today's target", "span": "the target"}.get(kind, f"the {kind}'s target")
        actual, amount = (format_amount(number, self.scale, self.unit) for number in (self.actual, self.amount))
        progress = f"{actual} of {amount}"
        early = _early_suffix((self.ends_on - today).days)
        return Win(f"{self.owner_name} reached {target_name}{early}", f"{progress} · {self.metric_name}")


# Entries are added up once for each metric, period and member, however many targets share them.
# As on the leaderboard, a group's total is that of its current members, and the team's is everybody's.
_ACTIVE_TARGETS_SQL = """
WITH active_target AS (
    SELECT target.*, metric.name AS metric, unit, scale, metric.kind AS kind,
        person.id AS person_id, "group".name AS "group"
    FROM visible_target AS target
    JOIN metric ON metric.id = metric_id
    LEFT JOIN member AS person ON person.id = target.member_id
    LEFT JOIN "group" ON "group".id = target.group_id
    WHERE ends_on >= :today AND agreed_amount IS NOT NULL AND declined_at IS NULL AND metric.ended_on IS NULL
        AND metric.kind IN ('sum', 'count') AND better = 'higher'
        AND (NOT private OR (target.member_id IS NULL AND target.group_id IS NULL))
        AND (target.member_id IS NULL
            OR (person.role <> 'watcher' AND (person.left_on IS NULL OR person.left_on > :today)))
), tally AS MATERIALIZED (
    SELECT span.*, entry_day.member_id, person.group_id, sum(total) AS total, sum(entries) AS entries
    FROM (SELECT DISTINCT metric_id, starts_on, ends_on FROM active_target) AS span
    CROSS JOIN member AS person
    CROSS JOIN visible_entry_day AS entry_day
        ON entry_day.metric_id = span.metric_id AND entry_day.member_id = person.id
        AND day BETWEEN starts_on AND ends_on
    GROUP BY span.metric_id, starts_on, ends_on, entry_day.member_id
)
SELECT active_target.id, person_id, "group", metric, unit, scale, agreed_amount,
    (SELECT ifnull(sum(iif(active_target.kind = 'count', tally.entries, tally.total)), 0) FROM tally
        WHERE tally.metric_id = active_target.metric_id AND tally.starts_on = active_target.starts_on
            AND tally.ends_on = active_target.ends_on
            AND (active_target.member_id IS NULL OR tally.member_id = active_target.member_id)
            AND (active_target.group_id IS NULL OR tally.group_id = active_target.group_id))
    -- Of a private metric the room sees no entries, and of the team what was told.
    + (SELECT ifnull(sum(iif(active_target.kind = 'count', published.entries, published.total)), 0) FROM published
        WHERE published.metric_id = active_target.metric_id
            AND active_target.member_id IS NULL AND active_target.group_id IS NULL
            AND month || '-01' >= active_target.starts_on
            AND date(month || '-01', '+1 month', '-1 day') <= active_target.ends_on),
    starts_on, ends_on
FROM active_target ORDER BY person_id IS NOT NULL, "group" IS NOT NULL, active_target.id
"""


def list_active_targets(connection: VisibleConnection, today: date) -> list[ActiveTarget]:
    """Return the agreed targets whose period has not ended: the team's first, then groups', then members'.

    Only those on metrics that add up, where higher is better; a mean that is good today may not be tomorrow. Targets of
    members who left are left out, and on private metrics all but the team's.
    """
    rows = connection.execute(_ACTIVE_TARGETS_SQL, {"today": today.isoformat()}).fetchall()
    names = read_current_names(connection, today)
    return [
        ActiveTarget(
            target_id,
            names[person_id] if person_id else group or "The team",
            metric,
            unit,
            scale,
            amount,
            actual,
            date.fromisoformat(starts_on),
            date.fromisoformat(ends_on),
        )
        for target_id, person_id, group, metric, unit, scale, amount, actual, starts_on, ends_on in rows
    ]


def find_reached_targets(session: Session) -> dict[int, ActiveTarget]:
    """Return the reached targets whose period is running today, by target id."""
    return {
        target.target_id: target
        for target in list_active_targets(session.connection.for_viewer(None), session.today)
        if target.is_reached and target.starts_on <= session.today <= target.ends_on
    }


class TargetWatch:
    """Notices when a target is reached. What is already reached at the first poll is not reported."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: set[tuple[int, int]] = set()
        """Target ids and amounts that were seen before they were reached."""
        self._reported: set[tuple[int, int]] = set()
        """What was reported: it is not reported again when an entry is removed and made anew."""

    def poll(self, today: date) -> list[Win]:
        """Return the running targets reached since the last poll. May be called from any one thread.

        When the file cannot be read just now it returns nothing, and the next poll finds it.
        """
        try:
            # Its own connection: on the session's, another thread's read would see this read's older snapshot.
            with closing(open_visible(self._path)) as connection:
                targets = list_active_targets(connection, today)
        except sqlite3.OperationalError:
            return []
        wins = []
        for target in targets:
            key = target.target_id, target.amount
            if not target.is_reached:
                self._open.add(key)
            elif key in self._open and key not in self._reported and target.starts_on <= today <= target.ends_on:
                self._reported.add(key)
                wins.append(target.as_win(today))
        return wins


def find_kept_wins(session: Session, commitment_ids: Iterable[int]) -> dict[int, Win]:
    """Return a win for each of the commitments that is kept now and visible to the viewer, by commitment id."""
    wins = {}
    names = read_current_names(session.connection, session.today)
    for commitment_id in sorted(commitment_ids):
        commitment = session.get(Commitment, commitment_id)
        if commitment is None or commitment.status != "kept" or commitment.helps_id is not None:
            continue  # help is known to two people, and more people see the screen
        if commitment.member_id is not None and commitment.member_id not in names:
            continue
        owner_name = names.get(commitment.member_id or 0, "The team")
        wins[commitment.id] = Win(f"{owner_name} kept: {commitment.text}")
    return wins


def find_recurring_wins(session: Session, occurrence_ids: Iterable[int]) -> dict[tuple[int, date], Win]:
    """Return a win for each recurring commitment with occurrences that are kept now, by commitment id and latest day.

    Weekly, monthly and quarterly ones count each time; daily ones only for each full working week in a row, or somebody
    would be celebrated every day.
    """
    days_by_commitment: dict[int, list[date]] = {}
    for occurrence_id in sorted(occurrence_ids):
        occurrence = session.get(Occurrence, occurrence_id)
        if occurrence is not None and occurrence.status == "kept":
            days_by_commitment.setdefault(occurrence.commitment_id, []).append(occurrence.day)
    names = read_current_names(session.connection, session.today)
    wins = {}
    for commitment_id, days in days_by_commitment.items():
        commitment = session.get(Commitment, commitment_id)
        if commitment is None or commitment.status != "open" or commitment.helps_id is not None:
            continue
        if commitment.member_id is not None and commitment.member_id not in names:
            continue
        in_a_row = occurrences.count_kept_in_a_row(session, commitment)
        if (
            commitment.every == "day"
            and in_a_row // DAYS_OF_WORKING_WEEK == (in_a_row - len(days)) // DAYS_OF_WORKING_WEEK
        ):
            continue
        owner_name = names.get(commitment.member_id or 0, "The team")
        wins[commitment.id, max(days)] = Win(
            f"{owner_name} kept: {commitment.text}", occurrences.format_streak(commitment, in_a_row)
        )
    return wins


def find_big_wins(session: Session, card_ids: Iterable[int]) -> dict[int, Win]:
    """Return a win for each of the cards that is a big win now, by card id.

    Cards of hidden boards are left out even for their author, whose screen may be visible to others.
    """
    wins = {}
    names = read_current_names(session.connection, session.today)
    for card_id in sorted(card_ids):
        card = session.get(Card, card_id)
        board = session.get(Board, card.board_id) if card else None
        if card is None or board is None or not card.big or (board.hidden and not board.revealed_at):
            continue
        # On an anonymous board a name beside a card would be taken for its author.
        person = None if board.anonymous else session.get(Member, card.about_id or card.member_id)
        wins[card.id] = Win(f"{names.get(person.id, person.name)}: {card.text}" if person else card.text, "a big win")
    return wins


def has_celebrations_on(session: Session) -> bool:
    """Return whether the team wants its wins on every screen."""
    return get_team(session).celebrates


class _Person(NamedTuple):
    id: int
    name: str
    left_on: str | None


def read_current_names(connection: VisibleConnection, today: date) -> dict[int, str]:
    """Return the short names of the members who have not left by `today`, by id."""
    people = [_Person(*row) for row in connection.execute("SELECT id, name, left_on FROM member").fetchall()]
    names = shorten_names(people)
    return {
        person.id: names[person.id] for person in people if person.left_on is None or person.left_on > today.isoformat()
    }


def _early_suffix(days: int) -> str:
    """Return `, six weeks early`; empty on the last day."""
    if days <= 0:
        return ""
    count, unit = (days // 7, "week") if days >= 7 else (days, "day")
    number = NUMBER_WORDS[count] if count < len(NUMBER_WORDS) else str(count)
    return f", {number} {noun_for(count, unit)} early"
