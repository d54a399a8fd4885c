"""A copy holds all that was committed, is private, and is there whole or not at all."""

from __future__ import annotations

import os
import random
from contextlib import closing
from pathlib import Path

import pytest

from data.errors import HuddleError, UnreadableFile
from data.models import Group
from data.sqlite import connect, sqlite3
from data.store import Store
from data.whole_copy import publish, whole_copy

AT = "2026-11-23T14:00:00.000Z"


def make(store: Store, *names: str) -> None:
    for name in names:
        with store.change("group.made", at=AT) as change:
            change.insert(Group(name=name))


def groups_in(path: Path) -> list[str]:
    with closing(connect(path, immutable=True)) as connection:
        return [name for (name,) in connection.execute('SELECT name FROM "group" ORDER BY id')]


def copy(source: Path, target: Path, *, replace: bool = False) -> None:
    with whole_copy(source, target, is_live=True) as new:
        publish(new, target, replace=replace)


def test_what_lies_in_the_log_is_copied_too(store: Store, tmp_path: Path) -> None:
    make(store, "North", "South")
    assert store.path.with_name("team.huddle-wal").stat().st_size
    copy(store.path, tmp_path / "copy.huddle")
    assert groups_in(tmp_path / "copy.huddle") == ["North", "South"]


def test_nobody_waits_for_a_copy_and_it_is_of_one_moment(store: Store, tmp_path: Path) -> None:
    make(store, "before")
    with whole_copy(store.path, tmp_path / "copy.huddle", is_live=True) as new:
        make(store, "meanwhile")
        publish(new, tmp_path / "copy.huddle", replace=False)
    assert groups_in(tmp_path / "copy.huddle") == ["before"]


@pytest.mark.parametrize("mask", [0o000, 0o022])
def test_only_this_user_may_read_it_from_the_first_moment(store: Store, tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        with whole_copy(store.path, tmp_path / "copy.huddle", is_live=True) as new:
            assert new.stat().st_mode & 0o777 == 0o600
            publish(new, tmp_path / "copy.huddle", replace=False)
    finally:
        os.umask(before)
    assert (tmp_path / "copy.huddle").stat().st_mode & 0o777 == 0o600


def test_half_a_copy_is_never_found(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    with pytest.raises(RuntimeError), whole_copy(store.path, folder / "copy.huddle", is_live=True):
        assert not (folder / "copy.huddle").exists()
        raise RuntimeError("the power fails")
    assert list(folder.iterdir()) == []


def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "copy.huddle"
    target.write_text("my thesis")
    with pytest.raises(HuddleError, match="Choose a new file, or replace it with --replace"):
        copy(store.path, target)
    assert target.read_text() == "my thesis"
    make(store, "North")
    copy(store.path, target, replace=True)
    assert groups_in(target) == ["North"]
    assert sorted(path.name for path in tmp_path.iterdir() if "copy" in path.name) == ["copy.huddle"]


def test_a_log_that_is_left_of_another_file_is_not_written_into_the_copy(store: Store, tmp_path: Path) -> None:
    target, log = tmp_path / "copy.huddle", tmp_path / "copy.huddle-wal"
    log.write_text("left")
    with pytest.raises(HuddleError, match="Choose a new file, or replace it with --replace"):
        copy(store.path, target)
    assert log.read_text() == "left"
    copy(store.path, target, replace=True)
    assert [path.name for path in tmp_path.iterdir() if "copy" in path.name] == ["copy.huddle"]


def test_a_damaged_file_is_not_copied(store: Store, tmp_path: Path) -> None:
    make(store, *(f"group {number}" for number in range(300)))
    store.close()
    content = bytearray(store.path.read_bytes())
    content[4096 * 3 : 4096 * 12] = random.Random(3).randbytes(4096 * 9)
    store.path.write_bytes(content)
    with pytest.raises(UnreadableFile, match="is damaged"):
        copy(store.path, tmp_path / "copy.huddle")
    assert not (tmp_path / "copy.huddle").exists()


def test_what_is_no_teams_file_is_not_copied(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no file"):
        copy(tmp_path / "nowhere.huddle", tmp_path / "copy.huddle")
    text = tmp_path / "text.huddle"
    text.write_text("not a database, by far\n" * 100)
    with pytest.raises(UnreadableFile, match="not a Huddle file"):
        copy(text, tmp_path / "copy.huddle")
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE recipe (id)")
    with pytest.raises(UnreadableFile, match="another program"):
        copy(tmp_path / "other.db", tmp_path / "copy.huddle")


def test_a_folder_that_is_not_there(store: Store, tmp_path: Path) -> None:
    with pytest.raises(HuddleError, match="test_a_folder_that_is_not_ther"):
        copy(store.path, tmp_path / "no such folder" / "copy.huddle")
