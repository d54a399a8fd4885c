"""A dialog for long texts. The typed text is kept as a draft when the change is refused or the dialog is closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static, TextArea

from core.errors import HuddleError
from tui import keymap
from tui.action_hints import explain_on_screen
from tui.app import HuddleApp
from tui.shell.dialog import Dialog
from tui.shell.send_once import send_once
from tui.widgets.kept_text_area import KeptTextArea
from tui.widgets.line_input import LineInput


@dataclass(frozen=True, slots=True)
class Passage:
    """One text field of the dialog."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    """The placeholder shown while it is empty."""
    is_line: bool = False
    """Whether it is a single line."""


class LongTextScreen(Dialog[Any]):
    """Runs a change with the typed texts and returns its result; None if the user went back."""

    HELP_NAME = "Writing"
    CSS_PATH = "long_text.tcss"
    app = getters.app(HuddleApp)
    BINDINGS = [
        keymap.SEND.bind("send", "Save", priority=True, id="writing.send", tooltip="Save what you wrote"),
        keymap.BACK.bind("dismiss", "Back", id="writing.back", tooltip="Go back; your draft is saved"),
    ]

    def __init__(
        self,
        title: str,
        passages: Sequence[Passage],
        change: Callable[[dict[str, str]], Any],
        *,
        draft_name: str,
        intro: str = "",
        send: str = "Save",
    ) -> None:
        """`draft_name` is the name of the draft; `intro` explains what to write here; `send` is the label of ^s."""
        super().__init__()
        self._title = title
        self._passages = tuple(passages)
        self._change = change
        self._draft_name = draft_name
        self._intro = intro
        self._send = send
        self._kept: dict[str, str] = {}
        """The texts that the draft has."""
        self._is_sent = False

    def compose(self) -> ComposeResult:
        draft = self.app.form_drafts.read(self._draft_name)
        with Vertical(id="writing", classes="dialog--box"):
            yield Static(self._title, id="writing-title", markup=False)
            if self._intro:
                yield Static(self._intro, id="writing-told", markup=False)
            with VerticalScroll(id="writing-passages", can_focus=False):
                for passage in self._passages:
                    yield Static(passage.label, classes="writing--label", markup=False)
                    value, name = draft.get(passage.name, passage.value), f"writing-{passage.name}"
                    if passage.is_line:
                        line = LineInput(value, placeholder=passage.hint, id=name, is_typed=passage.name in draft)
                        line.before_paint = self._keep
                        yield line
                    else:
                        area = KeptTextArea(value, placeholder=passage.hint, id=name, compact=True)
                        area.before_paint = self._keep
                        yield area
            yield Static("", id="writing-refusal", markup=False)
            yield Static(f"^s {self._send}   tab Next   esc Back (draft saved)", classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        for area in self.query(TextArea):
            area.cursor_blink = False
            area.move_cursor(area.document.end)
        self.query_one(f"#writing-{self._passages[0].name}").focus()

    @property
    def values(self) -> dict[str, str]:
        """The typed texts by the names of the passages."""
        return {passage.name: self._text(f"#writing-{passage.name}") for passage in self._passages}

    def _text(self, selector: str) -> str:
        widget = self.query_one(selector)
        return widget.text if isinstance(widget, TextArea) else widget.value if isinstance(widget, Input) else ""

    def on_text_area_changed(self) -> None:
        self._keep()

    def on_input_changed(self) -> None:
        self._keep()

    def _keep(self) -> None:
        """Write what was typed to the draft, before it is painted."""
        if not self.is_mounted or self._is_sent or (typed := self.values) == self._kept:
            return
        self._kept = typed
        if typed != {passage.name: passage.value for passage in self._passages}:
            self.app.form_drafts.save(self._draft_name, typed)
        else:
            self.app.form_drafts.discard(self._draft_name)
        self.app.form_drafts.wait_until_saved()
        if self.app.form_drafts.problem:
            self.query_one("#writing-refusal", Static).update(self.app.form_drafts.problem)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_send()

    @send_once
    async def action_send(self) -> None:
        try:
            result = await self.app.apply_change(self._change, self.values)
        except HuddleError as refusal:
            if not self.app.own_key.asks(refusal, again=self.action_send):
                self.query_one("#writing-refusal", Static).update(explain_on_screen(self.app, refusal))
        else:
            self._is_sent = True
            self.app.form_drafts.discard(self._draft_name)
            self.dismiss(result)
