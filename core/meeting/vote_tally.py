"""The results of a vote, and what each viewer may see of them: their own votes, and the sums once they are revealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.access.session import Session
from core.errors import HuddleError
from core.models import Board, Card, Meeting, Member, Trend, Vote
from data.change import Change

VoteSubject = Card | Trend
"""What a vote is given to."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """The viewer's votes on a board."""

    budget: int
    """How many votes the viewer has in total."""
    left: int
    """How many of them are left."""
    votes_by_id: dict[int, int]
    """The viewer's votes by the id of the card or trend."""


@dataclass(frozen=True, slots=True)
class VoteResult:
    """One card or trend with its votes."""

    subject: VoteSubject
    votes: int | None
    """The sum of all votes; None until the host reveals it."""
    rank: int | None
    """Equal sums share a rank, and the next rank counts on: 1, 2, 2, 4. None before the reveal, and without votes."""
    own_votes: int
    """How many votes the viewer gave it."""


@dataclass(frozen=True, slots=True)
class VotesCast:
    """How many of the possible votes have been cast."""

    members_voted: int
    """Members who have voted, plus those typed for: a scribe's 4 votes with a budget of 3 count as two members."""
    members: int
    """Members who are present and take part, plus others who have voted."""
    votes_cast: int
    votes_possible: int

    @property
    def outstanding(self) -> int:
        """How many votes have not been cast yet."""
        return max(0, self.votes_possible - self.votes_cast)


def ballot(session: Session, board: Board) -> Ballot:
    """Return the viewer's own votes on the board. A watcher and the room have none."""
    board, _meeting = reload_board(session, board)
    votes: dict[int, int] = {}
    for row in own_votes(session, board):
        thing_id = row.card_id or row.trend_id or 0
        votes[thing_id] = votes.get(thing_id, 0) + row.count
    budget = (board.vote_budget or 0) if session.viewer.role not in ("watcher", "room") else 0
    return Ballot(budget=budget, left=max(0, budget - sum(votes.values())), votes_by_id=votes)


def tally(session: Session, board: Board) -> list[VoteResult]:
    """Return the board's cards or trends with their votes, most votes first once the host has revealed them.

    Before that in their own order, each with only the viewer's own votes. Empty when no votes were opened.
    """
    board, _meeting = reload_board(session, board)
    own = ballot(session, board).votes_by_id
    on_board = vote_subjects(session, board)
    if board.votes_revealed_at is None:
        return [VoteResult(thing, None, None, own.get(thing.id, 0)) for thing in on_board]
    sums_by_id = session.store.query(
        "SELECT ifnull(card_id, trend_id) AS thing, sum(count) AS votes FROM vote WHERE board_id = ? GROUP BY thing",
        (board.id,),
    )
    votes: dict[int, int] = {row["thing"]: row["votes"] for row in sums_by_id}
    sums = sorted((votes.get(thing.id, 0) for thing in on_board), reverse=True)
    rows = [
        VoteResult(thing, count, sums.index(count) + 1 if count else None, own.get(thing.id, 0))
        for thing in on_board
        for count in (votes.get(thing.id, 0),)
    ]
    return sorted(rows, key=lambda row: -(row.votes or 0))


def count_votes_cast(session: Session, board: Board) -> VotesCast:
    """Return how many votes have been cast. Everybody may see these numbers before the reveal: they say nothing about
    for what."""
    board, _meeting = reload_board(session, board)
    budget = board.vote_budget or 0
    cast = session.store.query(
        "SELECT member_id, CASE WHEN member_id IS NULL THEN group_id END AS group_id, sum(count) AS votes FROM vote "
        "WHERE board_id = ? GROUP BY 1, 2",
        (board.id,),
    )
    cast_by = {row["member_id"] for row in cast} - {None}
    typed_for = sum(-(-row["votes"] // budget) for row in cast if row["member_id"] is None)
    members = len(cast_by | {member.id for member in voters(session, board)})
    return VotesCast(
        members_voted=min(members, len(cast_by) + typed_for),
        members=members,
        votes_cast=sum(row["votes"] for row in cast),
        votes_possible=budget * members,
    )


# -- rows, used by the votes module too


def reload_board(session: Session, board: Board) -> tuple[Board, Meeting]:
    """Return the board as stored now, and its meeting. Raises `HuddleError` when it no longer exists."""
    current = session.get(Board, board.id)
    meeting = session.get(Meeting, current.meeting_id) if current else None
    if current is None or meeting is None:
        raise HuddleError("This board is not there any more. Open the meeting's boards again.")
    return current, meeting


def vote_subjects(session: Session, board: Board) -> Sequence[VoteSubject]:
    """Return what may be voted on, in its own order; nothing when no votes were opened."""
    match board.votes_on:
        case "card":
            return session.all(Card, "board_id = ?", (board.id,))
        case "trend":
            return session.all(Trend, "board_id = ?", (board.id,), order="position, id")
        case None:
            return ()


def voters(session: Session, board: Board) -> list[Member]:
    """Return the members who are present and take part."""
    return session.all(
        Member,
        "role <> 'watcher' AND left_on IS NULL "
        "AND id IN (SELECT member_id FROM attendance WHERE meeting_id = ? AND present)",
        (board.meeting_id,),
    )


def own_votes(session: Session, board: Board) -> list[Vote]:
    """Return the votes that the viewer gave, without those they typed for others."""
    return session.all(Vote, "board_id = ? AND member_id = ?", (board.id, session.viewer.member_id))


def move_votes(session: Session, change: Change, source: Trend, into: Trend) -> None:
    """Move the votes of `source` to `into`, inside the change that merges the two trends."""
    for row in _votes_for(session, source):
        change.update(row, trend_id=into.id)


def return_votes(session: Session, change: Change, subject: Card | Trend) -> None:
    """Delete the votes for a card or trend, inside the change that removes it, so that their members may give them
    again.

    Undoing that change restores the votes; it is refused when a member has used them elsewhere since.
    """
    for row in _votes_for(session, subject):
        change.delete(row)


def _votes_for(session: Session, thing: Card | Trend) -> list[Vote]:
    # Read past the session's rules: every member's votes change, and none of them is shown.
    column = "card_id" if isinstance(thing, Card) else "trend_id"
    return session.store.read(Vote, f"{column} = ?", (thing.id,))
