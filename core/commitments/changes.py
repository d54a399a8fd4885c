"""How every change of a commitment is opened, so that help belongs to no meeting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from core.access.session import Session
from core.meeting.lifecycle import open_meeting_or_none
from core.models import Meeting
from data.change import Change


def meeting_for_commitment(session: Session, *, is_help: bool) -> Meeting | None:
    """Return the meeting that a commitment taken on or answered now belongs to: the open one, if there is one.

    None for help, which only two people see: on the screens of these two the meeting would show other numbers than on
    everybody else's.
    """
    return None if is_help else open_meeting_or_none(session)


@contextmanager
def change_commitment(session: Session, what: str, *, is_help: bool) -> Iterator[Change]:
    """Open the change `commitment.WHAT` of a commitment, in the meeting that `meeting_for_commitment` returns."""
    meeting = meeting_for_commitment(session, is_help=is_help)
    with session.change(f"commitment.{what}", meeting_id=meeting.id if meeting else None) as change:
        yield change
