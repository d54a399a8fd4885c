"""Reads rows as one viewer may see them, by the table of rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from core.access.rules import HIDING_TABLES, PREFIX, TEAM, VisibleTables
from core.access.viewer import Viewer
from core.models import MODELS, JournalEntry, JournalRow, Row
from data.store import Store

R = TypeVar("R", bound=Row)

Parameters = Sequence[object] | dict[str, object]

VISIBLE = VisibleTables({table: tuple(model.model_fields) for table, model in MODELS.items()})
"""The tables of the file as a viewer sees them."""


def read_visible(
    viewer: Viewer, store: Store, model: type[R], where: str = "1", params: Parameters = (), *, order: str = "id"
) -> list[R]:
    """Return the rows of `model` that the viewer may see and for which the SQL condition `where` holds.

    The condition sees the columns as the viewer does: one that is blanked for them is NULL in it. Only of the journal
    it sees the states `before` and `after` as they are stored, so it must not look into them.
    """
    if model is JournalRow:
        return _read_journal_rows(viewer, store, model, where, params, order)
    if model is JournalEntry:
        return _read_journal(viewer, store, model, where, params, order)
    return store.select(model, _select_sql(model, where, order), _bind(viewer, params))


def narrow_to(viewer: Viewer, store: Store, rows: Sequence[R]) -> list[R]:
    """Return those of another reader's `rows` that `viewer` may see too. A column that one of the two may not see is
    None."""
    if not rows:
        return []
    visible = {
        row.id: row for row in read_visible(viewer, store, type(rows[0]), f"id IN ({_ids(row.id for row in rows)})")
    }
    return [
        row.model_copy(
            update={name: value for name, value in visible[row.id] if value is None or getattr(row, name) is not None}
        )
        for row in rows
        if row.id in visible
    ]


@lru_cache(maxsize=1024)
def _select_sql(model: type[Row], where: str, order: str) -> str:
    columns = ", ".join(f'"{name}"' for name in model.model_fields)
    source = f'{PREFIX}{model.table} AS "{model.table}"'
    return VISIBLE.statement(f"SELECT {columns} FROM {source} WHERE {_name_parameters(where)} ORDER BY {order}")


@lru_cache(maxsize=1024)
def _name_parameters(sql: str) -> str:
    """Return the SQL with `:p0`, `:p1` … in place of question marks: one statement cannot mix the two kinds."""
    first, *others = sql.split("?")
    return first + "".join(f":p{number}{part}" for number, part in enumerate(others))


def _bind(viewer: Viewer, params: Parameters) -> dict[str, object]:
    """Return the parameters by name, with those of the rules."""
    named = params if isinstance(params, dict) else {f"p{number}": value for number, value in enumerate(params)}
    return {**named, "viewer_id": viewer.member_id}


def _ids(ids: Iterable[int]) -> str:
    return ",".join(str(int(row_id)) for row_id in ids)


def clear_statements() -> None:
    """Forget the statements written so far: for tests that replace the rules."""
    _select_sql.cache_clear()
    _journal_sql.cache_clear()
    _journal_rows_sql.cache_clear()


# -- the journal


def _read_journal(viewer: Viewer, store: Store, model: type[R], where: str, params: Parameters, order: str) -> list[R]:
    """Return the journal entries the viewer may know of.

    Every member may know what was done and by whom, except that anonymous changes carry no name, and that a change to
    certain tables is shown only to those who may see one of its rows, and to the member who made it.
    """
    entries = store.select(model, _journal_sql(where, order), _bind(viewer, params))
    tables = ", ".join(f"'{table}'" for table in HIDING_TABLES)
    hiding = f"SELECT journal_id FROM journal_row WHERE row_table IN ({tables})"
    touched = {
        row["journal_id"] for row in store.query(f"{hiding} AND journal_id IN ({_ids(entry.id for entry in entries)})")
    }
    if not touched:
        return entries
    rows = _read_journal_rows(viewer, store, JournalRow, f"journal_id IN ({_ids(touched)})", (), "id")
    hidden = touched - {row.journal_id for row in rows}
    return [entry for entry in entries if entry.id not in hidden or viewer.is_member(getattr(entry, "by", None))]


def _read_journal_rows(
    viewer: Viewer, store: Store, model: type[R], where: str, params: Parameters, order: str
) -> list[R]:
    """Return what the viewer may see of the rows that were changed, each as it was before and after.

    Where nothing that they may see differs, the row is left out: they may not know that it changed.
    """
    touched = [
        row["row_table"] for row in store.query(f"SELECT DISTINCT row_table FROM journal_row WHERE {where}", params)
    ]
    tables = tuple(table for table in MODELS if table in touched)
    if not tables:
        return []
    return store.select(model, _journal_rows_sql(tables, where, order), _bind(viewer, params))


@lru_cache(maxsize=256)
def _journal_sql(where: str, order: str) -> str:
    columns = ", ".join(f'"{name}"' for name in JournalEntry.model_fields)
    return f"SELECT {columns} FROM journal WHERE ({_name_parameters(where)}) AND {TEAM} ORDER BY {order}"


@lru_cache(maxsize=256)
def _journal_rows_sql(tables: tuple[str, ...], where: str, order: str) -> str:
    named = _name_parameters(where)
    selects = " UNION ALL ".join(
        f"SELECT id, journal_id, row_table, row_id, {VISIBLE.old_version(table, 'before')} AS before, "
        f"{VISIBLE.old_version(table, 'after')} AS after FROM journal_row WHERE row_table = '{table}' AND ({named})"
        for table in tables
    )
    return VISIBLE.statement(
        f"SELECT id, journal_id, row_table, row_id, before, after FROM ({selects}) "
        f"WHERE before IS NOT after AND {TEAM} ORDER BY {order}"
    )
