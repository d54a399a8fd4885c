"""How soon after another process's COMMIT a feed tells it, and what listening costs at rest."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from data.feed import COALESCE_SECONDS, CommittedChange, Feed
from data.models import Group
from data.store import Store
from tests.bench.result import Result, median, percentile

ROUNDS = 300
REST_SECONDS = 3.0


async def _measure(path: Path) -> tuple[list[float], float]:
    """Milliseconds from before COMMIT to told, and the share of a processor used at rest, in percent."""
    feed = Feed(path)
    told: asyncio.Queue[int] = asyncio.Queue()

    def hear(landed: list[CommittedChange]) -> None:
        for _ in landed:
            told.put_nowait(time.perf_counter_ns())

    feed.listen(hear)
    feed.start()
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, str(path), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert writer.stdin is not None
    assert writer.stdout is not None
    noticed = []
    for _ in range(ROUNDS):
        # As when people speak. What lands sooner after a look is told together; that is `bench_burst`'s.
        await asyncio.sleep(COALESCE_SECONDS * 2)
        writer.stdin.write(b"\n")
        at = await asyncio.wait_for(told.get(), 30)
        before, _after = (await writer.stdout.readline()).split()
        # perf_counter is the system's own clock on Linux and macOS: it is the same in both processes.
        noticed.append((at - int(before)) / 1e6)
    writer.stdin.close()
    await writer.wait()
    used = time.process_time()
    await asyncio.sleep(REST_SECONDS)
    rest = (time.process_time() - used) / REST_SECONDS * 100
    feed.stop()
    return noticed, rest


def run() -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "team.huddle"
        store = Store(path, create=True)
        noticed, rest = asyncio.run(_measure(path))
        store.close()
    return [
        Result(
            "feed: another process's change is told after, median", median(noticed), reach=5, note="COMMIT included"
        ),
        Result("feed: the same, p95", percentile(noticed, 0.95)),
        Result("feed: processor used at rest", rest, unit="%"),
    ]


def _write_when_told(path: Path) -> None:
    """Commit a group for each line of standard input, and print the moments before and after: the writing process."""
    store = Store(path)
    for number, _ in enumerate(sys.stdin):
        with store.change("group.made", at="2026-11-23T14:00:00.000Z") as change:
            change.insert(Group(name=f"group {number}"))
            began = time.perf_counter_ns()
        # COMMIT and the notify file lie between the two.
        print(began, time.perf_counter_ns(), flush=True)


if __name__ == "__main__":
    _write_when_told(Path(sys.argv[1]))
