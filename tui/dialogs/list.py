"""A read-only list in a dialog, which refreshes as changes are committed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from tui import keymap
from tui.app import HuddleApp
from tui.shell.dialog import Dialog
from tui.widgets.pick_list import Pick, PickList

LINES_AROUND_LIST = 8
"""Lines of the dialog besides its list."""

MIN_LIST_LINES = 3
"""Least height of the list in lines."""


class ListScreen(Dialog[None]):
    """A list in a dialog. Closes with esc or enter."""

    HELP_NAME = "List"

    app = getters.app(HuddleApp)
    CSS_PATH = "list.tcss"
    BINDINGS = [
        keymap.BACK.bind("dismiss", "Close", id="listing.close", tooltip="Go back to the screen", also="enter"),
    ]

    def __init__(self, read: Callable[[], tuple[str, Sequence[Pick]]], *, empty: str) -> None:
        """`read` returns the heading and the lines; `empty` is the sentence shown if there are no lines."""
        super().__init__()
        self._read = read
        self._empty = empty

    def compose(self) -> ComposeResult:
        with Vertical(id="listing", classes="dialog--box"):
            yield Static("", id="listing-heading", classes="dialog--title", markup=False)
            yield PickList(empty=self._empty)
            yield Static("esc Close", classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        self.app.changes_signal.subscribe(self, lambda _changes: self._show())
        self.app.presence.changed_signal.subscribe(self, lambda _people: self._show())
        self._show()
        self.query_one(PickList).focus()

    def _show(self) -> None:
        heading, picks = self._read()
        self.query_one("#listing-heading", Static).update(heading)
        self.query_one(PickList).set_picks(picks)
        self.query_one("#listing").styles.height = LINES_AROUND_LIST + max(MIN_LIST_LINES, len(picks))
