"""Silence with who is behind is noticed, and told to the leader alone."""

from __future__ import annotations

from datetime import date

import pytest

from core.access.session import Session
from core.conversations import conversations, one_on_one
from core.conversations.silence import find_silent_members
from core.errors import HuddleError
from core.metrics import entries, metrics, targets
from core.metrics.metrics import make_private
from core.models import Absence, Metric, Target
from core.overview.needs import needs
from core.team.members import add_member
from core.team.team import edit_team
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock

pytestmark = pytest.mark.days


@pytest.fixture
def calls(crew: Crew, clock: FrozenClock) -> Metric:
    """On this Wednesday two days of the week are over: 16 of 40 calls are due."""
    clock.advance(days=2)
    metric = metrics.add_metric(crew["Ana"], "calls", unit="calls")
    for name, amount in (("Ben", 16), ("Jon", 10), ("Lea", 14)):
        s = crew[name]
        targets.set_target(s, metric, 40, member=s.me, period=parse_period("2026-W48"))
        entries.log_entry(s, metric, amount)
    return metric


def told(crew: Crew, who: str = "Ana") -> list[tuple[str, str]]:
    return [(need.subject, need.sentence) for need in needs.list_needs(crew[who]) if "no one-on-one" in need.sentence]


def quiet_since(crew: Crew, clock: FrozenClock, day: date, kind: str = "one-on-one") -> None:
    """Ana and Jon talked on that day, and the clock is back at today."""
    now = clock.now
    clock.now = now.replace(year=day.year, month=day.month, day=day.day)
    talk = conversations.plan_conversation(crew["Ana"], kind, crew.members["Jon"], day)  # type: ignore[arg-type]
    conversations.close(crew["Ana"], conversations.begin(crew["Ana"], talk), "A talk")
    clock.now = now


def test_who_is_behind_and_was_not_talked_to_needs_the_leader(crew: Crew, clock: FrozenClock, calls: Metric) -> None:
    quiet_since(crew, clock, date(2026, 11, 12))
    assert told(crew) == [("Jon", "no one-on-one for 13 days, pace 63%")]
    for name in ("Ben", "Jon", "Lea", "Tom"):
        assert needs.list_needs(crew[name]) == []
        assert find_silent_members(crew[name]) == []
    assert needs.list_needs(crew.room) == []


def test_without_any_talk_it_says_so(crew: Crew, calls: Metric) -> None:
    assert told(crew) == [("Jon", "no one-on-one yet, pace 63%")]


@pytest.mark.parametrize(("day", "quiet"), [(15, True), (16, False)])
def test_ten_days_are_too_long(crew: Crew, clock: FrozenClock, calls: Metric, day: int, quiet: bool) -> None:
    quiet_since(crew, clock, date(2026, 11, day))
    assert bool(told(crew)) is quiet


def test_the_team_settles_how_long_is_too_long(crew: Crew, clock: FrozenClock, calls: Metric) -> None:
    quiet_since(crew, clock, date(2026, 11, 19))
    edit_team(crew["Ana"], silence_days=5)
    assert told(crew) == [("Jon", "no one-on-one for 6 days, pace 63%")]
    for days in (0, 366, "ten"):
        with pytest.raises(HuddleError, match="days, not"):
            edit_team(crew["Ana"], silence_days=days)
    with pytest.raises(HuddleError, match="Only the leader"):
        edit_team(crew["Ben"], silence_days=3)


def test_praise_and_a_plan_break_no_silence(crew: Crew, clock: FrozenClock, calls: Metric) -> None:
    quiet_since(crew, clock, date(2026, 11, 20), "praise")
    one_on_one.plan(crew["Ana"], crew.members["Jon"])
    assert told(crew) == [("Jon", "no one-on-one yet, pace 63%")]
    one_on_one.begin(crew["Ana"], crew.members["Jon"])
    assert told(crew) == []


def test_a_week_that_has_just_begun_tells_nothing_yet(crew: Crew, clock: FrozenClock, calls: Metric) -> None:
    clock.advance(days=-1)
    assert told(crew) == []


def test_a_private_board_tells_the_leader_nothing(crew: Crew, calls: Metric) -> None:
    make_private(crew["Ana"], calls)
    assert told(crew) == []


def test_nobody_talks_to_who_is_away(crew: Crew, calls: Metric) -> None:
    with crew.store.change("absence.noted", at="2026-11-20T08:00:00.000Z") as change:
        change.insert(
            Absence(member_id=crew.members["Jon"].id, starts_on=date(2026, 11, 20), ends_on=date(2026, 11, 25))
        )
    assert told(crew) == []


def test_a_new_member_has_time_to_arrive(crew: Crew, calls: Metric) -> None:
    with crew.store.change("member.edited", at="2026-11-20T08:00:00.000Z") as change:
        change.update(crew.members["Jon"], joined_on=date(2026, 11, 20))
    assert told(crew) == []


def test_where_it_is_many_the_first_have_a_line_each(crew: Crew, calls: Metric) -> None:
    for name in ("Mia", "Nora", "Otto", "Pia", "Quinn", "Rosa"):
        member = add_member(crew["Ana"], name)
        with crew.store.change("member.edited", at="2026-11-20T08:00:00.000Z") as change:
            change.update(member, joined_on=date(2026, 1, 1))
        targets.set_target(crew["Ana"], calls, 40, member=member, period=parse_period("2026-W48"))
        targets.accept_target(Session.for_member(crew.session_store, member, crew.clock), crew["Ana"].all(Target)[-1])
    assert told(crew) == [
        ("Mia", "no one-on-one yet, pace 0%"),
        ("Nora", "no one-on-one yet, pace 0%"),
        ("Otto", "no one-on-one yet, pace 0%"),
        ("4 more", "are behind and have had no one-on-one: Pia, Quinn, Rosa and Jon"),
    ]
