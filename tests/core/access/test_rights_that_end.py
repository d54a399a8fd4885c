"""A right that has ended is not used once more: a demoted leader, and who has left, in sessions that are still open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.access.session import Session
from core.accounts import accounts
from core.commitments import commitments
from core.conversations import ladder, mentoring, praise, reviews, role_play, skills
from core.errors import Conflict, HuddleError
from core.goals import goals, tree
from core.meeting import cards, lifecycle, readiness
from core.metrics import entries, metrics, targets
from core.models import Absence, Account, Card, Entry, Goal, Group, JournalEntry, Measure, Member, Metric, Webhook
from core.outcomes import hurdles, measures
from core.outgoing import webhooks
from core.overview import planned_celebration
from core.standings import plan
from core.team import groups, members, members_csv, team, workdays
from core.values.periods import parse_period
from data.store import Store
from tests.conftest import Crew
from tests.core.talks import with_key

WEEK = parse_period("2026-W48")


@dataclass
class Things:
    """What the leader set up while they led."""

    calls: Metric
    jon: Member
    lea: Member
    south: Group
    entry: Entry
    absence: Absence
    goal: Goal
    measure: Measure
    account: Account
    hurdle: Card
    hook: Webhook
    member_file: Path


@pytest.fixture
def things(crew: Crew, tmp_path: Path) -> Things:
    ana, jon, lea = with_key(crew["Ana"]), crew.members["Jon"], crew.members["Lea"]
    members.edit_member(ana, lea, role="leader")
    calls = metrics.add_metric(ana, "calls")
    member_file = tmp_path / "members.csv"
    member_file.write_text("name\nMax Frei\n")
    role_play.draw_pairs(crew["Ben"])
    return Things(
        calls=calls,
        jon=jon,
        lea=lea,
        south=next(group for group in ana.all(Group) if group.name == "South"),
        entry=entries.log_entry(ana, calls, 3, member=jon),
        absence=workdays.add_absence(ana, ana.today, ana.today, member=jon),
        goal=goals.set_goal(ana, "Twelve new customers"),
        measure=measures.adopt_measure(ana, "calls"),
        account=accounts.add_account(ana, "Kessler AG", member=jon),
        hurdle=hurdles.add_hurdle(crew["Ben"], "The price list is late"),
        hook=webhooks.add(ana, "wall", "https://example.com/x"),
        member_file=member_file,
    )


Deed = Callable[[Session, Things], object]

LEADER_ONLY: dict[str, Deed] = {
    "add a member": lambda s, t: members.add_member(s, "Max Frei"),
    "edit a member": lambda s, t: members.edit_member(s, t.jon, role="watcher"),
    "say that a member leaves": lambda s, t: members.end_membership(s, t.jon),
    "import members": lambda s, t: members_csv.import_members(s, t.member_file),
    "make a group": lambda s, t: groups.make_group(s, "East"),
    "move a member": lambda s, t: groups.assign_to_group(s, t.jon, None),
    "name a scribe": lambda s, t: groups.set_scribe(s, t.south, t.jon),
    "split the team": lambda s, t: groups.split_into_groups(s),
    "change the team": lambda s, t: team.edit_team(s, name="Southwind"),
    "give a day off": lambda s, t: workdays.add_day_off(s, s.today, "Party"),
    "note an absence": lambda s, t: workdays.add_absence(s, WEEK.ends_on, WEEK.ends_on, member=t.jon),
    "remove an absence": lambda s, t: workdays.remove_absence(s, t.absence),
    "log for another": lambda s, t: entries.log_entry(s, t.calls, 1, member=t.jon),
    "correct another's entry": lambda s, t: entries.correct_entry(s, t.entry, amount=9),
    "delete another's entry": lambda s, t: entries.delete_entry(s, t.entry),
    "set another's target": lambda s, t: targets.set_target(s, t.calls, 9, member=t.jon, period=WEEK),
    "set the team's target": lambda s, t: targets.set_target(s, t.calls, 9, period=WEEK),
    "set a group's target": lambda s, t: targets.set_target(s, t.calls, 9, group=t.south, period=WEEK),
    "split the plan": lambda s, t: plan.propose_shares(s, t.calls, WEEK),
    "end a metric": lambda s, t: metrics.end_metric(s, t.calls),
    "Only the leader can set who influences": lambda s, t: metrics.set_remit(s, t.calls, outside=True),
    "make a metric private": lambda s, t: metrics.make_private(s, t.calls),
    "set a goal": lambda s, t: goals.set_goal(s, "Another"),
    "end a goal": lambda s, t: goals.end_goal(s, t.goal, "let go"),
    "adjust a goal": lambda s, t: tree.adjust_goal(s, t.goal, "It changed", text="Another"),
    "plan a celebration": lambda s, t: planned_celebration.plan(s, "A dinner"),
    "adopt a measure": lambda s, t: measures.adopt_measure(s, "visits", unit=""),
    "end a measure": lambda s, t: measures.end_measure(s, t.measure, "No use"),
    "commit for the team": lambda s, t: commitments.commit(s, "Call five", team=True),
    "settle a hurdle": lambda s, t: hurdles.hand_on(s, t.hurdle, "Product"),
    "add an account": lambda s, t: accounts.add_account(s, "Brenner", member=t.jon),
    "touch an account": lambda s, t: accounts.touch_account(s, t.account),
    "hand an account over": lambda s, t: accounts.hand_over(s, t.account, t.lea, "Nearer"),
    "take a formal step": lambda s, t: ladder.take_step(
        s, t.jon, "direct talk", "We talked", obstacle="x", help_offered="y"
    ),
    "plan reviews": lambda s, t: reviews.announce(s, [t.jon], WEEK.ends_on, "calls"),
    "add a skill": lambda s, t: skills.add_skill(s, "Listening"),
    "draw pairs again": lambda s, t: role_play.draw_pairs(s),
    "begin a mentoring": lambda s, t: mentoring.begin(s, t.jon, t.lea),
    "add a webhook": lambda s, t: webhooks.add(s, "other", "https://example.com/y"),
    "remove a webhook": lambda s, t: webhooks.remove(s, t.hook),
}

EVERYBODYS: dict[str, Deed] = {
    "log": lambda s, t: entries.log_entry(s, t.calls, 1),
    "set a target": lambda s, t: targets.set_target(s, t.calls, 9, member=s.me, period=WEEK),
    "commit": lambda s, t: commitments.commit(s, "Call five"),
    "want something": lambda s, t: goals.set_goal(s, "A house", level="personal"),
    "name a hurdle": lambda s, t: hurdles.add_hurdle(s, "Slow answers"),
    "praise": lambda s, t: praise.give_praise(s, t.jon, "Well done"),
    "add an account": lambda s, t: accounts.add_account(s, "Brenner"),
    "open a meeting": lambda s, t: lifecycle.start_meeting(s),
    "undo": lambda s, t: s.undo(),
}


@pytest.fixture
def elsewhere(crew: Crew) -> Iterator[Store]:
    """The team's file, as another process has it open."""
    with closing(Store(crew.path)) as store:
        yield store


def session_of(crew: Crew, name: str, store: Store) -> Session:
    return Session.for_member(store, store.get(Member, crew.members[name].id) or crew.members[name], crew.clock)


def demote(crew: Crew, elsewhere: Store) -> None:
    members.edit_member(session_of(crew, "Lea", elsewhere), crew.members["Ana"], role="seller")


def refuses(session: Session, deed: Deed, things: Things) -> str:
    """What the refusal says; nothing may have been written."""
    before = len(session.store.read(JournalEntry))
    with pytest.raises(HuddleError) as refusal:
        deed(session, things)
    assert len(session.store.read(JournalEntry)) == before
    return str(refusal.value)


@pytest.mark.parametrize("name", LEADER_ONLY)
def test_who_is_no_leader_any_more_does_nothing_as_one(crew: Crew, things: Things, elsewhere: Store, name: str) -> None:
    demote(crew, elsewhere)
    assert crew["Ana"].viewer.is_leader, "the open session has not heard of it"
    assert "." in refuses(crew["Ana"], LEADER_ONLY[name], things)
    assert not crew["Ana"].viewer.is_leader, "from here on it reads as a seller too"


@pytest.mark.parametrize("name", LEADER_ONLY)
def test_a_leader_may(crew: Crew, things: Things, name: str) -> None:
    """Or else the test above would prove nothing."""
    if name == "split the plan":
        targets.set_target(crew["Ana"], things.calls, 90, period=WEEK)
    LEADER_ONLY[name](crew["Ana"], things)


@pytest.mark.parametrize("name", [*LEADER_ONLY, *EVERYBODYS])
def test_who_has_left_changes_nothing(crew: Crew, things: Things, elsewhere: Store, name: str) -> None:
    members.end_membership(session_of(crew, "Lea", elsewhere), crew.members["Ana"])
    said = refuses(crew["Ana"], (LEADER_ONLY | EVERYBODYS)[name], things)
    assert "Ana Ruiz has left the team." in said or said == "Only the leader can plan reviews. Ask Lea Brandt."


def test_who_has_left_says_nothing_in_the_meeting_they_host(crew: Crew, things: Things, elsewhere: Store) -> None:
    ana = crew["Ana"]
    lifecycle.start_meeting(ana)
    assert lifecycle.require_open_meeting(ana).host_id == ana.me.id
    board = cards.find_board(ana, "wins")
    members.end_membership(session_of(crew, "Lea", elsewhere), crew.members["Ana"])
    for deed in (
        lambda s, t: cards.add_card(s, board, "Hello"),
        lambda s, t: readiness.mark_done(s),
        lambda s, t: lifecycle.move_to_next_stage(s),
        lambda s, t: lifecycle.close_meeting(s),
    ):
        assert "has left the team" in refuses(ana, deed, things)


def test_who_left_while_a_card_for_them_was_typed(crew: Crew, things: Things, elsewhere: Store) -> None:
    lifecycle.start_meeting(crew["Ana"])
    board = cards.find_board(crew["Ana"], "wins")
    members.end_membership(session_of(crew, "Lea", elsewhere), crew.members["Jon"])
    said = refuses(crew["Ben"], lambda s, t: cards.add_card(s, board, "A win", author=t.jon), things)
    assert "Jon Weiss has left the team" in said


def test_who_was_made_leader_meanwhile_may_at_once(crew: Crew, things: Things, elsewhere: Store) -> None:
    ben = crew["Ben"]
    members.edit_member(session_of(crew, "Lea", elsewhere), crew.members["Ben"], role="leader")
    assert not ben.viewer.is_leader
    targets.set_target(ben, things.calls, 9, member=things.jon, period=WEEK)


def test_what_one_did_as_the_leader_one_does_not_undo_as_a_seller(crew: Crew, things: Things, elsewhere: Store) -> None:
    ana = crew["Ana"]
    own = entries.log_entry(ana, things.calls, 5)
    metrics.end_metric(ana, things.calls)
    demote(crew, elsewhere)
    with pytest.raises(Conflict, match="Ask the leader to change this"):
        ana.undo("metric")
    assert ana.undo("entry").what == "entry.logged"
    assert ana.get(Entry, own.id) is None


def test_nobody_undoes_their_own_demotion(crew: Crew, things: Things, elsewhere: Store) -> None:
    members.edit_member(crew["Ana"], crew.members["Ana"], role="seller")
    with pytest.raises(Conflict, match="Undo again to undo your step before it"):
        crew["Ana"].undo("member")
    assert crew["Ana"].me.role == "seller"


def test_the_role_is_read_after_waiting_for_the_lock(crew: Crew, things: Things, elsewhere: Store) -> None:
    """Ana's change begins while her demotion is being written, and waits for it."""
    from threading import Event, Thread

    waits, outcome = Event(), []

    def set_target() -> None:
        waits.set()
        try:
            targets.set_target(crew["Ana"], things.calls, 9, member=things.jon, period=WEEK)
        except HuddleError as refusal:
            outcome.append(str(refusal))

    lea = session_of(crew, "Lea", elsewhere)
    thread = Thread(target=set_target)
    with lea.change("member.edited") as change:
        thread.start()
        waits.wait(10)
        change.update(crew.members["Ana"], role="seller")
    thread.join(10)
    assert outcome == ["Only the leader can set a target for Jon Weiss. You can set your own."]
