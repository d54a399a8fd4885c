"""The journal is only ever added to, and tells exactly what happened."""

from __future__ import annotations

from datetime import date

import pytest

from data.models import MODELS, Group, JournalEntry, JournalRow, Member
from data.sqlite import sqlite3
from data.store import Store

AT = "2026-11-23T14:00:00.000Z"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal SET by = 2",
        "UPDATE journal SET what = 'nothing.happened'",
        "DELETE FROM journal",
        "UPDATE journal_row SET before = NULL",
        "DELETE FROM journal_row",
    ],
)
def test_nothing_written_in_it_is_changed_or_removed(store: Store, sql: str) -> None:
    with store.change("group.made", at=AT, by=1) as change:
        change.insert(Group(name="North"))
    before = store.read(JournalEntry), store.read(JournalRow)
    outsider = sqlite3.connect(store.path)
    with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
        outsider.execute(sql)
    outsider.close()
    assert (store.read(JournalEntry), store.read(JournalRow)) == before


def test_it_tells_what_each_row_was_and_became(store: Store) -> None:
    with store.change("member.added", at=AT) as change:
        ana = change.insert(Member(name="Ana", joined_on=date(2026, 1, 1)))
    with store.change("member.edited", at=AT) as change:
        edited = change.update(ana, territory="Ruhr")
    with store.change("member.removed", at=AT) as change:
        change.delete(edited)

    def parsed(text: str | None) -> Member | None:
        return Member.model_validate_json(text) if text else None

    told = [(parsed(row.before), parsed(row.after)) for row in store.read(JournalRow)]
    assert told == [(None, ana), (ana, edited), (edited, None)]


def test_inserting_is_told_as_the_row_itself_is_written(store: Store) -> None:
    row = Member(name="Ana “A” Ruiz\n\\ \x7f é 🎉", joined_on=date(2026, 1, 1), territory='"Ruhr"')
    with store.change("member.added", at=AT) as change:
        stored = change.insert(row)
    assert stored == store.get(Member, stored.id) == row.model_copy(update={"id": stored.id})
    (told,) = store.read(JournalRow)
    assert told.after == stored.model_dump_json()
    store.undo(change.entry.id, at=AT)
    assert store.read(Member) == []


def test_entries_are_numbered_without_gaps_though_changes_fail(store: Store) -> None:
    for name in ("North", "north", "South"):
        try:
            with store.change("group.made", at=AT) as change:
                change.insert(Group(name=name))
        except sqlite3.IntegrityError:
            assert name == "north"
    assert [entry.id for entry in store.read(JournalEntry)] == [1, 2]


def test_an_id_never_comes_to_mean_another_row(store: Store) -> None:
    with store.change("group.made", at=AT) as change:
        north = change.insert(Group(name="North"))
    with store.change("group.removed", at=AT) as change:
        change.delete(north)
    with store.change("group.made", at=AT) as change:
        assert change.insert(Group(name="South")).id > north.id


def test_every_table_of_the_schema_has_a_model_and_the_same_columns(store: Store) -> None:
    tables = store.query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_%' "
        "ESCAPE '\\' AND name NOT IN ('entry_day', 'unjournaled', 'mailbox', 'chain', 'team_uid')"
    )
    assert {row["name"] for row in tables} == set(MODELS)
    for table, model in MODELS.items():
        columns = {row["name"] for row in store.query("SELECT name FROM pragma_table_info(?)", (table,))}
        # The salts of the journal are for its hashes, and in no model: nobody is shown them.
        salts = {"salt"} if table == "journal_row" else set()
        assert columns == set(model.model_fields) | salts, table


def test_every_table_is_strict(store: Store) -> None:
    lax = store.query(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict "
        "AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_%' ESCAPE '\\'"
    )
    assert lax == []
