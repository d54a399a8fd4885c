"""Random typing against random moves of a host: nothing but whole cards, each where it was begun, and no word lost."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.access.session import Session
from core.drafts.card_drafts import privacy_of
from core.errors import HuddleError
from core.meeting import boards, cards, lifecycle, votes
from core.meeting.agenda import COLLECT_BOARDS
from core.models import Board, Card, JournalEntry
from data.home import data_home
from data.store import Store
from tests.conftest import Crew
from tests.tui.frames import burst, idle
from tui.app import HuddleApp

RUNS = int(os.environ.get("HUDDLE_TYPING_RUNS", "2"))
"""How many runs for each screen."""

SENTENCES = (
    "visit 1 hot lead, then 2 more",
    "the|m today and now",
    "d n b o t y k f VTC zvRAH ?",
    "3 calls before 10, not after",
    "enter nothing; answer by noon",
    "Own up: we quote too late",
)


@dataclass
class Sentence:
    """One sentence, as the typist meant it."""

    text: str
    board: Board
    """The board that they saw when they began it, as it was then."""
    was_less_private: bool = False
    """Whether the board was less private when it was sent."""


def move(rng: random.Random, host: Session) -> None:
    """One move of the host; what is refused, such as a stage before the first, changes nothing."""
    with suppress(HuddleError):
        board = cards.find_board(host)
        moves: list[Callable[[], object]] = [
            lambda: lifecycle.move_to_next_stage(host),
            lambda: lifecycle.move_to_previous_stage(host),
            lambda: lifecycle.move_to_stage(host, "collect"),
            lambda: boards.switch_board(host, rng.choice(COLLECT_BOARDS)),
            lambda: cards.set_board(host, board, anonymous=not board.anonymous),
            lambda: cards.set_board(host, board, hidden=not board.hidden),
            lambda: cards.reveal_board(host, board),
            lambda: votes.open_votes(host, board, 3, "card"),
            lambda: lifecycle.close_meeting(host) if rng.random() < 0.1 else None,
        ]
        rng.choice(moves)()


def seen_board(host: Session, start: str, before: Board) -> Board:
    """The board that a person at the line sees: that of the stage, else the one their line was opened for."""
    meeting = lifecycle.open_meeting_or_none(host)
    stage = lifecycle.current_stage(host, meeting).name if meeting else None
    if stage == "collect":
        return cards.find_board(host)
    if start == "meeting" and stage in ("wins", "hurdles"):
        return cards.find_board(host, "wins" if stage == "wins" else "hurdles")
    return before


def kept_words() -> str:
    """All that the drafts of this computer hold."""
    found = []
    for path in sorted(Path(data_home()).glob("drafts/*/board-*.json")):
        draft = json.loads(path.read_text(encoding="utf-8"))
        found += [draft["many"], *(line["text"] for line in [draft["line"], *draft["sending"]] if line)]
    return "\n".join(found)


@pytest.mark.parametrize("start", ["meeting", "capture"])
@pytest.mark.parametrize("seed", range(RUNS))
async def test_a_typist_only_says_whole_cards_where_they_were_begun(
    make_crew: Callable[[], Crew], seed: int, start: str
) -> None:
    rng, crew = random.Random(f"{seed}-{start}"), make_crew()
    host, ben = crew["Ana"], crew["Ben"]
    lifecycle.plan_meeting(host, host=host.me)
    lifecycle.start_meeting(host)
    lifecycle.move_to_stage(host, "collect")
    said: list[Sentence] = []
    board = cards.find_board(host)
    app = HuddleApp(ben, start=start)
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press(*(["a"] if start == "meeting" else []))
        for number in range(6):
            await idle(pilot)
            board = seen_board(host, start, board)
            sentence = Sentence(f"{rng.choice(SENTENCES)} #{number}", board)
            said.append(sentence)
            for character in sentence.text:
                burst(pilot, character)
                if rng.random() < 0.08:
                    move(rng, host)
                    crew.clock.advance(seconds=1)
                if rng.random() < 0.2:
                    await idle(pilot)
            if rng.random() < 0.5:
                await idle(pilot)
            now = host.get(Board, sentence.board.id)
            assert now is not None
            sentence.was_less_private = any(
                begun and not kept for begun, kept in zip(privacy_of(sentence.board), privacy_of(now), strict=True)
            )
            burst(pilot, "enter")
            await idle(pilot)
            board = seen_board(host, start, board)
            if rng.random() < 0.5:
                move(rng, host)
        burst(pilot, *"half a sen")
        await idle(pilot)
    check(ben, said, kept_words())


def check(ben: Session, said: list[Sentence], kept: str) -> None:
    with closing(Store(ben.store.path)) as file:
        entries = file.read(JournalEntry, "by = ?", (ben.me.id,))
        waiting = file.query("SELECT board_id, said FROM mailbox")  # without names, and not told yet
        stored = file.read(Card)
    assert {entry.what for entry in entries} <= {"card.stated"}
    stored += [Card(board_id=row["board_id"], said_at="", **json.loads(row["said"])) for row in waiting]
    by_text = {sentence.text: sentence for sentence in said}
    assert len({card.text for card in stored}) == len(stored), "nothing is said twice"
    for card in stored:
        sentence = by_text[card.text]  # whole, and sent
        assert card.board_id == sentence.board.id
        assert not sentence.was_less_private
        assert not (sentence.board.anonymous and card.member_id), "words begun without a name have none"
    cards_said = {card.text for card in stored}
    for sentence in said:
        assert sentence.text in cards_said or sentence.text in kept, f"lost: {sentence}"
    assert "half a sen" in kept
