"""The leaderboard of a quarter over 10,000 and over a million entries, against each other and against summing them.

Reach: at most 10 ms, and 1.2 × that of a few. HUDDLE_BENCH_MILLIONS=10 fills ten millions, which takes minutes.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from core.access.visible_connection import VisibleConnection, open_visible
from core.standings.leaderboard import standings_by_connection
from core.values.periods import Period, parse_period
from data.models import Group, Meeting, Member, Metric, Target, Team
from data.sqlite import connect, sqlite3
from data.store import Store
from tests.bench.result import Result, median

FEW = 10_000
ENTRIES = int(float(os.environ.get("HUDDLE_BENCH_MILLIONS", "1")) * 1_000_000)
MEMBERS = 50
YEARS = 3
FIRST = date(2024, 1, 1)
TODAY = date(2026, 11, 23)
QUARTER, YEAR = parse_period("2026-Q4"), parse_period("2026")
RUNS = 41
REACH_MS = 10.0
REACH_OF_FEW = 1.2

SCAN = (
    "SELECT member_id, sum(amount) FROM entry WHERE metric_id = 1 AND day BETWEEN ? AND ? "
    "GROUP BY member_id ORDER BY 2 DESC"
)
"""What the board would cost without the daily rollup, and without anything but ranks."""


def run() -> list[Result]:
    """The medians of a board of a quarter, by group, and of a year; and of the sum without the rollup."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder) / "few.huddle", Path(folder) / "many.huddle"
        _fill(few, FEW)
        began = time.perf_counter()
        _fill(many, ENTRIES)
        filled = time.perf_counter() - began
        with (
            closing(open_visible(few)) as small,
            closing(open_visible(many)) as connection,
            closing(connect(many)) as raw,
        ):
            # In turn, so that whatever else this computer does falls on both.
            of_few, quarter = _in_turn(
                lambda: standings_by_connection(small, 1, QUARTER, TODAY),
                lambda: standings_by_connection(connection, 1, QUARTER, TODAY),
            )
            year = _median(lambda: standings_by_connection(connection, 1, YEAR, TODAY), RUNS)
            by_group = _median(lambda: standings_by_connection(connection, 1, QUARTER, TODAY, "group"), RUNS)
            scan = _median(lambda: raw.execute(SCAN, _days(QUARTER)).fetchall(), 3)
            _same(connection, raw)
    told = f"{ENTRIES:,} entries of {MEMBERS}, filled in {filled:.0f} s"
    return [
        Result("standings: a quarter's board", quarter, reach=REACH_MS, note=told),
        Result(f"standings: the same of {FEW:,} entries", of_few, reach=REACH_MS),
        Result("standings: many against few", quarter / of_few, unit="×", reach=REACH_OF_FEW),
        Result("standings: the same by group", by_group),
        Result("standings: a year's board", year),
        Result("standings: summing the entries instead", scan, note=f"{scan / quarter:.0f} × a quarter's board"),
    ]


def _in_turn(one: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    one(), other()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(RUNS):
        for what, into in zip((one, other), times, strict=True):
            began = time.perf_counter()
            what()
            into.append((time.perf_counter() - began) * 1000)
    return median(times[0]), median(times[1])


def _median(what: Callable[[], object], runs: int) -> float:
    what()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        what()
        times.append((time.perf_counter() - began) * 1000)
    return median(times)


def _same(connection: VisibleConnection, raw: sqlite3.Connection) -> None:
    """A fast board that says something else would be no board."""
    made = {row.id: row.actual for row in standings_by_connection(connection, 1, QUARTER, TODAY).rows}
    assert made == dict(raw.execute(SCAN, _days(QUARTER)).fetchall())


def _days(period: Period) -> tuple[str, str]:
    return period.starts_on.isoformat(), period.ends_on.isoformat()


def _fill(path: Path, entries: int) -> None:
    """The team by the store; its entries as plain rows, with every trigger of the schema at work."""
    store = Store(path, create=True)
    at = "2024-01-01T08:00:00.000Z"
    with store.change("team.founded", at=at) as change:
        change.insert(Team(name="Northwind West", created_at=at))
        change.insert(Metric(name="won revenue", unit="EUR", scale=2))
        groups = [change.insert(Group(name=f"Group {number}")).id for number in range(4)]
        for number in range(MEMBERS):
            member = change.insert(Member(name=f"Member {number:02}", group_id=groups[number % 4], joined_on=FIRST))
            for period in (QUARTER, YEAR):
                change.insert(
                    Target(
                        metric_id=1,
                        member_id=member.id,
                        starts_on=period.starts_on,
                        ends_on=period.ends_on,
                        amount=26_200_000,
                    )
                )
        change.insert(Meeting(kind="weekly", number=1, day=TODAY - timedelta(days=7), status="closed"))
    store.close()
    with closing(connect(path, writable=True)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO entry (metric_id, member_id, day, amount, entered_at) VALUES (1, ?, ?, ?, ?)",
            _entries(at, entries),
        )
        connection.execute("COMMIT")


def _entries(at: str, entries: int) -> Iterator[tuple[int, str, int, str]]:
    """In the order of their days; amounts differ, so that there are ranks."""
    days = (TODAY - FIRST).days + 1
    for number in range(entries):
        day = FIRST + timedelta(days=number * days // entries)
        yield 1 + number * 7919 % MEMBERS, day.isoformat(), 100 + number * 104_729 % 90_001, at
