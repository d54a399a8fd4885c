"""An input of one line: it keeps every pasted word, and what it was filled with is selected until it is edited."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.strip import Strip
from textual.widgets import Input

from core.values.writing import is_in_words


class LineInput(Input):
    """Textual's input, which takes a paste of several lines as one line instead of the first of them alone."""

    def __init__(
        self, value: str = "", *, placeholder: str = "", id: str | None = None, password: bool = False,
        is_typed: bool = False, between: str = " ",
    ) -> None:  # fmt: skip
        """`value` is proposed, so typing replaces it. With `is_typed` the user typed it, and goes on at its end.
        `between` parts several pasted lines."""
        self.proposed = value
        """What it was filled with at first."""
        self._between = between
        self.keys_when_empty: frozenset[str] = frozenset()
        """Keys that are not typed while the line is empty: a dialog binds them."""
        super().__init__(value, placeholder=placeholder, id=id, password=password, compact=True)
        self.select_on_focus = not is_typed
        if is_in_words():  # a screen reader would read the line again at each blink
            self.set_reactive(Input.cursor_blink, False)
        self.before_paint: Callable[[], object] = lambda: None
        """Called before the line is painted."""

    def render_line(self, y: int) -> Strip:
        self.before_paint()
        return super().render_line(y)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        is_bound = not self.value and key in self.keys_when_empty
        return not is_bound and super().check_consume_key(key, character)

    def watch_value(self, value: str) -> None:
        if value != self.proposed:
            self.select_on_focus = False  # coming back to a field goes on with what was typed there

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        lines = event.text.splitlines()
        text = (
            self._between.join(line.strip() for line in lines if line.strip())
            if len(lines) > 1
            else event.text.rstrip("\r\n")
        )
        if text:
            self.replace(text, *self.selection)
