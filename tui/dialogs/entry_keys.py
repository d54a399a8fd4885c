"""The keys to log an amount and to correct an entry, for any screen that shows numbers; their dialogs are imported when
they are pressed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.binding import Binding

from core.team import permissions
from tui import keymap
from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen

if TYPE_CHECKING:
    from core.models import Metric


def entry_bindings(*, show_log: bool = False) -> list[Binding]:
    """Return the bindings of `entry_actions`. `show_log` puts the key to enter an amount into the key line."""
    return [
        keymap.LOG.bind("log", "Log", show=show_log, id="entry.log", tooltip="Log an amount"),
        keymap.option("correct", "Correct an entry", id="entry.correct", tooltip="Correct an entry of yours"),
    ]


def entry_actions(screen: HuddleScreen, shown_metric: Callable[[], Metric | None] = lambda: None) -> ActionTable:
    """Return the actions that enter an amount and correct an entry, offered to leaders and sellers.

    `shown_metric` returns the metric on which a number without a name is entered; None requires the name.
    """

    def is_offered() -> bool:
        return permissions.takes_part(screen.session)

    def log() -> None:
        from tui.dialogs.entry_form import open_entry_form

        open_entry_form(screen, metric=shown_metric())

    def correct() -> None:
        from tui.dialogs.correction_form import open_correction_form

        open_correction_form(screen)

    return {"log": Action(log, is_offered), "correct": Action(correct, is_offered)}
