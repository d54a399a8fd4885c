"""What the collect stage asks: the host turns to another board, and each keeps what it has."""

from __future__ import annotations

from typing import Any

import pytest

from core.access.session import Session
from core.errors import Conflict, HuddleError
from core.meeting import boards, cards, lifecycle, trends, votes
from core.meeting.agenda import COLLECT_BOARDS
from core.meeting.trend_columns import board_to_show, load_grouped_cards
from core.meeting.vote_tally import count_votes_cast, tally
from core.models import Board
from core.outgoing import minutes
from core.outgoing.minutes_markdown import format_minutes_markdown
from tests.conftest import Crew


@pytest.fixture
def ana(crew: Crew) -> Session:
    """The host of a weekly meeting in its collect stage."""
    s: Session = crew["Ana"]
    lifecycle.start_meeting(s)
    lifecycle.move_to_stage(s, "collect")
    return s


def test_the_accountabilities_are_asked_until_the_host_turns_to_something_else(ana: Session) -> None:
    assert cards.find_board(ana).kind == "accountabilities"
    board = boards.switch_board(ana, "threats")
    assert (board.kind, board.question) == ("threats", "What could harm us this year?")
    assert cards.find_board(ana) == board
    assert cards.find_board(ana, "accountabilities").kind == "accountabilities"


@pytest.mark.parametrize("kind", COLLECT_BOARDS)
def test_each_board_is_made_once_and_takes_cards(ana: Session, kind: Any) -> None:
    first = boards.switch_board(ana, kind)
    cards.add_card(ana, cards.find_board(ana), f"About {kind}")
    boards.switch_board(ana, "accountabilities")
    assert boards.switch_board(ana, kind) == first
    assert [card.text for card in cards.list_cards(ana, cards.find_board(ana))] == [f"About {kind}"]


def test_each_keeps_its_cards_trends_and_votes(ana: Session, crew: Crew) -> None:
    said = {}
    for kind in ("strengths", "threats"):
        said[kind] = cards.add_card(crew["Ben"], boards.switch_board(ana, kind), f"{kind} of ours")
    lifecycle.move_to_stage(ana, "trends")
    threats = cards.find_board(ana)
    trends.new_trend(ana, threats, "Rivals", [said["threats"]])
    votes.open_votes(ana, threats, on="trend")
    votes.vote(crew["Jon"], threats, tally(crew["Jon"], threats)[0].subject)
    strengths = boards.switch_board(ana, "strengths")
    assert load_grouped_cards(ana, strengths).trends == ()
    assert not votes.is_voting_open(ana, strengths)
    boards.switch_board(ana, "threats")
    assert [column.name for column in load_grouped_cards(ana, cards.find_board(ana)).trends] == ["Rivals"]
    assert count_votes_cast(ana, cards.find_board(ana)).members_voted == 1


def test_only_the_host_turns_and_only_to_what_is_collected(ana: Session, crew: Crew) -> None:
    with pytest.raises(HuddleError, match="Only the host"):
        boards.switch_board(crew["Ben"], "threats")
    with pytest.raises(HuddleError, match="have their own stage"):
        boards.switch_board(ana, "wins")
    lifecycle.close_meeting(ana)
    with pytest.raises(HuddleError, match="No meeting is running"):
        boards.switch_board(ana, "threats")
    lifecycle.start_meeting(ana, "one-on-one")
    with pytest.raises(HuddleError, match="Start a weekly meeting or a kickoff"):
        boards.switch_board(ana, "threats")


def test_the_host_turns_from_the_board_they_saw(ana: Session) -> None:
    boards.switch_board(ana, "threats", from_kind="accountabilities")
    with pytest.raises(Conflict, match="topic is threats now, not accountabilities"):
        boards.switch_board(ana, "weaknesses", from_kind="accountabilities")
    hidden = cards.set_board(ana, cards.find_board(ana), hidden=True)
    boards.switch_board(ana, "weaknesses", from_kind="threats")
    with pytest.raises(Conflict, match="topic is weaknesses now, not threats"):
        cards.reveal_board(ana, hidden)


def test_what_was_typed_for_the_board_before_is_said_there(ana: Session, crew: Crew) -> None:
    """Whoever pressed Enter while the host turned to another board meant the one that was shown."""
    before = cards.find_board(crew["Ben"])
    boards.switch_board(ana, "opportunities")
    card = cards.add_card(crew["Ben"], before, "Call five")
    assert card.board_id == before.id


def test_turning_is_taken_back_unless_somebody_has_spoken(ana: Session, crew: Crew) -> None:
    board = boards.switch_board(ana, "threats")
    ana.undo("board")
    assert cards.find_board(ana).kind == "accountabilities"
    assert ana.get(Board, board.id) is None
    cards.add_card(crew["Ben"], boards.switch_board(ana, "threats"), "A rival")
    with pytest.raises(HuddleError):
        ana.undo("board")
    assert cards.find_board(ana).kind == "threats"


def test_the_last_meetings_trends_are_those_of_what_it_asked_last(ana: Session) -> None:
    cards.add_card(ana, cards.find_board(ana), "Call five")
    cards.add_card(ana, boards.switch_board(ana, "weaknesses"), "Slow proposals")
    lifecycle.close_meeting(ana)
    shown = board_to_show(ana)
    assert shown is not None
    assert shown.kind == "weaknesses"
    other = board_to_show(ana, "accountabilities")
    assert other is not None
    assert other.kind == "accountabilities"


def test_the_minutes_and_the_close_tell_of_all_of_them(ana: Session) -> None:
    now = lifecycle.require_open_meeting(ana)
    cards.add_card(ana, cards.find_board(ana), "Call five")
    cards.add_card(ana, boards.switch_board(ana, "strengths"), "We know each plant")
    assert boards.count_cards_by_kind(ana, now) == {"accountabilities": 1, "strengths": 1}
    assert [board.kind for board in boards.list_collect_boards(ana, now)] == ["accountabilities", "strengths"]
    assert "We know each plant" in format_minutes_markdown(minutes.build_minutes(ana))


def test_a_board_that_was_not_asked_says_how_it_comes_about(ana: Session) -> None:
    with pytest.raises(HuddleError, match="The host can choose it in the collect stage"):
        cards.find_board(ana, "measures")
