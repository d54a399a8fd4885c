"""What the chain over the journal costs: a change on a disk with and without it, an import, and verifying it.

The two stores take turns, change by change, so what else this computer does falls on both alike. Reach: a change and an
import 1.1 ×.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import date
from functools import partial
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from core.team.team import create_team_file
from core.values.clock import system_clock
from data import change as changes
from data.chain import NewLinks, verify_chain
from data.models import Group, Member, Metric
from data.store import Store
from tests.bench import bench_import
from tests.bench.result import Result, median
from tui.cli import main

AT = "2026-11-23T14:00:00.000Z"
CHANGES = 400
ROWS = 60_000
IMPORTS = 3


def run() -> list[Result]:
    """In a folder on a disk: a folder in memory has nothing to wait for."""
    with tempfile.TemporaryDirectory(dir=Path.home()) as name:
        chained, plain = _store(Path(name) / "chained.huddle"), _store(Path(name) / "plain.huddle")
        # SQLite's strictest: what is committed survives the loss of power.
        for store in (chained, plain):
            store._file.writer.execute("PRAGMA synchronous = FULL")
        with_chain: list[float] = []
        without: list[float] = []
        for number in range(CHANGES):
            with_chain.append(_seconds(partial(_state, chained, number)))
            with _no_chain():
                without.append(_seconds(partial(_state, plain, number)))
        deals, map_ = Path(name) / "deals.csv", Path(name) / "map.toml"
        bench_import._write(deals, ROWS)
        map_.write_text(bench_import.MAP)
        imports, plain_imports = [], []
        for number in range(IMPORTS):
            imports.append(_cpu_seconds(partial(_import, Path(name) / f"chained-{number}.huddle", deals, map_)))
            with _no_chain():
                plain_imports.append(_cpu_seconds(partial(_import, Path(name) / f"plain-{number}.huddle", deals, map_)))
        chained.close()
        chained = Store(Path(name) / "chained-0.huddle")
        began = time.perf_counter()
        found = verify_chain(chained)
        verified = time.perf_counter() - began
        assert found.problems == []
        rows = chained.query("SELECT count(*) AS n FROM journal_row")[0]["n"]
        chained.close()
        plain.close()
    one, bare = median(with_chain), median(without)
    return [
        Result("a change with the chain ÷ without, on a disk", one / bare, "×", 1.1),
        Result("  with", one * 1000),
        Result("  without", bare * 1000),
        Result(f"an import of {ROWS:,} rows, with ÷ without (CPU)", min(imports) / min(plain_imports), "×", 1.1),
        Result("  with", min(imports), "s"),
        Result("  without", min(plain_imports), "s"),
        Result(f"verifying {ROWS:,} rows", verified * ROWS / rows * 1000),
    ]


@contextmanager
def _no_chain() -> Iterator[None]:
    """Have changes written as before there was a chain."""

    def skip(*_: object) -> None:
        pass

    with (
        patch.multiple(NewLinks, add_entry=skip, add_row=skip, store=skip),
        patch.object(changes, "hash_row", skip),
    ):
        yield


def _store(path: Path) -> Store:
    store = Store(path, create=True)
    with store.change("team.made", at=AT) as change:
        change.insert(Metric(name="calls"))
        change.insert(Member(name="Ana", joined_on=date(2026, 1, 1)))
    return store


def _state(store: Store, number: int) -> None:
    with store.change("group.made", at=AT, by=1) as change:
        change.insert(Group(name=f"a group with a usual name {number}"))


def _import(path: Path, deals: Path, map_: Path) -> None:
    create_team_file(path, "Northwind West", "Ana Ruiz", clock=system_clock).store.close()
    words = ["--db", str(path), "--as", "Ana", "import", str(deals), "--map", str(map_), "--add-members"]
    with redirect_stdout(StringIO()):
        assert main(words) == 0


def _cpu_seconds(act: Callable[[], None]) -> float:
    """Of this process alone: an import is long enough for what else the computer does to fall on one of the two."""
    began = time.process_time()
    act()
    return time.process_time() - began


def _seconds(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
