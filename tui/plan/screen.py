"""The plan screen: what the team's goal needs, what members agreed to, the gap, and setting targets."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from rich.cells import cell_len
from textual.widget import Widget
from textual.widgets import Static

from core.access.session import Session
from core.errors import HuddleError
from core.goals.tree import goal_of_target
from core.metrics import metrics
from core.models import Metric
from core.outcomes import measures
from core.standings.charts import BurnUp
from core.standings.plan import Plan, PlanRow, default_metric, read_plan
from core.team import members
from core.team.permissions import takes_part
from core.values.period_length import change_length
from core.values.periods import Period, period_containing
from tui import keymap
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.entry_keys import entry_actions, entry_bindings
from tui.plan.actions import TargetActions
from tui.plan.lines import horizon_variants, member_rows, plan_lines, plan_row_facts, plan_summary_variants
from tui.plan.row_chart import read_row_chart
from tui.shell.actions import Action, ActionTable
from tui.shell.list_detail import ListDetailScreen, beside
from tui.shell.screen_read import ScreenRead
from tui.widgets.detail_pane import DetailPane
from tui.widgets.leaderboard.rows import NO_METRICS
from tui.widgets.top_and_key_lines import first_that_fits


class PlanScreen(ListDetailScreen[PlanRow]):
    """The targets of team, groups and members on one metric in one period, and their sum against the plan."""

    IS_PRIVATE = True
    CSS_PATH = "screen.tcss"
    TABLES = frozenset({"entry", "target", "metric", "member", "group", "team", "goal", "holiday", "absence"})
    UNDO_FAMILIES = ("target", "metric", "entry")
    WHY = (
        "Targets are agreed with each person and add up to the plan. "
        "A target counts once its member accepts it, and so does a change. "
        "The SMART check warns you while you type; you decide."
    )
    BINDINGS = [
        keymap.YES.bind("agree", "Accept", id="plan.agree", tooltip="Accept the proposed target"),
        keymap.NO.bind("decline", "Decline", id="plan.decline", tooltip="Decline the proposed target, with a reason"),
        keymap.EDIT.bind("revise", "Set target", id="plan.revise", tooltip="Set or change the target of this line"),
        keymap.ADD.bind("adopt", "Add metric", id="plan.adopt", tooltip="Add a ready-made metric"),
        keymap.FIELD.bind("metric(1)", "Next metric", id="metric.next", tooltip="Show the next metric"),
        keymap.FIELD_BACK.bind(
            "metric(-1)", "Previous metric", show=False, id="metric.back", tooltip="Show the previous metric"
        ),
        keymap.EARLIER.bind("step(-1)", "Earlier", id="period.before", tooltip="Show the period before"),
        keymap.LATER.bind("step(1)", "Later", id="period.after", tooltip="Show the period after"),
        keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last step here"),
        keymap.FIND.bind("choose", "Find metric", id="metric.choose", tooltip="Find a metric by its name"),
        keymap.MORE.bind("length(1)", "Longer", show=False, id="period.longer", tooltip="Show a longer period"),
        keymap.LESS.bind("length(-1)", "Shorter", show=False, id="period.shorter", tooltip="Show a shorter period"),
        keymap.option(
            "break_down",
            "Split the rest",
            id="plan.break_down",
            tooltip="Propose the open amount to members without a target",
        ),
        *entry_bindings(),
    ]

    def __init__(self, metric: Metric | None = None) -> None:
        """Show `metric` first, or else the metric that the team plans by."""
        super().__init__()
        self._metric_name = metric.name if metric else ""
        self._period: Period | None = None
        self._plan: Plan | None = None
        self._names: dict[int, str] = {}
        self._horizons = Static("", id="plan-horizons", markup=False)
        self._detail = DetailPane()
        self._chart_reader = ScreenRead(self, self._show_chart)

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
            "length": Action(self._change_length),
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
        self._plan = read_plan(session, metric, self.period) if metric else None
        if self._plan is None:
            self.top_line.left, self.top_line.right = "Plan", ""
            self._horizons.update("")
            self.set_rows([], {}, empty=self._describe_no_metrics())
            return
        self._show_frame(self._plan)
        rows = plan_lines(self._plan, self.list_width)
        self.set_rows(
            [pick for *_, pick in rows],
            {key: row for key, row, _ in rows},
            start_at=("member", session.viewer.member_id),  # the viewer's own row has the most actions
        )

    def _describe_no_metrics(self) -> str:
        if not takes_part(self.session):
            return NO_METRICS
        return f"{NO_METRICS} Press {self.app.key_label(keymap.ADD, 'plan.adopt')} to add one."

    def _show_frame(self, plan: Plan) -> None:
        unit = f" ({plan.metric.unit})" if plan.metric.unit not in ("", plan.metric.name) else ""
        measure_note = " · team measure" if measures.is_measure(self.session, plan.metric) else ""
        self.top_line.right = right = first_that_fits(plan_summary_variants(plan), self.size.width // 2 - 1)
        name = f"Plan · {plan.period.title} · {plan.metric.name}"
        self.top_line.left = first_that_fits(
            (f"{name}{unit}{measure_note}", f"{name}{unit}", name), self.size.width - cell_len(right) - 4
        )
        self._horizons.update(first_that_fits(horizon_variants(plan), self.size.width - 2))

    def show_detail(self) -> None:
        row = self.selected
        if row is None or self._plan is None:
            self._detail.set_detail("", [])
            self._detail.numbers.set_numbers("", [])
            self._detail.charts.set_charts([])
            return
        goal = goal_of_target(self.session, row.target) if row.target else None
        facts = plan_row_facts(self.session, self._plan, row, self._names, goal.text if goal else None)
        self._detail.set_detail(row.name, facts)
        members_below = member_rows(self._plan, row) if self.is_vast else []
        self._detail.numbers.set_numbers("Progress by person", members_below, note="of the agreed amount")
        if self.is_vast:
            self._chart_reader.request(partial(_read_chart, plan=self._plan, row=row))
        else:
            self._detail.charts.set_charts([])

    def _show_chart(self, read: tuple[PlanRow, BurnUp | None]) -> None:
        row, chart = read
        if row != self.selected or self.is_covered():
            return
        self._detail.charts.set_charts([chart] if chart is not None else [])

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
        self.open_dialog(ChooseScreen("Which metric?", choices), lambda choice: self._show_metric(choice.value))

    def _step_period(self, step: int) -> None:
        """Show the period before (negative `step`) or after."""
        try:
            self._period = self.period.next() if step > 0 else self.period.previous()
        except HuddleError as refusal:
            self.show_refusal(refusal)
        self.show()

    def _change_length(self, step: int) -> None:
        """Show the next longer (1) or shorter (-1) of week, month, quarter and year."""
        self._period = change_length(self.period, step, self.session.today)
        self.show()


def _read_chart(session: Session, plan: Plan, row: PlanRow) -> tuple[PlanRow, BurnUp | None]:
    """Return a row of the plan with its chart."""
    return row, read_row_chart(session, plan, row)
