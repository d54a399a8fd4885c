"""What a file tells of accounts: who won each first, when it was last touched, and by whom besides whose it is.

An import makes an owner where there is none, and moves nothing. While the rows come in they are gathered in a database
of their own that spills to the disk, so that a file of a million customers needs no more memory than one of a hundred;
what the team knows of its accounts is changed at the end, within the same change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.models import Account
from core.session import Session
from core.wording import NAME_LIMIT
from data.changing import Change
from data.sqlite import sqlite3

WON = frozenset({"won revenue", "deals won"})
"""What a row counts for that is a win, casefolded, unless the map says it of its own metrics."""

MOST_TOLD = 1_000
"""Accounts that are listed as touched by somebody else; the others are counted."""

NOBODY = 0
_BLOCK = 1_000
"""Rows that are written or read at once."""


@dataclass(frozen=True, slots=True)
class Shared:
    """An account that somebody else was at too. Nothing has moved: it is told so that the two can talk."""

    account: str
    owner: str
    """Whose it is."""
    by: tuple[str, ...]
    """Who else."""


@dataclass(slots=True)
class AccountsTold:
    """What a file told of accounts."""

    opened: int = 0
    """Accounts that are new, or had nobody, and are now whoever won them first."""
    touched: int = 0
    """Accounts that were there already, with a later day than was known."""
    shared: list[Shared] = field(default_factory=list)
    """The first 1,000 that somebody else was at too."""
    shared_count: int = 0


class Gathered:
    """The accounts of one file."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)
        self._rows: list[tuple[str, str, int, str, int, bool]] = []
        for statement in (
            "PRAGMA journal_mode = OFF",
            "BEGIN",
            # Of each account and seller: the last day, and the first win with the line on which it stands.
            "CREATE TABLE met (key TEXT, member_id INTEGER, name TEXT, line INTEGER, last TEXT, won_on TEXT, "
            "won_line INTEGER, PRIMARY KEY (key, member_id)) WITHOUT ROWID",
            "CREATE TABLE known (key TEXT PRIMARY KEY, id INTEGER, name TEXT, member_id INTEGER, opened_by INTEGER, "
            "touched_on TEXT) WITHOUT ROWID",
        ):
            self._connection.execute(statement)

    def add(self, name: str, member_id: int, day: date, line: int, *, won: bool) -> None:
        """One row of the file. `member_id` is `NOBODY` where it is not known whose it is."""
        name = name[:NAME_LIMIT].rstrip()
        self._rows.append((name.casefold(), name, member_id, day.isoformat(), line, won))
        if len(self._rows) >= _BLOCK:
            self._flush()

    def _flush(self) -> None:
        self._connection.executemany(
            "INSERT INTO met VALUES (?1, ?3, ?2, ?5, ?4, CASE WHEN ?6 THEN ?4 END, CASE WHEN ?6 THEN ?5 END) "
            "ON CONFLICT DO UPDATE SET last = max(last, excluded.last), line = min(line, excluded.line), "
            "won_line = CASE WHEN excluded.won_on IS NULL OR won_on < excluded.won_on THEN won_line "
            "WHEN won_on = excluded.won_on THEN min(won_line, excluded.won_line) ELSE excluded.won_line END, "
            "won_on = min(ifnull(won_on, excluded.won_on), ifnull(excluded.won_on, won_on))",
            self._rows,
        )
        self._rows.clear()

    def settle(self, s: Session, change: Change | None, source: str, names: dict[int, str]) -> AccountsTold:
        """Makes and touches the team's accounts as the file told; without a change it only says what would be.

        `names` are the members' by their ids.
        """
        self._flush()
        self._learn(s)
        told = AccountsTold()
        for key, name, last, won_on, winner, there, there_name, owner, opened_by, touched_on in self._accounts():
            values: dict[str, object] = {}
            if touched_on is None or touched_on < last:
                values["touched_on"] = last
            if won_on is not None and opened_by is None:
                values |= {"opened_by": winner, "opened_on": won_on}
            if won_on is not None and owner is None:
                values["member_id"] = owner = winner
                told.opened += 1
            elif "touched_on" in values:
                told.touched += 1
            if values and change is not None:
                if there is None:
                    change.insert(Account.model_validate({"name": name, "source": source, **values}))
                elif (row := s.get(Account, there)) is not None:
                    change.update(row, **values)
            if owner is not None:
                self._share(key, there_name or name, owner, names, told)
        return told

    def _learn(self, s: Session) -> None:
        """Takes in what the team knows of its accounts, whoever imports."""
        last = 0
        while rows := s.store.query(
            "SELECT id, name, member_id, opened_by, touched_on FROM account WHERE id > ? ORDER BY id LIMIT ?",
            (last, _BLOCK),
        ):
            last = rows[-1]["id"]
            self._connection.executemany(
                "INSERT OR IGNORE INTO known VALUES (?, ?, ?, ?, ?, ?)",
                [(row["name"].casefold(), *row.values()) for row in rows],
            )

    def _accounts(self) -> Iterator[tuple[Any, ...]]:
        """Each account of the file that somebody has won or the team has: how it is written first, its last day, its
        first win and whose that was; then what the team knows of it."""
        return iter(
            self._connection.execute(
                "SELECT met.key, (SELECT name FROM met AS n WHERE n.key = met.key ORDER BY line LIMIT 1), max(last), "
                "min(won_on), (SELECT member_id FROM met AS w WHERE w.key = met.key AND won_on IS NOT NULL "
                "ORDER BY won_on, won_line LIMIT 1), known.id, known.name, known.member_id, opened_by, touched_on "
                "FROM met LEFT JOIN known USING (key) GROUP BY met.key "
                "HAVING known.id IS NOT NULL OR min(won_on) IS NOT NULL ORDER BY met.key"
            )
        )

    def _share(self, key: str, name: str, owner: int, names: dict[int, str], told: AccountsTold) -> None:
        others = self._connection.execute(
            "SELECT member_id FROM met WHERE key = ? AND member_id NOT IN (?, ?) ORDER BY line", (key, owner, NOBODY)
        ).fetchall()
        if others:
            told.shared_count += 1
            if len(told.shared) < MOST_TOLD:
                by = tuple(names.get(member_id, "somebody") for (member_id,) in others)
                told.shared.append(Shared(name, names.get(owner, "somebody"), by))

    def close(self) -> None:
        """Lets go of what was gathered."""
        self._connection.close()
