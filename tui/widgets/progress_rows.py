"""Progress towards targets as rows: name, amounts, bar with pace mark, per cent, pace, and the last weeks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from core.values.writing import is_in_words
from tui.widgets.text_bars import MARK, TRACK, slim_bar
from tui.widgets.text_wrap import wrap_text
from tui.widgets.top_and_key_lines import truncate

SMALLEST_BAR = 8
"""Smallest width of a bar in cells. To keep it, weeks are left out, then pace, then each row takes two lines."""

LARGEST_BAR = 60
"""Largest width of a bar in cells. A longer one would only separate the numbers from the names."""


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """One row of progress, with its texts ready to be shown."""

    name: str
    share: float | None
    """The reached share of the target, 1.0 being all of it; None leaves the bar out."""
    mark: float | None = None
    """The share that is due today according to pace, 0..1; None for no mark."""
    actual: str = ""
    target: str = ""
    percent: str = ""
    pace: str = ""
    history: str = ""
    """The last weeks as a sparkline."""
    is_limit: bool = False
    """Whether lower is better: a full bar is then a limit that is reached, and no success."""
    is_behind: bool = False

    def describe(self) -> str:
        """Return the row as a sentence: `calls: 31 of 40, 78%, pace 97%`."""
        amounts = f"{self.actual} of {self.target}" if self.target else self.actual
        weeks = f"last weeks {self.history}" if self.history else ""
        known = [part for part in (amounts, self.percent, self.pace, weeks) if part.strip("–")]
        return f"{self.name}: {', '.join(known) or 'none'}"


@dataclass(frozen=True, slots=True)
class ProgressColumns:
    """The width of each column in cells; 0 for a column that is left out."""

    name: int
    actual: int
    target: int
    bar: int
    percent: int
    pace: int
    history: int
    two_lines: bool = False

    @classmethod
    def fit_width(cls, width: int, rows: Sequence[ProgressRow], *, terse: bool = False) -> ProgressColumns:
        """Return the columns that fit into `width`; `terse` leaves out the amounts rather than take two lines a row."""
        name = _widest(row.name for row in rows)
        actual, target = _widest(row.actual for row in rows), _widest(row.target for row in rows)
        percent, pace = _widest(row.percent for row in rows), _widest(row.pace for row in rows)
        history = _widest(row.history for row in rows)
        amounts = (2 + actual if actual else 0) + (4 + target if target else 0)
        room = width - 1 - name - amounts - 2 - (2 + percent if percent else 0)
        if history and room - (3 + pace if pace else 0) - 3 - history < SMALLEST_BAR:
            history = 0
        if pace and room - 3 - pace < SMALLEST_BAR:
            pace = 0
        bar = min(LARGEST_BAR, room - (3 + pace if pace else 0) - (3 + history if history else 0))
        if bar < SMALLEST_BAR and terse and bar + amounts >= SMALLEST_BAR:
            return cls(name, 0, 0, bar + amounts, percent, 0, 0)
        if bar < SMALLEST_BAR:
            figures = (actual + 4 + target if target else actual) + 2
            return cls(name, actual, target, max(4, width - 1 - figures), percent, 0, 0, two_lines=True)
        return cls(name, actual, target, bar, percent, pace, history)


class ProgressRows(Widget):
    """A widget of progress rows with aligned columns; in words, a sentence for each row."""

    COMPONENT_CLASSES = {
        "progress--bar", "progress--mark", "progress--trough", "progress--amounts", "progress--percent",
        "progress--good", "progress--late", "progress--quiet",
    }  # fmt: skip
    DEFAULT_CSS = """
    ProgressRows {
        height: auto;
        & > .progress--bar { color: $bar; }
        & > .progress--trough { color: $rule; }
        & > .progress--mark { color: $foreground; text-style: bold; }
        & > .progress--amounts { color: $foreground; }
        & > .progress--percent { text-style: bold; }
        & > .progress--good { color: $good; text-style: bold; }
        & > .progress--late { color: $late; text-style: bold; }
        & > .progress--quiet { color: $dim; }
    }
    """

    def __init__(self, *, terse: bool = False, id: str | None = None, classes: str | None = None) -> None:
        """`terse`: on a narrow screen the amounts are left out; else each row takes two lines there."""
        super().__init__(id=id, classes=classes)
        self._terse = terse
        self._rows: tuple[ProgressRow, ...] = ()
        self._empty = ""
        self._gap = False

    def set_terse(self, terse: bool) -> None:
        """Set whether a narrow widget leaves out the amounts instead of taking two lines a row."""
        if terse != self._terse:
            self._terse = terse
            self.refresh(layout=True)

    def set_gap(self, gap: bool) -> None:
        """Set whether there is an empty line between two rows."""
        if gap != self._gap:
            self._gap = gap
            self.refresh(layout=True)

    @property
    def row_count(self) -> int:
        """The number of rows."""
        return len(self._rows)

    def _columns(self, width: int) -> ProgressColumns:
        return ProgressColumns.fit_width(width, self._rows, terse=self._terse)

    def set_rows(self, rows: Sequence[ProgressRow], *, empty: str = "") -> None:
        """Show these rows in order; `empty` is the sentence shown without any."""
        if (tuple(rows), empty) != (self._rows, self._empty):
            self._rows, self._empty = tuple(rows), empty
            self.refresh(layout=True)

    def _row_height(self, columns: ProgressColumns) -> int:
        """Return the lines from the start of one row to the next."""
        return (2 if columns.two_lines else 1) + int(self._gap)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        if (sentences := self._sentences(width)) is not None:
            return len(sentences)
        return self._row_height(self._columns(width)) * len(self._rows) - int(self._gap)

    def _sentences(self, width: int) -> list[str] | None:
        """Return the lines of the sentence without rows, or of the rows in words; None where columns are drawn."""
        room = max(10, width - 1)
        if not self._rows:
            return wrap_text(self._empty, room) if self._empty else []
        if not is_in_words():
            return None
        blocks = [wrap_text(row.describe(), room) + [""] * self._gap for row in self._rows]
        return [line for block in blocks for line in block][: -1 if self._gap else None]

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if (sentences := self._sentences(width)) is not None:
            style = self.rich_style if self._rows else self.get_component_rich_style("progress--quiet")
            words = Segment(f" {sentences[y]}" if y < len(sentences) else "", style)
            return Strip([words]).adjust_cell_length(width, self.rich_style)
        columns = self._columns(width)
        number, part = divmod(y, self._row_height(columns))
        if number >= len(self._rows) or part >= (2 if columns.two_lines else 1):
            return Strip.blank(width, self.rich_style)
        row = self._rows[number]
        if not columns.two_lines:
            segments = self._line(row, columns)
        elif part == 0:
            segments = self._head(row, columns, width)
        else:
            segments = [self._plain(" "), *self._bar(row, columns.bar), *self._amounts(row, columns)]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    # -- parts of a line

    def _plain(self, text: str) -> Segment:
        return Segment(text, self.rich_style)

    def _line(self, row: ProgressRow, columns: ProgressColumns) -> list[Segment]:
        segments = [self._plain(set_cell_size(f" {row.name}", columns.name + 1)), *self._amounts(row, columns)]
        segments += [self._plain("  "), *self._bar(row, columns.bar)]
        if columns.percent:
            segments.append(Segment(f"  {_pad_left(row.percent, columns.percent)}", self._percent_style(row)))
        quiet = self.get_component_rich_style("progress--quiet")
        if columns.pace:
            segments.append(Segment(f"   {_pad_left(row.pace, columns.pace)}", quiet))
        if columns.history:
            segments.append(Segment(f"   {_pad_left(row.history, columns.history)}", quiet))
        return segments

    def _head(self, row: ProgressRow, columns: ProgressColumns, width: int) -> list[Segment]:
        """Return the first of the two lines of a row."""
        room = width - 1 - columns.percent - 2
        name = set_cell_size(truncate(row.name, room), room)
        return [self._plain(f" {name}  "), Segment(_pad_left(row.percent, columns.percent), self._percent_style(row))]

    def _amounts(self, row: ProgressRow, columns: ProgressColumns) -> list[Segment]:
        if not columns.actual:
            return []
        text = f"  {_pad_left(row.actual, columns.actual)}"
        if columns.target:
            of = f" of {row.target}" if row.target else ""
            text += set_cell_size(of, columns.target + 4)
        return [Segment(text, self.get_component_rich_style("progress--amounts"))]

    def _bar(self, row: ProgressRow, width: int) -> list[Segment]:
        if row.share is None:
            return [self._plain(" " * width)]
        text = slim_bar(row.share, width, mark=row.mark)
        names = {TRACK: "progress--trough", MARK: "progress--mark"}
        return [
            Segment("".join(cells), self.get_component_rich_style(name))
            for name, cells in groupby(text, lambda cell: names.get(cell, "progress--bar"))
        ]

    def _percent_style(self, row: ProgressRow) -> Style:
        is_done = row.share is not None and row.share >= 1 and not row.is_limit
        return self.get_component_rich_style(
            "progress--good" if is_done else "progress--late" if row.is_behind else "progress--percent"
        )


def _widest(texts: Iterable[str]) -> int:
    return max((cell_len(text) for text in texts), default=0)


def _pad_left(text: str, width: int) -> str:
    return " " * max(0, width - cell_len(text)) + text
