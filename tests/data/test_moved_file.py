"""A file that is removed, renamed or replaced while it is open: nothing more is answered as stored, nothing is lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data.errors import FileMoved, UnreadableFile
from data.feed import Feed
from data.models import Group
from data.sqlite import sqlite3
from data.store import Store

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="where a file went is known on Linux")

AT = "2026-11-23T14:00:00.000Z"


def make(store: Store, name: str) -> None:
    with store.change("group.made", at=AT) as change:
        change.insert(Group(name=name))


def names_in(path: Path, *, with_log: bool = False) -> list[str]:
    """The groups in the file, read by another program from this one file alone, or `with_log` from both."""
    copy = path.with_name("looked-at.db")
    for ending in ("", "-wal") if with_log else ("",):
        shutil.copyfile(path.with_name(path.name + ending), copy.with_name(copy.name + ending))
    connection = sqlite3.connect(copy)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return [name for (name,) in connection.execute('SELECT name FROM "group" ORDER BY id')]
    finally:
        connection.close()
        for ending in ("", "-wal", "-shm"):
            copy.with_name(copy.name + ending).unlink(missing_ok=True)


def refusal(store: Store, name: str = "too late") -> FileMoved:
    with pytest.raises(FileMoved) as refused:
        make(store, name)
    assert "\n" not in str(refused.value)
    return refused.value


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another team's file, closed."""
    path = tmp_path / "other.huddle"
    store = Store(path, create=True)
    make(store, "another team's")
    store.close()
    return path


@pytest.fixture
def second(store: Store) -> Iterator[Store]:
    """A second store on the same file, as of another screen."""
    second = Store(store.path)
    yield second
    second.close()


def test_renamed_it_has_all_that_was_said_under_its_new_name(store: Store, second: Store, tmp_path: Path) -> None:
    make(store, "North")
    make(second, "South")
    moved = tmp_path / "moved.huddle"
    store.path.rename(moved)
    refused = refusal(store)
    assert refused.place == moved
    assert f"huddle --db '{moved}'" in str(refused)
    assert names_in(moved) == ["North", "South"]
    assert [group.name for group in store.read(Group)] == ["North", "South"]
    assert refusal(second).place == moved
    assert [group.name for group in second.read(Group)] == ["North", "South"]


def test_nothing_is_left_at_the_old_name(store: Store, second: Store, tmp_path: Path) -> None:
    make(store, "North")
    store.path.rename(tmp_path / "moved.huddle")
    refusal(store)
    refusal(second)
    second.close()
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["moved.huddle"]


def test_removed_it_is_saved_beside_its_place(store: Store, second: Store) -> None:
    make(store, "North")
    store.path.unlink()
    refused = refusal(store)
    assert refused.place is not None
    assert f"mv '{refused.place}' '{store.path}'" in str(refused)
    assert names_in(refused.place) == ["North"]
    assert refused.place.stat().st_mode & 0o777 == 0o600
    assert refusal(second).place == refused.place  # one copy for all who left
    with pytest.raises(UnreadableFile, match=r"was removed.*mv '"):  # who comes later is told, too
        Store(store.path)
    refused.place.rename(store.path)
    reopened = Store(store.path)
    assert [group.name for group in reopened.read(Group)] == ["North"]
    reopened.close()


def test_half_a_copy_of_a_killed_process_is_not_taken_for_the_whole(store: Store, second: Store) -> None:
    make(store, "North")
    number, at = store.query("SELECT id, at FROM journal ORDER BY id DESC LIMIT 1")[0].values()
    stamp = "".join(character for character in at[:19] if character.isdigit())
    half = store.path.with_name(f"{store.path.name}-saved-{stamp}-{number}")
    half.write_bytes(store.path.read_bytes()[:5000])
    store.path.unlink()
    refused = refusal(store)
    assert refused.place is not None
    assert names_in(refused.place) == ["North"]
    assert half.stat().st_size == 5000
    assert refusal(second).place == refused.place


def test_a_copy_that_is_being_written_is_not_trusted(
    store: Store, second: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All screens leave in one moment: while one still writes, another leaves with a whole copy of its own."""
    make(store, "North")
    store.path.unlink()
    places: list[Path | None] = []

    def leave_meanwhile(descriptor: int) -> None:
        monkeypatch.undo()
        os.close(descriptor)
        refused = refusal(second)
        assert refused.place is not None
        assert names_in(refused.place) == ["North"]
        places.append(refused.place)

    monkeypatch.setattr("data.moved_file.os.close", leave_meanwhile)
    assert [refusal(store).place] == places
    assert [path.name for path in store.path.parent.iterdir()] == [place.name for place in places if place]


def test_what_cannot_be_saved_stays_in_the_log(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(store, "North")
    moved = tmp_path / "moved.huddle"
    store.path.rename(moved)
    log_there = moved.with_name("moved.huddle-wal")
    log_there.touch()  # somebody goes on under the new name
    monkeypatch.setattr("data.moved_file._save_copy", lambda *_: None)
    monkeypatch.setattr("data.moved_file.SAVED_SECONDS", 0)
    assert refusal(store).place is None
    assert store.path.with_name(store.path.name + "-wal").stat().st_size


@pytest.mark.parametrize("is_first", [False, True])
def test_who_cannot_copy_a_removed_file_names_the_copy_of_another(
    store: Store, is_first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One who may only read it, also when that one is the first to notice."""
    make(store, "North")
    monkeypatch.setattr("data.open_file.can_write_beside", lambda _path: False)
    reader = Store(store.path)
    store.path.unlink()
    if is_first:
        monkeypatch.setattr("data.moved_file.time.sleep", lambda _seconds: refusal(store))
    else:
        refusal(store)
    left = reader.leave_if_moved()
    assert left is not None
    assert left.place == refusal(store).place
    assert f"mv '{left.place}' '{store.path}'" in str(left)
    reader.close()


def rename_both(new: Path, old: Path) -> None:
    old.rename(old.with_name("before"))
    new.rename(old)


def replace_what_has_a_second_name(new: Path, old: Path) -> None:
    os.link(old, old.with_name("before"))
    os.replace(new, old)


@pytest.mark.parametrize("how", [os.replace, rename_both, replace_what_has_a_second_name])
def test_replaced_the_new_file_stays_as_it_is_and_the_old_is_told(
    store: Store, other: Path, how: Callable[[Path, Path], object]
) -> None:
    make(store, "North")
    content = other.read_bytes()
    how(other, store.path)
    refused = refusal(store)
    assert "Another file replaced" in str(refused)
    assert refused.place is not None
    assert names_in(refused.place) == ["North"]
    assert store.path.read_bytes() == content
    # What the old file's log held is not taken for the new file's.
    assert names_in(store.path, with_log=True) == ["another team's"]
    assert [group.name for group in store.read(Group)] == ["North"]
    refusal(store)


@pytest.mark.parametrize("has_second_names", [True, False])
def test_in_the_middle_of_a_restore_it_waits_for_the_backup(
    store: Store, other: Path, has_second_names: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was said last is then only in the file that is kept: it is named, and a backup is said to be in place."""
    make(store, "North")
    kept = store.path.with_name(f"{store.path.name}-replaced-2026-11-23-140000")
    os.link(store.path, kept) if has_second_names else store.path.rename(kept)
    for ending in ("-wal", "-shm"):
        store.path.with_name(store.path.name + ending).rename(kept.with_name(kept.name + ending))

    def go_on(_seconds: float) -> None:
        if other.exists():
            os.replace(other, store.path)

    monkeypatch.setattr("data.moved_file.time.sleep", go_on)
    refused = store.leave_if_moved()
    assert "A backup replaced" in str(refused)
    assert refused is not None
    assert refused.place == kept
    assert names_in(kept) == ["North"]
    assert "typed" not in str(refused)  # it is told to commands, too
    store.close()
    assert not list(store.path.parent.glob("*-wal")) + list(store.path.parent.glob("*-shm"))


@pytest.mark.parametrize("take_away", ["rename", "remove"])
def test_taken_away_while_it_commits_it_is_not_answered_as_stored(
    store: Store, tmp_path: Path, take_away: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look before COMMIT and the one after it."""
    make(store, "North")
    look, looks = store._file.require_in_place, []

    def look_and_lose() -> None:
        look()
        looks.append(1)
        if len(looks) == 1:
            store.path.rename(tmp_path / "moved.huddle") if take_away == "rename" else store.path.unlink()

    monkeypatch.setattr(store._file, "require_in_place", look_and_lose)
    refused = refusal(store, "at that moment")
    assert refused.place is not None
    assert names_in(refused.place) == ["North", "at that moment"]  # and lost it is not


def test_the_log_alone_is_removed(store: Store) -> None:
    make(store, "North")
    store.path.with_name(store.path.name + "-wal").unlink()
    assert "The log beside" in str(refusal(store))
    assert names_in(store.path) == ["North"]


def test_put_back_it_is_opened_again_and_not_written_to_before(store: Store, tmp_path: Path) -> None:
    make(store, "North")
    store.path.rename(tmp_path / "moved.huddle")
    refusal(store)
    (tmp_path / "moved.huddle").rename(store.path)
    refusal(store)
    with pytest.raises(FileMoved):
        store.open_again()
    assert names_in(store.path) == ["North"]


def test_by_a_link_it_is_the_link_s_file_that_counts(store: Store, tmp_path: Path, other: Path) -> None:
    link = tmp_path / "link.huddle"
    link.symlink_to(store.path)
    linked = Store(link)
    make(linked, "North")
    link.unlink()
    link.symlink_to(other)
    assert refusal(linked).place == store.path
    make(store, "goes on")
    linked.close()
    assert [group.name for group in store.read(Group)] == ["North", "goes on"]


def test_a_feed_tells_it_once_and_reads_nothing_any_more(store: Store, other: Path) -> None:
    feed = Feed(store.path)
    told: list[int] = []
    feed.move_watch.listen(lambda: told.append(1))
    feed.listen(lambda batch: told.append(len(batch) + 100))
    feed.poll()
    assert not told
    os.replace(other, store.path)
    feed.poll()
    feed.poll()
    assert told == [1]
    feed.stop()


def test_with_its_folder_it_moves_too(tmp_path: Path) -> None:
    path = tmp_path / "teams" / "team.huddle"
    store = Store(path, create=True)
    make(store, "North")
    moved = tmp_path / "old teams" / "team.huddle"
    path.parent.rename(moved.parent)
    assert refusal(store).place == moved
    assert names_in(moved) == ["North"]
    store.close()
    assert not path.parent.exists()


@pytest.mark.parametrize("has_all", [True, False], ids=["all of it in memory", "not all in memory"])
def test_emptied_in_its_place_nothing_more_is_answered_as_stored(
    store: Store, has_all: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is promised to be in a copy is in it; SQLite itself goes on, and loses it."""
    monkeypatch.setattr("data.moved_file.SAVED_SECONDS", 0)
    make(store, "North")
    store._file.writer.execute("PRAGMA quick_check" if has_all else "PRAGMA shrink_memory")
    store.path.write_bytes(b"")
    refused = refusal(store)
    assert "Another program emptied" in str(refused)
    assert (refused.place is not None) == has_all == ("Everything until then is in" in str(refused))
    log = store.path.with_name(f"{store.path.name}-wal")
    for create in (False, True):
        with pytest.raises(UnreadableFile, match="another program emptied it") as opening:
            Store(store.path, create=create)
        assert str(log) in str(opening.value)
        assert "huddle init" not in str(opening.value)
    assert log.stat().st_size, "who opens it must not remove what was said last"
    if refused.place is not None:
        assert names_in(refused.place) == ["North"]
        assert f"huddle restore --from '{refused.place}' --db '{store.path}'" in str(refused)
        assert str(refused.place) in str(opening.value)


def test_a_feed_tells_that_it_was_emptied(store: Store) -> None:
    feed = Feed(store.path)
    told: list[int] = []
    feed.move_watch.listen(lambda: told.append(1))
    store.path.write_bytes(b"")
    feed.poll()
    assert told == [1]
    feed.stop()


@pytest.mark.parametrize("ending", ["-wal", "-saved-20261123140000-4", "-replaced-2026-11-23-140000"])
def test_an_empty_file_with_something_left_beside_it_is_not_called_new(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "team.huddle"
    path.touch()
    with pytest.raises(UnreadableFile, match="Make a team in it"):
        Store(path)
    left = tmp_path / f"team.huddle{ending}"
    left.write_bytes(b"something")
    with pytest.raises(UnreadableFile) as opening:
        Store(path)
    assert str(left) in str(opening.value)
    assert "huddle init" not in str(opening.value)


@pytest.mark.parametrize("has_all", [True, False], ids=["all of it in memory", "not all in memory"])
def test_cut_short_it_is_given_up_and_only_a_whole_copy_is_named(
    store: Store, has_all: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.moved_file.SAVED_SECONDS", 0)
    make(store, "North")
    store._file.writer.execute("PRAGMA quick_check" if has_all else "PRAGMA shrink_memory")
    os.truncate(store.path, store.path.stat().st_size // 2)
    refused = refusal(store)
    assert "Another program cut" in str(refused)
    assert (refused.place is not None) == has_all == ("Everything until then is in" in str(refused))
    if refused.place is not None:
        assert names_in(refused.place) == ["North"]
