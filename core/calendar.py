"""The calendar file: meetings, turns to host, and one's own due days and talks, as calendars take them (RFC 5545).

Every event is of a whole day and has an identity of its own that stays, so that importing the file again moves what
was moved and adds nothing twice. A calendar is often shown to others: a talk is in it by its kind and the other's
name alone, never by what it is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from core import home, meeting, rotation
from core.agenda import WEEK, working_day
from core.commitment_lists import earlier_wordings
from core.commitment_words import how_much, how_often
from core.errors import HuddleError
from core.models import Conversation, Goal, Meeting, Member
from core.private_boards import is_private
from core.recipient import both_see, recipient
from core.session import Session
from core.team import team

PRODID = "-//Huddle//huddle-tui//EN"

_OURS = UUID("6f1d8a52-3b0e-5c8f-9d41-7a2c64e0b915")
"""What the identities of all events are made from, so that no other program makes the same."""

TALKS = {"one-on-one": "One-on-one", "review": "Review", "check-in": "Check-in", "mentoring": "Mentoring"}


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a whole day."""

    key: str
    """What it tells of, the same whenever it is made: `turn/3/2`."""
    day: date
    summary: str
    description: str = ""
    tentative: bool = False
    """Proposed: as the order stands, which may be swapped, or whose meeting is not planned yet."""


def events(s: Session, member: Member | None = None) -> list[Event]:
    """What the calendar of the member who acts holds, by day; or that of `member`, where the leader makes it: then
    only what both may see.

    Raises `HuddleError` when somebody else than the leader makes one for another.
    """
    whose = recipient(s, member, "a calendar")
    found = [*_meetings(s), *_turns(s, whose), *_due(s, whose), *_talks(s, whose), *_goals(s, whose)]
    return sorted(found, key=lambda event: (event.day, event.key))


def as_ics(s: Session, events: list[Event]) -> bytes:
    """The events as an iCalendar file: lines end in CRLF and are folded at 75 octets, in UTF-8."""
    from icalendar import Calendar
    from icalendar import Event as Entry

    ours = team(s)
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Huddle · {ours.name}")
    for event in events:
        entry = Entry()
        entry.add("uid", f"{uuid5(_OURS, f'{ours.created_at}/{event.key}')}@huddle")
        entry.add("dtstamp", s.now)
        entry.add("dtstart", event.day)
        entry.add("dtend", event.day + timedelta(days=1))
        entry.add("summary", event.summary)
        if event.description:
            entry.add("description", event.description)
        entry.add("status", "TENTATIVE" if event.tentative else "CONFIRMED")
        entry.add("transp", "TRANSPARENT")  # it tells of a day, and keeps nobody's hours busy
        calendar.add_component(entry)
    ics: bytes = calendar.to_ical()
    return ics


def write(s: Session, path: Path, member: Member | None = None) -> list[Event]:
    """Writes the calendar to `path`, over an earlier one of Huddle's, and returns what is in it.

    Raises `HuddleError` as `events` does, when there is another kind of file, and when it cannot be written.
    """
    found = events(s, member)
    path = path.expanduser()
    try:
        if path.exists() and PRODID.encode() not in path.read_bytes()[:1000]:
            raise HuddleError(f"{path} is not a calendar that Huddle wrote. Name another file, so that it stays.")
        path.write_bytes(as_ics(s, found))
    except OSError as error:
        raise HuddleError(f"{path} cannot be written ({error.strerror or error}). Name another file.") from error
    return found


# -- the team's


def _meetings(s: Session) -> Iterator[Event]:
    for each in _to_come(s):
        leading = meeting.host(s, each)
        hosts = f"{leading.name} hosts." if leading else "The rotation says who hosts."
        yield Event(f"meeting/{each.id}", each.day, f"{each.kind.capitalize()} meeting {each.number}", hosts)


def _turns(s: Session, whose: Member) -> Iterator[Event]:
    """The next one is certain; those after it are as the order stands, a week apart."""
    places = rotation.order(s)
    planned = next((each for each in _to_come(s) if each.status == "planned"), None)
    day = planned.day if planned else working_day(s.today + WEEK, team(s).working_days)
    if planned is not None and planned.host_id is not None:
        # Who was asked to out of turn hosts first; the others come after them as they stand.
        places = sorted(places, key=lambda place: place.member.id != planned.host_id)
    for number, place in enumerate(places):
        own = place.member.id == whose.id
        certain = number == 0 and planned is not None and planned.host_id == place.member.id
        who = "You host" if own else f"{place.member.name} hosts"
        summary = f"{who} the meeting" + ("" if certain else " (proposed)")
        why = f"{place.member.name} {place.note}."
        yield Event(f"turn/{place.member.id}/{place.round}", day, summary, why, tentative=not certain)
        day = working_day(day + WEEK, team(s).working_days)


def _to_come(s: Session) -> list[Meeting]:
    """The team's meeting that is open, and those that are planned from today on."""
    return s.all(
        Meeting,
        "kind <> 'one-on-one' AND (status = 'open' OR (status = 'planned' AND day >= ?))",
        (s.today.isoformat(),),
        order="day, id",
    )


# -- one's own


def _due(s: Session, whose: Member) -> Iterator[Event]:
    promised = home.my_commitments(s, whose)
    seen = {row.id for row in both_see(s, whose, [each.commitment for each in promised])}
    for each in promised:
        one = each.commitment
        if each.due is None or one.id not in seen:
            continue
        if each.metric is not None and not s.viewer.is_member(whose.id) and is_private(s, each.metric):
            continue
        # Its first wording gives the identity: reworded, it is still what was promised then.
        first = ([one, *earlier_wordings(s, one)])[-1]
        how = " · ".join(filter(None, (how_much(one, each.metric), how_often(one))))
        yield Event(f"commitment/{first.id}", each.due, f"Due: {one.text}", how)


def _talks(s: Session, whose: Member) -> Iterator[Event]:
    names = {each.id: each.name for each in s.all(Member)}
    kinds = ",".join("?" * len(TALKS))
    found = s.all(Conversation, f"kind IN ({kinds}) AND ? IN (from_id, to_id)", (*TALKS, whose.id))
    followed = {each.follows_id for each in found}
    for talk in both_see(s, whose, found):
        other = names.get(talk.from_id if talk.to_id == whose.id else talk.to_id, "somebody")
        words = f"{TALKS[talk.kind]} with {other}"
        if talk.status == "planned" and talk.held_on >= s.today:
            yield Event(f"talk/{talk.id}", talk.held_on, words)
        elif talk.next_on is not None and talk.next_on >= s.today and talk.id not in followed:
            yield Event(f"talk/{talk.id}/next", talk.next_on, words)


def _goals(s: Session, whose: Member) -> Iterator[Event]:
    """That a goal is looked at again, not which: a goal is more private than a calendar."""
    mine = s.all(
        Goal,
        "level = 'personal' AND member_id = ? AND ended_on IS NULL AND review_on >= ?",
        (whose.id, s.today.isoformat()),
    )
    for goal in both_see(s, whose, mine):
        if goal.review_on is not None:
            yield Event(f"goal/{goal.id}", goal.review_on, "Look at a goal of yours again")
