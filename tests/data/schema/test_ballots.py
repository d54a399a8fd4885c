"""The third migration: what was voted stays, and who voted for what is in the journal no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from core.maintenance.check import check_file
from data.models import Card, JournalEntry, JournalRow, Vote
from data.sqlite import connect, sqlite3
from data.store import Store
from tests.data.schema.old_files import unpack

OPEN, REVEALED = 901, 902


class Planter:
    """Writes rows and their journal as the Huddle of that schema did."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def change(self, what: str, by: int | None, table: str, **row: Any) -> int:
        names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        entry = self._connection.execute(
            "INSERT INTO journal (at, by, what) VALUES ('2026-11-23T14:00:07.123Z', ?, ?)", (by, what)
        ).lastrowid
        row_id = self._connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', row).lastrowid
        self._connection.execute(
            "INSERT INTO journal_row (journal_id, row_table, row_id, after) VALUES (?, ?, ?, ?)",
            (entry, table, row_id, json.dumps(row | {"id": row_id})),
        )
        return row_id or 0

    def board(self, board_id: int, **values: Any) -> None:
        taken = "SELECT meeting_id FROM board WHERE kind IN ('strengths', 'threats')"
        free = self._connection.execute(f"SELECT min(id) FROM meeting WHERE id NOT IN ({taken})")
        meeting = free.fetchone()[0]
        kind = "strengths" if board_id == OPEN else "threats"
        row = {"id": board_id, "meeting_id": meeting, "kind": kind, "question": "What?", "anonymous": 0, "hidden": 0}
        self.change("board.planted", 1, "board", **row | values)

    def card(self, board_id: int, text: str, member_id: int | None = 1) -> int:
        said = {"text": text, "said_at": "2026-11-23T14:00:00.000Z", "position": 0, "big": 0}
        by = member_id
        return self.change("card.stated", by, "card", board_id=board_id, member_id=member_id, **said)


@contextmanager
def planting(path: Path) -> Iterator[Planter]:
    with closing(connect(path, writable=True)) as connection:
        connection.execute("BEGIN")
        connection.execute("DROP TRIGGER vote_cast")  # it counts who is there
        yield Planter(connection)
        connection.execute("COMMIT")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file of the second schema in which three voted on two boards; the votes of one were revealed."""
    path = unpack(2, tmp_path / "old.huddle")
    with planting(path) as plant:
        for board_id, revealed_at in ((OPEN, None), (REVEALED, "2026-11-23T14:01:00.000Z")):
            plant.board(board_id, vote_budget=3, votes_on="card", votes_revealed_at=revealed_at)
            first, second = plant.card(board_id, "first"), plant.card(board_id, "second")
            for member in (1, 2, 3):
                for card, count in ((first, 2), (second, 1)):
                    plant.change(
                        "vote.cast", member, "vote", board_id=board_id, member_id=member, card_id=card, count=count
                    )
            plant.change("vote.typed", 1, "vote", board_id=board_id, typed_by=1, card_id=second, count=4)
    return path


def test_open_ballots_stay_and_revealed_ones_become_sums(old: Path) -> None:
    with closing(Store(old)) as store:
        assert [row.count for row in store.read(Vote, "board_id = ?", (OPEN,))] == [2, 1] * 3 + [4]
        assert store.read(Vote, "board_id = ?", (REVEALED,)) == []
        assert [card.votes for card in store.read(Card, "board_id = ?", (REVEALED,))] == [6, 7]
        assert [card.votes for card in store.read(Card, "board_id = ?", (OPEN,))] == [None, None]
        assert {
            row["id"]: row["voters"] for row in store.query("SELECT id, voters FROM board WHERE id >= ?", (OPEN,))
        } == {OPEN: None, REVEALED: 5}
    assert check_file(old) == []


def test_the_journal_forgets_who_voted_for_what(old: Path) -> None:
    with closing(Store(old)) as store:
        assert store.read(JournalRow, "row_table = 'vote'") == []
        told = store.read(JournalEntry, "what LIKE 'vote.%'")
        assert {entry.what for entry in told} == {"vote.cast"}
        assert all(entry.by is None and entry.at.endswith(":00.000Z") for entry in told)
        planted = [entry for entry in told if entry.at == "2026-11-23T14:00:00.000Z" and entry.meeting_id is None]
        assert len(planted) == 6, "one for each member and board"
        with pytest.raises(sqlite3.IntegrityError, match="only ever added to"), store.change("x", at="") as change:
            change.write_unjournaled("vote", "DELETE FROM journal")


def test_what_waits_hidden_without_a_name_goes_to_the_mailbox_and_its_order_is_forgotten(tmp_path: Path) -> None:
    path = unpack(2, tmp_path / "old.huddle")
    with planting(path) as plant:
        plant.board(OPEN, anonymous=1, hidden=1)
        plant.board(REVEALED, anonymous=1, hidden=1, revealed_at="2026-11-23T14:01:00.000Z")
        waiting = [plant.card(OPEN, f"waits {number}", member_id=None) for number in range(12)]
        told = plant.card(REVEALED, "is told", member_id=None)
    with closing(Store(path)) as store:
        texts = [
            json.loads(row["said"])["text"] for row in store.query("SELECT said FROM mailbox WHERE board_id = 901")
        ]
        assert sorted(texts) == sorted(f"waits {number}" for number in range(12))
        assert store.read(Card, "board_id = ?", (OPEN,)) == []
        assert [card.id for card in store.read(Card, "board_id = ?", (REVEALED,))] == [told]
        ids = tuple(waiting)
        marks = ",".join("?" * len(ids))
        assert store.read(JournalRow, f"row_table = 'card' AND row_id IN ({marks})", ids) == []
        rows = "SELECT 1 FROM journal_row WHERE journal_id = journal.id"
        assert store.query(f"SELECT id FROM journal WHERE what = 'card.stated' AND NOT EXISTS ({rows})") == []
    assert check_file(path) == []
