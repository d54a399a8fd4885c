"""The base classes of dialogs, which can be dismissed only once."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen

from core.errors import HuddleError
from tui.action_hints import explain_on_screen
from tui.services.refusals import survive_refusals

Result = TypeVar("Result")


class SafeDismissScreen(Screen[Result]):
    """A screen that survives refusals, and ignores `dismiss` unless it is on top.

    Keys can arrive faster than screens close: a second one would otherwise dismiss the screen beneath.
    """

    def __init__(self) -> None:
        super().__init__()
        survive_refusals(self, self.show_refusal)

    def show_refusal(self, refusal: HuddleError) -> None:
        """Show why something was refused."""
        self.notify(explain_on_screen(self.app, refusal), severity="warning", markup=False)

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close this screen and pass `result` to its opener. Does nothing if the screen is not on top."""
        return super().dismiss(result) if self.is_active else AwaitComplete()


class Dialog(SafeDismissScreen[Result], ModalScreen[Result]):
    """A dialog over a screen that stays visible."""


class QuestionDialog(Dialog[Result]):
    """A small dialog of one question. Its subclasses name the style sheet `question.tcss`, beside this module."""
