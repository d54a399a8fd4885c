"""What `huddle import` prints: its progress while a large file is read, and its result in sentences."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, TextIO

from core.values.text import capitalize, format_count, join_words, noun_for
from core.values.writing import is_in_words

if TYPE_CHECKING:
    from core.importing.result import ImportProgress, ImportResult

MAX_SHARED_ACCOUNTS = 3
"""How many accounts with entries by another member are named; of the others only the number is printed."""

MAX_KINDS = 8
"""How many stages of rows that do not count are named; of the rest only the number of rows is printed."""

MAX_LINE_NUMBERS = 5
"""How many line numbers are printed; of the others only the number is printed."""

BAR_WIDTH = 24
"""Width of the progress bar in cells."""

DRAW_INTERVAL = 0.1
"""Least time between two drawings of the progress bar, in seconds."""


def import_sentences(result: ImportResult) -> list[str]:
    """Return the result of an import, a sentence each."""
    what = "Preview" if result.dry_run else "Entries"
    lines = [
        f"{capitalize(format_count(result.rows, 'row'))} read{_describe_others(result)}.",
        f"{what}: {result.added:,} new, {result.changed:,} changed, {result.withdrawn:,} removed, "
        f"{result.unchanged:,} unchanged.",
    ]
    lines += result.notes
    if result.ignored_lines:
        lines.append(f"Skipped as headers or totals: {lines_text(result.ignored_lines)}.")
    would = "would be " if result.dry_run else ""
    if result.targets:
        lines.append(f"{format_count(result.targets, 'target')} {would}set.")
    for what, names in (("Metrics", result.metrics_made), ("Members", result.members_added)):
        if names:
            new = f"{what} that would be added" if result.dry_run else f"New {what.lower()}"
            lines.append(f"{new}: {join_words(names)}.")
    lines += _account_sentences(result)
    if result.names_remembered:
        lines.append(f"{format_count(result.names_remembered, 'name')} from the file {would}remembered.")
    lines += [question.full_text for question in result.questions]
    if result.refusals_file:
        refused = format_count(result.refusal_count, "row")
        lines.append(f"{refused} could not be imported. Reasons: {result.refusals_file}")
    if result.dry_run:
        lines.append("This was a preview. Nothing was changed.")
    return lines


def _describe_others(result: ImportResult) -> str:
    """Return how many rows count and what the others are, most first: `, 4 won, 2 others: Open 1, Closed Lost 1`."""
    if not result.others:
        return ""
    most = sorted(result.others.items(), key=lambda item: -item[1])
    kinds = ", ".join(f"{kind} {rows:,}" for kind, rows in most[:MAX_KINDS])
    rest = sum(rows for _, rows in most[MAX_KINDS:])
    others = sum(result.others.values())
    return f", {result.taken:,} {result.counted}, {format_count(others, 'other')}: {kinds}" + (
        f", and {rest:,} more" if rest else ""
    )


def _account_sentences(result: ImportResult) -> list[str]:
    accounts = result.accounts
    lines = []
    if accounts.opened:
        lines.append(f"{format_count(accounts.opened, 'new account')}. Its owner is the member with the first win.")
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
        count = format_count(accounts.shared_count, "account")
        lines.append(f"{count} also had entries by another member. The owner stays: {shown}{more}.")
    return lines


def lines_text(numbers: list[int]) -> str:
    """Return the first line numbers, and how many more there are: `lines 2, 4 and 9`."""
    return f"{noun_for(len(numbers), 'line')} {join_words(map(str, numbers), most=MAX_LINE_NUMBERS)}"


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
        self._written_tenth = 0

    def update(self, progress: ImportProgress) -> None:
        """Draw the progress, ten times a second at most."""
        if not self._is_terminal:
            return
        text = self._rate.describe(progress)
        if is_in_words():
            self._write_tenth(progress.share, text)
            return
        now = time.monotonic()
        if now - self._drawn_at < DRAW_INTERVAL:
            return
        self._drawn_at = now
        full = round(progress.share * BAR_WIDTH)
        line = f"{'█' * full}{'░' * (BAR_WIDTH - full)} {progress.share:4.0%}  {text}"
        self._stream.write("\r" + line.ljust(self._drawn_width))
        self._stream.flush()
        self._drawn_width = len(line)

    def _write_tenth(self, share: float, text: str) -> None:
        """Write a line for each tenth of the work, for a screen reader, which would read a bar again and again."""
        if int(share * 10) != self._written_tenth:
            self._written_tenth = int(share * 10)
            self._stream.write(f"{share:.0%}, {text}\n")
            self._stream.flush()

    def clear(self) -> None:
        """Erase the line."""
        if self._drawn_width:
            self._stream.write("\r" + " " * self._drawn_width + "\r")
            self._stream.flush()
            self._drawn_width = 0
