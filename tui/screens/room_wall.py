"""The middle of the room view: the widgets for all stages, of which each stage shows some."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual import getters
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from core.standings import StandingsBoard
from tui.screens.room_parts import Shown
from tui.widgets.barrows import BarRows
from tui.widgets.bigtext import BigText
from tui.widgets.board_rows import ONLY_THE_TEAM, pace_mark, places, team_place
from tui.widgets.counts import GroupCounts
from tui.widgets.figures import TALL, Figure, Figures
from tui.widgets.leaderboard import Leaderboard
from tui.widgets.pages import Pages
from tui.widgets.quotes import QuoteWall

ROOMY = 28
"""Height in lines from which the question may take two lines of block letters."""

ALONE = 0.54
"""Share of the screen's height for a single statement with one line below it: four lines of block letters on 28."""


class RoomWall(Vertical):
    """The question, and below it what the team says or reaches. It shows what it is given, and reads nothing."""

    question = getters.query_one("#question", BigText)
    under = getters.query_one("#under", BigText)
    figures = getters.query_one(Figures)
    counts = getters.query_one(GroupCounts)
    voices = getters.query_one("#voices", Static)
    quotes = getters.query_one(QuoteWall)
    pages = getters.query_one(Pages)
    bars = getters.query_one(BarRows)
    board = getters.query_one(Leaderboard)

    def compose(self) -> Iterable[Widget]:
        yield BigText(id="question")
        yield BigText(id="under")
        yield Figures()
        yield GroupCounts()
        yield Static("", id="voices", markup=False)
        yield QuoteWall(big=True)
        yield Pages()
        yield BarRows()
        board = Leaderboard()
        board.can_focus = False
        yield board

    def put(self, shown: Shown, figures: tuple[Figure, ...], *, subject: object, numbers: bool) -> None:
        """Show this content, and repaint only what differs.

        `subject` identifies what the rows are about: with another one, the first page is shown. `numbers`: show the
        leaderboard below.
        """
        self.set_class(shown.calm, "-calm")
        height = self.app.size.height
        self.set_class(height >= TALL, "-tall")
        alone = shown.calm and cell_len(shown.under) <= self.app.size.width - 6 and "\n" not in shown.under
        share = ALONE if alone else 0.5 if shown.calm else 0.3 if height >= ROOMY else 0.16
        self.question.update(shown.question, share=share)
        self.under.display = bool(shown.under)
        self.under.update(shown.under, largest=1 if shown.calm and not shown.aside else 0)
        self.figures.set_figures(figures, centred=shown.calm)
        self.counts.display = bool(shown.groups)
        self.counts.set_counts(shown.groups)
        words = self._describe_speakers(shown.voices)
        self.voices.display = bool(words)
        if self.voices.content != words:
            self.voices.update(words)
        self.quotes.display = shown.quotes is not None
        self.pages.display = shown.rows is not None
        self.bars.display = shown.bars is not None
        self.board.display = numbers
        if shown.quotes is not None:
            self.quotes.set_quotes(shown.quotes, empty=shown.empty)
        if shown.rows is not None:
            self.pages.set_rows(shown.rows, subject=subject, empty=shown.empty)
        if shown.bars is not None:
            self.bars.set_rows(shown.bars, empty=shown.empty)

    def rank(self, board: StandingsBoard | None, empty: str) -> None:
        """Show a board on the leaderboard, or the sentence `empty` without one."""
        if board is None:
            self.board.show_empty(empty)
            return
        best = board.most_improved
        self.board.show(
            places(board, None),
            subject=(board.metric_id, board.period),
            team=team_place(board),
            mark=pace_mark(board),
            words=[f"most improved: {best.name} ▲{best.movement}"] if best else [],
            empty=ONLY_THE_TEAM if board.private else "",
        )

    def _describe_speakers(self, names: tuple[str, ...]) -> str:
        """Return the names in the order in which they spoke last, as many of the latest as fit one line."""
        room = self.app.size.width - 8
        words = ""
        for name in reversed(names):
            longer = f"{name} · {words}" if words else name
            if cell_len(longer) > room - 8:
                return f"… {words}"
            words = longer
        return f"spoke: {words}" if words else ""
