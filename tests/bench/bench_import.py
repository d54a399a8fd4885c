"""A million rows of CSV into a team, against sqlite-utils putting the same file into a bare table: whole processes.

Reach: 3 ×, and 150 MB at the most, however many rows there are.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from core.importing.proposals import propose_map
from core.team.session_opening import open_session
from core.team.team import create_team_file
from core.values.clock import system_clock
from data.sqlite import connect
from tests.bench.result import Result, percentile
from tui.app import HuddleApp
from tui.importing.screen import ImportingScreen

ROWS = 1_000_000
FEW = 100_000
MEMBERS = 50
FIRST = date(2024, 1, 1)
MAP = """
[columns]
member = "owner"
on = "closed"
key = "deal"
[[entry]]
metric = "won revenue"
amount = "value"
"""


def run() -> list[Result]:
    """Both in whole processes, one after the other: what else this computer does falls on both alike."""
    bin_ = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        deals, few, map_ = folder / "deals.csv", folder / "few.csv", folder / "map.toml"
        _write(deals, ROWS)
        _write(few, FEW)
        map_.write_text(MAP)
        create_team_file(folder / "few.huddle", "Northwind West", "Ana Ruiz", clock=system_clock).store.close()
        create_team_file(folder / "bench.huddle", "Northwind West", "Ana Ruiz", clock=system_clock).store.close()

        def huddle(file: Path, team: str, *more: str) -> tuple[float, float]:
            words = ["import", str(file), "--map", str(map_), "--add-members", *more]
            return _measured([str(bin_ / "huddle"), "--db", str(folder / team), "--as", "Ana", *words])

        bare, _ = _measured(
            [str(bin_ / "sqlite-utils"), "insert", str(folder / "bare.db"), "deals", str(deals), "--csv"]
        )
        _, few_mb = huddle(few, "few.huddle")
        looked, _ = huddle(deals, "bench.huddle", "--dry-run")
        taken, many_mb = huddle(deals, "bench.huddle")
        again, _ = huddle(deals, "bench.huddle")
        create_team_file(folder / "screen.huddle", "Northwind West", "Ana Ruiz", clock=system_clock).store.close()
        lags = asyncio.run(_lags(folder / "screen.huddle", few, map_))
    rate = f"{ROWS / taken:,.0f} rows a second"
    return [
        Result(f"{ROWS:,} rows: import ÷ sqlite-utils insert --csv", taken / bare, "×", 3, rate),
        Result("  the most memory", many_mb, "MB", 150),
        Result(f"  memory ÷ that of {FEW:,} rows", many_mb / few_mb, "×"),
        Result("  import", taken, "s"),
        Result("  sqlite-utils insert --csv", bare, "s"),
        Result("  a dry run of it", looked, "s"),
        Result("  the same file again, nothing changed", again, "s"),
        Result(f"  a screen's answer while it takes {FEW:,} rows, p99", percentile(lags, 0.99), "ms", 100),
        Result("  the slowest of them", max(lags), "ms"),
    ]


async def _lags(team: Path, file: Path, map_: Path) -> list[float]:
    """How late the event loop of the screen comes back, in ms, from its look at the file until it is taken."""
    session = open_session(team, "Ana", None, clock=system_clock)
    proposal = propose_map(session, file, str(map_))
    screen = ImportingScreen(proposal, add_members=True)
    app = HuddleApp(session, start="import", make_first_screen=lambda: screen)
    lags: list[float] = []
    async with app.run_test(size=(100, 28)) as pilot:
        for key in ("", "enter"):
            if key:
                await pilot.press(key)
            while not screen.is_idle:
                began = time.perf_counter()
                await asyncio.sleep(0.005)
                lags.append((time.perf_counter() - began - 0.005) * 1000)
    session.store.close()
    with closing(connect(team)) as connection:
        assert connection.execute("SELECT count(*) FROM entry").fetchone() == (FEW,)
    return lags


def _measured(command: list[str]) -> tuple[float, float]:
    """Seconds by the clock, and the most megabytes that the process had at once."""
    began = time.perf_counter()
    pid = os.posix_spawn(
        command[0],
        command,
        dict(os.environ),
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(pid, 0)
    assert status == 0, command
    return time.perf_counter() - began, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def _write(path: Path, rows: int) -> None:
    with path.open("w", newline="") as file:
        file.write("deal,owner,stage,closed,value\n")
        for number in range(rows):
            day = FIRST + timedelta(days=number * 1000 // rows)
            amount = f"{100 + number * 104_729 % 90_001}.{number % 100:02d}"
            stage = "Won" if number % 4 else "Lost"
            file.write(f"D-{number:07d},Member {number * 7919 % MEMBERS:02d},{stage},{day.isoformat()},{amount}\n")
