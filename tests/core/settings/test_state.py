"""What is remembered between two runs: damaged or missing, it is as if there were nothing."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from core.settings.state import TEAM, THEME, last_team, read_state, remember, remember_team


def test_each_thing_is_remembered_beside_the_others(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state.json"
    remember(THEME, "huddle-light", path)
    remember(TEAM, "west.huddle", path)
    assert read_state(path) == {THEME: "huddle-light", TEAM: "west.huddle"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["state.json"]


@pytest.mark.parametrize("damaged", [b"", b"{", b"[1]", b'{"theme": 3}', b"\xff", b"[" * 100_000])
def test_a_damaged_file_is_ignored_and_replaced(tmp_path: Path, damaged: bytes) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(damaged)
    assert read_state(path) == {}
    remember(THEME, "huddle-light", path)
    assert read_state(path) == {THEME: "huddle-light"}


def test_what_cannot_be_written_is_not_remembered(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    remember(THEME, "huddle-light", tmp_path / "file" / "state.json")


def test_the_last_team_is_one_of_this_users_folder(tmp_path: Path) -> None:
    env = {"XDG_STATE_HOME": str(tmp_path / "state"), "HUDDLE_HOME": str(tmp_path / "home")}
    east, west = (tmp_path / "home" / f"{name}.huddle" for name in ("east", "west"))
    assert last_team([east, west], env) is None
    remember_team(west, env)
    assert last_team([east, west], env) == west
    assert last_team([east], env) is None
    remember_team(tmp_path / "elsewhere" / "east.huddle", env)
    assert last_team([east, west], env) == west
