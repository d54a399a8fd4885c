"""A few fields with their names, a line for what was refused, and a line of keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import HorizontalGroup, VerticalGroup
from textual.message import Message
from textual.widgets import Input, Static


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    """Stands in the field while it is empty."""
    secret: bool = False
    """Whether its letters are not shown."""


class Form(VerticalGroup):
    """Posts what was typed; it all stays until whoever asked takes the form away."""

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
        """The person is through with it."""

        def __init__(self, values: dict[str, str]) -> None:
            super().__init__()
            self.values = values

    def __init__(self, fields: Sequence[Field], keys: str, *, stepwise: bool = False) -> None:
        """`stepwise`: Enter goes from field to field, and is through with the last one."""
        super().__init__()
        self._fields = tuple(fields)
        self._keys = keys
        self._stepwise = stepwise

    @property
    def values(self) -> dict[str, str]:
        """What is typed, by the names of the fields."""
        return {field.name: self._input(field.name).value for field in self._fields}

    def compose(self) -> ComposeResult:
        for field in self._fields:
            with HorizontalGroup():
                yield Static(field.label, classes="form--label", markup=False)
                yield Input(
                    field.value, placeholder=field.hint, id=f"form-{field.name}", compact=True, select_on_focus=False,
                    password=field.secret,
                )  # fmt: skip
        yield Static("", classes="form--refusal", markup=False)
        yield Static(self._keys, classes="form--keys", markup=False)

    def on_mount(self) -> None:
        self._input(self._fields[0].name).focus()

    def refuse(self, sentence: str) -> None:
        """Says why it was not done."""
        self.query_one(".form--refusal", Static).update(sentence)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        names = [field.name for field in self._fields]
        at = names.index((event.input.id or "").removeprefix("form-"))
        if self._stepwise and at < len(names) - 1:
            # From where it was pressed, not from where the focus is by now: a second Enter may have come already.
            self._input(names[at + 1]).focus()
            return
        self.refuse("")
        self.post_message(self.Submitted(self.values))

    def _input(self, name: str) -> Input:
        return self.query_one(f"#form-{name}", Input)
