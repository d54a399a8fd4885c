"""The line above the keys of the meeting screen: the stage's status, who is ready, who hosts next."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.top_and_key_lines import truncate

GAP = "   "


class StageLine(Widget):
    """Three parts in one line: left, middle, right. What does not fit is left out from the right."""

    COMPONENT_CLASSES = {"stageline--words", "stageline--ready"}
    DEFAULT_CSS = """
    StageLine {
        height: 1;
        padding: 0 1;
        & > .stageline--words { color: $dim; }
        & > .stageline--ready { color: $secondary; text-style: bold; }
    }
    """

    status: reactive[tuple[str, ...]] = reactive[tuple[str, ...]](())
    """The stage's status, most important part first."""
    readiness: reactive[str] = reactive("")
    """How many members are ready."""
    next_host: reactive[str] = reactive("")
    """Who hosts next."""

    def set_status(self, parts: Sequence[str]) -> None:
        """Show these parts of the stage's status, without the empty ones."""
        self.status = tuple(word for word in parts if word)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        ready = truncate(self.readiness, width)
        room = width - (cell_len(ready) + len(GAP) if ready else 0)
        left = truncate(next(iter(self.status), ""), room)
        for word in self.status[1:]:
            if cell_len(left + GAP + word) <= room:
                left += GAP + word
        right = self.next_host
        if cell_len(left) + cell_len(right) + len(GAP) > room:
            right = ""
        # Centred where there is room, else as near to the centre as the texts beside it allow.
        first = cell_len(left) + len(GAP) if left else 0
        last = width - cell_len(right) - (len(GAP) if right else 0) - cell_len(ready)
        middle = max(first, min(last, (width - cell_len(ready)) // 2)) if ready else cell_len(left)
        words = self.get_component_rich_style("stageline--words")
        plain = self.rich_style
        after = width - middle - cell_len(ready) - cell_len(right)
        segments = [
            Segment(left, words),
            Segment(" " * (middle - cell_len(left)), plain),
            Segment(ready, self.get_component_rich_style("stageline--ready")),
            Segment(" " * after, plain),
            Segment(right, words),
        ]
        return Strip(segments).adjust_cell_length(width, plain)
