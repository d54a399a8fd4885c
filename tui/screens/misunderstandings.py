"""Raising a misunderstanding, and what was raised: dialogs over whatever screen one is on, and on no other."""

from __future__ import annotations

from collections.abc import Callable

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from core import members, misunderstandings
from core.misunderstandings import To
from core.models import Conversation
from tui.app import HuddleApp
from tui.screens.asking import ask
from tui.screens.base import HuddleScreen
from tui.screens.choose import Choice, ChooseScreen
from tui.screens.dialog import Dialog
from tui.screens.listing import AROUND, LEAST
from tui.widgets.picklist import Pick, PickList

WHOM: dict[To, str] = {"host": "hosts this meeting", "leader": "leads the team"}


def open_misunderstandings(screen: HuddleScreen) -> None:
    """What waits for the viewer, or for whom they raised it to; where nothing does, raising one."""
    here = screen.session
    if misunderstandings.waiting(here) or misunderstandings.raised(here):

        def another(wanted: bool | None) -> None:
            if wanted:
                raise_one(screen)

        screen.app.push_screen(WaitingScreen(), another)
    else:
        raise_one(screen)


def raise_one(screen: HuddleScreen) -> None:
    """Asks to whom, where one can choose, and what; nothing of it shows anywhere but here and on that one's list."""
    there = misunderstandings.receivers(screen.session)
    if not there:
        screen.notify("There is nobody but you to raise it to. Say it to the team, in the meeting.", markup=False)
        return
    if len({member.id for member in there.values()}) < 2:
        _ask(screen, next(iter(there)))
        return

    def chosen(choice: Choice | None) -> None:
        if choice is not None:
            _ask(screen, "host" if choice.key == "host" else "leader")

    choices = [Choice(to, member.name, right=WHOM[to]) for to, member in there.items()]
    screen.app.push_screen(ChooseScreen("Something was misunderstood. Whom do you tell, quietly?", choices), chosen)


def _ask(screen: HuddleScreen, to: To) -> None:
    here = screen.session
    receiver = misunderstandings.receivers(here)[to]

    def tell(words: str) -> Conversation:
        return misunderstandings.raise_one(here, words, to)

    def told(_raised: Conversation) -> None:
        screen.notify("It is on their list. Only the two of you see it.", markup=False)

    hint = f"Seen by you and {receiver.name}, on no wall and in no minutes."
    ask(screen, "What was misunderstood?", tell, hint=hint, then=told)


class WaitingScreen(Dialog[bool]):
    """What is not talked over yet. Gives True when the person wants to raise another."""

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
            yield Static("Misunderstandings · only the two of you see them", id="waiting-heading", markup=False)
            yield PickList(empty="Nothing waits any more. Press a to raise one, or esc.")
            yield Static("enter Talked over   a Raise one   esc Close", id="waiting-keys", markup=False)

    def on_mount(self) -> None:
        self.app.landed.subscribe(self, lambda _landed: self._show())
        self._show()
        self.picks.focus()

    def _show(self) -> None:
        here = self.app.session
        names = {each.id: each.name.split()[0] for each in members.members(here, include_left=True)}
        picks = [
            Pick(each.id, each.text, sign="●", right=f"{names.get(each.from_id, '')} to you")
            for each in misunderstandings.waiting(here)
        ]
        picks += [
            Pick(each.id, each.text, sign="○", right=f"you to {names.get(each.to_id, '')}")
            for each in misunderstandings.raised(here)
        ]
        self.picks.set_picks(picks)
        self.query_one("#waiting").styles.height = AROUND + max(LEAST, len(picks))

    def action_talked_over(self) -> None:
        here = self.app.session
        both = [*misunderstandings.waiting(here), *misunderstandings.raised(here)]
        found = next((each for each in both if each.id == self.picks.picked), None)
        if found is not None:
            self._do(lambda: misunderstandings.talked_over(here, found))

    def _do(self, change: Callable[[], object]) -> None:
        from core.errors import HuddleError

        async def run() -> None:
            try:
                await self.app.act(change)
            except HuddleError as refusal:
                self.notify(str(refusal), severity="warning", markup=False)
            self._show()

        self.run_worker(run())
