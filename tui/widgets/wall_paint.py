"""Painting of a laid-out card wall as styled lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.widgets.frame import cut
from tui.widgets.wall_drag import NEW, Drag
from tui.widgets.wall_layout import GUTTER, HEAD, ColumnFrame, Geometry, Head, Row
from tui.widgets.wrap import wrapped

EDGE = 15
"""Width in columns of the right edge, on which cards are dropped for a new trend."""

ROWS_KEPT = 5000
"""The most painted rows that are cached: a line is painted again when only one of its columns has changed."""

SENTENCE = 70
"""The most columns of a line of the sentence that is shown instead of columns."""


class WallPaint:
    """Paints the lines of a wall in the given styles, keyed by the names of its component classes."""

    def __init__(self, styles: Mapping[str, Style]) -> None:
        self._styles = styles
        self._rows: dict[tuple[Row, int], list[Segment]] = {}
        # Without a background, so that the row's own shows.
        self._match_style = Style(color=styles["found"].color, bold=True, underline=True)

    def line(self, y: int, place: Geometry, columns: Sequence[ColumnFrame], drag: Drag) -> Strip:
        """Return line `y` of the wall."""
        styles, width = self._styles, place.width
        segments: list[Segment] = []
        for at, column in enumerate(columns):
            if y == 0:
                segments += self._head(column.head, place.column_width)
            elif y == 1:
                segments.append(Segment("─" * place.column_width, styles["rule"]))
            elif y - HEAD < len(column.rows):
                segments += self._row(column.rows[y - HEAD], place.column_width, drag)
            if at < len(columns) - 1 or place.x_of(at + 1) <= width:
                segments.append(Segment("┼" if y == 1 else "│", styles["rule"]))
        strip = Strip(segments).adjust_cell_length(width, styles[""])
        if y == 1:
            return self._with_sides(strip, place)
        return self._with_edge(strip, y, place, drag) if drag.on else strip

    def sentence(self, text: str, y: int, width: int, height: int) -> Strip:
        """Return line `y` of a sentence, centred in `width` × `height` cells."""
        lines = wrapped(text, max(10, min(SENTENCE, width - 4)))
        top = max(0, (height - len(lines)) // 2)
        words = lines[y - top] if top <= y < top + len(lines) else ""
        pad = " " * max(0, (width - cell_len(words)) // 2)
        return Strip([Segment(pad + words, self._styles["empty"])]).adjust_cell_length(width, self._styles[""])

    def _head(self, head: Head, width: int) -> list[Segment]:
        styles = self._styles
        count = str(head.count)
        label = f"{head.number} {head.name}" if head.number else head.name
        label = cut(f"→ {label}" if head.target else label, width - len(count) - 3)
        gap = " " * max(0, width - cell_len(label) - len(count) - 2)
        if head.target:
            return [Segment(f" {label}{gap}{count} ", styles["target"])]
        name = styles["head-current" if head.current else "head"]
        return [Segment(f" {label}{gap}", name), Segment(f"{count} ", styles["count"])]

    def _row(self, row: Row, width: int, drag: Drag) -> list[Segment]:
        if drag.on:
            return self._paint_row(row, width, drag)
        segments = self._rows.get((row, width))
        if segments is None:
            if len(self._rows) > ROWS_KEPT:
                self._rows.clear()
            self._rows[row, width] = segments = self._paint_row(row, width, drag)
        return segments

    def _paint_row(self, row: Row, width: int, drag: Drag) -> list[Segment]:
        styles = self._styles
        signs = ("▸" if row.cursor else " ") + ("●" if row.marked else " ") + " " if row.first else " " * GUTTER
        rest = " " * max(0, width - GUTTER - cell_len(row.text))
        if row.card_id is None:
            return [
                Segment(signs, styles["cursor-mark" if row.cursor else ""]),
                Segment(row.text + rest, styles["quiet" if row.quiet else ""]),
            ]
        dragged = row.card_id in drag.ids
        words = styles["cursor" if row.cursor else "dragged" if dragged else "marked" if row.marked else ""]
        sign = Segment(signs, styles["cursor-mark" if row.cursor else "mark"])
        if row.found is None:
            return [sign, Segment(row.text + rest, words)]
        start, end = row.found
        return [
            sign,
            Segment(row.text[:start], words),
            Segment(row.text[start:end], words + self._match_style),
            Segment(row.text[end:] + rest, words),
        ]

    def _with_sides(self, strip: Strip, place: Geometry) -> Strip:
        """Return the rule with the labels for the trends out of sight at either side."""
        more, width = self._styles["head-current"], place.width
        if place.after:
            words = place.words_after
            strip = Strip.join([strip.crop(0, width - len(words)), Strip([Segment(words, more)])])
        if place.before:
            words, x = place.words_before, place.x_before
            strip = Strip.join([strip.crop(0, x), Strip([Segment(words, more)]), strip.crop(x + len(words), width)])
        return strip

    def _with_edge(self, strip: Strip, y: int, place: Geometry, drag: Drag) -> Strip:
        """Return the line with the edge on which dragged cards are dropped for a new trend."""
        words = "+ new trend" if y == 0 else "drop here" if y == place.height // 2 else ""
        style = self._styles["target" if drag.target == NEW else "head-current" if words else ""]
        edge = Segment(set_cell_size(f" {words}", EDGE - 1), style)
        return Strip.join(
            [strip.crop(0, place.width - EDGE), Strip([Segment("┃", self._styles["head-current"]), edge])]
        )
