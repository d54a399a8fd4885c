"""The palette of all places and sheets, which runs one command even when enter is pressed again while it closes."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette
from textual.widgets import Input, OptionList


class Palette(CommandPalette):
    """Textual's palette, dismissed once. Not a `SafeDismissScreen`: the styles are those of the first base class."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        self.disable_messages(Input.Submitted, OptionList.OptionSelected)
        return super().dismiss(result) if self.is_active else AwaitComplete()
