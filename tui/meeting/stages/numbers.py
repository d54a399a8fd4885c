"""The numbers stage: the leaderboard of this quarter, one metric after another."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.standings.leaderboard import standings
from core.values.amounts import format_percent
from core.values.periods import period_containing
from tui.meeting.stages.base import StageView
from tui.widgets.leaderboard.from_standings import (
    LEADERBOARD_TABLES,
    PRIVATE_BOARD_TEXT,
    leaderboard_places,
    metrics_in_meeting_order,
    pace_mark,
    team_place,
)
from tui.widgets.leaderboard.leaderboard import Leaderboard
from tui.widgets.leaderboard.rows import NOTHING_COUNTED


class NumbersStage(StageView):
    """The leaderboard of this quarter, for one metric at a time."""

    BINDINGS = [
        Binding("tab", "metric(1)", "Metric", id="numbers.metric", tooltip="The next metric"),
        Binding("shift+tab", "metric(-1)", "Metric before", show=False, id="numbers.before", tooltip="And back"),
        Binding("enter", "open", "All boards", id="numbers.open", tooltip="To the board: any period, group, territory"),
    ]

    _at = 0

    def compose(self) -> ComposeResult:
        yield Static("", classes="question", markup=False)
        yield Leaderboard()

    def focus_first(self) -> None:
        self.query_one(Leaderboard).focus()

    def show(self) -> None:
        metrics = metrics_in_meeting_order(self.session)  # the same order as in the room view
        rows = self.query_one(Leaderboard)
        if not metrics:
            self.query_one(".question", Static).update("")
            rows.show_empty(NOTHING_COUNTED)
            return
        metric = metrics[self._at % len(metrics)]
        board = standings(self.session, metric, period_containing(self.session.today, "quarter"))
        pace = "" if board.team.pace is None else f" · team pace {format_percent(board.team.pace)}"
        title = f"{board.metric} · {board.period.title} · {format_percent(board.share_gone)} gone{pace}"
        self.query_one(".question", Static).update(title)
        if not any(row.actual or row.target for row in (*board.rows, board.team)):
            rows.show_empty(f"Nobody has entered {board.metric} yet. Enter an amount with: huddle log or huddle import")
            return
        own = next((row for row in board.rows if row.id == self.session.viewer.member_id), None)
        rows.show(
            leaderboard_places(board, own),
            subject=(board.metric_id, board.period),
            team=team_place(board),
            pace_mark=pace_mark(board),
            empty=PRIVATE_BOARD_TEXT if board.private else "",
        )

    def changed(self, changes: list[CommittedChange]) -> None:
        if any(not LEADERBOARD_TABLES.isdisjoint(change.rows) for change in changes):
            self.show()

    def action_metric(self, step: int) -> None:
        self._at += step
        self.show()

    def action_open(self) -> None:
        self.app.action_go("board")
