"""Where a meeting is and which stage a screen shows: pure of any screen."""

from __future__ import annotations

from datetime import date

from core.meeting.trend_columns import TrendColumn
from core.models import Card, Meeting, Stage, StageName, Trend
from tui.meeting.stages.trends import BAR_WIDTH, trend_lines
from tui.widgets.meeting_progress import MeetingProgress

NAMES: tuple[StageName, ...] = ("wins", "collect", "close")


def at_stage(number: int, viewed: StageName | None = None) -> MeetingProgress:
    """A meeting of three stages, in the one with this position."""
    stages = [Stage(id=10 + place, meeting_id=1, position=place, name=name) for place, name in enumerate(NAMES, 1)]
    meeting = Meeting(id=1, kind="weekly", number=3, day=date(2026, 10, 5), status="open", stage_id=10 + number)
    return MeetingProgress(meeting, stages, viewed)


def test_without_a_meeting_there_is_nothing_to_show() -> None:
    progress = MeetingProgress()
    assert (progress.current_stage, progress.shown_name, progress.next_name) == (None, None, None)
    assert not progress.is_after_first_stage
    assert progress.neighbour_name(1) is None
    assert progress.rail_stages() == []


def test_a_screen_follows_the_meeting_until_it_looks_elsewhere() -> None:
    progress = at_stage(2)
    assert (progress.shown_name, progress.viewed_name) == ("collect", None)
    progress.view("close")
    assert (progress.shown_name, progress.viewed_name) == ("close", "close")
    assert [(stage.name, stage.is_done, stage.is_current, stage.is_viewed) for stage in progress.rail_stages()] == [
        ("wins", True, False, False),
        ("collect", False, True, False),
        ("close", False, False, True),
    ]
    progress.view("collect")
    assert progress.viewed_name is None, "to look at the stage the meeting is in is to follow it"


def test_the_stages_beside_the_shown_one() -> None:
    assert [at_stage(number).next_name for number in (1, 2, 3)] == ["collect", "close", None]
    assert [at_stage(number).is_after_first_stage for number in (1, 2, 3)] == [False, True, True]
    assert at_stage(1).neighbour_name(-1) is None
    assert at_stage(3).neighbour_name(1) is None
    assert at_stage(1, "close").neighbour_name(-1) == "collect", "counted from what the screen shows"


def test_trends_have_bars_in_proportion_the_largest_first() -> None:
    def column(name: str, count: int) -> TrendColumn:
        cards = [
            Card.model_validate({"id": number + 1, "board_id": 1, "text": "Said", "said_at": "2026-10-05T09:00:00Z"})
            for number in range(count)
        ]
        return TrendColumn(Trend(id=len(name), board_id=1, name=name, position=1), tuple(cards))

    lines = trend_lines([TrendColumn(None, ()), column("Calls", 1), column("Visiting", 2), column("Ask", 0)])
    assert [line.text for line in lines] == ["Visiting", "Calls   ", "Ask     "]
    assert [line.state for line in lines] == [f"{'▇' * BAR_WIDTH}   2", f"{'▇' * (BAR_WIDTH // 2)}   1", "   0"]
    assert trend_lines([TrendColumn(None, ())]) == []
