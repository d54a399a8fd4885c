"""What comes again: on which days, what became of each, and that what is told agrees with a plain reckoning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.session import Session
from core.commitments import commitments, follow_through, occurrences, queries
from core.commitments.recurrence import due_days
from core.errors import Conflict, HuddleError
from core.meeting import lifecycle
from core.metrics import entries, metrics
from core.models import Commitment, JournalRow, Metric, Occurrence
from core.overview import home
from core.quick.progress import read_progress
from core.team.members import end_membership
from tests.conftest import Crew, FrozenClock

pytestmark = pytest.mark.days

START = datetime.fromisoformat("2026-10-05T14:00:00").astimezone()
"""A Monday."""


def told(session: Session, commitment: Commitment) -> list[tuple[str, str]]:
    """Day and status of each time up to today."""
    return [
        (f"{each.day:%d %b}", each.status)
        for each in occurrences.list_occurrences(session, commitment)
        if each.day <= session.today
    ]


@pytest.fixture
def october(clock: FrozenClock) -> FrozenClock:
    clock.now = START
    return clock


@pytest.fixture
def calls(crew: Crew, october: FrozenClock) -> Metric:
    return metrics.add_metric(crew["Ana"], "calls", unit="calls")


# -- the days


def plainly(every: str, weekday: int | None, after: date, before: date, last: date | None) -> list[date]:
    """The same days, by looking at each."""
    found = []
    day = after + timedelta(days=1)
    while day < before and (last is None or day <= last):
        tomorrow = day + timedelta(days=1)
        ends = {
            "day": day.isoweekday() < 6,
            "week": day.isoweekday() == (weekday or 7),
            "month": tomorrow.month != day.month,
            "quarter": tomorrow.month != day.month and day.month in (3, 6, 9, 12),
        }[every]
        if ends or (day == last and weekday is None and (every != "day" or day.isoweekday() < 6)):
            found.append(day)
        day = tomorrow
    return found


@settings(max_examples=300, deadline=None)
@given(
    every=st.sampled_from(("day", "week", "month", "quarter")),
    weekday=st.none() | st.integers(1, 7),
    after=st.dates(date(2023, 1, 1), date(2028, 1, 1)),
    ahead=st.integers(0, 500),
    until=st.none() | st.integers(0, 500),
)
def test_the_days_are_those_that_a_calendar_tells(
    every: str, weekday: int | None, after: date, ahead: int, until: int | None
) -> None:
    weekday = weekday if every == "week" else None
    before = after + timedelta(days=ahead)
    last = None if until is None else after + timedelta(days=until)
    found = [day for day, _ in due_days(every, weekday, after=after, before=before, last=last)]
    assert found == plainly(every, weekday, after, before, last)


# -- what is said


def test_each_time_is_said_by_its_owner_and_no_one_else(crew: Crew, october: FrozenClock) -> None:
    ben = crew["Ben"]
    c = commitments.commit(ben, "Call before ten", every="week", weekday=1)
    october.advance(days=7)
    assert told(ben, c) == [("12 Oct", "open")]
    with pytest.raises(HuddleError, match="can mark this as kept or missed"):
        occurrences.mark_occurrence_kept(crew["Ana"], c)
    occurrences.mark_occurrence_kept(ben, c)
    october.advance(days=7)
    occurrences.mark_occurrence_missed(ben, c, "On Tuesdays")
    assert told(ben, c) == [("12 Oct", "kept"), ("19 Oct", "missed")]
    assert queries.count_kept_and_closed(ben) == (1, 2)
    assert queries.list_commitments(ben)[0].status == "open"
    occurrences.delete_last_answer(ben, c)
    assert told(ben, c) == [("12 Oct", "kept"), ("19 Oct", "open")]


def test_a_miss_needs_its_next_step(crew: Crew, october: FrozenClock) -> None:
    c = commitments.commit(crew["Ben"], "Call before ten", every="week")
    october.advance(days=7)
    with pytest.raises(HuddleError, match="differently"):
        occurrences.mark_occurrence_missed(crew["Ben"], c, "  ")


def test_two_who_say_it_at_once_say_it_once(crew: Crew, october: FrozenClock) -> None:
    c = commitments.commit(crew["Ben"], "Call before ten", every="week", weekday=1)
    october.advance(days=7)
    occurrences.mark_occurrence_kept(crew["Ben"], c)
    with pytest.raises(Conflict, match="Nothing to answer right now"):
        occurrences.mark_occurrence_kept(Session.for_member(crew.session_store, crew.members["Ben"], october), c)
    due = crew.store.read(Occurrence)[0].day
    with pytest.raises(Conflict, match="Reopen it to change that"):
        occurrences.mark_occurrence_kept(crew["Ben"], c, due)
    assert len(crew.store.read(Occurrence)) == 1


def test_what_is_for_every_day_is_kept_on_all_days_since_the_last_meeting(crew: Crew, october: FrozenClock) -> None:
    c = commitments.commit(crew["Ben"], "Log each call", every="day")
    october.advance(days=4)
    occurrences.mark_occurrence_kept(crew["Ben"], c)
    assert [status for _, status in told(crew["Ben"], c)] == ["kept"] * 4
    crew["Ben"].undo("commitment")
    assert [status for _, status in told(crew["Ben"], c)] == ["open"] * 4


# -- what ticks


def test_it_ticks_by_its_entries_and_a_corrected_entry_corrects_it(
    crew: Crew, october: FrozenClock, calls: Metric
) -> None:
    ben = crew["Ben"]
    c = commitments.commit(ben, "Five on Monday", metric=calls, amount=5, every="week", weekday=1)
    october.advance(days=7)
    entry = entries.log_entry(ben, calls, 5)
    (time,) = [each for each in occurrences.list_occurrences(ben, c) if each.day == ben.today]
    assert (time.status, time.on_time, time.actual) == ("kept", True, 5)
    assert crew.store.read(Occurrence) == []
    with pytest.raises(HuddleError, match="Log the amounts and it is marked as kept"):
        occurrences.mark_occurrence_kept(ben, c)
    october.advance(days=7)
    assert queries.count_kept_and_closed(ben) == (1, 1)
    entries.correct_entry(ben, entry, amount=4)
    assert told(ben, c) == [("12 Oct", "missed"), ("19 Oct", "open")]
    assert occurrences.needs_next_step(ben, c)
    occurrences.mark_occurrence_missed(ben, c, "With Lea", date(2026, 10, 12))
    assert not occurrences.needs_next_step(ben, c)
    entries.correct_entry(ben, entry, amount=6)
    assert told(ben, c)[0] == ("12 Oct", "kept")


def test_what_comes_after_its_day_and_within_the_week_is_kept_and_late(
    crew: Crew, october: FrozenClock, calls: Metric
) -> None:
    ben = crew["Ben"]
    commitments.commit(ben, "Five on Monday", metric=calls, amount=5, every="week", weekday=1)
    october.advance(days=9)
    entries.log_entry(ben, calls, 5)
    (one,) = follow_through.list_outcomes(ben)
    assert (one.kept, one.on_time, one.day) == (True, False, date(2026, 10, 12))


def test_a_metric_that_has_ended_leaves_it_to_its_owner(crew: Crew, october: FrozenClock, calls: Metric) -> None:
    ben = crew["Ben"]
    c = commitments.commit(ben, "Five a week", metric=calls, amount=5, every="week")
    october.advance(days=8)
    metrics.end_metric(crew["Ana"], calls)
    october.advance(days=7)
    assert told(ben, c) == [("11 Oct", "missed"), ("18 Oct", "open")]
    occurrences.mark_occurrence_kept(ben, c)
    assert told(ben, c)[-1] == ("18 Oct", "kept")


def test_what_ticks_by_a_private_metric_is_told_to_its_owner_alone(
    crew: Crew, october: FrozenClock, calls: Metric
) -> None:
    metrics_private(crew, calls)
    ben = crew["Ben"]
    c = commitments.commit(ben, "Five a week", metric=calls, amount=5, every="week")
    entries.log_entry(ben, calls, 5)
    october.advance(days=7)
    assert queries.count_kept_and_closed(ben) == (1, 1)
    for other in (*(crew[name] for name in ("Ana", "Jon", "Tom")), crew.room):
        assert queries.count_kept_and_closed(other) == (0, 0)
        assert all(each.actual is None for each in occurrences.list_occurrences(other, c))


def metrics_private(crew: Crew, metric: Metric) -> None:
    with crew["Ana"].change("metric.made_private") as change:
        change.update(metric, private=True)


# -- over the wordings, and the end


def test_a_new_wording_changes_nothing_of_the_past(crew: Crew, october: FrozenClock, calls: Metric) -> None:
    ben = crew["Ben"]
    c = commitments.commit(ben, "Five a week", metric=calls, amount=5, every="week")
    entries.log_entry(ben, calls, 5)
    october.advance(days=8)
    entries.log_entry(ben, calls, 5)
    new = commitments.reword(ben, c, text="Ten a week", amount=10)
    october.advance(days=7)
    assert [(one.day.day, one.kept) for one in follow_through.list_outcomes(ben)] == [(11, True), (18, False)]
    assert occurrences.count_kept_in_a_row(ben, new) == 0
    entries.log_entry(ben, calls, 5, day=date(2026, 10, 18))
    assert occurrences.count_kept_in_a_row(ben, new) == 2
    assert occurrences.format_streak(new, 2) == "2 weeks in a row"


def test_it_can_be_ended_as_a_whole(crew: Crew, october: FrozenClock) -> None:
    ben = crew["Ben"]
    c = commitments.commit(ben, "Call before ten", every="week", weekday=1)
    october.advance(days=7)
    occurrences.mark_occurrence_kept(ben, c)
    october.advance(days=1)
    commitments.mark_kept(ben, c)
    october.advance(days=30)
    assert told(ben, c) == [("12 Oct", "kept")]
    assert queries.count_kept_and_closed(ben) == (1, 1)
    early = commitments.commit(ben, "Visit Kessler", every="month")
    commitments.mark_kept(ben, early)
    assert queries.count_kept_and_closed(ben) == (2, 2), "nothing came of any of its days: the whole counts"


def test_entries_after_the_end_tick_nothing(crew: Crew, october: FrozenClock, calls: Metric) -> None:
    ben = crew["Ben"]
    c = commitments.commit(ben, "Five on Monday", metric=calls, amount=5, every="week", weekday=1)
    october.advance(days=7)
    entries.log_entry(ben, calls, 5)
    commitments.mark_kept(ben, c)
    assert told(ben, c) == [("12 Oct", "kept")], "the day on which it ended still counts"
    october.advance(days=7)
    entries.log_entry(ben, calls, 5)
    assert told(ben, c) == [("12 Oct", "kept")]
    assert queries.count_kept_and_closed(ben) == (1, 1)


def test_who_left_owes_nothing_any_more(crew: Crew, october: FrozenClock) -> None:
    c = commitments.commit(crew["Ben"], "Call before ten", every="week", weekday=1)
    october.advance(days=8)
    end_membership(crew["Ana"], crew.members["Ben"])
    october.advance(days=30)
    assert told(crew["Ana"], c) == [("12 Oct", "open")]


def test_what_is_done_once_carries_over_until_it_is_answered(crew: Crew, october: FrozenClock) -> None:
    ana = crew["Ana"]
    lifecycle.start_meeting(ana)
    c = commitments.commit(ana, "Send the proposal")
    lifecycle.close_meeting(ana)
    for count in (0, 1, 2):
        october.advance(days=7)
        now = lifecycle.start_meeting(ana)
        lifecycle.take_over(ana)
        assert queries.commitments_to_review(ana, now) == [c]
        assert occurrences.count_carried_over(ana, c) == count
        lifecycle.close_meeting(ana)
    assert occurrences.format_carried_over(2) == "carried over twice"
    commitments.mark_kept(ana, c)
    assert occurrences.count_carried_over(ana, c) == 3


# -- privacy


def test_of_help_that_was_promised_only_the_two_know(crew: Crew, october: FrozenClock) -> None:
    c = commitments.commit(crew["Ana"], "Templates for Jon", every="week")
    with crew["Ana"].change("commitment.helps") as change:
        change.update(c, helps_id=crew.members["Jon"].id)
    october.advance(days=7)
    with crew["Ana"].change("commitment.time_kept") as change:
        change.insert(
            Occurrence(commitment_id=c.id, day=date(2026, 10, 11), status="kept", said_at=crew["Ana"].timestamp)
        )
    for name in crew.members:
        knows = name in ("Ana", "Jon")
        assert bool(crew[name].all(Occurrence)) is knows
        assert bool(crew[name].all(JournalRow, "row_table = 'occurrence'")) is knows
        assert told(crew[name], c) == ([("11 Oct", "kept")] if knows else []), name
        assert queries.count_kept_and_closed(crew[name]) == (0, 0), "a rate is one number for everybody"
    assert crew.room.all(Occurrence) == crew.room.all(JournalRow) == []  # type: ignore[comparison-overlap]
    assert told(crew.room, c) == []


# -- one number everywhere

step = st.tuples(
    st.sampled_from(("wait", "wait", "wait", "commit", "keep", "miss", "log", "reword", "end", "reopen", "undo")),
    st.integers(0, 5),
    st.integers(1, 9),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, min_size=5, max_size=30))
def test_every_place_tells_the_same_rate(make_crew: Callable[[], Any], steps: list[tuple[str, int, int]]) -> None:
    crew = make_crew()
    crew.clock.now = START
    ben = crew["Ben"]
    calls = metrics.add_metric(crew["Ana"], "calls")
    for what, which, number in steps:
        mine = queries.list_commitments(ben)
        c = mine[which % len(mine)] if mine else None
        try:
            play(crew, calls, what, which, number, c)
        except HuddleError:
            continue  # refused: nothing happened
    found = follow_through.list_outcomes(ben)
    kept, closed = queries.count_kept_and_closed(ben, ben.me)
    rate = follow_through.compute_rate(found)
    quick = read_progress(ben.connection, ben.me.id, ben.today)
    shown = home.count_kept(ben, ben.me)
    assert (kept, closed) == (rate.kept, rate.closed) == (quick.kept, quick.kept + quick.missed)
    assert (kept, closed) == (shown.kept, shown.closed)
    sunday = ben.today + timedelta(days=7 - ben.today.isoweekday())
    ahead = sum(one.day > sunday for one in found)  # what is answered before its day counts in the week of its day
    assert closed - ahead == sum(each.closed for each in follow_through.rates_by_week(found, ben.today, 200))
    days = [(one.commitment_id, one.day) for one in found]
    assert len(days) == len(set(days)), "no time counts twice"


def play(crew: Crew, calls: Metric, what: str, which: int, number: int, commitment: Commitment | None) -> None:
    """Does one step as Ben."""
    ben = crew["Ben"]
    match what:
        case "wait":
            crew.clock.advance(days=number)
        case "commit":
            every = (None, "day", "week", "week", "month", "quarter")[which]
            metric = calls if number % 2 else None
            commitments.commit(
                ben, f"number {number}", every=every, weekday=number % 7 + 1 if which == 3 else None, metric=metric,  # type: ignore[arg-type]
                amount=number if metric else None,
            )  # fmt: skip
        case "log":
            entries.log_entry(ben, calls, number, day=ben.today - timedelta(days=which))
    if commitment is None:
        return
    match what:
        case "keep":
            (
                occurrences.mark_occurrence_kept
                if commitment.every and commitment.status == "open"
                else commitments.mark_kept
            )(ben, commitment)
        case "miss" if commitment.every and commitment.status == "open":
            occurrences.mark_occurrence_missed(ben, commitment, "Another way")
        case "miss":
            commitments.mark_missed(ben, commitment, "Another way")
        case "reword":
            commitments.reword(ben, commitment, text=f"reworded {number}", every="week", weekday=which + 1)
        case "end":
            commitments.mark_kept(ben, commitment)
        case "reopen":
            commitments.reopen(ben, commitment)
        case "undo":
            ben.undo("commitment")
