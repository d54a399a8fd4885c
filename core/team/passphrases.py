"""The passphrase with which a member signs. Only its scrypt hash is stored, and no viewer can read even that."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from core.access.session import Session
from core.errors import HuddleError
from core.models import Member, Passphrase

MIN_LENGTH = 8
"""The fewest characters that a passphrase may have. Three words are better than eight characters."""

_N, _R, _P = 2**14, 8, 1
"""scrypt's cost parameters: about 50 ms and 16 MB (RFC 7914 calls this fit for interactive use)."""


def has_passphrase(session: Session) -> bool:
    """Return whether the acting member has a passphrase."""
    return _stored_passphrase(session, session.me) is not None


def set_passphrase(session: Session, new: str, old: str | None = None) -> None:
    """Set the acting member's passphrase, or replace `old` with `new`.

    Raises `HuddleError` when the new one is too short, and when `old` is not the current one.
    """
    with session.change("passphrase.set") as change:
        me = session.me
        if len(new.strip()) < MIN_LENGTH:
            raise HuddleError(
                f"A passphrase has at least {MIN_LENGTH} characters. Three words are easy to keep in mind."
            )
        stored = _stored_passphrase(session, me)
        if stored is not None:
            _require_match(stored, old or "")
        salt = secrets.token_bytes(16)
        made = Passphrase(member_id=me.id, salt=salt.hex(), hash=_hash(new, salt), set_at=session.timestamp)
        if stored is None:
            change.insert(made)
        else:
            change.update(stored, salt=made.salt, hash=made.hash, set_at=made.set_at)


def require_passphrase(session: Session, passphrase: str) -> None:
    """Raise `HuddleError` unless `passphrase` is the acting member's."""
    stored = _stored_passphrase(session, session.me)
    if stored is None:
        raise HuddleError("You have no passphrase yet. Choose one first: huddle passphrase")
    _require_match(stored, passphrase)


def _require_match(stored: Passphrase, passphrase: str) -> None:
    if not hmac.compare_digest(stored.hash, _hash(passphrase, bytes.fromhex(stored.salt))):
        raise HuddleError("That is not your passphrase. Type it again; upper and lower case differ.")


def _hash(passphrase: str, salt: bytes) -> str:
    return hashlib.scrypt(passphrase.strip().encode(), salt=salt, n=_N, r=_R, p=_P).hex()


def _stored_passphrase(session: Session, member: Member) -> Passphrase | None:
    # Read past the session: no viewer may read this table, and here it is only compared with.
    return next(iter(session.all_exempt(Passphrase, "passphrases", "member_id = ?", (member.id,))), None)
