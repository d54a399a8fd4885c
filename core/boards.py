"""What is asked in the collect stage: the accountabilities, or whatever else the host turns to."""

from __future__ import annotations

from collections.abc import Sequence

from core.agenda import COLLECTED, QUESTIONS, STAGE_BOARDS
from core.errors import HuddleError
from core.meeting import must_host, stages, the_open_one
from core.session import Session
from data.models import Board, BoardKind, Meeting


def in_question(meeting: Meeting) -> BoardKind:
    """The kind of board that is asked in the meeting's collect stage, and that its trends and votes are about."""
    return meeting.board_kind or STAGE_BOARDS["collect"]


def turn_to(s: Session, kind: BoardKind) -> Board:
    """The host turns the open meeting to another question; its board is made when it is first needed.

    What was said, grouped and voted on the others stays as it is, and is there again when one turns back. Raises
    `HuddleError` for who does not host, for what is asked in a stage of its own, and where nothing is collected.
    """
    with s.change("board.turned_to", meeting_id=the_open_one(s).id) as change:
        meeting = the_open_one(s)
        must_host(s, meeting)
        if kind not in COLLECTED:
            raise HuddleError(f"The {kind} have a stage of their own. Choose one of: {', '.join(COLLECTED)}.")
        if all(stage.name != "collect" for stage in stages(s, meeting)):
            raise HuddleError(f"Nothing is collected in a {meeting.kind} meeting. Open a weekly one or a kickoff.")
        found = s.all(Board, "meeting_id = ? AND kind = ?", (meeting.id, kind))
        board = found[0] if found else change.insert(Board(meeting_id=meeting.id, kind=kind, question=QUESTIONS[kind]))
        if kind != in_question(meeting):
            change.update(meeting, board_kind=None if kind == STAGE_BOARDS["collect"] else kind)
        return board


def collected(s: Session, meeting: Meeting) -> Sequence[Board]:
    """The boards of the meeting's collect stage that there are, in the order in which they are offered."""
    boards = {board.kind: board for board in s.all(Board, "meeting_id = ?", (meeting.id,))}
    return [boards[kind] for kind in COLLECTED if kind in boards]


def said(s: Session, meeting: Meeting) -> dict[BoardKind, int]:
    """How many cards each of these boards has, on hidden ones too."""
    rows = s.store.query(
        "SELECT board.kind AS kind, count(card.id) AS cards FROM board LEFT JOIN card ON card.board_id = board.id "
        "WHERE board.meeting_id = ? GROUP BY board.id",
        (meeting.id,),
    )
    counts: dict[BoardKind, int] = {row["kind"]: row["cards"] for row in rows}
    return {kind: counts[kind] for kind in COLLECTED if kind in counts}
