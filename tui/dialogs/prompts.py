"""The dialog that asks for a line of text."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tui import keymap
from tui.dialogs.kept_dialog import KeptDialog
from tui.shell.dialog import QuestionDialog
from tui.widgets.line_input import LineInput

EMPTY_LINE = "This field can't be empty."


# `QuestionDialog` first: style sheets know a class by the first of its bases.
class AskScreen(QuestionDialog[str | None], KeptDialog[str | None]):
    """Asks for one line of text; returns it, or None if the user went back."""

    CSS_PATH = "../shell/question.tcss"
    BINDINGS = [keymap.BACK.bind("dismiss", "Cancel", id="cancel", tooltip="Cancel")]

    def __init__(
        self,
        question: str,
        value: str = "",
        *,
        hint: str = "",
        typed: str = "",
        verb: str = "Save",
        between: str = " ",
        is_private: bool = False,
    ) -> None:
        """`value` is proposed, and selected; what was `typed` before replaces it, with the cursor at its end.

        `hint` is shown below the line; `verb` is the label of enter. `between` parts several pasted lines. What is
        typed into a line that `is_private` is never kept unsealed.
        """
        super().__init__()
        self.is_private = is_private
        self._question = question
        self._value = value
        self._typed = typed
        self._between = between
        self._hint = hint
        self._verb = verb

    def identify_draft(self) -> str:
        return self._question

    def compose(self) -> ComposeResult:
        with Vertical(classes="ask dialog--box"):
            yield Static(self._question, classes="dialog--title", markup=False)
            line = LineInput(self._value, between=self._between)
            if self._typed:
                line.value = self._typed
                line.cursor_position = len(self._typed)
                line.select_on_focus = False
            yield line
            yield Static(self._hint, classes="ask--hint", markup=False)
            yield Static(f"enter {self._verb}   esc Cancel", classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        self._show_hint(self._hint)

    def _show_hint(self, hint: str) -> None:
        line = self.query_one(".ask--hint", Static)
        line.display = bool(hint)
        line.update(hint)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self.dismiss(event.value)
        else:
            self._show_hint(EMPTY_LINE)
