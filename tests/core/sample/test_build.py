"""The sample team: what a demo and the pictures show, made by the rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.access.sealed_rows import sealed_for
from core.access.session import Session
from core.accounts import accounts
from core.commitments import queries
from core.conversations import conversations, feedback, ladder, praise, reviews, role_play, training
from core.conversations.one_on_one_page import list_one_on_ones, load_one_on_one_page
from core.conversations.silence import find_silent_members
from core.errors import HuddleError
from core.goals import goals
from core.hosting import rotation
from core.meeting import cards, lifecycle, wins
from core.meeting.participation import read_participation
from core.metrics import metrics
from core.outcomes import hurdles, measures, swot
from core.overview import planned_celebration
from core.sample.build import build_sample
from core.sample.script import read_script
from core.standings.leaderboard import StandingsBoard, standings
from core.team import group_records, groups, members
from core.team.session_opening import open_room_session, open_session
from core.values.periods import period_containing
from data.models import MODELS, Entry, Goal, JournalEntry, Point, Turn
from data.store import Store
from tests.conftest import FrozenClock

pytestmark = pytest.mark.days


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "northwind.huddle"
    build_sample(path, FrozenClock())
    return path


@pytest.fixture
def ana(sample: Path) -> Iterator[Session]:
    s = open_session(sample, "Ana", clock=FrozenClock())
    yield s
    s.store.close()


def quarter(session: Session, metric: str = "won revenue") -> StandingsBoard:
    return standings(session, metric, period_containing(session.today, "quarter"))


def test_twenty_four_people_in_two_groups_and_one_who_watches(ana: Session) -> None:
    people = members.list_members(ana)
    assert [person.name for person in people if person.role == "leader"] == ["Ana Ruiz"]
    assert [person.name for person in people if person.role == "watcher"] == ["Tom Vega"]
    assert {person.kind for person in people if person.role == "seller"} == {"hunter", "farmer"}
    assert [len(groups.group_members(ana, group)) for group in group_records.list_groups(ana)] == [12, 12]
    assert groups.describe_problems(ana) == []


def test_the_fifteenth_weekly_meeting_is_collecting(ana: Session) -> None:
    now = lifecycle.open_meeting_or_none(ana)
    assert now is not None
    assert (now.kind, now.number, now.day) == ("weekly", 15, ana.today)
    assert now.host_id == ana.me.id
    assert lifecycle.current_stage(ana, now).name == "collect"
    heard = read_participation(ana, cards.find_board(ana))
    assert (heard.card_count, heard.speaker_count, heard.member_count) == (38, 21, 24)
    assert all(count for _, count in heard.cards_by_group)
    goal = goals.team_goal(ana)
    assert goal is not None
    assert goal.text == "Twelve new customers in the Ruhr territory by 31 March"
    assert goal.due == date(2027, 3, 31)


def test_hosting_has_gone_round(ana: Session) -> None:
    hosts = [each.host_id for each in lifecycle.list_started_meetings(ana) if each.status == "closed"]
    assert len(hosts) == len(set(hosts)) == 14
    assert [turn.outcome for turn in ana.all(Turn)].count("absent") == 1
    assert rotation.next_host(ana).member.name == "Ben Okafor"


def test_the_leaderboard_has_variety(ana: Session) -> None:
    board = quarter(ana)
    paces = [row.pace for row in board.rows if row.pace is not None]
    assert min(paces) == 0, "somebody has no entry"
    assert any(0 < pace < 0.8 for pace in paces)
    assert any(0.9 < pace < 1.1 for pace in paces)
    assert any(row.attainment is not None and row.attainment > 1 for row in board.rows), "somebody is there already"
    assert [row.name for row in board.rows if row.target is None] == ["Noor Haddad"]
    assert board.team.target == sum(row.target or 0 for row in board.rows)
    assert board.team.pace is not None
    assert 0.8 < board.team.pace < 1.2
    counted = {metric.name for metric in metrics.list_metrics(ana)}
    assert counted == {"won revenue", "calls", "new customers", "training sessions"}


def test_commitments_were_kept_missed_and_are_open(ana: Session) -> None:
    found = queries.list_commitments(ana)
    assert {each.status for each in found} == {"open", "kept", "missed"}
    assert all(each.next_step for each in found if each.status == "missed")
    kept, closed = queries.count_kept_and_closed(ana)
    assert 0.6 < kept / closed < 0.95
    assert any(each.due == ana.today for each in queries.list_commitments(ana, member=ana.me, status="open"))


def test_private_goals_stay_private(sample: Path) -> None:
    room = open_room_session(sample, clock=FrozenClock())
    assert {goal.level for goal in goals.list_goals(room)} == {"company", "team"}
    room.store.close()
    with closing(Store(sample)) as store:
        # What only its owner sees is sealed with their key, and nobody in the sample team has one.
        assert not [row for model in (Goal, Point) for row in store.read(model) if sealed_for(row)]


def test_the_same_day_gives_the_same_team(sample: Path, tmp_path: Path, ana: Session) -> None:
    build_sample(tmp_path / "again.huddle", FrozenClock())
    again = open_session(tmp_path / "again.huddle", "Ana", clock=FrozenClock())
    again.store.close()
    with closing(Store(tmp_path / "again.huddle")) as new, closing(Store(sample)) as old:
        for model in MODELS.values():
            assert new.read(model) == old.read(model), model.table


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 28, 10, 0, tzinfo=UTC),  # a Saturday
        datetime(2026, 11, 29, 23, 59, 59, tzinfo=UTC),  # a Sunday
        datetime(2027, 1, 1, 0, 0, 1, tzinfo=UTC),  # the first second of a year, quarter and month
        datetime(2028, 2, 29, 8, 0, tzinfo=UTC),
    ],
    ids=str,
)
def test_it_is_true_on_any_day(tmp_path: Path, now: datetime) -> None:
    clock = FrozenClock(now)
    build_sample(tmp_path / "team.huddle", clock)
    s = open_session(tmp_path / "team.huddle", "Ana", clock=clock)
    running = lifecycle.open_meeting_or_none(s)
    assert running is not None
    assert (running.number, running.day, running.host_id) == (15, now.date(), s.me.id)
    assert read_participation(s, cards.find_board(s)).card_count == 38
    assert all(each.at <= s.timestamp for each in s.all(JournalEntry)), "nothing lies in the future"
    moments = [each.at for each in s.all(JournalEntry)]
    assert moments == sorted(moments), "time never ran back"
    entries = s.all(Entry)
    assert len({entry.member_id for entry in entries}) == 23
    assert all(entry.day <= s.today and entry.day.isoweekday() <= 5 for entry in entries)
    held = [each.day for each in lifecycle.list_started_meetings(s) if each.status == "closed"]
    assert len(set(held)) == 14
    assert all(day.isoweekday() <= 5 for day in held)
    s.store.close()


def test_a_file_that_has_a_team_is_left_as_it_is(sample: Path, ana: Session) -> None:
    before = ana.store.query("SELECT count(*) AS n FROM journal")
    with pytest.raises(HuddleError, match="already holds the team Northwind West"):
        build_sample(sample, FrozenClock())
    assert ana.store.query("SELECT count(*) AS n FROM journal") == before


def test_people_say_different_things() -> None:
    script = read_script()
    said = [text for _, text in script.cards] + script.phrases["accountabilities"]
    assert len(said) == len(set(said)) >= 60
    names = {person.name for person in script.people}
    assert {name for name, _ in script.cards} <= names
    assert {goal.member for goal in script.goals} <= names


def test_the_leader_has_talked_with_some(ana: Session) -> None:
    jon = members.find_member(ana, "Jon Weiss")
    found = load_one_on_one_page(ana, jon)
    assert found.conversation is not None
    assert found.conversation.status == "planned"
    assert [point.text for point, times in found.agenda if times == 1] == [
        "Who approves a discount",
        "Kessler wants five per cent",
    ]
    assert found.describe_help() == "2 open, 1 to confirm"
    assert sum(each.last_met_on is not None for each in list_one_on_ones(ana)) == 7
    assert find_silent_members(ana)


def test_what_stands_in_the_way_has_been_solved_but_for_what_comes_again(ana: Session) -> None:
    standing = {hurdle.card.text: hurdle.times_text for hurdle in hurdles.list_hurdles(ana)}
    assert standing == {
        "Samples for the Ruhr leave the warehouse a week late": "third time",
        "Web leads arrive without a phone number": "second time",
        "Purchasing at Kessler changed hands": "",
    }


def test_one_win_is_big_and_a_celebration_is_to_come(ana: Session) -> None:
    assert [win.card.big for win in wins.list_wins(ana, cards.find_board(ana, "wins"))] == [True, False, False]
    (coming,) = planned_celebration.list_celebrations(ana)
    assert coming.share is not None
    assert 0 < coming.share < 1
    assert coming.celebration.day is not None
    assert coming.celebration.day > ana.today


def test_the_map_is_drawn_and_the_measures_are_chosen(ana: Session) -> None:
    drawn = swot.read_swot(ana)
    assert [len(quadrant.items) for quadrant in drawn.quadrants] == [3, 3, 3, 3]
    assert {item.addressee for item in drawn.items} > {"Product", "Marketing", "Finance"}
    chosen = measures.list_measures(ana)
    assert [each.metric for each in chosen] == ["calls", "new customers", "won revenue"]
    assert measures.describe_count_problem(ana) is None
    assert all(each.committed for each in chosen)
    assert chosen[0].committed[0] == "Ana Ruiz", "the leader first"


def test_they_train_look_after_customers_and_praise(ana: Session) -> None:
    lines = training.list_member_training(ana)
    assert lines[0].member.name == "Ana Ruiz"
    assert lines[0].streak > 5
    assert {line.reached_minimum for line in lines} == {True, False}
    assert role_play.latest_role_play(ana) is not None
    assert accounts.list_untouched(ana, 30)
    assert len(accounts.list_handovers(ana, accounts.find_account(ana, "Essen-Süd Galvanik"))) == 1
    assert len(praise.received_praise(ana)) == 1
    assert len(praise.list_shared(ana)) == 2


def test_they_review_ask_for_feedback_and_talk_directly(sample: Path, ana: Session) -> None:
    mia, jon, quentin = (members.find_member(ana, name) for name in ("Mia Lindqvist", "Jon Weiss", "Quentin Dubois"))
    courses = {course.skill.name: course.leader for course in reviews.list_skill_histories(ana, mia)}
    assert courses == {"communication": (3, 4), "negotiation": (2, 4), "preparation": (4, 4)}
    (coming,) = reviews.list_announced(ana)
    assert (coming.to_id, coming.held_on) == (jon.id, date(2026, 11, 26))
    assert reviews.count_rated_skills(ana, coming) == (3, 0, 3), "he has rated, and she is still to"
    assert [talk.about for talk in feedback.list_requests_to_viewer(ana)] == ["My talk about the Ruhr at the weekly"]
    assert [talk.visibility for talk in feedback.received_feedback(ana, ana.me)] == ["everyone"]
    (standing,) = ladder.list_active_ladders(ana)
    assert standing.member == quentin
    assert [talk.step for talk in standing.steps] == ["direct talk"], "nothing harsher"
    for person in [*members.list_members(ana), None]:
        who = person.name if person else ""
        s = open_session(sample, who, clock=FrozenClock()) if person else open_room_session(sample, clock=FrozenClock())
        talks = conversations.list_conversations(s, "step", "review")
        seen = {name for one, name in ((mia, "review"), (jon, "review"), (quentin, "step")) if one.name == who}
        assert {talk.kind for talk in talks} == ({"review", "step"} if who == "Ana Ruiz" else seen), who
        s.store.close()
