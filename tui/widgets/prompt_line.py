"""A line that asks a question and disappears after the answer: label, input, and a hint about the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual import getters, on
from textual.app import ComposeResult
from textual.containers import HorizontalGroup
from textual.widget import Widget
from textual.widgets import Input, Static

from tui import keymap
from tui.widgets.line_input import LineInput


@dataclass(frozen=True)
class PromptQuestion:
    """A question, with its callbacks."""

    label: str
    answer: Callable[[str], bool]
    """Takes the text when Enter is pressed; returns whether the question is answered."""
    value: str = ""
    """The initial text, selected, so that typing replaces it."""
    hint_for: Callable[[str], str] = lambda _text: ""
    """Returns the hint for the text typed so far."""
    is_complete: Callable[[str], bool] = lambda _text: False
    """Returns whether the text typed so far is unambiguous, so that it is taken without Enter."""
    is_short: bool = False
    """Whether the answer is short, so that the hint gets the width."""
    on_leave: Callable[[], None] = lambda: None
    """Called when the line closes, with or without an answer."""
    typed: str = ""
    """What was typed before and kept; it stands in place of `value`, and typing goes on at its end."""
    keep: Callable[[str], None] = lambda _text: None
    """Called with what is typed before it is painted, and with an empty text when there is nothing to keep any more."""


class PromptLine(HorizontalGroup):
    """A prompt of one line, hidden until it asks a question."""

    BINDINGS = [keymap.BACK.bind("leave", "Cancel", id="prompt.leave", tooltip="Cancel; nothing changes")]
    DEFAULT_CSS = """
    PromptLine {
        display: none;
        height: 1;
        &.-asking { display: block; }
        & > .prompt--label { width: auto; max-width: 50%; color: $accent; text-style: bold; padding: 0 1 0 0; }
        & > Input { width: 1fr; min-width: 14; }
        & > .prompt--hint { width: auto; max-width: 60%; height: 1; color: $dim; padding: 0 0 0 1; }
        & > .prompt--hint { text-wrap: nowrap; text-overflow: ellipsis; }
        &.-short > Input { width: 12; min-width: 12; }
        &.-short > .prompt--hint { width: 1fr; max-width: 100%; }
    }
    """

    input = getters.query_one(Input)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._question: PromptQuestion | None = None
        self._focus_before: Widget | None = None
        self.is_answering = False
        """Whether an answer is being carried out; no other is taken meanwhile."""

    def compose(self) -> ComposeResult:
        yield Static(classes="prompt--label", markup=False)
        yield LineInput(is_typed=True)  # `ask` selects what it proposes
        yield Static(classes="prompt--hint", markup=False)

    @property
    def is_asking(self) -> bool:
        """Whether a question is open."""
        return self._question is not None

    def ask(self, question: PromptQuestion) -> None:
        """Ask the question and take the focus; an open question is closed first."""
        self.leave()
        self._focus_before = self.screen.focused
        self.query_one(".prompt--label", Static).update(question.label)
        self.input.value = question.typed or question.value
        self._question, self.is_answering = question, False
        self.show_hint(question.hint_for(self.input.value))
        self.set_class(question.is_short, "-short")
        self.add_class("-asking")
        # At once, not when idle: the next key may have been pressed already.
        self.screen.set_focus(self.input)
        self.input.action_end()
        if question.value and not question.typed:
            self.input.action_select_all()
        self.screen.refresh_bindings()

    def leave(self) -> None:
        """Close the question and return the focus; do nothing without a question."""
        if self._question is not None:
            question, self._question = self._question, None
            self.remove_class("-asking")
            self.screen.set_focus(self._focus_before)
            self.screen.refresh_bindings()
            question.keep("")
            question.on_leave()

    def show_hint(self, words: str) -> None:
        """Show what the answer means, or what it led to."""
        self.query_one(".prompt--hint", Static).update(words)

    def on_mount(self) -> None:
        # A watcher, not a message: this key may answer the question before the next one arrives.
        self.watch(self.input, "value", self._typed, init=False)

    def _typed(self, value: str) -> None:
        if self._question is not None:
            self._question.keep(value if value != self._question.value else "")
            self.show_hint(self._question.hint_for(value))
            if self._question.is_complete(value):
                self._answer(value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._answer(event.value)

    def _answer(self, text: str) -> None:
        question = self._question
        if question is None or self.is_answering:
            return
        if question.answer(text) and self._question is question:
            self.leave()

    def action_leave(self) -> None:
        self.leave()
