"""Role play: pairs of the day, drawn for the whole team and shown to everybody."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from core import workdays
from core.errors import HuddleError
from core.meeting import current, must_take_part
from core.members import leads, members
from core.models import Member, Pair
from core.pairing import Draw, draw
from core.session import Session


@dataclass(frozen=True, slots=True)
class RolePlay:
    """Who practises with whom."""

    day: date
    pairs: tuple[tuple[Member, Member], ...]
    listens: Member | None
    """Who listens in on the last of the pairs; None where the number was even."""


def role_play(s: Session) -> RolePlay | None:
    """The pairs that were drawn last, today or before; None until any were."""
    rows = _standing(s)
    if not rows:
        return None
    rows = [row for row in rows if row.drawn_at == rows[-1].drawn_at]
    there = _Present(s)
    pairs = tuple((there.people[row.one_id], there.people[row.other_id]) for row in rows)
    return RolePlay(rows[0].starts_on, pairs, there.people.get(there.draw(rows).listens or 0))


def draw_pairs(s: Session) -> RolePlay:
    """Draws today's pairs of all who sell or lead and are not away. Everybody may draw a day's first; who hosts the
    open meeting or leads the team may draw again, and what was drawn before then counts as not practised.

    `s.undo("pair")` takes it back. Raises `HuddleError` for a team of one, and when somebody else draws again.
    """
    with s.change("pair.drawn") as change:
        must_take_part(s)
        there = _Present(s)
        people = there.on(s.today)
        if len(people) < 2:
            raise HuddleError("Role play takes two, and nobody else is here today. Draw when somebody is back.")
        standing = [row for row in _standing(s) if row.starts_on == s.today]
        if standing:
            _may_redraw(s)
        for row in standing:
            change.update(row, ended_on=s.today)
        history, rejected = _history(s, there)
        drawn = draw(people, history, s.moment, rejected)
        leaders = {one for one in people if there.people[one].role == "leader"}
        # One moment is one draw; who listens is who is in none of its pairs.
        for one, other in sorted(drawn.pairs, key=lambda two: (not leaders & set(two), two)):
            change.insert(Pair(kind="role play", one_id=one, other_id=other, starts_on=s.today, drawn_at=s.moment))
    found = role_play(s)
    assert found is not None
    return found


def may_draw(s: Session) -> bool:
    """Whether the viewer may draw now: for the first time today, or again."""
    if s.viewer.role not in ("leader", "seller"):
        return False
    return not drawn_today(s) or _redraws(s)


def drawn_today(s: Session) -> bool:
    """Whether today's pairs stand already."""
    return any(row.starts_on == s.today for row in _standing(s))


def together(s: Session, one_id: int, other_id: int) -> tuple[int, date | None]:
    """How often two were drawn together, and when before the last time; None where that was the first."""
    rows = s.all(
        Pair,
        "kind = 'role play' AND ended_on IS NULL AND min(one_id, other_id) = ? AND max(one_id, other_id) = ?",
        (min(one_id, other_id), max(one_id, other_id)),
        order="drawn_at, id",
    )
    return len(rows), rows[-2].starts_on if len(rows) > 1 else None


def _redraws(s: Session) -> bool:
    meeting = current(s)
    return leads(s) or (meeting is not None and s.viewer.is_member(meeting.host_id))


def _may_redraw(s: Session) -> None:
    if not _redraws(s):
        raise HuddleError("Today's pairs are drawn already. The leader or the meeting's host may draw again.")


# -- what was drawn before


def _standing(s: Session) -> list[Pair]:
    return s.all(Pair, "kind = 'role play' AND ended_on IS NULL", order="drawn_at, id")


def _history(s: Session, there: _Present) -> tuple[list[Draw], list[Draw]]:
    """The draws that stood, the earliest first, and those of today that were rejected."""
    by_moment: dict[str, list[Pair]] = defaultdict(list)
    for row in s.all(Pair, "kind = 'role play'", order="drawn_at, id"):
        by_moment[row.drawn_at].append(row)
    drawn = list(by_moment.values())
    stood = [there.draw(rows) for rows in drawn if rows[0].ended_on is None]
    rejected = [there.draw(rows) for rows in drawn if rows[0].ended_on is not None and rows[0].starts_on == s.today]
    return stood, rejected


class _Present:
    """Who could practise on which day."""

    def __init__(self, s: Session) -> None:
        self.people: dict[int, Member] = {member.id: member for member in members(s, include_left=True)}
        self._away: dict[int, list[tuple[date, date]]] = defaultdict(list)
        for each in workdays.absences(s):
            self._away[each.member_id].append((each.starts_on, each.ends_on))

    def on(self, day: date) -> list[int]:
        """Who was on the team that day, took part and was not away."""
        return [
            member.id
            for member in self.people.values()
            if member.role != "watcher"
            and member.joined_on <= day
            and (member.left_on is None or member.left_on > day)
            and not any(first <= day <= last for first, last in self._away.get(member.id, ()))
        ]

    def draw(self, rows: list[Pair]) -> Draw:
        """A draw as its rows tell it. Who listened stands in none: it is the one who was there and in no pair."""
        paired = {one for row in rows for one in (row.one_id, row.other_id)}
        rest = [one for one in self.on(rows[0].starts_on) if one not in paired]
        # Where more are left, somebody came back of whom that was not known when it was drawn.
        listens = rest[0] if len(rest) == 1 else None
        return Draw(tuple((row.one_id, row.other_id) for row in rows), listens, rows[0].drawn_at)
