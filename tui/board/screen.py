"""The leaderboard screen: any metric and period, by member, group, territory or kind, in any order, live."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from textual.binding import Binding
from textual.widget import Widget

from core.access.feed import CommittedChange
from core.metrics.metrics import list_metrics
from core.models import Metric
from core.standings.leaderboard import (
    DEFAULT_HISTORY_WEEKS,
    WEEKS_IN_QUARTER,
    RowNeighbours,
    StandingsBoard,
    find_neighbours,
    standings,
)
from core.standings.remaining import team_remaining
from tui.board.actions import BoardActions
from tui.services.throttle import Throttle
from tui.widgets.leaderboard.from_standings import (
    LEADERBOARD_TABLES,
    PRIVATE_BOARD_TEXT,
    REPAINT_SECONDS,
    board_title,
    describe_elapsed,
    describe_next_ahead,
    describe_team,
    leaderboard_places,
    pace_mark,
    team_place,
    week_heads,
)  # fmt: skip
from tui.widgets.leaderboard.leaderboard import Leaderboard
from tui.widgets.leaderboard.rows import NOTHING_COUNTED, LeaderboardContent
from tui.widgets.top_and_key_lines import KeyLine

DAY_CHECK_SECONDS = 30.0
"""Seconds between two checks whether a new day has begun, which changes the pace."""


LONG_TITLE_WIDTH = 96
"""Width in columns from which the top line has the long texts on both sides."""


class BoardScreen(BoardActions):
    """The leaderboard of one metric and one period."""

    WHY = (
        "Everybody sees their own progress and the team's, while there is still time to do something about it. "
        "The mark │ stands where pace says each should be today, counted in working days. "
        "Look forward: who needs help, and who can show how it is done?"
    )
    READS = (
        "Equals share a place; who has no target is shown, and measured against nothing; watchers are never ranked. "
        "“2 weeks below” says that the last two times seven days each brought less than their share of the target. "
        "On a private board each sees only themself and the team."
    )
    BINDINGS = [
        Binding("tab", "metric(1)", "Metric", id="board.metric", tooltip="The next metric"),
        Binding("shift+tab", "metric(-1)", "Metric before", show=False, id="board.metric_back", tooltip="And back"),
        Binding("slash", "choose", "Find", key_display="/", id="board.choose", tooltip="Choose a metric by its name"),
        Binding(
            "left_square_bracket", "step(-1)", "Before", key_display="[", id="board.before", tooltip="The one before"
        ),
        Binding("right_square_bracket", "step(1)", "After", key_display="]", id="board.after", tooltip="The one after"),
        Binding("b", "by", "By", id="board.by", tooltip="By member, by group, by territory, hunters and farmers"),
        Binding("o", "order", "Order", id="board.order", tooltip="By actual, attainment, pace, or most improved"),
        Binding("enter", "why", "Why", id="board.why", tooltip="Why a row stands there: which rule, which entries"),
        Binding("c,v", "chart", "Chart", id="board.chart", tooltip="How a row, or the team, came there; who is where"),
        Binding("space", "pause", "Pause", id="board.pause", tooltip="The race holds, goes on, or begins anew"),
        Binding("N", "near", "Near me", show=False, id="board.near", tooltip="Only your own row and those around it"),
        Binding("t", "weeks", "Weeks", show=False, id="board.weeks", tooltip="The last 13 weeks as numbers"),
        Binding("R,greater_than_sign", "race", "Race", show=False, id="board.race", tooltip="Play the whole period"),
        Binding(
            "W", "hurdle", "As hurdle", show=False, id="board.hurdle", tooltip="Your number behind pace is a hurdle"
        ),
        Binding("w", "period('week')", "Week", show=False, id="board.week", tooltip="This week"),
        Binding("m", "period('month')", "Month", show=False, id="board.month", tooltip="This month"),
        Binding("q", "period('quarter')", "Quarter", show=False, id="board.quarter", tooltip="This quarter"),
        Binding("y", "period('year')", "Year", show=False, id="board.year", tooltip="This year"),
    ]

    def __init__(self, metric: Metric | None = None, *, every: float | None = None) -> None:
        """Start with `metric`, else with the first one in the team's currency, else with the first one.

        With `every`, in seconds, the screen goes through pages and metrics by itself, for a television.
        """
        super().__init__(metric)
        self._rotate_seconds = every
        self._shown_day: date | None = None
        self._show_again = Throttle(self, REPAINT_SECONDS, self.show)

    def compose_content(self) -> Iterable[Widget]:
        yield Leaderboard(has_cursor=True)

    def on_mount(self) -> None:
        self.leaderboard.focus()
        self.set_interval(DAY_CHECK_SECONDS, self._look_at_the_day)
        if self._rotate_seconds is not None:
            self.query_one(KeyLine).note = f"every {self._rotate_seconds:g} s the next"
            self.set_interval(self._rotate_seconds, self.show_next)

    # -- showing

    def show(self) -> None:
        self._shown_day = self.session.today
        if self._race is not None:
            return  # the race reads the changes when it is started again
        metric = self._chosen_metric()
        if metric is None:
            self._board, self._rows = None, ()
            self.top_line.left, self.top_line.right = "LEADERBOARD", ""
            self.leaderboard.show_empty(NOTHING_COUNTED)
            self.refresh_bindings()
            return
        weeks = WEEKS_IN_QUARTER if self._shows_weeks else DEFAULT_HISTORY_WEEKS
        board = standings(self.session, metric, self.period, self._by, self._order, weeks=weeks)
        own_row = self._own_row(board)
        neighbours = find_neighbours(board, own_row) if self._is_near_only and own_row is not None else None
        self._board, self._rows = board, neighbours.rows if neighbours else board.rows
        self.top_line.left = board_title(board, "near me" if neighbours else "")
        self.top_line.right = describe_elapsed(board, long=self.app.size.width >= LONG_TITLE_WIDTH)
        is_empty = all(not row.actual for row in (*board.rows, board.team))
        if is_empty and all(row.target is None for row in (*board.rows, board.team)):
            self._rows = ()
            self.leaderboard.show_empty(
                f"Nobody has entered {board.metric} in {board.period.title} yet. Enter an amount with: "
                f"huddle log '{board.metric}' AMOUNT, or a whole file with: huddle import FILE. "
                "The keys [ and ] show the periods before and after."
            )
            self.refresh_bindings()
            return
        shown = leaderboard_places(board, own_row, weeks=self._shows_weeks, mark_weeks_below=True)
        if neighbours:
            shown = [place for place, row in zip(shown, board.rows, strict=True) if row in self._rows]
        self.leaderboard.show(
            LeaderboardContent(
                shown,
                subject=(board.metric_id, board.period, self._by, self._order, self._is_near_only, self._shows_weeks),
                team=team_place(board, weeks=self._shows_weeks),
                pace_mark=pace_mark(board),
                team_words=self._sentences(board, neighbours, is_empty),
                week_heads=week_heads(board, self.session.today) if self._shows_weeks else (),
                empty_text=PRIVATE_BOARD_TEXT if board.private else "",
            )
        )
        self.refresh_bindings()

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(not LEADERBOARD_TABLES.isdisjoint(change.rows) for change in changes):
            self._show_again.request()

    def _look_at_the_day(self) -> None:
        if self.is_current and self.session.today != self._shown_day:
            self.show()

    def _sentences(self, board: StandingsBoard, around: RowNeighbours | None, nothing: bool) -> list[str]:
        """Return the sentences below the board, the most useful first."""
        if nothing:
            return ["no entries yet", f"huddle log '{board.metric}' AMOUNT", "huddle import FILE"]
        return [
            *([describe_next_ahead(board, around)] if around else []),
            *describe_team(board, team_remaining(self.session, board)),
        ]

    # -- rotation

    def show_next(self) -> None:
        """Show the next page, or after the last page the next metric that has any amount."""
        if not self.is_current or self._race is not None:
            return
        if self.leaderboard.next_page():
            return
        for _ in list_metrics(self.session):
            self.action_metric(1)
            if self._rows or (self._board is not None and self._board.team.actual):
                return
