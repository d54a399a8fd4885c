"""The dialog that asks before a change of some weight."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from tui.shell.dialog import QuestionDialog


class ConfirmScreen(QuestionDialog[bool | None]):
    """Asks for confirmation before a change of some weight; returns True or False.

    No letter answers it: people may be typing a sentence when it opens. A letter even marks the answer that changes
    nothing, so that the enter at the sentence's end does not confirm either.
    """

    HELP_NAME = "Sure"
    CSS_PATH = "question.tcss"
    BINDINGS = [
        Binding("enter", "choose", "Choose", id="sure.yes", tooltip="Do what is marked"),
        Binding("escape", "dismiss(False)", "Back", id="sure.no", tooltip="Back; nothing is changed"),
        Binding("up", "mark(True)", "Up", show=False, id="sure.up", tooltip="Mark the answer that does it"),
        Binding("down", "mark(False)", "Down", show=False, id="sure.down", tooltip="Mark the answer that does nothing"),
    ]

    def __init__(
        self, question: str, confirm_label: str, back_label: str = "Back", *, back_first: bool = False
    ) -> None:
        """`confirm_label` says what is done, and `back_label` what else; `back_first` gives that one to enter."""
        super().__init__()
        self._question = question
        answers = [(True, confirm_label), (False, back_label)]
        self._answers = answers[::-1] if back_first else answers
        self._marked = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="ask"):
            yield Static(self._question, classes="ask--question", markup=False)
            yield Static(self._lines(), classes="ask--answers", markup=False)
            yield Static("enter Choose   ↑ ↓ Mark   esc Back", classes="ask--keys", markup=False)

    def _lines(self) -> str:
        return "\n".join(f"{'▸' if at == self._marked else ' '} {label}" for at, (_, label) in enumerate(self._answers))

    def _mark(self, at: int) -> None:
        self._marked = at
        self.query_one(".ask--answers", Static).update(self._lines())

    def action_mark(self, is_first: bool) -> None:
        self._mark(0 if is_first else 1)

    def action_choose(self) -> None:
        self.dismiss(self._answers[self._marked][0])

    def on_key(self, event: events.Key) -> None:
        if event.is_printable:
            event.stop()
            self._mark(next(at for at, (does, _) in enumerate(self._answers) if not does))
