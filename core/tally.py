"""What votes add up to, and what each viewer may know of them: their own, and the sums once they are revealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import HuddleError
from core.session import Session
from data.models import Board, Card, Meeting, Member, Trend, Vote

Thing = Card | Trend
"""What a vote is given to."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """What the viewer has given, and may still give."""

    budget: int
    left: int
    given: dict[int, int]
    """Votes by the id of the card or trend."""


@dataclass(frozen=True, slots=True)
class Tallied:
    """One card or trend with what it got."""

    thing: Thing
    votes: int | None
    """The sum; None until the host reveals it."""
    rank: int | None
    """Equal sums share a rank, and the next one counts on: 1, 2, 2, 4. None before the reveal, and without votes."""
    own: int
    """What the viewer gave it."""


@dataclass(frozen=True, slots=True)
class Out:
    """How many votes are still out."""

    members_voted: int
    """Who has voted, and who has been typed for: a scribe's 4 votes of 3 each stand for two people."""
    members: int
    """Who is present and takes part, and whoever else has voted."""
    votes_cast: int
    votes_possible: int

    @property
    def votes_out(self) -> int:
        return max(0, self.votes_possible - self.votes_cast)


def ballot(s: Session, board: Board) -> Ballot:
    """The viewer's own votes on the board. A watcher and the room have none."""
    board, _meeting = standing_board(s, board)
    given: dict[int, int] = {}
    for row in own_votes(s, board):
        thing_id = row.card_id or row.trend_id or 0
        given[thing_id] = given.get(thing_id, 0) + row.count
    budget = (board.vote_budget or 0) if s.viewer.role not in ("watcher", "room") else 0
    return Ballot(budget=budget, left=max(0, budget - sum(given.values())), given=given)


def tally(s: Session, board: Board) -> list[Tallied]:
    """The board's cards or trends, most votes first once the host has revealed them.

    Before that in their own order, each with the viewer's own votes alone. Empty where no votes were opened.
    """
    board, _meeting = standing_board(s, board)
    own = ballot(s, board).given
    on_board = things(s, board)
    if board.votes_revealed_at is None:
        return [Tallied(thing, None, None, own.get(thing.id, 0)) for thing in on_board]
    summed = s.store.query(
        "SELECT ifnull(card_id, trend_id) AS thing, sum(count) AS votes FROM vote WHERE board_id = ? GROUP BY thing",
        (board.id,),
    )
    votes: dict[int, int] = {row["thing"]: row["votes"] for row in summed}
    sums = sorted((votes.get(thing.id, 0) for thing in on_board), reverse=True)
    rows = [
        Tallied(thing, got, sums.index(got) + 1 if got else None, own.get(thing.id, 0))
        for thing in on_board
        for got in (votes.get(thing.id, 0),)
    ]
    return sorted(rows, key=lambda row: -(row.votes or 0))


def out(s: Session, board: Board) -> Out:
    """How many votes are still out. It tells numbers alone, so that everybody may see it before the reveal."""
    board, _meeting = standing_board(s, board)
    budget = board.vote_budget or 0
    cast = s.store.query(
        "SELECT member_id, CASE WHEN member_id IS NULL THEN group_id END AS group_id, sum(count) AS votes FROM vote "
        "WHERE board_id = ? GROUP BY 1, 2",
        (board.id,),
    )
    cast_by = {row["member_id"] for row in cast} - {None}
    typed_for = sum(-(-row["votes"] // budget) for row in cast if row["member_id"] is None)
    members = len(cast_by | {member.id for member in voters(s, board)})
    return Out(
        members_voted=min(members, len(cast_by) + typed_for),
        members=members,
        votes_cast=sum(row["votes"] for row in cast),
        votes_possible=budget * members,
    )


# -- the rows, for the rules of voting too


def standing_board(s: Session, board: Board) -> tuple[Board, Meeting]:
    """The board as it is now, and its meeting. Raises `HuddleError` when it has gone."""
    found = s.get(Board, board.id)
    meeting = s.get(Meeting, found.meeting_id) if found else None
    if found is None or meeting is None:
        raise HuddleError("This board is not there any more. Open the meeting's boards again.")
    return found, meeting


def things(s: Session, board: Board) -> Sequence[Thing]:
    """What may be voted on, in its own order; nothing where no votes were opened."""
    match board.votes_on:
        case "card":
            return s.all(Card, "board_id = ?", (board.id,))
        case "trend":
            return s.all(Trend, "board_id = ?", (board.id,), order="position, id")
        case None:
            return ()


def voters(s: Session, board: Board) -> list[Member]:
    """Who is present and takes part."""
    return s.all(
        Member,
        "role <> 'watcher' AND left_on IS NULL "
        "AND id IN (SELECT member_id FROM attendance WHERE meeting_id = ? AND present)",
        (board.meeting_id,),
    )


def own_votes(s: Session, board: Board) -> list[Vote]:
    """The viewer's own; not what they typed for others."""
    return s.all(Vote, "board_id = ? AND member_id = ?", (board.id, s.viewer.member_id))
