"""Accounts: mine first, handing over, adding, touching, finding."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.widgets import Input

from core.accounts import accounts
from core.importing.imports import import_file
from core.models import Account
from tests.conftest import Crew, FrozenClock
from tests.core.accounts.test_from_imports import MAP, write
from tests.tui.frames import LARGE, choose_option, frame, idle, parametrize_smallest
from tui.app import HuddleApp
from tui.insight import accounts as screen


def owned(crew: Crew, clock: FrozenClock, folder: Path) -> None:
    """Six customers: won in the year, one kept by hand, one handed over."""
    won = [
        ("Ben Okafor", "Kessler Werkzeuge GmbH", "Won", "2026-03-02"),
        ("Jon Weiss", "Kessler Werkzeuge GmbH", "Won", "2026-08-11"),
        ("Jon Weiss", "Voss & Söhne", "Won", "2026-09-20"),
        ("Jon Weiss", "Voss & Söhne", "Open", "2026-11-22"),
        ("Jon Weiss", "Brandt Logistik", "Won", "2026-06-01"),
        ("Lea Brandt", "Stadtwerke Ruhr", "Won", "2026-10-05"),
        ("Ana Ruiz", "Ostwald", "Won", "2026-11-23"),
    ]
    import_file(crew["Ana"], write(folder, won), MAP)
    accounts.add_account(crew["Jon"], "Hafen Duisburg")
    clock.advance(days=-12)
    given = accounts.find_account(crew["Ana"], "brandt")
    accounts.hand_over(crew["Ana"], given, crew.members["Lea"], "Lea keeps what Jon opens in the south")
    clock.advance(days=12)


async def accounts_of(pilot: Pilot[None], *keys: str) -> None:
    await idle(pilot)
    await press(pilot, "A", *keys)


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await idle(pilot)


def there(crew: Crew, name: str) -> Account:
    return accounts.find_account(crew["Ana"], name)


@parametrize_smallest("who", ["Lea", "Tom"], also={"Lea": [LARGE]})
async def test_frames(
    crew: Crew, clock: FrozenClock, tmp_path: Path, who: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    owned(crew, clock, tmp_path)
    app = HuddleApp(crew[who], start="team")
    async with app.run_test(size=size) as pilot:
        await accounts_of(pilot)
        assert frame(app) == snapshot


@pytest.mark.parametrize("who", ["Ben", "Tom"])
async def test_where_nothing_is_anybodys_yet(crew: Crew, who: str, snapshot: SnapshotAssertion) -> None:
    app = HuddleApp(crew[who], start="me")
    async with app.run_test(size=(80, 24)) as pilot:
        await accounts_of(pilot)
        assert frame(app) == snapshot


async def test_an_owner_hands_over_with_a_reason(crew: Crew, clock: FrozenClock, tmp_path: Path) -> None:
    owned(crew, clock, tmp_path)
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await accounts_of(pilot)
        assert "▸     Kessler Werkzeuge GmbH" in frame(app)
        await press(pilot, "m", *"lea", "enter")
        assert "Why are you giving Kessler Werkzeuge GmbH to Lea Brandt?" in frame(app)
        app.screen.query_one(Input).value = "x" * 501
        await press(pilot, "enter")
        assert "501 of 500 characters" in frame(app)
        app.screen.query_one(Input).value = "Lea is there every week"
        await press(pilot, "enter")
        assert there(crew, "kessler").member_id == crew.members["Lea"].id
        assert "Your accounts" not in frame(app)
        await press(pilot, "u")
        assert there(crew, "kessler").member_id == crew.members["Ben"].id


async def test_others_touch_nothing_that_is_not_theirs(crew: Crew, clock: FrozenClock, tmp_path: Path) -> None:
    owned(crew, clock, tmp_path)
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await accounts_of(pilot)
        assert "k Contacted today" in frame(app)
        await press(pilot, "end")
        assert "k Contacted today" not in frame(app)
        assert "m Move to" not in frame(app)
        await press(pilot, "m", "k")
        assert not app.screen.query(Input)


async def test_touched_today(crew: Crew, clock: FrozenClock, tmp_path: Path) -> None:
    owned(crew, clock, tmp_path)
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await accounts_of(pilot)
        assert "104 days ago" in frame(app)
        await press(pilot, "k")
        assert there(crew, "kessler").touched_on == date(2026, 11, 23)
        await press(pilot, "u")
        assert there(crew, "kessler").touched_on == date(2026, 11, 23) - timedelta(days=104)


async def test_adding_ones_own_and_for_others(crew: Crew, clock: FrozenClock, tmp_path: Path) -> None:
    owned(crew, clock, tmp_path)
    app = HuddleApp(crew["Ben"], start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await accounts_of(pilot, "a")
        app.screen.query_one(Input).value = "ostwald"
        await press(pilot, "enter")
        assert "exists already" in frame(app)
        app.screen.query_one(Input).value = "Neu & Alt"
        await press(pilot, "enter")
        assert "▸     Neu & Alt" in frame(app)
    leaders = HuddleApp(crew["Ana"], start="me")
    async with leaders.run_test(size=(100, 28)) as pilot:
        await accounts_of(pilot, "a")
        leaders.screen.query_one("#form-name", Input).value = "Zeche"
        leaders.screen.query_one("#form-whose", Input).value = "jon"
        await press(pilot, "enter")
    assert there(crew, "zeche").member_id == crew.members["Jon"].id


async def test_finding_and_mine(crew: Crew, clock: FrozenClock, tmp_path: Path) -> None:
    owned(crew, clock, tmp_path)
    app = HuddleApp(crew["Jon"], start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await accounts_of(pilot, "slash")
        app.screen.query_one(Input).value = "nowhere"
        await press(pilot, "enter")
        assert "No account matches “nowhere”" in frame(app)
        app.screen.query_one(Input).value = "werk"
        await press(pilot, "enter")
        shown = frame(app)
        assert "Kessler Werkzeuge" in shown
        assert "Stadtwerke Ruhr" in shown
        assert "Ostwald" not in shown
        await press(pilot, "slash")
        app.screen.query_one(Input).value = "*"
        await press(pilot, "enter")
        await choose_option(pilot, "only mine")
        shown = frame(app)
        assert "Hafen Duisburg" in shown
        assert "Ostwald" not in shown
        await choose_option(pilot, "only mine")
        await press(pilot, "escape")
        assert type(app.screen).__name__ == "MeScreen"


async def test_many_are_told_to_be_found(
    crew: Crew, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owned(crew, clock, tmp_path)
    monkeypatch.setattr(screen, "MOST", 3)
    app = HuddleApp(crew["Jon"], start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await accounts_of(pilot)
        assert "Showing the first 3. Press / to search." in frame(app)
        assert "2 of 6 are yours" in frame(app)
