"""A text area whose text is kept before it is painted."""

from __future__ import annotations

from collections.abc import Callable

from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import TextArea


class KeptTextArea(TextArea):
    """Textual's text area, which calls `before_paint` before it shows what was typed."""

    before_paint: Callable[[], object] = staticmethod(lambda: None)

    def render_lines(self, crop: Region) -> list[Strip]:
        self.before_paint()
        return super().render_lines(crop)
