"""Imports are listed, and taken out again with the map that was kept after them."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import HuddleError
from core.importing.imports import import_file
from core.importing.past_imports import find_own_import, list_imports, undo_import
from core.importing.proposals import propose_map, save_map
from core.models import Entry
from tests.conftest import Crew


def take(crew: Crew, folder: Path, *rows: str, who: str = "Ana") -> None:
    path = folder / "deals.csv"
    path.write_text("\n".join(["id,owner,closed,value", *rows]))
    proposal = propose_map(crew[who], path)
    done = import_file(crew[who], path, proposal.map)
    if not proposal.is_known:
        save_map(crew[who], proposal, proposal.map, done.import_id)


def undo(crew: Crew, number: int = 1, who: str = "Ana") -> None:
    undo_import(crew[who], find_own_import(crew[who], number))


def entries(crew: Crew) -> dict[str | None, int]:
    return {entry.key: entry.amount for entry in crew["Ana"].all(Entry)}


def test_an_import_is_taken_out_as_one_change(crew: Crew, tmp_path: Path) -> None:
    take(crew, tmp_path, "D1,Ben Okafor,2026-11-03,10", "D2,Jon Weiss,2026-11-03,20")
    take(crew, tmp_path, "D1,Ben Okafor,2026-11-03,11", "D3,Ben Okafor,2026-11-04,30")
    latest, first = list_imports(crew["Ana"])
    assert (latest.number, latest.by, latest.added, latest.changed, latest.removed) == (1, "Ana Ruiz", 1, 1, 0)
    assert (first.number, first.added) == (2, 2)
    with pytest.raises(HuddleError, match="Undo that first"):
        undo(crew, 2)
    undo(crew)
    assert entries(crew) == {"D1": 10, "D2": 20}
    undo(crew)
    assert entries(crew) == {}
    with pytest.raises(HuddleError, match="no import to undo"):
        undo(crew)


def test_the_map_of_an_import_that_is_undone_is_not_kept(crew: Crew, tmp_path: Path) -> None:
    take(crew, tmp_path, "D1,Ben Okafor,2026-11-03,10")
    assert propose_map(crew["Ana"], tmp_path / "deals.csv").is_known
    take(crew, tmp_path, "D2,Ben Okafor,2026-11-03,10")
    undo(crew)
    assert propose_map(crew["Ana"], tmp_path / "deals.csv").is_known, "it belongs to the import before"
    undo(crew)
    assert not propose_map(crew["Ana"], tmp_path / "deals.csv").is_known


def test_the_map_of_a_file_that_changed_nothing_belongs_to_no_import(crew: Crew, tmp_path: Path) -> None:
    take(crew, tmp_path, "D1,Ben Okafor,2026-11-03,10")
    path = tmp_path / "calls.csv"
    path.write_text("nr,rep,day,amount\n1,Nobody At All,2026-11-03,10\n")
    proposal = propose_map(crew["Ana"], path)
    done = import_file(crew["Ana"], path, proposal.map)
    assert done.import_id is None
    save_map(crew["Ana"], proposal, proposal.map, done.import_id)
    undo(crew)
    assert propose_map(crew["Ana"], path).is_known
    assert not propose_map(crew["Ana"], tmp_path / "deals.csv").is_known


def test_the_import_that_was_chosen_is_taken_out_although_another_came_in_between(crew: Crew, tmp_path: Path) -> None:
    take(crew, tmp_path, "D0,Ben Okafor,2026-11-03,5")  # adds the metric, on which the others depend
    take(crew, tmp_path, "D1,Ben Okafor,2026-11-03,10")
    chosen = find_own_import(crew["Ana"])
    take(crew, tmp_path, "D2,Jon Weiss,2026-11-03,20")
    undo_import(crew["Ana"], chosen)
    assert entries(crew) == {"D0": 5, "D2": 20}


def test_whoever_imported_takes_it_out(crew: Crew, tmp_path: Path) -> None:
    take(crew, tmp_path, "D1,Ben Okafor,2026-11-03,10", who="Ben")
    with pytest.raises(HuddleError, match="Ask Ben Okafor to undo it with: huddle import --undo 1"):
        undo(crew)
    with pytest.raises(HuddleError, match="no import 2"):
        undo(crew, 2, who="Ben")
    undo(crew, who="Ben")
    assert entries(crew) == {}


def test_an_import_without_an_amount_is_listed(crew: Crew, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("id,owner,closed,value\nD1,Zoe Frey,2026-11-03,10\n")
    proposal = propose_map(crew["Ana"], path)
    import_file(crew["Ana"], path, proposal.map, people={"Zoe Frey": "Ben Okafor"}, content_hash="a")
    path.write_text("id,owner,closed,value\nD2,Yan Roth,2026-11-03,\n")
    import_file(crew["Ana"], path, proposal.map, people={"Yan Roth": "Jon Weiss"}, content_hash="b")
    latest, first = list_imports(crew["Ana"])
    assert (latest.added, latest.changed, latest.removed) == (0, 0, 0)
    assert first.added == 1
