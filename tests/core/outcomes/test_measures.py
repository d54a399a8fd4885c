"""The team chooses its measures, commits to them, and nothing of their history is lost."""

from __future__ import annotations

import pytest

from core.access.session import Session
from core.commitments import commitments, queries
from core.errors import HuddleError
from core.meeting import boards, cards, lifecycle, trends, votes
from core.meeting.vote_tally import tally
from core.metrics import metrics
from core.models import JournalEntry, JournalRow, Measure, Metric
from core.outcomes import measures
from core.team import members
from tests.conftest import Crew


@pytest.fixture
def ana(crew: Crew) -> Session:
    """The host; Ben and Jon sell in the Ruhr."""
    s: Session = crew["Ana"]
    for name in ("Ben", "Jon"):
        members.edit_member(s, crew.members[name], territory="Ruhr")
    return s


def chosen(session: Session, territory: str | None = None) -> list[str]:
    return [one.metric for one in measures.list_measures(session) if one.territory == territory]


def with_blocks(ana: Session, crew: Crew) -> None:
    """Three building blocks; the second has most votes, the third most cards."""
    lifecycle.start_meeting(ana)
    lifecycle.move_to_stage(ana, "collect")
    board = boards.switch_board(ana, "measures")
    board_cards = [
        cards.add_card(crew["Ben"], board, text) for text in ("Call", "Forecast", "Pipe", "Pipeline", "Funnel")
    ]
    lifecycle.move_to_stage(ana, "trends")
    for name, of in (
        ("Prospecting", board_cards[:1]),
        ("Forecasting", board_cards[1:2]),
        ("Pipeline to quota", board_cards[2:]),
    ):
        trends.new_trend(ana, board, name, of)
    board = votes.open_votes(ana, board, on="trend")
    things = {row.subject.name: row.subject for row in tally(ana, board)}  # type: ignore[union-attr]
    for name in ("Jon", "Lea", "Ana"):
        votes.vote(crew[name], board, things["Forecasting"])
    votes.reveal_votes(ana, board)


def test_the_blocks_stand_in_the_order_of_votes_then_of_size(ana: Session, crew: Crew) -> None:
    assert measures.list_blocks(ana) == []
    with_blocks(ana, crew)
    assert [(block.name, block.votes, block.cards) for block in measures.list_blocks(crew["Lea"])] == [
        ("Forecasting", 3, 1),
        ("Pipeline to quota", 0, 3),
        ("Prospecting", 0, 1),
    ]
    first = measures.list_blocks(ana)[0]
    measures.adopt_measure(ana, "forecast accuracy", trend_id=first.trend_id)
    assert measures.list_blocks(ana)[0].adopted
    assert measures.list_measures(ana)[0].block == "Forecasting"


def test_a_measure_is_a_metric_there_is_a_ready_made_or_a_new_one(ana: Session, crew: Crew) -> None:
    metrics.add_metric(ana, "visits", unit="visits")
    measures.adopt_measure(ana, "Visits")
    measures.adopt_measure(ana, "win rate")
    measures.adopt_measure(ana, "Time to proposal", unit="days")
    assert chosen(ana) == ["visits", "win rate", "Time to proposal"]
    assert {each.name for each in crew.store.read(Metric)} >= {"deals won", "deals closed"}
    with pytest.raises(HuddleError, match="Give a unit to add it"):
        measures.adopt_measure(ana, "Mood")
    with pytest.raises(HuddleError, match="already"):
        measures.adopt_measure(ana, "visits")


def test_a_territory_has_its_own(ana: Session, crew: Crew) -> None:
    measures.adopt_measure(ana, "calls")
    measures.adopt_measure(ana, "calls", territory="ruhr")
    assert chosen(ana) == chosen(ana, "Ruhr") == ["calls"]
    with pytest.raises(HuddleError, match="No member has the territory"):
        measures.adopt_measure(ana, "calls", territory="Saar")


def test_three_to_five_are_enough_for_each(ana: Session) -> None:
    assert measures.describe_count_problem(ana) is None, "nobody is behind with what was not begun"
    said = []
    for name in ("calls", "proposals", "deals won", "won revenue", "pipeline", "first meetings"):
        measures.adopt_measure(ana, name)
        said.append(measures.describe_count_problem(ana))
    assert said[2:5] == [None, None, None]
    assert "Choose 2 more" in str(said[0])
    assert "Choose 1 more" in str(said[1])
    assert "6 measures" in str(said[5])
    assert measures.describe_count_problem(ana, "Ruhr") is None


def test_only_the_leader_or_the_host_adopts(ana: Session, crew: Crew) -> None:
    with pytest.raises(HuddleError, match="the host or the leader"):
        measures.adopt_measure(crew["Ben"], "calls")
    assert crew.store.read(Metric) == []
    lifecycle.start_meeting(ana)
    lifecycle.take_over(crew["Ben"])
    measures.adopt_measure(crew["Ben"], "calls")
    with pytest.raises(HuddleError, match="Ask your leader to change your role"):
        measures.adopt_measure(crew["Tom"], "proposals")


def test_each_and_the_team_commit_and_it_shows_who_has(ana: Session, crew: Crew) -> None:
    calls = measures.adopt_measure(ana, "calls")
    ruhr = measures.adopt_measure(ana, "proposals", territory="Ruhr")
    taken = measures.commit_to_measure(crew["Ben"], calls, "Twenty a week", amount=20, every="week")
    assert (taken.measure_id, taken.metric_id, taken.amount) == (calls.id, calls.metric_id, 20)
    measures.commit_to_measure(ana, calls, team=True)
    mine = measures.commit_to_measure(crew["Jon"], ruhr)
    assert mine.text == "proposals"
    of_team, of_ruhr = measures.list_measures(crew.room)
    assert of_team.committed == ("Ben Okafor",)
    assert of_team.not_yet == ("Ana Ruiz", "Jon Weiss", "Lea Brandt"), "the leader first, and no watcher"
    assert (of_team.team_committed, of_ruhr.team_committed) == (True, False)
    assert (of_ruhr.committed, of_ruhr.not_yet) == (("Jon Weiss",), ("Ben Okafor",))
    with pytest.raises(HuddleError, match="already"):
        measures.commit_to_measure(crew["Ben"], calls)
    with pytest.raises(HuddleError, match="has another territory"):
        measures.commit_to_measure(crew["Lea"], ruhr)


def test_rewording_and_missing_leave_one_committed(ana: Session, crew: Crew) -> None:
    calls = measures.adopt_measure(ana, "calls")
    taken = measures.commit_to_measure(crew["Ben"], calls)
    again = commitments.reword(crew["Ben"], taken, text="Ten a day")
    commitments.mark_missed(crew["Ben"], again, "In the mornings")
    assert measures.list_measures(ana)[0].committed == ("Ben Okafor",)


def test_replacing_keeps_what_was_and_why(ana: Session, crew: Crew) -> None:
    calls = measures.adopt_measure(ana, "calls")
    taken = measures.commit_to_measure(crew["Ben"], calls)
    crew.clock.advance(days=30)
    new = measures.replace_measure(ana, calls, "first meetings", "Calls say little of customers")
    assert chosen(ana) == ["first meetings"]
    now, before = measures.list_measures(ana, include_ended=True)
    assert (now.id, now.committed) == (new.id, ())
    assert (before.metric, before.replaced_by) == ("calls", "first meetings")
    assert before.reason == "Calls say little of customers"
    assert (before.since.isoformat(), str(before.ended_on)) == ("2026-11-23", "2026-12-23")
    assert before.committed == ("Ben Okafor",)
    assert [one.id for one in queries.list_commitments(crew["Ben"], member=crew["Ben"].me)] == [taken.id]
    with pytest.raises(HuddleError, match="This measure was replaced or ended"):
        measures.replace_measure(ana, calls, "proposals", "Again")
    with pytest.raises(HuddleError, match="reason"):
        measures.replace_measure(ana, new, "proposals", " ")


def test_one_undo_takes_a_replacement_back(ana: Session, crew: Crew) -> None:
    calls = measures.adopt_measure(ana, "calls")
    measures.replace_measure(ana, calls, "first meetings", "Better")
    ana.undo("measure")
    assert chosen(ana) == ["calls"]
    assert len(crew.store.read(Measure)) == 1
    measures.end_measure(ana, calls, "It was for the launch alone")
    assert chosen(ana) == []


def test_what_is_refused_leaves_nothing_behind(ana: Session, crew: Crew) -> None:
    calls = measures.adopt_measure(ana, "calls")
    before = len(crew.store.read(JournalEntry))
    with pytest.raises(HuddleError):
        measures.replace_measure(ana, calls, "calls", "No reason")
    with pytest.raises(HuddleError):
        measures.commit_to_measure(crew["Ben"], calls, team=True)
    assert len(crew.store.read(JournalEntry)) == before
    assert chosen(ana) == ["calls"]


def test_one_is_found_by_its_beginning(ana: Session) -> None:
    calls = measures.adopt_measure(ana, "calls")
    assert measures.find(ana, "CAL") == calls
    with pytest.raises(HuddleError, match="No single measure of the team matches"):
        measures.find(ana, "visits")
    with pytest.raises(HuddleError, match="none yet"):
        measures.find(ana, "calls", "Ruhr")


def test_measures_are_the_whole_teams_to_see_and_the_walls(ana: Session, crew: Crew) -> None:
    measures.commit_to_measure(crew["Ben"], measures.adopt_measure(ana, "calls", territory="Ruhr"))
    for viewer in (*(crew[name] for name in crew.members), crew.room):
        assert measures.list_measures(viewer) == measures.list_measures(ana)
        assert bool(viewer.all(JournalRow, "row_table = 'measure'")) != viewer.viewer.is_room
