"""Read JSON as rows: a list of objects, the answers of Salesforce, HubSpot and Pipedrive, or one object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.errors import HuddleError
from core.importing.amount_parsing import NativeCell
from core.importing.mapping import FilePart
from core.importing.sheet_reader import plain_number
from core.importing.table import FileRow, Table, detect_file_encoding, read_beginning, unreadable_error
from core.importing.text_file import MAX_LINE_LENGTH

MAX_JSON_BYTES = 50 * 1024**2
"""The most bytes of a JSON file, which is read whole; files with one object a line may have any length."""

_ROW_KEYS = ("records", "results", "data", "items", "value", "rows")
"""The keys under which an API answer keeps its rows."""
_MAX_DEPTH = 4
"""How many levels of nested objects become columns with dotted names."""
_SPACE = re.compile(r"[ \t\r\n]*")

JsonRow = tuple[int, dict[str, str] | None]
"""The line number, and the cells by column; None when the value is no object."""


class JsonFile(Table):
    """A file of JSON objects."""

    def __init__(self, path: Path | str, part: FilePart | None = None, people: Sequence[str] = ()) -> None:
        """Read the whole file once, for the columns of all its objects. Raises `HuddleError` when it is no JSON."""
        super().__init__(path)
        read_beginning(self.path)
        self._encoding = (part.encoding if part else None) or detect_file_encoding(self.path, people)
        self._size = self.path.stat().st_size
        self._read = 0
        self._by_line = self._has_one_object_a_line()
        if not self._by_line and self._size > MAX_JSON_BYTES:
            raise HuddleError(
                f"{self.path.name} is too large ({self._size / 1024**2:,.0f} MB; at most {MAX_JSON_BYTES // 1024**2} "
                "MB for JSON). Nothing was changed. Export it as CSV, or with one object per line."
            )
        names: dict[str, None] = {}
        for _, record in self._records():
            if record:
                names.update(dict.fromkeys(record))
        self.column_names = tuple(names)
        if not self.column_names:
            raise HuddleError(f"{self.path.name} is empty. Export it again.")

    @property
    def format_note(self) -> str:
        return "Read as JSON, one object on each line." if self._by_line else "Read as JSON."

    @property
    def share_read(self) -> float:
        return min(1.0, self._read / max(1, self._size))

    def read_rows(self) -> Iterator[FileRow]:
        for number, record in self._records():
            if record is None:
                yield FileRow(number, ("",), "It is not an object with names and values.")
            elif any(record.values()):
                yield FileRow(number, tuple([record.get(name, "") for name in self.column_names]))

    # -- reading

    def _records(self) -> Iterator[JsonRow]:
        with self._readable_errors():
            yield from self._read_lines() if self._by_line else self._read_whole()

    def _has_one_object_a_line(self) -> bool:
        with self._readable_errors(), self.path.open(encoding=self._encoding) as file:
            first = ""
            while not first and (text := file.readline(MAX_LINE_LENGTH + 1)):
                first = text.strip()
            if not first.startswith("{") or not first.endswith("}"):
                return False
            try:
                value = _decoder.decode(first)
            except ValueError:
                return False
            # A single object is a row, unless it is an API answer with a list of rows.
            return not any(isinstance(value.get(name), list) for name in _ROW_KEYS)

    def _read_lines(self) -> Iterator[JsonRow]:
        self._read = 0
        with self.path.open(encoding=self._encoding) as file:
            number = 0
            while text := file.readline(MAX_LINE_LENGTH + 1):
                number += 1
                self._read += len(text)
                if len(text) > MAX_LINE_LENGTH:
                    raise HuddleError(
                        f"Line {number} of {self.path.name} is longer than {MAX_LINE_LENGTH:,} characters. "
                        "Nothing was changed."
                    )
                if text.strip():
                    try:
                        yield number, _flat_cells(_decoder.decode(text))
                    except ValueError as error:
                        raise self._invalid_json(number, error) from error

    def _read_whole(self) -> Iterator[JsonRow]:
        text = self.path.read_text(encoding=self._encoding)
        number, at, counted = 1, 0, 0
        try:
            for start, at, value in _row_values(text):
                number += text.count("\n", counted, start)
                counted, self._read = start, at
                yield number, _flat_cells(value)
        except json.JSONDecodeError as error:
            raise self._invalid_json(error.lineno, error) from error
        except ValueError as error:
            raise self._invalid_json(number, error) from error

    def _invalid_json(self, number: int, error: Exception) -> HuddleError:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        return HuddleError(
            f"Line {number} of {self.path.name} is not valid JSON ({reason}). Nothing was changed. Export it again."
        )

    @contextmanager
    def _readable_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise unreadable_error(self.path, error) from error
        except UnicodeError as error:
            raise HuddleError(f"{self.path.name} is not written in {self._encoding}. Save it as UTF-8.") from error
        except RecursionError as error:
            raise HuddleError(f"{self.path.name} is nested too deeply. Export it again.") from error


def _number(text: str) -> NativeCell:
    return NativeCell(plain_number(text))


def _reject_constant(text: str) -> str:
    raise ValueError(f"{text} is not a number")


_decoder = json.JSONDecoder(parse_int=_number, parse_float=_number, parse_constant=_reject_constant)


def _row_values(text: str) -> Iterator[tuple[int, int, Any]]:
    """Yield the rows in the text, each with its start and end offset."""
    at = _skip_space(text, 0)
    if text[at : at + 1] == "[":
        at = yield from _list_values(text, at)
    elif text[at : at + 1] == "{":
        at = yield from _answer_values(text, at)
    else:
        raise json.JSONDecodeError("neither a list nor an object", text, at)
    if text[at:].strip():
        raise json.JSONDecodeError("there is text after its end", text, at)


def _list_values(text: str, at: int) -> Generator[tuple[int, int, Any], None, int]:
    """Yield the elements of the list at `at`, and return the offset after it."""
    at = _skip_space(text, at + 1)
    if text[at : at + 1] == "]":
        return at + 1
    while True:
        start = at
        value, at = _decoder.raw_decode(text, at)
        yield start, at, value
        at = _skip_space(text, at)
        if text[at : at + 1] == "]":
            return at + 1
        at = _expect(text, at, ",")


def _answer_values(text: str, at: int) -> Generator[tuple[int, int, Any], None, int]:
    """Yield the rows of an object that has them in a list, else the object as one row; return the end offset."""
    start = at
    has_list = False
    at = _skip_space(text, at + 1)
    while text[at : at + 1] != "}":
        name, at = _decoder.raw_decode(text, at)
        at = _expect(text, _skip_space(text, at), ":")
        if not has_list and name in _ROW_KEYS and text[at : at + 1] == "[":
            has_list = True
            at = yield from _list_values(text, at)
        else:
            _, at = _decoder.raw_decode(text, at)
        at = _skip_space(text, at)
        if text[at : at + 1] != "}":
            at = _expect(text, at, ",")
    if not has_list:
        value, end = _decoder.raw_decode(text, start)
        yield start, end, value
    return at + 1


def _skip_space(text: str, at: int) -> int:
    """Return the offset of the next character that is no whitespace."""
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _expect(text: str, at: int, sign: str) -> int:
    """Return the offset after `sign` and whitespace. Raises `JSONDecodeError` when `sign` is missing."""
    if text[at : at + 1] != sign:
        raise json.JSONDecodeError(f"“{sign}” is missing", text, at)
    return _skip_space(text, at + 1)


def _flat_cells(value: Any) -> dict[str, str] | None:
    """Return the object's texts by column. Nested objects get dotted names: Owner.Name."""
    if not isinstance(value, dict):
        return None
    cells: dict[str, str] = {}
    _flatten(value, "", cells, _MAX_DEPTH)
    return cells


def _flatten(value: dict[str, Any], before: str, cells: dict[str, str], deep: int) -> None:
    for name, inner_value in value.items():
        if isinstance(inner_value, dict):
            # HubSpot keeps the values one level deeper.
            inner = before if name == "properties" else f"{before}{name}."
            if deep:
                _flatten(inner_value, inner, cells, deep - 1)
        elif not isinstance(inner_value, list):
            cells[_text(f"{before}{name}")] = _text(inner_value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    # A null byte would end the text in SQLite, and a lone UTF-16 surrogate cannot be encoded.
    return value if isinstance(value, NativeCell) else str(value).replace("\0", "").encode(errors="replace").decode()
