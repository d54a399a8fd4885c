"""Who is here is shown while they are, and not a moment longer."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data import presence
from data.presence import STALE_SECONDS, PresenceFile, presence_folder, read_present
from data.store import Store

pytestmark = pytest.mark.days

ROOT = Path(__file__).parents[2]

HOLD = """
import sys
from data.presence import PresenceFile
here = PresenceFile(sys.argv[1])
here.publish({"who": sys.argv[2]})
print("here", flush=True)
sys.stdin.read()
if sys.argv[3] == "politely":
    here.remove()
"""


@pytest.fixture(params=["locks", "beats"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Both ways of telling the living from the dead; the second is for systems that cannot lock a file."""
    if request.param == "beats":
        monkeypatch.setattr(presence, "fcntl", None)
    return request.param


def who(path: Path) -> list[str]:
    return sorted(shown["who"] for shown in read_present(path))


def age(path: Path, seconds: float) -> None:
    """Lets every file there be that old."""
    for file in presence_folder(path).iterdir():
        os.utime(file, (time.time() - seconds,) * 2)


def test_nobody_is_here_before_anybody_came(store: Store) -> None:
    assert read_present(store.path) == []
    assert not presence_folder(store.path).exists()


def test_it_comes_changes_and_leaves(store: Store, way: str) -> None:
    ana, ben = PresenceFile(store.path), PresenceFile(store.path)
    ana.publish({"who": "Ana"})
    ben.publish({"who": "Ben"})
    assert who(store.path) == ["Ana", "Ben"]
    ana.update({"who": "Ana, elsewhere"})
    assert who(store.path) == ["Ana, elsewhere", "Ben"]
    ana.remove()
    assert who(store.path) == ["Ben"]
    ben.remove()
    ben.remove()
    assert read_present(store.path) == []
    assert not presence_folder(store.path).exists()


def test_who_left_may_come_again(store: Store, way: str) -> None:
    here = PresenceFile(store.path)
    here.publish({"who": "Ana"})
    here.remove()
    here.publish({"who": "Ana"})
    assert who(store.path) == ["Ana"]
    here.remove()


def test_each_step_touches_the_notify_file(store: Store, way: str) -> None:
    here = PresenceFile(store.path)
    for act in (lambda: here.publish({}), lambda: here.update({}), here.remove):
        store.notify_file.touch()
        os.utime(store.notify_file, (1, 1))
        act()  # type: ignore[no-untyped-call]
        assert store.notify_file.stat().st_mtime > 1


def test_however_long_ago_they_came(store: Store) -> None:
    here = PresenceFile(store.path)
    here.publish({"who": "Ana"})
    age(store.path, 1_000_000)
    assert who(store.path) == ["Ana"]
    here.remove()


def test_what_nobody_holds_locked_is_dead(store: Store) -> None:
    here = PresenceFile(store.path)
    here.publish({"who": "Ana"})
    dead = presence_folder(store.path) / "0123456789abcdef-1"
    dead.write_text('{"who": "Ghost"}')
    assert who(store.path) == ["Ana"]
    assert not dead.exists()
    here.remove()


def test_without_locks_silence_is_death(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "fcntl", None)
    here = PresenceFile(store.path)
    here.publish({"who": "Ana"})
    age(store.path, STALE_SECONDS - 2)
    assert who(store.path) == ["Ana"]
    age(store.path, STALE_SECONDS + 2)
    here.touch()
    assert who(store.path) == ["Ana"]
    age(store.path, STALE_SECONDS + 2)
    assert who(store.path) == []
    assert list(presence_folder(store.path).iterdir()) == []
    here.remove()


def test_what_died_while_it_came_is_removed_in_time(store: Store) -> None:
    presence_folder(store.path).mkdir()
    coming = presence_folder(store.path) / ".0123456789abcdef-1"
    coming.write_text("{}")
    assert read_present(store.path) == []
    assert coming.exists()  # it may be about to be locked
    age(store.path, STALE_SECONDS + 2)
    assert read_present(store.path) == []
    assert not coming.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "\xff"])
def test_what_is_no_mark_is_passed_by(store: Store, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "fcntl", None)
    presence_folder(store.path).mkdir()
    (presence_folder(store.path) / "0123456789abcdef-1").write_text(text, encoding="latin-1")
    (presence_folder(store.path) / "nonsense").write_text("{}")
    assert read_present(store.path) == []


def test_where_the_folder_cannot_be_made_nothing_fails(store: Store) -> None:
    presence_folder(store.path).write_text("a file in the folder's place")
    here = PresenceFile(store.path)
    here.publish({"who": "Ana"})
    assert read_present(store.path) == []
    here.remove()


def test_a_team_that_is_gone_fails_nothing(store: Store, tmp_path: Path) -> None:
    presence_folder(tmp_path / "other.huddle").mkdir()
    here = PresenceFile(tmp_path / "other.huddle")
    here.publish({"who": "Ana"})
    here.remove()


def test_it_is_as_open_as_the_team_s_file(store: Store) -> None:
    store.path.chmod(0o660)
    here = PresenceFile(store.path)
    here.publish({"who": "Ana"})
    assert presence_folder(store.path).stat().st_mode & 0o777 == 0o770
    assert [file.stat().st_mode & 0o777 for file in presence_folder(store.path).iterdir()] == [0o660]
    here.remove()


def test_through_a_link_it_is_the_same_team(store: Store, tmp_path: Path) -> None:
    (tmp_path / "link.huddle").symlink_to(store.path)
    here = PresenceFile(tmp_path / "link.huddle")
    here.publish({"who": "Ana"})
    assert who(store.path) == ["Ana"]
    here.remove()


# -- real processes


class Other:
    """Another process that is here until it is told to leave, or killed."""

    def __init__(self, path: Path, name: str, how: str = "politely") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(path), name, how],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "here\n"

    def end(self, *, kill: bool = False) -> None:
        if kill:
            self.process.kill()
        self.process.communicate()


@pytest.fixture
def others(store: Store) -> Iterator[list[Other]]:
    made = [Other(store.path, name) for name in ("Ben", "Jon")]
    yield made
    for other in made:
        if other.process.returncode is None:
            other.end(kill=True)


@pytest.mark.process
def test_a_killed_process_is_gone_at_once(store: Store, others: list[Other]) -> None:
    here = PresenceFile(store.path)
    here.publish({"who": "Ana"})
    assert who(store.path) == ["Ana", "Ben", "Jon"]
    others[0].end(kill=True)
    assert who(store.path) == ["Ana", "Jon"]
    assert len(list(presence_folder(store.path).iterdir())) == 2
    others[1].end()
    assert who(store.path) == ["Ana"]
    here.remove()


@pytest.mark.process
def test_a_process_that_forgets_to_leave_is_gone_when_it_ends(store: Store) -> None:
    other = Other(store.path, "Ben", "rudely")
    assert who(store.path) == ["Ben"]
    other.end()
    assert other.process.returncode == 0
    assert who(store.path) == []
