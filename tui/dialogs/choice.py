"""A dialog to choose one of several, by typing a part of it or with the arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from tui import keymap
from tui.shell.dialog import Dialog
from tui.widgets.line_input import LineInput
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.text_wrap import wrap_text

Value = TypeVar("Value", covariant=True)
Chosen = TypeVar("Chosen")

LINES_AROUND = 9
"""Lines of the dialog besides its question and its list."""

MIN_LIST_LINES = 4
"""Least height of the list in lines, so that the sentence of an empty list fits."""

LIST_WIDTH = 76
"""Width of the list in cells."""


@dataclass(frozen=True, slots=True)
class Choice(Generic[Value]):
    """One of the choices."""

    value: Value
    """What is chosen."""
    text: str
    group: str = ""
    """The heading under which it is listed; empty for none."""
    right: str = ""
    """What stands at the right end of its line, such as a key."""
    words: str = ""
    """Other words by which it is found."""


class ChooseScreen(Dialog[Choice[Chosen] | None], Generic[Chosen]):
    """Returns the choice, or None if the user went back."""

    PLACEHOLDER: ClassVar[str] = "Type to filter"
    EMPTY: ClassVar[str] = "No match. Type less, or press esc."
    KEYS: ClassVar[str] = "enter Choose   esc Cancel"

    CSS_PATH = "choice.tcss"
    BINDINGS = [
        keymap.BACK.bind("dismiss", "Cancel", id="choose.back", tooltip="Cancel"),
        Binding("up", "move(-1)", "Up", show=False, priority=True, id="choose.up", tooltip="The choice above"),
        Binding("down", "move(1)", "Down", show=False, priority=True, id="choose.down", tooltip="The choice below"),
    ]

    def __init__(self, question: str, choices: Sequence[Choice[Chosen]]) -> None:
        super().__init__()
        self._question = question
        self._choices = list(choices)

    def compose(self) -> ComposeResult:
        with Vertical(id="choose"):
            yield Static(self._question, id="choose-question", markup=False)
            yield self.make_input()
            yield PickList(empty=self.EMPTY)
            yield Static(self.KEYS, id="choose-keys", markup=False)

    def make_input(self) -> LineInput:
        """Return the line that filters the choices."""
        return LineInput(placeholder=self.PLACEHOLDER)

    def on_mount(self) -> None:
        self._show("")
        self.query_one(Input).focus()
        # As tall as all choices need, and not changed while typing: with few, the screen beneath stays visible.
        heading_count = len({choice.group for choice in self._choices if choice.group})
        rows = heading_count + sum(
            len(wrap_text(f"{choice.text}  {choice.right}", LIST_WIDTH)) for choice in self._choices
        )
        self.query_one("#choose").styles.height = (
            LINES_AROUND + len(wrap_text(self._question, LIST_WIDTH)) + max(MIN_LIST_LINES, rows)
        )

    def on_input_changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _show(self, typed: str) -> None:
        words = typed.casefold().split()
        picks: list[Pick] = []
        group = None
        for number, choice in enumerate(self._choices):
            if not all(word in f"{choice.text} {choice.group} {choice.words}".casefold() for word in words):
                continue
            if choice.group != group and choice.group:
                picks.append(Pick(key=f"group-{number}", text=choice.group, heading=True))
            group = choice.group
            picks.append(Pick(key=number, text=choice.text, right=choice.right))
        self.query_one(PickList).set_picks(picks)

    def action_move(self, step: int) -> None:
        self.query_one(PickList).action_move(step)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._choose()

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2 and isinstance(event.widget, PickList):
            self._choose()

    def _choose(self) -> None:
        picked = self.query_one(PickList).cursor_key
        if isinstance(picked, int):
            self.dismiss(self._choices[picked])
