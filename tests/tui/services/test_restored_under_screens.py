"""A backup is restored under open screens: each says so and writes no more, and what was typed is there afterwards."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from core.access.session import Session
from core.maintenance.backups import back_up, restore
from core.maintenance.check import check_file
from core.models import Card, StageName
from data.store import Store
from tests.conftest import NOW
from tests.tui.frames import frame, until
from tui.app import HuddleApp


def cards_in(path: Path) -> list[str]:
    with closing(Store(path)) as store:
        return [card.text for card in store.read(Card)]


async def test_every_screen_says_so_and_stops(in_stage: Callable[[StageName], Session], tmp_path: Path) -> None:
    ana = in_stage("collect")
    path, backup = ana.store.path, tmp_path / "backup.huddle"
    back_up(path, backup)
    app = HuddleApp(ana, start="capture")
    async with app.run_test(size=(100, 28)) as pilot:
        await pilot.press(*"said before", "enter")
        await until(pilot, lambda: len(ana.all(Card)) == 1)
        await pilot.press(*"half a sen")
        done = restore(backup, path, now=NOW, stop_screens=True)
        await until(pilot, lambda: "A backup replaced" in frame(app))
        assert "-replaced-2026-11-23-140000" in "".join(frame(app).split())  # where all is that was said
        await pilot.press(*"tence", "enter")
        await pilot.pause()
    assert done.kept is not None
    assert cards_in(done.kept) == ["said before"]
    assert cards_in(path) == []
    assert check_file(path) == check_file(done.kept) == []
    drafts = [file.read_text() for file in (tmp_path / "home" / "drafts").rglob("*") if file.is_file()]
    assert any("half a sentence" in draft for draft in drafts)
