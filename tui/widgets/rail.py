"""The stages of a meeting, and where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class Stop:
    """One stage on the rail."""

    name: str
    done: bool = False
    now: bool = False
    looked_at: bool = False
    """Where this screen looks, when that is not where the meeting is."""


class StageRail(Widget):
    """One line: done stages with ✓, the present one large, those to come plain. A click looks at one."""

    COMPONENT_CLASSES = {"rail--now", "rail--done", "rail--later", "rail--looked-at"}
    DEFAULT_CSS = """
    StageRail {
        height: 2;
        padding: 0 1;
        border-bottom: solid $rule;
        & > .rail--now { color: $on-accent; background: $accent; text-style: bold; }
        & > .rail--done { color: $success; }
        & > .rail--later { color: $dim; }
        & > .rail--looked-at { color: $accent; text-style: underline bold; }
    }
    """

    class Chosen(Message):
        """A stage was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self) -> None:
        super().__init__()
        self._stops: tuple[Stop, ...] = ()
        self._spots: list[tuple[int, int, str]] = []

    def set_stops(self, stops: Sequence[Stop]) -> None:
        """Shows these stages, in order."""
        if tuple(stops) != self._stops:
            self._stops = tuple(stops)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y > 0 or not self._stops:
            return Strip.blank(width, self.rich_style)
        words = [self._words(stop) for stop in self._stops]
        free = width - sum(cell_len(word) for word, _ in words)
        gap = max(1, min(3, free // max(1, len(words) - 1)))
        segments: list[Segment] = []
        self._spots = []
        at = 0
        for stop, (word, style) in zip(self._stops, words, strict=True):
            segments += [Segment(word, self.get_component_rich_style(style)), Segment(" " * gap, self.rich_style)]
            self._spots.append((at, at + cell_len(word), stop.name))
            at += cell_len(word) + gap
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    @staticmethod
    def _words(stop: Stop) -> tuple[str, str]:
        if stop.now:
            return f" {stop.name.upper()} ", "rail--now"
        if stop.looked_at:
            return f"‹{stop.name}›", "rail--looked-at"
        return (f"{stop.name}✓", "rail--done") if stop.done else (stop.name, "rail--later")

    def on_click(self, event: events.Click) -> None:
        for start, end, name in self._spots:
            if start <= event.x - self.styles.padding.left < end:
                self.post_message(self.Chosen(name))
                return
