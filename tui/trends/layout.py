"""The layout of a card wall: columns of cards into rows of text, without any widget.

The column of ungrouped cards stays at the left; the trends beside it scroll by whole columns. A column whose cards fit
shows as much of their text as it can; one that has more cards than rows shows a line of each and scrolls.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from core.meeting.trend_columns import TrendColumn
from core.models import Card
from tui.widgets.text_wrap import wrap_text
from tui.widgets.top_and_key_lines import truncate

MIN_WIDTH = 22
"""The least columns of text in which a card can be understood."""

MAX_WIDTH = 60
"""The most columns of text that are easy to read in a line."""

GUTTER = 3
"""Columns of text for the cursor, the mark and a space."""

HEAD_LINES = 2
"""Lines above the cards: the names and a rule."""

RULE_LINE = 1
"""The line of the rule, at whose ends the trends out of sight are counted."""

EDGE_WIDTH = 15
"""Width in columns of the right edge, on which cards are dropped for a new trend."""

DENSITIES = ((6, 1), (4, 1), (3, 1), (2, 1), (3, 0), (2, 0), (1, 0))
"""Lines of a card, and empty lines between two: tried in this order until a whole column fits."""

HANGING_INDENT = 2
"""Indent, in columns of text, of a card's further lines where no empty line separates the cards."""


@dataclass(frozen=True, slots=True)
class WallGeometry:
    """Where the columns of a wall are in `width` × `height` cells."""

    width: int
    height: int
    column_width: int
    shown: tuple[int, ...]
    """The indices of the columns in sight, from left to right."""
    hidden_left: int
    """How many trends are out of sight at the left."""
    hidden_right: int
    """How many trends are out of sight at the right."""

    @property
    def body_rows(self) -> int:
        """How many rows there are for cards."""
        return max(1, self.height - HEAD_LINES)

    def x_of(self, place: int) -> int:
        """Return the first cell of the column at that place, counted from the left among those in sight."""
        return place * (self.column_width + 1)

    @property
    def left_label(self) -> str:
        """The label on the rule for the trends out of sight at the left; empty where there are none."""
        return f"‹ {self.hidden_left} more " if self.hidden_left else ""

    @property
    def right_label(self) -> str:
        """The label at the right end of the rule for the trends out of sight; empty where there are none."""
        return f" {self.hidden_right} more ›" if self.hidden_right else ""

    @property
    def left_label_x(self) -> int:
        """The first cell of the left label: beside the column that does not scroll."""
        return self.x_of(1) if len(self.shown) > 1 else 0

    def scroll_direction_at(self, x: int) -> int:
        """Return which way a press on the rule scrolls: -1 to the left, 1 to the right, else 0."""
        if self.hidden_right and x >= self.width - len(self.right_label):
            return 1
        return -1 if self.hidden_left and self.left_label_x <= x < self.left_label_x + len(self.left_label) else 0

    def place_at(self, x: int) -> int | None:
        """Return the place of the column under cell `x`; None to the right of the last one."""
        place = max(0, x) // (self.column_width + 1)
        return place if place < len(self.shown) else None


def lay_out_wall(width: int, height: int, count: int, first_trend: int) -> WallGeometry:
    """Lay out `count` columns, of which `first_trend` is the first one shown beside column 0."""
    room = max(1, min(count, (width + 1) // (MIN_WIDTH + 1)))
    column_width = max(GUTTER + 2, min(MAX_WIDTH, (width + 1) // room - 1))
    if room >= count:
        return WallGeometry(width, height, column_width, tuple(range(count)), 0, 0)
    if room == 1:
        first_trend = max(0, min(first_trend, count - 1))
        return WallGeometry(width, height, column_width, (first_trend,), first_trend, count - first_trend - 1)
    moving = room - 1
    first_trend = max(1, min(first_trend, count - moving))
    shown = (0, *range(first_trend, first_trend + moving))
    return WallGeometry(width, height, column_width, shown, first_trend - 1, count - first_trend - moving)


def first_trend_showing(index: int, width: int, count: int, first_trend: int) -> int:
    """Return the `first_trend` nearest to the given one with which column `index` is in sight."""
    shown = lay_out_wall(width, HEAD_LINES + 1, count, first_trend).shown
    if index in shown:
        return first_trend
    moving = len(shown) - 1 if len(shown) > 1 else 1
    return index if index < shown[-1] else index - moving + 1


# -- one column


@dataclass(frozen=True, slots=True)
class WallRow:
    """One row of one column."""

    text: str = ""
    card_id: int | None = None
    is_first: bool = False
    """Whether this is the card's first row, which has its signs."""
    has_cursor: bool = False
    is_marked: bool = False
    match: tuple[int, int] | None = None
    """First character and end of the text that is searched for; None where the row has none."""
    is_note: bool = False
    """Whether this is a note such as `…5 more`, and not a card."""


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """The name of one column."""

    number: int
    name: str
    count: int
    has_cursor: bool
    """Whether the cursor is in it."""
    is_target: bool = False
    """Whether dragged cards would drop into it."""


@dataclass(frozen=True, slots=True)
class ColumnFrame:
    """A column, laid out to be painted."""

    index: int
    key: int
    head: ColumnHead
    rows: tuple[WallRow, ...]


class WallFrame(NamedTuple):
    """All that is in sight of a wall, laid out."""

    geometry: WallGeometry
    columns: tuple[ColumnFrame, ...]

    def at(self, x: int, y: int) -> tuple[ColumnFrame | None, WallRow | None]:
        """Return the column at this cell and its row there; None beside the columns, and above and below the rows."""
        place = self.geometry.place_at(x)
        if place is None:
            return None, None
        column = self.columns[place]
        is_row = HEAD_LINES <= y < HEAD_LINES + len(column.rows)
        return column, column.rows[y - HEAD_LINES] if is_row else None


@dataclass(frozen=True, slots=True)
class Highlights:
    """What is highlighted on the wall: cursor, marks, search and drop target."""

    cursor_column_key: int = 0
    cursor_card_id: int | None = None
    marked_ids: Collection[int] = frozenset()
    needle: str = ""
    """The text that is searched for, in lower case."""
    target_key: int | None = None
    """The key of the column that dragged cards would drop into."""


def lay_out_column(
    column: TrendColumn, index: int, geometry: WallGeometry, first_card: int, highlights: Highlights
) -> ColumnFrame:
    """Lay out one column, scrolled so that card number `first_card` is the first."""
    current = column.key == highlights.cursor_column_key
    head = ColumnHead(column.number, column.name, len(column.cards), current, column.key == highlights.target_key)
    rows = _layout_rows(
        column.cards, max(1, geometry.column_width - GUTTER - 1), geometry.body_rows, first_card, highlights
    )
    if not rows:
        words = "empty" if column.trend else "All cards are sorted"
        rows = [
            WallRow(
                truncate(words, geometry.column_width - GUTTER - 1), has_cursor=current, is_first=True, is_note=True
            )
        ]
    return ColumnFrame(index, column.key, head, (*rows, *[WallRow()] * (geometry.body_rows - len(rows))))


def _layout_rows(
    cards: Sequence[Card], width: int, height: int, first_card: int, highlights: Highlights
) -> list[WallRow]:
    lines_and_gap = find_density(cards, width, height)
    if lines_and_gap is not None:
        max_lines, gap = lines_and_gap
        rows: list[WallRow] = []
        for card in cards:
            rows += [WallRow()] * gap if rows else []
            rows += _card_rows(card, wrap_card(card.text, width, max_lines, 0 if gap else HANGING_INDENT), highlights)
        return rows
    first, last = visible_range(len(cards), height, first_card)
    rows = [row for card in cards[first:last] for row in _card_rows(card, (truncate(card.text, width),), highlights)]
    if first and height >= 3:
        rows.insert(0, WallRow(truncate(f"…{first} above", width), is_note=True))
    if last < len(cards) and height >= 3:
        rows.append(WallRow(truncate(f"…{len(cards) - last} more", width), is_note=True))
    return rows


def _card_rows(card: Card, lines: Sequence[str], highlights: Highlights) -> list[WallRow]:
    at_cursor, marked = card.id == highlights.cursor_card_id, card.id in highlights.marked_ids
    return [
        WallRow(
            line,
            card.id,
            is_first=part == 0,
            has_cursor=at_cursor,
            is_marked=marked,
            match=_find_match(line, highlights.needle),
        )
        for part, line in enumerate(lines)
    ]


def _find_match(line: str, needle: str) -> tuple[int, int] | None:
    if not needle:
        return None
    # Casefolding may change how long a text is (ß); lower-casing nearly never does.
    start = line.lower().find(needle)
    return (start, start + len(needle)) if start >= 0 else None


def find_density(cards: Sequence[Card], width: int, height: int) -> tuple[int, int] | None:
    """Return the first of `DENSITIES` in which all the cards fit; None where they do not fit with one line each."""
    if len(cards) > height:
        return None
    for max_lines, gap in DENSITIES:
        room = height - gap * (len(cards) - 1)
        if sum(len(wrap_card(card.text, width, max_lines, 0 if gap else HANGING_INDENT)) for card in cards) <= room:
            return max_lines, gap
    return None


@lru_cache(maxsize=16384)
def wrap_card(text: str, width: int, max_lines: int, indent: int = 0) -> tuple[str, ...]:
    """Return at most `max_lines` lines of a text, all but the first indented by `indent`; … ends the last if more
    follow.
    """
    if max_lines == 1:
        return (truncate(text, width),)
    first, *others = wrap_text(text, width)
    if indent and others:
        others = [" " * indent + line for line in wrap_text(" ".join(others), width - indent)]
    if 1 + len(others) <= max_lines:
        return (first, *others)
    return (
        first,
        *others[: max_lines - 2],
        truncate(others[max_lines - 2] + "…" + " " * width, width).rstrip("… ") + "…",
    )


# -- scrolling one column


def visible_range(count: int, height: int, first_card: int) -> tuple[int, int]:
    """Return the range of cards in sight where each takes a line, and the counts above and below take one each."""
    if count <= height:
        return 0, count
    if height < 3:
        first_card = max(0, min(first_card, count - height))
        return first_card, first_card + height
    first_card = max(0, min(first_card, count - height + 1))
    room = height - (1 if first_card else 0)
    if count - first_card > room:
        room -= 1
    return first_card, min(count, first_card + room)


def first_card_showing(index: int, count: int, height: int, first_card: int) -> int:
    """Return the `first_card` nearest to the given one with which card `index` is in sight."""
    if count <= height:
        return 0
    first, last = visible_range(count, height, first_card)
    if index < first:
        return 0 if index < 2 and height >= 3 else index
    if index < last:
        return first
    if height < 3:
        return index - height + 1
    return min(index - height + 3, count - height + 1)
