"""Amounts that are probably typing errors are asked about: more than ten times what was logged or agreed."""

from __future__ import annotations

import pytest

from core.access.session import Session
from core.metrics import entries, metrics, targets
from core.metrics.unusual import UnusualAmount, require_usual
from core.models import Metric
from core.values.periods import parse_period
from tests.conftest import Crew


@pytest.fixture
def calls(crew: Crew) -> Metric:
    return metrics.add_metric(crew["Ana"], "calls", unit="calls")


def is_usual(session: Session, metric: Metric, amount: int) -> bool:
    try:
        require_usual(session, metric, amount, session.me)
    except UnusualAmount:
        return False
    return True


@pytest.mark.parametrize(("amount", "usual"), [(1_000_000, True), (1_000_001, False), (-1_000_001, False)])
def test_more_than_a_million_is_asked_about_where_nothing_is_known(
    crew: Crew, calls: Metric, amount: int, usual: bool
) -> None:
    assert is_usual(crew["Ben"], calls, amount) is usual


@pytest.mark.parametrize(("amount", "usual"), [(450, True), (451, False), (-450, True), (-451, False)])
def test_ten_times_the_largest_day_of_anyone(crew: Crew, calls: Metric, amount: int, usual: bool) -> None:
    for each in (20, 25):
        entries.log_entry(crew["Lea"], calls, each)
    assert is_usual(crew["Ben"], calls, amount) is usual


def test_a_target_says_what_is_usual_too(crew: Crew, calls: Metric) -> None:
    entries.log_entry(crew["Ben"], calls, 5)
    targets.set_target(crew["Ben"], calls, 60, member=crew.members["Ben"], period=parse_period("2026-W48"))
    assert is_usual(crew["Ben"], calls, 600)
    with pytest.raises(UnusualAmount, match="601 calls is more than 10 times what was logged or agreed on calls"):
        require_usual(crew["Ben"], calls, 601, crew.members["Ben"])


def test_small_amounts_are_never_asked_about(crew: Crew, calls: Metric) -> None:
    entries.log_entry(crew["Ben"], calls, 1)
    assert is_usual(crew["Ben"], calls, 99)
    assert not is_usual(crew["Ben"], calls, 100)


def test_amounts_are_compared_in_whole_units(crew: Crew) -> None:
    revenue = metrics.add_metric(crew["Ana"], "revenue", unit="EUR", scale=2)
    assert is_usual(crew["Ben"], revenue, 1_000_000_00)
    assert not is_usual(crew["Ben"], revenue, 1_000_000_01)
