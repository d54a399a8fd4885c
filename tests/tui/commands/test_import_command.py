"""`huddle import` as typed in a shell: maps by name, questions on a terminal, a bar, a watched folder."""

from __future__ import annotations

import io
import json
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from core.importing.imports import import_file
from core.importing.proposals import propose_map
from core.importing.result import ImportProgress
from core.models import Alias, Entry
from data.checkpoint import has_log
from tests.conftest import Crew
from tui.cli import main
from tui.commands import import_, terminal
from tui.commands.context import Context
from tui.commands.import_watch import watch_folder
from tui.importing.output import ProgressLine

HUBSPOT = "Deal ID,Deal Name,Deal Stage,Amount,Close Date,Deal Owner\n"
MAP = '[columns]\nmember = "owner"\non = "closed"\nkey = "deal"\n[[entry]]\nmetric = "won revenue"\namount = "value"\n'


@pytest.fixture
def run(crew: Crew, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs `huddle` as Ana and gives exit status, output and errors."""

    def run(*words: object) -> tuple[int, str, str]:
        status = main(["--db", str(crew.path), "--as", "Ana", *map(str, words)])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def hubspot(tmp_path: Path) -> Path:
    path = tmp_path / "deals.csv"
    path.write_text(HUBSPOT + "1,Big one,Closed Won,1000.50,2026-11-03,ben@example.com\n2,Small,New,5,,x\n")
    return path


def taken(crew: Crew) -> dict[str | None, str]:
    return {entry.key: f"{entry.day} {entry.amount}" for entry in crew["Ana"].all(Entry)}


def test_a_known_export_is_proposed_and_taken_only_when_told(crew: Crew, run: Any, hubspot: Path) -> None:
    status, out, err = run("import", hubspot)
    assert (status, out) == (1, "")
    assert "HubSpot deals" in err
    assert "--yes" in err
    assert run("import", hubspot, "--json")[0] == 1
    status, out, _ = run("import", hubspot, "--dry-run")
    assert (status, taken(crew)) == (1, {})
    status, out, _ = run("import", hubspot, "--yes", "--who", "ben@example.com=Ben")
    assert status == 0
    assert "1 name from the file remembered." in out
    assert len(taken(crew)) == 1
    assert [alias.text for alias in crew["Ana"].all(Alias)] == ["ben@example.com"]
    # By its name it needs no recognising, and who is meant is known by now.
    status, out, _ = run("import", hubspot, "--map", "hubspot-deals")
    assert "3 unchanged" in out


def test_whose_all_rows_are_is_said_once(crew: Crew, run: Any, tmp_path: Path) -> None:
    path = tmp_path / "tree.json"
    path.write_text(
        json.dumps(
            {"records": [{"Id": "1", "Name": "x", "StageName": "Closed Won", "CloseDate": "2026-11-03", "Amount": 5}]}
        )
    )
    status, _, err = run("import", path, "--yes")
    assert status == 1
    assert "--for NAME" in err
    assert run("import", path, "--yes", "--for", "Lea Brandt")[0] == 0
    assert {entry.member_id for entry in crew["Ana"].all(Entry)} == {crew.members["Lea"].id}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["import"], "Name the file"),
        (["import", "x.csv", "--map", "salesfarce"], "No map named"),
        (["import", "x.csv", "--who", "nonsense"], "--who"),
        (["import", "x.csv", "--watch", "."], "needs a folder"),
        (["import", "--watch", "nowhere-at-all"], "is not a folder"),
    ],
)
def test_what_was_typed_wrongly_is_told(run: Any, words: list[str], sentence: str) -> None:
    import re

    status, out, err = run(*words)
    assert (status, out) == (1, "")
    assert re.search(sentence, err)


@pytest.mark.parametrize(("typed", "day"), [("1\n", "2026-04-03"), ("9\n2\n", "2026-03-04")])
def test_on_a_terminal_it_is_asked_once_and_remembered(
    crew: Crew, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, day: str
) -> None:
    path, map_ = tmp_path / "deals.csv", tmp_path / "map.toml"
    path.write_text("deal,owner,closed,value\nD1,Ben Okafor,03/04/2026,5\n")
    map_.write_text(MAP)
    monkeypatch.setattr(import_, "has_terminal", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    status, _, err = run("import", path, "--map", map_)
    assert status == 0
    assert "1  03/04/2026 is 3 April 2026" in err
    assert taken(crew) == {"D1": f"{day} 5"}
    assert map_.read_text().startswith(MAP), "the map stays as it was, and the answer comes below"
    assert "dates = " in map_.read_text()
    status, _, err = run("import", path, "--map", map_)
    assert (status, err) == (0, "")


def test_without_an_answer_nothing_is_changed(
    crew: Crew, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, map_ = tmp_path / "deals.csv", tmp_path / "map.toml"
    path.write_text("deal,owner,closed,value\nD1,Ben Okafor,03/04/2026,5\n")
    map_.write_text(MAP)
    status, _, err = run("import", path, "--map", map_)
    assert status == 1
    assert 'dates = "day first"' in err
    monkeypatch.setattr(import_, "has_terminal", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert run("import", path, "--map", map_)[0] == 1
    assert (taken(crew), map_.read_text()) == ({}, MAP)


def test_the_outcome_as_json_can_be_read_by_a_script(run: Any, hubspot: Path) -> None:
    status, out, _ = run("import", hubspot, "--map", "hubspot-deals", "--json")
    assert status == 1
    done = json.loads(out)
    assert (done["rows"], done["unknown"], done["questions"]) == (2, {"ben@example.com": 1}, [])


DEALS = "id,owner,closed,value\n"


def test_the_guess_is_taken_as_it_is(crew: Crew, run: Any, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(DEALS + "D1,Ben Okafor,2026-11-03,5\n")
    status, _, err = run("import", path, "--yes")
    assert (status, "--guess" in err) == (1, True)
    assert run("import", path, "--guess")[0] == 0
    assert taken(crew) == {"D1": "2026-11-03 5"}
    path.write_text("product,sold on,price\nPen,2026-11-03,5\n")
    status, _, err = run("import", path, "--guess")
    assert (status, "--for NAME" in err) == (1, True)
    assert run("import", path, "--guess", "--for", "Ben Okafor")[0] == 0


def test_the_exit_code_tells_whether_rows_were_taken_or_refused(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    good, bad = "D1,Ben Okafor,2026-11-03,5\n", "D2,Nobody At All,2026-11-03,5\n"
    for rows, status in ((good + bad, 3), (bad, 1), (good, 0), ("", 1)):
        path.write_text(DEALS + rows)
        assert run("import", path, "--guess", "--dry-run")[0] == status
        assert run("import", path, "--guess")[0] == status


def test_a_dry_run_speaks_of_what_would_be(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(DEALS + "D1,Sam Novak,2026-11-03,5\nD2,Ben Okafor,2026-11-03,x\nD3,Ben Okafor,2026-11-04,7\n")
    _, out, err = run("import", path, "--guess", "--dry-run", "--add-members")
    assert "Members that would be added: Sam Novak." in out
    assert "Metrics that would be added: won revenue." in out
    assert "1 row would be refused" in err


def test_an_import_is_listed_and_taken_out(crew: Crew, run: Any, tmp_path: Path) -> None:
    assert run("import", "--list")[1] == "Nothing was imported yet.\n"
    path = tmp_path / "deals.csv"
    path.write_text(DEALS + "D1,Ben Okafor,2026-11-03,5\n")
    run("import", path, "--guess")
    status, out, _ = run("import", "--list")
    assert (status, out.split()[0]) == (0, "1")
    assert "Ana Ruiz" in out
    what = "entries and targets: 1 added, 0 changed, 0 removed"
    assert what in out
    when = out.split("  ")[1]
    status, out, _ = run("import", "--undo", "--yes")
    assert (status, out) == (0, f"Undone: import 1 of {when} by Ana Ruiz ({what}).\n")
    assert taken(crew) == {}
    assert run("import", "--undo", "3", "--yes")[0] == 1
    status, _, err = run("import", "--undo", "deals.csv")
    assert (status, "“deals.csv” is not the number of an import" in err) == (2, True)


def test_an_import_is_taken_out_only_after_a_question(
    crew: Crew, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(DEALS + "D1,Ben Okafor,2026-11-03,5\n")
    run("import", path, "--guess")
    status, _, err = run("import", "--undo")
    assert (status, "add: --yes" in err, len(taken(crew))) == (1, True, 1)
    monkeypatch.setattr(terminal, "has_terminal", lambda: True)
    for typed, status, left in (("n\n", 1, 1), ("y\n", 0, 0)):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        assert run("import", "--undo")[0] == status
        assert len(taken(crew)) == left


def test_what_another_member_imported_is_not_asked_about(
    crew: Crew, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(DEALS + "D1,Ben Okafor,2026-11-03,5\n")
    import_file(crew["Ben"], path, propose_map(crew["Ben"], path).map)
    monkeypatch.setattr(terminal, "has_terminal", lambda: True)
    status, _, err = run("import", "--undo")
    assert (status, "(y/n)" in err) == (1, False)
    assert "Ask Ben Okafor to undo it" in err


def test_the_bar_is_drawn_on_a_terminal_alone() -> None:
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        bar = ProgressLine(stream)
        bar.update(ImportProgress("taking", 5_000, 20_000, 0.25))
        bar.clear()
    assert "taking  5,000 of 20,000 rows" in terminal.getvalue()
    assert " 25%" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r")
    assert file.getvalue() == ""


def test_a_folder_is_watched_until_ctrl_c(
    crew: Crew, tmp_path: Path, hubspot: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    steps = [
        lambda: hubspot.rename(folder / "deals.csv"),
        lambda: (folder / "bad.csv").write_bytes(b"a,b\n\0\n"),
        lambda: None,
        lambda: None,
    ]
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        assert not (taken(crew) and has_log(crew.path))  # who copies the one file has what was imported
        if not steps:
            raise KeyboardInterrupt
        steps.pop(0)()  # type: ignore[no-untyped-call]

    args = Namespace(
        file=None, dry_run=False, watch=folder, map=None, member="Ben Okafor", add_members=False, json=False
    )
    context = Context(db=str(crew.path), as_option="Ana")
    try:
        assert watch_folder(args, context, {}, wait) == 0
    finally:
        context.close()
    printed = capsys.readouterr()
    assert "deals.csv: 2 rows read, 1 won, 1 other: New 1. Entries: 3 new" in printed.out
    assert printed.err.startswith("bad.csv was not imported: ")
    assert printed.err.count("bad.csv was not imported") == 1
    assert set(waited) == {2.0}
    assert set(taken(crew)) == {"1"}
