"""Huddle copies a file by itself: once a day when something changed, and before each migration."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from data import automatic_copies
from data.automatic_copies import KEPT_COPIES, copies_folder, keep_daily_copy, list_copies
from data.errors import HuddleError
from data.models import Group
from data.sqlite import SCHEMA_VERSION, connect, sqlite3
from data.store import Store
from tests.conftest import Crew
from tests.data.schema.old_files import unpack

AT = "2026-11-23T14:00:00.000Z"
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))


def time_of(day: date, hour: int) -> float:
    return datetime(day.year, day.month, day.day, hour).astimezone().timestamp()


def change(path: Path, on: date, hour: int = 12) -> None:
    """Changes something in the file on a day, at that hour."""
    with closing(Store(path)) as store, store.change("group.made", at=AT) as open_change:
        open_change.insert(Group(name=f"group of {on} {os.urandom(3).hex()}"))
    os.utime(path, (time_of(on, hour), time_of(on, hour)))


def copy_on(path: Path, day: date) -> Path | None:
    """What is copied on a day. Its own file gets the time of that day."""
    copy = keep_daily_copy(path, day)
    if copy is not None:
        os.utime(copy, (time_of(day, 18), time_of(day, 18)))
    return copy


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "team.huddle"
    Store(path, create=True).close()
    change(path, TODAY)
    return path


def test_one_copy_a_day_and_only_when_something_changed(path: Path) -> None:
    first = copy_on(path, TODAY)
    assert first is not None
    change(path, TODAY, hour=20)
    assert copy_on(path, TODAY) is None  # today's is made
    next_day = copy_on(path, TODAY + timedelta(days=1))
    assert next_day is not None  # with what changed since
    assert next_day != first
    assert copy_on(path, TODAY + timedelta(days=2)) is None  # nothing changed
    change(path, TODAY + timedelta(days=3))
    assert copy_on(path, TODAY + timedelta(days=3)) is not None


def test_nothing_is_copied_by_opening_a_file(path: Path) -> None:
    copy_on(path, TODAY)
    Store(path).close()
    assert copy_on(path, TODAY + timedelta(days=1)) is None


def test_the_newest_are_kept(path: Path) -> None:
    for number in range(KEPT_COPIES + 3):
        day = TODAY + timedelta(days=number)
        change(path, day)
        assert copy_on(path, day) is not None
    copies = list_copies(path)
    assert len(copies) == KEPT_COPIES
    assert [copy.changed_at.astimezone().date() for copy in copies][:2] == [day, day - timedelta(days=1)]
    assert all(copy.team_file == path and copy.size == copy.path.stat().st_size for copy in copies)


def test_copies_of_a_day_with_a_wrong_clock_stop_no_others(path: Path) -> None:
    for number in range(KEPT_COPIES):
        ahead = TODAY + timedelta(days=365 + number)
        change(path, ahead)
        assert copy_on(path, ahead) is not None
    for number in range(1, 4):
        day = TODAY + timedelta(days=number)
        change(path, day)
        assert copy_on(path, day) is not None
        assert copy_on(path, day) is None
    days = [copy.changed_at.astimezone().date() for copy in list_copies(path)]
    assert len(days) == KEPT_COPIES
    assert days[-3:] == [TODAY + timedelta(days=number) for number in (3, 2, 1)]


def test_nobody_else_may_look_at_them(path: Path, tmp_path: Path) -> None:
    copy = copy_on(path, TODAY)
    assert copy is not None
    assert copy.is_relative_to(tmp_path / "home")
    assert copy.stat().st_mode & 0o777 == 0o600
    for folder in (copies_folder(path), copies_folder(path).parent):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_half_a_copy_of_a_killed_process_is_removed_later(path: Path) -> None:
    copies_folder(path).mkdir(parents=True)
    old, new = copies_folder(path) / ".old.huddle.1234", copies_folder(path) / ".new.huddle.1234"
    old.touch()
    os.utime(old, (0, 0))
    new.touch()
    keep_daily_copy(path, TODAY)
    assert not old.exists()
    assert new.exists()
    assert len(list_copies(path)) == 1


def test_two_teams_of_one_name_do_not_share_copies(path: Path, tmp_path: Path) -> None:
    (tmp_path / "west").mkdir()
    other = tmp_path / "west" / "team.huddle"
    Store(other, create=True).close()
    copy_on(path, TODAY)
    assert list_copies(other) == []
    copy_on(other, date.max)
    assert {copy.team_file for copy in list_copies()} == {path, other}


def test_a_damaged_file_pushes_no_copy_out(path: Path) -> None:
    copy_on(path, TODAY)
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 12] = b"\7" * 4096 * 9
    path.write_bytes(content)
    before = list_copies(path)
    with pytest.raises(HuddleError, match="is damaged"):
        keep_daily_copy(path, date.max)
    assert list_copies(path) == before


def test_a_folder_that_cannot_be_written(path: Path, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    with pytest.raises(HuddleError, match="HUDDLE_HOME"):
        keep_daily_copy(path, TODAY)


def test_a_file_is_copied_before_it_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automatic_copies, "is_temporary", lambda _path: False)
    old = unpack(1, tmp_path / "old.huddle")
    content = old.read_bytes()
    Store(old).close()
    (copy,) = list_copies(old)
    assert copy.is_before_migration
    assert "schema-1" in copy.path.name
    with closing(connect(copy.path, immutable=True)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    with closing(connect(old, immutable=True)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    assert len(copy.path.read_bytes()) == len(content)
    Store(old).close()
    assert list_copies(old) == [copy]  # once


def test_without_a_copy_nothing_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automatic_copies, "is_temporary", lambda _path: False)
    (tmp_path / "home").write_text("a file where the folder should be")
    old = unpack(1, tmp_path / "old.huddle")
    with pytest.raises(HuddleError, match="HUDDLE_HOME"):
        Store(old)
    with closing(connect(old)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_temporary_files_are_not_copied(tmp_path: Path) -> None:
    Store(unpack(1, tmp_path / "old.huddle")).close()
    assert list_copies() == []


def test_no_copy_is_made_while_ballots_or_unnamed_words_wait(crew: Crew) -> None:
    """They are deleted when they are told, and would stay in the copy."""
    with closing(sqlite3.connect(crew.path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("INSERT INTO mailbox VALUES (randomblob(16), 1, NULL, 'words')")
        connection.commit()
        assert keep_daily_copy(crew.path, date(2026, 11, 23)) is None
        connection.execute("DELETE FROM mailbox")
        connection.execute("INSERT INTO vote (board_id, member_id, card_id, count) VALUES (1, 1, 1, 1)")
        connection.commit()
        assert keep_daily_copy(crew.path, date(2026, 11, 23)) is None
        connection.execute("DELETE FROM vote")
        connection.commit()
    assert keep_daily_copy(crew.path, date(2026, 11, 23)) is not None
