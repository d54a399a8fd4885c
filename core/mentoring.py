"""Mentoring: who mentors whom, in which rhythm, and what the two have said. It is theirs and the leader's to know."""

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
"""Days before the two are due to meet from which both are told."""

RHYTHMS: dict[Every, str] = {
    "day": "every day",
    "week": "every week",
    "month": "every month",
    "quarter": "every quarter",
}


@dataclass(frozen=True, slots=True)
class Mentoring:
    """A mentor and who is mentored."""

    pair: Pair
    mentor: Member
    mentee: Member
    due: date | None
    """When the two meet next; None for the leader who is neither, whom their talks do not concern."""
    met: int | None
    """How often they have met so far; None as above."""

    def other(self, member_id: int | None) -> Member:
        """The one of the two who is not that member; the mentee for anybody else."""
        return self.mentor if member_id == self.mentee.id else self.mentee


def mentorings(s: Session, *, mine: bool = False) -> list[Mentoring]:
    """Those that the viewer may know of, the first due first; their own alone with `mine`."""
    rows = s.all(Pair, "kind = 'mentoring' AND ended_on IS NULL")
    people = {member.id: member for member in s.all(Member)}
    found = [_mentoring(s, row, people) for row in rows if not mine or s.viewer.is_member(row.one_id, row.other_id)]
    return sorted(found, key=lambda each: (each.due is None, each.due or s.today, each.pair.id))


def due(s: Session) -> list[tuple[Mentoring, date]]:
    """The viewer's own whose two are due to meet, today, within `SOON` days, or long since; and since when."""
    soon = s.today + timedelta(days=SOON)
    return [(each, each.due) for each in mentorings(s, mine=True) if each.due is not None and each.due <= soon]


# -- beginning and ending


def begin(s: Session, mentor: Member, mentee: Member, every: Every = "week") -> Pair:
    """Begins a mentoring; where it runs already, gives it another rhythm. The first meeting is due within one.

    Raises `HuddleError` for oneself with oneself, for who has left or watches, and when it is neither one of the two
    nor the leader who acts.
    """
    if mentor.id == mentee.id:
        raise HuddleError("Mentoring takes two. Name a mentor, and somebody else who is mentored.")
    with s.change("pair.mentoring") as change:
        must_take_part(s)
        for given in (mentor, mentee):
            member = s.get(Member, given.id)
            if member is None or member.left_on is not None or member.role == "watcher":
                raise HuddleError(f"{given.name} takes no part in the team's training. Name somebody who does.")
        _may(s, mentor.id, mentee.id)
        there = s.all(
            Pair, "kind = 'mentoring' AND ended_on IS NULL AND one_id = ? AND other_id = ?", (mentor.id, mentee.id)
        )
        if there:
            return change.update(there[0], every=every)
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
    """Ends a mentoring; what the two have said stays theirs. Raises `HuddleError` for whoever may not."""
    with s.change("pair.ended") as change:
        return change.update(_fresh(s, pair), ended_on=s.today)


def rhythm(text: str) -> Every:
    """`every week`, `monthly`: how often two meet; a week where nothing is typed. Raises `HuddleError` otherwise."""
    every, weekday = often(text) if text.strip() else ("week", None)
    if every is None or weekday is not None:
        raise HuddleError(f"“{text}” is no rhythm. Type every week, every month or every quarter.")
    return every


# -- meeting


def met(s: Session, pair: Pair, text: str = "", *, note: str = "", next_on: date | None = None) -> Conversation:
    """The two have met: `text` says for both what came of it, `note` is its writer's alone.

    The next time is due by the rhythm, or on `next_on`. Raises `HuddleError` for a next day that has passed, and for
    whoever is not of the two.
    """
    with s.change("conversation.held"):
        talk = _talk(s, pair, s.today)
        if note.strip():
            conversations.add_point(s, talk, "note", note)
        return conversations.close(s, conversations.begin(s, talk), text, next_on=next_on)


def note(s: Session, pair: Pair, text: str, *, shared: bool = False) -> Point:
    """Writes something down for the next time: for oneself, or `shared` onto the agenda of both.

    Raises `HuddleError` when it is empty, and for whoever is not of the two.
    """
    with s.change("point.written" if shared else "point.noted"):
        each = _mentoring(s, _fresh(s, pair), {member.id: member for member in s.all(Member)})
        talk = _talk(s, pair, max(s.today, each.due or s.today))
        return conversations.add_point(s, talk, "agenda" if shared else "note", text)


def talks(s: Session, pair: Pair) -> list[tuple[Conversation, list[Point]]]:
    """What the two have said so far, the latest first, as far as the viewer may see it."""
    return [(talk, conversations.points(s, talk)) for talk in _talks(s, pair)]


# -- what there is


def _mentoring(s: Session, pair: Pair, people: dict[int, Member]) -> Mentoring:
    mentor, mentee = people[pair.one_id], people[pair.other_id]
    if not s.viewer.is_member(mentor.id, mentee.id):
        return Mentoring(pair, mentor, mentee, None, None)
    talks = _talks(s, pair)
    held = [talk for talk in talks if talk.status == "held"]
    return Mentoring(pair, mentor, mentee, _next(pair, talks, held), len(held))


def _next(pair: Pair, talks: list[Conversation], held: list[Conversation]) -> date:
    waiting = [talk for talk in talks if talk.status != "held"]
    if waiting:
        return waiting[0].held_on
    if held and held[0].next_on is not None:
        return held[0].next_on
    return _later(held[0].held_on if held else pair.starts_on, pair.every or "week")


def _talks(s: Session, pair: Pair) -> list[Conversation]:
    return s.all(
        Conversation,
        "kind = 'mentoring' AND from_id = ? AND to_id = ? AND held_on >= ?",
        (pair.one_id, pair.other_id, pair.starts_on.isoformat()),
        order="held_on DESC, id DESC",
    )


def _talk(s: Session, pair: Pair, day: date) -> Conversation:
    """The talk that the two are to have next, planned for `day` where there is none yet."""
    pair = _fresh(s, pair)
    if not s.viewer.is_member(pair.one_id, pair.other_id):
        raise HuddleError("What a mentor and a mentee say to each other is theirs. Only they write it down.")
    waiting = [talk for talk in _talks(s, pair) if talk.status != "held"]
    if waiting:
        return waiting[0]
    giver, to = s.get(Member, pair.one_id), s.get(Member, pair.other_id)
    if giver is None or to is None:
        raise Conflict("One of the two is not on the team any more.")
    return conversations.plan(s, "mentoring", to, day, by=giver)


def _fresh(s: Session, pair: Pair) -> Pair:
    now = s.get(Pair, pair.id)
    if now is None or now.ended_on is not None:
        raise Conflict("This mentoring has ended in the meantime.")
    _may(s, now.one_id, now.other_id)
    return now


def _may(s: Session, *two: int) -> None:
    must_take_part(s)
    if not leads(s) and not s.viewer.is_member(*two):
        raise HuddleError("Who mentors whom is for the two and the leader to say. Ask one of them.")


def _later(day: date, every: Every) -> date:
    """A rhythm later; the last of a shorter month where that day is not in it."""
    if every in ("day", "week"):
        return day + timedelta(days=7 if every == "week" else 1)
    months = day.month - 1 + (3 if every == "quarter" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
