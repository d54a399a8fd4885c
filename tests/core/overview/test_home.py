"""What the first look tells: the next meeting, what is mine, how the team stands, and who needs the leader."""

from __future__ import annotations

from datetime import date

import pytest

from core.access.session import Session
from core.commitments import commitments
from core.goals import goals
from core.meeting import goal_check, lifecycle
from core.metrics import entries, metrics, targets
from core.models import Metric
from core.overview import home
from core.overview.needs import needs
from core.overview.needs.need import Need
from core.standings import running_numbers
from core.team import group_records, members, permissions
from core.values.periods import parse_period, relative_day
from tests.conftest import Crew, FrozenClock

pytestmark = pytest.mark.days

TODAY = date(2026, 11, 23)


def counted(ana: Session, name: str = "calls") -> Metric:
    return metrics.add_metric(ana, name, unit=name)


def met(crew: Crew) -> None:
    """A weekly meeting, hosted by Ana, in which Ben alone takes something on and Lea is away."""
    ana = crew["Ana"]
    lifecycle.start_meeting(ana)
    lifecycle.set_attendance(ana, crew.members["Lea"], False)
    commitments.commit(crew["Ben"], "Call five lapsed customers")
    lifecycle.close_meeting(ana)


# -- the next meeting


def test_without_a_meeting_there_is_no_next_one(crew: Crew) -> None:
    assert home.next_meeting(crew["Ben"]) is None


def test_the_planned_meeting_comes_next_with_its_host(crew: Crew) -> None:
    met(crew)
    coming = home.next_meeting(crew["Jon"])
    assert coming is not None
    assert (coming.meeting.number, coming.meeting.day, coming.stage) == (2, date(2026, 11, 30), None)
    assert coming.host == crew.members["Ben"]


def test_an_open_meeting_comes_before_the_planned_one(crew: Crew) -> None:
    lifecycle.plan_meeting(crew["Ana"], "quarterly", day=TODAY)
    lifecycle.start_meeting(crew["Ana"], "weekly")
    lifecycle.move_to_stage(crew["Ana"], "goal")
    coming = home.next_meeting(crew.room)
    assert coming is not None
    assert (coming.meeting.kind, coming.stage) == ("weekly", "goal")


# -- mine


def test_my_commitments_are_in_the_order_in_which_they_fall_due(crew: Crew) -> None:
    ben = crew["Ben"]
    for text, due, every in [
        ("No day", None, None),
        ("Later", date(2026, 12, 24), None),
        ("Weekly", None, "week"),
        ("Today", TODAY, None),
    ]:
        commitments.commit(ben, text, due=due, every=every)  # type: ignore[arg-type]
    commitments.commit(crew["Jon"], "Not mine")
    found = home.my_commitments(ben)
    assert [each.commitment.text for each in found] == ["Today", "Weekly", "Later", "No day"]
    assert [each.due for each in found] == [TODAY, date(2026, 11, 29), date(2026, 12, 24), None]


def test_my_closed_ones_come_latest_first_and_no_further_back_than_asked(crew: Crew, clock: FrozenClock) -> None:
    ben = crew["Ben"]
    first, second, third = (commitments.commit(ben, text) for text in ("First", "Second", "Third"))
    commitments.mark_kept(ben, first)
    clock.advance(days=10)
    commitments.mark_missed(ben, second, "Start on Tuesday")
    clock.advance(days=1)
    commitments.mark_kept(ben, third)
    closed = home.my_closed_commitments(ben, TODAY)
    assert [each.commitment.text for each in closed] == ["Third", "Second", "First"]
    assert [each.commitment.text for each in home.my_closed_commitments(ben, date(2026, 11, 24))] == ["Third", "Second"]


def test_my_numbers_name_the_period_where_it_is_not_the_quarter(crew: Crew) -> None:
    ben, calls = crew["Ben"], counted(crew["Ana"])
    for period, amount in (("2026-Q4", 520), ("2026-W48", 40), ("2026-11", 180), ("2026-Q3", 9)):
        targets.set_target(ben, calls, amount, member=ben.me, period=parse_period(period))
    entries.log_entry(ben, calls, 10)
    found = running_numbers.my_numbers(ben)
    assert [each.title for each in found] == ["calls this week", "calls this month", "calls"]
    week, month = found[:2]
    assert (week.standing.actual, week.standing.target, week.share_gone) == (10, 40, 0)
    assert week.standing.pace is None, "Monday is not over"
    assert month.standing.pace == pytest.approx(10 / 180 * 21 / 15)
    assert week.standing.history[-1] == 10


def test_watchers_and_the_room_have_nothing_of_their_own(crew: Crew) -> None:
    for session in (crew["Tom"], crew.room):
        assert not permissions.takes_part(session)
        assert home.my_commitments(session) == []
        assert home.my_closed_commitments(session, TODAY) == []
        assert running_numbers.my_numbers(session) == []


# -- ours


def test_the_team_is_measured_by_its_own_target_before_its_members(crew: Crew) -> None:
    ana = crew["Ana"]
    calls, visits = counted(ana), counted(ana, "visits")
    for name in ("Ben", "Jon"):
        s = crew[name]
        for period in ("2026-W48", "2026-Q4"):
            targets.set_target(s, calls, 10, member=s.me, period=parse_period(period))
            targets.set_target(s, visits, 10, member=s.me, period=parse_period(period))
    targets.set_target(ana, calls, 15, period=parse_period("2026-W48"))
    found = running_numbers.team_numbers(crew["Tom"])
    # Calls: the team's own week alone. Visits: the members' quarter, the longest that is running.
    assert [(each.title, each.standing.target) for each in found] == [("calls this week", 15), ("visits", 20)]


def test_without_targets_the_team_has_no_numbers(crew: Crew) -> None:
    counted(crew["Ana"])
    assert running_numbers.team_numbers(crew["Ana"]) == []


def test_the_share_of_kept_commitments_week_by_week(crew: Crew, clock: FrozenClock) -> None:
    ben, jon = crew["Ben"], crew["Jon"]
    commitments.mark_kept(ben, commitments.commit(ben, "One"))
    commitments.mark_missed(jon, commitments.commit(jon, "Two"), "Ask Lea")
    clock.advance(days=14)
    commitments.mark_kept(jon, commitments.commit(jon, "Three"))
    commitments.commit(jon, "Still open")
    found = home.count_kept(ben)
    assert (found.kept, found.closed, found.weekly_percents) == (2, 3, (50, 100))
    assert found.share == pytest.approx(2 / 3)
    assert home.count_kept(ben, ben.me).weekly_percents == (100,)
    assert home.count_kept(ben, crew.members["Lea"]).share is None


# -- who needs the leader


def whole_team(ana: Session) -> None:
    """One group for all: with so few that is as it should be."""
    from core.team import groups

    first, *_ = group_records.list_groups(ana)
    for person in members.list_members(ana):
        groups.assign_to_group(ana, person, first)


def test_a_question_about_the_goal_needs_the_leader_while_the_meeting_is_open(crew: Crew) -> None:
    ana = crew["Ana"]
    whole_team(ana)
    goals.set_goal(ana, "Twelve new customers in the Ruhr")
    lifecycle.start_meeting(ana)
    goal_check.ask_question(crew["Jon"], "which Ruhr?")
    goal_check.ask_question(ana, "my own")
    assert needs.list_needs(ana) == [Need("Jon", "asked about the goal: “which Ruhr?”")]
    lifecycle.close_meeting(ana)
    assert not any("asked" in need.sentence for need in needs.list_needs(ana))


def test_who_took_nothing_on_in_the_last_meeting_needs_the_leader(crew: Crew) -> None:
    ana = crew["Ana"]
    whole_team(ana)
    met(crew)
    # Ben did, Lea was away, Tom watches, and Ana is who looks.
    assert needs.list_needs(ana) == [Need("Jon", "made no commitment on 23 Nov")]
    commitments.commit(crew["Jon"], "Afterwards, at my desk")
    assert needs.list_needs(ana) == []


def test_many_who_took_nothing_on_are_one_sentence(crew: Crew) -> None:
    ana = crew["Ana"]
    whole_team(ana)
    lifecycle.start_meeting(ana)
    lifecycle.close_meeting(ana)
    members.add_member(ana, "Mia Newcomer", group="North")  # was not there, so is not asked
    assert needs.list_needs(ana) == [
        Need("3 people", "made no commitment on 23 Nov: Ben, Jon and Lea"),
    ]


def test_groups_outside_their_range_need_the_leader(crew: Crew) -> None:
    found = needs.list_needs(crew["Ana"])
    assert [(need.subject, need.sentence) for need in found] == [
        ("North", "has 2 people; groups work best with 10 to 15"),
        ("South", "has 2 people; groups work best with 10 to 15"),
    ]


@pytest.mark.parametrize("who", ["Ben", "Tom", "room"])
def test_nobody_but_the_leader_is_told_who_needs_what(crew: Crew, who: str) -> None:
    ana = crew["Ana"]
    lifecycle.start_meeting(ana)
    goal_check.ask_question(crew["Jon"], "which Ruhr?")
    assert needs.list_needs(ana)
    assert needs.list_needs(crew.room if who == "room" else crew[who]) == []


# -- words


def test_two_of_one_first_name_are_told_apart(crew: Crew) -> None:
    other = members.add_member(crew["Ana"], "Ben Adler")
    names = members.short_names(crew["Ana"])
    assert (names[other.id], names[crew.members["Ben"].id], names[crew.members["Jon"].id]) == (
        "Ben A.",
        "Ben O.",
        "Jon",
    )
    assert members.find_member(crew["Ana"], "ben a.") == other


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 23), "today"),
        (date(2026, 11, 24), "tomorrow"),
        (date(2026, 11, 26), "Thu"),
        (date(2026, 11, 30), "30 Nov"),
        (date(2027, 1, 4), "4 Jan 2027"),
        (date(2026, 11, 22), "yesterday"),
        (date(2026, 11, 20), "20 Nov"),
    ],
)
def test_days_as_they_are_said_from_today(day: date, words: str) -> None:
    assert relative_day(day, TODAY) == words
