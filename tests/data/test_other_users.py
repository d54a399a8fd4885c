"""Several users of one computer: who only reads bars nobody, and a read-only copy can be read."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

import data.schema.migrations  # noqa: F401 - another user may not be able to import it
from core.access.paths import resolve_team_path
from core.maintenance.check import check_file
from core.quick.progress import open_read_only
from data.automatic_copies import list_copies
from data.errors import HuddleError
from data.feed import Feed
from data.file_modes import make_folder_like
from data.models import Group
from data.presence import PresenceFile, presence_folder
from data.sqlite import connect
from data.store import Store

AT = "2026-11-23T14:00:00.000Z"
OWNER, READER, GROUP = 54321, 54322, 54320

as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can act as several users"
)


class Place:
    """A folder in which this process acts as one user or the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "team.huddle"

    def act_as(self, user: int) -> None:
        os.seteuid(0)
        os.setegid(GROUP)
        os.setgroups([GROUP] if user else [0])
        os.seteuid(user)

    def names(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}


@pytest.fixture
def place() -> Iterator[Place]:
    folder = Path(tempfile.mkdtemp(prefix="huddle-users-"))
    groups, group = os.getgroups(), os.getegid()
    place = Place(folder)
    yield place
    os.seteuid(0)
    os.setegid(group)
    os.setgroups(groups)
    shutil.rmtree(folder)


def make(store: Store, name: str) -> None:
    with store.change("group.made", at=AT) as change:
        change.insert(Group(name=name))


def names(store: Store) -> list[str]:
    return [group.name for group in store.read(Group)]


def all_ways_to_read(path: Path) -> None:
    """Opens the file as the commands and the screens do."""
    store = Store(path)
    assert names(store) == ["North"]
    assert not store.is_writable
    feed = Feed(path)
    feed.poll()
    feed.stop()
    presence = PresenceFile(path)
    presence.publish({"member_id": 1})
    presence.remove()
    connection = open_read_only(path)
    assert connection is not None
    connection.execute("SELECT * FROM visible_member").fetchall()
    connection.close()
    with pytest.raises(HuddleError, match="Ask its owner for write access to the file and its folder"):
        make(store, "South")
    store.close()
    assert check_file(path) == []


@as_root
@pytest.mark.parametrize("folder_mode", [0o1777, 0o755], ids=oct)
def test_a_reader_leaves_nothing_that_bars_the_owner(place: Place, folder_mode: int) -> None:
    place.folder.chmod(folder_mode)
    os.chown(place.folder, OWNER, GROUP)
    place.act_as(OWNER)
    store = Store(place.path, create=True)
    make(store, "North")
    store.close()
    place.path.chmod(0o644)
    before = place.names()
    place.act_as(READER)
    all_ways_to_read(place.path)
    reading = Store(place.path)  # and stays open
    assert place.names() == before
    place.act_as(OWNER)
    store = Store(place.path)
    make(store, "South")
    store.close()
    place.act_as(READER)
    assert names(reading) == ["North", "South"]
    reading.close()
    assert all(path.stat().st_uid == OWNER for path in place.folder.iterdir())


@as_root
def test_a_reader_beside_the_owner_sees_what_is_in_the_log(place: Place) -> None:
    place.folder.chmod(0o1777)
    place.act_as(OWNER)
    store = Store(place.path, create=True)
    place.path.chmod(0o644)
    store.close()
    store = Store(place.path)
    make(store, "North")
    place.act_as(READER)
    all_ways_to_read(place.path)
    feed = Feed(place.path)
    told: list[int] = []
    feed.listen(lambda batch: told.extend(change.id for change in batch))
    place.act_as(OWNER)
    make(store, "South")
    place.act_as(READER)
    feed.poll()
    assert told == [2]
    feed.stop()
    place.act_as(OWNER)
    store.close()
    assert all(path.stat().st_uid == OWNER for path in place.folder.iterdir())


@as_root
@pytest.mark.parametrize("endings", [("", "-wal"), ("", "-wal", "-shm")], ids="".join)
def test_a_log_that_a_crash_left_is_read_or_refused_with_a_sentence(place: Place, endings: tuple[str, ...]) -> None:
    place.folder.chmod(0o1777)
    place.act_as(OWNER)
    store = Store(place.path, create=True)
    store.close()
    store = Store(place.path)
    make(store, "North")
    left = place.folder / "left.huddle"
    for ending in endings:
        copy = left.with_name(left.name + ending)
        shutil.copyfile(place.path.with_name(place.path.name + ending), copy)
        copy.chmod(0o644)
    store.close()
    before = place.names()
    place.act_as(READER)
    if "-shm" in endings:
        reading = Store(left)
        assert names(reading) == ["North"]
        reading.close()
    else:
        with pytest.raises(HuddleError, match="Check that you can read the file and write to its folder"):
            Store(left)
    assert place.names() == before
    place.act_as(OWNER)
    store = Store(left)
    assert names(store) == ["North"]
    make(store, "South")
    store.close()


@as_root
def test_a_screen_of_a_reader_follows_an_owner_who_comes_later(place: Place) -> None:
    place.folder.chmod(0o1777)
    place.act_as(OWNER)
    Store(place.path, create=True).close()
    place.path.chmod(0o644)
    place.act_as(READER)
    feed = Feed(place.path)
    told: list[int] = []
    feed.listen(lambda batch: told.extend(change.id for change in batch))
    feed.poll()
    place.act_as(OWNER)
    store = Store(place.path)
    make(store, "North")
    place.act_as(READER)
    feed.poll()
    assert told == [1]
    feed.stop()
    place.act_as(OWNER)
    store.close()


@as_root
def test_a_group_writes_together(place: Place) -> None:
    place.folder.chmod(0o2770)
    os.chown(place.folder, OWNER, GROUP)
    place.act_as(OWNER)
    mask = os.umask(0o077)
    try:
        store = Store(place.path, create=True)
        place.path.chmod(0o660)
        make(store, "North")
        store.close()
        place.act_as(READER)  # of the same group
        store = Store(place.path)
        make(store, "South")
        here = PresenceFile(place.path)
        here.publish({"member_id": 1})
        place.act_as(OWNER)
        second = Store(place.path)
        make(second, "West")
        there = PresenceFile(place.path)
        there.publish({"member_id": 2})
        assert len(list(presence_folder(place.path).iterdir())) == 2
        for path in place.folder.iterdir():
            assert path.stat().st_gid == GROUP
            assert path.stat().st_mode & 0o007 == 0
        make_folder_like(place.folder / "maps", place.path)
        assert (place.folder / "maps").stat().st_mode & 0o7777 == 0o2770
        there.remove()
        second.close()
        place.act_as(READER)
        here.remove()
        store.close()
    finally:
        os.umask(mask)


# -- copies that is read-only


def read_only_copy(store: Store, folder: Path) -> Path:
    make(store, "North")
    store.connection.execute("SELECT 1").fetchall()
    folder.mkdir()
    copy = folder / "team.huddle"
    with closing(connect(store.path, writable=True)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(store.path, copy)
    return copy


@as_root
@pytest.mark.parametrize("file_mode", [0o444, 0o644], ids=oct)
def test_a_copy_in_a_read_only_folder_is_read_and_checked(place: Place, store: Store, file_mode: int) -> None:
    place.folder.chmod(0o755)
    copy = read_only_copy(store, place.folder / "copies")
    os.chown(copy, READER, GROUP)
    copy.chmod(file_mode)
    copy.parent.chmod(0o555)
    before = copy.read_bytes()
    place.act_as(READER)
    all_ways_to_read(copy)
    assert os.listdir(copy.parent) == ["team.huddle"]
    place.act_as(0)
    assert copy.read_bytes() == before


@as_root
@pytest.mark.process
def test_commands_read_it(place: Place, crew: Callable[[], object], tmp_path: Path) -> None:
    place.folder.chmod(0o755)
    copies = place.folder / "copies"
    copies.mkdir()
    crew.close()  # type: ignore[attr-defined]
    copy = copies / "team.huddle"
    shutil.copyfile(crew.path, copy)  # type: ignore[attr-defined]
    copy.chmod(0o444)
    copies.chmod(0o555)
    home = place.folder / "home"
    home.mkdir()
    os.chown(home, READER, GROUP)
    command = ["setpriv", f"--reuid={READER}", f"--regid={GROUP}", "--clear-groups", sys.executable, "-m", "tui.cli"]
    if shutil.which("setpriv") is None:
        pytest.skip("setpriv is not here")
    for words in (["me"], ["team", "show"], ["member", "list", "--json"], ["check"], ["export", str(home / "out")]):
        done = subprocess.run(
            [*command, *words, "--db", str(copy), "--as", "Ben"],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"HUDDLE_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"},
            timeout=120,
        )
        assert done.returncode == 0, (words, done.stderr)
        if "--json" in words:
            assert len(json.loads(done.stdout)) == 5
    assert os.listdir(copies) == ["team.huddle"]
    assert {path.stat().st_mode & 0o077 for path in (home / "out").rglob("*")} == {0}


@as_root
@pytest.mark.parametrize("mode", [0o000, 0o300, 0o600], ids=oct)
def test_of_a_folder_that_cannot_be_read_it_is_not_said_that_there_is_no_team(
    place: Place, mode: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = place.folder / "home"
    home.mkdir()
    os.chown(home, READER, GROUP)
    home.chmod(mode)
    place.folder.chmod(0o755)
    monkeypatch.setenv("HUDDLE_HOME", str(home))
    place.act_as(READER)
    for team in (None, "West"):
        with pytest.raises(HuddleError, match=f"Can't read the folder {home} "):
            resolve_team_path(None, team)
    if not mode & 0o100:
        with pytest.raises(HuddleError, match=f"Can't read the folder {home / 'backups'} "):
            list_copies()
    else:
        assert list_copies() == []
