"""A member's page: demand and support in one view, and to each viewer what is for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.session import Session
from core.accounts import accounts
from core.commitments import commitments
from core.conversations import one_on_one, praise, reviews, training
from core.goals import goals, personal
from core.metrics import entries, metrics, targets
from core.metrics.metrics import make_private
from core.models import Goal
from core.overview.member_page import MemberPage, load_member_page
from core.team.members import end_membership
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock
from tests.core.past_weeks import calls, on
from tests.core.talks import brainstormed

pytestmark = pytest.mark.days


def wanted(session: Session, text: str, seen: str) -> Goal:
    goal = goals.set_goal(session, text, level="personal")
    return personal.set_goal_visibility(session, goal, seen)  # type: ignore[arg-type]


def made(crew: Crew, clock: FrozenClock) -> None:
    """Jon is two weeks behind; he took something on, was promised help, was talked to, has an account and a goal."""
    metric = calls(crew, clock, 6, 5)
    brainstormed(crew)
    jon = crew["Jon"]
    commitments.commit(jon, "Twenty calls by Friday", metric=metric, amount=20, due=date(2026, 10, 23))
    entries.log_entry(jon, metric, 3)
    one_on_one.begin(crew["Ana"], jon.me)
    one_on_one.add_help(crew["Ana"], jon.me, "SECRET help: a script", due=date(2026, 10, 22))
    one_on_one.add_own_note(crew["Ana"], jon.me, "SECRET note")
    one_on_one.close(crew["Ana"], jon.me, "SECRET outcome", next_on=date(2026, 10, 26))
    praise.give_praise(crew["Ben"], jon.me, "SECRET praise")
    accounts.add_account(jon, "Kessler")
    training.log_session(jon, "role play")
    wanted(jon, "SECRET house", "leader")
    wanted(jon, "SECRET only mine", "me")


def words(page: MemberPage) -> str:
    return repr(page)


def test_the_leader_sees_what_the_two_of_them_look_at(crew: Crew, clock: FrozenClock) -> None:
    made(crew, clock)
    page = load_member_page(crew["Ana"], crew.members["Jon"])
    assert [each.title for each in page.numbers] == ["calls"]
    assert [(each.item.commitment.text, each.progress) for each in page.commitments] == [
        ("Twenty calls by Friday", "3 of 20")
    ]
    assert [card.text for card in page.cards] == ["Every proposal within a day", "More cold calls"]
    assert [goal.text for goal in page.goals] == ["SECRET house"]
    assert [(each.helper_name, each.commitment.text) for each in page.promised_help] == [
        ("Ana", "SECRET help: a script")
    ]
    assert [(each.conversation.kind, each.conversation.held_on) for each in page.past_conversations] == [
        ("one-on-one", date(2026, 10, 19))
    ]
    assert page.next_conversation is not None
    assert page.next_conversation.held_on == date(2026, 10, 26)
    assert page.training is not None
    assert (page.account_count, page.untouched_accounts) == (1, 0)
    assert page.kept is not None
    assert [each.kind for each in page.signals] == ["attainment"]
    assert page.next_step is not None
    assert page.next_step.command == "huddle one-on-one Jon"
    assert "SECRET praise" not in words(page)
    assert "SECRET only mine" not in words(page)


def test_the_member_sees_the_same_and_their_own_besides(crew: Crew, clock: FrozenClock) -> None:
    made(crew, clock)
    page = load_member_page(crew["Jon"], crew.members["Jon"])
    assert page.is_own
    assert {goal.text for goal in page.goals} == {"SECRET house", "SECRET only mine"}
    assert [(each.conversation.kind, each.other_name) for each in page.past_conversations] == [
        ("praise", "Ben"),
        ("one-on-one", "Ana"),
    ]
    assert [each.kind for each in page.signals] == ["attainment"]
    assert page.next_step is not None
    assert page.next_step.command == "huddle due"
    assert "SECRET note" not in words(page)


@pytest.mark.parametrize("who", ["Ben", "Lea", "Tom"])
def test_colleagues_see_what_is_everybody_s(crew: Crew, clock: FrozenClock, who: str) -> None:
    made(crew, clock)
    page = load_member_page(crew[who], crew.members["Jon"])
    assert [each.title for each in page.numbers] == ["calls"]
    assert [each.item.commitment.text for each in page.commitments] == ["Twenty calls by Friday"]
    assert page.promised_help == page.goals == page.signals == ()  # type: ignore[comparison-overlap]
    assert (page.kept, page.next_step, page.next_conversation) == (None, None, None)
    # Ben praised him, and that is all they two had.
    assert [each.conversation.kind for each in page.past_conversations] == (["praise"] if who == "Ben" else [])
    assert "SECRET" not in words(page).replace("SECRET praise", "" if who == "Ben" else "SECRET praise")


def test_a_fresh_page_proposes_a_talk(crew: Crew) -> None:
    page = load_member_page(crew["Ana"], crew.members["Jon"])
    assert page.next_step is not None
    assert page.next_step.text == "Have a one-on-one: ask what would help"
    brainstormed(crew)
    page = load_member_page(crew["Ana"], crew.members["Jon"])
    assert page.next_step is not None
    assert page.next_step.text == "Go through their cards"
    assert load_member_page(crew["Ana"], crew.members["Tom"]).next_step is None
    assert load_member_page(crew["Tom"], crew.members["Tom"]).next_step is None


def test_whoever_has_nothing_open_is_asked_for_something(crew: Crew) -> None:
    jon = crew["Jon"]
    step = load_member_page(jon, jon.me).next_step
    assert step is not None
    assert (step.text, step.action) == ("Add a commitment", "me.commit")
    commitments.commit(jon, "Twenty calls by Friday")
    step = load_member_page(jon, jon.me).next_step
    assert step is not None
    assert step.text == "On track. See your open commitments"
    visits = metrics.add_metric(crew["Ana"], "visits")
    targets.set_target(jon, visits, 66, member=jon.me, period=parse_period("2026-Q4"))
    entries.log_entry(jon, visits, 35)
    step = load_member_page(jon, jon.me).next_step
    assert step is not None
    assert step.text == "See your open commitments", "35 of the 37 that are due is no praise"


def test_whom_it_has_to_do_with_is_on_both_pages(crew: Crew, clock: FrozenClock) -> None:
    made(crew, clock)
    clock.advance(days=11)
    for name in ("Ana", "Jon"):
        page = load_member_page(crew["Ana"], crew.members[name])
        assert any("no one-on-one with Jon" in each.headline for each in page.signals)
    assert not any(
        "no conversation" in each.headline for each in load_member_page(crew["Jon"], crew.members["Jon"]).signals
    )


def test_a_private_board_is_on_its_owner_s_page_alone(crew: Crew, clock: FrozenClock) -> None:
    made(crew, clock)
    make_private(crew["Ana"], metrics.find_metric(crew["Ana"], "calls"))
    assert load_member_page(crew["Jon"], crew.members["Jon"]).numbers
    for who in ("Ana", "Ben"):
        page = load_member_page(crew[who], crew.members["Jon"])
        assert page.numbers == ()
        assert [each.progress for each in page.commitments] == [""]


def test_what_comes_again_tells_this_time_s(crew: Crew, clock: FrozenClock) -> None:
    on(clock, "11-02")
    metric = metrics.add_metric(crew["Ana"], "calls", unit="calls")
    commitments.commit(crew["Jon"], "Ten calls", metric=metric, amount=10, every="week", weekday=5)
    entries.log_entry(crew["Jon"], metric, 10)
    on(clock, "11-10")
    entries.log_entry(crew["Jon"], metric, 4)
    (said,) = load_member_page(crew["Ana"], crew.members["Jon"]).commitments
    assert (said.progress, said.item.streak) == ("4 of 10", 1)


def test_a_review_and_who_has_left(crew: Crew) -> None:
    reviews.announce(crew["Ana"], [crew.members["Jon"]], date(2026, 12, 1), "calls")
    coming = load_member_page(crew["Ana"], crew.members["Jon"]).next_conversation
    assert coming is not None
    assert coming.kind == "review"
    end_membership(crew["Ana"], crew.members["Jon"])
    assert load_member_page(crew["Ana"], crew.members["Jon"]).member.left_on is not None


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seen=st.sampled_from(["me", "leader", "group", "everyone"]), days=st.integers(0, 20))
def test_no_page_tells_what_is_not_for_its_viewer(
    make_crew: Callable[[], Crew], clock: FrozenClock, seen: str, days: int
) -> None:
    crew = make_crew()
    made(crew, clock)
    wanted(crew["Jon"], "SHARED with some", seen)
    clock.advance(days=days)
    groups = {member.name.split()[0]: member.group_id for member in crew.members.values()}
    for who in crew.members:
        for whose in crew.members:
            page = words(load_member_page(crew[who], crew.members[whose]))
            may = who == "Jon" or seen == "everyone" or (seen == "leader" and who == "Ana")
            may = may or (seen == "group" and groups[who] == groups["Jon"])
            assert ("SHARED" in page) is (may and whose == "Jon")
            assert "SECRET note" not in page
            assert "SECRET only mine" not in page or who == "Jon"
            assert "SECRET help" not in page or who in ("Ana", "Jon")
            assert "SECRET outcome" not in page or who in ("Ana", "Jon")
