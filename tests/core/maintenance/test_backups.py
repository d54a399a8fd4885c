"""A backup is put back whole, what it replaces is kept whole, and nothing is touched when it is refused."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import HuddleError
from core.maintenance.backups import back_up, choose_restored_path, restore
from core.maintenance.check import check_file
from data.models import Group
from data.presence import PresenceFile
from data.sqlite import sqlite3
from data.store import Store
from tests.conftest import NOW, Crew

AT = "2026-11-23T14:00:00.000Z"


def make(store: Store, *names: str) -> None:
    for name in names:
        with store.change("group.made", at=AT) as change:
            change.insert(Group(name=name))


def groups_in(path: Path) -> list[str]:
    with closing(Store(path)) as store:
        return [group.name for group in store.read(Group)]


@pytest.fixture
def path(crew: Crew) -> Path:
    """A team's file that nobody has open."""
    crew.close()
    return crew.path


@pytest.fixture
def backup(path: Path, tmp_path: Path) -> Path:
    back_up(path, tmp_path / "backup.huddle")
    return tmp_path / "backup.huddle"


def everything(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def test_there_and_back(path: Path, backup: Path) -> None:
    with closing(Store(path)) as store:
        make(store, "West")
    done = restore(backup, path, now=NOW)
    assert groups_in(path) == ["North", "South"]
    assert check_file(path) == []
    assert done.kept == path.with_name("northwind.huddle-replaced-2026-11-23-140000")
    assert groups_in(done.kept) == ["North", "South", "West"]
    assert done.migrated_from is None


def test_the_log_beside_the_file_does_not_come_back(path: Path, backup: Path) -> None:
    """The left-over log of a killed process belongs to the file that is replaced, and would destroy the new one."""
    killed = path.with_name("killed.huddle")
    with closing(Store(path)) as store:
        make(store, "West")
        for ending in ("", "-wal"):
            shutil.copy(f"{path}{ending}", f"{killed}{ending}")
    for ending in ("", "-wal"):
        shutil.copy(f"{killed}{ending}", f"{path}{ending}")
    done = restore(backup, path, now=NOW)
    assert groups_in(path) == ["North", "South"]
    assert check_file(path) == []
    assert done.kept is not None
    assert groups_in(done.kept) == ["North", "South", "West"]


def test_a_damaged_file_is_replaced_and_kept_as_it_was(path: Path, backup: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 2 : 4096 * 20] = b"\7" * 4096 * 18
    path.write_bytes(content)
    done = restore(backup, path, now=NOW)
    assert check_file(path) == []
    assert done.kept is not None
    assert done.kept.read_bytes() == bytes(content)


def test_a_file_that_is_gone(path: Path, backup: Path) -> None:
    path.unlink()
    assert restore(backup, path, now=NOW).kept is None
    assert check_file(path) == []


def test_twice_in_one_second_keeps_both(path: Path, backup: Path) -> None:
    first, second = restore(backup, path, now=NOW).kept, restore(backup, path, now=NOW).kept
    assert first is not None
    assert second is not None
    assert first != second
    assert first.exists()
    assert second.exists()


def test_what_was_kept_can_be_restored_with_its_log(path: Path, backup: Path) -> None:
    with closing(Store(path)) as store:
        make(store, "West")
        shutil.copy(path, path.with_name("kept"))
        shutil.copy(f"{path}-wal", path.with_name("kept-wal"))
    restore(backup, path, now=NOW)
    restore(path.with_name("kept"), path, now=NOW)
    assert groups_in(path) == ["North", "South", "West"]


def test_a_file_of_which_only_the_log_is_left(path: Path, backup: Path) -> None:
    """The log of the file that is gone would be written into the backup."""
    with closing(Store(path)) as store:
        make(store, "West")
        log = path.with_name(f"{path.name}-wal").read_bytes()
    for _ in range(2):  # in the same second
        path.unlink()
        path.with_name(f"{path.name}-wal").write_bytes(log)
        done = restore(backup, path, now=NOW)
        assert done.kept is None
        assert check_file(path) == []
        assert groups_in(path) == ["North", "South"]
    logs = list(path.parent.glob(f"{path.name}-replaced-*"))
    assert [file.read_bytes() for file in logs] == [log, log]
    kept = restore(backup, path, now=NOW).kept  # still in it: that file has no log
    assert kept is not None
    assert groups_in(kept) == ["North", "South"]


def test_rights_stay_as_they_were(path: Path, backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    path.chmod(0o660)
    restore(backup, path, now=NOW)
    assert path.stat().st_mode & 0o777 == 0o660


def test_it_is_refused_while_a_screen_is_open(path: Path, backup: Path) -> None:
    screen = PresenceFile(path)
    screen.publish({"member_id": 1})
    before = everything(path.parent)
    with pytest.raises(HuddleError, match=r"open in 1 screen.*--stop-screens"):
        restore(backup, path, now=NOW)
    assert everything(path.parent) == before
    restore(backup, path, now=NOW, stop_screens=True)
    screen.remove()
    restore(backup, path, now=NOW)


@pytest.mark.parametrize("damage", ["text", "another program", "cut", "empty", "missing", "itself", "folder"])
def test_a_source_that_is_no_backup_changes_nothing(path: Path, backup: Path, tmp_path: Path, damage: str) -> None:
    source = tmp_path / "source.huddle"
    if damage == "text":
        source.write_text("not a database, by far\n" * 100)
    elif damage == "another program":
        with closing(sqlite3.connect(source)) as other:
            other.execute("CREATE TABLE recipe (id)")
    elif damage == "cut":
        source.write_bytes(backup.read_bytes()[: 4096 * 20])
    elif damage == "empty":
        source.touch()
    elif damage == "itself":
        source = path
    elif damage == "folder":
        source.mkdir()
    before = everything(tmp_path)
    with pytest.raises(HuddleError) as refusal:
        restore(source, path, now=NOW)
    assert str(source) in str(refusal.value)
    assert everything(tmp_path) == before


def test_a_backup_is_never_written_over_the_team(path: Path) -> None:
    with pytest.raises(HuddleError, match="is the team's own file"):
        back_up(path, path, replace=True)
    with pytest.raises(HuddleError, match="is a folder"):
        back_up(path, path.parent)


def open_and_kill(backup: Path) -> None:
    """Opens the backup as a team, adds to it and is killed, so that its log stays."""
    with closing(Store(backup)) as store:
        make(store, "Opened")
        left = {ending: Path(f"{backup}{ending}").read_bytes() for ending in ("", "-wal")}
    for ending, content in left.items():
        Path(f"{backup}{ending}").write_bytes(content)


@pytest.mark.parametrize("is_gone", [False, True], ids=["with its file", "alone"])
def test_the_log_of_a_backup_that_was_opened_is_not_written_into_the_next(
    path: Path, backup: Path, is_gone: bool
) -> None:
    open_and_kill(backup)
    if is_gone:
        backup.unlink()
    with closing(Store(path)) as store:
        make(store, "West")
    before = everything(path.parent)
    with pytest.raises(HuddleError, match="--replace"):
        back_up(path, backup)
    assert everything(path.parent) == before
    back_up(path, backup, replace=True)
    assert set(everything(path.parent)) == set(before) - {"backup.huddle-wal"} | {"backup.huddle"}
    assert check_file(backup) == []
    assert groups_in(backup) == ["North", "South", "West"]


def test_a_backup_that_is_open_is_not_replaced(path: Path, backup: Path) -> None:
    screen = PresenceFile(backup)
    screen.publish({"member_id": 1})
    before = everything(path.parent)
    with pytest.raises(HuddleError, match=r"backup.huddle is open in 1 screen.*another file"):
        back_up(path, backup, replace=True)
    assert everything(path.parent) == before
    screen.remove()
    back_up(path, backup, replace=True)


def test_which_team_is_restored(tmp_path: Path) -> None:
    env = {"HUDDLE_HOME": str(tmp_path)}
    with pytest.raises(HuddleError, match="Choose the team to restore"):
        choose_restored_path(None, None, env)
    (tmp_path / "north.huddle").touch()
    assert choose_restored_path(None, None, env) == tmp_path / "north.huddle"
    assert choose_restored_path(None, "north", env) == tmp_path / "north.huddle"
    assert choose_restored_path(None, "South", env) == tmp_path / "south.huddle"  # its file may be gone
    (tmp_path / "west.huddle").touch()
    with pytest.raises(HuddleError, match="north, west"):
        choose_restored_path(None, None, env)
    assert choose_restored_path(None, None, {**env, "HUDDLE_TEAM": "west"}) == tmp_path / "west.huddle"
    assert choose_restored_path("x.huddle", None, env) == Path("x.huddle")
    assert choose_restored_path(None, None, {**env, "HUDDLE_DB": "y.huddle"}) == Path("y.huddle")
    # A second team of that name is not made beside the one that is used.
    with pytest.raises(HuddleError, match=r"HUDDLE_DB is y\.huddle"):
        choose_restored_path(None, "South", {**env, "HUDDLE_DB": "y.huddle"})


def test_a_team_is_never_taken_for_another_whose_name_begins_as_its_own(tmp_path: Path) -> None:
    env = {"HUDDLE_HOME": str(tmp_path)}
    for name in ("west-coast", "east"):
        (tmp_path / f"{name}.huddle").touch()
    assert choose_restored_path(None, "West", env) == tmp_path / "west.huddle"  # its file is gone
    assert choose_restored_path(None, None, {**env, "HUDDLE_TEAM": "West"}) == tmp_path / "west.huddle"
    (tmp_path / "west.huddle").touch()
    assert choose_restored_path(None, "West", env) == tmp_path / "west.huddle"
