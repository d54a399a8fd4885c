"""Dialogs to raise a misunderstanding and to list the open ones, over any screen."""

from __future__ import annotations

from collections.abc import Callable

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from core.conversations import misunderstandings
from core.conversations.misunderstandings import Receiver
from core.models import Conversation
from core.team import members
from tui.app import HuddleApp
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.list import LINES_AROUND_LIST, MIN_LIST_LINES
from tui.dialogs.prompt_helper import ask_line
from tui.shell.dialog import Dialog
from tui.shell.projection_cover import show_unless_projected
from tui.shell.screen import HuddleScreen
from tui.widgets.pick_list import Pick, PickList

RECEIVER_ROLES: dict[Receiver, str] = {"host": "hosts this meeting", "leader": "leads the team"}
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
        screen.notify("There is nobody but you to raise it to. Say it to the team, in the meeting.", markup=False)
        return
    if len({member.id for member in receivers.values()}) < 2:
        _ask(screen, next(iter(receivers)))
        return

    def on_choice(choice: Choice[Receiver]) -> None:
        _ask(screen, choice.value)

    choices = [Choice(to, member.name, right=RECEIVER_ROLES[to]) for to, member in receivers.items()]
    screen.open_dialog(ChooseScreen("Something was misunderstood. Whom do you tell, quietly?", choices), on_choice)


def _ask(screen: HuddleScreen, to: Receiver) -> None:
    session = screen.session
    receiver = misunderstandings.receivers(session)[to]

    def send(words: str) -> Conversation:
        return misunderstandings.report_misunderstanding(session, words, to)

    def confirm(_raised: Conversation) -> None:
        screen.notify("It is on their list, visible to the two of you.", markup=False)

    hint = f"Visible to you and {receiver.name}, on no wall and in no minutes."
    ask_line(screen, "What was misunderstood?", send, hint=hint, then=confirm)


class MisunderstandingsScreen(Dialog[bool | None]):
    """Lists misunderstandings that are not talked over yet. Returns True if the user wants to raise another."""

    HELP_NAME = "Waiting"
    app = getters.app(HuddleApp)
    CSS_PATH = "misunderstandings.tcss"
    picks = getters.query_one(PickList)
    BINDINGS = [
        Binding("enter,x", "talked_over", "Talked over", id="misunderstanding.talked_over", tooltip="It goes"),
        Binding("a", "dismiss(True)", "Raise one", id="misunderstanding.raise", tooltip="To the host or the leader"),
        Binding("escape", "dismiss(False)", "Close", id="misunderstanding.close", tooltip="Back to the screen"),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(id="waiting"):
            yield Static("Misunderstandings · visible to the two of you", id="waiting-heading", markup=False)
            yield PickList(empty="Nothing waits any more. Press a to raise one, or esc.")
            yield Static("enter Talked over   a Raise one   esc Close", id="waiting-keys", markup=False)

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
            Pick(item.id, item.text, sign="○", right=f"you to {names.get(item.to_id, '')}")
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
