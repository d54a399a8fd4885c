"""Checks the documents: what they name in backticks and code blocks exists.

That is every path, link, dotted module, `huddle` command with its options, make target, and, in what is written for
engineers, every name of the code. All violations are reported at once.
"""

from __future__ import annotations

import argparse
import ast
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from tui.commands import registry

ROOT = Path(__file__).parents[1]

FOR_ENGINEERS = ("CONTRIBUTING.md", "docs/design.md", "docs/security.md")
"""The documents in which names of the code are checked too: the others have column names of people's own files."""

DOCUMENTS = ("README.md", *FOR_ENGINEERS, "docs/benchmarks.md", "docs/import.md")
"""Documents that must exist; every other one in `docs` is checked as well."""

PACKAGES = ("tui", "core", "data", "tests")

OUR_SUFFIXES = {".py", ".md", ".tcss", ".css", ".html", ".svg", ".ambr"}
"""A file with one of these is the project's own; people make CSV, TOML, JSON and calendar files under any name."""

MADE_LATER = (".venv/",)
"""Beginnings of paths that exist after `make install` only."""

EXTERNAL_NAMES = {"add_foreign_key", "transform"}
"""Names that belong to libraries and that our code does not use."""

UNREAD_FILES = ("test_docs.py", "test_docstrings.py")
"""The files whose strings are names that nothing has."""

CHECKED_AT_LEAST = {"path": 120, "link": 6, "module": 1, "command": 25, "target": 10, "name": 120}
"""How many of each kind the documents name at least. With fewer, the search has gone blind."""

MAX_REASONS_WORDS = 2180
"""How long docs/design.md may be: what a docstring or CONTRIBUTING.md can say is not said there."""

SKIPPED_BLOCKS = {"toml", "csv", "json"}
"""Languages of code blocks that show people's own files."""

PLACEHOLDER = re.compile(r"[A-Z]{3,}(?![a-z])|<|…")
"""What marks a part of a path as a placeholder: `FILE`, `mNNN_subject.py`, `<feature>`."""

_FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_LINK = re.compile(r"\]\(([^)#\s]+)")
_PATH = re.compile(r"[\w.*<>…-]*(?:/[\w.*<>…-]*)+")
_FILE = re.compile(r"[\w*-][\w.*-]*\.\w+")
_MODULE = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+")


@dataclass(frozen=True)
class Checked:
    """One thing that a document names, and what is wrong with it, if anything."""

    kind: str
    text: str
    problem: str = ""


# -- what there is


@cache
def our_files() -> dict[str, list[Path]]:
    """Return the project's files by name."""
    files: dict[str, list[Path]] = {}
    folders = [ROOT / name for name in (*PACKAGES, "docs")]
    for path in [*ROOT.iterdir(), *(path for folder in folders for path in folder.rglob("*"))]:
        if path.is_file() and "__pycache__" not in path.parts:
            files.setdefault(path.name, []).append(path)
    return files


@cache
def folder_names() -> frozenset[str]:
    """Return the names of the folders that hold the project's files."""
    return frozenset(path.parent.name for paths in our_files().values() for path in paths)


@cache
def trees() -> dict[Path, ast.Module]:
    """Return each Python file, parsed, but those of `UNREAD_FILES`."""
    paths = [path for name, paths in our_files().items() if name.endswith(".py") for path in paths]
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths if path.name not in UNREAD_FILES}


def names_in(tree: ast.AST) -> set[str]:
    """Return every name that the code uses, and every word of its strings: SQL has the names of tables and columns.

    Docstrings are left out, since they can be as outdated as a document.
    """
    names: set[str] = set()
    docstrings: set[int] = set()
    for node in ast.walk(tree):  # a docstring comes after the statement that it is
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.alias(name=name, asname=alias):
                names |= {*name.split("."), alias or name}
            case ast.Expr(value=ast.Constant() as docstring):
                docstrings.add(id(docstring))
            case ast.Constant(value=str(text)) if id(node) not in docstrings:
                names |= {text, *re.findall(r"[A-Za-z_]\w*", text)}
    return names


@cache
def known_names() -> frozenset[str]:
    return folder_names().union(*(names_in(tree) for tree in trees().values()))


@cache
def names_of_class(name: str) -> set[str] | None:
    """Return the names in the body of the classes called so; None where there is none."""
    nodes = [node for tree in trees().values() for node in tree.body if isinstance(node, ast.ClassDef)]
    bodies = [names_in(node) for node in nodes if node.name == name]
    return set[str]().union(*bodies) if bodies else None


@cache
def targets() -> frozenset[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return frozenset(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


@cache
def benchmarks() -> frozenset[str]:
    """Return the names that may follow `make bench`."""
    return frozenset(path.stem.removeprefix("bench_") for path in (ROOT / "tests/bench").glob("bench_*.py"))


@cache
def modules_by_word() -> dict[str, str]:
    return {word: module for words in registry.COMMANDS.values() for word, (module, _) in words.items()}


# -- what the documents name


def documents() -> list[Path]:
    """Return all documents. Fails where one of `DOCUMENTS` is missing."""
    missing = [name for name in DOCUMENTS if not (ROOT / name).is_file()]
    assert not missing, f"documents that do not exist: {missing}"
    return sorted({ROOT / name for name in DOCUMENTS} | set((ROOT / "docs").glob("*.md")))


def code_in(text: str) -> Iterator[tuple[int, str, bool]]:
    """Yield each code span and each line of a code block: its line number, the code, and whether it is a span."""
    for block in _FENCED.finditer(text):
        if block[1] not in SKIPPED_BLOCKS:
            first = text.count("\n", 0, block.start(2)) + 1
            for number, line in enumerate(block[2].splitlines(), start=first):
                # What comes after a comment sign or a gap explains the line.
                if code := re.split(r"\s#|\s{2,}", line.strip())[0].removeprefix("$ "):
                    yield number, code, False
    prose = _FENCED.sub(lambda block: "\n" * block[0].count("\n"), text)
    for span in _SPAN.finditer(prose):
        yield prose.count("\n", 0, span.start()) + 1, " ".join(span[1].split()), True


def check_document(path: Path) -> Iterator[tuple[int, Checked]]:
    text = path.read_text(encoding="utf-8")
    with_names = path.relative_to(ROOT).as_posix() in FOR_ENGINEERS
    for link in _LINK.finditer(text):
        if "://" not in link[1]:
            problem = "" if (path.parent / link[1]).exists() else "leads nowhere"
            yield text.count("\n", 0, link.start()) + 1, Checked("link", link[1], problem)
    for number, code, is_span in code_in(text):
        for checked in check_code(code, with_names=with_names and is_span):
            yield number, checked


def check_code(code: str, *, with_names: bool = True) -> Iterator[Checked]:
    """Yield everything that a piece of code names."""
    words = _split(code)
    if words[:1] == ["huddle"]:
        if len(words) > 1:
            yield Checked("command", code, _problem_of_command(words[1:]))
        return
    if words[:1] == ["make"]:
        wanted = [word for word in words[1:] if "=" not in word]
        known = targets() | (benchmarks() if wanted[:1] == ["bench"] else set())
        unknown = [word for word in wanted if word not in known]
        yield Checked("target", code, f"no such target: {', '.join(unknown)}" if unknown else "")
        return
    are_files = False
    for word in words:
        word = word.strip(",;:")
        if _MODULE.fullmatch(word):
            yield Checked("module", word, _problem_of_module(word))
        elif _PATH.fullmatch(word) and re.search(r"[^\W\d]", word):
            if not word.startswith(MADE_LATER):
                yield Checked("path", word, _problem_of_path(word))
        elif _FILE.fullmatch(word) and Path(word).suffix in OUR_SUFFIXES:
            found = any(Path(name).match(word) for name in our_files()) or PLACEHOLDER.search(word)
            yield Checked("path", word, "" if found else "no file has this name")
        else:
            continue
        are_files = True
    if with_names and not are_files:
        yield from _check_names(code)


def _split(code: str) -> list[str]:
    try:
        return shlex.split(code)
    except ValueError:
        return code.split()


# -- commands


def _problem_of_command(words: list[str]) -> str:
    """Return what is wrong with a command line without its `huddle`."""
    rest = _without_global_options(words)
    if not rest or _is_placeholder(rest[0]):
        return ""
    word, *rest = rest
    if word == "help" and rest:
        word, *rest = rest
    if word in ("-h", "--help", "-V", "--version", "help"):
        return ""
    if word in registry.HIDDEN_COMMANDS:
        return ""
    module = modules_by_word().get(word)
    if module is None:
        return f"no such command: {word}"
    parser = argparse.ArgumentParser()
    import_module(f"tui.commands.{module}").add(parser, word)
    return _problem_of_arguments(parser, rest)


def _problem_of_arguments(parser: argparse.ArgumentParser, words: list[str]) -> str:
    options = {option for action in parser._actions for option in action.option_strings}
    verbs = next((action for action in parser._actions if isinstance(action, argparse._SubParsersAction)), None)
    for word in words:
        for part in word.split("|"):
            name = part.partition("=")[0]
            if name.startswith("-") and len(name) > 1 and not name[1].isdigit():
                if name not in options | set(registry.GLOBAL_OPTIONS):
                    return f"no such option: {name}"
            elif verbs is not None and not _is_placeholder(part):
                if part not in verbs.choices:
                    return f"no such word: {part}"
                # The options that follow belong to this verb, or to the command itself.
                verb: argparse.ArgumentParser = verbs.choices[part]
                options |= {option for action in verb._actions for option in action.option_strings}
        if verbs is not None and not word.startswith("-"):
            verbs = None
    return ""


def _without_global_options(words: list[str]) -> list[str]:
    rest: list[str] = []
    remaining = iter(words)
    for word in remaining:
        name, equals, _ = word.partition("=")
        if name not in registry.GLOBAL_OPTIONS:
            rest.append(word)
        elif not equals:
            next(remaining, None)
    return rest


def _is_placeholder(word: str) -> bool:
    return word.isupper() or word == "…"


# -- paths and names


def _problem_of_path(text: str) -> str:
    """Return what is wrong with a path from the repository's root; of a placeholder the folder must exist."""
    folder = ROOT
    parts = text.rstrip("/").split("/")
    if PLACEHOLDER.search(parts[0]):
        return ""  # a person's own file: TEAM.huddle-maps/
    if len(parts) == 1 and text.endswith("/") and parts[0] in folder_names():
        return ""  # the name of a folder that occurs in several places
    if not (ROOT / parts[0]).exists():
        return "does not begin at the root of the repository"
    for part in parts:
        if not (folder / part).exists() and PLACEHOLDER.search(part):
            return ""
        matches = sorted(folder.glob(part)) if "*" in part else [folder / part]
        if not any(match.exists() for match in matches):
            return "does not exist"
        folder = matches[0]
    if text.endswith("/") and not folder.is_dir():
        return "is no folder"
    return ""


def _problem_of_module(text: str) -> str:
    """Return what is wrong with a dotted name: its first parts are a module, the others are in that module."""
    path, parts = ROOT, text.split(".")
    while parts and ((path / parts[0]).is_dir() or (path / f"{parts[0]}.py").is_file()):
        name = parts.pop(0)
        if (path / f"{name}.py").is_file():
            names = names_in(trees()[path / f"{name}.py"])
            unknown = [part for part in parts if part not in names]
            return f"{name}.py has no {unknown[0]}" if unknown else ""
        path /= name
    return f"no module {parts[0]} in {path.relative_to(ROOT)}" if parts else ""


def _check_names(code: str) -> Iterator[Checked]:
    """Yield the names in a piece of Python; nothing for code of another language."""
    try:
        tree = ast.parse(code.removeprefix("await ").removeprefix("@").replace("…", "..."), mode="eval")
    except SyntaxError:
        return
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                yield Checked("name", code, _problem_of_attribute(owner, name))
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                known = name in known_names() | EXTERNAL_NAMES
                yield Checked("name", code, "" if known else f"the code has no {name}")


def _problem_of_attribute(owner: str, name: str) -> str:
    """Return what is wrong with an attribute, or with the name of a journal entry: `card.stated`."""
    if f"{owner}.{name}" in known_names() | EXTERNAL_NAMES:
        return ""
    names = names_of_class(owner) if owner[0].isupper() else known_names()
    if names is None:
        return f"there is no class {owner}"
    return "" if name in names else f"{owner} has no {name}"


# -- the tests


@cache
def everything() -> tuple[tuple[str, Checked], ...]:
    return tuple(
        (f"{path.relative_to(ROOT).as_posix()}:{number}", checked)
        for path in documents()
        for number, checked in check_document(path)
    )


def test_everything_that_the_documents_name_exists() -> None:
    wrong = [f"{where}: `{checked.text}`: {checked.problem}" for where, checked in everything() if checked.problem]
    assert not wrong, "\n".join(["", *wrong])


def test_the_documents_were_really_searched() -> None:
    counted = Counter(checked.kind for _, checked in everything())
    assert {kind: counted[kind] for kind, least in CHECKED_AT_LEAST.items() if counted[kind] < least} == {}
    named = {where.partition(":")[0] for where, _ in everything()}
    assert named >= set(DOCUMENTS)


def test_the_reasons_can_be_read_at_once() -> None:
    count = len((ROOT / "docs/design.md").read_text(encoding="utf-8").split())
    assert count <= MAX_REASONS_WORDS, f"docs/design.md has {count} words, and {MAX_REASONS_WORDS} at most"


def test_every_exception_is_needed() -> None:
    used = {checked.text.partition("(")[0] for _, checked in everything() if checked.kind == "name"}
    assert EXTERNAL_NAMES - used == set(), "these are named nowhere"
    assert EXTERNAL_NAMES & known_names() == set(), "these need no exception: the code has them"


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("core/nowhere/at_all.py", "does not exist"),
        ("core/errors.py/", "is no folder"),
        ("values/clock.py", "does not begin at the root"),
        ("core/access/*_nothing.py", "does not exist"),
        ("core/nowhere/NAME.py", "does not exist"),
        ("never_written.py", "no file has this name"),
        ("core.errors.NeverRaised", "has no NeverRaised"),
        ("core.nowhere.at_all", "no module nowhere"),
        ("make coffee", "no such target: coffee"),
        ("make test coffee", "no such target: coffee"),
        ("make bench coffee", "no such target: coffee"),
        ("make kill", "no such target: kill"),
        ("huddle sing", "no such command: sing"),
        ("huddle --db FILE sing", "no such command: sing"),
        ("huddle log calls 5 --loudly", "no such option: --loudly"),
        ("huddle metric sing", "no such word: sing"),
        ("huddle metric add calls --loudly", "no such option: --loudly"),
        ("Store.never", "Store has no never"),
        ("NeverWritten.change", "there is no class NeverWritten"),
        ("never_written()", "the code has no never_written"),
        ("await idle(never_written)", "the code has no never_written"),
        ("NEVER_WRITTEN", "the code has no NEVER_WRITTEN"),
        ("card.never_written", "card has no never_written"),
    ],
)
def test_what_does_not_exist_is_reported(code: str, problem: str) -> None:
    assert [checked for checked in check_code(code) if problem in checked.problem], list(check_code(code))


@pytest.mark.parametrize(
    "code",
    [
        "core/errors.py", "core/access/", "core/overview/needs/of_*.py", "tui/commands/WORD.py", "CHANGELOG.md",
        "TEAM.huddle-maps/", "core.errors.HuddleError", "make tests days", "make PYTHON=python3.11 test",
        "huddle", "huddle --as 'Ana Ruiz' log 'won revenue' 4500 --on friday", "huddle metric add NAME --unit EUR",
        "huddle metric add|list", "huddle WORD --help", "huddle help log", "deals.csv", "Store.change", "wins",
        "card.stated", "await idle(pilot)", "CREATE TABLE …",
    ],
)  # fmt: skip
def test_what_exists_is_not_reported(code: str) -> None:
    assert [checked.problem for checked in check_code(code) if checked.problem] == []
