"""Which board the collect stage asks: the accountabilities, or another one that the host switches to."""

from __future__ import annotations

from collections.abc import Sequence

from core import models
from core.access.session import Session
from core.errors import Conflict, HuddleError
from core.meeting import mailbox
from core.meeting.agenda import COLLECT_BOARDS, DEFAULT_QUESTIONS, STAGE_BOARDS
from core.meeting.lifecycle import end_readiness, list_stages, require_host, require_open_meeting
from core.values.text import join_words


def collect_board_kind(meeting: models.Meeting) -> models.BoardKind:
    """Return the kind of board that the meeting's collect stage asks, and that its trends and votes are about."""
    return meeting.board_kind or STAGE_BOARDS["collect"]


def switch_board(
    session: Session, kind: models.BoardKind, *, from_kind: models.BoardKind | None = None
) -> models.Board:
    """Switch the open meeting's collect stage to another board, as its host; the board is made when it is first needed.

    Cards, trends and votes of the other boards stay; who was done is done no longer, since something else is asked.
    `from_kind` is the board that the host saw: raises `Conflict` when another one is asked by now, and `HuddleError`
    unless the host acts, for a board that has a stage of its own, and in a meeting without a collect stage.
    """
    with session.change("board.turned_to", meeting_id=require_open_meeting(session).id) as change:
        meeting = require_open_meeting(session)
        require_host(session, meeting)
        asked = collect_board_kind(meeting)
        if from_kind is not None and asked != from_kind:
            raise Conflict(f"The topic is {asked} now, not {from_kind}. Nothing was changed.")
        if kind not in COLLECT_BOARDS:
            raise HuddleError(f"{kind} have their own stage. Choose {join_words(COLLECT_BOARDS, 'or')}.")
        if all(stage.name != "collect" for stage in list_stages(session, meeting)):
            raise HuddleError(f"A {meeting.kind} meeting has no cards. Start a weekly meeting or a kickoff.")
        existing = session.all(models.Board, "meeting_id = ? AND kind = ?", (meeting.id, kind))
        board = (
            existing[0]
            if existing
            else change.insert(models.Board(meeting_id=meeting.id, kind=kind, question=DEFAULT_QUESTIONS[kind]))
        )
        if kind != asked:
            mailbox.tell_the_rest(session, change, meeting, "collect")
            end_readiness(session, change, meeting, "collect", "trends")
            change.update(meeting, board_kind=None if kind == STAGE_BOARDS["collect"] else kind)
        return board


def list_collect_boards(session: Session, meeting: models.Meeting) -> Sequence[models.Board]:
    """Return the existing boards of the meeting's collect stage, in the order in which they are offered."""
    boards = {board.kind: board for board in session.all(models.Board, "meeting_id = ?", (meeting.id,))}
    return [boards[kind] for kind in COLLECT_BOARDS if kind in boards]


def count_cards_by_kind(session: Session, meeting: models.Meeting) -> dict[models.BoardKind, int]:
    """Return how many cards each board of the collect stage has, including hidden boards; of those that wait on an
    anonymous one only by threes."""
    rows = session.query(
        "SELECT board.kind AS kind, count(card.id) AS cards FROM board "
        "LEFT JOIN exempt_cards_said AS card ON card.board_id = board.id "
        "WHERE board.meeting_id = ? GROUP BY board.id",
        (meeting.id,),
    )
    counts: dict[models.BoardKind, int] = {row["kind"]: row["cards"] for row in rows}
    for board in session.all(models.Board, "meeting_id = ? AND anonymous", (meeting.id,)):
        counts[board.kind] += mailbox.count_waiting_by_threes(session, board)
    return {kind: counts[kind] for kind in COLLECT_BOARDS if kind in counts}
