"""Dialogs to ask the host or leader privately and to list the open messages, over any screen."""

from __future__ import annotations

from collections.abc import Callable

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from core.conversations import misunderstandings
from core.conversations.misunderstandings import Receiver
from core.models import Conversation
from core.team import members
from tui import keymap
from tui.app import HuddleApp
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.list import LINES_AROUND_LIST, MIN_LIST_LINES
from tui.dialogs.prompt_helper import ask_line
from tui.shell.dialog import Dialog
from tui.shell.projection_cover import show_unless_projected
from tui.shell.screen import HuddleScreen
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.signs import Sign

RECEIVER_ROLES: dict[Receiver, str] = {"host": "host of this meeting", "leader": "team leader"}
"""What each possible receiver is, shown beside their name."""


def open_misunderstandings(screen: HuddleScreen) -> None:
    """List the open misunderstandings the viewer raised or received; without any, ask to raise one."""
    session = screen.session
    if misunderstandings.list_received_misunderstandings(session) or misunderstandings.list_reported(session):

        def on_close(wants_another: bool) -> None:
            if wants_another:
                raise_misunderstanding(screen)

        show_unless_projected(screen.app, lambda: screen.open_dialog(MisunderstandingsScreen(), on_close))
    else:
        raise_misunderstanding(screen)


def raise_misunderstanding(screen: HuddleScreen) -> None:
    """Ask for the receiver, if there are two, and the text; only the viewer and the receiver ever see it."""
    receivers = misunderstandings.receivers(screen.session)
    if not receivers:
        screen.notify("There is no host or leader to ask but you. Ask the team in the meeting.", markup=False)
        return
    if len({member.id for member in receivers.values()}) < 2:
        _ask(screen, next(iter(receivers)))
        return

    def on_choice(choice: Choice[Receiver]) -> None:
        _ask(screen, choice.value)

    choices = [Choice(to, member.name, right=RECEIVER_ROLES[to]) for to, member in receivers.items()]
    screen.open_dialog(ChooseScreen("Who do you want to ask privately?", choices), on_choice)


def _ask(screen: HuddleScreen, to: Receiver) -> None:
    session = screen.session
    receiver = misunderstandings.receivers(session)[to]

    def send(words: str) -> Conversation:
        return misunderstandings.report_misunderstanding(session, words, to)

    def confirm(_raised: Conversation) -> None:
        screen.notify(f"Sent. Visible to you and {receiver.name}.", markup=False)

    hint = f"Visible to you and {receiver.name}. It is not in the minutes."
    ask_line(screen, "What is unclear?", send, hint=hint, then=confirm, verb="Send")


class MisunderstandingsScreen(Dialog[bool | None]):
    """Lists misunderstandings that are not talked over yet. Returns True if the user wants to raise another."""

    HELP_NAME = "Private messages"
    app = getters.app(HuddleApp)
    CSS_PATH = "misunderstandings.tcss"
    picks = getters.query_one(PickList)
    BINDINGS = [
        keymap.OPEN.bind(
            "talked_over", "Resolved", id="misunderstanding.talked_over", tooltip="Remove it from the list"
        ),
        keymap.ADD.bind(
            "dismiss(True)", "Ask privately", id="misunderstanding.raise", tooltip="Ask the host or leader privately"
        ),
        keymap.BACK.bind("dismiss(False)", "Close", id="misunderstanding.close", tooltip="Go back to the screen"),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(id="waiting", classes="dialog--box"):
            resolve = self.app.key_label(keymap.OPEN, "misunderstanding.talked_over")
            ask = self.app.key_label(keymap.ADD, "misunderstanding.raise")
            close = self.app.key_label(keymap.BACK, "misunderstanding.close")
            heading = "Private messages · visible to sender and receiver"
            yield Static(heading, classes="dialog--title", markup=False)
            yield PickList(empty=f"No private messages. Press {ask} to send one.")
            keys = f"{resolve} Resolved   {ask} Ask privately   {close} Close"
            yield Static(keys, classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        self.app.changes_signal.subscribe(self, lambda _changes: self._show())
        self._show()
        self.picks.focus()

    def _show(self) -> None:
        session = self.app.session
        names = members.short_names(session)
        picks = [
            Pick(item.id, item.text, sign="●", right=f"{names.get(item.from_id, '')} to you")
            for item in misunderstandings.list_received_misunderstandings(session)
        ]
        picks += [
            Pick(item.id, item.text, sign=Sign("○", "waiting"), right=f"you to {names.get(item.to_id, '')}")
            for item in misunderstandings.list_reported(session)
        ]
        self.picks.set_picks(picks)
        self.query_one("#waiting").styles.height = LINES_AROUND_LIST + max(MIN_LIST_LINES, len(picks))

    def action_talked_over(self) -> None:
        session = self.app.session
        items = [*misunderstandings.list_received_misunderstandings(session), *misunderstandings.list_reported(session)]
        picked = next((item for item in items if item.id == self.picks.cursor_key), None)
        if picked is not None:
            self._do(lambda: misunderstandings.mark_talked_over(session, picked))

    def _do(self, change: Callable[[], object]) -> None:
        from core.errors import HuddleError

        async def run() -> None:
            try:
                await self.app.apply_change(change)
            except HuddleError as refusal:
                self.notify(str(refusal), severity="warning", markup=False)
            self._show()

        self.run_worker(run())
