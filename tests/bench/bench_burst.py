"""A thousand entries land while five boards are open: from a key in one of them to its frame. To reach: p95 ≤ 50 ms.

Once as one import, in one transaction, and once as a thousand changes one after another, as fast as they commit.
Afterwards every screen must show the right total.
"""

from __future__ import annotations

import random
import re
import select
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from core.access.session import Session
from core.metrics.entries import log_entry
from core.metrics.metrics import add_metric, find_metric
from core.metrics.targets import set_target
from core.standings.leaderboard import standings
from core.standings.ranking import Grouping
from core.team.members import add_member, list_members
from core.team.session_opening import open_session
from core.team.team import create_team_file
from core.values.amounts import format_amount
from core.values.clock import system_clock
from core.values.periods import period_containing
from tests.bench.pty_run import Terminal
from tests.bench.result import Result, median, percentile
from tui.widgets.leaderboard.from_standings import BY_WORDS

BOARDS = 5
ENTRIES = 1_000
SELLERS = 24
SIZE = (100, 28)
REACH_MS = 50.0
REST_KEYS = 60
"""Keys pressed before anything lands: what a key costs on this machine now."""
THINKING = (0.02, 0.08)
"""Seconds between a frame and the next key: faster than anybody goes through periods."""
ROUNDS = 5
"""Bursts, one after another: one takes a second or two, in which few keys are pressed."""
AFTER_SECONDS = 0.5
"""Keys count for so long after the writer's end: an import lands all at once, at its end."""
PATIENCE = 60.0

SHORTER, LONGER, OPTIONS, FIRST_OPTION = "-", "+", "o", "1"
WEEK, MONTH, QUARTER = rb"week \d+ of \d{4}", rb"[A-Z][a-z]+ \d{4}", rb"Q\d \d{4}"


def _heading(period: bytes, by: Grouping) -> re.Pattern[bytes]:
    """What the board's first line says of this period with this grouping."""
    words = BY_WORDS[by].encode()
    return re.compile(period + (b" \xc2\xb7 " + words if words else b"(?! \xc2\xb7 by)"))


def _group(period: bytes, by: Grouping) -> tuple[tuple[str, re.Pattern[bytes]], ...]:
    """The keys that lead to this grouping, the one after the grouping before: it is the first of the options."""
    return (OPTIONS, re.compile(b"Group by")), (FIRST_OPTION, _heading(period, by))


KEYS = (
    *_group(QUARTER, "group"),
    (SHORTER, _heading(MONTH, "group")),
    (SHORTER, _heading(WEEK, "group")),
    *_group(WEEK, "territory"),
    (LONGER, _heading(MONTH, "territory")),
    (LONGER, _heading(QUARTER, "territory")),
    *_group(QUARTER, "kind"),
    (SHORTER, _heading(MONTH, "kind")),
    *_group(MONTH, "member"),
    (LONGER, _heading(QUARTER, "member")),
)
"""Round and round: the key, and what the screen shows once it is done. The last leads back to the first."""

MAP = """
[columns]
member = "who"
on = "day"
key = "id"
[[entry]]
metric = "calls"
amount = "amount"
"""


@dataclass
class Burst:
    """What was measured while entries landed."""

    keys: list[float] = field(default_factory=list)
    """Milliseconds from each key to its frame."""
    seconds: list[float] = field(default_factory=list)
    """From the start of each writing process to its end."""
    right_after: list[float] = field(default_factory=list)
    """Milliseconds from its end to the last painting of the screens that nobody touches, right by then."""
    paintings: int = 0
    """How often one of them painted, in all."""


def run() -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "team.huddle"
        _found(path)
        rest, imported = _measure(path, [_import(path, number) for number in range(ROUNDS)], REST_KEYS)
        _, logged = _measure(path, [[sys.executable, "-m", __name__, str(path), str(ENTRIES)]] * ROUNDS, 0)
    results = [Result(f"burst: {BOARDS} boards open, nothing lands: key to frame, p95", percentile(rest, 0.95))]
    for what, burst in (("in one import", imported), ("one by one", logged)):
        p95 = percentile(burst.keys, 0.95)
        note = f"{len(burst.keys)} keys, median {median(burst.keys):.1f} ms, most {max(burst.keys):.1f} ms"
        landing = f"the {ENTRIES} took {median(burst.seconds):.1f} s"
        results += [
            Result(f"burst: {ENTRIES} entries {what}: key to frame, p95", p95, reach=REACH_MS, note=note),
            Result("burst: … until the last screen is right after it", max(burst.right_after), note=landing),
            Result("burst: … paintings of a board that nobody touches", burst.paintings, unit="×"),
        ]
    return results


def _found(path: Path) -> None:
    """A team of `SELLERS` with a target each, and some calls made."""
    leader = create_team_file(path, "Northwind West", "Ana Ruiz")
    with closing(leader.store):
        calls = add_metric(leader, "calls")
        for number in range(SELLERS):
            seller = add_member(leader, f"Seller {chr(65 + number)}", territory="NESW"[number % 4])
            set_target(leader, calls, 1_000_000, member=seller, period=period_containing(leader.today, "quarter"))


def _import(path: Path, number: int) -> list[str]:
    """The command that imports a file of `ENTRIES` rows of today; each `number` is another file."""
    rows, today = path.with_name(f"calls-{number}.csv"), system_clock().date().isoformat()
    lines = [
        f"{number}-{row},Seller {chr(65 + row * 7 % SELLERS)},{today},{1 + row % 7}" for row in range(ENTRIES)
    ]  # fmt: skip
    rows.write_text("\n".join(["id,who,day,amount", *lines, ""]), encoding="utf-8")
    path.with_name("map.toml").write_text(MAP, encoding="utf-8")
    return [_huddle(), "import", str(rows), "--map", str(path.with_name("map.toml")), *_as(path)]


def _measure(path: Path, commands: list[list[str]], rest_keys: int) -> tuple[list[float], Burst]:
    """Opens the boards, presses `rest_keys` keys, then runs each command while it presses more."""
    burst = Burst()
    with ExitStack() as stack:
        boards = [
            stack.enter_context(Terminal([_huddle(), "board", "calls", *_as(path)], size=SIZE)) for _ in range(BOARDS)
        ]
        for board in boards:
            board.wait_for("team ")
        presser = _Presser(boards)
        rest = [presser.press() for _ in range(rest_keys)]
        for command in commands:
            painted = len(boards[-1].painted)
            began = time.perf_counter()
            writer = stack.enter_context(subprocess.Popen(command, stdout=subprocess.DEVNULL))
            while writer.poll() is None:
                burst.keys.append(presser.press())
            ended = time.perf_counter()
            if writer.returncode:
                raise AssertionError(f"{command} ended with {writer.returncode}")
            while time.perf_counter() < ended + AFTER_SECONDS or not presser.is_round:
                burst.keys.append(presser.press())
            burst.seconds.append(ended - began)
            burst.paintings += len(boards[-1].painted) - painted
            total = _total(path)
            for board in boards:
                board.wait_for(lambda text, total=total: f" {total} of" in text)  # type: ignore[misc]
            # The board with the keys went on painting.
            last = max(board.began + board.painted[-1][0] for board in boards[1:])
            burst.right_after.append(max(0.0, last - ended) * 1000)
    return rest, burst


class _Presser:
    """Goes through periods and groupings on the first board, draining the others."""

    def __init__(self, boards: list[Terminal]) -> None:
        self._boards = boards
        self._at = 0
        self._random = random.Random(15)

    @property
    def is_round(self) -> bool:
        """Whether the first board shows what it began with."""
        return self._at % len(KEYS) == 0

    def press(self) -> float:
        """Milliseconds from the board's next key to its frame. Keys before it that go through Options do not count."""
        while KEYS[self._at % len(KEYS)][0] in (OPTIONS, FIRST_OPTION):
            self._press_next()
        return self._press_next()

    def _press_next(self) -> float:
        self._drain(self._random.uniform(*THINKING))
        key, shows = KEYS[self._at % len(KEYS)]
        self._at += 1
        first, painted = self._boards[0], b""
        began = time.perf_counter()
        first.press(key)
        while shows.search(painted) is None:
            if time.perf_counter() - began > PATIENCE:
                raise AssertionError(f"{key} was never answered. The screen:\n{first.text}")
            for board in select.select(self._boards, [], [], PATIENCE)[0]:
                chunk = board.take()
                if board is first:
                    painted += chunk
        return (time.perf_counter() - began) * 1000

    def _drain(self, seconds: float) -> None:
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            for board in select.select(self._boards, [], [], left)[0]:
                board.take()


def _total(path: Path) -> str:
    """What the team's row must say."""
    session: Session = open_session(path, "Ana Ruiz")
    with closing(session.store):
        board = standings(session, find_metric(session, "calls"), period_containing(session.today, "quarter"))
        return format_amount(board.team.actual, board.scale, board.unit)


def _huddle() -> str:
    return str(Path(sys.executable).with_name("huddle"))


def _as(path: Path) -> list[str]:
    return ["--db", str(path), "--as", "Ana Ruiz"]


def _log_one_by_one(path: Path, count: int) -> None:
    """Log that many entries, each in a change of its own: the program of the writing process."""
    session = open_session(path, "Ana Ruiz")
    calls = find_metric(session, "calls")
    sellers = [member for member in list_members(session) if member.role == "seller"]
    for number in range(count):
        log_entry(session, calls, 1 + number % 7, member=sellers[number * 7 % len(sellers)])
    session.store.close()


if __name__ == "__main__":
    _log_one_by_one(Path(sys.argv[1]), int(sys.argv[2]))
