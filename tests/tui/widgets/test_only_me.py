"""What is said beside a text of one's own that only oneself can open."""

from __future__ import annotations

import pytest

from core.goals import goals
from core.keys.sealed_text import SealedText
from tests.conftest import Crew
from tests.tui.frames import frame, idle
from tui.app import HuddleApp
from tui.widgets.only_me import LOCKED, NOT_YET_SEALED, ONLY_ME, ONLY_ME_SIGN, OPENED, describe_seal


def test_it_says_that_it_is_sealed_and_how_a_locked_one_is_opened(crew: Crew) -> None:
    assert describe_seal(crew["Ben"], "A house by 2028") == OPENED
    assert describe_seal(crew["Ben"], SealedText("…")) == LOCKED


@pytest.mark.locked
def test_of_what_is_plain_in_the_file_it_does_not_say_that_it_is_sealed(crew: Crew) -> None:
    assert describe_seal(crew["Ben"], "A house by 2028") == NOT_YET_SEALED


async def test_the_mark_is_the_same_beside_goals_and_on_the_own_page(crew: Crew) -> None:
    ben = crew["Ben"]
    goals.set_goal(ben, "A house by 2028", level="personal", visibility="me")
    app = HuddleApp(ben, start="goals")
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        assert any(is_marked(line) for line in frame(app).splitlines())
        app.action_page("page")
        await idle(pilot)
        assert any(is_marked(line) for line in frame(app).splitlines())


def is_marked(line: str) -> bool:
    return all(part in line for part in (ONLY_ME_SIGN, "A house by 2028", ONLY_ME))
