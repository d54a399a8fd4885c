"""The dialogs that plan a celebration and mark one as held."""

from __future__ import annotations

from core import periods, to_celebrate, typed
from core.errors import HuddleError
from core.models import Celebration
from tui.screens.base import HuddleScreen
from tui.screens.choose import Choice, ChooseScreen
from tui.screens.formscreen import FormScreen
from tui.widgets.form import Field


def ask_celebration_plan(screen: HuddleScreen) -> None:
    """Ask in a dialog over `screen` what the team celebrates with, when, and what earns it; then plan it."""
    session = screen.session

    def plan(values: dict[str, str]) -> Celebration:
        earned = values["earned"].strip()
        metric = amount = None
        if earned[:1].isdigit():
            metric, amount = typed.parse_metric_amount(session, earned)
        period = periods.parse_period(values["period"] or "quarter", session.today) if metric else None
        return to_celebrate.plan(
            session,
            values["text"],
            day=typed.parse_day(values["day"], session.today),
            metric=metric,
            amount=amount,
            period=period,
            earned_by=earned if earned and metric is None else None,
        )

    fields = [
        Field("text", "With what", hint="a dinner, an evening out"),
        Field("day", "When", hint="12 Dec — or nothing yet"),
        Field("earned", "What earns it", hint="600k won revenue; or words"),
        Field("period", "In which time", hint="this quarter; 2026-12, year"),
    ]
    screen.app.push_screen(FormScreen("The celebration to come", fields, plan))


def ask_celebration_held(screen: HuddleScreen) -> None:
    """Ask which of the planned celebrations was held, and mark it so."""
    session = screen.session
    coming = {planned.celebration.id: planned for planned in to_celebrate.list_celebrations(session)}
    choices = [Choice(key, planned.title(session.today), right=planned.progress) for key, planned in coming.items()]

    def chosen(choice: Choice | None) -> None:
        if choice is not None and isinstance(choice.key, int):
            screen.run_change(to_celebrate.mark_held, session, coming[choice.key].celebration)

    if not choices:
        screen.show_refusal(HuddleError("No celebration is planned. Press c to plan one."))
        return
    screen.app.push_screen(ChooseScreen("Which one have you held?", choices), chosen)
