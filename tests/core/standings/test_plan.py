from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import HuddleError
from core.metrics.entries import log_entry
from core.metrics.metrics import add_metric
from core.metrics.targets import accept_target, decline_target, list_targets, set_target, targets_awaiting_viewer
from core.models import Metric
from core.standings.contradictions import explain_contradictions
from core.standings.plan import PlanRow, propose_shares, read_plan, split_by_weights
from core.team import workdays
from core.team.group_records import list_groups
from core.values.periods import parse_period
from tests.conftest import Crew

pytestmark = pytest.mark.days

Q4, Q3, NOV, W48, YEAR = (parse_period(text) for text in ("2026-Q4", "2026-Q3", "2026-11", "2026-W48", "2026"))


@given(st.integers(0, 10**15), st.lists(st.integers(0, 10**6), max_size=30))
def test_parts_add_up_and_are_next_to_their_share(amount: int, weights: list[int]) -> None:
    parts = split_by_weights(amount, weights)
    assert len(parts) == len(weights)
    if weights:
        assert sum(parts) == amount
    of = sum(weights)
    if of:
        assert all(
            amount * weight // of <= part <= amount * weight // of + 1
            for weight, part in zip(weights, parts, strict=True)
        )


@pytest.fixture
def revenue(crew: Crew) -> Metric:
    return add_metric(crew["Ana"], "won revenue", unit="EUR")


def people(row: PlanRow) -> dict[str, PlanRow]:
    return {each.name.split()[0]: each for group in row.rows for each in group.rows}


def agree(crew: Crew, metric: Metric, name: str, amount: int, period: str = "2026-Q4") -> None:
    set_target(crew[name], metric, amount, member=crew.members[name], period=parse_period(period))


def test_what_is_agreed_what_is_needed_and_the_gap(crew: Crew, revenue: Metric) -> None:
    s = crew["Ana"]
    north = list_groups(s)[0]
    set_target(s, revenue, 600_000, period=Q4)
    set_target(s, revenue, 250_000, group=north, period=Q4)
    agree(crew, revenue, "Ben", 240_000)
    agree(crew, revenue, "Jon", 180_000)
    lea = set_target(s, revenue, 150_000, member=crew.members["Lea"], period=Q4)
    log_entry(crew["Jon"], revenue, 70_000)
    found = read_plan(s, revenue, Q4)
    team = found.team
    assert (team.needed, team.agreed, team.proposed, team.gap, team.actual) == (
        600_000,
        420_000,
        150_000,
        180_000,
        70_000,
    )
    assert (team.member_count, team.agreed_count) == (3, 2)
    assert [(row.name, row.needed, row.needed_is_derived, row.agreed, row.gap) for row in team.rows] == [
        ("North", 250_000, False, 240_000, 10_000),
        ("South", 350_000, True, 180_000, 170_000),
    ]
    assert {name: (row.needed, row.agreed, row.proposed) for name, row in people(team).items()} == {
        "Ben": (250_000, 240_000, 0), "Jon": (175_000, 180_000, 0), "Lea": (175_000, None, 150_000),
    }  # fmt: skip
    accept_target(crew["Lea"], lea)
    assert read_plan(crew["Tom"], revenue, Q4).team.gap == 30_000


def test_without_a_plan_there_is_no_gap(crew: Crew, revenue: Metric) -> None:
    agree(crew, revenue, "Ben", 5)
    team = read_plan(crew["Ana"], revenue, Q4).team
    assert (team.needed, team.agreed, team.gap) == (None, 5, None)


def test_longer_and_shorter_agreements_count_for_their_days(crew: Crew, revenue: Metric) -> None:
    s = crew["Ana"]
    set_target(s, revenue, 660_000, period=Q4)
    agree(crew, revenue, "Ben", 66_000)
    agree(crew, revenue, "Ben", 40_000, "2026-Q3")
    agree(crew, revenue, "Jon", 1_000, "2026-W48")
    # The quarter has 66 working days, November 21, the week 5.
    november = read_plan(s, revenue, NOV).team
    assert (november.needed, november.needed_is_derived) == (210_000, True)
    assert (people(november)["Ben"].agreed, people(november)["Jon"].agreed) == (21_000, 1_000)
    by_kind = {period.kind: row for period, row in read_plan(s, revenue, Q4).horizons}
    assert [by_kind[kind].needed for kind in ("week", "month", "quarter", "year")] == [
        50_000,
        210_000,
        660_000,
        660_000,
    ]
    assert [by_kind[kind].agreed for kind in ("week", "month", "quarter", "year")] == [6_000, 22_000, 67_000, 107_000]


def test_absences_and_holidays_count_in_the_plan(crew: Crew, revenue: Metric) -> None:
    s = crew["Ana"]
    set_target(s, revenue, 13_000, period=W48)
    workdays.add_absence(crew["Ben"], date(2026, 11, 25), date(2026, 11, 27))
    assert {name: row.needed for name, row in people(read_plan(s, revenue, W48).team).items()} == {
        "Ben": 2_167, "Jon": 5_417, "Lea": 5_416,
    }  # fmt: skip


def test_breaking_down_proposes_what_is_left(crew: Crew, revenue: Metric) -> None:
    s = crew["Ana"]
    with pytest.raises(HuddleError, match="The team has no target for Q"):
        propose_shares(s, revenue, Q4)
    set_target(s, revenue, 500_001, period=Q4)
    agree(crew, revenue, "Ben", 200_000)
    with pytest.raises(HuddleError, match="Only the leader"):
        propose_shares(crew["Ben"], revenue, Q4)
    made = propose_shares(s, revenue, Q4)
    assert sorted(target.amount for target in made) == [150_000, 150_001]
    assert [target.amount for target in targets_awaiting_viewer(crew["Jon"])] == [150_001]
    decline_target(crew["Jon"], targets_awaiting_viewer(crew["Jon"])[0], "Half of it")
    with pytest.raises(HuddleError, match="Everyone already has a target for this period"):
        propose_shares(s, revenue, Q4)
    with pytest.raises(HuddleError, match="Jon Weiss has changed it since"):
        s.undo("target.proposed")
    crew["Jon"].undo("target")
    s.undo("target.proposed")
    assert len(list_targets(s, Q4)) == 2


def test_a_ratio_is_asked_of_everybody_alike(crew: Crew, revenue: Metric) -> None:
    s = crew["Ana"]
    profit = add_metric(s, "profit")
    margin = add_metric(s, "margin", kind="ratio", unit="%", scale=1, numerator=profit, denominator=revenue)
    set_target(s, margin, 320, period=Q4)
    agree(crew, margin, "Ben", 350)
    team = read_plan(s, margin, Q4).team
    assert (team.needed, team.agreed, team.gap, team.agreed_count) == (320, None, None, 1)
    assert {row.needed for row in people(team).values()} == {320}
    assert [target.amount for target in propose_shares(s, margin, Q4)] == [320, 320]


def test_on_a_private_metric_nobody_sees_anothers_numbers(crew: Crew, revenue: Metric) -> None:
    set_target(crew["Ana"], revenue, 600, period=Q4)
    for name, amount in (("Ben", 100), ("Jon", 200)):
        agree(crew, revenue, name, amount)
        log_entry(crew[name], revenue, amount // 10)
    with crew["Ana"].change("metric.private") as change:
        change.update(revenue, private=True)
    ben = read_plan(crew["Ben"], revenue, Q4).team
    assert (ben.agreed, ben.gap, ben.actual, [row.actual for row in ben.rows]) == (None, None, None, [None, None])
    assert {name: (row.agreed, row.actual) for name, row in people(ben).items()} == {
        "Ben": (100, 10), "Jon": (None, None), "Lea": (None, None),
    }  # fmt: skip
    ana = read_plan(crew["Ana"], revenue, Q4).team
    assert (ana.agreed, people(ana)["Jon"].agreed, people(ana)["Jon"].actual) == (300, 200, None)


def test_what_does_not_fit_together_is_said(crew: Crew, revenue: Metric) -> None:
    s = crew["Ana"]

    def said() -> list[str]:
        return explain_contradictions(read_plan(s, revenue, Q4))

    assert said() == []
    set_target(s, revenue, 500_000, period=Q4)
    assert said() == ["No one carries the team's 500k EUR yet: no member or group has a target."]
    for group, amount in zip(list_groups(s), (300_000, 400_000), strict=True):
        set_target(s, revenue, amount, group=group, period=Q4)
    assert said() == ["The groups' targets add up to 700k EUR: 200k EUR more than the team's 500k EUR."]
    agree(crew, revenue, "Ben", 900_000)
    assert len(said()) == 1, "more agreed than planned contradicts nothing"


def test_a_declined_share_stays_open(crew: Crew, revenue: Metric) -> None:
    s = crew["Ana"]
    set_target(s, revenue, 300_000, period=Q4)
    set_target(s, revenue, 100_000, member=crew.members["Jon"], period=Q4)
    decline_target(crew["Jon"], targets_awaiting_viewer(crew["Jon"])[0], "Too much")
    proposed = {target.member_id: target.amount for target in propose_shares(s, revenue, Q4)}
    assert proposed == {crew.members["Ben"].id: 100_000, crew.members["Lea"].id: 100_000}
    plan = read_plan(s, revenue, Q4)
    assert explain_contradictions(plan) == [
        "Jon Weiss declined: their share stays open, and no one else is asked for it."
    ]
    agree(crew, revenue, "Jon", 60_000)
    assert explain_contradictions(read_plan(s, revenue, Q4)) == []
