"""Trends by hand: named sets of cards that say the same kind of thing, each step taken back by one undo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from core.collect import is_collecting
from core.errors import HuddleError
from core.models import Board, Card, Commitment, JournalEntry, JournalRow, Meeting, Trend
from core.session import Session
from core.vote_rows import give_back, hand_over
from core.wall import Column, Wall, board_to_show, wall
from core.wording import clean, named
from data.changing import Change

__all__ = [
    "Column",
    "Wall",
    "board_to_show",
    "dissolve",
    "merge",
    "move",
    "new_trend",
    "proposed_name",
    "rename",
    "undo",
    "wall",
    "why_not",
]

FAMILY = "trend"


def why_not(s: Session, board: Board) -> str | None:
    """Why the viewer may not group this board's cards now, as a sentence; None when they may."""
    if s.viewer.is_room:
        return "The room's view changes nothing. Group the cards on your own screen."
    if s.viewer.role == "watcher":
        return "Watchers look on. Ask a seller or the leader to group the cards."
    meeting = s.get(Meeting, board.meeting_id)
    if meeting is None or meeting.status != "open":
        return "This meeting is closed and its trends stay as they are. Open the next meeting to group new cards."
    if is_collecting(s, board):
        return "Cards are still being collected. Group them when the host has moved on from collecting."
    now = s.get(Board, board.id)
    if now is not None and now.hidden and now.revealed_at is None:
        return "These cards are hidden until the host reveals them. Group them after that."
    return None


# -- the changes


def new_trend(s: Session, board: Board, name: str, cards: Sequence[Card] = ()) -> Trend:
    """A new trend, the last of its board, holding these cards in this order.

    Raises `HuddleError` where grouping is not allowed, and for a name that is empty or taken.
    """
    with _grouping(s, board, "trend.made") as change:
        name = _free_name(s, board.id, name)
        position = _after_last(s, "SELECT max(position) AS last FROM trend WHERE board_id = ?", board.id)
        trend = change.insert(Trend(board_id=board.id, name=name, position=position))
        if cards:
            _place(s, change, _standing(s, board.id, cards), trend)
        return trend


def move(s: Session, cards: Sequence[Card], trend: Trend | None) -> list[Card]:
    """Puts these cards, in this order, at the end of a trend; None makes them not grouped again.

    Cards that are there already stay where they are. Of two people who move the same card the last one wins.
    Returns the cards that moved. Raises `HuddleError` where grouping is not allowed, or when the trend or all of
    the cards have gone meanwhile.
    """
    if not cards:
        raise HuddleError("No card is chosen. Put the cursor on one, or mark some with space.")
    board = _board(s, trend.board_id if trend else cards[0].board_id)
    with _grouping(s, board, "trend.cards_moved") as change:
        target = _still(s, trend) if trend else None
        return _place(s, change, _standing(s, board.id, cards), target)


def rename(s: Session, trend: Trend, name: str) -> Trend:
    """Gives a trend another name. Raises `HuddleError` as `new_trend` does, and when the trend has gone."""
    with _grouping(s, _board(s, trend.board_id), "trend.renamed") as change:
        trend = _still(s, trend)
        return change.update(trend, name=_free_name(s, trend.board_id, name, but=trend.id))


def merge(s: Session, into: Trend, other: Trend) -> Trend:
    """Puts the cards of `other` behind those of `into`, in their order, and ends `other`. Returns `into`.

    Commitments that came from `other` come from `into` afterwards, and its votes are given to `into`. Raises
    `HuddleError` where grouping is not allowed, when one of the two has gone, and for a trend and itself.
    """
    if into.id == other.id:
        raise HuddleError("A trend cannot be merged with itself. Choose another one.")
    if into.board_id != other.board_id:
        raise HuddleError("These trends are on two boards. Only trends of one board can be merged.")
    with _grouping(s, _board(s, into.board_id), "trend.merged") as change:
        into, other = _still(s, into), _still(s, other)
        _place(s, change, _cards_of(s, other), into)
        _release(s, change, other, into.id)
        hand_over(s, change, other, into)
        change.delete(other)
        return into


def dissolve(s: Session, trend: Trend) -> list[Card]:
    """Ends a trend; its cards are not grouped afterwards, and are returned. Commitments made from it stand.

    Whoever voted for it has these votes again. Raises `HuddleError` where grouping is not allowed, and when the
    trend has gone.
    """
    with _grouping(s, _board(s, trend.board_id), "trend.dissolved") as change:
        trend = _still(s, trend)
        cards = _place(s, change, _cards_of(s, trend), None)
        _release(s, change, trend, None)
        give_back(s, change, trend)
        change.delete(trend)
        return cards


def undo(s: Session, board: Board) -> str:
    """Takes back this member's last step on the trends of the board's meeting; called again, one deeper.

    Returns what was taken back, in words. Raises `HuddleError` where grouping is not allowed, when nothing is
    left to take back, and when somebody has built on it since.
    """
    refused = why_not(s, board)
    if refused:
        raise HuddleError(refused)
    if s.last_change(FAMILY, meeting_id=board.meeting_id) is None:
        raise HuddleError("There is no step of yours on these trends to take back.")
    return _told(s, s.undo(FAMILY, meeting_id=board.meeting_id))


def proposed_name(cards: Sequence[Card]) -> str:
    """A first name for a trend of these cards: the words that most of them share, else how the first one begins."""
    texts = [clean(card.text) for card in cards]
    if not texts:
        return ""
    shared = _shared_words(texts) if len(texts) > 1 else ""
    return shared or _beginning(texts[0])


# -- the rules, asked under the lock


@contextmanager
def _grouping(s: Session, board: Board, what: str) -> Iterator[Change]:
    with s.change(what, meeting_id=board.meeting_id) as change:
        refused = why_not(s, board)
        if refused:
            raise HuddleError(refused)
        yield change


def _board(s: Session, board_id: int) -> Board:
    board = s.get(Board, board_id)
    if board is None:
        raise HuddleError("This board is gone. Open the meeting again.")
    return board


def _still(s: Session, trend: Trend) -> Trend:
    now = s.get(Trend, trend.id)
    if now is None:
        raise HuddleError(f"The trend {trend.name} has been dissolved or merged meanwhile. Choose another one.")
    return now


def _standing(s: Session, board_id: int, cards: Sequence[Card]) -> list[Card]:
    """These cards as they are now, in the order given, without those that were taken back."""
    marks = ",".join("?" * len(cards))
    now = {card.id: card for card in s.all(Card, f"id IN ({marks})", tuple(card.id for card in cards))}
    standing = [now[card_id] for card_id in dict.fromkeys(card.id for card in cards) if card_id in now]
    if not standing:
        raise HuddleError("Whoever said this has taken it back meanwhile. Choose another card.")
    if any(card.board_id != board_id for card in standing):
        raise HuddleError("These cards are on two boards. A trend holds cards of its own board.")
    return standing


def _free_name(s: Session, board_id: int, name: str, but: int = 0) -> str:
    name = named(name, "The trend's name")
    for other in s.all(Trend, "board_id = ? AND id <> ?", (board_id, but)):
        if other.name.casefold() == name.casefold():
            raise HuddleError(f"There is a trend {other.name} already. Choose another name, or merge the two.")
    return name


# -- the rows


def _cards_of(s: Session, trend: Trend) -> list[Card]:
    return s.all(Card, "trend_id = ?", (trend.id,), order="position, id")


def _place(s: Session, change: Change, cards: Sequence[Card], trend: Trend | None) -> list[Card]:
    """Those of the cards that were elsewhere, at the end of the trend; ungrouped cards stand as they were said."""
    coming = [card for card in cards if card.trend_id != (trend.id if trend else None)]
    if trend is None:
        return [change.update(card, trend_id=None, position=0) for card in coming]
    first = _after_last(s, "SELECT max(position) AS last FROM card WHERE trend_id = ?", trend.id)
    return [change.update(card, trend_id=trend.id, position=first + at) for at, card in enumerate(coming)]


def _after_last(s: Session, sql: str, of: int) -> int:
    last = s.store.query(sql, (of,))[0]["last"]
    return 1 if last is None else int(last) + 1


def _release(s: Session, change: Change, trend: Trend, into: int | None) -> None:
    """A commitment outlives the trend that it came from."""
    for commitment in s.all(Commitment, "trend_id = ?", (trend.id,)):
        change.update(commitment, trend_id=into)


# -- words


def _told(s: Session, entry: JournalEntry) -> str:
    rows = s.all(JournalRow, "journal_id = ?", (entry.id,))
    cards = [Card.model_validate_json(row.after) for row in rows if row.row_table == "card" and row.after]
    was = [Trend.model_validate_json(row.before) for row in rows if row.row_table == "trend" and row.before]
    became = [Trend.model_validate_json(row.after) for row in rows if row.row_table == "trend" and row.after]
    match entry.what:
        case "trend.made" if became:
            return f"Taken back: the new trend {became[0].name}"
        case "trend.renamed" if was and became:
            return f"Taken back: {became[0].name} is {was[0].name} again"
        case "trend.merged" if was:
            return f"Taken back: {was[0].name} stands alone again"
        case "trend.dissolved" if was:
            return f"Taken back: {was[0].name} is a trend again"
        case "trend.cards_moved" if len(cards) == 1:
            return f"Taken back: the move of “{_short(cards[0].text)}”"
        case _:
            return f"Taken back: the move of {len(cards)} cards"


def _short(text: str, limit: int = 40) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


_NAME_WORDS = 4
_OPENINGS = ("i will ", "i'll ", "i’ll ", "i want to ", "i ", "we will ", "we ", "ich werde ", "ich ", "voy a ")


def _beginning(text: str) -> str:
    for opening in _OPENINGS:
        if text.casefold().startswith(opening) and len(text) > len(opening):
            text = text[len(opening) :]
            break
    words = [word.strip(".,;:!?“”\"'()") for word in text.split()[:_NAME_WORDS]]
    name = " ".join(words).strip()[:60]
    return name[:1].upper() + name[1:]


def _shared_words(texts: Sequence[str]) -> str:
    """The words, of four letters or more, that more than half of the texts have, as the first of them has them."""
    spoken = [[word.strip(".,;:!?“”\"'()") for word in text.split()] for text in texts]
    having: dict[str, int] = {}
    for words in spoken:
        for word in {word.casefold() for word in words if len(word) >= 4}:
            having[word] = having.get(word, 0) + 1
    common = {word for word, count in having.items() if count * 2 > len(texts)}
    found: dict[str, str] = {}
    for word in (word for words in spoken for word in words):
        if word.casefold() in common:
            found.setdefault(word.casefold(), word)
    name = " ".join(list(found.values())[:_NAME_WORDS])
    return name[:1].upper() + name[1:]
