"""The leaderboard screen: any metric and period, by member, group, territory or kind, in any order, live."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from textual.binding import Binding
from textual.widget import Widget

from core.access.feed import CommittedChange
from core.metrics.metrics import list_metrics
from core.models import Metric
from core.standings.remaining import team_remaining
from tui.board.actions import BoardActions
from tui.board.choices import BoardChoices, ShownBoard, read_board
from tui.dialogs.entry_keys import entry_actions, entry_bindings
from tui.services.throttle import Throttle
from tui.shell.actions import ActionTable
from tui.shell.screen import HuddleScreen
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

DAY_CHECK_SECONDS = 30.0
"""Seconds between two checks whether a new day has begun, which changes the pace."""


LONG_TITLE_WIDTH = 96
"""Width in columns from which the top line has the long texts on both sides."""


HIDDEN_OWN_NUMBER = "Private: your own number is hidden while the meeting runs. ^p, then Show, shows it."


class BoardScreen(HuddleScreen):
    """The leaderboard of one metric and one period."""

    HAS_PRIVATE_PARTS = True
    WHY = (
        "Everybody sees their own progress and the team's, while there is still time to do something about it. "
        "The mark │ stands where pace says each should be today, counted in working days. "
        "Look forward: who needs help, and who can show how it is done?"
    )
    HOW_TO_READ = (
        "Equals share a place; who has no target is shown, and measured against nothing; watchers are never ranked. "
        "“2 weeks below” says that the last two times seven days each brought less than their share of the target. "
        "On a private board you see your own number; the team's is told a month at a time."
    )
    BINDINGS = [
        *entry_bindings(),
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
        self.choices = BoardChoices(metric.name if metric else "")
        self.leaderboard = Leaderboard(has_cursor=True)
        super().__init__()
        self._shown: ShownBoard | None = None
        self._rotate_seconds = every
        self._shown_day: date | None = None
        self._show_again = Throttle(self, REPAINT_SECONDS, self.show)

    def compose_content(self) -> Iterable[Widget]:
        yield self.leaderboard

    def make_actions(self) -> ActionTable:
        self.board_actions = BoardActions(self, self.leaderboard, self.choices, lambda: self._shown)
        entries = entry_actions(self, lambda: self.choices.metric(self.session))
        return {**entries, **self.board_actions.table()}

    def action_back(self) -> None:
        """End the race; without one, go back to the screen before."""
        if self.board_actions.end_race():
            self.show()
        else:
            super().action_back()

    def on_mount(self) -> None:
        self.leaderboard.focus()
        self.set_interval(DAY_CHECK_SECONDS, self._show_new_day)
        if self._rotate_seconds is not None:
            self.key_line.note = f"every {self._rotate_seconds:g} s the next"
            self.set_interval(self._rotate_seconds, self.show_next)

    # -- showing

    def show(self) -> None:
        self._shown_day = self.session.today
        if self.board_actions.race is not None:
            return  # the race reads the changes when it is started again
        self._shown = read_board(self.session, self.choices)
        if self._shown is None:
            self.top_line.left, self.top_line.right = "LEADERBOARD", ""
            self.leaderboard.show_empty(NOTHING_COUNTED)
        else:
            self._show_board(self._shown)
        self.refresh_bindings()

    def _show_board(self, shown: ShownBoard) -> None:
        board, choices = shown.board, self.choices
        self.top_line.left = board_title(board, "near me" if shown.neighbours else "")
        self.top_line.right = describe_elapsed(board, long=self.app.size.width >= LONG_TITLE_WIDTH)
        if not shown.has_amounts and not shown.has_targets and not board.private:
            self.leaderboard.show_empty(
                f"Nobody has entered {board.metric} in {board.period.title} yet. Enter an amount with: "
                f"huddle log '{board.metric}' AMOUNT, or a whole file with: huddle import FILE. "
                "The keys [ and ] show the periods before and after."
            )
            return
        is_hidden = board.private and self.confirmation.is_missing(self.app)
        places = leaderboard_places(board, shown.own_row, weeks=choices.shows_weeks, mark_weeks_below=True)
        if is_hidden:
            places = []
        elif shown.neighbours:
            places = [place for place, row in zip(places, board.rows, strict=True) if row in shown.rows]
        self.leaderboard.show(
            LeaderboardContent(
                places,
                subject=(
                    board.metric_id,
                    board.period,
                    choices.by,
                    choices.order,
                    choices.is_near_only,
                    choices.shows_weeks,
                ),
                team=team_place(board, weeks=choices.shows_weeks),
                pace_mark=pace_mark(board),
                team_words=self._sentences(shown),
                week_heads=week_heads(board, self.session.today) if choices.shows_weeks else (),
                empty_text=HIDDEN_OWN_NUMBER if is_hidden else PRIVATE_BOARD_TEXT if board.private else "",
            )
        )

    def _sentences(self, shown: ShownBoard) -> list[str]:
        """Return the sentences below the board, the most useful first."""
        board = shown.board
        if not shown.has_amounts and not board.private:
            return ["no entries yet", f"huddle log '{board.metric}' AMOUNT", "huddle import FILE"]
        return [
            *([describe_next_ahead(board, shown.neighbours)] if shown.neighbours else []),
            *describe_team(board, team_remaining(self.session, board)),
        ]

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(not LEADERBOARD_TABLES.isdisjoint(change.rows) for change in changes):
            self._show_again.request()

    def _show_new_day(self) -> None:
        if self.is_current and self.session.today != self._shown_day:
            self.show()

    # -- rotation

    def show_next(self) -> None:
        """Show the next page, or after the last page the next metric that has any amount."""
        if not self.is_current or self.board_actions.race is not None or self.leaderboard.next_page():
            return
        for _ in list_metrics(self.session):
            self.board_actions.show_next_metric(1)
            if self._shown is not None and (self._shown.rows or self._shown.board.team.actual):
                return
