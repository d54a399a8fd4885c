"""What people read keeps to one voice: plain words, one form for numbers, and keys as the settings have them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

FOLDERS = ("core", "data", "tui")
"""The packages whose visible texts are checked."""

DROPPED = re.compile(
    r"\b(whoever|whomever|somebody|nobody|everybody|one's own|oneself|themself|take(s|n)? (it |this |that )?back"
    r"|take on|taken on|took (it|nothing) on|stands? in the way|stands there|as it stands|settle[sd]?"
    r"|once and for all)\b"
    r"|\bis no (?!longer\b)[a-z]+|\bor nothing\b|[0-9}] %",
    re.IGNORECASE,
)
"""Words that Huddle does not use for people."""

EXCEPTIONS = {
    "taken back": "the kind of a step in the history of goals and targets, in JSON",
}
"""Texts that may hold such words, with the reason."""

# Keys can be changed in the settings, so texts get them from the key map.
PLACE = re.compile(r"\b[0-9] (Home|Meeting|Capture|Trends|Board|Leaderboard|Me|Team|One-on-one|Plan|Goals)\b")
KEY = re.compile(r"[Pp]ress [a-zA-Z0-9!/]\b|, with [a-z]\.|, then [a-z]\b")


def texts(folders: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the place and the text of each string with a space that is no docstring; values in it are `{}`."""
    for path in sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        if "sample" in path.parts or "schema" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                skipped |= {id(part) for part in ast.walk(node) if part is not node}
                text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
                text = node.value
            else:
                continue
            if " " in text.strip() and "SELECT" not in text and "WHERE" not in text:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", text


def test_no_visible_text_has_a_dropped_word() -> None:
    found = [
        f"{place}: {text}"
        for place, text in texts(FOLDERS)
        if DROPPED.search(text) and not re.search(r"\bthere is no\b", text, re.IGNORECASE) and text not in EXCEPTIONS
    ]
    assert found == []


@pytest.mark.parametrize("pattern", [PLACE, KEY], ids=["place", "key"])
def test_no_text_names_a_key_or_the_number_of_a_place(pattern: re.Pattern[str]) -> None:
    assert [f"{place}: {text}" for place, text in texts(FOLDERS) if pattern.search(text)] == []


def test_the_texts_were_really_searched() -> None:
    assert len(list(texts(FOLDERS))) > 500
    assert DROPPED.search("Somebody has changed this.")
    assert PLACE.search("In 9 Plan, a adds one.")
    assert KEY.search("Press a to add one.")
