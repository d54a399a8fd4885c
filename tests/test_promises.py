"""Checks that every sentence that promises privacy is in `tests/promises.py`, with a test that holds it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.promises import FORBIDDEN, LABELS, NO_PROMISES, PROMISES, PROMISING

ROOT = Path(__file__).parents[1]

DOCUMENTS = ("README.md", "docs/privacy.md", "docs/import.md", "docs/leader.md", "docs/member.md", "docs/settings.md")
"""The documents for users. Those for engineers name the code and its tests themselves."""

FOR_ENGINEERS = ("core/access/exemptions.py",)
"""Reasons that are no sentences for users."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\n|\n(?=[|#-])|\s\|\s")
_NO_PROSE = re.compile(r"\b(SELECT|WHERE|EXISTS)\b|\w_\w+ |\{\n")


def spoken(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yields the line and the text of each string that is no docstring; what is put into it stands as `{}`."""
    silent: set[int] = set()
    for node in ast.walk(tree):  # what is around a string comes before it
        for statement in getattr(node, "body", ()) if isinstance(getattr(node, "body", ()), list) else ():
            if isinstance(statement, ast.Expr):
                silent.add(id(statement.value))
        if isinstance(node, ast.JoinedStr):
            silent |= {id(part) for part in node.values}
            yield (
                node.lineno,
                "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values),
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.lineno, node.value


@cache
def sentences() -> tuple[tuple[str, str], ...]:
    """Returns where each sentence with a word of promising stands, and the sentence."""
    found = []
    for path in [path for layer in ("tui", "core") for path in sorted((ROOT / layer).rglob("*.py"))]:
        where = path.relative_to(ROOT).as_posix()
        if where not in FOR_ENGINEERS:
            for line, text in spoken(ast.parse(path.read_text(encoding="utf-8"))):
                if " " in text and PROMISING.search(text) and not _NO_PROSE.search(text):
                    found.append((f"{where}:{line}", text))
    for name in DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        found += [(name, " ".join(part.split())) for part in _SENTENCE.split(text) if PROMISING.search(part)]
    return tuple(found)


def is_listed(sentence: str) -> bool:
    if sentence in LABELS:
        return True
    patterns = [promise.sentence for promise in PROMISES] + list(NO_PROMISES)
    return any(re.search(pattern, sentence, re.IGNORECASE) for pattern in patterns)


def test_every_sentence_that_promises_privacy_is_in_the_list() -> None:
    unlisted = [f"{where}: {sentence}" for where, sentence in sentences() if not is_listed(sentence)]
    assert not unlisted, "\n".join(["not in tests/promises.py, with the test that holds it:", *unlisted])


def test_nothing_is_promised_that_is_so_of_nothing() -> None:
    too_much = [f"{where}: {sentence}" for where, sentence in sentences() if FORBIDDEN.search(sentence)]
    assert not too_much, "\n".join(["whoever has the file can read what is not sealed:", *too_much])


def test_every_entry_of_the_list_is_said_somewhere() -> None:
    said = [sentence for _, sentence in sentences()]
    patterns = [promise.sentence for promise in PROMISES] + list(NO_PROMISES)
    unsaid = [pattern for pattern in patterns if not any(re.search(pattern, each, re.IGNORECASE) for each in said)]
    assert not unsaid
    assert [label for label in sorted(LABELS) if label not in said] == []


def test_labels_are_names_and_no_sentences() -> None:
    assert [label for label in LABELS if label.endswith((".", "!")) or len(label.split()) > 7] == []
    for label in LABELS:
        assert not is_listed(f"{label} of your group alone: private"), "only the whole label is known"


def test_every_test_of_the_list_exists() -> None:
    missing = []
    for node_id in sorted({node_id for promise in PROMISES for node_id in promise.tests}):
        path, _, name = node_id.partition("::")
        if not re.search(rf"^(async )?def {name}\(", _source(path), re.MULTILINE):
            missing.append(node_id)
    assert not missing
    assert all(promise.tests for promise in PROMISES)


@cache
def _source(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).is_file() else ""


@pytest.mark.parametrize(
    ("sentence", "is_promise", "is_too_much"),
    [
        ("Nobody else can see it.", True, True),
        ("Only you see this.", True, True),
        ("Only the two of you see it. Visible to you.", True, True),
        ("Visible to the two of you.", True, False),
        ("Sealed: only you can open it.", True, False),
        ("Names are not stored.", True, False),
        ("Each member sees only their own.", True, False),
        ("Only the owner sees progress.", True, True),
        ("It is hidden from everyone else.", True, True),
        ("The numbers of the quarter.", False, False),
    ],
)
def test_promises_are_recognised(sentence: str, is_promise: bool, is_too_much: bool) -> None:
    assert bool(PROMISING.search(sentence)) is is_promise
    assert bool(FORBIDDEN.search(sentence)) is is_too_much


def test_a_new_promise_is_found_and_not_listed() -> None:
    tree = ast.parse('"""Private."""\nsay(f"Only you see {thing}.")\nsay("Done")')
    found = [text for _, text in spoken(tree) if PROMISING.search(text)]
    assert found == ["Only you see {}."]
    assert not is_listed("It is private to your group.")
