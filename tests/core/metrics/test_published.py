"""The team's number on a private metric: a month at a time, once, and from three people on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import HuddleError
from core.metrics import metrics
from core.metrics.entries import log_entry
from core.metrics.published import may_be_told, publish_months, whole_months
from core.metrics.targets import set_target
from core.models import JournalEntry, Metric, Published
from core.overview.win_notices import find_reached_targets
from core.standings.charts import burn_up
from core.standings.leaderboard import standings
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock

OCTOBER, NOVEMBER, Q4 = parse_period("2026-10"), parse_period("2026-11"), parse_period("2026-Q4")


@pytest.fixture
def fees(crew: Crew, clock: FrozenClock) -> Metric:
    """A private sum to which four people have brought something in October."""
    clock.now = datetime(2026, 10, 20, 9, tzinfo=UTC)
    metric = metrics.make_private(crew["Ana"], metrics.add_metric(crew["Ana"], "fees"))
    for name, amount in (("Ana", 40), ("Ben", 30), ("Jon", 20), ("Lea", 10)):
        log_entry(crew[name] if name != "Ana" else crew["Ana"], metric, amount)
    return metric


def team(crew: Crew, name: str, metric: Metric, period: Any = OCTOBER) -> int | None:
    session = crew.room if name == "room" else crew[name]
    return standings(session, metric, period).team.actual


def test_a_month_is_told_when_it_is_over_and_stands(crew: Crew, clock: FrozenClock, fees: Metric) -> None:
    assert publish_months(crew["Ben"]) == 0, "October is not over"
    assert team(crew, "Ben", fees) is None
    clock.now = datetime(2026, 11, 1, 9, tzinfo=UTC)
    assert publish_months(crew["Ben"]) == 1
    assert [team(crew, name, fees) for name in ("Ana", "Ben", "Tom", "room")] == [100] * 4
    log_entry(crew["Ben"], fees, 500, day=date(2026, 10, 31))
    assert publish_months(crew["Jon"]) == 0
    assert [team(crew, name, fees) for name in ("Ana", "Ben", "room")] == [100] * 3
    assert standings(crew["Ben"], fees, OCTOBER).rows[0].actual == 530, "one's own number is up to date"
    assert standings(crew["Ben"], fees, OCTOBER).told_on == date(2026, 11, 1)


def test_it_is_told_in_nobody_s_name(crew: Crew, clock: FrozenClock, fees: Metric) -> None:
    clock.now = datetime(2026, 11, 1, 9, tzinfo=UTC)
    publish_months(crew["Ben"])
    (entry,) = crew["Jon"].all(JournalEntry, "what = 'number.published'")
    assert entry.by is None
    with pytest.raises(HuddleError):
        crew["Ben"].undo("number")


def test_only_whole_months_have_a_number(crew: Crew, clock: FrozenClock, fees: Metric) -> None:
    clock.now = datetime(2026, 11, 10, 9, tzinfo=UTC)
    publish_months(crew["Ben"])
    assert team(crew, "Ben", fees, Q4) == 100
    for period in ("2026-10-01..2026-10-30", "2026-10-20", "2026-W43", "2026-11"):
        assert team(crew, "Ben", fees, parse_period(period)) is None
    for by in ("group", "territory", "kind"):
        assert standings(crew["Ana"], fees, OCTOBER, by=by).rows == ()


def test_two_are_too_few_and_one_may_not_dominate() -> None:
    assert not may_be_told([5, 7])
    assert not may_be_told([5, 7, 0, 0])
    assert not may_be_told([1000, 900, 99])
    assert may_be_told([1000, 900, 100])
    assert may_be_told([-5, 7, 3])


def test_what_waits_is_told_when_a_third_has_moved_it(crew: Crew, clock: FrozenClock) -> None:
    clock.now = datetime(2026, 10, 20, 9, tzinfo=UTC)
    metric = metrics.make_private(crew["Ana"], metrics.add_metric(crew["Ana"], "fees"))
    log_entry(crew["Ben"], metric, 5)
    log_entry(crew["Jon"], metric, 5)
    clock.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    assert publish_months(crew["Ana"]) == 0
    log_entry(crew["Lea"], metric, 5, day=date(2026, 10, 3))
    clock.advance(days=7)
    assert publish_months(crew["Ana"]) == 1
    assert team(crew, "room", metric) == 15


def test_nobody_probes_with_their_own_amounts_from_when_on_it_is_told(crew: Crew, clock: FrozenClock) -> None:
    """Whoever entered one more and looked, again and again, would know a tenth of the largest share when it is told."""
    clock.now = datetime(2026, 10, 20, 9, tzinfo=UTC)
    metric = metrics.make_private(crew["Ana"], metrics.add_metric(crew["Ana"], "fees"))
    log_entry(crew["Jon"], metric, 1000)
    log_entry(crew["Lea"], metric, 900)
    clock.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    for _ in range(13):
        publish_months(crew["Ben"])
        log_entry(crew["Ben"], metric, 10, day=date(2026, 10, 31))
        clock.advance(hours=12)
    assert (clock.now.isoweekday(), team(crew, "Ben", metric)) == (7, None)
    clock.advance(hours=12)
    assert publish_months(crew["Ben"]) == 1
    assert team(crew, "Ben", metric) == 2030


def test_what_is_over_is_looked_at_once_a_week_and_when_a_month_begins(crew: Crew, clock: FrozenClock) -> None:
    clock.now = datetime(2026, 9, 15, 9, tzinfo=UTC)
    metric = metrics.make_private(crew["Ana"], metrics.add_metric(crew["Ana"], "fees"))
    log_entry(crew["Ben"], metric, 5)
    for name in ("Ben", "Jon", "Lea"):
        clock.now = datetime(2026, 10, 20, 9, tzinfo=UTC)
        log_entry(crew[name], metric, 5)
    looked = []
    for day in range(1, 75):
        clock.now = datetime(2026, 9, 20, 9, tzinfo=UTC) + timedelta(days=day)
        for _ in range(2):
            before = len(crew.store.read(JournalEntry))
            publish_months(crew["Ben"])
            looked += [clock.now.date()] * (len(crew.store.read(JournalEntry)) > before)
    assert looked[:7] == [date(2026, 10, day) for day in (1, 5, 12, 19, 26)] + [date(2026, 11, 1), date(2026, 11, 2)]
    assert looked == sorted(set(looked))
    assert [row.month for row in crew.store.read(Published)] == ["2026-10"]


def test_what_everybody_saw_before_it_was_private_is_no_part_of_a_number_told(crew: Crew, clock: FrozenClock) -> None:
    """Else the number tells what was entered since: everybody can take away what they have seen."""
    ana = crew["Ana"]
    metric = metrics.add_metric(ana, "fees")
    for day in (date(2026, 9, 30), date(2026, 10, 20)):
        clock.now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        for name, amount in (("Ben", 40), ("Jon", 30), ("Lea", 20)):
            log_entry(crew[name], metric, amount)
    metrics.make_private(ana, metric)
    assert team(crew, "Ben", metric, parse_period("2026-09")) == 90, "whose sum everybody knew is told at once"
    log_entry(crew["Lea"], metric, 7, day=date(2026, 9, 30))
    log_entry(crew["Lea"], metric, 7)
    clock.now = datetime(2026, 11, 3, 9, tzinfo=UTC)
    for name, amount in (("Ben", 40), ("Jon", 30), ("Lea", 20)):
        log_entry(crew[name], metric, amount)
    publish_months(crew["Ben"])
    clock.now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    publish_months(crew["Ben"])
    told = {row.month: row.total for row in crew["Ben"].all(Published)}
    assert told == {"2026-09": 90, "2026-11": 90}


def test_a_ratio_is_made_of_what_was_told(crew: Crew, clock: FrozenClock, fees: Metric) -> None:
    visits = metrics.add_metric(crew["Ana"], "visits")
    for name in ("Ana", "Ben", "Jon", "Lea"):
        log_entry(crew[name], visits, 5)
    rate = metrics.add_metric(crew["Ana"], "rate", kind="ratio", unit="%", numerator=fees, denominator=visits)
    assert team(crew, "Ben", rate) is None
    clock.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    publish_months(crew["Ana"])
    log_entry(crew["Ben"], fees, 500, day=date(2026, 10, 31))
    assert team(crew, "Ben", rate) == 500


def test_the_team_s_target_is_reached_by_what_was_told(crew: Crew, clock: FrozenClock, fees: Metric) -> None:
    set_target(crew["Ana"], fees, 90, period=Q4)
    assert find_reached_targets(crew["Ben"]) == {}
    clock.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    publish_months(crew["Ana"])
    assert [target.actual for target in find_reached_targets(crew["Ben"]).values()] == [100]
    board = standings(crew["Ben"], fees, Q4)
    line = burn_up(crew["Ben"], board, board.team)
    assert (line.actual[29], line.actual[30], line.actual[-1]) == (None, 100, 100)


def test_private_is_for_good(crew: Crew, fees: Metric) -> None:
    with pytest.raises(HuddleError, match="Amounts were logged privately since, so the metric stays private"):
        crew["Ana"].undo("metric.made_private")
    assert metrics.find_metric(crew["Ben"], "fees").private


def test_whoever_undoes_it_takes_back_what_was_told_with_it(crew: Crew, clock: FrozenClock) -> None:
    clock.now = datetime(2026, 9, 30, 9, tzinfo=UTC)
    metric = metrics.add_metric(crew["Ana"], "fees")
    for name in ("Ben", "Jon", "Lea"):
        log_entry(crew[name], metric, 5)
    clock.now = datetime(2026, 10, 20, 9, tzinfo=UTC)
    metrics.make_private(crew["Ana"], metric)
    assert [row.total for row in crew.store.read(Published)] == [15]
    crew["Ana"].undo("metric.made_private")
    assert crew.store.read(Published) == []
    assert team(crew, "room", metric, parse_period("2026-09")) == 15


def test_a_mistake_is_undone_before_anybody_enters(crew: Crew) -> None:
    metric = metrics.make_private(crew["Ana"], metrics.add_metric(crew["Ana"], "fees"))
    crew["Ana"].undo("metric.made_private")
    assert not crew["Ana"].get(Metric, metric.id).private  # type: ignore[union-attr]


def test_the_journal_tells_nobody_who_has_entered_something(crew: Crew, fees: Metric) -> None:
    for name in ("Ben", "Jon", "Ana"):
        by = {entry.by for entry in crew[name].all(JournalEntry, "what = 'entry.logged'")}
        assert by == {crew.members[name].id}
    calls = metrics.add_metric(crew["Ana"], "calls")
    log_entry(crew["Ben"], calls, 3)
    assert crew.members["Ben"].id in {entry.by for entry in crew["Jon"].all(JournalEntry, "what = 'entry.logged'")}


def test_months_of_some_days() -> None:
    assert whole_months((date(2026, 11, 1), date(2027, 1, 31))) == ["2026-11", "2026-12", "2027-01"]
    assert whole_months((date(2026, 11, 2), date(2026, 11, 30))) == []
    assert whole_months((date(2026, 11, 1), date(2026, 11, 29))) == []


# -- the attacker

LOGGED = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 95), st.integers(1, 50), st.sampled_from(("log", "look"))),
    min_size=3,
    max_size=25,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(logged=LOGGED)
def test_whoever_asks_all_the_time_works_out_nobody_s_month(make_crew: Any, logged: list[Any]) -> None:
    """An attacker looks at every number after each entry and knows their own: every answer is a sum over whole months
    of everybody, so nothing that differs between two of them is one person's."""
    crew = make_crew()
    crew.clock.now = datetime(2026, 9, 1, 9, tzinfo=UTC)
    metric = metrics.make_private(crew["Ana"], metrics.add_metric(crew["Ana"], "fees"))
    people = ("Ana", "Ben", "Jon", "Lea")
    told: dict[str, int] = {}
    for who, day, amount, what in sorted(logged, key=lambda each: each[1]):
        crew.clock.now = datetime(2026, 9, 1, 9, tzinfo=UTC) + timedelta(days=day)
        if what == "log":
            late = min(day, amount % 9)
            log_entry(crew[people[who]], metric, amount, day=crew.clock.now.date() - timedelta(days=late))
        publish_months(crew["Ana"])
        for month, number in _numbers(crew, metric):
            assert told.setdefault(month, number) == number, "what was told never moves"
    for month in told:
        shares = _shares(crew, metric, month)
        assert sum(1 for share in shares if share) >= 3 or len(shares) >= 3


def _numbers(crew: Any, metric: Metric) -> Iterator[tuple[str, int]]:
    """Yields all that Ben is told of the team, for days, weeks, months and quarters."""
    for text in ("2026-09", "2026-10", "2026-11"):
        actual = standings(crew["Ben"], metric, parse_period(text)).team.actual
        if actual is not None:
            yield text, actual
    for text in ("2026-W40", "2026-10-05", "2026-09-01..2026-10-02"):
        assert standings(crew["Ben"], metric, parse_period(text)).team.actual is None
    rows = crew["Ben"].all(Published)
    assert {row.month: row.total for row in rows} == {
        row.month: standings(crew["Ben"], metric, parse_period(row.month)).team.actual for row in rows
    }


def _shares(crew: Any, metric: Metric, month: str) -> list[int]:
    rows = crew.store.query(
        "SELECT sum(total) AS total FROM entry_day WHERE metric_id = ? AND substr(day, 1, 7) = ? GROUP BY member_id",
        (metric.id, month),
    )
    return [row["total"] for row in rows]
