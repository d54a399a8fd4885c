"""The view class of each stage, imported when a meeting first comes to it."""

from __future__ import annotations

from importlib import import_module

from core.models import StageName
from tui.meeting.stages.base import StageView

STAGE_VIEWS: dict[StageName, tuple[str, str]] = {
    "wins": ("tui.meeting.stages.wins", "WinsStage"),
    "numbers": ("tui.meeting.stages.numbers", "NumbersStage"),
    "commitments": ("tui.meeting.stages.commitments", "CommitmentsStage"),
    "goal": ("tui.meeting.stages.goal", "GoalStage"),
    "collect": ("tui.meeting.stages.collect", "CollectStage"),
    "trends": ("tui.meeting.stages.trends", "TrendsStage"),
    "commit": ("tui.meeting.stages.commit", "CommitStage"),
    "hurdles": ("tui.meeting.stages.hurdles", "HurdlesStage"),
    "close": ("tui.meeting.stages.close", "CloseStage"),
}
"""Module and class of the view of each stage."""


def stage_view_class(name: StageName) -> type[StageView]:
    """Return the view class of that stage, and import its module if need be."""
    module, view = STAGE_VIEWS[name]
    view_class: type[StageView] = getattr(import_module(module), view)
    return view_class
