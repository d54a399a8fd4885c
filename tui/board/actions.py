"""The actions of the leaderboard screen: metric, period, order, the race, explanation and chart."""

from __future__ import annotations

from textual import getters

from core.errors import HuddleError
from core.metrics.metrics import list_metrics
from core.models import Metric
from core.standings.leaderboard import GROUPINGS, ORDERS, Grouping, Order, Standing, StandingsBoard, find_own_row
from core.standings.replay import replay_board
from core.team.record import get_team
from core.values.periods import Period, period_containing
from tui.board.replay import BoardRace
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.entry_keys import EntryScreen
from tui.widgets.leaderboard.leaderboard import Leaderboard
from tui.widgets.leaderboard.rows import NOTHING_COUNTED

BOARD_ACTIONS = frozenset(
    {"metric", "step", "by", "order", "why", "chart", "near", "weeks", "race", "period", "hurdle"}
)
"""The actions that are offered only while a board is shown."""


class BoardActions(EntryScreen):
    """The choices of the leaderboard screen and their actions. The bindings and the painting are in the screen."""

    leaderboard = getters.query_one(Leaderboard)

    def __init__(self, metric: Metric | None = None) -> None:
        super().__init__()
        self._metric = metric.name if metric else ""
        self._period: Period | None = None
        self._by: Grouping = "member"
        self._order: Order = "actual"
        self._is_near_only = self._shows_weeks = False
        self._race: BoardRace | None = None
        self._board: StandingsBoard | None = None
        self._rows: tuple[Standing, ...] = ()

    @property
    def period(self) -> Period:
        """The period that is shown; this quarter until another one is chosen."""
        return self._period or period_containing(self.session.today, "quarter")

    def _chosen_metric(self) -> Metric | None:
        running = list_metrics(self.session)
        for metric in list_metrics(self.session, include_ended=True):
            if metric.name == self._metric:
                return metric
        currency = get_team(self.session).currency
        return next((metric for metric in running if metric.unit == currency), next(iter(running), None))

    def _own_row(self, board: StandingsBoard) -> Standing | None:
        return find_own_row(self.session, board)

    # -- keys

    def default_metric(self) -> Metric | None:
        return self._chosen_metric()

    def action_metric(self, step: int) -> None:
        """Show the next metric, or the one before."""
        names = [metric.name for metric in list_metrics(self.session)]
        chosen = self._chosen_metric()
        if chosen is not None and names:
            at = names.index(chosen.name) if chosen.name in names else 0
            self._metric = names[(at + step) % len(names)]
            self._end_race()
            self.show()

    def action_hurdle(self) -> None:
        """Make the viewer's own number on this board, if it is behind pace, a hurdle of the team."""
        chosen = self._chosen_metric()
        if chosen is not None:
            from core.outcomes.hurdles import add_from_metric
            from tui.dialogs.hurdle_prompt import name_hurdle_from

            name_hurdle_from(self, add_from_metric, chosen, self.period)

    def action_choose(self) -> None:
        """Ask for a metric by its name, and show it."""
        choices = [Choice(metric.name, metric.name, right=metric.unit) for metric in list_metrics(self.session)]
        if choices:
            self.app.push_screen(ChooseScreen("Which leaderboard?", choices), self._choose)
        else:
            self.notify(NOTHING_COUNTED, markup=False)

    def _choose(self, choice: Choice | None) -> None:
        if choice is not None:
            self._metric = str(choice.key)
            self._end_race()
            self.show()

    def action_step(self, step: int) -> None:
        """Show the period before or after."""
        self._end_race()
        try:
            self._period = self.period.next() if step > 0 else self.period.previous()
        except HuddleError as refusal:
            self.show_refusal(refusal)
        self.show()

    def action_period(self, kind: str) -> None:
        """Show the current week, month, quarter or year."""
        self._end_race()
        self._period = period_containing(self.session.today, kind)
        self.show()

    def action_by(self) -> None:
        """Switch to the next of members, groups, territories, hunters and farmers."""
        self._end_race()
        self._by = GROUPINGS[(GROUPINGS.index(self._by) + 1) % len(GROUPINGS)]
        self.show()

    def action_order(self) -> None:
        """Switch to the next order: actual, attainment, pace, most improved."""
        self._order = ORDERS[(ORDERS.index(self._order) + 1) % len(ORDERS)]
        self._end_race()
        self.show()

    def action_weeks(self) -> None:
        """Switch between weeks as numbers and bars."""
        self._shows_weeks = not self._shows_weeks
        self._end_race()
        self.show()

    def action_near(self) -> None:
        """Switch between the rows around the viewer's own and all rows."""
        if not self._is_near_only and (self._board is None or self._own_row(self._board) is None):
            self.notify("You have no row on this board, so nobody is near.", markup=False)
            return
        self._is_near_only = not self._is_near_only
        self._end_race()
        self.show()

    def action_race(self) -> None:
        """Play the period from its first day on."""
        self._end_race()
        chosen = self._chosen_metric()
        steps = replay_board(self.session, chosen, self.period, self._by, self._order) if chosen else None
        if not steps or self._board is None or not self._board.team.actual:
            self.notify("There is nothing to play in this period yet.", markup=False)
            return
        self.leaderboard.pick(None)
        self._race = BoardRace(self, steps, self._own_row)
        self._race.show_next_step()
        self.refresh_bindings()

    def action_pause(self) -> None:
        if self._race is not None:
            self._race.pause_or_resume()

    def action_back(self) -> None:
        """End the race; without one, go back to the screen before."""
        if self._race is not None:
            self._end_race()
            self.show()
        else:
            super().action_back()

    def _end_race(self) -> None:
        if self._race is not None:
            self._race.stop()
            self._race = None
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "pause":
            return self._race is not None
        if action in BOARD_ACTIONS and self._board is None:
            return False  # no metric yet: none of these actions would do anything
        if action in ("why", "chart"):
            return self._race is None
        return super().check_action(action, parameters)

    # -- one row

    @property
    def _picked(self) -> Standing | None:
        """The row under the cursor, which may be the team's; None without a cursor."""
        at = self.leaderboard.cursor_row
        if at is None or self._board is None:
            return None
        return self._rows[at] if at < len(self._rows) else self._board.team

    def action_why(self) -> None:
        """Explain the row under the cursor, else the viewer's own, else the team's."""
        if self._board is None:
            return
        from tui.board.explanation_dialog import ExplanationScreen

        row = self._picked or self._own_row(self._board) or self._board.team
        self.app.push_screen(ExplanationScreen(self._board, row))

    def action_chart(self) -> None:
        """Show the chart of the row under the cursor, else of the team."""
        if self._board is None:
            return
        from tui.dialogs.chart import ChartScreen

        self.app.push_screen(ChartScreen([(self._board, self._picked or self._board.team)]))
