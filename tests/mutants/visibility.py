"""Deletes each guard of the visibility rules and checks that the comparison with the tests' own rules notices it.

`python -m tests.mutants.visibility` prints each survivor and exits with 1 when there is one. A guard is a condition of
a rule, or one side of an AND, an OR or a CASE in it; the rule of a column; and what hides changes and old versions.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from core.access import rules, visibility
from core.access.rules import EVERYONE, NOBODY, PREFIX, RULES, ColumnRule, Rule, VisibleTables
from core.errors import HuddleError
from core.keys import key_box
from data.models import MODELS
from data.sqlite import sqlite3
from tests.conftest import Crew, FrozenClock
from tests.core.access.test_rules import TABLES, find_differences, show_goals_on_walls, sign_alone
from tests.core.audience import Audience
from tests.core.histories import History, deeds_of_all
from tests.keys import unlock_for_everybody

COLUMNS = {table: tuple(model.model_fields) for table, model in MODELS.items()}

_TOKEN = re.compile(r"\(|\)|\bCASE\b|\bEND\b|\bAND\b|\bOR\b")


@dataclass(frozen=True)
class Mutant:
    """The rules without one guard."""

    name: str
    visible: VisibleTables
    tables: tuple[str, ...] = ()
    """The tables whose rows it shows to others; empty where it concerns the journal."""
    hiding: tuple[str, ...] = rules.HIDING_TABLES


class _WithoutGuard(VisibleTables):
    """Old versions of rows without one of their guards: the text `guard` becomes `instead`."""

    def __init__(self, guard: str, instead: str) -> None:
        super().__init__(COLUMNS)
        self._guard, self._instead = guard, instead

    def _write_old_version(self, table: str, moment: str) -> str:
        rule, names = RULES[table], COLUMNS[table]
        written = super()._write_old_version(table, moment)
        old = {name: f"json_extract(journal_row.\"{moment}\", '$.{name}')" for name in names}
        now = {name: f'now."{name}"' for name in names}
        deleted = old | ({"visibility": "'me'"} if "visibility" in old else {})
        texts = {"{old}": old, "{now}": now, "{deleted}": deleted}
        guard = next(
            (f"({rule.rows.format(**row)})" for mark, row in texts.items() if mark == self._guard), self._guard
        )
        return written.replace(guard, self._instead, 1)


def list_mutants() -> Iterator[Mutant]:
    """Yield the rules without each of their guards."""
    read_by_rule = [table for table in RULES if table in MODELS]  # nothing reads the mailbox by rule
    for table in read_by_rule:
        rule = RULES[table]
        for condition in (EVERYONE, NOBODY, *_without_a_part(rule.rows)):
            if condition != rule.rows:
                yield _mutant(f"{table}: {condition}", table, _changed(rule, rows=condition))
        if rule.deleted:
            other = VisibleTables(COLUMNS, {**RULES, table: _changed(rule, deleted="")})
            yield Mutant(f"{table}: of deleted rows as of others", other)
        for column, of_column in rule.columns.items():
            kept = {name: other for name, other in rule.columns.items() if name != column}
            yield _mutant(f"{table}.{column}: no rule", table, _changed(rule, columns=kept))
            for condition in (EVERYONE, NOBODY, *_without_a_part(of_column.condition)):
                if condition != of_column.condition:
                    columns = {**rule.columns, column: ColumnRule(condition, of_column.otherwise)}
                    yield _mutant(f"{table}.{column}: {condition}", table, _changed(rule, columns=columns))
        if rule.hides_changes:
            hiding = tuple(other for other in rules.HIDING_TABLES if other != table)
            yield Mutant(f"{table}: tells of changes", VisibleTables(COLUMNS), (), hiding)
    yield Mutant("old versions: not by what they were", _WithoutGuard("{old}", EVERYONE))
    yield Mutant("old versions: not by what the row is now", _WithoutGuard("{now}", EVERYONE))
    yield Mutant("old versions: of a deleted row by what it was", _WithoutGuard("{deleted}", EVERYONE))


def _changed(rule: Rule, **values: Any) -> Rule:
    same = {name: getattr(rule, name) for name in Rule.__slots__}
    return Rule(**{**same, **values})


def _mutant(name: str, table: str, rule: Rule) -> Mutant:
    dependent = (other for other in TABLES if f"{PREFIX}{table} " in RULES[other].rows.replace(")", " "))
    return Mutant(name, VisibleTables(COLUMNS, {**RULES, table: rule}), (table, *dependent))


def _without_a_part(condition: str) -> Iterator[str]:
    """Yield the condition without each side of an AND or OR, at any depth, in parentheses and CASE too."""
    for start, end in _spans(condition):
        cut = condition[:start] + condition[end:]
        yield re.sub(r"\s+", " ", cut).strip()


def _spans(condition: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each part that may be cut: an operand with the AND or OR beside it."""
    levels: list[list[tuple[int, int] | int]] = [[0]]
    for token in [*_TOKEN.finditer(condition), None]:
        kind = token.group() if token else ")"
        if kind in ("(", "CASE"):
            assert token is not None
            levels.append([token.end()])
        elif kind in ("AND", "OR"):
            assert token is not None
            levels[-1].append((token.start(), token.end()))
        else:
            start, *operators = levels.pop()
            end = token.start() if token else len(condition)
            assert isinstance(start, int)
            edges = [operator for operator in operators if isinstance(operator, tuple)]
            for index, (left, right) in enumerate(edges):
                if index == 0:
                    yield start, right
                yield left, edges[index + 1][0] if index + 1 < len(edges) else end


def main() -> int:
    """Print the survivors; return 1 when there is one."""
    with tempfile.TemporaryDirectory() as folder:
        crew = Crew(Path(folder) / "team.huddle", FrozenClock())
        alive = [mutant for mutant in list_mutants() if _is_valid(mutant, crew)]
        crew.close()
    count = len(alive)
    # Most are noticed at the end of a history. What passes, such as a hidden board, is looked for after each deed.
    for turn, after_each_deed in ((0, False), (22, False), (0, True), (22, True)):
        with tempfile.TemporaryDirectory() as folder:
            alive = _survivors(alive, Path(folder), turn, after_each_deed=after_each_deed)
    with tempfile.TemporaryDirectory() as folder:
        history = History(Crew(Path(folder) / "team.huddle", FrozenClock()), Path(folder))
        for _ in show_goals_on_walls(history):
            alive = _unnoticed(alive, history)
        sign_alone(history)
        alive = _unnoticed(alive, history)
    for mutant in alive:
        sys.stdout.write(f"survives: {mutant.name}\n")
    sys.stdout.write(f"{count} guards deleted one by one, {len(alive)} unnoticed\n")
    return int(bool(alive))


def _survivors(mutants: list[Mutant], folder: Path, turn: int, *, after_each_deed: bool) -> list[Mutant]:
    alive = mutants
    history = History(Crew(folder / "team.huddle", FrozenClock()), folder)
    deeds = list(deeds_of_all(turn))
    for number, deed in enumerate(deeds, start=1):
        history.do(*deed)
        if after_each_deed or number == len(deeds):
            alive = _unnoticed(alive, history)
    history.crew.close()
    return alive


def _unnoticed(mutants: list[Mutant], history: History) -> list[Mutant]:
    audience = Audience(history.crew)
    return [mutant for mutant in mutants if not _is_noticed(mutant, history.crew, audience)]


def _is_valid(mutant: Mutant, crew: Crew) -> bool:
    """Return whether SQLite can read its rules: cutting a text may leave no statement."""
    try:
        with _in_place(mutant):
            list(find_differences(crew, Audience(crew), mutant.tables, journal=not mutant.tables))
    except (HuddleError, sqlite3.Error):
        return False
    return True


def _is_noticed(mutant: Mutant, crew: Crew, audience: Audience) -> bool:
    with _in_place(mutant):
        return next(find_differences(crew, audience, mutant.tables, journal=not mutant.tables), None) is not None


@contextmanager
def _in_place(mutant: Mutant) -> Iterator[None]:
    visibility.clear_statements()
    try:
        with mock.patch.multiple(visibility, VISIBLE=mutant.visible, HIDING_TABLES=mutant.hiding):
            yield
    finally:
        visibility.clear_statements()


if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as patch:
        unlock_for_everybody(patch)
        patch.setattr(key_box, "SCRYPT_N", 2**4)
        sys.exit(main())
