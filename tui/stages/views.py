"""Which view belongs to which stage; each is imported when a meeting comes to it."""

from __future__ import annotations

from importlib import import_module

from core.models import StageName
from tui.stages.base import StageView

VIEWS: dict[StageName, tuple[str, str]] = {
    "wins": ("tui.stages.wins", "WinsStage"),
    "numbers": ("tui.stages.numbers", "NumbersStage"),
    "commitments": ("tui.stages.commitments", "CommitmentsStage"),
    "goal": ("tui.stages.goal", "GoalStage"),
    "collect": ("tui.stages.collect", "CollectStage"),
    "trends": ("tui.stages.trends", "TrendsStage"),
    "commit": ("tui.stages.commit", "CommitStage"),
    "hurdles": ("tui.stages.hurdles", "HurdlesStage"),
    "close": ("tui.stages.close", "CloseStage"),
}


def view_of(name: StageName) -> type[StageView]:
    """The view of that stage."""
    module, view = VIEWS[name]
    found: type[StageView] = getattr(import_module(module), view)
    return found
