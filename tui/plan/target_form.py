"""The form in which a target is set or revised, with the SMART check updated while typing."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from core.access.session import Session
from core.errors import HuddleError
from core.goals.goals import team_goal
from core.goals.tree import find_served_goal, goal_of_target
from core.metrics import targets
from core.metrics.metrics import find_metric
from core.models import Goal, Group, Member, Metric, Target
from core.standings import smart_check
from core.values import amounts, periods
from core.values.periods import Period
from tui import keymap
from tui.action_hints import explain_on_screen
from tui.dialogs.kept_dialog import KeptDialog
from tui.plan.lines import smart_check_facts
from tui.shell.send_once import send_once
from tui.widgets.fact_list import Facts
from tui.widgets.form import Field, Form


class TargetForm(KeptDialog[Target | None]):
    """The dialog that returns the target, or None when cancelled. After a refusal it stays open with the reason."""

    CSS_PATH = "target_form.tcss"
    BINDINGS = [keymap.BACK.bind("dismiss", "Cancel", id="cancel", tooltip="Cancel")]

    def __init__(
        self,
        session: Session,
        metric: Metric,
        period: Period,
        *,
        member: Member | None = None,
        group: Group | None = None,
        current: Target | None = None,
        suggested: int | None = None,
    ) -> None:
        """Set the target of a member, a group, or else the team.

        `current` is the target to revise; `suggested` is the amount the plan needs, in the metric's smallest unit.
        """
        super().__init__()
        self._session = session
        self._metric = metric
        self._period = period
        self._member = member
        self._group = group
        self._current = current
        self._suggested = suggested
        self._goal = goal_of_target(session, current) if current else None
        """The goal that the target served so far."""

    def _fields(self) -> tuple[Field, ...]:
        current, metric = self._current, self._metric
        amount = current.amount if current else self._suggested
        return (
            Field("amount", "How much", "" if amount is None else _input_text(amount, metric), metric.unit),
            Field("period", "Period", self._period.label, "e.g. 2026-Q4, 2026-11, week, month or year"),
            Field("floor", "Floor", self._floor(current), "minimum, e.g. 200k, or 30 gross margin (optional)"),
            Field("bonus", "Bonus", current.bonus or "" if current else "", "e.g. 4k at 110% (optional)"),
            Field("goal", "Goal", self._goal.text if self._goal else "", self._goal_hint()),
            Field("reason", "Reason", "", "why it changes" if current else "what it builds on (optional)"),
        )

    def _floor(self, current: Target | None) -> str:
        """Return the floor as it would be typed, with its metric if that is another one; empty without one."""
        if current is None or current.floor is None:
            return ""
        floor_metric = self._session.get(Metric, current.floor_metric_id) or self._metric
        text = _input_text(current.floor, floor_metric)
        return text if floor_metric.id == self._metric.id else f"{text} {floor_metric.name}"

    def _goal_hint(self) -> str:
        goal = team_goal(self._session)
        return f"which goal does it support? e.g. {goal.text}" if goal else "which goal does it support? (optional)"

    def _served_goal(self, text: str) -> Goal | None:
        """Return the goal that was typed; the one so far while its text stands. Raises `HuddleError` for no goal."""
        is_same = self._goal is not None and text.strip() == self._goal.text
        return self._goal if is_same else find_served_goal(self._session, text)

    @property
    def _title(self) -> str:
        owner = self._member.name if self._member else self._group.name if self._group else "Team"
        return f"{owner} · {self._metric.name}"

    def identify_draft(self) -> str:
        return self._title

    def compose(self) -> ComposeResult:
        with Vertical(id="target-dialog", classes="dialog--box"):
            yield Static(self._title, classes="dialog--title", markup=False)
            yield Facts(id="target-check")
            yield Form(self._fields())
            yield Static("enter Save   tab Next   esc Cancel", classes="dialog--keys", markup=False)

    def on_mount(self) -> None:
        self._show_check()

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id in ("form-amount", "form-period", "form-bonus", "form-goal"):
            self._show_check()

    def _show_check(self) -> None:
        values = self.query_one(Form).values
        try:
            goal = self._served_goal(values["goal"])
        except HuddleError:
            goal = None  # not typed to its end yet
        check = smart_check.check_typed_form(
            self._session,
            metric=self._metric.name,
            amount=values["amount"],
            period=values["period"],
            goal=goal,
            bonus=values["bonus"],
            member=self._member,
            group=self._group,
        )
        self.query_one("#target-check", Facts).set_facts(smart_check_facts(check))

    @send_once
    async def on_form_submitted(self, event: Form.Submitted) -> None:
        try:
            target = await self.app.apply_change(self._set_target, event.values)
        except HuddleError as refusal:
            self.query_one(Form).show_refusal(explain_on_screen(self.app, refusal))
        else:
            self.dismiss(target)

    def _set_target(self, values: dict[str, str]) -> Target:
        if not values["amount"].strip():
            raise HuddleError("The amount is missing. Type a number, e.g. 40 or 262k.")
        floor, floor_metric = self._parse_floor(values["floor"])
        return targets.set_target(
            self._session,
            self._metric,
            amounts.parse_amount(values["amount"], self._metric.scale),
            member=self._member,
            group=self._group,
            period=periods.parse_period(values["period"], self._session.today),
            floor=floor,
            floor_metric=floor_metric,
            bonus=values["bonus"],
            goal=self._served_goal(values["goal"]),
            reason=values["reason"],
        )

    def _parse_floor(self, text: str) -> tuple[int | None, Metric | None]:
        """Parse a floor: `200k` is on the metric itself, `30 gross margin` on another. Raises `HuddleError`."""
        words = text.replace("%", " ").split(maxsplit=1)
        if not words:
            return None, None
        metric = find_metric(self._session, words[1]) if len(words) > 1 else self._metric
        return amounts.parse_amount(words[0], metric.scale), metric


def _input_text(amount: int, metric: Metric) -> str:
    """Return the amount as it would be typed, without decimals that are all zero."""
    text = amounts.format_plain(amount, metric.scale)
    whole, _, part = text.partition(".")
    return text if part.strip("0") else whole
