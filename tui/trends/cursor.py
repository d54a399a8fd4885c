"""The state of a card wall without any widget: the cursor, the marks, and how far it is scrolled.

The cursor is on a card, not on a position: whatever other members move, it stays on the same card.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from core.meeting.trend_columns import TrendColumn
from core.models import Card
from tui.trends.layout import (
    Highlights,
    WallFrame,
    WallGeometry,
    first_card_showing,
    first_trend_showing,
    lay_out_column,
    lay_out_wall,
    visible_range,
)

_NOTHING = TrendColumn(None, ())


class WallCursor:
    """A cursor on the cards of some columns, in a window of a given size."""

    def __init__(self) -> None:
        self.columns: tuple[TrendColumn, ...] = (_NOTHING,)
        self.marked_ids: set[int] = set()
        self.needle = ""
        self.target_key: int | None = None
        """The key of the column that dragged cards would drop into."""
        self._column_key = 0
        self._card_id: int | None = None
        self._width, self._height = 80, 20
        self._first_trend = 1
        """The first trend in sight beside the column of ungrouped cards."""
        self._first_cards: dict[int, int] = {}
        """The first card in sight of each column, by the column's key."""
        self._row = 0
        """The row of the body that moving left and right keeps to."""

    # -- columns

    def set_columns(self, columns: Sequence[TrendColumn]) -> None:
        """Replace the columns. The cursor stays on its card, and the marks on theirs."""
        old_index, old_at = self.column_index, self.card_index
        self.columns = tuple(columns) or (_NOTHING,)
        column_of = {card.id: column for column in self.columns for card in column.cards}
        self.marked_ids &= column_of.keys()
        self._first_cards = {column.key: self._first_cards.get(column.key, 0) for column in self.columns}
        if self._card_id in column_of:
            self._column_key = column_of[self._card_id].key
            self.scroll_to_cursor()
            return
        keys = [column.key for column in self.columns]
        if self._column_key not in keys:
            self._column_key = keys[min(old_index, len(keys) - 1)]
        self._move_to_index(min(old_at, len(self.column.cards) - 1))

    def resize(self, width: int, height: int) -> None:
        """Set the size of the window in cells."""
        self._width, self._height = width, height
        self.scroll_to_cursor()

    # -- where the cursor is

    @property
    def column_index(self) -> int:
        """The index of the column with the cursor."""
        return next((index for index, column in enumerate(self.columns) if column.key == self._column_key), 0)

    @property
    def column(self) -> TrendColumn:
        """The column with the cursor."""
        return self.columns[self.column_index]

    @property
    def card_index(self) -> int:
        """The index of the card within its column; 0 in an empty one."""
        return next((at for at, card in enumerate(self.column.cards) if card.id == self._card_id), 0)

    @property
    def card(self) -> Card | None:
        """The card under the cursor; None in an empty column."""
        return next((card for card in self.column.cards if card.id == self._card_id), None)

    def selected_cards(self) -> list[Card]:
        """Return the marked cards in the order of the wall, or else the one under the cursor."""
        if self.marked_ids:
            return self.find_cards(self.marked_ids)
        return [self.card] if self.card else []

    def find_cards(self, ids: Collection[int]) -> list[Card]:
        """Return the cards with these ids, in the order of the wall."""
        return [card for column in self.columns for card in column.cards if card.id in ids]

    # -- moving

    def move_to_card(self, card_id: int) -> None:
        """Move to that card, if it is on the wall."""
        for column in self.columns:
            if any(card.id == card_id for card in column.cards):
                self._column_key, self._card_id = column.key, card_id
                self.scroll_to_cursor()
                self._row = self._cursor_row()

    def move_to_column(self, key: int) -> None:
        """Move to that column, if it is on the wall, keeping to the cursor's row."""
        if key != self._column_key and any(column.key == key for column in self.columns):
            self._column_key = key
            self._move_to_index(self._card_index_at_row(self.column, self._row), keep_row=True)

    def move_down(self, by: int) -> None:
        """Move down by so many cards; up if negative."""
        self._move_to_index(self.card_index + by)

    def move_pages(self, pages: int) -> None:
        """Move down by so many screenfuls of cards; up if negative."""
        first, last = visible_range(
            len(self.column.cards), self._geometry.body_rows, self._first_cards.get(self._column_key, 0)
        )
        self.move_down(pages * max(1, last - first - 1))

    def move_to_first(self) -> None:
        self._move_to_index(0)

    def move_to_last(self) -> None:
        self._move_to_index(len(self.column.cards) - 1)

    def move_right(self, by: int) -> None:
        """Move right by so many columns, keeping to the row; left if negative."""
        index = max(0, min(len(self.columns) - 1, self.column_index + by))
        self.move_to_column(self.columns[index].key)

    def move_off(self, leaving_ids: Collection[int]) -> None:
        """Move to the next card of the column that stays, if the cursor's card is one of those about to leave."""
        if self._card_id not in leaving_ids:
            return
        cards, at = self.column.cards, self.card_index
        stay = [card for card in (*cards[at:], *reversed(cards[:at])) if card.id not in leaving_ids]
        if stay:
            self._card_id = stay[0].id
            self.scroll_to_cursor()

    def find_text(self, text: str, *, after_cursor: bool = False) -> tuple[int, int]:
        """Move to the first card with `text`, from the cursor on or (`after_cursor`) after it, and wrap around at the
        end.

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
        number = next(
            (number for number, at in enumerate(hits) if at > current or (at == current and not after_cursor)), 0
        )
        self.move_to_card(order[hits[number]].id)
        return number + 1, len(hits)

    # -- marking

    def toggle_marks(self, ids: Iterable[int]) -> None:
        """Mark these cards, or unmark them if all of them are marked."""
        ids = set(ids)
        self.marked_ids = self.marked_ids - ids if ids <= self.marked_ids else self.marked_ids | ids

    def clear_marks(self) -> None:
        """Remove all marks."""
        self.marked_ids = set()

    def mark_to(self, card_id: int) -> None:
        """Mark all cards from the cursor to that card, if both are in one column; else that card alone."""
        cards = [card.id for card in self.column.cards]
        if card_id in cards and self._card_id in cards:
            start, end = sorted((cards.index(card_id), cards.index(self._card_id)))
            self.marked_ids |= set(cards[start : end + 1])
        else:
            self.marked_ids.add(card_id)

    # -- scrolling

    def scroll_column(self, key: int, by: int) -> None:
        """Scroll one column by so many cards; the cursor does not move, and may get out of sight."""
        column = next((column for column in self.columns if column.key == key), None)
        if column is not None:
            count, body = len(column.cards), self._geometry.body_rows
            first_card = max(0, min(self._first_cards.get(key, 0) + by, count - body + 1)) if count > body else 0
            # Never with one card above: the line that counts it would take its place.
            self._first_cards[key] = first_card if first_card != 1 else (2 if by > 0 else 0)

    def scroll_right(self, by: int) -> None:
        """Scroll by so many columns to the right; left if negative."""
        count = len(self.columns)
        self._first_trend = max(1, min(self._first_trend + by, count - max(1, len(self._geometry.shown) - 1)))

    def scroll_to_cursor(self) -> None:
        """Scroll so that the cursor is in sight."""
        index = self.column_index
        self._first_trend = first_trend_showing(index, self._width, len(self.columns), self._first_trend)
        column = self.columns[index]
        first_card = self._first_cards.get(column.key, 0)
        self._first_cards[column.key] = first_card_showing(
            self.card_index, len(column.cards), self._geometry.body_rows, first_card
        )

    # -- layout

    @property
    def _geometry(self) -> WallGeometry:
        return lay_out_wall(self._width, self._height, len(self.columns), self._first_trend)

    def lay_out(self) -> WallFrame:
        """Return the geometry of the window and the columns in sight, laid out."""
        geometry = self._geometry
        highlights = Highlights(self._column_key, self._card_id, self.marked_ids, self.needle, self.target_key)
        shown = [(index, self.columns[index]) for index in geometry.shown]
        columns = tuple(
            lay_out_column(column, index, geometry, self._first_cards.get(column.key, 0), highlights)
            for index, column in shown
        )
        return WallFrame(geometry, columns)

    # -- helpers

    def _move_to_index(self, at: int, *, keep_row: bool = False) -> None:
        cards = self.column.cards
        self._card_id = cards[max(0, min(at, len(cards) - 1))].id if cards else None
        self.scroll_to_cursor()
        if not keep_row:
            self._row = self._cursor_row()

    def _cursor_row(self) -> int:
        rows = self._card_ids_by_row(self.column)
        return next((row for row, card_id in enumerate(rows) if card_id == self._card_id), 0)

    def _card_index_at_row(self, column: TrendColumn, row: int) -> int:
        """Return the index of the card in `column` that is nearest to that row."""
        rows = [
            (abs(at - row), card_id) for at, card_id in enumerate(self._card_ids_by_row(column)) if card_id is not None
        ]
        nearest = min(rows, default=(0, None))[1]
        return next((at for at, card in enumerate(column.cards) if card.id == nearest), 0)

    def _card_ids_by_row(self, column: TrendColumn) -> list[int | None]:
        frame = lay_out_column(column, 0, self._geometry, self._first_cards.get(column.key, 0), Highlights())
        return [row.card_id for row in frame.rows]
