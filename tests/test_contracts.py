"""Tests of the code itself: what a fresh process loads, and where the time comes from."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("tui", "core", "data")

QUICK_PATH = (
    "tui.cli", "tui.commands.me", "tui.commands.due", "tui.commands.complete", "core.access.paths", "core.errors",
    "core.settings.settings_file",
)  # fmt: skip
"""The modules that the quick path begins with: its commands, and what they import in functions."""

CLOCK_CALLS = {
    "now": {"datetime"},
    "utcnow": {"datetime"},
    "today": {"date", "datetime"},
    "time": {"time"},
    "time_ns": {"time"},
    "localtime": {"time"},
    "gmtime": {"time"},
    "strftime": {"time"},
}
"""Calls that read the clock, and the classes or modules that have them. `time.monotonic` is allowed."""


CLOCK = "core/values/clock.py"
"""The module that reads the clock. The test fails if it or one of the exceptions does not exist."""

CLOCK_EXCEPTIONS = ("data/presence.py",)
"""It compares with the age of a file, which has the computer's time whatever the session's clock says."""


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def modules_of(*packages: str) -> list[Path]:
    """Returns the files of these packages. Fails if one has none."""
    found = {package: sorted((ROOT / package).rglob("*.py")) for package in packages}
    assert all(found.values()), f"a package without a module: {found}"
    return sorted(path for paths in found.values() for path in paths)


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def loaded_by(*modules: str) -> set[str]:
    """Returns the modules that a new Python process has loaded after importing these. Fails if one is missing."""
    code = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, *modules], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def from_families(modules: set[str], *families: str) -> set[str]:
    return {module for module in modules if module.partition(".")[0] in families}


@pytest.mark.process
def test_core_and_data_load_no_screen() -> None:
    modules = [name_of(path) for path in modules_of("core", "data")]
    assert len(modules) > 15
    assert from_families(loaded_by(*modules), "textual", "rich", "tui", "tomlkit", "networkx") == set()


@pytest.mark.process
def test_data_loads_nothing_above_it() -> None:
    assert from_families(loaded_by(*map(name_of, modules_of("data"))), "core", "tui") == set()


@pytest.mark.process
def test_the_quick_path_loads_nothing_heavy() -> None:
    loaded = loaded_by(*QUICK_PATH)
    heavy = ("cryptography", "pydantic", "sqlite_utils", "textual", "rich", "asyncio", "tomlkit", "networkx")
    assert from_families(loaded, *heavy) == set()


@pytest.mark.process
def test_nothing_before_the_first_frame_loads_cryptography() -> None:
    """Every screen is loaded, and nothing is signed or opened yet."""
    assert from_families(loaded_by(*map(name_of, modules_of("tui"))), "cryptography") == set()


@pytest.mark.process
def test_the_quick_path_is_the_one_described() -> None:
    files = [path for path in modules_of("core", "data") if path.name != "__init__.py"]
    loaded = loaded_by(*QUICK_PATH)
    found = {path.relative_to(ROOT).as_posix() for path in files if name_of(path) in loaded}
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = guide.partition("\n## Quick path\n")[2].partition("\n## ")[0]
    named = re.findall(r"`((?:core|data)/[\w/]+(?:\.py|/))`", section)
    assert found == {path for path in found if path.startswith(tuple(named))}, "not in CONTRIBUTING.md, Quick path"
    assert not [name for name in named if not any(path.startswith(name) for path in found)], "no longer on the path"


def test_a_screen_never_reaches_past_core() -> None:
    found = []
    for path in modules_of("tui"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            found += [
                f"{path.relative_to(ROOT)}:{node.lineno} imports {name}, not by way of core"
                for name in names
                if name.partition(".")[0] == "data"
            ]
    assert not found, "\n".join(found)


def clock_calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yields the line and the text of each call that reads the clock."""
    names = {
        alias.asname or alias.name: f"time.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "time"
        for alias in node.names
        if alias.name in CLOCK_CALLS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCK_CALLS:
            owner = ast.unparse(node.value).rpartition(".")[2]
            if owner in CLOCK_CALLS[node.attr]:
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Name) and node.id in names:
            yield node.lineno, names[node.id]


def test_nothing_but_the_clock_asks_what_time_it_is() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): asked
        for path in modules_of(*PACKAGES)
        if (asked := [*clock_calls(tree_of(path))])
    }
    allowed = {CLOCK, *CLOCK_EXCEPTIONS}
    not_asking = sorted(allowed - set(found))
    assert not not_asking, "these do not exist, or need no exception: they do not ask what time it is"
    wrong = [
        f"{path}:{line} calls {call}; take session.now, today or moment"
        for path, asked in found.items()
        if path not in allowed
        for line, call in asked
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("code", "asks"),
    [
        ("from datetime import datetime\ndatetime.now()", True),
        ("import datetime\ndatetime.date.today()", True),
        ("import time\ntime.time()", True),
        ("from time import time as t\nt()", True),
        ("from datetime import datetime\nfield = datetime.now", True),
        ("import time\ntime.monotonic(); time.sleep(1)", False),
        ("session.now; session.today", False),
        ("day.strftime('%Y')", False),
    ],
)
def test_asking_is_recognised(code: str, asks: bool) -> None:
    assert bool(list(clock_calls(ast.parse(code)))) is asks
