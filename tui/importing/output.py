"""What `huddle import` prints: its progress while a large file is read, and its result in sentences."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, TextIO

from core.values.text import noun_for

if TYPE_CHECKING:
    from core.importing.result import ImportProgress, ImportResult

MAX_SHARED_ACCOUNTS = 3
"""How many accounts touched by somebody else are named; of the others only the number is printed."""

MAX_LINE_NUMBERS = 5
"""How many line numbers are printed; of the others only the number is printed."""

BAR_WIDTH = 24
"""Width of the progress bar in cells."""

DRAW_INTERVAL = 0.1
"""Least time between two drawings of the progress bar, in seconds."""


def import_sentences(result: ImportResult) -> list[str]:
    """Return the result of an import, a sentence each."""
    verb = "Would be" if result.dry_run else "Entries"
    lines = [
        f"{count_text(result.rows, 'row')} read.",
        f"{verb} added {result.added:,}, changed {result.changed:,}, withdrawn {result.withdrawn:,}, "
        f"unchanged {result.unchanged:,}.",
    ]
    lines += result.notes
    if result.ignored_lines:
        lines.append(f"Left out, being no rows but a header or a report's end: {lines_text(result.ignored_lines)}.")
    if result.targets:
        lines.append(f"{count_text(result.targets, 'target')} set.")
    if result.metrics_made:
        lines.append(f"New metrics: {', '.join(result.metrics_made)}.")
    if result.members_added:
        lines.append(f"New members: {', '.join(result.members_added)}.")
    lines += _account_sentences(result)
    if result.names_remembered:
        lines.append(f"{count_text(result.names_remembered, 'name')} of the file remembered.")
    lines += [question.full_text for question in result.questions]
    if result.refusals_file:
        refused = count_text(result.refusal_count, "row")
        lines.append(f"{refused} could not be taken; why, and which: {result.refusals_file}")
    if result.dry_run:
        lines.append("Nothing was changed: this was a dry run.")
    return lines


def _account_sentences(result: ImportResult) -> list[str]:
    accounts = result.accounts
    lines = []
    if accounts.opened:
        are = "account is whose it was" if accounts.opened == 1 else "accounts are whose they were"
        lines.append(f"{accounts.opened:,} {are} won by first.")
    if accounts.shared_count:
        shown = "; ".join(
            f"{shared.account} ({shared.owner}'s; also {', '.join(shared.by[:3])}{' …' if len(shared.by) > 3 else ''})"
            for shared in accounts.shared[:MAX_SHARED_ACCOUNTS]
        )
        more = (
            f"; and {accounts.shared_count - MAX_SHARED_ACCOUNTS:,} more"
            if accounts.shared_count > MAX_SHARED_ACCOUNTS
            else ""
        )
        were = "account was" if accounts.shared_count == 1 else "accounts were"
        count = f"{accounts.shared_count:,}"
        lines.append(f"{count} {were} touched by somebody else too, and nothing moved: {shown}{more}.")
    return lines


def lines_text(numbers: list[int]) -> str:
    """Return the first line numbers, and how many more there are: `lines 2, 4, 9`."""
    shown = ", ".join(str(number) for number in numbers[:MAX_LINE_NUMBERS])
    more = f" and {len(numbers) - MAX_LINE_NUMBERS} more" if len(numbers) > MAX_LINE_NUMBERS else ""
    return f"line{'' if len(numbers) == 1 else 's'} {shown}{more}"


def count_text(count: int, noun: str) -> str:
    """Return the count, in groups of three digits, with its noun in singular or plural: `1,200 rows`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


# -- progress


class RowRate:
    """Measures the rows per second in the current phase of an import."""

    def __init__(self) -> None:
        self._phase = ""
        self._started_at = 0.0
        self._rows_at_start = 0

    def describe(self, progress: ImportProgress) -> str:
        """Return the progress as text: `taking 120,000 of 1,000,000 rows · 41,000 a second`."""
        now = time.monotonic()
        if progress.phase != self._phase:
            self._phase, self._started_at, self._rows_at_start = progress.phase, now, progress.rows
        elapsed = now - self._started_at
        rate = f" · {(progress.rows - self._rows_at_start) / elapsed:,.0f} a second" if elapsed > 0.2 else ""
        total = f" of {progress.total:,}" if progress.total is not None else ""
        return f"{progress.phase:<7} {progress.rows:,}{total} {noun_for(progress.total or progress.rows, 'row')}{rate}"


class ProgressLine:
    """A progress bar that overwrites its own line; it draws nothing if the stream is not a terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._is_terminal = self._stream is not None and self._stream.isatty()
        self._rate = RowRate()
        self._drawn_at = 0.0
        self._drawn_width = 0

    def update(self, progress: ImportProgress) -> None:
        """Draw the progress, ten times a second at most."""
        if not self._is_terminal:
            return
        text = self._rate.describe(progress)
        now = time.monotonic()
        if now - self._drawn_at < DRAW_INTERVAL:
            return
        self._drawn_at = now
        full = round(progress.share * BAR_WIDTH)
        line = f"{'█' * full}{'░' * (BAR_WIDTH - full)} {progress.share:4.0%}  {text}"
        self._stream.write("\r" + line.ljust(self._drawn_width))
        self._stream.flush()
        self._drawn_width = len(line)

    def clear(self) -> None:
        """Erase the line."""
        if self._drawn_width:
            self._stream.write("\r" + " " * self._drawn_width + "\r")
            self._stream.flush()
            self._drawn_width = 0
