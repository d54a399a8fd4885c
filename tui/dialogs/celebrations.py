"""The dialogs that plan a celebration and mark one as held."""

from __future__ import annotations

from core.errors import HuddleError
from core.metrics import amount_input
from core.models import Celebration
from core.overview import planned_celebration
from core.values import input_parsing, periods
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.form import FormScreen
from tui.shell.screen import HuddleScreen
from tui.widgets.form import Field


def ask_celebration_plan(screen: HuddleScreen) -> None:
    """Ask in a dialog over `screen` what the team celebrates with, when, and what earns it; then plan it."""
    session = screen.session

    def plan(values: dict[str, str]) -> Celebration:
        earned = values["earned"].strip()
        metric = amount = None
        if earned[:1].isdigit():
            metric, amount = amount_input.parse_metric_amount(session, earned)
        period = periods.parse_period(values["period"] or "quarter", session.today) if metric else None
        return planned_celebration.plan(
            session,
            values["text"],
            day=input_parsing.parse_day(values["day"], session.today),
            metric=metric,
            amount=amount,
            period=period,
            earned_by=earned if earned and metric is None else None,
        )

    fields = [
        Field("text", "With what", hint="e.g. a dinner, an evening out"),
        Field("day", "When", hint="e.g. 12 Dec (optional)"),
        Field("earned", "What for", hint="e.g. 600k won revenue, or your own words"),
        Field("period", "Period", hint="e.g. 2026-12 or year; empty: this quarter"),
    ]
    screen.app.push_screen(FormScreen("Plan a celebration", fields, plan))


def ask_celebration_held(screen: HuddleScreen) -> None:
    """Ask which of the planned celebrations was held, and mark it so."""
    session = screen.session
    choices = [
        Choice(planned.celebration, planned.title(session.today), right=planned.progress)
        for planned in planned_celebration.list_celebrations(session)
    ]

    def chosen(choice: Choice[Celebration]) -> None:
        screen.run_change(planned_celebration.mark_held, session, choice.value)

    if not choices:
        screen.show_refusal(HuddleError("No celebration planned. Plan one first."))
        return
    screen.open_dialog(ChooseScreen("Which celebration took place?", choices), chosen)
