"""Training: sessions, streaks over working days, and the board that nobody is ranked on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.conversations import training
from core.errors import HuddleError
from core.metrics.metrics import list_metrics
from core.team import workdays
from core.team.members import add_member
from core.team.team import edit_team
from data.models import Entry
from tests.conftest import Crew, FrozenClock

pytestmark = pytest.mark.days


def line(crew: Crew, whose: str, seen_by: str = "Ana") -> training.MemberTraining:
    return next(each for each in training.list_member_training(crew[seen_by]) if each.member.name.startswith(whose))


def test_the_first_session_adopts_the_metric(crew: Crew) -> None:
    ben = crew["Ben"]
    assert training.training_metric(ben) is None
    logged = training.log_session(ben, "role", note="the opening")
    assert (logged.topic, logged.amount, logged.day, logged.note) == ("role play", 1, ben.today, "the opening")
    training.log_session(crew["Jon"], "how the new scanner works")
    assert [metric.name for metric in list_metrics(ben)] == ["training sessions"]
    ben.undo("entry")  # Jon's session stands on the metric, and stays
    assert [each.topic for each in ben.all(Entry)] == ["how the new scanner works"]


@pytest.mark.parametrize(
    ("typed", "topic"),
    [("o", "online"), ("Role", "role play"), ("PRODUCT", "product"), ("m", "market"), ("calls", "calls reviewed"),
     ("roleplay", "roleplay"), ("Kessler's plant", "Kessler's plant")],
)  # fmt: skip
def test_the_beginning_of_a_topic_is_enough(typed: str, topic: str) -> None:
    assert training.parse_topic(typed) == topic


def test_what_cannot_be_logged(crew: Crew) -> None:
    for who, topic, day in (("Ben", " \x1b[2J", None), ("Ben", "x" * 61, None), ("Tom", "online", None),
                            ("Ben", "online", crew["Ben"].today + timedelta(days=1))):  # fmt: skip
        with pytest.raises(HuddleError):
            training.log_session(crew[who], topic, day=day)
    assert training.training_metric(crew["Ben"]) is None


def test_the_leader_is_first_and_nobody_is_ranked(crew: Crew) -> None:
    add_member(crew["Ana"], "Aaron Abel")
    training.log_session(crew["Lea"], "market")
    board = training.list_member_training(crew["Ben"])
    assert [each.member.name for each in board] == [
        "Ana Ruiz", "Aaron Abel", "Ben Okafor", "Jon Weiss", "Lea Brandt",
    ]  # fmt: skip
    assert [each.reached_minimum for each in board] == [False, False, False, False, True]
    assert (board[-1].sessions_today, board[-1].sessions_this_week, board[-1].streak, board[-1].topics) == (
        1,
        1,
        1,
        ("market",),
    )


def test_weekends_holidays_and_absences_break_nothing(crew: Crew) -> None:
    """Monday 23 November; Friday was a day off, on Thursday Ben was away."""
    ana, ben = crew["Ana"], crew["Ben"]
    for day in (13, 16, 17, 18):
        training.log_session(ben, "online", day=date(2026, 11, day))
    workdays.add_day_off(ana, date(2026, 11, 20), "Founders' day")
    assert line(crew, "Ben").streak == 0  # Thursday was a working day
    workdays.add_absence(ben, date(2026, 11, 19), date(2026, 11, 19))
    assert (line(crew, "Ben").streak, line(crew, "Ben").reached_minimum) == (4, False)
    training.log_session(ben, "product")
    assert line(crew, "Ben").streak == 5
    assert line(crew, "Ben").topics == ("product", "online")
    training.log_session(crew["Jon"], "online", day=date(2026, 11, 18))
    assert line(crew, "Jon").streak == 0


def test_a_session_on_a_day_off_is_counted_and_is_no_day_of_the_streak(crew: Crew, clock: FrozenClock) -> None:
    ben = crew["Ben"]
    training.log_session(ben, "online", day=date(2026, 11, 20))
    training.log_session(ben, "online", day=date(2026, 11, 21))  # a Saturday
    training.log_session(ben, "online")
    assert line(crew, "Ben").streak == 2
    clock.advance(days=-1)
    assert (line(crew, "Ben").is_workday, line(crew, "Ben").sessions_this_week) == (False, 2)


def test_the_daily_minimum_is_the_teams(crew: Crew) -> None:
    ana, ben = crew["Ana"], crew["Ben"]
    with pytest.raises(HuddleError):
        edit_team(ben, training_daily=2)
    for cannot in (-1, 11, "two"):
        with pytest.raises(HuddleError):
            edit_team(ana, training_daily=cannot)
    edit_team(ana, training_daily=2)
    training.log_session(ben, "online")
    assert (line(crew, "Ben").reached_minimum, line(crew, "Ben").streak) == (False, 0)
    training.log_session(ben, "market")
    assert (line(crew, "Ben").reached_minimum, line(crew, "Ben").streak) == (True, 1)
    edit_team(ana, training_daily=0)
    assert line(crew, "Ben").streak == 1


def test_on_a_private_metric_each_sees_themself_alone(crew: Crew) -> None:
    training.log_session(crew["Ben"], "online")
    metric = training.training_metric(crew["Ben"])
    assert metric is not None
    with crew["Ana"].change("metric.private") as change:
        change.update(metric, private=True)
    assert [each.member.name for each in training.list_member_training(crew["Ben"])] == ["Ben Okafor"]
    assert training.list_member_training(crew.room) == []
    assert training.list_sessions(crew["Ana"], crew.members["Ben"], since=date(2026, 1, 1)) == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    trained=st.sets(st.integers(0, 27)),
    twice=st.sets(st.integers(0, 27)),
    off=st.sets(st.integers(0, 27), max_size=5),
    away=st.sets(st.integers(0, 27), max_size=5),
    daily=st.integers(0, 2),
)
def test_a_streak_counted_a_second_way(
    make_crew: Any, trained: set[int], twice: set[int], off: set[int], away: set[int], daily: int
) -> None:
    crew = make_crew()
    ana, ben = crew["Ana"], crew["Ben"]
    edit_team(ana, training_daily=daily)
    for back in trained:
        for _ in range(1 + (back in twice)):
            training.log_session(ben, "online", day=ben.today - timedelta(days=back))
    for back in off:
        workdays.add_day_off(ana, ben.today - timedelta(days=back), "Off")
    for back in away:
        workdays.add_absence(ben, ben.today - timedelta(days=back), ben.today - timedelta(days=back))
    # 23 November 2026 is a Monday: so many days back, the weekday is that of -back.
    working = [back for back in range(28) if -back % 7 < 5 and back not in off | away]
    enough = [back in trained and 1 + (back in twice) >= max(1, daily) for back in working]
    if working and working[0] == 0 and not enough[0]:
        enough = enough[1:]
    assert line(crew, "Ben").streak == (enough.index(False) if False in enough else len(enough))
