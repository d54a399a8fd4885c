"""The box in which a member's key is stored: locked with their passphrase, by scrypt (RFC 7914).

It holds the root of the newest key. The roots of earlier keys are sealed with the newest, so that the newest, for
instance from a recovery sheet, opens everything.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
import unicodedata
from collections.abc import Mapping
from typing import Any

from core.errors import HuddleError

MIN_LENGTH = 8
"""The fewest characters that a passphrase may have. Four words are better than eight characters."""

SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**17, 8, 1
"""scrypt's cost: about half a second and 128 MB a guess. Somebody with the file can guess without a limit."""

MAX_N, MAX_R, MAX_P = 2**20, 16, 4

_MAX_MEMORY = 512 * 1024 * 1024
_SALT_BYTES = 16

_at_once = threading.BoundedSemaphore(2)
"""A process with many sessions would need 128 MB for each that unlocks at the same moment."""


class WrongPassphrase(HuddleError):
    """The passphrase does not open the box."""

    def __init__(self) -> None:
        super().__init__("Wrong passphrase. Check upper and lower case, then try again.")


class DamagedBox(HuddleError):
    """No Huddle wrote what stands in the box."""

    def __init__(self) -> None:
        super().__init__(
            "Another program changed your key in this file. Recover it from your recovery sheet.",
            action="passphrase.recover",
        )


def require_good(passphrase: str) -> None:
    """Raise `HuddleError` when a passphrase is too short."""
    if len(passphrase.strip()) < MIN_LENGTH:
        raise HuddleError(f"A passphrase needs at least {MIN_LENGTH} characters. Four words are easy to remember.")


def lock(roots: Mapping[int, bytes], passphrase: str, public: bytes) -> str:
    """Return the box for the roots of a member's keys, by the numbers of the keys. It opens only together with the
    `public` key of the newest: a file in which somebody has put another one is noticed."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    from core.keys.member_key import NONCE_BYTES, derive

    newest = roots[max(roots)]
    older = {str(number): root.hex() for number, root in roots.items() if number != max(roots)}
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    cost = {"n": SCRYPT_N, "r": SCRYPT_R, "p": SCRYPT_P}
    box = ChaCha20Poly1305(_stretch(passphrase, salt, **cost)).encrypt(nonce, newest, public)
    content: dict[str, Any] = {"kdf": "scrypt", **cost, "salt": salt.hex(), "box": (nonce + box).hex()}
    if older:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = ChaCha20Poly1305(derive(newest, "older")).encrypt(nonce, json.dumps(older).encode(), public)
        content["older"] = (nonce + sealed).hex()
    return json.dumps(content)


def unlock(box: str, passphrase: str, public: bytes) -> tuple[bytes, dict[int, bytes]]:
    """Return the newest root in a box, and the earlier ones by the numbers of their keys.

    Raises `WrongPassphrase`, also where the public keys are others, and `DamagedBox`.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    from core.keys.member_key import NONCE_BYTES

    content = read_box(box)
    try:
        key = _stretch(passphrase, bytes.fromhex(content["salt"]), content["n"], content["r"], content["p"])
        locked = bytes.fromhex(content["box"])
        newest = ChaCha20Poly1305(key).decrypt(locked[:NONCE_BYTES], locked[NONCE_BYTES:], public)
    except InvalidTag as error:
        raise WrongPassphrase from error
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise DamagedBox from error
    return newest, open_older(box, newest, public)


def open_older(box: str, newest: bytes, public: bytes) -> dict[int, bytes]:
    """Return the roots of earlier keys by their numbers, which the newest root opens. Raises `DamagedBox`."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    from core.keys.member_key import NONCE_BYTES, derive

    try:
        sealed = bytes.fromhex(read_box(box).get("older", ""))
        if not sealed:
            return {}
        older = ChaCha20Poly1305(derive(newest, "older")).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], public)
        return {int(number): bytes.fromhex(root) for number, root in json.loads(older).items()}
    except (InvalidTag, TypeError, ValueError, AttributeError) as error:
        raise DamagedBox from error


def matches_old_hash(box: str, passphrase: str) -> bool:
    """Return whether the passphrase is that of a hash from before there were keys; see `is_old_hash`."""
    content = read_box(box)
    try:
        salt = bytes.fromhex(content["salt"])
        typed = hashlib.scrypt(passphrase.strip().encode(), salt=salt, n=content["n"], r=content["r"], p=content["p"])
        return hmac.compare_digest(typed.hex(), content["hash"])
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise DamagedBox from error


def is_old_hash(box: str) -> bool:
    """Return whether the box holds only the hash of a passphrase: its key is made at the next right typing."""
    return "hash" in read_box(box)


def read_box(box: str) -> dict[str, Any]:
    """Return the content of a box as stored. Raises `DamagedBox` when no Huddle wrote it."""
    try:
        content = json.loads(box)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise DamagedBox
    return content


def _stretch(passphrase: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    if n > MAX_N or r > MAX_R or p > MAX_P:
        raise ValueError("a box that costs more than any Huddle asks for would hold up its member for hours")
    try:
        typed = unicodedata.normalize("NFC", passphrase.strip()).encode()
    except UnicodeEncodeError as error:
        raise HuddleError("This passphrase has invalid characters. Choose another.") from error
    with _at_once:
        return hashlib.scrypt(typed, salt=salt, n=n, r=r, p=p, maxmem=_MAX_MEMORY, dklen=32)
