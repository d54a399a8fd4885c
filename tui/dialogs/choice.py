"""A dialog to choose one of several, by typing a part of it or with the arrows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


OWN_WORDS = "own words"
"""The key of the line that takes what is typed."""


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
    is_repeated: bool = False
    """Whether an earlier choice does the same: it is left out while nothing is typed."""


class ChooseScreen(Dialog[Choice[Chosen] | None], Generic[Chosen]):
    """Returns the choice, or None if the user went back."""

    PLACEHOLDER: ClassVar[str] = "Type to filter"
    EMPTY: ClassVar[str] = "No match. Type less, or press esc."
    KEYS: ClassVar[str] = "enter Choose   esc Cancel"

    CSS_PATH = "choice.tcss"
    BINDINGS = [
        keymap.BACK.bind("dismiss", "Cancel", id="cancel", tooltip="Cancel"),
        Binding("up", "move(-1)", "Up", show=False, priority=True, id="choose.up", tooltip="The choice above"),
        Binding("down", "move(1)", "Down", show=False, priority=True, id="choose.down", tooltip="The choice below"),
    ]

    def __init__(
        self,
        question: str,
        choices: Sequence[Choice[Chosen]],
        *,
        take_words: Callable[[str], Choice[Chosen]] | None = None,
    ) -> None:
        """`take_words` makes a choice of what is typed, which is offered when nothing else has these words."""
        super().__init__()
        self._take_words = take_words
        self._question = question
        self._choices = list(choices)

    def compose(self) -> ComposeResult:
        with Vertical(id="choose", classes="dialog--box"):
            yield Static(self._question, classes="dialog--title", markup=False)
            yield self.make_input()
            yield PickList(empty=self.EMPTY)
            yield Static(self.KEYS, classes="dialog--keys", markup=False)

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
        picks: list[Pick] = []
        group = None
        for number in self._find(typed):
            choice = self._choices[number]
            if choice.group != group and choice.group:
                picks.append(Pick(key=f"group-{number}", text=choice.group, heading=True))
            group = choice.group
            picks.append(Pick(key=number, text=choice.text, right=choice.right))
        if not picks and typed.strip() and self._take_words is not None:
            picks = [Pick(key=OWN_WORDS, text=self._take_words(typed.strip()).text)]
        pick_list = self.query_one(PickList)
        pick_list.set_picks(picks)
        first = next((pick.key for pick in picks if not pick.heading), None)
        if first is not None:
            pick_list.pick(first)  # enter takes what is found first, and not what was marked before

    def _find(self, typed: str) -> list[int]:
        """Return the places of the choices that have all these words: in their text or words, else in their group.

        Without words, return those of all choices but the repeated ones.
        """
        words = typed.casefold().split()
        if not words:
            return [at for at, choice in enumerate(self._choices) if not choice.is_repeated]

        def has_words(text: str) -> bool:
            return all(word in text.casefold() for word in words)

        own = [at for at, choice in enumerate(self._choices) if has_words(f"{choice.text} {choice.words}")]
        by_group = [at for at, choice in enumerate(self._choices) if has_words(f"{choice.text} {choice.group}")]
        return own or by_group

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
        typed = self.query_one(Input).value.strip()
        if picked == OWN_WORDS and self._take_words is not None:
            self.dismiss(self._take_words(typed))
        elif isinstance(picked, int):
            self.dismiss(self._choices[picked])
