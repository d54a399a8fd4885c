"""Words of many languages that say what a column or a stage is: lists of plain data, in `data/importwords`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_WORDS = re.compile(r"[^\W\d_][^\WA-Z\d_]+|[A-Z]+(?![^\WA-Z\d_])|[^\W\d_]+|[0-9]+|[#%°]")
_LEAST_PART = 5
"""The fewest letters of an entry that is looked for within a word."""
_PIPELINE = re.compile(r"\s*\([^()]*\)$")
"""What HubSpot puts after the name of a stage that several pipelines have."""


@cache
def list_words(file: str, kind: str) -> tuple[tuple[str, ...], ...]:
    """Return the entries of a kind, each split into its words, the best first."""
    text = (files("data") / "importwords" / f"{file}.toml").read_text(encoding="utf-8")
    return tuple(dict.fromkeys(split_words(entry) for entry in tomllib.loads(text)[kind]))


@cache
def split_words(name: str) -> tuple[str, ...]:
    """Return the words of a name, casefolded: “closeDate” and “Close_Date” are both close and date."""
    return tuple(word.casefold() for word in _WORDS.findall(name))


def rank_name(name: str, kind: str) -> float:
    """Return how well the name of a column fits a kind: 1 at most, and 0 when no entry of that kind is in it."""
    words = split_words(name)
    entries = list_words("columns", kind)
    best = 0.0
    for place, entry in enumerate(entries):
        if share := _share(words, entry):
            best = max(best, share * (1 - 0.7 * place / len(entries)))
    return best


def stage_kind(value: str) -> str | None:
    """Return what a stage means, whatever its pipeline: `won`, `lost`, `done`, or None when no list has it."""
    words = split_words(_PIPELINE.sub("", value))
    return next((kind for kind in ("won", "lost", "done") if words and words in list_words("stages", kind)), None)


def _share(words: tuple[str, ...], entry: tuple[str, ...]) -> float:
    """Return how much of a name an entry is: a name that is all of it fits better than one that only has it."""
    if any(words[at : at + len(entry)] == entry for at in range(len(words) - len(entry) + 1)):
        return 0.5 + 0.5 * len(entry) / len(words)
    # “ORDERDATE” and “Verkaufsdatum” are one word to a computer.
    joined = "".join(entry)
    is_part = len(joined) >= _LEAST_PART and any(word.startswith(joined) or word.endswith(joined) for word in words)
    return 0.5 if is_part else 0.0
