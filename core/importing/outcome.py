"""What an import did, and how far it has come."""

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
    """How far an import has come. It reads the file twice: first it looks, then it takes."""

    phase: Literal["looking", "taking"]
    rows: int
    """Read so far in this phase."""
    total: int | None
    """Rows of the file; None before they are counted."""
    share: float
    """Of this phase, from 0 to 1."""


Heard = Callable[[Progress], None]
"""Is told now and then; what it raises ends the import, with nothing changed."""


@dataclass(slots=True)
class Imported:
    """What an import did, or with `dry_run` would do."""

    dry_run: bool = False
    rows: int = 0
    """Rows below the header."""
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    """Entries whose row is there and no longer gives them."""
    targets: int = 0
    """Targets that were set or changed."""
    metrics_made: list[str] = field(default_factory=list)
    members_added: list[str] = field(default_factory=list)
    remembered: int = 0
    """Names of the file of which the team remembers from now on who is meant."""
    left_out: list[int] = field(default_factory=list)
    """Lines that are no rows: a header that is repeated, and what closes a report."""
    notes: list[str] = field(default_factory=list)
    """How the file was read, where that was not plain to see."""
    questions: list[Question] = field(default_factory=list)
    """What the file does not tell; the rows that hang on it were refused."""
    unknown: dict[str, int] = field(default_factory=dict)
    """Whom nobody knows, as the file calls them, and on how many rows."""
    refused: list[Refusal] = field(default_factory=list)
    """The first 1,000 rows that were not taken."""
    refused_count: int = 0
    accounts: AccountsTold = field(default_factory=AccountsTold)
    """What the file told of accounts, where the map says which column names them."""
    report: Path | None = None
    """The file that lists all refused rows with their cells; None when there are none, or it could not be written."""
