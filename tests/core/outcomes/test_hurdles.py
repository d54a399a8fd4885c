"""Hurdles: named at any time, ended in one of three ways, and carried over until they are."""

from __future__ import annotations

from datetime import date

import pytest

from core.access.session import Session
from core.commitments import commitments, occurrences, queries
from core.conversations import conversations
from core.errors import HuddleError
from core.meeting import cards, lifecycle
from core.metrics import entries, metrics, targets
from core.models import Board, Card, Commitment, Conversation, Meeting, Outcome
from core.outcomes import hurdles
from core.outgoing import minutes
from core.outgoing.minutes_markdown import format_minutes_markdown
from core.values.periods import parse_period
from data.models import JournalRow
from tests.conftest import Crew, FrozenClock
from tests.core.told import as_told

FRIDAY = date(2026, 11, 27)


def held(crew: Crew, kind: str = "weekly") -> Session:
    """Opens a meeting that Ana hosts."""
    lifecycle.start_meeting(crew["Ana"], kind)  # type: ignore[arg-type]
    lifecycle.take_over(crew["Ana"])
    return crew["Ana"]


def ended(crew: Crew) -> None:
    lifecycle.close_meeting(crew["Ana"])
    crew.clock.advance(days=7)


def texts(found: list[hurdles.Hurdle]) -> list[str]:
    return [hurdle.card.text for hurdle in found]


# -- naming


def test_between_two_meetings_it_waits_for_the_planned_one(crew: Crew) -> None:
    """The board is made once, the meeting is planned when none is, and opening makes no second board."""
    hurdles.add_hurdle(crew["Jon"], "Pricing takes a week")
    hurdles.add_hurdle(crew["Lea"], "No demo system")
    (planned,) = crew.store.read(Meeting)
    assert (planned.status, planned.kind) == ("planned", "weekly")
    held(crew)
    boards = [board for board in crew.store.read(Board) if board.kind == "hurdles"]
    assert [board.meeting_id for board in boards] == [planned.id]
    assert cards.find_board(crew["Ana"], "hurdles") == boards[0]
    assert texts(hurdles.list_hurdles(crew["Tom"])) == ["Pricing takes a week", "No demo system"]


def test_what_was_named_for_one_meeting_goes_to_the_one_that_is_held(crew: Crew) -> None:
    hurdles.add_hurdle(crew["Jon"], "Pricing takes a week")
    held(crew, "quarterly")
    assert texts(hurdles.list_hurdles(crew["Ana"])) == ["Pricing takes a week"]
    assert len([board for board in crew.store.read(Board) if board.kind == "hurdles"]) == 1


def test_in_a_meeting_that_does_not_look_at_hurdles_it_waits_for_one_that_does(crew: Crew) -> None:
    held(crew, "kickoff")
    hurdles.add_hurdle(crew["Jon"], "Pricing takes a week")
    ended(crew)
    held(crew)
    assert texts(hurdles.list_hurdles(crew["Ana"])) == ["Pricing takes a week"]


def test_it_is_named_in_any_stage(crew: Crew) -> None:
    held(crew)
    hurdles.add_hurdle(crew["Jon"], "Pricing takes a week")
    assert [card.text for card in cards.list_cards(crew["Ana"], cards.find_board(crew["Ana"], "hurdles"))]


def test_who_may_not_and_nothing_is_left_behind(crew: Crew) -> None:
    for who, text in (("Tom", "Pricing"), ("Jon", "  ")):
        with pytest.raises(HuddleError):
            hurdles.add_hurdle(crew[who], text)
    assert crew.store.read(Board) == []
    assert crew.store.read(Meeting) == []


# -- what stays for next time


def test_what_is_unsolved_is_carried_over_by_itself_and_old_minutes_stay(crew: Crew) -> None:
    ana = held(crew)
    first = lifecycle.require_open_meeting(ana)
    stays = hurdles.add_hurdle(crew["Jon"], "Pricing takes a week")
    solved = hurdles.add_hurdle(crew["Lea"], "No demo system")
    hurdles.hand_on(ana, solved, "Product", "one for each of us")
    ended(crew)
    before = minutes.build_minutes(ana, first)
    assert texts(hurdles.list_unsolved(crew["Tom"])) == ["Pricing takes a week"], "between two meetings too"
    held(crew)
    (carried,) = hurdles.list_hurdles(ana)
    assert (carried.card.text, carried.author_name, carried.times_text) == (
        "Pricing takes a week",
        "Jon",
        "second time",
    )
    assert carried.card.carried_from == stays.id
    assert carried.card.member_id == stays.member_id
    ended(crew)
    held(crew)
    (carried,) = hurdles.list_hurdles(ana)
    assert carried.times_text == "third time"
    assert minutes.build_minutes(ana, first).hurdles == before.hurdles
    assert len(before.hurdles) == 2
    hurdles.hand_on(ana, carried.card, "Product")
    ended(crew)
    held(crew)
    assert hurdles.list_hurdles(ana) == []


def test_a_carried_hurdle_is_not_taken_back_as_ones_last_card(crew: Crew) -> None:
    held(crew)
    hurdles.add_hurdle(crew["Jon"], "Pricing takes a week")
    ended(crew)
    held(crew)
    with pytest.raises(HuddleError, match="You have no card here to undo"):
        cards.take_back(crew["Jon"], cards.find_board(crew["Jon"], "hurdles"))


def test_anonymity_is_kept_and_what_was_never_revealed_stays_hidden(crew: Crew) -> None:
    ana = held(crew)
    cards.set_board(ana, cards.find_board(ana, "hurdles"), anonymous=True)
    hurdles.add_hurdle(crew["Jon"], "I dread cold calls")
    ended(crew)
    held(crew)
    (carried,) = crew.store.read(Card, "carried_from IS NOT NULL")
    assert (carried.member_id, carried.typed_by) == (None, None)
    assert hurdles.list_hurdles(ana)[0].author_name == ""
    assert not any(
        f'"member_id":{crew.members["Jon"].id}' in (row.after or "")
        for row in crew.store.read(JournalRow, "row_table = 'card'")
    )
    ended(crew)
    hurdles.hand_on(ana, hurdles.list_unsolved(ana)[0].card, "Nobody")
    held(crew)
    cards.set_board(ana, cards.find_board(ana, "hurdles"), hidden=True)
    hurdles.add_hurdle(crew["Jon"], "SECRET")
    ended(crew)
    held(crew)
    assert not any(
        "SECRET" in text for viewer in [ana, crew["Lea"], crew.room] for text in texts(hurdles.list_hurdles(viewer))
    )


# -- how it ends


def test_it_ends_as_a_commitment_and_one_undo_takes_it_back(crew: Crew) -> None:
    ana = held(crew)
    card = hurdles.add_hurdle(crew["Jon"], "Pricing takes a week")
    hurdles.settle_by_commitment(ana, card, member=crew.members["Lea"], text="Ask legal for a price list", due=FRIDAY)
    (hurdle,) = hurdles.list_hurdles(crew.room)
    assert hurdle.outcome_text == "→ Lea: Ask legal for a price list"
    (taken,) = queries.list_commitments(ana)
    assert (taken.member_id, taken.due) == (crew.members["Lea"].id, FRIDAY)
    ana.undo("hurdle")
    assert crew.store.read(Outcome) == []
    assert crew.store.read(Commitment) == []
    hurdles.settle_by_commitment(ana, card, team=True)
    assert hurdles.list_hurdles(crew.room)[0].outcome_text == "→ the team: Pricing takes a week"


def test_it_ends_as_a_talk_which_is_two_peoples(crew: Crew) -> None:
    ana = held(crew)
    card = hurdles.add_hurdle(crew["Jon"], "Pricing takes a week")
    hurdles.settle_by_conversation(ana, card, crew.members["Lea"], FRIDAY)
    (planned,) = crew.store.read(Conversation)
    assert (planned.from_id, planned.to_id) == (crew.members["Jon"].id, crew.members["Lea"].id)
    assert (planned.status, planned.held_on, planned.about) == ("planned", FRIDAY, "Pricing takes a week")
    assert [len(conversations.list_conversations(crew[who])) for who in ("Jon", "Lea", "Ana", "Ben")] == [1, 1, 0, 0]
    assert hurdles.list_hurdles(crew["Jon"])[0].outcome_text == "→ meeting with Lea Brandt, 27 Nov"
    assert hurdles.list_hurdles(crew.room)[0].outcome_text == "→ meeting with Lea Brandt"
    ana.undo("hurdle")
    assert crew.store.read(Conversation) == []
    hurdles.settle_by_conversation(ana, card, crew.members["Jon"], FRIDAY)
    assert crew.store.read(Conversation)[0].from_id == ana.me.id, "with whoever named it the acting member talks"


def test_it_is_not_ours(crew: Crew) -> None:
    ana = held(crew)
    card = hurdles.add_hurdle(crew["Jon"], "Pricing takes a week")
    hurdles.hand_on(ana, card, "Product", "a price list we may quote from")
    assert hurdles.list_hurdles(ana)[0].outcome_text == "→ Product: a price list we may quote from"
    with pytest.raises(HuddleError, match="Who can change it can"):
        hurdles.hand_on(ana, card, " ")


def test_what_is_settled_is_not_taken_back_any_more(crew: Crew) -> None:
    ana = held(crew)
    card = hurdles.add_hurdle(crew["Jon"], "Pricing takes a week")
    hurdles.hand_on(ana, card, "Product")
    with pytest.raises(HuddleError, match="Ana Ruiz has resolved it since"):
        crew["Jon"].undo("card")
    with pytest.raises(HuddleError, match="Undo that first to delete it"):
        cards.take_back(crew["Jon"], cards.find_board(ana, "hurdles"))
    assert len(hurdles.list_hurdles(ana)) == 1


def test_who_settles_it(crew: Crew) -> None:
    ana = held(crew)
    card = hurdles.add_hurdle(crew["Jon"], "Pricing takes a week")
    for who in ("Lea", "Tom"):
        assert not hurdles.may_settle(crew[who], card)
        with pytest.raises(HuddleError):
            hurdles.hand_on(crew[who], card, "Product")
    assert not hurdles.may_settle(crew.room, card)
    lifecycle.take_over(crew["Lea"])
    for s in (ana, crew["Jon"], crew["Lea"]):
        assert hurdles.may_settle(s, card)
    hurdles.hand_on(crew["Lea"], card, "Product")
    with pytest.raises(HuddleError, match="Lea Brandt has already resolved this: → Product"):
        hurdles.hand_on(crew["Jon"], card, "Marketing")
    assert len(crew.store.read(Outcome)) == 1


def test_an_anonymous_hurdle_is_not_settled_by_who_said_it(crew: Crew) -> None:
    """Else the file would tell whose it is."""
    ana = held(crew)
    cards.set_board(ana, cards.find_board(ana, "hurdles"), anonymous=True)
    card = as_told(crew, hurdles.add_hurdle(crew["Jon"], "I dread cold calls"))
    assert not hurdles.may_settle(crew["Jon"], card)
    hurdles.settle_by_conversation(ana, card, crew.members["Lea"], FRIDAY)
    assert crew.store.read(Conversation)[0].from_id == ana.me.id


def test_a_hidden_hurdle_is_settled_once_it_is_revealed(crew: Crew) -> None:
    ana = held(crew)
    board = cards.set_board(ana, cards.find_board(ana, "hurdles"), hidden=True)
    card = hurdles.add_hurdle(crew["Jon"], "SECRET")
    with pytest.raises(HuddleError, match="Reveal the cards first"):
        hurdles.settle_by_commitment(crew["Jon"], card)
    cards.reveal_board(ana, board)
    hurdles.settle_by_commitment(crew["Jon"], card)


def test_one_that_was_carried_over_is_settled_where_it_stands_now(crew: Crew) -> None:
    ana = held(crew)
    card = hurdles.add_hurdle(crew["Jon"], "Pricing takes a week")
    ended(crew)
    held(crew)
    with pytest.raises(HuddleError, match="carried over"):
        hurdles.hand_on(ana, card, "Product")


def test_the_one_with_most_votes_stands_first(crew: Crew) -> None:
    from core.meeting import votes

    ana = held(crew)
    for who, text in (("Jon", "Pricing takes a week"), ("Lea", "No demo system")):
        hurdles.add_hurdle(crew[who], text)
    lifecycle.move_to_stage(ana, "hurdles")
    board = votes.open_votes(ana, cards.find_board(ana, "hurdles"))
    for name in ("Jon", "Lea", "Ana"):
        votes.vote(crew[name], board, hurdles.list_hurdles(ana)[1].card)
    assert texts(hurdles.list_hurdles(ana)) == ["Pricing takes a week", "No demo system"]
    votes.reveal_votes(ana, board)
    assert texts(hurdles.list_hurdles(ana)) == ["No demo system", "Pricing takes a week"]
    assert [hurdle.votes for hurdle in hurdles.list_hurdles(ana)] == [3, 0]


def test_what_is_settled_between_two_meetings_stays_out_of_old_minutes_and_of_the_next_meeting(
    crew: Crew, clock: FrozenClock
) -> None:
    ana = held(crew)
    card = hurdles.add_hurdle(crew["Jon"], "Pricing takes a week")
    lifecycle.close_meeting(ana)
    before = format_minutes_markdown(minutes.build_minutes(ana))
    assert "- Pricing takes a week (Jon Weiss)" in before
    clock.advance(days=1)
    hurdles.settle_by_commitment(crew["Jon"], hurdles.find_hurdle(crew["Jon"], card.id).card, text="Templates for all")
    assert hurdles.list_unsolved(ana) == []
    assert format_minutes_markdown(minutes.build_minutes(ana)) == before
    clock.advance(days=6)
    held(crew)
    assert hurdles.list_hurdles(ana) == []


# -- what was missed


def test_a_missed_commitment_becomes_a_hurdle_once(crew: Crew) -> None:
    promise = commitments.commit(crew["Jon"], "Update the CRM daily")
    with pytest.raises(HuddleError, match="missed"):
        hurdles.add_from_commitment(crew["Jon"], promise)
    commitments.mark_missed(crew["Jon"], promise, "After lunch")
    for who in ("Ana", "Lea", "Tom"):
        with pytest.raises(HuddleError, match="can turn this into a hurdle"):
            hurdles.add_from_commitment(crew[who], promise)
    hurdles.add_from_commitment(crew["Jon"], promise)
    with pytest.raises(HuddleError, match="already"):
        hurdles.add_from_commitment(crew["Jon"], promise)
    assert texts(hurdles.list_hurdles(crew["Ana"])) == ["Missed: Update the CRM daily"]


def test_what_comes_again_and_was_missed_the_last_time_becomes_a_hurdle(crew: Crew, clock: FrozenClock) -> None:
    ben = crew["Ben"]
    calls, weight = metrics.add_metric(crew["Ana"], "calls"), metrics.add_metric(crew["Ana"], "weight")
    ticking = commitments.commit(ben, "Call five lapsed customers", metric=calls, amount=5, every="week", weekday=5)
    diet = commitments.commit(ben, "SECRET", metric=weight, amount=5, every="week", weekday=5)
    said = commitments.commit(ben, "Every proposal within a day", every="week", weekday=5)
    with crew["Ana"].change("metric.edited") as change:
        change.update(weight, private=True)
    clock.advance(days=7)
    occurrences.mark_occurrence_missed(ben, said, "Templates")
    for missed in (ticking, said):
        hurdles.add_from_commitment(ben, missed)
    with pytest.raises(HuddleError, match="is private"):
        hurdles.add_from_commitment(ben, diet)
    assert texts(hurdles.list_hurdles(ben)) == [
        "Missed: Call five lapsed customers",
        "Missed: Every proposal within a day",
    ]


def test_help_between_two_is_no_hurdle_for_all(crew: Crew) -> None:
    with crew["Ana"].change("commitment.taken_on") as change:
        help_ = change.insert(
            Commitment(
                member_id=crew.members["Ana"].id,
                helps_id=crew.members["Jon"].id,
                text="SECRET",
                status="missed",
                created_at=crew["Ana"].timestamp,
            )
        )
    with pytest.raises(HuddleError, match="This help is private, but hurdles are visible to everyone"):
        hurdles.add_from_commitment(crew["Ana"], help_)


def test_a_number_behind_pace_becomes_a_hurdle_once_and_a_private_one_never(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    quarter = parse_period("2026-Q4")
    calls, weight = metrics.add_metric(ana, "calls"), metrics.add_metric(ana, "weight")
    with ana.change("metric.edited") as change:
        change.update(weight, private=True)
    for metric in (calls, weight):
        targets.set_target(jon, metric, 100, member=jon.me, period=quarter)
        entries.log_entry(jon, metric, 20)
    hurdles.add_from_metric(jon, calls, quarter)
    entries.log_entry(jon, calls, 1)
    with pytest.raises(HuddleError, match="already"):
        hurdles.add_from_metric(jon, calls, quarter)
    with pytest.raises(HuddleError, match="is private"):
        hurdles.add_from_metric(jon, weight, quarter)
    with pytest.raises(HuddleError, match="not behind"):
        hurdles.add_from_metric(crew["Lea"], calls, quarter)
    assert texts(hurdles.list_hurdles(ana)) == ["Behind on calls: 20 of 100"]
