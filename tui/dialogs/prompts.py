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


def ask_keys(verb: str = "Save") -> str:
    """Return the key line of a dialog of one line, where `verb` says what enter does."""
    return f"enter {verb}   esc Cancel"


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

        `hint` is shown below the line, in place of the keys; without it, `verb` is the label of enter. `between` parts
        several pasted lines. What is typed into a line that `is_private` is never kept unsealed.
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
        with Vertical(classes="ask"):
            yield Static(self._question, classes="ask--question", markup=False)
            line = LineInput(self._value, between=self._between)
            if self._typed:
                line.value = self._typed
                line.cursor_position = len(self._typed)
                line.select_on_focus = False
            yield line
            yield Static(self._hint or ask_keys(self._verb), classes="ask--keys", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self.dismiss(event.value)
        else:
            self.query_one(".ask--keys", Static).update(f"{EMPTY_LINE}\n\n{ask_keys(self._verb)}")
