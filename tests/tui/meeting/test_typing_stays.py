"""Whatever the host does, the line stays with its typist, and its words go where they were begun, or stay a draft."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Literal

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from core.access.session import Session
from core.commitments import queries
from core.meeting import boards, cards, lifecycle, readiness, votes
from core.models import TEXT_LIMIT, Board, BoardKind, Card, StageName
from data.home import data_home
from tests.conftest import Crew
from tests.tui.frames import frame, idle
from tui.app import HuddleApp
from tui.dialogs.help import HelpScreen
from tui.saying.paste_review import PasteReviewScreen
from tui.widgets.say_line import SayInput

InStage = Callable[[StageName], Session]


@asynccontextmanager
async def seated(session: Session, start: str = "meeting") -> AsyncIterator[tuple[HuddleApp, Pilot[None]]]:
    app = HuddleApp(session, start=start)
    async with app.run_test(size=(100, 28), notifications=True) as pilot:
        await idle(pilot)
        yield app, pilot


def texts(session: Session, kind: BoardKind = "accountabilities") -> list[str]:
    boards_of_kind = session.all(Board, "kind = ?", (kind,))
    return [card.text for board in boards_of_kind for card in session.all(Card, "board_id = ?", (board.id,))]


def told(app: HuddleApp) -> str:
    return " ".join(note.message for note in app._notifications)


def kept() -> str:
    """All that the drafts of cards on this computer hold."""
    return "\n".join(path.read_text(encoding="utf-8") for path in data_home().rglob("board-*.json"))


def line(app: HuddleApp) -> SayInput:
    focused = app.screen_stack[0].focused
    assert isinstance(focused, SayInput), f"the line has lost the focus to {focused}"
    return focused


@pytest.mark.parametrize("start", ["meeting", "capture"])
async def test_the_host_moves_on_and_the_sentence_goes_where_it_was_begun(
    in_stage: InStage, crew: Crew, start: str
) -> None:
    ana, ben = in_stage("collect"), crew["Ben"]
    async with seated(ben, start) as (app, pilot):
        await pilot.press(*(["a"] if start == "meeting" else []), *"visit ")
        lifecycle.move_to_next_stage(ana)
        await idle(pilot)
        assert line(app).value == "visit "
        await pilot.press(*"1 hot lead, the|m today and now", "enter")
        await idle(pilot)
        assert texts(ana) == ["visit 1 hot lead, the|m today and now"]
        assert line(app).value == ""
    meeting = lifecycle.require_open_meeting(ana)
    assert meeting.host_id == ana.me.id
    assert lifecycle.current_stage(ana, meeting).name == "trends"
    assert not readiness.is_done(ben, lifecycle.current_stage(ana, meeting))
    assert texts(ana, "hurdles") == []


@pytest.mark.parametrize("start", ["meeting", "capture"])
@pytest.mark.parametrize("way", ["typed", "pasted"])
async def test_words_begun_after_the_stage_stay_a_draft(in_stage: InStage, crew: Crew, start: str, way: str) -> None:
    ana, opens = in_stage("collect"), ["a"] if start == "meeting" else []
    async with seated(crew["Ben"], start) as (app, pilot):
        await pilot.press(*opens, *"In time", "enter")
        await idle(pilot)
        crew.clock.advance(seconds=1)
        lifecycle.move_to_next_stage(ana)
        crew.clock.advance(seconds=1)
        await idle(pilot)
        assert "open in collect" in frame(app)
        assert line(app).placeholder == "", "the two would read as one sentence"
        if way == "typed":
            await pilot.press(*"1 late", "enter", *"2 late", "enter")
        else:
            line(app).post_message(events.Paste("1 late\n2 late"))
            await idle(pilot)
            await pilot.press("ctrl+s")
        await idle(pilot)
        assert texts(ana) == ["In time"]
        assert ("in the collect stage" if way == "typed" else "goes back to collect") in told(app)
        await pilot.press("f2")
        await idle(pilot)
        assert "1 late" in frame(app)
        await pilot.press("ctrl+s")
        await idle(pilot)
        assert texts(ana) == ["In time"], "a look at them makes them no earlier"
        lifecycle.move_to_previous_stage(ana)
        await idle(pilot)
        await pilot.press("f2")
        await idle(pilot)
        await pilot.press("ctrl+s")
        await idle(pilot)
        assert texts(ana) == ["In time", "1 late", "2 late"]


async def test_a_win_of_an_earlier_meeting_line_is_not_said_two_stages_later(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("wins")
    async with seated(crew["Ben"]) as (_, pilot):
        await pilot.press("a", *"Won Kessler", "enter")
        await idle(pilot)
        crew.clock.advance(minutes=1)
        for _ in range(2):
            lifecycle.move_to_next_stage(ana)
            await idle(pilot)
        crew.clock.advance(minutes=1)
        await pilot.press(*"A new word", "enter")
        await idle(pilot)
        assert texts(ana, "wins") == ["Won Kessler"]


@pytest.mark.parametrize("way", ["too long", "a look"])
async def test_words_that_come_back_into_the_line_are_not_begun_again(in_stage: InStage, crew: Crew, way: str) -> None:
    ana = in_stage("collect")
    async with seated(crew["Ben"]) as (app, pilot):
        await pilot.press("a")
        line(app).value = "x" * (TEXT_LIMIT + 1 if way == "too long" else TEXT_LIMIT)
        await pilot.press("enter" if way == "too long" else "f2")
        await idle(pilot)
        crew.clock.advance(seconds=1)
        lifecycle.move_to_next_stage(ana)
        crew.clock.advance(seconds=1)
        await idle(pilot)
        await pilot.press("backspace" if way == "too long" else "escape")
        await idle(pilot)
        await pilot.press("enter")
        await idle(pilot)
        assert texts(ana) == ["x" * TEXT_LIMIT]


@pytest.mark.parametrize("start", ["meeting", "capture"])
async def test_an_empty_line_takes_keys_too_until_it_is_left(in_stage: InStage, crew: Crew, start: str) -> None:
    ana = in_stage("collect")
    async with seated(crew["Ben"], start) as (app, pilot):
        await pilot.press(*(["a"] if start == "meeting" else []))
        lifecycle.move_to_next_stage(ana)
        crew.clock.advance(seconds=1)
        await idle(pilot)
        await pilot.press(*"1 today", "enter", *"2 more", "enter", "escape")
        await idle(pilot)
        assert texts(ana) == []
        await pilot.press("0", *"sort cards", "enter")
        await idle(pilot)
        assert app.current_mode == "trends"


@pytest.mark.parametrize("start", ["meeting", "capture"])
async def test_another_board_takes_no_words_along(in_stage: InStage, crew: Crew, start: str) -> None:
    ana = in_stage("collect")
    async with seated(crew["Ben"], start) as (app, pilot):
        await pilot.press(*(["a"] if start == "meeting" else []), *"I call ")
        boards.switch_board(ana, "threats")
        await idle(pilot)
        assert "for accountabilities" in frame(app)
        await pilot.press(*"them", "enter", *"A rival", "enter")
        await idle(pilot)
        assert (texts(ana), texts(ana, "threats")) == (["I call them"], ["A rival"])


@pytest.mark.parametrize("stage", ["wins", "hurdles"])
async def test_a_win_and_a_hurdle_are_said_where_they_were_begun(
    in_stage: InStage, crew: Crew, stage: Literal["wins", "hurdles"]
) -> None:
    ana = in_stage(stage)
    async with seated(crew["Ben"]) as (_, pilot):
        await pilot.press("a", *"Won Kess")
        lifecycle.move_to_next_stage(ana)
        await idle(pilot)
        await pilot.press(*"ler", "enter")
        await idle(pilot)
        assert texts(ana, stage) == ["Won Kessler"]


@pytest.mark.parametrize("start", ["meeting", "capture"])
async def test_after_an_anonymous_board_or_the_meeting_the_words_stay_a_draft(
    in_stage: InStage, crew: Crew, start: str
) -> None:
    ana = in_stage("collect")
    cards.set_board(ana, cards.find_board(ana), anonymous=True)
    opens = ["a"] if start == "meeting" else []
    async with seated(crew["Ben"], start) as (app, pilot):
        await pilot.press(*opens, *"Nobody dares")
        lifecycle.move_to_next_stage(ana)
        await idle(pilot)
        await pilot.press(*" to say it", "enter")
        await idle(pilot)
        assert texts(ana) == []
        assert "Your words are kept" in " ".join(frame(app).split())
        await pilot.press("escape")
        lifecycle.move_to_previous_stage(ana)
        await idle(pilot)
        await pilot.press(*opens, "f2")
        await idle(pilot)
        assert "Nobody dares to say it" in frame(app)
        await pilot.press("escape", *" aloud")
        lifecycle.close_meeting(ana)
        await idle(pilot)
        await pilot.press("enter")
        await idle(pilot)
        assert texts(ana) == []
        assert "has ended" in frame(app)
        assert lifecycle.open_meeting_or_none(ana) is None


@pytest.mark.parametrize("start", ["meeting", "capture"])
@pytest.mark.parametrize("way", ["anonymous", "hidden", "revealed"])
async def test_words_keep_the_privacy_under_which_they_were_begun(
    in_stage: InStage, crew: Crew, start: str, way: str
) -> None:
    ana, ben = in_stage("collect"), crew["Ben"]
    board = cards.find_board(ana)
    cards.set_board(ana, board, **{"anonymous" if way == "anonymous" else "hidden": True})  # type: ignore[arg-type]
    opens = ["a"] if start == "meeting" else []
    async with seated(ben, start) as (app, pilot):
        await pilot.press(*opens, *"I fear ")
        if way == "revealed":
            cards.reveal_board(ana, board)
        else:
            cards.set_board(ana, board, **{way: False})  # type: ignore[arg-type]
        await idle(pilot)
        await pilot.press(*"the list", "enter", *"Openly", "enter")
        await idle(pilot)
        assert texts(ana) == ["Openly"], "the words that were begun in private are kept"
    async with seated(ben, start) as (app, pilot):
        await pilot.press(*opens)
        await idle(pilot)
        assert "I fear" not in frame(app)
        await pilot.press("f2")
        await idle(pilot)
        mark = "begun without names" if way == "anonymous" else "begun hidden"
        shown = " ".join(frame(app).split())
        assert "I fear the list" in shown, "their writer finds them"
        assert f"These lines were {mark}" in shown
        assert "Add 1" not in shown
        await pilot.press("ctrl+s")
        await idle(pilot)
        assert line(app).value.endswith("I fear the list")
        assert mark in frame(app)
        await pilot.press("f2", "ctrl+s", *"ed", "enter")
        await idle(pilot)
        assert texts(ana) == ["Openly"]
        await pilot.press(*"New", "f2")
        await idle(pilot)
        assert "so not added now: “" in " ".join(frame(app).split())
        await pilot.press("ctrl+s")
        await idle(pilot)
        assert texts(ana) == ["Openly", "New"]


async def test_half_a_named_card_becomes_anonymous_with_its_board(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    async with seated(crew["Ben"]) as (_, pilot):
        await pilot.press("a", *"I fear ")
        cards.set_board(ana, cards.find_board(ana), anonymous=True)
        await idle(pilot)
        await pilot.press(*"the list", "enter")
        await idle(pilot)
        assert cards.list_cards(ana, cards.find_board(ana)) == [], "it is told with others"
        (card,) = cards.list_cards(crew["Ben"], cards.find_board(ana))
        assert (card.text, card.member_id) == ("I fear the list", None)


async def test_votes_that_open_leave_the_line_alone(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    cards.add_card(crew["Jon"], cards.find_board(ana), "One")
    async with seated(crew["Ben"]) as (app, pilot):
        await pilot.press("a", *"vi")
        votes.open_votes(ana, cards.find_board(ana), 3, "card")
        await idle(pilot)
        await pilot.press(*"vid", "enter")
        await idle(pilot)
        assert texts(ana) == ["One", "vivid"]
        assert line(app).value == ""


async def test_a_line_of_the_meeting_comes_back_after_a_crash(in_stage: InStage, crew: Crew) -> None:
    in_stage("wins")
    async with seated(crew["Ben"]) as (_, pilot):
        await pilot.press("a", *"Half a wi")
        await idle(pilot)
    async with seated(crew["Ben"]) as (app, pilot):
        await pilot.press("a")
        await idle(pilot)
        assert line(app).value == "Half a wi"
        assert "draft restored" in frame(app)


@pytest.mark.parametrize("start", ["meeting", "capture"])
async def test_many_lines_go_to_the_board_that_is_named_and_are_taken_back_one_by_one(
    in_stage: InStage, crew: Crew, start: str
) -> None:
    ana, opens = in_stage("collect"), ["a"] if start == "meeting" else []
    async with seated(crew["Ben"], start) as (app, pilot):
        await pilot.press(*opens, *"Before", "enter")
        line(app).post_message(events.Paste("Call ten\nVisit two\n"))
        await idle(pilot)
        assert isinstance(app.screen, PasteReviewScreen)
        assert "One card per line for accountabilities." in frame(app)
        assert "still go" not in frame(app)
        boards.switch_board(ana, "threats")
        await idle(pilot)
        assert "The topic is threats now. These lines still go to accountabilities." in frame(app)
        await pilot.press("ctrl+s")
        await idle(pilot)
        assert (texts(ana), texts(ana, "threats")) == (["Before", "Call ten", "Visit two"], [])
        assert "2 cards added to accountabilities. Press ^z to undo them one by one" in told(app)
        await pilot.press("ctrl+z")
        await idle(pilot)
        assert "Card deleted, of accountabilities: “Visit two”." in told(app)
        assert line(app).value == "", "these words belong to another board"
        await pilot.press("ctrl+z")
        await idle(pilot)
        assert texts(ana) == ["Before"]
        crew["Ben"].undo("card.taken_back")
        assert texts(ana) == ["Before", "Call ten"]


async def test_a_card_said_after_its_stage_is_taken_back_and_no_older_one(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    async with seated(crew["Ben"]) as (_, pilot):
        await pilot.press("a", *"In time", "enter", *"Late")
        await idle(pilot)
        crew.clock.advance(seconds=1)
        lifecycle.move_to_next_stage(ana)
        crew.clock.advance(seconds=1)
        await idle(pilot)
        await pilot.press("enter")
        await idle(pilot)
        assert texts(ana) == ["In time", "Late"]
        await pilot.press("ctrl+z")
        await idle(pilot)
        assert texts(ana) == ["In time"]
        await pilot.press("ctrl+z")
        await idle(pilot)
        assert texts(ana) == ["In time"]


@pytest.mark.parametrize(
    ("way", "reason"),
    [("over", "The meeting is over. These lines are"), ("anonymous", "These lines are")],
)
async def test_the_look_says_when_its_lines_can_only_be_a_draft(
    in_stage: InStage, crew: Crew, way: str, reason: str
) -> None:
    ana = in_stage("collect")
    cards.set_board(ana, cards.find_board(ana), anonymous=way == "anonymous")
    async with seated(crew["Ben"]) as (app, pilot):
        await pilot.press("a", *"I fear", "f2")
        await idle(pilot)
        assert "kept as your draft" not in frame(app)
        crew.clock.advance(seconds=1)
        if way == "over":
            lifecycle.close_meeting(ana)
        else:
            lifecycle.move_to_next_stage(ana)
        await idle(pilot)
        assert f"{reason} kept as your draft" in frame(app)
        assert "^s Keep as draft" in frame(app)
        await pilot.press("ctrl+s")
        await idle(pilot)
        assert not isinstance(app.screen, PasteReviewScreen)
        assert f"{reason} kept as your draft" in told(app)
        assert "I fear" in kept()


async def test_many_lines_begun_after_the_stage_are_kept_with_a_sentence(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    async with seated(crew["Ben"]) as (app, pilot):
        await pilot.press("a")
        crew.clock.advance(seconds=1)
        lifecycle.move_to_next_stage(ana)
        crew.clock.advance(seconds=1)
        await idle(pilot)
        await pilot.press("f2", *"one", "enter", *"two", "ctrl+s")
        await idle(pilot)
        assert "You can add them when the host goes back to collect." in told(app)
        lifecycle.move_to_previous_stage(ana)
        await idle(pilot)
        await pilot.press("f2", "ctrl+s")
        await idle(pilot)
    assert texts(ana) == ["one", "two"]


@pytest.mark.parametrize("stage", ["collect", "hurdles"])
async def test_a_name_in_the_meetings_line_says_whose_card_it_is(
    in_stage: InStage, crew: Crew, stage: StageName
) -> None:
    ana, kind = in_stage(stage), cards.find_board(crew["Ana"], "hurdles" if stage == "hurdles" else None).kind
    async with seated(crew["Ben"]) as (app, pilot):
        await pilot.press("a", "@", *"jo")
        assert "Jon Weiss" in frame(app)
        await pilot.press("tab", *"Pricing", "enter")
        await idle(pilot)
        for words in ("@tom Pricing", "@nobody Pricing", "@jon "):
            await pilot.press(*words, "enter")
            await idle(pilot)
            assert line(app).value == words, "words that are refused stay"
            await pilot.press("ctrl+u")
        await pilot.press("ctrl+z")
        await idle(pilot)
        await pilot.press("up", "enter")
        await idle(pilot)
    (card,) = cards.list_cards(ana, cards.find_board(ana, kind))
    assert (card.text, card.member_id, card.typed_by) == ("Pricing", crew.members["Jon"].id, crew.members["Ben"].id)


async def test_a_name_is_words_where_no_names_are_stored(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    cards.set_board(ana, cards.find_board(ana), anonymous=True)
    async with seated(crew["Ben"]) as (_app, pilot):
        await pilot.press("a", *"@jon never answers", "enter")
        await idle(pilot)
        (card,) = cards.list_cards(crew["Ben"], cards.find_board(ana))
        assert (card.text, card.member_id) == ("@jon never answers", None)


@pytest.mark.parametrize(
    ("start", "stage", "is_told"),
    [("meeting", "collect", True), ("meeting", "wins", True), ("capture", "collect", True)],
)
async def test_the_look_says_that_a_line_may_begin_with_a_name_where_it_may(
    in_stage: InStage, crew: Crew, start: str, stage: StageName, is_told: bool
) -> None:
    in_stage(stage)
    async with seated(crew["Ben"], start) as (app, pilot):
        await pilot.press(*(["a"] if start == "meeting" else []), "f2")
        await idle(pilot)
        assert "One card per line for " in frame(app)
        assert ("Start with @name" in frame(app)) == is_told


async def test_a_form_of_a_stage_that_is_over_is_still_answered(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("commit")
    async with seated(crew["Ben"]) as (app, pilot):
        await pilot.press("enter")
        await idle(pilot)
        await pilot.press(*"Ring ten")
        lifecycle.move_to_next_stage(ana)
        await idle(pilot)
        await pilot.press("enter")
        await idle(pilot)
        assert [promise.text for promise in queries.list_commitments(ana)] == ["Ring ten"]
        assert app.screen.focused is not None


async def test_a_meeting_that_begins_asks_nothing_over_a_dialog_in_which_somebody_types(crew: Crew) -> None:
    async with seated(crew["Ana"], "home") as (app, pilot):
        app.action_page("feedback")
        await idle(pilot)
        await pilot.press("a")
        await idle(pilot)
        await pilot.press(*"Jo")
        lifecycle.start_meeting(crew["Ben"])
        await idle(pilot)
        await pilot.press(*"n")
        await idle(pilot)
        assert app.screen.query_one(Input).value == "Jon"
        await pilot.press("escape")
        await idle(pilot)
        assert "Can others see your screen?" in frame(app)


async def test_in_quick_entry_typing_types_on_after_the_line_was_left(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    async with seated(crew["Ben"], "capture") as (app, pilot):
        await pilot.press(*"Ring", "escape", *" 2 ?n")
        await idle(pilot)
        assert line(app).value == "Ring 2 ?n"
        await pilot.press("escape", "escape", "C", *"ow", "enter")
        await idle(pilot)
        assert texts(ana) == ["Ring 2 ?now"]


@pytest.mark.parametrize("start", ["meeting", "capture"])
async def test_a_sentence_that_an_earlier_line_replaces_is_kept(in_stage: InStage, crew: Crew, start: str) -> None:
    ana = in_stage("collect")
    async with seated(crew["Ben"], start) as (app, pilot):
        await pilot.press(*(["a"] if start == "meeting" else []), *"Earlier", "enter", *"Half a sent", "up")
        await idle(pilot)
        assert line(app).value == "Earlier"
        assert "Half a sent" in kept(), "a crash now loses nothing"
        await pilot.press("!", "up", "down")
        assert "Earlier!" in kept()
        assert "Half a sent" in kept()
        crew.clock.advance(seconds=1)
        lifecycle.move_to_next_stage(ana)
        crew.clock.advance(seconds=1)
        await idle(pilot)
        await pilot.press("down")
        assert line(app).value == "Half a sent"
        assert kept().count("Half a sent") == 1
        await pilot.press(*"ence", "enter")
        await idle(pilot)
        assert texts(ana) == ["Earlier", "Half a sentence"], "and it is as old as it was"


@pytest.mark.parametrize("start", ["meeting", "capture"])
@pytest.mark.parametrize("leave", [[], ["escape"]])
async def test_while_a_line_is_shown_f1_helps_and_is_in_the_key_line(
    in_stage: InStage, crew: Crew, start: str, leave: list[str]
) -> None:
    in_stage("collect")
    async with seated(crew["Ben"], start) as (app, pilot):
        await pilot.press(*(["a"] if start == "meeting" else []), *"Why", *leave)
        await idle(pilot)
        types = start == "capture" or not leave
        assert frame(app).splitlines()[-1].rstrip().count("F1 Help") == types
        assert ("0 Menu" in frame(app)) != types
        await pilot.press("f1")
        await idle(pilot)
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("f1")
        await idle(pilot)
        assert not isinstance(app.screen, HelpScreen)
        await pilot.press(*"?" * types)
        await idle(pilot)
        assert not isinstance(app.screen, HelpScreen)
        await pilot.press(*(["a"] if start == "meeting" and leave else []), "f2", "f1")
        await idle(pilot)
        assert isinstance(app.screen, HelpScreen), "in a dialog too"
        await pilot.press("escape")
        await idle(pilot)
        assert app.screen.query_one(TextArea).text == "Why" + "?" * types


async def test_f1_closes_no_more_than_the_help(crew: Crew) -> None:
    async with seated(crew["Ben"], "home") as (app, pilot):
        await pilot.press("f1", "f1", "f1")
        await idle(pilot)
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("f1")
        await idle(pilot)
        assert len(app.screen_stack) == 1


@pytest.mark.parametrize("start", ["meeting", "capture"])
async def test_lines_kept_for_another_board_are_told_also_after_a_restart(
    in_stage: InStage, crew: Crew, start: str
) -> None:
    ana, ben, opens = in_stage("collect"), crew["Ben"], ["a"] if start == "meeting" else []
    hint = "Draft saved: 2 lines for accountabilities."
    async with seated(ben, start) as (app, pilot):
        await pilot.press(*opens)
        line(app).post_message(events.Paste("Call ten\nVisit two\n"))
        await idle(pilot)
        await pilot.press("escape")
        await idle(pilot)
        assert hint not in frame(app), "F2 shows these"
        boards.switch_board(ana, "threats")
        await idle(pilot)
        assert hint in frame(app)
    async with seated(ben, start) as (app, pilot):
        assert hint in (told(app) if start == "meeting" else frame(app))
        app.clear_notifications()
        await pilot.press(*opens)
        await idle(pilot)
        assert hint in frame(app)
        boards.switch_board(ana, "accountabilities")
        await idle(pilot)
        assert hint not in frame(app)
        await pilot.press("f2")
        await idle(pilot)
        assert "Visit two" in frame(app)


async def test_words_begun_while_no_board_was_asked_go_on_with_the_next_one(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    async with seated(crew["Ben"], "capture") as (app, pilot):
        await pilot.press(*"In time", "enter")
        await idle(pilot)
        crew.clock.advance(seconds=1)
        lifecycle.move_to_next_stage(ana)
        crew.clock.advance(seconds=1)
        await idle(pilot)
        await pilot.press(*"A riv")
        boards.switch_board(ana, "threats")
        await idle(pilot)
        crew.clock.advance(seconds=1)
        lifecycle.move_to_stage(ana, "collect")
        await idle(pilot)
        assert (line(app).value, "for accountabilities" in frame(app)) == ("A riv", False)
        await pilot.press(*"al", "enter")
        await idle(pilot)
        assert (texts(ana), texts(ana, "threats")) == (["In time"], ["A rival"])


async def test_capture_without_a_line_says_why_and_offers_no_key_of_a_line(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    cards.add_card(ana, cards.find_board(ana), "One")
    lifecycle.move_to_next_stage(ana)
    async with seated(ana, "capture") as (app, pilot):
        assert "One" in frame(app)
        assert "The meeting is in trends. You can add cards when the host opens collect." in frame(app)
        foot = frame(app).splitlines()[-1]
        assert not {"Add", "Next", "Undo", "Paste"} & set(foot.split())
        assert "0 Menu" in foot
        await pilot.press("enter", "tab", "f2", "ctrl+z")
        await idle(pilot)
        assert (len(app.screen_stack), texts(ana)) == (1, ["One"])
        lifecycle.move_to_previous_stage(ana)
        await idle(pilot)
        assert "The meeting is in" not in frame(app)
        assert "Paste many" in frame(app)
        await pilot.press(*"1 Two", "enter")
        await idle(pilot)
        assert texts(ana) == ["One", "1 Two"]


@pytest.mark.parametrize("start", ["meeting", "capture"])
async def test_what_waits_is_told_no_longer_once_it_is_said(in_stage: InStage, crew: Crew, start: str) -> None:
    ana = in_stage("collect")
    async with seated(crew["Ben"], start) as (app, pilot):
        await pilot.press(*(["a"] if start == "meeting" else []), *"Earlier", "enter", *"I call", "up")
        boards.switch_board(ana, "threats")
        await idle(pilot)
        await pilot.press("down", "enter")
        await idle(pilot)
        assert texts(ana) == ["Earlier", "I call"]
        assert "Not added" not in frame(app)


async def test_a_win_of_somebody_else_comes_back_as_theirs(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("wins")
    async with seated(crew["Ben"]) as (app, pilot):
        await pilot.press("a", *"@Jon won Kessler", "enter")
        await idle(pilot)
        await pilot.press("ctrl+z")
        await idle(pilot)
        await pilot.press("up")
        assert line(app).value == "@Jon won Kessler"
        await pilot.press("enter")
        await idle(pilot)
    async with seated(crew["Ben"]) as (app, pilot):
        await pilot.press("a", "up")
        assert line(app).value == "@Jon won Kessler", "also after a restart"
    (win,) = cards.list_cards(ana, cards.find_board(ana, "wins"))
    assert win.about_id == crew["Jon"].me.id


@pytest.mark.parametrize("start", ["meeting", "capture"])
async def test_words_that_come_back_after_a_take_back_keep_their_board(
    in_stage: InStage, crew: Crew, start: str
) -> None:
    ana = in_stage("collect")
    async with seated(crew["Ben"], start) as (app, pilot):
        await pilot.press(*(["a"] if start == "meeting" else []), *"Call ten", "enter")
        await idle(pilot)
        boards.switch_board(ana, "threats")
        await idle(pilot)
        await pilot.press(*"A rival", "enter")
        await idle(pilot)
        for _ in range(2):
            await pilot.press("ctrl+z")
            await idle(pilot)
        await pilot.press("escape", *(["a"] if start == "meeting" else ["enter"]), "up")
        await idle(pilot)
        assert line(app).value.endswith("Call ten")
        assert "for accountabilities" in frame(app)
        await pilot.press("up", "up", "down", "down", "down", "down")
        await idle(pilot)
        assert "for accountabilities" not in frame(app)
        await pilot.press("up", "enter")
        await idle(pilot)
        assert (texts(ana), texts(ana, "threats")) == (["Call ten"], [])


async def test_hidden_words_come_back_after_the_reveal_too_and_stay_hidden(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    board = cards.set_board(ana, cards.find_board(ana), anonymous=True, hidden=True)
    async with seated(crew["Ben"]) as (app, pilot):
        await pilot.press("a", *"I fear", "enter")
        await idle(pilot)
        await pilot.press("ctrl+z")
        await idle(pilot)
        assert "Press ↑ in the line to bring the words back" in told(app)
        cards.reveal_board(ana, board)
        await idle(pilot)
        await pilot.press("up")
        assert line(app).value == "I fear"
        assert "begun hidden" in frame(app)
        await pilot.press("enter")
        await idle(pilot)
        assert texts(ana) == []


@pytest.mark.parametrize("way", ["line", "many"])
async def test_what_is_kept_for_the_board_that_is_asked_is_told_at_once_after_a_restart(
    in_stage: InStage, crew: Crew, way: str
) -> None:
    in_stage("collect")
    async with seated(crew["Ben"]) as (app, pilot):
        await pilot.press("a", *"Half")
        if way == "many":
            line(app).post_message(events.Paste("Call ten\nVisit two\n"))
            await idle(pilot)
    async with seated(crew["Ben"]) as (app, pilot):
        count = "1 unsent line" if way == "line" else "3 unsent lines"
        assert f"You have {count} for accountabilities. Press a, then F2, to review." in told(app)


@pytest.mark.parametrize("start", ["meeting", "capture"])
async def test_lines_begun_in_private_are_told_after_a_restart(in_stage: InStage, crew: Crew, start: str) -> None:
    ana = in_stage("collect")
    board = cards.set_board(ana, cards.find_board(ana), anonymous=True)
    opens = ["a"] if start == "meeting" else []
    async with seated(crew["Ben"], start) as (_, pilot):
        await pilot.press(*opens, *"I fear")
        await idle(pilot)
    cards.set_board(ana, board, anonymous=False)
    async with seated(crew["Ben"], start) as (app, pilot):
        await pilot.press(*opens)
        await idle(pilot)
        assert line(app).value == ""
        assert "1 unsent line restored. Press F2 to review." in told(app)


async def test_what_an_earlier_meeting_left_says_where_it_was_begun(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    async with seated(crew["Ben"]) as (_, pilot):
        await pilot.press("a", *"I call")
        await idle(pilot)
    lifecycle.close_meeting(ana)
    lifecycle.start_meeting(ana)  # begins with wins
    async with seated(crew["Ben"]) as (app, pilot):
        await pilot.press("a")
        await idle(pilot)
        begun = "begun for accountabilities in weekly meeting 1"
        assert f"1 unsent line restored, {begun}. Press F2 to review." in told(app)
