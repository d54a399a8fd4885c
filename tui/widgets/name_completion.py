"""A small list of members who match the name being typed, shown above the input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.signs import write_cursor
from tui.widgets.top_and_key_lines import truncate

VISIBLE_NAMES = 6
"""How many names are visible at once; to find others, typing more letters is faster than scrolling."""


@dataclass(frozen=True, slots=True)
class NameChoice:
    """A member who matches."""

    key: int
    name: str
    note: str = ""
    """A dim word at the right, such as the group."""


class Completion(Widget, can_focus=False):
    """A list with a cursor, open while there are choices. It has no focus: the input calls its methods."""

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
        self.take_callback: Callable[[int], None] = lambda key: None
        """Called with the key of the choice that is taken, before the next key press is handled."""
        self._choices: list[NameChoice] = []
        self._at = 0
        self._top = 0

    @property
    def is_open(self) -> bool:
        return bool(self._choices)

    def show_choices(self, choices: Sequence[NameChoice]) -> None:
        """Show these choices with the cursor on the first; without any, close the list."""
        if list(choices) == self._choices:
            return
        self._choices = list(choices)
        self._at = self._top = 0
        self.display = self.is_open
        self.refresh(layout=True)

    def close(self) -> None:
        self.show_choices(())

    def move_cursor(self, step: int) -> None:
        """Move the cursor by `step`, wrapping around."""
        if self._choices:
            self._at = (self._at + step) % len(self._choices)
            self._top = max(min(self._top, self._at), self._at - VISIBLE_NAMES + 1)
            self.refresh()

    def take(self) -> None:
        """Close the list and call `take_callback` with the choice under the cursor."""
        if self._choices:
            key = self._choices[self._at].key
            self.close()
            self.take_callback(key)

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

    @property
    def _mark_width(self) -> int:
        return cell_len(write_cursor(True)) + 1

    def get_content_width(self, container: Size, viewport: Size) -> int:
        names = max((cell_len(choice.name) for choice in self._choices), default=0)
        notes = max((cell_len(choice.note) for choice in self._choices), default=0)
        return min(container.width, self._mark_width + names + (2 + notes if notes else 0) + 1)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return min(VISIBLE_NAMES, len(self._choices))

    def render_line(self, y: int) -> Strip:
        width, row = self.size.width, self._top + y
        if row >= len(self._choices):
            return Strip.blank(width, self.rich_style)
        choice = self._choices[row]
        is_here = row == self._at
        style = self.get_component_rich_style("completion--cursor") if is_here else self.rich_style
        note_style = style if is_here else self.get_component_rich_style("completion--note")
        # The last visible row says how many more there are.
        hidden = len(self._choices) - self._top - VISIBLE_NAMES
        note = f"{hidden} more ▾" if y == VISIBLE_NAMES - 1 and hidden > 0 else choice.note
        note = truncate(note, width // 2)
        room = max(0, width - self._mark_width - 1 - cell_len(note))
        name = set_cell_size(truncate(choice.name, room), room)
        mark = set_cell_size(write_cursor(is_here), self._mark_width)
        return Strip([Segment(mark, style), Segment(name, style), Segment(f"{note} ", note_style)], width)
