"""Hurdles that are carried over: those left unsolved are on the hurdles board of the next meeting.

A hurdle that is carried over is a new card that refers to the old one, so that old minutes do not change. It keeps its
text and its author, or that it has none.
"""

from __future__ import annotations

from core import models
from core.access.session import Session
from core.meeting.agenda import DEFAULT_QUESTIONS
from data.change import Change
from data.sqlite import placeholders


def planned_hurdles_board(session: Session) -> models.Board | None:
    """Return the hurdles board of a planned meeting, which is filled until that meeting opens; None when there is
    none."""
    boards = session.all(
        models.Board, "kind = 'hurdles' AND meeting_id IN (SELECT id FROM meeting WHERE status = 'planned')"
    )
    return next(iter(boards), None)


def unsolved_hurdles(session: Session) -> list[models.Card]:
    """Return the unsolved hurdles of the last closed meeting that had a hurdles board, as far as the viewer may see
    them.

    Hurdles of a board that was never revealed are left out: they were stated on the condition that they stay hidden.
    """
    return session.all(
        models.Card,
        """board_id = (
            SELECT board.id FROM board JOIN meeting ON meeting.id = meeting_id
            WHERE board.kind = 'hurdles' AND status = 'closed' ORDER BY closed_at DESC, board.id DESC LIMIT 1
        )
        AND board_id NOT IN (SELECT id FROM board WHERE hidden AND revealed_at IS NULL)
        AND id NOT IN (SELECT card_id FROM outcome)
        AND id NOT IN (SELECT carried_from FROM exempt_carried_cards WHERE carried_from IS NOT NULL)""",
    )


def prepare_hurdles_board(session: Session, change: Change, meeting: models.Meeting) -> models.Board:
    """Return the hurdles board of a meeting, inside the change that opens it, with the unsolved hurdles of the last
    one."""
    waiting = planned_hurdles_board(session)
    if waiting is None:
        board = change.insert(
            models.Board(meeting_id=meeting.id, kind="hurdles", question=DEFAULT_QUESTIONS["hurdles"])
        )
    else:  # hurdles named for a planned meeting go to the one that is opened
        board = change.update(waiting, meeting_id=meeting.id)
    for card in unsolved_hurdles(session):
        change.insert(
            models.Card(
                board_id=board.id,
                group_id=card.group_id,
                member_id=card.member_id,
                typed_by=card.typed_by,
                text=card.text,
                said_at=card.said_at,
                carried_from=card.id,
            )
        )
    return board


def count_times_named(session: Session, cards: list[models.Card]) -> dict[int, int]:
    """Return in how many meetings each card has been named, including this one, by card id."""
    marks = placeholders(cards)
    rows = session.query(
        f"""WITH RECURSIVE chain (head, before, length) AS (
            SELECT id, carried_from, 1 FROM exempt_carried_cards WHERE id IN ({marks})
            UNION ALL
            SELECT head, carried_from, length + 1 FROM chain JOIN exempt_carried_cards AS card ON card.id = before
        )
        SELECT head, max(length) AS times FROM chain GROUP BY head""",
        tuple(card.id for card in cards),
    )
    return {int(row["head"]): int(row["times"]) for row in rows}
