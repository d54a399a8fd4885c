"""A line with the stages of a meeting, and the present one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from core.values.writing import is_in_words


@dataclass(frozen=True, slots=True)
class RailStage:
    """One stage on the rail."""

    name: str
    is_done: bool = False
    is_current: bool = False
    is_viewed: bool = False
    """Whether this screen shows this stage while the meeting is at another one."""


class StageRail(Widget):
    """One line: done stages with ✓, the present one highlighted, later ones plain. A click posts `Chosen`."""

    COMPONENT_CLASSES = {"rail--now", "rail--done", "rail--later", "rail--looked-at"}
    DEFAULT_CSS = """
    StageRail {
        height: 2;
        padding: 0 1;
        border-bottom: solid $rule;
        & > .rail--now { color: $on-accent; background: $accent; text-style: bold; }
        & > .rail--done { color: $dim; }
        & > .rail--later { color: $foreground; }
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
        self._stops: tuple[RailStage, ...] = ()
        self._spots: list[tuple[int, int, str]] = []

    def set_stages(self, stages: Sequence[RailStage]) -> None:
        """Show these stages, in order."""
        if tuple(stages) != self._stops:
            self._stops = tuple(stages)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y > 0 or not self._stops:
            return Strip.blank(width, self.rich_style)
        stops = self._in_sight(width)
        words = [self._words(stop) for stop in stops]
        before = "… " if stops[0] != self._stops[0] else ""
        after = "…" if stops[-1] != self._stops[-1] else ""
        free = width - len(before) - len(after) - sum(cell_len(word) for word, _ in words)
        gap = max(1, min(3, free // max(1, len(words) - 1)))
        later = self.get_component_rich_style("rail--later")
        segments = [Segment(before, later)]
        self._spots = []
        x = len(before)
        for stop, (word, style) in zip(stops, words, strict=True):
            segments += [Segment(word, self.get_component_rich_style(style)), Segment(" " * gap, self.rich_style)]
            self._spots.append((x, x + cell_len(word), stop.name))
            x += cell_len(word) + gap
        return Strip([*segments, Segment(after, later)]).adjust_cell_length(width, self.rich_style)

    def _in_sight(self, width: int) -> tuple[RailStage, ...]:
        """Return all stages, or as many as fit around the one this screen shows."""
        stops = self._stops
        middle = next(
            (stop for stop in stops if stop.is_viewed), next((stop for stop in stops if stop.is_current), stops[0])
        )
        while len(stops) > 1:
            cut_ones = 2 * (stops[0] != self._stops[0]) + 2 * (stops[-1] != self._stops[-1])
            if sum(cell_len(self._words(stop)[0]) + 1 for stop in stops) - 1 + cut_ones <= width:
                break
            index = stops.index(middle)
            stops = stops[1:] if index > len(stops) - 1 - index else stops[:-1]
        return stops

    @staticmethod
    def _words(stop: RailStage) -> tuple[str, str]:
        if stop.is_current:
            return f" now: {stop.name} " if is_in_words() else f" {stop.name.upper()} ", "rail--now"
        if stop.is_viewed:
            return f"shown: {stop.name}" if is_in_words() else f"‹{stop.name}›", "rail--looked-at"
        done = f"{stop.name} done" if is_in_words() else f"{stop.name}✓"
        return (done, "rail--done") if stop.is_done else (stop.name, "rail--later")

    def on_click(self, event: events.Click) -> None:
        for start, end, name in self._spots:
            if start <= event.x - self.styles.padding.left < end:
                self.post_message(self.Chosen(name))
                return
