"""Help that was promised: seen by two people, answered by whom it helps, counted nowhere else."""

from __future__ import annotations

from datetime import date

import pytest

from core.commitments import after_miss, commitments, help, occurrences, queries
from core.commitments.commitments import commit
from core.commitments.permissions import may_answer
from core.conversations import conversations, one_on_one
from core.conversations.one_on_one_page import load_one_on_one_page
from core.errors import Conflict, HuddleError
from core.meeting import lifecycle
from core.metrics import entries, metrics, templates
from core.models import Commitment, JournalEntry
from core.outgoing import minutes
from core.overview import home
from core.overview.win_notices import find_kept_wins
from core.quick.progress import read_progress
from core.standings.leaderboard import standings
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock
from tests.core.talks import seen_by, told_of


def test_it_is_two_people_s_and_the_helped_one_answers(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    promised = commit(ana, "TEMPLATES", helped_member=jon.me, due=date(2026, 11, 27))
    assert (promised.member_id, promised.helps_id) == (ana.me.id, jon.me.id)
    assert seen_by(crew, Commitment, of="TEMPLATES") == ["Ana", "Jon"]
    assert told_of(crew, "commitment") == ["Ana", "Jon"]
    assert not may_answer(ana, promised)
    assert may_answer(jon, promised)
    for change in (commitments.mark_kept, commitments.reopen):
        with pytest.raises(HuddleError, match="can mark this as kept or missed"):
            change(ana, promised)
    with pytest.raises(Conflict):
        commitments.mark_kept(crew["Ben"], promised)
    commitments.mark_missed(jon, promised, "One template is enough")
    commitments.reopen(jon, promised)
    assert commitments.mark_kept(jon, promised).status == "kept"


def test_it_is_promised_by_who_gives_it_to_somebody_else(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    for s, told, values in (
        (ana, "t promise help to yourself", {"helped_member": ana.me}),
        (ana, "Only the person who will help can promise it", {"helped_member": jon.me, "team": True}),
        (ana, "is a watcher", {"helped_member": crew.members["Tom"]}),
    ):
        with pytest.raises(HuddleError, match=told):
            commit(s, "Help", **values)
    one_on_one.begin(ana, jon.me)
    with pytest.raises(HuddleError, match="Only the person who will help can promise it"):
        commit(ana, "Help", member=jon.me, helped_member=crew.members["Ben"])
    assert ana.all(Commitment) == []


def test_a_meeting_never_shows_it(crew: Crew, clock: FrozenClock) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    before = commit(ana, "BEFORE", helped_member=jon.me)
    clock.advance(days=1)
    opened = lifecycle.start_meeting(ana)
    during = commit(ana, "DURING", helped_member=jon.me)
    commitments.mark_kept(jon, before)
    assert queries.commitments_to_review(ana) == []
    assert queries.list_commitments(ana) == queries.list_commitments(ana, meeting=opened) == []
    assert during.meeting_id is None
    assert queries.count_kept_and_closed(ana) == (0, 0)
    assert home.count_kept(ana, ana.me).closed == 0
    assert find_kept_wins(ana, [before.id]) == {}
    lifecycle.close_meeting(ana)
    assert "BEFORE" not in str(minutes.build_minutes(ana, opened))
    assert "DURING" not in str(minutes.build_minutes(ana, opened))


def test_a_meeting_does_not_hold_what_follows_it(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    once = commit(ana, "ONCE", helped_member=jon.me, due=ana.today)
    weekly = commit(ana, "WEEKLY", helped_member=jon.me, every="week")
    opened = lifecycle.start_meeting(ana)
    seen_before = queries.without_commitment(ana, opened)
    gone = after_miss.record_miss(jon, once, "Another day", due=date(2026, 12, 7))
    occurrences.mark_occurrence_kept(jon, weekly)
    occurrences.delete_last_answer(jon, weekly)
    after_miss.record_miss(jon, weekly, "Another day", due=date(2026, 12, 8))
    follows = [row for row in jon.all(Commitment) if row.follows_id is not None]
    assert gone.following_commitment in follows
    assert [row.meeting_id for row in follows] == [None, None]
    entries_of_it = jon.all(JournalEntry, "what LIKE 'commitment.%'")
    assert {entry.meeting_id for entry in entries_of_it} == {None}
    assert queries.without_commitment(ana, opened) == queries.without_commitment(jon, opened) == seen_before


def test_it_stands_among_the_leader_s_own(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    promised = commit(ana, "Templates", helped_member=jon.me)
    assert [each.commitment for each in home.my_commitments(ana)] == [promised]
    assert home.my_commitments(jon) == []
    assert help.list_help_owed(jon, jon.me) == [promised] == help.list_help_owed(ana, jon.me, helper=ana.me)
    assert help.list_help_owed(crew["Ben"], jon.me) == []


def test_no_number_that_others_see_counts_it(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    templates.adopt_template(ana, "commitments kept on time")
    commitments.mark_kept(jon, commit(ana, "Templates", helped_member=jon.me))
    board = standings(crew["Ben"], metrics.list_metrics(ana)[-1], parse_period("2026-Q4"))
    assert board.team.actual is None
    found = read_progress(ana.connection, ana.me.id, ana.today)
    assert (found.open, found.kept) == (0, 0)


def test_what_is_open_and_what_waits_for_a_word(crew: Crew, clock: FrozenClock) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    one_on_one.add_help(ana, jon.me, "Join the visit", due=ana.today)
    templates = one_on_one.add_help(ana, jon.me, "Templates")
    asked = one_on_one.add_help(jon, ana.me, "An introduction")
    assert load_one_on_one_page(jon, ana.me).describe_help() == "2 open"
    conversations.mark_point_done(ana, templates)
    clock.advance(days=1)
    assert load_one_on_one_page(ana, jon.me).describe_help() == "2 open, 2 to confirm"
    answered = one_on_one.add_help(ana, jon.me, "I ring Kessler's buyer", help_request=asked)
    assert answered.id == asked.id
    with pytest.raises(Conflict, match="This was changed in the meantime"):
        one_on_one.add_help(ana, jon.me, "Twice", help_request=asked)
    helps = load_one_on_one_page(jon, ana.me).help_items
    assert [(each.text, each.to_confirm) for each in helps] == [
        ("Join the visit", True),
        ("Templates", True),
        ("I ring Kessler's buyer", False),
    ]
    promise = helps[1].commitment
    assert promise is not None
    commitments.mark_kept(jon, promise)
    assert load_one_on_one_page(ana, jon.me).describe_help() == "2 open, 1 to confirm"


def test_entries_do_not_move_it(crew: Crew) -> None:
    ana = crew["Ana"]
    calls = metrics.add_metric(ana, "calls", unit="calls")
    promised = commit(ana, "Make calls together", helped_member=crew.members["Jon"], metric=calls, amount=5)
    entries.log_entry(ana, calls, 5)
    assert ana.get(Commitment, promised.id) == promised
