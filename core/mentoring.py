"""Mentoring: who mentors whom, how often, and what the two have noted. Only the two and the leader may know of it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from core import conversations
from core.errors import Conflict, HuddleError
from core.meeting import must_take_part
from core.members import leads
from core.models import Conversation, Every, Member, Pair, Point
from core.session import Session
from core.typed import often

SOON = 2
"""From how many days before their due day both are reminded."""

RHYTHMS: dict[Every, str] = {
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
    due: date | None
    """The day the two meet next; None for a leader who is neither, and may not see their conversations."""
    met: int | None
    """How often they have met so far; None as above."""

    def other(self, member_id: int | None) -> Member:
        """Return the other of the two; the mentee for anybody else."""
        return self.mentor if member_id == self.mentee.id else self.mentee


def mentorings(s: Session, *, mine: bool = False) -> list[Mentoring]:
    """Return the running mentorings the viewer may know of, next due first; with `mine` only their own."""
    rows = s.all(Pair, "kind = 'mentoring' AND ended_on IS NULL")
    people = {member.id: member for member in s.all(Member)}
    mentorings_found = [
        _mentoring(s, row, people) for row in rows if not mine or s.viewer.is_member(row.one_id, row.other_id)
    ]
    return sorted(
        mentorings_found, key=lambda mentoring: (mentoring.due is None, mentoring.due or s.today, mentoring.pair.id)
    )


def due(s: Session) -> list[tuple[Mentoring, date]]:
    """Return the viewer's own mentorings that are due by `SOON` days from today, each with its due day."""
    soon = s.today + timedelta(days=SOON)
    return [
        (mentoring, mentoring.due)
        for mentoring in mentorings(s, mine=True)
        if mentoring.due is not None and mentoring.due <= soon
    ]


# -- beginning and ending


def begin(s: Session, mentor: Member, mentee: Member, every: Every = "week") -> Pair:
    """Begin a mentoring, or change the rhythm of a running one. The first meeting is due one rhythm later.

    Raises `HuddleError` when mentor and mentee are the same, when one has left or watches, and unless the acting member
    is one of the two or the leader.
    """
    if mentor.id == mentee.id:
        raise HuddleError("Mentoring takes two. Name a mentor, and somebody else who is mentored.")
    with s.change("pair.mentoring") as change:
        must_take_part(s)
        for person in (mentor, mentee):
            member = s.get(Member, person.id)
            if member is None or member.left_on is not None or member.role == "watcher":
                raise HuddleError(f"{person.name} takes no part in the team's training. Name somebody who does.")
        _require_may_change(s, mentor.id, mentee.id)
        existing = s.all(
            Pair, "kind = 'mentoring' AND ended_on IS NULL AND one_id = ? AND other_id = ?", (mentor.id, mentee.id)
        )
        if existing:
            return change.update(existing[0], every=every)
        return change.insert(
            Pair(
                kind="mentoring",
                one_id=mentor.id,
                other_id=mentee.id,
                starts_on=s.today,
                every=every,
                drawn_at=s.moment,
            )
        )


def end(s: Session, pair: Pair) -> Pair:
    """End a mentoring; the notes of the two remain theirs.

    Raises `HuddleError` unless one of the two or the leader acts.
    """
    with s.change("pair.ended") as change:
        return change.update(_reload_pair(s, pair), ended_on=s.today)


def rhythm(text: str) -> Every:
    """Return the rhythm typed, such as `every week` or `monthly`; a week when empty. Raises `HuddleError` otherwise."""
    every, weekday = often(text) if text.strip() else ("week", None)
    if every is None or weekday is not None:
        raise HuddleError(f"“{text}” is no rhythm. Type every week, every month or every quarter.")
    return every


# -- meeting


def met(s: Session, pair: Pair, text: str = "", *, note: str = "", next_on: date | None = None) -> Conversation:
    """Record that the two have met: `text` is for both, `note` is for its writer alone.

    The next meeting is due by the rhythm, or on `next_on`. Raises `HuddleError` when `next_on` is not after today, and
    unless the acting member is one of the two.
    """
    with s.change("conversation.held"):
        talk = _next_conversation(s, pair, s.today)
        if note.strip():
            conversations.add_point(s, talk, "note", note)
        return conversations.close(s, conversations.begin(s, talk), text, next_on=next_on)


def note(s: Session, pair: Pair, text: str, *, shared: bool = False) -> Point:
    """Write a note for the next meeting: for the writer alone, or `shared` on the agenda of both.

    Raises `HuddleError` when it is empty, and unless the acting member is one of the two.
    """
    with s.change("point.written" if shared else "point.noted"):
        mentoring = _mentoring(s, _reload_pair(s, pair), {member.id: member for member in s.all(Member)})
        talk = _next_conversation(s, pair, max(s.today, mentoring.due or s.today))
        return conversations.add_point(s, talk, "agenda" if shared else "note", text)


def talks(s: Session, pair: Pair) -> list[tuple[Conversation, list[Point]]]:
    """Return the two's conversations with their points, latest first, as far as the viewer may see them."""
    return [(talk, conversations.points(s, talk)) for talk in _conversations_of_pair(s, pair)]


# -- reading


def _mentoring(s: Session, pair: Pair, people: dict[int, Member]) -> Mentoring:
    mentor, mentee = people[pair.one_id], people[pair.other_id]
    if not s.viewer.is_member(mentor.id, mentee.id):
        return Mentoring(pair, mentor, mentee, None, None)
    talks = _conversations_of_pair(s, pair)
    held = [talk for talk in talks if talk.status == "held"]
    return Mentoring(pair, mentor, mentee, _next_due(pair, talks, held), len(held))


def _next_due(pair: Pair, talks: list[Conversation], held: list[Conversation]) -> date:
    planned = [talk for talk in talks if talk.status != "held"]
    if planned:
        return planned[0].held_on
    if held and held[0].next_on is not None:
        return held[0].next_on
    return _add_rhythm(held[0].held_on if held else pair.starts_on, pair.every or "week")


def _conversations_of_pair(s: Session, pair: Pair) -> list[Conversation]:
    return s.all(
        Conversation,
        "kind = 'mentoring' AND from_id = ? AND to_id = ? AND held_on >= ?",
        (pair.one_id, pair.other_id, pair.starts_on.isoformat()),
        order="held_on DESC, id DESC",
    )


def _next_conversation(s: Session, pair: Pair, day: date) -> Conversation:
    """Return the next conversation of the two, planned for `day` when there is none yet."""
    pair = _reload_pair(s, pair)
    if not s.viewer.is_member(pair.one_id, pair.other_id):
        raise HuddleError("What a mentor and a mentee say to each other is theirs. Only they write it down.")
    planned = [talk for talk in _conversations_of_pair(s, pair) if talk.status != "held"]
    if planned:
        return planned[0]
    mentor, mentee = s.get(Member, pair.one_id), s.get(Member, pair.other_id)
    if mentor is None or mentee is None:
        raise Conflict("One of the two is not on the team any more.")
    return conversations.plan(s, "mentoring", mentee, day, by=mentor)


def _reload_pair(s: Session, pair: Pair) -> Pair:
    current = s.get(Pair, pair.id)
    if current is None or current.ended_on is not None:
        raise Conflict("This mentoring has ended in the meantime.")
    _require_may_change(s, current.one_id, current.other_id)
    return current


def _require_may_change(s: Session, *member_ids: int) -> None:
    must_take_part(s)
    if not leads(s) and not s.viewer.is_member(*member_ids):
        raise HuddleError("Who mentors whom is for the two and the leader to say. Ask one of them.")


def _add_rhythm(day: date, every: Every) -> date:
    """Return the day one rhythm after `day`, or the last day of the month when that is shorter."""
    if every in ("day", "week"):
        return day + timedelta(days=7 if every == "week" else 1)
    months = day.month - 1 + (3 if every == "quarter" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
