"""The leaderboard screen: any metric and period, by member, group, territory or kind, in any order, live."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial

from textual.containers import Horizontal
from textual.widget import Widget

from core.access.feed import CommittedChange
from core.metrics.metrics import list_metrics
from core.models import Metric
from core.standings.leaderboard import Standing
from core.standings.remaining import team_remaining
from core.team.permissions import takes_part
from tui import keymap
from tui.board.actions import BoardActions, describe_no_metrics
from tui.board.choices import BoardChoices, ShownBoard, read_board
from tui.board.row_pane import ExplainedRow, RowPane, read_row
from tui.dialogs.entry_keys import entry_actions, entry_bindings
from tui.services.throttle import Throttle
from tui.shell.actions import ActionTable
from tui.shell.screen import HuddleScreen
from tui.shell.screen_read import ScreenRead
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
from tui.widgets.leaderboard.rows import LeaderboardContent

DAY_CHECK_SECONDS = 30.0
"""Seconds between two checks whether a new day has begun, which changes the pace."""


LONG_TITLE_WIDTH = 96
"""Width in columns from which the top line has the long texts on both sides."""


ROW_PANE_WIDTH = 150
"""Width in columns from which the row under the cursor is explained beside the leaderboard."""


HIDDEN_OWN_NUMBER = "Private: your number is hidden during the meeting. To see it, open the Menu and type “show”."


LOG_KEY, CORRECT_OPTION = entry_bindings(show_log=True)


class BoardScreen(HuddleScreen):
    """The leaderboard of one metric and one period."""

    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (ROW_PANE_WIDTH, "-wide")]
    HAS_PRIVATE_PARTS = True
    WHY = (
        "See how everyone is doing on one metric while there is still time to act. "
        "The mark on a bar shows where each person should be today, in working days. "
        "Look for who needs help and who can show how."
    )
    HOW_TO_READ = (
        "Equal results share a rank. Members without a target are listed but not rated. Watchers are not ranked. "
        "“2 weeks below” means two weeks in a row below the weekly share of the target. "
        "On a private metric you see your own number; the team's is published once a month."
    )
    BINDINGS = [
        keymap.OPEN.bind("why", "Explain", id="board.why", tooltip="Explain this rank"),
        keymap.FIELD.bind("metric(1)", "Next metric", id="metric.next", tooltip="Show the next metric"),
        keymap.FIELD_BACK.bind(
            "metric(-1)", "Previous metric", show=False, id="metric.back", tooltip="Show the previous metric"
        ),
        keymap.EARLIER.bind("step(-1)", "Earlier", id="period.before", tooltip="Show the period before"),
        keymap.LATER.bind("step(1)", "Later", id="period.after", tooltip="Show the period after"),
        keymap.CHART.bind("chart", "Chart", id="board.chart", tooltip="Chart of this row over time"),
        LOG_KEY,
        keymap.FIND.bind("choose", "Find metric", id="metric.choose", tooltip="Find a metric by its name"),
        keymap.MORE.bind("length(1)", "Longer", show=False, id="period.longer", tooltip="Show a longer period"),
        keymap.LESS.bind("length(-1)", "Shorter", show=False, id="period.shorter", tooltip="Show a shorter period"),
        keymap.HURDLE.bind(
            "hurdle", "Make hurdle", show=False, id="board.hurdle", tooltip="Make your number behind pace a hurdle"
        ),
        keymap.MARK.bind("pause", "Pause race", id="board.pause", tooltip="Pause, continue or restart the race"),
        keymap.UNDO.bind("undo", "Undo", show=False, id="undo", tooltip="Undo your last step here"),
        keymap.option("by", "Group by", id="board.by", tooltip="Member, group, territory or seller type"),
        keymap.option("order", "Rank by", id="board.order", tooltip="Rank by amount, attainment, pace or improvement"),
        keymap.option("near", "Near me", id="board.near", tooltip="Show only your row and those around it"),
        keymap.option("weeks", "13 weeks", id="board.weeks", tooltip="Show the last 13 weeks as numbers"),
        keymap.option("race", "Race", id="board.race", tooltip="Play the whole period from its first day"),
        CORRECT_OPTION,
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
        self._row: Standing | None = None
        """The row that is explained beside the rows; None for none."""
        self._row_read = ScreenRead(self, self._show_explained)
        self._show_again = Throttle(self, REPAINT_SECONDS, self.show)

    def compose_content(self) -> Iterable[Widget]:
        with Horizontal(id="board"):
            yield self.leaderboard
            yield RowPane()

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
            self.key_line.note = f"next every {self._rotate_seconds:g} s"
            self.set_interval(self._rotate_seconds, self.show_next)

    # -- showing

    def show(self) -> None:
        self._shown_day = self.session.today
        if self.board_actions.race is not None:
            return  # the race reads the changes when it is started again
        self._shown = read_board(self.session, self.choices)
        if self._shown is None:
            self.top_line.left, self.top_line.right = "Leaderboard", ""
            self.leaderboard.show_empty(describe_no_metrics(self))
        else:
            self._show_board(self._shown)
        self._show_row()
        self.refresh_bindings()

    def _show_row(self) -> None:
        """Show the row under the cursor beside the rows, else the viewer's own, else the team's.

        Weeks as numbers and a race have the whole width, and what is hidden in a meeting is not shown here either.
        """
        shown = self._shown
        is_hidden = shown is not None and shown.board.private and self.confirmation.is_missing(self.app)
        if shown is None or not shown.rows or is_hidden or self.choices.shows_weeks:
            self.remove_class("-with-row")
            self._row = None
            self.query_one(RowPane).clear()  # else it would be seen again until the next row is read
        elif self.board_actions.race is None:
            self.add_class("-with-row")
            if self.app.size.width >= ROW_PANE_WIDTH:
                self._row = shown.row_at(self.leaderboard.cursor_row) or shown.own_row or shown.board.team
                self._row_read.request(partial(read_row, board=shown.board, row=self._row))

    def _show_explained(self, explained: ExplainedRow) -> None:
        if explained.row is self._row:
            self.query_one(RowPane).show(explained)

    def on_row_picked(self) -> None:
        self._show_row()

    def on_resize(self) -> None:
        if self.is_mounted:
            self._show_row()

    def _show_board(self, shown: ShownBoard) -> None:
        board, choices = shown.board, self.choices
        self.top_line.left = board_title(board, "near me" if shown.neighbours else "")
        self.top_line.right = describe_elapsed(board, long=self.app.size.width >= LONG_TITLE_WIDTH)
        if not shown.has_amounts and not shown.has_targets and not board.private:
            self.leaderboard.show_empty(self._describe_no_entries(shown))
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

    @property
    def _log_key(self) -> str:
        return self.app.key_label(keymap.LOG, "entry.log")

    def _describe_no_entries(self, shown: ShownBoard) -> str:
        keys = [
            self.app.key_label(keymap.EARLIER, "period.before"),
            self.app.key_label(keymap.LATER, "period.after"),
        ]
        log = (
            f" Press {self._log_key} to log an amount, or run: huddle import FILE." if takes_part(self.session) else ""
        )
        title = f"No {shown.board.metric} in {shown.board.period.title} yet."
        return f"{title}{log} Press {' or '.join(keys)} for other periods."

    def _sentences(self, shown: ShownBoard) -> list[str]:
        """Return the sentences below the board, the most useful first."""
        board = shown.board
        if not shown.has_amounts and not board.private:
            return ["no entries yet", *([f"press {self._log_key} to log"] if takes_part(self.session) else [])]
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
