from __future__ import annotations

from datetime import date

import pytest

from core.commitments import commitments
from core.errors import HuddleError
from core.metrics.entries import log_entry
from core.metrics.metrics import add_metric, find_metric, list_metrics, set_remit
from core.metrics.targets import set_target
from core.metrics.templates import TEMPLATE_SETS, TEMPLATES, adopt_template, describe_formula, list_offers
from core.models import JournalEntry
from core.standings.leaderboard import standings
from core.team.team import edit_team
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock

Q4 = parse_period("2026-Q4")


def actuals(crew: Crew, name: str) -> dict[str, int | None]:
    board = standings(crew["Ana"], name, Q4)
    return {row.name.split()[0]: row.actual for row in board.rows} | {"team": board.team.actual}


def test_everything_on_the_shelf_can_be_adopted_in_one_step(crew: Crew) -> None:
    s = crew["Ana"]
    edit_team(s, currency="JPY")
    for offer in list_offers(s):
        assert not offer.adopted
        assert offer.formula
        assert offer.source
    for offer in list_offers(s):
        if not next(each for each in list_offers(s) if each.name == offer.name).adopted:
            adopt_template(s, offer.name)
    assert {each.name for each in list_metrics(s)} == {ready.name for ready in TEMPLATES}
    assert all(offer.adopted for offer in list_offers(s))
    revenue = find_metric(s, "won revenue")
    assert (revenue.unit, revenue.scale) == ("JPY", 0)
    for each in list_metrics(s):
        standings(s, each, Q4)
        assert describe_formula(s, each)


def test_what_the_issue_names_is_on_it(crew: Crew) -> None:
    wanted = {
        "won revenue", "gross margin", "deals won", "calls", "first meetings", "proposals", "win rate",
        "conversion rate by stage", "call time", "pipeline-to-quota ratio", "forecast accuracy", "sales-cycle days",
        "commitments kept on time", "training sessions",
    }  # fmt: skip
    assert wanted <= {offer.name for offer in list_offers(crew["Ana"])}


def test_adopting_is_one_change_that_can_be_taken_back(crew: Crew) -> None:
    s = crew["Ana"]
    add_metric(s, "Won Revenue", unit="EUR")
    made = adopt_template(s, "gross m")
    assert [each.name for each in made] == ["gross profit", "gross margin"]
    assert made[1].denominator_id == find_metric(s, "won revenue").id
    s.undo("metric.adopted")
    assert [each.name for each in list_metrics(s)] == ["Won Revenue"]
    adopt_template(s, "conversion rate by stage")
    assert set(TEMPLATE_SETS["conversion rate by stage"]) <= {each.name for each in list_metrics(s)}


def test_what_cannot_be_adopted_says_why_and_leaves_nothing(crew: Crew) -> None:
    s = crew["Ana"]
    add_metric(s, "deals won", kind="mean", scale=2)
    before = len(s.all(JournalEntry))
    for name, says in (
        ("win rate", "deals won is tracked as a mean, but a sum is needed"),
        ("luck", "No ready-made metric"),
        ("deals won", "already"),
    ):
        with pytest.raises(HuddleError, match=says):
            adopt_template(s, name)
    with pytest.raises(HuddleError, match="Watchers"):
        adopt_template(crew["Tom"], "calls")
    assert len(s.all(JournalEntry)) == before


def test_pipeline_to_quota_divides_by_what_was_agreed(crew: Crew) -> None:
    adopt_template(crew["Ana"], "pipeline-to-quota ratio")
    revenue, pipeline = find_metric(crew["Ana"], "won revenue"), find_metric(crew["Ana"], "pipeline")
    for name, quota, open_deals in (("Ben", 100_000_00, 320_000_00), ("Jon", 200_000_00, 100_000_00)):
        set_target(crew[name], revenue, quota, member=crew.members[name], period=Q4)
        log_entry(crew[name], pipeline, 1, day=date(2026, 10, 5))
        log_entry(crew[name], pipeline, open_deals)
    assert actuals(crew, "quota") == {"Ben": 100_000_00, "Jon": 200_000_00, "Lea": None, "team": 300_000_00}
    assert actuals(crew, "pipeline-to") == {"Ben": 32, "Jon": 5, "Lea": None, "team": 14}
    with pytest.raises(HuddleError, match="quota is calculated from targets"):
        log_entry(crew["Ben"], find_metric(crew["Ana"], "quota"), 1)


def test_forecast_accuracy_adds_up_errors_before_it_divides(crew: Crew) -> None:
    adopt_template(crew["Ana"], "forecast accuracy")
    revenue, forecast = find_metric(crew["Ana"], "won revenue"), find_metric(crew["Ana"], "forecast")
    for name, said, won in (("Ben", 90_00, 100_00), ("Jon", 150_00, 100_00), ("Lea", 50_00, 0)):
        log_entry(crew[name], forecast, said)
        if won:
            log_entry(crew[name], revenue, won)
    # Ben was off by 10 of 100, Jon by 50 of 100; Lea won nothing of 50: together 110 of 200.
    assert actuals(crew, "forecast accuracy") == {"Ben": 900, "Jon": 500, "Lea": None, "team": 450}


def test_commitments_kept_on_time_are_counted_from_the_commitments(crew: Crew, clock: FrozenClock) -> None:
    adopt_template(crew["Ana"], "commitments kept")
    ben = crew["Ben"]
    in_time = commitments.commit(ben, "Ring Kessler", due=date(2026, 11, 24))
    late = commitments.commit(ben, "Write the story", due=date(2026, 11, 24))
    missed, without_day = commitments.commit(ben, "Update the CRM"), commitments.commit(ben, "Ask for a name")
    commitments.commit(ben, "Still open")
    commitments.mark_kept(ben, in_time)
    commitments.mark_kept(ben, without_day)
    clock.advance(days=3)
    commitments.mark_kept(ben, late)
    commitments.mark_missed(ben, missed, "On Fridays")
    assert actuals(crew, "commitments kept")["Ben"] == 500
    commitments.reopen(ben, missed)
    assert actuals(crew, "commitments kept") == {"Ben": 667, "Jon": None, "Lea": None, "team": 667}
    with pytest.raises(HuddleError, match="commitments kept on time is calculated from commitments"):
        log_entry(ben, find_metric(ben, "commitments kept"), 1)


def test_what_no_seller_steers_is_shown_and_is_nobodys_target(crew: Crew) -> None:
    s = crew["Ana"]
    (profit,) = adopt_template(s, "net profit")
    for name in ("Ana", "Ben"):
        with pytest.raises(HuddleError, match="t influence net profit, so it can"):
            set_target(crew[name], profit, 5, member=crew.members[name], period=Q4)
    assert set_target(s, profit, 5, period=Q4).amount == 5
    assert standings(s, profit, Q4).team.target == 5
    with pytest.raises(HuddleError, match="Only the leader"):
        set_remit(crew["Ben"], profit, outside=False)
    set_remit(s, profit, outside=False)
    assert set_target(crew["Ben"], profit, 5, member=crew.members["Ben"], period=Q4).agreed_by is not None
