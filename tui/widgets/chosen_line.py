"""The chosen line of a list in words, for who reads with a screen reader: it reads out what changes, not a colour."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from core.values.writing import is_in_words


@runtime_checkable
class HasChosenLine(Protocol):
    """A list with a cursor."""

    def describe_chosen(self) -> str:
        """Return the line under the cursor in words: `3 of 12: Ana, call five customers, open`; empty without one."""


@dataclass
class ChosenChanged(Message):
    """Another line of a list is chosen, or it says something else."""

    chooser: Widget


class ChosenLine(Static):
    """What is chosen on this screen. Its height never changes, so that nothing else moves when it does."""

    DEFAULT_CSS = """
    ChosenLine { height: 2; padding: 0 1; text-style: bold; }
    ModalScreen > ChosenLine { dock: bottom; background: $surface; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._chooser: Widget | None = None
        self._words = ""

    def on_mount(self) -> None:
        self.watch(self.screen, "focused", self._follow_focus, init=False)

    def show(self, chooser: Widget) -> None:
        """Show the chosen line of this list, unless another list has the focus."""
        focused = self.screen.focused
        in_use = focused if isinstance(focused, HasChosenLine) else chooser
        if isinstance(in_use, HasChosenLine):
            self._say(in_use, in_use.describe_chosen())

    def _follow_focus(self, focused: Widget | None) -> None:
        if isinstance(focused, HasChosenLine):
            self.show(focused)
        else:
            self.call_after_refresh(self._forget_chooser_out_of_sight)

    def _forget_chooser_out_of_sight(self) -> None:
        if self._chooser is not None and not (self._chooser.is_attached and self._chooser.is_on_screen):
            self._say(None, "")

    def _say(self, chooser: Widget | None, words: str) -> None:
        self._chooser = chooser
        if words != self._words:
            self._words = words
            self.update(words)


def tell_chosen(chooser: Widget) -> None:
    """Let the screen of a list say its chosen line, where lines are said in words."""
    if is_in_words():
        chooser.post_message(ChosenChanged(chooser))


def show_chosen(screen: Screen[Any], chooser: Widget) -> None:
    """Show the chosen line of a list on its screen, below the top line or at the end of a dialog."""
    lines = screen.query_children(ChosenLine)
    line = lines.first() if lines else ChosenLine()
    if not lines:
        screen.mount(line, after=0)
    line.show(chooser)


def describe_line(position: int, count: int, parts: Iterable[str]) -> str:
    """Return the words of a chosen line: its position in the list, from 1, and its parts without repeats."""
    said = dict.fromkeys(re.sub(r"\s{2,}", ", ", part.strip()) for part in parts)
    return f"{position} of {count}: {', '.join(part for part in said if part)}"
