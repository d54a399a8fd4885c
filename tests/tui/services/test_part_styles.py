"""The parts of widgets have the styles that Textual would give them, whatever changes, and are not styled in vain."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.widgets import Static

from tests.conftest import Crew, FrozenClock
from tests.tui.frames import SMALL, idle
from tests.tui.places import lived_in
from tui.app import HuddleApp
from tui.services.part_styles import PartStyles


class Parted(Static, can_focus=True):
    """A widget with a part whose rules ask for all kinds of things."""

    COMPONENT_CLASSES = {"parted--part"}
    DEFAULT_CSS = """
    Parted {
        & > .parted--part { color: white; }
        &:focus > .parted--part { color: red; }
        &:last-child > .parted--part { text-style: bold; }
        &.-own > .parted--part { text-style: italic; }
        &#named > .parted--part { background: green; }
    }
    .-loud .parted--part { background: blue; }
    """


class PartedApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.stylesheet = PartStyles(variables=self.get_css_variables())

    def compose(self) -> ComposeResult:
        yield Vertical(Parted(), Parted(id="named"))


def parts(app: App[None]) -> Iterator[tuple[DOMNode, str]]:
    for node in app.screen.walk_children(with_self=True):
        yield from ((node, part) for part in sorted(node._get_component_classes()))


def expect_textuals_styles(app: App[None], at_least: int = 6) -> None:
    """Compares each part with one that Textual styles anew, by the same rules."""
    assert isinstance(app.stylesheet, PartStyles)
    checked = 0
    for node, part in parts(app):
        fresh = DOMNode(classes=part)
        fresh._attach(node)
        Stylesheet.apply(app.stylesheet, fresh)
        assert node._component_styles[part] == fresh.styles, f"{part} of {node}"
        checked += 1
    assert checked >= at_least


async def press(pilot: Pilot[None], key: str) -> None:
    await pilot.press(key)
    await idle(pilot)


async def test_they_are_textuals_whatever_the_rules_ask() -> None:
    app = PartedApp()
    async with app.run_test() as pilot:
        first, named = app.query(Parted)
        changes: list[Callable[[], object]] = [
            first.focus, named.focus,
            lambda: app.screen.add_class("-loud"), lambda: first.add_class("-own"),
            lambda: app.screen.remove_class("-loud"), lambda: first.remove_class("-own"),
            named.remove, lambda: app.query_one(Vertical).mount(Parted()),
        ]  # fmt: skip
        seen = set()
        for change in changes:
            change()
            await pilot.pause()
            app.screen.update_node_styles()
            expect_textuals_styles(app, at_least=1)
            seen.add(str([node._component_styles[part].get_rules() for node, part in parts(app)]))
        assert len(seen) >= 5, "most changes show"


async def test_they_are_textuals_on_our_screens(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=SMALL) as pilot:
        await idle(pilot)
        for key in ("6", "down", "tab", "a", "escape", "ctrl+t", "5", "tab", "ctrl+t", "2"):
            await press(pilot, key)
            expect_textuals_styles(app)
        await pilot.resize_terminal(200, 60)
        await idle(pilot)
        expect_textuals_styles(app)
        app.screen.add_class("-textual-system")
        await idle(pilot)
        expect_textuals_styles(app)


async def test_they_are_styled_once_while_nothing_changes_for_them(
    crew: Crew, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived_in(crew, clock)
    styled: list[DOMNode] = []
    process = Stylesheet._process_component_classes

    def record(self: Stylesheet, node: DOMNode) -> None:
        styled.append(node)
        process(self, node)

    app = HuddleApp(crew["Ana"], start="me")
    async with app.run_test(size=SMALL) as pilot:
        await idle(pilot)
        monkeypatch.setattr(Stylesheet, "_process_component_classes", record)
        app.screen.update_node_styles()
        assert styled == []
        app.action_next_theme()
        await idle(pilot)
        assert styled != []
