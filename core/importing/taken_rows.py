"""Which rows of a file count, and what the others are: counted by stage, so that none is left out without a word."""

from __future__ import annotations

from core.importing.words import stage_kind

MAX_KINDS = 1_000
"""How many different stages are counted by themselves."""

_REST = "others"


class TakenRows:
    """Counts the rows that a map takes, and the others by what they are."""

    def __init__(self) -> None:
        self.taken = 0
        """Number of rows that the map takes."""
        self.others: dict[str, int] = {}
        """Numbers of rows by stage, as the file has it."""

    def add_other(self, stage: str) -> None:
        """Count a row that the map does not take."""
        kind = stage or "empty"
        if kind not in self.others and len(self.others) >= MAX_KINDS:
            kind = _REST
        self.others[kind] = self.others.get(kind, 0) + 1

    def move(self, kind: str, rows: int) -> None:
        """Count rows that were counted as taken as others, of this kind."""
        self.taken -= rows
        self.others[kind] = self.others.get(kind, 0) + rows

    def won_elsewhere(self) -> dict[str, int]:
        """Return the stages among the others that seem to be won deals, of another pipeline or in another language."""
        return {stage: rows for stage, rows in self.others.items() if stage_kind(stage) == "won"}
