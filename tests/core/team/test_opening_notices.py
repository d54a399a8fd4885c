"""What is said once to whoever opens a team on this computer."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.access.file_access import describe_file_access, read_file_access
from core.access.session import Session
from core.metrics.metrics import add_metric
from core.team.opening_notices import tell_once
from data.store import Store
from tests.conftest import Crew


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody can enter: that of tests is closed."""
    folder = Path(tempfile.mkdtemp(prefix="huddle-open-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def session_on(path: Path, crew: Crew) -> Session:
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(crew.path, path)
    path.chmod(0o600)
    return Session.for_member(Store(path), crew.members["Ana"], crew.clock)


def test_of_a_usual_file_nothing_is_said(crew: Crew, home: Path) -> None:
    assert tell_once(crew["Ana"]) == []
    assert not home.exists()


def test_a_synced_folder_is_warned_about_once(crew: Crew, tmp_path: Path) -> None:
    session = session_on(tmp_path / "Dropbox" / "team.huddle", crew)
    (said,) = tell_once(session)
    assert "Dropbox" in said
    assert "huddle backup" in said
    assert tell_once(session) == []
    again = Session.for_room(Store(session.store.path), crew.clock)
    assert tell_once(again) == []
    again.store.close()
    another = session_on(tmp_path / "Dropbox" / "other.huddle", crew)
    assert len(tell_once(another)) == 1
    another.store.close()
    session.store.close()


def test_a_file_that_everybody_can_read_is_told_once(crew: Crew, open_folder: Path) -> None:
    session = session_on(open_folder / "team.huddle", crew)
    assert tell_once(session) == []
    session.store.path.chmod(0o644)
    (said,) = tell_once(session)
    assert f"chmod go= '{session.store.path}'" in said
    assert "huddle check --modes" in said
    assert tell_once(session) == []
    session.store.close()


def test_who_does_not_own_the_file_is_not_told_to_close_it(
    crew: Crew, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = session_on(open_folder / "team.huddle", crew)
    session.store.path.chmod(0o644)
    owner = read_file_access(session.store.path).owner
    monkeypatch.setattr("os.geteuid", lambda: 12345)
    (said,) = tell_once(session)
    assert f"{owner} can change that with: chmod go=" in said
    assert "Make it private with" not in said
    session.store.close()


def test_the_own_folder_is_made_for_this_user_alone(crew: Crew, home: Path, tmp_path: Path) -> None:
    session = session_on(tmp_path / "Dropbox" / "team.huddle", crew)
    tell_once(session)
    assert home.stat().st_mode & 0o777 == 0o700
    session.store.close()


def test_behind_a_closed_folder_nobody_else_can_read_it(crew: Crew, open_folder: Path) -> None:
    session = session_on(open_folder / "closed" / "team.huddle", crew)
    session.store.path.chmod(0o644)
    session.store.path.parent.chmod(0o700)
    assert tell_once(session) == []
    session.store.close()


@pytest.mark.days
def test_a_clock_that_runs_behind_the_journal_is_told_once(crew: Crew) -> None:
    add_metric(crew["Ana"], "calls")
    crew.clock.advance(minutes=-4)
    assert tell_once(crew["Ana"]) == []
    crew.clock.advance(minutes=-2)
    (said,) = tell_once(crew["Ana"])
    assert "This computer's clock says 2026-11-23 13:54" in said
    assert "2026-11-23 14:00" in said
    assert tell_once(crew["Ana"]) == []
    crew.clock.advance(days=1)
    assert tell_once(crew["Ana"]) == []


def test_what_cannot_be_remembered_is_said_again(crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "file" / "home"))
    session = session_on(tmp_path / "OneDrive" / "team.huddle", crew)
    assert len(tell_once(session)) == len(tell_once(session)) == 1
    session.store.close()


def test_the_rights_in_words(crew: Crew, open_folder: Path) -> None:
    path = open_folder / "team.huddle"
    session_on(path, crew).store.close()
    for mode, words in (
        (0o600, "Only "),
        (0o660, "Everyone in the group "),
        (0o644, "Everyone who uses this computer can read"),
    ):
        path.chmod(mode)
        first, second = describe_file_access(read_file_access(path))
        assert f"Its mode is {mode:04o}, that of its folder 0755." in first
        assert second.startswith(words)
