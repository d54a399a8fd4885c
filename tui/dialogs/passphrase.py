"""Asks for the viewer's passphrase where something needs their key, or for a first one."""

from __future__ import annotations

from functools import partial

from textual.widgets import Static

from core.access.session import Session
from core.keys.words import offer_passphrase
from core.maintenance.unlocking import LOST_IS_LOST, unlock_or_choose
from core.team import passphrases
from tui.dialogs.form import FormScreen
from tui.widgets.form import Field

YES = ("y", "yes")


def passphrase_form(session: Session, reason: str, choose: str = "") -> FormScreen:
    """Return the dialog that unlocks the viewer's key, or makes it; its result, once the key is unlocked, is what is
    to be told.

    `reason` says what needs the key, as a sentence, and `choose` is what is said where a first passphrase is chosen:
    without it, that it seals.
    """
    fields = [
        *passphrase_fields(session),
        Field("keep", "Stay unlocked", hint="type yes to stay unlocked on this computer (optional)"),
    ]
    if passphrases.has_passphrase(session):
        return FormScreen(reason, fields, partial(_unlock, session), help_name="Passphrase", verb="Unlock")
    advice = f"Four words work well, e.g. {offer_passphrase()}\n\n{LOST_IS_LOST}\n"
    return FormScreen(
        choose or "Sealed: only you will be able to open it. Choose a passphrase first.",
        fields,
        partial(_unlock, session),
        above=[Static(advice, markup=False)],
        help_name="Passphrase",
        verb="Set passphrase",
    )


def passphrase_fields(session: Session, *, hint: str = "") -> list[Field]:
    """Return the fields for a member's passphrase, or for a new one, typed twice, where they have none."""
    if passphrases.has_passphrase(session):
        return [Field("passphrase", "Passphrase", hint=hint, secret=True)]
    return [
        Field("passphrase", "New passphrase", hint="at least 8 characters", secret=True),
        Field("again", "Repeat it", hint="it cannot be recovered", secret=True),
    ]


def _unlock(session: Session, values: dict[str, str]) -> list[str]:
    keeps = values["keep"].strip().casefold() in YES
    return unlock_or_choose(session, values["passphrase"], values.get("again"), keeps=keeps)
