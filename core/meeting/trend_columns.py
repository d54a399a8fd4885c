"""A board's cards in columns: one for each trend, and one for those not grouped yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from core.access.session import Session
from core.meeting.boards import collect_board_kind
from core.models import Board, BoardKind, Card, Group, Meeting, Member, Trend, by_id
from core.values.text import format_count


@dataclass(frozen=True, slots=True)
class TrendColumn:
    """A trend with its cards in their order; or, with trend None and number 0, the ungrouped cards as they were
    stated."""

    trend: Trend | None
    cards: tuple[Card, ...]
    number: int = 0
    """Counted from 1, left to right: the number that is typed to move a card here."""

    @property
    def key(self) -> int:
        """The id of its trend; 0 for the ungrouped cards."""
        return self.trend.id if self.trend else 0

    @property
    def name(self) -> str:
        """The heading of the column."""
        return self.trend.name if self.trend else "Ungrouped"


@dataclass(frozen=True)
class GroupedCards:
    """A board with its columns; the first holds the ungrouped cards."""

    board: Board
    columns: tuple[TrendColumn, ...]
    member_names: Mapping[int, str] = field(default_factory=dict)
    """Names of all members by id."""
    group_names: Mapping[int, str] = field(default_factory=dict)
    """Names of all groups by id."""

    @cached_property
    def cards(self) -> dict[int, Card]:
        """All its cards by id."""
        return {card.id: card for column in self.columns for card in column.cards}

    @property
    def trends(self) -> tuple[TrendColumn, ...]:
        """The columns that are trends."""
        return self.columns[1:]

    @property
    def grouped_count(self) -> int:
        """How many cards are in a trend."""
        return sum(len(column.cards) for column in self.trends)

    @property
    def counts_text(self) -> str:
        """How many cards there are and how many of them are sorted: `no cards`, `1 card, no trends`, `9 cards, 4 of
        them in 2 trends`."""
        card_count, trends = format_count(len(self.cards), "card"), format_count(len(self.trends), "trend")
        if not self.cards or not self.trends:
            return f"{card_count}, {trends}" if self.cards or self.trends else card_count
        return f"{card_count}, {self.grouped_count or 'none'} of them in {trends}"

    def author_label(self, card: Card) -> str:
        """Return author and group of a card: `Lea Brandt · South`; only the group, or nothing, when no name is
        stored."""
        who = self.member_names.get(card.member_id or 0), self.group_names.get(card.group_id or 0)
        return " · ".join(part for part in who if part)


def load_grouped_cards(session: Session, board: Board) -> GroupedCards:
    """Return the board's cards in columns, as far as the viewer may see them."""
    trends = session.all(Trend, "board_id = ?", (board.id,), order="position, id")
    cards = session.all(Card, "board_id = ?", (board.id,), order="position, id")
    by_trend: dict[int | None, list[Card]] = {trend.id: [] for trend in trends}
    ungrouped: list[Card] = []
    for card in cards:
        # The trend may have been dissolved between the two reads: then its cards are ungrouped.
        by_trend.get(card.trend_id, ungrouped).append(card)
    ungrouped.sort(key=lambda card: card.id)
    columns = [TrendColumn(None, tuple(ungrouped))]
    columns += [TrendColumn(trend, tuple(by_trend[trend.id]), number) for number, trend in enumerate(trends, 1)]
    return GroupedCards(
        board=board,
        columns=tuple(columns),
        member_names={member.id: member.name for member in session.all(Member)},
        group_names={group.id: group.name for group in session.all(Group)},
    )


def board_to_show(session: Session, kind: BoardKind | None = None) -> Board | None:
    """Return the open meeting's board of that kind, else that of the last closed meeting with cards on it; None without
    either.

    Without a `kind` it is the board that each meeting's collect stage asked last.
    """
    meetings = by_id(session.all(Meeting, "status <> 'planned'"))
    boards = [
        board
        for board in session.all(Board)
        if board.meeting_id in meetings and board.kind == (kind or collect_board_kind(meetings[board.meeting_id]))
    ]
    for board in boards:
        if meetings[board.meeting_id].status == "open":
            return board
    board_ids_with_cards = {row["board_id"] for row in session.query("SELECT DISTINCT board_id FROM exempt_cards_said")}
    with_cards = [board for board in boards if board.id in board_ids_with_cards]
    return max(with_cards, key=lambda board: meetings[board.meeting_id].closed_at or "", default=None)
