"""The line into which cards are typed: who says it, what they say, and what was said before."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import HorizontalGroup
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static

from core.models import TEXT_LIMIT


class SayInput(Input):
    """An input that remembers what was said, and keeps many pasted lines together instead of the first alone."""

    BINDINGS = [
        Binding("enter", "submit", "Say", key_display="enter", id="say.say", tooltip="One Enter says what is typed"),
        Binding("up", "earlier", "Last", id="say.earlier", tooltip="What you typed before, to say it again or better"),
        Binding("down", "later", "Later", show=False, id="say.later", tooltip="Forward again to the line you began"),
    ]

    class Pasted(Message):
        """Several lines were pasted; nothing of them is in the input."""

        def __init__(self, lines: list[str]) -> None:
            super().__init__()
            self.lines = lines

    def __init__(self, id: str | None = None) -> None:
        # No limit while typing: what is too long is refused with a sentence, and stays to be shortened.
        super().__init__(id=id, compact=True, select_on_focus=False)
        self._history: list[str] = []
        self._back = 0
        self._draft = ""

    def remember(self, text: str) -> None:
        """Puts a line where ↑ finds it."""
        self._history.append(text)
        self._back = 0

    def _on_paste(self, event: events.Paste) -> None:
        lines = [line.strip() for line in event.text.splitlines() if line.strip()]
        if len(lines) > 1:
            self.post_message(self.Pasted(lines))
            event.prevent_default()
            event.stop()

    def action_earlier(self) -> None:
        if self._back < len(self._history):
            if self._back == 0:
                self._draft = self.value
            self._back += 1
            self._recall(self._history[-self._back])

    def action_later(self) -> None:
        if self._back > 0:
            self._back -= 1
            self._recall(self._history[-self._back] if self._back else self._draft)

    def _recall(self, text: str) -> None:
        self.value = text
        self.cursor_position = len(text)


class SayLine(HorizontalGroup):
    """`@Ana ▏…`: one Enter says it."""

    DEFAULT_CSS = """
    SayLine {
        height: 1;
        padding: 0 1;
        & > .sayline--who { width: auto; color: $accent; text-style: bold; padding-right: 1; }
        & > SayInput { width: 1fr; background: $surface; border: none; padding: 0; height: 1; }
        & > .sayline--room { width: auto; color: $warning; padding-left: 1; }
    }
    """

    who: reactive[str] = reactive("")

    def __init__(self, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        yield Static("", classes="sayline--who", markup=False)
        yield SayInput()
        yield Static("", classes="sayline--room", markup=False)

    def on_mount(self) -> None:
        self.input.placeholder = self._placeholder

    @property
    def input(self) -> SayInput:
        return self.query_one(SayInput)

    def watch_who(self, who: str) -> None:
        if self.is_mounted:
            self.query_one(".sayline--who", Static).update(f"@{who}" if who else "")

    def on_input_changed(self, event: Input.Changed) -> None:
        # How much room is left is worth knowing only when there is little.
        left = TEXT_LIMIT - len(event.value)
        self.query_one(".sayline--room", Static).update(f"{left} left" if left <= 50 else "")
