"""A reading connection as one viewer sees the file, and the guard that refuses every read past the rules.

Standard library only: commands that load no models read through it too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.access.exemptions import EXEMPT, EXEMPTIONS
from core.access.rules import EVERYONE, JOURNAL_ROWS, NO_GUEST, PREFIX, RULES, VisibleTables
from data.read_only import connect_to_read
from data.sqlite import Parameters, sqlite3

if TYPE_CHECKING:
    from threading import Lock

    from data.quick.readable import Rows

_CONTEXTS = frozenset((JOURNAL_ROWS, *(PREFIX + table for table in RULES), *(EXEMPT + name for name in EXEMPTIONS)))
"""The names within which a statement may read a table that has a rule."""


def _guarded_columns() -> dict[str, frozenset[str] | None]:
    """Return by table the columns that are not everybody's to read: None stands for all of them."""
    guarded: dict[str, frozenset[str] | None] = {}
    for table, rule in RULES.items():
        if rule.rows != EVERYONE:
            guarded[table] = None
        elif rule.columns:
            guarded[table] = frozenset(rule.columns)
    return guarded


_GUARDED = {**_guarded_columns(), "journal_row": frozenset(("before", "after"))}


def forbid_unruled_reads(connection: sqlite3.Connection) -> None:
    """Make the connection refuse every statement that reads, past the rules, what not everybody may read.

    SQLite asks for each column while it prepares a statement, and names the common table expression that reads it. A
    refused statement raises `sqlite3.DatabaseError`.
    """
    connection.set_authorizer(_authorize)


def _authorize(action: int, table: str | None, column: str | None, _database: str | None, within: str | None) -> int:
    if action != sqlite3.SQLITE_READ or table not in _GUARDED or within in _CONTEXTS:
        return sqlite3.SQLITE_OK
    columns = _GUARDED[table]
    # Without a column the statement only counts rows.
    return sqlite3.SQLITE_DENY if columns is None or column in columns else sqlite3.SQLITE_OK


class _StoredColumns(dict[str, Sequence[str]]):
    """The columns of the tables of a file, each table read when it is asked for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__()
        self._connection = connection

    def __missing__(self, table: str) -> Sequence[str]:
        rows = self._connection.execute(f'PRAGMA table_info("{table}")')
        self[table] = tuple(row[1] for row in rows)
        return self[table]


class FetchedRows:
    """The rows of a SELECT, read as from its cursor."""

    __slots__ = ("_rows",)

    def __init__(self, rows: list[Any]) -> None:
        self._rows = iter(rows)

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        return list(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows


class VisibleConnection:
    """Reads the file as one viewer sees it: `visible_…` in a statement is that table by its rule."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        viewer_id: int | None = None,
        tables: VisibleTables | None = None,
        guest: Mapping[str, object] = NO_GUEST,
        *,
        lock: Lock | None = None,
    ) -> None:
        """`viewer_id` is the member who reads, None for the room and a guest, of whom `guest` has the parameters.
        `tables` writes the statements: by default from the columns that the file has. `lock` is held while a connection
        that other threads read too is used; see `Store.reading_lock`."""
        self._connection = connection
        self._tables = tables or VisibleTables(_StoredColumns(connection))
        self._guest = guest
        self._lock = lock
        self.viewer_id = viewer_id

    def execute(self, sql: str, params: Parameters = ()) -> Rows:
        """Run a SELECT and return its rows. Values that people typed go into `params`, never into `sql`.

        On a connection that other threads read too, it is held until all rows are fetched.
        """
        values = {**name_values(params), **self._guest, "viewer_id": self.viewer_id}
        statement = name_parameters(self._tables.statement(sql))
        if self._lock is None:
            return self._connection.execute(statement, values)
        with self._lock:
            return FetchedRows(self._connection.execute(statement, values).fetchall())

    def for_viewer(self, viewer_id: int | None) -> VisibleConnection:
        """Return the same connection as another member sees it, or the room (None)."""
        if viewer_id == self.viewer_id and self._guest is NO_GUEST:
            return self
        return VisibleConnection(self._connection, viewer_id, self._tables, lock=self._lock)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def open_visible(path: Path | str, viewer_id: int | None = None) -> VisibleConnection:
    """Return a new read-only connection to the file at `path`, as the viewer sees it. The caller closes it.

    Raises `sqlite3.OperationalError` when the file does not exist or may not be opened.
    """
    connection = connect_to_read(path)
    forbid_unruled_reads(connection)
    return VisibleConnection(connection, viewer_id)


@lru_cache(maxsize=2048)
def name_parameters(sql: str) -> str:
    """Return the SQL with `:p0`, `:p1` … in place of question marks: one statement cannot mix the two kinds."""
    first, *others = sql.split("?")
    return first + "".join(f":p{number}{part}" for number, part in enumerate(others))


def name_values(params: Parameters) -> Mapping[str, object]:
    """Return the values by the names that `name_parameters` gives them."""
    return params if isinstance(params, Mapping) else {f"p{number}": value for number, value in enumerate(params)}
