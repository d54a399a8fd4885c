"""What the measures screen does, with the dialogs for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.access.session import Session
from core.metrics import metrics, templates
from core.models import Measure
from core.outcomes import measures
from core.outcomes.measures import BuildingBlock, MeasureOverview
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.commitment_form import CommitmentForm, CommitmentFormValues
from tui.dialogs.form import FormScreen
from tui.dialogs.prompt_helper import ask_line
from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen
from tui.widgets.form import Field

NEW_METRIC_TEXT = "New metric…"

FORMULAS_WIDTH = 100
"""Screen width in columns from which the formulas of ready-made metrics are shown."""

UseMetric = Callable[[str, str | None, str], object]
"""Uses a chosen metric: its name, its unit if the metric is new (else None), and a reason (may be empty)."""


@dataclass(frozen=True, slots=True)
class MeasureSelection:
    """What the row under the cursor stands for."""

    measure: MeasureOverview | None
    block: BuildingBlock | None


class MeasureActions:
    """Adopts, replaces and ends measures, and commits to them."""

    def __init__(self, screen: HuddleScreen, selection: Callable[[], MeasureSelection]) -> None:
        self._screen = screen
        self._selection = selection

    def table(self) -> ActionTable:
        """Return the actions by the names that the bindings use."""
        return {
            "commit": Action(self.commit, self._can_commit),
            "adopt": Action(self.adopt, self._may_choose),
            "replace": Action(self.replace, self._can_replace),
            "end": Action(self.end, self._can_replace),
        }

    @property
    def _session(self) -> Session:
        return self._screen.session

    # -- when they are offered

    def _may_choose(self) -> bool:
        return measures.may_choose_measures(self._session)

    def _can_replace(self) -> bool:
        overview = self._selection().measure
        return overview is not None and overview.ended_on is None and self._may_choose()

    def _can_commit(self, for_team: bool = False) -> bool:
        overview = self._selection().measure
        if overview is None or overview.ended_on or not self._session.viewer.takes_part:
            return False
        if for_team:
            return self._may_choose() and not overview.team_committed
        return self._session.me.name in overview.not_yet

    # -- what they do

    def commit(self, for_team: bool = False) -> None:
        """Ask for the terms of a commitment to the measure, the viewer's or the whole team's, and commit."""
        session = self._session
        if (selected := self._selected_measure()) is None:
            return
        overview, measure = selected

        def commit(values: CommitmentFormValues) -> None:
            self._screen.run_change(
                measures.commit_to_measure, session, measure, values.text, team=for_team, **values.terms
            )

        owner = "The whole team" if for_team else session.me.name
        self._screen.open_dialog(CommitmentForm(session, owner, overview.metric), commit)

    def adopt(self) -> None:
        """Ask for a territory, if there are any, and a metric; adopt it for the building block under the cursor."""
        block = self._selection().block
        territories = measures.list_territories(self._session)
        if not territories:
            self._adopt_for(None, block)
            return
        choices: list[Choice[str | None]] = [Choice(None, "The whole team")]
        choices += [Choice(name, name) for name in territories]
        self._screen.open_dialog(
            ChooseScreen("Who is this measure for?", choices),
            lambda choice: self._adopt_for(choice.value, block),
        )

    def _adopt_for(self, territory: str | None, block: BuildingBlock | None) -> None:
        trend_id = block.trend_id if block else None

        def adopt(name: str, unit: str | None, _reason: str) -> Measure:
            return measures.adopt_measure(self._session, name, territory=territory, trend_id=trend_id, unit=unit)

        self._choose_metric(adopt, block)

    def replace(self) -> None:
        """Ask for another metric and the reason, and replace the measure under the cursor."""
        if (selected := self._selected_measure()) is None:
            return
        overview, measure = selected

        def replace(name: str, unit: str | None, reason: str) -> Measure:
            return measures.replace_measure(self._session, measure, name, reason, unit=unit)

        self._choose_metric(replace, None, why=f"Why replace {overview.metric}?")

    def end(self) -> None:
        """Ask for the reason, and end the measure under the cursor."""
        if (selected := self._selected_measure()) is not None:
            overview, measure = selected
            ask_line(
                self._screen,
                f"Why stop using {overview.metric}?",
                lambda reason: measures.end_measure(self._session, measure, reason),
            )

    def _selected_measure(self) -> tuple[MeasureOverview, Measure] | None:
        """Return the measure under the cursor and its row in the database."""
        overview = self._selection().measure
        measure = self._session.get(Measure, overview.id) if overview else None
        return (overview, measure) if overview is not None and measure is not None else None

    def _choose_metric(self, use: UseMetric, block: BuildingBlock | None, *, why: str = "") -> None:
        """Ask for a metric (existing, ready-made or new) and, if `why` is given, a reason; then call `use`."""
        existing = [
            Choice(metric.name, metric.name, "already tracked", metric.unit)
            for metric in metrics.list_metrics(self._session)
        ]
        has_formulas = self._screen.size.width >= FORMULAS_WIDTH
        ready_made = [
            Choice(offer.name, offer.name, "ready-made", offer.formula if has_formulas else "")
            for offer in templates.list_offers(self._session)
            if not offer.adopted and offer.name not in templates.TEMPLATE_SETS
        ]

        def on_choice(choice: Choice[str | None]) -> None:
            name = choice.value
            if name is None:
                self._ask_new_metric(use, block, why)
            elif why:
                ask_line(self._screen, why, lambda reason: use(name, None, reason))
            else:
                self._screen.run_change(use, name, None, "")

        question = f"Which metric measures “{block.name}”?" if block else "Which metric?"
        choices: list[Choice[str | None]] = [*existing, *ready_made, Choice(None, NEW_METRIC_TEXT, "new")]
        self._screen.open_dialog(ChooseScreen(question, choices), on_choice)

    def _ask_new_metric(self, use: UseMetric, block: BuildingBlock | None, why: str) -> None:
        fields = [
            Field("name", "Name", value=block.name if block else "", hint="e.g. proposals within a day"),
            Field("unit", "Unit", hint="e.g. proposals, days or EUR (optional)"),
            *([Field("why", "Why", hint=why)] if why else []),
        ]

        def use_typed(values: dict[str, str]) -> object:
            return use(values["name"], values["unit"], values.get("why", ""))

        self._screen.app.push_screen(FormScreen("New metric; its entries add up", fields, use_typed))
