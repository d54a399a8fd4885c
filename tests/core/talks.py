"""Builds a finished brainstorm, and tells who may read which rows."""

from __future__ import annotations

from core.access.session import Session
from core.meeting import cards, lifecycle, trends
from core.models import Card, JournalEntry, JournalRow
from core.team import passphrases
from tests.conftest import Crew
from tests.core.told import as_told

SAID = (
    ("Jon", "Every proposal within a day"),
    ("Jon", "More cold calls"),
    ("Ben", "Call an hour before ten"),
    ("Lea", "Twenty names every Monday"),
)


def brainstormed(crew: Crew, *, anonymous: bool = False, is_open: bool = False) -> dict[str, Card]:
    """Collects cards, groups those about calling in a trend, and closes the meeting unless `is_open`.

    Returns the cards by text.
    """
    ana = crew["Ana"]
    lifecycle.start_meeting(ana)
    lifecycle.take_over(ana)
    lifecycle.move_to_stage(ana, "collect")
    board = cards.set_board(ana, cards.find_board(ana), anonymous=anonymous)
    board_cards = {text: as_told(crew, cards.add_card(crew[who], board, text)) for who, text in SAID}
    lifecycle.move_to_stage(ana, "trends")
    trends.new_trend(ana, board, "Cold calls", [card for text, card in board_cards.items() if "proposal" not in text])
    if not is_open:
        lifecycle.close_meeting(ana)
    return {card.text: card for card in ana.all(Card)}


def viewers(crew: Crew) -> dict[str, Session]:
    return {name: crew[name] for name in crew.members} | {"room": crew.room}


def seen_by(crew: Crew, *models: type, of: str) -> list[str]:
    """Returns who sees a row of `models` that contains the word `of`, in its table or in the journal."""

    def sees(session: Session) -> bool:
        told: list[str] = [row.model_dump_json() for model in models for row in session.all(model)]  # type: ignore[var-annotated]
        told += [text for row in session.all(JournalRow) for text in (row.before, row.after) if text is not None]
        return any(of in text for text in told)

    return [name for name, s in viewers(crew).items() if sees(s)]


def told_of(crew: Crew, *families: str) -> list[str]:
    """Returns who sees any journal entry of these families of changes."""
    return [
        name
        for name, s in viewers(crew).items()
        if any(entry.what.partition(".")[0] in families for entry in s.all(JournalEntry))
    ]


WORDS = "three plain words"


def with_key(session: Session) -> Session:
    """The session of a member who has a key, which is unlocked."""
    if passphrases.has_passphrase(session):
        passphrases.unlock(session, WORDS)
    else:
        passphrases.set_passphrase(session, WORDS)
    return session
