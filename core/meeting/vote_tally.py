"""The results of a vote, and what each viewer may see of them: their own votes, and the sums once they are revealed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.access.session import Session
from core.errors import HuddleError
from core.models import Board, Card, Meeting, Member, MergedTrend, Trend, Vote

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
    """How many have voted."""

    members_voted: int
    """Members who have voted, plus those typed for: a scribe's 4 votes with a budget of 3 count as two members."""
    members: int
    """Members who are present and take part, plus others who have voted."""
    votes_cast: int | None = None
    """The sum of all votes; None until the host reveals it."""


class WhereVotesCount:
    """For what the votes of a board count now: a merged trend's for the trend that has its cards, and those for what
    is gone for nothing, so that their givers have them again."""

    def __init__(self, session: Session, board: Board) -> None:
        self._is_on_trends = board.votes_on == "trend"
        self._existing = {thing.id for thing in vote_subjects(session, board)}
        merged = session.all(MergedTrend, "board_id = ?", (board.id,)) if self._is_on_trends else ()
        self._into = {row.trend_id: row.into_id for row in merged}

    def subject_id(self, row: Vote) -> int | None:
        """Return the id of the card or trend for which these votes count; None when it is gone."""
        return self.follow(row.trend_id if self._is_on_trends else row.card_id)

    def follow(self, thing_id: int | None) -> int | None:
        """Return the id of what a vote for this one counts for; None when it is gone."""
        while thing_id not in self._existing and thing_id in self._into:
            thing_id = self._into[thing_id]
        return thing_id if thing_id in self._existing else None

    def sums(self, rows: Iterable[Vote]) -> dict[int, int]:
        """Return the votes of these rows by the id of what they count for."""
        return self.sums_of((row.trend_id if self._is_on_trends else row.card_id, row.count) for row in rows)

    def sums_of(self, votes: Iterable[tuple[int | None, int]]) -> dict[int, int]:
        """Return the sum of these votes, each with the id of what it was given to, by the id of what they count for."""
        sums: dict[int, int] = {}
        for thing_id, count in votes:
            subject_id = self.follow(thing_id)
            if subject_id is not None and count:
                sums[subject_id] = sums.get(subject_id, 0) + count
        return sums


def ballot(session: Session, board: Board) -> Ballot:
    """Return the viewer's own votes on the board. A watcher and the room have none.

    Once they are revealed no ballot is stored any more, and only the session in which they were given knows them.
    """
    board, _meeting = reload_board(session, board)
    remembered = session.viewer.memory.ballots
    if board.votes_revealed_at is None:
        given = [(row.card_id or row.trend_id or 0, row.count) for row in own_votes(session, board)]
        remembered[board.id] = dict(given)
    votes = WhereVotesCount(session, board).sums_of(remembered.get(board.id, {}).items())
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
    sums = sorted((thing.votes or 0 for thing in on_board), reverse=True)
    rows = [
        VoteResult(thing, count, sums.index(count) + 1 if count else None, own.get(thing.id, 0))
        for thing in on_board
        for count in (thing.votes or 0,)
    ]
    return sorted(rows, key=lambda row: -(row.votes or 0))


def count_votes_cast(session: Session, board: Board) -> VotesCast:
    """Return how many have voted, and after the reveal how many votes there are. How many votes have been given is told
    to nobody before: a number that ticks tells who gives them."""
    board, _meeting = reload_board(session, board)
    present = {member.id for member in voters(session, board)}
    if board.votes_revealed_at is not None:
        voted = board.voters or 0
        cast = sum(thing.votes or 0 for thing in vote_subjects(session, board))
        return VotesCast(members_voted=voted, members=max(voted, len(present)), votes_cast=cast)
    rows, counting = read_ballots(session, board), WhereVotesCount(session, board)
    voted_ids = {row.member_id for row in rows if row.count and counting.subject_id(row)} - {None}
    members = len(voted_ids | present)
    typed: dict[int | None, int] = {}
    for row in rows:
        if row.member_id is None and counting.subject_id(row):
            typed[row.group_id] = typed.get(row.group_id, 0) + row.count
    typed_for = sum(-(-votes // (board.vote_budget or 1)) for votes in typed.values())
    return VotesCast(members_voted=min(members, len(voted_ids) + typed_for), members=members)


# -- rows, used by the votes module too


def reload_board(session: Session, board: Board) -> tuple[Board, Meeting]:
    """Return the board as stored now, and its meeting. Raises `HuddleError` when it no longer exists."""
    current = session.get(Board, board.id)
    meeting = session.get(Meeting, current.meeting_id) if current else None
    if current is None or meeting is None:
        raise HuddleError("This topic was removed. Open the meeting again.")
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


def read_ballots(session: Session, board: Board) -> list[Vote]:
    """Return the votes of all, past the session's rules: for sums, and for who has voted. None of them is shown."""
    return session.all_exempt(Vote, "votes", "board_id = ?", (board.id,))
