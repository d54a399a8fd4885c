"""The line into which cards are typed: who says it, what they say, and what was said before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import HorizontalGroup
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static

from core.models import TEXT_LIMIT
from tui.widgets.completion import Completion


class Listener(Protocol):
    """Who is told at once, before the next key is looked at: people type faster than messages travel."""

    def typed(self, text: str) -> None:
        """The line holds this now."""

    def says(self, text: str) -> bool:
        """Enter was pressed on this. False leaves it in the line."""

    def next_person(self, step: int) -> None:
        """Tab was pressed."""


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
        # A cursor that blinks repaints all day, on every terminal that waits for somebody to speak.
        self.set_reactive(Input.cursor_blink, False)
        self.listener: Listener | None = None
        self.completion: Completion | None = None
        self._history: list[str] = []
        self._back = 0
        self._draft = ""

    def remember(self, text: str) -> None:
        """Puts a line where ↑ finds it."""
        if not self._history or self._history[-1] != text:
            self._history.append(text)
        self._back = 0

    def set_history(self, texts: Iterable[str]) -> None:
        """What ↑ finds, oldest first."""
        self._history, self._back = list(texts), 0

    def put(self, text: str) -> None:
        """Puts text into the line, to go on behind it."""
        self.value = text
        self.cursor_position = len(text)

    # -- keys, in the order in which they were pressed

    async def _on_key(self, event: events.Key) -> None:
        if self.listener is not None and event.key in ("tab", "shift+tab"):
            event.prevent_default().stop()
            if self._is_choosing:
                self._take()
            else:
                self.listener.next_person(1 if event.key == "tab" else -1)
            return
        if self._is_choosing and event.key == "escape":
            event.prevent_default().stop()
            self._close()
            return
        if event.is_printable:
            return
        # A binding is otherwise run once its key has come back from the app, and by then a fast typist (or a terminal
        # that was slow for a moment) has put the next letters in: Enter would say half of the next card too.
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if await self.app.run_action(binding.action, self):
                event.prevent_default().stop()
                return

    def _on_paste(self, event: events.Paste) -> None:
        lines = [line.strip() for line in event.text.splitlines() if line.strip()]
        event.prevent_default()
        event.stop()
        if len(lines) > 1:
            self.post_message(self.Pasted(lines))
        elif lines:
            # Not the first line of the paste, which may be empty: the first that says something.
            self.replace(lines[0], *self.selection)

    def watch_value(self, text: str) -> None:
        if self.listener is not None:
            self.listener.typed(text)

    async def action_submit(self) -> None:
        if self._is_choosing:
            self._take()
            return
        text = self.value
        if self.listener is None:
            await super().action_submit()
        elif not text.strip() or not self.listener.says(text):
            return
        self.value = ""

    def action_earlier(self) -> None:
        if self._is_choosing:
            self._move(-1)
        elif self._back < len(self._history):
            if self._back == 0:
                self._draft = self.value
            self._back += 1
            self.put(self._history[-self._back])

    def action_later(self) -> None:
        if self._is_choosing:
            self._move(1)
        elif self._back > 0:
            self._back -= 1
            self.put(self._history[-self._back] if self._back else self._draft)

    def action_cursor_right(self, select: bool = False) -> None:
        if self._is_choosing and self.cursor_at_end and not select:
            self._take()
        else:
            super().action_cursor_right(select)

    @property
    def _is_choosing(self) -> bool:
        return self.completion is not None and self.completion.is_open

    def _take(self) -> None:
        assert self.completion is not None
        self.completion.take()

    def _close(self) -> None:
        assert self.completion is not None
        self.completion.close()

    def _move(self, step: int) -> None:
        assert self.completion is not None
        self.completion.move(step)


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
    note: reactive[str] = reactive("")
    """A word about what stands in the line, until something else does."""

    def __init__(self, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._placeholder = placeholder
        self._noted = ""
        self._room = ""

    def compose(self) -> ComposeResult:
        yield Static("", classes="sayline--who", markup=False)
        line = SayInput()
        line.placeholder = self._placeholder
        yield line
        yield Static("", classes="sayline--room", markup=False)

    @property
    def input(self) -> SayInput:
        return self.query_one(SayInput)

    def watch_who(self, who: str) -> None:
        if self.is_mounted:
            self.query_one(".sayline--who", Static).update(f"@{who}" if who else "")

    def watch_note(self) -> None:
        if self.is_mounted:
            self._noted = self.input.value
            self._show_room(self._noted)

    def on_input_changed(self, event: Input.Changed) -> None:
        if self.note and event.input.value != self._noted:
            self.note = ""
        self._show_room(event.input.value)

    def _show_room(self, text: str) -> None:
        # How much room is left is worth knowing only when there is little.
        left = TEXT_LIMIT - len(text)
        room = f"{left} left" if left <= 50 else self.note
        if room != self._room:  # each update lays the line out anew, and that is not worth a key stroke
            self._room = room
            self.query_one(".sayline--room", Static).update(room)
