"""Asking for one line and doing something with it. What was typed stays when it is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.errors import HuddleError
from tui.screens.ask import KEYS, AskScreen
from tui.screens.base import HuddleScreen


def ask(
    screen: HuddleScreen,
    question: str,
    change: Callable[[str], Any],
    *,
    value: str = "",
    hint: str = "",
    then: Callable[[Any], Any] | None = None,
) -> None:
    """Asks `question` over `screen` and runs `change` with what was typed, off the event loop.

    A refusal is shown in the same dialog, with the words still in it. `then` is given what the change returned.
    """

    async def answer(words: str) -> None:
        try:
            result = await screen.app.act(change, words)
        except HuddleError as refusal:
            ask(screen, question, change, value=words, hint=str(refusal), then=then)
        else:
            if then is not None:
                then(result)

    def answered(words: str | None) -> None:
        if words is not None:
            screen.run_worker(answer(words))

    screen.app.push_screen(AskScreen(question, value, hint=f"{hint}\n\n{KEYS}" if hint else KEYS), answered)
