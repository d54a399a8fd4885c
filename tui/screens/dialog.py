"""What lies over another screen for a while, and goes once."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen

Result = TypeVar("Result")


class Leaving(Screen[Result]):
    """Goes when it is asked to, and takes nothing along.

    Keys come faster than screens go: what was pressed before this one had gone would else take away the one beneath.
    """

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Goes back to the screen beneath, which is given `result`. Does nothing where it is not on top (any more)."""
        return super().dismiss(result) if self.is_active else AwaitComplete()


class Dialog(Leaving[Result], ModalScreen[Result]):
    """Asks or shows something over a screen, which stays in sight."""
