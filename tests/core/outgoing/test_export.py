"""An export holds what its viewer may see, in two forms, and overwrites nothing."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.access.session import Session
from core.errors import HuddleError
from core.outgoing.export import export_tables
from data.models import MODELS, Board, Card, Conversation, Entry, Goal, Meeting, Member, Metric
from tests.conftest import Crew

AT = "2026-11-23T14:00:00.000Z"


@pytest.fixture
def full(crew: Crew) -> Crew:
    """A team in which Ben said, wrote and hid things."""
    ben, ana, jon = (crew.members[name].id for name in ("Ben", "Ana", "Jon"))
    with crew["Ben"].change("meeting.opened") as change:
        meeting = change.insert(Meeting(kind="weekly", number=1, day=date(2026, 11, 23), status="open"))
        open_board, hidden, anonymous = (
            change.insert(Board(meeting_id=meeting.id, kind=kind, question="What?", hidden=hidden, anonymous=anonymous))  # type: ignore[arg-type]
            for kind, hidden, anonymous in (
                ("accountabilities", False, False),
                ("hurdles", True, False),
                ("weaknesses", False, True),
            )
        )
        change.insert(Card(board_id=open_board.id, member_id=ben, text='=HYPERLINK("http://x")', said_at=AT))
        change.insert(Card(board_id=hidden.id, member_id=ben, text="hidden words", said_at=AT))
        change.insert(Goal(level="personal", member_id=ben, text="my own goal", set_at=AT))
        change.insert(
            Conversation(
                kind="one-on-one", from_id=ana, to_id=ben, held_on=date(2026, 11, 1), text="between us", written_at=AT
            )
        )
        metric = change.insert(Metric(name="calls"))
        change.insert(
            Entry(
                metric_id=metric.id,
                member_id=ben,
                day=date(2026, 11, 2),
                amount=-5,
                note="a private note",
                entered_at=AT,
            )
        )
        change.update(crew.members["Ben"], login="ben-login")
    with crew["Ben"].change("card.stated", anonymous=True) as change:
        change.insert(Card(board_id=anonymous.id, text="nobody's words", said_at=AT))
    assert jon
    return crew


def exported(session: Session, folder: Path) -> dict[str, list[dict[str, Any]]]:
    export_tables(session, folder)
    return {table: json.loads((folder / f"{table}.json").read_text(encoding="utf-8")) for table in MODELS}


def all_text(folder: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())


def test_every_table_in_both_forms(full: Crew, tmp_path: Path) -> None:
    paths = export_tables(full["Ben"], tmp_path / "new" / "out")
    assert {path.name for path in paths} == {f"{table}.{form}" for table in MODELS for form in ("csv", "json")}
    for table, model in MODELS.items():
        rows = json.loads((tmp_path / "new/out" / f"{table}.json").read_text(encoding="utf-8"))
        with (tmp_path / "new/out" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
        assert lines[0] == list(model.model_fields)
        assert len(lines) == len(rows) + 1
        assert [model.model_validate(row) for row in rows] == full["Ben"].all(model)


def test_formulas_are_text_in_csv_and_themselves_in_json(full: Crew, tmp_path: Path) -> None:
    tables = exported(full["Ben"], tmp_path / "out")
    assert tables["card"][0]["text"] == '=HYPERLINK("http://x")'
    with (tmp_path / "out/card.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["text"] == '\'=HYPERLINK("http://x")'
    with (tmp_path / "out/entry.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["amount"] == "-5"


SECRETS = ("hidden words", "my own goal", "between us", "a private note", "ben-login")


def test_what_is_ones_own_is_exported_by_oneself(full: Crew, tmp_path: Path) -> None:
    export_tables(full["Ben"], tmp_path / "out")
    for secret in SECRETS:
        assert secret in all_text(tmp_path / "out")


@pytest.mark.parametrize(
    ("who", "seen"),
    [("Jon", ()), ("Tom", ()), ("Ana", ("between us", "a private note", "ben-login")), (None, ())],
)
def test_nothing_private_leaves_with_somebody_else(
    full: Crew, tmp_path: Path, who: str | None, seen: tuple[str, ...]
) -> None:
    export_tables(full[who] if who else full.room, tmp_path / "out")
    text = all_text(tmp_path / "out")
    for secret in SECRETS:
        assert (secret in text) == (secret in seen)


def test_an_anonymous_card_carries_nobodys_name(full: Crew, tmp_path: Path) -> None:
    for who in ("Ana", "Ben"):
        tables = exported(full[who], tmp_path / who)
        card = next(card for card in tables["card"] if card["text"] == "nobody's words")
        assert card["member_id"] is None
        assert card["typed_by"] is None
        entry = next(entry for entry in tables["journal"] if entry["what"] == "card.stated")
        assert entry["by"] is None
        told = [row for row in tables["journal_row"] if row["journal_id"] == entry["id"]]
        assert [json.loads(row["after"])["member_id"] for row in told] == [None]


def test_a_folder_with_something_in_it_is_left_alone(crew: Crew, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "member.csv").write_text("mine")
    with pytest.raises(HuddleError, match="not empty"):
        export_tables(crew["Ana"], folder)
    assert [path.name for path in folder.iterdir()] == ["member.csv"]
    assert (folder / "member.csv").read_text() == "mine"


def test_a_folder_that_cannot_be(crew: Crew, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HuddleError, match="is a file"):
        export_tables(crew["Ana"], tmp_path / "file")
    with pytest.raises(HuddleError, match="Choose another folder, or free some space"):
        export_tables(crew["Ana"], tmp_path / "file" / "below")


def test_many_rows_are_all_there(crew: Crew, tmp_path: Path) -> None:
    with crew["Ana"].change("member.added") as change:
        for number in range(2500):
            change.insert(Member(name=f"Seller {number}", joined_on=date(2026, 1, 1)))
    tables = exported(crew["Ana"], tmp_path / "out")
    assert len(tables["member"]) == 2505
    assert len({row["id"] for row in tables["member"]}) == 2505
