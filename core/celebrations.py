"""Wins worth a few seconds on every screen: a target reached, a commitment kept."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core import occurrences
from core.amounts import shown
from core.models import Board, Card, Commitment, Member, Occurrence
from core.periods import between
from core.session import Session
from core.team import team
from data.sqlite import connect, sqlite3

WORDS = ("no", "a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
"""Small numbers as they are said. A quarter has thirteen weeks."""

WORKING_WEEK = 5
"""Days in a row after which what is kept every day is celebrated."""


@dataclass(frozen=True, slots=True)
class Win:
    """One thing to be glad about."""

    words: str
    """Who did what: `Lea reached the quarter's target, six weeks early`."""
    detail: str = ""
    """The numbers of it, if there are any: `212k of 200k · won revenue`."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A target whose period has not ended, and how far it has come. Amounts are in the metric's smallest unit."""

    target_id: int
    who: str
    metric: str
    unit: str
    scale: int
    amount: int
    actual: int
    starts_on: date
    ends_on: date

    @property
    def is_reached(self) -> bool:
        return self.actual >= self.amount

    def win(self, today: date) -> Win:
        """The reaching of it in words, as of `today`."""
        kind = between(self.starts_on, self.ends_on).kind
        what = {"day": "today's target", "span": "the target"}.get(kind, f"the {kind}'s target")
        numbers = f"{shown(self.actual, self.scale, self.unit)} of {shown(self.amount, self.scale, self.unit)}"
        early = _early((self.ends_on - today).days)
        return Win(f"{self.who} reached {what}{early}", f"{numbers} · {self.metric}")


# What each member entered is added up once for each metric and stretch of days, however many have a target there.
# Like on the board, a group's number is that of who is in it now, and the team's is everybody's.
_AIMS = """
WITH aim AS (
    SELECT target.*, metric.name AS metric, unit, scale, metric.kind AS kind,
        person.name AS member, "group".name AS "group"
    FROM target
    JOIN metric ON metric.id = metric_id
    LEFT JOIN member AS person ON person.id = target.member_id
    LEFT JOIN "group" ON "group".id = target.group_id
    WHERE ends_on >= :today AND declined_at IS NULL AND metric.ended_on IS NULL
        AND metric.kind IN ('sum', 'count') AND better = 'higher'
        AND (NOT private OR (target.member_id IS NULL AND target.group_id IS NULL))
        AND (target.member_id IS NULL
            OR (person.role <> 'watcher' AND (person.left_on IS NULL OR person.left_on > :today)))
), tally AS MATERIALIZED (
    SELECT stretch.*, entry_day.member_id, person.group_id, sum(total) AS total, sum(entries) AS entries
    FROM (SELECT DISTINCT metric_id, starts_on, ends_on FROM aim) AS stretch
    CROSS JOIN member AS person
    CROSS JOIN entry_day ON entry_day.metric_id = stretch.metric_id AND entry_day.member_id = person.id
        AND day BETWEEN starts_on AND ends_on
    GROUP BY stretch.metric_id, starts_on, ends_on, entry_day.member_id
)
SELECT aim.id, member, "group", metric, unit, scale, ifnull(agreed_amount, amount),
    (SELECT ifnull(sum(iif(aim.kind = 'count', tally.entries, tally.total)), 0) FROM tally
        WHERE tally.metric_id = aim.metric_id AND tally.starts_on = aim.starts_on AND tally.ends_on = aim.ends_on
            AND (aim.member_id IS NULL OR tally.member_id = aim.member_id)
            AND (aim.group_id IS NULL OR tally.group_id = aim.group_id)),
    starts_on, ends_on
FROM aim ORDER BY member IS NOT NULL, "group" IS NOT NULL, aim.id
"""


def aims(connection: sqlite3.Connection, today: date) -> list[Aim]:
    """The targets whose period has not ended, the team's first, then groups', then members'.

    Those on what adds up and where more is better; a mean that stands well today may not tomorrow. Not those of
    members who left, and on a private metric the team's alone.
    """
    rows = connection.execute(_AIMS, {"today": today.isoformat()}).fetchall()
    here = connection.execute("SELECT name FROM member WHERE left_on IS NULL OR left_on > ?", (today.isoformat(),))
    names = [name for (name,) in here.fetchall()]
    return [
        Aim(
            target_id,
            first_name(member, names) if member else group or "The team",
            metric,
            unit,
            scale,
            amount,
            actual,
            date.fromisoformat(starts_on),
            date.fromisoformat(ends_on),
        )
        for target_id, member, group, metric, unit, scale, amount, actual, starts_on, ends_on in rows
    ]


def reached(s: Session) -> dict[int, Aim]:
    """What has been reached of what is running today, by the target's id."""
    return {
        aim.target_id: aim
        for aim in aims(s.store.connection, s.today)
        if aim.is_reached and aim.starts_on <= s.today <= aim.ends_on
    }


class TargetWatch:
    """Notices when a target is reached while one looks. What it sees for the first time is no news."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: set[tuple[int, int]] = set()
        """Targets and their amounts that were seen before they were reached."""
        self._told: set[tuple[int, int]] = set()
        """What has been told: it is not told again when an entry is taken back and made anew."""

    def look(self, today: date) -> list[Win]:
        """The targets reached since the last look whose period is running. May be called from any one thread.

        A file that cannot be read just now has no news; the next look finds it.
        """
        try:
            # Of its own: another thread's read on the session's connection would see this one's older view.
            with closing(connect(self._path)) as connection:
                seen = aims(connection, today)
        except sqlite3.OperationalError:
            return []
        wins = []
        for aim in seen:
            key = aim.target_id, aim.amount
            if not aim.is_reached:
                self._open.add(key)
            elif key in self._open and key not in self._told and aim.starts_on <= today <= aim.ends_on:
                self._told.add(key)
                wins.append(aim.win(today))
        return wins


def kept(s: Session, commitment_ids: Iterable[int]) -> dict[int, Win]:
    """Those of the commitments that are kept now, in words, by id; without those that the viewer may not see."""
    wins = {}
    names = [member.name for member in s.all(Member, "left_on IS NULL OR left_on > ?", (s.today.isoformat(),))]
    for commitment_id in sorted(commitment_ids):
        found = s.get(Commitment, commitment_id)
        if found is None or found.status != "kept" or found.helps_id is not None:
            continue  # of help two people know, and a screen that celebrates is seen by more
        whose = s.get(Member, found.member_id)
        if whose is not None and whose.name not in names:
            continue
        who = first_name(whose.name, names) if whose else "The team"
        wins[found.id] = Win(f"{who} kept: {found.text}")
    return wins


def kept_again(s: Session, occurrence_ids: Iterable[int]) -> dict[tuple[int, date], Win]:
    """The times of what comes again that are kept now, by commitment and day: each week, month or quarter; of days
    only whole working weeks in a row, or somebody would be celebrated every day."""
    times: dict[int, list[date]] = {}
    for occurrence_id in sorted(occurrence_ids):
        said = s.get(Occurrence, occurrence_id)
        if said is not None and said.status == "kept":
            times.setdefault(said.commitment_id, []).append(said.day)
    names = [member.name for member in s.all(Member, "left_on IS NULL OR left_on > ?", (s.today.isoformat(),))]
    wins = {}
    for commitment_id, days in times.items():
        one = s.get(Commitment, commitment_id)
        if one is None or one.status != "open" or one.helps_id is not None:
            continue
        whose = s.get(Member, one.member_id)
        if whose is not None and whose.name not in names:
            continue
        row = occurrences.streak(s, one)
        if one.every == "day" and row // WORKING_WEEK == (row - len(days)) // WORKING_WEEK:
            continue
        who = first_name(whose.name, names) if whose else "The team"
        wins[one.id, max(days)] = Win(f"{who} kept: {one.text}", occurrences.in_a_row(one, row))
    return wins


def big(s: Session, card_ids: Iterable[int]) -> dict[int, Win]:
    """Those of the cards that are big wins now, in words, by id; without those that are not revealed yet, which their
    own author's screen must not show either: it may hang on a wall."""
    wins = {}
    names = [member.name for member in s.all(Member, "left_on IS NULL OR left_on > ?", (s.today.isoformat(),))]
    for card_id in sorted(card_ids):
        card = s.get(Card, card_id)
        board = s.get(Board, card.board_id) if card else None
        if card is None or board is None or not card.big or (board.hidden and not board.revealed_at):
            continue
        # Where nobody's name is kept, whoever is named beside a card would be taken for its author.
        whose = None if board.anonymous else s.get(Member, card.about_id or card.member_id)
        wins[card.id] = Win(f"{first_name(whose.name, names)}: {card.text}" if whose else card.text, "a big win")
    return wins


def celebrates(s: Session) -> bool:
    """Whether the team wants its wins on every screen."""
    return team(s).celebrates


def first_name(name: str, names: list[str]) -> str:
    """The first name where only one on the team has it, else the whole name."""
    first = name.split()[0]
    return first if sum(other.split()[0].casefold() == first.casefold() for other in names) == 1 else name


def _early(days: int) -> str:
    """`, six weeks early`; nothing on the last day."""
    if days <= 0:
        return ""
    count, unit = (days // 7, "week") if days >= 7 else (days, "day")
    said = WORDS[count] if count < len(WORDS) else str(count)
    return f", {said} {unit}{'s' if count > 1 else ''} early"
