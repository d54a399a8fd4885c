"""Signals against histories of known answers: nothing on one side of each threshold, the signal on the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.session import Session
from core.accounts import accounts
from core.commitments import commitments, occurrences
from core.conversations import conversations, feedback, one_on_one, reviews, skills, training
from core.meeting import lifecycle, pulse
from core.metrics import entries, metrics, targets, templates
from core.metrics.metrics import make_private
from core.models import Absence, Measure, Metric, Point
from core.overview.signals import signals
from core.overview.signals.signal import NextStep, Signal
from core.sample import build, people
from core.team.record import get_team
from core.team.session_opening import open_session
from core.team.team import edit_team
from core.values.clock import format_timestamp, parse_timestamp
from tests.conftest import Crew, FrozenClock
from tests.core.past_weeks import Q4, calls, on

pytestmark = pytest.mark.days


def told(session: Session, *kinds: str) -> list[tuple[str, str, str]]:
    return [
        (each.about.name.split()[0] if each.about else "team", each.headline, each.figures)
        for each in signals.list_signals(session)
        if each.kind in kinds
    ]


def weekly(session: Session) -> list[str]:
    """Return the shortfalls found in whole weeks."""
    return [what for _, what, _ in told(session, "attainment") if "week" in what]


# -- falling attainment


def test_the_first_week_below_tells_nothing_and_the_second_does(crew: Crew, clock: FrozenClock) -> None:
    calls(crew, clock, 9)
    assert weekly(crew["Ana"]) == []
    clock.advance(days=-7)
    metric = metrics.find_metric(crew["Ana"], "calls")
    clock.advance(days=7)
    entries.log_entry(crew["Jon"], metric, 8)
    clock.advance(days=6)
    assert weekly(crew["Ana"]) == []  # the second week is not over
    clock.advance(days=1)
    behind = "behind, pace 71%"
    expected = [("Jon", f"calls: below target 2 weeks in a row; {behind}", "9 and 8; weekly target 10")]
    assert told(crew["Ana"], "attainment") == told(crew["Jon"], "attainment") == expected
    assert told(crew["Ben"], "attainment") == told(crew["Tom"], "attainment") == told(crew.room, "attainment") == []


def test_more_than_a_limit_is_told_as_what_is_over_it(crew: Crew) -> None:
    complaints = metrics.add_metric(crew["Ana"], "complaints", better="lower")
    targets.set_target(crew["Jon"], complaints, 3, member=crew["Jon"].me, period=Q4)
    entries.log_entry(crew["Jon"], complaints, 3)
    assert told(crew["Ana"], "attainment") == []
    entries.log_entry(crew["Jon"], complaints, 3)
    assert told(crew["Ana"], "attainment") == [("Jon", "complaints: 3 over", "6 of at most 3")]


def test_a_week_with_its_share_ends_it(crew: Crew, clock: FrozenClock) -> None:
    calls(crew, clock, 7, 7, 10)
    # Only what is missing of the first two weeks is left, and the four calls of 1 and 2 October.
    assert told(crew["Ana"], "attainment") == [("Jon", "calls: behind, pace 71%", "24 of 132")]


def test_who_worked_ahead_may_have_slow_weeks(crew: Crew, clock: FrozenClock) -> None:
    calls(crew, clock, 40, 5, 5)
    assert told(crew["Ana"], "attainment") == []


def test_a_reached_target_is_behind_nowhere(crew: Crew, clock: FrozenClock) -> None:
    calls(crew, clock, 132, 0, 0)
    assert told(crew["Ana"], "attainment") == []


def test_falling_from_ahead_is_not_told_yet(crew: Crew, clock: FrozenClock) -> None:
    calls(crew, clock, 14, 13, 12, 8)
    assert told(crew["Ana"], "attainment") == []  # ahead by what came before


def test_a_falling_course(crew: Crew, clock: FrozenClock) -> None:
    calls(crew, clock, 2, 12, 11, 10, 4)
    falling = "calls: falling week by week; behind, pace 72%"
    expected = [("Jon", falling, "12, 11, 10 and 4; weekly target 10")]
    assert told(crew["Ana"], "attainment") == expected


def test_two_falls_are_no_course(crew: Crew, clock: FrozenClock) -> None:
    calls(crew, clock, 2, 11, 12, 10, 4)
    assert weekly(crew["Ana"]) == []


def test_a_week_away_is_passed_by(crew: Crew, clock: FrozenClock) -> None:
    calls(crew, clock, 9, 0)
    with crew.store.change("absence.noted", at=format_timestamp(clock.now)) as change:
        change.insert(
            Absence(member_id=crew.members["Jon"].id, starts_on=date(2026, 10, 12), ends_on=date(2026, 10, 16))
        )
    assert weekly(crew["Ana"]) == []


def test_weeks_before_a_target_was_there_are_held_against_nobody(crew: Crew, clock: FrozenClock) -> None:
    on(clock, "10-05")
    metric = metrics.add_metric(crew["Ana"], "calls", unit="calls")
    entries.log_entry(crew["Jon"], metric, 1)
    on(clock, "11-09")
    targets.set_target(crew["Jon"], metric, 132, member=crew["Jon"].me, period=Q4)
    assert weekly(crew["Ana"]) == []
    on(clock, "11-16")
    assert weekly(crew["Ana"]) == []
    on(clock, "11-23")
    assert len(weekly(crew["Ana"])) == 1


def test_what_comes_in_lumps_is_told_by_its_pace(crew: Crew, clock: FrozenClock) -> None:
    on(clock, "09-28")
    metric = metrics.add_metric(crew["Ana"], "customers")
    targets.set_target(crew["Jon"], metric, 13, member=crew["Jon"].me, period=Q4)
    entries.log_entry(crew["Lea"], metric, 1)
    on(clock, "10-01")
    entries.log_entry(crew["Jon"], metric, 3)
    on(clock, "10-19")
    assert told(crew["Ana"], "attainment") == []
    on(clock, "10-26")
    assert told(crew["Ana"], "attainment") == []  # 3 of 3.5 that are due
    on(clock, "11-02")
    expected = [("Jon", "customers: behind, pace 69%", "3 of 13")]
    assert told(crew["Ana"], "attainment") == expected


# -- success


def test_the_second_week_with_its_share_is_praised_once(crew: Crew, clock: FrozenClock) -> None:
    calls(crew, clock, 2, 10)
    assert told(crew["Ana"], "success") == []
    entries.log_entry(crew["Jon"], metrics.find_metric(crew["Ana"], "calls"), 11)
    clock.advance(days=7)
    expected = [("Jon", "calls: on target 2 weeks in a row", "10 and 11; weekly target 10")]
    assert told(crew["Ana"], "success") == expected
    (signal,) = signals.list_signals(crew["Ana"])[-1:]
    assert (signal.step.action, signal.step.command) == ("team.praise", "huddle praise Jon 'WHAT FOR'")
    entries.log_entry(crew["Jon"], metrics.find_metric(crew["Ana"], "calls"), 10)
    clock.advance(days=7)
    assert told(crew["Ana"], "success") == []


def test_a_reached_target_is_told_for_a_week(crew: Crew, clock: FrozenClock) -> None:
    metric = calls(crew, clock, 2)
    entries.log_entry(crew["Jon"], metric, 129)
    assert told(crew["Ana"], "success") == []
    entries.log_entry(crew["Jon"], metric, 1)
    expected = [("Jon", "calls: target reached, 11 weeks early", "132 of 132")]
    assert told(crew["Ana"], "success") == told(crew["Jon"], "success") == expected
    clock.advance(days=6)
    assert "target reached" in str(told(crew["Ana"], "success"))
    clock.advance(days=1)
    assert "target reached" not in str(told(crew["Ana"], "success"))


@pytest.mark.parametrize(("weeks", "is_best"), [(8, False), (9, True)])
def test_the_best_week_beats_two_months(crew: Crew, clock: FrozenClock, weeks: int, is_best: bool) -> None:
    calls(crew, clock, *[9] * (weeks - 1), 14)
    assert ("best week" in str(told(crew["Ana"], "success"))) is is_best


def test_training_and_commitments_in_a_row(crew: Crew, clock: FrozenClock) -> None:
    on(clock, "11-02")
    jon = crew["Jon"]
    weekly = commitments.commit(jon, "One introduction", every="week", weekday=1)
    for day in range(12):
        if day % 7 < 5:
            training.log_session(jon, "market")
        if day == 10:
            assert told(crew["Ana"], "success") == []
        clock.advance(days=1)
    clock.advance(days=-1)
    expected = [("Jon", "training: 10 working days in a row", "5 sessions this week")]
    assert told(crew["Ana"], "success") == expected
    assert weekly.every == "week"


@pytest.mark.parametrize(("weeks", "is_told"), [(4, False), (5, True), (6, False)])
def test_what_comes_again_and_is_kept_five_times(crew: Crew, clock: FrozenClock, weeks: int, is_told: bool) -> None:
    on(clock, "10-02")
    weekly = commitments.commit(crew["Jon"], "One introduction", every="week", weekday=1)
    on(clock, "10-05")
    for _ in range(weeks):
        occurrences.mark_occurrence_kept(crew["Jon"], weekly)
        clock.advance(days=7)
    clock.advance(days=-6)
    expected = [("Jon", "kept 5 times in a row", "“One introduction”")] if is_told else []
    assert told(crew["Ana"], "success") == expected


# -- stalled growth


def test_ten_working_days_without_training(crew: Crew, clock: FrozenClock) -> None:
    on(clock, "11-02")  # a Monday
    for name in ("Ana", "Ben", "Jon"):
        training.log_session(crew[name], "market")
    on(clock, "11-16")  # nine whole working days since
    assert told(crew["Ana"], "growth") == []
    on(clock, "11-17")
    expected = ("no training for 10 working days", "last session 2 Nov")
    found = told(crew["Ana"], "growth")
    assert found[0] == ("Ana", *expected)  # the leader first
    assert ("Jon", *expected) in found
    assert ("Lea", "no training for 10 working days", "no session yet") in found
    assert told(crew["Jon"], "growth") == [("Jon", *expected)]
    edit_team(crew["Ana"], training_daily=0)
    assert told(crew["Ana"], "growth") == []


def test_a_team_that_does_not_train_yet_hears_nothing(crew: Crew) -> None:
    assert told(crew["Ana"], "growth") == []


def reviewed(crew: Crew, clock: FrozenClock, score: int) -> None:
    (review,) = reviews.announce(crew["Ana"], [crew.members["Jon"]], clock.now.date(), "calls")
    skills.store_defaults(crew["Ana"])
    for skill in skills.list_skills(crew["Ana"]):
        reviews.rate(crew["Jon"], review, skill, 3, "")
        reviews.rate(crew["Ana"], review, skill, score, "")
    review = reviews.begin(crew["Ana"], review)
    reviews.close(crew["Ana"], review, "Went well")
    clock.advance(days=30)


@pytest.mark.parametrize(
    ("scores", "course"),
    [
        ((3, 3), None), ((3, 3, 3), "unchanged"), ((4, 3, 3), "falling"), ((3, 3, 4), None), ((5, 5, 5), None),
        ((2, 3, 4, 3, 3), "falling"),
    ],
)  # fmt: skip
def test_skills_over_three_reviews(crew: Crew, clock: FrozenClock, scores: tuple[int, ...], course: str | None) -> None:
    clock.now = clock.now.replace(month=3, day=2)
    for score in scores:
        reviewed(crew, clock, score)
    found = [(who, what) for who, what, _ in told(crew["Ana"], "growth")]
    assert found == ([("Jon", f"skills {course} over 3 reviews")] if course else [])
    assert [(who, what) for who, what, _ in told(crew["Jon"], "growth")] == found
    assert told(crew["Ben"], "growth") == []


# -- eroding trust


def felt(crew: Crew, *scores: int) -> None:
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.take_over(crew["Ana"])
    for name, score in zip(("Ana", "Ben", "Jon", "Lea"), scores, strict=True):
        pulse.give_pulse(crew[name], score)
    lifecycle.close_meeting(crew["Ana"])
    crew.clock.advance(days=7)


def test_meetings_that_feel_worse_three_times_running(crew: Crew) -> None:
    felt(crew, 4, 4, 4, 4)
    felt(crew, 4, 4, 4, 3)
    assert told(crew["Ana"], "trust") == []
    felt(crew, 4, 4, 3, 3)
    assert told(crew["Ana"], "trust") == [("team", "meeting ratings down 3 meetings in a row", "4.0, 3.8, 3.5 of 5")]
    for name in ("Ben", "Tom"):
        assert told(crew[name], "trust") == []
    felt(crew, 4, 4, 4, 3)
    assert told(crew["Ana"], "trust") == []


def test_less_than_half_a_point_is_chance(crew: Crew) -> None:
    for _ in range(2):
        felt(crew, 4, 4, 4, 4)
    felt(crew, 4, 4, 4, 3)
    assert told(crew["Ana"], "trust") == []


def test_a_talk_that_is_not_held_is_told_to_its_two_people(crew: Crew, clock: FrozenClock) -> None:
    one_on_one.plan(crew["Ana"], crew.members["Jon"], date(2026, 11, 25))
    clock.now = clock.now.replace(month=12, day=1)
    assert told(crew["Ana"], "trust") == []
    clock.advance(days=1)
    expected = ("one-on-one with {} not held", "planned for 25 Nov")
    assert told(crew["Ana"], "trust") == [("Ana", expected[0].format("Jon"), expected[1])]
    assert told(crew["Jon"], "trust") == [("Jon", expected[0].format("Ana"), expected[1])]
    assert told(crew["Ben"], "trust") == []


def test_feedback_that_waits_for_two_weeks(crew: Crew, clock: FrozenClock) -> None:
    feedback.ask(crew["Jon"], crew.members["Ben"], "my opening")
    clock.advance(days=13)
    assert told(crew["Ben"], "trust") == told(crew["Jon"], "trust") == []
    clock.advance(days=1)
    assert told(crew["Ben"], "trust") == [("Ben", "Jon asked for your feedback", "asked 14 days ago")]
    assert told(crew["Jon"], "trust") == [("Jon", "1 unanswered feedback request", "asked 14 days ago")]
    assert told(crew["Ana"], "trust") == []  # between the two of them


# -- missed opportunities


def test_accounts_untouched_for_a_month(crew: Crew, clock: FrozenClock) -> None:
    accounts.add_account(crew["Jon"], "Kessler")
    accounts.add_account(crew["Ben"], "Vossen")
    clock.advance(days=29)
    assert told(crew["Ana"], "chances") == []
    clock.advance(days=1)
    accounts.hand_over(crew["Ben"], accounts.find_account(crew["Ben"], "Vossen"), crew.members["Lea"], "Her territory")
    expected = [
        ("Jon", "1 account without contact for 30 days or more", "the longest since 23 Nov")
    ]  # and Lea has hers from today
    assert told(crew["Ana"], "chances") == told(crew["Jon"], "chances") == expected
    accounts.touch_account(crew["Jon"], accounts.find_account(crew["Jon"], "Kessler"))
    assert told(crew["Ana"], "chances") == []


def test_days_that_went_by(crew: Crew, clock: FrozenClock) -> None:
    commitments.commit(crew["Jon"], "Send the offer", due=date(2026, 11, 24))
    commitments.commit(crew["Ana"], "Sit in on a call", due=date(2026, 11, 24))
    assert told(crew["Ana"], "chances") == []
    clock.advance(days=2)
    own = ("Ana", "1 commitment overdue", "“Sit in on a call” since 24 Nov")
    assert told(crew["Ana"], "chances") == [own]
    clock.advance(days=5)
    assert told(crew["Ana"], "chances") == [own]
    clock.advance(days=1)
    jon = ("Jon", "1 commitment overdue", "“Send the offer” since 24 Nov")
    assert told(crew["Ana"], "chances") == [own, jon]
    assert told(crew["Ben"], "chances") == []


def test_leads_that_lie(crew: Crew, clock: FrozenClock) -> None:
    metric = metrics.add_metric(crew["Ana"], "pipeline", kind="latest", unit="EUR")
    entries.log_entry(crew["Jon"], metric, 40_000)
    entries.log_entry(crew["Lea"], metric, 0)
    clock.advance(days=29)
    assert told(crew["Ana"], "chances") == []
    clock.advance(days=1)
    expected = [("Jon", "pipeline: unchanged for 30 days", "40k EUR since 23 Nov")]
    assert told(crew["Ana"], "chances") == expected


# -- reputation


def weeks_of(crew: Crew, clock: FrozenClock, name: str, *amounts: int) -> Metric:
    metric = templates.adopt_template(crew["Ana"], name)[0]
    on(clock, "10-04")
    entries.log_entry(crew["Lea"], metric, 10)
    on(clock, "10-05")
    for amount in amounts:
        entries.log_entry(crew["Jon"], metric, amount)
        clock.advance(days=7)
    return metric


@pytest.mark.parametrize(
    ("amounts", "rises"), [((1, 2), False), ((1, 2, 3), True), ((1, 2, 2), False), ((3, 1, 2), False)]
)
def test_complaints_two_weeks_running(crew: Crew, clock: FrozenClock, amounts: tuple[int, ...], rises: bool) -> None:
    weeks_of(crew, clock, "complaints", *amounts)
    expected = [("Jon", "complaints: up 2 weeks in a row", "1, 2, 3")] if rises else []
    assert told(crew["Ana"], "reputation") == told(crew["Jon"], "reputation") == expected
    assert told(crew["Ben"], "reputation") == []


def test_what_the_team_steers_by_counts_like_complaints(crew: Crew, clock: FrozenClock) -> None:
    metric = metrics.add_metric(crew["Ana"], "returns", better="lower")
    on(clock, "10-04")
    entries.log_entry(crew["Lea"], metric, 1)
    on(clock, "10-05")
    for amount in (1, 2, 3):
        entries.log_entry(crew["Jon"], metric, amount)
        clock.advance(days=7)
    assert told(crew["Ana"], "reputation") == []
    with crew["Ana"].change("measure.adopted") as change:
        change.insert(Measure(metric_id=metric.id, since=date(2026, 10, 5)))
    assert told(crew["Ana"], "reputation") == [("Jon", "returns: up 2 weeks in a row", "1, 2, 3")]


@pytest.mark.parametrize(
    ("amounts", "falls"), [((45, 43), False), ((45, 44, 42), True), ((45, 44, 44), False), ((50, 49, 48), False)]
)
def test_customer_feedback_that_falls(crew: Crew, clock: FrozenClock, amounts: tuple[int, ...], falls: bool) -> None:
    weeks_of(crew, clock, "customer feedback", *amounts)
    expected = [("Jon", "customer feedback: down 2 weeks in a row", "4.5, 4.4, 4.2")] if falls else []
    assert told(crew["Ana"], "reputation") == expected


# -- what the leader owes


def test_help_owed(crew: Crew, clock: FrozenClock) -> None:
    one_on_one.add_help(crew["Ana"], crew.members["Jon"], "Templates")
    one_on_one.add_help(crew["Ana"], crew.members["Ben"], "A call together", due=date(2026, 11, 27))
    clock.advance(days=10)  # 3 Dec
    assert told(crew["Ana"], "support") == []
    clock.advance(days=1)
    late = (
        "Ana",
        "help for Ben: “A call together”",
        "due 27 Nov, not confirmed yet",
    )
    assert told(crew["Ana"], "support") == [late]
    clock.advance(days=3)
    assert ("Ana", "help for Jon: “Templates”", "promised 23 Nov") in told(crew["Ana"], "support")
    (point,) = [point for point in crew["Ana"].all(Point) if point.text == "Templates"]
    conversations.mark_point_done(crew["Ana"], point)
    assert told(crew["Ana"], "support") == [late]
    for name in ("Ben", "Jon", "Lea"):
        assert told(crew[name], "support") == []


def test_own_signals_come_first_then_the_most_urgent(crew: Crew, clock: FrozenClock) -> None:
    calls(crew, clock, 3, 3)
    on(clock, "10-20")
    commitments.commit(crew["Ana"], "Sit in on a call", due=date(2026, 10, 21))
    on(clock, "10-22")
    found = signals.list_signals(crew["Ana"])
    assert [each.about and each.about.name for each in found if not each.is_need] == ["Ana Ruiz", "Jon Weiss"]
    grouped = signals.group_by_member(crew["Ana"], found)
    assert [member.name if member else "team" for member, _ in grouped] == ["Ana Ruiz", "Jon Weiss"]


def test_the_first_screen_has_few_and_always_what_went_well(crew: Crew) -> None:
    step = NextStep("", "", "")
    jon = crew.members["Jon"]
    bad = [Signal("attainment", jon, str(number), "", step) for number in range(5)]
    good = [Signal("success", jon, "good", "", step), Signal("success", jon, "also", "", step)]
    assert [each.headline for each in signals.most_urgent([*bad, *good])] == ["0", "1", "good"]
    assert [each.headline for each in signals.most_urgent(bad)] == ["0", "1", "2"]
    assert [each.headline for each in signals.most_urgent(good)] == ["good", "also"]
    assert signals.most_urgent([Signal("trust", jon, "silence", "", step, is_need=True)]) == []


# -- no false alarms, and nothing that is not for the viewer


def test_a_fresh_team_has_none(crew: Crew) -> None:
    for name in crew.members:
        assert signals.list_signals(crew[name]) == []
    assert signals.list_signals(crew.room) == []


def test_the_sample_team_has_none_in_its_first_week(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (build, people):
        for name in ("PAST_MEETINGS", "WEEKS_OF_ENTRIES"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, 1)
    clock = FrozenClock()
    build.build_sample(tmp_path / "first.huddle", clock)
    s = open_session(tmp_path / "first.huddle", "Ana", clock=clock)
    clock.now = parse_timestamp(get_team(s).created_at, clock.now)
    for _ in range(7):
        assert all(", pace " in each.headline for each in signals.list_signals(s))
        clock.advance(days=1)
    # By now, a week later, the silence with those who have begun badly is all that is new, and who trained daily.
    clock.now = FrozenClock().now
    found = [each for each in signals.list_signals(s) if not each.is_need and ", pace " not in each.headline]
    assert all(each.kind == "success" and each.headline.startswith("training") for each in found)
    s.store.close()


def test_the_sample_team_has_some_today(tmp_path: Path) -> None:
    build.build_sample(tmp_path / "today.huddle", FrozenClock())
    s = open_session(tmp_path / "today.huddle", "Ana", clock=FrozenClock())
    found = signals.list_signals(s)
    assert {"trust", "attainment", "success"} <= {each.kind for each in found}
    assert found[0].about == s.me
    assert all(each.figures and each.step.text and each.step.command for each in found)
    assert [each.kind for each in signals.most_urgent(found)][-1] == "success"
    s.store.close()


def test_a_private_board_tells_its_owner_alone(crew: Crew, clock: FrozenClock) -> None:
    metric = calls(crew, clock, 3, 3)
    make_private(crew["Ana"], metric)
    assert told(crew["Ana"], "attainment") == []
    assert len(told(crew["Jon"], "attainment")) == 1


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    week=st.lists(st.integers(0, 14), min_size=2, max_size=5),
    private=st.booleans(),
    days=st.integers(0, 40),
)
def test_no_signal_names_what_the_viewer_may_not_see(
    make_crew: Callable[[], Crew], clock: FrozenClock, week: list[int], private: bool, days: int
) -> None:
    crew = make_crew()
    metric = calls(crew, clock, *week)
    if private:
        make_private(crew["Ana"], metric)
    feedback.ask(crew["Jon"], crew.members["Ben"], "SECRET about")
    one_on_one.plan(crew["Ana"], crew.members["Jon"])
    one_on_one.add_own_note(crew["Ana"], crew.members["Jon"], "SECRET note")
    one_on_one.add_help(crew["Ana"], crew.members["Jon"], "SECRET help")
    commitments.commit(crew["Jon"], "Send the offer", due=crew["Jon"].today)
    clock.advance(days=days)
    for name in ("Ana", "Ben", "Jon", "Lea", "Tom"):
        found = signals.list_signals(crew[name])
        leads = name == "Ana"
        assert all(leads or (each.about is not None and each.about.name.startswith(name)) for each in found)
        words = " ".join(f"{each.headline} {each.figures} {each.step}" for each in found)
        # The leader's own promise is theirs to read, and nobody else's.
        assert "SECRET" not in words.replace("SECRET help", "" if leads else "SECRET")
        others = [each for each in found if not crew[name].viewer.is_member(each.about.id if each.about else None)]
        assert not private or not any("calls" in each.headline for each in others)
    assert signals.list_signals(crew.room) == []
