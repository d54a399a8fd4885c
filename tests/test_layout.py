"""The layout of the tree: who imports whom, how long files and classes are, and which classes inherit."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
LAYERS = ("tui", "core", "data")

MAX_FILE_LINES = 450
MAX_CLASS_LINES = 250
MAX_DEPTH = 4
"""How deep own classes may inherit: a class of Textual's or Python's counts as depth 0."""

Graph = Mapping[str, Set[str]]


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


PATHS = {module_name(path): path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py"))}


@cache
def trees() -> dict[str, ast.Module]:
    """Return each module, parsed. Not when this file is imported: every worker of a test run does that."""
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in PATHS.items()}


def imported_modules(tree: ast.Module) -> Iterable[str]:
    """Return the own modules that a module imports: also in functions, and for type checking alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in PATHS)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole module"
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}"
                if submodule in PATHS:
                    yield submodule
                elif node.module in PATHS:
                    yield node.module


def package_of(module: str) -> str:
    """Return the folder of the second level that a module is in, as `core.meeting`; a module beside these is its own
    unit, as `tui.app`."""
    return ".".join(module.split(".")[:2])


def build_graph() -> dict[str, set[str]]:
    return {name: set(imported_modules(tree)) - {name} for name, tree in trees().items()}


def merge_packages(graph: Graph) -> dict[str, set[str]]:
    packages: dict[str, set[str]] = defaultdict(set)
    for module, imported in graph.items():
        packages[package_of(module)] |= {package_of(name) for name in imported} - {package_of(module)}
    return packages


def find_circles(graph: Graph) -> list[tuple[str, str]]:
    """Return each pair of which the first imports the second, and the second the first, directly or through others."""

    def reachable(start: str) -> set[str]:
        found, waiting = {start}, [start]
        while waiting:
            new = set(graph.get(waiting.pop(), ())) - found
            found |= new
            waiting += new
        return found

    reached = {name: reachable(name) for name in graph}
    return [(name, other) for name in graph for other in sorted(graph[name]) if name in reached.get(other, ())]


def describe_circles(circles: list[tuple[str, str]]) -> str:
    return "\n".join(f"{name} imports {other}, which imports it, directly or through others" for name, other in circles)


def test_no_file_imports_in_a_circle() -> None:
    circles = find_circles(build_graph())
    assert not circles, describe_circles(circles)


def test_no_package_imports_in_a_circle() -> None:
    circles = find_circles(merge_packages(build_graph()))
    assert not circles, describe_circles(circles)


def test_a_circle_is_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}
    assert find_circles(graph) == [("b", "c"), ("c", "b")]
    assert find_circles({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == [("a", "b"), ("b", "c"), ("c", "a")]
    assert merge_packages({"core.team.groups": {"core.team.team", "core.errors"}, "core.errors": set()}) == {
        "core.team": {"core.errors"}, "core.errors": set(),
    }  # fmt: skip


def test_imports_anywhere_count() -> None:
    code = "if TYPE_CHECKING:\n    from core.team import team\ndef f():\n    from core.errors import HuddleError"
    assert set(imported_modules(ast.parse(code))) == {"core.team.team", "core.errors"}


def test_no_file_is_too_long() -> None:
    too_long = [
        f"{path.relative_to(ROOT)} has {lines} lines, and {MAX_FILE_LINES} at most: split it by concept"
        for path in PATHS.values()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_FILE_LINES
    ]
    assert not too_long, "\n".join(too_long)


def test_no_class_is_too_long() -> None:
    too_long = [
        f"{name}.{node.name} has {lines} lines, and {MAX_CLASS_LINES} at most: compose it of parts"
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > MAX_CLASS_LINES
    ]
    assert not too_long, "\n".join(too_long)


def own_bases() -> dict[str, list[str]]:
    """Return the own base classes of each own class; both are named by module and name."""
    classes = {
        f"{name}.{node.name}": (name, node)
        for name, tree in trees().items()
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }
    origins = {
        name: {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for name, tree in trees().items()
    }

    def resolve(module: str, base: ast.expr) -> str:
        name = ast.unparse(base).partition("[")[0]
        first, _, rest = name.partition(".")
        full = origins[module].get(first, f"{module}.{first}") + (f".{rest}" if rest else "")
        while full not in classes and (target := origins.get(full.rpartition(".")[0], {}).get(full.rpartition(".")[2])):
            full = target  # a name that is passed on
        return full

    return {
        name: [base for base in (resolve(module, base) for base in node.bases) if base in classes]
        for name, (module, node) in classes.items()
    }


def test_no_base_class_has_one_subclass() -> None:
    subclasses = Counter(base for bases in own_bases().values() for base in bases)
    lonely = [f"{name} has one subclass: compose instead" for name, count in subclasses.items() if count == 1]
    assert not lonely, "\n".join(sorted(lonely))


def test_no_class_inherits_too_deep() -> None:
    bases = own_bases()

    def depth(name: str) -> int:
        return 1 + max((depth(base) for base in bases[name]), default=0)

    deep = [f"{name} inherits {depth(name)} deep, and {MAX_DEPTH} at most" for name in bases if depth(name) > MAX_DEPTH]
    assert not deep, "\n".join(sorted(deep))
