"""A connection whose errors are sentences: what a damaged file makes SQLite raise is a `HuddleError` here.

Functions that are given the connection of a store need not know that: no screen ends with a traceback because of a page
that cannot be read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.file_check import translate_error
from data.sqlite import sqlite3

_UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)


class ExplainingConnection(sqlite3.Connection):
    """A connection to the team's file at `path`."""

    def __init__(self, *args: Any, path: Path, **options: Any) -> None:
        super().__init__(*args, **options)
        self.path = path

    def cursor(self, factory: Any = None) -> Any:
        """Return a cursor whose errors are explained."""
        return super().cursor(factory or _ExplainingCursor)


class _ExplainingCursor(sqlite3.Cursor):
    def execute(self, *args: Any) -> _ExplainingCursor:
        try:
            sqlite3.Cursor.execute(self, *args)  # not by super(), whose lookup counts here
        except _UNREADABLE as error:
            self._raise_explained(error)
            raise
        return self

    def fetchone(self) -> Any:
        try:
            return sqlite3.Cursor.fetchone(self)
        except _UNREADABLE as error:
            self._raise_explained(error)
            raise

    def fetchall(self) -> list[Any]:
        try:
            return sqlite3.Cursor.fetchall(self)
        except _UNREADABLE as error:
            self._raise_explained(error)
            raise

    def __next__(self) -> Any:
        try:
            return sqlite3.Cursor.__next__(self)
        except _UNREADABLE as error:
            self._raise_explained(error)
            raise

    def _raise_explained(self, error: Exception) -> None:
        """Raise a `HuddleError` if the error concerns the file."""
        assert isinstance(self.connection, ExplainingConnection)
        if (explained := translate_error(self.connection.path, error)) is not error:
            raise explained from error
