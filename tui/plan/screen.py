"""The plan screen: what the team's goal needs, what members agreed to, the gap, and setting targets."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Static

from core.errors import HuddleError
from core.goals import goals
from core.goals.tree import goal_of_target
from core.metrics import metrics
from core.models import Goal, Metric
from core.outcomes import measures
from core.standings.plan import Plan, PlanRow, default_metric, read_plan
from core.team import members
from core.values.periods import Period, period_containing
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.entry_keys import entry_actions, entry_bindings
from tui.plan.actions import TargetActions
from tui.plan.lines import horizon_variants, plan_lines, plan_row_facts, plan_summary_variants
from tui.shell.actions import Action, ActionTable
from tui.shell.list_detail import ListDetailScreen, beside
from tui.widgets.detail_pane import DetailPane
from tui.widgets.top_and_key_lines import first_that_fits

SIDE = 112
"""Screen width in columns from which the details of a row are beside the list."""

SIDE_WIDTH = 46
"""Width in columns kept free for the details beside the list."""

MAX_LIST_WIDTH = 104
"""Largest width of a row in columns."""


class PlanScreen(ListDetailScreen[PlanRow]):
    """The targets of team, groups and members on one metric in one period, and their sum against the plan."""

    IS_PRIVATE = True
    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (SIDE, "-wide"), (160, "-vast")]
    TABLES = frozenset({"entry", "target", "metric", "member", "group", "team", "goal", "holiday", "absence"})
    UNDO_FAMILIES = ("target", "metric", "entry")
    WHY = (
        "Targets are agreed with each person and with the team, and add up to the plan of week, month and year. "
        "What is proposed counts for nothing new until the one it binds says yes. "
        "A target is specific, measurable, attainable, relevant and timed: the check asks, and you decide."
    )
    BINDINGS = [
        *entry_bindings(),
        Binding("enter", "agree", "Agree", id="plan.agree", tooltip="Say yes to what was proposed to you"),
        Binding(
            "e", "revise", "Set", id="plan.revise", tooltip="Set or revise the target of this line, with its reason"
        ),
        Binding("x", "decline", "No", id="plan.decline", tooltip="Say no to what was proposed to you, and why"),
        Binding("b", "break_down", "Break down", id="plan.break_down", tooltip="Propose what is left to who has none"),
        Binding("a", "adopt", "Add metric", id="plan.adopt", tooltip="Count a ready-made metric"),
        Binding("tab", "metric(1)", "Metric", id="plan.metric", tooltip="The next metric"),
        Binding("shift+tab", "metric(-1)", "Before", show=False, id="plan.metric_back", tooltip="The metric before"),
        Binding("slash", "choose", "Find", show=False, key_display="/", id="plan.choose", tooltip="Choose a metric"),
        Binding("left_square_bracket", "step(-1)", "Before", key_display="[", id="plan.before", tooltip="Days before"),
        Binding("right_square_bracket", "step(1)", "After", key_display="]", id="plan.after", tooltip="The days after"),
        Binding("w", "period('week')", "Week", show=False, id="plan.week", tooltip="This week"),
        Binding("m", "period('month')", "Month", show=False, id="plan.month", tooltip="This month"),
        Binding("q", "period('quarter')", "Quarter", show=False, id="plan.quarter", tooltip="This quarter"),
        Binding("y", "period('year')", "Year", show=False, id="plan.year", tooltip="This year"),
        Binding("u", "undo", "Undo", id="plan.undo", tooltip="Take back your last step here"),
    ]

    def __init__(self, metric: Metric | None = None) -> None:
        """Show `metric` first, or else the metric that the team plans by."""
        super().__init__()
        self._metric_name = metric.name if metric else ""
        self._period: Period | None = None
        self._plan: Plan | None = None
        self._names: dict[int, str] = {}
        self._team_goal: Goal | None = None
        self._horizons = Static("", id="plan-horizons", markup=False)
        self._detail = DetailPane()

    def compose_body(self) -> Iterable[Widget]:
        yield self._horizons
        yield beside(self.picks, self._detail)

    def make_actions(self) -> ActionTable:
        target_actions = TargetActions(
            self, plan=lambda: self._plan, selected=lambda: self.selected, show_metric=self._show_metric
        )
        return {
            **super().make_actions(),
            **entry_actions(self, lambda: self._plan.metric if self._plan else None),
            **target_actions.table(),
            "metric": Action(self._step_metric),
            "choose": Action(self._choose_metric),
            "step": Action(self._step_period),
            "period": Action(self._show_period_of_today),
        }

    # -- showing

    @property
    def period(self) -> Period:
        """The shown period; the current quarter until another is chosen."""
        return self._period or period_containing(self.session.today, "quarter")

    def _find_metric(self) -> Metric | None:
        """Return the metric to show: the chosen one while it exists, else the one that the team plans by."""
        known = metrics.list_metrics(self.session)
        chosen = next((metric for metric in known if metric.name == self._metric_name), None)
        return chosen or default_metric(self.session)

    def show_list(self) -> None:
        session = self.session
        metric = self._find_metric()
        self._names = members.short_names(session)
        self._team_goal = goals.team_goal(session)
        self._plan = read_plan(session, metric, self.period) if metric else None
        if self._plan is None:
            self.top_line.left, self.top_line.right = "PLAN", ""
            self._horizons.update("")
            self.set_rows([], {}, empty="Nothing is counted yet. Press a to count a ready-made metric.")
            return
        self._show_frame(self._plan)
        side_width = SIDE_WIDTH if self.size.width >= SIDE else 0
        rows = plan_lines(self._plan, min(self.size.width - side_width, MAX_LIST_WIDTH))
        self.set_rows(
            [pick for *_, pick in rows],
            {key: row for key, row, _ in rows},
            start_at=("member", session.viewer.member_id),  # the viewer's own row has the most actions
        )

    def _show_frame(self, plan: Plan) -> None:
        unit = f" ({plan.metric.unit})" if plan.metric.unit not in ("", plan.metric.name) else ""
        measure_note = " · our measure" if measures.is_measure(self.session, plan.metric) else ""
        self.top_line.right = right = first_that_fits(plan_summary_variants(plan), self.size.width // 2 - 1)
        name = f"PLAN · {plan.period.title} · {plan.metric.name}"
        self.top_line.left = first_that_fits(
            (f"{name}{unit}{measure_note}", f"{name}{unit}", name), self.size.width - cell_len(right) - 4
        )
        self._horizons.update(first_that_fits(horizon_variants(plan), self.size.width - 2))

    def show_detail(self) -> None:
        row = self.selected
        if row is None or self._plan is None:
            self._detail.set_detail("", [])
            return
        goal = goal_of_target(self.session, row.target) if row.target else self._team_goal
        facts = plan_row_facts(self.session, self._plan, row, self._names, goal.text if goal else None)
        self._detail.set_detail(row.name, facts)

    # -- choosing the plan

    def _show_metric(self, metric: Metric) -> None:
        self._metric_name = metric.name
        self.show()

    def _step_metric(self, step: int) -> None:
        """Show the metric `step` places further in the list, wrapping around."""
        known = metrics.list_metrics(self.session)
        shown = self._find_metric()
        if shown is not None:
            index = [metric.name for metric in known].index(shown.name)
            self._show_metric(known[(index + step) % len(known)])

    def _choose_metric(self) -> None:
        choices = [Choice(metric, metric.name, right=metric.unit) for metric in metrics.list_metrics(self.session)]
        self.open_dialog(ChooseScreen("Which plan?", choices), lambda choice: self._show_metric(choice.value))

    def _step_period(self, step: int) -> None:
        """Show the period before (negative `step`) or after."""
        try:
            self._period = self.period.next() if step > 0 else self.period.previous()
        except HuddleError as refusal:
            self.show_refusal(refusal)
        self.show()

    def _show_period_of_today(self, kind: str) -> None:
        """Show the week, month, quarter or year that contains today."""
        self._period = period_containing(self.session.today, kind)
        self.show()
