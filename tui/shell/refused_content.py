"""The sentence that a screen shows in place of its content when it may not read what it shows."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from core.errors import HuddleError
from tui.widgets.notice_bar import NoticeBar
from tui.widgets.top_and_key_lines import KeyLine, TopLine


class RefusalSentence(Static):
    """Why there is no content, in the middle of the screen."""

    DEFAULT_CSS = """
    RefusalSentence { height: 1fr; padding: 1 2; content-align: center middle; text-align: center; }
    """


class RefusedContent:
    """Hides the content of one screen behind a sentence, and shows it again."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._sentence: RefusalSentence | None = None
        self._hidden: list[Widget] = []
        self._focused: Widget | None = None

    @property
    def is_hidden(self) -> bool:
        """Whether the sentence is shown."""
        return self._sentence is not None

    def hide(self, refusal: HuddleError, way_out: str) -> None:
        """Show why there is no content, and below it the way out, in place of the content."""
        words = f"{refusal}\n\n{way_out}"
        if self._sentence is not None:
            self._sentence.update(words)
            return
        for top_line in self._screen.query(TopLine):
            top_line.left = top_line.right = ""
        for key_line in self._screen.query(KeyLine):
            key_line.note = ""
        self._focused = self._screen.focused
        lines = (TopLine, KeyLine, NoticeBar)
        self._hidden = [child for child in self._screen.children if child.display and not isinstance(child, lines)]
        for child in self._hidden:
            child.display = False
        self._sentence = RefusalSentence(words, markup=False)
        self._screen.mount(self._sentence, after=self._screen.query(TopLine).first())
        self._screen.set_focus(None)

    def show(self) -> None:
        """Show the content again as it was."""
        if self._sentence is None:
            return
        self._sentence.remove()
        self._sentence = None
        for child in self._hidden:
            child.display = True
        self._hidden = []
        self._screen.set_focus(self._focused)
