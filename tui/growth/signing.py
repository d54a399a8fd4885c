"""Asks for the passphrase with which a member signs."""

from __future__ import annotations

from collections.abc import Callable

from core.access.session import Session
from core.conversations.signatures import can_sign
from core.maintenance.unlocking import unlock_or_choose
from core.team import passphrases
from tui.dialogs.form import FormScreen
from tui.dialogs.passphrase import passphrase_fields
from tui.shell.screen import HuddleScreen


def unlock_with_fields(session: Session, values: dict[str, str]) -> list[str]:
    """Unlock the acting member's key with what was typed into the fields, which makes one where they have none. Return
    what is to be told.

    Raises `HuddleError` when it is wrong, too short, or the two differ.
    """
    return unlock_or_choose(session, values["passphrase"], values.get("again"))


def ask_to_sign_or_not(screen: HuddleScreen, title: str, then: Callable[[], None]) -> None:
    """Call `then` once the acting member's key is unlocked, or when they type no passphrase; at once where they have
    none."""
    session = screen.session
    if can_sign(session) or not passphrases.has_passphrase(session):
        then()
        return

    def unlock(values: dict[str, str]) -> list[str]:
        return unlock_with_fields(session, values) if values["passphrase"] else []

    def go_on(told: list[str]) -> None:
        screen.app.own_key.tell(told)
        then()

    form = FormScreen(title, passphrase_fields(session, hint="leave empty to answer without signing"), unlock)
    screen.open_dialog(form, go_on)
