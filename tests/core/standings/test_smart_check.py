from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.goals.goals import set_goal
from core.metrics.entries import log_entry
from core.metrics.metrics import add_metric
from core.models import Metric
from core.standings import smart_check
from core.standings.smart_check import EarlierResults
from core.values.periods import parse_period
from tests.conftest import Crew

Q4 = parse_period("2026-Q4")
TODAY = date(2026, 11, 23)
REVENUE = Metric(id=1, name="won revenue", unit="EUR", scale=0)
DAYS = Metric(id=2, name="cycle days", kind="mean", better="lower")


def lines(
    metric: Metric = REVENUE, amount: int | None = 180, past: EarlierResults | None = None, **values: object
) -> dict[str, smart_check.SmartLine]:
    given = {"period": Q4, "goal": None, "today": TODAY, "past": past or EarlierResults()} | values
    return {line.letter: line for line in smart_check.check_target(metric=metric, amount=amount, **given)}  # type: ignore[arg-type]


def test_five_letters_in_their_order() -> None:
    assert "".join(lines()) == "SMART"
    nothing = smart_check.check_target(metric=None, amount=None, period=None, goal=None, today=TODAY)
    assert [line.ok for line in nothing] == [False, False, None, None, False]


@pytest.mark.parametrize(
    ("metric", "amount", "own", "ok", "says"),
    [
        (REVENUE, 180, (100, 80), None, "1.8 × your best quarter: is that realistic?"),
        (REVENUE, 120, (100,), True, "1.2 × your best quarter"),
        (REVENUE, 121, (100,), None, "1.2 × your best quarter: is that realistic?"),
        (REVENUE, 50, (100,), True, "0.5 × your best quarter"),
        (REVENUE, 1, (100,), True, "0.01 × your best quarter"),
        (REVENUE, 5, (0, 0), None, "no past results to compare with yet"),
        (DAYS, 30, (40, 33), True, "0.9 × your best quarter"),
        (DAYS, 10, (40, 33), None, "0.3 × your best quarter: is that realistic?"),
    ],
)
def test_attainable_compares_with_ones_own_best(
    metric: Metric, amount: int, own: tuple[int, ...], ok: bool | None, says: str
) -> None:
    line = lines(metric, amount, EarlierResults(own))["A"]
    assert (line.ok, line.text) == (ok, says)


def test_who_has_no_past_is_compared_with_the_best_of_the_team() -> None:
    line = lines(amount=150, past=EarlierResults((), (100, "Ben Okafor")), possessive="your")["A"]
    assert (line.ok, line.text) == (
        None,
        "1.5 × the best quarter of anyone (Ben Okafor): is that realistic? (your first)",
    )


@given(amount=st.integers(1, 10**12), best=st.integers(1, 10**12))
def test_the_factor_is_the_quotient_to_one_decimal(amount: int, best: int) -> None:
    line = lines(amount=amount, past=EarlierResults((best,)))["A"]
    factor = float(line.text.split(" ")[0])
    assert factor > 0
    assert abs(factor - amount / best) <= max(0.051, 0.0051)
    assert line.ok is (True if amount * 10 <= best * 12 else None)


def test_what_is_over_outside_or_serves_a_goal() -> None:
    assert lines(period=parse_period("2026-Q3"))["T"].text == "Q3 2026 is over"
    assert lines(goal="12 new customers")["R"].ok is True
    outside = REVENUE.model_copy(update={"outside_remit": True})
    assert lines(outside)["S"].ok is False
    assert lines(outside, possessive="the team's")["S"].ok is True


def test_as_one_types(crew: Crew) -> None:
    s = crew["Ben"]
    calls = add_metric(s, "calls", unit="calls")
    goal = set_goal(crew["Ana"], "Twelve new customers")
    log_entry(s, calls, 20, day=date(2026, 8, 3))
    log_entry(s, calls, 10, day=date(2026, 3, 3))
    log_entry(crew["Jon"], calls, 50, day=date(2026, 8, 3))

    def typed(metric: str, amount: str, period: str, who: str = "Ben") -> list[tuple[bool | None, str]]:
        found = smart_check.check_typed_form(
            s, metric=metric, amount=amount, period=period, goal=goal, member=crew.members[who]
        )
        return [(line.ok, line.text) for line in found]

    assert typed("cal", "36", "quarter") == [
        (True, "calls"), (True, "36 calls"), (None, "1.8 × your best quarter: is that realistic?"),
        (True, "Twelve new customers"), (True, "Q4 2026"),
    ]  # fmt: skip
    assert typed("calls", "30", "2026-Q4", "Lea")[2] == (
        True, "0.6 × the best quarter of anyone (Jon Weiss) (Lea's first)",
    )  # fmt: skip
    assert "is not an amount" in typed("calls", "lots", "quarter")[1][1]
    assert "is not a period. Try week, month, quarter, last-month or 2026-Q1" in typed("calls", "3", "soon")[4][1]
    assert "No metric named" in typed("cold baths", "3", "quarter")[0][1]
    assert [ok for ok, _ in typed("", "", "")] == [False, False, None, True, False]
    team = smart_check.check_typed_form(s, metric="calls", amount="140", period="quarter")
    assert team[2].text == "2.0 × the team's best quarter: is that realistic?"


def test_on_a_private_metric_others_are_not_compared_with(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls")
    log_entry(crew["Jon"], calls, 50, day=date(2026, 8, 3))
    with crew["Ana"].change("metric.private") as change:
        change.update(calls, private=True)
    ben, jon = crew.members["Ben"], crew.members["Jon"]
    assert smart_check.read_earlier_results(crew["Ben"], calls, Q4, member=ben) == EarlierResults()
    assert smart_check.read_earlier_results(crew["Ana"], calls, Q4, member=jon) == EarlierResults()
    assert smart_check.read_earlier_results(crew["Jon"], calls, Q4, member=jon).own_results == (50,)
