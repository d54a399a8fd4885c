"""The dialog of the team's open hurdles between meetings, and how they are resolved."""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from core.errors import HuddleError
from core.models import Card, Outcome
from core.outcomes import hurdles
from tui import keymap
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
        app = screen.app
        keys = f"{app.page_label('hurdles')}, then {app.key_label(keymap.UNDO, 'hurdles-open.undo')}"
        screen.notify(f"Hurdle resolved. To undo: {keys}.", markup=False)

    def chosen(wanted: Card | str | None) -> None:
        if isinstance(wanted, Card):
            settle_hurdle(screen, wanted, notify_settled)
        elif wanted == "name":
            ask_hurdle(screen)
        elif wanted == "undo":
            undo_last(screen, "hurdle", then=lambda _: open_hurdles(screen))

    screen.app.push_screen(HurdlesScreen(), chosen)


class HurdlesScreen(Dialog[Card | str | None]):
    """Lists the open hurdles. Returns the card to resolve, `name`, `undo`, or None when closed."""

    HELP_NAME = "Hurdles"
    app = getters.app(HuddleApp)
    CSS_PATH = "hurdles.tcss"
    picks = getters.query_one(PickList)
    BINDINGS = [
        keymap.OPEN.bind("settle", "Resolve", id="hurdles.settle", tooltip="Decide what happens to this hurdle"),
        keymap.ADD.bind("dismiss('name')", "Add hurdle", id="hurdles.say", tooltip="Add a hurdle"),
        keymap.UNDO.bind("dismiss('undo')", "Undo", id="undo", tooltip="Undo your last step here"),
        keymap.BACK.bind("dismiss", "Close", id="hurdles-open.close", tooltip="Go back to the screen"),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(id="hurdles-open", classes="dialog--box"):
            yield Static("Open hurdles", classes="dialog--title", markup=False)
            yield PickList(empty=f"No hurdles yet. Press {self._key(keymap.ADD, 'name')} to add one.")
            yield Static("", classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        self.app.changes_signal.subscribe(self, lambda _changes: self._show())
        self._show()
        self.picks.focus()

    def _show(self) -> None:
        self._cards = {hurdle.card.id: hurdle.card for hurdle in hurdles.list_unsolved(self.app.session)}
        self.picks.set_picks([hurdle_line(open_hurdle, "●") for open_hurdle in hurdles.list_unsolved(self.app.session)])
        self.query_one("#hurdles-open").styles.height = LINES_AROUND_LIST + max(MIN_LIST_LINES, len(self._cards))
        self.refresh_bindings()
        keys = [
            f"{self._key(keymap.OPEN, 'settle')} Resolve" if self._cards else "",
            f"{self._key(keymap.ADD, 'name')} Add hurdle",
            f"{self._key(keymap.UNDO, 'undo')} Undo" if self._may_undo else "",
            f"{self._key(keymap.BACK, 'close')} Close",
        ]
        self.query_one(".dialog--keys", Static).update("   ".join(filter(None, keys)))

    def _key(self, verb: keymap.Verb, name: str) -> str:
        return self.app.key_label(verb, f"hurdles-open.{name}")

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
