"""Members' keys, what they signed, and what was erased."""

from __future__ import annotations

from typing import ClassVar, Literal

from data.models.base import Moment, Row

SignatureKind = Literal["taken", "read", "answered"]


class StoredKey(Row):
    """The public half of a member's key. Everybody may read it."""

    table: ClassVar[str] = "member_key"
    member_id: int
    number: int
    """1 for a member's first key."""
    sign: str
    """The Ed25519 public key, in hexadecimal."""
    seal: str
    """The X25519 public key, in hexadecimal."""
    proof: str
    """JSON: the signature of the key over itself, and that of the member's key before, where that vouches for it."""
    made_at: Moment
    ended_at: Moment | None = None
    """When another took its place, or the leader ended it."""


class MemberLock(Row):
    """A member's key, locked with their passphrase; before the member has a key, the hash of their old passphrase.

    It is in no journal: an old passphrase would open the key for ever.
    """

    table: ClassVar[str] = "member_lock"
    is_journaled: ClassVar[bool] = False
    member_id: int
    box: str
    """JSON; see `core.keys.key_box`."""


class Signature(Row):
    """What a member signed with their key: a formal step, or their answer to one."""

    table: ClassVar[str] = "signature"
    conversation_id: int
    point_id: int | None = None
    """The answer that was signed."""
    kind: SignatureKind
    member_id: int
    key_number: int
    signed_at: Moment
    head: str
    """The hash of the journal's chain at that moment, in hexadecimal: it is signed too."""
    signature: str
    """Ed25519, in hexadecimal."""


class Erased(Row):
    """Something in the journal that was erased for a person who asked for it. Its hash stays, so the chain verifies."""

    table: ClassVar[str] = "erased"
    journal_id: int
    journal_row_id: int | None = None
    """The row that was erased; None for how the entry itself was typed."""
    hash: str
    """SHA-256 of what stood there, in hexadecimal."""
