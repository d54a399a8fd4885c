"""`huddle init`: whose the new file is, and that a failed one leaves nothing."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from core.errors import HuddleError
from core.maintenance import seen
from core.team import team as team_module
from data.sqlite import sqlite3
from data.store import Store
from tui import cli
from tui.commands.context import Context

modes = pytest.mark.skipif(os.name == "nt", reason="there are no modes here")


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))
    for name in ("HUDDLE_DB", "HUDDLE_TEAM", "HUDDLE_AS", "HUDDLE_DEBUG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=[0o022, 0o077, 0o000], ids=lambda mask: f"umask {mask:03o}")
def umask(request: pytest.FixtureRequest) -> object:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def rights(path: Path) -> str:
    return f"{path.stat().st_mode & 0o7777:04o}"


def tree(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@modes
def test_a_new_file_is_its_owner_s_alone(tmp_path: Path, umask: int) -> None:
    assert cli.main(["init", "West", "--leader", "Ana"]) == 0
    path = tmp_path / "home" / "west.huddle"
    assert cli.main(["member", "add", "Ben", "--as", "Ana"]) == 0
    store = Store(path)
    assert [rights(path.with_name(path.name + ending)) for ending in ("", "-wal", "-shm", "-bell")] == ["0600"] * 4
    store.close()
    assert rights(path.parent) == "0700"
    assert cli.main(["init", "West", "--leader", "Ana", "--db", str(tmp_path / "new" / "x.huddle")]) == 0
    assert (rights(tmp_path / "new"), rights(tmp_path / "new" / "x.huddle")) == ("0700", "0600")


@modes
def test_what_is_open_to_others_in_the_own_folder_is_put_right(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert cli.main(["init", "West", "--leader", "Ana"]) == 0
    home.chmod(0o755)
    (home / "west.huddle").chmod(0o644)
    (home / "west.huddle-bell").chmod(0o664)
    (home / "notes.txt").touch(0o644)
    assert cli.main(["member", "list", "--as", "Ana"]) == 0
    assert [rights(path) for path in (home, home / "west.huddle", home / "west.huddle-bell")] == [
        "0700",
        "0600",
        "0600",
    ]
    assert rights(home / "notes.txt") == "0644"


@modes
def test_whoever_shared_the_own_folder_is_told_once_that_it_is_closed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    assert cli.main(["init", "West", "--leader", "Ana"]) == 0
    for folder_mode, file_mode, is_told in ((0o755, 0o600, False), (0o700, 0o644, False), (0o770, 0o660, True)):
        home.chmod(folder_mode)
        (home / "west.huddle").chmod(file_mode)
        capsys.readouterr()
        assert cli.main(["member", "list", "--as", "Ana"]) == 0
        said = capsys.readouterr().err
        assert ("could open west.huddle" in said and "huddle init NAME --shared" in said) == is_told
        assert cli.main(["member", "list", "--as", "Ana"]) == 0
        assert "could open" not in capsys.readouterr().err


@modes
@pytest.mark.parametrize("mode", [0o2770, 0o1777])
def test_a_folder_of_a_group_or_of_everybody_is_left(tmp_path: Path, mode: int) -> None:
    assert cli.main(["init", "West", "--leader", "Ana"]) == 0
    (tmp_path / "home").chmod(mode)
    assert cli.main(["member", "list", "--as", "Ana"]) == 0
    assert rights(tmp_path / "home") == f"{mode:04o}"


@modes
def test_a_shared_file_is_its_group_s(tmp_path: Path, umask: int, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "srv" / "west.huddle"
    assert cli.main(["init", "West", "--leader", "Ana", "--shared", "--db", str(path)]) == 0
    assert "huddle member add NAME --login LOGIN --db" in capsys.readouterr().out
    assert cli.main(["member", "add", "Ben", "--as", "Ana", "--db", str(path)]) == 0
    assert (rights(path.parent), path.stat().st_gid) == ("2770", os.getegid())
    store = Store(path)
    assert [rights(path.with_name(path.name + ending)) for ending in ("", "-wal", "-shm", "-bell")] == ["0660"] * 4
    store.close()
    # A second team in the same folder.
    assert cli.main(["init", "East", "--leader", "Ana", "--shared", "--db", str(path.with_name("east.huddle"))]) == 0
    assert rights(path.with_name("east.huddle")) == "0660"


@modes
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give to any group")
def test_in_a_folder_of_one_group_no_file_is_made_for_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "srv" / "west.huddle"
    assert cli.main(["init", "West", "--leader", "Ana", "--shared", "--db", str(path)]) == 0
    os.chown(path.parent, -1, 54320)
    path.parent.chmod(0o2770)
    before = tree(tmp_path)
    assert cli.main(["init", "East", "--leader", "Ana", "--shared", "--db", str(path.with_name("east.huddle"))]) == 1
    assert "belongs to the group 54320." in capsys.readouterr().err
    assert tree(tmp_path) == before
    assert (rights(path.parent), path.parent.stat().st_gid) == ("2770", 54320)


@modes
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--shared",), "is private. Choose a folder that the group can reach"),
        (("--shared", "no-such-group", "--db", "{tmp}/srv/west.huddle"), "No group named no-such-group"),
        (
            ("--shared", "--db", "{tmp}/full/west.huddle"),
            "holds other files, which the group would see. Choose a new folder for the team",
        ),
        (("--members", "{tmp}/nobody.csv"), "nobody.csv"),
        (("--currency", "euros"), "currency"),
        (("--db", "{tmp}/notes.txt/a/west.huddle"), "Can't reach"),
    ],
)
def test_a_failed_init_leaves_nothing(
    tmp_path: Path, words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "something.txt").touch()
    (tmp_path / "notes.txt").touch()
    before = tree(tmp_path)
    status = cli.main(["init", "West", "--leader", "Ana", *(word.format(tmp=tmp_path) for word in words)])
    assert status == 1
    assert sentence in capsys.readouterr().err
    assert tree(tmp_path) == before


@pytest.mark.parametrize("failing", ["schema", "team", "members"])
@pytest.mark.parametrize("error", [sqlite3.OperationalError("database or disk is full"), KeyboardInterrupt()], ids=type)
def test_failed_half_way_it_leaves_nothing(
    tmp_path: Path, failing: str, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = tmp_path / "people.csv"
    people.write_text("name,role\nAna,leader\nBen,seller\n")
    before = tree(tmp_path)

    def fail(*_args: object, **_named: object) -> None:
        raise error

    target = {
        "schema": "data.schema.migrations.migrations.apply",
        "team": "core.team.team.create_team",
        "members": "core.team.members_csv.import_member_file",
    }[failing]
    monkeypatch.setattr(target, fail)
    path = tmp_path / "new" / "folder" / "west.huddle"
    assert cli.main(["init", "West", "--members", str(people), "--db", str(path)]) != 0
    assert tree(tmp_path) == before
    monkeypatch.undo()


def test_a_team_that_was_there_is_left_as_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "west.huddle"
    assert cli.main(["init", "West", "--leader", "Ana", "--db", str(path)]) == 0
    content = path.read_bytes()
    assert cli.main(["init", "East", "--leader", "Ben", "--db", str(path)]) == 1
    assert "already holds the team West" in capsys.readouterr().err
    assert path.read_bytes() == content


def test_somebody_who_was_faster_keeps_their_team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two at once: the file is the one's, and the team the other's."""
    path = tmp_path / "west.huddle"
    create = team_module.create_team

    def be_late(store: Store, *args: object, **named: object) -> object:
        with monkeypatch.context() as patch:
            patch.setattr(team_module, "create_team", create)
            faster = Store(path)
            create(faster, Context().clock, "East", "Ben")
            faster.close()
        return create(store, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(team_module, "create_team", be_late)
    with pytest.raises(HuddleError, match="huddle already holds the team East"):
        team_module.create_team_file(path, "West", "Ana")
    store = Store(path)
    assert store.query("SELECT name FROM team") == [{"name": "East"}]
    store.close()


def test_the_next_commands_are_for_the_same_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "my team" / "west.huddle"
    assert cli.main(["init", "West", "--leader", "Ana", "--db", str(path)]) == 0
    steps = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  huddle ")]
    assert len(steps) == 5
    assert all(step.endswith(f" --db '{path}'") for step in steps), "each can be copied whole"
    words = shlex.split(steps[0].replace("NAME", "Ben", 1))
    assert cli.main([*words[1:], "--as", "Ana"]) == 0
    assert cli.main(["member", "show", "Zoe", "--as", "Ana", "--db", str(path)]) == 1
    assert capsys.readouterr().err.endswith(f"huddle member list --db '{path}'\n")
    assert cli.main(["init", "East", "--leader", "Ana"]) == 0
    assert "--db" not in capsys.readouterr().out


def test_a_new_team_where_another_lay_is_not_told_as_another(tmp_path: Path) -> None:
    path = tmp_path / "west.huddle"
    for _ in range(2):
        assert cli.main(["init", "West", "--leader", "Ana", "--db", str(path)]) == 0
        assert seen.look(path) == []
        for file in tmp_path.glob("west.huddle*"):
            file.unlink()
