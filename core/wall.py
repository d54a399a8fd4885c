"""The wall of a board: its cards in columns, one for each trend and one for what is not grouped yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from core.boards import in_question
from core.models import Board, BoardKind, Card, Group, Meeting, Member, Trend
from core.session import Session


@dataclass(frozen=True, slots=True)
class Column:
    """One trend with its cards in their order, or (trend None, number 0) what is not grouped yet, as it was said."""

    trend: Trend | None
    cards: tuple[Card, ...]
    number: int = 0
    """Counted from 1 from left to right: what is typed to move a card there."""

    @property
    def key(self) -> int:
        """What it is found by: its trend's id, and 0 for what is not grouped yet."""
        return self.trend.id if self.trend else 0

    @property
    def name(self) -> str:
        return self.trend.name if self.trend else "not yet grouped"


@dataclass(frozen=True)
class Wall:
    """A board with its columns, the one for what is not grouped yet first."""

    board: Board
    columns: tuple[Column, ...]
    member_names: Mapping[int, str] = field(default_factory=dict)
    group_names: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def cards(self) -> dict[int, Card]:
        """All its cards by their id."""
        return {card.id: card for column in self.columns for card in column.cards}

    @property
    def trends(self) -> tuple[Column, ...]:
        """The columns that are trends."""
        return self.columns[1:]

    @property
    def grouped(self) -> int:
        """How many cards are in a trend."""
        return sum(len(column.cards) for column in self.trends)

    def said_by(self, card: Card) -> str:
        """`Lea Brandt · South`; the group alone, or nothing, where nobody's name is stored."""
        who = self.member_names.get(card.member_id or 0), self.group_names.get(card.group_id or 0)
        return " · ".join(part for part in who if part)


def wall(s: Session, board: Board) -> Wall:
    """The board's wall as it stands now, with the cards that the viewer may see."""
    trends = s.all(Trend, "board_id = ?", (board.id,), order="position, id")
    cards = s.all(Card, "board_id = ?", (board.id,), order="position, id")
    held: dict[int | None, list[Card]] = {trend.id: [] for trend in trends}
    loose: list[Card] = []
    for card in cards:
        # A trend that went between the two reads has left its cards ungrouped.
        held.get(card.trend_id, loose).append(card)
    loose.sort(key=lambda card: card.id)
    columns = [Column(None, tuple(loose))]
    columns += [Column(trend, tuple(held[trend.id]), number) for number, trend in enumerate(trends, 1)]
    return Wall(
        board=board,
        columns=tuple(columns),
        member_names={member.id: member.name for member in s.all(Member)},
        group_names={group.id: group.name for group in s.all(Group)},
    )


def board_to_show(s: Session, kind: BoardKind | None = None) -> Board | None:
    """That board of the open meeting; with none open, the one of the last closed meeting on which cards were said.

    Without a `kind` it is what each meeting's collect stage asked last. None where there is neither.
    """
    meetings = {meeting.id: meeting for meeting in s.all(Meeting, "status <> 'planned'")}
    boards = [
        board
        for board in s.all(Board)
        if board.meeting_id in meetings and board.kind == (kind or in_question(meetings[board.meeting_id]))
    ]
    for board in boards:
        if meetings[board.meeting_id].status == "open":
            return board
    ids = {row["board_id"] for row in s.store.query("SELECT DISTINCT board_id FROM card")}
    closed = [board for board in boards if board.id in ids]
    return max(closed, key=lambda board: meetings[board.meeting_id].closed_at or "", default=None)
