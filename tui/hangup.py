"""Noticing that the terminal is gone: its window was closed, its connection broke."""

from __future__ import annotations

import os
import select
import signal
import threading
import time

GRACE_SECONDS = 1.0
"""How long the signal may take: Python looks for it between two instructions."""


def end_with_terminal(fd: int) -> None:
    """Ends this process when the terminal behind `fd` hangs up, as SIGHUP does where the system sends one.

    Without it Textual would wait for ever for somebody to read what it draws, and whoever sat there would still
    count as being here. What was answered has been committed by then; the rest is in the draft.
    """
    if hasattr(select, "poll"):
        threading.Thread(target=_wait_for_hangup, args=(fd,), name="huddle-hangup", daemon=True).start()


def _wait_for_hangup(fd: int) -> None:
    waiting = select.poll()
    waiting.register(fd, 0)  # nothing but the hang-up itself, which is told unasked
    while not any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in waiting.poll()):
        continue
    os.kill(os.getpid(), signal.SIGHUP)
    # Still here: SIGHUP is ignored, as `nohup` has it. A terminal that is gone would be read from for ever.
    time.sleep(GRACE_SECONDS)
    os._exit(128 + signal.SIGHUP)
