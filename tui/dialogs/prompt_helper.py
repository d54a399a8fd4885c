"""Asks for a line of text and runs a change with it; after a refusal it asks again with the typed text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict, Unpack

from core.errors import HuddleError
from tui.action_hints import explain_on_screen
from tui.dialogs.prompts import AskScreen
from tui.shell.screen import HuddleScreen


class LineOptions(TypedDict, total=False):
    """What else a line may be; see `AskScreen`."""

    verb: str
    """What enter does, as in `enter Save`; “Save” if it is missing."""
    between: str
    is_private: bool


def ask_line(
    screen: HuddleScreen,
    question: str,
    change: Callable[[str], Any],
    *,
    value: str = "",
    hint: str = "",
    then: Callable[[Any], Any] | None = None,
    **options: Unpack[LineOptions],
) -> None:
    """Ask `question` over `screen` and run `change` with the typed text, off the event loop.

    A refusal is shown in the same dialog, with the text still in it. `then` is called with the result of the change.
    """

    async def run(words: str) -> None:
        try:
            result = await screen.app.apply_change(change, words)
        except HuddleError as refusal:
            # Also where the passphrase is asked for: whoever goes back from that has their words still.
            dialog = ask(explain_on_screen(screen.app, refusal), typed=words)
            screen.app.own_key.asks(refusal, again=lambda: dialog.dismiss(words))
        else:
            if then is not None:
                then(result)

    def ask(hint: str, *, typed: str = "") -> AskScreen:
        dialog = AskScreen(question, value, hint=hint, typed=typed, **options)
        screen.open_dialog(dialog, lambda words: screen.run_worker(run(words)))
        return dialog

    ask(hint)
