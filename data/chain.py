"""The chain over the journal: each entry has a hash over itself, its rows and the hash of the entry before.

So nothing in the journal can be changed, moved or taken out of the middle without all later hashes becoming others.
Whoever has the file can compute them anew: that shows to everybody who kept an earlier hash. The hash of an entry is
made of one hash for the entry itself and one for each of its rows, so that what is erased from the journal can be
stood for by its hash.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from data.errors import HuddleError

if TYPE_CHECKING:
    from data.models import JournalEntry
    from data.sqlite import sqlite3

_BLOCK = 2000
"""How many entries or rows are read at a time: an import may have written a million rows in one entry."""

_ENTRY = ("id", "at", "by", "what", "meeting_id", "undoes", "typed_by", "via")
"""The columns of an entry that its hash covers: all of them."""

_ROW = ("id", "row_table", "row_id", "before", "after", "salt")
"""The columns of a row that its hash covers, with the salt; its entry is covered by being hashed with it."""


SHOWN_DIGITS = 16
"""How many digits of a hash are shown to people."""

_TYPED_HEAD = re.compile(r"(?:journal)?\s*(\d{1,18})\s*[:·]\s*([0-9a-f][0-9a-f\s-]*)…?", re.IGNORECASE)
_FEWEST_DIGITS = 8


class ReadsRows(Protocol):
    """What reads the rows of a file: a store, or a file that is being checked."""

    def query(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[dict[str, Any]]: ...


class Head(NamedTuple):
    """An entry of the journal and its hash in the chain: it stands for everything up to there."""

    journal_id: int
    hash: str
    """In hexadecimal; where a person typed it, the beginning of it."""

    def __str__(self) -> str:
        """Return it as people compare it: the entry, and the first 64 bits of the hash."""
        digits = self.hash[:SHOWN_DIGITS].upper()
        return f"journal {self.journal_id} · {'-'.join(digits[at : at + 4] for at in range(0, len(digits), 4))}"


def parse_head(text: str) -> Head:
    """Return the head that somebody copied from a print, a backup or a screen: `1237:7F3A-29BC…`.

    Raises `HuddleError` when it is none, or too short to say anything.
    """
    found = _TYPED_HEAD.fullmatch(text.strip())
    digits = re.sub(r"[^0-9a-f]", "", found[2].lower()) if found else ""
    if found is None or len(digits) < _FEWEST_DIGITS:
        raise HuddleError(
            f"“{text}” is not a journal position. Copy it from a print or a backup, e.g. 1237:7F3A-29BC-11D0-AB12"
        )
    return Head(int(found[1]), digits)


def first_hash(uid: str) -> bytes:
    """Return the hash with which the chain of a team's journal begins."""
    return hashlib.sha256(f"huddle/1 chain|{uid}".encode()).digest()


def hash_row(
    id_: int, row_table: str, row_id: int, before: str | None, after: str | None, salt: bytes | None = None
) -> bytes:
    """Return the hash of a row of the journal: the SHA-256 of its salt and its columns, their lengths first, so that no
    two rows have the same bytes. An import waits for it a million times.

    The salt goes when the row is erased: without it the hash, which stays, does not tell a word that somebody guesses.
    """
    table, old, new = _encode(row_table), _encode(before), _encode(after)
    lengths = f"{id_} {row_id} {len(table)} {_length(before, old)} {_length(after, new)}\n"
    return hashlib.sha256(b"".join((salt or b"", lengths.encode(), table, old, new))).digest()


def hash_entry(*columns: int | str | None) -> bytes:
    """Return the hash of an entry of the journal without its rows: the SHA-256 of its columns, in the order in which
    the table has them, their lengths first."""
    texts = [None if value is None else str(value) for value in columns]
    encoded = [_encode(text) for text in texts]
    lengths = " ".join(str(_length(text, bytes_)) for text, bytes_ in zip(texts, encoded, strict=True))
    return hashlib.sha256(b"".join((f"{lengths}\n".encode(), *encoded))).digest()


def _encode(text: str | None) -> bytes:
    # Text of a damaged file is read with lone surrogates, for the bytes that are not UTF-8.
    return b"" if text is None else text.encode("utf-8", "surrogateescape")


def _length(text: str | None, encoded: bytes) -> int:
    """Return how many bytes a text has; -1 for none, which is not the same as an empty one."""
    return -1 if text is None else len(encoded)


SALT_BYTES = 16
"""Of random bytes for each entry, and each of its rows. Hashes are shown to people who may not read what they are made
of: without the salt, which only the file has, they would find a short amount by trying all."""


def _link(before: bytes, salt: bytes, entry: bytes, rows: bytes) -> bytes:
    """Return an entry's hash in the chain: of the hash before, its salt, the entry, and the hashes of its rows in
    order."""
    return hashlib.sha256(before + salt + entry + rows).digest()


class NewLinks:
    """The entries that an open change has written, which join the chain just before it is committed."""

    def __init__(self) -> None:
        self._entries: dict[int, tuple[bytes, hashlib._Hash]] = {}
        """By id: the hash of each entry, and that of its rows so far."""

    def add_entry(self, entry: JournalEntry) -> None:
        """Remember an entry as it was stored."""
        self._entries[entry.id] = (hash_entry(*(getattr(entry, name) for name in _ENTRY)), hashlib.sha256())

    def add_row(self, journal_id: int, row: bytes) -> None:
        """Remember the hash of the next row of an entry."""
        self._entries[journal_id][1].update(row)

    def copy(self) -> NewLinks:
        """Return the same, for a savepoint: what is added to one of them is not in the other."""
        copied = NewLinks()
        copied._entries = {id_: (entry, rows.copy()) for id_, (entry, rows) in self._entries.items()}
        return copied

    def store(self, connection: sqlite3.Connection) -> None:
        """Add them to the chain, in the order of their ids."""
        if not self._entries:
            return
        (last,) = connection.execute("SELECT hash FROM chain ORDER BY journal_id DESC LIMIT 1").fetchone()
        for id_, (entry, rows) in sorted(self._entries.items()):
            salt = secrets.token_bytes(SALT_BYTES)
            last = _link(last, salt, entry, rows.digest())
            connection.execute("INSERT INTO chain (journal_id, hash, salt) VALUES (?, ?, ?)", (id_, last, salt))


def read_head(file: ReadsRows) -> Head:
    """Return the newest entry of the chain."""
    row = file.query("SELECT journal_id, hash FROM chain ORDER BY journal_id DESC LIMIT 1")[0]
    return Head(row["journal_id"], row["hash"].hex())


def find_hash(file: ReadsRows, journal_id: int) -> str | None:
    """Return the stored hash of an entry, in hexadecimal; None where it has none."""
    rows = file.query("SELECT hash FROM chain WHERE journal_id = ?", (journal_id,))
    return rows[0]["hash"].hex() if rows else None


# -- verifying


@dataclass(slots=True)
class ChainCheck:
    """What was found in a chain."""

    problems: list[str] = field(default_factory=list)
    """A sentence each; empty when the journal is as it was written."""
    count: int = 0
    """How many entries are as they were written."""


def verify_chain(file: ReadsRows, after: Head | None = None) -> ChainCheck:
    """Compare the journal with its chain: all of it, or what follows the entry `after`, whose hash is compared too.

    The first entry that is not as it was written is told, and no later ones: their hashes rest on it.
    """
    check = ChainCheck()
    start = _read_start(file, check, after)
    if start is None:
        return check
    last = _verify_entries(file, check, *start)
    gone = file.query(
        "SELECT journal_id AS id FROM chain WHERE journal_id > ? AND journal_id NOT IN (SELECT id FROM journal)"
        " ORDER BY journal_id",
        (start[0],),
    )
    check.problems += [f"Journal entry {row['id']} is missing: another program removed it." for row in gone]
    if after is None:
        added = file.query(
            "SELECT id FROM journal_row WHERE journal_id <= ? AND id > "
            "(SELECT min(id) FROM journal_row WHERE journal_id > ?) OR journal_id > ? ORDER BY id",
            (start[0], start[0], last),
        )
        check.problems += [f"journal_row {row['id']} belongs to no entry: another program wrote it." for row in added]
    return check


def _read_start(file: ReadsRows, check: ChainCheck, after: Head | None) -> tuple[int, bytes] | None:
    """Return the entry and the hash to begin with; None, with the problem added, where they are not as they were."""
    if after is not None:
        stored = find_hash(file, after.journal_id)
        if stored is not None and after.hash and stored.startswith(after.hash):
            return after.journal_id, bytes.fromhex(stored)
        check.problems.append(f"The journal up to entry {after.journal_id} was changed.")
        return None
    uid = file.query("SELECT uid FROM team_uid")
    first = file.query("SELECT journal_id, hash, salt FROM chain ORDER BY journal_id LIMIT 1")
    made = (first_hash(uid[0]["uid"]), bytes(SALT_BYTES)) if len(uid) == 1 else None
    if not first or (first[0]["hash"], first[0]["salt"]) != made:
        check.problems.append("The start of the journal was changed by another program.")
        return None
    return first[0]["journal_id"], first[0]["hash"]


def _verify_entries(file: ReadsRows, check: ChainCheck, start: int, before: bytes) -> int:
    """Add what is wrong with the entries behind `start`, whose hash is `before`. Returns the id of the newest entry."""
    erased = {
        (row["journal_id"], row["journal_row_id"] or 0): bytes.fromhex(row["hash"])
        for row in file.query("SELECT journal_id, journal_row_id, hash FROM erased")
    }
    rows = _Ahead(_read_rows(file, start))
    is_broken, id_ = False, start
    for entry in _read_entries(file, start):
        id_ = entry["id"]
        hashed = hashlib.sha256()
        for row in rows.take(id_):
            hashed.update(erased.get((id_, row["id"])) or hash_row(*(row[name] for name in _ROW)))
        if entry["hash"] is None:
            check.problems.append(f"Journal entry {id_} is not in the chain: another program added or removed it.")
            is_broken = True
        if is_broken:
            continue
        own = erased.get((id_, 0)) or hash_entry(*(entry[name] for name in _ENTRY))
        before = _link(before, entry["salt"], own, hashed.digest())
        if before != entry["hash"]:
            check.problems.append(f"Journal entry {id_} was changed by another program.")
            is_broken = True
        else:
            check.count += 1
    return id_


class _Ahead:
    """Rows in the order of their entries, of which those of one entry after the other are taken."""

    def __init__(self, rows: Iterator[dict[str, Any]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def take(self, journal_id: int) -> Iterator[dict[str, Any]]:
        """Yield the rows of this entry, past those of earlier ones."""
        while self._next is not None and self._next["journal_id"] <= journal_id:
            row, self._next = self._next, next(self._rows, None)
            if row["journal_id"] == journal_id:
                yield row


def _read_entries(file: ReadsRows, after: int) -> Iterator[dict[str, Any]]:
    columns = ", ".join(f'journal."{name}"' for name in _ENTRY)
    sql = (
        f"SELECT {columns}, chain.hash, chain.salt FROM journal LEFT JOIN chain ON chain.journal_id = journal.id "
        "WHERE journal.id > ? ORDER BY journal.id LIMIT ?"
    )
    while block := file.query(sql, (after, _BLOCK)):
        yield from block
        after = block[-1]["id"]


def _read_rows(file: ReadsRows, after: int) -> Iterator[dict[str, Any]]:
    columns = ", ".join(("journal_id", *_ROW))
    sql = f"SELECT {columns} FROM journal_row WHERE (journal_id, id) > (?, ?) ORDER BY journal_id, id LIMIT ?"
    place: tuple[int, int] = (after, 1 << 62)  # no row of the entry `after` itself
    while block := file.query(sql, (*place, _BLOCK)):
        yield from block
        place = (block[-1]["journal_id"], block[-1]["id"])
