"""The calendar file (RFC 5545): meetings, hosting turns, and a member's due days and conversations.

Every event lasts a whole day and has a stable id, so that importing the file again moves what was moved and adds
nothing twice. Calendars are often shown to others: a conversation appears by its kind and the other's name only, never
by its subject.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from core.access.paths import require_other_file
from core.access.recipient import also_visible_to, resolve_recipient
from core.access.session import Session
from core.commitments.phrasing import describe_amount, describe_recurrence
from core.commitments.queries import earlier_wordings
from core.errors import HuddleError
from core.hosting import rotation
from core.meeting import lifecycle
from core.meeting.agenda import WEEK, first_working_day
from core.metrics.metrics import is_private
from core.models import Conversation, Goal, Meeting, Member
from core.outgoing.private_output import replace_content
from core.overview import home
from core.team.record import get_team
from data.sqlite import placeholders

PRODID = "-//Huddle//huddle-tui//EN"
"""The product identifier in the file, by which `write_calendar` recognises Huddle's own files."""

_ID_NAMESPACE = UUID("6f1d8a52-3b0e-5c8f-9d41-7a2c64e0b915")
"""The namespace of the event ids, so that no other program makes the same ones."""

KIND_LABELS = {"one-on-one": "One-on-one", "review": "Review", "check-in": "Check-in", "mentoring": "Mentoring"}
"""The kinds of conversations in the calendar, with their labels."""


@dataclass(frozen=True, slots=True)
class Event:
    """One whole-day event."""

    key: str
    """What it is about, the same each time: `turn/3/2`."""
    day: date
    summary: str
    description: str = ""
    tentative: bool = False
    """Whether it is only proposed: turns may be swapped, and the meeting may not be planned yet."""


def list_events(session: Session, member: Member | None = None) -> list[Event]:
    """Return the events of the acting member's calendar, by day; or, for a leader, those of `member` that both may see.

    Raises `HuddleError` when anybody but the leader asks for another member's.
    """
    owner = resolve_recipient(session, member, "a calendar")
    all_events = [
        *_meetings(session),
        *_hosting_turns(session, owner),
        *_due_days(session, owner),
        *_conversations(session, owner),
        *_goals(session, owner),
    ]
    return sorted(all_events, key=lambda event: (event.day, event.key))


def format_ics(session: Session, events: list[Event]) -> bytes:
    """Return the events as an iCalendar file in UTF-8: lines end in CRLF and are folded at 75 octets."""
    from icalendar import Calendar
    from icalendar import Event as Entry

    our_team = get_team(session)
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Huddle · {our_team.name}")
    for event in events:
        entry = Entry()
        entry.add("uid", f"{uuid5(_ID_NAMESPACE, f'{our_team.created_at}/{event.key}')}@huddle")
        entry.add("dtstamp", session.now)
        entry.add("dtstart", event.day)
        entry.add("dtend", event.day + timedelta(days=1))
        entry.add("summary", event.summary)
        if event.description:
            entry.add("description", event.description)
        entry.add("status", "TENTATIVE" if event.tentative else "CONFIRMED")
        entry.add("transp", "TRANSPARENT")  # does not mark the day as busy
        calendar.add_component(entry)
    ics: bytes = calendar.to_ical()
    return ics


def write_calendar(session: Session, path: Path, member: Member | None = None) -> list[Event]:
    """Write the calendar to `path`, replacing an earlier one of Huddle's, and return its events.

    Raises `HuddleError` as `list_events` does, when another kind of file is there, and when it cannot be written.
    """
    written = list_events(session, member)
    path = path.expanduser()
    require_other_file(path, session.store.path)
    try:
        if path.exists() and PRODID.encode() not in _read_beginning(path):
            raise HuddleError(f"{path} is not a calendar made by Huddle. Choose another file.")
        replace_content(path, format_ics(session, written))
    except OSError as error:
        raise HuddleError(f"Can't write {path} ({error.strerror or error}). Choose another file.") from error
    return written


def _read_beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(1000)  # what is no file, as /dev/full, may have no end


# -- the team's


def _meetings(session: Session) -> Iterator[Event]:
    for upcoming in _upcoming_meetings(session):
        meeting_host = lifecycle.host_of(session, upcoming)
        hosts = f"{meeting_host.name} hosts." if meeting_host else "The rotation decides who hosts."
        yield Event(
            f"meeting/{upcoming.id}", upcoming.day, f"{upcoming.kind.capitalize()} meeting {upcoming.number}", hosts
        )


def _hosting_turns(session: Session, owner: Member) -> Iterator[Event]:
    """Yield the hosting turns, a week apart: the next one may be certain, those after it follow the rotation."""
    places = rotation.coming_hosts(session)
    planned = next((upcoming for upcoming in _upcoming_meetings(session) if upcoming.status == "planned"), None)
    day = planned.day if planned else first_working_day(session.today + WEEK, get_team(session).working_days)
    if planned is not None and planned.host_id is not None:
        # A host asked out of turn comes first; the others keep their order.
        places = sorted(places, key=lambda place: place.member.id != planned.host_id)
    for number, place in enumerate(places):
        is_owner = place.member.id == owner.id
        certain = number == 0 and planned is not None and planned.host_id == place.member.id
        subject = "You host" if is_owner else f"{place.member.name} hosts"
        summary = f"{subject} the meeting" + ("" if certain else " (proposed)")
        description = f"{place.member.name} {place.reason}."
        yield Event(f"turn/{place.member.id}/{place.round}", day, summary, description, tentative=not certain)
        day = first_working_day(day + WEEK, get_team(session).working_days)


def _upcoming_meetings(session: Session) -> list[Meeting]:
    """Return the team's open meeting, and those planned from today on."""
    return session.all(
        Meeting,
        "kind <> 'one-on-one' AND (status = 'open' OR (status = 'planned' AND day >= ?))",
        (session.today.isoformat(),),
        order="day, id",
    )


# -- the member's own


def _due_days(session: Session, owner: Member) -> Iterator[Event]:
    items = home.my_commitments(session, owner)
    visible_ids = {row.id for row in also_visible_to(session, owner, [item.commitment for item in items])}
    for item in items:
        commitment = item.commitment
        if item.due is None or commitment.id not in visible_ids:
            continue
        if item.metric is not None and not session.viewer.is_member(owner.id) and is_private(session, item.metric):
            continue
        # The first wording gives the id: a reworded commitment is still the same one.
        first = ([commitment, *earlier_wordings(session, commitment)])[-1]
        description = " · ".join(
            filter(None, (describe_amount(commitment, item.metric), describe_recurrence(commitment)))
        )
        yield Event(f"commitment/{first.id}", item.due, f"Due: {commitment.text}", description)


def _conversations(session: Session, owner: Member) -> Iterator[Event]:
    names = {row.id: row.name for row in session.all(Member)}
    kinds = placeholders(KIND_LABELS)
    talks = session.all(Conversation, f"kind IN ({kinds}) AND ? IN (from_id, to_id)", (*KIND_LABELS, owner.id))
    followed = {row.follows_id for row in talks}
    for talk in also_visible_to(session, owner, talks):
        other = names.get(talk.from_id if talk.to_id == owner.id else talk.to_id, "someone")
        words = f"{KIND_LABELS[talk.kind]} with {other}"
        if talk.status == "planned" and talk.held_on >= session.today:
            yield Event(f"talk/{talk.id}", talk.held_on, words)
        elif talk.next_on is not None and talk.next_on >= session.today and talk.id not in followed:
            yield Event(f"talk/{talk.id}/next", talk.next_on, words)


def _goals(session: Session, owner: Member) -> Iterator[Event]:
    """Yield that a goal is to be reviewed, without its text: goals are more private than a calendar."""
    goals = session.all(
        Goal,
        "level = 'personal' AND member_id = ? AND ended_on IS NULL AND review_on >= ?",
        (owner.id, session.today.isoformat()),
    )
    for goal in also_visible_to(session, owner, goals):
        if goal.review_on is not None:
            yield Event(f"goal/{goal.id}", goal.review_on, "Review one of your goals")
