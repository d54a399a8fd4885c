"""`huddle backup` and `huddle restore`, as typed in a shell; the day's copy, and what is said of a damaged file."""

from __future__ import annotations

import json
import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data.automatic_copies import list_copies
from data.models import Group, Member
from data.presence import PresenceFile
from data.sqlite import sqlite3
from data.store import Store
from tests.conftest import Crew
from tui.cli import main


@pytest.fixture
def run(crew: Crew, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs `huddle` as Ana and gives exit status, output and errors. Nobody has the file open."""
    crew.close()

    def run(*words: object) -> tuple[int, str, str]:
        status = main(["--db", str(crew.path), "--as", "Ana", *map(str, words)])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def names(path: Path) -> list[str]:
    with closing(Store(path)) as store:
        return [group.name for group in store.read(Group)]


def test_there_and_back(crew: Crew, run: Any, tmp_path: Path) -> None:
    backup = tmp_path / "my backup.huddle"
    status, out, _ = run("backup", backup)
    assert status == 0
    assert f"huddle restore --from '{backup}' --db {crew.path}" in out
    assert run("group", "add", "West")[0] == 0
    status, out, _ = run("restore", "--from", backup)
    assert status == 0
    assert names(crew.path) == ["North", "South"]
    kept = Path(out.rpartition("is kept: ")[2].strip())
    assert names(kept) == ["North", "South", "West"]
    assert run("check")[1].startswith(f"No problems found in {crew.path}.\n")


def test_a_backup_overwrites_nothing_unless_told(run: Any, tmp_path: Path) -> None:
    backup = tmp_path / "backup.huddle"
    backup.write_text("my thesis")
    status, out, err = run("backup", backup)
    assert (status, out) == (1, "")
    assert "--replace" in err
    assert backup.read_text() == "my thesis"
    assert run("backup", backup, "--replace")[0] == 0
    assert names(backup) == ["North", "South"]
    assert run("backup")[0] == 1


def test_restore_is_refused_while_a_screen_is_open(crew: Crew, run: Any, tmp_path: Path) -> None:
    run("backup", tmp_path / "backup.huddle")
    screen = PresenceFile(crew.path)
    screen.publish({"member_id": 1})
    status, _, err = run("restore", "--from", tmp_path / "backup.huddle")
    assert status == 1
    assert "--stop-screens" in err
    assert run("restore", "--from", tmp_path / "backup.huddle", "--stop-screens")[0] == 0
    screen.remove()


@pytest.mark.parametrize("how", ["text", "database", "damaged"])
def test_of_a_bad_backup_it_is_said_that_another_be_named(crew: Crew, run: Any, tmp_path: Path, how: str) -> None:
    """At once, also while screens are open: nobody closes them for nothing. And never to restore into the backup."""
    bad, screen = tmp_path / "bad.huddle", PresenceFile(crew.path)
    run("backup", bad)
    if how == "text":
        bad.write_text("my thesis " * 500)
    elif how == "database":
        bad.unlink()
        with closing(sqlite3.connect(bad)) as connection:
            connection.execute("CREATE TABLE other (id)")
            connection.commit()
    else:
        content = bytearray(bad.read_bytes())
        content[4096 * 8 : 4096 * 30] = b"\x01" * 4096 * 22
        bad.write_bytes(content)
    screen.publish({"member_id": 1})
    status, _, err = run("restore", "--from", bad)
    screen.remove()
    assert status == 1
    assert str(bad) in err
    assert "Choose another backup with --from" in err
    assert "--db" not in err.replace(f"backup --list --db {crew.path}", "")
    assert "--stop-screens" not in err


def test_both_speak_json(crew: Crew, run: Any, tmp_path: Path) -> None:
    backup = tmp_path / "backup.huddle"
    made = json.loads(run("backup", backup, "--json")[1])
    size = backup.stat().st_size
    assert made == {"path": str(crew.path), "backup": str(backup), "size": size, "lacks_votes": False}
    done = json.loads(run("restore", "--from", backup, "--json")[1])
    assert done["path"] == str(crew.path)
    assert Path(done["kept"]).exists()


def test_a_team_is_restored_by_name_though_its_file_is_gone(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run("backup", tmp_path / "backup.huddle")
    monkeypatch.delenv("HUDDLE_DB", raising=False)
    assert main(["restore", "--from", str(tmp_path / "backup.huddle"), "Northwind West"]) == 0
    assert "northwind-west.huddle" in capsys.readouterr().out
    assert names(tmp_path / "home" / "northwind-west.huddle") == ["North", "South"]


@pytest.mark.parametrize("named", [[], ["East"], ["--db"]], ids=["the only one", "by its name", "by its file"])
def test_a_backup_of_another_team_is_not_put_in_its_place_unless_that_is_said(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], named: list[str]
) -> None:
    backup = tmp_path / "backup.huddle"
    run("backup", backup)
    monkeypatch.delenv("HUDDLE_DB", raising=False)
    assert main(["init", "East", "--leader", "Ana"]) == 0
    east = tmp_path / "home" / "east.huddle"
    words = ["restore", "--from", str(backup), *named, *([str(east)] if named == ["--db"] else [])]
    assert main(words) == 1
    said = capsys.readouterr().err
    assert f"{backup} is a backup of the team Northwind West, and {east} is the team East." in said
    assert names(east) == []
    assert main([*words, "--other-team"]) == 0
    assert "It was the team East and is now the team Northwind West." in capsys.readouterr().out
    assert names(east) == ["North", "South"]
    assert main(words) == 0, "it is of that team now"
    assert main(["team", "set", "--name", "Northwind East", "--as", "Ana"]) == 0
    assert main(words) == 0, "a name may change"
    east.write_bytes(b"damaged")
    assert main(words) == (0 if named == ["--db"] else 1), "the name of the file counts where that was named"


@pytest.mark.skipif(os.name == "nt", reason="there are no modes here")
def test_a_file_that_others_can_read_stays_so_and_it_is_said(
    crew: Crew, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.access.file_access._is_reachable_by_everybody", lambda _path: True)
    backup = tmp_path / "backup.huddle"
    run("backup", backup)
    for mode, is_said in ((0o644, True), (0o600, False)):
        crew.path.chmod(mode)
        status, _, said = run("restore", "--from", backup)
        assert status == 0
        assert crew.path.stat().st_mode & 0o777 == mode
        assert (f"Everyone who uses this computer can read {crew.path}" in said) == is_said


def copy_temporary_files_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.maintenance.backups.is_temporary", lambda _path: False)


def test_a_command_makes_the_days_copy_and_the_list_says_how_to_restore_it(
    crew: Crew, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("group", "add", "West")
    assert list_copies() == []  # a temporary file, as the sample team's
    listed = run("backup", "--list")[1]
    assert listed.startswith(f"Huddle makes no automatic copies of {crew.path}")
    assert "one a day" not in listed
    copy_temporary_files_too(monkeypatch)
    assert "No automatic copies yet" in run("backup", "--list")[1]
    run("group", "add", "East")
    run("group", "add", "Far East")
    (copy,) = list_copies(crew.path)
    assert names(copy.path) == ["North", "South", "West", "East"]
    status, out, _ = run("backup", "--list")
    assert status == 0
    assert f"huddle restore --from {copy.path} --db {crew.path}" in out
    assert f"{copy.changed_at.astimezone():%Y-%m-%d %H:%M}" in out
    (listed,) = json.loads(run("backup", "--list", "--json")[1])
    assert listed["path"] == str(copy.path)
    assert listed["size"] == copy.size


def test_a_copy_that_fails_does_not_fail_the_command(crew: Crew, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_temporary_files_too(monkeypatch)
    monkeypatch.setenv("HUDDLE_HOME", str(crew.path))  # a file
    status, _, err = run("group", "add", "West")
    assert status == 0
    assert "Today's automatic copy failed" in err
    assert names(crew.path) == ["North", "South", "West"]


def overwrite(path: Path, table: str) -> None:
    """Overwrites the first page of a table."""
    with closing(sqlite3.connect(path)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    content = bytearray(path.read_bytes())
    content[4096 * (page - 1) : 4096 * page] = os.urandom(4096)
    path.write_bytes(content)


WORDS = (
    ("me",), ("me", "--short"), ("me", "--json"), ("due",), ("log", "calls", "5"), ("say", "wins", "Call Kim"),
    ("standings", "calls"), ("member", "list"), ("commitment", "list"), ("export", "FOLDER"), ("minutes",), ("digest",),
    ("signals",),
)  # fmt: skip


@pytest.mark.parametrize("is_big", [False, True], ids=["small file", "big file"])
@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_of_a_damaged_file_each_command_says_one_sentence(
    crew: Crew, run: Any, words: tuple[str, ...], is_big: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_big:  # big files are not checked when they are opened, so damage is met later
        monkeypatch.setattr("data.file_check.QUICK_CHECK_BYTES", 0)
    overwrite(crew.path, "member")
    content = crew.path.read_bytes()
    status, out, err = run(*(str(tmp_path / "out") if word == "FOLDER" else word for word in words))
    assert (status, out) == (1, "")
    assert err.count("\n") == 1
    assert f"huddle: {crew.path} is damaged (" in err
    assert "huddle restore --from FILE" in err
    assert "lost" not in err
    assert "untouched" not in err
    assert crew.path.read_bytes() == content


@pytest.mark.parametrize("words", [("me",), ("due",), ("member", "list")], ids=" ".join)
def test_text_that_is_none_is_not_shown(crew: Crew, run: Any, words: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(crew.path)) as connection:
        connection.execute("UPDATE member SET name = CAST(x'73656372657480' AS TEXT) || id")
        connection.commit()
    status, _, err = run(*words)
    assert status == 1
    assert "is damaged" in err
    assert "secret" not in err


def test_a_value_that_no_huddle_wrote_is_not_shown(crew: Crew, run: Any) -> None:
    with closing(sqlite3.connect(crew.path)) as connection:
        connection.execute("UPDATE member SET joined_on = 'very secret' WHERE id = 2")
        connection.commit()
    status, _, err = run("member", "list")
    assert status == 1
    assert f"{crew.path} is damaged (row 2 of member" in err
    assert "secret" not in err
    with pytest.raises(Exception, match="is damaged"), closing(Store(crew.path)) as store:
        store.read(Member)


@pytest.mark.parametrize("words", [["me"], ["me", "--team", "northwind-west"], ["member", "list"]])
def test_a_team_that_was_removed_under_open_screens_is_found_in_its_copy(
    crew: Crew, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str]
) -> None:
    crew.close()
    home = tmp_path / "teams"
    home.mkdir()
    path = home / "northwind-west.huddle"
    saved = home / "northwind-west.huddle-saved-20261123140000-4"
    crew.path.rename(saved)
    monkeypatch.setenv("HUDDLE_HOME", str(home))
    assert main([*words, "--as", "Ana"]) == 1
    said = capsys.readouterr().err
    assert said.endswith(f"put it back with: mv '{saved}' '{path}'\n")
    saved.rename(path)
    assert main([*words, "--as", "Ana"]) == 0


@pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal", "-bell"])
@pytest.mark.parametrize("is_linked", [False, True], ids=["by its name", "by a link"])
def test_nothing_is_written_over_the_team_s_file_and_what_is_kept_beside_it(
    crew: Crew, run: Any, tmp_path: Path, ending: str, is_linked: bool
) -> None:
    run("backup", tmp_path / "other.huddle")
    target = crew.path.with_name(crew.path.name + ending)
    if is_linked:
        target = tmp_path / "link"
        target.symlink_to(f"{crew.path}{ending}")
    for words in (("backup", target, "--replace"), ("minutes", "--out", target), ("calendar", target)):
        status, out, err = run(*words)
        assert (status, out) == (1, ""), words
        assert "is the team's own file. Choose another" in err or f"belongs to {crew.path}" in err
        assert names(crew.path) == ["North", "South"]
    if ending:
        assert f"belongs to {crew.path}" in run("export", target)[2]
        other = tmp_path / f"other.huddle{ending}"
        assert f"belongs to {tmp_path / 'other.huddle'}" in run("backup", other)[2]
        assert not other.exists()


def test_a_copy_of_a_removed_file_is_not_called_complete_and_check_says_the_same(crew: Crew, run: Any) -> None:
    """It may be left from an earlier time: what was said since is in no copy."""
    moments = ("20261120070000-9", "20261123140000-9", "20261123140000-10")
    copies = [crew.path.with_name(f"northwind.huddle-saved-{moment}") for moment in moments]
    for copy in copies:
        copy.write_bytes(crew.path.read_bytes())
    newest = copies[-1]
    newest.with_name(f"{newest.name}-wal").touch()  # somebody looked into it
    crew.path.unlink()
    status, out, err = run("me")
    local = datetime(2026, 11, 23, 14, tzinfo=UTC).astimezone()
    assert (status, out) == (1, "")
    assert f"with everything until {local:%Y-%m-%d %H:%M}. If you do not need it, delete it" in err
    assert "all that" not in err
    assert err.endswith(f"mv '{newest}' '{crew.path}'\n")
    assert run("check") == (status, out, err)


@pytest.mark.parametrize(
    "words", [("init", "West", "--leader", "Ana"), ("init", "West", "--leader", "Ana", "--shared")]
)
def test_no_team_is_made_in_the_place_of_one_that_a_copy_would_bring_back(
    crew: Crew, run: Any, words: tuple[str, ...]
) -> None:
    """Screens that had the file open advise to put the copy there: the new team would be gone."""
    saved = crew.path.with_name("northwind.huddle-saved-20261123140000-4")
    crew.path.rename(saved)
    status, out, err = run(*words)
    assert (status, out) == (1, "")
    assert str(saved) in err
    assert not crew.path.exists()
    saved.rename(crew.path)
    assert run("check")[0] == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
@pytest.mark.parametrize("words", [("me",), ("member", "list"), ("check",), ("backup", "FILE"), ("init", "West")])
def test_a_pipe_is_no_team_s_file(crew: Crew, run: Any, tmp_path: Path, words: tuple[str, ...]) -> None:
    """SQLite would wait on it for ever."""
    crew.path.unlink()
    os.mkfifo(crew.path)
    status, out, err = run(*(str(tmp_path / "out") if word == "FILE" else word for word in words))
    assert (status, out) == (1, "")
    assert f"{crew.path} is not a file" in err
    said = run("restore", "--from", crew.path, "--db", tmp_path / "other.huddle")[2]
    assert said == f"huddle: {crew.path} is not a file. Choose another.\n"


def test_a_folder_is_called_one(crew: Crew, run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    assert f"{folder} is a folder. Choose a file in it." in run("restore", "--from", folder)[2]
    crew.path.unlink()
    crew.path.mkdir()
    for words in (("check",), ("me",), ("backup", tmp_path / "out")):
        assert f"{crew.path} is a folder." in run(*words)[2]
