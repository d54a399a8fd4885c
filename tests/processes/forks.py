"""Processes that start at once: forked from one that has imported Huddle and never opened a file.

`Forks` starts that one; `Forks.start` has it fork a process that does a job of `tests.processes.jobs` and talks in
lines. Forking takes a millisecond where starting Python and importing takes 300.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[2]

PATIENCE = 60.0
"""Seconds to wait for an answer: only a failing test, on a busy machine, ever waits that long."""


class Fork:
    """One process that does a job. It reads and writes lines."""

    def __init__(self, pid: int, line: socket.socket) -> None:
        self.pid = pid
        line.settimeout(PATIENCE)
        self._socket = line
        self._lines = line.makefile("r", encoding="utf-8")

    def say(self, *lines: str) -> None:
        with suppress(BrokenPipeError):
            self._socket.sendall("".join(f"{line}\n" for line in lines).encode())

    def hear(self) -> str:
        """Returns its next line, or an empty one once it has ended."""
        try:
            return self._lines.readline().rstrip("\n")
        except ConnectionResetError:  # it was killed with words of ours unread
            return ""

    def expect(self, line: str) -> None:
        """Waits for a line and fails if it is another."""
        heard = self.hear()
        if heard != line:
            raise AssertionError(f"heard {heard!r}, expected {line!r}")

    def kill(self) -> None:
        """Kills it with SIGKILL, as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)

    def rest(self) -> list[str]:
        """Waits for its end and returns the lines that it wrote before."""
        lines = []
        while line := self.hear():
            lines.append(line)
        return lines

    def close(self) -> None:
        self._lines.close()
        self._socket.close()


class Forks:
    """The process that has imported Huddle and forks the others. Ends them all in `close`."""

    def __init__(self) -> None:
        self._door, far = socket.socketpair()
        self._door.settimeout(PATIENCE)
        self._all: list[Fork] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.processes.forks", str(far.fileno())], cwd=ROOT, pass_fds=[far.fileno()]
        )
        far.close()

    def start(self, job: str, *args: object) -> Fork:
        """Forks a process that does `job`."""
        near, far = socket.socketpair()
        with far:
            socket.send_fds(self._door, [json.dumps([job, *args], default=str).encode()], [far.fileno()])
            answer = self._door.recv(100)
        fork = Fork(int(answer), near)
        self._all.append(fork)
        return fork

    def close(self) -> None:
        self._door.close()  # the end of the door is the end of the process, and it takes its children with it
        for fork in self._all:
            fork.close()
        self._process.wait(PATIENCE)

    def __enter__(self) -> Forks:
        return self

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()


def _serve(door: socket.socket) -> None:
    from tests.processes.jobs import JOBS

    children: set[int] = set()
    while True:
        message, fds, _, _ = socket.recv_fds(door, 65536, 1)
        if not message:
            break
        job, *args = json.loads(message)
        pid = os.fork()
        if pid == 0:
            door.close()
            status = 1
            try:
                os.dup2(fds[0], 0)
                os.dup2(fds[0], 1)
                os.close(fds[0])
                sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
                sys.stdout = open(1, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
                JOBS[job](*args)
                sys.stdout.flush()
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        os.close(fds[0])
        # The ended are collected only now and then, so that a number to be killed is never another process's.
        children.add(pid)
        if len(children) > 50:
            children = {child for child in children if os.waitpid(child, os.WNOHANG)[0] == 0}
        door.send(str(pid).encode())
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as the_door:
        _serve(the_door)
