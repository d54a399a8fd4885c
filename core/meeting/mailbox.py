"""The mailbox: anonymous cards and pulses wait in it, and are told together in a random order.

What waits has a random key, and neither author nor group, time nor order; the journal, the notify file and every count
know nothing of a single one. It is told in one change of nobody's, shuffled: on a hidden board when it is revealed,
elsewhere when `TOLD_TOGETHER` wait, and the rest when the stage is over. Pulses that come after the end of their
meeting wait for `TOLD_TOGETHER` too. Only the session in which it was said knows the key, so only there it can be seen
and taken back while it waits. What is still hidden at the close is deleted.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence

from core import models
from core.access.session import Session
from core.meeting.agenda import BOARD_STAGES
from data.change import Change
from data.sqlite import placeholders

TOLD_TOGETHER = 3
"""How many are told, and counted, together: among fewer it is too easy to guess whose each is."""

_CARD = ("text", "about_id", "big")
"""What of a card waits."""

_PULSE = ("score", "word", "held", "worth")
"""What of a pulse waits."""


def put(session: Session, change: Change, board: models.Board, card: models.Card) -> models.Card:
    """Put a card into the mailbox, inside the change that states it. Returns it as this session sees it until it is
    told: with a negative id, which no other card has.

    On a board that is not hidden this tells what waits, when it is enough.
    """
    key, number = secrets.token_bytes(16), session.viewer.memory.next_number()
    change.write_unjournaled(
        "mailbox",
        "INSERT INTO mailbox (key, board_id, said) VALUES (?, ?, ?)",
        (key, board.id, _dump(card, _CARD)),
    )
    session.viewer.memory.keys.setdefault(board.id, {})[number] = key
    card = _remember(session, card.model_copy(update={"id": -number, "said_at": _minute(session)}))
    if (not board.hidden or board.revealed_at is not None) and count_waiting(session, board) >= TOLD_TOGETHER:
        tell(session, change, board)
    return card


def own_cards(session: Session, board: models.Board) -> list[models.Card]:
    """Return what this session has said on the board and what is not told yet, in the order in which it was said. Each
    has a negative id. When the board was not revealed before its meeting closed, nobody else has these words."""
    keys = session.viewer.memory.keys.get(board.id, {})
    if not keys:
        return []
    rows = session.query(
        f"SELECT key, said FROM exempt_mailbox WHERE key IN ({placeholders(keys)})", tuple(keys.values())
    )
    said: dict[bytes, str] = {bytes(row["key"]): row["said"] for row in rows}
    if not said and _was_never_told(session, board):
        return [card for _, card in sorted(session.viewer.memory.cards.get(board.id, {}).items())]
    return [
        models.Card(id=-number, board_id=board.id, said_at=_minute(session), **json.loads(said[key]))
        for number, key in sorted(keys.items())
        if key in said
    ]


def has_own(session: Session, board: models.Board) -> bool:
    """Return whether this session has said something on the board, told by now or not."""
    return bool(session.viewer.memory.keys.get(board.id))


def take_out(session: Session, change: Change, card: models.Card) -> None:
    """Delete a card of this session from the mailbox, inside the change in which its author takes it back."""
    key = session.viewer.memory.keys[card.board_id].pop(-card.id)
    session.viewer.memory.cards[card.board_id].pop(-card.id)
    change.write_unjournaled("mailbox", "DELETE FROM mailbox WHERE key = ?", (key,))


def change_card(session: Session, change: Change, card: models.Card, **values: object) -> models.Card:
    """Change a card of this session that waits, and return it."""
    card = _remember(session, card.model_copy(update=values))
    key = session.viewer.memory.keys[card.board_id][-card.id]
    change.write_unjournaled("mailbox", "UPDATE mailbox SET said = ? WHERE key = ?", (_dump(card, _CARD), key))
    return card


def _remember(session: Session, card: models.Card) -> models.Card:
    session.viewer.memory.cards.setdefault(card.board_id, {})[-card.id] = card
    return card


def _was_never_told(session: Session, board: models.Board) -> bool:
    """Return whether the meeting closed while the board was hidden, so that what waited there is deleted."""
    rows = session.query(
        "SELECT 1 FROM board JOIN meeting ON meeting.id = meeting_id "
        "WHERE board.id = ? AND hidden AND revealed_at IS NULL AND status = 'closed'",
        (board.id,),
    )
    return bool(rows)


def count_waiting(session: Session, board: models.Board) -> int:
    """Return how many cards wait to be told. Shown to nobody as it is: see `count_waiting_by_threes`."""
    rows = session.query("SELECT count(*) AS waiting FROM exempt_mailbox WHERE board_id = ?", (board.id,))
    return int(rows[0]["waiting"])


def count_waiting_by_threes(session: Session, board: models.Board) -> int:
    """Return how many cards wait to be told, in steps of `TOLD_TOGETHER`: a count that ticks tells who is typing."""
    return count_waiting(session, board) // TOLD_TOGETHER * TOLD_TOGETHER if board.anonymous else 0


def waiting_texts(session: Session, board: models.Board) -> list[str]:
    """Return what waits on the board, for a draft of the same words that was interrupted. It is shown to nobody."""
    rows = session.query("SELECT said FROM exempt_mailbox WHERE board_id = ?", (board.id,))
    return [json.loads(row["said"])["text"] for row in rows]


def tell(session: Session, change: Change, board: models.Board, **values: object) -> None:
    """Tell what waits on the board, shuffled, as a change of nobody's, and set `values` of the board in it. The
    caller has opened a change and checked the member's right."""
    waiting = [row["said"] for row in session.query("SELECT said FROM exempt_mailbox WHERE board_id = ?", (board.id,))]
    secrets.SystemRandom().shuffle(waiting)
    with session.change_of_nobody(change, "board.revealed", board.meeting_id):
        change.update(board, **values)
        for said in waiting:
            change.insert(models.Card(board_id=board.id, said_at=_minute(session), **json.loads(said)))
    change.write_unjournaled("mailbox", "DELETE FROM mailbox WHERE board_id = ?", (board.id,))


def tell_the_rest(session: Session, change: Change, meeting: models.Meeting, *stages: models.StageName) -> None:
    """Tell what waits on the boards of the meeting that are filled in one of these stages, without stages on all,
    and the pulses: nothing more is said there. Hidden boards stay hidden. Inside the change that ends the stage."""
    for board in session.all(models.Board, "meeting_id = ? AND anonymous", (meeting.id,)):
        is_over = not stages or BOARD_STAGES.get(board.kind, "collect") in stages
        if is_over and not (board.hidden and board.revealed_at is None) and count_waiting(session, board):
            tell(session, change, board)
    if not stages and has_waiting_pulse(session, meeting):
        tell_pulses(session, change, meeting.id)


# -- pulses


def put_pulse(session: Session, change: Change, pulse: models.Pulse) -> bool:
    """Put a pulse into the mailbox, inside the change that gives it, or replace the one of this session that waits
    there. Tells those that wait, when they are enough.

    Returns False, with nothing changed, when that of this session has been told by now: no name is kept with it.
    """
    key, _ = session.viewer.memory.pulses.get(pulse.meeting_id, (b"", None))
    said = _dump(pulse, _PULSE)
    if key:
        if not change.write_unjournaled("mailbox", "UPDATE mailbox SET said = ? WHERE key = ?", (said, key)):
            return False
    else:
        key = secrets.token_bytes(16)
        change.write_unjournaled(
            "mailbox", "INSERT INTO mailbox (key, meeting_id, said) VALUES (?, ?, ?)", (key, pulse.meeting_id, said)
        )
    session.viewer.memory.pulses[pulse.meeting_id] = key, pulse
    if len(_waiting_pulses(session, pulse.meeting_id)) >= TOLD_TOGETHER:
        tell_pulses(session, change, pulse.meeting_id)
    return True


def has_waiting_pulse(session: Session, meeting: models.Meeting) -> bool:
    """Return whether somebody has given a pulse without a name that is not told yet."""
    return bool(_waiting_pulses(session, meeting.id))


def tell_pulses(session: Session, change: Change, meeting_id: int) -> None:
    """Tell the pulses that wait, shuffled, as a change of nobody's."""
    waiting = _waiting_pulses(session, meeting_id)
    secrets.SystemRandom().shuffle(waiting)
    with session.change_of_nobody(change, "pulse.given", meeting_id):
        for said in waiting:
            change.insert(models.Pulse(meeting_id=meeting_id, **json.loads(said)))
    change.write_unjournaled("mailbox", "DELETE FROM mailbox WHERE meeting_id = ?", (meeting_id,))


def _waiting_pulses(session: Session, meeting_id: int) -> list[str]:
    rows = session.query("SELECT said FROM exempt_mailbox WHERE meeting_id = ?", (meeting_id,))
    return [row["said"] for row in rows]


def _dump(row: models.Card | models.Pulse, names: Sequence[str]) -> str:
    return json.dumps({name: getattr(row, name) for name in names}, ensure_ascii=False)


def _minute(session: Session) -> str:
    """Return the time to store with what is told: one for all, and only the minute."""
    return f"{session.timestamp[:16]}:00.000Z"
