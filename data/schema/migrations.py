"""The migrations. Tables are created complete, since sqlite-utils' `transform` would drop their triggers silently."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database, Migrations

from data.schema.m001_metrics_and_journal import CALENDAR_TABLES, JOURNAL_TABLES, NUMBERS_TABLES
from data.schema.m001_team_and_meeting import MEETING_TABLES
from data.schema.m002_follow_up import ADDED_COLUMNS, FOLLOWING_TABLES, GROWTH_TABLES
from data.schema.m003_ballots_and_mailbox import take_out_of_the_journal
from data.schema.m004_published_numbers import TABLES as PUBLISHED_TABLES
from data.schema.m005_keys_and_chain import add_keys_and_chain
from data.schema.m006_fewest_voters import ADDED_COLUMNS as VOTERS_COLUMNS
from data.schema.m007_time_zone import ADDED_COLUMNS as TIME_ZONE_COLUMNS
from data.sqlite import sqlite3

migrations = Migrations("huddle")


@contextmanager
def immediate_transaction(connection: sqlite3.Connection) -> Iterator[Database]:
    """Open an immediate transaction for applying migrations, and yield its sqlite-utils database.

    sqlite-utils would begin a deferred one, which fails with a lock error when many processes migrate at once.
    """
    db = Database(connection, execute_plugins=False)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield db
        connection.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise


@migrations()
def m001_the_meeting(db: Database) -> None:
    for statement in (*MEETING_TABLES, *NUMBERS_TABLES, *CALENDAR_TABLES, *JOURNAL_TABLES):
        db.execute(statement)


@migrations()
def m002_what_follows(db: Database) -> None:
    # Columns come last: they refer to the new tables.
    for statement in (*FOLLOWING_TABLES, *GROWTH_TABLES, *ADDED_COLUMNS):
        db.execute(statement)


@migrations()
def m003_ballots_and_mailbox(db: Database) -> None:
    take_out_of_the_journal(db.conn)


@migrations()
def m004_published_numbers(db: Database) -> None:
    for statement in PUBLISHED_TABLES:
        db.execute(statement)


@migrations()
def m005_keys_and_chain(db: Database) -> None:
    add_keys_and_chain(db.conn)


@migrations()
def m006_fewest_voters(db: Database) -> None:
    for statement in VOTERS_COLUMNS:
        db.execute(statement)


@migrations()
def m007_time_zone(db: Database) -> None:
    for statement in TIME_ZONE_COLUMNS:
        db.execute(statement)
