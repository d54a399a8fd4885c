"""The box that celebrates wins: it floats at the top of any screen, and takes neither focus nor keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Spacing
from textual.widget import Widget
from textual.widgets import Input

from core.overview.win_notices import Win
from tui.widgets.top_and_key_lines import truncate

MOST = 3
"""How many wins one box shows: more cannot be read in the seconds it is visible."""

WIDEST = 96
"""Largest width of a line in cells: longer ones cannot be read in the time."""

MARGIN = 4
"""Cells that stay free at each side of the box."""

TALL = 30
"""Screen height in lines from which several wins also show their numbers; below it the box would cover dialogs."""


class CelebrationBox(Widget):
    """The visible box; a click dismisses it."""

    can_focus = False
    DEFAULT_CSS = """
    CelebrationBox {
        visibility: visible;
        width: auto;
        height: auto;
        max-width: 100%;
        padding: 0 3;
        border: round $accent;
        background: $surface;
        text-align: center;
    }
    """

    def __init__(self, wins: Sequence[Win], dismiss: Callable[[], None]) -> None:
        super().__init__()
        self._wins = tuple(wins)
        self._seen = dismiss

    def render(self) -> Content:
        room = max(10, min(WIDEST, self.app.size.width - 2 * MARGIN - 6))
        accent, quiet = self._colour("accent"), self._colour("dim")
        numbers = len(self._wins) == 1 or self.app.size.height >= TALL
        lines: list[Content] = []
        for win in self._wins[:MOST]:
            lines.append(Content.styled(truncate(win.text, room), f"bold {accent}"))
            if win.detail and numbers:
                lines.append(Content(truncate(win.detail, room)))
        if len(self._wins) > MOST:
            lines.append(Content.styled(f"and {len(self._wins) - MOST} more", quiet))
        return Content("\n").join(lines)

    def _colour(self, name: str) -> str:
        return self.app.theme_variables[name]

    def on_resize(self) -> None:
        """Move below the focused input if the box would cover it."""
        line, holder = self.screen.focused, self.parent
        if isinstance(line, Input) and isinstance(holder, Widget) and line.region.overlaps(self.region):
            holder.styles.margin = Spacing(top=line.region.bottom)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self._seen()


class CelebrationOverlay(Widget):
    """The invisible container that puts the box at the top centre of a screen."""

    can_focus = False
    DEFAULT_CSS = """
    CelebrationOverlay {
        layer: dialog;
        dock: top;
        width: 1fr;
        height: auto;
        margin-top: 1;
        align-horizontal: center;
        /* Widgets beside the box stay visible and can be clicked. */
        visibility: hidden;
    }
    """

    def __init__(self, wins: Sequence[Win], *, dismiss: Callable[[], None]) -> None:
        """`dismiss` is called when the viewer clicks on the box."""
        super().__init__()
        self.wins = tuple(wins)
        """All wins, including those that the box only counts."""
        self._seen = dismiss

    def compose(self) -> ComposeResult:
        yield CelebrationBox(self.wins, self._seen)
