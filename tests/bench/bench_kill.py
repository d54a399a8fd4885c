"""Five writers at work, killed a thousand times: is what they answered in the file, and is the file whole?

Each writer is a process that states cards as fast as it can and answers each once it is committed. It is killed with
SIGKILL after a random number of answers, at a random moment, and another takes its place, while the others go on.
`HUDDLE_BENCH_KILLS` is how many kills there are.
"""

from __future__ import annotations

import os
import random
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

from core.maintenance.check import check_file
from core.meeting import lifecycle
from core.team.team import create_team_file
from data.sqlite import connect
from tests.bench.result import Result
from tests.processes.forks import Forks

KILLS = int(os.environ.get("HUDDLE_BENCH_KILLS", "1000"))
WRITERS = 5
AHEAD = 12
"""Cards that a writer has before it when it is killed, so that it is always at work on one."""
JITTER = 0.004
"""Seconds: stating a card takes about one thousandth, so this meets every step of it."""
CHECK_EVERY = 50
"""Kills between two looks through the whole file."""


class Killing:
    """What was answered, and what was found to be lost or damaged."""

    def __init__(self, path: Path, forks: Forks) -> None:
        self.path = path
        self._forks = forks
        self._lock = threading.Lock()
        self.answered: dict[int, str] = {}
        self.kills = 0
        self.lost: set[int] = set()
        self.damage: list[str] = []
        self.failures: list[BaseException] = []

    def run(self) -> None:
        threads = [threading.Thread(target=self._keep_killing, args=(number,)) for number in range(WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.failures:
            raise self.failures[0]
        self._look(self.answered)
        self.damage += check_file(self.path)

    def _keep_killing(self, number: int) -> None:
        chance = random.Random(number)
        try:
            while (kill := self._next_kill()) is not None:
                own = self._kill_one(f"{number}.{kill}", chance)
                with self._lock:
                    self.answered |= own
                self._look(own)
                if kill % CHECK_EVERY == 0:
                    self._look_through()
        except BaseException as error:
            self.failures.append(error)

    def _next_kill(self) -> int | None:
        with self._lock:
            if self.kills >= KILLS or self.failures:
                return None
            self.kills += 1
            return self.kills

    def _kill_one(self, name: str, chance: random.Random) -> dict[int, str]:
        """Starts a writer, kills it, and returns the cards that it answered."""
        with self._lock:
            writer = self._forks.start("capture", self.path, "Ana Ruiz")
        writer.expect("ready")
        writer.say(*(f"card {name}.{line}" for line in range(AHEAD)))
        said = [writer.hear() for _ in range(chance.randrange(AHEAD - 4))]
        time.sleep(chance.uniform(0, JITTER))
        writer.kill()
        said += writer.rest()
        writer.close()
        return {int(card_id): text for _, card_id, text in (line.split(" ", 2) for line in said)}

    def _look(self, answered: dict[int, str]) -> None:
        """Looks for these cards in the file, as a stranger would."""
        with closing(connect(self.path)) as connection:
            stored = dict(connection.execute("SELECT id, text FROM card"))
        self.lost |= {card_id for card_id, text in answered.items() if stored.get(card_id) != text}

    def _look_through(self) -> None:
        with closing(connect(self.path)) as connection:
            verdict = connection.execute("PRAGMA quick_check").fetchone()[0]
        if verdict != "ok":
            self.damage.append(verdict)


def run() -> list[Result]:
    with tempfile.TemporaryDirectory() as folder, Forks() as forks:
        path = Path(folder) / "team.huddle"
        ana = create_team_file(path, "Northwind West", "Ana Ruiz")
        lifecycle.plan_meeting(ana, host=ana.me)
        lifecycle.start_meeting(ana)
        lifecycle.move_to_stage(ana, "collect")
        ana.store.close()
        killing = Killing(path, forks)
        killing.run()
    note = f"{len(killing.answered):,} changes answered, {WRITERS} writers"
    return [
        Result("kill: processes killed while they write", killing.kills, unit="kills", note=note),
        Result("kill: answered changes that are not in the file", len(killing.lost), unit="lost", reach=0),
        Result("kill: problems found in the file", len(killing.damage), unit="found", reach=0),
    ]
