"""The box in which wins are celebrated: it floats at the top of any screen, and takes neither focus nor keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Spacing
from textual.widget import Widget
from textual.widgets import Input

from core.celebrations import Win
from tui.widgets.frame import cut

MOST = 3
"""Wins in one box: more cannot be read in the seconds that it stands."""

WIDEST = 96
"""Cells of one line: longer ones are not read in the time."""

MARGIN = 4
"""Cells that stay free at each side of the box, its frame included."""

TALL = 30
"""Lines from which the box tells the numbers of several wins too; below it would reach the dialogs in the middle."""


class CelebrationBox(Widget):
    """The box itself."""

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

    def __init__(self, wins: Sequence[Win], seen: Callable[[], None]) -> None:
        super().__init__()
        self._wins = tuple(wins)
        self._seen = seen

    def render(self) -> Content:
        room = max(10, min(WIDEST, self.app.size.width - 2 * MARGIN - 6))
        accent, quiet = self._colour("accent"), self._colour("dim")
        numbers = len(self._wins) == 1 or self.app.size.height >= TALL
        lines: list[Content] = []
        for win in self._wins[:MOST]:
            lines.append(Content.styled(cut(win.words, room), f"bold {accent}"))
            if win.detail and numbers:
                lines.append(Content(cut(win.detail, room)))
        if len(self._wins) > MOST:
            lines.append(Content.styled(f"and {len(self._wins) - MOST} more", quiet))
        return Content("\n").join(lines)

    def _colour(self, name: str) -> str:
        return self.app.theme_variables[name]

    def on_resize(self) -> None:
        """Goes below the line in which somebody types, should that stand at the top."""
        line, holder = self.screen.focused, self.parent
        if isinstance(line, Input) and isinstance(holder, Widget) and line.region.overlaps(self.region):
            holder.styles.margin = Spacing(top=line.region.bottom)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self._seen()


class Celebration(Widget):
    """Holds the box at the top centre of whatever screen it is mounted on."""

    can_focus = False
    DEFAULT_CSS = """
    Celebration {
        layer: dialog;
        dock: top;
        width: 1fr;
        height: auto;
        margin-top: 1;
        align-horizontal: center;
        /* What is beside the box stays to be seen, and to be clicked. */
        visibility: hidden;
    }
    """

    def __init__(self, wins: Sequence[Win], *, seen: Callable[[], None]) -> None:
        """`seen` is called when somebody clicks the box away."""
        super().__init__()
        self.wins = tuple(wins)
        """What is celebrated, also what is only counted."""
        self._seen = seen

    def compose(self) -> ComposeResult:
        yield CelebrationBox(self.wins, self._seen)
