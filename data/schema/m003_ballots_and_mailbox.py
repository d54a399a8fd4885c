"""The third migration: ballots and words without names leave the journal, and nothing tells whose they were.

Ballots in open votes stay ballots; those whose sums were revealed become sums. Cards that wait on a hidden anonymous
board go to the mailbox.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable

from data.journal_rewrite import writable_journal
from data.sqlite import sqlite3

Connection = sqlite3.Connection

TABLES = (
    # No references to cards and trends, which come and go without touching a ballot. No AUTOINCREMENT: SQLite would
    # remember how many votes there were.
    """CREATE TABLE vote (
        id INTEGER PRIMARY KEY,
        board_id INTEGER NOT NULL REFERENCES board(id),
        member_id INTEGER REFERENCES member(id),
        group_id INTEGER REFERENCES "group"(id),
        card_id INTEGER,
        trend_id INTEGER,
        count INTEGER NOT NULL CHECK (count >= 0),
        typed_by INTEGER REFERENCES member(id),
        CHECK ((card_id IS NULL) <> (trend_id IS NULL))
    ) STRICT""",
    "CREATE INDEX vote_board ON vote(board_id)",
    """CREATE TABLE merged_trend (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        board_id INTEGER NOT NULL REFERENCES board(id),
        trend_id INTEGER NOT NULL UNIQUE,
        into_id INTEGER NOT NULL
    ) STRICT""",
    # What was said without names and is not told yet: no author, no time, no order.
    """CREATE TABLE mailbox (
        key BLOB PRIMARY KEY CHECK (length(key) = 16),
        board_id INTEGER REFERENCES board(id),
        meeting_id INTEGER REFERENCES meeting(id),
        said TEXT NOT NULL,
        CHECK ((board_id IS NULL) <> (meeting_id IS NULL))
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX merged_trend_board ON merged_trend(board_id)",
    # A random mark for each table that is in no journal: it shows other processes that the table was written to.
    """CREATE TABLE unjournaled (
        row_table TEXT PRIMARY KEY,
        mark BLOB NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "INSERT INTO unjournaled VALUES ('vote', randomblob(8)), ('mailbox', randomblob(8))",
    "ALTER TABLE card ADD COLUMN votes INTEGER CHECK (votes >= 0)",
    "ALTER TABLE trend ADD COLUMN votes INTEGER CHECK (votes >= 0)",
    "ALTER TABLE board ADD COLUMN voters INTEGER CHECK (voters >= 0)",
    """CREATE TRIGGER votes_stand BEFORE UPDATE OF vote_budget, votes_on ON board
    WHEN (new.vote_budget IS NOT old.vote_budget OR new.votes_on IS NOT old.votes_on)
        AND (old.votes_revealed_at IS NOT NULL
            OR EXISTS (SELECT 1 FROM vote WHERE board_id = old.id AND count > 0)) BEGIN
        SELECT RAISE(ABORT, 'somebody has voted on this board');
    END""",
)


def take_out_of_the_journal(connection: Connection) -> None:
    """Run the migration, inside its transaction."""
    ballots = connection.execute("SELECT * FROM vote").fetchall()
    with writable_journal(connection):
        _forget_votes(connection)
        connection.execute("DROP TRIGGER votes_stand")
        connection.execute("DROP TABLE vote")
        for statement in TABLES:
            connection.execute(statement)
        _move_to_mailbox(connection)
        connection.executemany("INSERT INTO vote VALUES (?, ?, ?, ?, ?, ?, ?, ?)", ballots)
    _tell_sums(connection)


def _forget_votes(connection: Connection) -> None:
    """Leave of the votes in the journal one entry for each member and board, without name, at the minute."""
    entries = connection.execute(
        "SELECT journal.id, journal.at, journal.by, min(json_extract(ifnull(after, before), '$.board_id')) "
        "FROM journal LEFT JOIN journal_row ON journal_id = journal.id AND row_table = 'vote' "
        "WHERE what GLOB 'vote.*' GROUP BY journal.id ORDER BY journal.id"
    ).fetchall()
    connection.execute("DELETE FROM journal_row WHERE row_table = 'vote'")
    seen: set[tuple[object, object]] = set()
    for journal_id, at, by, board_id in entries:
        if by is None or (by, board_id) in seen:
            _delete_entries(connection, [journal_id])
        else:
            seen.add((by, board_id))
            connection.execute(
                "UPDATE journal SET by = NULL, what = 'vote.cast', at = ? WHERE id = ?",
                (f"{at[:16]}:00.000Z", journal_id),
            )


def _move_to_mailbox(connection: Connection) -> None:
    """Move the cards of hidden anonymous boards to the mailbox, and forget their order."""
    boards = "SELECT id FROM board WHERE anonymous AND hidden AND revealed_at IS NULL"
    referred = " UNION ALL ".join(
        f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"
        for table, column in (
            ("commitment", "card_id"), ("outcome", "card_id"), ("point", "card_id"), ("card", "carried_from"),
        )
    )  # fmt: skip
    # One that something else refers to stays: it can be told from the others anyway.
    moving = connection.execute(
        f"SELECT id, board_id, text, about_id, big FROM card WHERE board_id IN ({boards}) AND carried_from IS NULL "
        f"AND trend_id IS NULL AND id NOT IN ({referred})"
    ).fetchall()
    for card_id, board_id, text, about_id, big in moving:
        said = json.dumps({"text": text, "about_id": about_id, "big": bool(big)}, ensure_ascii=False)
        connection.execute("INSERT INTO mailbox VALUES (?, ?, NULL, ?)", (secrets.token_bytes(16), board_id, said))
        connection.execute("DELETE FROM card WHERE id = ?", (card_id,))
    gone = (
        "FROM journal_row WHERE row_table = 'card' AND row_id NOT IN (SELECT id FROM card) "
        f"AND json_extract(ifnull(after, before), '$.board_id') IN ({boards})"
    )
    touched = {journal_id for (journal_id,) in connection.execute(f"SELECT journal_id {gone}")}
    connection.execute(f"DELETE {gone}")
    _delete_entries(
        connection,
        [
            journal_id
            for journal_id in touched
            if not connection.execute("SELECT 1 FROM journal_row WHERE journal_id = ?", (journal_id,)).fetchone()
        ],
    )


def _delete_entries(connection: Connection, journal_ids: Iterable[int]) -> None:
    connection.executemany("DELETE FROM journal WHERE id = ?", [(journal_id,) for journal_id in journal_ids])


def _tell_sums(connection: Connection) -> None:
    """Put in place of the ballots of revealed votes their sums, as a change of nobody's."""
    connection.row_factory = sqlite3.Row
    try:
        boards = connection.execute("SELECT * FROM board WHERE votes_revealed_at IS NOT NULL ORDER BY id").fetchall()
        for board in boards:
            _tell_sums_of(connection, board)
    finally:
        connection.row_factory = None


def _tell_sums_of(connection: Connection, board: sqlite3.Row) -> None:
    table = str(board["votes_on"] or "card")
    sums: dict[int, int] = dict(
        connection.execute(
            f"SELECT {table}_id, sum(count) FROM vote WHERE board_id = ? AND {table}_id IS NOT NULL GROUP BY 1",
            (board["id"],),
        ).fetchall()
    )
    (given,) = connection.execute(
        "SELECT count(DISTINCT member_id) FROM vote WHERE board_id = ?", (board["id"],)
    ).fetchone()
    typed = connection.execute(
        "SELECT sum(count) FROM vote WHERE board_id = ? AND member_id IS NULL GROUP BY group_id", (board["id"],)
    ).fetchall()
    voters = given + sum(-(-count // (board["vote_budget"] or 1)) for (count,) in typed)
    journal_id = connection.execute(
        "INSERT INTO journal (at, by, what, meeting_id) SELECT max(at), NULL, 'votes.summed', ? FROM journal",
        (board["meeting_id"],),
    ).lastrowid
    _set_column(connection, journal_id or 0, "board", board, "voters", voters)
    for row in connection.execute(f'SELECT * FROM "{table}" WHERE board_id = ?', (board["id"],)).fetchall():
        _set_column(connection, journal_id or 0, table, row, "votes", sums.get(row["id"], 0))
    connection.execute("DELETE FROM vote WHERE board_id = ?", (board["id"],))


def _set_column(connection: Connection, journal_id: int, table: str, row: sqlite3.Row, column: str, value: int) -> None:
    before = dict(row)
    connection.execute(f'UPDATE "{table}" SET {column} = ? WHERE id = ?', (value, row["id"]))
    connection.execute(
        "INSERT INTO journal_row (journal_id, row_table, row_id, before, after) VALUES (?, ?, ?, ?, ?)",
        (
            journal_id,
            table,
            row["id"],
            *(json.dumps(each, ensure_ascii=False) for each in (before, before | {column: value})),
        ),
    )
