"""A meeting to show: the small crew, with a goal, in whatever stage a test asks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core import goals, meeting
from core.models import StageName
from core.session import Session
from tests.conftest import Crew


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drafts of what is typed go into a folder of the test's own, not into that of who runs it."""
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))


@pytest.fixture
def in_stage(crew: Crew) -> Callable[[StageName], Session]:
    """Opens a weekly meeting, moves it to a stage, and gives its host's session: Ana hosts the first."""

    def open_in(stage: StageName) -> Session:
        ana = crew["Ana"]
        goals.set_goal(ana, "Twelve new customers in the Ruhr territory by 31 March")
        opened = meeting.open_meeting(ana)
        assert opened.host_id == ana.me.id
        if stage != "wins":
            meeting.move_to(ana, stage)
        return ana

    return open_in
