"""`huddle me`, `me --short` and `due` as whole processes, against a Python that imports what it cannot do without.

Reach: at most 2 ×. With a settings file `huddle me` may take 1.2 × of what it takes without one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from core.access.session import Session
from core.metrics.entries import log_entry
from core.metrics.metrics import add_metric
from core.metrics.targets import set_target
from core.models import Commitment
from core.team.team import create_team_file, edit_team
from core.values.clock import system_clock
from core.values.periods import period_containing
from tests.bench.result import Result, median

RUNS = 41
REACH = 2.0
SETTINGS_REACH = 1.2
SETTINGS = 'theme = "light"\nteam = "northwind-west"\nas = "Ana Ruiz"\nnumbers = "de"\ndates = "07.12."\n'
ASKED = (("me",), ("me", "--short"), ("due",))
BASELINE = [sys.executable, "-c", "import sqlite3, argparse"]


def run() -> list[Result]:
    """The medians of each way of asking, and their ratio to the least that any such command could cost."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.huddle"
        _fill(path)
        huddle = [str(Path(sys.executable).with_name("huddle")), "--db", str(path)]
        env = {name: value for name, value in os.environ.items() if not name.startswith("HUDDLE_")}
        env["HUDDLE_CONFIG"] = str(Path(folder) / "none.toml")
        settings = Path(folder) / "config.toml"
        settings.write_text(SETTINGS, encoding="utf-8")
        set_up: list[float] = []
        base: list[float] = []
        times: dict[tuple[str, ...], list[float]] = {words: [] for words in ASKED}
        # In turn, so that whatever else this computer does falls on all.
        for _ in range(RUNS):
            base.append(_milliseconds(BASELINE, env))
            for words in ASKED:
                times[words].append(_milliseconds([*huddle, *words], env))
            set_up.append(_milliseconds([*huddle, "me", "--config", str(settings)], env))
    found = [Result("me: Python with sqlite3 and argparse", median(base))]
    for words in ASKED:
        name = f"me: huddle {' '.join(words)}"
        found.append(Result(name, median(times[words])))
        found.append(Result(f"{name}, against it", median(times[words]) / median(base), unit="×", reach=REACH))
    ratio = median(set_up) / median(times["me",])
    found.append(
        Result("me: huddle me with a settings file, against it without", ratio, unit="×", reach=SETTINGS_REACH)
    )
    return found


def _milliseconds(command: list[str], env: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=env)
    return (time.perf_counter() - began) * 1000


def _fill(path: Path) -> None:
    """A member with two targets, a quarter's entries and commitments, in a country with holidays: a usual day."""
    session = create_team_file(path, "Northwind West", "Ana Ruiz", clock=system_clock)
    edit_team(session, country="DE")
    today = session.today
    calls, customers = add_metric(session, "calls"), add_metric(session, "new customers")
    set_target(session, calls, 40, member=session.me, period=period_containing(today, "week"))
    set_target(session, customers, 8, member=session.me, period=period_containing(today, "quarter"))
    for back in range(60):
        log_entry(session, calls, 7, day=today - timedelta(days=back))
        log_entry(session, customers, back % 2, day=today - timedelta(days=back))
    _promise(session, today)
    session.store.close()


def _promise(session: Session, today: date) -> None:
    with session.change("commitment.made") as change:
        for number in range(12):
            change.insert(
                Commitment(
                    member_id=session.me.id,
                    text=f"Call customer {number}",
                    due=today,
                    status="open" if number < 3 else "kept",
                    created_at=session.timestamp,
                )
            )
