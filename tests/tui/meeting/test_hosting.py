"""What changes everybody's screen: named, refused when it has changed meanwhile, and not confirmed by typing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from textual import events

from core.access.session import Session
from core.meeting import cards, lifecycle, timer, trends, vote_tally, votes
from core.models import Board, StageName, Vote
from core.outgoing.minutes import build_minutes
from core.outgoing.minutes_markdown import format_minutes_markdown
from core.team import members
from data.store import Store
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import option
from tests.tui.meeting.test_meeting_live import Desk, at_desks
from tui.shell.confirm import ConfirmScreen

InStage = Callable[[StageName], Session]


@pytest.fixture
def elsewhere(crew: Crew) -> Iterator[Store]:
    """The team's file, as another process has it open."""
    with closing(Store(crew.path)) as store:
        yield store


def again(crew: Crew, name: str, store: Store) -> Session:
    """Another session of the same member."""
    return Session.for_member(store, crew.members[name], crew.clock)


def stage_of(session: Session) -> str:
    return lifecycle.current_stage(session, lifecycle.require_open_meeting(session)).name


def press_at_once(desk: Desk, *keys: str) -> None:
    """All of them before anything has answered to the first."""
    for key in keys:
        desk.app.post_message(events.Key(key, key if len(key) == 1 else None))


# -- from one stage to another


@pytest.mark.parametrize(("key", "ends_in"), [("n", "collect"), ("pageup", "commitments")])
async def test_two_terminals_of_one_host_move_one_stage(
    in_stage: InStage, crew: Crew, elsewhere: Store, key: str, ends_in: str
) -> None:
    ana = in_stage("goal")
    async with at_desks(ana, again(crew, "Ana", elsewhere)) as (one, other):
        for desk in (one, other):
            press_at_once(desk, key)
        await one.settle()
        await other.settle()
        assert stage_of(ana) == ends_in
        assert one.told + other.told == [f"The meeting is in {ends_in} now, not in goal. Nothing was changed."]


async def test_two_presses_on_one_terminal_move_two_stages(in_stage: InStage) -> None:
    ana = in_stage("goal")
    async with at_desks(ana) as (desk,):
        press_at_once(desk, "n", "n")
        await desk.settle()
        assert (stage_of(ana), desk.told) == ("trends", [])
        await desk.keys("pageup")
        assert stage_of(ana) == "collect"


async def test_a_stage_left_by_mistake_is_as_it_was(in_stage: InStage, crew: Crew, clock: FrozenClock) -> None:
    ana = in_stage("collect")
    async with at_desks(ana, crew["Jon"]) as (host, jon):
        await host.keys("t", *"5", "enter")
        clock.advance(seconds=60)
        await jon.keys("r")
        await host.keys("n")
        clock.advance(seconds=3)
        await host.keys("pageup")
        assert (await host.line(0)).endswith("⏱ 04:00 left")
        assert "1 of 4 ready with you" in await jon.line(-3)


# -- what is not revealed


def words_of(shown: str) -> str:
    """The words of a frame in one line."""
    return " ".join(shown.replace("│", " ").split())


async def test_who_closes_with_open_votes_is_told_that_they_go(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("close")
    board = cards.find_board(ana)
    lifecycle.move_to_stage(ana, "collect")
    card = cards.add_card(crew["Jon"], board, "Call five")
    votes.open_votes(ana, board, 3)
    votes.vote(crew["Jon"], board, card)
    lifecycle.move_to_stage(ana, "close")
    async with at_desks(ana) as (desk,):
        await desk.keys("n")
        assert "the votes are not revealed. Ending the meeting deletes them. End the" in words_of(await desk.frame())
        await desk.keys("enter")
        assert desk.told[-1].startswith("Meeting ended. The votes were not revealed and are lost. Next meeting")
    assert crew.store.read(Vote) == []


def hide_three_cards(crew: Crew, *, anonymous: bool) -> None:
    """Hides the board that is asked, and has three members state a card on it."""
    board = cards.set_board(crew["Ana"], cards.find_board(crew["Ana"]), hidden=True, anonymous=anonymous)
    for name in ("Jon", "Ben", "Lea"):
        cards.add_card(crew[name], board, f"{name} calls five")


@pytest.mark.parametrize("anonymous", [False, True])
async def test_hidden_cards_can_be_revealed_after_collecting_too(
    in_stage: InStage, crew: Crew, anonymous: bool
) -> None:
    ana = in_stage("collect")
    hide_three_cards(crew, anonymous=anonymous)
    async with at_desks(ana, crew["Lea"]) as (host, lea):
        await host.keys("n")
        assert "3 cards are still hidden. Move on anyway?" in words_of(await host.frame())
        await host.keys("escape")
        assert stage_of(ana) == "collect"
        await host.keys("n", "enter")
        assert stage_of(ana) == "trends"
        for desk in (host, lea):
            assert "3 cards, hidden until the host reveals them" in await desk.frame()
        await host.keys("n")
        assert "3 cards are still hidden. Move on anyway?" in words_of(await host.frame())
        await host.keys("escape", "enter")
        assert "3 cards, hidden" in await host.line(0)
        assert "until you reveal them: press o (3 cards)" in words_of(await host.frame())
        await lea.keys("enter")
        assert "3 cards, hidden" in await lea.line(0)
        assert "o Options" not in await lea.line(-1)
        await host.keys(*option("Reveal"))
        await host.keys("escape", "2", *option("Reveal"))
        await host.keys("enter")
        assert "3 cards, no trends" in await host.frame()
        await host.keys("n")
        assert stage_of(ana) != "trends"


async def test_who_closes_with_hidden_cards_is_told_and_the_minutes_promise_nothing(
    in_stage: InStage, crew: Crew
) -> None:
    ana = in_stage("collect")
    board = cards.set_board(ana, cards.find_board(ana), hidden=True)
    cards.add_card(crew["Jon"], board, "Call five")
    lifecycle.move_to_stage(ana, "close")
    assert "hidden until the host reveals" in format_minutes_markdown(build_minutes(ana))
    async with at_desks(ana) as (desk,):
        await desk.keys("n")
        assert "1 card is still hidden, and no one can reveal them after the meeting. End the" in words_of(
            await desk.frame()
        )
        await desk.keys("enter", "0", *"sort cards", "enter")
        assert "ended before its cards were revealed, so they stay hidden (1 card)" in words_of(await desk.frame())
    told = format_minutes_markdown(build_minutes(ana))
    assert "until the host reveals" not in told
    assert "ended before the cards were revealed" in told


async def test_who_closes_with_hidden_words_without_names_is_told_that_they_go(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    board = cards.set_board(ana, cards.find_board(ana), hidden=True, anonymous=True)
    cards.add_card(crew["Jon"], board, "Call five")
    lifecycle.move_to_stage(ana, "close")
    async with at_desks(ana) as (desk,):
        await desk.keys("n")
        assert "the cards are still hidden, and ending the meeting deletes them. End the" in words_of(
            await desk.frame()
        )
        await desk.keys("enter")
    assert "ended before the cards were revealed" in format_minutes_markdown(build_minutes(ana))


async def test_the_mark_goes_with_a_trend_that_somebody_merges_and_back(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    board = cards.find_board(ana)
    said = [cards.add_card(crew["Jon"], board, f"card {number}") for number in range(4)]
    lifecycle.move_to_stage(ana, "trends")
    made = [trends.new_trend(ana, board, f"Trend {card.text}", [card]) for card in said]
    votes.open_votes(ana, board, 3, on="trend")
    async with at_desks(crew["Lea"]) as (lea,):
        await lea.keys("down", "down", "v")
        trends.merge(crew["Ben"], made[0], made[2])
        await lea.settle()
        await lea.keys("v")
        assert vote_tally.ballot(crew["Lea"], board).votes_by_id == {made[0].id: 2}
        trends.undo(crew["Ben"], board)
        await lea.settle()
        await lea.keys("v")
        assert vote_tally.ballot(crew["Lea"], board).votes_by_id == {made[0].id: 1, made[2].id: 2}
        await lea.keys("down", "minus")
        assert lea.told[-1] == "You have no vote on “Trend card 3” to remove."


async def test_who_hosts_next_is_one_answer_everywhere(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"], "kickoff")
    lifecycle.take_over(crew["Ben"])
    lifecycle.close_meeting(crew["Ben"])
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Lea"])
    lifecycle.start_meeting(crew["Ana"], "kickoff")
    lifecycle.take_over(crew["Ana"])
    lifecycle.move_to_stage(crew["Ana"], "close")
    async with at_desks(crew["Ana"]) as (desk,):
        assert "Lea Brandt hosts next" in await desk.frame()
        assert (await desk.line(-3)).rstrip().endswith(f"next host {crew.members['Lea'].name}")


@pytest.mark.parametrize("width", [80, 100])
async def test_how_private_a_board_is_stands_before_what_matters_less(
    in_stage: InStage, crew: Crew, width: int
) -> None:
    ana = in_stage("collect")
    hide_three_cards(crew, anonymous=True)
    async with at_desks(ana, size=(width, 24)) as (desk,):
        assert "Anonymous, hidden until revealed" in await desk.line(-3)


async def test_votes_on_cards_are_not_told_where_trends_are_shown(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    board = cards.find_board(ana)
    card = cards.add_card(crew["Jon"], board, "Call five")
    board = votes.open_votes(ana, board, 3)
    for name in ("Jon", "Lea", "Ben"):
        votes.vote(crew[name], board, card)
    votes.reveal_votes(ana, board)
    async with at_desks(ana) as (desk,):
        assert "3 votes by 3 of" in await desk.line(-3)
        await desk.keys("n")
        assert "votes by" not in await desk.line(-3)


async def test_who_was_added_by_mistake_was_not_present(in_stage: InStage) -> None:
    ana = in_stage("collect")
    members.end_membership(ana, members.add_member(ana, "Zoe Zimmer"))
    assert "Zoe Zimmer" not in build_minutes(ana).present


async def test_who_has_two_screens_has_one_line(in_stage: InStage, crew: Crew, elsewhere: Store) -> None:
    in_stage("collect")
    async with at_desks(crew["Lea"], again(crew, "Lea", elsewhere)) as (lea, _):
        await lea.keys(*option("Who is here"))
        shown = await lea.frame()
        assert "1 person here" in shown
        assert sum("Lea Brandt" in line for line in shown.splitlines()) == 1


# -- who hosts no more


async def test_a_host_who_only_watches_by_now_has_no_keys_of_the_host(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    members.edit_member(ana, crew.members["Ben"], role="leader")
    async with at_desks(ana) as (desk,):
        assert "n Next stage" in await desk.frame()
        members.edit_member(crew["Ben"], crew.members["Ana"], role="watcher")
        await desk.settle()
        shown = await desk.frame()
        assert not any(key in shown for key in ("n Next", "e Question", "A Anonymous", "T Timer", "V Votes", "o Ask"))
        assert not desk.app.screen.check_action("next", ()), "no key does what would be refused"


# -- dialogs


async def test_hosting_is_taken_over_by_name_and_not_by_typing(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("goal")
    async with at_desks(crew["Jon"]) as (jon,):
        await jon.keys(*option("Take over"))
        assert "Take over hosting from Ana Ruiz?" in await jon.frame()
        await jon.keys(*"y and now", "enter")
        assert not isinstance(jon.app.screen, ConfirmScreen)
        assert lifecycle.require_open_meeting(ana).host_id == ana.me.id
        await jon.keys(*option("Take over"))
        await jon.keys("escape", *option("Take over"))
        await jon.keys("down", "enter")
        assert lifecycle.require_open_meeting(ana).host_id == ana.me.id
        await jon.keys(*option("Take over"))
        await jon.keys("down", "up", "enter")
        assert lifecycle.require_open_meeting(ana).host_id == crew.members["Jon"].id


async def test_hosting_is_not_taken_over_from_somebody_else(in_stage: InStage, crew: Crew) -> None:
    in_stage("goal")
    async with at_desks(crew["Jon"]) as (jon,):
        await jon.keys(*option("Take over"))
        lifecycle.take_over(crew["Ben"])
        await jon.settle()
        await jon.keys("enter")
        assert jon.told[-1] == "Ben Okafor hosts this meeting now, not Ana Ruiz. Nothing was changed."


async def test_a_meeting_that_went_on_meanwhile_is_not_closed(in_stage: InStage, crew: Crew, elsewhere: Store) -> None:
    ana = in_stage("close")
    async with at_desks(ana) as (desk,):
        await desk.keys("n")
        assert "End the weekly meeting 1 for everyone?" in " ".join((await desk.frame()).split())
        lifecycle.move_to_stage(again(crew, "Ana", elsewhere), "hurdles")
        await desk.settle()
        await desk.keys("enter")
        assert "in hurdles now, not in close" in desk.told[-1]
        assert lifecycle.open_meeting_or_none(ana) is not None


async def test_a_hidden_board_is_revealed_after_a_question(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    board = cards.set_board(ana, cards.find_board(ana), hidden=True)
    cards.add_card(crew["Jon"], board, "Call five")
    async with at_desks(ana) as (desk,):
        await desk.keys(*option("Reveal"))
        assert "Reveal 1 card to everyone?" in " ".join((await desk.frame()).replace("│", " ").split())
        await desk.keys(*"yes", "enter")
        assert cards.find_board(ana).revealed_at is None
        await desk.keys(*option("Reveal"))
        await desk.keys("enter")
        assert cards.find_board(ana).revealed_at is not None


async def test_votes_that_were_opened_anew_are_not_revealed(in_stage: InStage, crew: Crew, elsewhere: Store) -> None:
    ana = in_stage("collect")
    board: Board = cards.find_board(ana)
    card = cards.add_card(crew["Jon"], board, "Call five")
    votes.open_votes(ana, board, 3)
    for name in ("Jon", "Lea", "Ben"):
        votes.vote(crew[name], board, card)
    async with at_desks(ana) as (desk,):
        await desk.keys(*option("Reveal votes"))
        for name in ("Jon", "Lea", "Ben"):
            votes.vote(crew[name], board, card, -1)
        votes.open_votes(again(crew, "Ana", elsewhere), cards.find_board(ana), 5)
        await desk.keys("enter")
        assert desk.told[-1] == "Voting was opened again: 5 per person, on cards. Nothing was revealed."
        assert cards.find_board(ana).votes_revealed_at is None


async def test_another_board_is_asked_in_place_of_the_one_that_was_seen(
    in_stage: InStage, crew: Crew, elsewhere: Store
) -> None:
    from core.meeting import boards

    ana = in_stage("collect")
    async with at_desks(ana) as (desk,):
        await desk.keys(*option("Topic"))
        assert "What are you collecting?" in await desk.frame()
        boards.switch_board(again(crew, "Ana", elsewhere), "threats")
        await desk.keys(*"opport", "enter")
        assert desk.told[-1] == "The topic is threats now, not accountabilities. Nothing was changed."
        assert lifecycle.require_open_meeting(ana).board_kind == "threats"


async def test_a_timer_says_which_stage_it_is_for(in_stage: InStage, crew: Crew, elsewhere: Store) -> None:
    ana = in_stage("goal")
    async with at_desks(ana) as (desk,):
        await desk.keys("t")
        assert "How long for goal, from now?" in await desk.frame()
        lifecycle.move_to_next_stage(again(crew, "Ana", elsewhere))
        await desk.settle()
        assert "How long for goal, from now?" in await desk.frame(), "the question stays the one that was asked"
        await desk.keys(*"5", "enter")
        assert "The meeting is in collect now, not in goal." in await desk.frame()
        await desk.keys("escape")
        current = lifecycle.current_stage(ana, lifecycle.require_open_meeting(ana))
        assert timer.stage_timer(ana, current).seconds is None


# -- one's own last card


async def test_ctrl_z_shows_the_words_that_are_gone_and_u_brings_them_back(in_stage: InStage, crew: Crew) -> None:
    in_stage("collect")
    board = cards.find_board(crew["Jon"])
    async with at_desks(crew["Jon"]) as (jon,):
        await jon.keys("a", *"Call five", "enter")
        await jon.keys("ctrl+z")
        assert jon.told[-1] == "Card deleted: “Call five”. Press ↑ in the line to bring the words back."
        await jon.keys("up", "enter", "escape", "ctrl+z")
        assert jon.told[-1] == "Card deleted: “Call five”. Press ^y to bring it back."
        assert cards.list_cards(crew["Jon"], board) == []
        await jon.keys("ctrl+y")
        assert [card.text for card in cards.list_cards(crew["Jon"], board)] == ["Call five"]


async def test_ctrl_z_leaves_what_was_said_in_an_earlier_sitting(
    in_stage: InStage, crew: Crew, elsewhere: Store
) -> None:
    in_stage("collect")
    board = cards.find_board(crew["Jon"])
    cards.add_card(crew["Jon"], board, "Call five")
    async with at_desks(again(crew, "Jon", elsewhere)) as (jon,):
        await jon.keys("ctrl+z")
        assert jon.told == ["You have no card here to undo."]
        await jon.keys("ctrl+y")
        assert len(cards.list_cards(crew["Jon"], board)) == 1
