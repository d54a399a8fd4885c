"""What is no whole team's file of this schema is refused with a sentence, and left as it was."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from data.errors import HuddleError, UnreadableFile
from data.models import Group, Member
from data.sqlite import APPLICATION_ID, SCHEMA_VERSION, sqlite3
from data.store import Store

AT = "2026-11-23T14:00:00.000Z"


def prints(folder: Path) -> dict[str, str]:
    """What lies in the folder, and a fingerprint of each file."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in folder.iterdir()
    }


def refused(path: Path, *, create: bool = False) -> str:
    """The sentence with which the file is refused; fails if anything was touched or left behind."""
    before = prints(path.parent)
    with pytest.raises(UnreadableFile) as refusal:
        Store(path, create=create)
    assert prints(path.parent) == before
    sentence = str(refusal.value)
    assert str(path) in sentence
    assert "\n" not in sentence
    return sentence


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A closed team's file of some 40 pages."""
    path = tmp_path / "team.huddle"
    store = Store(path, create=True)
    with store.change("team.founded", at=AT) as change:
        change.insert(Group(name="North"))
        change.insert_many(Member(name=f"member {number}", joined_on=date(2026, 1, 1)) for number in range(300))
    store.notify_file.unlink()
    store.close()
    return path


def set_in(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(sql)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize(
    "content",
    [
        b"Dear Ana,\nhere are the minutes.\n",
        b"x",
        bytes.fromhex("ffd8ffe000104a464946") + random.Random(7).randbytes(50_000) + bytes.fromhex("ffd9"),
        b"SQLite format 2\0" + bytes(5000),
        b"\0" * 5000,
    ],
    ids=["text", "one letter", "picture", "an old database", "zeros"],
)
def test_a_file_of_another_kind(tmp_path: Path, content: bytes, create: bool) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    assert "is not a Huddle file" in refused(path, create=create)


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_a_database_of_another_program(tmp_path: Path, mode: str, create: bool) -> None:
    path = tmp_path / "other.db"
    set_in(path, f"PRAGMA journal_mode = {mode}")
    set_in(path, "CREATE TABLE recipe (id INTEGER PRIMARY KEY)")
    assert "another program" in refused(path, create=create)


@pytest.mark.parametrize("create", [False, True])
def test_a_newer_huddle_s_file(team: Path, create: bool) -> None:
    set_in(team, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    sentence = refused(team, create=create)
    assert "newer Huddle" in sentence
    assert "pip install --upgrade huddle-tui" in sentence


def test_a_newer_huddle_s_file_that_is_open_elsewhere(team: Path) -> None:
    newer = sqlite3.connect(team)
    newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    newer.commit()
    whole = hashlib.sha256(team.read_bytes()).hexdigest()
    with pytest.raises(UnreadableFile, match="newer Huddle"):
        Store(team)
    assert hashlib.sha256(team.read_bytes()).hexdigest() == whole
    newer.close()


def test_a_file_overwritten_in_the_middle(team: Path) -> None:
    content = bytearray(team.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 3 * 4096] = random.Random(3).randbytes(3 * 4096)
    team.write_bytes(content)
    sentence = refused(team)
    assert "is damaged" in sentence
    assert "huddle restore --from FILE" in sentence


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_file_cut_short(team: Path, share: float) -> None:
    content = team.read_bytes()
    team.write_bytes(content[: int(len(content) * share)])
    assert "is damaged" in refused(team)


def test_a_file_cut_within_its_header(team: Path) -> None:
    team.write_bytes(team.read_bytes()[:60])
    assert "is damaged" in refused(team)


def test_damage_found_later_is_the_same_sentence(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.file_check.QUICK_CHECK_BYTES", 0)
    content = bytearray(team.read_bytes())
    root = sqlite3.connect(team)
    page = root.execute("SELECT rootpage FROM sqlite_master WHERE name = 'member'").fetchone()[0]
    root.close()
    content[(page - 1) * 4096 : page * 4096] = random.Random(3).randbytes(4096)
    team.write_bytes(content)
    store = Store(team)
    with pytest.raises(UnreadableFile, match="is damaged"):
        store.read(Member)
    store.close()


def test_an_empty_file_is_made_a_team_s_only_on_request(tmp_path: Path) -> None:
    path = tmp_path / "team.huddle"
    path.touch()
    assert "huddle init NAME" in refused(path)
    Store(path, create=True).close()
    Store(path).close()


def test_no_file(tmp_path: Path) -> None:
    sentence = refused(tmp_path / "team.huddle")
    assert f"huddle init NAME --db {tmp_path / 'team.huddle'}" in sentence


def test_creating_makes_the_folder_too(tmp_path: Path) -> None:
    path = tmp_path / "teams" / "west" / "team.huddle"
    Store(path, create=True).close()
    assert path.is_file()


@pytest.mark.parametrize("create", [False, True])
def test_a_folder(tmp_path: Path, create: bool) -> None:
    (tmp_path / "team").mkdir()
    assert "is a folder" in refused(tmp_path / "team", create=create)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "team.huddle"
    os.mkfifo(path)
    with pytest.raises(UnreadableFile, match="is not a file"):
        Store(path, create=True)


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Dear Ana")
    with pytest.raises(UnreadableFile, match="Check the path and the rights of its folder"):
        Store(tmp_path / "notes.txt" / "team.huddle", create=True)


def test_a_name_that_means_something_in_an_address(tmp_path: Path) -> None:
    path = tmp_path / "100 %25 ?mode=memory#Zoë.huddle"
    Store(path, create=True).close()
    assert path.is_file()
    Store(path).close()


@pytest.fixture
def somebody_else() -> Iterator[Path]:
    """A folder in which this process acts as a user without rights, even where tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="huddle-rights-"))
    folder.chmod(0o755)
    root = os.geteuid() == 0
    if root:
        nobody = 65534
        os.chown(folder, nobody, nobody)
        os.seteuid(nobody)
    yield folder
    if root:
        os.seteuid(0)
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_file_that_may_not_be_read(somebody_else: Path) -> None:
    path = somebody_else / "team.huddle"
    Store(path, create=True).close()
    path.chmod(0)
    with pytest.raises(UnreadableFile, match="Check that you can read the file and write to its folder"):
        Store(path)
    path.chmod(0o600)
    Store(path).close()


def test_a_file_that_may_not_be_written(somebody_else: Path) -> None:
    path = somebody_else / "team.huddle"
    Store(path, create=True).close()
    path.chmod(0o400)
    store = Store(path)
    with (
        pytest.raises(HuddleError, match="Ask its owner for write access to the file and its folder"),
        store.change("group.made", at=AT) as change,
    ):
        change.insert(Group(name="North"))
    assert store.read(Group) == []
    store.close()


def test_a_folder_that_may_not_be_written(somebody_else: Path) -> None:
    somebody_else.chmod(0o555)
    with pytest.raises(UnreadableFile, match="Check the path and the rights of its folder"):
        Store(somebody_else / "team.huddle", create=True)
    with pytest.raises(UnreadableFile, match="Check"):
        Store(somebody_else / "new" / "team.huddle", create=True)


def test_opening_again_changes_nothing(team: Path) -> None:
    before = prints(team.parent)
    Store(team).close()
    Store(team, create=True).close()
    assert prints(team.parent) == before


def test_a_copy_without_write_ahead_log_gets_it_back(team: Path) -> None:
    set_in(team, "PRAGMA journal_mode = delete")
    store = Store(team)
    assert store.query("PRAGMA journal_mode") == [{"journal_mode": "wal"}]
    store.close()


def test_a_killed_creation_can_be_gone_on_with(tmp_path: Path) -> None:
    """The log is on and the schema not yet there: as after a power cut within `huddle init`."""
    path = tmp_path / "team.huddle"
    half = sqlite3.connect(path)
    half.execute("PRAGMA journal_mode = WAL")
    half.execute("BEGIN IMMEDIATE")
    half.execute("CREATE TABLE team (id INTEGER)")
    half.rollback()
    half.close()
    store = Store(path, create=True)
    assert store.read(Group) == []
    store.close()


def test_a_team_s_file_names_its_program(team: Path) -> None:
    connection = sqlite3.connect(team)
    assert connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    connection.close()
    assert APPLICATION_ID.to_bytes(4, "big") == b"HUDD"
