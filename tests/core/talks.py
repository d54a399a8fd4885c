"""A brainstorm behind the crew: what each said, in trends, and a day on which they talk about it."""

from __future__ import annotations

from core.access.session import Session
from core.meeting import cards, lifecycle, trends
from core.models import Card, JournalEntry, JournalRow
from tests.conftest import Crew

SAID = (
    ("Jon", "Every proposal within a day"),
    ("Jon", "More cold calls"),
    ("Ben", "Call an hour before ten"),
    ("Lea", "Twenty names every Monday"),
)


def brainstormed(crew: Crew, *, anonymous: bool = False, is_open: bool = False) -> dict[str, Card]:
    """The cards by their text; those about calling are one trend. The meeting is closed unless it `is_open`."""
    ana = crew["Ana"]
    lifecycle.start_meeting(ana)
    lifecycle.take_over(ana)
    lifecycle.move_to_stage(ana, "collect")
    board = cards.set_board(ana, cards.find_board(ana), anonymous=anonymous)
    board_cards = {text: cards.add_card(crew[who], board, text) for who, text in SAID}
    lifecycle.move_to_stage(ana, "trends")
    trends.new_trend(ana, board, "Cold calls", [card for text, card in board_cards.items() if "proposal" not in text])
    if not is_open:
        lifecycle.close_meeting(ana)
    return {card.text: card for card in ana.all(Card)}


def viewers(crew: Crew) -> dict[str, Session]:
    return {name: crew[name] for name in crew.members} | {"room": crew.room}


def seen_by(crew: Crew, *models: type, of: str) -> list[str]:
    """Who sees a row of these tables that holds the word, in the table itself or in what the journal keeps."""

    def sees(session: Session) -> bool:
        told: list[str] = [row.model_dump_json() for model in models for row in session.all(model)]  # type: ignore[var-annotated]
        told += [text for row in session.all(JournalRow) for text in (row.before, row.after) if text is not None]
        return any(of in text for text in told)

    return [name for name, s in viewers(crew).items() if sees(s)]


def told_of(crew: Crew, *families: str) -> list[str]:
    """Who is told by the journal that there was a change of these families at all."""
    return [
        name
        for name, s in viewers(crew).items()
        if any(entry.what.partition(".")[0] in families for entry in s.all(JournalEntry))
    ]
