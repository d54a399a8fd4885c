"""The passphrase with which a member signs. Only what scrypt makes of it is kept, and nobody reads even that."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from core.errors import HuddleError
from core.session import Session
from data.models import Member, Passphrase

SHORTEST = 8
"""Characters. Three words are better than eight signs."""

_N, _R, _P = 2**14, 8, 1
"""scrypt's cost: about 50 ms and 16 MB (RFC 7914 calls this fit for interactive use)."""


def has_passphrase(s: Session) -> bool:
    """Whether the acting member has one."""
    return _kept(s, s.me) is not None


def set_passphrase(s: Session, new: str, old: str | None = None) -> None:
    """Gives the acting member a passphrase, or another one in place of `old`.

    Raises `HuddleError` for one that is too short, and when `old` is not the one they have.
    """
    with s.change("passphrase.set") as change:
        me = s.me
        if len(new.strip()) < SHORTEST:
            raise HuddleError(f"A passphrase has at least {SHORTEST} characters. Three words are easy to keep in mind.")
        kept = _kept(s, me)
        if kept is not None:
            _must_match(kept, old or "")
        salt = secrets.token_bytes(16)
        made = Passphrase(member_id=me.id, salt=salt.hex(), hash=_hash(new, salt), set_at=s.moment)
        if kept is None:
            change.insert(made)
        else:
            change.update(kept, salt=made.salt, hash=made.hash, set_at=made.set_at)


def must_be_mine(s: Session, passphrase: str) -> None:
    """Raises `HuddleError` unless it is the acting member's passphrase."""
    kept = _kept(s, s.me)
    if kept is None:
        raise HuddleError("You have no passphrase yet. Choose one first: huddle passphrase")
    _must_match(kept, passphrase)


def _must_match(kept: Passphrase, passphrase: str) -> None:
    if not hmac.compare_digest(kept.hash, _hash(passphrase, bytes.fromhex(kept.salt))):
        raise HuddleError("That is not your passphrase. Type it again; upper and lower case differ.")


def _hash(passphrase: str, salt: bytes) -> str:
    return hashlib.scrypt(passphrase.strip().encode(), salt=salt, n=_N, r=_R, p=_P).hex()


def _kept(s: Session, member: Member) -> Passphrase | None:
    # Past the session: nobody sees this table, and here it is only compared with.
    return next(iter(s.store.read(Passphrase, "member_id = ?", (member.id,))), None)
