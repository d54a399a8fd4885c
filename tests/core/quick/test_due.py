from __future__ import annotations

from datetime import date

import pytest

from core.commitments import commitments
from core.meeting import lifecycle
from core.metrics.entries import log_entry
from core.metrics.metrics import add_metric
from core.metrics.targets import accept_target, set_target, targets_awaiting_viewer
from core.quick.due import DueItem, describe_remaining, list_due_items
from core.quick.progress import list_running_targets, read_progress
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock

pytestmark = pytest.mark.days


def of(crew: Crew, name: str, today: date = date(2026, 11, 23)) -> list[DueItem]:
    return list_due_items(crew[name].connection, crew.members[name].id, today)


def test_nothing_is_due(crew: Crew) -> None:
    assert of(crew, "Ben") == []


def test_commitments_of_the_next_seven_days_the_overdue_first(crew: Crew, clock: FrozenClock) -> None:
    ben = crew["Ben"]
    later = commitments.commit(ben, "later", due=date(2026, 11, 29))
    commitments.commit(ben, "too far", due=date(2026, 11, 30))
    commitments.commit(ben, "whenever")
    clock.advance(days=-7)
    weekly = commitments.commit(ben, "weekly", every="week", weekday=1)
    clock.advance(days=7)
    commitments.commit(ben, "weekly from next Monday on", every="week", weekday=1)
    overdue = commitments.commit(ben, "overdue", due=date(2026, 11, 24))
    kept = commitments.commit(ben, "kept", due=date(2026, 11, 24))
    commitments.mark_kept(ben, kept)
    assert [each.number for each in of(crew, "Ben")] == [weekly.id, overdue.id, later.id]
    found = of(crew, "Ben", date(2026, 11, 25))
    assert (found[0].text, found[0].day) == ("weekly", date(2026, 11, 23)), "nobody has said what became of Monday's"
    assert (found[1].text, found[1].day) == ("overdue", date(2026, 11, 24))
    assert found[1].next_action == f"huddle commitment keep {overdue.id}"
    assert [each.text for each in found] == ["weekly", "overdue", "later", "too far", "weekly from next Monday on"]


def test_help_whose_day_has_passed_is_to_be_confirmed_and_not_overdue(crew: Crew) -> None:
    commitments.commit(crew["Ben"], "Templates", due=date(2026, 11, 24), helped_member=crew.members["Jon"])
    progress = read_progress(crew["Ben"].connection, crew.members["Ben"].id, date(2026, 11, 26))
    assert (progress.open, progress.overdue, progress.next_due) == (1, 0, None)
    assert [(each.text, each.day) for each in of(crew, "Ben", date(2026, 11, 26))] == [("Templates", None)]
    assert [each.day for each in of(crew, "Ben", date(2026, 11, 24))] == [date(2026, 11, 24)]


def test_a_proposal_waits_for_an_answer(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls", unit="calls")
    target = set_target(crew["Ana"], calls, 400, member=crew.members["Ben"], period=parse_period("2027-Q1"))
    (waits,) = of(crew, "Ben")
    assert waits.text == "Ana Ruiz proposes calls, 400 calls in Q1 2027"
    assert waits.next_action == f"huddle target accept {target.id}"
    accept_target(crew["Ben"], targets_awaiting_viewer(crew["Ben"])[0])
    assert of(crew, "Ben") == []


def test_targets_behind_pace_say_how_much_a_day(crew: Crew) -> None:
    calls, visits = add_metric(crew["Ana"], "calls"), add_metric(crew["Ana"], "visits")
    for metric in (calls, visits):
        set_target(crew["Ben"], metric, 40, member=crew.members["Ben"], period=parse_period("2026-W48"))
    assert of(crew, "Ben") == [], "Monday morning: nobody is behind"
    log_entry(crew["Ben"], calls, 5)
    log_entry(crew["Ben"], visits, 8)
    assert [(each.text, each.next_action) for each in of(crew, "Ben", date(2026, 11, 24))] == [
        ("calls this week: 5 of 40, pace 63%", "35 to go, 9 a day")
    ]
    friday, saturday = ([each.next_action for each in of(crew, "Ben", date(2026, 11, day))] for day in (27, 28))
    assert friday == ["35 to go today", "32 to go today"]
    assert saturday == ["35 to go", "32 to go"], "nothing is to be done on a day off"


def test_what_is_left_a_day_counts_today(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls")
    set_target(crew["Ben"], calls, 40, member=crew.members["Ben"], period=parse_period("2026-W48"))
    (target,) = list_running_targets(crew["Ben"].connection, crew.members["Ben"].id, date(2026, 11, 23))
    assert describe_remaining(target) == "40 to go, 8 a day"


def test_ones_turn_to_host(crew: Crew) -> None:
    planned = lifecycle.plan_meeting(crew["Ana"], day=date(2026, 11, 25), host=crew.members["Ben"])
    assert [(each.text, each.day, each.next_action) for each in of(crew, "Ben")] == [
        ("you host the meeting", planned.day, "huddle rotation")
    ]
    assert of(crew, "Ben", date(2026, 11, 25))[0].next_action == "huddle meet"
    assert of(crew, "Jon") == []
