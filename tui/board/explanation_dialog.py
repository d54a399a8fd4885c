"""The dialog that explains a row of a leaderboard: a sentence for each rule, then every entry."""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from core.standings.explain import ExplainedEntry, Explanation, explain_row
from core.standings.leaderboard import Standing, StandingsBoard
from core.values.amounts import format_with_unit
from core.values.periods import format_day
from tui import keymap
from tui.app import HuddleApp
from tui.shell.dialog import Dialog
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.pick_list import Pick, PickList


class ExplanationScreen(Dialog[None]):
    """The explanation of one row of a leaderboard."""

    app = getters.app(HuddleApp)
    CSS_PATH = "explanation_dialog.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (28, "-tall")]
    BINDINGS = [keymap.BACK.bind("dismiss", "Close", id="why.close", tooltip="Back to the leaderboard", also="enter")]

    def __init__(self, board: StandingsBoard, row: Standing) -> None:
        super().__init__()
        self._board = board
        self._row = row

    def compose(self) -> ComposeResult:
        with Vertical(id="why", classes="dialog--box"):
            yield Static("", id="why-name", classes="dialog--title", markup=False)
            yield Facts(id="why-rules")
            yield Static("", id="why-entries", markup=False)
            yield PickList()
            yield Static(f"{keymap.up_and_down()} Scroll   esc Close", classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        board, row = self._board, self._row
        explanation = explain_row(self.app.session, board, row)
        amount = format_with_unit(row.actual, board.scale, board.unit)
        self.query_one("#why-name", Static).update(
            f"{explanation.name} · {board.metric} · {board.period.title} · {amount}"
        )
        self.query_one(Facts).set_facts([Fact(sentence, who=word) for word, sentence in explanation.rules])
        self.query_one("#why-entries", Static).update(_heading(explanation))
        entries = self.query_one(PickList)
        empty = "The entries are not listed here." if explanation.entry_count else "No entries yet."
        entries.set_picks(
            [_entry_pick(number, entry, row.name) for number, entry in enumerate(explanation.entries)], empty=empty
        )
        entries.focus()


def _heading(explanation: Explanation) -> str:
    if not explanation.entries:
        return "Entries"
    if explanation.entry_count > len(explanation.entries):
        return f"Latest {len(explanation.entries)} of {explanation.entry_count} entries"
    return "1 entry" if explanation.entry_count == 1 else f"{explanation.entry_count} entries, latest first"


def _entry_pick(number: int, entry: ExplainedEntry, name: str) -> Pick:
    day = f"{format_day(entry.day):>6}"
    note = f"“{entry.note}”" if entry.note else ""
    words = [entry.part_name, entry.member_name if entry.member_name != name else "", entry.origin, note]
    return Pick(number, f"{day}  " + " · ".join(filter(None, words)), right=entry.amount)
