"""A whole file passes; what another program did to it is found."""

from __future__ import annotations

import random
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from core.access.session import Session
from core.errors import HuddleError
from core.maintenance.check import MAX_LISTED, check_file
from data.models import Entry, Metric
from data.sqlite import sqlite3
from tests.conftest import Crew


@pytest.fixture
def path(crew: Crew) -> Path:
    """A team's file with entries, some of them changed and removed, and nobody at work on it."""
    ana: Session = crew["Ana"]
    with ana.change("entries.imported") as change:
        metric = change.insert(Metric(name="calls"))
        entries = [
            change.insert(
                Entry(
                    metric_id=metric.id,
                    member_id=crew.members["Ben"].id,
                    day=date(2026, 11, day),
                    amount=day,
                    entered_at=ana.timestamp,
                )
            )
            for day in range(1, 29)
        ]
    with ana.change("entry.corrected") as change:
        change.update(entries[0], amount=100)
        change.delete(entries[1])
    crew.close()
    return crew.path


def meddle(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_a_whole_file_has_no_problems(path: Path) -> None:
    assert check_file(path) == []


def test_undone_changes_leave_a_whole_file(crew: Crew) -> None:
    with crew["Ana"].change("metric.added") as change:
        change.insert(Metric(name="calls"))
    crew["Ana"].undo("metric")
    assert check_file(crew.path) == []


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE member SET territory = 'Mars' WHERE id = 2", "Row 2 of member differs from the journal"),
        ("DELETE FROM rotation", ""),
        (
            "INSERT INTO metric (id, name, kind, unit, scale, better) VALUES (9, 'x', 'sum', '', 0, 'higher')",
            "Row 9 of metric is not in",
        ),
        ("DELETE FROM entry WHERE id = 5", "Row 5 of entry is missing"),
        ("UPDATE entry_day SET total = 0 WHERE day = '2026-11-03'", "The sum of metric 1 on 2026-11-03 differs from"),
        ("DELETE FROM entry_day WHERE day = '2026-11-03'", "The sum of metric 1 on 2026-11-03 differs from"),
        ("INSERT INTO entry_day VALUES (1, '2026-12-24', 2, 1, 1)", "The sum of metric 1 on 2026-12-24 differs from"),
        ("DELETE FROM member WHERE id = 2", "entry row 3 refers to a missing member row"),
    ],
)
def test_what_another_program_did_is_found(path: Path, statement: str, sentence: str) -> None:
    meddle(path, "PRAGMA foreign_keys = OFF", statement)
    problems = check_file(path)
    assert any(sentence in problem for problem in problems) if sentence else problems == []


def test_a_row_that_came_back_is_found(path: Path) -> None:
    meddle(
        path,
        "INSERT INTO entry (id, metric_id, member_id, day, amount, entered_at) VALUES (2, 1, 2, '2026-11-02', 2, 'x')",
    )
    assert [problem for problem in check_file(path) if "Row 2 of entry" in problem]


def test_many_problems_are_counted(path: Path) -> None:
    meddle(path, "UPDATE entry SET note = 'x'")
    problems = check_file(path)
    assert len(problems) == MAX_LISTED + 1
    assert problems[-1] == "17 more problems of this kind."


def test_damage_is_told_and_the_file_left_alone(path: Path) -> None:
    # Without its log beside it, the file alone is what is looked at.
    meddle(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 12] = b"\x07" * (4096 * 9)
    path.write_bytes(data)
    problems = check_file(path)
    assert any("damaged" in problem for problem in problems)
    assert not any("btreeInit" in problem for problem in problems)  # nobody knows SQLite's own words
    assert any(f"sqlite3 '{path}' .recover" in problem for problem in problems)  # where there is no backup yet
    assert any(f"huddle restore --from FILE --db '{path}'" in problem for problem in problems)
    assert path.read_bytes() == bytes(data)


def test_a_bad_byte_does_not_stop_the_check(path: Path) -> None:
    meddle(
        path,
        "UPDATE member SET territory = CAST(x'73656372657480' AS TEXT) WHERE id = 2",
        "UPDATE metric SET unit = CAST(x'ff' AS TEXT) WHERE id = 1",
        "DELETE FROM entry WHERE id = 5",
    )
    problems = check_file(path)
    text = "\n".join(problems)
    assert "Row 2 of member is damaged: its territory is not UTF-8." in problems
    assert "Row 1 of metric is damaged: its unit is not UTF-8." in problems
    assert "Row 5 of entry is missing" in text  # the tables behind it are checked, too
    assert "secret" not in text


def test_a_bad_page_does_not_stop_the_check(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'entry'").fetchone()[0]
    meddle(path, "DELETE FROM rotation", "UPDATE member SET territory = 'Mars' WHERE id = 2")
    data = bytearray(path.read_bytes())
    data[4096 * (page - 1) : 4096 * page] = b"\x07" * 4096
    path.write_bytes(data)
    text = "\n".join(check_file(path))
    assert "The table entry is damaged: it cannot be read at all" in text
    assert "Row 2 of member differs from the journal" in text


def test_any_damage_is_survived_and_no_content_shown(path: Path) -> None:
    meddle(path, "UPDATE entry SET note = 'very secret words'", "UPDATE member SET email = 'very secret words'")
    whole = path.read_bytes()
    chance = random.Random(20261123)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 3, 200))):
            data[chance.randrange(100, len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            page = chance.randrange(1, len(data) // 4096)
            data[page * 4096 : (page + 1) * 4096] = chance.randbytes(4096)
        path.write_bytes(data)
        problems = check_file(path)
        assert all(isinstance(problem, str) and "\n" not in problem for problem in problems)
        assert "secret" not in " ".join(problems)
        assert path.read_bytes() == bytes(data)


def test_what_is_no_teams_file(tmp_path: Path) -> None:
    with pytest.raises(HuddleError, match="no team"):
        check_file(tmp_path / "nowhere.huddle")
    text = tmp_path / "text.huddle"
    text.write_text("not a database, by far\n" * 100)
    assert "not a Huddle file" in check_file(text)[0]
