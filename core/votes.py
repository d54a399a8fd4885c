"""Votes: a budget for each person, on a board's cards or trends, hidden until the host reveals the sums.

Whoever has a device votes on it. For the people of a group who have none, its scribe or the host types how many hands
went up for each thing. The two never count anybody twice: the votes typed for a group are at most the budget of those
of its people who are present and have not voted themselves. Who wants to vote on a device after all asks for theirs
to be typed back first.

A vote carries its member's name in the file, on an anonymous board too, as there is no budget without it; nobody else
is ever shown it. The journal tells that somebody voted, not for what. `Session.undo` passes votes by: one is taken
back by voting -1, which asks the rules of voting.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import HuddleError
from core.meeting import host, must_host, must_take_part
from core.session import Session
from core.tally import Ballot, Out, Tallied, Thing, ballot, out, own_votes, standing_board, tally, things, voters
from data.changing import Change
from data.models import Board, Group, Meeting, Member, Vote, VotesOn

__all__ = [
    "Ballot",
    "Out",
    "Tallied",
    "Thing",
    "ballot",
    "is_voting",
    "open_votes",
    "out",
    "reveal_votes",
    "tally",
    "vote",
    "vote_for",
]

LARGEST_BUDGET = 100


# -- the host


def open_votes(s: Session, board: Board, budget: int = 3, on: VotesOn = "card") -> Board:
    """The host lets everybody vote: `budget` votes each, on the board's cards or on its trends.

    Raises `HuddleError` where there is nothing to vote on, and once somebody has voted: the rules stay then.
    """
    with s.change("votes.opened", meeting_id=board.meeting_id) as change:
        board, meeting = standing_board(s, board)
        must_host(s, meeting)
        _must_be_open(meeting)
        if not 1 <= budget <= LARGEST_BUDGET:
            raise HuddleError(f"Everybody has between 1 and {LARGEST_BUDGET} votes. Choose a number between the two.")
        if board.votes_revealed_at:
            raise HuddleError("The votes of this board have been revealed, and stay as they are.")
        if board.hidden and not board.revealed_at:
            raise HuddleError("The cards are hidden, so nobody could choose. Reveal them first, then open the votes.")
        if (board.vote_budget, board.votes_on) == (budget, on):
            return board
        if _cast(s, board):
            raise HuddleError("Somebody has voted already, so the votes stay as they were opened.")
        board = board.model_copy(update={"vote_budget": budget, "votes_on": on})
        if not things(s, board):
            raise HuddleError(f"This board has no {on}s to vote on yet. Open the votes when there are some.")
        return change.update(board, vote_budget=budget, votes_on=on)


def reveal_votes(s: Session, board: Board) -> Board:
    """The host shows everybody the sums, and the votes are closed; who voted for what is never shown.

    A meeting's last host may do so after it was closed too. Raises `HuddleError` where no votes were opened.
    """
    with s.change("votes.revealed", meeting_id=board.meeting_id) as change:
        board, meeting = standing_board(s, board)
        must_host(s, meeting)
        _opened(board)
        return change.update(board, votes_revealed_at=board.votes_revealed_at or s.moment)


# -- voting


def is_voting(s: Session, board: Board) -> bool:
    """Whether votes may be given on the board now."""
    board, meeting = standing_board(s, board)
    return meeting.status == "open" and board.vote_budget is not None and board.votes_revealed_at is None


def vote(s: Session, board: Board, thing: Thing, delta: int = 1) -> Ballot:
    """The member who acts gives a card or trend `delta` votes more, or takes so many back where it is negative.

    Raises `HuddleError` beyond the budget or below nothing, when the votes are not open, and for watchers.
    """
    with s.change("vote.cast" if delta > 0 else "vote.taken_back", meeting_id=board.meeting_id) as change:
        me = must_take_part(s)
        board, _meeting = _voting(s, board)
        thing = _standing(s, board, thing)
        mine = ballot(s, board)
        rows = [row for row in own_votes(s, board) if thing.id in (row.card_id, row.trend_id)]
        if mine.given.get(thing.id, 0) + delta < 0:
            raise HuddleError("You have given this no vote that could be taken back.")
        if delta > mine.left:
            raise HuddleError(
                f"You have {mine.left or 'none'} of your {mine.budget} votes left. Take one back from something else."
            )
        if delta > 0 and not mine.given:
            _must_not_be_typed_for(s, board, me)
        _add(change, rows, delta, _blank(board, thing, member_id=me.id, group_id=me.group_id))
        return ballot(s, board)


def vote_for(s: Session, board: Board, thing: Thing, count: int, *, group: Group | None = None) -> int:
    """Types how many votes a card or trend has from those of a group who have no device, in place of what was typed.

    `group` is the one whose scribe acts, unless given; without either, those who are in no group. Returns how many may
    still be typed for the group. Raises `HuddleError` for who is neither its scribe nor the host, and for more than
    the budget of its people who are present and have not voted themselves.
    """
    with s.change("vote.typed", meeting_id=board.meeting_id) as change:
        me = must_take_part(s)
        board, meeting = _voting(s, board)
        thing = _standing(s, board, thing)
        group = s.get(Group, group.id) if group else next(iter(s.all(Group, "scribe_id = ?", (me.id,))), None)
        if me.id not in (meeting.host_id, group.scribe_id if group else None):
            leading = host(s, meeting)
            raise HuddleError(
                f"{group.name if group else 'Nobody'} is typed for by its scribe or by the host. "
                f"Ask {leading.name if leading else 'the host'}, or vote for yourself."
            )
        if count < 0:
            raise HuddleError("Fewer than no votes cannot be typed. Type 0 to take back what was typed.")
        group_id = group.id if group else None
        typed = s.store.read(Vote, "board_id = ? AND member_id IS NULL AND group_id IS ?", (board.id, group_id))
        rows = [row for row in typed if thing.id in (row.card_id, row.trend_id)]
        others = sum(row.count for row in typed) - sum(row.count for row in rows)
        most = _budget(board) * len(_without_own(s, board, group_id))
        if others + count > most and count > sum(row.count for row in rows):
            raise HuddleError(
                f"{max(0, most - others)} votes are left for this: {_budget(board)} for each of those here "
                f"who have not voted themselves. Type at most so many."
            )
        delta = count - sum(row.count for row in rows)
        _add(change, rows, delta, _blank(board, thing, group_id=group_id, typed_by=me.id))
        return max(0, most - others - count)


# -- the rules, asked under the lock


def _must_be_open(meeting: Meeting) -> None:
    if meeting.status != "open":
        raise HuddleError("The meeting of this board is closed, and so are its votes.")


def _opened(board: Board) -> None:
    if board.vote_budget is None:
        raise HuddleError("Votes are not open on this board. The host opens them.")


def _voting(s: Session, board: Board) -> tuple[Board, Meeting]:
    board, meeting = standing_board(s, board)
    _must_be_open(meeting)
    _opened(board)
    if board.votes_revealed_at:
        raise HuddleError("The votes have been revealed, and stay as they are.")
    return board, meeting


def _standing(s: Session, board: Board, thing: Thing) -> Thing:
    if board.votes_on != thing.table:
        raise HuddleError(f"Votes on this board go to its {board.votes_on}s. Choose one of them.")
    now = s.get(type(thing), thing.id)
    if now is None or now.board_id != board.id:
        raise HuddleError(f"This {thing.table} is not on the board any more. Choose another one.")
    return now


def _must_not_be_typed_for(s: Session, board: Board, me: Member) -> None:
    typed = s.store.query(
        "SELECT ifnull(sum(count), 0) AS votes FROM vote WHERE board_id = ? AND member_id IS NULL AND group_id IS ?",
        (board.id, me.group_id),
    )[0]["votes"]
    others = [member for member in _without_own(s, board, me.group_id) if member.id != me.id]
    if typed > _budget(board) * len(others):
        raise HuddleError(
            "Votes have been typed for everybody here who has not voted, you among them. "
            "Ask who typed them to take yours back; then vote."
        )


# -- the rows


def _budget(board: Board) -> int:
    return board.vote_budget or 0


def _cast(s: Session, board: Board) -> bool:
    return bool(s.store.query("SELECT 1 FROM vote WHERE board_id = ? LIMIT 1", (board.id,)))


def _without_own(s: Session, board: Board, group_id: int | None) -> list[Member]:
    """The group's people who are present and have not voted themselves."""
    voted = {row["member_id"] for row in s.store.query("SELECT member_id FROM vote WHERE board_id = ?", (board.id,))}
    return [member for member in voters(s, board) if member.group_id == group_id and member.id not in voted]


def _blank(board: Board, thing: Thing, **whose: int | None) -> Vote:
    # A row counts one at least; `_add` gives it its count.
    return Vote.model_validate({"board_id": board.id, f"{thing.table}_id": thing.id, "count": 1} | whose)


def _add(change: Change, rows: Sequence[Vote], delta: int, blank: Vote) -> None:
    """Changes the sum of these rows by `delta`. There are several where trends were merged."""
    if delta > 0:
        if rows:
            change.update(rows[0], count=rows[0].count + delta)
        else:
            change.insert(blank.model_copy(update={"count": delta}))
    for row in rows:
        taken = min(row.count, max(0, -delta))
        delta += taken
        if taken == row.count:
            change.delete(row)
        elif taken:
            change.update(row, count=row.count - taken)
