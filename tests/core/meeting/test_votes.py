"""Votes: within the budget, each its owner's secret, and only sums after the reveal."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.session import Session
from core.errors import Conflict, HuddleError
from core.maintenance.backups import back_up
from core.maintenance.check import check_file
from core.meeting import cards, lifecycle, trends, unrevealed
from core.meeting.vote_tally import VotesCast, ballot, count_votes_cast, tally
from core.meeting.votes import is_voting_open, open_votes, reveal_votes, set_group_votes, vote
from core.models import Board, Card, JournalEntry, JournalRow, MergedTrend, Trend, Vote
from core.outgoing.export import export_tables
from core.team import group_records, groups
from core.team.record import get_team
from core.team.team import edit_team
from data.checkpoint import fold_log
from data.sqlite import sqlite3
from tests.conftest import Crew, FrozenClock

PEOPLE = ("Ana", "Ben", "Jon", "Lea")


def collected(crew: Crew, board_cards: int = 4, **choices: Any) -> Board:
    """An open weekly meeting at its trends, Ben hosting, with some cards."""
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ben"])
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.move_to_stage(crew["Ben"], "collect")
    board = cards.find_board(crew["Ben"])
    if choices:
        board = cards.set_board(crew["Ben"], board, **choices)
    for number in range(board_cards):
        cards.add_card(crew[PEOPLE[number % 4]], board, f"card {number}")
    lifecycle.move_to_stage(crew["Ben"], "trends")
    return board


def voting(crew: Crew, on: Any = "card", budget: int = 3) -> tuple[Board, list[Any]]:
    """A board on which votes are open, and what may be voted on."""
    board = collected(crew)
    if on == "trend":
        for card in cards.list_cards(crew["Ben"], board):
            trends.new_trend(crew["Ben"], board, f"trend {card.id}", [card])
    board = open_votes(crew["Ben"], board, budget, on=on)
    return board, [row.subject for row in tally(crew["Ben"], board)]


def three_vote(crew: Crew, board: Board, thing: Any) -> None:
    """One vote of each of three members, since fewer are not told."""
    for name in ("Jon", "Lea", "Ana"):
        vote(crew[name], board, thing)


def sums(session: Session, board: Board) -> list[tuple[int | None, int | None]]:
    return [(row.votes, row.rank) for row in tally(session, board)]


def test_each_has_a_budget(crew: Crew) -> None:
    board, (first, second, *_) = voting(crew)
    jon = crew["Jon"]
    assert vote(jon, board, first).left == 2
    assert vote(jon, board, first, 2).left == 0
    with pytest.raises(HuddleError, match="none of your 3 votes left"):
        vote(jon, board, second)
    assert vote(jon, board, first, -1).votes_by_id == {first.id: 2}
    assert vote(jon, board, second).votes_by_id == {first.id: 2, second.id: 1}
    assert vote(jon, board, first, -2).votes_by_id == {second.id: 1}
    with pytest.raises(HuddleError, match="You have no vote on"):
        vote(jon, board, first, -1)


@pytest.mark.parametrize("on", ["card", "trend"])
def test_sums_are_hidden_until_the_reveal(crew: Crew, on: Any) -> None:
    board, things = voting(crew, on)
    vote(crew["Jon"], board, things[1], 2)
    vote(crew["Lea"], board, things[1])
    vote(crew["Lea"], board, things[3], 2)
    vote(crew["Ana"], board, things[1])
    for name in ("Ana", "Ben", "Tom"):
        assert sums(crew[name], board) == [(None, None)] * 4
    assert [row.own_votes for row in tally(crew["Lea"], board)] == [0, 1, 0, 2]
    reveal_votes(crew["Ben"], board)
    for s in (crew["Ana"], crew["Lea"], crew.room):
        assert sums(s, board) == [(4, 1), (2, 2), (0, None), (0, None)]
        assert [row.subject.id for row in tally(s, board)][:2] == [things[1].id, things[3].id]
    assert [row.own_votes for row in tally(crew["Lea"], board)] == [1, 2, 0, 0]
    assert [row.own_votes for row in tally(crew.room, board)] == [0] * 4


def test_equal_sums_share_a_rank(crew: Crew) -> None:
    board, things = voting(crew)
    vote(crew["Jon"], board, things[3], 3)
    for thing in things[:2]:
        vote(crew["Lea"], board, thing)
    vote(crew["Ana"], board, things[2])
    reveal_votes(crew["Ben"], board)
    assert sums(crew["Jon"], board) == [(3, 1), (1, 2), (1, 2), (1, 2)]


def test_who_voted_what_is_never_shown(crew: Crew) -> None:
    board, things = voting(crew)
    three_vote(crew, board, things[0])
    assert len(crew["Jon"].all(Vote)) == 1
    for s in (*(crew[name] for name in ("Ben", "Tom")), crew.room):
        assert s.all(Vote) == []
    reveal_votes(crew["Ben"], board)
    assert crew.store.read(Vote) == []
    assert crew.store.read(JournalRow, "row_table = 'vote'") == []


def test_a_session_remembers_its_own_ballot_after_the_reveal_and_no_other_does(crew: Crew) -> None:
    board, things = voting(crew)
    three_vote(crew, board, things[0])
    vote(crew["Jon"], board, things[1])
    reveal_votes(crew["Ben"], board)
    assert ballot(crew["Jon"], board).votes_by_id == {things[0].id: 1, things[1].id: 1}
    another = Session.for_member(crew.session_store, crew.members["Jon"], crew.clock)
    assert ballot(another, board).votes_by_id == {}


@pytest.mark.parametrize(("voters", "so_far"), [(0, "no people have"), (1, "1 person has"), (2, "2 people have")])
def test_sums_are_told_from_three_voters_on(crew: Crew, voters: int, so_far: str) -> None:
    board, things = voting(crew)
    for name in PEOPLE[:voters]:
        vote(crew[name], board, things[0], 3)
    with pytest.raises(HuddleError, match=f"need 3 voters, and {so_far} voted"):
        reveal_votes(crew["Ben"], board)
    assert sums(crew["Ana"], board) == [(None, None)] * 4
    assert is_voting_open(crew["Lea"], board)


def test_a_team_may_ask_for_more_voters(crew: Crew) -> None:
    board, things = voting(crew)
    edit_team(crew["Ana"], voters_min=4)
    three_vote(crew, board, things[0])
    with pytest.raises(HuddleError, match="need 4 voters, and 3 people have voted"):
        reveal_votes(crew["Ben"], board)
    vote(crew["Ben"], board, things[0])
    reveal_votes(crew["Ben"], board)
    assert sums(crew["Lea"], board)[0] == (4, 1)


def test_fewer_voters_are_asked_for_only_while_no_vote_is_open(crew: Crew) -> None:
    """The minimum number of voters cannot go down while a vote is open: members voted under the number of then."""
    ana = crew["Ana"]
    edit_team(ana, voters_min=4)
    board, things = voting(crew)
    with pytest.raises(HuddleError, match="t change until the votes are revealed"):
        edit_team(ana, voters_min=3)
    with pytest.raises(Conflict, match="t be undone until the votes are revealed"):
        ana.undo("team")
    edit_team(ana, voters_min=5)
    three_vote(crew, board, things[0])
    with pytest.raises(Conflict, match="t be undone until the votes are revealed"):
        ana.undo("team")
    assert get_team(ana).voters_min == 5
    lifecycle.close_meeting(crew["Ben"])
    edit_team(ana, voters_min=3)
    ana.undo("team")
    ana.undo("team")
    assert get_team(ana).voters_min == 4


def test_lowering_is_undone_while_a_vote_is_open(crew: Crew) -> None:
    edit_team(crew["Ana"], voters_min=5)
    edit_team(crew["Ana"], voters_min=3)
    voting(crew)
    crew["Ana"].undo("team")
    assert get_team(crew["Ana"]).voters_min == 5


@pytest.mark.parametrize("voters", [2, 0, -1, 13])
def test_how_many_voters_a_team_may_ask_for(crew: Crew, voters: int) -> None:
    with pytest.raises(HuddleError, match="voters, not"):
        edit_team(crew["Ana"], voters_min=voters)
    with pytest.raises(HuddleError, match="leader"):
        edit_team(crew["Jon"], voters_min=5)


def test_who_took_everything_back_is_no_voter(crew: Crew) -> None:
    board, things = voting(crew)
    three_vote(crew, board, things[0])
    vote(crew["Jon"], board, things[0], -1)
    with pytest.raises(HuddleError, match="2 people have voted"):
        reveal_votes(crew["Ben"], board)


def test_the_journal_says_once_to_the_minute_that_somebody_voted(crew: Crew, clock: FrozenClock) -> None:
    board, things = voting(crew)
    clock.advance(seconds=7, milliseconds=345)
    before = crew["Ana"].all(JournalEntry)[-1].id
    vote(crew["Jon"], board, things[0], 2)
    vote(crew["Jon"], board, things[0], -2)
    vote(crew["Jon"], board, things[1])
    set_group_votes(crew["Ben"], board, things[0], 1, group=group_records.list_groups(crew["Ben"])[0])
    set_group_votes(crew["Ben"], board, things[0], 3, group=group_records.list_groups(crew["Ben"])[0])
    vote(crew["Lea"], board, things[0])
    told = crew.store.read(JournalEntry, "id > ?", (before,))
    assert [(entry.what, entry.by) for entry in told] == [
        ("vote.cast", None), ("vote.typed", None), ("vote.cast", None)
    ]  # fmt: skip
    assert all(entry.at.endswith(":00.000Z") for entry in told)
    assert crew.store.read(JournalRow, "journal_id > ?", (before,)) == []


def test_no_ballot_is_left_in_the_file_after_the_reveal(crew: Crew) -> None:
    board, things = voting(crew)
    member = 1_234_567_890_123  # its bytes are nowhere else
    with crew.store.change("planted", at=crew["Ana"].timestamp) as change:
        change.write_unjournaled(
            "vote",
            "INSERT INTO vote (board_id, card_id, count, typed_by, group_id) VALUES (?, ?, 1, NULL, NULL)",
            (board.id, member),
        )
    three_vote(crew, board, things[0])
    reveal_votes(crew["Ben"], board)
    assert fold_log(crew.path)
    assert member.to_bytes(6, "big") not in crew.path.read_bytes()


def test_a_backup_that_is_made_during_a_vote_holds_no_ballot(crew: Crew, tmp_path: Path) -> None:
    board, things = voting(crew)
    member = 1_234_567_890_123  # its bytes are nowhere else
    with crew.store.change("planted", at=crew["Ana"].timestamp) as change:
        change.write_unjournaled(
            "vote", "INSERT INTO vote (board_id, card_id, count, member_id) VALUES (?, ?, 1, NULL)", (board.id, member)
        )
    vote(crew["Jon"], board, things[0])
    backup = tmp_path / "backup.huddle"
    assert back_up(crew.path, backup).lacks_votes
    assert member.to_bytes(6, "big") not in backup.read_bytes()
    assert check_file(backup) == []
    assert [path.name for path in tmp_path.glob(".backup*")] + [path.name for path in tmp_path.glob("backup*-*")] == []
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("SELECT count(*) FROM vote").fetchone() == (0,)
    assert len(crew.store.read(Vote, "member_id = ?", (crew.members["Jon"].id,))) == 1, "the team's own file has them"
    fold_log(crew.path)
    assert member.to_bytes(6, "big") in crew.path.read_bytes()
    three_vote(crew, board, things[0])
    reveal_votes(crew["Ben"], board)
    assert not back_up(crew.path, backup, replace=True).lacks_votes


def test_no_ballot_is_left_in_the_file_of_a_meeting_that_closed_without_the_reveal(crew: Crew) -> None:
    board, things = voting(crew)
    three_vote(crew, board, things[0])
    lifecycle.close_meeting(crew["Ben"])
    assert fold_log(crew.path)
    with closing(sqlite3.connect(crew.path)) as connection:
        assert connection.execute("SELECT count(*) FROM vote").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM journal_row WHERE row_table = 'vote'").fetchone() == (0,)
        told = "SELECT DISTINCT by FROM journal WHERE what GLOB 'vote.*'"
        assert connection.execute(told).fetchall() == [(None,)]


def test_exports_before_and_after_a_vote_differ_by_one_line_without_a_name(crew: Crew, tmp_path: Path) -> None:
    board, things = voting(crew)
    watchers = [crew[name] for name in ("Ana", "Ben", "Lea", "Tom")] + [crew.room]
    exports = (tmp_path / f"export-{number}" for number in count())

    def look() -> list[dict[str, list[str]]]:
        looked = []
        for session in watchers:
            folder = next(exports)
            export_tables(session, folder)
            looked.append({path.name: path.read_text().splitlines() for path in sorted(folder.glob("*.csv"))})
        return looked

    before = look()
    vote(crew["Jon"], board, things[0], 2)
    after = look()
    for session, was, became in zip(watchers, before, after, strict=True):
        (entry,) = crew.store.read(JournalEntry, "what = 'vote.cast'")
        new = {name: [line for line in became[name] if line not in was[name]] for name in was}
        told = {name: lines for name, lines in new.items() if lines}
        assert set(told) == (set() if session.viewer.is_room else {"journal.csv"})
        assert all(len(lines) == 1 for lines in told.values())
        assert entry.by is None
        assert entry.at.endswith(":00.000Z")
    vote(crew["Jon"], board, things[0], -2)
    vote(crew["Jon"], board, things[1], 3)
    assert look() == after, "what is changed on a ballot leaves no trace"


def test_nothing_moves_after_the_reveal(crew: Crew) -> None:
    """A merge after the reveal adds up sums that are told; no ballot is there to follow."""
    board, things = voting(crew, "trend")
    three_vote(crew, board, things[0])
    vote(crew["Jon"], board, things[1])
    reveal_votes(crew["Ben"], board)
    told = sorted(row.votes or 0 for row in tally(crew["Lea"], board))
    assert told == [0, 0, 1, 3]
    trends.merge(crew["Ben"], things[1], things[0])
    assert {row.votes for row in tally(crew["Lea"], board)} <= {0, 1, 3, 4}
    assert crew.store.read(JournalRow, "row_table = 'vote'") == []
    crew["Ben"].undo("trend")
    assert sorted(row.votes or 0 for row in tally(crew["Lea"], board)) == told


def test_the_host_sees_how_many_are_out(crew: Crew) -> None:
    board, things = voting(crew)
    assert count_votes_cast(crew["Ben"], board) == VotesCast(members_voted=0, members=4)
    vote(crew["Jon"], board, things[0], 2)
    vote(crew["Ben"], board, things[0], 3)
    assert count_votes_cast(crew["Ben"], board) == VotesCast(members_voted=2, members=4)
    lifecycle.set_attendance(crew["Ben"], crew.members["Lea"], present=False)
    assert count_votes_cast(crew["Ben"], board).members == 3
    vote(crew["Ana"], board, things[1])
    reveal_votes(crew["Ben"], board)
    assert count_votes_cast(crew.room, board) == VotesCast(members_voted=3, members=3, votes_cast=6)


# -- opening and closing


def test_only_the_host_opens_and_reveals(crew: Crew) -> None:
    board = collected(crew)
    for refused in (open_votes, reveal_votes):
        with pytest.raises(HuddleError, match="Only the host"):
            refused(crew["Ana"], board)
    with pytest.raises(HuddleError, match="not open"):
        reveal_votes(crew["Ben"], board)


def test_votes_are_opened_once_by_two_who_open_them(crew: Crew) -> None:
    board = collected(crew)
    open_votes(crew["Ben"], board, 3)
    assert open_votes(crew["Ben"], board, 3).vote_budget == 3
    with pytest.raises(Conflict, match="already open: 3 per person, on cards"):
        open_votes(crew["Ben"], board, 5)
    with pytest.raises(Conflict, match="already open: 3 per person, on cards"):
        open_votes(crew["Ben"], board, 3, "trend")


def test_only_the_votes_that_the_host_saw_are_revealed(crew: Crew) -> None:
    board, things = voting(crew, budget=3)
    open_votes(crew["Ben"], board, 5)
    three_vote(crew, board, things[0])
    with pytest.raises(Conflict, match="opened again: 5 per person, on cards"):
        reveal_votes(crew["Ben"], board)
    assert reveal_votes(crew["Ben"], cards.find_board(crew["Ben"])).votes_revealed_at is not None


def test_nobody_votes_before_and_after(crew: Crew) -> None:
    board = collected(crew)
    card = cards.list_cards(crew["Jon"], board)[0]
    assert not is_voting_open(crew["Jon"], board)
    with pytest.raises(HuddleError, match="not open"):
        vote(crew["Jon"], board, card)
    board = open_votes(crew["Ben"], board)
    assert is_voting_open(crew["Jon"], board)
    three_vote(crew, board, card)
    board = reveal_votes(crew["Ben"], board)
    assert not is_voting_open(crew["Jon"], board)
    for refused in (
        lambda: vote(crew["Jon"], board, card),
        lambda: vote(crew["Jon"], board, card, -1),
        lambda: set_group_votes(crew["Ben"], board, card, 1),
        lambda: open_votes(crew["Ben"], board, 5),
    ):
        with pytest.raises(HuddleError, match="revealed"):
            refused()


@pytest.mark.parametrize("on", ["card", "trend"])
def test_a_closed_meeting_keeps_no_ballot_and_reveals_none(crew: Crew, on: Any) -> None:
    board, things = voting(crew, on)
    three_vote(crew, board, things[0])
    if on == "trend":
        trends.dissolve(crew["Ben"], things[1])
        vote(crew["Jon"], board, things[2])
        trends.dissolve(crew["Ben"], things[2])
    assert unrevealed.list_open_votes(crew["Ben"], lifecycle.require_open_meeting(crew["Ben"])) == [board]
    lifecycle.close_meeting(crew["Ben"])
    assert crew.store.read(Vote) == []
    assert not is_voting_open(crew["Jon"], board)
    for refused in (
        lambda: vote(crew["Jon"], board, things[0]),
        lambda: open_votes(crew["Ben"], board, 5),
        lambda: reveal_votes(crew["Ben"], board),
    ):
        with pytest.raises(HuddleError, match="meeting has ended, and"):
            refused()
    assert {(row.votes, row.own_votes) for row in tally(crew["Jon"], board)} == {(None, 0)}


def test_the_rules_stay_once_somebody_has_voted(crew: Crew) -> None:
    board, things = voting(crew)
    board = open_votes(crew["Ben"], board, 2)
    vote(crew["Jon"], board, things[0], 2)
    assert open_votes(crew["Ben"], board, 2).vote_budget == 2
    with pytest.raises(HuddleError, match="Someone has already voted, so this can't change"):
        open_votes(crew["Ben"], board, 1)
    with pytest.raises(Conflict):
        crew["Ben"].undo("votes")
    vote(crew["Jon"], board, things[0], -2)
    assert open_votes(crew["Ben"], board, 1).vote_budget == 1


def test_there_must_be_something_to_choose_from(crew: Crew) -> None:
    board = collected(crew, board_cards=0)
    for on in ("card", "trend"):
        with pytest.raises(HuddleError, match=f"no {on}s to vote on"):
            open_votes(crew["Ben"], board, on=on)
    with pytest.raises(HuddleError, match="between 1 and 100"):
        open_votes(crew["Ben"], board, 0)


def test_hidden_cards_are_revealed_first(crew: Crew) -> None:
    board = collected(crew, hidden=True)
    with pytest.raises(HuddleError, match="hidden"):
        open_votes(crew["Ben"], board)
    cards.reveal_board(crew["Ben"], board)
    assert open_votes(crew["Ben"], board).vote_budget == 3


def test_votes_go_to_what_the_board_votes_on(crew: Crew) -> None:
    board, things = voting(crew, "trend")
    card = cards.list_cards(crew["Jon"], board)[0]
    with pytest.raises(HuddleError, match="You can vote on trends here"):
        vote(crew["Jon"], board, card)
    hurdle = cards.add_card(crew["Jon"], cards.find_board(crew["Jon"], "hurdles"), "no car")
    other = open_votes(crew["Ben"], cards.find_board(crew["Ben"], "hurdles"))
    with pytest.raises(HuddleError, match="Choose another"):
        vote(crew["Jon"], other, card)
    assert vote(crew["Jon"], other, hurdle).left == 2
    assert ballot(crew["Jon"], board).left == 3
    assert things


def test_watchers_and_the_room_have_no_votes(crew: Crew) -> None:
    board, things = voting(crew)
    with pytest.raises(HuddleError, match="Ask your leader to change your role"):
        vote(crew["Tom"], board, things[0])
    with pytest.raises(HuddleError, match="room"):
        vote(crew.room, board, things[0])
    assert ballot(crew["Tom"], board).budget == ballot(crew.room, board).budget == 0


# -- for people without a device


def test_a_scribe_types_for_those_who_have_not_voted(crew: Crew) -> None:
    board, things = voting(crew)
    south = next(group for group in group_records.list_groups(crew["Ana"]) if group.name == "South")
    groups.set_scribe(crew["Ana"], south, crew.members["Jon"])
    jon = crew["Jon"]
    vote(jon, board, things[0])
    assert set_group_votes(jon, board, things[1], 2) == 1  # Lea's
    with pytest.raises(HuddleError, match="1 more vote"):
        set_group_votes(jon, board, things[2], 2)
    assert set_group_votes(jon, board, things[1], 1) == 2
    assert set_group_votes(jon, board, things[2], 2) == 0
    assert count_votes_cast(jon, board) == VotesCast(members_voted=2, members=4)
    with pytest.raises(HuddleError, match="Votes were already entered for you"):
        vote(crew["Lea"], board, things[0])
    set_group_votes(jon, board, things[1], 0)
    set_group_votes(jon, board, things[2], 0)
    assert vote(crew["Lea"], board, things[0]).left == 2
    with pytest.raises(HuddleError, match="no more votes"):
        set_group_votes(jon, board, things[1], 1)
    vote(crew["Ana"], board, things[0])
    reveal_votes(crew["Ben"], board)
    assert sums(jon, board)[0] == (3, 1)


def test_the_host_types_for_any_group(crew: Crew) -> None:
    board, things = voting(crew)
    north, south = group_records.list_groups(crew["Ben"])
    assert set_group_votes(crew["Ben"], board, things[0], 6, group=south) == 0
    assert set_group_votes(crew["Ben"], board, things[0], 4, group=north) == 2
    assert count_votes_cast(crew["Ben"], board) == VotesCast(members_voted=4, members=4)
    for group in (south, None):
        with pytest.raises(HuddleError, match="Only the scribe or the host can enter votes for"):
            set_group_votes(crew["Lea"], board, things[0], 1, group=group)
    with pytest.raises(HuddleError, match="no more votes"):
        set_group_votes(crew["Ben"], board, things[0], 1)  # nobody is in no group but a watcher
    with pytest.raises(HuddleError, match="The number can't be below 0"):
        set_group_votes(crew["Ben"], board, things[0], -1, group=south)


# -- when what was voted for goes


def test_a_merged_trend_has_both_s_votes(crew: Crew) -> None:
    board, (first, second, third, _) = voting(crew, "trend")
    vote(crew["Jon"], board, first)
    vote(crew["Jon"], board, second)
    vote(crew["Lea"], board, second, 3)
    trends.merge(crew["Ana"], first, second)
    assert ballot(crew["Jon"], board).votes_by_id == {first.id: 2}
    assert vote(crew["Jon"], board, first).votes_by_id == {first.id: 3}
    assert vote(crew["Jon"], board, first, -1).votes_by_id == {first.id: 2}
    trends.undo(crew["Ana"], board)
    assert ballot(crew["Lea"], board).votes_by_id == {second.id: 3}
    trends.merge(crew["Ana"], third, second)
    vote(crew["Ana"], board, first)
    reveal_votes(crew["Ben"], board)
    assert sums(crew["Ana"], board)[:2] == [(4, 1), (2, 2)]
    assert ballot(crew["Lea"], board).votes_by_id == {third.id: 3}
    trends.merge(crew["Ana"], first, third)
    assert sums(crew["Ana"], board) == [(6, 1), (0, None)]
    trends.undo(crew["Ana"], board)
    assert sums(crew["Ana"], board)[:2] == [(4, 1), (2, 2)]


def test_a_merge_of_a_merged_trend_counts_where_its_cards_are(crew: Crew) -> None:
    board, (first, second, third, fourth) = voting(crew, "trend")
    vote(crew["Jon"], board, first, 2)
    trends.merge(crew["Ana"], second, first)
    trends.merge(crew["Ana"], third, second)
    assert ballot(crew["Jon"], board).votes_by_id == {third.id: 2}
    trends.dissolve(crew["Ana"], third)
    assert ballot(crew["Jon"], board).left == 3
    vote(crew["Jon"], board, fourth, 2)
    trends.undo(crew["Ana"], board)
    assert ballot(crew["Jon"], board).votes_by_id == {third.id: 1, fourth.id: 2}
    trends.undo(crew["Ana"], board)
    trends.undo(crew["Ana"], board)
    assert ballot(crew["Jon"], board).votes_by_id == {first.id: 1, fourth.id: 2}


def test_a_merge_and_its_undo_touch_no_ballot(crew: Crew) -> None:
    board, (first, second, *_) = voting(crew, "trend")
    vote(crew["Jon"], board, second, 2)
    ballots = crew.store.read(Vote)
    for step in (lambda: trends.merge(crew["Ana"], first, second), lambda: trends.undo(crew["Ana"], board)):
        step()
        assert crew.store.read(Vote) == ballots


def test_a_dissolved_trend_gives_its_votes_back(crew: Crew) -> None:
    board, (first, second, *_) = voting(crew, "trend")
    vote(crew["Jon"], board, first, 2)
    vote(crew["Jon"], board, second)
    trends.dissolve(crew["Ana"], first)
    assert ballot(crew["Jon"], board).left == 2
    trends.undo(crew["Ana"], board)
    assert ballot(crew["Jon"], board).votes_by_id == {first.id: 2, second.id: 1}


def test_votes_given_elsewhere_since_are_not_taken_from_there(crew: Crew) -> None:
    board, (first, second, *_) = voting(crew, "trend")
    vote(crew["Jon"], board, first, 2)
    trends.dissolve(crew["Ana"], first)
    vote(crew["Jon"], board, second, 2)
    trends.undo(crew["Ana"], board)
    assert ballot(crew["Jon"], board).votes_by_id == {first.id: 1, second.id: 2}


def test_typed_votes_do_not_come_back_for_who_has_voted_since(crew: Crew) -> None:
    board, (first, second, *_) = voting(crew, "trend")
    south = group_records.list_groups(crew["Ben"])[1]
    set_group_votes(crew["Ben"], board, first, 4, group=south)
    trends.dissolve(crew["Ana"], first)
    vote(crew["Lea"], board, second)
    trends.undo(crew["Ana"], board)
    assert count_votes_cast(crew["Ben"], board).members_voted == 2  # Lea, and Jon, who is typed for
    vote(crew["Ana"], board, second)
    reveal_votes(crew["Ben"], board)
    assert sums(crew["Ana"], board)[:2] == [(3, 1), (2, 2)]


def test_a_merge_says_nothing_of_the_votes(crew: Crew) -> None:
    board, (first, second, *_) = voting(crew, "trend")
    vote(crew["Jon"], board, second)
    trends.merge(crew["Ana"], first, second)
    vote(crew["Jon"], board, first, -1)
    vote(crew["Jon"], board, first)
    trends.undo(crew["Ana"], board)
    assert ballot(crew["Jon"], board).votes_by_id == {first.id: 1}


def test_what_was_voted_on_can_still_be_undone_until_the_reveal(crew: Crew) -> None:
    board, things = voting(crew, "trend")
    card = cards.list_cards(crew["Ana"], board)[0]
    new = trends.new_trend(crew["Ana"], board, "New one", [card])
    three_vote(crew, board, new)
    trends.undo(crew["Ana"], board)
    assert ballot(crew["Jon"], board).left == 3
    new = trends.new_trend(crew["Ana"], board, "New one", [card])
    three_vote(crew, board, things[1])
    reveal_votes(crew["Ben"], board)
    with pytest.raises(HuddleError, match="The votes were revealed since, so this can't be undone"):
        trends.undo(crew["Ana"], board)
    with pytest.raises(HuddleError):
        crew["Ben"].undo("votes")
    assert sums(crew["Lea"], board)[0] == (3, 1)


def test_a_card_that_is_taken_back_gives_its_votes_back(crew: Crew) -> None:
    collected(crew)
    board = cards.find_board(crew["Ben"], "hurdles")
    card = cards.add_card(crew["Lea"], board, "no car")
    open_votes(crew["Ben"], board)
    vote(crew["Jon"], board, card, 2)
    assert cards.take_back(crew["Lea"], board) == card
    assert ballot(crew["Jon"], board).left == 3
    crew["Lea"].undo("card")
    assert ballot(crew["Jon"], board).votes_by_id == {card.id: 2}


def test_undo_passes_votes_by(crew: Crew) -> None:
    board, (first, *_) = voting(crew, "trend")
    trends.rename(crew["Jon"], first, "Old customers")
    vote(crew["Jon"], board, first)
    assert crew["Jon"].undo().what == "trend.renamed"
    assert ballot(crew["Jon"], board).votes_by_id == {first.id: 1}


# -- whatever anybody does


step = st.tuples(
    st.sampled_from(
        ("vote", "vote", "vote", "back", "type", "type", "merge", "dissolve", "undo", "undo", "away", "state", "group")
    ),
    st.sampled_from(PEOPLE),
    st.integers(0, 5),
    st.integers(0, 4),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    on=st.sampled_from(("card", "trend")),
    anonymous=st.booleans(),
    budget=st.integers(1, 3),
    steps=st.lists(step, min_size=5, max_size=30),
)
def test_votes_stay_within_the_budget_and_secret(
    make_crew: Callable[[], Any], on: Any, anonymous: bool, budget: int, steps: list[Any]
) -> None:
    crew = make_crew()
    board = collected(crew, anonymous=anonymous)
    ben = crew["Ben"]
    for card in cards.list_cards(ben, board):
        trends.new_trend(ben, board, f"trend {card.id}", [card])
    open_votes(ben, board, budget, on=on)
    for number, (what, who, which, other) in enumerate(steps):
        with suppress(HuddleError):  # refused; what holds must hold all the same
            play(crew, board, on, number, what, who, which, other)
        within_the_budget(crew, board, budget)
    secret(crew)
    expected = counted_votes(crew, board)
    with suppress(HuddleError):  # fewer than three have voted, or the host has taken back the opening
        reveal_votes(ben, board)
        assert sum(expected.values()) == sum(row.votes or 0 for row in tally(crew.room, board))
        assert crew.store.read(Vote) == []
    secret(crew)
    assert check_file(crew.path) == []


def play(crew: Crew, board: Board, on: str, number: int, what: str, who: str, which: int, other: int) -> None:
    s = crew[who]
    model: Any = Card if on == "card" else Trend
    things, walls = s.all(model, "board_id = ?", (board.id,)), s.all(Trend, "board_id = ?", (board.id,))
    thing = things[which % len(things)] if things else model(board_id=board.id, name="gone", position=1)
    match what:
        case "vote":
            vote(s, board, thing, other or 1)
        case "back":
            vote(s, board, thing, -(other or 1))
        case "type":
            set_group_votes(s, board, thing, other, group=group_records.list_groups(s)[number % 2])
        case "merge" if len(walls) > 1:
            trends.merge(s, walls[which % len(walls)], walls[other % len(walls)])
        case "dissolve" if walls:
            trends.dissolve(s, walls[which % len(walls)])
        case "undo":
            s.undo()
        case "away":
            lifecycle.set_attendance(s, crew.members[PEOPLE[other % 4]], present=bool(number % 2))
        case "group":
            groups.assign_to_group(
                crew["Ana"], crew.members[PEOPLE[other % 4]], group_records.list_groups(s)[number % 2]
            )
        case "state":
            trends.new_trend(s, board, f"new {number}")


def within_the_budget(crew: Crew, board: Board, budget: int) -> None:
    given_by = crew.store.query(
        "SELECT member_id, sum(count) AS votes FROM vote WHERE member_id IS NOT NULL GROUP BY member_id"
    )
    assert all(row["votes"] <= budget for row in given_by)
    assert sum(counted_votes(crew, board).values()) <= budget * len(PEOPLE)


def counted_votes(crew: Crew, board: Board) -> dict[int, int]:
    """All votes that count, by card or trend: merged trends are followed to where their cards went."""
    stored = crew.store.read(Board, "id = ?", (board.id,))[0]
    if stored.votes_on is None:
        return {}
    into = {row.trend_id: row.into_id for row in crew.store.read(MergedTrend)}
    existing = {row["id"] for row in crew.store.query(f"SELECT id FROM {stored.votes_on}")}
    votes: dict[int, int] = {}
    for row in crew.store.read(Vote, "count > 0"):
        thing = row.card_id or row.trend_id or 0
        while thing not in existing and thing in into:
            thing = into[thing]
        if thing in existing:
            votes[thing] = votes.get(thing, 0) + row.count
    return votes


def secret(crew: Crew) -> None:
    """Nothing that anybody can read tells of another's vote."""
    assert crew.store.read(JournalRow, "row_table = 'vote'") == []
    assert all(entry.by is None for entry in crew.store.read(JournalEntry, "what LIKE 'vote.%'"))
    for name in (*crew.members, None):
        s = Session.for_member(crew.session_store, crew.members[name], crew.clock) if name else crew.room
        me = crew.members[name].id if name else -1
        for seen in s.all(Vote):
            assert me in (seen.member_id, seen.typed_by)
            assert seen.member_id in (me, None)
