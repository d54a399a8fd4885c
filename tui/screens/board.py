"""The leaderboard: any metric, any period, by member, group, territory or kind, in any order; live."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from textual import getters
from textual.binding import Binding
from textual.widget import Widget

from core.errors import HuddleError
from core.live import Landed
from core.metrics import metrics
from core.models import Metric
from core.periods import Period, containing
from core.race import race
from core.standings import (
    BY,
    HISTORY,
    ORDERS,
    QUARTER_WEEKS,
    By,
    Near,
    Order,
    Standing,
    StandingsBoard,
    near,
    own_row,
    standings,
)  # fmt: skip
from core.team import team
from core.to_go import to_go
from tui.pacing import AtMostEvery
from tui.screens.board_race import BoardRace
from tui.screens.choose import Choice, ChooseScreen
from tui.screens.entering import EnteringScreen
from tui.widgets.board_rows import (
    ONLY_THE_TEAM,
    about_near,
    about_team,
    gone,
    pace_mark,
    places,
    team_place,
    title,
    week_heads,
)  # fmt: skip
from tui.widgets.frame import KeyLine
from tui.widgets.leaderboard import FOOT, Leaderboard

SHOWN_TABLES = frozenset({"entry", "target", "metric", "member", "group", "meeting", "team", "holiday", "absence"})
"""What a board is made of: a card that lands does not repaint it."""

MIDNIGHT_SECONDS = 30.0
"""How often a board that hangs on a wall looks whether a new day has begun, and with it the pace."""

BURST_SECONDS = 0.2
"""Between two paintings for what landed: entries that land faster leave the keys their time."""

LONG_WORDS = 96
"""Columns from which the top line has room for whole words on both sides."""


class BoardScreen(EnteringScreen):
    """The leaderboard on the wall."""

    WHY = (
        "Everybody sees their own progress and the team's, while there is still time to do something about it. "
        "The mark │ stands where pace says each should be today, counted in working days. "
        "Look forward: who needs help, and who can show how it is done? "
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
        Binding("w", "period('week')", "Week", show=False, id="board.week", tooltip="This week"),
        Binding("m", "period('month')", "Month", show=False, id="board.month", tooltip="This month"),
        Binding("q", "period('quarter')", "Quarter", show=False, id="board.quarter", tooltip="This quarter"),
        Binding("y", "period('year')", "Year", show=False, id="board.year", tooltip="This year"),
    ]

    rows = getters.query_one(Leaderboard)

    def __init__(self, metric: Metric | None = None, *, every: float | None = None) -> None:
        """Begins with `metric`, or else with the one that is counted in the team's money, or else with the first.

        With `every`, in seconds, it goes through the metrics by itself, as a television does.
        """
        super().__init__()
        self._every = every
        self._order: Order = "actual"
        self._near = self._weeks = False
        self._race: BoardRace | None = None
        self._board: StandingsBoard | None = None
        self._rows: tuple[Standing, ...] = ()
        self._metric = metric.name if metric else ""
        self._period: Period | None = None
        self._by: By = "member"
        self._shown_on: date | None = None
        self._show_again = AtMostEvery(self, BURST_SECONDS, self.show)

    def compose_content(self) -> Iterable[Widget]:
        yield Leaderboard(picks=True)

    def on_mount(self) -> None:
        self.rows.focus()
        self.set_interval(MIDNIGHT_SECONDS, self._look_at_the_day)
        if self._every is not None:
            self.query_one(KeyLine).note = f"every {self._every:g} s the next"
            self.set_interval(self._every, self.turn)

    # -- what is shown

    @property
    def period(self) -> Period:
        """The period that is shown: this quarter, until another is chosen."""
        return self._period or containing(self.session.today, "quarter")

    def show(self) -> None:
        self._shown_on = self.session.today
        if self._race is not None:
            return  # what landed stands on the last of its steps, when it is begun anew
        chosen = self._chosen()
        if chosen is None:
            self._board, self._rows = None, ()
            self.top.left, self.top.right = "LEADERBOARD", ""
            self.rows.show_empty("Nothing is counted yet. Make what you count with: huddle metric add NAME")
            return
        weeks = QUARTER_WEEKS if self._weeks else HISTORY
        board = standings(self.session, chosen, self.period, self._by, self._order, weeks=weeks)
        own = self._own(board)
        around = near(board, own) if self._near and own is not None else None
        self._board, self._rows = board, around.rows if around else board.rows
        self.top.left = title(board, "near me" if around else "")
        self.top.right = gone(board, long=self.app.size.width >= LONG_WORDS)
        nothing = all(not row.actual for row in (*board.rows, board.team))
        if nothing and all(row.target is None for row in (*board.rows, board.team)):
            self._rows = ()
            self.rows.show_empty(
                f"Nobody has entered {board.metric} in {board.period.title} yet. Enter an amount with: "
                f"huddle log '{board.metric}' AMOUNT, or a whole file with: huddle import FILE. "
                "The keys [ and ] show the periods before and after."
            )
            return
        shown = places(board, own, weeks=self._weeks, misses=True)
        self.rows.show(
            [place for place, row in zip(shown, board.rows, strict=True) if row in self._rows] if around else shown,
            subject=(board.metric_id, board.period, self._by, self._order, self._near, self._weeks),
            team=team_place(board, weeks=self._weeks),
            mark=pace_mark(board),
            words=self._words(board, around, nothing),
            heads=week_heads(board, self.session.today) if self._weeks else (),
            empty=ONLY_THE_TEAM if board.private else "",
        )
        self.refresh_bindings()

    def changed(self, landed: list[Landed]) -> None:
        if any(not SHOWN_TABLES.isdisjoint(change.rows) for change in landed):
            self._show_again.ask()

    def _look_at_the_day(self) -> None:
        if self.is_current and self.session.today != self._shown_on:
            self.show()

    def _chosen(self) -> Metric | None:
        there = metrics(self.session)
        for metric in metrics(self.session, include_ended=True):
            if metric.name == self._metric:
                return metric
        currency = team(self.session).currency
        return next((metric for metric in there if metric.unit == currency), next(iter(there), None))

    def _own(self, board: StandingsBoard) -> Standing | None:
        return own_row(self.session, board)

    def _words(self, board: StandingsBoard, around: Near | None, nothing: bool) -> list[str]:
        """What there is to say, the most useful first."""
        if nothing:
            return ["no entries yet", f"huddle log '{board.metric}' AMOUNT", "huddle import FILE"]
        return [*([about_near(board, around)] if around else []), *about_team(board, to_go(self.session, board))]

    # -- by itself

    def turn(self) -> None:
        """The next page, or the next metric on which there is anything to see."""
        if not self.is_current or self._race is not None:
            return
        rows = self.rows
        if rows.scroll_offset.y < rows.max_scroll_y:
            rows.scroll_to(y=rows.scroll_offset.y + max(1, rows.size.height - FOOT), animate=False, immediate=True)
            return
        for _ in metrics(self.session):
            self.action_metric(1)
            if self._rows or (self._board is not None and self._board.team.actual):
                return

    # -- keys

    def usual_metric(self) -> Metric | None:
        return self._chosen()

    def action_metric(self, step: int) -> None:
        """Goes through the metrics."""
        names = [metric.name for metric in metrics(self.session)]
        chosen = self._chosen()
        if chosen is not None and names:
            at = names.index(chosen.name) if chosen.name in names else 0
            self._metric = names[(at + step) % len(names)]
            self._end_race()
            self.show()

    def action_choose(self) -> None:
        """Chooses a metric by its name."""
        choices = [Choice(metric.name, metric.name, right=metric.unit) for metric in metrics(self.session)]
        if choices:
            self.app.push_screen(ChooseScreen("Which leaderboard?", choices), self._choose)
        else:
            self.notify("Nothing is counted yet. Make what you count with: huddle metric add NAME", markup=False)

    def _choose(self, choice: Choice | None) -> None:
        if choice is not None:
            self._metric = str(choice.key)
            self._end_race()
            self.show()

    def action_step(self, step: int) -> None:
        """Goes to the period before or after."""
        self._end_race()
        try:
            self._period = self.period.next() if step > 0 else self.period.previous()
        except HuddleError as refusal:
            self.refused(refusal)
        self.show()

    def action_period(self, kind: str) -> None:
        """Shows the week, month, quarter or year of today."""
        self._end_race()
        self._period = containing(self.session.today, kind)
        self.show()

    def action_by(self) -> None:
        """Members, groups, territories, hunters and farmers, and round again."""
        self._end_race()
        self._by = BY[(BY.index(self._by) + 1) % len(BY)]
        self.show()

    def action_order(self) -> None:
        """By actual, attainment, pace, most improved, and round again."""
        self._order = ORDERS[(ORDERS.index(self._order) + 1) % len(ORDERS)]
        self._end_race()
        self.show()

    def action_weeks(self) -> None:
        """Weeks as numbers, or bars."""
        self._weeks = not self._weeks
        self._end_race()
        self.show()

    def action_near(self) -> None:
        """Only those around the viewer, or everybody."""
        if not self._near and (self._board is None or self._own(self._board) is None):
            self.notify("You have no row on this board, so nobody is near.", markup=False)
            return
        self._near = not self._near
        self._end_race()
        self.show()

    def action_race(self) -> None:
        """Plays the period from its first day on."""
        self._end_race()
        chosen = self._chosen()
        steps = race(self.session, chosen, self.period, self._by, self._order) if chosen else None
        if not steps or self._board is None or not self._board.team.actual:
            self.notify("There is nothing to play in this period yet.", markup=False)
            return
        self.rows.pick(None)
        self._race = BoardRace(self, steps, self._own)
        self._race.step()
        self.refresh_bindings()

    def action_pause(self) -> None:
        if self._race is not None:
            self._race.pause()

    def action_back(self) -> None:
        """Ends the race, else goes where one came from."""
        if self._race is not None:
            self._end_race()
            self.show()
        else:
            super().action_back()

    def _end_race(self) -> None:
        if self._race is not None:
            self._race.end()
            self._race = None
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "pause":
            return self._race is not None
        if action in ("why", "chart"):
            return self._race is None
        return super().check_action(action, parameters)

    # -- a closer look

    @property
    def _picked(self) -> Standing | None:
        """The row under the cursor; the team, where the cursor is on it."""
        at = self.rows.picked
        if at is None or self._board is None:
            return None
        return self._rows[at] if at < len(self._rows) else self._board.team

    def action_why(self) -> None:
        """Explains the row under the cursor, or else the viewer's own, or else the team's."""
        if self._board is None:
            return
        from tui.screens.why import WhyScreen

        row = self._picked or self._own(self._board) or self._board.team
        self.app.push_screen(WhyScreen(self._board, row))

    def action_chart(self) -> None:
        """Shows how the row under the cursor, or else the team, came there."""
        if self._board is None:
            return
        from tui.screens.chart import ChartScreen

        self.app.push_screen(ChartScreen([(self._board, self._picked or self._board.team)]))
