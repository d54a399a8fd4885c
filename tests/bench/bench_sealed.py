"""What sealing costs: reading 1,000 notes of one's own, unlocked and locked, beside as many points that are not sealed;
and unlocking. Reach: opening them 50 ms.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from core.access.session import Session
from core.models import Conversation, Member, Point, Team
from core.team import passphrases
from data.store import Store
from tests.bench.result import Result, median

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
AT = "2026-11-23T14:00:00.000Z"
NOTES = 1000
ROUNDS = 15
TEXT = "She looks for another job, and would stay for the key accounts. " * 4
PASSPHRASE = "four plain words here"


def run() -> list[Result]:
    with tempfile.TemporaryDirectory() as name:
        store = Store(Path(name) / "team.huddle", create=True)
        with store.change("team.founded", at=AT) as change:
            change.insert(Team(name="Bench", created_at=AT))
            ana = change.insert(Member(name="Ana", role="leader", joined_on=date(2026, 1, 1)))
            ben = change.insert(Member(name="Ben", joined_on=date(2026, 1, 1)))
            talk = change.insert(
                Conversation(
                    kind="one-on-one", from_id=ana.id, to_id=ben.id, held_on=NOW.date(), text="Talk", written_at=AT
                )
            )
        unlocked, locked = (Session.for_member(store, ana, lambda: NOW) for _ in range(2))
        choosing = _seconds(lambda: passphrases.set_passphrase(unlocked, PASSPHRASE))
        for kind in ("note", "agenda"):
            with unlocked.change("point.written") as change:
                change.insert_many(
                    Point(conversation_id=talk.id, by_id=ana.id, kind=kind, text=TEXT, written_at=AT)
                    for _ in range(NOTES)
                )
        times: dict[str, list[float]] = {"opened": [], "locked": [], "plain": []}
        for _ in range(ROUNDS):
            times["opened"].append(_seconds(lambda: unlocked.all(Point, "kind = 'note'")))
            times["locked"].append(_seconds(lambda: locked.all(Point, "kind = 'note'")))
            times["plain"].append(_seconds(lambda: unlocked.all(Point, "kind = 'agenda'")))
        unlocking = _seconds(lambda: passphrases.unlock(locked, PASSPHRASE))
        store.close()
    opened, closed, plain = (median(times[name]) * 1000 for name in ("opened", "locked", "plain"))
    return [
        Result(f"reading and opening {NOTES:,} notes of one's own", opened, "ms", 50),
        Result("  reading them while locked", closed),
        Result(f"  reading {NOTES:,} points that are not sealed", plain),
        Result("  opened ÷ not sealed", opened / plain, "×"),
        Result("unlocking with the passphrase", unlocking * 1000),
        Result("choosing the first one, with the key", choosing * 1000),
    ]


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
