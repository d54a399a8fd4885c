"""`huddle passphrase`: chooses or changes the passphrase. It is asked for, since arguments are visible to others."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context

if TYPE_CHECKING:
    from core.access.session import Session


def add(parser: ArgumentParser, word: str) -> None:
    """Add the options, of which one is given at a time."""
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--sheet", action="store_true", help="show your recovery sheet, to print and keep")
    one.add_argument("--recover", action="store_true", help="set a new passphrase with the words of your sheet")
    one.add_argument("--new-key", action="store_true", help="make a new key, if someone may know yours")
    one.add_argument("--keep", action="store_true", help="stay unlocked on this computer, for your login only")
    one.add_argument("--forget", action="store_true", help="ask for the passphrase again on this computer")


def run(args: Namespace, context: Context) -> int:
    from tui.commands.own_key import require_terminal

    session = context.session_to_recover() if args.recover else context.session()
    if args.forget:
        from core.team.kept_keys import forget_kept

        forget_kept(session)
        context.print_text("This computer will ask for your passphrase again.")
        return 0
    if session.viewer.is_guest and not args.recover:
        from core.access.guests import describe_guest
        from core.errors import HuddleError

        raise HuddleError(describe_guest(session.store, session.me))
    require_terminal(context)
    if args.sheet:
        _print_sheet(session, context)
    elif args.recover:
        _recover(session, context)
    elif args.new_key:
        _make_new_key(session, context)
    elif args.keep:
        _keep(session, context)
    else:
        _choose(session, context)
    return 0


def _choose(session: Session, context: Context) -> None:
    from core.keys.words import offer_passphrase
    from core.maintenance.unlocking import LOST_IS_LOST
    from core.team import passphrases
    from tui.commands.own_key import ask_twice, finish_at_terminal, require_terminal

    ask = require_terminal(context)
    old = ask("Current passphrase: ") if passphrases.has_passphrase(session) else None
    context.print_text(f"Four words are good, for instance: {offer_passphrase()}")
    passphrases.set_passphrase(session, ask_twice(ask, "New passphrase: "), old)
    context.print_text(f"Passphrase set. {LOST_IS_LOST}")
    if old is not None:
        context.print_text("Copies of the file from before still open with the old one; after a leak: --new-key")
    finish_at_terminal(context)


def _print_sheet(session: Session, context: Context) -> None:
    from core.team import passphrases
    from tui.commands.own_key import unlock_at_terminal

    # Asked for even where the key is kept: the words are all that somebody needs to be this member.
    session.viewer.keys.lock()
    unlock_at_terminal(context)
    words = passphrases.recovery_words(session).split()
    numbered = [f"{number:>2} {word:<9}" for number, word in enumerate(words, 1)]
    rows = ["   ".join(numbered[start : start + 4]).rstrip() for start in range(0, len(numbered), 4)]
    key = passphrases.list_keys(session, session.me.id)[-1]
    context.print_text(
        "\n".join(
            [
                f"Recovery sheet of {session.me.name}, key {key.number}",
                f"{passphrases.read_public_key(session, key).fingerprint}",
                "",
                *rows,
                "",
                "Anyone with these words can open what is sealed for you and sign as you. Write them on paper and",
                "clear the screen. If you forget your passphrase, use them with: huddle passphrase --recover",
            ]
        )
    )


def _recover(session: Session, context: Context) -> None:
    from core.team import passphrases
    from tui.commands.own_key import ask_twice, finish_at_terminal, require_terminal

    ask = require_terminal(context)
    words = ask("The 24 words of your sheet, in one line: ")
    passphrases.recover(session, words, ask_twice(ask, "Your new passphrase: "))
    context.print_text("New passphrase set. It opens everything the old one did.")
    finish_at_terminal(context)


def _make_new_key(session: Session, context: Context) -> None:
    from core.team import passphrases
    from tui.commands.own_key import finish_at_terminal, require_terminal

    passphrases.make_new_key(session, require_terminal(context)("Your passphrase: "))
    context.print_text(
        "You have a new key, signed with the old one. It opens everything the old one did. Your old recovery sheet no "
        "longer works. Print a new one with: huddle passphrase --sheet"
    )
    finish_at_terminal(context)


def _keep(session: Session, context: Context) -> None:
    from core.team.kept_keys import keep_unlocked
    from tui.commands.own_key import unlock_at_terminal

    unlock_at_terminal(context)
    keep_unlocked(session)
    context.print_text(
        "Your key stays unlocked on this computer, for your login only. End this with: huddle passphrase --forget"
    )
