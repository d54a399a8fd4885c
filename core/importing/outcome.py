"""The result of an import, and its progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from core.account_imports import AccountsTold
from core.importing.questions import Question
from core.importing.report import Refusal


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import has come. It reads the file twice: first it surveys (`looking`), then it imports (`taking`)."""

    phase: Literal["looking", "taking"]
    rows: int
    """Rows read so far in this phase."""
    total: int | None
    """Rows of the file; None before they are counted."""
    share: float
    """How much of this phase is done, from 0 to 1."""


Heard = Callable[[Progress], None]
"""Called now and then during an import; an exception from it ends the import, with nothing changed."""


@dataclass(slots=True)
class Imported:
    """What an import did, or with `dry_run` would do."""

    dry_run: bool = False
    rows: int = 0
    """Rows below the header."""
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
    metrics_made: list[str] = field(default_factory=list)
    """Names of the metrics created."""
    members_added: list[str] = field(default_factory=list)
    """Names of the members added."""
    remembered: int = 0
    """How many of the file's names were newly mapped to members."""
    left_out: list[int] = field(default_factory=list)
    """Numbers of lines that are no rows: repeated headers, and closing lines of a report."""
    notes: list[str] = field(default_factory=list)
    """How the file was read, as sentences, when that is not obvious."""
    questions: list[Question] = field(default_factory=list)
    """What the file leaves open; the rows that depend on it were refused."""
    unknown: dict[str, int] = field(default_factory=dict)
    """The names that no member has, as in the file, with their number of rows."""
    refused: list[Refusal] = field(default_factory=list)
    """The first 1,000 refused rows."""
    refused_count: int = 0
    """How many rows were refused in all."""
    accounts: AccountsTold = field(default_factory=AccountsTold)
    """What the import did with accounts, when the map names their column."""
    report: Path | None = None
    """The file that lists all refused rows with their cells; None when there are none, or it could not be written."""
