"""A choice of what to do, for keys that do one of several things: at once where only one of them is possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui.dialogs.choice import Choice, ChooseScreen
from tui.shell.screen import HuddleScreen

Deed = Callable[[], object]


def choose_action(screen: HuddleScreen, question: str, actions: Sequence[tuple[str, Deed]]) -> None:
    """Ask which of the actions to carry out, each with its label, and do it; a single one is done at once."""
    if len(actions) == 1:
        actions[0][1]()
    elif actions:
        choices = [Choice(run, label) for label, run in actions]
        screen.open_dialog(ChooseScreen(question, choices), lambda choice: choice.value())
