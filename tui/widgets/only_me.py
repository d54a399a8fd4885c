"""How what only the viewer can open is marked, wherever it stands beside what others see too."""

from __future__ import annotations

from core.access.session import Session
from core.keys.sealed_text import SealedText
from tui.widgets.signs import Sign

ONLY_ME = "only me"
ONLY_ME_SIGN = Sign("◇", ONLY_ME)
"""The sign before such a text, and the word after it."""

OPENED = "sealed: only you can open it"
LOCKED = "sealed: unlock it in the Menu"
NOT_YET_SEALED = "visible to you; to seal it: huddle passphrase"


def describe_seal(session: Session, text: str) -> str:
    """Return what keeps a text of the viewer's own to them: that it is sealed, how a locked one is opened, or that it
    was written before they chose a passphrase."""
    if isinstance(text, SealedText):
        return LOCKED
    return OPENED if session.viewer.keys.all_keys else NOT_YET_SEALED
