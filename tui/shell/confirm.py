"""The dialog that asks before a change of some weight."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from tui import keymap
from tui.shell.dialog import QuestionDialog
from tui.widgets.signs import write_cursor


class ConfirmScreen(QuestionDialog[bool | None]):
    """Asks for confirmation before a change of some weight; returns True or False.

    No letter answers it: people may be typing a sentence when it opens. A letter even marks the answer that changes
    nothing, so that the enter at the sentence's end does not confirm either.
    """

    HELP_NAME = "Confirm"
    CSS_PATH = "question.tcss"
    BINDINGS = [
        keymap.OPEN.bind("choose", "Choose", id="sure.yes", tooltip="Choose the marked answer"),
        keymap.BACK.bind("dismiss(False)", "Cancel", id="cancel", tooltip="Cancel"),
        Binding("up", "mark(True)", "Up", show=False, id="sure.up", tooltip="Mark the first answer"),
        Binding("down", "mark(False)", "Down", show=False, id="sure.down", tooltip="Mark the second answer"),
    ]

    def __init__(
        self, question: str, confirm_label: str, back_label: str = "Cancel", *, back_first: bool = False
    ) -> None:
        """`confirm_label` says what is done, and `back_label` what else; `back_first` gives that one to enter."""
        super().__init__()
        self._question = question
        answers = [(True, confirm_label), (False, back_label)]
        self._answers = answers[::-1] if back_first else answers
        self._marked = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="ask dialog--box"):
            yield Static(self._question, classes="dialog--title", markup=False)
            with Vertical(classes="dialog--foot"):
                yield Static(self._lines(), classes="ask--answers", markup=False)
                yield Static(self._keys(), classes="dialog--keys", markup=False)

    def _lines(self) -> str:
        return "\n".join(f"{write_cursor(at == self._marked)} {label}" for at, (_, label) in enumerate(self._answers))

    def _keys(self) -> str:
        return f"enter {self._answers[self._marked][1]}   {keymap.up_and_down()} Choose   esc Cancel"

    def _mark(self, at: int) -> None:
        self._marked = at
        self.query_one(".ask--answers", Static).update(self._lines())
        self.query_one(".dialog--keys", Static).update(self._keys())

    def action_mark(self, is_first: bool) -> None:
        self._mark(0 if is_first else 1)

    def action_choose(self) -> None:
        self.dismiss(self._answers[self._marked][0])

    def on_key(self, event: events.Key) -> None:
        if event.is_printable:
            event.stop()
            self._mark(next(at for at, (does, _) in enumerate(self._answers) if not does))
