"""Checks the docstrings of core, data and tui: what they name in backticks exists.

Paths, modules, commands and attributes are checked as in documents. A single lower-case name is a parameter, occurs in
the code that the docstring belongs to, is a string of the module, or is defined somewhere in the tree.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator
from functools import cache

import pytest

from tests.test_docs import ROOT, check_code, folder_names, names_in, trees

PACKAGES = ("core", "data", "tui")

VALUES = {"calls", "great", "higher", "lower", "monthly"}
"""What people type, or a column holds, and no string of the module."""

EXTERNAL = {"dataclasses", "datetime", "huddle", "transform", "HUDD"}
"""Names of libraries, of the program, and in SQLite's header."""

EXAMPLES = {"NAME.refused.csv", "TABLE.csv", "TABLE.json", "minutes/14", "turn/3/2"}
"""Files and keys that Huddle makes."""

EXCEPTIONS = VALUES | EXTERNAL | EXAMPLES

NAMED_AT_LEAST = 1200
"""How many names the docstrings have at least. With fewer, the search has gone blind."""

_SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_NAME = re.compile(r"[a-z_][a-z0-9_]*")

Owner = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
"""What has docstrings: its own, and those of its attributes."""


def definitions(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the names that a module or class defines, with the attributes that its methods set on `self`."""
    for statement in body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
                for node in ast.walk(statement):
                    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                        yield node.attr
            case ast.ClassDef(name=name):
                yield name
                yield from definitions(statement.body)
            case ast.Assign() | ast.AnnAssign():
                for node in ast.walk(statement):
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                        yield node.id


@cache
def defined_names() -> frozenset[str]:
    """Return the names that are defined anywhere in the tree, with those of modules, folders and built-in functions."""
    own = [(path, tree) for path, tree in trees().items() if path.relative_to(ROOT).parts[0] in PACKAGES]
    files = {path.stem for path, _ in own}
    return folder_names().union(dir(builtins), files, *(definitions(tree.body) for _, tree in own))


def docstrings(owner: Owner) -> Iterator[tuple[int, str]]:
    """Yield the docstring of a module, class or function, and those of its attributes, with their lines."""
    for statement in owner.body:
        match statement:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield statement.lineno, text


def check_docstrings(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Yield the line, the text and the problem, which may be empty, of each name in the docstrings of a module."""
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    for owner in ast.walk(tree):
        if not isinstance(owner, Owner):
            continue
        for line, text in docstrings(owner):
            for span in _SPAN.findall(text):
                name = " ".join(span.split())
                if _NAME.fullmatch(name):
                    is_known = name in strings or name in defined_names() or name in names_in(owner)
                    yield line, name, "" if is_known else "nothing here has this name"
                else:
                    yield from ((line, name, checked.problem) for checked in check_code(name))


@cache
def everything() -> tuple[tuple[str, str, str], ...]:
    """Return where each name in a docstring is, the name, and what is wrong with it."""
    return tuple(
        (f"{path.relative_to(ROOT).as_posix()}:{line}", name, problem)
        for path, tree in sorted(trees().items())
        if path.relative_to(ROOT).parts[0] in PACKAGES
        for line, name, problem in check_docstrings(tree)
    )


def test_everything_that_the_docstrings_name_exists() -> None:
    wrong = [
        f"{where}: `{name}`: {problem}" for where, name, problem in everything() if problem and name not in EXCEPTIONS
    ]
    assert not wrong, "\n".join(["", *wrong])


def test_the_docstrings_were_really_searched() -> None:
    assert len(everything()) >= NAMED_AT_LEAST


def test_every_exception_is_needed() -> None:
    assert EXCEPTIONS - {name for _, name, problem in everything() if problem} == set()


@pytest.mark.parametrize(
    ("docstring", "problem"),
    [
        ("Return `given`, by `helper` and `Feed.listen`.", ""),
        ("Return `given` as in `core/access/`.", ""),
        ("Return `taken_away`.", "nothing here has this name"),
        ("Called by `Feed.taken_away`.", "Feed has no taken_away"),
        ("As in `core/taken_away`.", "does not exist"),
    ],
)
def test_what_no_longer_exists_is_reported(docstring: str, problem: str) -> None:
    code = f'def give(given: int) -> int:\n    """{docstring}"""\n    helper = given\n    return helper\n'
    problems = [found for *_, found in check_docstrings(ast.parse(code)) if found]
    assert problems == ([problem] if problem else [])
