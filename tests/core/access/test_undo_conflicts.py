"""Undo is polite: it takes back one's own last change, and says who has built on it since, and how."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.access.session import Session
from core.commitments import commitments
from core.errors import Conflict
from core.meeting import boards, cards, lifecycle, trends
from core.meeting.timer import extend_timer, set_timer
from core.models import Board, Card, Trend
from data.store import Store
from tests.conftest import Crew


@pytest.fixture
def board(crew: Crew) -> Board:
    """Two cards of Jon's and two trends that Ana made, in a meeting that Ana hosts, at its trends."""
    ana, jon = crew["Ana"], crew["Jon"]
    lifecycle.plan_meeting(ana, host=crew.members["Ana"])
    lifecycle.start_meeting(ana)
    lifecycle.move_to_stage(ana, "collect")
    found = cards.find_board(ana)
    for text in ("Call old customers", "Every proposal within a day"):
        cards.add_card(jon, found, text)
    lifecycle.move_to_stage(ana, "trends")
    for name in ("Calls", "Proposals"):
        trends.new_trend(ana, found, name)
    return found


def card_texts(session: Session, board: Board) -> list[Card]:
    return cards.list_cards(session, board)


def named(session: Session, name: str) -> Trend:
    return session.all(Trend, "name = ?", (name,))[0]


def refused(session: Session, *families: str) -> str:
    """What it says, without what the next call would undo; nothing may have changed."""
    before = session.store.query("SELECT count(*) AS entries FROM journal")
    with pytest.raises(Conflict) as conflict:
        session.undo(*families)
    assert session.store.query("SELECT count(*) AS entries FROM journal") == before
    return str(conflict.value).partition(" Undo again")[0]


def test_it_names_who_moved_it(crew: Crew, board: Board) -> None:
    ana, ben = crew["Ana"], crew["Ben"]
    trends.move(ana, card_texts(ana, board)[:1], named(ana, "Calls"))
    trends.move(ben, card_texts(ben, board)[:1], named(ben, "Proposals"))
    assert refused(ana) == "Ben Okafor has moved it since. Ask Ben Okafor to undo that first."
    ben.undo()
    assert ana.undo().what == "trend.cards_moved"


def test_it_steps_over_what_somebody_built_on_after_saying_so(crew: Crew, board: Board) -> None:
    ana, ben = crew["Ana"], crew["Ben"]
    trends.rename(ana, named(ana, "Proposals"), "Offers")
    trends.move(ana, card_texts(ana, board)[:1], named(ana, "Calls"))
    trends.move(ben, card_texts(ben, board)[:1], named(ben, "Offers"))
    with pytest.raises(Conflict) as conflict:
        ana.undo("trend")
    assert str(conflict.value) == (
        "Ben Okafor has moved it since. Ask Ben Okafor to undo that first. "
        "Undo again to undo your step before it: trend renamed: “Offers”."
    )
    assert ana.undo("trend").what == "trend.renamed"
    assert named(ana, "Proposals")
    ben.undo()
    assert ana.undo("trend").what == "trend.cards_moved", "nothing stands in its way any more"


def test_a_new_step_is_the_first_to_be_undone(crew: Crew, board: Board) -> None:
    ana, ben = crew["Ana"], crew["Ben"]
    trends.move(ana, card_texts(ana, board)[:1], named(ana, "Calls"))
    trends.move(ben, card_texts(ben, board)[:1], None)
    refused(ana, "trend")
    trends.rename(ana, named(ana, "Proposals"), "Offers")
    assert ana.undo("trend").what == "trend.renamed"
    assert "Ben Okafor has moved it" in refused(ana, "trend"), "and it is said again"


def test_with_nothing_before_it_is_said_each_time(crew: Crew, board: Board) -> None:
    ben = crew["Ben"]
    trends.move(ben, card_texts(ben, board)[:1], named(ben, "Calls"))
    trends.move(crew["Ana"], card_texts(ben, board)[:1], None)
    for _ in range(2):
        assert refused(ben) == "Ana Ruiz has moved it since. Ask Ana Ruiz to undo that first."


WAYS: list[tuple[Callable[[Session, Board], object], str]] = [
    (lambda s, board: trends.move(s, card_texts(s, board)[:1], None), "moved it"),
    (lambda s, board: trends.new_trend(s, board, "Mine", card_texts(s, board)), "put it into a new trend"),
    (lambda s, board: trends.dissolve(s, named(s, "Calls")), "deleted its trend"),
    (lambda s, board: trends.merge(s, named(s, "Proposals"), named(s, "Calls")), "merged it with another trend"),
]


@pytest.mark.parametrize(("way", "words"), WAYS)
def test_it_says_what_they_did(crew: Crew, board: Board, way: Callable[[Session, Board], object], words: str) -> None:
    ana = crew["Ana"]
    trends.move(ana, card_texts(ana, board)[:1], named(ana, "Calls"))
    way(crew["Ben"], board)
    assert f"Ben Okafor has {words} since" in refused(ana)


def test_what_others_put_into_a_new_trend_keeps_it(crew: Crew, board: Board) -> None:
    ben = crew["Ben"]
    trends.move(ben, card_texts(ben, board)[:1], named(ben, "Proposals"))
    assert "Ben Okafor has put cards into it since" in refused(crew["Ana"])


def test_a_rename_stops_a_rename(crew: Crew, board: Board) -> None:
    trends.rename(crew["Ana"], named(crew["Ana"], "Calls"), "Old customers")
    trends.rename(crew["Ben"], named(crew["Ben"], "Old customers"), "Phone")
    assert "Ben Okafor has renamed it since" in refused(crew["Ana"])


def test_what_they_did_to_another_column_is_not_blamed(crew: Crew, board: Board) -> None:
    ana = crew["Ana"]
    set_timer(ana, 60)
    lifecycle.take_over(crew["Ben"])
    extend_timer(crew["Ben"])
    lifecycle.move_to_next_stage(crew["Ben"])
    assert "Ben Okafor has extended the timer since" in refused(ana, "timer")


def test_a_card_that_was_taken_on(crew: Crew, board: Board) -> None:
    lifecycle.move_to_stage(crew["Ana"], "commit")
    lifecycle.take_over(crew["Lea"])
    commitments.commit_to_card(crew["Lea"], card_texts(crew["Lea"], board)[1], team=True)
    assert "Lea Brandt has committed to it since" in refused(crew["Jon"], "card")


def test_what_was_taken_back_since_is_in_nobody_s_way(crew: Crew, board: Board) -> None:
    ana, ben = crew["Ana"], crew["Ben"]
    trends.rename(ana, named(ana, "Calls"), "Old customers")
    trends.rename(crew["Lea"], named(ana, "Old customers"), "Phone")
    trends.move(ben, card_texts(ben, board)[:1], named(ben, "Phone"))
    ben.undo()
    assert "Lea Brandt has renamed it" in refused(ana)


def test_one_s_own_later_change_is_one_s_own(crew: Crew, board: Board) -> None:
    ana = crew["Ana"]
    set_timer(ana, 60)
    lifecycle.move_to_next_stage(ana)
    lifecycle.move_to_previous_stage(ana)
    with ana.change("stage.shortened") as change:
        change.update(lifecycle.current_stage(ana, lifecycle.require_open_meeting(ana)), seconds=30)
    assert refused(ana, "timer") == "You have changed it since. Undo that first."


def test_anonymous_builders_are_not_named(crew: Crew, board: Board) -> None:
    ana, ben = crew["Ana"], crew["Ben"]
    trends.rename(ana, named(ana, "Calls"), "Old customers")
    with ben.change("trend.renamed", anonymous=True) as change:
        change.update(named(ben, "Old customers"), name="Phone")
    assert refused(ana) == "Someone has renamed it since, so this can't be undone."


def test_from_another_process_s_store(crew: Crew, board: Board) -> None:
    ana = crew["Ana"]
    trends.move(ana, card_texts(ana, board)[:1], named(ana, "Calls"))
    store = Store(crew.path)
    ben = Session.for_member(store, crew.members["Ben"], crew.clock)
    trends.move(ben, card_texts(ben, board)[:1], None)
    store.close()
    assert "Ben Okafor has moved it since" in refused(ana)


def test_a_card_taken_back_does_not_return_where_nobody_looks(crew: Crew, board: Board) -> None:
    ana, ben = crew["Ana"], crew["Ben"]
    lifecycle.move_to_stage(ana, "collect")
    boards.switch_board(ana, "strengths")
    strengths = cards.find_board(ben, "strengths")
    cards.add_card(ben, strengths, "said and taken back")
    cards.take_back(ben, strengths)
    ben.undo("card")
    assert cards.list_cards(ben, strengths), "here it returns"
    cards.take_back(ben, strengths)
    boards.switch_board(ana, "weaknesses")
    with pytest.raises(Conflict, match="moved on"):
        ben.undo("card")
    assert not cards.list_cards(ben, strengths)
