"""The fifth migration: members' keys, signatures, the chain over the journal, and who typed a change, and how.

The hashes of passphrases leave the journal. The newest of each member stays, in the table of locked keys, until the
member types the passphrase once more and gets a key.
"""

from __future__ import annotations

import json

from data.chain import first_hash
from data.journal_rewrite import writable_journal
from data.sqlite import sqlite3

OLD_SCRYPT = {"kdf": "scrypt", "n": 2**14, "r": 8, "p": 1}
"""The cost of the hashes that were stored up to the fourth schema."""


def _append_only(table: str) -> tuple[str, ...]:
    return tuple(
        f"""CREATE TRIGGER {table}_{verb}_refused BEFORE {verb} ON {table} BEGIN
            SELECT RAISE(ABORT, 'the journal is only ever added to');
        END"""
        for verb in ("UPDATE", "DELETE")
    )


TABLES = (
    # What tells this team from all others, also after it was renamed and copied.
    # With whether old content is still to be taken out of the file: see `data.clear_due`.
    "CREATE TABLE team_uid (uid TEXT NOT NULL, clear_due INTEGER NOT NULL DEFAULT 0) STRICT",
    "INSERT INTO team_uid (uid) VALUES (lower(hex(randomblob(16))))",
    "ALTER TABLE journal ADD COLUMN typed_by INTEGER",
    "ALTER TABLE journal ADD COLUMN via TEXT",
    # Random, in the hash of each row: it goes with what is erased.
    "ALTER TABLE journal_row ADD COLUMN salt BLOB",
    """CREATE TABLE member_key (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        member_id INTEGER NOT NULL REFERENCES member(id),
        number INTEGER NOT NULL CHECK (number > 0),
        sign TEXT NOT NULL,
        seal TEXT NOT NULL,
        proof TEXT NOT NULL,
        made_at TEXT NOT NULL,
        ended_at TEXT,
        UNIQUE (member_id, number)
    ) STRICT""",
    # In no journal: else an old passphrase would open the key for ever.
    """CREATE TABLE member_lock (
        id INTEGER PRIMARY KEY,
        member_id INTEGER NOT NULL UNIQUE REFERENCES member(id),
        box TEXT NOT NULL
    ) STRICT""",
    "INSERT INTO unjournaled VALUES ('member_lock', randomblob(8))",
    """CREATE TABLE signature (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation_id INTEGER NOT NULL REFERENCES conversation(id),
        point_id INTEGER REFERENCES point(id),
        kind TEXT NOT NULL CHECK (kind IN ('taken', 'read', 'answered')),
        member_id INTEGER NOT NULL REFERENCES member(id),
        key_number INTEGER NOT NULL,
        signed_at TEXT NOT NULL,
        head TEXT NOT NULL,
        signature TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX signature_conversation ON signature(conversation_id)",
    # A hash for each entry of the journal, over all before it. It begins with this migration.
    """CREATE TABLE chain (
        journal_id INTEGER PRIMARY KEY,
        hash BLOB NOT NULL CHECK (length(hash) = 32),
        salt BLOB NOT NULL CHECK (length(salt) = 16)
    ) STRICT""",
    *_append_only("chain"),
    # What was taken out of the journal for a person who asked for it: the hash of it stays, so the chain verifies.
    """CREATE TABLE erased (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        journal_id INTEGER NOT NULL REFERENCES journal(id),
        journal_row_id INTEGER REFERENCES journal_row(id),
        hash TEXT NOT NULL
    ) STRICT""",
    "CREATE UNIQUE INDEX erased_once ON erased(journal_id, ifnull(journal_row_id, 0))",
)


def add_keys_and_chain(connection: sqlite3.Connection) -> None:
    """Run the migration, inside its transaction."""
    hashes = connection.execute("SELECT member_id, salt, hash FROM passphrase").fetchall()
    _forget_hashes(connection)
    for statement in TABLES:
        connection.execute(statement)
    for member_id, salt, hash_ in hashes:
        box = json.dumps({**OLD_SCRYPT, "salt": salt, "hash": hash_})
        connection.execute("INSERT INTO member_lock (member_id, box) VALUES (?, ?)", (member_id, box))
    uid: str = connection.execute("SELECT uid FROM team_uid").fetchone()[0]
    (newest,) = connection.execute("SELECT ifnull(max(id), 0) FROM journal").fetchone()
    connection.execute("INSERT INTO chain VALUES (?, ?, zeroblob(16))", (newest, first_hash(uid)))


def _forget_hashes(connection: sqlite3.Connection) -> None:
    """Take the hashes of passphrases out of the journal and the table. The entries stay: when one was set is known."""
    with writable_journal(connection):
        connection.execute("DELETE FROM journal_row WHERE row_table = 'passphrase'")
    connection.execute("DROP TABLE passphrase")
