"""A dialog with a form of a few fields. The typed values stay if the change is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from core.errors import HuddleError
from tui import keymap
from tui.action_hints import explain_on_screen
from tui.dialogs.kept_dialog import KeptDialog
from tui.shell.send_once import send_once
from tui.widgets.form import Field, Form


class FormScreen(KeptDialog[Any]):
    """Runs a change with the typed values and returns its result; None if the user went back."""

    CSS_PATH = "form.tcss"
    BINDINGS = [keymap.BACK.bind("dismiss", "Cancel", id="cancel", tooltip="Cancel")]

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        change: Callable[[dict[str, str]], Any],
        *,
        above: Sequence[Widget] = (),
        help_name: str = "Form",
        verb: str = "Save",
        is_private: bool = False,
    ) -> None:
        """`change` is called with the typed values by field name, off the event loop.

        `above` are widgets shown between the title and the fields; `help_name` is what the help calls the form, and
        `verb` the label of enter. What is typed into a form that `is_private` is never kept unsealed.
        """
        super().__init__()
        self.is_private = is_private
        self.HELP_NAME = help_name
        self._title = title
        self._fields = fields
        self._change = change
        self._above = above
        self._verb = verb

    def identify_draft(self) -> str:
        return self._title

    def compose(self) -> ComposeResult:
        with Vertical(id="form-dialog", classes="dialog--box"):
            yield Static(self._title, classes="dialog--title", markup=False)
            yield from self._above
            yield Form(self._fields)
            yield Static(f"enter {self._verb}   tab Next   esc Cancel", classes="dialog--keys", markup=False)

    @send_once
    async def on_form_submitted(self, event: Form.Submitted) -> None:
        try:
            result = await self.app.apply_change(self._change, event.values)
        except HuddleError as refusal:
            if not self.app.own_key.asks(refusal, again=lambda: self.on_form_submitted(event)):
                self.query_one(Form).show_refusal(explain_on_screen(self.app, refusal))
        else:
            self.dismiss(result)
