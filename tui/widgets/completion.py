"""The people who may be meant, in a small list above the line in which their name is being typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.frame import cut

ROWS = 6
"""Names in sight at once; more letters find the others faster than more rows."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of those who may be meant."""

    key: int
    name: str
    note: str = ""
    """A quiet word at the right: the group."""


class Completion(Widget, can_focus=False):
    """A list with a cursor that is open while there is something to choose. The keys stay with the line below it."""

    COMPONENT_CLASSES = {"completion--cursor", "completion--note"}
    DEFAULT_CSS = """
    Completion {
        display: none;
        width: auto;
        height: auto;
        background: $surface;
        & > .completion--cursor { color: $on-accent; background: $accent; text-style: bold; }
        & > .completion--note { color: $dim; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.taken: Callable[[int], None] = lambda key: None
        """Called with the key of the one that is taken, before the next key is looked at."""
        self._choices: list[Choice] = []
        self._at = 0
        self._top = 0

    @property
    def is_open(self) -> bool:
        return bool(self._choices)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Shows these, the first one under the cursor; none of them closes the list."""
        if list(choices) == self._choices:
            return
        self._choices = list(choices)
        self._at = self._top = 0
        self.display = self.is_open
        self.refresh(layout=True)

    def close(self) -> None:
        self.offer(())

    def move(self, step: int) -> None:
        """Puts the cursor on another, and past the end on the first."""
        if self._choices:
            self._at = (self._at + step) % len(self._choices)
            self._top = max(min(self._top, self._at), self._at - ROWS + 1)
            self.refresh()

    def take(self) -> None:
        """Takes the one under the cursor and closes the list."""
        if self._choices:
            key = self._choices[self._at].key
            self.close()
            self.taken(key)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        row = self._top + event.y
        if row < len(self._choices) and row != self._at:
            self._at = row
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self._at = min(self._top + event.y, len(self._choices) - 1)
        self.take()

    # -- drawing

    def get_content_width(self, container: Size, viewport: Size) -> int:
        names = max((cell_len(choice.name) for choice in self._choices), default=0)
        notes = max((cell_len(choice.note) for choice in self._choices), default=0)
        return min(container.width, 2 + names + (2 + notes if notes else 0) + 1)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return min(ROWS, len(self._choices))

    def render_line(self, y: int) -> Strip:
        width, row = self.size.width, self._top + y
        if row >= len(self._choices):
            return Strip.blank(width, self.rich_style)
        choice = self._choices[row]
        is_here = row == self._at
        style = self.get_component_rich_style("completion--cursor") if is_here else self.rich_style
        note_style = style if is_here else self.get_component_rich_style("completion--note")
        # How many more there are stands where the eye leaves the list.
        hidden = len(self._choices) - self._top - ROWS
        note = f"{hidden} more ▾" if y == ROWS - 1 and hidden > 0 else choice.note
        note = cut(note, width // 2)
        name = set_cell_size(cut(choice.name, width - 3 - cell_len(note)), max(0, width - 3 - cell_len(note)))
        return Strip(
            [Segment("▸ " if is_here else "  ", style), Segment(name, style), Segment(f"{note} ", note_style)], width
        )
