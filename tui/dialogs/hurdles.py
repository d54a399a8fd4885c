"""The dialog of the team's open hurdles between meetings, and how they are settled."""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from core.errors import HuddleError
from core.models import Card, Outcome
from core.outcomes import hurdles
from tui.app import HuddleApp
from tui.dialogs.hurdle_prompt import ask_hurdle, hurdle_line
from tui.dialogs.list import LINES_AROUND_LIST, MIN_LIST_LINES
from tui.dialogs.settle_hurdle import settle_hurdle
from tui.shell.dialog import Dialog
from tui.shell.screen import HuddleScreen
from tui.shell.undo import can_undo, undo_last
from tui.widgets.pick_list import PickList


def open_hurdles(screen: HuddleScreen) -> None:
    """Show the open hurdles over `screen`, and carry out what the viewer chooses there."""

    def notify_settled(_outcome: Outcome) -> None:
        screen.notify("It is settled, and out of the way. H, then u takes that back.", markup=False)

    def chosen(wanted: Card | str | None) -> None:
        if isinstance(wanted, Card):
            settle_hurdle(screen, wanted, notify_settled)
        elif wanted == "name":
            ask_hurdle(screen)
        elif wanted == "undo":
            undo_last(screen, "hurdle", then=lambda _: open_hurdles(screen))

    screen.app.push_screen(HurdlesScreen(), chosen)


class HurdlesScreen(Dialog[Card | str | None]):
    """Lists the open hurdles. Returns the card to settle, `name`, `undo`, or None when closed."""

    app = getters.app(HuddleApp)
    CSS_PATH = "hurdles.tcss"
    picks = getters.query_one(PickList)
    BINDINGS = [
        Binding("enter,s", "settle", "Solve", id="hurdles-open.settle", tooltip="Say how it ends"),
        Binding("a", "dismiss('name')", "Name one", id="hurdles-open.name", tooltip="Name what stands in the way"),
        Binding("u", "dismiss('undo')", "Undo", id="hurdles-open.undo", tooltip="Take back how you said one ends"),
        Binding("escape,H", "dismiss", "Close", id="hurdles-open.close", tooltip="Back to the screen"),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(id="hurdles-open"):
            yield Static("What stands in the way, and who can help?", id="hurdles-heading", markup=False)
            yield PickList(empty="Nothing stands in the way so far. Press a to name a hurdle.")
            yield Static("", id="hurdles-keys", markup=False)

    def on_mount(self) -> None:
        self.app.changes_signal.subscribe(self, lambda _changes: self._show())
        self._show()
        self.picks.focus()

    def _show(self) -> None:
        self._cards = {hurdle.card.id: hurdle.card for hurdle in hurdles.list_unsolved(self.app.session)}
        self.picks.set_picks([hurdle_line(open_hurdle, "●") for open_hurdle in hurdles.list_unsolved(self.app.session)])
        self.query_one("#hurdles-open").styles.height = LINES_AROUND_LIST + max(MIN_LIST_LINES, len(self._cards))
        self.refresh_bindings()
        keys = ["enter Solve" if self._cards else "", "a Name one", "u Undo" if self._may_undo else "", "esc Close"]
        self.query_one("#hurdles-keys", Static).update("   ".join(filter(None, keys)))

    @property
    def _may_undo(self) -> bool:
        return can_undo(self.app.session, "hurdle")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._may_undo if parameters == ("undo",) else True

    def action_settle(self) -> None:
        picked = self.picks.cursor_key
        card = self._cards.get(picked) if isinstance(picked, int) else None
        if card is None:
            return
        try:  # refuse before the viewer fills in a form for nothing
            hurdles.require_may_settle(self.app.session, card)
        except HuddleError as refusal:
            self.notify(str(refusal), severity="warning", markup=False)
        else:
            self.dismiss(card)
