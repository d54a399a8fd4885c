"""What people type, made safe to keep and to show. It is data, never markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from core.errors import HuddleError
from data.models import Member

LIMIT = 500
"""Characters that one statement may have: about a minute of talk."""

NAME_LIMIT = 80

_LINES = re.compile(r"\r\n|[\n\r\u2028\u2029]")

# A terminal would obey these: CSI and OSC sequences whole, then every control and formatting character that is
# not needed for writing. ZWJ and ZWNJ (U+200C, U+200D) stay: Persian, Hindi and emoji are written with them.
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_]?)")
_KEPT = {"\u200c", "\u200d"}


def clean(text: str) -> str:
    """`text` in NFC, on one line, without escape sequences or control characters; may be empty."""
    text = _ESCAPES.sub("", text)
    text = "".join(
        " " if character.isspace() or character == "\u2028" else character
        for character in text
        if character.isspace() or character in _KEPT or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
    )
    return " ".join(unicodedata.normalize("NFC", text).split())


def stated(text: str, what: str = "This", *, limit: int = LIMIT) -> str:
    """`text` cleaned. Raises `HuddleError`, naming it by `what`, when nothing is left of it or it is too long."""
    text = clean(text)
    if not text:
        raise HuddleError(f"{what} is empty. Type some words first.")
    if len(text) > limit:
        raise HuddleError(f"{what} has {len(text)} characters, and {limit} are the most. Say it shorter, or in two.")
    return text


def written(text: str, what: str = "This", *, limit: int = LIMIT) -> str:
    """The same of what is written at length: its lines stay lines, with at most one empty one between two."""
    lines = [clean(line) for line in _LINES.split(text)]
    stated(" ".join(lines), what, limit=limit)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def named(text: str, what: str = "The name") -> str:
    """A name, cleaned, of at most 80 characters. Raises `HuddleError` as `stated` does."""
    return stated(text, what, limit=NAME_LIMIT)


def called(member: Member, people: Sequence[Member]) -> str:
    """What a member is called among these: the first name where it is one person's alone, else the whole name."""
    first = member.name.split()[0]
    alike = sum(other.name.split()[0].casefold() == first.casefold() for other in people)
    return first if alike <= 1 else member.name
