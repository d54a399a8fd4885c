"""The keys that move the cursor of a card wall, for the screen that shows it."""

from __future__ import annotations

from textual.binding import Binding

from tui.trends.wall import CardWall

CURSOR_BINDINGS = [
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


class CursorActions:
    """The actions of these bindings."""

    wall: CardWall

    def action_right(self, by: int) -> None:
        self.wall.cursor.move_right(by)
        self.wall.repaint_changed()

    def action_down(self, by: int) -> None:
        self.wall.cursor.move_down(by)
        self.wall.repaint_changed()

    def action_page(self, pages: int) -> None:
        self.wall.cursor.move_pages(pages)
        self.wall.repaint_changed()

    def action_first(self) -> None:
        self.wall.cursor.move_to_first()
        self.wall.repaint_changed()

    def action_last(self) -> None:
        self.wall.cursor.move_to_last()
        self.wall.repaint_changed()
