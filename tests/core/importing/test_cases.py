"""Small files, each after a fault seen on a real export, with the value that a user must end up with.

Each is imported by the map that is proposed for it, as `huddle import FILE --guess` does, and some also by the map that
a user would write.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.access.session import Session
from core.importing.imports import import_file
from core.importing.mapping import ImportMap, parse_map
from core.importing.proposals import propose_map
from core.importing.questions import AmbiguousFileError
from core.importing.result import ImportResult
from core.models import Entry, Member, Metric, Target
from core.team.members import add_member
from core.team.team import create_team_file
from tests.conftest import FrozenClock

CASES = Path(__file__).parents[3].parent / "shared/cases/import"
pytestmark = pytest.mark.skipif(not CASES.exists(), reason="the cases are not here")

Sums = dict[str, Decimal]
"""What the entries of each member add up to, in whole units."""


@dataclass(frozen=True)
class Case:
    """A file, or several one after the other, and what comes of it."""

    files: tuple[str, ...]
    sums: dict[str, str]
    answers: dict[str, str] = field(default_factory=dict)
    """What a user answers, by the key of the question."""
    amount: str = "amount"
    """The column of the amount in a map that a user writes; empty where the file has to come in without one."""


def case(*files: str, amount: str = "amount", answers: dict[str, str] | None = None, **sums: str) -> Case:
    return Case(files, {name.replace("_", " "): total for name, total in sums.items()}, answers or {}, amount)


SPANISH = {"Sebastián Salazar Peña": "4", "Luisa García Vásquez": "2", "Ángela Núñez Ibáñez": "5"}
FRENCH = {"François Château": "100.50", "Gaëlle Forêt": "20", "Zoé Crépin": "20", "Hélène Dubœuf": "20"}
ENTRIES = [
    Case(("spanish_latin1.csv",), SPANISH, amount=""),
    Case(("french_latin1.csv",), FRENCH, amount=""),
    case("mixed_currency.csv"),
    case("sf_jan.csv", "sf_feb.csv", amount="", Lead_Er="1500"),
    case("sf_no_id.csv", amount="", Lead_Er="1500"),
    case("hs_pipeline.csv", amount="", Lead_Er="500"),
    case("hs_pipeline.csv", amount="", answers={"won": "yes"}, Lead_Er="1750"),
    case("iso_and_slash.csv", answers={"dates": "month first"}, Lead_Er="175"),
    case("float_noise.csv", Lead_Er="153.42"),
    case("unnamed_column.csv", Lead_Er="60"),
    case("same_day_same_customer.csv", amount="", Lead_Er="490"),
    case("serial.csv", Ana_Ruiz="30"),
    case("x_merged_owner.xlsx", Ana_Ruiz="30", Jon_Weiß="5"),
    case("sf_grouped.csv", amount="", Lead_Er="1500", Jon_Weiss="250"),
    case("neg.csv", Ana_Ruiz="813.25"),
    Case(("apo.csv",), {"Mei-Lin O'Brien": "10"}),
    case("d.csv.gz", Ana_Ruiz="10"),
]
YEAR_OF_ER = {"Lead Er": ["1000", "1100", "900"]}
QUOTAS = {
    "quota_months.csv": YEAR_OF_ER,
    "quota_pivot.csv": YEAR_OF_ER,
    "quota_dates.csv": YEAR_OF_ER,
    "x_pivot.xlsx": {"Ana Ruiz": ["1000", "1100", "900"], "Jon Weiß": ["500", "500", "500"]},
}


def parameters(cases: list[Case]) -> list[Any]:
    return [pytest.param(each, id=each.files[0] + "".join(each.answers.values())) for each in cases]


@pytest.fixture
def leader(tmp_path: Path, clock: FrozenClock) -> Iterator[Session]:
    """The leader of a team that has nothing else, with the one member whose name a file writes with another sign."""
    session = create_team_file(tmp_path / "t.huddle", "T", "Lead Er", currency="USD", clock=clock)
    add_member(session, "Mei-Lin O'Brien")
    yield session
    session.store.close()


def answered(session: Session, path: Path, map_: ImportMap, answers: dict[str, str]) -> ImportResult:
    """Imports as somebody does who answers the questions that `answers` has, each once."""
    left = dict(answers)
    while True:
        try:
            done = import_file(session, path, map_, add_members=True)
            questions = done.questions
        except AmbiguousFileError as ambiguity:
            done, questions = ImportResult(), [ambiguity.question]
        question = next((question for question in questions if question.key in left), None)
        if question is None:
            return done
        map_ = question.with_answer(map_, left.pop(question.key))


def take(session: Session, name: str, folder: Path, map_: ImportMap | None, answers: dict[str, str]) -> ImportResult:
    path = folder / name
    path.write_bytes((CASES / name).read_bytes())
    return answered(session, path, map_ or propose_map(session, path).map, answers)


def whole(metric: Metric, amount: int) -> Decimal:
    return Decimal(amount).scaleb(-metric.scale)


def money(session: Session) -> Sums:
    """What was won, by member; where the file holds something else, that."""
    metrics = {metric.id: metric for metric in session.all(Metric) if not metric.name.startswith("deals ")}
    names = {member.id: member.name for member in session.all(Member)}
    found: Sums = {}
    entries = [entry for entry in session.all(Entry) if entry.metric_id in metrics]
    assert len({entry.metric_id for entry in entries}) <= 1, "no two things are added up"
    for entry in entries:
        name = names[entry.member_id]
        found[name] = found.get(name, Decimal(0)) + whole(metrics[entry.metric_id], entry.amount)
    return found


def users_map(amount: str) -> ImportMap:
    return parse_map(
        {
            "columns": {"member": "owner", "on": "closed", "key": "deal"},
            "entry": [{"metric": "won revenue", "amount": amount}],
        }
    )


@pytest.mark.parametrize("each", parameters(ENTRIES))
def test_the_proposed_map_gives_the_right_value(leader: Session, tmp_path: Path, each: Case) -> None:
    for name in each.files:
        take(leader, name, tmp_path, None, each.answers)
    assert money(leader) == {name: Decimal(total) for name, total in each.sums.items()}


@pytest.mark.parametrize("each", parameters([each for each in ENTRIES if each.amount]))
def test_a_map_that_a_user_writes_gives_the_right_value(leader: Session, tmp_path: Path, each: Case) -> None:
    map_ = users_map(each.amount)
    for name in each.files:
        take(leader, name, tmp_path, map_, each.answers)
    assert money(leader) == {name: Decimal(total) for name, total in each.sums.items()}


@pytest.mark.parametrize("name", QUOTAS)
def test_a_file_of_quotas_proposes_targets(leader: Session, tmp_path: Path, name: str) -> None:
    take(leader, name, tmp_path, None, {})
    assert leader.all(Entry) == []
    names = {member.id: member.name for member in leader.all(Member)}
    metrics = {metric.id: metric for metric in leader.all(Metric)}
    found = {
        (names[target.member_id or 0], target.starts_on, target.ends_on): whole(
            metrics[target.metric_id], target.amount
        )
        for target in leader.all(Target)
    }
    assert found == {
        (who, date(2026, month, 1), date(2026, month, last)): Decimal(amount)
        for who, amounts in QUOTAS[name].items()
        for month, last, amount in zip((1, 2, 3), (31, 28, 31), amounts, strict=True)
    }


def test_no_id_is_guessed_to_be_an_amount(leader: Session, tmp_path: Path) -> None:
    done = take(leader, "ids_as_amounts.csv", tmp_path, None, {})
    assert done.refusal_count == 0
    assert [(entry.amount, entry.metric_id) for entry in leader.all(Entry)] == [(1, 1)] * 3


def test_ids_as_amounts_are_three_refusals(leader: Session, tmp_path: Path) -> None:
    map_ = users_map("order")
    map_ = map_.model_copy(update={"columns": map_.columns.model_copy(update={"member": ["rep"]})})
    done = take(leader, "ids_as_amounts.csv", tmp_path, map_, {})
    assert [refusal.reason for refusal in done.refusals] == [
        f"order: “{text}” is not a number." for text in ("ORD-1000", "INV2000", "REP 07")
    ]


def test_serial_days_are_days(leader: Session, tmp_path: Path) -> None:
    take(leader, "serial.csv", tmp_path, None, {})
    assert [entry.day for entry in leader.all(Entry)] == [date(2026, 1, 20), date(2026, 1, 21)]
