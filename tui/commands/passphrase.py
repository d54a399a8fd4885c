"""`huddle passphrase`: what you sign with. It is asked for, never typed as an argument, where others could read it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    """It has no options."""


def run(args: Namespace, context: Context) -> int:
    from getpass import getpass

    from core import passphrases
    from core.errors import HuddleError

    s = context.session()
    old = getpass("The passphrase you have: ") if passphrases.has_passphrase(s) else None
    new = getpass("The new passphrase: ")
    if getpass("Once more: ") != new:
        raise HuddleError("The two differ. Nothing was changed; type it again.")
    passphrases.set_passphrase(s, new, old)
    context.out("It is set. Only you know it: nobody can read it, and nobody can bring it back.")
    return 0
