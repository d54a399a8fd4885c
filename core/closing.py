"""The end of a meeting: who hosts next, why, and when; and its minutes in a file."""

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
    """The next meeting, as the one that is open leaves it."""

    member: Member
    because: str
    """Why it is their turn, in words; empty where somebody was asked to out of turn."""
    day: date


def following(s: Session) -> Following:
    """Who hosts next, why, and on which day. Raises `HuddleError` when nobody is left to host."""
    coming = upcoming(s)
    day = coming.day if coming and coming.day > s.today else working_day(s.today + WEEK, team(s).working_days)
    turn = rotation.next_host(s, day)
    planned = s.get(Member, coming.host_id) if coming else None
    if planned is None or planned.left_on is not None or planned.id == turn.member.id:
        return Following(turn.member, turn.because, day)
    return Following(planned, "", day)


def set_next_day(s: Session, day: date) -> Meeting:
    """The host of the open meeting says when the next one is. Raises `HuddleError` for a day that is not to come."""
    with s.change("meeting.planned", meeting_id=the_open_one(s).id):
        must_host(s, the_open_one(s))
        if day <= s.today:
            raise HuddleError(f"The next meeting must be after today, and {day} is not. Choose a later day.")
        coming = upcoming(s)
        return plan(s, coming.kind if coming else "weekly", day)


def write_minutes(s: Session, meeting: Meeting, path: Path) -> Path:
    """Writes the minutes of that meeting, as the viewer may read them: JSON to a `.json` file, one page to print to an
    `.html` one, Markdown to any other.

    Raises `HuddleError` when there is a file already, or when it cannot be written.
    """
    told = minutes(s, meeting)
    text = {".json": as_json, ".html": as_html, ".htm": as_html}.get(path.suffix.casefold(), as_markdown)(told)
    try:
        with path.expanduser().open("x", encoding="utf-8") as file:
            file.write(f"{text.rstrip()}\n")
    except FileExistsError as error:
        raise HuddleError(f"There is a file {path} already. Name another, so that nothing is overwritten.") from error
    except OSError as error:
        raise HuddleError(f"{path} cannot be written ({error.strerror or error}). Name another file.") from error
    return path
