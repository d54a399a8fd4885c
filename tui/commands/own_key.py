"""Asks at the terminal for the passphrase that unlocks the acting member's key, or for a first one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import HuddleError
from core.keys.words import offer_passphrase
from core.maintenance.unlocking import LOST_IS_LOST, finish_unlocking, unlock_or_choose
from core.team import passphrases
from tui.commands.context import Context

if TYPE_CHECKING:
    from collections.abc import Callable

SEALS = "Only you will be able to open it: it is sealed with your passphrase. Choose one, once."


def unlock_at_terminal(context: Context, choose: str = "") -> None:
    """Unlock the acting member's key with the passphrase that they type, or make it with a first one.

    `choose` is what is said where a first one is chosen: without it, that it seals. Raises `HuddleError` without a
    terminal, and for a wrong passphrase.
    """
    session, ask = context.session(), require_terminal(context)
    if passphrases.has_passphrase(session):
        told = unlock_or_choose(session, ask("Your passphrase: "))
    else:
        context.print_text(
            f"{choose or SEALS}\nFour words are good, for instance: {offer_passphrase()}\n{LOST_IS_LOST}"
        )
        new = ask_twice(ask, "Your new passphrase: ")
        told = unlock_or_choose(session, new, new)
    _tell(context, told)


def require_terminal(context: Context) -> Callable[[str], str]:
    """Return what asks for a passphrase. Raises `HuddleError` where there is no terminal to ask at."""
    ask = context.ask_passphrase
    if ask is None:
        raise HuddleError("A passphrase can only be typed in a terminal. Run this command in one.")
    return ask


def ask_twice(ask: Callable[[str], str], prompt: str) -> str:
    """Return a new passphrase that was typed twice. Raises `HuddleError` when the two differ."""
    new = ask(prompt)
    if ask("Once more: ") != new:
        raise HuddleError("The two do not match. Nothing was changed. Try again.")
    return new


def finish_at_terminal(context: Context) -> None:
    """Do what follows from an unlocked key, such as to take old words out of the file, and tell it."""
    _tell(context, finish_unlocking(context.session()))


def _tell(context: Context, told: list[str]) -> None:
    context.has_cleared = True
    if told:
        context.print_text(" ".join(told))
