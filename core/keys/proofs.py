"""What a stored key carries to prove itself: its own signature, and that of the member's key before it.

It loads the cryptography library no earlier than a signature is verified.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from core.keys.member_key import PublicKey

Vouching = Literal["holds", "none", "broken"]
"""Whether the key before vouches for a key: it does, it does not, or what should say so does not hold."""


def proves_itself(key: PublicKey, proof: str) -> bool:
    """Return whether a key was signed by itself: who stored it had all of it."""
    own = (_read(proof) or {}).get("own")
    return isinstance(own, str) and key.verifies(own, "key", _told(key))


def read_vouching(key: PublicKey, before: PublicKey | None, proof: str) -> Vouching:
    """Return whether the key `before`, the member's key before this one, has signed this one in the stored `proof`."""
    content = _read(proof)
    if content is None:
        return "broken"
    if "before" not in content:
        return "none"
    signature, told = content["before"], _told(key) | {"number": key.number}
    holds = before is not None and isinstance(signature, str) and before.verifies(signature, "key.next", told)
    return "holds" if holds else "broken"


def _told(key: PublicKey) -> dict[str, Any]:
    return {"sign": key.sign.hex(), "seal": key.seal.hex()}


def _read(proof: str) -> dict[str, Any] | None:
    try:
        content = json.loads(proof)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
