"""A progress bar on standard error while a large file is read, with rows per second."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from core.importing.result import ImportProgress

_WIDTH = 24
_EVERY = 0.1
"""Seconds between two drawings."""


class RowRate:
    """Measures the rows per second in the current phase of an import."""

    def __init__(self) -> None:
        self._phase = ""
        self._began = 0.0
        self._before = 0

    def describe(self, progress: ImportProgress) -> str:
        """Return the progress as text: `taking 120,000 of 1,000,000 rows · 41,000 a second`."""
        now = time.monotonic()
        if progress.phase != self._phase:
            self._phase, self._began, self._before = progress.phase, now, progress.rows
        gone = now - self._began
        pace = f" · {(progress.rows - self._before) / gone:,.0f} a second" if gone > 0.2 else ""
        total = f" of {progress.total:,}" if progress.total is not None else ""
        return f"{progress.phase:<7} {progress.rows:,}{total} rows{pace}"


class ProgressLine:
    """A progress bar that overwrites its own line; it draws nothing if the stream is not a terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shows = self._stream is not None and self._stream.isatty()
        self._pace = RowRate()
        self._last = 0.0
        self._drawn = 0

    def update(self, progress: ImportProgress) -> None:
        """Draw the progress, ten times a second at most."""
        if not self._shows:
            return
        words = self._pace.describe(progress)
        now = time.monotonic()
        if now - self._last < _EVERY:
            return
        self._last = now
        full = round(progress.share * _WIDTH)
        line = f"{'█' * full}{'░' * (_WIDTH - full)} {progress.share:4.0%}  {words}"
        self._stream.write("\r" + line.ljust(self._drawn))
        self._stream.flush()
        self._drawn = len(line)

    def clear(self) -> None:
        """Erase the line."""
        if self._drawn:
            self._stream.write("\r" + " " * self._drawn + "\r")
            self._stream.flush()
            self._drawn = 0
