"""The dialog that asks for a line of text."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from tui.dialogs.kept_dialog import KeptDialog
from tui.shell.dialog import QuestionDialog
from tui.widgets.line_input import LineInput

DEFAULT_KEYS = "enter Do it   esc Back"
"""The key line of a dialog that has no hint of its own."""


# `QuestionDialog` first: style sheets know a class by the first of its bases.
class AskScreen(QuestionDialog[str | None], KeptDialog[str | None]):
    """Asks for one line of text; returns it, or None if the user went back."""

    CSS_PATH = "../shell/question.tcss"
    BINDINGS = [Binding("escape", "dismiss", "Back", id="ask.back", tooltip="Back; nothing is changed")]

    def __init__(
        self,
        question: str,
        value: str = "",
        *,
        hint: str = "",
        typed: str = "",
        between: str = " ",
        is_private: bool = False,
    ) -> None:
        """`value` is proposed, and selected; what was `typed` before stands in its place, and goes on at its end.
        `between` parts several pasted lines. What is typed into a line that `is_private` is never kept unsealed.
        """
        super().__init__()
        self.is_private = is_private
        self._question = question
        self._value = value
        self._typed = typed
        self._between = between
        self._hint = hint

    def identify_draft(self) -> str:
        return self._question

    def compose(self) -> ComposeResult:
        with Vertical(classes="ask"):
            yield Static(self._question, classes="ask--question", markup=False)
            line = LineInput(self._value, between=self._between)
            if self._typed:
                line.value = self._typed
                line.cursor_position = len(self._typed)
                line.select_on_focus = False
            yield line
            yield Static(self._hint or DEFAULT_KEYS, classes="ask--keys", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self.dismiss(event.value)
        else:
            self.query_one(".ask--keys", Static).update(f"Type some words first.\n\n{DEFAULT_KEYS}")
