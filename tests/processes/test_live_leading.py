"""One meeting on several terminals, each a process of its own: who leads, and who follows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.access.session import Session
from core.meeting import lifecycle
from core.models import JournalEntry
from tests.conftest import Crew
from tests.processes.live import ENTER, LEFT, Table, choose_option

pytestmark = pytest.mark.process


@pytest.fixture
def table(collecting: Session) -> Iterator[Table]:
    with Table(collecting.store.path) as table:
        yield table


def test_screens_follow_the_host_and_come_back_with_one_key(table: Table) -> None:
    ana, ben, lea = table.sit("Ana", "Ben", "Lea")
    ben.press(LEFT)
    ben.wait_for("viewing another stage")
    ana.press("n")
    for terminal in (ana, lea):
        terminal.wait_for("TRENDS")
    # The rail tells Ben that the meeting has moved on, and his screen stays where he looks.
    ben.wait_for("TRENDS")
    assert "viewing another stage" in ben.text
    ben.press("f")
    ben.wait_for(lambda text: "viewing another stage" not in text and "then commit" in text)


def test_who_takes_over_is_told_on_every_screen(table: Table, crew: Crew) -> None:
    ana, ben = table.sit("Ana", "Ben")
    choose_option(ben, "Take over hosting")
    ben.wait_for("Take over hosting from Ana Ruiz?")
    ben.press(ENTER)
    ben.wait_for("You are the host now.")
    ana.wait_for("Ben Okafor is the host now.")
    ana.wait_for("host Ben Okafor")
    entry = crew["Ana"].store.read(JournalEntry, "what = 'meeting.taken_over'")[-1]
    assert entry.by == crew.members["Ben"].id
    # And leads: the one who led follows.
    ben.press("n")
    ana.wait_for("TRENDS")


def test_a_killed_host_strands_nobody(table: Table, crew: Crew) -> None:
    ana, ben, lea = table.sit("Ana", "Ben", "Lea")
    ana.kill()
    choose_option(ben, "Take over hosting")
    ben.wait_for("Take over hosting from Ana Ruiz?")
    ben.press(ENTER)
    lea.wait_for("host Ben Okafor")
    ben.wait_for("n Next stage")
    ben.press("n")
    lea.wait_for("TRENDS")
    # And who was cut off comes back to where the others are, and follows.
    (back,) = table.sit("Ana", shows="TRENDS")
    back.wait_for("host Ben Okafor")
    assert "Next stage" not in back.text


def test_who_comes_late_lands_on_the_current_stage(table: Table, collecting: Session) -> None:
    table.sit("Ana")
    lifecycle.move_to_stage(collecting, "commit")
    (jon,) = table.sit("Jon", shows="COMMIT")
    jon.wait_for("then hurdles")
    assert "viewing another stage" not in jon.text


def test_who_is_gone_is_not_shown_ten_seconds_after_a_crash(table: Table) -> None:
    ana, ben = table.sit("Ana", "Ben")
    ana.wait_for("2 here")
    ben.kill()
    ana.wait_for("1 here", patience=10.0)
