"""The leaderboard's own table always holds what the entries add up to."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from data.models import Entry, Group, Member, Metric
from data.sqlite import sqlite3
from data.store import Store

pytestmark = pytest.mark.days

AT = "2026-11-23T14:00:00.000Z"
FIRST = date(2026, 1, 1)

SUMS = """
    SELECT metric_id, day, member_id, sum(amount) AS total, count(*) AS entries FROM entry
    GROUP BY metric_id, day, member_id ORDER BY 1, 2, 3"""
ROLLUP = "SELECT metric_id, day, member_id, total, entries FROM entry_day ORDER BY 1, 2, 3"

picks = st.integers(0, 2)
amounts = st.integers(-(10**12), 10**12)


class Entries(RuleBasedStateMachine):
    """Entries come, change in every column, go, and come back."""

    folders: pytest.TempPathFactory

    @initialize()
    def found(self) -> None:
        self.store = Store(Path(self.folders.mktemp("rollup")) / "team.huddle", create=True)
        self.store._file.writer.execute("PRAGMA synchronous = OFF")
        self.done: list[int] = []
        with self.store.change("founded", at=AT) as change:
            for number in range(3):
                change.insert(Member(name=f"member {number}", joined_on=FIRST))
                change.insert(Metric(name=f"metric {number}"))

    @rule(metric=picks, member=picks, day=picks, amount=amounts)
    def log(self, metric: int, member: int, day: int, amount: int) -> None:
        with self.store.change("entry.logged", at=AT) as change:
            change.insert(
                Entry(
                    metric_id=metric + 1,
                    member_id=member + 1,
                    day=FIRST + timedelta(days=day),
                    amount=amount,
                    entered_at=AT,
                )
            )
        self.done.append(change.entry.id)

    @precondition(lambda self: self.store.read(Entry, limit=1))
    @rule(pick=st.integers(0, 50), metric=picks, member=picks, day=picks, amount=amounts)
    def correct(self, pick: int, metric: int, member: int, day: int, amount: int) -> None:
        entries = self.store.read(Entry)
        with self.store.change("entry.corrected", at=AT) as change:
            change.update(
                entries[pick % len(entries)],
                metric_id=metric + 1,
                member_id=member + 1,
                day=FIRST + timedelta(days=day),
                amount=amount,
            )
        if change.has_written:
            self.done.append(change.entry.id)

    @precondition(lambda self: self.store.read(Entry, limit=1))
    @rule(pick=st.integers(0, 50))
    def withdraw(self, pick: int) -> None:
        entries = self.store.read(Entry)
        with self.store.change("entry.withdrawn", at=AT) as change:
            change.delete(entries[pick % len(entries)])
        self.done.append(change.entry.id)

    @precondition(lambda self: self.done)
    @rule()
    def take_back(self) -> None:
        self.store.undo(self.done.pop(), at=AT)

    @rule(amount=amounts)
    def fail_midway(self, amount: int) -> None:
        with pytest.raises(sqlite3.IntegrityError), self.store.change("entry.logged", at=AT) as change:
            change.insert(Entry(metric_id=1, member_id=1, day=FIRST, amount=amount, entered_at=AT))
            change.insert(Entry(metric_id=99, member_id=1, day=FIRST, amount=amount, entered_at=AT))

    @invariant()
    def adds_up(self) -> None:
        if hasattr(self, "store"):
            assert self.store.query(ROLLUP) == self.store.query(SUMS)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()


def test_it_adds_up_whatever_happens(tmp_path_factory: pytest.TempPathFactory) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    class Here(Entries):
        folders = tmp_path_factory

    run_state_machine_as_test(Here, settings=settings(max_examples=25, stateful_step_count=20, deadline=None))


def test_it_adds_up_for_another_program_s_writing_too(store: Store) -> None:
    with store.change("founded", at=AT) as change:
        change.insert(Group(name="North"))
        change.insert(Member(name="Ana", joined_on=FIRST))
        change.insert(Metric(name="calls"))
    other = sqlite3.connect(store.path)
    for amount in (5, 7, 9):
        other.execute(
            "INSERT INTO entry (metric_id, member_id, day, amount, entered_at) VALUES (1, 1, '2026-01-01', ?, ?)",
            (amount, AT),
        )
    other.execute("UPDATE entry SET amount = amount + 1, day = '2026-01-02' WHERE amount = 7")
    other.execute("DELETE FROM entry WHERE amount = 9")
    other.commit()
    other.close()
    assert store.query(ROLLUP) == [
        {"metric_id": 1, "day": "2026-01-01", "member_id": 1, "total": 5, "entries": 1},
        {"metric_id": 1, "day": "2026-01-02", "member_id": 1, "total": 8, "entries": 1},
    ]
