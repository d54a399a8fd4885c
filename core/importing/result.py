"""The result of an import, and its progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from core.accounts.from_imports import AccountsResult
from core.importing.questions import Question
from core.importing.refusals import Refusal


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import has come. It reads the file twice: first it surveys (`looking`), then it imports (`taking`)."""

    phase: Literal["looking", "taking"]
    rows: int
    """Rows read so far in this phase."""
    total: int | None
    """Rows of the file; None before they are counted."""
    share: float
    """How much of this phase is done, from 0 to 1."""


ProgressCallback = Callable[[ImportProgress], None]
"""Called now and then during an import; an exception from it ends the import, with nothing changed."""


@dataclass(slots=True)
class ImportResult:
    """What an import did, or with `dry_run` would do. Its JSON keeps the keys under `json`, which scripts read; a
    field whose key is None is not in it."""

    dry_run: bool = False
    rows: int = 0
    """Rows below the header."""
    counted: str = ""
    """What a row counts as that the map takes: `won`, or the name of the first metric."""
    taken: int = 0
    """How many rows the map takes for that."""
    others: dict[str, int] = field(default_factory=dict)
    """The rows that it does not take, by what they are: their stage, or another currency."""
    added: int = 0
    """Entries added."""
    changed: int = 0
    """Entries changed."""
    unchanged: int = 0
    """Entries that were the same already."""
    withdrawn: int = 0
    """Entries deleted because their row no longer gives them."""
    targets: int = 0
    """Targets set or changed."""
    targets_unchanged: int = 0
    """Targets that were the same already."""
    metrics_made: list[str] = field(default_factory=list)
    """Names of the metrics created."""
    members_added: list[str] = field(default_factory=list)
    """Names of the members added."""
    names_remembered: int = field(default=0, metadata={"json": "remembered"})
    """How many of the file's names were newly mapped to members."""
    ignored_lines: list[int] = field(default_factory=list, metadata={"json": "left_out"})
    """Numbers of lines that are no rows: repeated headers, and closing lines of a report."""
    notes: list[str] = field(default_factory=list)
    """How the file was read, as sentences, when that is not obvious."""
    rounded: int = 0
    """How many amounts had computed decimals and were rounded."""
    questions: list[Question] = field(default_factory=list)
    """What the file leaves open; the rows that depend on it were refused."""
    unknown_names: dict[str, int] = field(default_factory=dict, metadata={"json": "unknown"})
    """The names that no member has, as in the file, with their number of rows."""
    refusals: list[Refusal] = field(default_factory=list, metadata={"json": "refused"})
    """The first 1,000 refused rows."""
    refusal_count: int = field(default=0, metadata={"json": "refused_count"})
    """How many rows were refused in all."""
    accounts: AccountsResult = field(default_factory=AccountsResult)
    """What the import did with accounts, when the map names their column."""
    import_id: int | None = field(default=None, metadata={"json": None})
    """Its id in the journal; None when it changed nothing."""
    refusals_file: Path | None = field(default=None, metadata={"json": "report"})
    """The file that lists all refused rows with their cells; None when there are none, or it could not be written."""

    @property
    def has_taken(self) -> bool:
        """Return whether the file gave anything: an entry, a target, or one that was there already."""
        return any((self.added, self.changed, self.unchanged, self.withdrawn, self.targets, self.targets_unchanged))
