"""The trends screen: driven with keys and mouse, while others change the same wall."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual import events
from textual.pilot import Pilot

from core.access.session import Session
from core.meeting import cards, lifecycle, trends
from core.meeting.trend_columns import TrendColumn, load_grouped_cards
from core.models import Board
from tests.conftest import Crew
from tests.tui.frames import LARGE, SMALL, frame, idle, option, until
from tui.app import HuddleApp
from tui.trends.layout import EDGE_WIDTH, HEAD_LINES
from tui.trends.paint import WallPainter
from tui.trends.screen import TrendsScreen
from tui.trends.wall import CardWall

SAID = (
    "Ring back everybody who downloaded the brochure",
    "Update CRM daily",
    "Call five lapsed customers every Monday before ten",
    "Every proposal leaves within a day of the meeting",
    "Visit my top ten customers once a quarter, in person, with a written agenda that I send two days before",
    "I ask each customer for one introduction a month",
    "Plan my week on Sunday evening",
    "Role play with Jon on Tuesdays",
)


def collected(crew: Crew, said: Sequence[str] = SAID, **choices: Any) -> Board:
    """A weekly meeting at its trends; Ana, Ben and Jon have said these in turn."""
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


def grouped(session: Session, board: Board) -> dict[str, list[str]]:
    """The first words of the cards by the name of their column."""
    grouped = load_grouped_cards(session, board)
    return {column.name: [card.text.split()[0] for card in column.cards] for column in grouped.columns}


def make(session: Session, board: Board, name: str, *first_words: str) -> TrendColumn:
    """A trend of the cards that begin so."""
    cards = {card.text.split()[0]: card for card in load_grouped_cards(session, board).cards.values()}
    trends.new_trend(session, board, name, [cards[word] for word in first_words])
    return load_grouped_cards(session, board).columns[-1]


@asynccontextmanager
async def shown(session: Session, size: tuple[int, int] = (100, 28)) -> AsyncIterator[tuple[Pilot[None], TrendsScreen]]:
    app = HuddleApp(session, start="trends")
    app.animation_level = "none"
    async with app.run_test(size=size, notifications=True) as pilot:
        await idle(pilot)
        assert isinstance(app.screen, TrendsScreen)
        app.screen.prompt.input.cursor_blink = False
        yield pilot, app.screen


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await idle(pilot)


def text_of(pilot: Pilot[None]) -> str:
    assert isinstance(pilot.app, HuddleApp)
    return frame(pilot.app)


def under_cursor(screen: TrendsScreen) -> str:
    card = screen.wall.cursor.card
    return card.text.split()[0] if card else ""


def told(pilot: Pilot[None]) -> list[str]:
    return [str(note.message) for note in pilot.app._notifications]


# -- how it looks


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["size0", "size2"])
async def test_the_wall_at_three_sizes(crew: Crew, snapshot: SnapshotAssertion, size: tuple[int, int]) -> None:
    board = collected(crew)
    make(crew["Ana"], board, "Old customers", "Call", "Visit")
    make(crew["Ana"], board, "Fast proposals", "Every")
    make(crew["Ana"], board, "Introductions")
    async with shown(crew["Ana"], size) as (pilot, _):
        await press(pilot, "space", "space")
        assert text_of(pilot) == snapshot


@pytest.mark.parametrize("size", [SMALL], ids=["size0"])
async def test_three_hundred_cards(crew: Crew, snapshot: SnapshotAssertion, size: tuple[int, int]) -> None:
    board = collected(crew, [f"{at} {SAID[at % len(SAID)]}" for at in range(300)])
    s = crew["Ana"]
    cards = load_grouped_cards(s, board).columns[0].cards
    for number in range(12):
        trends.new_trend(s, board, f"Trend {number + 1}", cards[number * 20 : number * 20 + 20])
    async with shown(s, size) as (pilot, screen):
        await press(pilot, "end", *["right"] * 12)
        assert screen.wall.cursor.column.name == "Trend 12"
        assert text_of(pilot) == snapshot


@pytest.mark.parametrize("key", ["m", "a", "slash"])
async def test_the_line_that_asks(crew: Crew, snapshot: SnapshotAssertion, key: str) -> None:
    board = collected(crew)
    make(crew["Ana"], board, "Old customers", "Call", "Visit")
    async with shown(crew["Ana"], (80, 24)) as (pilot, _):
        await press(pilot, key)
        assert text_of(pilot).splitlines()[-6:] == snapshot


# -- grouping with the keyboard


async def test_a_whole_sorting_with_the_keyboard(crew: Crew) -> None:
    board = collected(crew)
    s = crew["Ben"]
    async with shown(s) as (pilot, screen):
        await press(pilot, "down", "down", "space", "down", "space", "a")  # Call, Visit
        await press(pilot, *["backspace"], *"Customers", "enter")
        assert grouped(s, board)["Customers"] == ["Call", "Visit"]
        assert screen.wall.cursor.marked_ids == set()
        await press(pilot, "home", "m", "1")
        assert grouped(s, board)["Customers"] == ["Call", "Visit", "Ring"]
        assert under_cursor(screen) == "Update", "the cursor goes on to the next card"
        await press(pilot, "a", "enter")
        assert list(grouped(s, board)) == ["Ungrouped", "Customers", "Update CRM daily"]
        await press(pilot, "right", "right", "e", "end", *"!", "enter")
        assert list(grouped(s, board))[2] == "Update CRM daily!"
        await press(pilot, *option("Merge trend"))
        await press(pilot, "1")
        assert grouped(s, board)["Customers"] == ["Call", "Visit", "Ring", "Update"]
        assert under_cursor(screen) == "Update", "the cursor stays on its card"
        await press(pilot, "m", "0")
        assert grouped(s, board)["Customers"] == ["Call", "Visit", "Ring"]
        await press(pilot, "d", "enter")
        assert list(grouped(s, board)) == ["Ungrouped"]
        assert [card.text for card in load_grouped_cards(s, board).columns[0].cards] == list(SAID)
        await press(pilot, *["u"] * 7)
        assert list(grouped(s, board)) == ["Ungrouped"]
        assert told(pilot)[-1] == "Undone: new trend Customers"
        await press(pilot, "u")
        assert told(pilot)[-1] == "Nothing to undo here."


async def test_more_than_nine_trends_are_reached_by_number_and_by_name(crew: Crew) -> None:
    board = collected(crew)
    s = crew["Ben"]
    for number in range(1, 13):
        make(s, board, f"Trend {'abcdefghijkl'[number - 1]}")
    async with shown(s) as (pilot, screen):
        await press(pilot, "m", "1")
        assert screen.prompt.is_asking, "it may become 10, 11 or 12"
        await press(pilot, "2")
        await press(pilot, "m", "1", "enter")
        await press(pilot, "m", "5")
        await press(pilot, "m", *"trend k", "enter")
        now = grouped(s, board)
        assert (now["Trend l"], now["Trend a"], now["Trend e"], now["Trend k"]) == (
            ["Ring"],
            ["Update"],
            ["Call"],
            ["Every"],
        )
        await press(pilot, "m", *"19", "enter")
        assert screen.prompt.is_asking
        assert "No such trend" in text_of(pilot)
        await press(pilot, "escape")
        assert not screen.prompt.is_asking


async def test_keys_typed_faster_than_the_line_appears(crew: Crew) -> None:
    board = collected(crew)
    s = crew["Ben"]
    make(s, board, "One")
    make(s, board, "Two")
    async with shown(s) as (pilot, screen):
        for key in "m2m1m2":
            pilot.app.post_message(events.Key(key, key))
        await until(pilot, lambda: len(grouped(s, board)["Ungrouped"]) == len(SAID) - 3)
        assert pilot.app.screen is screen
        assert grouped(s, board)["Two"] == ["Ring", "Call"]
        assert grouped(s, board)["One"] == ["Update"]


async def test_a_name_that_is_taken_stays_to_be_put_right(crew: Crew) -> None:
    board = collected(crew)
    s = crew["Ben"]
    make(s, board, "Calls")
    async with shown(s) as (pilot, screen):
        await press(pilot, "a", *"calls", "enter")
        assert told(pilot)[-1].startswith("The trend Calls exists already")
        assert screen.prompt.input.value == "calls"
        await press(pilot, *" back", "enter")
        assert grouped(s, board)["calls back"] == ["Ring"]
        assert not screen.prompt.is_asking


async def test_finding(crew: Crew) -> None:
    collected(crew)
    async with shown(crew["Ben"]) as (pilot, screen):
        await press(pilot, "slash", *"CUSTOMER")
        assert under_cursor(screen) == "Call"
        assert "1 of 3" in text_of(pilot)
        await press(pilot, "enter")
        assert under_cursor(screen) == "Visit"
        await press(pilot, "enter", "enter")
        assert under_cursor(screen) == "Call", "round at the end"
        await press(pilot, *"xyz")
        assert "No match" in text_of(pilot)
        await press(pilot, "escape", "down")
        assert under_cursor(screen) == "Every"


async def test_escape_takes_off_the_marks_before_it_leaves(crew: Crew) -> None:
    collected(crew)
    async with shown(crew["Ben"]) as (pilot, screen):
        await press(pilot, "space", "space")
        assert "2 marked" in text_of(pilot)
        await press(pilot, "escape")
        assert screen.wall.cursor.marked_ids == set()
        assert pilot.app.screen is screen


# -- with the mouse


async def drag(pilot: Pilot[None], start: tuple[int, int], end: tuple[int, int]) -> str:
    """Drags from cell to cell of the wall; returns what was shown just before it dropped."""
    await pilot.mouse_down(CardWall, offset=start)
    await pilot.hover(CardWall, offset=(start[0] + 1, start[1]))
    await pilot.hover(CardWall, offset=end)
    await idle(pilot)
    seen = text_of(pilot)
    await pilot.mouse_up(CardWall, offset=end)
    await idle(pilot)
    return seen


def cell_of(screen: TrendsScreen, word: str) -> tuple[int, int]:
    """Where on the wall the card stands that begins so."""
    place, columns = screen.wall.cursor.lay_out()
    for at, column in enumerate(columns):
        for y, row in enumerate(column.rows, HEAD_LINES):
            if row.is_first and row.text.startswith(word):
                return place.x_of(at) + 6, y
    raise AssertionError(f"{word} is out of sight")


async def test_clicks_set_the_cursor_and_mark(crew: Crew) -> None:
    board = collected(crew)
    make(crew["Ben"], board, "Old", "Visit")
    async with shown(crew["Ben"]) as (pilot, screen):
        await pilot.click(CardWall, offset=cell_of(screen, "Every"))
        assert under_cursor(screen) == "Every"
        await pilot.click(CardWall, offset=cell_of(screen, "Ring"), control=True)
        await pilot.click(CardWall, offset=cell_of(screen, "Call"), shift=True)
        assert [card.text.split()[0] for card in screen.wall.cursor.selected_cards()] == ["Ring", "Update", "Call"]
        await pilot.click(CardWall, offset=cell_of(screen, "Update"), control=True)
        await pilot.click(CardWall, offset=cell_of(screen, "Visit"))
        assert [card.text.split()[0] for card in screen.wall.cursor.selected_cards()] == ["Ring", "Call"]
        assert screen.wall.cursor.column.name == "Old"


async def test_dragging_a_card_to_a_trend_and_back(crew: Crew) -> None:
    board = collected(crew)
    s = crew["Ben"]
    make(s, board, "Old customers", "Visit")
    async with shown(s) as (pilot, screen):
        seen = await drag(pilot, cell_of(screen, "Call"), (60, 9))
        assert "→ 1 Old customers" in seen
        assert "this card → Old customers" in seen
        assert "+ new trend" in seen
        assert grouped(s, board)["Old customers"] == ["Visit", "Call"]
        assert "new trend" not in text_of(pilot)
        await drag(pilot, cell_of(screen, "Visit"), (10, 15))
        assert grouped(s, board)["Old customers"] == ["Call"]


async def test_dragging_all_marked_cards_onto_the_edge_makes_a_trend(crew: Crew) -> None:
    board = collected(crew)
    s = crew["Ben"]
    async with shown(s) as (pilot, screen):
        await press(pilot, "space", "space")
        seen = await drag(pilot, cell_of(screen, "Ring"), (100 - 3 - EDGE_WIDTH // 2, 8))
        assert "2 cards → a new trend" in seen
        assert screen.prompt.is_asking
        await press(pilot, *"Inbound", "enter")
        assert grouped(s, board)["Inbound"] == ["Ring", "Update"]


async def test_escape_lets_go_of_what_is_dragged(crew: Crew) -> None:
    board = collected(crew)
    s = crew["Ben"]
    make(s, board, "Old")
    async with shown(s) as (pilot, screen):
        await pilot.mouse_down(CardWall, offset=cell_of(screen, "Call"))
        await pilot.hover(CardWall, offset=(60, 9))
        await press(pilot, "escape")
        await pilot.mouse_up(CardWall, offset=(60, 9))
        await idle(pilot)
        assert grouped(s, board)["Old"] == []
        assert pilot.app.screen is screen


async def test_the_wheel_and_the_rule_bring_more_into_sight(crew: Crew) -> None:
    board = collected(crew, [f"card{at}" for at in range(60)])
    for number in range(6):
        trends.new_trend(crew["Ben"], board, f"Trend {number}")
    async with shown(crew["Ben"], (80, 24)) as (pilot, screen):
        assert "Trend 3" not in text_of(pilot)
        await pilot.click(CardWall, offset=(75, 1))
        await pilot.click(CardWall, offset=(75, 1))
        assert "Trend 3" in text_of(pilot)
        assert "‹ 2 more" in text_of(pilot)
        await pilot._post_mouse_events([events.MouseScrollDown], widget=CardWall, offset=(5, 5))
        await idle(pilot)
        assert "…3 above" in text_of(pilot)
        assert under_cursor(screen) == "card0", "scrolling leaves the cursor where it is"


# -- while others are at it


async def test_what_others_move_never_moves_the_cursor_to_another_card(crew: Crew) -> None:
    board = collected(crew)
    old = make(crew["Ana"], board, "Old", "Call").trend
    async with shown(crew["Ben"]) as (pilot, screen):
        await press(pilot, "down", "down")
        assert under_cursor(screen) == "Every"
        cards = {card.text.split()[0]: card for card in load_grouped_cards(crew["Ana"], board).cards.values()}
        trends.move(crew["Ana"], [cards["Ring"], cards["Update"]], old)
        await idle(pilot)
        assert under_cursor(screen) == "Every"
        trends.move(crew["Ana"], [cards["Every"]], old)
        await idle(pilot)
        assert under_cursor(screen) == "Every"
        assert screen.wall.cursor.column.name == "Old"
        assert "Ring back" in text_of(pilot)


async def test_only_the_lines_that_changed_are_drawn_again(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    board = collected(crew)
    async with shown(crew["Ben"]) as (pilot, _):
        drawn: list[int] = []
        line = WallPainter.paint_line

        def counted(self: WallPainter, y: int, *rest: object) -> object:
            drawn.append(y)
            return line(self, y, *rest)  # type: ignore[arg-type]

        monkeypatch.setattr(WallPainter, "paint_line", counted)
        await press(pilot, "down")
        assert 0 < len(drawn) <= 4, "the card that the cursor left and the one it came to"
        drawn.clear()
        collect_again = load_grouped_cards(crew["Ana"], board).columns[0].cards[-1]
        trends.new_trend(crew["Ana"], board, "New", [collect_again])
        await idle(pilot)
        drawn.clear()
        trends.rename(crew["Ana"], load_grouped_cards(crew["Ana"], board).columns[1].trend, "Newer")  # type: ignore[arg-type]
        await idle(pilot)
        assert drawn == [0], "a new name repaints the line of names"


async def test_a_trend_removed_while_one_chooses_is_told(crew: Crew) -> None:
    board = collected(crew)
    trend = make(crew["Ana"], board, "Gone").trend
    assert trend is not None
    async with shown(crew["Ben"]) as (pilot, screen):
        column = screen.wall.cursor.columns[1]
        trends.dissolve(crew["Ana"], trend)
        screen.trends_actions.move(screen.wall.cursor.selected_cards(), column)
        await idle(pilot)
        assert told(pilot)[-1] == "The trend Gone was deleted or merged. Choose another."
        assert grouped(crew["Ana"], board) == {"Ungrouped": [text.split()[0] for text in SAID]}


async def test_it_opens_up_when_the_host_moves_on(crew: Crew) -> None:
    board = collected(crew)
    lifecycle.move_to_stage(crew["Ana"], "collect")
    async with shown(crew["Ben"]) as (pilot, _):
        assert "Cards are still being collected" in text_of(pilot)
        assert "Move to" not in text_of(pilot)
        await press(pilot, "a")
        assert list(grouped(crew["Ben"], board)) == ["Ungrouped"]
        lifecycle.move_to_stage(crew["Ana"], "trends")
        await idle(pilot)
        assert "still being collected" not in text_of(pilot)
        assert "Move to" in text_of(pilot)


# -- looking on


async def test_watchers_and_the_room_see_and_change_nothing(crew: Crew) -> None:
    board = collected(crew)
    make(crew["Ben"], board, "Old", "Call")
    for s in (crew["Tom"], crew.room):
        async with shown(s) as (pilot, screen):
            assert "1 Old" in text_of(pilot)
            await press(pilot, "m", "a", "d", "u", "space", "down")
            await drag(pilot, cell_of(screen, "Ring"), (40, 9))
            assert under_cursor(screen) == "Ring" or under_cursor(screen) == "Update"
    assert grouped(crew["Ana"], board)["Old"] == ["Call"]


async def test_a_closed_board_is_shown_and_left_alone(crew: Crew) -> None:
    board = collected(crew)
    make(crew["Ana"], board, "Old", "Call")
    lifecycle.close_meeting(crew["Ana"])
    async with shown(crew["Ana"]) as (pilot, _):
        seen = text_of(pilot)
        assert "weekly 1, ended" in seen
        assert "1 Old" in seen
        assert "This meeting has ended, so its trends can't change" in seen


async def test_an_empty_screen_says_why(crew: Crew) -> None:
    async with shown(crew["Ana"]) as (pilot, _):
        assert "No meeting yet" in text_of(pilot)
        await press(pilot, "down", "m", "slash", "u")
        collected(crew, [])
        await idle(pilot)
        assert "No cards on this topic yet." in text_of(pilot)


async def test_nobody_is_named_on_an_anonymous_board(crew: Crew) -> None:
    collected(crew, anonymous=True)
    async with shown(crew["Ben"]) as (pilot, _):
        last = "\n".join(text_of(pilot).splitlines()[-6:])
        assert "“" in last, "one of the cards, which stand in no order of saying"
        assert not any(name in last for name in ("Ana", "Ben", "Jon"))


async def test_what_people_type_is_never_markup(crew: Crew) -> None:
    board = collected(crew, ["[bold red]call[/] [link=x]", "two"])
    async with shown(crew["Ben"]) as (pilot, _):
        await press(pilot, "a", *"[red]", "enter")
        assert "[red]" in grouped(crew["Ben"], board)
        assert "[red]" in text_of(pilot)
        await press(pilot, "right", "m", "u")
        assert "“[bold red]call[/] [link=x]”" in text_of(pilot)


@pytest.mark.parametrize(("key", "kept"), [("a", "Cold calls"), ("e", "Cold calls"), ("merge", "Pri"), ("m", "Pri")])
async def test_what_is_typed_in_the_line_is_kept_over_quitting_until_esc(crew: Crew, key: str, kept: str) -> None:
    board = collected(crew)
    for name, word in (("Offers", "Every"), ("Visits", "Visit")):
        make(crew["Ana"], board, name, word)
    found = []
    for last in ("ctrl+q", "escape", "escape"):
        async with shown(crew["Ana"]) as (pilot, screen):
            await press(pilot, "right", *(option("Merge") if key == "merge" else [key]))
            found.append(screen.prompt.input.value)
            if len(found) == 1:
                await press(pilot, *kept)
            await press(pilot, last)
    assert found == [found[2], kept, found[2]]
    assert found[2] != kept
