"""Asks for a line of text and runs a change with it; after a refusal it asks again with the typed text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.errors import HuddleError
from tui.dialogs.prompts import DEFAULT_KEYS, AskScreen
from tui.shell.screen import HuddleScreen


def ask_line(
    screen: HuddleScreen,
    question: str,
    change: Callable[[str], Any],
    *,
    value: str = "",
    hint: str = "",
    then: Callable[[Any], Any] | None = None,
) -> None:
    """Ask `question` over `screen` and run `change` with the typed text, off the event loop.

    A refusal is shown in the same dialog, with the text still in it. `then` is called with the result of the change.
    """

    async def run(words: str) -> None:
        try:
            result = await screen.app.apply_change(change, words)
        except HuddleError as refusal:
            ask_line(screen, question, change, value=words, hint=str(refusal), then=then)
        else:
            if then is not None:
                then(result)

    def on_close(words: str) -> None:
        screen.run_worker(run(words))

    screen.open_dialog(AskScreen(question, value, hint=f"{hint}\n\n{DEFAULT_KEYS}" if hint else DEFAULT_KEYS), on_close)
