"""Whether there is a terminal, and running the app on it. Textual is imported only when a screen is shown."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tui.commands.standard_streams import write_error

if TYPE_CHECKING:
    from pathlib import Path

    from textual.screen import Screen

    from core.access.session import Session
    from tui.app import HuddleApp
    from tui.services.preferences import Preferences


NOTICE_SECONDS = 30.0
"""How long a notice at the start stands: it is long, and said once."""


def has_terminal() -> bool:
    """Return whether there is a terminal: Textual reads standard input and draws on standard error."""
    return all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__))


def require_terminal_to_ask() -> None:
    """Raise `HuddleError` if there is no terminal at which a command could ask whether it should go on."""
    if not has_terminal():
        from core.errors import HuddleError

        raise HuddleError("This command asks first, but there is no terminal. If you are sure, add: --yes")


def is_confirmed(question: str) -> bool:
    """Ask the question and return whether the answer is yes. It goes to standard error: it is no output."""
    require_terminal_to_ask()
    write_error(f"{question} (y/n) ")
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def show_screen(
    session: Session,
    start: str,
    make_first_screen: Callable[[], Screen[Any]] | None = None,
    *,
    preferences: Preferences | None = None,
) -> int:
    """Run the app from the main screen `start` until the user leaves, and return the exit status.

    `make_first_screen` makes that screen if it needs arguments. Raises `HuddleError` without a terminal.
    """
    if not has_terminal():
        from core.errors import HuddleError

        raise HuddleError("There is no terminal here. In a script use: huddle me --json")
    from tui.app import HuddleApp
    from tui.services.terminal_hangup import exit_on_hangup

    exit_on_hangup(sys.__stdin__.fileno())  # type: ignore[union-attr]  # it has a terminal

    def on_ready() -> None:
        freeze_loaded_objects()
        _show_notices(app)

    app = HuddleApp(
        session, start=start, make_first_screen=make_first_screen, on_ready=on_ready, preferences=preferences
    )
    app.run()
    if session.has_stored and not session.store.is_left:
        _look_at_journal(session.store.path, ends=True)
    if app.moved_file.sentence:
        # Once more, since it goes with the screen, and names the command that brings the team back.
        write_error(f"huddle: {app.moved_file.sentence}\n")
    return app.return_code or 0


def _show_notices(app: HuddleApp) -> None:
    """Show what is said once to whoever opens this team."""
    from core.team.opening_notices import tell_once

    for sentence in tell_once(app.session):
        app.notify(sentence, severity="warning", timeout=NOTICE_SECONDS, markup=False)
    app.run_worker(_compare_with_seen(app), exit_on_error=False)


async def _compare_with_seen(app: HuddleApp) -> None:
    """Show what does not fit what this computer has seen of the team. It is looked for on a thread."""
    from asyncio import to_thread

    for sentence in await to_thread(_look_at_journal, app.session.store.path):
        app.notify(sentence, severity="warning", timeout=NOTICE_SECONDS, markup=False)


def _look_at_journal(path: Path, *, ends: bool = False) -> list[str]:
    """Return what does not fit what this computer has seen of the team; when the app `ends`, only remember what is
    new. Nothing is remembered of the sample team."""
    from core.maintenance.backups import is_copied_daily
    from core.maintenance.seen import look, remember

    if not is_copied_daily(path):
        return []
    if ends:
        remember(path)
        return []
    return look(path)


def remove_when_ended(folder: Path) -> None:
    """Remove the folder, of which nothing is to be kept, when this process is told to end: its terminal was closed.

    Python would end at once, and leave it behind.
    """
    from shutil import rmtree

    def remove_and_end(number: int, _frame: object) -> None:
        rmtree(folder, ignore_errors=True)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    for name in ("SIGHUP", "SIGTERM"):
        if (number := getattr(signal, name, None)) is not None:
            signal.signal(number, remove_and_end)


def freeze_loaded_objects() -> None:
    """Exempt all that is loaded from garbage collection, and turn it on again. Called after the first frame."""
    gc.freeze()
    gc.enable()
