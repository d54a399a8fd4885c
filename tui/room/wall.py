"""The middle of the room view: the widgets for all stages, of which each stage shows some."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual import getters
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from core.standings.leaderboard import StandingsBoard
from tui.room.paged_list import PagedList
from tui.room.stage_content import StageContent
from tui.widgets.bar_rows import BarRows
from tui.widgets.big_figures import LARGE_FIGURES_HEIGHT, Figure, Figures
from tui.widgets.big_text import BigText
from tui.widgets.group_counts import GroupCounts
from tui.widgets.leaderboard.from_standings import PRIVATE_BOARD_TEXT, leaderboard_places, pace_mark, team_place
from tui.widgets.leaderboard.leaderboard import Leaderboard
from tui.widgets.leaderboard.rows import LeaderboardContent
from tui.widgets.quotes import QuoteWall

TWO_LINE_QUESTION_HEIGHT = 28
"""Height in lines from which the question may take two lines of block letters."""

STATEMENT_SHARE = 0.54
"""Share of the screen's height for a single statement with one line below it: four lines of block letters on 28."""


class RoomWall(Vertical):
    """The question, and below it what the team says or reaches. It shows what it is given, and reads nothing."""

    question = getters.query_one("#question", BigText)
    subtitle = getters.query_one("#under", BigText)
    figures = getters.query_one(Figures)
    group_counts = getters.query_one(GroupCounts)
    speakers = getters.query_one("#voices", Static)
    quotes = getters.query_one(QuoteWall)
    pages = getters.query_one(PagedList)
    bars = getters.query_one(BarRows)
    leaderboard = getters.query_one(Leaderboard)

    def compose(self) -> Iterable[Widget]:
        yield BigText(id="question")
        yield BigText(id="under")
        yield Figures()
        yield GroupCounts()
        yield Static("", id="voices", markup=False)
        yield QuoteWall(big=True)
        yield PagedList()
        yield BarRows()
        board = Leaderboard()
        board.can_focus = False
        yield board

    def show_content(
        self, content: StageContent, figures: tuple[Figure, ...], *, subject: object, with_leaderboard: bool
    ) -> None:
        """Show this content, and repaint only what differs.

        `subject` identifies what the rows are about: with another one, the first page is shown. `with_leaderboard`:
        show the leaderboard below.
        """
        self.set_class(content.is_statement, "-calm")
        height = self.app.size.height
        self.set_class(height >= LARGE_FIGURES_HEIGHT, "-tall")
        alone = (
            content.is_statement
            and cell_len(content.subtitle) <= self.app.size.width - 6
            and "\n" not in content.subtitle
        )
        share = (
            STATEMENT_SHARE
            if alone
            else 0.5
            if content.is_statement
            else 0.3
            if height >= TWO_LINE_QUESTION_HEIGHT
            else 0.16
        )
        self.question.update(content.question, share=share)
        self.subtitle.display = bool(content.subtitle)
        self.subtitle.update(
            content.subtitle, max_size=1 if content.is_statement and not content.is_subtitle_plain else 0
        )
        self.figures.set_figures(figures, centred=content.is_statement)
        self.group_counts.display = bool(content.group_counts)
        self.group_counts.set_counts(content.group_counts)
        words = self._describe_speakers(content.speakers)
        self.speakers.display = bool(words)
        if self.speakers.content != words:
            self.speakers.update(words)
        self.quotes.display = content.quotes is not None
        self.pages.display = content.rows is not None
        self.bars.display = content.bars is not None
        self.leaderboard.display = with_leaderboard
        if content.quotes is not None:
            self.quotes.set_quotes(content.quotes, empty=content.empty_text)
        if content.rows is not None:
            self.pages.set_rows(content.rows, subject=subject, empty=content.empty_text)
        if content.bars is not None:
            self.bars.set_rows(content.bars, empty=content.empty_text)

    def show_leaderboard(self, board: StandingsBoard | None, empty: str) -> None:
        """Show a board on the leaderboard, or the sentence `empty` without one."""
        if board is None:
            self.leaderboard.show_empty(empty)
            return
        best = board.most_improved
        self.leaderboard.show(
            LeaderboardContent(
                leaderboard_places(board, None),
                subject=(board.metric_id, board.period),
                team=team_place(board),
                pace_mark=pace_mark(board),
                team_words=[f"most improved: {best.name} ▲{best.movement}"] if best else [],
                empty_text=PRIVATE_BOARD_TEXT if board.private else "",
            )
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
