"""The dialog that shows the minutes of a meeting and of those before it, and writes them to a file."""

from __future__ import annotations

from pathlib import Path

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Markdown, Static

from core.errors import HuddleError
from core.meeting.lifecycle import list_team_meetings
from core.models import Meeting
from core.outgoing.minutes import build_minutes
from core.outgoing.minutes_file import write_minutes
from core.outgoing.minutes_markdown import format_minutes_markdown
from tui import keymap
from tui.app import HuddleApp
from tui.dialogs.prompts import AskScreen
from tui.shell.dialog import Dialog


class MinutesScreen(Dialog[None]):
    """The minutes of a meeting as the viewer may read them, the same as `huddle minutes` prints."""

    app = getters.app(HuddleApp)
    CSS_PATH = "minutes.tcss"
    BINDINGS = [
        keymap.EARLIER.bind(
            "turn(1)", "Earlier", id="minutes.earlier", tooltip="Read the minutes of the meeting before", priority=True
        ),
        keymap.LATER.bind(
            "turn(-1)", "Later", id="minutes.later", tooltip="Read the minutes of the meeting after", priority=True
        ),
        keymap.SEND.bind("write", "Save to file", id="minutes.write", tooltip="Save as .md, .html or .json"),
        keymap.BACK.bind("dismiss", "Close", id="minutes.close", tooltip="Go back to the meeting"),
    ]

    def __init__(self, meeting: Meeting) -> None:
        super().__init__()
        self._meeting = meeting

    def compose(self) -> ComposeResult:
        with Vertical(id="minutes", classes="dialog--box"):
            with VerticalScroll():
                yield Markdown("", open_links=False)
            yield Static("", id="minutes-refusal", markup=False)
            sideways = f"{keymap.label(keymap.EARLIER)} {keymap.label(keymap.LATER)} Earlier, later"
            save = f"{keymap.label(keymap.SEND)} Save to file"
            keys = f"{keymap.up_and_down()} Scroll   {sideways}   {save}   esc Close"
            yield Static(keys, classes="dialog--keys", markup=False)

    async def on_mount(self) -> None:
        await self._show_minutes()
        self.query_one(VerticalScroll).focus()

    async def _show_minutes(self) -> None:
        try:
            text = format_minutes_markdown(build_minutes(self.app.session, self._meeting))
        except HuddleError as refusal:
            self._show_message(str(refusal))
        else:
            await self.query_one(Markdown).update(text)
            self.query_one(VerticalScroll).scroll_home(animate=False)

    async def action_turn(self, step: int) -> None:
        """Show the minutes of the meeting that many meetings before this one."""
        meetings = list_team_meetings(self.app.session)
        ids = [meeting.id for meeting in meetings]
        index = ids.index(self._meeting.id) + step if self._meeting.id in ids else 0
        if 0 <= index < len(meetings):
            self._meeting = meetings[index]
            self._show_message("")
            await self._show_minutes()
        else:
            self._show_message("This is the first meeting." if step > 0 else "This is the last meeting.")

    def _show_message(self, words: str) -> None:
        self.query_one("#minutes-refusal", Static).update(words)

    def action_write(self) -> None:
        meeting = self._meeting
        self._ask_file_name(
            f"minutes-{meeting.kind}-{meeting.number}.md", "Save as .md, .html (to print) or .json (for scripts)."
        )

    def _ask_file_name(self, value: str, hint: str) -> None:
        def named(name: str | None) -> None:
            if name is not None:
                self.run_worker(self._write(name))

        self.app.push_screen(AskScreen("Save the minutes to a file", value, hint=hint), named)

    async def _write(self, name: str) -> None:
        try:
            path = await self.app.apply_change(write_minutes, self.app.session, self._meeting, Path(name.strip()))
        except HuddleError as refusal:
            self._ask_file_name(name, str(refusal))
        else:
            self._show_message(f"Saved to {path}")
