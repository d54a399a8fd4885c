"""No screen passes a control character on to the terminal, wherever the text comes from."""

from __future__ import annotations

from pathlib import Path

from core.errors import HuddleError
from core.importing.proposals import propose_map
from tests.conftest import Crew
from tests.tui.frames import MIDDLE, frame, idle
from tui.app import HuddleApp
from tui.importing.screen import ImportingScreen
from tui.shell.setup_app import SetupAnswers, SetupApp, SetupResult

EVIL = "\x1b]0;pwned\x07\x1b[2J\x9b31m"


def controls(text: str) -> list[str]:
    return [character for character in text if character != "\n" and not character.isprintable()]


async def test_a_file_s_name_and_cells(crew: Crew, tmp_path: Path) -> None:
    path = tmp_path / f"deals{EVIL}.csv"
    path.write_text(f"id,agent{EVIL},stage,closed,value\n1,V{EVIL}1,Won,2026-11-03,10\n2,V1,Lo\x1b[7mst,2026-11-04,5\n")
    proposal = propose_map(crew["Ana"], path)
    app = HuddleApp(crew["Ana"], start="import", make_first_screen=lambda: ImportingScreen(proposal))
    async with app.run_test(size=MIDDLE) as pilot:
        await idle(pilot)
        assert "Import" in frame(app)
        assert not controls(frame(app))


async def test_a_notice_that_names_a_path(crew: Crew) -> None:
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=MIDDLE, notifications=True) as pilot:
        app.notify(f"/tmp/{EVIL}: the disk is full.", markup=False)
        await idle(pilot)
        assert "the disk is full." in frame(app)
        assert not controls(frame(app))


async def test_a_refusal_of_the_first_run() -> None:
    def refuse(_answers: SetupAnswers) -> SetupResult:
        raise HuddleError(f"/tmp/{EVIL}.csv is not there.")

    app = SetupApp(refuse, leader="Ana")
    async with app.run_test(size=MIDDLE) as pilot:
        await pilot.press("W", "enter", "enter", "enter", "enter")
        await idle_setup(pilot)
        assert ".csv is not there" in frame(app)
        assert not controls(frame(app))


async def idle_setup(pilot: object) -> None:
    await pilot.app.workers.wait_for_complete()  # type: ignore[attr-defined]
    await pilot.pause()  # type: ignore[attr-defined]
