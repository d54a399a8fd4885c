"""A file is replaced with its logs, or everything stays as it was; nothing that others keep is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import HuddleError
from data.replaced_file import replace_file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    for name in ("team", "team-wal", "new"):
        (tmp_path / name).write_text(name)
    return tmp_path / "team"


def everything(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.iterdir()}


def test_the_log_goes_with_the_file(path: Path) -> None:
    assert replace_file(path, path.with_name("new"), path.with_name("kept"))
    assert everything(path.parent) == {"team": "new", "kept": "team", "kept-wal": "team-wal"}


def test_a_log_without_a_file_goes_too_and_is_no_file_that_is_kept(path: Path) -> None:
    path.unlink()
    assert not replace_file(path, path.with_name("new"), path.with_name("kept"))
    assert everything(path.parent) == {"team": "new", "kept-wal": "team-wal"}


@pytest.mark.parametrize("taken", ["kept", "kept-wal", "kept-shm", "kept-journal"])
@pytest.mark.parametrize("is_there", [True, False], ids=["a file", "only its log"])
def test_a_name_that_is_taken_is_left_alone(path: Path, taken: str, is_there: bool) -> None:
    if not is_there:
        path.unlink()
    path.with_name(taken).write_text("another's")
    before = everything(path.parent)
    with pytest.raises(FileExistsError):
        replace_file(path, path.with_name("new"), path.with_name("kept"))
    assert everything(path.parent) == before


def test_a_name_that_is_taken_in_the_last_moment_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.with_name("kept").write_text("another's")
    before = everything(path.parent)
    with monkeypatch.context() as patch, pytest.raises(FileExistsError):
        patch.setattr(Path, "exists", lambda file: file.name in {"team", "team-wal"})
        replace_file(path, path.with_name("new"), path.with_name("kept"))
    assert everything(path.parent) == before


def test_what_fails_changes_nothing(path: Path) -> None:
    path.with_name("new").unlink()
    before = everything(path.parent)
    with pytest.raises(HuddleError, match="Check the rights of its folder, and close"):
        replace_file(path, path.with_name("new"), path.with_name("kept"))
    assert everything(path.parent) == before
