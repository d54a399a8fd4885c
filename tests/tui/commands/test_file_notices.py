"""What is said once about a team's file, by commands and on screens; and `huddle check --modes`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from core.access.session import Session
from core.maintenance import backups, seen
from data.store import Store
from tests.conftest import Crew
from tests.tui.frames import MIDDLE, frame, idle
from tui import cli
from tui.app import HuddleApp
from tui.commands.terminal import _show_notices


@pytest.fixture
def synced(crew: Crew, tmp_path: Path) -> Path:
    path = tmp_path / "Dropbox" / "team.huddle"
    path.parent.mkdir()
    shutil.copyfile(crew.path, path)
    path.chmod(0o600)
    return path


def test_a_command_says_it_once_beside_its_answer(synced: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["team", "show", "--json", "--db", str(synced), "--as", "Ana"]
    assert cli.main(words) == 0
    first = capsys.readouterr()
    assert json.loads(first.out)
    assert first.err.startswith(f"huddle: {synced} is in a folder that Dropbox syncs")
    assert cli.main(words) == 0
    assert capsys.readouterr().err == ""


async def test_a_screen_says_it_once(synced: Path, crew: Crew) -> None:
    store = Store(synced)
    app = HuddleApp(Session.for_member(store, crew.members["Ana"], crew.clock))
    async with app.run_test(size=MIDDLE, notifications=True) as pilot:
        _show_notices(app)
        _show_notices(app)
        await idle(pilot)
        assert "Dropbox" in frame(app)
        assert len(app._notifications) == 1
    store.close()


async def test_a_screen_says_that_the_journal_is_another_than_before(
    crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "is_temporary", lambda _path: False)  # tests lie in the folder for temporary files
    older = tmp_path / "older.huddle"
    shutil.copyfile(crew.path, older)
    with crew["Ana"].change("team.looked at") as change:
        change.write_entry()
    seen.look(crew.path)
    store = Store(older)
    app = HuddleApp(Session.for_member(store, crew.members["Ana"], crew.clock))
    async with app.run_test(size=MIDDLE, notifications=True) as pilot:
        _show_notices(app)
        await app.workers.wait_for_complete()
        await idle(pilot)
        assert "The journal differs" in " ".join(frame(app).split())
    store.close()


def test_modes_are_told_as_text_and_json(synced: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--modes", "--db", str(synced)]) == 0
    assert "Its mode is 0600" in capsys.readouterr().out
    assert cli.main(["check", "--modes", "--json", "--db", str(synced)]) == 0
    assert json.loads(capsys.readouterr().out)["mode"] == "0600"
    assert cli.main(["check", "--modes", "--db", str(synced.with_name("none.huddle"))]) == 1
    assert "Can't reach" in capsys.readouterr().err
