"""Reads rows as one viewer may see them, by the table of rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from core import models
from core.access.exemptions import EXEMPT
from core.access.rules import HIDING_TABLES, JOURNAL_ROWS, PREFIX, TEAM, VisibleTables
from core.access.sealed_rows import open_rows
from core.access.viewer import Viewer
from core.access.visible_connection import VisibleConnection, name_parameters, name_values
from data.sqlite import Parameters
from data.store import Store

R = TypeVar("R", bound="models.Row")

_WITHOUT_MODEL = {
    "entry_day": ("metric_id", "day", "member_id", "total", "entries"),
    "mailbox": ("key", "board_id", "meeting_id", "said"),
}


class _ModelColumns(dict[str, Sequence[str]]):
    """The columns of the tables, those of a model when they are asked for."""

    def __missing__(self, table: str) -> Sequence[str]:
        self[table] = tuple(models.MODELS[table].model_fields)
        return self[table]


VISIBLE = VisibleTables(_ModelColumns(_WITHOUT_MODEL))
"""The tables of the file as a viewer sees them."""


def read_visible(
    viewer: Viewer, store: Store, model: type[R], where: str = "1", params: Parameters = (), *, order: str = "id"
) -> list[R]:
    """Return the rows of `model` that the viewer may see and for which the SQL condition `where` holds.

    The condition sees the columns as the viewer does: one that is blanked for them is NULL in it. Only of the journal
    it sees the states `before` and `after` as they are stored, so it must not look into them. Sealed texts are opened
    with the viewer's keys; one that they do not open is a `SealedText`.
    """
    if model is models.JournalRow:
        return open_rows(viewer.keys, _read_journal_rows(viewer, store, model, where, params, order))
    if model is models.JournalEntry:
        return _read_journal(viewer, store, model, where, params, order)
    return open_rows(viewer.keys, store.select(model, _select_sql(model, where, order), _bind(viewer, params)))


def read_exempt(
    store: Store,
    model: type[R],
    exemption: str,
    where: str = "1",
    params: Parameters = (),
    *,
    order: str = "id",
    limit: int = -1,
) -> list[R]:
    """Return the rows of `model` past its rule, by an exemption of that name in `core.access.exemptions`."""
    columns = ", ".join(f'"{name}"' for name in model.model_fields)
    source = f'{EXEMPT}{exemption} AS "{model.table}"'
    sql = f"SELECT {columns} FROM {source} WHERE {name_parameters(where)} ORDER BY {order} LIMIT {int(limit)}"
    return store.select(model, VISIBLE.statement(sql), name_values(params))


def query_visible(
    viewer: Viewer, store: Store, sql: str, params: Parameters = (), tables: VisibleTables = VISIBLE
) -> list[dict[str, Any]]:
    """Return the rows of a SELECT as dictionaries, with every `visible_…` in it as the viewer sees it."""
    return store.query(name_parameters(tables.statement(sql)), _bind(viewer, params))


class _FileColumns(dict[str, Sequence[str]]):
    """The columns of the tables of a file, each table read when it is asked for: it needs no model."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    def __missing__(self, table: str) -> Sequence[str]:
        self[table] = tuple(row["name"] for row in self._store.query(f'PRAGMA table_info("{table}")'))
        return self[table]


def visible_tables_of(store: Store) -> VisibleTables:
    """Return what writes statements by the columns that the file has, for reads without models."""
    return VisibleTables(_FileColumns(store))


def connect_visible(viewer: Viewer, store: Store, tables: VisibleTables) -> VisibleConnection:
    """Return the store's reading connection as the viewer sees it; see `Store.connection`."""
    return VisibleConnection(store.connection, viewer.private_id, tables, viewer.guest_values, lock=store.reading_lock)


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
def _select_sql(model: type[models.Row], where: str, order: str) -> str:
    columns = ", ".join(f'"{name}"' for name in model.model_fields)
    source = f'{PREFIX}{model.table} AS "{model.table}"'
    return VISIBLE.statement(f"SELECT {columns} FROM {source} WHERE {name_parameters(where)} ORDER BY {order}")


def _bind(viewer: Viewer, params: Parameters) -> dict[str, object]:
    """Return the parameters by name, with those of the rules."""
    return {**name_values(params), **viewer.guest_values, "viewer_id": viewer.private_id}


def _ids(ids: Iterable[int]) -> str:
    return ",".join(str(int(row_id)) for row_id in ids)


def clear_statements() -> None:
    """Forget the statements written so far: for tests that replace the rules."""
    _select_sql.cache_clear()
    _journal_sql.cache_clear()
    _told_sql.cache_clear()
    _journal_rows_sql.cache_clear()


# -- the journal


def _read_journal(viewer: Viewer, store: Store, model: type[R], where: str, params: Parameters, order: str) -> list[R]:
    """Return the journal entries the viewer may know of.

    Every member may know what was done and by whom, except that anonymous changes carry no name, and that a change to
    certain tables is shown only to those who may see one of its rows, and to the member who made it.
    """
    entries = store.select(model, _journal_sql(where, order), _bind(viewer, params))
    tables = ", ".join(f"'{table}'" for table in HIDING_TABLES)
    rows = query_visible(
        viewer,
        store,
        "SELECT journal_id, group_concat(DISTINCT row_table) AS row_tables FROM journal_row "
        f"WHERE journal_id IN ({_ids(entry.id for entry in entries)}) "
        f"GROUP BY journal_id HAVING max(row_table IN ({tables}))",
    )
    touched: dict[str, list[int]] = {}
    for row in rows:
        touched.setdefault(row["row_tables"], []).append(row["journal_id"])
    hidden: set[int] = set()
    for row_tables, ids in touched.items():
        told = store.query(_told_sql(tuple(sorted(row_tables.split(",")))), _bind(viewer, {"ids": json.dumps(ids)}))
        hidden.update(set(ids) - {row["journal_id"] for row in told})
    return [entry for entry in entries if entry.id not in hidden or viewer.is_member(getattr(entry, "by", None))]


def _read_journal_rows(
    viewer: Viewer, store: Store, model: type[R], where: str, params: Parameters, order: str
) -> list[R]:
    """Return what the viewer may see of the rows that were changed, each as it was before and after.

    Where nothing that they may see differs, the row is left out: they may not know that it changed.
    """
    touched = [
        row["row_table"]
        for row in query_visible(viewer, store, f"SELECT DISTINCT row_table FROM journal_row WHERE {where}", params)
    ]
    tables = tuple(table for table in models.MODELS if table in touched)
    if not tables:
        return []
    return store.select(model, _journal_rows_sql(tables, where, order), _bind(viewer, params))


@lru_cache(maxsize=256)
def _journal_sql(where: str, order: str) -> str:
    columns = ", ".join(f'"{name}"' for name in models.JournalEntry.model_fields)
    return VISIBLE.statement(
        f"SELECT {columns} FROM journal WHERE ({name_parameters(where)}) AND {TEAM} ORDER BY {order}"
    )


@lru_cache(maxsize=256)
def _told_sql(tables: tuple[str, ...]) -> str:
    """Return the statement for those of the entries `:ids` of which the viewer may see a row in these tables. It looks
    at the rows of an import only until it finds one."""
    selects = " UNION ALL ".join(
        f"SELECT journal_id, {VISIBLE.old_version(table, 'before')} AS before, "
        f"{VISIBLE.old_version(table, 'after')} AS after FROM journal_row WHERE row_table = '{table}'"
        for table in tables
        if table in models.MODELS
    )
    sql = (
        "SELECT value AS journal_id FROM json_each(:ids) WHERE EXISTS "
        f"(SELECT 1 FROM {JOURNAL_ROWS} AS told WHERE told.journal_id = value AND told.before IS NOT told.after)"
    )
    return VISIBLE.statement(sql, {JOURNAL_ROWS: selects})


@lru_cache(maxsize=256)
def _journal_rows_sql(tables: tuple[str, ...], where: str, order: str) -> str:
    named = name_parameters(where)
    selects = " UNION ALL ".join(
        f"SELECT id, journal_id, row_table, row_id, {VISIBLE.old_version(table, 'before')} AS before, "
        f"{VISIBLE.old_version(table, 'after')} AS after FROM journal_row WHERE row_table = '{table}' AND ({named})"
        for table in tables
    )
    sql = (
        f"SELECT id, journal_id, row_table, row_id, before, after FROM {JOURNAL_ROWS} "
        f"WHERE before IS NOT after AND {TEAM} ORDER BY {order}"
    )
    return VISIBLE.statement(sql, {JOURNAL_ROWS: selects})
