from __future__ import annotations

import pytest

from core.errors import HuddleError
from core.metrics.entries import list_entries, log_entry
from core.metrics.metrics import (
    add_metric,
    default_scale,
    end_metric,
    find_metric,
    list_metrics,
    rename_metric,
    reopen_metric,
)
from core.models import JournalEntry
from core.values.periods import period_containing
from tests.conftest import Crew


def test_a_metric_is_found_by_any_unmistakable_beginning(crew: Crew) -> None:
    revenue = add_metric(crew["Ana"], " won  revenue ", unit="EUR", scale=2)
    add_metric(crew["Ben"], "wins")
    assert revenue.name == "won revenue"
    assert find_metric(crew["Jon"], "WON REVENUE") == revenue
    assert find_metric(crew.room, "wo") == revenue
    assert [each.name for each in list_metrics(crew["Tom"])] == ["wins", "won revenue"]
    with pytest.raises(HuddleError, match="could be wins or won revenue"):
        find_metric(crew["Ana"], "w")
    with pytest.raises(HuddleError, match="Did you mean won revenue"):
        find_metric(crew["Ana"], "won revenu€s")


def test_none_yet_says_how_to_begin(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="huddle metric add"):
        find_metric(crew["Ana"], "calls")


def test_a_name_is_given_once(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "Calls")
    with pytest.raises(HuddleError, match="already"):
        add_metric(crew["Ana"], "cALLS")
    end_metric(crew["Ana"], calls)
    with pytest.raises(HuddleError, match="A metric named Calls exists already"):
        add_metric(crew["Ana"], "calls")


def test_an_ended_metric_is_not_counted_any_more_but_is_still_found(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls")
    with pytest.raises(HuddleError, match="Only the leader"):
        end_metric(crew["Ben"], calls)
    end_metric(crew["Ana"], calls)
    assert list_metrics(crew["Ana"]) == []
    assert find_metric(crew["Ana"], "calls").ended_on is not None


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"name": " "}, "empty"),
        ({"name": "x", "kind": "median"}, "is not a kind of metric. Use sum"),
        ({"name": "x", "scale": 7}, "0 to 6 decimals"),
        ({"name": "x", "kind": "count", "scale": 2}, "A count has no decimals. Leave them out, or use the kind sum"),
        ({"name": "x", "kind": "ratio"}, "needs two metrics"),
        ({"name": "x", "better": "bigger"}, "higher or lower"),
        ({"name": "x", "unit": "u" * 21}, "21 of 20 characters"),
    ],
)
def test_what_cannot_be_counted_is_refused_and_nothing_is_written(
    crew: Crew, values: dict[str, object], says: str
) -> None:
    before = len(crew["Ana"].all(JournalEntry))
    with pytest.raises(HuddleError, match=says):
        add_metric(crew["Ana"], **values)  # type: ignore[arg-type]
    assert len(crew["Ana"].all(JournalEntry)) == before


def test_a_ratio_is_made_of_what_adds_up(crew: Crew) -> None:
    s = crew["Ana"]
    won, calls = add_metric(s, "won"), add_metric(s, "calls", kind="count")
    rate = add_metric(s, "rate", kind="ratio", numerator=won, denominator=calls, unit="%", scale=1)
    assert (rate.numerator_id, rate.denominator_id) == (won.id, calls.id)
    with pytest.raises(HuddleError, match="rate is a ratio"):
        add_metric(s, "rate of rates", kind="ratio", numerator=rate, denominator=calls)


def test_watchers_and_the_room_add_nothing(crew: Crew) -> None:
    for session in (crew["Tom"], crew.room):
        with pytest.raises(HuddleError):
            add_metric(session, "calls")
    assert list_metrics(crew["Ana"]) == []


def test_a_currency_keeps_its_own_decimals() -> None:
    scales = [default_scale(*pair) for pair in (("sum", "EUR"), ("sum", "JPY"), ("sum", "KWD"), ("sum", "calls"))]
    assert scales == [2, 0, 3, 0]
    assert [default_scale("ratio", "%"), default_scale("mean", "days"), default_scale("sum", "")] == [1, 2, 0]


def test_a_metric_is_renamed_and_keeps_its_entries(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls")
    add_metric(crew["Ana"], "visits")
    log_entry(crew["Ben"], calls, 5)
    with pytest.raises(HuddleError, match="Only the leader can rename calls"):
        rename_metric(crew["Ben"], calls, "phone calls")
    with pytest.raises(HuddleError, match="A metric named visits exists already"):
        rename_metric(crew["Ana"], calls, "Visits")
    renamed = rename_metric(crew["Ana"], calls, "Calls")
    assert find_metric(crew["Ben"], "Calls").id == calls.id
    quarter = period_containing(crew["Ben"].today, "quarter")
    assert [entry.amount for entry in list_entries(crew["Ben"], renamed, crew.members["Ben"], quarter)] == [5]
    crew["Ana"].undo("metric")
    assert [metric.name for metric in list_metrics(crew["Ana"])] == ["calls", "visits"]
    complaints = add_metric(crew["Ana"], "complaints", better="lower")
    with pytest.raises(HuddleError, match="complaints keeps its name"):
        rename_metric(crew["Ana"], complaints, "moans")


def test_an_ended_metric_is_reopened(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls")
    with pytest.raises(HuddleError, match="calls has not ended"):
        reopen_metric(crew["Ana"], calls)
    ended = end_metric(crew["Ana"], calls)
    with pytest.raises(HuddleError, match="Only the leader can reopen calls"):
        reopen_metric(crew["Ben"], ended)
    reopen_metric(crew["Ana"], ended)
    assert log_entry(crew["Ben"], calls, 5).amount == 5
