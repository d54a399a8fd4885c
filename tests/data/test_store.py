"""The one door: rows and journal together or neither, and who sees what while it is open."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from data.errors import Conflict, HuddleError
from data.models import Entry, Group, JournalEntry, JournalRow, Member, Metric
from data.sqlite import connect, sqlite3, touch_notify_file
from data.store import Store

AT = "2026-11-23T14:00:00.000Z"


def names(store: Store) -> list[str]:
    return [group.name for group in store.read(Group)]


def whats(store: Store) -> list[str]:
    return [entry.what for entry in store.read(JournalEntry)]


def test_a_change_stores_rows_and_tells_the_journal(store: Store) -> None:
    with store.change("group.made", at=AT, by=7, meeting_id=3) as change:
        north = change.insert(Group(name="North"))
    assert store.get(Group, north.id) == north == Group(id=1, name="North")
    (entry,) = store.read(JournalEntry)
    assert (entry.at, entry.by, entry.what, entry.meeting_id) == (AT, 7, "group.made", 3)
    (row,) = store.read(JournalRow)
    assert (row.journal_id, row.row_table, row.row_id, row.before) == (entry.id, "group", north.id, None)
    assert Group.model_validate_json(row.after or "") == north


@pytest.mark.parametrize("failure", [HuddleError, ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_a_failing_change_leaves_nothing(store: Store, failure: type[BaseException]) -> None:
    with pytest.raises(failure), store.change("group.made", at=AT) as change:
        change.insert(Group(name="North"))
        raise failure("no")
    assert names(store) == []
    assert whats(store) == []
    with store.change("group.made", at=AT) as change:
        change.insert(Group(name="South"))
    assert names(store) == ["South"]


def test_a_refused_row_takes_those_before_it_with_it(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError), store.change("group.made", at=AT) as change:
        change.insert(Group(name="North"))
        change.insert(Group(name="north"))
    assert names(store) == []
    assert store.read(JournalRow) == []


def test_a_row_that_refers_to_none_is_refused(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError), store.change("member.added", at=AT) as change:
        change.insert(Member(name="Ana", group_id=99, joined_on=date(2026, 1, 1)))
    assert store.read(Member) == []


def test_a_change_that_writes_nothing_leaves_no_entry(store: Store) -> None:
    with store.change("group.made", at=AT) as change:
        north = change.insert(Group(name="North"))
    with store.change("group.renamed", at=AT) as change:
        assert change.update(north, name="North") == north
    with store.change("group.looked at", at=AT):
        pass
    assert whats(store) == ["group.made"]


def test_update_sets_the_row_as_it_stands_now(store: Store) -> None:
    with store.change("member.added", at=AT) as change:
        stale = change.insert(Member(name="Ana", joined_on=date(2026, 1, 1)))
    with store.change("member.edited", at=AT) as change:
        change.update(stale, territory="Ruhr")
    with store.change("member.edited", at=AT) as change:
        now = change.update(stale, email="ana@example.com")
    assert (now.territory, now.email) == ("Ruhr", "ana@example.com")
    assert store.get(Member, stale.id) == now


def test_update_and_delete_of_a_removed_row_are_conflicts(store: Store) -> None:
    with store.change("group.made", at=AT) as change:
        gone = change.insert(Group(name="North"))
        change.delete(gone)
    for act in ("update", "delete"):
        with pytest.raises(Conflict, match="removed"), store.change("group.touched", at=AT) as change:
            change.update(gone, name="South") if act == "update" else change.delete(gone)


def test_update_refuses_what_the_column_cannot_hold(store: Store) -> None:
    with store.change("group.made", at=AT) as change:
        north = change.insert(Group(name="North"))
    with pytest.raises(ValidationError), store.change("group.renamed", at=AT) as change:
        change.update(north, name="")
    with pytest.raises(ValidationError), store.change("group.renamed", at=AT) as change:
        change.update(north, colour="red")
    assert names(store) == ["North"]


def test_deleting_what_others_stand_on_is_a_conflict(store: Store) -> None:
    with store.change("group.made", at=AT) as change:
        north = change.insert(Group(name="North"))
        change.insert(Member(name="Ana", group_id=north.id, joined_on=date(2026, 1, 1)))
    with (
        pytest.raises(Conflict, match="Other changes depend on this now"),
        store.change("group.removed", at=AT) as change,
    ):
        change.delete(north)
    assert names(store) == ["North"]


def test_insert_many_takes_rows_of_several_tables(store: Store) -> None:
    with store.change("imported", at=AT) as change:
        rows = [Group(name="North"), Metric(name="calls"), Group(name="South")]
        assert change.insert_many(iter(rows)) == 3
    assert names(store) == ["North", "South"]
    assert [row.row_table for row in store.read(JournalRow)] == ["group", "metric", "group"]


# -- changes within changes


def test_a_change_within_a_change_joins_it(store: Store) -> None:
    with store.change("team.split", at=AT, by=1) as outer:
        outer.insert(Group(name="North"))
        with store.change("group.made", at=AT, by=2) as inner:
            inner.insert(Group(name="South"))
            assert inner.entry == outer.entry
    assert names(store) == ["North", "South"]
    assert [(entry.what, entry.by) for entry in store.read(JournalEntry)] == [("team.split", 1)]


def test_when_the_outer_fails_the_joined_goes_too(store: Store) -> None:
    def split() -> None:
        with store.change("team.split", at=AT):
            with store.change("group.made", at=AT) as inner:
                inner.insert(Group(name="South"))
            raise HuddleError("no")

    with pytest.raises(HuddleError):
        split()
    assert names(store) == []
    assert whats(store) == []


def test_a_joined_change_that_fails_takes_only_its_own_rows(store: Store) -> None:
    with store.change("team.split", at=AT) as outer:
        outer.insert(Group(name="North"))
        with pytest.raises(HuddleError), store.change("group.made", at=AT) as inner:
            inner.insert(Group(name="South"))
            raise HuddleError("not that one")
        outer.insert(Group(name="East"))
    assert names(store) == ["North", "East"]
    assert len(store.read(JournalRow)) == 2


def test_when_all_that_was_joined_failed_no_entry_is_left(store: Store) -> None:
    with (
        store.change("team.split", at=AT),
        pytest.raises(HuddleError),
        store.change("group.made", at=AT) as inner,
    ):
        inner.insert(Group(name="South"))
        raise HuddleError("not that one")
    assert whats(store) == []


# -- who sees what


def test_a_change_sees_what_it_wrote_and_others_do_not(store: Store) -> None:
    seen: list[list[str]] = []
    with store.change("group.made", at=AT) as change:
        change.insert(Group(name="North"))
        assert names(store) == ["North"]
        assert store.connection.execute('SELECT count(*) FROM "group"').fetchone()[0] == 1
        other = threading.Thread(target=lambda: seen.append(names(store)))
        other.start()
        other.join()
    assert seen == [[]]
    assert names(store) == ["North"]


def test_threads_change_one_after_another_and_lose_nothing(store: Store) -> None:
    with store.change("member.added", at=AT) as change:
        metric = change.insert(Metric(name="calls"))
        ana = change.insert(Member(name="Ana", joined_on=date(2026, 1, 1)))
        entry = change.insert(
            Entry(metric_id=metric.id, member_id=ana.id, day=date(2026, 1, 1), amount=0, entered_at=AT)
        )
    ready = threading.Barrier(4)

    def count_up() -> None:
        ready.wait()
        for _ in range(25):
            with store.change("entry.raised", at=AT) as change:
                now = store.get(Entry, entry.id)
                assert now is not None
                change.update(now, amount=now.amount + 1)

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.read(Entry)[0].amount == 100
    assert len(store.read(JournalEntry)) == 101


def test_a_thread_reads_what_it_has_just_committed_however_busy_others_are(store: Store) -> None:
    with store.change("group.made", at=AT) as change:
        change.insert_many(Group(name=f"group {number}") for number in range(500))
    done = threading.Event()

    def read_on() -> None:
        while not done.is_set():
            names(store)

    readers = [threading.Thread(target=read_on) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for number in range(40):
            with store.change("metric.added", at=AT) as change:
                metric = change.insert(Metric(name=f"metric {number}"))
            assert store.get(Metric, metric.id) == metric
    finally:
        done.set()
        for reader in readers:
            reader.join()


def test_two_stores_on_one_file_wait_for_one_another(store: Store) -> None:
    other = Store(store.path)

    def add(own: Store, word: str) -> None:
        for number in range(20):
            with own.change("group.made", at=AT) as change:
                change.insert(Group(name=f"{word} {number}"))

    threads = [threading.Thread(target=add, args=pair) for pair in ((store, "a"), (other, "b"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(store)) == len(names(other)) == 40
    other.close()


def test_reading_cannot_write(store: Store) -> None:
    with pytest.raises(HuddleError, match="Ask its owner for write access to the file and its folder"):
        store.query('DELETE FROM "group" RETURNING id')


def test_a_mistake_in_sql_is_not_called_a_damaged_file(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such column"):
        store.query("SELECT colour FROM team")


def test_order_and_limit(store: Store) -> None:
    with store.change("group.made", at=AT) as change:
        change.insert_many(Group(name=name) for name in ("B", "C", "A"))
    assert [group.name for group in store.read(Group, order="name DESC", limit=2)] == ["C", "B"]
    assert store.read(Group, "name = :name", {"name": "A"}) == [Group(id=3, name="A")]
    assert store.get(Group, 99) is None


def test_people_s_text_is_data(store: Store) -> None:
    nasty = '\'; DROP TABLE "group"; -- [bold]{0}%s :name ?'
    with store.change("group.made", at=AT) as change:
        change.insert(Group(name=nasty))
    assert store.read(Group, "name = ?", (nasty,)) == [Group(id=1, name=nasty)]


# -- the notify file


def test_the_notify_file_is_touched_after_commit_and_only_then(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[list[str]] = []
    outsider = connect(store.path)

    def look_and_touch(notify_file: Path) -> None:
        heard.append([name for (name,) in outsider.execute('SELECT name FROM "group"')])
        touch_notify_file(notify_file)

    monkeypatch.setattr("data.store.touch_notify_file", look_and_touch)
    with store.change("group.made", at=AT) as change:
        change.insert(Group(name="North"))
        with store.change("group.made", at=AT) as inner:
            inner.insert(Group(name="South"))
        assert heard == []
    assert heard == [["North", "South"]]
    assert store.notify_file.exists()
    with pytest.raises(HuddleError), store.change("group.made", at=AT) as change:
        change.insert(Group(name="East"))
        raise HuddleError("no")
    with store.change("group.looked at", at=AT):
        pass
    assert len(heard) == 1
    outsider.close()


def test_each_change_moves_the_notify_file_s_time(store: Store) -> None:
    times = []
    for name in ("North", "South"):
        with store.change("group.made", at=AT) as change:
            change.insert(Group(name=name))
        times.append(store.notify_file.stat().st_mtime_ns)
    assert times[0] < times[1]


def test_a_notify_file_that_cannot_be_touched_does_not_unsay_what_was_committed(store: Store) -> None:
    store.notify_file = store.path.parent / "no such folder" / "notify"
    with store.change("group.made", at=AT) as change:
        change.insert(Group(name="North"))
    assert names(store) == ["North"]


def test_a_link_to_the_team_touches_the_team_s_notify_file(store: Store, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "link.huddle"
    link.parent.mkdir()
    link.symlink_to(store.path)
    linked = Store(link)
    assert linked.notify_file == store.notify_file
    linked.close()


# -- a file that others hold


def test_a_locked_file_is_a_sentence_and_changes_nothing(store: Store) -> None:
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store._file.writer.execute("PRAGMA busy_timeout = 1")
    with pytest.raises(HuddleError, match="Close it and try again"), store.change("x.y", at=AT):
        raise AssertionError("never gets here")
    other.execute("ROLLBACK")
    with store.change("group.made", at=AT) as change:
        change.insert(Group(name="North"))
    other.close()
    assert names(store) == ["North"]


def test_a_full_disk_is_a_sentence_and_changes_nothing(store: Store) -> None:
    pages = store._file.writer.execute("PRAGMA page_count").fetchone()[0]
    store._file.writer.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(HuddleError, match="Free some space and try again"), store.change("group.made", at=AT) as change:
        change.insert_many(Group(name=f"group {number}") for number in range(5000))
    store._file.writer.execute("PRAGMA max_page_count = 100000")
    assert names(store) == []
    with store.change("group.made", at=AT) as change:
        change.insert(Group(name="North"))
    assert names(store) == ["North"]


def test_closing_leaves_one_whole_file_and_the_notify_file(store: Store) -> None:
    with store.change("group.made", at=AT) as change:
        change.insert(Group(name="North"))
    store.close()
    assert {path.name for path in store.path.parent.iterdir()} == {"team.huddle", "team.huddle-bell"}
