"""Whoever has the file rewrites it, the journal too: what the check finds alone, with what a computer has seen before,
and with the receipt of who signed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from core.access.session import Session
from core.conversations import ladder
from core.conversations.receipts import make_receipts
from core.keys.member_key import MemberKey
from core.maintenance import seen
from core.maintenance.check import check_file, compare_head, compare_receipts
from core.team import passphrases
from data.chain import first_hash, hash_entry, hash_row, read_head
from data.sqlite import sqlite3
from data.store import Store
from tests.conftest import Crew
from tests.core.talks import WORDS, with_key

pytestmark = pytest.mark.locked

TEXTS = ("We talked.", "Two weeks of training.", "20 calls a week by 31 Dec, or you leave the key accounts.")
WEAKER = "5 calls a week."


class World:
    """A team's file with three steps, their signatures, and what was kept of it elsewhere. `connection` is the
    holder's, past Huddle."""

    def __init__(self, crew: Crew, home: Path) -> None:
        self.path, self.env = crew.path, {"HUDDLE_HOME": str(home)}
        self.members, self.clock = crew.members, crew.clock
        crew.close()
        self.at_first = crew.path.with_name("first.huddle")
        shutil.copy(self.path, self.at_first)
        climb(self, TEXTS)
        with closing(Store(self.path)) as store:
            self.receipt = json.dumps(make_receipts(self.session(store, "Ben"), self.members["Ben"]))
        with closing(Store(self.path)) as store:
            self.steps = [row["id"] for row in store.query("SELECT id FROM conversation ORDER BY id")]
            self.head = read_head(store)
        assert seen.look(self.path, self.env) == []
        assert (check_file(self.path), self.with_pins(), self.with_receipt()) == ([], [], [])

    def session(self, store: Store, name: str) -> Session:
        return Session.for_member(store, self.members[name], self.clock)

    def with_pins(self) -> list[str]:
        return seen.compare(self.path, self.env)

    def with_receipt(self) -> list[str]:
        return compare_receipts(self.path, self.receipt)[1]


def climb(world: World, texts: tuple[str, ...]) -> None:
    """Three steps, of which Ben reads the first and the third."""
    with closing(Store(world.path)) as store:
        ana, ben = with_key(world.session(store, "Ana")), with_key(world.session(store, "Ben"))
        for number, (step, text) in enumerate(zip(ladder.STEPS, texts, strict=False)):
            talk = ladder.take_step(ana, world.members["Ben"], step, text, obstacle="x", help_offered="y")
            if number != 1:
                ladder.sign(ben, talk, WORDS)


def open_past_huddle(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    return connection


def chain_anew(connection: sqlite3.Connection) -> None:
    """Computes the whole chain over the journal as it is now, with the salts that it has."""
    salts = dict(connection.execute("SELECT journal_id, salt FROM chain").fetchall())
    (uid,) = connection.execute("SELECT uid FROM team_uid").fetchone()
    (start,) = connection.execute("SELECT min(journal_id) FROM chain").fetchone()
    connection.execute("DELETE FROM chain")
    before = first_hash(uid)
    connection.execute("INSERT INTO chain VALUES (?, ?, ?)", (start, before, salts[start]))
    entries = "SELECT id, at, by, what, meeting_id, undoes, typed_by, via FROM journal WHERE id > ? ORDER BY id"
    for entry in connection.execute(entries, (start,)).fetchall():
        rows = hashlib.sha256()
        columns = "id, row_table, row_id, before, after, salt"
        written = f"SELECT {columns} FROM journal_row WHERE journal_id = ? ORDER BY id"
        for row in connection.execute(written, (entry[0],)):
            rows.update(hash_row(*row))
        salt = salts[entry[0]]
        before = hashlib.sha256(before + salt + hash_entry(*entry) + rows.digest()).digest()
        connection.execute("INSERT INTO chain VALUES (?, ?, ?)", (entry[0], before, salt))


def remove_step(connection: sqlite3.Connection, step: int) -> None:
    """Takes a step with all that belongs to it out of the tables and the journal."""
    connection.execute("PRAGMA foreign_keys = OFF")
    for table, column in (("signature", "conversation_id"), ("point", "conversation_id"), ("conversation", "id")):
        ids = [row[0] for row in connection.execute(f"SELECT id FROM {table} WHERE {column} = ?", (step,)).fetchall()]
        for row_id in ids:
            connection.execute("DELETE FROM journal_row WHERE row_table = ? AND row_id = ?", (table, row_id))
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (step,))
    connection.execute(
        "DELETE FROM journal WHERE what LIKE 'ladder.%' AND id NOT IN (SELECT journal_id FROM journal_row)"
    )


def set_in_both(connection: sqlite3.Connection, table: str, row_id: int, column: str, value: object) -> None:
    """Changes a column in a row and in all its versions in the journal."""
    connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (value, row_id))
    for moment in ("before", "after"):
        connection.execute(
            f"UPDATE journal_row SET {moment} = json_set({moment}, '$.{column}', ?) WHERE row_table = ? AND row_id = ? "
            f"AND {moment} IS NOT NULL",
            (value, table, row_id),
        )


# -- what the holder does


def change_the_text(world: World, db: sqlite3.Connection) -> None:
    db.execute("UPDATE conversation SET text = ? WHERE id = ?", (WEAKER, world.steps[2]))


def change_the_text_and_the_journal(world: World, db: sqlite3.Connection) -> None:
    set_in_both(db, "conversation", world.steps[2], "text", WEAKER)
    chain_anew(db)


def bens(db: sqlite3.Connection, step: int) -> tuple[int, str]:
    found = db.execute("SELECT id, signature FROM signature WHERE conversation_id = ? AND kind = 'read'", (step,))
    row_id, signature = found.fetchone()
    return row_id, signature


def forge_bens_signature(world: World, db: sqlite3.Connection) -> None:
    change_the_text_and_the_journal(world, db)
    (uid,) = db.execute("SELECT uid FROM team_uid").fetchone()
    forged = MemberKey(uid, world.members["Ben"].id, 1, bytes(32)).sign("ladder.read", {"text": WEAKER})
    set_in_both(db, "signature", bens(db, world.steps[2])[0], "signature", forged)
    chain_anew(db)


def reuse_an_old_signature(world: World, db: sqlite3.Connection) -> None:
    row_id, _ = bens(db, world.steps[2])
    set_in_both(db, "signature", row_id, "signature", bens(db, world.steps[0])[1])
    chain_anew(db)


def take_out_a_signature(world: World, db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM signature WHERE id = ?", (bens(db, world.steps[2])[0],))


def take_out_the_middle_step(world: World, db: sqlite3.Connection) -> None:
    remove_step(db, world.steps[1])
    set_in_both(db, "conversation", world.steps[2], "follows_id", world.steps[0])
    chain_anew(db)


def take_out_the_last_step(world: World, db: sqlite3.Connection) -> None:
    remove_step(db, world.steps[2])
    chain_anew(db)


def end_bens_key_and_sign_anew(world: World, db: sqlite3.Connection) -> None:
    """The holder is the leader, and chooses a passphrase for Ben after the reset."""
    take_out_the_last_step(world, db)
    db.commit()
    with closing(Store(world.path)) as store:
        ana, ben = with_key(world.session(store, "Ana")), world.session(store, "Ben")
        passphrases.end_key(ana, world.members["Ben"])
        passphrases.set_passphrase(ben, WORDS)
        talk = ladder.take_step(ana, world.members["Ben"], "consequences", WEAKER)
        ladder.sign(ben, talk, WORDS)


def write_everything_anew(world: World, db: sqlite3.Connection) -> None:
    """With a key of the holder's own for Ben, from the team's first day."""
    db.commit()
    db.close()
    for ending in ("-wal", "-shm"):
        Path(f"{world.path}{ending}").unlink(missing_ok=True)
    shutil.copy(world.at_first, world.path)
    climb(world, (*TEXTS[:2], WEAKER))


REWRITINGS: dict[str, tuple[Callable[[World, Any], None], bool, bool, bool]] = {
    # name: what is done; whether the check finds it alone, with what was seen before, with Ben's receipt
    "changes a signed text": (change_the_text, True, False, True),
    "and makes the journal fit": (change_the_text_and_the_journal, True, True, True),
    "forges a signature": (forge_bens_signature, True, True, True),
    "reuses an old signature": (reuse_an_old_signature, True, True, True),
    "takes out a signature": (take_out_a_signature, True, False, True),
    "takes out a step in the middle": (take_out_the_middle_step, True, True, True),
    "takes out the last step": (take_out_the_last_step, False, True, True),
    "ends a key and signs with a new one": (end_bens_key_and_sign_anew, False, True, True),
    "writes everything anew": (write_everything_anew, False, True, True),
}


@pytest.mark.parametrize("name", REWRITINGS)
def test_what_the_holder_of_the_file_does_is_found(crew: Crew, tmp_path: Path, name: str) -> None:
    world = World(crew, tmp_path / "home")
    rewrite, alone, pins, receipt = REWRITINGS[name]
    with closing(open_past_huddle(world.path)) as db:
        rewrite(world, db)
        if name != "writes everything anew":
            db.commit()
    problems = check_file(world.path)
    assert bool(problems) == alone, problems
    assert bool(world.with_pins()) == pins
    assert bool(world.with_receipt()) == receipt
    typed = f"{world.head.journal_id}:{world.head.hash[:16]}"
    assert bool(compare_head(world.path, typed)) == pins, "what stands on a print serves as well as what was seen"
    for sentence in (*problems, *world.with_receipt()):
        for person in ("Ana", "Ben"):
            assert person not in sentence


def test_a_receipt_holds_by_itself_is_small_and_shows_its_own_change(crew: Crew, tmp_path: Path) -> None:
    world = World(crew, tmp_path / "home")
    receipts = json.loads(world.receipt)
    assert [receipt["kind"] for receipt in receipts] == ["ladder.read", "ladder.read"]
    assert len(json.dumps(receipts[1])) < 1600
    receipts[1]["what"]["talk"]["text"] = WEAKER
    count, problems = compare_receipts(world.path, json.dumps(receipts))
    assert count == 2
    assert problems == ["A receipt was changed: its signature is invalid."]
