"""What no rule took is counted and named, and stages of other pipelines are asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.importing.imports import import_file
from core.importing.proposals import propose_map
from core.importing.words import stage_kind
from tests.conftest import Crew
from tui.importing.output import import_sentences

HEADER = "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount"


def write(folder: Path, *stages: str) -> Path:
    path = folder / "deals.csv"
    rows = [f"{number},A,{stage},2026-02-20,Ben Okafor,100" for number, stage in enumerate(stages)]
    path.write_text("\n".join([HEADER, *rows]))
    return path


def test_every_row_is_counted_as_won_or_as_what_it_is(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, "Closed Won", "Closed Won", "Open", "Open", "Open", "Closed lost", "")
    done = import_file(crew["Ana"], path, propose_map(crew["Ana"], path).map)
    assert (done.rows, done.taken, done.others) == (7, 2, {"Open": 3, "Closed lost": 1, "empty": 1})
    assert import_sentences(done)[0] == "7 rows read, 2 won, 5 others: Open 3, Closed lost 1, empty 1."
    assert done.questions == []


def test_stages_of_other_pipelines_are_one_question(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, "Closed Won", "Closed Won (Renewals)", "Gewonnen (Vertrieb)", "Gewonnen (Vertrieb)", "New")
    map_ = propose_map(crew["Ana"], path).map
    done = import_file(crew["Ana"], path, map_)
    (question,) = done.questions
    assert "“Closed Won (Renewals)” (1 row) and “Gewonnen (Vertrieb)” (2 rows)" in question.text
    assert question.with_answer(map_, "no") == map_
    done = import_file(crew["Ana"], path, question.with_answer(map_, "yes"))
    assert (done.taken, done.others, done.questions) == (4, {"New": 1}, [])
    assert done.added == 3 * 3


@pytest.mark.parametrize(
    ("stage", "kind"),
    [
        ("Closed Won (Renewals)", "won"), ("closedwon", "won"), ("Gewonnen", "won"), ("Fermée gagnée", "won"),
        ("Cerrada ganada", "won"), ("Chiusa vinta", "won"), ("Fechado ganho", "won"), ("Wygrana", "won"),
        ("Closed Lost (Sales)", "lost"), ("Perdido", "lost"), ("Qualified", None), ("Won't buy", None), ("", None),
    ],
)  # fmt: skip
def test_stages_in_many_languages(stage: str, kind: str | None) -> None:
    assert stage_kind(stage) == kind
