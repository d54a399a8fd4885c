from __future__ import annotations

from datetime import date, timedelta

import pytest

from data.models import Entry, Metric
from data.quick import metric_queries
from tests.conftest import Crew

SPAN = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.fixture
def calls(crew: Crew) -> Metric:
    with crew["Ana"].change("metric.added") as change:
        metric = change.insert(Metric(name="calls"))
        for name, day, amount in (("Ben", 1, 5), ("Ben", 1, -2), ("Ben", 30, 4), ("Jon", 15, 7)):
            change.insert(_entry(crew, metric, name, date(2026, 11, day), amount))
        change.insert(_entry(crew, metric, "Ben", date(2026, 12, 1), 100))
        change.insert(_entry(crew, metric, "Ben", date(2026, 10, 31), 100))
    return metric


def _entry(crew: Crew, metric: Metric, name: str, day: date, amount: int) -> Entry:
    return Entry(metric_id=metric.id, member_id=crew.members[name].id, day=day, amount=amount, entered_at="x")


def test_tallies_hold_the_first_and_the_last_day(crew: Crew, calls: Metric) -> None:
    ben, jon = crew.members["Ben"].id, crew.members["Jon"].id
    connection = crew.room.connection
    assert metric_queries.read_tallies(connection, calls.id, SPAN) == {ben: (7, 3), jon: (7, 1)}
    assert metric_queries.read_tallies(connection, calls.id, SPAN, jon) == {jon: (7, 1)}
    assert metric_queries.read_tallies(connection, calls.id + 1, SPAN) == {}


def test_several_spans_are_what_each_is_alone(crew: Crew, calls: Metric) -> None:
    spans = [(SPAN[0] + timedelta(days=5 * step), SPAN[0] + timedelta(days=5 * step + 9)) for step in range(6)]
    connection = crew.room.connection
    together = metric_queries.read_tallies_by_span(connection, calls.id, spans)
    assert together == [metric_queries.read_tallies(connection, calls.id, span) for span in spans]
    assert metric_queries.read_tallies_by_span(connection, calls.id, []) == []


def test_the_latest_is_of_the_last_day_and_there_the_last_entered(crew: Crew, calls: Metric) -> None:
    ben, jon = crew.members["Ben"].id, crew.members["Jon"].id
    connection = crew.room.connection
    assert metric_queries.read_latest(connection, calls.id, SPAN) == {ben: (4, 1), jon: (7, 1)}
    assert metric_queries.read_latest(connection, calls.id, (SPAN[0], date(2026, 11, 2))) == {ben: (-2, 1)}
    assert metric_queries.read_latest(connection, calls.id, SPAN, jon) == {jon: (7, 1)}


def test_what_is_read_is_what_is_kept(crew: Crew, calls: Metric) -> None:
    connection = crew.room.connection
    assert metric_queries.read_team_name_and_days(connection) == ("Northwind West", "12345")
    assert [person.name.split()[0] for person in metric_queries.read_members(connection)] == [
        "Ana",
        "Ben",
        "Jon",
        "Lea",
        "Tom",
    ]
    assert [name for _, name in metric_queries.read_groups(connection)] == ["North", "South"]
    metric = metric_queries.read_metric(connection, calls.id)
    assert (metric.name, metric.kind, metric.scale, metric.better) == ("calls", "sum", 0, "higher")
    with pytest.raises(KeyError):
        metric_queries.read_metric(connection, calls.id + 1)


def test_a_board_reads_the_rollup_by_its_index(crew: Crew, calls: Metric) -> None:
    """However many entries there are, a period costs what its own days cost."""
    asked: list[str] = []
    connection, raw = crew.room.connection, crew.session_store.connection
    raw.set_trace_callback(asked.append)
    metric_queries.read_tallies(connection, calls.id, SPAN)
    metric_queries.read_tallies_by_span(connection, calls.id, [SPAN, SPAN])
    raw.set_trace_callback(None)
    assert len(asked) == 3
    for sql in asked:
        plan = " ".join(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}"))
        assert "SEARCH t USING PRIMARY KEY (metric_id=? AND member_id=? AND day>? AND day<?)" in plan
