"""The feed tells every change once, whoever made it, and lets go cleanly."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from data import feed as feed_module
from data.feed import MAX_LISTED_ROWS, OUTSIDE_CHANGE, UNJOURNALED_CHANGE, CommittedChange, Feed
from data.models import Group, Metric
from data.sqlite import sqlite3, touch_notify_file
from data.store import Store

AT = "2026-11-23T14:00:00.000Z"

PATIENCE = 30.0
"""Seconds to wait for what must happen: only a failing test, on a busy machine, ever waits that long."""

linux = pytest.mark.skipif(sys.platform != "linux", reason="the notify file is watched with inotify")


class Ear:
    """Remembers what it was told, and waits for it."""

    def __init__(self, feed: Feed) -> None:
        self.batches: list[list[CommittedChange]] = []
        self._told = asyncio.Event()
        self.leave = feed.listen(self._hear)

    def _hear(self, landed: list[CommittedChange]) -> None:
        self.batches.append(landed)
        self._told.set()

    @property
    def all(self) -> list[CommittedChange]:
        return [landed for batch in self.batches for landed in batch]

    async def hears(self, count: int) -> list[CommittedChange]:
        """All that was told, once it is at least that many changes."""
        async with asyncio.timeout(PATIENCE):
            while len(self.all) < count:
                self._told.clear()
                await self._told.wait()
        return self.all


@pytest.fixture
async def feed(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Feed]:
    # With the poll out of the way what is heard was heard through the notify file.
    monkeypatch.setattr(feed_module, "POLL_SECONDS", 3600.0)
    feed = Feed(store.path)
    feed.start()
    yield feed
    feed.stop()


def make(store: Store, *names: str, by: int | None = None) -> int:
    with store.change("group.made", at=AT, by=by, meeting_id=4) as change:
        change.insert_many(Group(name=name) for name in names)
    return change.entry.id


async def test_it_tells_who_did_what_to_which_rows(store: Store, feed: Feed) -> None:
    ear = Ear(feed)
    journal_id = make(store, "North", "South", by=7)
    expected = CommittedChange(journal_id, "group.made", 7, 4, {"group": frozenset({1, 2})})
    assert await ear.hears(1) == [expected]
    assert feed.last_id == journal_id


async def test_what_was_there_before_is_not_told(store: Store) -> None:
    make(store, "North")
    feed = Feed(store.path)
    ear = Ear(feed)
    feed.start()
    journal_id = make(store, "South")
    assert [landed.id for landed in await ear.hears(1)] == [journal_id]
    feed.stop()


async def test_what_landed_before_it_started_is_told(store: Store) -> None:
    feed = Feed(store.path)
    ear = Ear(feed)
    journal_id = make(store, "North")
    feed.start()
    assert [landed.id for landed in await ear.hears(1)] == [journal_id]
    feed.stop()


async def test_a_burst_is_one_batch(store: Store, feed: Feed) -> None:
    ear = Ear(feed)
    ids = [make(store, f"group {number}") for number in range(50)]
    assert [landed.id for landed in await ear.hears(50)] == ids
    assert len(ear.batches) == 1


async def test_all_listeners_are_told_and_one_that_left_is_not(store: Store, feed: Feed) -> None:
    ears = [Ear(feed) for _ in range(3)]
    make(store, "North")
    for ear in ears:
        await ear.hears(1)
    ears[1].leave()
    ears[1].leave()
    make(store, "South")
    for ear in (ears[0], ears[2]):
        await ear.hears(2)
    assert [len(ear.all) for ear in ears] == [2, 1, 2]


async def test_a_listener_may_leave_while_it_is_told(store: Store, feed: Feed) -> None:
    told: list[str] = []

    def once(_landed: list[CommittedChange]) -> None:
        told.append("once")
        leave()

    leave = feed.listen(once)
    ear = Ear(feed)
    make(store, "North")
    await ear.hears(1)
    make(store, "South")
    await ear.hears(2)
    assert told == ["once"]


async def test_a_listener_that_fails_keeps_nothing_from_the_others(store: Store, feed: Feed) -> None:
    failures: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context))

    def fail(_landed: list[CommittedChange]) -> None:
        raise ValueError("a mistake of this listener")

    feed.listen(fail)
    ear = Ear(feed)
    make(store, "North")
    await ear.hears(1)
    make(store, "South")
    await ear.hears(2)
    assert [str(failure["exception"]) for failure in failures] == ["a mistake of this listener"] * 2


async def test_what_failed_or_wrote_nothing_is_not_told(store: Store, feed: Feed) -> None:
    ear = Ear(feed)
    with pytest.raises(sqlite3.IntegrityError):
        make(store, "North", "north")
    with store.change("group.looked at", at=AT):
        pass
    journal_id = make(store, "South")
    assert [landed.id for landed in await ear.hears(1)] == [journal_id]
    feed.poll()
    assert len(ear.all) == 1


async def test_nothing_is_told_before_commit(store: Store, feed: Feed) -> None:
    ear = Ear(feed)
    with store.change("group.made", at=AT) as change:
        change.insert(Group(name="North"))
        feed.poll()
        assert ear.all == []
    await ear.hears(1)


@linux
@pytest.mark.parametrize("way", ["deleted", "replaced", "moved away"])
async def test_a_notify_file_that_is_made_again_is_heard(store: Store, feed: Feed, way: str) -> None:
    ear = Ear(feed)
    make(store, "North")
    await ear.hears(1)
    if way == "deleted":
        store.notify_file.unlink()
    elif way == "replaced":
        other = store.notify_file.with_name("other")
        other.touch()
        other.replace(store.notify_file)
    else:
        store.notify_file.rename(store.notify_file.with_name("other"))
    for count, name in enumerate(("South", "East", "West"), start=2):
        make(store, name)
        await ear.hears(count)
    assert [landed.id for landed in ear.all] == [1, 2, 3, 4]


@linux
async def test_another_team_in_the_folder_does_not_wake_it(
    store: Store, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    ear = Ear(feed)
    looks: list[None] = []
    look = feed.poll
    monkeypatch.setattr(feed, "poll", lambda: (looks.append(None), look()))  # type: ignore[func-returns-value]
    other = Store(store.path.with_name("other.huddle"), create=True)
    for number in range(5):
        make(other, f"group {number}")
    other.close()
    make(store, "North")
    await ear.hears(1)
    assert len(looks) == 1


async def test_what_is_in_no_journal_is_told_by_table_alone_and_touches_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(store, "North")
    feed = Feed(store.path)
    ear = Ear(feed)
    touched = store.notify_file.stat().st_mtime_ns
    with store.change("card.stated", at=AT) as change:
        change.write_unjournaled("mailbox", "DELETE FROM mailbox")
    assert store.notify_file.stat().st_mtime_ns == touched
    feed.poll()
    assert ear.all == [CommittedChange(0, UNJOURNALED_CHANGE, None, None, {"mailbox": frozenset()})]
    journal_id = make(store, "South")
    feed.poll()
    assert ear.all[-1].id == feed.last_id == journal_id
    feed.stop()


async def test_another_program_s_writing_is_told_at_the_slow_look(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "POLL_SECONDS", 0.01)
    feed = Feed(store.path)
    feed.start()
    ear = Ear(feed)
    other = sqlite3.connect(store.path)
    other.execute("INSERT INTO \"group\" (name) VALUES ('North')")
    other.commit()
    (landed,) = await ear.hears(1)
    assert (landed.id, landed.what, landed.by) == (0, OUTSIDE_CHANGE, None)
    assert landed.rows["group"] == landed.rows["card"] == frozenset()
    assert "_sqlite_migrations" not in landed.rows
    other.close()
    journal_id = make(store, "South")
    assert (await ear.hears(2))[1].id == journal_id
    feed.stop()


async def test_without_a_watch_to_be_had_it_looks_more_often(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Feed, "_watch_notify_file", lambda _feed, _loop: False)
    monkeypatch.setattr(feed_module, "NO_INOTIFY_POLL_SECONDS", 0.001)
    feed = Feed(store.path)
    feed.start()
    ear = Ear(feed)
    ids = [make(store, name) for name in ("North", "South")]
    assert [landed.id for landed in await ear.hears(2)] == ids
    feed.stop()


@linux
async def test_a_system_with_no_watch_left_is_polled(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    import inotify_simple

    def refuse(*_args: object, **_options: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(inotify_simple, "INotify", refuse)
    monkeypatch.setattr(feed_module, "NO_INOTIFY_POLL_SECONDS", 0.001)
    feed = Feed(store.path)
    feed.start()
    ear = Ear(feed)
    make(store, "North")
    await ear.hears(1)
    feed.stop()


async def test_a_file_that_is_locked_just_now_is_read_at_the_next_look(
    store: Store, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    ear = Ear(feed)

    def busy(_connection: sqlite3.Connection, _last_id: int) -> list[CommittedChange]:
        raise sqlite3.OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr("data.feed._read_journal", busy)
        journal_id = make(store, "North")
        feed.poll()
    assert ear.all == []
    feed.poll()
    assert [landed.id for landed in ear.all] == [journal_id]


async def test_a_big_import_is_told_without_naming_each_row(store: Store, feed: Feed) -> None:
    ear = Ear(feed)
    first = make(store, "North")
    with store.change("metrics.imported", at=AT) as change:
        change.insert_many(Metric(name=f"metric {number}") for number in range(MAX_LISTED_ROWS + 1))
    last = make(store, "South")
    small, big, after = await ear.hears(3)
    assert (small.id, small.rows) == (first, {"group": frozenset({1})})
    assert big.rows["metric"] == frozenset()
    assert after.id == last
    assert after.rows["group"] == frozenset()


def watches() -> int:
    """How many inotify watchers this process has."""
    count = 0
    for fd in os.listdir("/dev/fd"):
        with suppress(OSError):
            count += "inotify" in os.readlink(f"/dev/fd/{fd}")
    return count


async def test_stopping_lets_go_of_everything(store: Store) -> None:
    before = watches()
    feed = Feed(store.path)
    ear = Ear(feed)
    feed.start()
    feed.start()
    feed.stop()
    feed.stop()
    make(store, "South")
    feed.poll()
    await asyncio.sleep(0)
    assert ear.all == []
    assert watches() == before
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task() and not task.cancelling()] == []


def test_stopping_after_the_loop_has_gone(store: Store) -> None:
    feed = Feed(store.path)

    async def begin() -> None:
        feed.start()

    asyncio.run(begin())
    feed.stop()


@pytest.mark.parametrize("way", [pytest.param("the system tells", marks=linux), "it looks"])
async def test_a_touch_is_heard_without_a_change_too(store: Store, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    if way == "it looks":
        monkeypatch.setattr(Feed, "_watch_notify_file", lambda _self, _loop: False)
        monkeypatch.setattr(feed_module, "NO_INOTIFY_POLL_SECONDS", 0.001)
    else:
        monkeypatch.setattr(feed_module, "POLL_SECONDS", 3600.0)
    feed = Feed(store.path)
    rung = asyncio.Event()
    ear, leave = Ear(feed), feed.listen_for_touch(rung.set)
    feed.start()
    for second in range(4):
        rung.clear()
        if second == 0:
            make(store, "North")
        else:  # each at a time of its own: a file's time moves on in ticks of some milliseconds
            os.utime(store.notify_file, (second, second))
        async with asyncio.timeout(PATIENCE):
            await rung.wait()
    assert len(ear.all) == 1
    leave()
    leave()
    rung.clear()
    make(store, "South")
    await ear.hears(2)
    assert not rung.is_set()
    feed.stop()


async def test_a_touch_listener_that_fails_does_not_keep_it_from_the_others(store: Store, feed: Feed) -> None:
    failed: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failed.append(context))
    rung = asyncio.Event()

    def fail() -> None:
        raise ValueError("no ears")

    feed.listen_for_touch(fail)
    feed.listen_for_touch(rung.set)
    touch_notify_file(store.notify_file)
    async with asyncio.timeout(PATIENCE):
        await rung.wait()
    assert isinstance(failed[0]["exception"], ValueError)


@linux
async def test_a_burst_of_touches_is_answered_together(
    store: Store, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "COALESCE_SECONDS", 0.3)
    ear = Ear(feed)
    make(store, "the first is told at once")
    await ear.hears(1)
    ids = []
    for number in range(20):
        ids.append(make(store, f"group {number}"))
        await asyncio.sleep(0)  # the feed may hear each of them
    assert [landed.id for landed in (await ear.hears(21))[1:]] == ids
    assert len(ear.batches) < 10


@linux
async def test_a_patient_feed_lets_others_go_first_and_misses_nothing(store: Store, feed: Feed) -> None:
    feed.delay_range = (3600.0, 3600.0)
    ear = Ear(feed)
    quick, rung = Feed(store.path), asyncio.Event()
    quick.start()
    quick.listen_for_touch(rung.set)
    first = make(store, "North")
    async with asyncio.timeout(PATIENCE):
        await rung.wait()
    quick.stop()
    assert ear.all == []
    feed.poll()  # as after a change of one's own, which is shown at once, and what came before it too
    assert [landed.id for landed in ear.all] == [first]


@linux
async def test_what_a_patient_feed_heard_it_tells_together(store: Store, feed: Feed) -> None:
    feed.delay_range = (0.1, 0.2)
    ear = Ear(feed)
    ids = [make(store, f"group {number}") for number in range(3)]
    assert [landed.id for landed in await ear.hears(3)] == ids
    assert len(ear.batches) == 1


def test_a_file_that_cannot_be_opened_for_a_moment_is_read_at_a_later_poll(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read-only user's connection is made anew when the file has changed."""
    path = tmp_path / "team.huddle"
    Store(path, create=True).close()

    def refuse(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr("data.read_only.may_write", lambda _path: False)
    feed = Feed(path)
    monkeypatch.undo()
    told: list[int] = []
    feed.listen(lambda batch: told.extend(change.id for change in batch))
    with closing(Store(path)) as store, store.change("group.made", at=AT) as change:
        change.insert(Group(name="North"))
    monkeypatch.setattr("data.read_only.may_write", lambda _path: False)
    with monkeypatch.context() as broken:
        broken.setattr("data.read_only.connect", refuse)
        feed.poll()
        feed.poll()
    assert told == []
    feed.poll()
    assert told == [1]
    feed.stop()
