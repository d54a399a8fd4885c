"""Asks for the viewer's passphrase where something needs their key, or for a first one."""

from __future__ import annotations

from functools import partial

from textual.widgets import Static

from core.access.session import Session
from core.errors import HuddleError
from core.keys.words import offer_passphrase
from core.maintenance.sealing import clear_old_words
from core.team import kept_keys, passphrases
from tui.dialogs.form import FormScreen
from tui.widgets.form import Field

LOST_IS_LOST = (
    "A forgotten passphrase cannot be brought back, and what is sealed with it is lost. A recovery sheet to print: "
    "huddle passphrase --sheet"
)

YES = ("y", "yes")


def passphrase_form(session: Session, reason: str, choose: str = "") -> FormScreen:
    """Return the dialog that unlocks the viewer's key, or makes it; its result is whether the key is unlocked.

    `reason` says what needs the key, as a sentence, and `choose` is what is said where a first passphrase is chosen:
    without it, that it seals.
    """
    keep = Field("keep", "Stay unlocked", hint="yes: on this computer — or nothing")
    if passphrases.has_passphrase(session):
        fields = [Field("passphrase", "Passphrase", secret=True), keep]
        return FormScreen(reason, fields, partial(_unlock, session), help_name="Passphrase")
    fields = [
        Field("passphrase", "Passphrase", hint="8 characters or more", secret=True),
        Field("again", "Once more", secret=True),
        keep,
    ]
    advice = f"Four words are good, for instance: {offer_passphrase()}\n\n{LOST_IS_LOST}\n"
    return FormScreen(
        choose or "Sealed: only you will be able to open it. Choose a passphrase, once.",
        fields,
        partial(_unlock, session),
        above=[Static(advice, markup=False)],
        help_name="Passphrase",
    )


def _unlock(session: Session, values: dict[str, str]) -> bool:
    """Unlock the key with the typed passphrase, or make it. Raises `HuddleError`."""
    if "again" in values:
        if values["again"] != values["passphrase"]:
            raise HuddleError("The two differ. Type the same passphrase twice.")
        sealed = passphrases.set_passphrase(session, values["passphrase"])
    else:
        sealed = passphrases.unlock(session, values["passphrase"])
    if sealed:
        clear_old_words(session.store.path, session.today)
    if values["keep"].strip().casefold() in YES:
        kept_keys.keep_unlocked(session)
    return True
