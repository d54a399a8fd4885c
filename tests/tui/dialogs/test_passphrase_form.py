"""The dialog for the passphrase: where a change needs the key, and to open what is sealed."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from core.access.session import Session
from core.goals import goals, personal
from core.team import kept_keys, passphrases
from data.clear_due import mark_clear_due, read_clear_due
from tests.conftest import Crew
from tests.tui.frames import frame, idle
from tui.app import HuddleApp

pytestmark = pytest.mark.locked

PASSPHRASE = "four plain words here"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))


def another(crew: Crew, name: str) -> Session:
    return Session.for_member(crew.session_store, crew.members[name], crew.clock)


def typed(app: HuddleApp, **values: str) -> None:
    for name, value in values.items():
        app.screen.query_one(f"#form-{name}", Input).value = value


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await idle(pilot)


async def test_the_first_private_goal_asks_for_a_passphrase_and_loses_no_word(crew: Crew) -> None:
    app = HuddleApp(crew["Ben"], start="goals")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await press(pilot, "a")
        typed(app, text="A house by 2028", why="The boys share a room")
        await press(pilot, "enter")
        assert "Choose a passphrase" in frame(app)
        assert "can't be recovered" in " ".join(frame(app).split()) or "lost" in frame(app)
        await press(pilot, "escape")
        assert "A house by 2028" in frame(app), "the typed words are still in the form"
        assert personal.list_personal_goals(crew["Ben"]) == []
        await press(pilot, "enter")
        typed(app, passphrase=PASSPHRASE, again="something else")
        await press(pilot, "enter")
        assert "The passphrases differ" in frame(app)
        typed(app, again=PASSPHRASE)
        await press(pilot, "enter")
        (made,) = personal.list_personal_goals(crew["Ben"])
        assert made.why == "The boys share a room"
        assert "A house by 2028" in frame(app)
    assert not kept_keys.is_kept(crew["Ben"])


async def test_what_is_sealed_is_opened_with_the_passphrase(crew: Crew) -> None:
    passphrases.set_passphrase(crew["Ben"], PASSPHRASE)
    goals.set_goal(crew["Ben"], "A house by 2028", level="personal")
    app = HuddleApp(another(crew, "Ben"), start="goals")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        assert "sealed" in frame(app)
        assert "A house" not in frame(app)
        app.action_unlock()
        await idle(pilot)
        typed(app, passphrase="wrong one")
        await press(pilot, "enter")
        assert "Wrong passphrase. Check upper and lower case, then try again" in frame(app)
        typed(app, passphrase=PASSPHRASE, keep="yes")
        await press(pilot, "enter")
        assert "A house by 2028" in frame(app)
    assert kept_keys.is_kept(crew["Ben"])
    again = HuddleApp(another(crew, "Ben"), start="goals")
    async with again.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        assert "A house by 2028" in frame(again), "the key is kept on this computer"


async def test_a_key_that_cannot_be_kept_is_told_and_takes_nothing_down(
    crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passphrases.set_passphrase(crew["Ben"], PASSPHRASE)
    session = another(crew, "Ben")
    app = HuddleApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.action_unlock()
        await idle(pilot)
        (tmp_path / "no folder").touch()
        monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "no folder"))
        typed(app, passphrase=PASSPHRASE, keep="yes")
        await press(pilot, "enter")
        assert session.viewer.keys.is_unlocked
        assert ["so you will be asked for it again" in note.message for note in app._notifications] == [True]


async def test_what_the_dialog_leaves_of_old_words_is_told(crew: Crew) -> None:
    passphrases.set_passphrase(crew["Ben"], PASSPHRASE)
    with crew.store.change("sealed", at=crew["Ana"].timestamp) as change:
        mark_clear_due(change)
    app = HuddleApp(another(crew, "Ben"))
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.action_unlock()
        await idle(pilot)
        typed(app, passphrase=PASSPHRASE)
        await press(pilot, "enter")
        assert ["Your own backups still hold the older versions" in note.message for note in app._notifications] == [
            True
        ]
    assert not read_clear_due(crew.store)
