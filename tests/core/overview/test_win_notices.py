"""Which wins are news, in which words, and which are none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from core.commitments import commitments
from core.meeting import lifecycle
from core.metrics.entries import log_entry
from core.metrics.metrics import add_metric, end_metric
from core.metrics.targets import accept_target, set_target
from core.models import Metric
from core.overview.win_notices import TargetWatch, Win, find_kept_wins, find_reached_targets, has_celebrations_on
from core.standings.leaderboard import standings
from core.team import team
from core.team.group_records import list_groups
from core.team.members import add_member, end_membership
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock

pytestmark = pytest.mark.days

Q4 = parse_period("2026-Q4")
TODAY = date(2026, 11, 23)


@pytest.fixture
def won(crew: Crew) -> Metric:
    return add_metric(crew["Ana"], "won revenue", unit="EUR")


@pytest.fixture
def news(crew: Crew) -> Callable[[], list[str]]:
    """Looks as a screen does that has been open since the beginning, and gives the words."""
    watch = TargetWatch(crew.path)

    def look() -> list[str]:
        return [win.text for win in watch.poll(crew.clock().date())]

    return look


def enter(crew: Crew, metric: Metric, name: str, amount: int, day: date | None = None) -> None:
    log_entry(crew["Ana"], metric, amount, member=crew.members[name], day=day)


def test_a_target_reached_is_told_once_with_its_numbers(crew: Crew, won: Metric) -> None:
    set_target(crew["Lea"], won, 200_000, member=crew.members["Lea"], period=Q4)
    watch = TargetWatch(crew.path)
    enter(crew, won, "Lea", 199_000)
    assert watch.poll(TODAY) == []
    enter(crew, won, "Lea", 13_000)
    expected = Win("Lea reached the quarter's target, five weeks early", "212k of 200k · won revenue")
    assert watch.poll(TODAY) == [expected]
    enter(crew, won, "Lea", 1_000)
    assert watch.poll(TODAY) == []


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026-11-23", "Lea reached today's target"),
        ("2026-W48", "Lea reached the week's target, six days early"),
        ("2026-11", "Lea reached the month's target, a week early"),
        ("2026", "Lea reached the year's target, five weeks early"),
        ("2026-11-01..2026-11-24", "Lea reached the target, a day early"),
        ("2026-11-01..2027-11-24", "Lea reached the target, 52 weeks early"),
    ],
)
def test_the_period_and_how_early_in_words(
    crew: Crew, won: Metric, news: Callable[[], list[str]], period: str, words: str
) -> None:
    set_target(crew["Lea"], won, 10, member=crew.members["Lea"], period=parse_period(period))
    assert news() == []
    enter(crew, won, "Lea", 10)
    assert news() == [words]


def test_the_team_and_groups_reach_theirs_and_the_board_agrees(
    crew: Crew, won: Metric, news: Callable[[], list[str]]
) -> None:
    north = list_groups(crew["Ana"])[0]
    set_target(crew["Ana"], won, 30, period=Q4)
    set_target(crew["Ana"], won, 20, group=north, period=Q4)
    news()
    enter(crew, won, "Lea", 15)
    enter(crew, won, "Ben", 10)
    assert news() == []
    enter(crew, won, "Ana", 10)
    assert news() == ["The team reached the quarter's target, five weeks early",
                      "North reached the quarter's target, five weeks early"]  # fmt: skip
    board = standings(crew["Ana"], won, Q4, "group")
    actuals = {aim.owner_name: aim.actual for aim in find_reached_targets(crew["Ana"]).values()}
    assert actuals == {"The team": board.team.actual, "North": next(r.actual for r in board.rows if r.name == "North")}


def test_what_is_taken_back_and_made_anew_is_not_told_twice(
    crew: Crew, won: Metric, news: Callable[[], list[str]]
) -> None:
    set_target(crew["Lea"], won, 10, member=crew.members["Lea"], period=Q4)
    news()
    enter(crew, won, "Lea", 10)
    assert len(news()) == 1
    crew["Ana"].undo("entry")
    assert news() == []
    assert find_reached_targets(crew["Ana"]) == {}
    enter(crew, won, "Lea", 10)
    assert news() == []


def test_only_an_accepted_target_is_celebrated(crew: Crew, won: Metric, news: Callable[[], list[str]]) -> None:
    proposed = set_target(crew["Ana"], won, 10, member=crew.members["Lea"], period=Q4)
    news()
    enter(crew, won, "Lea", 10)
    assert news() == []
    assert find_reached_targets(crew["Ana"]) == {}
    accept_target(crew["Lea"], proposed)
    assert news() == [], "it was reached before it was accepted"


def test_what_is_first_seen_reached_is_no_news(crew: Crew, won: Metric, news: Callable[[], list[str]]) -> None:
    enter(crew, won, "Lea", 10)
    set_target(crew["Lea"], won, 10, member=crew.members["Lea"], period=Q4)
    assert news() == []
    set_target(crew["Lea"], won, 5, member=crew.members["Lea"], period=Q4)
    assert news() == [], "a target that is lowered is no win"
    set_target(crew["Lea"], won, 20, member=crew.members["Lea"], period=Q4)
    assert news() == []
    enter(crew, won, "Lea", 10)
    assert len(news()) == 1, "a target that was raised is one"


def test_periods_that_are_over_are_not_celebrated_and_those_to_come_when_they_come(
    crew: Crew, clock: FrozenClock, won: Metric, news: Callable[[], list[str]]
) -> None:
    lea = crew.members["Lea"]
    set_target(crew["Lea"], won, 10, member=lea, period=parse_period("2026-Q3"))
    set_target(crew["Lea"], won, 10, member=lea, period=parse_period("2026-W49"))
    news()
    enter(crew, won, "Lea", 10, day=date(2026, 8, 3))
    assert news() == []
    clock.advance(days=7)
    enter(crew, won, "Lea", 10)
    assert news() == ["Lea reached the week's target, six days early"]


def test_only_what_adds_up_and_grows_is_celebrated(crew: Crew, news: Callable[[], list[str]]) -> None:
    ana, lea = crew["Ana"], crew.members["Lea"]
    kinds = {
        "calls": add_metric(ana, "calls", kind="count"),
        "deal size": add_metric(ana, "deal size", kind="mean"),
        "pipeline": add_metric(ana, "pipeline", kind="latest"),
        "complaints": add_metric(ana, "complaints", better="lower"),
        "ended": add_metric(ana, "ended"),
    }
    for metric in kinds.values():
        set_target(crew["Lea"], metric, 1, member=lea, period=Q4)
    news()
    for metric in kinds.values():
        log_entry(ana, metric, 1, member=lea)
    end_metric(ana, kinds["ended"])
    assert news() == ["Lea reached the quarter's target, five weeks early"]


def test_who_left_is_not_celebrated(crew: Crew, won: Metric, news: Callable[[], list[str]]) -> None:
    set_target(crew["Lea"], won, 10, member=crew.members["Lea"], period=Q4)
    news()
    enter(crew, won, "Lea", 10)
    end_membership(crew["Ana"], crew.members["Lea"])
    assert news() == []


def test_on_a_private_metric_nobody_is_celebrated_before_it_is_told(crew: Crew, news: Callable[[], list[str]]) -> None:
    fee = add_metric(crew["Ana"], "commission", unit="EUR")
    with crew["Ana"].change("metric.edited") as change:
        fee = change.update(fee, private=True)
    set_target(crew["Lea"], fee, 10, member=crew.members["Lea"], period=Q4)
    set_target(crew["Ana"], fee, 10, group=list_groups(crew["Ana"])[1], period=Q4)
    set_target(crew["Ana"], fee, 10, period=Q4)
    news()
    log_entry(crew["Lea"], fee, 10)
    assert news() == []


def test_two_of_a_name_are_told_apart(crew: Crew, won: Metric, news: Callable[[], list[str]]) -> None:
    add_member(crew["Ana"], "Lea Stein")
    set_target(crew["Lea"], won, 10, member=crew.members["Lea"], period=Q4)
    news()
    enter(crew, won, "Lea", 10)
    assert news()[0].startswith("Lea B. reached")


def test_a_file_that_cannot_be_read_has_no_news(crew: Crew) -> None:
    assert TargetWatch(crew.path.with_name("gone.huddle")).poll(TODAY) == []


def test_kept_commitments_in_words(crew: Crew) -> None:
    ana = crew["Ana"]
    lifecycle.start_meeting(ana)
    lifecycle.move_to_stage(ana, "commit")
    bens = commitments.commit(crew["Ben"], "Call five lapsed customers every Monday")
    ours = commitments.commit(ana, "Every proposal within a day", team=True)
    still = commitments.commit(crew["Jon"], "Twenty names")
    commitments.mark_kept(crew["Ben"], bens)
    commitments.mark_kept(ana, ours)
    for viewer in (crew["Tom"], crew.room):
        assert find_kept_wins(viewer, [bens.id, ours.id, still.id, 999]) == {
            bens.id: Win("Ben kept: Call five lapsed customers every Monday"),
            ours.id: Win("The team kept: Every proposal within a day"),
        }
    end_membership(ana, crew.members["Ben"])
    assert find_kept_wins(ana, [bens.id]) == {}
    commitments.reopen(ana, ours)
    assert find_kept_wins(ana, [ours.id]) == {}


def test_the_leader_turns_it_off(crew: Crew) -> None:
    assert has_celebrations_on(crew["Ben"])
    team.edit_team(crew["Ana"], celebrates=False)
    assert not has_celebrations_on(crew["Ben"])
