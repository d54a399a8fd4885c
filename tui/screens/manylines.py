"""Many cards at once, after a look: what was pasted, one card a line."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea


class ManyLines(ModalScreen[list[str] | None]):
    """Gives the lines to say, or None when the person went back."""

    CSS_PATH = "manylines.tcss"
    BINDINGS = [
        Binding("ctrl+s", "say", "Say them all", key_display="^s", id="many.say", tooltip="Each line becomes a card"),
        Binding("escape", "dismiss", "Back", id="many.back", tooltip="Back; nothing is said"),
    ]

    def __init__(self, text: str, author: str) -> None:
        super().__init__()
        self._text = text
        self._author = author

    def compose(self) -> ComposeResult:
        by = f" as {self._author}" if self._author else ""
        with Vertical(id="many"):
            yield Static("One card a line. A line may begin with @name.", id="many-how", markup=False)
            yield TextArea(self._text, id="many-lines", show_line_numbers=True)
            yield Static(f"^s Say them all{by}   esc Back", id="many-keys", markup=False)

    def on_mount(self) -> None:
        area = self.query_one(TextArea)
        area.cursor_blink = False
        area.focus()
        area.move_cursor(area.document.end)

    def action_say(self) -> None:
        lines = [line.strip() for line in self.query_one(TextArea).text.splitlines() if line.strip()]
        self.dismiss(lines)
