"""Which code page a text was saved in, by whether its words can be words of a language that uses that page.

A few accents in short names fit many pages, so each word is tried with the letters of each language. Western pages come
first: they win a tie.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_WESTERN = {
    "es": "áéíóúüñ",
    "pt": "áâãàçéêíóôõúü",
    "fr": "àâæçéèêëîïôœùûüÿ",
    "ca": "àçèéíïòóúü",
    "de": "äöüß",
    "it": "àèéìòóùú",
    "nl": "éëèïóöü",
    "sv": "åäöé",
    "da": "æøåé",
    "is": "áéíóúýþæöð",
}
_CENTRAL = {
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "hu": "áéíóöőúüű",
    "ro": "ăâîşţ",
    "hr": "čćđšž",
}
PAGES = {
    "cp1252": _WESTERN,
    "cp1250": _CENTRAL,
    "cp1254": {"tr": "çğıöşüâî"},
    "cp1257": {"lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "et": "äõöüšž"},
    "cp850": _WESTERN,
    "mac_roman": _WESTERN,
}
"""The letters beyond ASCII of each language, by the page that it is saved in."""

_IMPOSSIBLE = re.compile(
    r"ñ(?![aeiouáéíóúü])"  # in Spanish a vowel follows
    r"|ì\w"  # in Italian it ends a word
    r"|ń[aeiouy]"  # in Polish it is written ni
    r"|[þð]\w*[cqwz]|[cqwz]\w*[þð]"  # letters that Icelandic does not have
)
_WORD = re.compile(r"[^\x00-\x40\x5b-\x60\x7b-\x7f\s]+")
_SIGNS = "’‘“”„–—…•·®™©°ºª«»¿¡€£§´"
"""What is not part of a word at its end or beginning."""


def score_page(sample: bytes, page: str, names: Sequence[str] = ()) -> tuple[int, float, float] | None:
    """Return how well the sample reads in a page; None when it has bytes that the page does not have.

    The parts of the score are how many of the `names` it has, the share of words that are possible in some language,
    and the largest share that is possible in a single one.
    """
    try:
        text = sample.decode(page)
    except UnicodeDecodeError:
        return None
    words = [word.strip(_SIGNS) for word in _WORD.findall(text) if not word.isascii()]
    words = [word for word in words if word and not word.isascii()]
    if not words:
        return 0, 1.0, 1.0
    languages = PAGES[page]
    possible = [{language for language, letters in languages.items() if _can_be(word, letters)} for word in words]
    found = sum(not name.isascii() and name in text for name in names)
    single = max(sum(language in each for each in possible) for language in languages)
    return found, sum(map(bool, possible)) / len(words), single / len(words)


def _can_be(word: str, letters: str) -> bool:
    lower = word.lower()
    if any(not character.isascii() and character not in letters for character in lower):
        return False
    if any(now.isupper() and not now.isascii() and before.islower() for before, now in pairwise(word)):
        return False
    return _IMPOSSIBLE.search(lower) is None
