"""Choosing one of several, by typing a part of it or with the arrows."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Static

from tui.screens.dialog import Dialog
from tui.widgets.picklist import Pick, PickList
from tui.widgets.wrap import wrapped

AROUND = 9
"""Lines of the dialog beside its question and its list."""

LEAST, WIDTH = 4, 76
"""Lines that the list has at least, so that there is room for the sentence of an empty one; cells of a line in it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    key: Hashable
    text: str
    group: str = ""
    """The heading under which it stands."""
    right: str = ""


class ChooseScreen(Dialog[Choice | None]):
    """Gives the choice, or None when the person went back."""

    CSS_PATH = "choose.tcss"
    BINDINGS = [
        Binding("escape", "dismiss", "Back", id="choose.back", tooltip="Back; nothing is chosen"),
        Binding("up", "move(-1)", "Up", show=False, priority=True, id="choose.up", tooltip="The one above"),
        Binding("down", "move(1)", "Down", show=False, priority=True, id="choose.down", tooltip="The one below"),
    ]

    def __init__(self, question: str, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._question = question
        self._choices = list(choices)

    def compose(self) -> ComposeResult:
        with Vertical(id="choose"):
            yield Static(self._question, id="choose-question", markup=False)
            yield Input(placeholder="type a part of it, or use the arrows", compact=True)
            yield PickList(empty="Nothing has these words in it. Type fewer of them.")
            yield Static("enter Choose   esc Back", id="choose-keys", markup=False)

    def on_mount(self) -> None:
        self._show("")
        self.query_one(Input).focus()
        # As tall as its choices: where they are few, what it is about stays in sight. It keeps that while one types.
        groups = len({choice.group for choice in self._choices if choice.group})
        rows = groups + sum(len(wrapped(f"{each.text}  {each.right}", WIDTH)) for each in self._choices)
        self.query_one("#choose").styles.height = AROUND + len(wrapped(self._question, WIDTH)) + max(LEAST, rows)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _show(self, typed: str) -> None:
        words = typed.casefold().split()
        picks: list[Pick] = []
        group = None
        for number, choice in enumerate(self._choices):
            if not all(word in f"{choice.text} {choice.group}".casefold() for word in words):
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
        picked = self.query_one(PickList).picked
        if isinstance(picked, int):
            self.dismiss(self._choices[picked])
