"""The one-on-one: planned by either, card by card, and what was not done with comes again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.commitments import commitments, queries
from core.conversations import conversations, one_on_one, silence
from core.conversations.one_on_one_page import (
    latest_brainstorm,
    list_due_after_brainstorm,
    list_one_on_ones,
    list_tactics,
    load_one_on_one_page,
)
from core.errors import Conflict, HuddleError
from core.goals import goals
from core.meeting import lifecycle
from core.metrics import entries, metrics, targets
from core.models import Conversation, JournalEntry, Point
from core.overview.needs import needs
from core.team import members
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock
from tests.core.talks import brainstormed, seen_by, told_of

pytestmark = pytest.mark.days

TUESDAY = date(2026, 11, 24)
FAST, COLD = "Every proposal within a day", "More cold calls"


# -- planning


@pytest.mark.parametrize("who", ["Ana", "Jon"])
def test_either_plans_it_and_there_is_one_at_a_time(crew: Crew, who: str) -> None:
    other = crew.members["Jon" if who == "Ana" else "Ana"]
    talk = one_on_one.plan(crew[who], other)
    assert (talk.from_id, talk.to_id) == (crew.members["Ana"].id, crew.members["Jon"].id)
    assert (talk.status, talk.held_on) == ("planned", TUESDAY)
    moved = one_on_one.plan(crew["Ana"], crew.members["Jon"], date(2026, 11, 27))
    assert (moved.id, moved.held_on) == (talk.id, date(2026, 11, 27))
    assert one_on_one.plan(crew["Jon"], crew.members["Ana"]) == moved


def test_the_next_working_day_is_not_a_weekend(crew: Crew, clock: FrozenClock) -> None:
    clock.advance(days=4)
    assert one_on_one.plan(crew["Ana"], crew.members["Jon"]).held_on == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("who", "whom", "told"),
    [
        ("Ana", "Ana", "two people"),
        ("Ana", "Tom", "Tom Vega is a watcher and has no one-on-ones"),
        ("Tom", "Ana", "You are a watcher"),
        ("Ben", "Jon", "is not a leader. Choose a leader for the one-on-one"),
    ],
)
def test_who_has_none_is_told_why(crew: Crew, who: str, whom: str, told: str) -> None:
    with pytest.raises(HuddleError, match=told):
        one_on_one.plan(crew[who], crew.members[whom])
    with pytest.raises(HuddleError, match=told):
        load_one_on_one_page(crew[who], crew.members[whom])
    assert crew["Ana"].all(Conversation) == []


def test_who_no_longer_leads_is_told_so_and_not_that_the_other_does_not(crew: Crew) -> None:
    members.edit_member(crew["Ana"], crew.members["Lea"], role="leader")
    one_on_one.begin(crew["Lea"], crew.members["Jon"])
    members.edit_member(crew["Ana"], crew.members["Lea"], role="seller")
    with pytest.raises(HuddleError, match="Choose a leader for the one-on-one"):
        one_on_one.add_to_agenda(crew["Lea"], crew.members["Jon"], "Kessler's discount")
    with pytest.raises(HuddleError, match="Choose a leader for the one-on-one"):
        load_one_on_one_page(crew["Jon"], crew.members["Lea"])


def test_a_day_that_has_passed_is_refused(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="Choose today or later"):
        one_on_one.plan(crew["Ana"], crew.members["Jon"], date(2026, 11, 20))
    one_on_one.begin(crew["Ana"], crew.members["Jon"])
    with pytest.raises(HuddleError, match="later day"):
        one_on_one.plan(crew["Ana"], crew.members["Jon"], crew["Ana"].today)
    with pytest.raises(HuddleError, match="is planned or running"):
        one_on_one.close(crew["Ana"], crew.members["Ben"])


# -- what is brought, and carried over


def test_both_bring_something_and_what_was_not_done_with_comes_again(crew: Crew, clock: FrozenClock) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    one_on_one.add_to_agenda(jon, ana.me, "Kessler's discount")
    pricing = one_on_one.add_to_agenda(ana, jon.me, "Pricing approval")
    done = one_on_one.add_to_agenda(ana, jon.me, "The new brochure")
    one_on_one.add_own_note(jon, ana.me, "Ask for a raise")
    one_on_one.add_help(jon, ana.me, "An introduction at Kessler")
    one_on_one.add_help(ana, jon.me, "Templates")
    one_on_one.begin(ana, jon.me)
    conversations.mark_point_done(jon, done)
    for times in (1, 2):
        held = one_on_one.close(ana, jon.me, "Good talk", next_on=ana.today + timedelta(days=7))
        assert held.status == "held"
        clock.advance(days=7)
        seen = load_one_on_one_page(jon, ana.me)
        assert seen.conversation
        assert seen.conversation.follows_id == held.id
        assert seen.conversation.held_on == jon.today
        assert [(point.text, point.by_id, count) for point, count in seen.agenda] == [
            ("Kessler's discount", jon.me.id, times),
            ("Pricing approval", ana.me.id, times),
        ]
        # Help that is asked for comes again; what was promised is followed on its own, and notes are left behind.
        assert [point.text for point in conversations.list_points(jon, seen.conversation, "help")] == [
            "An introduction at Kessler"
        ]
        assert conversations.list_points(jon, seen.conversation, "note") == []
    assert conversations.count_carried(ana, pricing) == 0


# -- card by card


def test_what_the_member_said_is_on_the_table(crew: Crew) -> None:
    brainstormed(crew)
    seen = load_one_on_one_page(crew["Ana"], crew.members["Jon"])
    assert [each.card.text for each in seen.cards] == [FAST, COLD]
    assert [each.trend.name if each.trend else None for each in seen.cards] == [None, "Cold calls"]
    assert all(each.verdict is None for each in seen.cards)
    assert [(each.member.name, each.text) for each in list_tactics(crew["Ana"], seen.cards[1].card)] == [
        ("Ben Okafor", "Call an hour before ten"),
        ("Lea Brandt", "Twenty names every Monday"),
    ]
    assert list_tactics(crew["Ana"], seen.cards[0].card) == []


def test_a_running_brainstorm_counts_and_an_anonymous_one_has_nobody_s_cards(crew: Crew) -> None:
    brainstormed(crew, is_open=True)
    assert len(load_one_on_one_page(crew["Jon"], crew.members["Ana"]).cards) == 2
    assert list_due_after_brainstorm(crew["Ana"]) == []
    lifecycle.close_meeting(crew["Ana"])
    crew.clock.advance(days=7)
    brainstormed(crew, anonymous=True)
    seen = load_one_on_one_page(crew["Ana"], crew.members["Jon"])
    assert seen.cards == ()
    assert seen.brainstorm is not None
    assert seen.brainstorm.anonymous


def test_a_meeting_in_which_nobody_said_anything_is_no_brainstorm(crew: Crew, clock: FrozenClock) -> None:
    assert latest_brainstorm(crew["Ana"]) is None
    brainstormed(crew)
    clock.advance(days=7)
    lifecycle.start_meeting(crew["Ana"])
    found = latest_brainstorm(crew["Ana"])
    assert found is not None
    assert found.meeting.number == 1


def test_great_is_for_the_leader_to_say(crew: Crew) -> None:
    cards = brainstormed(crew)
    with pytest.raises(HuddleError, match="You can adjust it or ask for help"):
        one_on_one.mark_great(crew["Jon"], crew.members["Ana"], cards[FAST])
    one_on_one.mark_great(crew["Ana"], crew.members["Jon"], cards[FAST])
    one_on_one.mark_great(crew["Ana"], crew.members["Jon"], cards[FAST])
    seen = load_one_on_one_page(crew["Jon"], crew.members["Ana"])
    assert seen.conversation
    assert seen.conversation.status == "open"
    assert [each.verdict.kind if each.verdict else None for each in seen.cards] == ["great", None]
    assert len(crew["Jon"].all(Point)) == 1


def test_somebody_else_s_card_is_not_looked_at(crew: Crew) -> None:
    cards = brainstormed(crew)
    with pytest.raises(Conflict, match="This card no longer belongs to"):
        one_on_one.mark_great(crew["Ana"], crew.members["Jon"], cards["Call an hour before ten"])
    assert crew["Ana"].all(Conversation) == []


@pytest.mark.parametrize("who", ["Ana", "Jon"])
def test_a_card_that_nobody_took_on_becomes_a_commitment(crew: Crew, who: str) -> None:
    cards = brainstormed(crew)
    other = crew.members["Jon" if who == "Ana" else "Ana"]
    point, new = one_on_one.adjust(
        crew[who], other, cards[COLD], worry="Does not know what to open with", text="15 calls, with Lea's script",
        due=date(2026, 12, 1),
    )  # fmt: skip
    assert new is not None
    assert (new.member_id, new.card_id, new.due) == (crew.members["Jon"].id, cards[COLD].id, date(2026, 12, 1))
    assert point.commitment_id == new.id
    looked = load_one_on_one_page(crew["Jon"], crew.members["Ana"]).cards[1]
    assert looked.verdict
    assert looked.verdict.kind == "adjust"
    assert looked.commitment == new
    assert [worry.text for worry in looked.worries] == ["Does not know what to open with"]


def test_a_new_wording_takes_the_place_of_the_old_one_and_both_stay_readable(crew: Crew) -> None:
    cards = brainstormed(crew)
    old = commitments.commit_to_card(crew["Jon"], cards[COLD], every="week")
    one_on_one.adjust(crew["Ana"], crew.members["Jon"], cards[COLD], text="15 calls from Monday to Wednesday")
    looked = load_one_on_one_page(crew["Ana"], crew.members["Jon"]).cards[1]
    assert looked.commitment is not None
    assert looked.commitment.id != old.id
    assert (looked.commitment.text, looked.commitment.every) == ("15 calls from Monday to Wednesday", "week")
    assert looked.earlier_wordings == (COLD,)
    assert looked.card.text == COLD
    mine = queries.list_commitments(crew["Jon"], member=crew.members["Jon"])
    assert [each.id for each in mine] == [looked.commitment.id]


def test_what_was_taken_on_in_a_card_s_words_is_what_the_card_became(crew: Crew) -> None:
    cards = brainstormed(crew)
    jon, ana = crew["Jon"], crew["Ana"]
    typed = commitments.commit(jon, COLD.upper())  # as in the shell, without the card
    assert one_on_one.commitment_of_card(jon, jon.me, cards[COLD]) == typed
    _, new = one_on_one.adjust(ana, jon.me, cards[COLD], text="15 calls from Monday to Wednesday")
    assert new is not None
    assert [each.id for each in queries.earlier_wordings(jon, new)] == [typed.id]
    _, again = one_on_one.adjust(ana, jon.me, cards[COLD], text="20 calls")
    assert again is not None
    mine = [each.text for each in queries.list_commitments(jon, member=jon.me, status="open")]
    assert "20 calls" in mine
    assert not {COLD.upper(), "15 calls from Monday to Wednesday"} & set(mine), "each in the place of the one before"


def test_great_may_become_adjust_and_only_the_last_word_stands(crew: Crew) -> None:
    cards = brainstormed(crew)
    one_on_one.mark_great(crew["Ana"], crew.members["Jon"], cards[FAST])
    _, nothing = one_on_one.adjust(crew["Jon"], crew.members["Ana"], cards[FAST], worry="No templates")
    assert nothing is None
    verdicts = [point.kind for point in crew["Ana"].all(Point) if point.kind in one_on_one.VERDICTS]
    assert verdicts == ["adjust"]


def test_the_leader_writes_for_the_member_only_while_they_sit_together(crew: Crew, clock: FrozenClock) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    with pytest.raises(HuddleError, match="The host or scribe can, while"):
        commitments.commit(ana, "Call", member=jon.me)
    one_on_one.begin(ana, jon.me)
    assert commitments.commit(ana, "Call", member=jon.me).member_id == jon.me.id
    with pytest.raises(HuddleError, match="The host or scribe can, while"):
        commitments.commit(jon, "Call", member=ana.me)
    clock.advance(days=1)
    with pytest.raises(HuddleError, match="The host or scribe can, while"):
        commitments.commit(ana, "Call", member=jon.me)


# -- beside it


def test_numbers_and_shared_goals_lie_beside_it(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    for name in ("calls", "own"):
        metric = metrics.add_metric(ana, name, unit=name)
        targets.set_target(jon, metric, 40, member=jon.me, period=parse_period("2026-W48"))
        entries.log_entry(jon, metric, 10)
        if name == "own":
            metrics.make_private(ana, metric)
    goals.set_goal(jon, "A house by 2028", level="personal", visibility="leader")
    goals.set_goal(jon, "Nobody knows", level="personal", visibility="me")
    seen = load_one_on_one_page(ana, jon.me)
    assert [number.title for number in seen.numbers] == ["calls this week"]
    assert [goal.text for goal in seen.goals] == ["A house by 2028"]
    assert len(load_one_on_one_page(jon, ana.me).numbers) == 2


# -- whom one has met


def test_whom_the_leader_has_not_met_since_the_brainstorm(crew: Crew, clock: FrozenClock) -> None:
    ana = crew["Ana"]
    one_on_one.begin(ana, crew.members["Ben"])
    one_on_one.close(ana, crew.members["Ben"])
    clock.advance(days=1)
    cards = brainstormed(crew)
    assert [member.name.split()[0] for member in list_due_after_brainstorm(ana)] == ["Ben", "Jon", "Lea"]
    assert ("3 one-on-ones", "due since the last brainstorm: Ben, Jon and Lea") in [
        (need.subject, need.sentence) for need in needs.list_needs(ana)
    ]
    one_on_one.mark_great(ana, crew.members["Jon"], cards[FAST])
    one_on_one.close(ana, crew.members["Jon"], next_on=date(2026, 12, 8))
    one_on_one.add_help(ana, crew.members["Ben"], "Join one visit", due=ana.today)
    clock.advance(days=1)
    glance = {each.member.name.split()[0]: each for each in list_one_on_ones(ana)}
    assert list(glance) == ["Ben", "Lea", "Jon"]
    assert [each.is_due for each in glance.values()] == [True, True, False]
    assert (glance["Jon"].last_met_on, glance["Jon"].next_on, glance["Jon"].cards_without_verdict) == (
        date(2026, 11, 24), date(2026, 12, 8), 1,
    )  # fmt: skip
    assert (glance["Ben"].open_help, glance["Ben"].to_confirm) == (1, 1)
    assert [each.member.name for each in list_one_on_ones(crew["Jon"])] == ["Ana Ruiz"]
    for nobody in (crew["Jon"], crew["Tom"], crew.room):
        assert list_due_after_brainstorm(nobody) == []
        assert needs.list_needs(nobody) == []
    assert list_one_on_ones(crew["Tom"]) == list_one_on_ones(crew.room) == []


# -- privacy


def test_nobody_else_sees_or_is_told_of_anything(crew: Crew) -> None:
    cards = brainstormed(crew)
    ana, jon = crew["Ana"], crew["Jon"]
    one_on_one.add_to_agenda(jon, ana.me, "AGENDA")
    one_on_one.add_own_note(ana, jon.me, "NOTE A")
    one_on_one.add_own_note(jon, ana.me, "NOTE J")
    one_on_one.mark_great(ana, jon.me, cards[FAST])
    one_on_one.adjust(jon, ana.me, cards[COLD], worry="WORRY")
    one_on_one.add_help(jon, ana.me, "ASKED")
    one_on_one.close(ana, jon.me, "CAME OF IT", next_on=date(2026, 12, 1))
    for word, table in (("AGENDA", Point), ("WORRY", Point), ("ASKED", Point), ("CAME OF IT", Conversation)):
        assert seen_by(crew, table, of=word) == ["Ana", "Jon"]
    assert seen_by(crew, Point, of="NOTE A") == ["Ana"]
    assert seen_by(crew, Point, of="NOTE J") == ["Jon"]
    assert told_of(crew, "conversation", "point") == ["Ana", "Jon"]
    assert told_of(crew, "commitment") == ["Ana", "Jon"]  # the worry alone: nothing was worded anew


@pytest.mark.parametrize(("writer", "other"), [("Ana", "Jon"), ("Jon", "Ana")])
def test_a_note_before_anything_is_planned_tells_the_other_nothing(
    crew: Crew, clock: FrozenClock, writer: str, other: str
) -> None:
    mine, theirs = crew[writer], crew[other]
    journal = len(theirs.all(JournalEntry))
    for text in ("NOTE 1", "NOTE 2"):
        one_on_one.add_own_note(mine, theirs.me, text)
    assert seen_by(crew, Point, of="NOTE 1") == [writer]
    assert (theirs.all(Conversation), theirs.all(Point)) == ([], [])
    assert len(theirs.all(JournalEntry)) == journal
    assert told_of(crew, "conversation", "point") == [writer]
    assert load_one_on_one_page(theirs, mine.me).conversation is None
    assert load_one_on_one_page(mine, theirs.me).conversation is None
    (summary,) = [each for each in list_one_on_ones(mine) if each.member.id == theirs.me.id]
    assert (summary.next_on, summary.is_open) == (None, False)
    assert silence.last_conversation_days(mine) == {}, "a note is no talk"

    one_on_one.plan(mine, theirs.me)
    one_on_one.add_own_note(mine, theirs.me, "NOTE 3")
    assert [note.text for note in load_one_on_one_page(mine, theirs.me).notes] == ["NOTE 1", "NOTE 2", "NOTE 3"]
    clock.advance(days=7)
    one_on_one.begin(mine, theirs.me)
    one_on_one.close(mine, theirs.me)
    assert [note.text for note in load_one_on_one_page(mine, theirs.me).notes] == ["NOTE 3"], "as of the last talk"
    one_on_one.add_own_note(mine, theirs.me, "NOTE 4")
    assert [note.text for note in load_one_on_one_page(mine, theirs.me).notes] == ["NOTE 3", "NOTE 4"]
    assert load_one_on_one_page(theirs, mine.me).notes == ()


def test_no_note_is_made_about_somebody_without_one_on_ones(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="Choose a leader for the one-on-one"):
        one_on_one.add_own_note(crew["Ben"], crew.members["Jon"], "NOTE")
    with pytest.raises(HuddleError, match="Tom Vega is a watcher"):
        one_on_one.add_own_note(crew["Ana"], crew.members["Tom"], "NOTE")


def test_a_reworded_commitment_is_everyone_s_and_tells_of_no_talk(crew: Crew) -> None:
    cards = brainstormed(crew)
    one_on_one.adjust(crew["Ana"], crew.members["Jon"], cards[COLD], text="15 CALLS")
    mine = queries.list_commitments(crew["Ben"])
    assert [(each.text, each.conversation_id) for each in mine] == [("15 CALLS", None)]
    assert told_of(crew, "conversation", "point") == []
    assert len(told_of(crew, "commitment")) == 5
