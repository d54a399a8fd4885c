"""A file of 100 MB is backed up while somebody writes, and restored. To reach: 2 s each, on a quiet machine."""

from __future__ import annotations

import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

from core.maintenance.backups import back_up, restore
from core.team.session_opening import open_session
from core.team.team import create_team_file
from core.values.clock import system_clock
from data.models import Group
from data.sqlite import connect
from data.store import Store
from tests.bench.result import Result, percentile

MEGABYTES = 100
REACH_MS = 2_000
AT = "2026-11-23T14:00:00.000Z"


def run() -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        path, backup = Path(folder) / "team.huddle", Path(folder) / "backup.huddle"
        _fill(path)
        commits: list[float] = []
        stop = threading.Event()
        writer = threading.Thread(target=_write_until, args=(path, stop, commits))
        writer.start()
        while len(commits) < 20:
            time.sleep(0.01)
        quiet = percentile(commits[:], 0.95)
        began_at, began = len(commits), time.perf_counter()
        size = back_up(path, backup).size
        took = time.perf_counter() - began
        meanwhile = commits[began_at:] or [0.0]
        stop.set()
        writer.join()
        began = time.perf_counter()
        restore(backup, path, now=system_clock())
        restored = time.perf_counter() - began
        open_session(path, "Ana Ruiz").store.close()
    note = f"{size / 1e6:.0f} MB, {len(meanwhile)} commits meanwhile"
    return [
        Result(f"backup: {MEGABYTES} MB while somebody writes", took * 1000, reach=REACH_MS, note=note),
        Result("backup: … the slowest commit meanwhile", max(meanwhile), note=f"p95 before: {quiet:.1f} ms"),
        Result(f"backup: {MEGABYTES} MB restored", restored * 1000, reach=REACH_MS),
    ]


def _fill(path: Path) -> None:
    """A team with so many entries that its file is as big as it should be."""
    create_team_file(path, "Northwind West", "Ana Ruiz").store.close()
    with closing(connect(path, writable=True)) as connection:
        connection.execute("BEGIN")
        connection.execute(
            "INSERT INTO metric (name, kind, unit, scale, better) VALUES ('calls', 'sum', '', 0, 'higher')"
        )
        note, row = "called, and will call again " * 14, 0
        while connection.execute("PRAGMA page_count").fetchone()[0] * 4096 < MEGABYTES * 1_000_000:
            connection.executemany(
                "INSERT INTO entry (metric_id, member_id, day, amount, note, entered_at) VALUES (1, 1, ?, ?, ?, ?)",
                [(f"2026-11-{1 + number % 28:02}", number, note, AT) for number in range(row, row + 5000)],
            )
            row += 5000
        connection.execute("COMMIT")


def _write_until(path: Path, stop: threading.Event, commits: list[float]) -> None:
    """Makes one change after another and notes the milliseconds of each."""
    with closing(Store(path)) as store:
        while not stop.is_set():
            began = time.perf_counter()
            with store.change("group.made", at=AT) as change:
                change.insert(Group(name=f"group {len(commits)}"))
            commits.append((time.perf_counter() - began) * 1000)
            time.sleep(0.005)
