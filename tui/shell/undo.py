"""Undo and redo on a screen: the last step of this session at once, and an older one only after it was shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.binding import Binding

from core.access.redo import last_undone, redo
from core.access.session import Session
from core.access.steps import describe_step
from core.models import JournalEntry
from core.values.clock import day_of_timestamp
from core.values.periods import format_day
from tui import keymap
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
    """Undo this session's last step of these families, say which, and let the screen redo it; without one, show the
    member's older step and ask first.

    `undo` does it in place of `Session.undo`, and is given the older step as `entry`; it says itself what was
    undone. `then` is called with its result.
    """
    session = screen.session
    run = undo or partial(session.undo, *families, meeting_id=meeting_id)
    screen.undone_here = (families, meeting_id)

    def finish(result: Any) -> None:
        if undo is None:
            words = describe_step(session.viewer, session.store, result)
            _notify(screen, f"Undone: {words}.{redo_hint(screen)}")
        screen.refresh_bindings()
        if then is not None:
            then(result)

    older = None
    if session.last_change(*families, meeting_id=meeting_id) is None:
        older = session.older_change(*families, meeting_id=meeting_id)
    if older is None:
        screen.run_change(run, then=finish)
        return

    def undo_if_sure(is_sure: bool | None) -> None:
        if is_sure:
            screen.run_change(run, entry=older, then=finish)

    screen.open_dialog(
        ConfirmScreen(_describe_older(session, older), "Undo it", "Keep it", back_first=True), undo_if_sure
    )


def can_redo(screen: HuddleScreen) -> bool:
    """Return whether the step that was last undone on this screen can be redone."""
    if screen.undone_here is None or screen.session.viewer.is_room:
        return False
    families, meeting_id = screen.undone_here
    return last_undone(screen.session, *families, meeting_id=meeting_id) is not None


def redo_last(screen: HuddleScreen) -> None:
    """Redo the step that was last undone on this screen, and say which; does nothing without one."""
    if getattr(screen, "undone_here", None) is None or not can_redo(screen):
        return
    assert screen.undone_here is not None
    session, (families, meeting_id) = screen.session, screen.undone_here

    def finish(undone: JournalEntry) -> None:
        original = session.store.get(JournalEntry, undone.undoes or undone.id) or undone
        _notify(screen, f"Redone: {describe_step(session.viewer, session.store, original)}.")
        screen.refresh_bindings()

    screen.run_change(redo, session, *families, meeting_id=meeting_id, then=finish)


def redo_hint(screen: HuddleScreen) -> str:
    """Return the sentence that names the key of redo, where it can be used."""
    return f" Press {screen.app.key_label(keymap.REDO, 'redo')} to redo." if can_redo(screen) else ""


def _notify(screen: HuddleScreen, text: str) -> None:
    screen.app.clear_notifications()  # the one before is about a step that has another after it by now
    screen.notify(text, markup=False)


def action_key(screen: HuddleScreen, action: str) -> str:
    """Return how the key of a screen's own action is printed, with the keys of the settings; empty without one."""
    for owner in type(screen).__mro__:
        for binding in vars(owner).get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.action == action and not keymap.is_option(binding):
                return screen.app.key_label(keymap.Verb(binding.key, "", binding.key_display), binding.id or "")
    return ""


def with_undo_hint(screen: HuddleScreen, sentence: str) -> str:
    """Return a sentence about what was done, and the key that undoes it where the screen has one."""
    key = action_key(screen, "undo")
    return f"{sentence} Press {key} to undo." if key else sentence


def _describe_older(session: Session, older: JournalEntry) -> str:
    day = format_day(day_of_timestamp(older.at, session.now), session.today)
    return (
        "You have changed nothing here since you opened Huddle. Your last change here is older:\n\n"
        f"{day}, {describe_step(session.viewer, session.store, older)}"
    )
