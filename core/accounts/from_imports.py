"""What an imported file says about accounts: who won each first, when it was last touched, and by whom.

An import sets an owner where there is none, and changes no owner. The rows are collected in a temporary database that
spills to disk, so that a million customers need no more memory than a hundred; the team's accounts are changed at the
end, within the same change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.access.session import Session
from core.models import Account
from core.values.text import NAME_LIMIT
from data.change import Change
from data.sqlite import sqlite3

WIN_METRICS = frozenset({"won revenue", "deals won"})
"""The metrics whose rows count as a win, casefolded, unless the mapping says so for its own metrics."""

MAX_LISTED_SHARED = 1_000
"""How many accounts that others touched are listed; the rest are only counted."""

NO_MEMBER = 0
"""The member id of a row whose member is unknown."""
_BLOCK = 1_000
"""How many rows are written or read at once."""


@dataclass(frozen=True, slots=True)
class SharedAccount:
    """An account that a member other than its owner touched too. Its owner is unchanged: it is reported so that they
    talk."""

    account: str
    owner: str
    """The owner's name."""
    by: tuple[str, ...]
    """The names of the others."""


@dataclass(slots=True)
class AccountsResult:
    """The result of applying a file to the accounts."""

    opened: int = 0
    """How many accounts were new or without an owner, and now belong to the member who won them first."""
    touched: int = 0
    """How many known accounts got a later day."""
    shared: list[SharedAccount] = field(default_factory=list)
    """The first `MAX_LISTED_SHARED` accounts that others touched too."""
    shared_count: int = 0
    """How many there are in all."""


class AccountCollector:
    """Collects the accounts of one file."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)
        self._rows: list[tuple[str, str, int, str, int, bool]] = []
        for statement in (
            "PRAGMA journal_mode = OFF",
            "BEGIN",
            # For each account and member: the last day, and the first win with its line number.
            "CREATE TABLE met (key TEXT, member_id INTEGER, name TEXT, line INTEGER, last TEXT, won_on TEXT, "
            "won_line INTEGER, PRIMARY KEY (key, member_id)) WITHOUT ROWID",
            "CREATE TABLE known (key TEXT PRIMARY KEY, id INTEGER, name TEXT, member_id INTEGER, opened_by INTEGER, "
            "touched_on TEXT) WITHOUT ROWID",
        ):
            self._connection.execute(statement)

    def add(self, name: str, member_id: int, day: date, line: int, *, won: bool) -> None:
        """Add one row of the file. `member_id` is `NO_MEMBER` where the member is unknown."""
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

    def apply(self, session: Session, change: Change | None, source: str, names: dict[int, str]) -> AccountsResult:
        """Create and update the team's accounts from the collected rows; without a change only return what would
        happen.

        `names` are the members' names by id.
        """
        self._flush()
        self._load_known(session)
        result = AccountsResult()
        for key, name, last, won_on, winner, account_id, known_name, owner, opened_by, touched_on in self._accounts():
            values: dict[str, object] = {}
            if touched_on is None or touched_on < last:
                values["touched_on"] = last
            if won_on is not None and opened_by is None:
                values |= {"opened_by": winner, "opened_on": won_on}
            if won_on is not None and owner is None:
                values["member_id"] = owner = winner
                result.opened += 1
            elif "touched_on" in values:
                result.touched += 1
            if values and change is not None:
                if account_id is None:
                    change.insert(Account.model_validate({"name": name, "source": source, **values}))
                elif (row := session.get(Account, account_id)) is not None:
                    change.update(row, **values)
            if owner is not None:
                self._note_shared(key, known_name or name, owner, names, result)
        return result

    def _load_known(self, session: Session) -> None:
        """Load what the team knows of its accounts, past the viewer's permissions."""
        last = 0
        while rows := session.query(
            "SELECT id, name, member_id, opened_by, touched_on FROM exempt_accounts WHERE id > ? ORDER BY id LIMIT ?",
            (last, _BLOCK),
        ):
            last = rows[-1]["id"]
            self._connection.executemany(
                "INSERT OR IGNORE INTO known VALUES (?, ?, ?, ?, ?, ?)",
                [(row["name"].casefold(), *row.values()) for row in rows],
            )

    def _accounts(self) -> Iterator[tuple[Any, ...]]:
        """Yield each account of the file that was won or that the team has: key, first spelling, last day, first win
        and its winner, then what the team knows of it."""
        return iter(
            self._connection.execute(
                "SELECT met.key, (SELECT name FROM met AS n WHERE n.key = met.key ORDER BY line LIMIT 1), max(last), "
                "min(won_on), (SELECT member_id FROM met AS w WHERE w.key = met.key AND won_on IS NOT NULL "
                "ORDER BY won_on, won_line LIMIT 1), known.id, known.name, known.member_id, opened_by, touched_on "
                "FROM met LEFT JOIN known USING (key) GROUP BY met.key "
                "HAVING known.id IS NOT NULL OR min(won_on) IS NOT NULL ORDER BY met.key"
            )
        )

    def _note_shared(self, key: str, name: str, owner: int, names: dict[int, str], result: AccountsResult) -> None:
        others = self._connection.execute(
            "SELECT member_id FROM met WHERE key = ? AND member_id NOT IN (?, ?) ORDER BY line", (key, owner, NO_MEMBER)
        ).fetchall()
        if others:
            result.shared_count += 1
            if len(result.shared) < MAX_LISTED_SHARED:
                by = tuple(names.get(member_id, "someone") for (member_id,) in others)
                result.shared.append(SharedAccount(name, names.get(owner, "someone"), by))

    def close(self) -> None:
        """Drop the collected rows."""
        self._connection.close()
