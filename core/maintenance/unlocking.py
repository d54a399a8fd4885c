"""Unlocks a member's key with what they typed, or makes it, and does what follows from that."""

from __future__ import annotations

from core.access.session import Session
from core.errors import HuddleError
from core.maintenance.clearing import clear_if_due
from core.team import kept_keys, passphrases

LOST_IS_LOST = (
    "A forgotten passphrase can't be recovered, and what it sealed is lost. Print a recovery sheet and "
    "keep it safe: huddle passphrase --sheet"
)


def unlock_or_choose(session: Session, passphrase: str, again: str | None = None, *, keeps: bool = False) -> list[str]:
    """Unlock the acting member's key with their passphrase, or make it with a first one, typed `again`. Return what is
    to be told.

    `keeps` says that it is to stay unlocked on this computer. It is slow: not for the event loop. Raises `HuddleError`
    when the passphrase is wrong or too short, or the two differ.
    """
    had_unsealed = passphrases.has_unsealed_words(session)
    if again is None:
        passphrases.unlock(session, passphrase)
    elif again == passphrase:
        passphrases.set_passphrase(session, passphrase)
    else:
        raise HuddleError("The passphrases differ. Type the same one twice.")
    told = []
    if had_unsealed and not passphrases.has_unsealed_words(session):
        told.append("Your private texts are now sealed.")
    return [*told, *finish_unlocking(session, keeps=keeps)]


def finish_unlocking(session: Session, *, keeps: bool = False) -> list[str]:
    """Keep the unlocked key on this computer, where it is kept already or `keeps` says so, and clear the file of old
    words where that is due. Return what is to be told."""
    told = []
    try:
        if keeps or kept_keys.is_kept(session):
            kept_keys.keep_unlocked(session)
    except (HuddleError, OSError) as error:
        told.append(f"Your key is unlocked. {error}")
    return [*told, *clear_if_due(session)]
