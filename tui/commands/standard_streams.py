"""The standard streams of a command. Nothing that is written to them acts on a terminal.

Every command loads it: the standard library and `core.values.printable` only.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from core.values.printable import printable


class OutputError(Exception):
    """Standard output did not take what was printed: it is closed, or its disk is full. The text says why."""


def read_lines() -> list[tuple[int, str]]:
    """Return the lines of standard input that hold something, each with its number from 1 on.

    Raises `HuddleError` when they are no text.
    """
    from core.errors import HuddleError

    try:
        text = sys.stdin.read() if sys.stdin is not None else ""
        text.encode()  # where Python reads any bytes, those that are no text are surrogates
    except UnicodeError as error:
        raise HuddleError("The input is not UTF-8 text. Save it as UTF-8 first.") from error
    return [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]


def write_output(text: str) -> None:
    """Write to standard output. A character that its encoding lacks becomes a `?`.

    Raises `OutputError` when it cannot be written to, and `BrokenPipeError` when its reader has gone.
    """
    text = printable(text)
    with _writing():
        try:
            sys.stdout.write(text)
        except UnicodeEncodeError:
            encoding = sys.stdout.encoding or "ascii"
            sys.stdout.write(text.encode(encoding, "replace").decode(encoding))


def write_document(text: str) -> None:
    """Write a file to standard output, in UTF-8 and with the line ends that it has, CRLF. Raises as `write_output`."""
    lines = "\r\n".join(map(printable, text.split("\r\n")))
    with _writing():
        sys.stdout.flush()
        sys.stdout.buffer.write(lines.encode())


@contextmanager
def _writing() -> Iterator[None]:
    if sys.stdout is None:
        raise OutputError("standard output is closed")
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(error.strerror or str(error)) from error


def flush_output() -> None:
    """Send on what was written to standard output. Raises as `write_output` does."""
    if sys.stdout is None:
        return
    with _writing():
        sys.stdout.flush()


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
