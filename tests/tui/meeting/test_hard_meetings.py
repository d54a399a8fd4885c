"""Meetings in which something is missing: the host, a member, a metric, or the last word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from core.access.session import Session
from core.commitments import commitments, follow_through, help, occurrences, queries
from core.commitments.permissions import may_answer
from core.conversations import conversations, one_on_one
from core.errors import HuddleError
from core.hosting import rotation
from core.meeting import lifecycle, pulse
from core.metrics import metrics
from core.models import Commitment, StageName
from core.outgoing import minutes
from core.overview import home
from core.overview.needs import needs
from core.team import members
from tests.conftest import Crew, FrozenClock
from tests.core.talks import brainstormed
from tests.tui.frames import option
from tests.tui.meeting.test_meeting_live import at_desks
from tui.one_on_one.overview import OneOnOnesScreen
from tui.one_on_one.screen import OneOnOneScreen
from tui.widgets.pick_list import PickList

pytestmark = pytest.mark.days

InStage = Callable[[StageName], Session]


# -- without a host


async def test_the_host_leaves_the_team_and_the_meeting_goes_on(crew: Crew) -> None:
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ben"])
    lifecycle.start_meeting(crew["Ana"])
    async with at_desks(crew["Ben"], crew["Jon"], crew["Lea"]) as (ben, jon, lea):
        members.end_membership(crew["Ana"], crew.members["Ben"])
        await ben.keys("n")
        assert lifecycle.current_stage(crew["Ana"], lifecycle.require_open_meeting(crew["Ana"])).name == "wins"
        assert "n Next" not in await ben.frame(), "who has left leads no more"
        assert "You have left the team" in await ben.frame()
        assert "o Options" in await jon.frame()
        await jon.keys(*option("Take over"))
        await jon.keys("enter")
        assert "host Jon Weiss" in await lea.frame()
        await jon.keys("n")
        assert "NUMBERS" in await lea.frame()
        lifecycle.move_to_stage(crew["Jon"], "close")
        assert "Ana Ruiz hosts next" in await jon.frame()
        await jon.keys("n", "enter")
        assert "No meeting is running" in await lea.frame()
    order = [place.member.name for place in rotation.coming_hosts(crew["Ana"])]
    assert order[-1] == "Jon Weiss"
    assert "Ben Okafor" not in order


async def test_a_meeting_whose_planned_host_has_left_is_hosted_by_whose_turn_it_is(crew: Crew) -> None:
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ben"])
    members.end_membership(crew["Ana"], crew.members["Ben"])
    async with at_desks(crew["Lea"]) as (lea,):
        await lea.keys("enter", "enter", "enter")
        assert "host Ana Ruiz" in await lea.frame()


async def test_a_host_who_never_comes_back_strands_nobody(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    async with at_desks(ana) as (desk,):
        await desk.keys("a")  # and then the power fails
    async with at_desks(crew["Jon"], crew["Tom"]) as (jon, tom):
        assert "Take over" not in await tom.frame(), "who watches hosts nothing"
        await jon.keys(*option("Take over"))
        await jon.keys("enter")
        await jon.keys("n")
        assert "TRENDS" in await tom.frame()


# -- without a member


async def test_who_leaves_in_the_middle_is_neither_waited_for_nor_forgotten(in_stage: InStage, crew: Crew) -> None:
    kept = commitments.commit(crew["Jon"], "Call Kessler")
    commitments.commit(crew["Jon"], "Write to Voss")
    commitments.mark_kept(crew["Jon"], kept)
    crew.clock.advance(minutes=1)
    ana = in_stage("commitments")
    async with at_desks(ana, crew["Jon"]) as (desk, jon):
        assert "Write to Voss" in await desk.frame()
        await jon.keys("down")
        members.end_membership(ana, crew.members["Jon"])
        assert "Write to Voss" not in await desk.frame(), "nobody can answer for it"
        await jon.settle()
        await jon.keys("k", "x", "escape")
        assert "0 of 3 ready" in await desk.frame()
        lifecycle.move_to_stage(ana, "close")
        (without,) = [line for line in (await desk.frame()).splitlines() if "without a commitment: " in line]
        assert "Jon" not in without
        for who in ("Ana", "Ben", "Lea"):
            pulse.give_pulse(crew[who], 4)
        assert "3  of 3 have rated" in await desk.frame()
        await desk.keys("n", "enter")
    told = minutes.build_minutes(ana)
    assert "Jon Weiss" in (*told.present, *told.silent)
    assert queries.count_kept_and_closed(ana) == (1, 1), "what the team kept stays kept"
    assert [rate.name for rate in follow_through.rates_by_member(ana, follow_through.list_outcomes(ana))] == []
    assert home.my_commitments(ana) == []


# -- without its metric


async def test_what_was_promised_on_a_metric_that_ended_is_answered_by_its_owner(
    crew: Crew, clock: FrozenClock
) -> None:
    ana, ben = crew["Ana"], crew["Ben"]
    clock.advance(days=-7)
    calls = metrics.add_metric(ana, "calls", unit="calls")
    weekly = commitments.commit(ben, "Call five", metric=calls, amount=5, every="week", weekday=1)
    once = commitments.commit(ben, "Fifty calls", metric=calls, amount=50)
    clock.advance(days=3)
    metrics.end_metric(ana, calls)
    clock.advance(days=4)
    lifecycle.start_meeting(ana)
    lifecycle.take_over(ana)
    lifecycle.move_to_stage(ana, "commitments")
    async with at_desks(ben, size=(80, 24)) as (desk,):
        assert "Call five" in await desk.frame()
        await desk.keys("k")
        assert occurrences.current_status(ben, weekly) == "kept"
        await desk.keys("down", "x")
        assert "What will you do differently?" in await desk.frame()
        await desk.keys(*"Visits", "enter")
        assert queries.count_kept_and_closed(ben) == (1, 2)
        (goes_on,) = [c for c in queries.list_commitments(ben) if c.follows_id == once.id]
        await desk.keys("4")
        desk.app.screen.query_one(PickList).pick(goes_on.id)
        await desk.keys("e")
        assert "50 calls" in await desk.frame()
        # Its day may change though its metric has ended: that was promised while it was counted.
        await desk.keys("tab", "tab", *"4 Dec", "enter")
    (again,) = [c for c in queries.list_commitments(ben) if c.follows_id == once.id]
    assert (again.due, again.metric_id, again.amount) == (date(2026, 12, 4), calls.id, 50)
    with pytest.raises(HuddleError, match="ended on"):
        commitments.commit(ben, "Ten more", metric=calls, amount=10)
    with pytest.raises(HuddleError):
        crew["Ana"].undo("metric.added")


# -- the last word


async def test_two_say_at_once_what_became_of_the_teams(in_stage: InStage, crew: Crew) -> None:
    ana = crew["Ana"]
    ours = commitments.commit(ana, "One story for the board", team=True)
    crew.clock.advance(minutes=1)
    in_stage("commitments")
    lifecycle.take_over(crew["Ben"])
    async with at_desks(ana, crew["Ben"]) as (leader, host):
        await host.keys("x")
        await host.keys(*"Begin on Monday")
        await leader.keys("k")
        await host.keys("enter")
        shown = await host.frame()
        assert "This commitment is already kept" in shown
        assert "Begin on Monday" in shown, "what was typed stays"
        await host.keys("escape")
        assert "1 kept" in await host.frame()
    assert crew.store.get(Commitment, ours.id).status == "kept"  # type: ignore[union-attr]


async def test_one_person_at_two_terminals_keeps_a_time_once(crew: Crew, clock: FrozenClock) -> None:
    clock.advance(days=-7)
    weekly = commitments.commit(crew["Ben"], "One role play", every="week", weekday=5)
    clock.advance(days=7)
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.move_to_stage(crew["Ana"], "commitments")
    async with at_desks(crew["Ben"], crew["Ben"]) as (one, other):
        await one.pilot.press("k")
        await other.pilot.press("k")
        await one.settle()
        await other.settle()
        assert "✓" in await other.frame()
    times = [each.day for each in occurrences.list_occurrences(crew["Ben"], weekly) if each.status == "kept"]
    assert date(2026, 11, 20) in times
    assert len(times) == len(set(times))


# -- a talk of one


async def test_the_member_of_a_one_on_one_leaves(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    brainstormed(crew)
    one_on_one.add_to_agenda(jon, ana.me, "Kessler's discount")
    promised = one_on_one.add_help(ana, jon.me, "Templates", due=date(2026, 11, 27))
    async with at_desks(ana, start="one-on-one") as (desk,):
        desk.app.push_screen(OneOnOneScreen(jon.me))
        await desk.settle()
        await desk.keys("k")
        await desk.keys(*"An introduction")
        members.end_membership(ana, jon.me)
        await desk.keys("enter")
        shown = await desk.frame()
        assert "has left the team" in shown
        assert "An introduction" in shown, "what was typed stays"
        await desk.keys("escape")
        for key in ("e", "a", "n", "w", "k"):
            await desk.keys(key)
            await desk.keys("escape")
            if isinstance(desk.app.screen, OneOnOnesScreen):
                desk.app.push_screen(OneOnOneScreen(jon.me))
                await desk.settle()
        await desk.keys("escape")
        assert "Jon Weiss" not in await desk.frame(), "nobody is told to meet whoever has gone"
    assert not [each for each in needs.list_needs(ana) if "Jon" in each.subject]
    assert conversations.list_conversations(ana), "what was said stays to be read"
    owed = next(c for c in help.list_help_owed(ana, jon.me) if c.id == promised.commitment_id)
    assert may_answer(ana, owed), "nobody else is left to say it"
    commitments.mark_missed(ana, owed, "It was too late for him")
    assert all(each.commitment.id != owed.id for each in home.my_commitments(ana))
