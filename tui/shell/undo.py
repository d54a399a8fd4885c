"""Undo on a screen: the last step of this session at once, and an older one only after it was shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from core.access.session import Session
from core.access.steps import describe_step
from core.models import JournalEntry
from core.values.clock import day_of_timestamp
from core.values.periods import format_day
from tui.shell.confirm import ConfirmScreen

if TYPE_CHECKING:
    from tui.shell.screen import HuddleScreen


def can_undo(session: Session, *families: str, meeting_id: int | None = None) -> bool:
    """Return whether the viewer has a step of these families that is still in effect, of this session or older."""
    if session.viewer.is_room:
        return False
    own_step = session.last_change(*families, meeting_id=meeting_id)
    return (own_step or session.older_change(*families, meeting_id=meeting_id)) is not None


def undo_last(
    screen: HuddleScreen,
    *families: str,
    meeting_id: int | None = None,
    undo: Callable[..., Any] | None = None,
    then: Callable[[Any], Any] | None = None,
) -> None:
    """Undo this session's last step of these families; without one, show the member's older step and ask first.

    `undo` does it in place of `Session.undo`, and is given the older step as `entry`. `then` is called with its result.
    """
    session = screen.session
    run = undo or partial(session.undo, *families, meeting_id=meeting_id)
    older = None
    if session.last_change(*families, meeting_id=meeting_id) is None:
        older = session.older_change(*families, meeting_id=meeting_id)
    if older is None:
        screen.run_change(run, then=then)
        return

    def undo_if_sure(is_sure: bool | None) -> None:
        if is_sure:
            screen.run_change(run, entry=older, then=then)

    screen.open_dialog(
        ConfirmScreen(_describe_older(session, older), "Undo it", "Keep it", back_first=True), undo_if_sure
    )


def _describe_older(session: Session, older: JournalEntry) -> str:
    day = format_day(day_of_timestamp(older.at, session.now), session.today)
    return (
        "You have changed nothing here since you opened Huddle. Your last change here is older:\n\n"
        f"{day}, {describe_step(session.viewer, session.store, older)}"
    )
