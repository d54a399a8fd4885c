"""What the chain over the journal costs: a change on a disk with and without it, an import, and verifying it.

The two stores take turns, change by change, so what else this computer does falls on both alike. Reach: a change and an
import 1.1 ×.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

from data import change as changes
from data.chain import NewLinks, verify_chain
from data.models import Entry, Group, Member, Metric
from data.store import Store
from tests.bench.result import Result, median

AT = "2026-11-23T14:00:00.000Z"
CHANGES = 800
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
        imports, plain_imports = [], []
        for number in range(IMPORTS):
            imports.append(_seconds(partial(_import, chained, number)))
            with _no_chain():
                plain_imports.append(_seconds(partial(_import, plain, number)))
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
        Result(f"{ROWS:,} rows in one change, with ÷ without", min(imports) / min(plain_imports), "×", 1.1),
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


def _import(store: Store, number: int) -> None:
    with store.change("entries.imported", at=AT, by=1) as change:
        for row in range(ROWS):
            day = date(2026, 1, 1) + timedelta(days=row % 300)
            key = f"{number}-{row}"
            change.insert(
                Entry(metric_id=1, member_id=1, day=day, amount=row, source="crm", key=key, entered_by=1, entered_at=AT)
            )


def _seconds(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
