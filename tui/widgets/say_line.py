"""The line into which cards are typed: the member's name, the text, and a history of earlier cards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import HorizontalGroup
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widgets import Input, Static

from core import models
from tui import keymap
from tui.widgets.name_completion import Completion


class SayListener(Protocol):
    """Receives what happens in the input by a direct call, before the next key is handled.

    Messages would arrive too late: people type faster than messages are delivered.
    """

    def text_changed(self, text: str) -> None:
        """Take the text that the input holds now."""

    def submit_text(self, text: str) -> bool:
        """Take the text on which Enter was pressed; return False to leave it in the input."""

    def put_aside(self) -> None:
        """Keep the text of the input apart, before an earlier one takes its place."""

    def take_up(self, text: str) -> None:
        """Take note that this text of before comes back into the input; its own board may be another one."""

    def change_person(self, step: int) -> None:
        """Go `step` members further; called when Tab (1) or Shift+Tab (-1) is pressed."""


class SayInput(Input):
    """An input with a history, which posts several pasted lines as a message instead of keeping only the first."""

    BINDINGS = [
        keymap.OPEN.bind("submit", "Add", id="say.say", tooltip="Add what you typed"),
        Binding("up", "earlier", "Last line", show=False, id="say.earlier", tooltip="Bring back your last line"),
        Binding("down", "later", "Next line", show=False, id="say.later", tooltip="Go forward to the line you began"),
    ]

    keeps_focus_while_typing = True
    """Whether a key that is typed never leads out of the line, so that the next may follow at once (`KeyQueue`)."""

    class Pasted(Message):
        """Several lines were pasted; none of them is in the input. `lines` are stripped and not empty."""

        def __init__(self, lines: list[str]) -> None:
            super().__init__()
            self.lines = lines

    def __init__(self, id: str | None = None) -> None:
        # No limit while typing: a text that is too long is refused with a sentence, and stays to be shortened.
        super().__init__(id=id, compact=True, select_on_focus=False)
        # A blinking cursor would repaint all the time, on every terminal that waits for input.
        self.set_reactive(Input.cursor_blink, False)
        self.listener: SayListener | None = None
        self.completion: Completion | None = None
        self.before_paint: Callable[[], object] = lambda: None
        """Called before the line is painted: typed text is saved before it is shown."""
        self._history: list[str] = []
        self._back = 0
        self._draft = ""

    def remember(self, text: str) -> None:
        """Add a text to the history that ↑ goes through."""
        if not self._history or self._history[-1] != text:
            self._history.append(text)
        self._back = 0

    def set_history(self, texts: Iterable[str]) -> None:
        """Set the history that ↑ goes through, oldest first."""
        self._history, self._back = list(texts), 0

    def set_text(self, text: str) -> None:
        """Set the text of the input, with the cursor at its end."""
        self.value = text
        self.cursor_position = len(text)

    # -- keys

    async def _on_key(self, event: events.Key) -> None:
        if self.listener is not None and event.key in ("tab", "shift+tab"):
            event.prevent_default().stop()
            if self._is_choosing:
                self._take()
            else:
                self.listener.change_person(1 if event.key == "tab" else -1)
            return
        if self._is_choosing and event.key == "escape":
            event.prevent_default().stop()
            self._close()
            return
        if event.is_printable:
            return
        # Otherwise the binding would run only after the app has handled the key, and by then a fast typist (or a
        # slow terminal) has entered the next letters: Enter would submit half of the next card too.
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
            # The line that is not empty, which need not be the first one; with its spaces, which part its words from
            # those typed before.
            line = next(line for line in event.text.splitlines() if line.strip())
            self.replace(line, *self.selection)

    def type_on(self, event: events.Key | events.Paste) -> None:
        """Take a printable key or a paste that another widget of the screen was given, with the focus.

        While a line is shown, keys that can be typed are never commands.
        """
        if self.has_focus or (isinstance(event, events.Key) and not event.is_printable):
            return
        event.prevent_default().stop()
        self.screen.set_focus(self)
        if isinstance(event, events.Paste):
            self._on_paste(event)
        elif event.character is not None:
            self.replace(event.character, *self.selection)

    def watch_value(self, text: str) -> None:
        if self.listener is not None:
            self.listener.text_changed(text)

    def render_line(self, y: int) -> Strip:
        self.before_paint()
        return super().render_line(y)

    async def action_submit(self) -> None:
        if self._is_choosing:
            self._take()
            return
        text = self.value
        if self.listener is None:
            await super().action_submit()
        elif not text.strip() or not self.listener.submit_text(text):
            return
        self.value = ""

    def action_earlier(self) -> None:
        if self._is_choosing:
            self._move(-1)
        elif self._back < len(self._history):
            if self._back == 0:
                self._draft = self.value
            self._put_aside()
            self._back += 1
            self._bring_back(self._history[-self._back])

    def action_later(self) -> None:
        if self._is_choosing:
            self._move(1)
        elif self._back > 0:
            self._put_aside()
            self._back -= 1
            self._bring_back(self._history[-self._back] if self._back else self._draft)

    def _bring_back(self, text: str) -> None:
        if self.listener is not None:
            self.listener.take_up(text)
        self.set_text(text)

    def _put_aside(self) -> None:
        """Have the text kept that an earlier or later one replaces, unless it stands in the history as it is."""
        known = self._history[-self._back] if self._back else ""
        if self.listener is not None and self.value.strip() and self.value != known:
            self.listener.put_aside()

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
        self.completion.move_cursor(step)


class SayLine(HorizontalGroup):
    """The line `@Ana ▏…`: a member's name, the input, and at its right end the characters left or a note."""

    DEFAULT_CSS = """
    SayLine {
        height: 1;
        padding: 0 1;
        & > .sayline--who { width: auto; color: $accent; text-style: bold; padding-right: 1; }
        & > SayInput { width: 1fr; background: $surface; border: none; padding: 0; height: 1; }
        & > .sayline--where { width: auto; color: $warning; padding-right: 1; }
        & > .sayline--room { width: auto; color: $warning; padding-left: 1; }
    }
    """

    who: reactive[str] = reactive("")
    where: reactive[str] = reactive("")
    """Where the words go, if that is not what the screen shows."""
    note: reactive[str] = reactive("")
    """A note about the text in the input; it disappears when the text changes."""
    placeholder: reactive[str] = reactive("")
    """What the empty input shows, unless `where` says something: the two would read as one sentence."""

    def __init__(self, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(SayLine.placeholder, placeholder)
        self._noted = ""
        self._room = ""

    def compose(self) -> ComposeResult:
        yield Static("", classes="sayline--who", markup=False)
        where = Static("", classes="sayline--where", markup=False)
        where.display = False
        yield where
        line = SayInput()
        line.placeholder = self.placeholder
        yield line
        yield Static("", classes="sayline--room", markup=False)

    @property
    def input(self) -> SayInput:
        return self.query_one(SayInput)

    def watch_who(self, who: str) -> None:
        if self.is_mounted:
            self.query_one(".sayline--who", Static).update(f"@{who}" if who else "")

    def watch_where(self, where: str) -> None:
        if self.is_mounted:
            label = self.query_one(".sayline--where", Static)
            label.update(where)
            label.display = bool(where)
            self.watch_placeholder()

    def watch_placeholder(self) -> None:
        if self.is_mounted:
            self.input.placeholder = "" if self.where else self.placeholder

    def watch_note(self) -> None:
        if self.is_mounted:
            self._noted = self.input.value
            self._show_room(self._noted)

    def on_input_changed(self, event: Input.Changed) -> None:
        if self.note and event.input.value != self._noted:
            self.note = ""
        self._show_room(event.input.value)

    def _show_room(self, text: str) -> None:
        # The number of characters left is of interest only when it is small.
        left = models.TEXT_LIMIT - len(text)
        room = f"{left} left" if left <= 50 else self.note
        if room != self._room:  # each update causes a layout, too expensive for every key stroke
            self._room = room
            self.query_one(".sayline--room", Static).update(room)
