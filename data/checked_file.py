"""Reads a team's file that may be damaged, for a check: what cannot be read is an error of its own, never the end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from data.checkpoint import has_log
from data.empty_file import empty_file
from data.errors import HuddleError
from data.file_check import schema_version_of, translate_error
from data.models import Row
from data.read_only import can_write_beside, connect_to_read
from data.sqlite import connect, sqlite3

R = TypeVar("R", bound=Row)

_UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What reading from a damaged file raises: even the words of SQLite's error may hold damaged text."""


class UnreadableRows(HuddleError):
    """Rows that were asked for cannot be read. The text says why, and holds nothing of their content."""


class CheckedFile:
    """A team's file that is only read. Text that is not UTF-8 is returned with lone surrogates."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises `HuddleError` when it is no team's file, of a newer version, or its first page or its
        list of tables cannot be read."""
        self.path = path
        self._connection = _connect(path.resolve())
        self._connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
        try:
            # One view of the file, also while others write: what is compared belongs together.
            self._connection.execute("BEGIN")
            self.version = schema_version_of(self._connection, path)
            if self.version == 0:
                raise empty_file(path)
            self.tables = tuple(
                name
                for (name,) in self._connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                )
            )
            """The names of all tables."""
        except _UNREADABLE as error:
            self.close()
            raise translate_error(path, error) from error
        except HuddleError:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def query(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[dict[str, Any]]:
        """Return the rows of a SELECT or PRAGMA as dictionaries. Raises `UnreadableRows`."""
        try:
            cursor = self._connection.execute(sql, params)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]
        except _UNREADABLE as error:
            raise UnreadableRows(_reason(error)) from error

    def read(self, model: type[R], where: str = "1", params: Sequence[object] | dict[str, object] = ()) -> list[R]:
        """Return the rows of `model` for which the SQL condition holds, in order of id. Raises `UnreadableRows`, and
        pydantic's `ValidationError` for a row that `model` cannot hold."""
        sql = f'SELECT * FROM "{model.table}" WHERE {where} ORDER BY id'
        return [model.model_validate(row) for row in self.query(sql, params)]

    def get(self, model: type[R], row_id: int) -> R | None:
        """Return the row with that id, or None. Raises like `read`."""
        rows = self.read(model, "id = ?", (row_id,))
        return rows[0] if rows else None

    def find_unreadable(self, table: str) -> list[str]:
        """Return what is wrong with the rows of one table: a sentence for each row with text that is not UTF-8, and one
        where the rows behind it cannot be read."""
        problems = []
        row_id: object = None
        try:
            cursor = self._connection.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            number_column = names.index("id") if "id" in names else None
            for number, row in enumerate(cursor, 1):
                row_id = number if number_column is None else row[number_column]
                problems += [
                    f"Row {row_id} of {table} is damaged: its {name} is not UTF-8."
                    for name, value in zip(names, row, strict=True)
                    if isinstance(value, str) and not _is_unicode(value)
                ]
        except _UNREADABLE as error:
            after = f"after row {row_id}" if isinstance(row_id, int) else "at all"
            problems.append(f"The table {table} is damaged: it cannot be read {after} ({_reason(error)}).")
        return problems


def _connect(path: Path) -> sqlite3.Connection:
    """Return a connection that changes nothing in the file and leaves nothing beside it that was not there."""
    if has_log(path) or not can_write_beside(path):
        return connect_to_read(path)
    # A read-only connection would leave a log beside the file; one that may write removes it, and has nothing to fold.
    connection = connect(path, writable=True)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _reason(error: Exception) -> str:
    """Return SQLite's words for what is wrong, in one line."""
    return "damaged text" if isinstance(error, UnicodeDecodeError) else " ".join(str(error).split())


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
