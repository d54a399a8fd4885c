"""The file is taken away under an app: every screen says so, and the typist keeps keyboard and words."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input

from core.access.feed import CommittedChange
from core.access.session import Session
from core.drafts.private_files import link_private_folder, private_folder
from core.models import Card, StageName
from core.team.presence import list_present
from data.file_modes import write_private_file
from data.store import Store
from tests.conftest import Crew
from tests.tui.frames import MIDDLE, SMALL, frame, idle, until
from tui.app import HuddleApp
from tui.places import MAIN_SCREENS
from tui.services import file_upkeep

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="where a file went is known on Linux")

SENTENCE = "was moved while Huddle had it open"


def says_it(app: HuddleApp) -> bool:
    return SENTENCE in " ".join(frame(app).split())


async def test_the_typist_keeps_keyboard_and_words(
    in_stage: Callable[[StageName], Session], crew: Crew, tmp_path: Path
) -> None:
    in_stage("collect")
    app = HuddleApp(crew["Ben"], start="meeting")
    async with app.run_test(size=MIDDLE) as pilot:
        await idle(pilot)
        await pilot.press("a", *"half")
        line = app.focused
        assert isinstance(line, Input)
        crew.path.rename(tmp_path / "moved.huddle")
        app.feed.poll()
        await idle(pilot)
        assert says_it(app)
        assert app.focused is line
        await pilot.press(*" and more")
        assert line.value == "half and more"
        await pilot.press("enter")
        await idle(pilot)
        assert "half and more" in frame(app)
        assert crew["Ben"].all(Card) == []
        assert list_present(crew["Ben"]) == []


async def test_a_change_that_notices_it_first_is_refused_and_says_it(
    in_stage: Callable[[StageName], Session], crew: Crew, tmp_path: Path
) -> None:
    in_stage("collect")
    app = HuddleApp(crew["Ben"], start="meeting")
    async with app.run_test(size=MIDDLE) as pilot:
        await idle(pilot)
        await pilot.press("a", *"at that moment")
        app.feed.stop()  # nobody else looks
        crew.path.rename(tmp_path / "moved.huddle")
        await pilot.press("enter")
        await idle(pilot)
        assert says_it(app)
        assert "at that moment" in frame(app)
    with_all = Store(tmp_path / "moved.huddle")
    assert with_all.read(Card) == []
    with_all.close()


@pytest.mark.parametrize("is_in_memory", [True, False])
async def test_emptied_it_is_said_everywhere_and_no_screen_ends(
    in_stage: Callable[[StageName], Session], crew: Crew, is_in_memory: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.moved_file.SAVED_SECONDS", 0)
    in_stage("collect")
    ben = crew["Ben"]
    app = HuddleApp(ben, start="meeting")
    async with app.run_test(size=MIDDLE) as pilot:
        await idle(pilot)
        await pilot.press("a", *"at that moment")
        for connection in (ben.store._file.reader, ben.store._file.writer):
            connection.execute("PRAGMA quick_check" if is_in_memory else "PRAGMA shrink_memory").fetchall()
        crew.path.write_bytes(b"")
        await pilot.press("enter")
        await until(pilot, lambda: "Another program emptied" in " ".join(frame(app).split()))
        assert "at that moment" in frame(app)
        assert ("Everything until then is in" in " ".join(frame(app).split())) == is_in_memory
        for place in MAIN_SCREENS:
            app.action_go(place)
            await idle(pilot)
            assert "Another program emptied" in " ".join(frame(app).split()), place
            assert "huddle init" not in frame(app)


async def test_replaced_between_opening_the_file_and_watching_it(crew: Crew, tmp_path: Path) -> None:
    ben = crew["Ben"]
    shutil.copyfile(crew.path, tmp_path / "backup.huddle")
    (tmp_path / "backup.huddle").replace(crew.path)
    app = HuddleApp(ben)
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "replaced" in " ".join(frame(app).split()))
        assert ben.store.is_left


async def test_what_looks_after_the_file_notices_it_first(
    crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_upkeep, "CLOSED_SECONDS", 0.01)
    app = HuddleApp(crew["Ben"])
    async with app.run_test(size=SMALL) as pilot:
        await idle(pilot)
        app.feed.stop()  # nobody else looks
        crew.path.rename(tmp_path / "moved.huddle")
        app.file_upkeep.handle_changes([CommittedChange(1, "meeting.closed", None, None, {})])
        await until(pilot, lambda: says_it(app))


async def test_every_screen_says_it(crew: Crew, tmp_path: Path) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=SMALL) as pilot:
        await idle(pilot)
        crew.path.rename(tmp_path / "moved.huddle")
        app.feed.poll()
        await idle(pilot)
        assert says_it(app)
        for place in MAIN_SCREENS:
            app.action_go(place)
            await idle(pilot)
            assert says_it(app), place
        for name in ("signals", "reviews"):
            app.action_page(name)
            await idle(pilot)
            assert says_it(app), name
            app.action_help()
            await idle(pilot)
            assert says_it(app), f"help over {name}"
            await pilot.press("escape")
            await pilot.press("escape")
            await idle(pilot)


async def test_the_room_says_it(crew: Crew, tmp_path: Path) -> None:
    app = HuddleApp(crew.room, start="room")
    async with app.run_test(size=MIDDLE) as pilot:
        await idle(pilot)
        crew.path.rename(tmp_path / "moved.huddle")
        app.feed.poll()
        await idle(pilot)
        assert says_it(app)


def test_drafts_are_found_where_the_file_is_now(crew: Crew, tmp_path: Path) -> None:
    write_private_file(private_folder(crew["Ana"]) / "draft.json", "half a sentence")
    moved = tmp_path / "elsewhere" / "moved.huddle"
    link_private_folder(crew["Ana"], moved)
    link_private_folder(crew["Ana"], moved)  # each of their terminals does it
    moved.parent.mkdir()
    moved.write_bytes(crew.path.read_bytes())
    reopened = Session.for_member(Store(moved), crew.members["Ana"])
    folder = private_folder(reopened)
    reopened.store.close()
    assert (folder / "draft.json").read_text() == "half a sentence"
