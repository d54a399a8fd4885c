"""The numbers stage: the leaderboard of this quarter, one metric after another."""

from __future__ import annotations

from textual import getters
from textual.app import ComposeResult
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.standings.leaderboard import standings
from core.values.amounts import format_percent
from core.values.periods import format_share_gone, period_containing
from tui import keymap
from tui.meeting.stages.base import StageView
from tui.shell.actions import Action, ActionTable
from tui.shell.projection_cover import projected_meeting_id
from tui.widgets.leaderboard.from_standings import (
    LEADERBOARD_TABLES,
    PRIVATE_BOARD_TEXT,
    leaderboard_places,
    metrics_in_meeting_order,
    pace_mark,
    team_place,
)
from tui.widgets.leaderboard.leaderboard import Leaderboard
from tui.widgets.leaderboard.rows import NO_METRICS, LeaderboardContent


class NumbersStage(StageView):
    """The leaderboard of this quarter, for one metric at a time."""

    BINDINGS = [
        keymap.FIELD.bind("metric(1)", "Next metric", id="metric.next", tooltip="Show the next metric"),
        keymap.FIELD_BACK.bind(
            "metric(-1)", "Metric before", show=False, id="numbers.before", tooltip="Show the metric before"
        ),
        keymap.OPEN.bind("open", "Open leaderboard", id="numbers.open", tooltip="See any period, group or territory"),
    ]

    question = getters.query_one(".question", Static)
    leaderboard = getters.query_one(Leaderboard)
    _metric_index = 0

    def compose(self) -> ComposeResult:
        yield Static("", classes="question", markup=False)
        yield Leaderboard()

    def focus_first(self) -> None:
        self.leaderboard.focus()

    def show(self) -> None:
        metrics = metrics_in_meeting_order(self.session)  # the same order as in the room view
        if not metrics:
            self.question.update("")
            self.leaderboard.show_empty(NO_METRICS)
            return
        metric = metrics[self._metric_index % len(metrics)]
        board = standings(self.session, metric, period_containing(self.session.today, "quarter"))
        pace = "" if board.team.pace is None else f" · team pace {format_percent(board.team.pace)}"
        title = f"{board.metric} · {format_share_gone(board.period, board.share_gone)}{pace}"
        self.question.update(title)
        if not board.private and not any(row.actual or row.target for row in (*board.rows, board.team)):
            self.leaderboard.show_empty(
                f"No {board.metric} in {board.period.title} yet. Add amounts with: huddle log, or huddle import FILE"
            )
            return
        own = next((row for row in board.rows if row.id == self.session.viewer.member_id), None)
        # The host's screen is often the projected one, and the room sees no one's number here.
        is_hidden = board.private and projected_meeting_id(self.session) is not None
        self.leaderboard.show(
            LeaderboardContent(
                [] if is_hidden else leaderboard_places(board, own),
                subject=(board.metric_id, board.period),
                team=team_place(board),
                pace_mark=pace_mark(board),
                empty_text=PRIVATE_BOARD_TEXT if board.private else "",
            )
        )

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(not LEADERBOARD_TABLES.isdisjoint(change.rows) for change in changes):
            self.show()

    def make_actions(self) -> ActionTable:
        return {"metric": Action(self._go_to_metric), "open": Action(lambda: self.app.action_go("board"))}

    def _go_to_metric(self, step: int) -> None:
        self._metric_index += step
        self.show()
