"""Whether others of this computer can open a file, by its rights and those of the folders around it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.file_modes import is_for_this_user_alone

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there are no such rights")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody can enter: that of tests is closed."""
    folder = Path(tempfile.mkdtemp(prefix="huddle-open-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("mode", "alone"), [(0o600, True), (0o640, False), (0o660, False), (0o604, False), (0o602, False)]
)
def test_the_files_own_rights(open_folder: Path, mode: int, alone: bool) -> None:
    file = open_folder / "team.huddle"
    file.touch()
    file.chmod(mode)
    assert is_for_this_user_alone(file) == alone


@pytest.mark.parametrize(("mode", "alone"), [(0o700, True), (0o710, False), (0o701, False), (0o755, False)])
def test_a_folder_around_it_that_bars_others(open_folder: Path, mode: int, alone: bool) -> None:
    inner = open_folder / "closed" / "inner"
    inner.mkdir(parents=True)
    inner.chmod(0o755)
    inner.parent.chmod(mode)
    file = inner / "team.huddle"
    file.touch()
    file.chmod(0o666)
    assert is_for_this_user_alone(file) == alone


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_somebody_else_is_not_this_users_alone(tmp_path: Path) -> None:
    file = tmp_path / "team.huddle"
    file.touch(0o600)
    assert is_for_this_user_alone(file)
    os.chown(file, 54321, -1)
    assert not is_for_this_user_alone(file)


def test_what_is_not_there_is_nobodys(tmp_path: Path) -> None:
    assert not is_for_this_user_alone(tmp_path / "missing.huddle")
