"""The keys that move the cursor of a card wall, for the screen that shows it."""

from __future__ import annotations

from textual.binding import Binding

from tui.widgets.wall import CardWall

GOING = [
    Binding("h,left", "right(-1)", "Left", show=False, id="wall.left", tooltip="To the column at the left"),
    Binding("j,down", "down(1)", "Down", show=False, id="wall.down", tooltip="To the next card"),
    Binding("k,up", "down(-1)", "Up", show=False, id="wall.up", tooltip="To the card before"),
    Binding("l,right", "right(1)", "Right", show=False, id="wall.right", tooltip="To the column at the right"),
    Binding("g,home", "first", "First", show=False, id="wall.first", tooltip="To the first card of the column"),
    Binding("G,end", "last", "Last", show=False, id="wall.last", tooltip="To the last card of the column"),
    Binding("pagedown", "page(1)", "Page down", show=False, id="wall.pagedown", tooltip="A page further down"),
    Binding("pageup", "page(-1)", "Page up", show=False, id="wall.pageup", tooltip="A page further up"),
]
"""Bindings of the screen, not of the wall: if the wall had the focus, each prompt would repaint it twice."""


class WallKeys:
    """The actions of these bindings."""

    wall: CardWall

    def action_right(self, by: int) -> None:
        self.wall.spot.right(by)
        self.wall.drawn()

    def action_down(self, by: int) -> None:
        self.wall.spot.down(by)
        self.wall.drawn()

    def action_page(self, pages: int) -> None:
        self.wall.spot.page(pages)
        self.wall.drawn()

    def action_first(self) -> None:
        self.wall.spot.to_first()
        self.wall.drawn()

    def action_last(self) -> None:
        self.wall.spot.to_last()
        self.wall.drawn()
