"""What was not solved stays for next time: the hurdles with which a meeting begins.

A hurdle that is carried over is a card of its own that goes on from the old one, so old minutes stay as they were. It
keeps its words, who said it, and that nobody's name is kept with it, where none was.
"""

from __future__ import annotations

from core.agenda import QUESTIONS
from core.session import Session
from data.changing import Change
from data.models import Board, Card, Meeting


def waiting_board(s: Session) -> Board | None:
    """The hurdles board of a planned meeting, which fills until that meeting opens; there is at most one."""
    found = s.all(Board, "kind = 'hurdles' AND meeting_id IN (SELECT id FROM meeting WHERE status = 'planned')")
    return next(iter(found), None)


def unsolved(s: Session) -> list[Card]:
    """What the last meeting that looked at hurdles has left unsolved, as far as the viewer may see it.

    Not what was never revealed there: it was said on the condition that it be hidden.
    """
    return s.all(
        Card,
        """board_id = (
            SELECT board.id FROM board JOIN meeting ON meeting.id = meeting_id
            WHERE board.kind = 'hurdles' AND status = 'closed' ORDER BY closed_at DESC, board.id DESC LIMIT 1
        )
        AND board_id NOT IN (SELECT id FROM board WHERE hidden AND revealed_at IS NULL)
        AND id NOT IN (SELECT card_id FROM outcome)
        AND id NOT IN (SELECT carried_from FROM card WHERE carried_from IS NOT NULL)""",
    )


def hurdles_board(s: Session, change: Change, meeting: Meeting) -> Board:
    """Within the change that opens a meeting, the board it looks at hurdles on: what the last one left unsolved, and
    what was named since."""
    standing = waiting_board(s)
    if standing is None:
        board = change.insert(Board(meeting_id=meeting.id, kind="hurdles", question=QUESTIONS["hurdles"]))
    else:  # named for the meeting that was planned; they are for the one that is held
        board = change.update(standing, meeting_id=meeting.id)
    for card in unsolved(s):
        change.insert(
            Card(
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


def times(s: Session, cards: list[Card]) -> dict[int, int]:
    """In how many meetings each card has been named, this one counted, by its id."""
    marks = ",".join("?" * len(cards))
    rows = s.store.query(
        f"""WITH RECURSIVE chain (head, before, length) AS (
            SELECT id, carried_from, 1 FROM card WHERE id IN ({marks})
            UNION ALL
            SELECT head, carried_from, length + 1 FROM chain JOIN card ON card.id = before
        )
        SELECT head, max(length) AS times FROM chain GROUP BY head""",
        tuple(card.id for card in cards),
    )
    return {int(row["head"]): int(row["times"]) for row in rows}
