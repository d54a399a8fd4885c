"""What the collect stage asks: the host turns to another board, and each keeps what it has."""

from __future__ import annotations

from typing import Any

import pytest

from core import boards, collect, meeting, minutes, trends, votes
from core.agenda import COLLECTED
from core.errors import HuddleError
from core.models import Board
from core.session import Session
from core.wall import board_to_show
from tests.conftest import Crew


@pytest.fixture
def ana(crew: Crew) -> Session:
    """The host of a weekly meeting in its collect stage."""
    s: Session = crew["Ana"]
    meeting.open_meeting(s)
    meeting.move_to(s, "collect")
    return s


def test_the_accountabilities_are_asked_until_the_host_turns_to_something_else(ana: Session) -> None:
    assert collect.board(ana).kind == "accountabilities"
    board = boards.turn_to(ana, "threats")
    assert (board.kind, board.question) == ("threats", "What could harm us this year?")
    assert collect.board(ana) == board
    assert collect.board(ana, "accountabilities").kind == "accountabilities"


@pytest.mark.parametrize("kind", COLLECTED)
def test_each_board_is_made_once_and_takes_cards(ana: Session, kind: Any) -> None:
    first = boards.turn_to(ana, kind)
    collect.state(ana, collect.board(ana), f"About {kind}")
    boards.turn_to(ana, "accountabilities")
    assert boards.turn_to(ana, kind) == first
    assert [card.text for card in collect.cards(ana, collect.board(ana))] == [f"About {kind}"]


def test_each_keeps_its_cards_trends_and_votes(ana: Session, crew: Crew) -> None:
    said = {}
    for kind in ("strengths", "threats"):
        said[kind] = collect.state(crew["Ben"], boards.turn_to(ana, kind), f"{kind} of ours")  # type: ignore[arg-type]
    meeting.move_to(ana, "trends")
    threats = collect.board(ana)
    trends.new_trend(ana, threats, "Rivals", [said["threats"]])
    votes.open_votes(ana, threats, on="trend")
    votes.vote(crew["Jon"], threats, votes.tally(crew["Jon"], threats)[0].thing)
    strengths = boards.turn_to(ana, "strengths")
    assert trends.wall(ana, strengths).trends == ()
    assert not votes.is_voting(ana, strengths)
    boards.turn_to(ana, "threats")
    assert [column.name for column in trends.wall(ana, collect.board(ana)).trends] == ["Rivals"]
    assert votes.out(ana, collect.board(ana)).votes_cast == 1


def test_only_the_host_turns_and_only_to_what_is_collected(ana: Session, crew: Crew) -> None:
    with pytest.raises(HuddleError, match="Ana Ruiz hosts"):
        boards.turn_to(crew["Ben"], "threats")
    with pytest.raises(HuddleError, match="stage of their own"):
        boards.turn_to(ana, "wins")
    meeting.close_meeting(ana)
    with pytest.raises(HuddleError, match="No meeting is open"):
        boards.turn_to(ana, "threats")
    meeting.open_meeting(ana, "one-on-one")
    with pytest.raises(HuddleError, match="Nothing is collected"):
        boards.turn_to(ana, "threats")


def test_what_was_typed_for_the_board_before_is_said_there(ana: Session, crew: Crew) -> None:
    """Whoever pressed Enter while the host turned to another board meant the one that was shown."""
    before = collect.board(crew["Ben"])
    boards.turn_to(ana, "opportunities")
    card = collect.state(crew["Ben"], before, "Call five")
    assert card.board_id == before.id


def test_turning_is_taken_back_unless_somebody_has_spoken(ana: Session, crew: Crew) -> None:
    board = boards.turn_to(ana, "threats")
    ana.undo("board")
    assert collect.board(ana).kind == "accountabilities"
    assert ana.get(Board, board.id) is None
    collect.state(crew["Ben"], boards.turn_to(ana, "threats"), "A rival")
    with pytest.raises(HuddleError):
        ana.undo("board")
    assert collect.board(ana).kind == "threats"


def test_the_last_meetings_trends_are_those_of_what_it_asked_last(ana: Session) -> None:
    collect.state(ana, collect.board(ana), "Call five")
    collect.state(ana, boards.turn_to(ana, "weaknesses"), "Slow proposals")
    meeting.close_meeting(ana)
    shown = board_to_show(ana)
    assert shown is not None
    assert shown.kind == "weaknesses"
    other = board_to_show(ana, "accountabilities")
    assert other is not None
    assert other.kind == "accountabilities"


def test_the_minutes_and_the_close_tell_of_all_of_them(ana: Session) -> None:
    now = meeting.the_open_one(ana)
    collect.state(ana, collect.board(ana), "Call five")
    collect.state(ana, boards.turn_to(ana, "strengths"), "We know each plant")
    assert boards.said(ana, now) == {"accountabilities": 1, "strengths": 1}
    assert [board.kind for board in boards.collected(ana, now)] == ["accountabilities", "strengths"]
    assert "We know each plant" in minutes.as_markdown(minutes.minutes(ana))


def test_a_board_that_was_not_asked_says_how_it_comes_about(ana: Session) -> None:
    with pytest.raises(HuddleError, match="The host can ask it in the collect stage"):
        collect.board(ana, "measures")
