"""What each kind of meeting goes through, which boards it has, and what they ask."""

from __future__ import annotations

from datetime import date, timedelta

from data.models import BoardKind, MeetingKind, StageName

_WHOLE: tuple[StageName, ...] = (
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
    "weekly": _WHOLE,
    "quarterly": _WHOLE,
    "one-on-one": ("commitments", "numbers", "close"),
}
"""The stages of each kind of meeting, in order."""

STAGE_BOARDS: dict[StageName, BoardKind] = {"wins": "wins", "collect": "accountabilities", "hurdles": "hurdles"}
"""The board on which people state in each stage that has one."""

BOARD_STAGES: dict[BoardKind, StageName] = {board: stage for stage, board in STAGE_BOARDS.items()}
"""The stage in which each board is filled; a board that is not here is filled in the collect stage."""

QUESTIONS: dict[BoardKind, str] = {
    "measures": "What shall we measure, so that we know we are getting there?",
    "wins": "What went well since we last met, big or small?",
    "hurdles": "What stands in the way, and who can help?",
    "strengths": "What are we good at?",
    "weaknesses": "What do we do less well than we could?",
    "opportunities": "What could we win this year?",
    "threats": "What could harm us this year?",
}
"""What a board asks at first; the accountabilities board asks the team's own question."""

SWOT: tuple[BoardKind, ...] = ("strengths", "weaknesses", "opportunities", "threats")
"""The four boards that make the team's map of the year."""

COLLECTED: tuple[BoardKind, ...] = ("accountabilities", "measures", *SWOT)
"""What can be asked in the collect stage, one at a time."""

WEEK = timedelta(days=7)


def working_day(day: date, weekdays: str) -> date:
    """`day`, or the first day after it that is a working day; `weekdays` are ISO numbers, 1 is Monday."""
    for later in range(7):
        if str((day + timedelta(days=later)).isoweekday()) in weekdays:
            return day + timedelta(days=later)
    return day
