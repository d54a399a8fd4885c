"""The stages of each kind of meeting, their boards, and the questions the boards ask."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.models import BoardKind, MeetingKind, StageName

_ALL_STAGES: tuple[StageName, ...] = (
    "wins",
    "numbers",
    "commitments",
    "goal",
    "collect",
    "trends",
    "commit",
    "hurdles",
    "close",
)

AGENDAS: dict[MeetingKind, tuple[StageName, ...]] = {
    "kickoff": ("goal", "collect", "trends", "commit", "close"),
    "weekly": _ALL_STAGES,
    "quarterly": _ALL_STAGES,
    "one-on-one": ("commitments", "numbers", "close"),
}
"""The stages of each kind of meeting, in order."""

STAGE_BOARDS: dict[StageName, BoardKind] = {"wins": "wins", "collect": "accountabilities", "hurdles": "hurdles"}
"""The board that is filled in each stage that has one."""

BOARD_STAGES: dict[BoardKind, StageName] = {board: stage for stage, board in STAGE_BOARDS.items()}
"""The stage in which each board is filled; boards that are not listed are filled in the collect stage."""

DEFAULT_QUESTIONS: dict[BoardKind, str] = {
    "measures": "What shall we measure, so that we know we are getting there?",
    "wins": "What went well since we last met, big or small?",
    "hurdles": "What is in the way, and who can help?",
    "strengths": "What are we good at?",
    "weaknesses": "What could we do better?",
    "opportunities": "What could we win this year?",
    "threats": "What could harm us this year?",
}
"""The question a new board asks; the accountabilities board asks the team's own question."""

SWOT_BOARDS: tuple[BoardKind, ...] = ("strengths", "weaknesses", "opportunities", "threats")
"""The four boards of the SWOT analysis."""

COLLECT_BOARDS: tuple[BoardKind, ...] = ("accountabilities", "measures", *SWOT_BOARDS)
"""The boards that can be asked in the collect stage, one at a time."""

WEEK = timedelta(days=7)
"""From one weekly meeting to the next."""


def first_working_day(day: date, weekdays: str) -> date:
    """Return `day` or the first working day after it; `weekdays` are ISO weekdays, 1 is Monday."""
    for later in range(7):
        if str((day + timedelta(days=later)).isoweekday()) in weekdays:
            return day + timedelta(days=later)
    return day
