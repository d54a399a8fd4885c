"""Other ways to look at a board: orders, near me, weeks, the race, why, charts, a television; and a private one."""

from __future__ import annotations

from datetime import date
from threading import Event

import pytest
from syrupy.assertion import SnapshotAssertion

from core.access.session import Session
from core.meeting import lifecycle
from core.metrics import entries, metrics
from core.metrics.metrics import make_private
from core.models import Metric
from core.standings.explain import Explanation, explain_row
from core.standings.leaderboard import Standing, StandingsBoard, standings
from core.team import members
from tests.conftest import Crew
from tests.tui.board.test_board import QUARTER, agree, board_of, enter_amounts, press, revenue, row
from tests.tui.frames import LARGE, SMALL, Size, choose_option, frame, idle, show_private_parts, type_ahead, until
from tui.app import HuddleApp
from tui.board import row_pane
from tui.board.explanation_dialog import ExplanationScreen
from tui.board.replay import BoardRace
from tui.board.screen import BoardScreen
from tui.dialogs.chart import ChartScreen
from tui.widgets.top_and_key_lines import KeyLine

__all__ = ["revenue"]  # a fixture


def at_sizes(*sizes: Size) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("size", [pytest.param(size, id="x".join(map(str, size))) for size in sizes])


def ranked(app: HuddleApp) -> list[str]:
    names = ("Ana Ruiz", "Ben Okafor", "Jon Weiss", "Lea Brandt", "Mia Lindqvist", "Zane Levy")
    lines = frame(app).splitlines()
    return [name.split()[0] for line in lines for name in names if name in line[:30]]


def race_of(app: HuddleApp) -> BoardRace:
    assert isinstance(app.screen, BoardScreen)
    assert app.screen.board_actions.race is not None
    return app.screen.board_actions.race


# -- orders


async def test_the_option_goes_through_the_orders(crew: Crew, revenue: Metric) -> None:
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert ranked(app) == ["Lea", "Ben", "Ana", "Jon", "Mia", "Zane"]
        await choose_option(pilot, "rank by")
        assert "by attainment" in frame(app)
        assert ranked(app) == ["Lea", "Ana", "Ben", "Jon", "Zane", "Mia"], "who has no target has no place by it"
        await choose_option(pilot, "rank by")
        assert "by pace" in frame(app)
        assert "pace 124%" in row(app, "Ana Ruiz")
        await choose_option(pilot, "rank by")
        assert "most improved first" in frame(app)
        assert ranked(app)[0] == "Ana"
        await press(pilot, "o")
        assert "most improved" in row(app, "Rank by"), "the list shows what is chosen"
        await press(pilot, *"rank", "enter")
        assert "Won revenue · Q4 2026   " in frame(app)


async def test_two_weeks_below_are_marked_and_one_is_not(crew: Crew, revenue: Metric) -> None:
    enter_amounts(crew["Ana"], revenue, date(2026, 11, 23), Ana=20_000)
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "weeks below" not in row(app, "Lea Brandt"), "the target is reached"
        assert "weeks below" not in row(app, "Mia Lindqvist"), "there is no target"
        assert "6 weeks below" in row(app, "Jon Weiss")
        assert "below" not in row(app, "Ana Ruiz")
        await pilot.resize_terminal(80, 24)
        await idle(pilot)
        assert "6 wk ↓" in row(app, "Jon Weiss")


# -- near


@at_sizes(SMALL)
async def test_near_me(crew: Crew, revenue: Metric, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    for number in range(12):
        person = members.add_member(crew["Ana"], f"Seller{number:02}")
        entries.log_entry(crew["Ana"], revenue, 10_000 + number, member=person)
    app = HuddleApp(crew["Jon"], start="board")
    async with app.run_test(size=size) as pilot:
        await choose_option(pilot, "near me")
        near = frame(app)
        assert near == snapshot
        assert ranked(app)[:5] == ["Lea", "Ben", "Ana", "Jon", "Mia"]
        assert "2,501 more to pass Ana Ruiz" in near
        await choose_option(pilot, "near me")
        assert "Seller00" in await press(pilot, "end")


async def test_nobody_is_near_who_has_no_row(crew: Crew, revenue: Metric) -> None:
    app = HuddleApp(crew["Tom"], start="board")
    async with app.run_test(size=(100, 28), notifications=True) as pilot:
        await choose_option(pilot, "near me")
        assert "You are not on this leaderboard." in frame(app)
        assert len(ranked(app)) == 6


# -- weeks


@at_sizes(SMALL)
async def test_weeks(crew: Crew, revenue: Metric, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    app = HuddleApp(crew["Ben"], start="board")
    async with app.run_test(size=size) as pilot:
        await choose_option(pilot, "weeks")
        assert frame(app) == snapshot
        board = standings(crew["Ben"], revenue, QUARTER, weeks=13)
        ben = next(each for each in board.rows if each.name == "Ben Okafor")
        assert (len(ben.history), sum(ben.history)) == (13, 137_000)
        assert "57k" in row(app, "Ben Okafor")
        assert "23 Nov" in frame(app)
        await choose_option(pilot, "weeks")
        assert "█" in frame(app)


# -- the race


@at_sizes(SMALL)
async def test_the_race_half_way(
    crew: Crew, revenue: Metric, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=size) as pilot:
        await choose_option(pilot, "race")
        await press(pilot, "space")  # paused: only the test steps
        race = race_of(app)
        while race.race.days[race.step_index] < date(2026, 11, 5):
            race.show_next_step()
        await idle(pilot)
        assert frame(app) == snapshot


async def test_a_race_is_played_paused_and_ended(crew: Crew, revenue: Metric) -> None:
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await choose_option(pilot, "race")
        await press(pilot, "space")
        race = race_of(app)
        assert race.is_paused
        assert "space Continue" in frame(app)
        before = race.step_index
        race.show_next_step()
        assert race.step_index == before + 1
        while not race.is_over:
            race.show_next_step()
        await idle(pilot)
        assert "23 Nov 2026: final" in frame(app)
        assert "172k of 150k" in row(app, "Lea Brandt")
        race.show_next_step()
        assert race.is_over, "the end stands"
        await press(pilot, "space", "space")
        assert not race.is_over
        assert isinstance(app.screen, BoardScreen)
        assert "56% of Q4 gone" in await press(pilot, "escape")
        assert app.screen.board_actions.race is None
        assert app.current_mode == "board"
        assert app.screen.check_action("pause", ()) is False


async def test_columns_stand_still_while_bars_grow(crew: Crew, revenue: Metric) -> None:
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await choose_option(pilot, "race")
        await press(pilot, "space")
        race = race_of(app)
        columns = board_of(app).columns
        lengths = []
        while not race.is_over:
            race.show_next_step()
            assert board_of(app).columns == columns
            await idle(pilot)
            lengths.append(row(app, "Lea Brandt").count("█"))
        assert lengths == sorted(lengths)
        assert lengths[0] < lengths[-1]


async def test_what_lands_during_a_race_stands_after_it(crew: Crew, revenue: Metric) -> None:
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await choose_option(pilot, "race")
        await press(pilot, "space")
        entries.log_entry(crew["Ana"], revenue, 20_000, member=members.find_member(crew["Ana"], "Jon"))
        await idle(pilot)
        assert "· race" in frame(app)
        assert "0 of 220k" in row(app, "Jon Weiss")
        await press(pilot, "escape")
        assert " 80k of 220k" in row(app, "Jon Weiss")


async def test_there_is_no_race_without_entries(crew: Crew) -> None:
    metrics.add_metric(crew["Ana"], "calls")
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(100, 28), notifications=True) as pilot:
        await choose_option(pilot, "race")
        assert "No data in this period yet." in frame(app)


# -- the cursor, why, and charts


async def test_the_cursor_stays_with_its_row(crew: Crew, revenue: Metric) -> None:
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert board_of(app).cursor_row is None
        await press(pilot, "down")
        assert "▸" in row(app, "Jon Weiss")[:3]
        assert "•" in row(app, "Ana Ruiz")[:3]
        enter_amounts(crew["Ana"], revenue, date(2026, 11, 23), Jon=100_000)
        await idle(pilot)
        assert board_of(app).cursor_row == 1
        assert "▸" in row(app, "Jon Weiss")[:3]
        await press(pilot, *["down"] * 9)
        assert "▸" in row(app, "  team  ")[:3]
        await press(pilot, *["up"] * 20)
        assert "▸" in row(app, "Lea Brandt")[:3]


@at_sizes(SMALL, LARGE)
async def test_why(crew: Crew, revenue: Metric, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    entries.log_entry(crew["Ana"], revenue, 2500, note="Kessler's pumps")
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=size) as pilot:
        assert await press(pilot, "enter") == snapshot
        assert isinstance(app.screen, ExplanationScreen)
        assert "Kessler's pumps" in frame(app), "her own note"
        assert "65,000 EUR: sum of 3 entries" in frame(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, BoardScreen)


async def test_why_tells_no_note_of_somebody_else(crew: Crew, revenue: Metric) -> None:
    entries.log_entry(crew["Ben"], revenue, 2500, note="Kessler's pumps")
    for name, told in (("Jon", False), ("Ana", True), ("Ben", True)):
        app = HuddleApp(crew[name], start="board")
        async with app.run_test(size=(100, 28)) as pilot:
            await idle(pilot)
            board_of(app).pick(1)
            why = await press(pilot, "enter")
            assert "Ben Okafor · won revenue" in why
            assert ("Kessler" in why) == told


@at_sizes(SMALL)
async def test_the_chart(crew: Crew, revenue: Metric, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=size) as pilot:
        await press(pilot, "c")
        assert isinstance(app.screen, ChartScreen)
        assert frame(app) == snapshot(name="burn-up of the team")
        assert await press(pilot, "space") == snapshot(name="how it is spread")
        assert frame(app).count("●") == 5 + 1, "five have a target; one stands in the legend"
        assert "Ana Ruiz" not in frame(app).split("● 1 person")[0].splitlines()[4]
        await press(pilot, "escape", "up", "c")
        assert "Ben Okafor · won revenue" in frame(app)


async def test_ones_own_charts_from_ones_own_page(crew: Crew, revenue: Metric) -> None:
    calls = metrics.add_metric(crew["Ana"], "calls")
    agree(crew["Ana"], calls, Ben=40)
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        first = await press(pilot, "c")
        assert "Ben Okafor · won revenue" in first
        assert "Ben Okafor · calls" in await press(pilot, "tab")
        await press(pilot, "escape")
        assert not isinstance(app.screen, ChartScreen)


# -- a television


async def test_a_television_goes_through_pages_and_metrics(crew: Crew, revenue: Metric) -> None:
    calls = metrics.add_metric(crew["Ana"], "calls")
    metrics.add_metric(crew["Ana"], "nothing yet")
    enter_amounts(crew["Ana"], calls, date(2026, 11, 20), Ben=40)
    app = HuddleApp(crew.room, start="board", make_first_screen=lambda: BoardScreen(every=3600))
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        screen = app.screen
        assert isinstance(screen, BoardScreen)
        assert "next every 3600 s" in frame(app)
        assert screen.query_one(KeyLine).note
        heads = []
        for _ in range(3):
            heads.append(frame(app).split(" · ")[0].strip())
            screen.show_next()
            await idle(pilot)
        assert heads == ["Won revenue", "Calls", "Won revenue"], "where there is nothing yet it does not stop"
        for number in range(30):
            person = members.add_member(crew["Ana"], f"Seller{number:02}")
            entries.log_entry(crew["Ana"], revenue, 100, member=person)
        await idle(pilot)
        screen.choices.metric_name = "won revenue"
        screen.show()
        screen.show_next()
        await idle(pilot)
        assert "Won revenue" in frame(app), "first the rest of the rows"
        assert board_of(app).scroll_offset.y > 0


# -- private


@at_sizes(SMALL)
async def test_a_private_board(crew: Crew, revenue: Metric, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    make_private(crew["Ana"], revenue)
    viewers: dict[str, Session] = {"Ben": crew["Ben"], "Ana": crew["Ana"], "the room": crew.room}
    for name, viewer in viewers.items():
        app = HuddleApp(viewer, start="board")
        async with app.run_test(size=size) as pilot:
            await idle(pilot)
            assert {each.split()[0] for each in ranked(app)} == ({name} if name != "the room" else set())
            assert ("of 780k" in row(app, "  team  ")) == (name == "Ana"), "the sum tells the others' targets"
            if name != "Ana":
                assert frame(app) == snapshot(name=name)
            if name != "the room":
                for words in ("group by", "rank by", "weeks", "race"):
                    await choose_option(pilot, words)
                await press(pilot, "escape")
            assert set(ranked(app)) <= {name}


# -- how charts are drawn


async def test_the_area_of_a_chart_is_as_high_as_the_amount(crew: Crew) -> None:
    calls = metrics.add_metric(crew["Ana"], "calls")
    agree(crew["Ana"], calls, Ben=100)
    entries.log_entry(crew["Ana"], calls, 50, member=crew.members["Ben"], day=QUARTER.starts_on)
    app = HuddleApp(crew["Ben"], start="board")
    async with app.run_test(size=(100, 40)) as pilot:
        await press(pilot, "up", "c")
        lines = [line.split("│")[1].strip() for line in frame(app).splitlines() if line.count("│") >= 2]
        top = next(at for at, line in enumerate(lines) if line.startswith("100 "))
        bottom = next(at for at, line in enumerate(lines) if line.startswith("0 "))
        plot = lines[top : bottom + 1]
        assert sum("█" in line for line in plot) == len(plot) // 2, "50 of 100"
        assert plot[0].count("─") > 60
        # 54 of 92 days, in cells right of the amounts; the dots of what is due lie over some.
        width = len(plot[0]) - len("100 ")
        assert plot[-1].rindex("█") - len("0 ") == pytest.approx(width * 54 / 92, abs=3)


async def test_a_wide_screen_explains_the_row_under_the_cursor(crew: Crew, revenue: Metric) -> None:
    app = HuddleApp(crew["Ben"], start="board")
    async with app.run_test(size=LARGE) as pilot:
        await idle(pilot)
        assert "137,000 EUR of 200,000 EUR" in frame(app), "one's own row first"
        await pilot.press("up")
        await idle(pilot)
        shown = frame(app)
        assert "172,000 EUR of 150,000 EUR" in shown
        assert "█ so far" in shown
        await choose_option(pilot, "13 weeks")
        assert "█ so far" not in frame(app)
        await choose_option(pilot, "13 weeks")
        await choose_option(pilot, "race")
        assert "█ so far" not in frame(app), "the end of a race is not told at its start"
        await pilot.press("escape")
        await idle(pilot)
        assert "█ so far" in frame(app)


async def test_a_private_number_is_hidden_beside_the_rows_too(crew: Crew) -> None:
    metric = metrics.add_metric(crew["Ana"], "sick days")
    make_private(crew["Ana"], metric)
    entries.log_entry(crew["Ben"], metric, 7)
    lifecycle.start_meeting(crew["Ben"])
    lifecycle.take_over(crew["Ben"])
    app = HuddleApp(crew["Ben"], start="board")
    async with app.run_test(size=LARGE) as pilot:
        await idle(pilot)
        assert "sum of 1 entry" not in frame(app)
        await show_private_parts(pilot)
        assert "sum of 1 entry" in frame(app)


async def test_what_was_hidden_is_not_seen_while_the_next_row_is_read(
    crew: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    private, calls = metrics.add_metric(crew["Ana"], "sick days"), metrics.add_metric(crew["Ana"], "calls")
    make_private(crew["Ana"], private)
    entries.log_entry(crew["Ben"], private, 7)
    entries.log_entry(crew["Ben"], calls, 50)
    app = HuddleApp(crew["Ben"])
    async with app.run_test(size=LARGE) as pilot:
        await idle(pilot)
        app.push_screen(BoardScreen(private))
        await idle(pilot)
        assert "7: sum of 1 entry" in frame(app)
        lifecycle.start_meeting(crew["Ben"])
        lifecycle.take_over(crew["Ben"])
        await idle(pilot)
        assert "sum of 1 entry" not in frame(app)
        painted = Event()

        def waits(session: Session, board: StandingsBoard, row: Standing) -> Explanation:
            assert painted.wait(10), "the board waits for it"
            return explain_row(session, board, row)

        monkeypatch.setattr(row_pane, "explain_row", waits)
        await type_ahead(pilot, "tab")
        await until(pilot, lambda: "calls ·" in frame(app).casefold())
        assert "sum of 1 entry" not in frame(app)
        painted.set()
        await idle(pilot)
        assert "50: sum of 1 entry" in frame(app)
