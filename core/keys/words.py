"""Words for people to remember or to write down: a passphrase to offer, and a key in words for a recovery sheet.

The list is the English one of BIP-39 (2,048 words, the first four letters differ in all).
"""

from __future__ import annotations

import hashlib
import secrets
from functools import cache
from pathlib import Path

from core.errors import HuddleError

PASSPHRASE_WORDS = 4
"""44 bits: with this cost of a guess, far more than a box that was stolen is worth."""

ROOT_WORDS = 24
"""How many words stand for a root of 32 bytes: 256 bits, and 8 bits of its SHA-256 to notice a slip of the pen."""

_BITS = 11


@cache
def _word_list() -> tuple[str, ...]:
    return tuple(Path(__file__).with_name("words.txt").read_text(encoding="ascii").split())


def offer_passphrase() -> str:
    """Return four random words, separated by spaces."""
    return " ".join(secrets.choice(_word_list()) for _ in range(PASSPHRASE_WORDS))


def root_to_words(root: bytes) -> str:
    """Return a root of 32 bytes as 24 words, as BIP-39 does."""
    value = int.from_bytes(root + _checksum(root), "big")
    words = _word_list()
    return " ".join(words[value >> _BITS * position & len(words) - 1] for position in reversed(range(ROOT_WORDS)))


def words_to_root(text: str) -> bytes:
    """Return the root that 24 words stand for; four letters of a word are enough. Raises `HuddleError` when they are
    not 24 words of the list, or do not belong together."""
    typed = text.casefold().split()
    if len(typed) != ROOT_WORDS:
        raise HuddleError(f"A recovery sheet has {ROOT_WORDS} words; you typed {len(typed)}. Type all of them.")
    value = 0
    for number, word in enumerate(typed, 1):
        found = [index for index, known in enumerate(_word_list()) if known in (word, word[:4]) or known[:4] == word]
        if not found:
            raise HuddleError(f"Word {number} is not a valid word. Compare it with the sheet.")
        value = value << _BITS | found[0]
    both = value.to_bytes(33, "big")
    if _checksum(both[:-1]) != both[-1:]:
        raise HuddleError("At least one word differs from the sheet. Compare them again.")
    return both[:-1]


def _checksum(root: bytes) -> bytes:
    return hashlib.sha256(root).digest()[:1]
