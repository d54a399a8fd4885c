"""The file of every schema that was released is brought to today's, with every fact in it."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.maintenance.backups import restore
from core.maintenance.check import check_file
from data.errors import UnreadableFile
from data.models import MODELS
from data.sqlite import SCHEMA_VERSION, connect, sqlite3
from data.store import Store
from tests.data.schema.old_files import stored_file, unpack

VERSIONS = range(1, SCHEMA_VERSION + 1)
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)

Facts = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def facts(path: Path, columns_by_table: dict[str, list[str]] | None = None) -> Facts:
    """Every row of every table by name: the columns, and their values. Without columns given, all there are."""
    found: Facts = {}
    with closing(connect(path, immutable=True)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in columns_by_table or [name for name in tables if not name.startswith(("sqlite_", "_"))]:
            columns = (columns_by_table or {}).get(table) or [
                row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')
            ]
            names = ", ".join(f'"{column}"' for column in columns)
            rows = connection.execute(f'SELECT {names} FROM "{table}"').fetchall()
            found[table] = columns, sorted(rows, key=repr)
    return found


def kept(found: Facts) -> Facts:
    """What a migration keeps whatever its schema: all but votes, of which the third keeps what is nobody's, and the
    hashes of passphrases, which the fifth takes out."""
    tables = {
        table: (columns, list(rows)) for table, (columns, rows) in found.items() if table not in ("vote", "passphrase")
    }
    summed = {row[0] for row in _rows(found, "journal") if row[3] == "votes.summed"}
    entries = [row for row in _rows(found, "journal") if not row[3].startswith("vote.") and row[0] not in summed]
    rows = [row for row in _rows(found, "journal_row") if row[2] not in ("vote", "passphrase") and row[1] not in summed]
    if "unjournaled" in tables:  # the fifth adds a table
        columns, marks = tables["unjournaled"]
        tables["unjournaled"] = columns, [mark for mark in marks if mark[0] != "member_lock"]
    return tables | {"journal": (found["journal"][0], entries), "journal_row": (found["journal_row"][0], rows)}


def columns_of(found: Facts) -> dict[str, list[str]]:
    """The columns of the tables that no migration has taken out."""
    return {table: columns for table, (columns, _) in found.items() if table != "passphrase"}


def _rows(found: Facts, table: str) -> list[tuple[Any, ...]]:
    return found[table][1]


def version_of(path: Path) -> int:
    with closing(connect(path, immutable=True)) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return version


@pytest.mark.parametrize("version", VERSIONS)
def test_every_schema_has_a_file_with_rows_in_every_table(version: int, tmp_path: Path) -> None:
    assert stored_file(version).exists(), "write one before you release it: python -m tests.data.schema.old_files"
    path = unpack(version, tmp_path / "old.huddle")
    assert version_of(path) == version
    empty = [table for table, (_, rows) in facts(path).items() if not rows]
    assert not empty
    if version == SCHEMA_VERSION:
        assert set(MODELS) <= set(facts(path))


@pytest.mark.parametrize("version", VERSIONS)
def test_opening_it_keeps_every_fact(version: int, tmp_path: Path) -> None:
    path = unpack(version, tmp_path / "old.huddle")
    old = facts(path)
    Store(path).close()
    assert version_of(path) == SCHEMA_VERSION
    assert kept(facts(path, columns_of(old))) == kept(old)
    assert check_file(path) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_it_can_be_checked_as_it_is(version: int, tmp_path: Path) -> None:
    path = unpack(version, tmp_path / "old.huddle")
    content = path.read_bytes()
    assert check_file(path) == []
    assert path.read_bytes() == content


@pytest.mark.parametrize("version", VERSIONS)
def test_an_old_backup_is_restored_and_brought_up_to_date(version: int, tmp_path: Path) -> None:
    backup, path = unpack(version, tmp_path / "backup.huddle"), tmp_path / "team.huddle"
    Store(path, create=True).close()
    content, old = backup.read_bytes(), facts(backup)
    done = restore(backup, path, now=NOW)
    assert done.migrated_from == (version if version < SCHEMA_VERSION else None)
    assert version_of(path) == SCHEMA_VERSION
    assert kept(facts(path, columns_of(old))) == kept(old)
    assert check_file(path) == []
    assert backup.read_bytes() == content


def test_a_backup_of_a_newer_huddle_is_refused_and_nothing_touched(tmp_path: Path) -> None:
    backup, path = unpack(SCHEMA_VERSION, tmp_path / "backup.huddle"), tmp_path / "team.huddle"
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    Store(path, create=True).close()
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    with pytest.raises(UnreadableFile, match="newer Huddle"):
        restore(backup, path, now=NOW)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
