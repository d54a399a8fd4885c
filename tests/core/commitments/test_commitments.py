"""Commitments: people take on for themselves, answer for themselves, and nothing said is written over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core.commitments import commitments, queries
from core.commitments.commitments import commit, commit_to_card, mark_kept, mark_missed, reopen, reword
from core.commitments.phrasing import describe_amount, describe_due, describe_recurrence, describe_terms
from core.commitments.queries import commitments_to_review, count_kept_and_closed, without_commitment
from core.errors import HuddleError
from core.meeting import cards, lifecycle, trends
from core.metrics.metrics import add_metric, end_metric
from core.team.group_records import list_groups
from core.team.groups import set_scribe
from core.team.members import end_membership
from data.models import Board, Card, Commitment, JournalEntry, Meeting, Metric
from tests.conftest import Crew
from tests.core.told import as_told

pytestmark = pytest.mark.days


@pytest.fixture
def meeting(crew: Crew) -> Meeting:
    """An open meeting in the collect stage, with Ben as its host."""
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ben"])
    opened = lifecycle.start_meeting(crew["Ana"])
    lifecycle.move_to_stage(crew["Ben"], "collect")
    return opened


@pytest.fixture
def board(crew: Crew, meeting: Meeting) -> Board:
    return cards.find_board(crew["Ana"])


@pytest.fixture
def card(crew: Crew, board: Board) -> Card:
    return cards.add_card(crew["Jon"], board, "Call five lapsed customers")


@pytest.fixture
def calls(crew: Crew) -> Metric:
    return add_metric(crew["Ana"], "calls", unit="calls")


def texts(found: list[Commitment]) -> list[str]:
    return [c.text for c in found]


# -- taking on


def test_a_card_of_ones_own_is_taken_on_with_all_that_belongs_to_it(
    crew: Crew, meeting: Meeting, card: Card, calls: Metric
) -> None:
    due = crew["Jon"].today + timedelta(days=7)
    c = commit_to_card(crew["Jon"], card, metric="CALLS", amount=5, every="week", weekday=1, due=due)
    assert (c.text, c.member_id, c.card_id, c.trend_id) == (card.text, crew.members["Jon"].id, card.id, None)
    assert (c.metric_id, c.amount, c.every, c.weekday, c.due) == (calls.id, 5, "week", 1, due)
    assert (c.status, c.meeting_id, c.created_at) == ("open", meeting.id, crew["Jon"].timestamp)
    assert queries.list_commitments(crew.room) == [c]
    assert describe_terms(c, calls, crew["Jon"].today) == "5 calls · every Monday · by 30 Nov"


def test_a_card_may_be_taken_on_in_other_words(crew: Crew, card: Card) -> None:
    assert commit_to_card(crew["Jon"], card, text="Call three").text == "Call three"


def test_somebody_elses_card_is_not_ones_own_until_it_is_in_a_trend(crew: Crew, board: Board, card: Card) -> None:
    with pytest.raises(HuddleError, match="Choose one of theirs, or sort it into a trend first"):
        commit_to_card(crew["Lea"], card)
    lifecycle.move_to_stage(crew["Ben"], "trends")
    trend = trends.new_trend(crew["Ben"], board, "Calls", [card])
    c = commit_to_card(crew["Lea"], card)
    assert (c.member_id, c.card_id, c.trend_id) == (crew.members["Lea"].id, card.id, trend.id)


def test_an_anonymous_card_is_anybodys_to_take_on(crew: Crew, board: Board) -> None:
    board = cards.set_board(crew["Ben"], board, anonymous=True)
    card = as_told(crew, cards.add_card(crew["Jon"], board, "Ask for introductions"))
    assert commit_to_card(crew["Lea"], card).member_id == crew.members["Lea"].id


def test_the_team_may_take_on_any_card(crew: Crew, card: Card) -> None:
    assert commit_to_card(crew["Ben"], card, team=True).member_id is None


def test_a_card_is_taken_on_once_by_each(crew: Crew, card: Card) -> None:
    commit_to_card(crew["Jon"], card)
    with pytest.raises(HuddleError, match="already"):
        commit_to_card(crew["Jon"], card)
    assert len(queries.list_commitments(crew["Jon"])) == 1


def test_a_hidden_card_cannot_be_taken_on_by_who_may_not_see_it(crew: Crew, board: Board) -> None:
    board = cards.set_board(crew["Ben"], board, hidden=True)
    card = cards.add_card(crew["Jon"], board, "Only mine for now")
    with pytest.raises(HuddleError, match="This card was removed"):
        commit_to_card(crew["Ben"], card, team=True)


def test_between_meetings_it_belongs_to_none(crew: Crew) -> None:
    c = commit(crew["Lea"], "Send Kessler the proposal", due=crew["Lea"].today)
    assert c.meeting_id is None
    assert queries.list_commitments(crew["Lea"], member=crew.members["Lea"]) == [c]


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ({"due": date(2026, 11, 22)}, "Choose today or later"),
        ({"amount": 5}, "Name the metric too"),
        ({"metric": "calls", "amount": 0}, "The amount must be more than 0"),
        ({"metric": "calls", "amount": -1}, "The amount must be more than 0"),
        ({"metric": "cals"}, "Did you mean calls"),
        ({"every": "hour"}, "day, week, month or quarter"),
        ({"weekday": 1}, "goes with every week"),
        ({"every": "month", "weekday": 1}, "goes with every week"),
        ({"every": "week", "weekday": 8}, r"1 \(Monday\) to 7 \(Sunday\)"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(crew: Crew, calls: Metric, what: Any, told: str) -> None:
    with pytest.raises(HuddleError, match=told):
        commit(crew["Lea"], "Call", **what)
    assert queries.list_commitments(crew["Lea"]) == []


def test_an_empty_commitment_is_refused(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="empty"):
        commit(crew["Lea"], " \n\t")


def test_a_metric_that_has_ended_is_not_committed_to(crew: Crew, calls: Metric) -> None:
    end_metric(crew["Ana"], calls)
    with pytest.raises(HuddleError, match="ended"):
        commit(crew["Lea"], "Call", metric=calls, amount=5)


def test_none_of_what_is_better_lower_can_be_promised(crew: Crew) -> None:
    complaints = add_metric(crew["Ana"], "complaints", better="lower")
    assert commit(crew["Lea"], "No complaint", metric=complaints, amount=0).amount == 0


# -- who may


def test_the_host_writes_down_what_somebody_there_says(crew: Crew, meeting: Meeting) -> None:
    c = commit(crew["Ben"], "Two referrals", member=crew.members["Lea"])
    assert c.member_id == crew.members["Lea"].id
    assert crew.store.read(JournalEntry, order="id DESC")[0].by == crew.members["Ben"].id


def test_a_scribe_writes_down_for_their_own_group(crew: Crew, meeting: Meeting) -> None:
    south = next(group for group in list_groups(crew["Ana"]) if group.name == "South")
    set_scribe(crew["Ana"], south, crew.members["Jon"])
    assert commit(crew["Jon"], "Two referrals", member=crew.members["Lea"]).member_id == crew.members["Lea"].id
    with pytest.raises(HuddleError, match="The host or scribe can, while"):
        commit(crew["Jon"], "Listen more", member=crew.members["Ana"])


def test_nobody_commits_for_somebody_else(crew: Crew, meeting: Meeting) -> None:
    for who in ("Ana", "Jon"):
        with pytest.raises(HuddleError, match="The host or scribe can, while"):
            commit(crew[who], "Work harder", member=crew.members["Lea"])
    assert without_commitment(crew["Ana"], meeting)[-1] == crew.members["Lea"]


def test_not_even_the_host_for_somebody_who_is_away(crew: Crew, meeting: Meeting) -> None:
    lifecycle.set_attendance(crew["Ben"], crew.members["Lea"], False)
    with pytest.raises(HuddleError, match="The host or scribe can, while"):
        commit(crew["Ben"], "Work harder", member=crew.members["Lea"])


def test_the_teams_are_written_down_by_host_or_leader(crew: Crew, meeting: Meeting) -> None:
    assert commit(crew["Ana"], "Every proposal within a day", team=True).member_id is None
    assert commit(crew["Ben"], "CRM up to date on Friday", team=True).member_id is None
    with pytest.raises(HuddleError, match="the host or the leader"):
        commit(crew["Jon"], "We all call more", team=True)
    with pytest.raises(HuddleError, match="not both"):
        commit(crew["Ana"], "Both", team=True, member=crew.members["Ana"])


def test_watchers_and_the_room_take_nothing_on(crew: Crew, meeting: Meeting) -> None:
    with pytest.raises(HuddleError, match="You are a watcher"):
        commit(crew["Tom"], "See more")
    with pytest.raises(HuddleError, match="room"):
        commit(crew.room, "See more")
    with pytest.raises(HuddleError, match="Tom Vega is a watcher and can"):
        commit(crew["Ben"], "See more", member=crew.members["Tom"])


def test_each_answers_for_their_own(crew: Crew, meeting: Meeting) -> None:
    c = commit(crew["Lea"], "Two referrals")
    for who in ("Ana", "Ben", "Jon"):
        with pytest.raises(HuddleError, match="can mark this as kept or missed"):
            mark_kept(crew[who], c)
    assert mark_kept(crew["Lea"], c).status == "kept"


def test_for_the_team_the_host_or_the_leader_answers(crew: Crew, meeting: Meeting) -> None:
    c = commit(crew["Ana"], "Every proposal within a day", team=True)
    with pytest.raises(HuddleError, match="host or the leader"):
        mark_kept(crew["Lea"], c)
    assert mark_kept(crew["Ben"], c).status == "kept"
    assert reopen(crew["Ana"], c).status == "open"


# -- what became of it


def test_a_miss_needs_a_next_step_and_can_be_reopened(crew: Crew) -> None:
    c = commit(crew["Lea"], "Two referrals")
    with pytest.raises(HuddleError, match="next step"):
        mark_missed(crew["Lea"], c, "  ")
    missed = mark_missed(crew["Lea"], c, "Ask right after the signature")
    assert (missed.status, missed.next_step, missed.closed_on) == (
        "missed",
        "Ask right after the signature",
        crew["Lea"].today,
    )
    with pytest.raises(HuddleError, match="Reopen it to change that"):
        mark_kept(crew["Lea"], c)
    again = reopen(crew["Lea"], c)
    assert (again.status, again.next_step, again.closed_on) == ("open", None, None)


def test_kept_twice_is_kept_once(crew: Crew) -> None:
    c = commit(crew["Lea"], "Two referrals")
    assert mark_kept(crew["Lea"], c) == mark_kept(crew["Lea"], c)
    assert [entry.what for entry in crew.store.read(JournalEntry)].count("commitment.kept") == 1


def test_what_was_said_can_be_taken_back_by_undo(crew: Crew) -> None:
    c = commit(crew["Lea"], "Two referrals")
    mark_kept(crew["Lea"], c)
    crew["Lea"].undo("commitment")
    assert queries.list_commitments(crew["Lea"], status="open") == [c]
    crew["Lea"].undo("commitment")
    assert queries.list_commitments(crew["Lea"]) == []


def test_a_new_wording_stands_in_for_the_old_which_stays_readable(crew: Crew, calls: Metric) -> None:
    first = commit(crew["Lea"], "Call more", metric=calls, amount=5, every="week", weekday=2)
    crew.clock.advance(days=1)
    second = reword(crew["Lea"], first, text="Call ten", amount=10)
    third = reword(crew["Lea"], second, every="day")
    assert texts(queries.list_commitments(crew["Lea"])) == ["Call ten"]
    assert (third.amount, third.metric_id, third.every, third.weekday) == (10, calls.id, "day", None)
    assert texts(queries.earlier_wordings(crew["Jon"], third)) == ["Call ten", "Call more"]
    assert third.created_at == first.created_at
    with pytest.raises(HuddleError, match="This commitment was edited in the meantime"):
        mark_kept(crew["Lea"], first)
    assert reword(crew["Lea"], third, metric=None).amount is None


def test_the_same_wording_changes_nothing(crew: Crew) -> None:
    c = commit(crew["Lea"], "Two referrals")
    assert reword(crew["Lea"], c, text="Two  referrals") == c
    assert queries.earlier_wordings(crew["Lea"], c) == []


def test_a_day_that_has_passed_since_does_not_stop_a_new_wording(crew: Crew) -> None:
    c = commit(crew["Lea"], "Two referrals", due=crew["Lea"].today)
    crew.clock.advance(days=3)
    better = reword(crew["Lea"], c, text="Three referrals")
    assert better.due == c.due
    assert c.due is not None
    again = reword(crew["Lea"], better, text="Four referrals", due=c.due)
    assert again.due == c.due
    with pytest.raises(HuddleError, match="Choose today or later"):
        reword(crew["Lea"], again, due=c.due - timedelta(days=1))


def test_only_its_owner_rewords_it_and_only_while_it_is_open(crew: Crew) -> None:
    c = commit(crew["Lea"], "Two referrals")
    with pytest.raises(HuddleError, match="The host or scribe can, while"):
        reword(crew["Ana"], c, text="Ten referrals")
    mark_kept(crew["Lea"], c)
    with pytest.raises(HuddleError, match="Reopen"):
        reword(crew["Lea"], c, text="Ten referrals")


# -- lists


def test_who_has_none_yet(crew: Crew, meeting: Meeting) -> None:
    commit(crew["Ana"], "The team's", team=True)
    assert [member.name for member in without_commitment(crew.room, meeting)] == [
        "Ana Ruiz",
        "Ben Okafor",
        "Jon Weiss",
        "Lea Brandt",
    ]
    lifecycle.set_attendance(crew["Ben"], crew.members["Jon"], False)
    commit(crew["Ana"], "Sit in on a call")
    reword(crew["Ana"], queries.list_commitments(crew["Ana"], member=crew.members["Ana"])[0], text="Sit in on two")
    assert [member.name for member in without_commitment(crew.room, meeting)] == ["Ben Okafor", "Lea Brandt"]


def test_a_commitment_that_still_runs_counts_in_the_next_meeting(crew: Crew) -> None:
    weekly = commit(crew["Ben"], "Call five lapsed customers", every="week", weekday=1)
    done = commit(crew["Jon"], "Send the proposal")
    mark_kept(crew["Jon"], done)
    meeting = lifecycle.start_meeting(crew["Ana"])
    names = [member.name for member in without_commitment(crew["Ana"], meeting)]
    assert names == ["Ana Ruiz", "Jon Weiss", "Lea Brandt"]
    assert queries.ids_with_commitment(crew["Ana"], meeting) == {weekly.member_id}
    called = commit(crew["Lea"], "Call the museum today")
    mark_kept(crew["Lea"], called)
    assert queries.ids_with_commitment(crew["Ana"], meeting) == {weekly.member_id, called.member_id}


def test_the_leaders_come_first_and_the_teams_last(crew: Crew, meeting: Meeting) -> None:
    commit(crew["Ana"], "ours", team=True)
    for who in ("Lea", "Ben", "Ana"):
        commit(crew[who], who)
    assert texts(queries.list_commitments(crew.room, meeting=meeting)) == ["Ana", "Ben", "Lea", "ours"]
    assert texts(queries.list_commitments(crew.room, team=True)) == ["ours"]


def close(crew: Crew) -> Meeting:
    closed = lifecycle.close_meeting(crew[host_of(crew)])
    crew.clock.advance(days=7)
    return closed


def host_of(crew: Crew) -> str:
    now = lifecycle.open_meeting_or_none(crew.room)
    assert now is not None
    return next(name for name, member in crew.members.items() if member.id == now.host_id)


def test_only_what_is_open_carries_over_from_meeting_to_meeting(crew: Crew, meeting: Meeting) -> None:
    kept, missed, still = (commit(crew["Lea"], text) for text in ("kept", "missed", "still open"))
    own = commit(crew["Ana"], "the leader's")
    assert commitments_to_review(crew.room) == []
    close(crew)
    mark_kept(crew["Lea"], kept)
    second = lifecycle.start_meeting(crew["Ana"])
    mark_missed(crew["Lea"], missed, "Another way")
    commit(crew["Lea"], "new in this one")
    assert texts(commitments_to_review(crew.room)) == ["the leader's", "kept", "missed", "still open"]
    close(crew)
    assert texts(commitments_to_review(crew.room, second)) == ["kept", "missed"]
    third = lifecycle.start_meeting(crew["Ana"])
    assert texts(commitments_to_review(crew.room, third)) == ["the leader's", "still open", "new in this one"]
    reword(crew["Lea"], still, text="still open, said better")
    assert "still open, said better" in texts(commitments_to_review(crew.room))
    mark_kept(crew["Ana"], own)
    end_membership(crew["Ana"], crew.members["Lea"])
    assert texts(commitments_to_review(crew.room)) == ["the leader's"]


def test_the_share_kept_counts_what_is_closed(crew: Crew) -> None:
    assert count_kept_and_closed(crew.room) == (0, 0)
    one, two, three = (commit(crew["Lea"], text) for text in ("one", "two", "three"))
    mark_kept(crew["Lea"], reword(crew["Lea"], one, text="one, better"))
    mark_missed(crew["Lea"], two, "Another way")
    mark_kept(crew["Ben"], commit(crew["Ben"], "four"))
    assert three.status == "open"
    assert count_kept_and_closed(crew.room) == (2, 3)
    assert count_kept_and_closed(crew.room, crew.members["Lea"]) == (1, 2)


def test_in_words() -> None:
    c = Commitment(text="x", created_at="2026-11-23T14:00:00.000Z", amount=31000000, every="month")
    revenue = Metric(name="won revenue", unit="EUR", scale=2)
    assert describe_amount(c, revenue) == "310k EUR won revenue"
    assert describe_amount(c, Metric(name="new customers", unit="customers")) == "31M new customers", "not said twice"
    customers = Metric(name="new customers", unit="customers", scale=2)
    assert describe_amount(c.model_copy(update={"amount": 300}), customers) == "3 new customers"
    assert (
        describe_amount(c.model_copy(update={"amount": 300}), Metric(name="calls", unit="calls", scale=2)) == "3 calls"
    )
    assert describe_amount(c, None) == ""
    assert describe_amount(c.model_copy(update={"amount": None}), revenue) == "won revenue"
    assert describe_recurrence(c) == "every month"
    day = date(2026, 11, 23)
    due = c.model_copy(update={"due": day})
    assert describe_due(due, day) == "today"
    assert describe_due(due, day - timedelta(days=1)) == "by 23 Nov"
    assert describe_due(due, date(2025, 1, 1)) == "by 23 Nov 2026"
    assert describe_terms(c.model_copy(update={"every": None, "amount": None}), None, day) == ""


def test_words_are_looked_at_before_they_are_written(crew: Crew) -> None:
    ana = crew["Ana"]
    with pytest.raises(HuddleError, match="Choose today or later"):
        commitments.require_valid_terms(ana, text="Call Kessler", due=date(2026, 11, 22))
    with pytest.raises(HuddleError, match="500"):
        commitments.require_valid_terms(ana, text="x" * 501)
    commitments.require_valid_terms(ana, text="Call Kessler", due=date(2026, 11, 24))
    assert not queries.list_commitments(ana)
