"""A widget of labelled fields, with a line for a refusal and, where its owner shows no keys, a line of keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import HorizontalGroup, VerticalGroup
from textual.message import Message
from textual.widgets import Input, Static

from tui.widgets.line_input import LineInput


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    """The placeholder of the empty field."""
    secret: bool = False
    """Whether the typed characters are hidden, as for a password."""


class Form(VerticalGroup):
    """A form that posts the typed values. They stay in the fields until the owner removes the form."""

    DEFAULT_CSS = """
    Form {
        & HorizontalGroup { height: auto; margin-bottom: 1; }
        & .form--label { width: 16; color: $dim; }
        & Input { width: 1fr; background: $panel; }
        & .form--refusal { color: $warning; height: auto; }
        & .form--keys { color: $dim; height: auto; margin-top: 1; }
    }
    """
    BINDINGS = [
        Binding("down", "app.focus_next", "Next", show=False, id="form.next", tooltip="The next field"),
        Binding("up", "app.focus_previous", "Before", show=False, id="form.before", tooltip="The field before"),
    ]

    class Submitted(Message):
        """The form was submitted; `values` are the typed texts by field name."""

        def __init__(self, values: dict[str, str]) -> None:
            super().__init__()
            self.values = values

    def __init__(self, fields: Sequence[Field], keys: str = "", *, stepwise: bool = False) -> None:
        """`keys` is the line of keys. With `stepwise`, Enter goes to the next field and submits only on the last."""
        super().__init__()
        self._fields = tuple(fields)
        self._keys = keys
        self._stepwise = stepwise

    @property
    def values(self) -> dict[str, str]:
        """The typed texts by field name."""
        return {field.name: self._input(field.name).value for field in self._fields}

    def compose(self) -> ComposeResult:
        for field in self._fields:
            with HorizontalGroup():
                yield Static(field.label, classes="form--label", markup=False)
                yield LineInput(field.value, placeholder=field.hint, id=f"form-{field.name}", password=field.secret)
        yield Static("", classes="form--refusal", markup=False)
        if self._keys:
            yield Static(self._keys, classes="form--keys", markup=False)

    def on_mount(self) -> None:
        self._input(self._fields[0].name).focus()

    def show_refusal(self, sentence: str) -> None:
        """Show why the form was refused; an empty sentence clears it."""
        refusal = self.query_one(".form--refusal", Static)
        refusal.update(sentence)
        if sentence:
            self.call_after_refresh(refusal.scroll_visible, animate=False)
        hidden = [field for field in self._fields if field.secret]
        if sentence and hidden:
            # What is typed again begins there, and does not run on into a field that shows it.
            self._input(hidden[0].name).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        names = [field.name for field in self._fields]
        index = names.index((event.input.id or "").removeprefix("form-"))
        if self._stepwise and index < len(names) - 1:
            # From the field of this Enter, not from the focused one: a second Enter may have moved the focus already.
            self._input(names[index + 1]).focus()
            return
        self.show_refusal("")
        self.post_message(self.Submitted(self.values))

    def _input(self, name: str) -> Input:
        return self.query_one(f"#form-{name}", Input)
