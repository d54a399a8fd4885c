"""The check of a team file: SQLite's own checks, and whether its rows, sums and journal agree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pydantic import ValidationError

from core.conversations.seals import find_broken_seals
from core.errors import HuddleError
from core.models import MODELS, JournalEntry, JournalRow, Row
from data.store import Store

MAX_LISTED = 10
"""How many problems of one kind are listed one by one."""

_BLOCK_SIZE = 2000


def check_file(path: Path | str) -> list[str]:
    """Return the problems of the file at `path`, a sentence each; empty when there are none. Changes nothing in it.

    It needs no viewer: it names tables and row numbers, and no content. Raises `HuddleError` when there is no file.
    """
    if not Path(path).is_file():
        raise HuddleError(f"There is no team at {path}. Name its file with --db.")
    try:
        with closing(Store(path)) as store:
            problems = list(_damage(store))
            if not problems:
                for finder in (_dangling_references, _wrong_sums, find_broken_seals, _journal_differences):
                    problems += _shortened(list(finder(store)))
            return problems
    except HuddleError as error:
        return [str(error)]


def _shortened(problems: list[str]) -> list[str]:
    more = len(problems) - MAX_LISTED
    return [*problems[:MAX_LISTED], f"There are {more} more of this kind."] if more > 0 else problems


def _damage(store: Store) -> Iterator[str]:
    for row in store.query("PRAGMA integrity_check(10)"):
        verdict = row["integrity_check"]
        if verdict != "ok":
            yield (
                f"The file is damaged: {verdict}. Put your last backup in its place, "
                f"or save what can be read with: sqlite3 '{store.path}' .recover"
            )


def _dangling_references(store: Store) -> Iterator[str]:
    """Yield rows that refer to a row that does not exist."""
    for row in store.query("PRAGMA foreign_key_check"):
        yield f"Row {row['rowid']} of {row['table']} stands on a row of {row['parent']} that is not there."


def _wrong_sums(store: Store) -> Iterator[str]:
    """Yield days on which the stored sums, which leaderboards read, differ from the entries."""
    entries = "SELECT metric_id, day, member_id, sum(amount), count(*) FROM entry GROUP BY metric_id, day, member_id"
    stored = "SELECT metric_id, day, member_id, total, entries FROM entry_day"
    differing = store.query(
        f"""SELECT DISTINCT metric.name, day, member_id FROM (
                SELECT * FROM ({entries}) EXCEPT {stored}
            ) AS apart LEFT JOIN metric ON metric.id = apart.metric_id
            UNION
            SELECT DISTINCT metric.name, day, member_id FROM (
                {stored} EXCEPT SELECT * FROM ({entries})
            ) AS apart LEFT JOIN metric ON metric.id = apart.metric_id"""
    )
    for row in differing:
        yield f"The day's sum of “{row['name']}” on {row['day']} is not what its entries add up to."


def _journal_differences(store: Store) -> Iterator[str]:
    """Yield rows that differ from their last state in the journal."""
    for table, model in MODELS.items():
        if model in (JournalEntry, JournalRow):
            continue
        newest = store.query(
            f'SELECT max(ifnull((SELECT max(id) FROM "{table}"), 0), '
            "ifnull((SELECT max(row_id) FROM journal_row WHERE row_table = ?), 0)) AS newest",
            (table,),
        )[0]["newest"]
        for first in range(1, newest + 1, _BLOCK_SIZE):
            yield from _block_differences(store, model, first, first + _BLOCK_SIZE - 1)


def _block_differences(store: Store, model: type[Row], first: int, last: int) -> Iterator[str]:
    rows = {
        row["id"]: row for row in store.query(f'SELECT * FROM "{model.table}" WHERE id BETWEEN ? AND ?', (first, last))
    }
    last_states = store.query(
        "SELECT row_id, after, max(id) FROM journal_row WHERE row_table = ? AND row_id BETWEEN ? AND ? GROUP BY row_id",
        (model.table, first, last),
    )
    after_by_id = {row["row_id"]: row["after"] for row in last_states}
    for row_id in sorted(rows.keys() | after_by_id.keys()):
        row, after = rows.get(row_id), after_by_id.get(row_id)
        what = f"Row {row_id} of {model.table}"
        if row is None and after is not None:
            yield f"{what} is gone, and the journal does not say who removed it."
        elif row is not None and row_id not in after_by_id:
            yield f"{what} is not in the journal: another program wrote it."
        elif row is not None and after is None:
            yield f"{what} is there, and the journal says that it was removed."
        elif row is not None and after is not None and not _is_same(model, row, after):
            yield f"{what} is not as the journal last left it: another program changed it."


def _is_same(model: type[Row], row: dict[str, object], after: str) -> bool:
    try:
        return model.model_validate(row) == model.model_validate_json(after)
    except ValidationError:
        return False
