"""The layout of a card wall: columns of cards into rows of text, without any widget.

The column of ungrouped cards stays at the left; the trends beside it scroll by whole columns. A column whose cards fit
shows as much of their text as it can; one that has more cards than rows shows a line of each and scrolls.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.models import Card
from core.trends import Column
from tui.widgets.frame import cut
from tui.widgets.wrap import wrapped

MIN_WIDTH = 22
"""The least columns of text in which a card can be understood."""

MAX_WIDTH = 60
"""The most columns of text that are easy to read in a line."""

GUTTER = 3
"""Columns of text for the cursor, the mark and a space."""

HEAD = 2
"""Lines above the cards: the names and a rule."""

DENSITIES = ((6, 1), (4, 1), (3, 1), (2, 1), (3, 0), (2, 0), (1, 0))
"""Lines of a card, and empty lines between two: tried in this order until a whole column fits."""

HANG = 2
"""Indent, in columns of text, of a card's further lines where no empty line separates the cards."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where the columns of a wall are in `width` × `height` cells."""

    width: int
    height: int
    column_width: int
    shown: tuple[int, ...]
    """The indices of the columns in sight, from left to right."""
    before: int
    """How many trends are out of sight at the left."""
    after: int
    """How many trends are out of sight at the right."""

    @property
    def body(self) -> int:
        """How many rows there are for cards."""
        return max(1, self.height - HEAD)

    def x_of(self, place: int) -> int:
        """Return the first cell of the column at that place, counted from the left among those in sight."""
        return place * (self.column_width + 1)

    @property
    def words_before(self) -> str:
        """The label on the rule for the trends out of sight at the left; empty where there are none."""
        return f"‹ {self.before} more " if self.before else ""

    @property
    def words_after(self) -> str:
        """The label at the right end of the rule for the trends out of sight; empty where there are none."""
        return f" {self.after} more ›" if self.after else ""

    @property
    def x_before(self) -> int:
        """The first cell of the left label: beside the column that does not scroll."""
        return self.x_of(1) if len(self.shown) > 1 else 0

    def side_at(self, x: int) -> int:
        """Return which way a press on the rule scrolls: -1 to the left, 1 to the right, else 0."""
        if self.after and x >= self.width - len(self.words_after):
            return 1
        return -1 if self.before and self.x_before <= x < self.x_before + len(self.words_before) else 0

    def place_at(self, x: int) -> int | None:
        """Return the place of the column under cell `x`; None to the right of the last one."""
        place = max(0, x) // (self.column_width + 1)
        return place if place < len(self.shown) else None


def geometry(width: int, height: int, count: int, left: int) -> Geometry:
    """Lay out `count` columns, of which `left` is the first one shown beside column 0."""
    room = max(1, min(count, (width + 1) // (MIN_WIDTH + 1)))
    column_width = max(GUTTER + 2, min(MAX_WIDTH, (width + 1) // room - 1))
    if room >= count:
        return Geometry(width, height, column_width, tuple(range(count)), 0, 0)
    if room == 1:
        left = max(0, min(left, count - 1))
        return Geometry(width, height, column_width, (left,), left, count - left - 1)
    moving = room - 1
    left = max(1, min(left, count - moving))
    shown = (0, *range(left, left + moving))
    return Geometry(width, height, column_width, shown, left - 1, count - left - moving)


def left_showing(index: int, width: int, count: int, left: int) -> int:
    """Return the `left` nearest to the given one with which column `index` is in sight."""
    shown = geometry(width, HEAD + 1, count, left).shown
    if index in shown:
        return left
    moving = len(shown) - 1 if len(shown) > 1 else 1
    return index if index < shown[-1] else index - moving + 1


# -- one column


@dataclass(frozen=True, slots=True)
class Row:
    """One row of one column."""

    text: str = ""
    card_id: int | None = None
    first: bool = False
    """Whether this is the card's first row, which has its signs."""
    cursor: bool = False
    marked: bool = False
    found: tuple[int, int] | None = None
    """First character and end of the text that is searched for; None where the row has none."""
    quiet: bool = False
    """Whether this is a note and no card, as how many more there are."""


@dataclass(frozen=True, slots=True)
class Head:
    """The name of one column."""

    number: int
    name: str
    count: int
    current: bool
    """Whether the cursor is in it."""
    target: bool = False
    """Whether dragged cards would drop into it."""


@dataclass(frozen=True, slots=True)
class ColumnFrame:
    """A column, laid out to be painted."""

    index: int
    key: int
    head: Head
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What is highlighted on the wall: cursor, marks, search and drop target."""

    cursor_key: int = 0
    cursor_id: int | None = None
    marked: Collection[int] = frozenset()
    needle: str = ""
    """The text that is searched for, in lower case."""
    target: int | None = None
    """The key of the column that dragged cards would drop into."""


def column_frame(column: Column, index: int, place: Geometry, top: int, look: Look) -> ColumnFrame:
    """Lay out one column, scrolled so that card number `top` is the first."""
    current = column.key == look.cursor_key
    head = Head(column.number, column.name, len(column.cards), current, column.key == look.target)
    rows = _layout_rows(column.cards, max(1, place.column_width - GUTTER - 1), place.body, top, look)
    if not rows:
        words = "empty" if column.trend else "every card has its trend"
        rows = [Row(cut(words, place.column_width - GUTTER - 1), cursor=current, first=True, quiet=True)]
    return ColumnFrame(index, column.key, head, (*rows, *[Row()] * (place.body - len(rows))))


def _layout_rows(cards: Sequence[Card], width: int, height: int, top: int, look: Look) -> list[Row]:
    lines_and_gap = density(cards, width, height)
    if lines_and_gap is not None:
        max_lines, gap = lines_and_gap
        rows: list[Row] = []
        for card in cards:
            rows += [Row()] * gap if rows else []
            rows += _card_rows(card, block(card.text, width, max_lines, 0 if gap else HANG), look)
        return rows
    first, last = window(len(cards), height, top)
    rows = [row for card in cards[first:last] for row in _card_rows(card, (cut(card.text, width),), look)]
    if first and height >= 3:
        rows.insert(0, Row(cut(f"…{first} above", width), quiet=True))
    if last < len(cards) and height >= 3:
        rows.append(Row(cut(f"…{len(cards) - last} more", width), quiet=True))
    return rows


def _card_rows(card: Card, lines: Sequence[str], look: Look) -> list[Row]:
    at_cursor, marked = card.id == look.cursor_id, card.id in look.marked
    return [
        Row(line, card.id, first=part == 0, cursor=at_cursor, marked=marked, found=_find_match(line, look.needle))
        for part, line in enumerate(lines)
    ]


def _find_match(line: str, needle: str) -> tuple[int, int] | None:
    if not needle:
        return None
    # Casefolding may change how long a text is (ß); lower-casing nearly never does.
    start = line.lower().find(needle)
    return (start, start + len(needle)) if start >= 0 else None


def density(cards: Sequence[Card], width: int, height: int) -> tuple[int, int] | None:
    """Return the first of `DENSITIES` in which all the cards fit; None where they do not fit with one line each."""
    if len(cards) > height:
        return None
    for max_lines, gap in DENSITIES:
        room = height - gap * (len(cards) - 1)
        if sum(len(block(card.text, width, max_lines, 0 if gap else HANG)) for card in cards) <= room:
            return max_lines, gap
    return None


@lru_cache(maxsize=16384)
def block(text: str, width: int, most: int, hang: int = 0) -> tuple[str, ...]:
    """Return at most `most` lines of a text, all but the first indented by `hang`; … ends the last if more follow."""
    if most == 1:
        return (cut(text, width),)
    first, *others = wrapped(text, width)
    if hang and others:
        others = [" " * hang + line for line in wrapped(" ".join(others), width - hang)]
    if 1 + len(others) <= most:
        return (first, *others)
    return (first, *others[: most - 2], cut(others[most - 2] + "…" + " " * width, width).rstrip("… ") + "…")


# -- scrolling one column


def window(count: int, height: int, top: int) -> tuple[int, int]:
    """Return the range of cards in sight where each takes a line, and the counts above and below take one each."""
    if count <= height:
        return 0, count
    if height < 3:
        top = max(0, min(top, count - height))
        return top, top + height
    top = max(0, min(top, count - height + 1))
    room = height - (1 if top else 0)
    if count - top > room:
        room -= 1
    return top, min(count, top + room)


def top_showing(index: int, count: int, height: int, top: int) -> int:
    """Return the `top` nearest to the given one with which card `index` is in sight."""
    if count <= height:
        return 0
    first, last = window(count, height, top)
    if index < first:
        return 0 if index < 2 and height >= 3 else index
    if index < last:
        return first
    if height < 3:
        return index - height + 1
    return min(index - height + 3, count - height + 1)
