"""SQLite refuses what reads past the rules of visibility, and reads by them as the session does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.access.exemptions import EXEMPT, EXEMPTIONS
from core.access.rules import PREFIX, RULES
from core.access.visible_connection import VisibleConnection, open_visible
from core.errors import HuddleError
from core.meeting import cards, lifecycle
from core.metrics import metrics
from core.metrics.entries import log_entry
from data.models import Board, Card
from data.sqlite import sqlite3
from tests import conftest
from tests.conftest import Crew


@pytest.fixture
def board(crew: Crew) -> Board:
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.move_to_stage(crew["Ana"], "collect")
    board = cards.set_board(crew["Ana"], cards.find_board(crew["Ana"]), hidden=True)
    cards.add_card(crew["Ben"], board, "Nobody's business")
    return board


@pytest.fixture
def refusing() -> Iterator[list[str]]:
    """The reads that are refused in this test, on purpose."""
    yield conftest._refused
    conftest._refused.clear()


RAW = (
    "SELECT text FROM card",
    "SELECT count(*) FROM card",
    "SELECT 1 FROM card",
    "SELECT id FROM card",
    "SELECT name FROM board JOIN card ON board_id = board.id JOIN member ON member.id = member_id",
    "SELECT visible_card.text FROM card AS visible_card",
    "SELECT text FROM (SELECT text FROM card) AS visible_card",
    "SELECT id FROM visible_card WHERE text IN (SELECT text FROM card)",
    "SELECT a.text FROM visible_card AS a JOIN card AS b ON b.id = a.id",
    "WITH other AS (SELECT text FROM card) SELECT text FROM other",
    "SELECT login FROM member",
    "SELECT after FROM journal_row",
    "SELECT sum(total) FROM entry_day",
    "SELECT said FROM mailbox",
)


@pytest.mark.parametrize("sql", RAW)
def test_a_raw_read_is_refused(crew: Crew, board: Board, refusing: list[str], sql: str) -> None:
    with pytest.raises(HuddleError, match="Huddle tried to read something you may not see"):
        crew["Ana"].query(sql)
    with pytest.raises((HuddleError, sqlite3.DatabaseError)):
        crew.room.connection.execute(sql)
    quick = open_visible(crew.path, crew.members["Jon"].id)
    with pytest.raises(sqlite3.DatabaseError):
        quick.execute(sql)
    quick.close()
    assert refusing


def test_a_model_read_past_the_session_is_refused(crew: Crew, board: Board, refusing: list[str]) -> None:
    with pytest.raises(HuddleError, match="Huddle tried to read something you may not see"):
        crew["Ana"].store.read(Card)
    assert refusing


def test_what_everybody_may_read_is_read_without_a_rule(crew: Crew, board: Board) -> None:
    assert crew.room.query("SELECT name FROM member WHERE id = ?", (crew.members["Ben"].id,)) == [
        {"name": "Ben Okafor"}
    ]
    assert crew.room.query("SELECT count(*) AS boards FROM board WHERE hidden")[0]["boards"] == 1


def test_a_connection_reads_as_its_viewer(crew: Crew, board: Board) -> None:
    seen = {name: len(crew[name].query("SELECT id FROM visible_card")) for name in crew.members}
    assert seen == {"Ana": 0, "Ben": 1, "Jon": 0, "Lea": 0, "Tom": 0}
    quick = open_visible(crew.path)
    ben = quick.for_viewer(crew.members["Ben"].id)
    assert len(ben.execute("SELECT id FROM visible_card WHERE board_id = ?", (board.id,)).fetchall()) == 1
    assert quick.execute("SELECT id FROM visible_card WHERE board_id = :board", {"board": board.id}).fetchall() == []
    quick.close()


def test_the_rollup_has_the_rule_of_its_entries(crew: Crew) -> None:
    fees = metrics.make_private(crew["Ana"], metrics.add_metric(crew["Ana"], "fees"))
    log_entry(crew["Ben"], fees, 40)
    totals = {name: crew[name].query("SELECT total FROM visible_entry_day") for name in ("Ana", "Ben", "Jon")}
    assert totals == {"Ana": [], "Ben": [{"total": 40}], "Jon": []}


@pytest.mark.parametrize("name", EXEMPTIONS)
def test_an_exemption_reads_and_has_a_reason(crew: Crew, name: str) -> None:
    exemption = EXEMPTIONS[name]
    assert exemption.reason.endswith(".")
    assert crew.room.query(f"SELECT count(*) AS n FROM {EXEMPT}{name}")[0]["n"] >= 0
    quick = open_visible(crew.path)
    assert quick.execute(f"SELECT * FROM {EXEMPT}{name}").fetchall() is not None
    quick.close()


@pytest.mark.parametrize("table", [table for table in RULES if table != "mailbox"])
def test_a_rule_is_the_same_with_and_without_models(crew: Crew, board: Board, table: str) -> None:
    sql = f"SELECT count(*) AS n FROM {PREFIX}{table}"
    for name in ("Ben", "Tom"):
        quick = open_visible(crew.path, crew.members[name].id)
        assert quick.execute(sql).fetchone()[0] == crew[name].query(sql)[0]["n"]
        quick.close()


def test_a_copy_of_a_file_that_was_left_is_guarded(crew: Crew, board: Board, refusing: list[str]) -> None:
    ana = crew["Ana"]
    crew.path.rename(crew.path.with_name("moved.huddle"))
    ana.store.leave_if_moved()
    assert isinstance(ana.connection, VisibleConnection)
    with pytest.raises(HuddleError, match="Huddle tried to read something you may not see"):
        ana.query("SELECT text FROM card")
    assert ana.query("SELECT id FROM visible_card") == []
