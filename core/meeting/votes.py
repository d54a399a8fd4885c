"""Votes: each member has a budget for a board's cards or trends; the sums are hidden until the host reveals them.

Members with a device vote on it. For the members of a group without one, its scribe or the host types how many votes
each card or trend gets. Nobody is counted twice: the votes typed for a group are limited to the budgets of its members
who are present and have not voted themselves. A member who then wants to vote on a device asks for theirs to be removed
first.

A ballot stores its member, on an anonymous board too, because the budget needs it; no other viewer ever sees it. It is
in no journal, which says once for each ballot that somebody voted, to the minute and without a name. At the reveal the
ballots become sums and are deleted; what is not revealed is deleted when the meeting closes. Who merges or dissolves
trends touches no ballot: votes count where the cards went, and those for what is gone are their givers' again.
`Session.undo` skips votes: a vote is taken back by voting -1, which checks the rules of voting.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from core.access.session import Session
from core.errors import Conflict, HuddleError
from core.meeting.lifecycle import end_readiness, host_of, require_host, require_participant
from core.meeting.vote_tally import (
    Ballot,
    VotesCast,
    VoteSubject,
    WhereVotesCount,
    ballot,
    count_votes_cast,
    own_votes,
    read_ballots,
    reload_board,
    vote_subjects,
    voters,
)
from core.models import Board, Group, Meeting, Member, Trend, Vote, VotesOn
from core.team.record import get_team
from core.values.text import format_count, format_people, noun_for
from data.change import Change

MAX_BUDGET = 100
"""The most votes that each member may have."""


# -- as the host


def open_votes(session: Session, board: Board, budget: int = 3, on: VotesOn = "card") -> Board:
    """Open the votes, as the host: `budget` votes for each member, on the board's cards or trends.

    Who was done with the stage is done no longer, since something else is asked. Raises `Conflict` when the votes have
    been opened or changed since `board` was read, and `HuddleError` when there is nothing to vote on, when the cards
    are hidden, and once somebody has voted.
    """
    with session.change("votes.opened", meeting_id=board.meeting_id) as change:
        seen = (board.vote_budget, board.votes_on)
        board, meeting = reload_board(session, board)
        require_host(session, meeting)
        _require_open_meeting(meeting)
        if not 1 <= budget <= MAX_BUDGET:
            raise HuddleError(f"Choose between 1 and {MAX_BUDGET} votes per person.")
        if board.votes_revealed_at:
            raise HuddleError("These votes are revealed, so they can't change.")
        if board.hidden and not board.revealed_at:
            raise HuddleError("The cards are hidden. Reveal them before voting.")
        if (board.vote_budget, board.votes_on) == (budget, on):
            return board
        if (board.vote_budget, board.votes_on) != seen:
            raise Conflict(f"Voting is already open: {board.vote_budget} per person, on {board.votes_on}s.")
        if _has_votes(session, board):
            raise HuddleError("Someone has already voted, so this can't change.")
        board = board.model_copy(update={"vote_budget": budget, "votes_on": on})
        if not vote_subjects(session, board):
            raise HuddleError(f"There are no {on}s to vote on yet.")
        end_readiness(session, change, meeting)
        return change.update(board, vote_budget=budget, votes_on=on)


def reveal_votes(session: Session, board: Board) -> Board:
    """Reveal the sums, as the host, and close the votes; who voted for what is never shown, and deleted.

    Who was done with voting is done no longer. Raises `Conflict` when the votes are not those of `board` as it was
    read, and `HuddleError` when no votes were opened, when the meeting is closed, and with fewer voters than the team
    asks for.
    """
    with session.change("votes.revealed", meeting_id=board.meeting_id) as change:
        seen = (board.vote_budget, board.votes_on)
        board, meeting = reload_board(session, board)
        require_host(session, meeting)
        _require_votes_opened(board)
        if seen[0] is not None and seen != (board.vote_budget, board.votes_on):
            raise Conflict(
                f"Voting was opened again: {board.vote_budget} per person, on {board.votes_on}s. Nothing was revealed."
            )
        if board.votes_revealed_at is not None:
            return board
        if meeting.status != "open":
            raise HuddleError("The meeting has ended, and unrevealed votes were deleted.")
        voted = count_votes_cast(session, board)
        if (refusal := few_voters_refusal(session, voted)) is not None:
            raise HuddleError(refusal)
        end_readiness(session, change, meeting)
        sums = WhereVotesCount(session, board).sums(read_ballots(session, board))
        for thing in vote_subjects(session, board):
            change.update(thing, votes=sums.get(thing.id, 0))
        change.write_unjournaled("vote", "DELETE FROM vote WHERE board_id = ?", (board.id,))
        return change.update(board, votes_revealed_at=session.timestamp, voters=voted.members_voted)


def few_voters_refusal(session: Session, cast: VotesCast) -> str | None:
    """Return why the votes are not told yet, as a sentence: too few have voted. None when they may be told."""
    voted, needed = cast.members_voted, get_team(session).voters_min
    if voted >= needed:
        return None
    so_far = f"{format_people(voted)} {noun_for(voted, 'has', 'have')}"
    return (
        f"Results need {needed} voters, and {so_far} voted. Fewer would show who voted for what. "
        "Ask for more votes, or move on."
    )


# -- voting


def is_voting_open(session: Session, board: Board) -> bool:
    """Return whether votes may be given on the board now."""
    board, meeting = reload_board(session, board)
    return meeting.status == "open" and board.vote_budget is not None and board.votes_revealed_at is None


def vote(session: Session, board: Board, subject: VoteSubject, delta: int = 1) -> Ballot:
    """Give a card or trend `delta` more votes of the acting member, or take votes back when negative. Returns their
    ballot.

    Raises `HuddleError` beyond the budget or below zero, when the votes are not open, and for watchers.
    """
    with session.change("vote.cast", meeting_id=board.meeting_id, anonymous=True) as change:
        me = require_participant(session)
        board, _meeting = _require_voting(session, board)
        subject = _stored_subject(session, board, subject)
        own, rows = ballot(session, board), own_votes(session, board)
        if own.votes_by_id.get(subject.id, 0) + delta < 0:
            raise HuddleError(f"You have no vote on “{_name_of(subject)}” to remove.")
        if delta > own.left:
            raise HuddleError(
                f"You have {own.left or 'none'} of your {format_count(own.budget, 'vote')} left. "
                "Remove one elsewhere first."
            )
        counting = WhereVotesCount(session, board)
        if delta > 0 and not any(row.count for row in rows):
            _require_vote_left(session, change, board, counting, me)
        if not rows:
            change.write_entry()  # once for each ballot, however often it is changed
        rows = _take_from_what_is_gone(change, counting, rows, own.budget - delta)
        _change_sum(change, counting, rows, delta, _new_row(board, subject, member_id=me.id, group_id=me.group_id))
        return ballot(session, board)


def set_group_votes(
    session: Session, board: Board, subject: VoteSubject, count: int, *, group: Group | None = None
) -> int:
    """Set how many votes a card or trend has from the members of a group who have no device, replacing what was typed.

    Without a `group` it is the one whose scribe acts, else the members without a group. Returns how many votes may
    still be typed for the group. Raises `HuddleError` unless its scribe or the host acts, and beyond the budgets of its
    members who are present and have not voted themselves.
    """
    with session.change("vote.typed", meeting_id=board.meeting_id, anonymous=True) as change:
        me = require_participant(session)
        board, meeting = _require_voting(session, board)
        subject = _stored_subject(session, board, subject)
        group = (
            session.get(Group, group.id) if group else next(iter(session.all(Group, "scribe_id = ?", (me.id,))), None)
        )
        if me.id not in (meeting.host_id, group.scribe_id if group else None):
            current_host = host_of(session, meeting)
            raise HuddleError(
                f"Only the scribe or the host can enter votes for {group.name if group else 'others'}. "
                f"Ask {current_host.name if current_host else 'the host'}, or vote for yourself."
            )
        if count < 0:
            raise HuddleError("The number can't be below 0. 0 removes the votes.")
        group_id = group.id if group else None
        typed, counting = _typed_votes(session, board, group_id), WhereVotesCount(session, board)
        sums = counting.sums(typed)
        before = sums.get(subject.id, 0)
        others = sum(sums.values()) - before
        most_votes = _budget(board) * len(_members_without_vote(session, board, group_id))
        if others + count > most_votes and count > before:
            left = max(0, most_votes - others)
            raise HuddleError(
                f"You can enter {format_count(left, 'more vote')} for {group.name if group else 'the others'}: "
                f"{_budget(board)} for each person here who has not voted."
            )
        delta = count - before
        if not delta:
            return max(0, most_votes - others - count)
        if not typed:
            change.write_entry()
        typed = _take_from_what_is_gone(change, counting, typed, most_votes - delta)
        _change_sum(change, counting, typed, delta, _new_row(board, subject, group_id=group_id, typed_by=me.id))
        return max(0, most_votes - others - count)


# -- rules, checked inside the change


def _require_open_meeting(meeting: Meeting) -> None:
    if meeting.status != "open":
        raise HuddleError("This meeting has ended, and so has voting.")


def _require_votes_opened(board: Board) -> None:
    if board.vote_budget is None:
        raise HuddleError("Voting is not open. The host can open it.")


def _require_voting(session: Session, board: Board) -> tuple[Board, Meeting]:
    """Return the board as stored now, and its meeting. Raises `HuddleError` unless its votes are open."""
    board, meeting = reload_board(session, board)
    _require_open_meeting(meeting)
    _require_votes_opened(board)
    if board.votes_revealed_at:
        raise HuddleError("These votes are revealed, so they can't change.")
    return board, meeting


def _stored_subject(session: Session, board: Board, thing: VoteSubject) -> VoteSubject:
    """Return the card or trend as stored now. Raises `HuddleError` when it cannot be voted on."""
    if board.votes_on != thing.table:
        raise HuddleError(f"You can vote on {board.votes_on}s here. Choose one of them.")
    current = session.get(type(thing), thing.id)
    if current is None or current.board_id != board.id:
        raise HuddleError(f"This {thing.table} was removed. Choose another.")
    return current


def _require_vote_left(session: Session, change: Change, board: Board, counting: WhereVotesCount, me: Member) -> None:
    """Raise `HuddleError` when the votes typed for the member's group include theirs."""
    typed = _typed_votes(session, board, me.group_id)
    others = [member for member in _members_without_vote(session, board, me.group_id) if member.id != me.id]
    most_votes = _budget(board) * len(others)
    if sum(counting.sums(typed).values()) > most_votes:
        raise HuddleError("Votes were already entered for you. Ask the host or scribe to remove them, then vote.")
    _take_from_what_is_gone(change, counting, typed, most_votes)


# -- rows


def _name_of(subject: VoteSubject) -> str:
    return subject.name if isinstance(subject, Trend) else shorten(subject.text, 60, placeholder=" …")


def _budget(board: Board) -> int:
    return board.vote_budget or 0


def _has_votes(session: Session, board: Board) -> bool:
    return any(row.count for row in read_ballots(session, board))


def _typed_votes(session: Session, board: Board, group_id: int | None) -> list[Vote]:
    return [row for row in read_ballots(session, board) if row.member_id is None and row.group_id == group_id]


def _members_without_vote(session: Session, board: Board, group_id: int | None) -> list[Member]:
    """Return the members of the group who are present and have not voted themselves."""
    voted = {row.member_id for row in read_ballots(session, board) if row.count}
    return [member for member in voters(session, board) if member.group_id == group_id and member.id not in voted]


def _new_row(board: Board, thing: VoteSubject, **ids: int | None) -> Vote:
    return Vote.model_validate({"board_id": board.id, f"{thing.table}_id": thing.id, "count": 0} | ids)


def _take_from_what_is_gone(
    change: Change, counting: WhereVotesCount, rows: Sequence[Vote], most_votes: int
) -> list[Vote]:
    """Take votes for what is gone until there are at most so many, since their giver gives them to something else.

    Returns the rows as they are then. What is left counts again if what is gone is brought back.
    """
    too_many, left = sum(row.count for row in rows) - most_votes, []
    for row in rows:
        taken = min(row.count, max(0, too_many)) if counting.subject_id(row) is None else 0
        too_many -= taken
        left.append(change.update(row, count=row.count - taken) if taken else row)
    return left


def _change_sum(change: Change, counting: WhereVotesCount, rows: Sequence[Vote], delta: int, new_row: Vote) -> None:
    """Change the sum for a subject by `delta`. Several of the rows count for it where trends were merged.

    Votes go to its own row and come from there first. A row without votes stays: it says that the ballot was told of.
    """
    subject_id = counting.subject_id(new_row)
    same = (new_row.card_id, new_row.trend_id)
    counted = [row for row in rows if counting.subject_id(row) == subject_id]
    counted.sort(key=lambda row: (row.card_id, row.trend_id) != same)
    if delta >= 0:
        if counted and (counted[0].card_id, counted[0].trend_id) == same:
            change.update(counted[0], count=counted[0].count + delta)
        else:
            change.insert(new_row.model_copy(update={"count": delta}))
        return
    for row in counted:
        taken = min(row.count, -delta)
        delta += taken
        if taken:
            change.update(row, count=row.count - taken)
