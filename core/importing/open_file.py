"""Open an export of any kind, recognised by its bytes and not by its name."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from core.errors import HuddleError
from core.importing.across_table import AcrossTable
from core.importing.mapping import FilePart
from core.importing.packed_file import unpack
from core.importing.table import Table, read_beginning
from core.importing.text_file import TextFile

_SHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def open_table(
    path: Path | str, part: FilePart | None = None, wanted: Sequence[str] = (), names: Sequence[str] = ()
) -> Table:
    """Open the file as rows: a spreadsheet, JSON, or delimited text; `wanted` columns help to find its header, and
    `names` of people its encoding.

    Raises `HuddleError` when it is none of these.
    """
    part = part or FilePart()
    path = Path(path)
    folder = unpack(path)
    if folder is not None:
        (path,) = Path(folder.name).iterdir()
    table = _open_plain(path, part, wanted, names)
    if folder is not None:
        weakref.finalize(table, folder.cleanup)
    return table if part.across is None else AcrossTable(table, part.across)


def _open_plain(path: Path, part: FilePart, wanted: Sequence[str], names: Sequence[str]) -> Table:
    head = read_beginning(path)
    if head.startswith(_SHEETS):
        from core.importing.spreadsheet_file import SpreadsheetFile

        return SpreadsheetFile(path, part, wanted)
    bare = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"")
    if _could_be_json(path, bare):
        from core.importing.json_file import JsonFile

        try:
            return JsonFile(path, part, names)
        except HuddleError:
            if path.suffix.casefold() == ".csv" and bare.lstrip()[:1] == b"[":
                return TextFile(path, part, wanted, names)  # a CSV header whose first name is in brackets
            raise
    return TextFile(path, part, wanted, names)


def _could_be_json(path: Path, head: bytes) -> bool:
    start = head.lstrip()[:1]
    return start in (b"[", b"{") or (not start and path.suffix.casefold() in (".json", ".jsonl", ".ndjson"))


GUESS_ROWS = 500
"""How many rows of an unknown file a guess is based on: a unique key shows only in many rows."""


def read_first_rows(table: Table, count: int = GUESS_ROWS) -> tuple[tuple[str, ...], ...]:
    """Return the cells of the first `count` rows. Raises `HuddleError` for an unusable file."""
    return tuple(line.cells for line in islice(table.read_rows(), count))
