"""A widget of short facts: a sign, a name, text that wraps, and a note at the right edge. Without a cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from core.values.writing import is_in_words
from tui.widgets.signs import sign_width, write_sign
from tui.widgets.text_wrap import wrap_text
from tui.widgets.tone import Tone, tone_classes, tone_css
from tui.widgets.top_and_key_lines import truncate


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the list."""

    text: str
    sign: str = ""
    who: str = ""
    """Shown in a column of its own, as wide as the widest of the list."""
    right: str = ""
    tone: Tone = "quiet"
    """What the note at the right means."""
    quiet: bool = False


class Facts(Widget):
    """A list of facts, or a sentence if there are none."""

    COMPONENT_CLASSES = {"facts--sign", "facts--who", *tone_classes("facts")}
    DEFAULT_CSS = f"""
    Facts {{
        height: auto;
        & > .facts--sign {{ color: $dim; }}
        & > .facts--who {{ text-style: bold; }}
        {tone_css("facts")}
    }}
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._facts: tuple[Fact, ...] = ()
        self._empty = ""
        self._max_lines: int | None = None
        self._left_out, self._more_text = 0, ""
        self._gap = False
        self._lines: list[tuple[Fact | None, str, bool]] = []
        self._width = -1

    def set_facts(
        self,
        facts: Sequence[Fact],
        *,
        empty: str = "",
        max_lines: int | None = None,
        left_out: int = 0,
        more_text: str = "and {} more",
    ) -> None:
        """Show these facts in order; `empty` is the sentence shown without any.

        With `max_lines`, only as many as fit into that many lines, at least one. The last line, in the format
        `more_text`, says how many are missing; `left_out` is the number of those that were not given at all.
        """
        if (tuple(facts), empty, max_lines, left_out, more_text) != (
            self._facts,
            self._empty,
            self._max_lines,
            self._left_out,
            self._more_text,
        ):
            self._facts, self._empty, self._width = tuple(facts), empty, -1
            self._max_lines, self._left_out, self._more_text = max_lines, left_out, more_text
            self.refresh(layout=True)

    def set_gap(self, gap: bool) -> None:
        """Set whether there is an empty line between two facts."""
        if gap != self._gap:
            self._gap, self._width = gap, -1
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        self._measure(width)
        return len(self._lines)

    @property
    def _sign_width(self) -> int:
        return 1 + sign_width(fact.sign for fact in self._facts) if any(fact.sign for fact in self._facts) else 1

    @property
    def _who_width(self) -> int:
        widest = max((cell_len(fact.who) for fact in self._facts), default=0)
        return min(widest, max(8, self._width // 2)) + 3 if widest else 0

    def _measure(self, width: int) -> None:
        if width == self._width:
            return
        self._width, self._lines = width, []
        blocks = [self._block(fact) for fact in self._facts]
        left_out = self._left_out
        if self._max_lines is not None:
            while len(blocks) > 1 and sum(map(len, blocks)) + bool(left_out) > self._max_lines:
                blocks.pop()
                left_out += 1
        if left_out and self._more_text:
            blocks.append(self._block(Fact(self._more_text.format(left_out), quiet=True)))
        for number, block in enumerate(blocks):
            if number and self._gap:
                self._lines.append((None, "", False))
            self._lines += block
        if not self._facts and self._empty:
            self._lines = [(None, line, True) for line in wrap_text(self._empty, max(10, width - 1))]

    def _block(self, fact: Fact) -> list[tuple[Fact | None, str, bool]]:
        room = self._width - self._sign_width - self._who_width
        beside = room - (cell_len(fact.right) + 2 if fact.right else 0)
        if is_in_words() and beside < 10:  # the numbers of a chart are longer than the chart
            fact = replace(fact, text=f"{fact.text}: {fact.right}", right="")
            beside = room
        return [(fact, line, not part) for part, line in enumerate(wrap_text(fact.text, max(10, beside)))]

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        self._measure(width)
        if y >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        fact, text, first = self._lines[y]
        quiet = self.get_component_rich_style("facts--quiet")
        if fact is None:
            return Strip([Segment(f" {text}", quiet)]).adjust_cell_length(width, self.rich_style)
        sign = f" {write_sign(fact.sign)}" if first else ""
        who = truncate(fact.who, self._who_width - 3) if first else ""
        segments = [
            Segment(set_cell_size(sign, self._sign_width), self.get_component_rich_style("facts--sign")),
            Segment(set_cell_size(who, self._who_width), self.get_component_rich_style("facts--who")),
            Segment(text, quiet if fact.quiet else self.rich_style),
        ]
        if first and fact.right:
            used = self._sign_width + self._who_width + cell_len(text) + cell_len(fact.right)
            style = self.get_component_rich_style(f"facts--{fact.tone}")
            segments += [Segment(" " * max(1, width - used), self.rich_style), Segment(fact.right, style)]
        return Strip(segments).adjust_cell_length(width, self.rich_style)
