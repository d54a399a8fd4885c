"""Lists, facts and the dialogs made of them: what stands in them stands there whole, and the cursor is in sight."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widget import Widget

from tests.tui.frames import idle
from tui.dialogs.choice import Choice, ChooseScreen
from tui.services.theme import FALLBACK_VARIABLES
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.pick_list import Pick, PickList

LONG = "10 calls · every week · 31 Dec · 11 weeks in a row"


class Bare(App[None]):
    """An app with one widget in it."""

    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        self._widgets = widgets

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return FALLBACK_VARIABLES

    def compose(self) -> ComposeResult:
        yield from self._widgets


def lines(app: App[None]) -> list[str]:
    strips = app.screen._compositor.render_strips(app.size)
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def numbered(count: int) -> list[Pick]:
    return [Pick(number, f"number {number} of people's words") for number in range(count)]


@pytest.mark.parametrize("at", [0, 3, 60, 199])
async def test_where_the_cursor_was_put_before_anything_was_drawn_it_is_in_sight(at: int) -> None:
    picks = PickList()
    picks.set_picks(numbered(200))
    picks.pick(at)
    async with Bare(picks).run_test(size=(60, 12)) as pilot:
        await idle(pilot)
        assert any(line.startswith(" ▸") and f"number {at}" in line for line in lines(pilot.app))
        assert at or picks.scroll_offset.y == 0
        await pilot.resize_terminal(30, 8)
        await idle(pilot)
        assert any(line.startswith(" ▸") for line in lines(pilot.app))


@pytest.mark.parametrize("width", [60, 72, 120])
async def test_neither_the_words_nor_what_stands_at_the_right_edge_is_cut(width: int) -> None:
    picks = PickList()
    picks.set_picks([Pick(1, "A new customer every month", "○", right=LONG), Pick(2, "Call", right="today")])
    async with Bare(picks).run_test(size=(width, 10)) as pilot:
        await idle(pilot)
        shown = lines(pilot.app)
        assert any("A new customer every month" in line for line in shown)
        assert any(line.endswith(LONG) for line in shown)
        assert any("Call" in line and line.endswith("today") for line in shown)


async def test_names_stand_in_a_column_of_their_own() -> None:
    picks = PickList()
    picks.set_picks([Pick(1, "calls", who="Ana"), Pick(2, "writes"), Pick(3, "visits", who="Benedikta Okafor")])
    async with Bare(picks).run_test(size=(60, 10)) as pilot:
        await idle(pilot)
        shown = lines(pilot.app)
        starts = {line.index(word) for line, word in zip(shown, ("calls", "writes", "visits"), strict=False)}
        assert len(starts) == 1
        assert "Benedikta Okafor" in shown[2]


async def test_facts_stand_whole_in_the_lines_that_there_are_and_the_others_are_counted() -> None:
    facts = Facts()
    facts.set_facts(
        [Fact(f"fact {number} with as many words as take two lines") for number in range(6)], max_lines=5, left_out=3
    )
    async with Bare(facts).run_test(size=(30, 12)) as pilot:
        await idle(pilot)
        shown = lines(pilot.app)
        assert facts.size.height == 5
        assert "fact 1" in shown[2]
        assert "fact 2" not in " ".join(shown)
        assert "and 7 more" in shown[4]
        facts.set_facts([Fact("one"), Fact("two")], max_lines=5)
        await idle(pilot)
        assert lines(pilot.app)[:3] == [" one", " two", ""]


@pytest.mark.parametrize(("choices", "tall"), [(3, 14), (60, 32)])
async def test_a_dialog_is_as_tall_as_its_choices(choices: int, tall: int) -> None:
    app = Bare()
    async with app.run_test(size=(100, 40)) as pilot:
        app.push_screen(ChooseScreen("Which one?", [Choice(key, f"number {key}") for key in range(choices)]))
        await idle(pilot)
        assert app.screen.query_one("#choose").outer_size.height == tall
        await pilot.press(*"no such")
        assert any("No match." in line for line in lines(app))
        assert any("enter Choose" in line for line in lines(app))
