"""Cleaning and checking of text that people type. It is data, never markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from core.errors import HuddleError
from core.values.writing import localize_number

STATEMENT_LIMIT = 500
"""Characters that one statement may have: about a minute of talk."""

NAME_LIMIT = 80
"""Characters that a name may have."""

_LINE_BREAK = re.compile(r"\r\n|[\n\r\u2028\u2029]")

# A terminal would act on escape sequences, which are removed whole, and on control and formatting characters: CSI; OSC
# and the other strings, but only up to their end and on one line, so that one that never ends takes no words along;
# choosing a character set; then signs without letters. Of anything else only the ESC goes.
# ZWJ and ZWNJ (U+200C, U+200D) stay: Persian, Hindi and emoji need them.
_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\r\n]*(?:\x07|\x1b\\)|[PX^_][^\x07\x1b\r\n]*\x1b\\"
    r"|[()][AB012]|[\]=>\\^_])?"
)
_ALLOWED = {"\u200c", "\u200d"}


def strip_escapes(text: str) -> str:
    """Return `text` without the escape sequences of terminals; everything else stays."""
    return _ESCAPES.sub("", text)


def clean(text: str) -> str:
    """Return `text` in NFC, on one line, without escape sequences or control characters; it may be empty."""
    text = strip_escapes(text)
    text = "".join(
        " " if character.isspace() or character == "\u2028" else character
        for character in text
        if character.isspace()
        or character in _ALLOWED
        or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
    )
    return " ".join(unicodedata.normalize("NFC", text).split())


def require_text(text: str, what: str = "This", *, limit: int = STATEMENT_LIMIT) -> str:
    """Return `text` cleaned. Raises `HuddleError`, naming it by `what`, when it is empty or longer than `limit`."""
    text = clean(text)
    if not text:
        raise HuddleError(f"{what} can't be empty.")
    if len(text) > limit:
        raise HuddleError(f"{what} is too long ({len(text)} of {limit} characters). Shorten it.")
    return text


def require_multiline_text(text: str, what: str = "This", *, limit: int = STATEMENT_LIMIT) -> str:
    """Return `text` cleaned like `require_text`, but with its line breaks; at most one empty line in a row."""
    lines = [clean(line) for line in _LINE_BREAK.split(text)]
    require_text(" ".join(lines), what, limit=limit)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def require_name(text: str, what: str = "The name") -> str:
    """Return a name, cleaned, of at most 80 characters. Raises `HuddleError` as `require_text` does."""
    return require_text(text, what, limit=NAME_LIMIT)


def format_people(count: int) -> str:
    """Return `no people`, `1 person` or `12 people`."""
    return format_count(count, "person", "people")


def noun_for(count: int, noun: str, plural: str = "") -> str:
    """Return the word in the number that the count asks for: `group` or `groups`; `plural` where it takes no “s”.

    A verb goes by its count too: `noun_for(count, "is", "are")`.
    """
    return noun if count == 1 else plural or f"{noun}s"


def format_count(count: int, noun: str, plural: str = "") -> str:
    """Return the count with its noun, as `noun_for`: `no groups`, `1 group`, `2 groups`, `12,000 groups`."""
    return f"{localize_number(f'{count:,}') if count else 'no'} {noun_for(count, noun, plural)}"


def join_words(words: Iterable[str], last: str = "and", *, most: int = 0) -> str:
    """Return the words as a list in a sentence: `Ana`, `Ana and Ben`, `Ana, Ben and Jon`; `last` joins the last two.

    With `most`, the first of more words than that: `Ana, Ben and 3 more`.
    """
    shown = list(words)
    if most and len(shown) > most:
        shown = [*shown[:most], f"{len(shown) - most} more"]
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}" if len(shown) > 1 else "".join(shown)


def capitalize(sentence: str) -> str:
    """Return the sentence with a capital first letter; the rest stays as it is."""
    return sentence[:1].upper() + sentence[1:]
