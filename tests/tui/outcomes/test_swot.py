"""The map of the year on its sheet and in the shell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from core.access.session import Session
from core.meeting import boards, cards, lifecycle, trends, votes
from core.meeting.agenda import SWOT_BOARDS
from core.models import BoardKind, Commitment
from core.outcomes import swot
from core.outcomes.swot import SwotItem
from tests.conftest import Crew
from tests.core.told import as_told
from tests.tui.frames import SMALL, WIDE, choose, choose_option, frame, idle
from tui.app import HuddleApp
from tui.cli import main
from tui.outcomes.swot import SwotScreen, describe_item, item_pick, sheet_picks

SAID: dict[BoardKind, tuple[str, ...]] = {
    "strengths": ("We know every plant in the Ruhr", "Customers call us first", "Nobody has left in three years"),
    "weaknesses": ("Proposals take us nine days", "We forecast by feeling"),
    "opportunities": ("Two rivals have left the market", "The new pump is twice as fast", "Service contracts"),
    "threats": ("Deliveries come late", "A rival sells at half our price and throws in a year of service for nothing"),
}


def drawn_up(crew: Crew, *, anonymous: bool = False) -> Session:
    """A kickoff in which the four boards were collected and voted on, and some items looked at."""
    ana = crew["Ana"]
    lifecycle.start_meeting(ana, "kickoff")
    lifecycle.move_to_stage(ana, "collect")
    for kind, texts in SAID.items():
        board = cards.set_board(ana, boards.switch_board(ana, kind), anonymous=anonymous)
        board_cards = [as_told(crew, cards.add_card(crew["Ben"], board, text)) for text in texts]
        board = votes.open_votes(ana, board)
        votes.vote(crew["Lea"], board, board_cards[1], 2)
        votes.vote(crew["Ben"], board, board_cards[1], 1)
        votes.vote(crew["Jon"], board, board_cards[0], 1)
        votes.reveal_votes(ana, board)
    by_text = {item.text: item.card_id for item in swot.read_swot(ana).items}
    swot.set_addressee(ana, by_text["Deliveries come late"], "Product")
    swot.mark_ours(ana, by_text["We forecast by feeling"])
    swot.turn_into_commitment(crew["Jon"], by_text["Proposals take us nine days"], "Every proposal within a day")
    lifecycle.move_to_stage(ana, "trends")
    return ana


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=str)
async def test_frames(crew: Crew, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    app = HuddleApp(drawn_up(crew), start="home")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        await pilot.press("W")
        await idle(pilot)
        assert frame(app) == snapshot(name="all")
        await pilot.press("tab")
        await choose_option(pilot, "compare")
        assert frame(app) == snapshot(name="beside")


async def test_an_empty_sheet_says_how_it_is_filled(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"], start="trends")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("W")
        await idle(pilot)
        assert "No strengths for 2026 yet" in frame(app)
        await pilot.press("escape")
        await idle(pilot)
        assert "Trends" in frame(app)


async def test_an_item_is_marked_given_to_others_and_taken_on_by_keys(crew: Crew) -> None:
    ana = drawn_up(crew)
    app = HuddleApp(ana, start="trends")
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        await pilot.press("W")
        await idle(pilot)
        await pilot.press("k")
        await idle(pilot)
        assert swot.read_swot(ana).items[0].ours is True
        await pilot.press("x")
        await idle(pilot)
        await pilot.press(*"mark", "enter")
        await idle(pilot)
        assert swot.read_swot(ana).items[0].addressee == "Marketing"
        await choose_option(pilot, "department")
        assert "By department · 2026" in frame(app)
        await pilot.press("escape")
        await idle(pilot)
        await pilot.press("u", "down")
        await idle(pilot)
        await pilot.press("enter")
        await choose(pilot, "your commitment")
        await pilot.press("enter")
        await idle(pilot)
        taken = [one for one in crew.store.read(Commitment) if one.member_id == ana.me.id]
        assert [one.text for one in taken] == ["We know every plant in the Ruhr"]
        assert "committed" in frame(app)


async def test_two_sheets_show_what_one_marks(crew: Crew) -> None:
    drawn_up(crew)
    apps = [HuddleApp(crew[name], start="trends") for name in ("Ben", "Tom")]
    async with apps[0].run_test(size=(120, 40)) as pilot, apps[1].run_test(size=(80, 24)) as other:
        for each in (pilot, other):
            await idle(each)
            await each.press("W")
            await idle(each)
        await pilot.press("k")
        await idle(pilot)
        await idle(other)
        assert "ours" in frame(apps[1])
        assert "Use it" not in frame(apps[1]), "a watcher looks on"


async def test_last_years_stands_beside_this_years(crew: Crew) -> None:
    ana = drawn_up(crew)
    lifecycle.close_meeting(ana)
    crew.clock.advance(days=60)
    lifecycle.start_meeting(ana, "kickoff")
    lifecycle.take_over(ana)
    lifecycle.move_to_stage(ana, "collect")
    cards.add_card(ana, boards.switch_board(ana, "strengths"), "We answer within the hour")
    app = HuddleApp(ana, start="home")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("W")
        await idle(pilot)
        assert "Customers call us first" not in frame(app)
        await choose_option(pilot, "compare")
        assert "Customers call us" in frame(app)
        assert "We answer within" in frame(app)
        await pilot.press("left")
        await idle(pilot)
        assert "SWOT · 2026" in frame(app)


async def test_an_item_becomes_a_goal_and_the_next_year_is_a_key_away(crew: Crew) -> None:
    ana = drawn_up(crew)
    app = HuddleApp(ana, start="home")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("W")
        await idle(pilot)
        await pilot.press("enter")
        await choose(pilot, "goal")
        await pilot.press("enter")
        await idle(pilot)
        assert swot.read_swot(ana).items[0].became is not None
        await pilot.press("right")
        await idle(pilot)
        assert "SWOT · 2027" in frame(app)
        await pilot.press("x", "k", "enter")
        assert isinstance(app.screen, SwotScreen), "nothing to mark there"


async def test_nobody_is_named_beside_a_card(crew: Crew) -> None:
    app = HuddleApp(drawn_up(crew, anonymous=True), start="trends")
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        await pilot.press("W")
        await idle(pilot)
        assert not any(name in frame(app) for name in ("Ben", "Jon", "Lea"))


# -- in the shell


@pytest.fixture
def run(crew: Crew, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs `huddle` as Lea, on the crew's day."""
    monkeypatch.setattr("core.values.clock.system_clock", crew.clock)

    def run(*words: object) -> tuple[int, str, str]:
        status = main(["--db", str(crew.path), "--as", "Lea", *map(str, words)])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def test_the_map_is_printed_in_order(crew: Crew, run: Any, snapshot: SnapshotAssertion) -> None:
    assert "No SWOT for 2026 yet" in run("swot")[1]
    drawn_up(crew)
    status, out, err = run("swot", "--year", 2026)
    assert (status, err) == (0, "")
    assert out == snapshot
    told = json.loads(run("swot", "--year", 2026, "--json")[1])
    assert [quadrant["kind"] for quadrant in told["quadrants"]] == list(SWOT_BOARDS)
    assert told["quadrants"][1]["items"][1]["became"] == "Every proposal within a day"
    assert told["year_before"][0]["items"] == []


def test_the_sheet_is_printed_or_written(crew: Crew, run: Any, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    drawn_up(crew)
    assert run("export", "--audience", "product", "--year", 2026) == (0, snapshot, "")
    path = tmp_path / "product.html"
    assert run("export", path, "--audience", "product", "--year", 2026)[0] == 0
    assert "Deliveries come late" in path.read_text()
    assert "already exists" in run("export", path, "--audience", "product", "--year", 2026)[2]
    assert "ends in" in run("export", tmp_path / "product", "--audience", "product", "--year", 2026)[2]
    assert "Departments: Product" in run("export", "--audience", "legal", "--year", 2026)[2]
    assert json.loads(run("export", "--audience", "product", "--year", 2026, "--json")[1])["addressee"] == "Product"
    assert "Missing folder" in run("export")[2]


def test_grouping_goes_on_beside_it(crew: Crew) -> None:
    """Items keep their outcome when their cards are grouped."""
    ana = drawn_up(crew)
    board = cards.find_board(ana)
    late = next(card for card in cards.list_cards(ana, board) if card.text == "Deliveries come late")
    trends.new_trend(ana, board, "Delivery", [late])
    item = next(item for item in swot.read_swot(ana).items if item.card_id == late.id)
    assert (item.trend, item.addressee) == ("Delivery", "Product")


def item(
    text: str = "Late deliveries", *, ours: bool | None = None, addressee: str | None = None, became: str | None = None
) -> SwotItem:
    return SwotItem(7, text, trend=None, votes=3, ours=ours, addressee=addressee, became=became)


@pytest.mark.parametrize(
    ("marked", "sign", "right"),
    [
        (item(), "○", "  3"),
        (item(ours=True), "●", "ours    3"),
        (item(ours=False, addressee="Product"), "→", "Product    3"),
        (item(ours=True, became="A proposal a day"), "✓", "committed    3"),
    ],
)
def test_a_row_says_what_became_of_its_item(marked: SwotItem, sign: str, right: str) -> None:
    pick = item_pick(marked)
    assert (pick.key, pick.text, pick.sign, pick.right) == (7, "Late deliveries", sign, right)


def test_an_item_is_described_with_its_keys_only_for_who_may_mark_it() -> None:
    assert describe_item(item(), "k Ours   x Not ours") == "k Ours   x Not ours"
    assert describe_item(item(), "") == ""
    assert describe_item(item(ours=True, became="A proposal a day"), "k Ours") == "now “A proposal a day”"


def test_sheets_are_listed_by_addressee() -> None:
    picks = sheet_picks([item("b", addressee="sales"), item("a", addressee="Product"), item("c", addressee="sales")])
    assert [(pick.text, pick.heading) for pick in picks] == [
        ("Product", True),
        ("a", False),
        ("sales", True),
        ("b", False),
        ("c", False),
    ]
    assert sheet_picks([item()]) == []
