"""A meeting to show: the small crew, with a goal, in whatever stage a test asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from core import goals, meeting
from core.models import StageName
from core.session import Session
from tests.conftest import Crew


@pytest.fixture(autouse=True, scope="session")
def styles_read_once() -> Iterator[None]:
    """A style sheet is parsed once for all apps of a run, and not for each of them anew: rules are only read."""
    known: dict[Any, list[RuleSet]] = {}
    plain = Stylesheet._parse_rules

    def parse(self: Stylesheet, *args: Any, **kwargs: Any) -> list[RuleSet]:
        key = args, tuple(sorted(kwargs.items())), tuple(sorted(self._variables.items()))
        if key not in known:
            known[key] = plain(self, *args, **kwargs)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse)
        yield


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
