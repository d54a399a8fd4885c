"""Fixtures for tests that start processes on one file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.access.session import Session
from core.meeting import lifecycle
from tests.conftest import Crew
from tests.processes.forks import Forks


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    with Forks() as forks:
        yield forks


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts drafts into a folder of the test's own instead of the user's."""
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))


@pytest.fixture
def collecting(crew: Crew) -> Session:
    """The leader's session of a team in its collect stage, Ana hosting."""
    ana: Session = crew["Ana"]
    lifecycle.plan_meeting(ana, host=crew.members["Ana"])
    lifecycle.start_meeting(ana)
    lifecycle.move_to_stage(ana, "collect")
    return ana


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Returns where the team's file will be: the same path as the crew's."""
    return tmp_path / "northwind.huddle"
