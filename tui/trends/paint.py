"""Painting of a laid-out card wall as styled lines."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from core.values.writing import is_in_words
from tui.trends.layout import (
    EDGE_WIDTH,
    GUTTER,
    HEAD_LINES,
    RULE_LINE,
    ColumnHead,
    WallFrame,
    WallGeometry,
    WallRow,
)
from tui.trends.mouse import NEW_TREND, Drag
from tui.widgets.text_wrap import wrap_text
from tui.widgets.top_and_key_lines import truncate

MAX_CACHED_ROWS = 5000
"""The most painted rows that are cached: a line is painted again when only one of its columns has changed."""

SENTENCE_WIDTH = 70
"""The most columns of a line of the sentence that is shown instead of columns."""


class WallPainter:
    """Paints the lines of a wall in the given styles, keyed by the names of its component classes."""

    def __init__(self, styles: Mapping[str, Style]) -> None:
        self._styles = styles
        self._rows: dict[tuple[WallRow, int], list[Segment]] = {}
        # Without a background, so that the row's own shows.
        self._match_style = Style(color=styles["found"].color, bold=True, underline=True)

    def paint_line(self, y: int, frame: WallFrame, drag: Drag) -> Strip:
        """Return line `y` of the wall."""
        geometry, columns = frame
        styles, width = self._styles, geometry.width
        segments: list[Segment] = []
        for at, column in enumerate(columns):
            if y == 0:
                segments += self._head(column.head, geometry.column_width)
            elif y == RULE_LINE:
                segments.append(Segment("─" * geometry.column_width, styles["rule"]))
            elif y - HEAD_LINES < len(column.rows):
                segments += self._row(column.rows[y - HEAD_LINES], geometry.column_width, drag)
            if at < len(columns) - 1 or geometry.x_of(at + 1) <= width:
                segments.append(Segment("┼" if y == RULE_LINE else "│", styles["rule"]))
        strip = Strip(segments).adjust_cell_length(width, styles[""])
        if y == RULE_LINE:
            return self._with_sides(strip, geometry)
        return self._with_edge(strip, y, geometry, drag) if drag.is_active else strip

    def paint_sentence(self, text: str, y: int, width: int, height: int) -> Strip:
        """Return line `y` of a sentence, centred in `width` × `height` cells."""
        lines = wrap_text(text, max(10, min(SENTENCE_WIDTH, width - 4)))
        top = max(0, (height - len(lines)) // 2)
        words = lines[y - top] if top <= y < top + len(lines) else ""
        pad = " " * max(0, (width - cell_len(words)) // 2)
        return Strip([Segment(pad + words, self._styles["empty"])]).adjust_cell_length(width, self._styles[""])

    def _head(self, head: ColumnHead, width: int) -> list[Segment]:
        styles = self._styles
        count = str(head.count)
        label = f"{head.number} {head.name}" if head.number else head.name
        label = truncate(f"→ {label}" if head.is_target else label, width - len(count) - 3)
        gap = " " * max(0, width - cell_len(label) - len(count) - 2)
        if head.is_target:
            return [Segment(f" {label}{gap}{count} ", styles["target"])]
        name = styles["head-current" if head.has_cursor else "head"]
        return [Segment(f" {label}{gap}", name), Segment(f"{count} ", styles["count"])]

    def _row(self, row: WallRow, width: int, drag: Drag) -> list[Segment]:
        if drag.is_active:
            return self._paint_row(row, width, drag)
        segments = self._rows.get((row, width))
        if segments is None:
            if len(self._rows) > MAX_CACHED_ROWS:
                self._rows.clear()
            self._rows[row, width] = segments = self._paint_row(row, width, drag)
        return segments

    def _paint_row(self, row: WallRow, width: int, drag: Drag) -> list[Segment]:
        styles = self._styles
        mark = " " if not row.is_marked else "+" if is_in_words() else "●"
        signs = ("▸" if row.has_cursor else " ") + mark + " " if row.is_first else " " * GUTTER
        rest = " " * max(0, width - GUTTER - cell_len(row.text))
        if row.card_id is None:
            return [
                Segment(signs, styles["cursor-mark" if row.has_cursor else ""]),
                Segment(row.text + rest, styles["quiet" if row.is_note else ""]),
            ]
        dragged = row.card_id in drag.card_ids
        words = styles["cursor" if row.has_cursor else "dragged" if dragged else "marked" if row.is_marked else ""]
        sign = Segment(signs, styles["cursor-mark" if row.has_cursor else "mark"])
        if row.match is None:
            return [sign, Segment(row.text + rest, words)]
        start, end = row.match
        return [
            sign,
            Segment(row.text[:start], words),
            Segment(row.text[start:end], words + self._match_style),
            Segment(row.text[end:] + rest, words),
        ]

    def _with_sides(self, strip: Strip, geometry: WallGeometry) -> Strip:
        """Return the rule with the labels for the trends out of sight at either side."""
        more, width = self._styles["head-current"], geometry.width
        if geometry.hidden_right:
            words = geometry.right_label
            strip = Strip.join([strip.crop(0, width - len(words)), Strip([Segment(words, more)])])
        if geometry.hidden_left:
            words, x = geometry.left_label, geometry.left_label_x
            strip = Strip.join([strip.crop(0, x), Strip([Segment(words, more)]), strip.crop(x + len(words), width)])
        return strip

    def _with_edge(self, strip: Strip, y: int, geometry: WallGeometry, drag: Drag) -> Strip:
        """Return the line with the edge on which dragged cards are dropped for a new trend."""
        words = "+ new trend" if y == 0 else "drop here" if y == geometry.height // 2 else ""
        style = self._styles["target" if drag.target == NEW_TREND else "head-current" if words else ""]
        edge = Segment(set_cell_size(f" {words}", EDGE_WIDTH - 1), style)
        return Strip.join(
            [strip.crop(0, geometry.width - EDGE_WIDTH), Strip([Segment("┃", self._styles["head-current"]), edge])]
        )
