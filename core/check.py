"""Whether a team's file is whole: SQLite's own checks, and that its rows, its sums and its journal agree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pydantic import ValidationError

from core.errors import HuddleError
from core.sealing import broken_seals
from data.models import MODELS, JournalEntry, JournalRow, Row
from data.store import Store

LISTED = 10
"""So many findings of one kind are told one by one."""

_BLOCK = 2000


def check(path: Path | str) -> list[str]:
    """What is wrong with the file at `path`, a sentence each; empty when it is whole. Changes nothing in it.

    Not tied to a viewer: it names tables and numbers of rows, and nothing that anybody said.
    Raises `HuddleError` when there is no team's file to look at.
    """
    if not Path(path).is_file():
        raise HuddleError(f"There is no team at {path}. Name its file with --db.")
    try:
        with closing(Store(path)) as store:
            problems = list(_damage(store))
            if not problems:
                for find in (_loose, _sums, broken_seals, _journal):
                    problems += _shortened(list(find(store)))
            return problems
    except HuddleError as error:
        return [str(error)]


def _shortened(problems: list[str]) -> list[str]:
    more = len(problems) - LISTED
    return [*problems[:LISTED], f"There are {more} more of this kind."] if more > 0 else problems


def _damage(store: Store) -> Iterator[str]:
    for row in store.query("PRAGMA integrity_check(10)"):
        verdict = row["integrity_check"]
        if verdict != "ok":
            yield (
                f"The file is damaged: {verdict}. Put your last backup in its place, "
                f"or save what can be read with: sqlite3 '{store.path}' .recover"
            )


def _loose(store: Store) -> Iterator[str]:
    """Where a row stands on one that is not there."""
    for row in store.query("PRAGMA foreign_key_check"):
        yield f"Row {row['rowid']} of {row['table']} stands on a row of {row['parent']} that is not there."


def _sums(store: Store) -> Iterator[str]:
    """Where the rollup that leaderboards read differs from the entries."""
    entries = "SELECT metric_id, day, member_id, sum(amount), count(*) FROM entry GROUP BY metric_id, day, member_id"
    kept = "SELECT metric_id, day, member_id, total, entries FROM entry_day"
    apart = store.query(
        f"""SELECT DISTINCT metric.name, day, member_id FROM (
                SELECT * FROM ({entries}) EXCEPT {kept}
            ) AS apart LEFT JOIN metric ON metric.id = apart.metric_id
            UNION
            SELECT DISTINCT metric.name, day, member_id FROM (
                {kept} EXCEPT SELECT * FROM ({entries})
            ) AS apart LEFT JOIN metric ON metric.id = apart.metric_id"""
    )
    for row in apart:
        yield f"The day's sum of “{row['name']}” on {row['day']} is not what its entries add up to."


def _journal(store: Store) -> Iterator[str]:
    """Where a row is not as the journal last left it."""
    for table, model in MODELS.items():
        if model in (JournalEntry, JournalRow):
            continue
        newest = store.query(
            f'SELECT max(ifnull((SELECT max(id) FROM "{table}"), 0), '
            "ifnull((SELECT max(row_id) FROM journal_row WHERE row_table = ?), 0)) AS newest",
            (table,),
        )[0]["newest"]
        for first in range(1, newest + 1, _BLOCK):
            yield from _journal_of(store, model, first, first + _BLOCK - 1)


def _journal_of(store: Store, model: type[Row], first: int, last: int) -> Iterator[str]:
    rows = {
        row["id"]: row for row in store.query(f'SELECT * FROM "{model.table}" WHERE id BETWEEN ? AND ?', (first, last))
    }
    told = store.query(
        "SELECT row_id, after, max(id) FROM journal_row WHERE row_table = ? AND row_id BETWEEN ? AND ? GROUP BY row_id",
        (model.table, first, last),
    )
    became = {row["row_id"]: row["after"] for row in told}
    for row_id in sorted(rows.keys() | became.keys()):
        row, after = rows.get(row_id), became.get(row_id)
        what = f"Row {row_id} of {model.table}"
        if row is None and after is not None:
            yield f"{what} is gone, and the journal does not say who removed it."
        elif row is not None and row_id not in became:
            yield f"{what} is not in the journal: another program wrote it."
        elif row is not None and after is None:
            yield f"{what} is there, and the journal says that it was removed."
        elif row is not None and after is not None and not _same(model, row, after):
            yield f"{what} is not as the journal last left it: another program changed it."


def _same(model: type[Row], row: dict[str, object], after: str) -> bool:
    try:
        return model.model_validate(row) == model.model_validate_json(after)
    except ValidationError:
        return False
