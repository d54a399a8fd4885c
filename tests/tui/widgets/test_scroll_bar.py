"""Scroll bars: there is a column of air between them and the text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.cells import cell_len
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widget import Widget

from tests.conftest import Crew
from tests.tui.frames import frame, idle
from tui.app import HuddleApp
from tui.widgets.card_list import CardLine, CardList
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.pick_list import Pick, PickList


def filled_list() -> Widget:
    picks = PickList()
    picks.set_picks([Pick(number, "x " * 100, right="§") for number in range(60)])
    return picks


def filled_cards() -> Widget:
    cards = CardList()
    cards.set_lines([CardLine(number, "Ana", "x " * 100, state="§") for number in range(60)])
    return cards


def filled_pane() -> Widget:
    facts = Facts()
    facts.set_facts([Fact("x " * 100, right="§") for _ in range(60)])
    return VerticalScroll(facts)


@pytest.mark.parametrize("make", [filled_list, filled_cards, filled_pane])
@pytest.mark.parametrize("width", [80, 200])
async def test_no_text_touches_a_scroll_bar(crew: Crew, make: Callable[[], Widget], width: int) -> None:
    app = HuddleApp(crew["Tom"])
    async with app.run_test(size=(width, 24)) as pilot:
        screen: Screen[None] = Screen()
        await app.push_screen(screen)
        await screen.mount(widget := make())
        await idle(pilot)
        assert widget.show_vertical_scrollbar
        bar = widget.vertical_scrollbar.region
        assert bar.width == 2
        lines = frame(app).splitlines()
        assert any("§" in line for line in lines)
        for line in lines:
            before = line.ljust(width)[: bar.x + 1]
            assert cell_len(before) == bar.x + 1
            assert before.endswith(" "), line
