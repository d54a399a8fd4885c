"""A command in a terminal of its own: what it paints and when, and keys pressed in it.

For benchmarks and for tests with real processes.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import pyte

PATIENCE = 60.0
"""Seconds to wait for what must be painted: a cold start on a busy machine takes ten."""

# Questions to the terminal and modes of newer ones, which pyte would paint as text.
_UNKNOWN = re.compile(
    rb"\x1b\[(?:[<>=][0-?]*[ -/]*[@-~]|\?[0-9;]*\$p|\?u)"
    rb"|\x1bP[^\x1b]*\x1b\\"
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
)


class Terminal:
    """One command in a pty. Use it in a `with`, which ends it."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        """Starts `command` in a terminal of `size` (columns, lines), with `env` added to the environment."""
        columns, lines = size
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._pending = b""
        self._taken: list[bytes] = []
        self.painted: list[tuple[float, bytes]] = []
        """What was painted and when: seconds since the start."""
        self._fd, inside = pty.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        environment = {
            **{name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")},
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            **(env or {}),
        }
        self.began = time.perf_counter()
        self._process = subprocess.Popen(
            [str(word) for word in command],
            stdin=inside,
            stdout=inside,
            stderr=inside,
            env=environment,
            cwd=cwd,
            start_new_session=True,
        )
        os.close(inside)

    @property
    def text(self) -> str:
        """The screen as a person sees it, line by line."""
        self._paint_taken()
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def pid(self) -> int:
        return self._process.pid

    def fileno(self) -> int:
        """For `select`, where several terminals are watched at once."""
        return self._fd

    def take(self) -> bytes:
        """The next bytes that it painted, as they are; empty when it has ended. `text` learns of them when it is asked.

        Where moments are measured: to follow the screen itself costs more than what is measured.
        """
        chunk = self._read(0)
        if chunk:
            self.painted.append((time.perf_counter() - self.began, chunk))
            self._taken.append(chunk)
        return chunk

    def wait_for(self, what: str | Callable[[str], bool], *, patience: float = PATIENCE) -> float:
        """Waits until the screen shows `what`, or until what it shows meets it.

        Returns when, in seconds since the start. Raises `AssertionError`, showing the screen, if it never does.
        """
        met = what if callable(what) else (lambda text: what in text)
        give_up = time.perf_counter() + patience
        at = self.painted[-1][0] if self.painted else 0.0
        while not met(self.text):
            left = give_up - time.perf_counter()
            chunk = self._read(left) if left > 0 else b""
            if not chunk:
                raise AssertionError(f"{what!r} was never shown. The screen:\n{self.text}")
            at = time.perf_counter() - self.began
            self._paint(at, chunk)
        return at

    def press(self, keys: str) -> None:
        """Presses keys, as the bytes a terminal sends: `\\r` is Enter, `\\x11` is ctrl+q."""
        os.write(self._fd, keys.encode())

    def kill(self) -> None:
        """As a power cut would: SIGKILL, and it is over when this returns."""
        self._process.kill()
        self._process.wait(PATIENCE)

    def wait(self, patience: float = PATIENCE) -> int:
        """Waits for the command to end by itself, reading on, and returns its exit status."""
        give_up = time.perf_counter() + patience
        while (left := give_up - time.perf_counter()) > 0 and (chunk := self._read(left)):
            self._paint(time.perf_counter() - self.began, chunk)
        return self._process.wait(max(0.1, give_up - time.perf_counter()))

    def close(self) -> None:
        """Ends the command, if it has not ended, and the terminal."""
        if self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(PATIENCE)
        os.close(self._fd)

    def _read(self, patience: float) -> bytes:
        """The next bytes; empty when the command has ended or nothing came."""
        if not select.select([self._fd], [], [], patience)[0]:
            return b""
        try:
            return os.read(self._fd, 65536)
        except OSError:  # Linux says so when the other side has gone
            return b""

    def _paint(self, at: float, chunk: bytes) -> None:
        self.painted.append((at, chunk))
        self._taken.append(chunk)
        self._paint_taken()

    def _paint_taken(self) -> None:
        data = self._pending + b"".join(self._taken)
        self._taken.clear()
        # A sequence may be cut in two; its beginning waits for the rest.
        cut = data.rfind(b"\x1b")
        whole = len(data) if cut < 0 or len(data) - cut > 64 or _is_ended(data[cut:]) else cut
        self._pending = data[whole:]
        self._stream.feed(_UNKNOWN.sub(b"", data[:whole]))

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()


def _is_ended(sequence: bytes) -> bool:
    return re.match(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[^\[\]P])", sequence) is not None
