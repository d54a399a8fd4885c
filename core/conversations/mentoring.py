"""Mentoring: who mentors whom, how often, and what the two have noted. Only the two and the leader may know of it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from core.access.session import Session
from core.conversations import conversations
from core.errors import Conflict, HuddleError
from core.meeting.lifecycle import require_participant
from core.models import Conversation, Every, Member, Pair, Point, by_id
from core.values.input_parsing import parse_recurrence

SOON_DAYS = 2
"""From how many days before their due day both are reminded."""

RHYTHM_LABELS: dict[Every, str] = {
    "day": "every day",
    "week": "every week",
    "month": "every month",
    "quarter": "every quarter",
}
"""How each rhythm is displayed."""


@dataclass(frozen=True, slots=True)
class Mentoring:
    """A mentor, a mentee, and their meetings."""

    pair: Pair
    mentor: Member
    mentee: Member
    due_on: date | None
    """The day the two meet next; None for a leader who is neither, and may not see their conversations."""
    times_met: int | None
    """How often they have met so far; None as above."""

    def other(self, member_id: int | None) -> Member:
        """Return the other of the two; the mentee for anybody else."""
        return self.mentor if member_id == self.mentee.id else self.mentee


def list_mentorings(session: Session, *, mine: bool = False) -> list[Mentoring]:
    """Return the running mentorings the viewer may know of, next due first; with `mine` only their own."""
    rows = session.all(Pair, "kind = 'mentoring' AND ended_on IS NULL")
    people = by_id(session.all(Member))
    mentorings_found = [
        _mentoring(session, row, people)
        for row in rows
        if not mine or session.viewer.is_member(row.one_id, row.other_id)
    ]
    return sorted(
        mentorings_found,
        key=lambda mentoring: (mentoring.due_on is None, mentoring.due_on or session.today, mentoring.pair.id),
    )


def list_due(session: Session) -> list[tuple[Mentoring, date]]:
    """Return the viewer's own mentorings that are due by `SOON_DAYS` days from today, each with its due day."""
    soon = session.today + timedelta(days=SOON_DAYS)
    return [
        (mentoring, mentoring.due_on)
        for mentoring in list_mentorings(session, mine=True)
        if mentoring.due_on is not None and mentoring.due_on <= soon
    ]


# -- beginning and ending


def begin(session: Session, mentor: Member, mentee: Member, every: Every = "week") -> Pair:
    """Begin a mentoring, or change the rhythm of a running one. The first meeting is due one rhythm later.

    Raises `HuddleError` when mentor and mentee are the same, when one has left or watches, and unless the acting member
    is one of the two or the leader.
    """
    if mentor.id == mentee.id:
        raise HuddleError("Choose two different people: a mentor and a mentee.")
    with session.change("pair.mentoring") as change:
        require_participant(session)
        for person in (mentor, mentee):
            member = session.get(Member, person.id)
            if member is None or member.left_on is not None or member.role == "watcher":
                raise HuddleError(f"{person.name} is a watcher or has left. Choose someone else.")
        _require_may_change(session, mentor.id, mentee.id)
        existing = session.all(
            Pair, "kind = 'mentoring' AND ended_on IS NULL AND one_id = ? AND other_id = ?", (mentor.id, mentee.id)
        )
        if existing:
            return change.update(existing[0], every=every)
        return change.insert(
            Pair(
                kind="mentoring",
                one_id=mentor.id,
                other_id=mentee.id,
                starts_on=session.today,
                every=every,
                drawn_at=session.timestamp,
            )
        )


def end(session: Session, pair: Pair) -> Pair:
    """End a mentoring; the notes of the two remain theirs.

    Raises `HuddleError` unless one of the two or the leader acts.
    """
    with session.change("pair.ended") as change:
        return change.update(_reload_pair(session, pair), ended_on=session.today)


def parse_rhythm(text: str) -> Every:
    """Return the rhythm typed, such as `every week` or `monthly`; a week when empty. Raises `HuddleError` otherwise."""
    every, weekday = parse_recurrence(text) if text.strip() else ("week", None)
    if every is None or weekday is not None:
        raise HuddleError(f"“{text}” is not an interval. Use every week, every month or every quarter.")
    return every


# -- meeting


def record_meeting(
    session: Session, pair: Pair, text: str = "", *, note: str = "", next_on: date | None = None
) -> Conversation:
    """Record that the two have met: `text` is for both, `note` is for its writer alone.

    The next meeting is due by the rhythm, or on `next_on`. Raises `HuddleError` when `next_on` is not after today, and
    unless the acting member is one of the two.
    """
    with session.change("conversation.held"):
        talk = _next_conversation(session, pair, session.today)
        if note.strip():
            conversations.add_point(session, talk, "note", note)
        return conversations.close(session, conversations.begin(session, talk), text, next_on=next_on)


def add_mentoring_note(session: Session, pair: Pair, text: str, *, shared: bool = False) -> Point:
    """Write a note for the next meeting: for the writer alone, or `shared` on the agenda of both.

    Raises `HuddleError` when it is empty, and unless the acting member is one of the two.
    """
    with session.change("point.written" if shared else "point.noted"):
        mentoring = _mentoring(session, _reload_pair(session, pair), by_id(session.all(Member)))
        talk = _next_conversation(session, pair, max(session.today, mentoring.due_on or session.today))
        return conversations.add_point(session, talk, "agenda" if shared else "note", text)


def list_meetings(session: Session, pair: Pair) -> list[tuple[Conversation, list[Point]]]:
    """Return the two's conversations with their points, latest first, as far as the viewer may see them."""
    return [(talk, conversations.list_points(session, talk)) for talk in _conversations_of_pair(session, pair)]


# -- reading


def _mentoring(session: Session, pair: Pair, people: dict[int, Member]) -> Mentoring:
    mentor, mentee = people[pair.one_id], people[pair.other_id]
    if not session.viewer.is_member(mentor.id, mentee.id):
        return Mentoring(pair, mentor, mentee, None, None)
    talks = _conversations_of_pair(session, pair)
    held = [talk for talk in talks if talk.status == "held"]
    return Mentoring(pair, mentor, mentee, _next_due(pair, talks, held), len(held))


def _next_due(pair: Pair, talks: list[Conversation], held: list[Conversation]) -> date:
    planned = [talk for talk in talks if talk.status != "held"]
    if planned:
        return planned[0].held_on
    if held and held[0].next_on is not None:
        return held[0].next_on
    return _add_rhythm(held[0].held_on if held else pair.starts_on, pair.every or "week")


def _conversations_of_pair(session: Session, pair: Pair) -> list[Conversation]:
    return session.all(
        Conversation,
        "kind = 'mentoring' AND from_id = ? AND to_id = ? AND held_on >= ?",
        (pair.one_id, pair.other_id, pair.starts_on.isoformat()),
        order="held_on DESC, id DESC",
    )


def _next_conversation(session: Session, pair: Pair, day: date) -> Conversation:
    """Return the next conversation of the two, planned for `day` when there is none yet."""
    pair = _reload_pair(session, pair)
    if not session.viewer.is_member(pair.one_id, pair.other_id):
        raise HuddleError("Only the mentor and the mentee can write here.")
    planned = [talk for talk in _conversations_of_pair(session, pair) if talk.status != "held"]
    if planned:
        return planned[0]
    mentor, mentee = session.get(Member, pair.one_id), session.get(Member, pair.other_id)
    if mentor is None or mentee is None:
        raise Conflict("One of the two has left the team.")
    return conversations.plan_conversation(session, "mentoring", mentee, day, by=mentor)


def _reload_pair(session: Session, pair: Pair) -> Pair:
    current = session.reload(pair, "This mentoring has ended.", lambda stored: stored.ended_on is None)
    _require_may_change(session, current.one_id, current.other_id)
    return current


def _require_may_change(session: Session, *member_ids: int) -> None:
    require_participant(session)
    if not session.viewer.is_leader and not session.viewer.is_member(*member_ids):
        raise HuddleError("Only the two people or the leader can change this mentoring.")


def _add_rhythm(day: date, every: Every) -> date:
    """Return the day one rhythm after `day`, or the last day of the month when that is shorter."""
    if every in ("day", "week"):
        return day + timedelta(days=7 if every == "week" else 1)
    months = day.month - 1 + (3 if every == "quarter" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
