"""A dialog for what is written at length. What was typed stays when it is refused, and when one goes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static, TextArea

from core.errors import HuddleError
from tui.app import HuddleApp
from tui.screens.dialog import Dialog

TALL = 30
"""Lines of the terminal from which on every passage is as high as it asks for, where there are several."""

LOW = 2
"""Lines of each below that: a refusal and the keys must have room under them."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One thing that is asked for."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    """Stands in it while it is empty."""
    lines: int = 3
    """How many are seen at once; of 1 it is a field of one line."""


class WritingScreen(Dialog[Any]):
    """Runs a change with what was written, and gives what it returned; None when the person went back."""

    CSS_PATH = "writing.tcss"
    app = getters.app(HuddleApp)
    BINDINGS = [
        Binding("ctrl+s", "send", "Send", key_display="^s", priority=True, id="writing.send", tooltip="Do it"),
        Binding("escape", "dismiss", "Back", id="writing.back", tooltip="Back; what you typed is kept for you"),
    ]

    def __init__(
        self,
        title: str,
        passages: Sequence[Passage],
        change: Callable[[dict[str, str]], Any],
        *,
        kept_as: str,
        told: str = "",
        send: str = "Done",
    ) -> None:
        """`kept_as` names the words while they are not sent; `told` says what one writes here, `send` what ^s does."""
        super().__init__()
        self._title = title
        self._passages = tuple(passages)
        self._change = change
        self._kept_as = kept_as
        self._told = told
        self._send = send

    def compose(self) -> ComposeResult:
        kept = self.app.unsent.of(self._kept_as)
        with Vertical(id="writing"):
            yield Static(self._title, id="writing-title", markup=False)
            if self._told:
                yield Static(self._told, id="writing-told", markup=False)
            with VerticalScroll(id="writing-passages", can_focus=False):
                for passage in self._passages:
                    yield Static(passage.label, classes="writing--label", markup=False)
                    value, name = kept.get(passage.name, passage.value), f"writing-{passage.name}"
                    if passage.lines == 1:
                        yield Input(value, placeholder=passage.hint, id=name, compact=True, select_on_focus=False)
                    else:
                        area = TextArea(value, placeholder=passage.hint, id=name, compact=True)
                        area.styles.height = passage.lines
                        yield area
            yield Static("", id="writing-refusal", markup=False)
            yield Static(f"^s {self._send}   tab Next   esc Back, kept for you", id="writing-keys", markup=False)

    def on_mount(self) -> None:
        tall = len(self.query(TextArea)) == 1 or self.size.height >= TALL
        for area in self.query(TextArea):
            if not tall:
                area.styles.height = LOW
            area.cursor_blink = False
            area.move_cursor(area.document.end)
        self.query_one(f"#writing-{self._passages[0].name}").focus()

    @property
    def values(self) -> dict[str, str]:
        """What is typed, by the names of the passages."""
        return {passage.name: self._text(f"#writing-{passage.name}") for passage in self._passages}

    def _text(self, where: str) -> str:
        widget = self.query_one(where)
        return widget.text if isinstance(widget, TextArea) else widget.value if isinstance(widget, Input) else ""

    def on_text_area_changed(self) -> None:
        self._keep()

    def on_input_changed(self) -> None:
        self._keep()

    def _keep(self) -> None:
        typed = self.values
        if typed != {passage.name: passage.value for passage in self._passages}:
            self.app.unsent.keep(self._kept_as, typed)
        else:
            self.app.unsent.let_go(self._kept_as)
        if self.app.unsent.problem:
            self.query_one("#writing-refusal", Static).update(self.app.unsent.problem)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_send()

    @work(exclusive=True)
    async def action_send(self) -> None:
        try:
            result = await self.app.act(self._change, self.values)
        except HuddleError as refusal:
            self.query_one("#writing-refusal", Static).update(str(refusal))
        else:
            self.app.unsent.let_go(self._kept_as)
            self.dismiss(result)
