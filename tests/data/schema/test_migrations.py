"""A migration happens whole or not at all, and once."""

from __future__ import annotations

import hashlib
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from core.access.session import Session
from core.team import passphrases
from data import file_check, sqlite
from data.errors import UnreadableFile
from data.file_check import prepare_file
from data.models import Entry, Group, Member, Team, by_id
from data.schema import migrations as schema
from data.sqlite import sqlite3
from data.store import Store
from tests.data.schema.old_files import unpack

AT = "2026-11-23T14:00:00.000Z"


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A team's file as the first schema left it, with something in it."""
    store = Store(tmp_path / "team.huddle", create=True)
    with store.change("group.made", at=AT) as change:
        change.insert(Group(name="North"))
    store.close()
    return store.path


def next_schema(monkeypatch: pytest.MonkeyPatch, statement: str, failure: Exception | None = None) -> None:
    """Brings a Huddle into being that knows one migration more."""
    migrations = Migrations("huddle")
    for known in schema.migrations._migrations:
        migrations(name=known.name)(known.fn)

    @migrations()
    def added(db: Database) -> None:
        db.execute(statement)
        if failure is not None:
            raise failure

    monkeypatch.setattr(schema, "migrations", migrations)
    monkeypatch.setattr(file_check, "SCHEMA_VERSION", sqlite.SCHEMA_VERSION + 1)


def applied(path: Path) -> tuple[list[str], int, list[str]]:
    """The names of the migrations applied, the schema's number, and the tables called `extra`."""
    connection = sqlite.connect(path)
    names = [name for (name,) in connection.execute("SELECT name FROM _sqlite_migrations ORDER BY id")]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    extra = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE name = 'extra'")]
    connection.close()
    return names, version, extra


def test_the_number_of_the_schema_is_that_of_its_migrations(first: Path) -> None:
    names, version, _ = applied(first)
    assert version == sqlite.SCHEMA_VERSION == len(names) == len(schema.migrations._migrations)


def test_a_new_migration_is_applied_once_and_keeps_what_is_there(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, number, _ = applied(first)
    next_schema(monkeypatch, "CREATE TABLE extra (id INTEGER PRIMARY KEY)")
    for _ in range(2):
        store = Store(first)
        assert [group.name for group in store.read(Group)] == ["North"]
        store.close()
    assert applied(first) == ([*old, "added"], number + 1, ["extra"])


@pytest.mark.parametrize("failure", [RuntimeError("a mistake of ours"), KeyboardInterrupt()])
def test_a_failing_migration_rolls_back_and_stays_pending(
    first: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    before = applied(first)
    with monkeypatch.context() as attempt:
        next_schema(attempt, "CREATE TABLE extra (id INTEGER PRIMARY KEY)", failure)
        with pytest.raises(type(failure)):
            Store(first)
    assert applied(first) == before
    Store(first).close()
    next_schema(monkeypatch, "CREATE TABLE extra (id INTEGER PRIMARY KEY)")
    Store(first).close()
    assert applied(first) == ([*before[0], "added"], before[1] + 1, ["extra"])


def test_sql_that_fails_in_a_migration_rolls_back_too(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = applied(first)
    with monkeypatch.context() as attempt:
        next_schema(attempt, "CREATE TABLE extra (id INTEGER PRIMARY KEY) NONSENSE")
        with pytest.raises(UnreadableFile, match="Nothing was changed"):
            Store(first)
    assert applied(first) == before


def test_a_failing_first_migration_leaves_no_team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "team.huddle"
    with monkeypatch.context() as attempt:
        next_schema(attempt, "CREATE TABLE extra (id INTEGER PRIMARY KEY)", RuntimeError("no"))
        with pytest.raises(RuntimeError):
            Store(path, create=True)
    with pytest.raises(UnreadableFile, match="is empty"):
        Store(path)
    Store(path, create=True).close()


def test_a_newer_huddle_that_came_in_between_is_not_set_back(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between this process's look at the file and its turn to write, another brought it further."""
    old = applied(first)
    next_schema(monkeypatch, "CREATE TABLE extra (id INTEGER PRIMARY KEY)")
    write_ahead = file_check.enable_write_ahead_log

    def slowly(connection: sqlite.sqlite3.Connection) -> None:
        connection.execute(f"PRAGMA user_version = {sqlite.SCHEMA_VERSION + 5}")
        write_ahead(connection)

    monkeypatch.setattr(file_check, "enable_write_ahead_log", slowly)
    with pytest.raises(UnreadableFile, match="newer Huddle"):
        prepare_file(first, create=False)
    assert applied(first) == (old[0], sqlite.SCHEMA_VERSION + 5, [])


def test_a_file_of_the_first_schema_is_brought_up_with_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "old.huddle"
    path.touch()
    connection = sqlite.connect(path, writable=True)
    file_check.enable_write_ahead_log(connection)
    with schema.immediate_transaction(connection) as db:
        only_first = Migrations("huddle")
        known = schema.migrations._migrations[0]
        only_first(name=known.name)(known.fn)
        only_first.apply(db)
        db.execute(f"PRAGMA application_id = {sqlite.APPLICATION_ID:d}")
        db.execute("PRAGMA user_version = 1")
        db.execute(
            "INSERT INTO team (name, currency, working_days, question, group_min, group_max, celebrates, created_at) "
            "VALUES ('Northwind', 'EUR', '12345', 'What will you do?', 10, 15, 1, ?)",
            (AT,),
        )
        db.execute("INSERT INTO metric (name, kind, unit, scale, better) VALUES ('calls', 'sum', '', 0, 'higher')")
        db.execute("INSERT INTO member (name, role, joined_on) VALUES ('Ana Ruiz', 'leader', '2026-01-01')")
        db.execute(
            "INSERT INTO entry (metric_id, member_id, day, amount, entered_at) VALUES (1, 1, '2026-11-20', 12, ?)",
            (AT,),
        )
    connection.close()

    with closing(Store(path)) as store:
        assert store.read(Team)[0].silence_days == 10
        (entry,) = store.read(Entry)
        assert (entry.amount, entry.topic) == (12, None)
        with store.change("entry.corrected", at=AT) as change:
            change.update(entry, amount=15)
        assert store.query("SELECT total FROM entry_day")[0]["total"] == 15
    assert applied(path)[1] == sqlite.SCHEMA_VERSION


def test_hashes_of_passphrases_leave_the_journal_and_still_open_once(tmp_path: Path) -> None:
    path = unpack(4, tmp_path / "old.huddle")
    typed = "four plain words here"
    salt = bytes(16)
    hashed = hashlib.scrypt(typed.encode(), salt=salt, n=2**14, r=8, p=1).hex()
    with closing(sqlite3.connect(path)) as connection:
        (row,) = connection.execute("SELECT member_id FROM passphrase ORDER BY id LIMIT 1").fetchall()
        connection.execute("UPDATE passphrase SET salt = ?, hash = ? WHERE member_id = ?", (salt.hex(), hashed, row[0]))
        connection.commit()
    store = Store(path)
    assert store.query("SELECT 1 FROM journal_row WHERE row_table = 'passphrase'") == []
    session = Session.for_member(store, by_id(store.read(Member))[row[0]])
    assert passphrases.has_passphrase(session)
    with pytest.raises(passphrases.WrongPassphrase):
        passphrases.unlock(session, "another")
    assert passphrases.list_keys(session, row[0]) == []
    passphrases.unlock(session, typed)
    assert [key.number for key in passphrases.list_keys(session, row[0])] == [1]
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        (box,) = connection.execute("SELECT box FROM member_lock WHERE member_id = ?", (row[0],)).fetchone()
    assert hashed not in box
    again = Store(path)
    passphrases.unlock(Session.for_member(again, by_id(again.read(Member))[row[0]]), typed)
    again.close()
