"""Sealed text as it is stored in a text column: who can open it, and the box. Without the library that opens it.

A sealed text is `\x1fS1:WHO:BOX`. WHO is the member and the number of their key (`2.1`), for two people both, joined by
`+`. BOX is Base64 of nonce and ciphertext. People cannot type U+001F, so no text of theirs passes for a sealed one.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TypeGuard

from core.errors import HuddleError

MARK = "\x1fS1:"
"""How every sealed text of this version begins."""

SEALED_WORDS = "sealed"
"""What stands in place of a text that the viewer cannot open now."""

BROKEN_WORDS = "cannot be opened: another program changed it"
"""What stands in place of a text that was changed or moved."""

_HEADER = re.compile(r"\x1fS1:(\d{1,9}\.\d{1,9}(?:\+\d{1,9}\.\d{1,9})?):([A-Za-z0-9+/=]+)\Z")


class SealedText(str):
    """A sealed text that was not opened. To everybody it reads “sealed”; what is stored goes on being stored."""

    __slots__ = ("stored",)
    stored: str

    def __new__(cls, stored: str, words: str = SEALED_WORDS) -> SealedText:
        """Return the words that stand for the `stored` text."""
        text = super().__new__(cls, words)
        text.stored = stored
        return text


class SealBroken(HuddleError):
    """A sealed text was changed, moved to another place, or damaged."""

    def __init__(self) -> None:
        super().__init__("Another program changed or moved a sealed text, so it can't be opened. See: huddle check")


def is_sealed(text: object) -> TypeGuard[str]:
    """Return whether a stored value is a sealed text."""
    return isinstance(text, str) and text.startswith(MARK)


def write_sealed(keys: list[tuple[int, int]], box: bytes) -> str:
    """Return the stored form of a box that these keys open: each a member's id and the number of their key."""
    who = "+".join(f"{member_id}.{number}" for member_id, number in keys)
    return f"{MARK}{who}:{base64.b64encode(box).decode()}"


def read_sealed(text: str) -> tuple[list[tuple[int, int]], bytes]:
    """Return who can open a stored text, and its box. Raises `SealBroken` when it is none."""
    match = _HEADER.match(text)
    if match is None:
        raise SealBroken
    try:
        box = base64.b64decode(match[2], validate=True)
    except binascii.Error as error:
        raise SealBroken from error
    if base64.b64encode(box).decode() != match[2]:  # spare bits at the end were changed
        raise SealBroken
    pairs = [who.split(".") for who in match[1].split("+")]
    return [(int(member_id), int(number)) for member_id, number in pairs], box
