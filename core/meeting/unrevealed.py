"""What the host has not revealed yet: hidden cards and votes. Cards with names stay, and ballots and what was said
without a name go when the meeting closes."""

from __future__ import annotations

from core import models
from core.access.session import Session
from core.meeting.agenda import STAGE_BOARDS
from core.meeting.participation import count_cards, read_participation
from core.values.text import format_count
from data.change import Change


def delete_unrevealed(change: Change, meeting: models.Meeting) -> None:
    """Delete the ballots and what waits in the mailbox, inside the change that closes the meeting: nobody will be told
    of them, and whoever has the file could read them. Also what an older Huddle has left of meetings before."""
    closed = "SELECT id FROM meeting WHERE id = :meeting_id OR status = 'closed'"
    boards = f"SELECT id FROM board WHERE meeting_id IN ({closed})"
    params: dict[str, object] = {"meeting_id": meeting.id}
    change.write_unjournaled("vote", f"DELETE FROM vote WHERE board_id IN ({boards})", params)
    change.write_unjournaled(
        "mailbox", f"DELETE FROM mailbox WHERE board_id IN ({boards}) OR meeting_id IN ({closed})", params
    )


def list_open_votes(session: Session, meeting: models.Meeting) -> list[models.Board]:
    """Return the boards of the meeting on which votes are open and not revealed."""
    return session.all(
        models.Board, "meeting_id = ? AND vote_budget IS NOT NULL AND votes_revealed_at IS NULL", (meeting.id,)
    )


def list_hidden_boards(session: Session, meeting: models.Meeting) -> list[models.Board]:
    """Return the boards of the meeting with cards that are not revealed; an anonymous one in any case, since whether
    somebody has spoken there is told to nobody."""
    hidden = session.all(models.Board, "meeting_id = ? AND hidden AND revealed_at IS NULL", (meeting.id,))
    return [board for board in hidden if board.anonymous or count_cards(session, board)]


def count_hidden_cards(session: Session, board: models.Board) -> str:
    """Return how many cards a hidden board has, as `3 cards`; the same for every viewer, whose own are among them. Of
    an anonymous one with fewer than are told together, only `what was said`."""
    count = read_participation(session, board).card_count
    return "the cards" if board.anonymous and not count else format_count(count, "card")


def describe_before_moving_on(session: Session, stage: models.Stage) -> str:
    """Return what the host is asked before moving on from this stage with cards that are hidden; empty without."""
    meeting = session.get(models.Meeting, stage.meeting_id)
    if meeting is None or stage.name not in ("collect", "trends"):
        return ""
    asked = meeting.board_kind or STAGE_BOARDS["collect"]
    for board in list_hidden_boards(session, meeting):
        if board.kind == asked:
            later = (
                "You can still reveal them in Trends."
                if stage.name == "collect"
                else "To reveal them later, go back to Trends."
            )
            return f"“{board.question}”: {_still_hidden(session, board)}. Move on anyway? {later}"
    return ""


def describe_before_closing(session: Session, meeting: models.Meeting) -> str:
    """Return what the host should know before closing the meeting: what can be revealed no more. Empty if nothing."""
    sentences = [
        f"“{board.question}”: the votes are not revealed. Ending the meeting deletes them."
        for board in list_open_votes(session, meeting)
    ]
    sentences += [
        f"“{board.question}”: {_still_hidden(session, board)}, and {_what_closing_does(board)}."
        for board in list_hidden_boards(session, meeting)
    ]
    return " ".join(sentences)


def _what_closing_does(board: models.Board) -> str:
    return "ending the meeting deletes them" if board.anonymous else "no one can reveal them after the meeting"


def _still_hidden(session: Session, board: models.Board) -> str:
    counted = count_hidden_cards(session, board)
    return f"{counted} {'is' if counted == '1 card' else 'are'} still hidden"
