"""Collecting: everybody states, nobody touches what another said, and anonymity holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.session import Session
from core.errors import HuddleError
from core.meeting import boards, cards, lifecycle
from core.meeting.agenda import AGENDAS
from core.meeting.participation import read_participation
from core.team.group_records import list_groups
from core.team.members import edit_member, end_membership
from data.models import Board, Card, Group, JournalEntry
from tests.conftest import Crew
from tests.core.told import as_told


@pytest.fixture
def crew(crew: Crew) -> Any:
    """The team in the collect stage, with Ben as its host."""
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ben"])
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.move_to_stage(crew["Ben"], "collect")
    return crew


@pytest.fixture
def board(crew: Crew) -> Board:
    return cards.find_board(crew["Ana"])


def test_a_card_is_said_in_ones_own_name_and_group(crew: Crew, board: Board) -> None:
    card = cards.add_card(crew["Jon"], board, "  Every proposal\nwithin a day\x1b[31m ")
    assert card.text == "Every proposal within a day"
    assert card.member_id == crew.members["Jon"].id
    assert card.group_id == crew.members["Jon"].group_id
    assert card.typed_by is None
    assert card.said_at == crew["Jon"].timestamp
    assert cards.list_cards(crew.room, board) == [card]


def test_markup_and_quotes_are_words_like_any_others(crew: Crew, board: Board) -> None:
    text = "[red]Robert'); DROP TABLE card;--[/red] 100 % {x}"
    assert cards.add_card(crew["Jon"], board, text).text == text
    assert [card.text for card in cards.list_cards(crew["Ana"], board)] == [text]


def test_a_card_is_of_the_group_in_which_its_words_were_begun(crew: Crew, board: Board) -> None:
    ana, ben = crew["Ana"], crew["Ben"]
    north, south = list_groups(ana)
    begun_at = ben.timestamp
    crew.clock.advance(seconds=9)
    edit_member(ana, ben.me, group=south)
    assert cards.add_card(ben, board, "Begun in the north", begun_at=begun_at).group_id == north.id
    crew.clock.advance(seconds=9)
    assert cards.add_card(ben, board, "Begun in the south", begun_at=ben.timestamp).group_id == south.id
    assert cards.add_card(ben, board, "Said at once").group_id == south.id


def test_words_begun_in_a_group_that_is_gone_are_of_the_group_of_now(crew: Crew, board: Board) -> None:
    ana, ben = crew["Ana"], crew["Ben"]
    with ana.change("group.added") as change:
        west = change.insert(Group(name="West"))
    edit_member(ana, ben.me, group=west)
    crew.clock.advance(seconds=9)
    begun_at = ben.timestamp
    crew.clock.advance(seconds=9)
    south = list_groups(ana)[1]
    edit_member(ana, ben.me, group=south)
    with ana.change("group.removed") as change:
        change.delete(west)
    assert cards.add_card(ben, board, "Begun in the west", begun_at=begun_at).group_id == south.id


def test_somebody_types_for_another(crew: Crew, board: Board) -> None:
    card = cards.add_card(crew["Ben"], board, "More cold calls", author=crew.members["Lea"])
    assert card.member_id == crew.members["Lea"].id
    assert card.group_id == crew.members["Lea"].group_id
    assert card.typed_by == crew.members["Ben"].id


@pytest.mark.parametrize("text", ["", " \n\t ", "\x1b[2J", "x" * 501])
def test_an_empty_or_endless_card_is_refused_with_a_sentence(crew: Crew, board: Board, text: str) -> None:
    with pytest.raises(HuddleError, match="The card"):
        cards.add_card(crew["Jon"], board, text)
    assert cards.list_cards(crew["Jon"], board) == []


def test_watchers_leavers_and_the_room_state_nothing(crew: Crew, board: Board) -> None:
    with pytest.raises(HuddleError, match="watcher"):
        cards.add_card(crew["Tom"], board, "Sell more")
    with pytest.raises(HuddleError, match="watcher"):
        cards.add_card(crew["Ana"], board, "Sell more", author=crew.members["Tom"])
    gone = end_membership(crew["Ana"], crew.members["Lea"])
    with pytest.raises(HuddleError, match="left"):
        cards.add_card(crew["Ana"], board, "Sell more", author=gone)
    with pytest.raises(HuddleError, match="left"):
        cards.add_card(crew["Lea"], board, "Sell more")
    with pytest.raises(HuddleError, match="room"):
        cards.add_card(crew.room, board, "Sell more")
    assert read_participation(crew["Ana"], board).card_count == 0


def test_each_board_is_filled_in_its_stage_and_hurdles_at_any_time(crew: Crew, board: Board) -> None:
    wins = cards.find_board(crew["Ana"], "wins")
    hurdles = cards.find_board(crew["Ana"], "hurdles")
    with pytest.raises(HuddleError, match=r"wins stage. The meeting is in collect"):
        cards.add_card(crew["Jon"], wins, "Kessler signed")
    lifecycle.move_to_stage(crew["Ben"], "wins")
    cards.add_card(crew["Jon"], wins, "Kessler signed")
    with pytest.raises(HuddleError, match="You can add accountabilities in the collect stage"):
        cards.add_card(crew["Jon"], board, "More calls")
    for stage in AGENDAS["weekly"]:
        lifecycle.move_to_stage(crew["Ben"], stage)
        cards.add_card(crew["Jon"], hurdles, f"Pricing takes too long, said in {stage}")
    assert read_participation(crew["Jon"], hurdles).card_count == 9


def test_nothing_is_stated_when_the_meeting_is_closed(crew: Crew, board: Board) -> None:
    lifecycle.close_meeting(crew["Ben"])
    with pytest.raises(HuddleError, match="This meeting has ended, so its cards can"):
        cards.add_card(crew["Jon"], board, "Too late")
    with pytest.raises(HuddleError, match="No meeting is running"):
        cards.find_board(crew["Jon"])


def test_a_board_that_the_meeting_lacks_is_named(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="The host can choose it in the collect stage"):
        cards.find_board(crew["Jon"], "threats")


def test_only_ones_own_last_card_can_be_taken_back(crew: Crew, board: Board) -> None:
    first = cards.add_card(crew["Jon"], board, "First")
    typed = cards.add_card(crew["Jon"], board, "Typed for Lea", author=crew.members["Lea"])
    other = cards.add_card(crew["Ben"], board, "Ben's")
    for name in ("Ana", "Tom"):
        with pytest.raises(HuddleError):
            cards.take_back(crew[name], board)
    assert cards.take_back(crew["Jon"], board) == typed
    assert cards.take_back(crew["Jon"], board) == first
    with pytest.raises(HuddleError, match="You have no card here to undo"):
        cards.take_back(crew["Jon"], board)
    assert cards.list_cards(crew["Ana"], board) == [other]


def test_the_own_last_card_is_taken_back_also_from_the_board_asked_before(crew: Crew, board: Board) -> None:
    ben, jon = crew["Ben"], crew["Jon"]
    first, last = (cards.add_card(jon, board, text) for text in ("First", "Last"))
    threats = boards.switch_board(ben, "threats")
    rival = cards.add_card(jon, threats, "A rival")
    assert [cards.take_back(jon, threats) for _ in range(3)] == [rival, last, first]
    hurdle = cards.add_card(jon, cards.find_board(jon, "hurdles"), "No leads")
    with pytest.raises(HuddleError, match="You have no card here to undo"):
        cards.take_back(jon, threats)
    assert cards.list_cards(jon, cards.find_board(jon, "hurdles")) == [hurdle]


@pytest.mark.parametrize("is_late", [False, True])
def test_after_its_stage_only_a_card_said_late_is_taken_back(crew: Crew, board: Board, is_late: bool) -> None:
    ben, jon = crew["Ben"], crew["Jon"]
    begun_at = jon.timestamp
    cards.add_card(jon, board, "In time")
    crew.clock.advance(seconds=9)
    lifecycle.move_to_next_stage(ben)
    crew.clock.advance(seconds=9)
    if is_late:
        late = cards.add_card(jon, board, "Late", begun_at=begun_at)
        assert cards.take_back(jon, board) == late
    with pytest.raises(HuddleError, match="You can add accountabilities in the collect stage"):
        cards.take_back(jon, board)


def test_what_was_said_in_an_earlier_sitting_stays(crew: Crew, board: Board) -> None:
    cards.add_card(crew["Jon"], board, "This morning")
    cards.add_card(crew["Jon"], board, "Typed for Lea", author=crew.members["Lea"])
    restarted = Session.for_member(crew.session_store, crew.members["Jon"], crew.clock)
    for session in (restarted, crew["Lea"]):
        with pytest.raises(HuddleError, match="You have no card here to undo"):
            cards.take_back(session, board)
    mine = cards.add_card(restarted, board, "Now")
    for number in range(20):
        cards.add_card(crew["Ben"], board, f"Ben's {number}")
    assert cards.take_back(restarted, board) == mine
    with pytest.raises(HuddleError, match="You have no card here to undo"):
        cards.take_back(restarted, board)


def test_a_card_taken_back_is_brought_back_by_undo(crew: Crew, board: Board) -> None:
    jon = crew["Jon"]
    card = cards.add_card(jon, board, "Call five")
    assert cards.take_back(jon, board) == card
    assert jon.undo("card.taken_back").what == "card.taken_back"
    assert cards.list_cards(jon, board) == [card]
    assert cards.take_back(jon, board) == card, "and again"


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(("say", "type for Lea", "take back", "bring back")), st.integers(0, 3)), max_size=25
    )
)
def test_each_sitting_takes_back_its_own_cards_alone_from_the_last_one_on(
    make_crew: Callable[[], Crew], steps: list[tuple[str, int]]
) -> None:
    crew = make_crew()
    lifecycle.start_meeting(crew["Ana"])
    board = cards.find_board(crew["Ana"], "wins")
    names = ("Jon", "Jon", "Lea", "Ben")
    sittings = [Session.for_member(crew.session_store, crew.members[name], crew.clock) for name in names]
    own: list[set[int]] = [set() for _ in sittings]
    taken: list[list[int]] = [[] for _ in sittings]
    for step, at in steps:
        session = sittings[at]
        if step in ("say", "type for Lea"):
            author = crew.members["Lea"] if step == "type for Lea" else None
            own[at].add(cards.add_card(session, board, "Words", author=author).id)
        elif step == "take back" and own[at]:
            gone = cards.take_back(session, board)
            assert gone.id == max(own[at])
            own[at].remove(gone.id)
            taken[at].append(gone.id)
        elif step == "take back":
            with pytest.raises(HuddleError, match="You have no card here to undo"):
                cards.take_back(session, board)
        elif taken[at]:
            session.undo("card.taken_back")
            own[at].add(taken[at].pop())
        assert {card.id for card in cards.list_cards(crew["Ana"], board)} == set().union(*own)


def test_after_the_stage_nothing_is_taken_back(crew: Crew, board: Board) -> None:
    cards.add_card(crew["Jon"], board, "First")
    lifecycle.move_to_next_stage(crew["Ben"])
    with pytest.raises(HuddleError, match="You can add accountabilities in the collect stage"):
        cards.take_back(crew["Jon"], board)
    assert len(cards.list_cards(crew["Jon"], board)) == 1


def test_collecting_says_whether_a_board_is_being_filled(crew: Crew, board: Board) -> None:
    hurdles = cards.find_board(crew["Ana"], "hurdles")
    assert cards.is_collecting(crew["Ana"], board)
    assert cards.is_collecting(crew["Ana"], hurdles)
    lifecycle.move_to_stage(crew["Ben"], "hurdles")
    assert not cards.is_collecting(crew["Ana"], board)
    assert not cards.is_collecting(crew["Ana"], hurdles)
    lifecycle.close_meeting(crew["Ben"])
    assert not cards.is_collecting(crew["Ana"], board)


def test_heard_counts_groups_and_says_who_is_not_heard_yet(crew: Crew, board: Board) -> None:
    cards.add_card(crew["Ana"], board, "One")
    cards.add_card(crew["Ana"], board, "Two")
    cards.add_card(crew["Ben"], board, "Three", author=crew.members["Lea"])
    lifecycle.set_attendance(crew["Ben"], crew.members["Jon"], present=False)
    heard = read_participation(crew.room, board)
    assert (heard.card_count, heard.speaker_count, heard.member_count) == (3, 2, 3)
    assert [(group.name if group else None, count) for group, count in heard.cards_by_group] == [
        ("North", 2),
        ("South", 1),
    ]
    assert [member.name for member in heard.silent_members] == ["Ben Okafor"]


def test_a_team_without_groups_has_no_counts_by_group(crew: Crew, board: Board) -> None:
    for member in crew.members.values():
        with crew["Ana"].change("member.grouped") as change:
            change.update(member, group_id=None)
    with crew["Ana"].change("group.removed") as change:
        for group in crew["Ana"].all(Group):
            change.delete(group)
    cards.add_card(crew["Ben"], board, "One")
    assert (
        read_participation(crew.room, board).card_count,
        read_participation(crew.room, board).cards_by_group,
    ) == (1, [])


# -- hidden


def test_a_hidden_board_shows_its_count_but_no_words_until_it_is_revealed(crew: Crew, board: Board) -> None:
    board = cards.set_board(crew["Ben"], board, hidden=True)
    card = cards.add_card(crew["Jon"], board, "Typed for Lea", author=crew.members["Lea"])
    assert [cards.list_cards(crew[name], board) for name in ("Jon", "Lea")] == [[card], [card]]
    for other in (crew["Ana"], crew["Ben"], crew["Tom"], crew.room):
        assert cards.list_cards(other, board) == []
        assert read_participation(other, board).card_count == 1
    with pytest.raises(HuddleError, match=r"Only the host .Ben Okafor."):
        cards.reveal_board(crew["Ana"], board)
    assert cards.reveal_board(crew["Ben"], board).revealed_at == crew["Ben"].timestamp
    assert cards.list_cards(crew.room, board) == [card]


@pytest.mark.parametrize("hidden", [False, True])
def test_the_latest_are_the_last_that_the_viewer_may_see(crew: Crew, board: Board, hidden: bool) -> None:
    board = cards.set_board(crew["Ben"], board, hidden=hidden)
    for text in ("One", "Two", "Three"):
        cards.add_card(crew["Jon"], board, text)
        cards.add_card(crew["Lea"], board, f"{text} of Lea's")
    latest = cards.list_cards(crew["Jon"], board, latest=2)
    assert latest == cards.list_cards(crew["Jon"], board)[-2:]
    assert [card.text for card in latest] == (["Two", "Three"] if hidden else ["Three", "Three of Lea's"])


def test_who_sees_a_board_is_chosen_before_anybody_speaks(crew: Crew, board: Board) -> None:
    with pytest.raises(HuddleError, match="Only the host"):
        cards.set_board(crew["Ana"], board, anonymous=True)
    board = cards.set_board(crew["Ben"], board, hidden=True, question="What are you willing to do?")
    cards.add_card(crew["Jon"], board, "One")
    choices: list[dict[str, Any]] = [{"hidden": False}, {"anonymous": True}]
    for choice in choices:
        with pytest.raises(HuddleError, match="There are cards already, so this can"):
            cards.set_board(crew["Ben"], board, **choice)
    worded = cards.set_board(crew["Ben"], board, question="What will you do?", hidden=True)
    assert (worded.question, worded.hidden) == ("What will you do?", True)


# -- anonymous


@pytest.mark.parametrize("setting", ["hidden", "anonymous"])
def test_what_a_board_was_is_not_taken_back_from_under_who_spoke(crew: Crew, board: Board, setting: Any) -> None:
    cards.set_board(crew["Ben"], board, **cast("dict[str, Any]", {setting: True}))
    card = cards.add_card(crew["Jon"], board, "Call five")
    with pytest.raises(HuddleError, match="There are cards already, so this can't change now"):
        crew["Ben"].undo("board")
    assert setting == "anonymous" or crew["Lea"].all(Card) == []
    cards.take_back(crew["Jon"], board)
    assert card.text == "Call five"
    assert crew["Ben"].undo("board").what == "board.set"


def test_on_an_anonymous_board_nobodys_name_is_kept(crew: Crew, board: Board) -> None:
    board = cards.set_board(crew["Ben"], board, anonymous=True)
    before = crew.store.read(JournalEntry)
    said = cards.add_card(crew["Jon"], board, "I dread cold calls", author=crew.members["Lea"])
    assert crew.store.read(JournalEntry) == before
    heard = read_participation(crew["Ana"], board)
    assert (heard.card_count, heard.speaker_count, heard.silent_members, heard.cards_by_group) == (0, 0, [], [])
    card = as_told(crew, said)
    assert (card.member_id, card.typed_by, card.group_id) == (None, None, None)
    assert crew.store.read(JournalEntry)[-1].by is None
    assert card.said_at == "2026-11-23T14:00:00.000Z"


@pytest.mark.parametrize("line", ["@Lea never answers my mails", "@home office is too loud", "@"])
def test_on_an_anonymous_board_a_name_is_words_like_any_others(crew: Crew, board: Board, line: str) -> None:
    board = cards.set_board(crew["Ben"], board, anonymous=True)
    assert as_told(crew, cards.add_typed_card(crew["Jon"], board, line)).text == line


def test_an_anonymous_card_is_taken_back_by_the_session_that_said_it(crew: Crew, board: Board) -> None:
    board = cards.set_board(crew["Ben"], board, anonymous=True, hidden=True)
    mine = cards.add_card(crew["Jon"], board, "Mine")
    theirs = cards.add_card(crew["Lea"], board, "Theirs")
    later = Session.for_member(crew.session_store, crew.members["Jon"], crew.clock)
    with pytest.raises(HuddleError, match="You have no card here to undo"):
        cards.take_back(later, board)
    assert cards.take_back(crew["Jon"], board) == mine
    assert cards.list_cards(crew["Lea"], board) == [theirs]


def test_what_has_been_told_is_not_taken_back(crew: Crew, board: Board) -> None:
    board = cards.set_board(crew["Ben"], board, anonymous=True)
    as_told(crew, cards.add_card(crew["Jon"], board, "Mine"))
    with pytest.raises(HuddleError, match="t be deleted once they are shown"):
        cards.take_back(crew["Jon"], board)
    for session in (crew["Jon"], crew["Ana"]):
        with pytest.raises(HuddleError):
            session.undo("card", "board")


def test_five_hundred_cards_are_counted_and_read(crew: Crew, board: Board) -> None:
    with crew.store.change("card.stated", at=crew["Ana"].timestamp, by=crew.members["Ana"].id) as change:
        change.insert_many(
            Card(board_id=board.id, member_id=crew.members["Ana"].id, text=f"card {n}", said_at=crew["Ana"].timestamp)
            for n in range(500)
        )
    assert read_participation(crew["Ana"], board).card_count == 500
    assert [card.text for card in cards.list_cards(crew["Ana"], board)] == [f"card {n}" for n in range(500)]


def test_words_begun_in_the_stage_may_be_said_after_it_until_the_meeting_closes(crew: Crew, board: Board) -> None:
    jon, begun_at = crew["Jon"], crew["Jon"].timestamp
    crew.clock.advance(minutes=1)
    lifecycle.move_to_next_stage(crew["Ben"])
    crew.clock.advance(minutes=1)
    assert cards.add_card(jon, board, "Begun before", begun_at=begun_at) in cards.list_cards(jon, board)
    with pytest.raises(cards.TooLateError, match="You can add accountabilities in the collect stage"):
        cards.add_card(jon, board, "Begun after", begun_at=jon.timestamp)
    with pytest.raises(HuddleError, match="You can add accountabilities in the collect stage"):
        cards.add_card(jon, board, "Said at once")
    lifecycle.close_meeting(crew["Ben"])
    with pytest.raises(cards.TooLateError, match="has ended"):
        cards.add_card(jon, board, "Begun before too", begun_at=begun_at)


def test_a_late_card_on_an_anonymous_board_would_have_a_name(crew: Crew, board: Board) -> None:
    jon, begun_at = crew["Jon"], crew["Jon"].timestamp
    board = cards.set_board(crew["Ben"], board, anonymous=True)
    boards.switch_board(crew["Ben"], "threats")
    with pytest.raises(cards.TooLateError, match="A late card would show who wrote it, so it stays a draft"):
        cards.add_card(jon, board, "Another board is asked", begun_at=begun_at)
    boards.switch_board(crew["Ben"], "accountabilities")
    assert cards.add_card(jon, board, "Asked again", begun_at=begun_at).member_id is None
    lifecycle.move_to_next_stage(crew["Ben"])
    with pytest.raises(cards.TooLateError, match="A late card would show who wrote it, so it stays a draft"):
        cards.add_card(jon, board, "The stage is over", begun_at=begun_at)


@pytest.mark.parametrize("way", ["anonymous", "hidden"])
def test_words_are_never_said_less_privately_than_they_were_begun(crew: Crew, board: Board, way: str) -> None:
    jon, ben = crew["Jon"], crew["Ben"]
    begun = cards.set_board(ben, board, **{way: True})  # type: ignore[arg-type]
    cards.set_board(ben, begun, **{way: False})  # type: ignore[arg-type]
    with pytest.raises(cards.TooLateError, match="so your card was not added"):
        cards.add_card(jon, begun, "In private", begun_at=jon.timestamp)
    assert not cards.list_cards(jon, board)
    cards.set_board(ben, board, anonymous=True, hidden=True)
    assert cards.add_card(jon, begun, "In private", begun_at=jon.timestamp).member_id is None
