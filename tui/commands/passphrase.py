"""`huddle passphrase`: sets the passphrase for signing. It is asked for, since arguments are visible to other users."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    """Add no options: there are none."""


def run(args: Namespace, context: Context) -> int:
    from getpass import getpass

    from core.errors import HuddleError
    from core.team import passphrases

    session = context.session()
    old = getpass("The passphrase you have: ") if passphrases.has_passphrase(session) else None
    new = getpass("The new passphrase: ")
    if getpass("Once more: ") != new:
        raise HuddleError("The two differ. Nothing was changed; type it again.")
    passphrases.set_passphrase(session, new, old)
    context.print_text("It is set. Only you know it: nobody can read it, and nobody can bring it back.")
    return 0
