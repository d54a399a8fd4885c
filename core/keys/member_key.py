"""A member's key: one random root, from which a key to sign with and a key to seal with are derived.

Ed25519 signs (RFC 8032), ChaCha20-Poly1305 seals (RFC 8439), HKDF with SHA-256 derives (RFC 5869), X25519 (RFC 7748)
is for what two people will share. This module loads the cryptography library: it is imported where a key is used, and
not before.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.keys.sealed_text import SealBroken, read_sealed, write_sealed

ROOT_BYTES = 32
NONCE_BYTES = 12
BLOCK_BYTES = 64
"""A text is filled up to a multiple of this, so that its length tells little."""

_LENGTH_BYTES = 4


def canonical_json(value: object) -> bytes:
    """Return the one way in which a value is written to be signed or hashed: JSON in UTF-8, with sorted keys and no
    spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def derive(root: bytes, purpose: str) -> bytes:
    """Return 32 bytes that belong to this root and purpose alone."""
    return HKDF(SHA256(), ROOT_BYTES, salt=None, info=f"huddle/1 {purpose}".encode()).derive(root)


class PublicKey:
    """The half of a key that everybody may have: it verifies signatures."""

    __slots__ = ("member_id", "number", "seal", "sign", "team")

    def __init__(self, team: str, member_id: int, number: int, sign: bytes, seal: bytes) -> None:
        self.team = team
        """The team's unique id: the same person has another key in another team."""
        self.member_id = member_id
        self.number = number
        """1 for a member's first key."""
        self.sign = sign
        """The Ed25519 public key, 32 bytes."""
        self.seal = seal
        """The X25519 public key, 32 bytes."""

    @classmethod
    def from_stored(cls, team: str, member_id: int, number: int, sign: str, seal: str) -> PublicKey:
        """Return the key whose halves are stored in hexadecimal. Raises `ValueError` when they are none."""
        return cls(team, member_id, number, bytes.fromhex(sign), bytes.fromhex(seal))

    def to_bytes(self) -> bytes:
        """Return the key in its canonical form, for what must be bound to it."""
        return canonical_json([self.team, self.member_id, self.number, self.sign.hex(), self.seal.hex()])

    @property
    def fingerprint(self) -> str:
        """Five groups of four letters and digits, for people to compare: the first 100 bits of its SHA-256."""
        letters = base64.b32encode(hashlib.sha256(self.to_bytes()).digest()).decode()[:20]
        return "-".join(letters[start : start + 4] for start in range(0, 20, 4))

    def verifies(self, signature: str, kind: str, what: Mapping[str, object]) -> bool:
        """Return whether the signature (hexadecimal) was made with this key over exactly this."""
        try:
            key = Ed25519PublicKey.from_public_bytes(self.sign)
            key.verify(bytes.fromhex(signature), _signed_bytes(self, kind, what))
        except (InvalidSignature, ValueError):
            return False
        return True


class MemberKey:
    """A whole key: it signs, seals and opens. It is never stored as it is."""

    def __init__(self, team: str, member_id: int, number: int, root: bytes) -> None:
        if len(root) != ROOT_BYTES:
            raise ValueError(f"a root has {ROOT_BYTES} bytes, and this one {len(root)}")
        self.root = root
        self._signing = Ed25519PrivateKey.from_private_bytes(derive(root, "sign"))
        sealing = X25519PrivateKey.from_private_bytes(derive(root, "seal"))
        self._box = ChaCha20Poly1305(derive(root, f"own|{team}|{member_id}"))
        self.public = PublicKey(
            team,
            member_id,
            number,
            self._signing.public_key().public_bytes_raw(),
            sealing.public_key().public_bytes_raw(),
        )

    def __repr__(self) -> str:
        return f"<key {self.public.number} of member {self.public.member_id}>"  # never the root

    @classmethod
    def make(cls, team: str, member_id: int, number: int = 1) -> MemberKey:
        """Return a new random key."""
        return cls(team, member_id, number, secrets.token_bytes(ROOT_BYTES))

    def sign(self, kind: str, what: Mapping[str, object]) -> str:
        """Return the signature over a `kind` of statement and `what` it says, in hexadecimal (64 bytes)."""
        return self._signing.sign(_signed_bytes(self.public, kind, what)).hex()

    def seal(self, text: str, place: str) -> str:
        """Return the text sealed so that only this key opens it, and only at this place (`table|row id|column`)."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        box = self._box.encrypt(nonce, pad(text.encode()), place.encode())
        return write_sealed([(self.public.member_id, self.public.number)], nonce + box)

    def open(self, sealed: str, place: str) -> str | None:
        """Return the text, or None where it was sealed for somebody else or with another key. Raises `SealBroken` when
        it was changed, or sealed at another place."""
        keys, box = read_sealed(sealed)
        if keys != [(self.public.member_id, self.public.number)]:
            return None
        try:
            return unpad(self._box.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], place.encode())).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBroken from error


def pad(content: bytes) -> bytes:
    """Return the length, the content, and zeros up to the next multiple of 64 bytes."""
    plain = len(content).to_bytes(_LENGTH_BYTES, "big") + content
    return plain + bytes(-len(plain) % BLOCK_BYTES)


def unpad(plain: bytes) -> bytes:
    """Return the content that `pad` filled up."""
    return plain[_LENGTH_BYTES : _LENGTH_BYTES + int.from_bytes(plain[:_LENGTH_BYTES], "big")]


def _signed_bytes(key: PublicKey, kind: str, what: Mapping[str, object]) -> bytes:
    statement = {"huddle": 1, "kind": kind, "team": key.team, "member": key.member_id, "key": key.number, "what": what}
    return canonical_json(statement)
