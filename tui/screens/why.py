"""The dialog that explains a row of a leaderboard: a sentence for each rule, then every entry."""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Static

from core.amounts import with_unit
from core.explain import Explanation, Told, explain
from core.periods import MONTHS
from core.standings import Standing, StandingsBoard
from tui.app import HuddleApp
from tui.screens.dialog import Dialog
from tui.widgets.facts import Fact, Facts
from tui.widgets.picklist import Pick, PickList


class WhyScreen(Dialog[None]):
    """The explanation of one row of a leaderboard. The key that opened it also closes it."""

    app = getters.app(HuddleApp)
    CSS_PATH = "why.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (28, "-tall")]
    BINDINGS = [Binding("escape,enter,q", "dismiss", "Close", id="why.close", tooltip="Back to the board")]

    def __init__(self, board: StandingsBoard, row: Standing) -> None:
        super().__init__()
        self._board = board
        self._row = row

    def compose(self) -> ComposeResult:
        with Vertical(id="why"):
            yield Static("", id="why-name", markup=False)
            yield Facts(id="why-rules")
            yield Static("", id="why-entries", markup=False)
            yield PickList()
            yield Static("up and down: the entries   esc Close", id="why-keys", markup=False)

    def on_mount(self) -> None:
        board, row = self._board, self._row
        told = explain(self.app.session, board, row)
        amount = with_unit(row.actual, board.scale, board.unit)
        self.query_one("#why-name", Static).update(f"{told.name} · {board.metric} · {board.period.title} · {amount}")
        self.query_one(Facts).set_facts([Fact(sentence, who=word) for word, sentence in told.rules])
        self.query_one("#why-entries", Static).update(_heading(told))
        entries = self.query_one(PickList)
        empty = "You may not see these entries one by one." if told.count else "Nothing was entered here."
        entries.set_picks([_line(number, each, row.name) for number, each in enumerate(told.entries)], empty=empty)
        entries.focus()


def _heading(told: Explanation) -> str:
    if not told.entries:
        return "Entries"
    if told.count > len(told.entries):
        return f"The latest {len(told.entries)} of {told.count} entries"
    return "The entry" if told.count == 1 else f"All {told.count} entries, the latest first"


def _line(number: int, each: Told, name: str) -> Pick:
    day = f"{each.day.day:>2} {MONTHS[each.day.month - 1]}"
    note = f"“{each.note}”" if each.note else ""
    words = [each.metric, each.who if each.who != name else "", each.how, note]
    return Pick(number, f"{day}  " + " · ".join(filter(None, words)), right=each.amount)
