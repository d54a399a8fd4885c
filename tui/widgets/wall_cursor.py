"""The state of a card wall without any widget: the cursor, the marks, and how far it is scrolled.

The cursor is on a card, not on a position: whatever other members move, it stays on the same card.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from core.models import Card
from core.trends import Column
from tui.widgets.wall_layout import (
    ColumnFrame,
    Geometry,
    Look,
    column_frame,
    geometry,
    left_showing,
    top_showing,
    window,
)

_NOTHING = Column(None, ())


class WallCursor:
    """A cursor on the cards of some columns, in a window of a given size."""

    def __init__(self) -> None:
        self.columns: tuple[Column, ...] = (_NOTHING,)
        self.marked: set[int] = set()
        self.needle = ""
        self.target: int | None = None
        """The key of the column that dragged cards would drop into."""
        self._column_key = 0
        self._card_id: int | None = None
        self._width, self._height = 80, 20
        self._left = 1
        self._tops: dict[int, int] = {}
        self._row = 0
        """The row of the body that moving left and right keeps to."""

    # -- columns

    def load(self, columns: Sequence[Column]) -> None:
        """Replace the columns. The cursor stays on its card, and the marks on theirs."""
        old_index, old_at = self.index, self.at
        self.columns = tuple(columns) or (_NOTHING,)
        column_of = {card.id: column for column in self.columns for card in column.cards}
        self.marked &= column_of.keys()
        self._tops = {column.key: self._tops.get(column.key, 0) for column in self.columns}
        if self._card_id in column_of:
            self._column_key = column_of[self._card_id].key
            self.follow()
            return
        keys = [column.key for column in self.columns]
        if self._column_key not in keys:
            self._column_key = keys[min(old_index, len(keys) - 1)]
        self._move_to_index(min(old_at, len(self.column.cards) - 1))

    def resize(self, width: int, height: int) -> None:
        """Set the size of the window in cells."""
        self._width, self._height = width, height
        self.follow()

    # -- where the cursor is

    @property
    def index(self) -> int:
        """The index of the column with the cursor."""
        return next((index for index, column in enumerate(self.columns) if column.key == self._column_key), 0)

    @property
    def column(self) -> Column:
        """The column with the cursor."""
        return self.columns[self.index]

    @property
    def at(self) -> int:
        """The index of the card within its column; 0 in an empty one."""
        return next((at for at, card in enumerate(self.column.cards) if card.id == self._card_id), 0)

    @property
    def card(self) -> Card | None:
        """The card under the cursor; None in an empty column."""
        return next((card for card in self.column.cards if card.id == self._card_id), None)

    def chosen(self) -> list[Card]:
        """Return the marked cards in the order of the wall, or else the one under the cursor."""
        if self.marked:
            return self.cards_of(self.marked)
        return [self.card] if self.card else []

    def cards_of(self, ids: Collection[int]) -> list[Card]:
        """Return the cards with these ids, in the order of the wall."""
        return [card for column in self.columns for card in column.cards if card.id in ids]

    # -- moving

    def put(self, card_id: int) -> None:
        """Move to that card, if it is on the wall."""
        for column in self.columns:
            if any(card.id == card_id for card in column.cards):
                self._column_key, self._card_id = column.key, card_id
                self.follow()
                self._row = self._cursor_row()

    def enter(self, key: int) -> None:
        """Move to that column, if it is on the wall, keeping to the cursor's row."""
        if key != self._column_key and any(column.key == key for column in self.columns):
            self._column_key = key
            self._move_to_index(self._card_index_at_row(self.column, self._row), keep_row=True)

    def down(self, by: int) -> None:
        """Move down by so many cards; up if negative."""
        self._move_to_index(self.at + by)

    def page(self, pages: int) -> None:
        """Move down by so many screenfuls of cards; up if negative."""
        first, last = window(len(self.column.cards), self._geometry.body, self._tops.get(self._column_key, 0))
        self.down(pages * max(1, last - first - 1))

    def to_first(self) -> None:
        self._move_to_index(0)

    def to_last(self) -> None:
        self._move_to_index(len(self.column.cards) - 1)

    def right(self, by: int) -> None:
        """Move right by so many columns, keeping to the row; left if negative."""
        index = max(0, min(len(self.columns) - 1, self.index + by))
        self.enter(self.columns[index].key)

    def step_off(self, leaving: Collection[int]) -> None:
        """Move to the next card of the column that stays, if the cursor's card is one of those about to leave."""
        if self._card_id not in leaving:
            return
        cards, at = self.column.cards, self.at
        stay = [card for card in (*cards[at:], *reversed(cards[:at])) if card.id not in leaving]
        if stay:
            self._card_id = stay[0].id
            self.follow()

    def find(self, text: str, *, further: bool = False) -> tuple[int, int]:
        """Move to the first card with `text`, from the cursor on or (`further`) after it, and wrap around at the end.

        Return its number and how many there are; (0, 0) where there is none.
        """
        self.needle = text.strip().lower()
        if not self.needle:
            return 0, 0
        order = [card for column in self.columns for card in column.cards]
        hits = [at for at, card in enumerate(order) if self.needle in card.text.lower()]
        if not hits:
            return 0, 0
        current = next((at for at, card in enumerate(order) if card.id == self._card_id), 0)
        number = next((number for number, at in enumerate(hits) if at > current or (at == current and not further)), 0)
        self.put(order[hits[number]].id)
        return number + 1, len(hits)

    # -- marking

    def mark(self, ids: Iterable[int]) -> None:
        """Mark these cards, or unmark them if all of them are marked."""
        ids = set(ids)
        self.marked = self.marked - ids if ids <= self.marked else self.marked | ids

    def unmark(self) -> None:
        """Remove all marks."""
        self.marked = set()

    def mark_to(self, card_id: int) -> None:
        """Mark all cards from the cursor to that card, if both are in one column; else that card alone."""
        cards = [card.id for card in self.column.cards]
        if card_id in cards and self._card_id in cards:
            start, end = sorted((cards.index(card_id), cards.index(self._card_id)))
            self.marked |= set(cards[start : end + 1])
        else:
            self.marked.add(card_id)

    # -- scrolling

    def scroll(self, key: int, by: int) -> None:
        """Scroll one column by so many cards; the cursor does not move, and may get out of sight."""
        column = next((column for column in self.columns if column.key == key), None)
        if column is not None:
            count, body = len(column.cards), self._geometry.body
            top = max(0, min(self._tops.get(key, 0) + by, count - body + 1)) if count > body else 0
            # Never with one card above: the line that counts it would take its place.
            self._tops[key] = top if top != 1 else (2 if by > 0 else 0)

    def scroll_right(self, by: int) -> None:
        """Scroll by so many columns to the right; left if negative."""
        count = len(self.columns)
        self._left = max(1, min(self._left + by, count - max(1, len(self._geometry.shown) - 1)))

    def follow(self) -> None:
        """Scroll so that the cursor is in sight."""
        index = self.index
        self._left = left_showing(index, self._width, len(self.columns), self._left)
        column = self.columns[index]
        top = self._tops.get(column.key, 0)
        self._tops[column.key] = top_showing(self.at, len(column.cards), self._geometry.body, top)

    # -- layout

    @property
    def _geometry(self) -> Geometry:
        return geometry(self._width, self._height, len(self.columns), self._left)

    def frame(self) -> tuple[Geometry, tuple[ColumnFrame, ...]]:
        """Return the geometry of the window and the columns in sight, laid out."""
        place = self._geometry
        look = Look(self._column_key, self._card_id, self.marked, self.needle, self.target)
        columns = tuple(
            column_frame(self.columns[index], index, place, self._tops.get(self.columns[index].key, 0), look)
            for index in place.shown
        )
        return place, columns

    # -- helpers

    def _move_to_index(self, at: int, *, keep_row: bool = False) -> None:
        cards = self.column.cards
        self._card_id = cards[max(0, min(at, len(cards) - 1))].id if cards else None
        self.follow()
        if not keep_row:
            self._row = self._cursor_row()

    def _cursor_row(self) -> int:
        rows = self._card_ids_by_row(self.column)
        return next((row for row, card_id in enumerate(rows) if card_id == self._card_id), 0)

    def _card_index_at_row(self, column: Column, row: int) -> int:
        """Return the index of the card in `column` that is nearest to that row."""
        rows = [
            (abs(at - row), card_id) for at, card_id in enumerate(self._card_ids_by_row(column)) if card_id is not None
        ]
        nearest = min(rows, default=(0, None))[1]
        return next((at for at, card in enumerate(column.cards) if card.id == nearest), 0)

    def _card_ids_by_row(self, column: Column) -> list[int | None]:
        frame = column_frame(column, 0, self._geometry, self._tops.get(column.key, 0), Look())
        return [row.card_id for row in frame.rows]
