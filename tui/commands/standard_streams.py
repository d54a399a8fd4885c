"""Standard output and standard error of a command. Nothing that is written to them acts on a terminal.

Every command loads it: the standard library and `core.values.printable` only.
"""

from __future__ import annotations

import os
import sys

from core.values.printable import printable


class OutputError(Exception):
    """Standard output did not take what was printed: it is closed, or its disk is full. The text says why."""


def write_output(text: str) -> None:
    """Write to standard output. A character that its encoding lacks becomes a `?`.

    Raises `OutputError` when it cannot be written to, and `BrokenPipeError` when its reader has gone.
    """
    text = printable(text)
    if sys.stdout is None:
        raise OutputError("standard output is closed")
    try:
        try:
            sys.stdout.write(text)
        except UnicodeEncodeError:
            encoding = sys.stdout.encoding or "ascii"
            sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(error.strerror or str(error)) from error


def flush_output() -> None:
    """Send on what was written to standard output. Raises as `write_output` does."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(error.strerror or str(error)) from error


def abandon_output() -> None:
    """Point standard output at the null device: Python would fail when it flushes at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return


def write_error(text: str) -> None:
    """Write to standard error, at once. Does nothing when it is closed."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(printable(text))
        sys.stderr.flush()
    except OSError:
        return
