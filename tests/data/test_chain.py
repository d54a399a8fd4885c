"""The chain over the journal: it is made with every change, and shows what another program did to the journal."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.chain import Head, first_hash, hash_entry, hash_row, read_head, verify_chain
from data.checked_file import CheckedFile
from data.errors import HuddleError
from data.models import Erased, Group, JournalEntry
from data.sqlite import sqlite3
from data.store import Store

AT = "2026-11-23T14:00:00.000Z"


@pytest.fixture
def make_store(tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Returns a function that makes another store each time, from one empty file."""
    Store(tmp_path / "empty.huddle", create=True).close()
    made: list[Store] = []

    def make() -> Store:
        path = tmp_path / f"team-{len(made)}.huddle"
        shutil.copy(tmp_path / "empty.huddle", path)
        made.append(Store(path))
        return made[-1]

    yield make
    for store in made:
        store.close()


@pytest.fixture
def written(store: Store) -> Path:
    """A file with some entries, that nobody has open."""
    write_some(store)
    store.close()
    return store.path


def problems(store: Store, after: Head | None = None) -> list[str]:
    return verify_chain(store, after).problems


def write_some(store: Store) -> None:
    """Five entries: several rows in one, an update, a removal, an undoing, and one without rows."""
    with store.change("groups.made", at=AT, by=1, meeting_id=3) as change:
        north, south = change.insert(Group(name="North")), change.insert(Group(name="South"))
    with store.change("group.renamed", at=AT, by=2) as change:
        change.update(north, name="Far north")
    with store.change("group.removed", at=AT) as change:
        change.delete(south)
    store.undo(store.read(JournalEntry)[-1].id, at=AT, by=1)
    with store.change("group.looked at", at=AT) as change:
        change.write_entry()


def test_every_entry_joins_the_chain(store: Store) -> None:
    write_some(store)
    check = verify_chain(store)
    entries = store.read(JournalEntry)
    assert check.problems == []
    assert check.count == len(entries)
    assert read_head(store).journal_id == entries[-1].id


def test_a_change_that_fails_leaves_the_chain_as_it_was(store: Store) -> None:
    write_some(store)
    before = read_head(store)
    with pytest.raises(HuddleError), store.change("group.made", at=AT) as change:
        change.insert(Group(name="East"))
        raise HuddleError("no")
    assert read_head(store) == before


def test_entries_of_their_own_in_one_transaction_are_linked_in_order(store: Store) -> None:
    with store.change("board.shown", at=AT, by=1) as change:
        with change.apart(JournalEntry(at=AT, what="cards.told")):
            change.insert(Group(name="North"))
        change.insert(Group(name="South"))
        with change.apart(JournalEntry(at=AT, what="cards.told")):
            change.insert(Group(name="East"))
        change.insert(Group(name="West"))
    assert [entry.what for entry in store.read(JournalEntry)] == ["cards.told", "board.shown", "cards.told"]
    assert problems(store) == []


# What a history does: a row, an entry apart, or a change inside that ends well or is taken back, with the same in it.
Deed = str | list["Deed"] | tuple["Deed", ...]
deeds: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(["insert", "update", "apart"]),
    lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(st.lists(deeds, max_size=4), max_size=5))
def test_it_verifies_after_every_history_of_changes_within_changes(
    make_store: Callable[[], Store], history: list[Any]
) -> None:
    store = make_store()
    names = iter(range(10_000))

    def do(what: Any) -> None:
        match what:
            case "insert" | "update":
                with store.change("group.made", at=AT) as change:
                    made = change.insert(Group(name=f"{next(names)}"))
                    if what == "update":
                        change.update(made, name=f"{next(names)}")
            case "apart":
                with store.change("group.made", at=AT) as change, change.apart(JournalEntry(at=AT, what="told")):
                    change.insert(Group(name=f"{next(names)}"))
            case list():
                with store.change("groups.made", at=AT):
                    for inner in what:
                        do(inner)
            case _:
                with suppress(HuddleError), store.change("groups.made", at=AT):
                    for inner in what:
                        do(inner)
                    raise HuddleError("taken back")

    for deed in history:
        before = read_head(store)
        do(deed)
        assert problems(store) == []
        assert problems(store, before) == []


# -- what another program does

COLUMNS = {
    "journal": ("id", "at", "by", "what", "meeting_id", "undoes", "typed_by", "via"),
    "journal_row": ("id", "journal_id", "row_table", "row_id", "before", "after"),
    "chain": ("journal_id", "hash", "salt"),
}
NUMBERS = {"id", "by", "meeting_id", "undoes", "typed_by", "journal_id", "row_id"}


def meddle(path: Path, *statements: tuple[str, tuple[object, ...]]) -> bool:
    """Run SQL past Huddle, without its triggers. Returns whether anything was changed: SQLite may refuse it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        try:
            count = sum(max(connection.execute(sql, values).rowcount, 0) for sql, values in statements)
        except sqlite3.IntegrityError:
            return False
        connection.commit()
    return count > 0


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_edit_of_the_journal_is_found(written: Path, data: st.DataObject) -> None:
    path = written.with_name("meddled.huddle")
    shutil.copy(written, path)
    table = data.draw(st.sampled_from(sorted(COLUMNS)))
    with closing(sqlite3.connect(path)) as connection:
        ids = [row[0] for row in connection.execute(f"SELECT rowid FROM {table} ORDER BY rowid").fetchall()]
    one = data.draw(st.sampled_from(ids))
    deed = data.draw(st.sampled_from(["change", "delete", "swap", "copy"]))
    if deed == "delete":
        done = meddle(path, (f"DELETE FROM {table} WHERE rowid = ?", (one,)))
    elif deed == "swap":
        other = data.draw(st.sampled_from([id_ for id_ in ids if id_ != one]))
        columns = ", ".join(COLUMNS[table][1:])
        values = f"SELECT {columns} FROM temp.kept WHERE {COLUMNS[table][0]} = ?"
        done = meddle(
            path,
            (f"CREATE TEMP TABLE kept AS SELECT * FROM {table}", ()),
            (f"UPDATE {table} SET undoes = NULL" if table == "journal" else "SELECT 1", ()),
            (f"UPDATE {table} SET ({columns}) = ({values}) WHERE rowid = ?", (other, one)),
            (f"UPDATE {table} SET ({columns}) = ({values}) WHERE rowid = ?", (one, other)),
        )
    elif deed == "copy" and table != "chain":
        columns = ", ".join(name for name in COLUMNS[table][1:] if name != "undoes")
        done = meddle(path, (f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE id = ?", (one,)))
    else:
        column = data.draw(st.sampled_from(COLUMNS[table]))
        value: object = data.draw(st.integers(1, 9)) if column in NUMBERS else data.draw(st.text("abc{}", max_size=3))
        if column == "salt":
            value = data.draw(st.binary(min_size=16, max_size=16))
        if column == "hash":
            value = data.draw(st.binary(min_size=32, max_size=32))
        if column not in ("id", "journal_id", "row_id", "hash", "salt", "at", "what", "row_table"):
            value = data.draw(st.sampled_from([None, value]))
        done = meddle(
            path, (f'UPDATE {table} SET "{column}" = ? WHERE rowid = ? AND "{column}" IS NOT ?', (value, one, value))
        )
    with closing(CheckedFile(path)) as file:
        assert bool(verify_chain(file).problems) == done


def test_no_value_and_an_empty_text_are_two_things() -> None:
    lists: list[tuple[int | str | None, ...]] = [(None,), ("",), ("", ""), (None, ""), ("ab", "c"), ("a", "bc"), ()]
    assert len({hash_entry(*columns) for columns in lists}) == len(lists)
    rows = [(None, ""), ("", None), ("", ""), ("ab", "c"), ("a", "bc")]
    assert len({hash_row(1, "card", 1, before, after) for before, after in rows}) == len(rows)
    assert len({hash_row(1, "card", 11, "", ""), hash_row(11, "card", 1, "", ""), hash_row(1, "ca", 1, "rd", "")}) == 3


def test_rows_added_to_entries_from_before_the_chain_are_found(written: Path) -> None:
    start = "SELECT min(journal_id) FROM chain"
    meddle(
        written,
        (f"INSERT INTO journal (id, at, what) SELECT ({start}) - 1, '{AT}', 'x'", ()),
        (f"INSERT INTO journal_row (journal_id, row_table, row_id, after) SELECT ({start}) - 1, 'group', 1, 'x'", ()),
    )
    with closing(CheckedFile(written)) as file:
        assert "belongs to no entry: another program wrote it" in verify_chain(file).problems[0]


def test_a_head_is_found_again_and_no_other(store: Store) -> None:
    write_some(store)
    head = read_head(store)
    assert problems(store, head) == []
    assert problems(store, Head(head.journal_id, head.hash[:12])) == []
    for other in (Head(head.journal_id, ""), Head(head.journal_id, "0" * 64), Head(head.journal_id + 1, head.hash)):
        assert problems(store, other) == [f"The journal up to entry {other.journal_id} was changed."]


def test_what_was_erased_is_stood_for_by_its_hash(store: Store) -> None:
    write_some(store)
    (row,) = store.query("SELECT id, journal_id, row_table, row_id, before, after, salt FROM journal_row WHERE id = 2")
    entry = store.read(JournalEntry)[1]
    of_row = hash_row(*(row[name] for name in ("id", "row_table", "row_id", "before", "after", "salt")))
    of_entry = hash_entry(entry.id, entry.at, entry.by, entry.what, None, None, None, None)
    with store.change("member.erased", at=AT) as change:
        change.insert(Erased(journal_id=row["journal_id"], journal_row_id=2, hash=of_row.hex()))
        change.insert(Erased(journal_id=entry.id, hash=of_entry.hex()))
    store.close()
    meddle(
        store.path,
        ("UPDATE journal_row SET after = '{}' WHERE id = 2", ()),
        ("UPDATE journal SET by = NULL, via = NULL WHERE id = ?", (entry.id,)),
    )
    with closing(Store(store.path)) as again:
        assert problems(again) == []
    meddle(store.path, ("UPDATE journal_row SET after = '{}' WHERE id = 1", ()))
    with closing(Store(store.path)) as again:
        assert problems(again) == ["Journal entry 1 was changed by another program."]


def test_a_head_does_not_tell_what_it_is_made_of(tmp_path: Path) -> None:
    """Heads are shown to people who may not read the journal: the same entries in two files have other hashes."""
    heads = []
    for name in ("one", "other"):
        path = tmp_path / f"{name}.huddle"
        Store(path, create=True).close()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE team_uid SET uid = 'the same'")
            connection.executescript("DROP TRIGGER chain_UPDATE_refused")
            connection.execute("UPDATE chain SET hash = ?", (first_hash("the same"),))
            connection.commit()
        store = Store(path)
        with store.change("group.made", at="2026-11-23T14:00:00.000Z") as change:
            change.insert(Group(name="North"))
        assert verify_chain(store).problems == []
        heads.append(read_head(store))
        store.close()
    assert heads[0].journal_id == heads[1].journal_id
    assert heads[0].hash != heads[1].hash
