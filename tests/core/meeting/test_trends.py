"""Grouping by hand: the rules, what happens when two people do it at once, and that every step can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.session import Session
from core.errors import HuddleError
from core.meeting import cards, lifecycle, trends
from core.meeting.trend_columns import GroupedCards, board_to_show, load_grouped_cards
from core.models import Board, Card, Commitment, Trend
from tests.conftest import Crew

pytestmark = pytest.mark.days

SAID = (
    "Ring back everybody who downloaded the brochure",
    "Update CRM daily",
    "Call five lapsed customers every Monday before ten",
    "Every proposal leaves within a day",
    "Call my old customers",
    "I ask each customer for one introduction a month",
)


def collected(crew: Crew, said: Sequence[str] = SAID, **choices: Any) -> Board:
    """A weekly meeting in which Ana, Ben and Jon have said these in turn, and which is at its trends."""
    s = crew["Ana"]
    lifecycle.start_meeting(s, "weekly")
    lifecycle.take_over(s)
    lifecycle.move_to_stage(s, "collect")
    board = cards.find_board(s)
    if choices:
        board = cards.set_board(s, board, **choices)
    for at, text in enumerate(said):
        cards.add_card(crew[("Ana", "Ben", "Jon")[at % 3]], board, text)
    lifecycle.move_to_stage(s, "trends")
    return board


def shape(grouped: GroupedCards) -> list[tuple[str, list[str]]]:
    return [(column.name, [card.text.split()[0] for card in column.cards]) for column in grouped.columns]


def loose(session: Session, board: Board) -> tuple[Card, ...]:
    return load_grouped_cards(session, board).columns[0].cards


def test_what_is_said_stands_ungrouped_in_its_order(crew: Crew) -> None:
    board = collected(crew)
    grouped = load_grouped_cards(crew["Lea"], board)
    assert [card.text for card in grouped.columns[0].cards] == list(SAID)
    assert grouped.columns[0].name == "Ungrouped"
    assert grouped.grouped_count == 0
    assert grouped.author_label(grouped.columns[0].cards[1]) == "Ben Okafor · North"


def test_a_new_trend_holds_its_cards_in_the_order_given(crew: Crew) -> None:
    board = collected(crew)
    s = crew["Ben"]
    cards = loose(s, board)
    trend = trends.new_trend(s, board, "  Old   customers ", [cards[4], cards[2]])
    grouped = load_grouped_cards(s, board)
    assert trend.name == "Old customers"
    assert shape(grouped)[1] == ("Old customers", ["Call", "Call"])
    assert [card.id for card in grouped.trends[0].cards] == [cards[4].id, cards[2].id]
    assert grouped.trends[0].number == 1
    assert grouped.grouped_count == 2


def test_cards_move_to_the_end_and_those_that_are_there_stay(crew: Crew) -> None:
    board = collected(crew)
    s = crew["Ben"]
    cards = loose(s, board)
    trend = trends.new_trend(s, board, "Calls", cards[:2])
    moved = trends.move(s, [cards[3], cards[0]], trend)
    assert [card.id for card in moved] == [cards[3].id]
    assert [card.id for card in load_grouped_cards(s, board).trends[0].cards] == [cards[0].id, cards[1].id, cards[3].id]


def test_a_card_that_goes_back_stands_where_it_was_said(crew: Crew) -> None:
    board = collected(crew)
    s = crew["Ben"]
    cards = loose(s, board)
    trend = trends.new_trend(s, board, "Calls", cards[1:4])
    trends.move(s, [cards[2]], None)
    assert [card.id for card in loose(s, board)] == [cards[0].id, cards[2].id, cards[4].id, cards[5].id]
    trends.move(s, [cards[1], cards[3]], None)
    assert load_grouped_cards(s, board).trends[0].trend == trend, "a trend that has become empty stays"


def test_renaming_and_its_rules(crew: Crew) -> None:
    board = collected(crew)
    s = crew["Ben"]
    first = trends.new_trend(s, board, "Calls")
    trends.new_trend(s, board, "Proposals")
    assert trends.rename(s, first, "Calling back").name == "Calling back"
    assert trends.rename(s, first, "CALLING back").name == "CALLING back", "its own name is not taken"
    with pytest.raises(HuddleError, match="The trend Proposals exists already"):
        trends.rename(s, first, "proposals")
    with pytest.raises(HuddleError, match="s name can"):
        trends.rename(s, first, " \x07 ")
    with pytest.raises(HuddleError, match="The trend Proposals exists already"):
        trends.new_trend(s, board, "Proposals")


def test_two_trends_merge_in_order(crew: Crew) -> None:
    board = collected(crew)
    s = crew["Ben"]
    cards = loose(s, board)
    one = trends.new_trend(s, board, "Calls", cards[4:6])
    two = trends.new_trend(s, board, "Old customers", cards[2:4])
    assert trends.merge(s, one, two) == one
    grouped = load_grouped_cards(s, board)
    assert [column.name for column in grouped.trends] == ["Calls"]
    assert [card.id for card in grouped.trends[0].cards] == [cards[4].id, cards[5].id, cards[2].id, cards[3].id]
    with pytest.raises(HuddleError, match="with itself"):
        trends.merge(s, one, one)


def test_a_commitment_outlives_the_trend_it_came_from(crew: Crew) -> None:
    board = collected(crew)
    s = crew["Ben"]
    one = trends.new_trend(s, board, "Calls")
    two = trends.new_trend(s, board, "Old customers")
    with s.change("commitment.made", meeting_id=board.meeting_id) as change:
        made = change.insert(Commitment(text="Call", trend_id=two.id, created_at=s.timestamp))
    trends.merge(s, one, two)
    assert s.get(Commitment, made.id) == made.model_copy(update={"trend_id": one.id})
    trends.dissolve(s, one)
    assert s.get(Commitment, made.id) == made.model_copy(update={"trend_id": None})
    trends.undo(s, board)
    trends.undo(s, board)
    assert s.get(Commitment, made.id) == made


def test_dissolving_sets_the_cards_free(crew: Crew) -> None:
    board = collected(crew)
    s = crew["Ben"]
    cards = loose(s, board)
    one = trends.new_trend(s, board, "Calls", cards[2:5])
    two = trends.new_trend(s, board, "Rest", cards[5:])
    trends.dissolve(s, one)
    grouped = load_grouped_cards(s, board)
    assert [card.id for card in grouped.columns[0].cards] == [card.id for card in cards[:5]]
    assert [(column.number, column.trend) for column in grouped.trends] == [(1, two)]


# -- who may, and when


def test_nobody_groups_while_cards_are_collected(crew: Crew) -> None:
    board = collected(crew)
    lifecycle.move_to_stage(crew["Ana"], "collect")
    with pytest.raises(HuddleError, match="still being collected"):
        trends.new_trend(crew["Ana"], board, "Calls")
    assert "still being collected" in (trends.grouping_refusal(crew["Ana"], board) or "")


def test_watchers_and_the_room_look_on(crew: Crew) -> None:
    board = collected(crew)
    cards = loose(crew["Tom"], board)
    assert len(cards) == len(SAID)
    with pytest.raises(HuddleError, match="Ask a seller or the leader"):
        trends.move(crew["Tom"], cards, None)
    with pytest.raises(HuddleError, match="room"):
        trends.new_trend(crew.room, board, "Calls")
    assert trends.grouping_refusal(crew.room, board)
    assert trends.grouping_refusal(crew["Lea"], board) is None


def test_a_hidden_board_is_revealed_first(crew: Crew) -> None:
    board = collected(crew, hidden=True)
    with pytest.raises(HuddleError, match="hidden until the host reveals"):
        trends.new_trend(crew["Ana"], board, "Calls")
    cards.reveal_board(crew["Ana"], board)
    assert trends.new_trend(crew["Ana"], board, "Calls")


def test_a_closed_meeting_stays_as_it_is_and_is_still_shown(crew: Crew) -> None:
    board = collected(crew)
    s = crew["Ana"]
    assert board_to_show(s) == board
    trend = trends.new_trend(s, board, "Calls", loose(s, board)[:2])
    lifecycle.close_meeting(s)
    assert board_to_show(s) == board
    for refused in (lambda: trends.dissolve(s, trend), lambda: trends.undo(s, board)):
        with pytest.raises(HuddleError, match="This meeting has ended, so its trends can"):
            refused()
    assert load_grouped_cards(s, board).grouped_count == 2


def test_without_any_meeting_there_is_no_board(crew: Crew) -> None:
    assert board_to_show(crew["Ana"]) is None


def test_nobody_is_named_on_an_anonymous_board(crew: Crew) -> None:
    board = collected(crew, anonymous=True)
    grouped = load_grouped_cards(crew["Ana"], board)
    assert {grouped.author_label(card) for card in grouped.cards.values()} == {""}


# -- two people at once


def test_of_two_who_move_the_same_card_the_last_one_wins(crew: Crew) -> None:
    board = collected(crew)
    card = loose(crew["Ana"], board)[0]
    one = trends.new_trend(crew["Ana"], board, "One")
    two = trends.new_trend(crew["Ben"], board, "Two")
    trends.move(crew["Ana"], [card], one)
    trends.move(crew["Ben"], [card], two)  # with the card as it was before Ana's move
    assert shape(load_grouped_cards(crew["Lea"], board))[1:] == [("One", []), ("Two", ["Ring"])]
    with pytest.raises(HuddleError, match="since"):
        trends.undo(crew["Ana"], board)


@pytest.mark.parametrize(
    "late",
    [
        lambda s, card, gone, other: trends.move(s, [card], gone),
        lambda s, card, gone, other: trends.rename(s, gone, "Else"),
        lambda s, card, gone, other: trends.merge(s, gone, other),
        lambda s, card, gone, other: trends.merge(s, other, gone),
        lambda s, card, gone, other: trends.dissolve(s, gone),
    ],
)
def test_a_trend_removed_meanwhile_is_told_and_nothing_is_lost(
    crew: Crew, late: Callable[[Session, Card, Trend, Trend], object]
) -> None:
    board = collected(crew)
    card = loose(crew["Ana"], board)[0]
    other = trends.new_trend(crew["Ben"], board, "Other")
    gone = trends.new_trend(crew["Ben"], board, "Gone", [card])
    trends.dissolve(crew["Ben"], gone)
    trends.new_trend(crew["Lea"], board, "Later")  # must not stand in for the one that is gone
    before = shape(load_grouped_cards(crew["Ana"], board))
    with pytest.raises(HuddleError, match="The trend Gone was deleted or merged"):
        late(crew["Ana"], card, gone, other)
    assert shape(load_grouped_cards(crew["Ana"], board)) == before


def test_a_card_taken_back_meanwhile_is_told(crew: Crew) -> None:
    board = collected(crew)
    s = crew["Jon"]
    board_cards = loose(s, board)
    lifecycle.move_to_stage(crew["Ana"], "collect")
    cards.take_back(s, board)
    lifecycle.move_to_stage(crew["Ana"], "trends")
    trend = trends.new_trend(s, board, "Calls", board_cards[-2:])
    assert shape(load_grouped_cards(s, board))[1] == ("Calls", ["Call"])
    with pytest.raises(HuddleError, match="This card was deleted"):
        trends.move(s, [board_cards[-1]], trend)
    with pytest.raises(HuddleError, match="Choose a card first"):
        trends.move(s, [], trend)


# -- undo


def test_undo_says_what_it_took_back(crew: Crew) -> None:
    board = collected(crew)
    s = crew["Ben"]
    cards = loose(s, board)
    one = trends.new_trend(s, board, "Calls", cards[:1])
    two = trends.new_trend(s, board, "Old", cards[1:2])
    trends.move(s, cards[2:3], one)
    trends.move(s, cards[3:5], two)
    trends.rename(s, one, "Calling")
    trends.merge(s, one, two)
    trends.dissolve(s, one)
    assert [trends.undo(s, board) for _ in range(7)] == [
        "Undone: Calling is a trend again",
        "Undone: Old is separate again",
        "Undone: Calling is Calls again",
        "Undone: move of 2 cards",
        "Undone: move of “Call five lapsed customers every Monday…”",
        "Undone: new trend Old",
        "Undone: new trend Calls",
    ]
    with pytest.raises(HuddleError, match="Nothing to undo here"):
        trends.undo(s, board)


def test_undo_takes_back_ones_own_steps_only(crew: Crew) -> None:
    board = collected(crew)
    card, other, *_ = loose(crew["Ana"], board)
    trends.new_trend(crew["Ana"], board, "Ana's", [card])
    trends.new_trend(crew["Ben"], board, "Ben's", [other])
    trends.undo(crew["Ana"], board)
    assert [column.name for column in load_grouped_cards(crew["Ana"], board).trends] == ["Ben's"]
    with pytest.raises(HuddleError, match="Nothing to undo here"):
        trends.undo(crew["Ana"], board)


def test_undo_into_a_trend_that_has_gone_is_told(crew: Crew) -> None:
    board = collected(crew)
    card = loose(crew["Ana"], board)[0]
    gone = trends.new_trend(crew["Ben"], board, "Gone", [card])
    stays = trends.new_trend(crew["Ben"], board, "Stays")
    trends.move(crew["Ana"], [card], stays)
    trends.dissolve(crew["Ben"], gone)
    before = shape(load_grouped_cards(crew["Ana"], board))
    with pytest.raises(HuddleError, match="Someone changed this in the meantime"):
        trends.undo(crew["Ana"], board)
    assert shape(load_grouped_cards(crew["Ana"], board)) == before


Step = tuple[str, tuple[int, ...], int, str]
STEPS = st.tuples(
    st.sampled_from(["new", "move", "rename", "merge", "dissolve", "undo"]),
    st.lists(st.integers(0, 9), min_size=1, max_size=4).map(tuple),
    st.integers(0, 5),
    st.sampled_from(["Calls", "Old customers", "Fast", "Ruhr", "CRM"]),
)


def take(session: Session, board: Board, step: Step) -> None:
    """One step of grouping; the numbers choose among what is there, and a refusal is one possible outcome."""
    kind, chosen, where, name = step
    grouped = load_grouped_cards(session, board)
    ids = sorted(grouped.cards)
    cards = [grouped.cards[ids[at % len(ids)]] for at in chosen]
    some = [column.trend for column in grouped.columns]
    at, other = some[where % len(some)], some[chosen[0] % len(some)]
    try:
        if kind == "new":
            trends.new_trend(session, board, name, cards)
        elif kind == "move":
            trends.move(session, cards, at)
        elif kind == "undo":
            trends.undo(session, board)
        elif at is not None and kind == "rename":
            trends.rename(session, at, name)
        elif at is not None and kind == "dissolve":
            trends.dissolve(session, at)
        elif at is not None and other is not None:
            trends.merge(session, at, other)
    except HuddleError:
        return


def undo_to(session: Session, board: Board, journal_id: int) -> None:
    while (last := session.last_change("trend", meeting_id=board.meeting_id)) is not None and last.id > journal_id:
        trends.undo(session, board)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(STEPS, max_size=6),
    ana=st.lists(STEPS.filter(lambda step: step[0] != "undo"), max_size=6),
    ben=st.lists(STEPS, max_size=8),
)
def test_whatever_was_done_undoing_all_of_it_gives_the_wall_back_exactly(
    crew: Crew, before: list[Step], ana: list[Step], ben: list[Step]
) -> None:
    # One team for all examples: after each the wall is as it was, or the test has failed.
    board = board_to_show(crew["Ana"]) or collected(crew, [f"{word} {at}" for at, word in enumerate("abcdefghij")])
    untouched = load_grouped_cards(crew["Lea"], board)
    for step in before:
        take(crew["Ana"], board, step)
    initial = load_grouped_cards(crew["Lea"], board)
    marker = max((entry.id for who in ("Ana", "Ben") if (entry := crew[who].last_change("trend"))), default=0)
    for step in ana:
        take(crew["Ana"], board, step)
    for step in ben:
        take(crew["Ben"], board, step)
    undo_to(crew["Ben"], board, marker)
    undo_to(crew["Ana"], board, marker)
    assert load_grouped_cards(crew["Lea"], board) == initial
    undo_to(crew["Ana"], board, 0)
    assert load_grouped_cards(crew["Lea"], board) == untouched


# -- names


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        ([], ""),
        (["I will call five lapsed customers every Monday"], "Call five lapsed customers"),
        (["Call old customers", "Visit customers", "Every customers' day, customers"], "Customers"),
        (["Plan my week", "Update the CRM daily"], "Plan my week"),
        (["I"], "I"),
    ],
)
def test_a_name_is_proposed(texts: list[str], name: str) -> None:
    cards = [Card(board_id=1, text=text, said_at="2026-11-23T14:00:00.000Z") for text in texts]
    assert trends.propose_name(cards) == name
