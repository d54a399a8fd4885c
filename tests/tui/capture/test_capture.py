"""Quick entry: one Enter says a card, and nothing that was typed is lost."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion
from textual import events
from textual.strip import Strip
from textual.widgets import Input

from core.access.session import Session
from core.meeting import cards, lifecycle
from core.models import StageName
from data.home import data_home
from tests.conftest import Crew
from tests.tui.frames import SMALL, frame, idle
from tui.app import HuddleApp
from tui.capture.screen import CaptureScreen
from tui.saying.paste_review import PasteReviewScreen
from tui.widgets.card_list import CardList
from tui.widgets.say_line import SayInput

InStage = Callable[[StageName], Session]


def said(session: Session) -> list[str]:
    return [card.text for card in cards.list_cards(session, cards.find_board(session))]


def line(app: HuddleApp) -> SayInput:
    assert isinstance(app.screen, CaptureScreen)
    return app.screen.card_input.input


@pytest.mark.parametrize("size", [SMALL], ids=str)
async def test_frames(in_stage: InStage, crew: Crew, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    ana = in_stage("collect")
    board = cards.find_board(ana)
    for name, text in [
        ("Ana", "Call five lapsed customers every Monday before ten"),
        ("Ben", "Every proposal leaves within a day of the meeting, and if it cannot, I call the customer and say why"),
        ("Lea", "I ask each customer for one introduction a month"),
    ]:
        cards.add_card(crew[name], board, text)
    app = HuddleApp(ana, start="capture")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


@pytest.mark.parametrize("stage", ["none", "wins"])
async def test_an_empty_screen_says_why(in_stage: InStage, crew: Crew, stage: str, snapshot: SnapshotAssertion) -> None:
    if stage != "none":
        in_stage("wins")
    app = HuddleApp(crew["Ana"], start="capture")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


async def test_one_enter_says_a_card(in_stage: InStage) -> None:
    ana = in_stage("collect")
    app = HuddleApp(ana, start="capture")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press(*"Ring Kessler", "enter", *"Visit Brandt", "enter")
        await idle(pilot)
        assert said(ana) == ["Ring Kessler", "Visit Brandt"]
        assert line(app).value == ""
        assert "Ring Kessler" in frame(app)
        assert sum(row.endswith(" added") for row in frame(app).splitlines()) == 2


async def test_at_name_says_it_for_somebody_else(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    app = HuddleApp(ana, start="capture")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press(*"@ben Two visits a week", "enter")
        await idle(pilot)
        (card,) = cards.list_cards(ana, cards.find_board(ana))
        assert (card.member_id, card.typed_by) == (crew.members["Ben"].id, crew.members["Ana"].id)


async def test_an_unknown_name_keeps_the_line(in_stage: InStage) -> None:
    app = HuddleApp(in_stage("collect"), start="capture")
    async with app.run_test(size=(100, 28), notifications=True) as pilot:
        await idle(pilot)
        await pilot.press(*"@zoe Two visits a week", "enter")
        await idle(pilot)
        assert line(app).value == "@zoe Two visits a week"
        assert "Nobody" in frame(app) or "no member" in frame(app).lower()


async def test_what_is_refused_comes_back_into_the_line(in_stage: InStage) -> None:
    ana = in_stage("collect")
    app = HuddleApp(ana, start="capture")
    async with app.run_test(size=(100, 28), notifications=True) as pilot:
        await idle(pilot)
        line(app).value = "x" * 501
        await pilot.press("enter")
        await idle(pilot)
        assert said(ana) == []
        assert line(app).value == "x" * 501
        assert "not added" in frame(app)


async def test_taking_back_puts_the_words_into_the_line(in_stage: InStage) -> None:
    ana = in_stage("collect")
    app = HuddleApp(ana, start="capture")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press(*"Ring Kesler", "enter")
        await idle(pilot)
        await pilot.press("ctrl+z")
        await idle(pilot)
        assert said(ana) == []
        assert line(app).value == "Ring Kesler"


async def test_many_pasted_lines_become_many_cards_after_a_look(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    app = HuddleApp(ana, start="capture")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        line(app).post_message(events.Paste("One\n\n@jon Two\nThree\n"))
        await idle(pilot)
        assert isinstance(app.screen, PasteReviewScreen)
        assert said(ana) == []
        await pilot.press("ctrl+s")
        await idle(pilot)
        assert said(ana) == ["One", "Two", "Three"]
        assert [card.member_id for card in cards.list_cards(ana, cards.find_board(ana))][1] == crew.members["Jon"].id


async def test_arrows_bring_back_what_was_said(in_stage: InStage) -> None:
    app = HuddleApp(in_stage("collect"), start="capture")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press(*"first", "enter", *"second", "enter", *"dra")
        await pilot.press("up", "up")
        assert line(app).value == "first"
        await pilot.press("down", "down")
        assert line(app).value == "dra"


async def test_another_groups_card_is_counted_and_not_listed(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    app = HuddleApp(ana, start="capture")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press(*"half a line")
        cards.add_card(crew["Lea"], cards.find_board(ana), "Said in the south")
        await idle(pilot)
        assert "Said in the south" not in frame(app)
        assert "all 1" in frame(app)
        assert line(app).value == "half a line"


async def test_typing_survives_the_host_moving_on(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    app = HuddleApp(crew["Ben"], start="capture")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press(*"half a line")
        lifecycle.move_to_stage(ana, "trends")
        await idle(pilot)
        assert "is in trends" in frame(app)
        lifecycle.move_to_stage(ana, "collect")
        await idle(pilot)
        assert line(app).value == "half a line"


@pytest.mark.parametrize(("hidden", "told"), [(False, "appear three at a time"), (True, "hidden until the host")])
@pytest.mark.parametrize("start", ["capture", "meeting"])
async def test_an_anonymous_board_says_when_its_cards_appear(
    in_stage: InStage, crew: Crew, start: str, hidden: bool, told: str
) -> None:
    ana = in_stage("collect")
    cards.set_board(ana, cards.find_board(ana), anonymous=True, hidden=hidden)
    app = HuddleApp(ana, start=start)
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        words = " ".join(frame(app).split())
        assert "Anonymous: names are not stored, and cards" in words
        assert told in words
        assert ("three at a time" in words) is not hidden


async def test_nobodys_name_stands_on_an_anonymous_board(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    cards.set_board(ana, cards.find_board(ana), anonymous=True)
    app = HuddleApp(ana, start="capture")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press(*"Nobody knows", "enter")
        await idle(pilot)
        assert cards.list_cards(crew["Ben"], cards.find_board(ana)) == []
        (card,) = cards.list_cards(ana, cards.find_board(ana))
        assert (card.member_id, card.typed_by) == (None, None)
        assert "shown with others" in frame(app)
        await pilot.press("ctrl+z")
        await idle(pilot)
        assert said(ana) == []
        assert "Nobody knows" not in "\n".join(frame(app).splitlines()[:-5])
        await pilot.press("enter")
        await idle(pilot)
        for name in ("Ben", "Jon"):
            cards.add_card(crew[name], cards.find_board(ana), f"{name} knows")
        await idle(pilot)
        assert "shown with others" not in frame(app)
        assert sorted(text for text in said(crew["Lea"])) == ["Ben knows", "Jon knows", "Nobody knows"]
        assert frame(app).count("Nobody knows") == 1


async def test_who_types_lets_the_walls_be_painted_first(in_stage: InStage) -> None:
    app = HuddleApp(in_stage("collect"), start="capture")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        assert app.feed.delay_range == CaptureScreen.FEED_DELAY
        app.switch_mode("meeting")
        await idle(pilot)
        assert app.feed.delay_range is None
        app.switch_mode("capture")
        await idle(pilot)
        assert app.feed.delay_range == CaptureScreen.FEED_DELAY


async def test_what_was_said_stays_whole_when_the_list_outgrows_the_screen(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    board = cards.find_board(ana)
    app = HuddleApp(ana, start="capture")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        for number in range(40):
            cards.add_card(crew["Ben"], board, f"Call customer {number} before ten")
            app.feed.poll()
            await idle(pilot)
        lines = frame(app).splitlines()
        shown = [line for line in lines if "Call customer" in line]
        assert len(shown) > 10
        assert "Call customer 39 before ten" in shown[-1]
        assert all("added" in line for line in shown)
        listed = [lines.index(line) for line in shown]
        assert lines[listed[-1] + 1].strip().startswith("No card yet"), "no empty line below the last one"


async def test_the_same_screen_goes_on_in_the_next_meeting(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    app = HuddleApp(crew["Ben"], start="capture")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press(*"one", "enter")
        await idle(pilot)
        lifecycle.close_meeting(ana)
        await idle(pilot)
        now = lifecycle.start_meeting(ana)
        host = next(crew[name] for name in crew.members if crew.members[name].id == now.host_id)
        await idle(pilot)
        assert "in wins" in frame(app)
        lifecycle.move_to_stage(host, "collect")
        await idle(pilot)
        await pilot.press(*"two", "enter")
        await idle(pilot)
        assert "not added" not in frame(app)
    assert said(ana) == ["two"]


async def test_the_last_card_stays_in_sight_when_the_terminal_changes_its_size(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    board = cards.find_board(ana)
    for number in range(18):
        cards.add_card(crew["Ben"], board, f"Call customer {number} before ten")
    app = HuddleApp(ana, start="capture")
    async with app.run_test(size=(80, 24)) as pilot:
        for size in [(200, 60), (80, 24), (100, 28), (60, 15)]:
            await pilot.resize_terminal(*size)
            await idle(pilot)
            assert "Call customer 17 before ten" in frame(app)
        app.screen.query_one(CardList).scroll_home(animate=False)
        await idle(pilot)
        await pilot.resize_terminal(80, 24)
        await idle(pilot)
        assert "Call customer 0 before ten" in frame(app), "who looks further up stays there"


async def test_what_is_typed_is_kept_before_it_is_painted(in_stage: InStage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the disk is slow: a person sees no letter that a crash would lose."""
    painted: list[tuple[str, str]] = []
    plain = Input.render_line

    def render_line(line: Input, y: int) -> Strip:
        if isinstance(line, SayInput) and line.value:
            kept = [json.loads(path.read_text())["line"] for path in data_home().rglob("board-*.json")]
            painted.append((line.value, kept[0]["text"] if kept else ""))
        return plain(line, y)

    monkeypatch.setattr(Input, "render_line", render_line)
    app = HuddleApp(in_stage("collect"), start="capture")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press(*"Ring ten")
        await idle(pilot)
    assert painted[-1] == ("Ring ten", "Ring ten")
    assert all(kept == shown for shown, kept in painted)
