"""The map of the year: its order, what is whose to change, and a sheet that names nobody."""

from __future__ import annotations

import csv
import io

import pytest

from core.access.session import Session
from core.commitments import commitments
from core.errors import HuddleError
from core.goals import goals
from core.meeting import boards, cards, lifecycle, trends, votes
from core.meeting.agenda import SWOT_BOARDS
from core.models import Card, Commitment, Goal, JournalRow, Outcome
from core.outcomes import swot
from core.outcomes.swot_sheet import format_sheet_csv, format_sheet_html, format_sheet_markdown
from tests.conftest import Crew
from tests.core.told import as_told


@pytest.fixture
def ana(crew: Crew) -> Session:
    """The host of a kickoff, collecting threats."""
    s: Session = crew["Ana"]
    lifecycle.start_meeting(s, "kickoff")
    lifecycle.move_to_stage(s, "collect")
    boards.switch_board(s, "threats")
    return s


def say(session: Session, text: str) -> Card:
    return cards.add_card(session, cards.find_board(session), text)


def order(session: Session, kind: str = "threats", year: int | None = None) -> list[str]:
    found = swot.read_swot(session, year)
    return [item.text for quadrant in found.quadrants if quadrant.kind == kind for item in quadrant.items]


def test_items_stand_as_they_were_said_until_votes_are_revealed(ana: Session, crew: Crew) -> None:
    first, second = say(ana, "A rival"), say(crew["Ben"], "Late deliveries")
    board = votes.open_votes(ana, cards.find_board(ana))
    for name in ("Jon", "Lea", "Ana"):
        votes.vote(crew[name], board, second)
    assert order(crew["Lea"]) == ["A rival", "Late deliveries"]
    assert all(item.votes is None for item in swot.read_swot(ana).items)
    votes.reveal_votes(ana, board)
    assert order(crew["Lea"]) == ["Late deliveries", "A rival"]
    assert [(item.card_id, item.votes) for item in swot.read_swot(ana).items] == [(second.id, 3), (first.id, 0)]


def test_votes_on_trends_order_their_cards(ana: Session, crew: Crew) -> None:
    board_cards = [say(crew["Ben"], text) for text in ("A rival", "Late deliveries", "Later deliveries")]
    lifecycle.move_to_stage(ana, "trends")
    board = cards.find_board(ana)
    late = trends.new_trend(ana, board, "Delivery", board_cards[1:])
    board = votes.open_votes(ana, board, on="trend")
    for name in ("Jon", "Lea", "Ana"):
        votes.vote(crew[name], board, late)
    votes.reveal_votes(ana, board)
    assert order(ana) == ["Late deliveries", "Later deliveries", "A rival"]
    assert [item.trend for item in swot.read_swot(ana).items] == ["Delivery", "Delivery", None]


def test_last_years_is_a_map_of_its_own(ana: Session, crew: Crew) -> None:
    say(ana, "A rival")
    lifecycle.close_meeting(ana)
    crew.clock.advance(days=60)
    assert order(ana) == []
    assert order(ana, year=2026) == ["A rival"]


def test_each_item_is_ours_or_somebody_elses(ana: Session, crew: Crew) -> None:
    card = say(ana, "Late deliveries")
    assert swot.read_swot(ana).items[0].ours is None
    swot.mark_ours(crew["Ben"], card.id)
    assert swot.read_swot(ana).items[0].ours is True
    swot.set_addressee(crew["Jon"], card.id, " product ")
    item = swot.read_swot(crew.room).items[0]
    assert (item.ours, item.addressee) == (False, "Product")
    crew["Jon"].undo("swot")
    assert swot.read_swot(ana).items[0].ours is True
    assert len(crew.store.read(Outcome)) == 1


def test_a_name_of_ones_own_is_kept_as_it_was_written_first(ana: Session, crew: Crew) -> None:
    for card, to in ((say(ana, "One"), "The Board"), (say(ana, "Two"), "the board")):
        swot.set_addressee(ana, card.id, to)
    assert swot.list_addressees(ana) == ["The Board"]


def test_what_is_ours_becomes_a_commitment_in_one_step(ana: Session, crew: Crew) -> None:
    card = say(crew["Lea"], "Slow proposals")
    taken = swot.turn_into_commitment(crew["Ben"], card.id, "Every proposal within a day", every="week", weekday=1)
    assert (taken.member_id, taken.every) == (crew.members["Ben"].id, "week")
    assert swot.read_swot(ana).items[0].became == "Every proposal within a day"
    commitments.reword(crew["Ben"], taken, text="Within two days")
    assert swot.read_swot(ana).items[0].became == "Within two days"
    with pytest.raises(HuddleError, match="already"):
        swot.turn_into_commitment(crew["Jon"], card.id, "Mine too")
    with pytest.raises(HuddleError, match="The team has already committed to this"):
        swot.set_addressee(ana, card.id, "Product")


def test_taking_it_back_takes_back_both(ana: Session, crew: Crew) -> None:
    card = say(ana, "Slow proposals")
    swot.turn_into_commitment(ana, card.id, "Every proposal within a day", team=True)
    ana.undo("swot")
    assert crew.store.read(Commitment) == []
    assert swot.read_swot(ana).items[0].became is None


def test_it_becomes_the_teams_goal_for_who_may_set_it(ana: Session, crew: Crew) -> None:
    card = say(ana, "The Ruhr")
    with pytest.raises(HuddleError, match="leader or the host"):
        swot.turn_into_goal(crew["Ben"], card.id, "Twelve customers in the Ruhr")
    assert crew.store.read(Goal) == []
    swot.turn_into_goal(ana, card.id, "Twelve customers in the Ruhr")
    found = goals.team_goal(ana)
    assert found is not None
    assert found.text == "Twelve customers in the Ruhr"
    assert swot.read_swot(ana).items[0].became == found.text


def test_watchers_look_on_and_other_cards_are_no_items(ana: Session, crew: Crew) -> None:
    card = say(ana, "A rival")
    with pytest.raises(HuddleError, match="Ask your leader to change your role"):
        swot.mark_ours(crew["Tom"], card.id)
    boards.switch_board(ana, "accountabilities")
    other = say(ana, "Call five")
    with pytest.raises(HuddleError, match="one of the accountabilities"):
        swot.mark_ours(ana, other.id)


@pytest.mark.parametrize("year", [0, 1999, 2028, 99999])
def test_a_year_without_meetings_is_refused_in_words(ana: Session, year: int) -> None:
    with pytest.raises(HuddleError, match="from 2000 to 2027"):
        swot.read_swot(ana, year)


# -- the sheet


def for_product(crew: Crew, *, anonymous: bool) -> swot.AudienceSheet:
    ana = crew["Ana"]
    for kind in SWOT_BOARDS:
        board = cards.set_board(ana, boards.switch_board(ana, kind), anonymous=anonymous)
        for name in ("Ben", "Jon", "Lea"):
            card = as_told(crew, cards.add_card(crew[name], board, f"*{kind}* <b>{len(name)}</b>"))
            if kind != "strengths" and name != "Lea":
                swot.set_addressee(ana, card.id, "Product")
    return swot.read_audience_sheet(crew["Lea"], "prod")


@pytest.mark.parametrize("anonymous", [False, True])
def test_the_sheet_has_what_is_theirs_and_names_nobody(ana: Session, crew: Crew, anonymous: bool) -> None:
    sheet = for_product(crew, anonymous=anonymous)
    assert [quadrant.kind for quadrant in sheet.quadrants] == ["weaknesses", "opportunities", "threats"]
    for text in (format_sheet_markdown(sheet), format_sheet_html(sheet), format_sheet_csv(sheet)):
        assert not any(part in text for name in crew.members for part in crew.members[name].name.split())
        assert "Product" in text
        assert "strengths" not in text
    assert "<b>" not in format_sheet_html(sheet)
    assert r"\*threats\*" in format_sheet_markdown(sheet)
    assert len(list(csv.reader(io.StringIO(format_sheet_csv(sheet))))) == 1 + 6


def test_hidden_cards_are_on_no_map_before_they_are_revealed(ana: Session, crew: Crew) -> None:
    board = cards.set_board(ana, cards.find_board(ana), hidden=True)
    say(crew["Ben"], "A rival")
    assert order(crew["Jon"]) == order(crew.room) == []
    cards.reveal_board(ana, board)
    assert order(crew["Jon"]) == ["A rival"]


def test_a_sheet_for_nobody_says_for_whom_there_is_one(ana: Session) -> None:
    card = say(ana, "A rival")
    with pytest.raises(HuddleError, match="items for other departments yet"):
        swot.read_audience_sheet(ana, "product")
    swot.set_addressee(ana, card.id, "Finance")
    with pytest.raises(HuddleError, match="has no items in"):
        swot.read_audience_sheet(ana, "product")


# -- who sees what


def test_what_became_of_a_card_is_everybodys_and_tells_nothing_of_its_author(ana: Session, crew: Crew) -> None:
    board = cards.set_board(ana, cards.find_board(ana), anonymous=True)
    card = as_told(crew, cards.add_card(crew["Ben"], board, "A rival"))
    swot.set_addressee(crew["Lea"], card.id, "Product")
    for viewer in (*(crew[name] for name in crew.members), crew.room):
        (outcome,) = viewer.all(Outcome)
        assert (outcome.addressee, outcome.decided_by) == ("Product", crew.members["Lea"].id)
        assert swot.read_swot(viewer).items == swot.read_swot(ana).items
        told = [row.after or "" for row in viewer.all(JournalRow, "row_table = 'outcome'")]
        assert bool(told) != viewer.viewer.is_room, "the wall has no journal"
        assert not any(f'"member_id":{crew.members["Ben"].id}' in text for text in told)
