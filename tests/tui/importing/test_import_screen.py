"""The look before an import: what is shown, what each key changes, and that nothing is changed before Enter."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.widgets import Input

from core.importing.mapping import read_map
from core.importing.proposals import maps_folder, propose_map
from core.importing.result import ImportProgress
from core.models import Alias, Entry, Member, Target
from tests.conftest import Crew
from tests.tui.frames import SIZES, frame, idle, type_ahead, until
from tui.app import HuddleApp
from tui.importing.file_import import FileImport
from tui.importing.screen import ImportingScreen
from tui.widgets.pick_list import PickList

HUBSPOT = "Deal ID,Deal Name,Deal Stage,Amount,Close Date,Deal Owner\n"
DEALS = (
    HUBSPOT
    + "1,Kessler plant,Closed Won,1000.50,2026-11-03,ben@example.com\n"
    + "2,Ruhr steel,Closed Lost,5,2026-11-04,Jon Weiss\n"
    + "3,Old customer,Qualified to Buy,70,,Lea Brandt\n"
    + "4,Broken,Closed Won,ten,2026-11-05,Lea Brandt\n"
)


def app_for(crew: Crew, path: Path, who: str = "Ana", **how: Any) -> HuddleApp:
    proposal = propose_map(crew[who], path)
    return HuddleApp(crew[who], start="import", make_first_screen=lambda: ImportingScreen(proposal, **how))


def write(tmp_path: Path, text: str, name: str = "deals.csv") -> Path:
    path = tmp_path / "in" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await idle(pilot)


async def edit_line(pilot: Pilot[None], key: Hashable) -> None:
    """Puts the cursor on a line of the map and changes it."""
    pilot.app.screen.query_one(PickList).pick(key)
    await press(pilot, "e")


async def choose(pilot: Pilot[None], text: str) -> None:
    """Chooses what is found by `text` in the dialog that is open."""
    pilot.app.screen.query_one(Input).value = text
    await press(pilot, "enter")


def entries(crew: Crew) -> dict[str | None, int]:
    return {entry.key: entry.amount for entry in crew["Ana"].all(Entry) if entry.metric_id == 1}


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_frames_before_anything_is_changed(
    crew: Crew, tmp_path: Path, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    app = app_for(crew, write(tmp_path, DEALS))
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot
    assert entries(crew) == {}


async def test_enter_takes_it_and_enter_again_leaves(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, DEALS)
    app = app_for(crew, path)
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "· preview" in frame(app)
        assert entries(crew) == {}
        await press(pilot, "enter")
        assert "Entries: 1 new," in frame(app)
        assert "HubSpot deals · imported" in frame(app)
        await pilot.press("enter")
        await idle(pilot)
        assert not app.is_running or app._exit
    assert [entry.key for entry in crew["Ana"].all(Entry)] == ["2"]
    assert path.with_name("deals.refused.csv").exists()
    # A map that was recognised and not changed needs no keeping.
    assert not maps_folder(crew["Ana"]).exists()


async def test_an_unknown_file_is_guessed_and_nothing_is_taken_while_nobody_is_known(
    crew: Crew, tmp_path: Path
) -> None:
    rows = "1,V1,Won,2026-11-03,10\n2,V1,Lost,2026-11-04,5\n"
    app = app_for(crew, write(tmp_path, "id,agent,stage,closed,value\n" + rows))
    async with app.run_test(size=(100, 40), notifications=True) as pilot:
        await idle(pilot)
        assert "Rows · stage is Won" in frame(app)
        await press(pilot, "enter")
        assert "Nothing to import yet" in frame(app)
        await press(pilot, "a")
        await edit_line(pilot, ("where", 0))
        assert "Which rows do you want to import?" in frame(app)
        await press(pilot, "enter")
        assert "Rows · all" in frame(app)
        assert "Preview: 2 new," in frame(app)
        await press(pilot, "enter")
    assert sorted(entry.amount for entry in crew["Ana"].all(Entry)) == [5, 10]


async def test_esc_leaves_everything_as_it_was(crew: Crew, tmp_path: Path) -> None:
    before = crew.store.query("SELECT * FROM journal")
    path = write(tmp_path, DEALS)
    app = app_for(crew, path, add_members=True)
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "Preview: 4 new," in frame(app)
        await press(pilot, "a")
        assert "Preview: 1 new," in frame(app)
        await press(pilot, "escape")
    assert crew.store.query("SELECT * FROM journal") == before
    assert [file.name for file in path.parent.iterdir()] == ["deals.csv"]


async def test_who_is_not_known_is_said_and_remembered(crew: Crew, tmp_path: Path) -> None:
    app = app_for(crew, write(tmp_path, DEALS))
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "▸ ✗   ben@example.com" in frame(app)
        await press(pilot, "e")
        assert "Who is “ben@example.com”?" in frame(app)
        app.screen.query_one(Input).value = "okafor"
        await press(pilot, "enter")
        assert "Preview: 4 new," in frame(app)
        assert crew["Ana"].all(Alias) == []
        await press(pilot, "enter")
    assert [(alias.text, alias.member_id) for alias in crew["Ana"].all(Alias)] == [
        ("ben@example.com", crew.members["Ben"].id)
    ]
    assert len(crew["Ana"].all(Member)) == 5
    assert not maps_folder(crew["Ana"]).exists()


async def test_a_guess_is_put_right_line_by_line_and_kept(crew: Crew, tmp_path: Path) -> None:
    text = "id,who,seller,day,paid\nA,x,Ben Okafor,2026-11-03,3\nB,y,Jon Weiss,2026-11-04,4\n"
    path = write(tmp_path, text, "visits (7).csv")
    app = app_for(crew, path)
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "a guess by its columns" in frame(app)
        assert "Member · seller" in frame(app)
        await press(pilot, "down", "down", "e")  # the row ID
        app.screen.query_one(Input).value = "who"
        await press(pilot, "enter")
        assert "Row ID · who" in frame(app)
        await edit_line(pilot, ("metric", 0))
        app.screen.query_one(Input).value = "visits"
        await press(pilot, "enter")
        await edit_line(pilot, ("amount", 0))
        app.screen.query_one(Input).value = "1 per row"
        await press(pilot, "enter")
        assert "Amount · 1 per row" in frame(app)
        await press(pilot, "enter")
        assert "New metrics: visits." in frame(app)
    assert entries(crew) == {"x": 1, "y": 1}
    kept = maps_folder(crew["Ana"]) / "visits.toml"
    assert read_map(kept).columns.key == ["who"]
    assert propose_map(crew["Ana"], path).origin == "the team's map visits"


async def test_days_that_could_be_two_are_asked_for_once(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, HUBSPOT + "1,Kessler,Closed Won,10,03/04/2026,Ben Okafor\n")
    app = app_for(crew, path)
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "no day is after the 12th" in frame(app)
        await press(pilot, "escape")
        assert 'dates = "day first"' in frame(app)
        await press(pilot, "enter")
        assert entries(crew) == {}
    app = app_for(crew, path)
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "down", "enter")
        assert "Preview: 3 new," in frame(app)
        await press(pilot, "enter")
    assert [str(entry.day) for entry in crew["Ana"].all(Entry)] == ["2026-03-04"] * 3
    app = app_for(crew, path)
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "3 unchanged" in frame(app)


async def test_a_file_that_cannot_be_used_says_why_and_takes_nothing(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, DEALS)
    app = app_for(crew, path)
    path.write_bytes(DEALS.encode() + b"5,\0,Closed Won,1,2026-11-03,Jon Weiss\n")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "null byte" in frame(app)
        await press(pilot, "enter")
        assert "null byte" in frame(app)
    assert entries(crew) == {}


async def test_the_screen_answers_while_a_file_is_read(
    crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is held up in the middle: help opens meanwhile, how far it has come is shown, esc leaves."""
    held, go_on = threading.Event(), threading.Event()
    take_progress = FileImport.take_progress

    def hold(self: FileImport, progress: ImportProgress) -> None:
        take_progress(self, progress)
        held.set()
        go_on.wait(20)
        take_progress(self, progress)

    monkeypatch.setattr(FileImport, "take_progress", hold)
    app = app_for(crew, write(tmp_path, DEALS))
    async with app.run_test(size=(100, 28)) as pilot:
        try:
            await until(pilot, held.is_set)
            screen = app.screen
            assert isinstance(screen, ImportingScreen)
            screen._show_progress()
            await until(pilot, lambda: "100%  taking  4 of 4 rows" in frame(app))
            await type_ahead(pilot, "enter", "question_mark")
            assert "Check the preview" in frame(app)
            await type_ahead(pilot, "escape", "escape")
        finally:
            go_on.set()
    assert entries(crew) == {}


async def test_a_seller_makes_no_members(crew: Crew, tmp_path: Path) -> None:
    app = app_for(crew, write(tmp_path, DEALS), who="Ben")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "Add people" not in frame(app)
        await press(pilot, "a")
        assert "Preview: 0 new," in frame(app)


async def test_another_sheet_is_read_and_guessed_anew(crew: Crew, tmp_path: Path) -> None:
    book = Workbook()
    for title, amount in (("2025", 5), ("2026", 7)):
        page = book.create_sheet(title)
        page.append(["owner", "closed", "value"])
        page.append(["Ben Okafor", f"{title}-11-03", amount])
    path = tmp_path / "deals.xlsx"
    book.save(path)
    app = app_for(crew, path)
    async with app.run_test(size=(100, 40)) as pilot:
        await idle(pilot)
        await edit_line(pilot, ("file", "sheet"))
        await choose(pilot, "2026")
        assert "Sheet · 2026" in frame(app)
        assert "2026-11-03" in frame(app)
        await press(pilot, "enter")
    assert list(entries(crew).values()) == [7]


async def test_heading_row_and_encoding_can_be_said(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, "x")
    lines = ["a,b,c", "owner,closed,value", "Ben Kučera,2026-11-03,7"]
    path.write_bytes("\n".join(lines).encode("cp1250"))
    app = app_for(crew, path, add_members=True)
    async with app.run_test(size=(100, 40)) as pilot:
        await idle(pilot)
        await edit_line(pilot, ("file", "skip"))
        await choose(pilot, "below 1 line")
        assert "Heading row · below 1 line" in frame(app)
        await edit_line(pilot, ("file", "encoding"))
        await choose(pilot, "cp1250")
        assert "Ben Kučera" in frame(app)
        await press(pilot, "enter")
    assert crew["Ana"].all(Member)[-1].name == "Ben Kučera"
    assert list(entries(crew).values()) == [7]


async def test_entries_can_be_made_targets(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, "owner,month,value\nBen Okafor,2026-11,7\n")
    app = app_for(crew, path)
    async with app.run_test(size=(100, 40)) as pilot:
        await idle(pilot)
        await edit_line(pilot, "kind")
        await choose(pilot, "targets by month")
        assert "Gives · targets by month" in frame(app)
        await press(pilot, "enter")
    assert entries(crew) == {}
    assert [(target.starts_on.isoformat(), target.amount) for target in crew["Ana"].all(Target)] == [("2026-11-01", 7)]


async def test_a_file_that_is_only_half_recognised_can_be_put_right(crew: Crew, tmp_path: Path) -> None:
    header = "Opportunity Name,Stage,Close Date,Amount,Sold by\n"
    path = write(tmp_path, header + "Refit,Closed Won,2026-11-03,7,Ben Okafor\n")
    proposal = propose_map(crew["Ana"], path, is_checked=True)
    app = HuddleApp(crew["Ana"], start="import", make_first_screen=lambda: ImportingScreen(proposal))
    async with app.run_test(size=(100, 40)) as pilot:
        await idle(pilot)
        await edit_line(pilot, ("column", ("member", "member")))
        await choose(pilot, "Sold by")
        assert "Preview: 1 new" in frame(app)
        await press(pilot, "enter")
    assert list(entries(crew).values()) == [7]
