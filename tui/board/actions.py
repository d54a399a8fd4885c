"""The actions of the leaderboard screen: they choose what it shows, play the period, and explain a row."""

from __future__ import annotations

from collections.abc import Callable

from core.errors import HuddleError
from core.metrics.metrics import list_metrics
from core.standings.leaderboard import Standing, StandingsBoard, find_own_row
from core.standings.ranking import Grouping, Order
from core.standings.replay import replay_board
from core.team.permissions import takes_part
from core.values.period_length import change_length
from core.values.writing import is_in_words
from tui import keymap
from tui.board.choices import BoardChoices, ShownBoard
from tui.board.replay import BoardRace
from tui.dialogs.choice import Choice, ChooseScreen
from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen
from tui.shell.undo import undo_last
from tui.widgets.leaderboard.leaderboard import Leaderboard
from tui.widgets.leaderboard.rows import NO_METRICS

GROUPING_NAMES: dict[Grouping, str] = {
    "member": "member", "group": "group", "territory": "territory", "kind": "seller type",
}  # fmt: skip
ORDER_NAMES: dict[Order, str] = {
    "actual": "amount", "attainment": "attainment", "pace": "pace", "improved": "most improved",
}  # fmt: skip


def describe_no_metrics(screen: HuddleScreen) -> str:
    """Return that nothing is tracked yet, and how to add a metric."""
    if not takes_part(screen.session):
        return NO_METRICS
    plan, add = screen.app.page_label("plan"), screen.app.key_label(keymap.ADD, "plan.adopt")
    return f"{NO_METRICS} Press {plan}, then {add}, to add one."


def _on_or_off(is_on: bool) -> str:
    return "on" if is_on else "off"


class BoardActions:
    """The actions of the leaderboard screen."""

    def __init__(
        self,
        screen: HuddleScreen,
        leaderboard: Leaderboard,
        choices: BoardChoices,
        find_shown: Callable[[], ShownBoard | None],
    ) -> None:
        """`find_shown` returns the board that the screen shows now; None if there is no metric."""
        self.race: BoardRace | None = None
        """The race that is played now."""
        self._screen = screen
        self._leaderboard = leaderboard
        self._choices = choices
        self._find_shown = find_shown

    def table(self) -> ActionTable:
        """Return the actions by name. Without a metric all but `choose` would do nothing, and are not offered."""
        return {
            "choose": Action(self.ask_metric),
            "metric": Action(self.show_next_metric, self.has_board),
            "step": Action(self.show_next_period, self.has_board),
            "length": Action(self.change_length, self.has_board),
            "by": Action(self.show_next_grouping, self.has_board, lambda: GROUPING_NAMES[self._choices.by]),
            "order": Action(self.show_next_order, self.has_board, lambda: ORDER_NAMES[self._choices.order]),
            "weeks": Action(self.switch_weeks, self.has_board, lambda: _on_or_off(self._choices.shows_weeks)),
            "near": Action(self.switch_near, self.has_board, lambda: _on_or_off(self._choices.is_near_only)),
            "hurdle": Action(self.make_hurdle, self.has_board),
            "race": Action(self.start_race, lambda: self.has_board() and not is_in_words()),
            "pause": Action(self.pause_race, lambda: self.race is not None),
            "why": Action(self.explain_row, self.has_still_board),
            "chart": Action(self.show_chart, self.has_still_board),
            "undo": Action(lambda: undo_last(self._screen, "entry"), lambda: takes_part(self._screen.session)),
        }

    def has_board(self, *_parameters: object) -> bool:
        """Return whether a board is shown."""
        return self._find_shown() is not None

    def has_still_board(self) -> bool:
        """Return whether a board is shown that no race is played on."""
        return self.race is None and self.has_board()

    # -- what is shown

    def _show_choices(self) -> None:
        self.end_race()
        self._screen.show()

    def ask_metric(self) -> None:
        """Ask for a metric by its name, and show it."""

        def show_chosen(choice: Choice[str] | None) -> None:
            if choice is not None:
                self._choices.metric_name = choice.value
                self._show_choices()

        metrics = list_metrics(self._screen.session)
        choices = [Choice(metric.name, metric.name, right=metric.unit) for metric in metrics]
        if choices:
            self._screen.app.push_screen(ChooseScreen("Which leaderboard?", choices), show_chosen)
        else:
            self._screen.notify(describe_no_metrics(self._screen), markup=False)

    def show_next_metric(self, step: int) -> None:
        """Show the metric `step` places after this one."""
        if self._choices.step_metric(self._screen.session, step):
            self._show_choices()

    def show_next_period(self, step: int) -> None:
        """Show the period before (-1) or after (1)."""
        try:
            self._choices.step_period(self._screen.session.today, step)
        except HuddleError as refusal:
            self._screen.show_refusal(refusal)
        self._show_choices()

    def change_length(self, step: int) -> None:
        """Show the next longer (1) or shorter (-1) of week, month, quarter and year."""
        today = self._screen.session.today
        self._choices.chosen_period = change_length(self._choices.period(today), step, today)
        self._show_choices()

    def show_next_grouping(self) -> None:
        """Show the rows of the next of members, groups, territories, seller types."""
        self._choices.step_grouping()
        self._show_choices()

    def show_next_order(self) -> None:
        """Show the rows in the next order: actual, attainment, pace, most improved."""
        self._choices.step_order()
        self._show_choices()

    def switch_weeks(self) -> None:
        """Switch between weeks as numbers and bars."""
        self._choices.shows_weeks = not self._choices.shows_weeks
        self._show_choices()

    def switch_near(self) -> None:
        """Switch between the rows around the viewer's own and all rows."""
        shown = self._find_shown()
        if not self._choices.is_near_only and (shown is None or shown.own_row is None):
            self._screen.notify("You are not on this leaderboard.", markup=False)
            return
        self._choices.is_near_only = not self._choices.is_near_only
        self._show_choices()

    # -- the race

    def start_race(self) -> None:
        """Play the period from its first day on."""
        self.end_race()
        screen, choices, shown = self._screen, self._choices, self._find_shown()
        session, metric = screen.session, choices.metric(screen.session)
        period = choices.period(session.today)
        steps = replay_board(session, metric, period, choices.by, choices.order) if metric else None
        if not steps or shown is None or not shown.board.team.actual:
            screen.notify("No data in this period yet.", markup=False)
            return
        self._leaderboard.pick(None)

        def find_own(board: StandingsBoard) -> Standing | None:
            return find_own_row(session, board)

        pause_key = screen.app.key_label(keymap.MARK, "board.pause")
        self.race = BoardRace(self._leaderboard, screen.top_line, steps, find_own, screen.set_interval, pause_key)
        screen.remove_class("-with-row")  # it would show how the race ends
        self.race.show_next_step()
        screen.refresh_bindings()

    def pause_race(self) -> None:
        """Pause the race, or resume it; start again when it is over."""
        if self.race is not None:
            self.race.pause_or_resume()

    def end_race(self) -> bool:
        """Stop the race, and return whether there was one. The screen has to show its own board again."""
        if self.race is None:
            return False
        self.race.stop()
        self.race = None
        self._screen.refresh_bindings()
        return True

    # -- one row

    def make_hurdle(self) -> None:
        """Make the viewer's own number on this board, if it is behind pace, a hurdle of the team."""
        session = self._screen.session
        metric = self._choices.metric(session)
        if metric is not None:
            from core.outcomes.hurdles import add_from_metric
            from tui.dialogs.hurdle_prompt import name_hurdle_from

            name_hurdle_from(self._screen, add_from_metric, metric, self._choices.period(session.today))

    def explain_row(self) -> None:
        """Explain the row under the cursor, else the viewer's own, else the team's."""
        shown = self._find_shown()
        if shown is not None:
            from tui.board.explanation_dialog import ExplanationScreen

            row = shown.row_at(self._leaderboard.cursor_row) or shown.own_row or shown.board.team
            self._screen.app.push_screen(ExplanationScreen(shown.board, row))

    def show_chart(self) -> None:
        """Show the chart of the row under the cursor, else of the team."""
        shown = self._find_shown()
        if shown is not None:
            from tui.dialogs.chart import ChartScreen

            row = shown.row_at(self._leaderboard.cursor_row) or shown.board.team
            self._screen.app.push_screen(ChartScreen([(shown.board, row)]))
