"""A dialog of a few lines that keeps what is typed in them, as a draft, until it is left."""

from __future__ import annotations

from abc import abstractmethod
from typing import TypeVar

from textual import getters, on
from textual.await_complete import AwaitComplete
from textual.widgets import Input

from tui.app import HuddleApp
from tui.shell.dialog import Dialog
from tui.widgets.line_input import LineInput

Result = TypeVar("Result")


class KeptDialog(Dialog[Result]):
    """Keeps the typed lines while it is open, also over a crash or quitting, and when it is left but nothing can be
    stored in the team's file any more. Hidden characters are never kept."""

    app = getters.app(HuddleApp)
    _draft_name = ""
    """The name of the draft; empty while the lines are not kept."""
    is_private = False
    """Whether only the viewer may read the lines, which are then never written unsealed."""

    @abstractmethod
    def identify_draft(self) -> str:
        """Return what the lines are about, which tells this dialog's draft from those of others."""

    def on_mount(self) -> None:
        lines = self._lines()
        if any(line.password for line in lines.values()):
            return
        self._proposed = {name: line.proposed for name, line in lines.items()}
        hints = [line.placeholder for line in lines.values()]
        self._draft_name = repr((type(self).__name__, self.identify_draft(), self._proposed, hints))
        draft = self.app.form_drafts.read(self._draft_name)
        for name, line in lines.items():
            if name in draft and line.value == line.proposed:
                line.value = draft[name]
                line.cursor_position = len(line.value)
        self._keep()

    @on(Input.Changed)
    def _keep(self) -> None:
        """Write what was typed to the draft."""
        if not self._draft_name:
            return
        typed = {name: line.value for name, line in self._lines().items()}
        if typed != self._proposed:
            self.app.form_drafts.save(self._draft_name, typed, is_private=self.is_private)
        else:
            self.app.form_drafts.discard(self._draft_name)
        self.app.form_drafts.wait_until_saved()

    def _lines(self) -> dict[str, LineInput]:
        return {line.id or "": line for line in self.query(LineInput)}

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        if self.is_active and self._draft_name and not self.app.moved_file.sentence:
            self.app.form_drafts.discard(self._draft_name)
            self._draft_name = ""
        return super().dismiss(result)
