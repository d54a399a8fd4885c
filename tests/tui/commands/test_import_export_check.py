"""`huddle import`, `huddle export` and `huddle check`, as typed in a shell."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from core.maintenance import seen
from data.sqlite import sqlite3
from tests.conftest import Crew
from tui.cli import main

MAP = """
[columns]
member = "owner"
on = "closed"
key = "deal"
[[entry]]
metric = "won revenue"
amount = "value"
"""


@pytest.fixture
def run(crew: Crew, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs `huddle` as Ana and gives exit status, output and errors."""

    def run(*words: object) -> tuple[int, str, str]:
        status = main(["--db", str(crew.path), "--as", "Ana", *map(str, words)])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


@pytest.fixture
def deals(tmp_path: Path) -> Path:
    (tmp_path / "map.toml").write_text(MAP)
    path = tmp_path / "deals.csv"
    path.write_text(
        "deal,owner,closed,value\nD1,Ben Okafor,2026-11-03,10\nD2,Sam Novak,2026-11-04,20\nD3,Ben Okafor,x,30\n"
    )
    return path


def test_an_import_says_what_came_of_it(run: Any, deals: Path) -> None:
    status, out, err = run("import", deals, "--map", deals.with_name("map.toml"))
    assert (status, err) == (3, "")
    assert out.splitlines() == [
        "3 rows read.",
        "Entries: 1 new, 0 changed, 0 removed, 0 unchanged.",
        "New metrics: won revenue.",
        f"2 rows could not be imported. Reasons: {deals.with_name('deals.refused.csv')}",
    ]


def test_a_dry_run_lists_what_it_could_not_take(crew: Crew, run: Any, deals: Path) -> None:
    status, out, err = run("import", deals, "--map", deals.with_name("map.toml"), "--dry-run", "--add-members")
    assert status == 3
    assert "Preview: 2 new," in out
    assert "Members that would be added: Sam Novak." in out
    assert out.endswith("This was a preview. Nothing was changed.\n")
    assert err.startswith("1 row would be refused:\n  line 4: closed: “x” is not a date")
    assert crew.store.query("SELECT * FROM entry") == []
    assert not deals.with_name("deals.refused.csv").exists()


def test_refused_rows_are_told_where_no_file_can_be_written(run: Any, deals: Path) -> None:
    deals.with_name("deals.refused.csv").mkdir()
    status, _, err = run("import", deals, "--map", deals.with_name("map.toml"))
    assert status == 3
    assert "cannot be written" in err
    assert "line 3: No member named" in err


def test_one_person_whom_nobody_knows_is_told_once(run: Any, deals: Path) -> None:
    rows = "".join(f"D{number},Sam Novak,2026-11-04,20\n" for number in range(7))
    deals.write_text(f"deal,owner,closed,value\n{rows}D8,Ben Okafor,x,30\n")
    _, _, err = run("import", deals, "--map", deals.with_name("map.toml"), "--dry-run")
    told = err.splitlines()
    assert len(told) == 3
    assert told[1].startswith("  lines 2, 3, 4, 5, 6 and 2 more: No member named")
    assert told[2].startswith("  line 9: closed: “x”")


def test_an_import_as_json(run: Any, deals: Path) -> None:
    done = json.loads(run("import", deals, "--map", deals.with_name("map.toml"), "--json")[1])
    assert (done["rows"], done["added"], done["refused_count"], done["dry_run"]) == (3, 1, 2, False)
    assert [refusal["line"] for refusal in done["refused"]] == [3, 4]
    assert done["report"] == str(deals.with_name("deals.refused.csv"))


def test_an_import_without_a_map_shows_one(run: Any, deals: Path) -> None:
    status, out, err = run("import", deals)
    assert (status, out) == (1, "")
    assert "--map map.toml" in err
    assert 'member = "owner"' in err


def test_an_export_says_where_it_is(run: Any, tmp_path: Path) -> None:
    status, out, _ = run("export", tmp_path / "out")
    assert status == 0
    assert str(tmp_path / "out") in out
    assert (tmp_path / "out/member.csv").exists()
    status, out, err = run("export", tmp_path / "out")
    assert (status, out) == (1, "")
    assert "not empty" in err


def test_a_check_ends_with_1_when_something_is_wrong(crew: Crew, run: Any) -> None:
    assert run("check")[1].startswith(f"No problems found in {crew.path}.\n")
    told = json.loads(run("check", "--json")[1])
    assert told.pop("head").startswith("journal ")
    assert told == {"path": str(crew.path), "problems": [], "notes": [], "setting": "solo"}
    with closing(sqlite3.connect(crew.path)) as connection:
        connection.execute("UPDATE member SET territory = 'Mars' WHERE id = 2")
        connection.commit()
    status, out, _ = run("check")
    assert (status, out.count("\n")) == (1, 2)
    assert "Row 2 of member" in out
    status, out, _ = run("check", "--json")
    assert status == 1
    assert len(json.loads(out)["problems"]) == 1


def test_a_head_that_was_copied_is_compared(crew: Crew, run: Any) -> None:
    head = json.loads(run("check", "--json")[1])["head"]
    for typed in (head, head.removeprefix("journal ").replace(" · ", ":"), head.lower()[:-4]):
        assert run("check", "--since", typed)[0] == 0
    status, out, _ = run("check", "--since", f"{head[:-4]}0000")
    assert (status, "The journal up to entry" in out) == (1, True)
    for typed in ("yesterday", "1:7F3A", "1237"):
        assert "is not a journal position. Copy it from a print or a backup, e.g" in run("check", "--since", typed)[2]


def test_a_file_that_went_back_is_found_and_can_be_accepted(crew: Crew, run: Any, tmp_path: Path) -> None:
    seen.look(crew.path)
    older = tmp_path / "older"
    run("backup", older)
    run("group", "add", "West")
    seen.look(crew.path)
    crew.close()
    crew.path.write_bytes(older.read_bytes())
    status, out, _ = run("check")
    assert (status, "differs from what this computer saw before" in out) == (1, True)
    assert run("check", "--accept")[0] == 0
    assert run("check")[0] == 0


def test_after_a_restore_on_this_computer_nothing_cries_wolf(crew: Crew, run: Any, tmp_path: Path) -> None:
    older = tmp_path / "older"
    run("backup", older)
    run("group", "add", "West")
    seen.look(crew.path)
    crew.close()
    assert run("restore", "--from", older)[0] == 0
    assert run("check")[0] == 0
