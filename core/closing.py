"""The end of a meeting: who hosts next, why and when; and its minutes written to a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core import rotation
from core.agenda import WEEK, working_day
from core.errors import HuddleError
from core.meeting import must_host, plan, the_open_one, upcoming
from core.minutes import as_html, as_json, as_markdown, minutes
from core.models import Meeting, Member
from core.session import Session
from core.team import team


@dataclass(frozen=True, slots=True)
class Following:
    """The meeting after the open one."""

    member: Member
    """Its host."""
    because: str
    """Why it is their turn, as the rest of a sentence; empty when the rotation did not choose them."""
    day: date


def following(session: Session) -> Following:
    """Return who hosts next, why, and on which day. Raises `HuddleError` when nobody can host."""
    planned_meeting = upcoming(session)
    day = (
        planned_meeting.day
        if planned_meeting and planned_meeting.day > session.today
        else working_day(session.today + WEEK, team(session).working_days)
    )
    in_turn = rotation.next_host(session, day)
    planned_host = session.get(Member, planned_meeting.host_id) if planned_meeting else None
    if planned_host is None or planned_host.left_on is not None or planned_host.id == in_turn.member.id:
        return Following(in_turn.member, in_turn.because, day)
    return Following(planned_host, "", day)


def set_next_day(session: Session, day: date) -> Meeting:
    """Set the day of the next meeting, as the host of the open one. Raises `HuddleError` for a day that is not after
    today."""
    with session.change("meeting.planned", meeting_id=the_open_one(session).id):
        must_host(session, the_open_one(session))
        if day <= session.today:
            raise HuddleError(f"The next meeting must be after today, and {day} is not. Choose a later day.")
        planned_meeting = upcoming(session)
        return plan(session, planned_meeting.kind if planned_meeting else "weekly", day)


def write_minutes(session: Session, meeting: Meeting, path: Path) -> Path:
    """Write the minutes of a meeting, as the viewer may read them, and return the path.

    The format follows the suffix: JSON for `.json`, a page to print for `.html`, else Markdown. Raises `HuddleError`
    when the file exists already, or cannot be written.
    """
    content = minutes(session, meeting)
    text = {".json": as_json, ".html": as_html, ".htm": as_html}.get(path.suffix.casefold(), as_markdown)(content)
    try:
        with path.expanduser().open("x", encoding="utf-8") as file:
            file.write(f"{text.rstrip()}\n")
    except FileExistsError as error:
        raise HuddleError(f"There is a file {path} already. Name another, so that nothing is overwritten.") from error
    except OSError as error:
        raise HuddleError(f"{path} cannot be written ({error.strerror or error}). Name another file.") from error
    return path
