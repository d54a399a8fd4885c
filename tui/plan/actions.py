"""Actions of the plan screen on targets: answering, setting and proposing them, and adding a metric."""

from __future__ import annotations

from collections.abc import Callable

from core.metrics import targets, templates
from core.models import Metric, Target
from core.standings.plan import Plan, PlanRow, propose_shares
from core.team.permissions import takes_part
from core.values.text import format_people
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.prompt_helper import ask_line
from tui.plan.target_form import TargetForm
from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen

FORMULA_WIDTH = 100
"""Screen width in columns from which ready-made metrics are offered with their formula."""


class TargetActions:
    """What the keys of the plan screen do with targets, and when each is offered."""

    def __init__(
        self,
        screen: HuddleScreen,
        *,
        plan: Callable[[], Plan | None],
        selected: Callable[[], PlanRow | None],
        show_metric: Callable[[Metric], object],
    ) -> None:
        """`screen` runs the changes and opens the dialogs.

        `plan` returns the plan that is shown, `selected` its row under the cursor; `show_metric` shows another plan.
        """
        self._screen = screen
        self._plan = plan
        self._selected = selected
        self._show_metric = show_metric

    def table(self) -> ActionTable:
        """Return the actions by the names that the bindings of the screen use."""
        return {
            "agree": Action(self._agree, self._can_answer),
            "decline": Action(self._decline, self._can_answer),
            "revise": Action(self._revise, self._can_revise),
            "break_down": Action(self._break_down, self._can_break_down),
            "adopt": Action(self._adopt, lambda: takes_part(self._screen.session)),
        }

    # -- proposed targets

    def _proposed_target(self) -> Target | None:
        """Return the target under the cursor if it is proposed to the viewer and not answered yet, else None."""
        row = self._selected()
        if row is None or row.target is None or row.member is None:
            return None
        is_own = self._screen.session.viewer.is_member(row.member.id)
        return row.target if is_own and targets.agreement_status(row.target) == "proposed" else None

    def _can_answer(self) -> bool:
        return self._proposed_target() is not None

    def _agree(self) -> None:
        if (target := self._proposed_target()) is not None:
            self._screen.run_change(targets.accept_target, self._screen.session, target)

    def _decline(self) -> None:
        if (target := self._proposed_target()) is not None:
            ask_line(
                self._screen,
                "Why do you decline, and what would you accept?",
                lambda reason: targets.decline_target(self._screen.session, target, reason),
                then=lambda _: self._screen.notify("Declined. It stands in Plan with your reason."),
                verb="Decline",
            )

    # -- setting targets

    def _can_revise(self) -> bool:
        """Return whether the viewer may set the target of the row: the leader of any, a seller of their own."""
        row, plan, viewer = self._selected(), self._plan(), self._screen.session.viewer
        if row is None or plan is None or not viewer.takes_part:
            return False
        if row.member is None:
            # Members without a group have no common target.
            return viewer.is_leader and (row is plan.team or row.group is not None)
        return viewer.is_leader or viewer.is_member(row.member.id)

    def _revise(self) -> None:
        row, plan = self._selected(), self._plan()
        if row is None or plan is None or not self._can_revise():
            return
        form = TargetForm(
            self._screen.session, plan.metric, plan.period, member=row.member, group=row.group, current=row.target,
            suggested=row.needed,
        )  # fmt: skip
        self._screen.app.push_screen(form)

    def _can_break_down(self) -> bool:
        plan = self._plan()
        return self._screen.session.viewer.is_leader and plan is not None and plan.team.needed is not None

    def _break_down(self) -> None:
        if (plan := self._plan()) is not None:
            self._screen.run_change(
                propose_shares, self._screen.session, plan.metric, plan.period, then=self._notify_proposed
            )

    def _notify_proposed(self, proposed: list[Target]) -> None:
        message = f"Proposed to {format_people(len(proposed))}. They can accept or suggest another target."
        self._screen.notify(message, markup=False)

    # -- metrics

    def _adopt(self) -> None:
        shows_formula = self._screen.size.width >= FORMULA_WIDTH
        choices = [
            Choice(offer.name, offer.name, right=offer.formula if shows_formula else "")
            for offer in templates.list_offers(self._screen.session)
            if not offer.adopted
        ]
        if choices:
            self._screen.open_dialog(ChooseScreen("Which metric do you want to add?", choices), self._adopt_choice)
        else:
            message = "All ready-made metrics are in use. Add your own: huddle metric add NAME"
            self._screen.notify(message, markup=False)

    def _adopt_choice(self, choice: Choice[str]) -> None:
        self._screen.run_change(
            templates.adopt_template,
            self._screen.session,
            choice.value,
            then=lambda adopted: self._show_metric(adopted[-1]),
        )
