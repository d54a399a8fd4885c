"""Role play: the day's pairs, drawn for the whole team and visible to everybody."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from core.access.session import Session
from core.conversations.pair_drawing import Draw, choose_pairs
from core.errors import HuddleError
from core.meeting.lifecycle import is_host, open_meeting_or_none, require_participant
from core.models import Member, Pair, by_id
from core.team import workdays
from core.team.members import list_members


@dataclass(frozen=True, slots=True)
class RolePlay:
    """Who practises with whom on one day."""

    day: date
    pairs: tuple[tuple[Member, Member], ...]
    listener: Member | None
    """The member who listens to the last of the pairs; None when the number was even."""


def latest_role_play(session: Session) -> RolePlay | None:
    """Return the pairs of the latest draw, today's or earlier, or None before the first draw."""
    rows = _current_rows(session)
    if not rows:
        return None
    rows = [row for row in rows if row.drawn_at == rows[-1].drawn_at]
    present = _Availability(session)
    pairs = tuple((present.people[row.one_id], present.people[row.other_id]) for row in rows)
    return RolePlay(rows[0].starts_on, pairs, present.people.get(present.draw(rows).listener_id or 0))


def draw_pairs(session: Session) -> RolePlay:
    """Draw today's pairs of all sellers and leaders who are not away, and return them.

    Everybody may make a day's first draw. The host of the open meeting and the leader may draw again; the draw before
    then counts as not practised. `s.undo("pair")` takes a draw back. Raises `HuddleError` when fewer than two are
    available, and when anybody else draws again.
    """
    import networkx  # noqa: F401  # some 200 ms, in which the change would keep others from writing

    with session.change("pair.drawn") as change:
        require_participant(session)
        present = _Availability(session)
        people = present.on(session.today)
        if len(people) < 2:
            raise HuddleError("No one else is here today, so there are no pairs to draw.")
        todays_rows = [row for row in _current_rows(session) if row.starts_on == session.today]
        if todays_rows:
            _require_may_redraw(session)
        for row in todays_rows:
            change.update(row, ended_on=session.today)
        history, rejected = _history(session, present)
        new_draw = choose_pairs(people, history, session.timestamp, rejected)
        leaders = {first for first in people if present.people[first].role == "leader"}
        # Rows of one draw share `drawn_at`. The listener gets no row: it is the member who is in no pair.
        for first, second in sorted(new_draw.pairs, key=lambda two: (not leaders & set(two), two)):
            change.insert(
                Pair(
                    kind="role play", one_id=first, other_id=second, starts_on=session.today, drawn_at=session.timestamp
                )
            )
    role_play_today = latest_role_play(session)
    assert role_play_today is not None
    return role_play_today


def can_draw(session: Session) -> bool:
    """Return whether the viewer may draw now: for the first time today, or again."""
    if session.viewer.role not in ("leader", "seller"):
        return False
    return not is_drawn_today(session) or _can_redraw(session)


def is_drawn_today(session: Session) -> bool:
    """Return whether today's pairs are drawn already."""
    return any(row.starts_on == session.today for row in _current_rows(session))


def count_together(session: Session, first_id: int, second_id: int) -> tuple[int, date | None]:
    """Return how often two were drawn together, and the day of the time before the last, or None without one."""
    rows = session.all(
        Pair,
        "kind = 'role play' AND ended_on IS NULL AND min(one_id, other_id) = ? AND max(one_id, other_id) = ?",
        (min(first_id, second_id), max(first_id, second_id)),
        order="drawn_at, id",
    )
    return len(rows), rows[-2].starts_on if len(rows) > 1 else None


def _can_redraw(session: Session) -> bool:
    meeting = open_meeting_or_none(session)
    return session.viewer.is_leader or is_host(session, meeting)


def _require_may_redraw(session: Session) -> None:
    if not _can_redraw(session):
        raise HuddleError("Today's pairs are already drawn. Only the leader or the host can draw again.")


# -- what was drawn before


def _current_rows(session: Session) -> list[Pair]:
    return session.all(Pair, "kind = 'role play' AND ended_on IS NULL", order="drawn_at, id")


def _history(session: Session, present: _Availability) -> tuple[list[Draw], list[Draw]]:
    """Return the draws that count, earliest first, and today's draws that were replaced."""
    by_moment: dict[str, list[Pair]] = defaultdict(list)
    for row in session.all(Pair, "kind = 'role play'", order="drawn_at, id"):
        by_moment[row.drawn_at].append(row)
    drawn = list(by_moment.values())
    valid = [present.draw(rows) for rows in drawn if rows[0].ended_on is None]
    rejected = [
        present.draw(rows) for rows in drawn if rows[0].ended_on is not None and rows[0].starts_on == session.today
    ]
    return valid, rejected


class _Availability:
    """Who could practise on which day."""

    def __init__(self, session: Session) -> None:
        self.people: dict[int, Member] = by_id(list_members(session, include_left=True))
        self._away: dict[int, list[tuple[date, date]]] = defaultdict(list)
        for absence in workdays.list_absences(session):
            self._away[absence.member_id].append((absence.starts_on, absence.ends_on))

    def on(self, day: date) -> list[int]:
        """Return the ids of those who were on the team that day, took part and were not away."""
        return [
            member.id
            for member in self.people.values()
            if member.role != "watcher"
            and member.joined_on <= day
            and (member.left_on is None or member.left_on > day)
            and not any(first <= day <= last for first, last in self._away.get(member.id, ()))
        ]

    def draw(self, rows: list[Pair]) -> Draw:
        """Return a draw from its rows. The listener is in no row: it is the one present member without a pair."""
        paired = {member_id for row in rows for member_id in (row.one_id, row.other_id)}
        rest = [member_id for member_id in self.on(rows[0].starts_on) if member_id not in paired]
        # More than one is left when an absence was changed after the draw: then the listener is unknown.
        listens = rest[0] if len(rest) == 1 else None
        return Draw(tuple((row.one_id, row.other_id) for row in rows), listens, rows[0].drawn_at)
