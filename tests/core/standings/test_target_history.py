from __future__ import annotations

import pytest

from core.errors import HuddleError
from core.metrics.entries import log_entry
from core.metrics.metrics import add_metric
from core.metrics.targets import (
    accept_target,
    agreement_status,
    decline_target,
    list_targets,
    set_target,
    targets_awaiting_viewer,
)
from core.models import Metric, Target
from core.overview.needs import needs
from core.standings.leaderboard import standings
from core.standings.target_history import list_target_steps, target_outcome
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock

pytestmark = pytest.mark.days

Q4 = parse_period("2026-Q4")


@pytest.fixture
def revenue(crew: Crew) -> Metric:
    return add_metric(crew["Ana"], "won revenue", unit="EUR")


def propose(crew: Crew, metric: Metric, amount: int, **values: object) -> Target:
    return set_target(crew["Ana"], metric, amount, member=crew.members["Jon"], period=Q4, **values)  # type: ignore[arg-type]


def on_the_board(crew: Crew, metric: Metric) -> int | None:
    return next(row.target for row in standings(crew["Ana"], metric, Q4).rows if row.name == "Jon Weiss")


def test_a_proposal_is_agreed_by_the_one_it_binds(crew: Crew, clock: FrozenClock, revenue: Metric) -> None:
    target = propose(crew, revenue, 262_000, reason="A tenth more than last year")
    assert (agreement_status(target), targets_awaiting_viewer(crew["Jon"]), targets_awaiting_viewer(crew["Ana"])) == (
        "proposed",
        [target],
        [],
    )
    for name in ("Ana", "Ben"):
        with pytest.raises(HuddleError, match="can accept this target"):
            accept_target(crew[name], target)
    clock.advance(hours=1)
    agreed = accept_target(crew["Jon"], target)
    assert (agreement_status(agreed), agreed.agreed_by, agreed.agreed_at) == (
        "agreed", crew.members["Jon"].id, "2026-11-23T15:00:00.000Z",
    )  # fmt: skip
    assert targets_awaiting_viewer(crew["Jon"]) == []
    assert accept_target(crew["Jon"], agreed) == agreed


def test_what_was_agreed_stands_until_a_new_amount_is(crew: Crew, revenue: Metric) -> None:
    accept_target(crew["Jon"], propose(crew, revenue, 262_000))
    raised = propose(crew, revenue, 300_000, reason="The Ruhr is open")
    assert (raised.amount, agreement_status(raised), on_the_board(crew, revenue)) == (300_000, "proposed", 262_000)
    (need,) = [each for each in needs.list_needs(crew["Jon"]) if "target" in each.sentence]
    assert (need.subject, need.sentence) == (
        "Ana", "proposed a won revenue target for Q4 2026"
    )  # fmt: skip
    declined = decline_target(crew["Jon"], raised, "Kessler has stopped buying")
    for nobody in (crew["Jon"], crew["Ana"], crew["Ben"], crew.room):
        assert not [each for each in needs.list_needs(nobody) if "target" in each.sentence]
    assert (declined.amount, agreement_status(declined)) == (262_000, "agreed")
    accept_target(crew["Jon"], propose(crew, revenue, 280_000))
    assert on_the_board(crew, revenue) == 280_000
    assert [
        (step.kind, step.member_name, step.amount_before, step.amount, step.reason)
        for step in list_target_steps(crew["Jon"], raised)
    ] == [
        ("proposed", "Ana Ruiz", None, 262_000, None),
        ("accepted", "Jon Weiss", 262_000, 262_000, None),
        ("proposed", "Ana Ruiz", 262_000, 300_000, "The Ruhr is open"),
        ("declined", "Jon Weiss", 300_000, 262_000, "Kessler has stopped buying"),
        ("proposed", "Ana Ruiz", 262_000, 280_000, None),
        ("accepted", "Jon Weiss", 280_000, 280_000, None),
    ]


def test_a_first_proposal_that_is_declined_counts_for_nothing(crew: Crew, revenue: Metric) -> None:
    target = propose(crew, revenue, 262_000)
    with pytest.raises(HuddleError, match="The reason can"):
        decline_target(crew["Jon"], target, " ")
    target = decline_target(crew["Jon"], target, "Too much at once")
    assert (agreement_status(target), on_the_board(crew, revenue), targets_awaiting_viewer(crew["Jon"])) == (
        "declined",
        None,
        [],
    )
    own = set_target(crew["Jon"], revenue, 200_000, member=crew.members["Jon"], period=Q4)
    assert (own.id, agreement_status(own), on_the_board(crew, revenue)) == (target.id, "agreed", 200_000)
    with pytest.raises(HuddleError, match="To change it, set a new one with a reason"):
        decline_target(crew["Jon"], own, "After all")
    # The same amount proposed again after a no is a question again.
    declined = decline_target(crew["Jon"], propose(crew, revenue, 300_000), "No")
    assert agreement_status(propose(crew, revenue, 300_000)) == "proposed"
    assert declined.amount == 200_000


def test_revisions_keep_who_when_and_why(crew: Crew, clock: FrozenClock, revenue: Metric) -> None:
    jon = crew.members["Jon"]
    target = set_target(crew["Jon"], revenue, 200_000, member=jon, period=Q4)
    clock.advance(days=1)
    set_target(crew["Jon"], revenue, 180_000, member=jon, period=Q4, reason="A month of parental leave")
    crew["Jon"].undo("target")
    assert [
        (step.at[:10], step.member_name, step.kind, step.amount_before, step.amount)
        for step in list_target_steps(crew["Jon"], target)
    ] == [
        ("2026-11-23", "Jon Weiss", "agreed", None, 200_000),
        ("2026-11-24", "Jon Weiss", "revised", 200_000, 180_000),
        ("2026-11-24", "Jon Weiss", "taken back", 180_000, 200_000),
    ]
    reasons = {name: [step.reason for step in list_target_steps(crew[name], target)] for name in ("Ana", "Jon", "Ben")}
    assert reasons["Ana"] == reasons["Jon"] == [None, "A month of parental leave", None]
    assert reasons["Ben"] == [None, None, None]
    assert list_target_steps(crew.room, target) == []


def test_a_bonus_is_earned_or_so_far_off(crew: Crew, revenue: Metric) -> None:
    s, jon = crew["Jon"], crew.members["Jon"]
    profit = add_metric(s, "gross profit", unit="EUR")
    margin = add_metric(s, "gross margin", kind="ratio", unit="%", scale=1, numerator=profit, denominator=revenue)
    target = set_target(s, revenue, 200_000, member=jon, period=Q4, bonus="4k at 110%", floor=300, floor_metric=margin)
    assert target.bonus_percent == 110
    log_entry(s, revenue, 150_000)
    log_entry(s, profit, 37_500)
    found = target_outcome(s, target)
    assert (found.bonus_at, found.bonus_to_go, found.bonus_earned) == (220_000, 70_000, False)
    assert (found.floor_metric.name, found.actual_on_floor_metric, found.floor_holds) == ("gross margin", 250, False)
    log_entry(s, revenue, 70_000)
    found = target_outcome(s, target)
    assert (found.bonus_to_go, found.floor_holds, found.bonus_earned) == (0, False, False)
    log_entry(s, profit, 40_000)
    found = target_outcome(crew["Ana"], target)
    assert (found.actual_on_floor_metric, found.floor_holds, found.bonus_earned) == (352, True, True)


def test_a_bonus_where_lower_is_better(crew: Crew) -> None:
    days = add_metric(crew["Ana"], "cycle", kind="mean", better="lower")
    target = set_target(crew["Ben"], days, 30, member=crew.members["Ben"], period=Q4, floor=40, bonus="a dinner")
    assert target_outcome(crew["Ben"], target).bonus_to_go is None
    log_entry(crew["Ben"], days, 36)
    found = target_outcome(crew["Ben"], target)
    assert (found.bonus_to_go, found.floor_holds, found.bonus_earned) == (6, True, False)
    log_entry(crew["Ben"], days, 24)
    assert target_outcome(crew["Ben"], target).bonus_earned


def test_what_is_paid_is_not_for_the_wall(crew: Crew, revenue: Metric) -> None:
    propose(crew, revenue, 5, bonus="4k", reason="Because")
    seen = [(target.bonus, target.reason) for s in (crew["Jon"], crew["Ben"], crew.room) for target in list_targets(s)]
    assert seen == [("4k", "Because"), (None, None), (None, None)]
