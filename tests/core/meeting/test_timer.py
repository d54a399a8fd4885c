"""The timer: everybody sees the same second, and nobody is cut off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Conflict, HuddleError
from core.meeting import lifecycle
from core.meeting.timer import StageTimer, extend_timer, propose_seconds, set_timer, stage_timer
from core.values.clock import format_timestamp
from tests.conftest import Crew

pytestmark = pytest.mark.days

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def opened(crew: Crew) -> Any:
    """Ana's session, hosting an open weekly meeting."""
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ana"])
    lifecycle.start_meeting(crew["Ana"])
    return crew["Ana"]


def now_on(s: Any) -> StageTimer:
    return stage_timer(s, lifecycle.current_stage(s, lifecycle.require_open_meeting(s)))


def test_it_counts_down_warns_and_runs_over() -> None:
    five = StageTimer(300, format_timestamp(NOON))
    shown = {seconds: five.seconds_left(NOON + timedelta(seconds=seconds)) for seconds in (0, 0.999, 1, 240, 300, 307)}
    assert shown == {0: 300, 0.999: 300, 1: 299, 240: 60, 300: 0, 307: -7}
    assert [five.is_warning(NOON + timedelta(seconds=gone)) for gone in (239, 240, 299, 300)] == [
        False,
        True,
        True,
        False,
    ]
    assert [five.is_over(NOON + timedelta(seconds=gone)) for gone in (299, 300, 4000)] == [False, True, True]


def test_without_a_length_it_counts_up() -> None:
    none = StageTimer(None, format_timestamp(NOON))
    later = NOON + timedelta(seconds=95)
    assert (none.seconds_gone(later), none.seconds_left(later), none.is_over(later), none.is_warning(later)) == (
        95,
        None,
        False,
        False,
    )


def test_before_the_stage_nothing_has_gone() -> None:
    assert StageTimer(300, None).seconds_left(NOON) == 300
    assert StageTimer(300, format_timestamp(NOON)).seconds_left(NOON - timedelta(seconds=3)) == 300


@given(st.integers(0, 10**7), st.integers(1, 86400))
def test_the_next_second_is_when_another_number_shows(milliseconds: int, seconds: int) -> None:
    running = StageTimer(seconds, format_timestamp(NOON))
    now = NOON + timedelta(milliseconds=milliseconds)
    wait = running.seconds_to_next_tick(now)
    assert 0 < wait <= 1
    assert running.seconds_gone(now + timedelta(seconds=wait)) == running.seconds_gone(now) + 1
    assert running.seconds_gone(now + timedelta(seconds=wait, milliseconds=-1)) == running.seconds_gone(now)


def test_everybody_sees_the_same_second(crew: Crew, clock: Any) -> None:
    set_timer(opened(crew), 222)
    clock.advance(seconds=17.4)
    assert {now_on(s).seconds_left(s.now) for s in (crew["Ana"], crew["Ben"], crew.room)} == {205}


def test_five_minutes_are_five_minutes_from_now(crew: Crew, clock: Any) -> None:
    ana = opened(crew)
    clock.advance(minutes=7, seconds=12.4)
    set_timer(ana, 300)
    assert now_on(ana).seconds_left(ana.now) == 300
    clock.advance(seconds=30)
    assert now_on(ana).seconds_left(ana.now) == 270
    set_timer(ana, 60)
    assert now_on(ana).seconds_left(ana.now) == 60


def test_a_stage_of_yesterday_gets_its_five_minutes(crew: Crew, clock: Any) -> None:
    ana = opened(crew)
    clock.advance(days=2)
    set_timer(ana, 300)
    extend_timer(ana)
    assert now_on(ana).seconds_left(ana.now) == 360


def test_a_timer_is_for_the_stage_that_the_host_meant(crew: Crew) -> None:
    ana = opened(crew)
    wins = lifecycle.current_stage(ana, lifecycle.require_open_meeting(ana))
    set_timer(ana, 60, stage=wins)
    lifecycle.move_to_next_stage(ana)
    with pytest.raises(Conflict, match="in numbers now, not in wins"):
        set_timer(ana, 300, stage=wins)
    with pytest.raises(Conflict, match="in numbers now, not in wins"):
        extend_timer(ana, stage=wins)
    assert now_on(ana).seconds is None


def test_more_time_is_added_to_what_is_left(crew: Crew, clock: Any) -> None:
    ana = opened(crew)
    set_timer(ana, 100)
    clock.advance(seconds=30)
    extend_timer(ana)
    assert now_on(ana).seconds_left(ana.now) == 130


def test_more_time_after_the_end_counts_from_now(crew: Crew, clock: Any) -> None:
    ana = opened(crew)
    set_timer(ana, 100)
    clock.advance(seconds=500.6)
    assert now_on(ana).seconds_left(ana.now) == -400
    extend_timer(ana)
    assert now_on(ana).seconds_left(ana.now) == 60
    assert [entry["what"] for entry in ana.store.query("SELECT what FROM journal ORDER BY id DESC LIMIT 2")] == [
        "timer.extended",
        "timer.set",
    ]


def test_overrun_stops_nothing(crew: Crew, clock: Any) -> None:
    ana = opened(crew)
    set_timer(ana, 1)
    clock.advance(hours=2)
    assert (
        lifecycle.require_open_meeting(ana).stage_id
        == lifecycle.list_stages(ana, lifecycle.require_open_meeting(ana))[0].id
    )


@pytest.mark.parametrize("seconds", [0, -5, 86401])
def test_a_length_that_cannot_be(crew: Crew, seconds: int) -> None:
    ana = opened(crew)
    with pytest.raises(HuddleError, match="Choose a length between 1 second and 1 day"):
        set_timer(ana, seconds)


def test_only_the_host_sets_it(crew: Crew) -> None:
    ana = opened(crew)
    with pytest.raises(HuddleError, match="Only the host"):
        set_timer(crew["Ben"], 60)
    with pytest.raises(HuddleError, match="no timer"):
        extend_timer(ana)
    set_timer(ana, 60)
    with pytest.raises(HuddleError, match="Only the host"):
        extend_timer(crew["Ben"])
    set_timer(ana, None)
    assert now_on(ana).seconds is None


def held(crew: Crew, clock: Any, seconds: float, kind: Any = "weekly") -> None:
    """A meeting whose first stage lasted so long, and the second not at all."""
    crew_ana = crew["Ana"]
    lifecycle.start_meeting(crew_ana, kind)
    if lifecycle.require_open_meeting(crew_ana).host_id != crew_ana.me.id:
        lifecycle.take_over(crew_ana)
    clock.advance(seconds=seconds)
    lifecycle.move_to_next_stage(crew_ana)
    lifecycle.move_to_next_stage(crew_ana)
    clock.advance(seconds=100)
    lifecycle.close_meeting(crew_ana)
    clock.advance(days=7)


def test_three_meetings_make_a_proposal(crew: Crew, clock: Any) -> None:
    ana = crew["Ana"]
    for seconds in (100, 4000):
        held(crew, clock, seconds)
        assert propose_seconds(ana, "weekly", "wins") is None
    held(crew, clock, 200)
    assert propose_seconds(ana, "weekly", "wins") == 210  # the median, 200, to half a minute
    assert propose_seconds(ana, "weekly", "numbers") is None  # passed through each time
    assert propose_seconds(ana, "weekly", "commitments") == 90  # 100
    assert propose_seconds(ana, "kickoff", "goal") is None


def test_a_proposal_is_never_nothing(crew: Crew, clock: Any) -> None:
    for _ in range(3):
        held(crew, clock, 6)
    assert propose_seconds(crew["Ana"], "weekly", "wins") == 30


def test_a_stage_that_the_meeting_came_back_to_counts_the_time_spent_in_it(crew: Crew, clock: Any) -> None:
    ana = crew["Ana"]
    for _ in range(3):
        lifecycle.start_meeting(ana)
        lifecycle.take_over(ana)
        clock.advance(seconds=300)
        lifecycle.move_to_next_stage(ana)
        clock.advance(seconds=600)
        lifecycle.move_to_previous_stage(ana)
        clock.advance(seconds=60)
        lifecycle.move_to_next_stage(ana)
        lifecycle.close_meeting(ana)
        clock.advance(days=7)
    assert propose_seconds(ana, "weekly", "wins") == 360


def test_an_open_meeting_is_not_known_yet(crew: Crew, clock: Any) -> None:
    for _ in range(2):
        held(crew, clock, 60)
    ana = opened(crew)
    clock.advance(seconds=60)
    lifecycle.move_to_next_stage(ana)
    assert propose_seconds(ana, "weekly", "wins") is None


@given(st.none() | st.integers(0, 7200), st.floats(0, 7200))
def test_the_minutes_change_at_the_next_one_and_not_before(seconds: int | None, gone: float) -> None:
    clock, now = StageTimer(seconds, format_timestamp(NOON)), NOON + timedelta(seconds=gone)
    wait = timedelta(seconds=clock.seconds_to_next_minute(now))
    assert timedelta() < wait <= timedelta(seconds=60)

    def whole_minutes(at: datetime) -> int:
        left = clock.seconds_left(at)
        return clock.seconds_gone(at) // 60 if left is None else -(-left // 60)

    blink = timedelta(milliseconds=1)
    assert whole_minutes(now + wait + blink) != whole_minutes(now)
    if wait > 2 * blink:
        assert whole_minutes(now + wait - 2 * blink) == whole_minutes(now)
