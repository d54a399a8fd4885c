"""Sends what was typed into a dialog once, however often enter is pressed until the dialog closes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from tui.shell.dialog import SafeDismissScreen

D = TypeVar("D", bound=SafeDismissScreen[Any])
P = ParamSpec("P")


def send_once(send: Callable[Concatenate[D, P], Awaitable[None]]) -> Callable[Concatenate[D, P], None]:
    """Return a method that runs `send` as a worker, and does nothing while one runs or once the dialog is closed.

    An exclusive worker would not do: the change that it asked for goes on when it is cancelled, so that a second enter
    would store the same thing twice.
    """

    @wraps(send)
    def start(dialog: D, /, *args: P.args, **kwargs: P.kwargs) -> None:
        async def run() -> None:
            await send(dialog, *args, **kwargs)
            # Still open: it was refused, or a question is asked first, which sends it again.
            dialog.is_sending = dialog not in dialog.app.screen_stack

        if not dialog.is_sending:
            dialog.is_sending = True
            dialog.run_worker(run())

    return start
