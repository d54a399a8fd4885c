"""The plan screen: what the team's goal needs, what members agreed to, the gap, and setting targets."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual import getters
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.errors import HuddleError
from core.goals import goals
from core.goals.tree import goal_of_target
from core.metrics import metrics, targets, templates
from core.models import Goal, Member, Metric, Target
from core.outcomes import measures
from core.standings.plan import Plan, PlanRow, default_metric, propose_shares, read_plan
from core.team import members
from core.values.periods import Period, period_containing
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.entry_keys import entry_actions, entry_bindings
from tui.dialogs.prompt_helper import ask_line
from tui.plan.lines import horizon_variants, plan_lines, plan_row_facts, plan_summary_variants
from tui.plan.target_form import TargetForm
from tui.shell.actions import ActionTable
from tui.shell.screen import HuddleScreen
from tui.widgets.fact_list import Facts
from tui.widgets.pick_list import PickList
from tui.widgets.section import Section
from tui.widgets.top_and_key_lines import first_that_fits

TABLES = frozenset({"entry", "target", "metric", "member", "group", "team", "goal", "holiday", "absence"})
"""Tables whose changes refresh this screen."""

FAMILIES = ("target", "metric", "entry")
"""Families of journal events that `u` undoes on this screen."""

SIDE = 112
"""Screen width in columns from which the details of a row are beside the list."""

SIDE_WIDTH = 46
"""Width in columns kept free for the details beside the list."""


class PlanScreen(HuddleScreen):
    """The targets of team, groups and members on one metric in one period, and their sum against the plan."""

    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (SIDE, "-wide"), (160, "-vast")]
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

    picks = getters.query_one(PickList)
    facts = getters.query_one("#plan-about", Facts)

    def __init__(self, metric: Metric | None = None) -> None:
        """Show `metric` first, or else the metric that the team plans by."""
        super().__init__()
        self._metric = metric.name if metric else ""
        self._period: Period | None = None
        self._plan: Plan | None = None
        self._rows: dict[object, PlanRow] = {}
        self._people: dict[int, Member] = {}
        self._goal: Goal | None = None
        self._can_undo = False

    def compose_content(self) -> Iterable[Widget]:
        yield Static("", id="plan-horizons", markup=False)
        with Horizontal(id="plan"):
            yield PickList()
            with VerticalScroll(id="plan-side", can_focus=False):
                yield Section("", id="plan-who")
                yield Facts(id="plan-about")

    def on_mount(self) -> None:
        self.picks.focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    @property
    def period(self) -> Period:
        """The shown period; the current quarter until another is chosen."""
        return self._period or period_containing(self.session.today, "quarter")

    def show(self) -> None:
        session = self.session
        first = self._plan is None
        chosen = self._chosen()
        self._can_undo = not session.viewer.is_room and session.last_change(*FAMILIES) is not None
        self._people = {member.id: member for member in members.list_members(session, include_left=True)}
        self._goal = goals.team_goal(session)
        self._plan = read_plan(session, chosen, self.period) if chosen else None
        if self._plan is None:
            self._rows = {}
            self.top_line.left, self.top_line.right = "PLAN", ""
            self.query_one("#plan-horizons", Static).update("")
            self.picks.set_picks([], empty="Nothing is counted yet. Press a to count a ready-made metric.")
        else:
            self._show_plan(self._plan)
            if first:  # the viewer's own row has the most actions
                self.picks.pick(("member", session.viewer.member_id))
        self._show_about()
        self.refresh_bindings()

    def _show_plan(self, shown_plan: Plan) -> None:
        unit = f" ({shown_plan.metric.unit})" if shown_plan.metric.unit not in ("", shown_plan.metric.name) else ""
        measure_note = " · our measure" if measures.is_measure(self.session, shown_plan.metric) else ""
        self.top_line.right = right = first_that_fits(plan_summary_variants(shown_plan), self.size.width // 2 - 1)
        name = f"PLAN · {shown_plan.period.title} · {shown_plan.metric.name}"
        self.top_line.left = first_that_fits(
            (f"{name}{unit}{measure_note}", f"{name}{unit}", name), self.size.width - cell_len(right) - 4
        )
        self.query_one("#plan-horizons", Static).update(
            first_that_fits(horizon_variants(shown_plan), self.size.width - 2)
        )
        side = SIDE_WIDTH if self.size.width >= SIDE else 0
        drawn = plan_lines(shown_plan, min(self.size.width - side, 104))
        self._rows = {key: row for key, row, _ in drawn}
        self.picks.set_picks([pick for *_, pick in drawn])

    def _show_about(self) -> None:
        row = self._row
        self.query_one("#plan-who", Section).title = row.name if row else ""
        if row is None or self._plan is None:
            self.facts.set_facts([])
            return
        goal = goal_of_target(self.session, row.target) if row.target else self._goal
        self.facts.set_facts(plan_row_facts(self.session, self._plan, row, self._people, goal.text if goal else None))

    def _chosen(self) -> Metric | None:
        known = metrics.list_metrics(self.session)
        named = next((metric for metric in known if metric.name == self._metric), None)
        return named or default_metric(self.session)

    # -- updates

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(change.rows.keys() & TABLES for change in changes):
            self.show()

    def on_pick_list_moved(self) -> None:
        self._show_about()
        self.refresh_bindings()

    # -- keys

    @property
    def _row(self) -> PlanRow | None:
        return self._rows.get(self.picks.cursor_key) if self.is_mounted else None

    @property
    def _proposed_target(self) -> Target | None:
        """The target under the cursor if it is proposed to the viewer and not answered yet, else None."""
        row = self._row
        target = row.target if row else None
        mine = row is not None and row.member is not None and self.session.viewer.is_member(row.member.id)
        return target if target and mine and targets.agreement_status(target) == "proposed" else None

    def _may_set(self, row: PlanRow | None) -> bool:
        viewer = self.session.viewer
        if row is None or self._plan is None or viewer.role not in ("leader", "seller"):
            return False
        if row.member is None:
            # Members without a group have no common target.
            return viewer.is_leader and (row is self._plan.team or row.group is not None)
        return viewer.is_leader or viewer.is_member(row.member.id)

    def make_actions(self) -> ActionTable:
        return entry_actions(self, lambda: self._plan.metric if self._plan else None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        role = self.session.viewer.role
        match action:
            case "agree" | "decline":
                return self._proposed_target is not None
            case "revise":
                return self._may_set(self._row)
            case "break_down":
                needed = self._plan.team.needed if self._plan else None
                return role == "leader" and needed is not None
            case "adopt":
                return role in ("leader", "seller")
            case "undo":
                return self._can_undo
        return super().check_action(action, parameters)

    def action_agree(self) -> None:
        if (target := self._proposed_target) is not None:
            self.run_change(targets.accept_target, self.session, target)

    def action_decline(self) -> None:
        if (target := self._proposed_target) is not None:
            ask_line(self, "Why not, and what instead?", lambda why: targets.decline_target(self.session, target, why))

    def action_revise(self) -> None:
        row, shown_plan = self._row, self._plan
        if row is None or shown_plan is None or not self._may_set(row):
            return
        form = TargetForm(
            self.session, shown_plan.metric, shown_plan.period, member=row.member, group=row.group, current=row.target,
            suggested=row.needed,
        )  # fmt: skip
        self.app.push_screen(form)

    def action_break_down(self) -> None:
        if self._plan is not None:
            self.run_change(
                propose_shares, self.session, self._plan.metric, self._plan.period, then=self._notify_proposed
            )

    def _notify_proposed(self, proposed: list[Target]) -> None:
        people = "1 person" if len(proposed) == 1 else f"{len(proposed)} people"
        self.notify(f"Proposed to {people}: each agrees, or answers with their own.", markup=False)

    def action_adopt(self) -> None:
        choices = [
            Choice(offer.name, offer.name, right=offer.formula if self.size.width >= 100 else "")
            for offer in templates.list_offers(self.session)
            if not offer.adopted
        ]
        if choices:
            self.app.push_screen(ChooseScreen("What do you want to count?", choices), self._adopt)
        else:
            self.notify("All that is ready-made is counted. Make your own with: huddle metric add NAME", markup=False)

    def _adopt(self, choice: Choice | None) -> None:
        if choice is not None:
            self.run_change(templates.adopt_template, self.session, str(choice.key), then=self._adopted)

    def _adopted(self, adopted: list[Metric]) -> None:
        self._metric = adopted[-1].name
        self.show()

    def action_metric(self, step: int) -> None:
        """Show the metric `step` places further in the list, wrapping around."""
        names = [metric.name for metric in metrics.list_metrics(self.session)]
        chosen = self._chosen()
        if chosen is not None:
            self._metric = names[(names.index(chosen.name) + step) % len(names)]
            self.show()

    def action_choose(self) -> None:
        choices = [Choice(metric.name, metric.name, right=metric.unit) for metric in metrics.list_metrics(self.session)]
        self.app.push_screen(ChooseScreen("Which plan?", choices), self._choose)

    def _choose(self, choice: Choice | None) -> None:
        if choice is not None:
            self._metric = str(choice.key)
            self.show()

    def action_step(self, step: int) -> None:
        """Show the period before (negative `step`) or after."""
        try:
            self._period = self.period.next() if step > 0 else self.period.previous()
        except HuddleError as refusal:
            self.show_refusal(refusal)
        self.show()

    def action_period(self, kind: str) -> None:
        """Show the week, month, quarter or year that contains today."""
        self._period = period_containing(self.session.today, kind)
        self.show()

    def action_undo(self) -> None:
        self.run_change(self.session.undo, *FAMILIES)
