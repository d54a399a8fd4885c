"""Many processes on one file: none fails, nothing is lost, nothing is told twice."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest

from core.access.session import Session
from data import feed as feed_module
from data.feed import OUTSIDE_CHANGE, CommittedChange, Feed
from data.file_check import prepare_file
from data.models import Group, JournalEntry
from data.sqlite import connect, sqlite3
from data.store import Store
from tests.processes.forks import PATIENCE, Fork, Forks

pytestmark = pytest.mark.process

AT = "2026-11-23T14:00:00.000Z"


def at_once(those: list[Fork]) -> None:
    """Has them begin together, once each of them is ready."""
    for one in those:
        one.expect("ready")
    for one in those:
        one.say("go")


def is_whole(path: Path) -> bool:
    connection = connect(path)
    try:
        return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
    finally:
        connection.close()


@pytest.mark.parametrize("attempt", range(4))
def test_twenty_open_a_new_file_at_once(forks: Forks, tmp_path: Path, attempt: int) -> None:
    path = tmp_path / "team.huddle"
    crowd = [forks.start("open_and_write", path, f"group {number}", True) for number in range(20)]
    at_once(crowd)
    assert [one.hear() for one in crowd] == ["done"] * 20
    store = Store(path)
    assert {group.name for group in store.read(Group)} == {f"group {number}" for number in range(20)}
    assert len(store.read(JournalEntry)) == 20
    names = [row["name"] for row in store.query("SELECT name FROM _sqlite_migrations")]
    assert len(names) == len(set(names)) == store.query("PRAGMA user_version")[0]["user_version"]
    store.close()
    assert is_whole(path)


def test_twenty_open_an_existing_file_at_once(forks: Forks, tmp_path: Path) -> None:
    path = tmp_path / "team.huddle"
    prepare_file(path, create=True)
    crowd = [forks.start("open_and_write", path, f"group {number}", False) for number in range(20)]
    at_once(crowd)
    assert [one.hear() for one in crowd] == ["done"] * 20
    store = Store(path)
    assert len(store.read(Group)) == len(store.read(JournalEntry)) == 20
    store.close()


def test_a_change_is_taken_back_by_exactly_one_of_two(forks: Forks, tmp_path: Path) -> None:
    store = Store(tmp_path / "team.huddle", create=True)
    for number in range(8):
        with store.change("group.made", at=AT) as change:
            change.insert(Group(name=f"group {number}"))
        pair = [forks.start("undo", store.path, change.entry.id) for _ in range(2)]
        at_once(pair)
        assert sorted(one.hear() for one in pair) == ["conflict: This was already undone.", "undone"]
    assert store.read(Group) == []
    assert len(store.read(JournalEntry, "undoes IS NOT NULL")) == 8
    store.close()


def test_what_one_states_the_other_is_told(forks: Forks, collecting: Session) -> None:
    path = collecting.store.path
    listener = forks.start("listen", path)
    listener.expect("ready")
    speaker = forks.start("capture", path, "Ben")
    speaker.expect("ready")
    speaker.say("Call five lapsed customers every Monday")
    _, card_id, *_ = speaker.hear().split()
    number, what, by, rows = json.loads(listener.hear())
    ben = collecting.store.query("SELECT id FROM member WHERE name LIKE 'Ben%'")[0]["id"]
    assert (what, by, rows) == ("card.stated", ben, {"card": [int(card_id)]})
    assert number == collecting.store.read(JournalEntry)[-1].id
    listener.say("that is all")
    assert listener.rest() == []


async def test_five_write_a_hundred_each_and_every_change_is_told_once(forks: Forks, tmp_path: Path) -> None:
    store = Store(tmp_path / "team.huddle", create=True)
    told: list[CommittedChange] = []
    complete = asyncio.Event()

    def hear(batch: list[CommittedChange]) -> None:
        told.extend(batch)
        if len(told) >= 500:
            complete.set()

    feed = Feed(store.path)
    feed.listen(hear)
    feed.start()
    writers = [forks.start("write_many", store.path, f"writer {number}", 100) for number in range(5)]
    await asyncio.to_thread(at_once, writers)
    async with asyncio.timeout(PATIENCE):
        await complete.wait()
    assert [await asyncio.to_thread(writer.hear) for writer in writers] == ["done"] * 5
    feed.poll()
    feed.stop()
    assert [landed.id for landed in told] == [entry.id for entry in store.read(JournalEntry)]
    assert len(told) == 500
    named = [row for landed in told for row in landed.rows["group"]]
    assert sorted(named) == sorted(group.id for group in store.read(Group))
    store.close()


async def test_the_sqlite_shell_s_writing_is_told_within_the_slow_look(tmp_path: Path) -> None:
    store = Store(tmp_path / "team.huddle", create=True)
    feed = Feed(store.path)
    heard: asyncio.Future[CommittedChange] = asyncio.get_running_loop().create_future()
    feed.listen(lambda batch: heard.done() or heard.set_result(batch[0]))  # type: ignore[arg-type, func-returns-value]
    feed.start()
    other = sqlite3.connect(store.path)
    other.execute("INSERT INTO \"group\" (name) VALUES ('North')")
    other.commit()
    began = time.monotonic()
    async with asyncio.timeout(PATIENCE):
        landed = await heard
    assert landed.what == OUTSIDE_CHANGE
    # Not a measurement (tests/bench does that): only that it is the look every second, on a machine that is busy.
    assert time.monotonic() - began < feed_module.POLL_SECONDS * 5
    other.close()
    feed.stop()
    store.close()
