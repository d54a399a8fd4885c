"""One meeting on several terminals, each a process of its own: what is said, hidden, voted on, timed and undone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from core.access.session import Session
from core.meeting import cards, lifecycle, votes
from core.meeting.trend_columns import load_grouped_cards
from tests.bench.pty_run import Terminal
from tests.conftest import Crew
from tests.processes.live import ENTER, LEFT, Table, choose_option

pytestmark = pytest.mark.process


@pytest.fixture
def table(collecting: Session) -> Iterator[Table]:
    with Table(collecting.store.path) as table:
        yield table


def test_a_hidden_board_shows_nobody_else_s_words_until_the_host_reveals_them(
    table: Table, collecting: Session
) -> None:
    cards.set_board(collecting, cards.find_board(collecting), hidden=True)
    secret = "I call five lapsed customers"
    ana, ben, lea = table.sit("Ana", "Ben", "Lea")
    ben.press("a")
    ben.wait_for("Type a card, then enter")
    ben.press(f"{secret}{ENTER}")
    ben.wait_for(f"“{secret}”")
    for terminal in (ana, lea):
        terminal.wait_for("1 card from 1 of 4 people")
        assert b"lapsed" not in b"".join(chunk for _, chunk in terminal.painted)
    choose_option(ana, "Reveal cards")
    ana.wait_for("Reveal 1 card to everyone?")
    ana.press(ENTER)
    lea.wait_for(f"“{secret}”")
    ana.wait_for(f"“{secret}”")


def test_votes_are_hidden_until_the_host_reveals_them(table: Table, crew: Crew, collecting: Session) -> None:
    board = cards.find_board(collecting)
    card = cards.add_card(crew["Ben"], board, "Call five lapsed customers")
    ana, ben, lea = table.sit("Ana", "Ben", "Lea")
    choose_option(ana, "Open voting")
    ana.wait_for("How many votes per person?")
    ana.press(ENTER)
    for terminal in (ben, lea):
        terminal.wait_for("3 left")
    ben.press("vv")
    ben.wait_for("1 left")
    ana.wait_for("1 of 4 have voted")
    lea.press("v")
    lea.wait_for("2 left")
    ana.wait_for("2 of 4 have voted")
    votes.vote(crew["Jon"], board, card)  # of two, each would know the other's
    ana.wait_for("3 of 4 have voted")
    assert "votes by" not in ana.text
    choose_option(ana, "Reveal votes")
    ana.wait_for("end voting?")
    ana.press(ENTER)
    for terminal in (ana, ben, lea):
        terminal.wait_for("4 votes by 3 of 4")


def test_two_screens_tell_the_same_second(table: Table) -> None:
    ana, ben = table.sit("Ana", "Ben")
    ana.press("n")
    ana.wait_for("TRENDS")
    ana.press("t")
    ana.wait_for("How long for trends, from now?")
    ana.press(f"5{ENTER}")
    ben.wait_for(lambda text: left(text) is not None)
    ana.wait_for(lambda text: left(text) is not None)
    in_step = 0
    for _ in range(12):  # a busy machine may be late for some of them
        before = shown(ana)
        ana_at = ana.began + ana.wait_for(lambda text, before=before: (left(text) or before) < before)  # type: ignore[misc]
        ben_at = ben.began + ben.wait_for(lambda text: (left(text) or 0) <= shown(ana))
        in_step += shown(ben) == shown(ana) and abs(ben_at - ana_at) < 0.3
        if in_step == 3:
            break
    assert in_step == 3


def left(text: str) -> int | None:
    """The seconds that the clock on this screen shows as left."""
    found = re.search(r"⏱ (\d\d):(\d\d) left", text)
    return int(found[1]) * 60 + int(found[2]) if found else None


def shown(terminal: Terminal) -> int:
    seconds = left(terminal.text)
    assert seconds is not None
    return seconds


def test_undo_says_who_has_built_on_it(table: Table, crew: Crew, collecting: Session) -> None:
    board = cards.find_board(collecting)
    for text in ("Call five lapsed customers", "Ask each customer for an introduction"):
        cards.add_card(crew["Ben"], board, text)
    lifecycle.move_to_stage(collecting, "trends")
    ana, ben = table.sit("Ana", "Ben", shows="TRENDS")
    for terminal in (ana, ben):
        terminal.press(ENTER)
        terminal.wait_for("2 cards, 0 sorted")
    ana.press("a")
    ana.wait_for("enter Add")
    ana.press(ENTER)
    for terminal in (ana, ben):
        terminal.wait_for("2 cards, 1 sorted")
    # Ben puts the other card into the trend that Ana has made.
    ben.press(LEFT)
    ben.wait_for("▸  Ask each customer")
    ben.press("m")
    ben.wait_for("Move this card to")
    ben.press("1")
    for terminal in (ana, ben):
        terminal.wait_for("2 cards, 2 sorted")
    ana.press("u")
    ana.wait_for("Ben Okafor has put cards into it")
    assert [len(column.cards) for column in load_grouped_cards(collecting, board).columns if column.trend] == [2]
