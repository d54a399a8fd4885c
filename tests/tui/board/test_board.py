"""The leaderboard on the wall."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from core.access.session import Session
from core.meeting import lifecycle
from core.metrics import entries, metrics, targets
from core.models import Metric
from core.team import members
from core.team.session_opening import open_session
from core.values.periods import period_containing
from tests.conftest import Crew
from tests.tui.frames import LARGE, SIZES, SMALL, choose_option, frame, idle
from tui.app import HuddleApp
from tui.board.screen import BoardScreen
from tui.dialogs.choice import ChooseScreen
from tui.widgets.leaderboard.leaderboard import Leaderboard
from tui.widgets.leaderboard.rows import LeaderboardColumns, LeaderboardPlace

QUARTER = period_containing(date(2026, 11, 23), "quarter")


def agree(session: Session, metric: Metric, **amounts: int) -> None:
    for name, amount in amounts.items():
        member = members.find_member(session, name)
        own = Session.for_member(session.store, member, session.clock)
        targets.set_target(own, metric, amount, member=member, period=QUARTER)


def enter_amounts(session: Session, metric: Metric, day: date, **amounts: int) -> None:
    for name, amount in amounts.items():
        entries.log_entry(session, metric, amount, member=members.find_member(session, name), day=day)


@pytest.fixture
def revenue(crew: Crew) -> Metric:
    """Four people: one past the target, one on pace, one behind, one without a target, one without an entry."""
    ana = crew["Ana"]
    for name in ("Mia Lindqvist", "Zane Levy"):
        members.add_member(ana, name)
    metric = metrics.add_metric(ana, "won revenue", unit="EUR")
    agree(ana, metric, Ana=90_000, Ben=200_000, Jon=220_000, Lea=150_000, Zane=120_000)
    enter_amounts(ana, metric, date(2026, 10, 12), Ben=80_000, Jon=60_000, Lea=110_000, Mia=40_000, Ana=30_000)
    clock = crew.clock
    clock.advance(weeks=-1)
    lifecycle.start_meeting(ana)
    lifecycle.close_meeting(ana)
    clock.advance(weeks=1)
    enter_amounts(ana, metric, date(2026, 11, 20), Ben=57_000, Lea=62_000, Ana=32_500)
    return metric


def board_of(app: HuddleApp) -> Leaderboard:
    assert isinstance(app.screen, BoardScreen)
    return app.screen.leaderboard


def row(app: HuddleApp, name: str) -> str:
    return next(line for line in frame(app).splitlines() if name in line)


async def press(pilot: Pilot[None], *keys: str) -> str:
    await pilot.press(*keys)
    await idle(pilot)
    app = pilot.app
    assert isinstance(app, HuddleApp)
    return frame(app)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)
async def test_the_board(crew: Crew, revenue: Metric, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


async def test_each_row_says_how_one_stands(crew: Crew, revenue: Metric) -> None:
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "115%" in row(app, "Lea Brandt")
        assert "▒" in row(app, "Lea Brandt")
        assert "172k of 150k" in row(app, "Lea Brandt")
        assert "69%" in row(app, "Ben Okafor")
        assert "│" in row(app, "Ben Okafor")
        assert "no target" in row(app, "Mia Lindqvist")
        assert "0%" not in row(app, "Mia Lindqvist")
        assert "│" not in row(app, "Mia Lindqvist")
        assert "0 of 120k" in row(app, "Zane Levy")
        assert "▸" in row(app, "Ana Ruiz")
        assert "▲2" in row(app, "Ana Ruiz")
        assert "Tom Vega" not in frame(app), "a watcher is never ranked"


async def test_ties_share_a_place(crew: Crew, revenue: Metric) -> None:
    enter_amounts(crew["Ana"], revenue, date(2026, 11, 23), Mia=20_000)
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        ranks = {name: row(app, name).split()[:2] for name in ("Jon Weiss", "Mia Lindqvist", "Ana Ruiz")}
        assert "4" in ranks["Jon Weiss"]
        assert "4" in ranks["Mia Lindqvist"]
        assert "3" in ranks["Ana Ruiz"]


async def test_the_team_stands_below_with_what_is_to_go(crew: Crew, revenue: Metric) -> None:
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "of 780k" in row(app, "  team  ")
        assert "to go this week" in row(app, "to go")
        assert "most improved: Ana Ruiz ▲2" in row(app, "to go")


async def test_keys_go_through_metrics_periods_and_ways_to_group(crew: Crew, revenue: Metric) -> None:
    metrics.add_metric(crew["Ana"], "calls")
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "Won revenue · Q4 2026" in frame(app), "the one in the team's money comes first"
        assert "Calls · Q4 2026" in await press(pilot, "tab")
        assert "Won revenue · Q4 2026" in await press(pilot, "shift+tab")
        assert "Won revenue · Q3 2026" in await press(pilot, "left")
        assert "Won revenue · Q1 2027" in await press(pilot, "right", "right")
        await press(pilot, "left")
        assert "Won revenue · Nov 2026" in await press(pilot, "minus")
        assert "Won revenue · week 48 of 2026" in await press(pilot, "minus")
        assert "Won revenue · week 48 of 2026" in await press(pilot, "minus"), "the shortest"
        assert "Won revenue · week 47 of 2026" in await press(pilot, "left")
        assert "Won revenue · Nov 2026" in await press(pilot, "plus")
        assert "Won revenue · 2026" in await press(pilot, "plus", "plus")
        assert "Won revenue · Q4 2026" in await press(pilot, "minus")
        await choose_option(pilot, "group by")
        assert "Won revenue · Q4 2026 · by group" in frame(app)
        assert "North" in frame(app)
        for title in ("by territory", "by seller type", ""):
            await choose_option(pilot, "group by")
            assert frame(app).splitlines()[0].split("   ")[0].strip() == f"Won revenue · Q4 2026 · {title}".rstrip(" ·")


async def test_a_metric_is_chosen_by_its_name(crew: Crew, revenue: Metric) -> None:
    for name in ("calls", "new customers"):
        metrics.add_metric(crew["Ana"], name)
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await press(pilot, "slash")
        assert isinstance(app.screen, ChooseScreen)
        await press(pilot, *"cust", "enter")
        assert "New customers" in frame(app)


async def test_the_board_begins_with_the_metric_it_is_given(crew: Crew, revenue: Metric) -> None:
    calls = metrics.add_metric(crew["Ana"], "calls")
    app = HuddleApp(crew["Ana"], start="board", make_first_screen=lambda: BoardScreen(calls))
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "Calls" in frame(app)


async def test_an_entry_from_elsewhere_lands_and_who_climbs_is_marked(crew: Crew, revenue: Metric) -> None:
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert board_of(app).climbed_names == frozenset()
        elsewhere = open_session(crew.path, "Jon", clock=crew.clock)
        entries.log_entry(elsewhere, revenue, 60_000)
        elsewhere.store.close()
        await idle(pilot)
        assert "120k of 220k" in row(app, "Jon Weiss")
        assert board_of(app).climbed_names == {"Jon Weiss"}
        assert "▲" in row(app, "Jon Weiss")[:4]
        board_of(app).clear_climbs()
        await idle(pilot)
        assert "▲" not in row(app, "Jon Weiss")[:4]


async def test_looking_at_something_else_is_no_climb(crew: Crew, revenue: Metric) -> None:
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await press(pilot, "left", "right", "minus", "plus")
        await choose_option(pilot, "group by")
        assert board_of(app).climbed_names == frozenset()


async def test_the_room_has_no_row_of_its_own(crew: Crew, revenue: Metric) -> None:
    app = HuddleApp(crew.room, start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "Lea Brandt" in frame(app)
        assert "▸" not in frame(app)


async def test_without_a_metric_it_says_how_one_is_made(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        assert "No metrics yet. Press 6, then a, to add one." in frame(app)
        await press(pilot, "tab", "left", "slash")  # nothing to go through, and nothing breaks


async def test_without_entries_it_says_how_they_come_in(crew: Crew) -> None:
    calls = metrics.add_metric(crew["Ana"], "calls")
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        shown = " ".join(frame(app).split())
        assert "No calls in Q4 2026 yet." in shown
        assert "Press l to log an amount, or run: huddle import FILE." in shown
        assert "Press ← or → for other periods." in shown
        agree(crew["Ana"], calls, Ben=500)
        await idle(pilot)
        assert "0 of 500" in row(app, "Ben Okafor")
        assert "no entries yet · press l to log" in frame(app)


async def test_without_any_target_bars_compare_with_the_best(crew: Crew) -> None:
    ana = crew["Ana"]
    calls = metrics.add_metric(ana, "calls")
    enter_amounts(ana, calls, date(2026, 11, 20), Ben=40, Jon=20)
    app = HuddleApp(ana, start="board")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        assert row(app, "Ben Okafor").count("█") == pytest.approx(2 * row(app, "Jon Weiss").count("█"), abs=1)
        assert "%" not in row(app, "Ben Okafor")
        assert "no target" not in frame(app)
        assert "no entry" in row(app, "Lea Brandt")
        names = [line for line in frame(app).splitlines() if any(n in line for n in ("Ben", "Jon", "Lea"))]
        assert "Lea" in names[-1], "who has no entry stands at the end"


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_sixty_people_scroll_and_one_finds_oneself(crew: Crew, size: tuple[int, int]) -> None:
    ana = crew["Ana"]
    calls = metrics.add_metric(ana, "calls")
    with ana.change("member.added"):
        for number in range(56):
            person = members.add_member(ana, f"Seller{number:02} Somebody")
            entries.log_entry(ana, calls, 100 - number, member=person)
    app = HuddleApp(crew["Lea"], start="board")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert "more" in frame(app)
        assert "▸ – Lea Brandt" in frame(app), "her own row is out of sight, and told at the edge"
        bars = "".join(line[:110] for line in frame(app).splitlines())
        assert "▄▄▄" in bars
        assert "█" not in bars, "there is air between the bars of neighbours"
        bottom = await press(pilot, "end")
        assert "more" not in bottom
        assert "Seller55" in bottom
        assert "Lea Brandt" in bottom
        entries.log_entry(crew["Lea"], calls, 1000)
        await idle(pilot)
        assert "▸ 1 Lea Brandt" in frame(app), "the list stays where it was, and tells where she went"


async def test_a_board_that_outgrows_its_screen_keeps_its_columns(crew: Crew) -> None:
    ana = crew["Ana"]
    calls = metrics.add_metric(ana, "calls")
    enter_amounts(ana, calls, date(2026, 11, 20), Ben=400, Jon=300, Lea=200)
    targets.set_target(ana, calls, 1234, period=QUARTER)
    app = HuddleApp(ana, start="board")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        before = row(app, "Ben Okafor").rstrip()
        with ana.change("member.added"):
            for number in range(30):
                members.add_member(ana, f"Seller{number:02}")
        await idle(pilot)
        assert row(app, "Ben Okafor").rstrip() == before
        assert "900 of 1234" in row(app, "  team  ")
        assert "to go in Q4" in frame(app)
        await pilot.resize_terminal(200, 60)
        await idle(pilot)
        await pilot.resize_terminal(80, 24)
        await idle(pilot)
        assert row(app, "Ben Okafor").rstrip() == before
        assert "to go in Q4" in frame(app)
        assert "Seller29" in await press(pilot, "end")


def test_histories_make_way_for_the_bar_then_amounts() -> None:
    place = LeaderboardPlace("Somebody Called So", 1, 1, 0.5, "50%", "310k", "262k", (1,) * 8)
    wide, middle, narrow = (LeaderboardColumns.fit_width(width, [place]) for width in (120, 80, 60))
    assert wide.history == 8
    assert (middle.history, middle.actual, middle.target) == (0, 4, 4)
    assert (narrow.history, narrow.actual, narrow.target) == (0, 0, 0)
    assert narrow.percent == 3
    assert min(wide.bar, middle.bar, narrow.bar) >= 16


@pytest.mark.parametrize("theme", ["huddle-dark", "huddle-light", "huddle-projector"])
async def test_the_mark_is_seen_on_bar_and_trough(crew: Crew, revenue: Metric, theme: str) -> None:
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        app.theme = theme
        await idle(pilot)
        marks = [
            segment.style
            for line in app.screen._compositor.render_strips(app.size)
            for segment in line
            if segment.text == "│"
        ]
        assert len(marks) >= 5
        assert all(style and style.color and style.bgcolor and style.color != style.bgcolor for style in marks)


async def test_a_new_day_moves_the_mark(crew: Crew, revenue: Metric) -> None:
    app = HuddleApp(crew["Ana"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        before = frame(app).splitlines()[0]
        crew.clock.now += timedelta(days=7)
        screen = app.screen
        assert isinstance(screen, BoardScreen)
        screen._show_new_day()
        await idle(pilot)
        assert frame(app).splitlines()[0] != before
