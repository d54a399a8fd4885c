"""Trends made by hand: named sets of cards that say the same kind of thing. Each step is taken back by one undo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from core.access.session import Session
from core.errors import HuddleError
from core.meeting.cards import is_collecting
from core.models import Board, Card, Commitment, JournalEntry, JournalRow, Meeting, MergedTrend, Trend, by_id
from core.team.permissions import describe_no_part
from core.values.text import clean, format_count, require_name
from data.change import Change
from data.sqlite import placeholders

FAMILY = "trend"
"""The prefix of the journal events of this module."""


def grouping_refusal(session: Session, board: Board) -> str | None:
    """Return why the viewer may not group this board's cards now, as a sentence; None when they may."""
    if session.viewer.is_room:
        return "The room view can't change anything. Sort the cards on your own screen."
    if session.viewer.role == "watcher":
        return describe_no_part(session, "Watchers can't sort cards. Ask a seller or the leader.")
    meeting = session.get(Meeting, board.meeting_id)
    if meeting is None or meeting.status != "open":
        return "This meeting has ended, so its trends can't change."
    if is_collecting(session, board):
        return "Cards are still being collected. You can sort them in the next stage."
    current = session.get(Board, board.id)
    if current is not None and current.hidden and current.revealed_at is None:
        return "These cards are hidden until the host reveals them."
    return None


# -- changes


def new_trend(session: Session, board: Board, name: str, cards: Sequence[Card] = ()) -> Trend:
    """Make a trend, the last of its board, with these cards in this order, and return it.

    Raises `HuddleError` when grouping is not allowed, and for a name that is empty or taken.
    """
    with _grouping(session, board, "trend.made") as change:
        name = _require_free_name(session, board.id, name)
        position = _after_last(session, "SELECT max(position) AS last FROM trend WHERE board_id = ?", board.id)
        trend = change.insert(Trend(board_id=board.id, name=name, position=position))
        if cards:
            _place_at_end(session, change, _stored_cards(session, board.id, cards), trend)
        return trend


def move(session: Session, cards: Sequence[Card], trend: Trend | None) -> list[Card]:
    """Move these cards, in this order, to the end of a trend, or with None out of their trend. Returns the cards that
    moved.

    Cards that are in it already keep their place. When two members move the same card, the later move counts. Raises
    `HuddleError` when grouping is not allowed, and when the trend or all of the cards no longer exist.
    """
    if not cards:
        raise HuddleError("Choose a card first.")
    board = _board(session, trend.board_id if trend else cards[0].board_id)
    with _grouping(session, board, "trend.cards_moved") as change:
        target = _stored_trend(session, trend) if trend else None
        return _place_at_end(session, change, _stored_cards(session, board.id, cards), target)


def rename(session: Session, trend: Trend, name: str) -> Trend:
    """Rename a trend and return it. Raises `HuddleError` as `new_trend` does, and when the trend no longer exists."""
    with _grouping(session, _board(session, trend.board_id), "trend.renamed") as change:
        trend = _stored_trend(session, trend)
        return change.update(trend, name=_require_free_name(session, trend.board_id, name, but=trend.id))


def merge(session: Session, into: Trend, source: Trend) -> Trend:
    """Add the cards of `source` to the end of `into`, in their order, and delete `source`. Returns `into`.

    Commitments and votes of `source` count for `into` too, and so do sums that were revealed. Raises `HuddleError` when
    grouping is not allowed, when a trend no longer exists, and for two boards or the same trend twice.
    """
    if into.id == source.id:
        raise HuddleError("A trend can't be merged with itself. Choose another.")
    if into.board_id != source.board_id:
        raise HuddleError("These trends belong to two topics, so they can't be merged.")
    with _grouping(session, _board(session, into.board_id), "trend.merged") as change:
        into, source = _stored_trend(session, into), _stored_trend(session, source)
        _place_at_end(session, change, _cards_of(session, source), into)
        _relink_commitments(session, change, source, into.id)
        change.insert(MergedTrend(board_id=into.board_id, trend_id=source.id, into_id=into.id))
        change.delete(source)
        return into if source.votes is None else change.update(into, votes=source.votes + (into.votes or 0))


def dissolve(session: Session, trend: Trend) -> list[Card]:
    """Delete a trend and return its cards, which are ungrouped afterwards. Its commitments stay, without a trend.

    Who voted for it may give those votes again. Raises `HuddleError` when grouping is not allowed, and
    when the trend no longer exists.
    """
    with _grouping(session, _board(session, trend.board_id), "trend.dissolved") as change:
        trend = _stored_trend(session, trend)
        cards = _place_at_end(session, change, _cards_of(session, trend), None)
        _relink_commitments(session, change, trend, None)
        change.delete(trend)
        return cards


def undo(session: Session, board: Board, *, entry: JournalEntry | None = None) -> str:
    """Undo this session's latest step on the trends of the board's meeting, called again the one before; or the older
    `entry`, which the member was shown.

    Returns a sentence about what was undone. Raises `HuddleError` when grouping is not allowed, when there is nothing
    left to undo, and when a later change depends on it.
    """
    refused = grouping_refusal(session, board)
    if refused:
        raise HuddleError(refused)
    if entry is None and session.last_change(FAMILY, meeting_id=board.meeting_id) is None:
        raise HuddleError("Nothing to undo here.")
    return _describe_undone(session, session.undo(FAMILY, meeting_id=board.meeting_id, entry=entry))


def propose_name(cards: Sequence[Card]) -> str:
    """Return a name for a trend of these cards: words that most of them share, else the first words of the first
    card."""
    texts = [clean(card.text) for card in cards]
    if not texts:
        return ""
    shared = _shared_words(texts) if len(texts) > 1 else ""
    return shared or _first_words(texts[0])


# -- rules, checked inside the change


@contextmanager
def _grouping(session: Session, board: Board, what: str) -> Iterator[Change]:
    """Open a change for grouping. Raises `HuddleError` when the viewer may not group this board's cards."""
    with session.change(what, meeting_id=board.meeting_id) as change:
        refused = grouping_refusal(session, board)
        if refused:
            raise HuddleError(refused)
        yield change


def _board(session: Session, board_id: int) -> Board:
    board = session.get(Board, board_id)
    if board is None:
        raise HuddleError("This topic was removed. Open the meeting again.")
    return board


def _stored_trend(session: Session, trend: Trend) -> Trend:
    current = session.reload(trend, f"The trend {trend.name} was deleted or merged. Choose another.")
    return current


def _stored_cards(session: Session, board_id: int, cards: Sequence[Card]) -> list[Card]:
    """Return these cards as stored now, in the order given, without those that were taken back."""
    marks = placeholders(cards)
    stored = by_id(session.all(Card, f"id IN ({marks})", tuple(card.id for card in cards)))
    existing = [stored[card_id] for card_id in dict.fromkeys(card.id for card in cards) if card_id in stored]
    if not existing:
        raise HuddleError("This card was deleted. Choose another.")
    if any(card.board_id != board_id for card in existing):
        raise HuddleError("These cards belong to two topics. Choose cards of one topic.")
    return existing


def _require_free_name(session: Session, board_id: int, name: str, but: int = 0) -> str:
    name = require_name(name, "The trend's name")
    for other in session.all(Trend, "board_id = ? AND id <> ?", (board_id, but)):
        if other.name.casefold() == name.casefold():
            raise HuddleError(f"The trend {other.name} exists already. Choose another name, or merge them.")
    return name


# -- rows


def _cards_of(session: Session, trend: Trend) -> list[Card]:
    return session.all(Card, "trend_id = ?", (trend.id,), order="position, id")


def _place_at_end(session: Session, change: Change, cards: Sequence[Card], trend: Trend | None) -> list[Card]:
    """Move the cards that are elsewhere to the end of the trend; for None, ungroup them."""
    moving = [card for card in cards if card.trend_id != (trend.id if trend else None)]
    if trend is None:
        return [change.update(card, trend_id=None, position=0) for card in moving]
    first = _after_last(session, "SELECT max(position) AS last FROM card WHERE trend_id = ?", trend.id)
    return [change.update(card, trend_id=trend.id, position=first + offset) for offset, card in enumerate(moving)]


def _after_last(session: Session, sql: str, of: int) -> int:
    """Return the position after the last one that the query finds; 1 when there is none."""
    last = session.store.query(sql, (of,))[0]["last"]
    return 1 if last is None else int(last) + 1


def _relink_commitments(session: Session, change: Change, trend: Trend, into: int | None) -> None:
    """Link the trend's commitments to the trend with the id `into`, or to none: they outlive their trend."""
    for commitment in session.all(Commitment, "trend_id = ?", (trend.id,)):
        change.update(commitment, trend_id=into)


# -- texts


def _describe_undone(session: Session, entry: JournalEntry) -> str:
    """Return a sentence about the step that was undone."""
    rows = session.all(JournalRow, "journal_id = ?", (entry.id,))
    cards = [Card.model_validate_json(row.after) for row in rows if row.row_table == "card" and row.after]
    before = [Trend.model_validate_json(row.before) for row in rows if row.row_table == "trend" and row.before]
    after = [Trend.model_validate_json(row.after) for row in rows if row.row_table == "trend" and row.after]
    match entry.what:
        case "trend.made" if after:
            return f"Undone: new trend {after[0].name}"
        case "trend.renamed" if before and after:
            return f"Undone: {after[0].name} is {before[0].name} again"
        case "trend.merged" if before:
            return f"Undone: {before[0].name} is separate again"
        case "trend.dissolved" if before:
            return f"Undone: {before[0].name} is a trend again"
        case "trend.cards_moved" if len(cards) == 1:
            return f"Undone: move of “{_short(cards[0].text)}”"
        case _:
            return f"Undone: move of {format_count(len(cards), 'card')}"


def _short(text: str, limit: int = 40) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


_NAME_WORDS = 4
_OPENINGS = ("i will ", "i'll ", "i’ll ", "i want to ", "i ", "we will ", "we ", "ich werde ", "ich ", "voy a ")


def _first_words(text: str) -> str:
    """Return the first words of a text as a name, without an opening such as “I will”."""
    for opening in _OPENINGS:
        if text.casefold().startswith(opening) and len(text) > len(opening):
            text = text[len(opening) :]
            break
    words = [word.strip(".,;:!?“”\"'()") for word in text.split()[:_NAME_WORDS]]
    name = " ".join(words).strip()[:60]
    return name[:1].upper() + name[1:]


def _shared_words(texts: Sequence[str]) -> str:
    """Return the words of four letters or more that more than half of the texts have, as the first text spells them."""
    words_by_text = [[word.strip(".,;:!?“”\"'()") for word in text.split()] for text in texts]
    texts_with: dict[str, int] = {}
    for words in words_by_text:
        for word in {word.casefold() for word in words if len(word) >= 4}:
            texts_with[word] = texts_with.get(word, 0) + 1
    common = {word for word, count in texts_with.items() if count * 2 > len(texts)}
    spellings: dict[str, str] = {}
    for word in (word for words in words_by_text for word in words):
        if word.casefold() in common:
            spellings.setdefault(word.casefold(), word)
    name = " ".join(list(spellings.values())[:_NAME_WORDS])
    return name[:1].upper() + name[1:]
