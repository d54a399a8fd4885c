"""The line of the capture screen: names as they are typed, drafts, taking back, many lines."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from syrupy.assertion import SnapshotAssertion
from textual import events
from textual.pilot import Pilot
from textual.widgets import TextArea

from core.access.session import Session
from core.errors import HuddleError
from core.goals import goals
from core.meeting import cards, lifecycle
from core.models import Member, StageName
from core.team import group_records, groups, members
from tests.conftest import Crew
from tests.tui.frames import frame, idle, type_ahead
from tui.app import HuddleApp
from tui.capture.screen import CaptureScreen
from tui.saying.paste_review import MAX_LINES
from tui.widgets.card_list import CardList
from tui.widgets.say_line import SayInput

InStage = Callable[[StageName], Session]


@asynccontextmanager
async def capturing(
    session: Session, size: tuple[int, int] = (100, 28)
) -> AsyncIterator[tuple[HuddleApp, Pilot[None]]]:
    app = HuddleApp(session, start="capture")
    async with app.run_test(size=size, notifications=True) as pilot:
        await idle(pilot)
        yield app, pilot


def screen(app: HuddleApp) -> CaptureScreen:
    found = app.screen_stack[0]
    assert isinstance(found, CaptureScreen)
    return found


def line(app: HuddleApp) -> SayInput:
    return screen(app).card_input.input


def author(app: HuddleApp) -> str:
    return screen(app).card_input.who


def said(session: Session) -> list[tuple[str, str]]:
    names = {member.id: member.name.split()[0] for member in members.list_members(session)}
    return [
        (names.get(card.member_id or 0, ""), card.text) for card in cards.list_cards(session, cards.find_board(session))
    ]


# -- names


async def test_the_names_that_may_be_meant_stand_above_the_line(in_stage: InStage, snapshot: SnapshotAssertion) -> None:
    async with capturing(in_stage("collect"), (80, 24)) as (app, pilot):
        await pilot.press("@")
        await idle(pilot)
        assert frame(app) == snapshot


@pytest.mark.parametrize("key", ["tab", "enter", "right", "space"])
async def test_a_key_takes_the_name_and_the_words_follow_at_once(in_stage: InStage, key: str) -> None:
    ana = in_stage("collect")
    async with capturing(ana) as (app, pilot):
        await pilot.press(*"@OKA", key, *"Two visits", "enter")
        await idle(pilot)
        assert said(ana) == [("Ben", "Two visits")]
        assert author(app) == "Ben"
        await pilot.press(*"Three", "enter")
        await idle(pilot)
        assert said(ana)[-1] == ("Ben", "Three")


async def test_arrows_move_in_the_list_while_it_is_open_and_in_the_history_after(in_stage: InStage) -> None:
    async with capturing(in_stage("collect")) as (app, pilot):
        await pilot.press(*"Before", "enter", "@", "down", "down", "up", "enter")
        assert (author(app), line(app).value) == ("Ben", "")
        await pilot.press("up")
        assert line(app).value == "Before"


async def test_esc_closes_the_list_and_stays_in_the_line(in_stage: InStage) -> None:
    async with capturing(in_stage("collect")) as (app, pilot):
        await pilot.press(*"@b", "escape")
        await idle(pilot)
        assert not screen(app).card_input.completion.is_open
        assert line(app).has_focus
        assert line(app).value == "@b"


async def test_a_click_takes_a_name(in_stage: InStage) -> None:
    async with capturing(in_stage("collect")) as (app, pilot):
        await pilot.press("@")
        await idle(pilot)
        await pilot.click("Completion", offset=(4, 2))
        await idle(pilot)
        assert author(app) == "Jon"
        assert line(app).value == ""
        assert line(app).has_focus


async def test_the_whole_name_may_be_typed_too(in_stage: InStage) -> None:
    ana = in_stage("collect")
    async with capturing(ana) as (_, pilot):
        await pilot.press(*"@lea brandt Brandt is a customer too", "enter")
        await idle(pilot)
        assert said(ana) == [("Lea", "Brandt is a customer too")]


async def test_a_watcher_is_not_offered_and_an_anonymous_board_offers_nobody(in_stage: InStage) -> None:
    ana = in_stage("collect")
    async with capturing(ana) as (app, pilot):
        await pilot.press(*"@t")
        assert not screen(app).card_input.completion.is_open
        await pilot.press("backspace", "backspace")
        cards.set_board(ana, cards.find_board(ana), anonymous=True)
        await idle(pilot)
        await pilot.press("@")
        assert not screen(app).card_input.completion.is_open


async def test_tab_goes_to_the_next_person_while_no_name_is_typed(in_stage: InStage) -> None:
    async with capturing(in_stage("collect")) as (app, pilot):
        await pilot.press("tab")
        assert author(app) == "Ben"
        await pilot.press("tab")
        assert author(app) == "Ana"
        await pilot.press("shift+tab")
        assert author(app) == "Ben"


# -- what is not said yet


async def test_the_line_comes_back_with_its_author(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    async with capturing(ana) as (_, pilot):
        await pilot.press(*"@jon ", *"Half a li")
        await idle(pilot)
    async with capturing(ana) as (app, pilot):
        assert (author(app), line(app).value) == ("Jon", "Half a li")
        assert "draft restored" in frame(app)
        await pilot.press(*"ne")
        await idle(pilot)
        assert "draft restored" not in frame(app)
        await pilot.press("enter")
        await idle(pilot)
    async with capturing(ana) as (app, _):
        assert line(app).value == ""
        assert said(ana) == [("Jon", "Half a line")]


def watches(ana: Session, ben: Member) -> None:
    members.edit_member(ana, ben, role="watcher")


@pytest.mark.parametrize("change", [members.end_membership, watches])
async def test_words_of_somebody_who_leaves_become_nobody_elses(
    in_stage: InStage, crew: Crew, change: Callable[[Session, Member], object]
) -> None:
    ana = in_stage("collect")
    async with capturing(ana) as (app, pilot):
        await pilot.press(*"@ben calls twenty")
        change(ana, crew.members["Ben"])
        await idle(pilot)
        assert (author(app), line(app).value) == ("Ben", "calls twenty")
        await pilot.press("enter")
        await idle(pilot)
        assert (author(app), line(app).value, said(ana)) == ("Ben", "calls twenty", [])
        assert "Ben has left the team, is a watcher now" in frame(app)
    async with capturing(ana) as (app, pilot):
        assert (author(app), line(app).value) == ("Ben Okafor", "calls twenty")
        await pilot.press("enter")
        await idle(pilot)
        assert (line(app).value, said(ana)) == ("calls twenty", [])
        await pilot.press("tab", "enter")
        await idle(pilot)
        assert said(ana) == [("Ana", "calls twenty")]


async def test_the_own_words_of_a_typist_who_leaves_stay_theirs(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    async with capturing(crew["Ben"]) as (app, pilot):
        await pilot.press(*"half a card")
        members.end_membership(ana, crew.members["Ben"])
        await idle(pilot)
        assert (author(app), line(app).value) == ("Ben", "half a card")
        await pilot.press("enter")
        await idle(pilot)
        assert (line(app).value, said(ana)) == ("half a card", [])


async def test_a_board_without_names_refuses_nobody_for_the_author_before(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    async with capturing(ana) as (_, pilot):
        await pilot.press(*"@ben ")
        members.end_membership(ana, crew.members["Ben"])
        cards.set_board(ana, cards.find_board(ana), anonymous=True)
        await idle(pilot)
        await pilot.press(*"In private", "enter")
        await idle(pilot)
        assert said(ana) == [("", "In private")]


async def test_the_line_goes_on_in_the_next_meeting(in_stage: InStage) -> None:
    ana = in_stage("collect")
    async with capturing(ana) as (app, pilot):
        await pilot.press(*"Half a line")
        lifecycle.close_meeting(ana)
        await idle(pilot)
        opened = lifecycle.start_meeting(ana, "kickoff")
        if opened.host_id != ana.me.id:
            lifecycle.take_over(ana)
        lifecycle.move_to_stage(ana, "collect")
        await idle(pilot)
        assert line(app).value == "Half a line"
        await pilot.press("enter")
        await idle(pilot)
        assert said(ana) == [("Ana", "Half a line")]


async def test_own_cards_of_the_board_are_the_history_after_a_restart(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    board = cards.find_board(ana)
    cards.add_card(ana, board, "Mine")
    cards.add_card(ana, board, "Typed for Ben", author=crew.members["Ben"])
    cards.add_card(crew["Lea"], board, "Hers")
    async with capturing(ana) as (app, pilot):
        await pilot.press("up")
        assert line(app).value == "@Ben Typed for Ben", "said again, it is Ben's again"
        await pilot.press("up", "up")
        assert line(app).value == "Mine"


async def test_what_is_refused_while_one_types_on_waits_for_a_look(in_stage: InStage) -> None:
    async with capturing(in_stage("collect")) as (app, pilot):
        gate = threading.Event()
        app._writer.submit(gate.wait)
        line(app).set_text("x" * 501)
        await type_ahead(pilot, "enter", "y")
        gate.set()
        await idle(pilot)
        assert line(app).value == "y"
        assert "F2: 1 not added" in frame(app)
        await pilot.press("f2")
        await idle(pilot)
        assert app.screen.query_one(TextArea).text == f"@Ana Ruiz {'x' * 501}\ny"


# -- taking back


async def test_a_scribe_takes_back_one_deeper_each_time(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    cards.add_card(crew["Jon"], cards.find_board(ana), "Jon's own")
    async with capturing(ana) as (app, pilot):
        await pilot.press(*"One", "enter", *"@ben Two", "enter", *"@lea Three", "enter")
        await idle(pilot)
        for left, words, by in [(3, "Three", "Lea"), (2, "Two", "Ben"), (1, "One", "Ana")]:
            await pilot.press("ctrl+z")
            await idle(pilot)
            assert (len(said(ana)), line(app).value, author(app)) == (left, words, by)
        await pilot.press("ctrl+z")
        await idle(pilot)
        assert said(ana) == [("Jon", "Jon's own")]
        await pilot.press("up", "up")
        assert line(app).value == "@Ben Two"


async def test_taking_back_leaves_what_is_being_typed(in_stage: InStage) -> None:
    ana = in_stage("collect")
    async with capturing(ana) as (app, pilot):
        await pilot.press(*"One", "enter", *"Tw")
        await idle(pilot)
        await pilot.press("ctrl+z")
        await idle(pilot)
        assert said(ana) == []
        assert line(app).value == "Tw"


# -- many lines


async def test_lines_that_cannot_be_said_are_marked_and_stay(in_stage: InStage, snapshot: SnapshotAssertion) -> None:
    ana = in_stage("collect")
    async with capturing(ana, (80, 24)) as (app, pilot):
        line(app).post_message(events.Paste(f"One\n{'long ' * 120}\n@zoe Three\n@lea Four"))
        await idle(pilot)
        assert frame(app) == snapshot
        await pilot.press("ctrl+s")
        await idle(pilot)
        assert said(ana) == [("Ana", "One"), ("Lea", "Four")]
        assert "F2: 2 not added" in frame(app)
        await pilot.press("f2")
        await idle(pilot)
        assert app.screen.query_one(TextArea).text.splitlines() == [("long " * 120).strip(), "@zoe Three"]


async def test_more_lines_than_one_looks_at_are_split(in_stage: InStage) -> None:
    ana = in_stage("collect")
    async with capturing(ana) as (app, pilot):
        line(app).post_message(events.Paste("\n".join(f"Card {number}" for number in range(MAX_LINES + 5))))
        await idle(pilot)
        assert f"Add {MAX_LINES} cards" in frame(app)
        await pilot.press("ctrl+s")
        await idle(pilot)
        assert [text for _, text in said(ana)] == [f"Card {number}" for number in range(MAX_LINES)]
        await pilot.press("f2")
        await idle(pilot)
        await pilot.press("ctrl+s")
        await idle(pilot)
        assert len(said(ana)) == MAX_LINES + 5


async def test_lines_that_are_refused_wait_for_another_look(in_stage: InStage, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = in_stage("collect")
    state = cards.add_card

    def refusing(session: Session, board: object, text: str, **more: object) -> object:
        if text == "Two":
            raise HuddleError("The disk is full. Make room.")
        return state(session, board, text, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(cards, "add_card", refusing)
    async with capturing(ana) as (app, pilot):
        line(app).post_message(events.Paste("One\nTwo\nThree"))
        await idle(pilot)
        await pilot.press("ctrl+s")
        await idle(pilot)
        assert [text for _, text in said(ana)] == ["One", "Three"]
        assert "F2: 1 not added" in frame(app)
        assert "The disk is full." in " ".join(note.message for note in app._notifications)
        await pilot.press("f2")
        await idle(pilot)
        assert app.screen.query_one(TextArea).text == "@Ana Ruiz Two"


async def test_going_back_from_the_look_loses_nothing_even_over_a_restart(in_stage: InStage) -> None:
    ana = in_stage("collect")
    async with capturing(ana) as (app, pilot):
        await pilot.press(*"half")
        line(app).post_message(events.Paste("One\nTwo"))
        await idle(pilot)
        await pilot.press("escape")
        await idle(pilot)
        assert line(app).value == "half"
        assert "F2: 2 not added" in frame(app)
    async with capturing(ana) as (app, pilot):
        assert line(app).value == "half"
        assert "2 unsent lines restored" in frame(app)
        await pilot.press("f2")
        await idle(pilot)
        assert app.screen.query_one(TextArea).text == "One\nTwo\nhalf"


async def test_one_line_goes_back_into_the_line(in_stage: InStage) -> None:
    async with capturing(in_stage("collect")) as (app, pilot):
        await pilot.press(*"half", "f2")
        await idle(pilot)
        await pilot.press(*" a line", "escape")
        await idle(pilot)
        assert line(app).value == "half a line"


async def test_a_paste_whose_first_line_is_empty_is_not_lost(in_stage: InStage) -> None:
    async with capturing(in_stage("collect")) as (app, pilot):
        line(app).post_message(events.Paste("\nRing Kessler\n"))
        await idle(pilot)
        assert line(app).value == "Ring Kessler"


# -- the list


async def test_the_line_keeps_the_keys_until_esc(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    async with capturing(ana) as (app, pilot):
        await pilot.click("CardList")
        await idle(pilot)
        assert line(app).has_focus
        await pilot.press("escape")
        assert screen(app).card_list.has_focus
        goals.set_goal(ana, "Another goal")
        await idle(pilot)
        assert screen(app).card_list.has_focus
        await pilot.press("enter")
        assert line(app).has_focus


async def test_what_arrives_while_one_looks_further_up_moves_nothing(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    board = cards.find_board(ana)
    for number in range(60):
        cards.add_card(ana, board, f"Card {number}")
    async with capturing(ana, (80, 24)) as (app, pilot):
        board_cards = screen(app).query_one(CardList)
        board_cards.scroll_to(y=10, animate=False)
        await idle(pilot)
        top = board_cards.scroll_offset.y
        cards.add_card(crew["Ben"], board, "From another process")
        goals.set_goal(ana, "Another goal")
        await idle(pilot)
        assert board_cards.scroll_offset.y == top
        assert "1 more below" in frame(app)
        board_cards.scroll_end(animate=False)
        await idle(pilot)
        assert "From another process" in frame(app)
        assert "more below" not in frame(app)


async def test_the_last_card_stays_in_sight_when_something_below_grows(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    board = cards.find_board(ana)
    for number in range(60):
        cards.add_card(ana, board, f"Card {number}")
    async with capturing(ana, (80, 24)) as (app, pilot):
        for number in range(14):
            groups.assign_to_group(
                ana, members.add_member(ana, f"Maximilian{number} New"), group_records.list_groups(ana)[0]
            )
        for member in members.list_members(ana)[5:]:
            lifecycle.set_attendance(ana, member, True)
        await idle(pilot)
        assert "Card 59" in frame(app)


async def test_the_surname_of_somebody_who_left_makes_nobody_of_the_same_first_name_the_author(
    in_stage: InStage, crew: Crew
) -> None:
    ana = in_stage("collect")
    otto = members.add_member(ana, "Ben Otto")
    members.end_membership(ana, otto)
    async with capturing(ana) as (app, pilot):
        await pilot.press(*"@Ben Otto calls", "enter")
        await idle(pilot)
        assert (said(ana), line(app).value) == ([], "@Ben Otto calls")
        line(app).value = ""
        line(app).post_message(events.Paste("@Ben Otto calls ten\n@Ben calls two"))
        await idle(pilot)
        assert "line 1: Ben Otto has left the team" in frame(app)
        await pilot.press("ctrl+s")
        await idle(pilot)
        assert said(ana) == [("Ben", "calls two")]


async def test_many_lines_are_seen_on_a_small_terminal_with_all_that_is_said_of_them(
    in_stage: InStage, crew: Crew
) -> None:
    ana = in_stage("collect")
    board = cards.set_board(ana, cards.find_board(ana), hidden=True)
    app = HuddleApp(crew["Ben"], start="capture")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        app.screen.post_message(events.Paste("\n".join(f"Line {number}" for number in range(1, 7))))
        await idle(pilot)
        await pilot.press("home", "@", *"Nobody ")
        cards.reveal_board(ana, board)
        await idle(pilot)
        shown = " ".join(frame(app).split())
        assert "These lines were begun hidden" in shown
        assert [number for number in range(1, 7) if f"Line {number}" not in shown] == [], frame(app)
