"""Somebody types while the host moves on, on real terminals: the sentence stays theirs, and moves nobody."""

from __future__ import annotations

import pytest

from core.access.session import Session
from core.meeting import lifecycle, readiness
from core.models import Board, Card, JournalEntry
from tests.conftest import Crew
from tests.processes.live import ENTER, Table

pytestmark = pytest.mark.process


def test_a_sentence_begun_before_the_host_moved_on_is_one_card(crew: Crew, collecting: Session) -> None:
    with Table(collecting.store.path) as table:
        (ana, ben), lea = table.sit("Ana", "Ben"), table.start("Lea", "capture")
        lea.wait_for("Type a card")
        ben.press("a")
        ben.wait_for("Type a card, then enter")
        ben.press("I follow up the")
        lea.press("visit ")
        ben.wait_for("I follow up the")
        lea.wait_for("visit")
        ana.press("n")
        ben.wait_for(" TRENDS ")
        lea.wait_for("weekly 1 · trends")
        ben.press(f"|m today and now{ENTER}")
        lea.press(f"1 hot lead{ENTER}")
        ben.wait_for("Card added to accountabilities.")
        lea.wait_for("Card added to accountabilities.")
        for terminal in (ana, ben, lea):
            terminal.press("\x1b\x11")
    board = collecting.all(Board, "kind = 'accountabilities'")[0]
    assert {card.text for card in collecting.all(Card, "board_id = ?", (board.id,))} == {
        "I follow up the|m today and now",
        "visit 1 hot lead",
    }
    meeting = lifecycle.require_open_meeting(collecting)
    stage = lifecycle.current_stage(collecting, meeting)
    assert (meeting.host_id, stage.name) == (collecting.me.id, "trends")
    assert readiness.readiness(collecting, stage).done_count == 0
    for name in ("Ben", "Lea"):
        entries = collecting.store.read(JournalEntry, "by = ?", (crew.members[name].id,))
        assert [entry.what for entry in entries] == ["card.stated"]
