"""What the signals say where they say nothing else: why no one is behind, and from when weeks are compared."""

from __future__ import annotations

from datetime import date

import pytest

from core.access.session import Session
from core.metrics import entries, metrics, targets
from core.overview.signals import gaps, signals
from core.quick.due import list_due_items
from core.standings.running_numbers import member_numbers
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock
from tests.core.past_weeks import on

pytestmark = pytest.mark.days

WEEK, QUARTER = parse_period("2026-W48"), parse_period("2026-Q4")


def told(session: Session) -> list[str]:
    return gaps.explain_gaps(session, signals.list_signals(session))


def test_a_new_team_hears_why_and_from_when(crew: Crew) -> None:
    weeks = "Signals about whole weeks start after two full weeks of numbers."
    assert told(crew["Ana"]) == ["No one has accepted a target, so no one can be behind.", weeks]
    assert told(crew["Ben"]) == ["You have accepted no target, so you can't be behind.", weeks]
    assert told(crew["Tom"]) == told(crew.room) == []


def test_weeks_start_after_the_second_full_week(crew: Crew, clock: FrozenClock) -> None:
    calls = metrics.add_metric(crew["Ana"], "calls")
    entries.log_entry(crew["Ben"], calls, 1)  # on Monday 23 November
    weeks = "Signals about whole weeks start on 7 Dec, after two full weeks of numbers."
    assert told(crew["Ana"])[-1] == weeks
    on(clock, "12-06")
    assert told(crew["Ana"])[-1] == weeks
    on(clock, "12-07")
    assert "weeks" not in " ".join(told(crew["Ana"]))


def test_only_accepted_targets_count(crew: Crew, clock: FrozenClock) -> None:
    calls = metrics.add_metric(crew["Ana"], "calls")
    proposed = targets.set_target(crew["Ana"], calls, 40, member=crew.members["Ben"], period=WEEK)
    entries.log_entry(crew["Ben"], calls, 1)
    on(clock, "11-25")
    for name in ("Ana", "Ben"):
        assert [each for each in signals.list_signals(crew[name]) if each.kind == "attainment"] == []
    assert "Ben has not accepted a target yet. Until then it does not count." in told(crew["Ana"])
    assert "You have not accepted a target yet. Until then it does not count." in told(crew["Ben"])
    assert [
        item.kind for item in list_due_items(crew["Ben"].connection, crew.members["Ben"].id, crew["Ben"].today)
    ] == ["proposal"]
    targets.accept_target(crew["Ben"], proposed)
    (behind,) = [each for each in signals.list_signals(crew["Ana"]) if each.kind == "attainment"]
    assert (behind.headline, behind.figures) == ("calls this week: behind, pace 6%", "1 of 40")
    assert "accepted" not in " ".join(told(crew["Ana"]))


def test_no_one_is_behind_before_the_first_day_is_over(crew: Crew, clock: FrozenClock) -> None:
    calls = metrics.add_metric(crew["Ana"], "calls")
    targets.set_target(crew["Ben"], calls, 40, member=crew.members["Ben"], period=WEEK)
    assert told(crew["Ana"])[0] == "A target can be behind once its first working day is over."
    entries.log_entry(crew["Ben"], calls, 8)
    on(clock, "11-24")
    assert told(crew["Ana"])[0] == "No one is behind."
    assert told(crew["Ben"])[0] == "You are not behind."


@pytest.mark.parametrize("kind", ["sum", "mean"])
def test_a_limit_is_judged_from_its_first_day(crew: Crew, kind: str) -> None:
    complaints = metrics.add_metric(crew["Ana"], "complaints", kind=kind, better="lower")
    targets.set_target(crew["Ben"], complaints, 3, member=crew.members["Ben"], period=WEEK)
    assert (told(crew["Ana"])[0], told(crew["Ben"])[0]) == ("No one is behind.", "You are not behind.")
    entries.log_entry(crew["Ben"], complaints, 4)
    assert [each.kind for each in signals.list_signals(crew["Ben"])] == ["attainment"]
    assert "behind" not in " ".join(told(crew["Ana"]))


@pytest.mark.parametrize("day", ["11-23", "11-24", "11-25", "11-28", "11-29"])
def test_every_place_says_the_same_of_who_is_behind(crew: Crew, clock: FrozenClock, day: str) -> None:
    calls = metrics.add_metric(crew["Ana"], "calls")
    for name, amount in {"Ben": 5, "Jon": 20, "Lea": 28}.items():
        for period in (WEEK, QUARTER):
            targets.set_target(crew[name], calls, 40, member=crew.members[name], period=period)
        entries.log_entry(crew[name], calls, amount, day=date(2026, 11, 23))
    on(clock, day)
    found = [each for each in signals.list_signals(crew["Ana"]) if each.kind == "attainment"]
    for name in ("Ben", "Jon", "Lea"):
        member = crew.members[name]
        due = list_due_items(crew[name].connection, member.id, crew["Ana"].today)
        behind = [each.title for each in member_numbers(crew["Ana"], member) if each.standing.is_behind]
        assert [item.text.partition(":")[0] for item in due if item.kind == "target"] == behind
        (headline,) = [each.headline for each in found if each.about == member] or [""]
        assert bool(headline) is bool(behind), (name, headline, behind)
        if behind:
            pace = [item.text.rpartition("pace ")[2] for item in due if item.kind == "target"]
            assert any(f"behind, pace {shown}" in headline for shown in pace)
