"""Two members with one first name are told apart on every screen of a meeting."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.access.session import Session
from core.meeting import cards, lifecycle, votes
from core.models import StageName
from core.team import members
from tests.conftest import Crew
from tests.tui.frames import LARGE, frame, idle
from tui.app import HuddleApp


async def shown(session: Session, start: str) -> str:
    app = HuddleApp(session, start=start)
    async with app.run_test(size=LARGE) as pilot:
        await idle(pilot)
        return frame(app)


@pytest.fixture
def said(crew: Crew, in_stage: Callable[[StageName], Session]) -> Session:
    """Both Anas are there and have said something; so has Ben. Lea and Lea Stein have not."""
    bell = members.add_member(crew["Ana"], "Ana Bell", group="North")
    members.add_member(crew["Ana"], "Lea Stein", group="South")
    ana = in_stage("collect")
    board = cards.find_board(ana)
    cards.add_card(ana, board, "First words")
    cards.add_card(ana, board, "Second words", author=bell)
    cards.add_card(crew["Ben"], board, "Third words")
    return ana


@pytest.mark.parametrize("place", ["meeting", "room", "capture"])
async def test_who_said_what(crew: Crew, said: Session, place: str) -> None:
    text = await shown(crew.room if place == "room" else said, place)
    assert "Ana R." in text
    assert "Ana B." in text


async def test_who_was_not_heard(crew: Crew, said: Session) -> None:
    text = await shown(crew["Jon"], "capture")
    assert "No card yet: Jon · Lea B. · Lea S." in text


async def test_votes_and_the_end(crew: Crew, said: Session) -> None:
    votes.open_votes(said, cards.find_board(said))
    text = await shown(crew["Ben"], "meeting")
    assert "Ana R." in text
    assert "Ana B." in text
    lifecycle.move_to_stage(said, "close")
    text = await shown(said, "meeting")
    assert "6  without a commitment: Ana R., Ana B., Ben, Jon, Lea B. and Lea S." in text
