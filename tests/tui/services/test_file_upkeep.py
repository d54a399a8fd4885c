"""An open Huddle folds the log into the file when nobody needs it, and makes the day's copy."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core.access.feed import CommittedChange
from core.access.session import Session
from core.maintenance.backups import fold_log
from core.meeting import lifecycle
from core.models import Meeting, StageName
from data.automatic_copies import list_copies
from data.checkpoint import has_log
from data.clear_due import mark_clear_due, read_clear_due
from data.store import Store
from tests.conftest import Crew
from tests.tui.frames import until
from tui.app import HuddleApp
from tui.services import file_upkeep
from tui.services.file_upkeep import FileUpkeep

InStage = Callable[[StageName], Session]


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_upkeep, "IDLE_SECONDS", 0.01)
    monkeypatch.setattr(file_upkeep, "LOOK_SECONDS", 0.01)


async def test_after_a_meeting_the_one_file_holds_everything(
    in_stage: InStage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_upkeep, "CLOSED_SECONDS", 0.01)
    ana = in_stage("close")
    path = ana.store.path
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await until(pilot, lambda: has_log(path))
        lifecycle.close_meeting(ana)
        await until(pilot, lambda: not has_log(path))
        shutil.copy(path, tmp_path / "copy.huddle")
    with closing(Store(tmp_path / "copy.huddle")) as copy:
        assert [meeting.status for meeting in copy.read(Meeting, "closed_at IS NOT NULL")] == ["closed"]


async def test_when_idle_the_log_is_folded_in_and_the_day_copied(
    crew: Crew, soon: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.maintenance.backups.is_temporary", lambda _path: False)
    app = HuddleApp(crew["Ben"])
    async with app.run_test(size=(80, 24)) as pilot:
        lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ana"])
        await until(pilot, lambda: not has_log(crew.path) and not app.file_upkeep.is_busy)
        await until(pilot, lambda: len(list_copies(crew.path)) == 1)


async def test_it_looks_when_the_file_has_been_left_alone_long_enough(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_upkeep, "IDLE_SECONDS", 0.01)
    monkeypatch.setattr(file_upkeep, "LOOK_SECONDS", 3600.0)
    app = HuddleApp(crew["Ben"])
    async with app.run_test(size=(80, 24)) as pilot:
        lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ana"])
        await until(pilot, lambda: not has_log(crew.path))


async def test_it_tries_again_when_somebody_was_reading(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_upkeep, "IDLE_SECONDS", 0.01)
    monkeypatch.setattr(file_upkeep, "LOOK_SECONDS", 3600.0)
    attempts = []

    def fold_when_free(path: Path) -> bool:
        attempts.append(path)
        return len(attempts) > 2 and fold_log(path)

    monkeypatch.setattr("core.maintenance.backups.fold_log", fold_when_free)
    app = HuddleApp(crew["Ben"])
    async with app.run_test(size=(80, 24)) as pilot:
        lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ana"])
        await until(pilot, lambda: not has_log(crew.path))


async def test_it_looks_again_when_it_was_at_work(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_upkeep, "IDLE_SECONDS", 0.01)
    monkeypatch.setattr(file_upkeep, "LOOK_SECONDS", 3600.0)
    has_folded, looked_meanwhile = threading.Event(), threading.Event()
    look = FileUpkeep.look

    def look_and_tell(upkeep: FileUpkeep) -> None:
        was_busy = upkeep.is_busy
        look(upkeep)
        if was_busy and has_folded.is_set():
            looked_meanwhile.set()

    def fold_and_wait(path: Path) -> bool:
        is_done = fold_log(path)
        has_folded.set()
        looked_meanwhile.wait(60)
        return is_done

    monkeypatch.setattr(FileUpkeep, "look", look_and_tell)
    monkeypatch.setattr("core.maintenance.backups.fold_log", fold_and_wait)
    app = HuddleApp(crew["Ben"])
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, has_folded.is_set)
        lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ana"])
        await until(pilot, lambda: not has_log(crew.path))


async def test_what_is_written_just_after_a_meeting_does_not_put_it_off_for_long(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_upkeep, "IDLE_SECONDS", 3600.0)
    monkeypatch.setattr(file_upkeep, "CLOSED_SECONDS", 0.01)
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ana"])
    assert has_log(crew.path)
    app = HuddleApp(crew["Ben"])
    async with app.run_test(size=(80, 24)) as pilot:
        for what in ("meeting.closed", "webhook.sent"):
            app.file_upkeep.handle_changes([CommittedChange(1, what, None, None, {})])
        await until(pilot, lambda: not has_log(crew.path))


async def test_a_copy_that_fails_is_told_once(
    crew: Crew, soon: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("core.maintenance.backups.is_temporary", lambda _path: False)
    monkeypatch.setattr(file_upkeep, "COPY_LOOK_SECONDS", 0.0)
    (tmp_path / "no folder").touch()
    app = HuddleApp(crew["Ben"])
    async with app.run_test(size=(80, 24)) as pilot:
        monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "no folder"))
        await until(pilot, lambda: bool(app._notifications))
        assert ["Today's automatic copy failed" in note.message for note in app._notifications] == [True]


async def test_what_another_process_left_is_cleared_and_told(
    crew: Crew, soon: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where somebody reads at that moment, as this test does, the log cannot be emptied: it is tried again.
    monkeypatch.setattr(file_upkeep, "COPY_LOOK_SECONDS", 0.05)
    told: list[str] = []
    monkeypatch.setattr(HuddleApp, "notify", lambda _app, message, **_options: told.append(message))
    with crew.store.change("sealed", at=crew["Ana"].timestamp) as change:
        mark_clear_due(change)
    app = HuddleApp(crew["Ben"])
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: bool(told) and not read_clear_due(crew.store))
    assert ["Your own backups still hold the older versions" in message for message in told] == [True], (
        "once, however often it is tried"
    )


async def test_nothing_is_done_while_people_write(crew: Crew) -> None:
    app = HuddleApp(crew["Ben"])
    async with app.run_test(size=(80, 24)):
        app.file_upkeep.look()
        assert not app.file_upkeep.is_busy
