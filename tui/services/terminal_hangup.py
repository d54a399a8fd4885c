"""Ends the process when its terminal hangs up: the window was closed or the connection broke."""

from __future__ import annotations

import os
import select
import signal
import threading
import time

GRACE_SECONDS = 1.0
"""How long the signal may take: Python checks for signals between two instructions."""


def exit_on_hangup(fd: int) -> None:
    """End this process when the terminal behind `fd` hangs up, as SIGHUP does on systems that send it.

    Without it Textual would wait for ever for its output to be read, and the member would still count as present.
    Changes are committed by then; unsent text is in a draft.
    """
    if hasattr(select, "poll"):
        threading.Thread(target=_wait_for_hangup, args=(fd,), name="huddle-hangup", daemon=True).start()


def _wait_for_hangup(fd: int) -> None:
    poll = select.poll()
    poll.register(fd, 0)  # no event mask: a hang-up is always reported
    while not any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poll.poll()):
        continue
    os.kill(os.getpid(), signal.SIGHUP)
    # The process ignores SIGHUP, as under `nohup`. It would go on reading from the closed terminal for ever.
    time.sleep(GRACE_SECONDS)
    os._exit(128 + signal.SIGHUP)
