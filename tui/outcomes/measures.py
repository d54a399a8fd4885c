"""The measures screen: measures of the team and each territory, who committed to them, and unused building blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from textual import getters
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.widget import Widget

from core.access.feed import CommittedChange
from core.metrics import metrics, templates
from core.models import Measure
from core.outcomes import measures
from core.outcomes.measures import MAX_MEASURES, MIN_MEASURES, BuildingBlock, MeasureOverview
from core.team import record
from core.values.periods import format_date
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.commitment_form import CommitmentForm, CommitmentFormValues
from tui.dialogs.form import FormScreen
from tui.dialogs.prompt_helper import ask_line
from tui.outcomes.measure_lines import (
    describe_block,
    ended_measure_picks,
    measure_facts,
    measure_picks,
    open_block_picks,
)
from tui.shell.screen import HuddleScreen
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.form import Field
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.section import Section

TABLES = frozenset({"measure", "metric", "commitment", "member", "trend", "card", "board", "vote", "meeting", "team"})
"""Tables whose changes refresh this screen."""

NEW_METRIC_TEXT = "a new one, of our own"

UseMetric = Callable[[str, str | None, str], object]
"""Uses a chosen metric: its name, its unit if the metric is new (else None), and a reason (may be empty)."""


class MeasuresScreen(HuddleScreen):
    """The adopted measures, the building blocks of success they come from, and who has committed to each."""

    CSS_PATH = "measures.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (112, "-wide")]
    AUTO_FOCUS = "PickList"
    WHY = (
        "A team holds itself to what it chose itself, so its measures come from its own building blocks of success. "
        "Three to five are enough: each one counts, and everybody knows where they stand. "
        "Each person commits to them, and so does the team."
    )
    BINDINGS = [
        Binding("escape", "back", "Back", id="measures.back", tooltip="Back to where you came from"),
        Binding("c", "commit", "I commit", id="measures.commit", tooltip="You commit to this measure"),
        Binding("t", "commit(True)", "The team commits", id="measures.team", tooltip="The whole team commits to it"),
        Binding("a", "adopt", "Adopt", id="measures.adopt", tooltip="Makes it a measure of the team or a territory"),
        Binding("r", "replace", "Replace", id="measures.replace", tooltip="Another in its place; the history stays"),
        Binding("x", "end", "End", id="measures.end", tooltip="Ends it, with the reason"),
        Binding("h", "history", "History", id="measures.history", tooltip="What was measured before, and why no more"),
        Binding("u", "undo", "Undo", id="measures.undo", tooltip="Takes back your last step here"),
    ]

    picks = getters.query_one(PickList)
    facts = getters.query_one(Facts)

    def __init__(self) -> None:
        super().__init__()
        self._adopted: dict[int, MeasureOverview] = {}
        self._blocks: dict[int, BuildingBlock] = {}
        self._shows_history = False
        self._warnings: list[str] = []

    def compose_content(self) -> Iterable[Widget]:
        with Container(id="measures"):
            yield PickList()
            with VerticalScroll(id="measures-side", can_focus=False):
                yield Section("", id="measures-about")
                yield Facts()

    # -- showing

    def show(self) -> None:
        session = self.session
        self._adopted = {adopted.id: adopted for adopted in measures.list_measures(session, include_ended=True)}
        self._blocks = {block.trend_id: block for block in measures.list_blocks(session)}
        name = record.get_team(session).name
        picks: list[Pick] = []
        for territory in (None, *measures.list_territories(session)):
            current = [
                adopted for adopted in self._adopted.values() if adopted.territory == territory and not adopted.ended_on
            ]
            if current or territory is None:
                picks += measure_picks(territory or f"{name}, the whole team", territory, current)
        picks += open_block_picks(self._blocks.values())
        ended = [adopted for adopted in self._adopted.values() if adopted.ended_on]
        picks += ended_measure_picks(ended) if self._shows_history else []
        self.picks.set_picks(picks, empty="")
        self.top_line.left = f"MEASURES · {name}"
        warnings = [
            measures.describe_count_problem(session, territory)
            for territory in (None, *measures.list_territories(session))
        ]
        self.top_line.right = f"{MIN_MEASURES} to {MAX_MEASURES} for each"
        self.key_line.note = f"{len(ended)} before" if ended and not self._shows_history else ""
        self._warnings = [warning for warning in warnings if warning]
        self._show_details()
        self.refresh_bindings()

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(change.rows.keys() & TABLES for change in changes):
            self.show()

    def on_pick_list_moved(self) -> None:
        self._show_details()
        self.refresh_bindings()

    def _show_details(self) -> None:
        """Show the details of the row under the cursor, and warnings about the number of measures."""
        adopted, block = self._picked_measure, self._picked_block
        section = self.query_one("#measures-about", Section)
        facts: list[Fact] = []
        if adopted is not None:
            section.title = adopted.metric
            section.note = "" if adopted.ended_on else f"since {format_date(adopted.since)}"
            facts += measure_facts(adopted)
        elif block is not None:
            section.title, section.note = block.name, describe_block(block)
            facts.append(Fact("A building block of success. a makes it a measure: choose what counts it."))
        else:
            section.title = section.note = ""
            facts.append(Fact("The host asks for building blocks of success in the collect stage: o, then measures."))
        facts += [Fact(warning, sign="!") for warning in self._warnings]
        self.facts.set_facts(facts)

    # -- the row under the cursor

    @property
    def _picked(self) -> tuple[str, object]:
        lists = self.query(PickList)
        picked = lists.first().cursor_key if lists else None
        return picked if isinstance(picked, tuple) else ("", None)

    @property
    def _picked_measure(self) -> MeasureOverview | None:
        kind, key = self._picked
        return self._adopted.get(key) if kind == "measure" and isinstance(key, int) else None

    @property
    def _picked_block(self) -> BuildingBlock | None:
        kind, key = self._picked
        return self._blocks.get(key) if kind == "block" and isinstance(key, int) else None

    def _row(self, adopted: MeasureOverview) -> Measure | None:
        return self.session.get(Measure, adopted.id)

    # -- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        adopted = self._picked_measure
        is_current = adopted is not None and adopted.ended_on is None
        match action:
            case "commit":
                team_too = bool(parameters and parameters[0])
                if adopted is None or not is_current or self.session.viewer.role not in ("leader", "seller"):
                    return False
                if team_too:
                    return measures.may_choose_measures(self.session) and not adopted.team_committed
                return self.session.me.name in adopted.not_yet
            case "adopt":
                return measures.may_choose_measures(self.session)
            case "replace" | "end":
                return is_current and measures.may_choose_measures(self.session)
            case "history":
                return any(ended.ended_on for ended in self._adopted.values())
            case "undo":
                return not self.session.viewer.is_room and self.session.last_change("measure") is not None
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        self.dismiss()

    def action_history(self) -> None:
        self._shows_history = not self._shows_history
        self.show()

    def action_undo(self) -> None:
        self.run_change(self.session.undo, "measure")

    def action_commit(self, team: bool = False) -> None:
        adopted = self._picked_measure
        measure = self._row(adopted) if adopted else None
        if adopted is None or measure is None:
            return

        def taken(what: CommitmentFormValues | None) -> None:
            if what is not None:
                self.run_change(
                    measures.commit_to_measure, self.session, measure, what.text, team=team, amount=what.amount,
                    every=what.every, weekday=what.weekday, due=what.due,
                )  # fmt: skip

        owner = "The whole team" if team else self.session.me.name
        self.app.push_screen(CommitmentForm(self.session, owner, adopted.metric), taken)

    def action_adopt(self) -> None:
        block = self._picked_block
        territories = measures.list_territories(self.session)
        if not territories:
            self._choose_metric(partial(self._adopt, None, block), block)
            return
        choices = [Choice(key=None, text="the whole team"), *(Choice(key=name, text=name) for name in territories)]

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                territory = choice.key if isinstance(choice.key, str) else None
                self._choose_metric(partial(self._adopt, territory, block), block)

        self.app.push_screen(ChooseScreen("Whose measure is it?", choices), chosen)

    def _adopt(
        self, territory: str | None, block: BuildingBlock | None, name: str, unit: str | None, _why: str
    ) -> object:
        trend_id = block.trend_id if block else None
        return measures.adopt_measure(self.session, name, territory=territory, trend_id=trend_id, unit=unit)

    def action_replace(self) -> None:
        adopted = self._picked_measure
        measure = self._row(adopted) if adopted else None
        if adopted is None or measure is None:
            return

        def replace(name: str, unit: str | None, why: str) -> object:
            return measures.replace_measure(self.session, measure, name, why, unit=unit)

        self._choose_metric(replace, None, why=f"Why in place of {adopted.metric}?")

    def action_end(self) -> None:
        adopted = self._picked_measure
        measure = self._row(adopted) if adopted else None
        if adopted is not None and measure is not None:
            ask_line(
                self,
                f"Why does {adopted.metric} end?",
                lambda reason: measures.end_measure(self.session, measure, reason),
            )

    def _choose_metric(self, use: UseMetric, block: BuildingBlock | None, *, why: str = "") -> None:
        """Ask for a metric (existing, ready-made or new) and, if `why` is given, a reason; then call `use`."""
        existing = [
            Choice(metric.name, metric.name, "counted already", metric.unit)
            for metric in metrics.list_metrics(self.session)
        ]
        roomy = self.size.width >= 100
        shelf = [
            Choice(offer.name, offer.name, "ready-made", offer.formula if roomy else "")
            for offer in templates.list_offers(self.session)
            if not offer.adopted and offer.name not in templates.TEMPLATE_SETS
        ]

        def chosen(choice: Choice | None) -> None:
            if choice is None:
                return
            if choice.key is None:
                self._ask_new_metric(use, block, why)
            elif why:
                ask_line(self, why, lambda reason: use(str(choice.key), None, reason))
            else:
                self.run_change(use, str(choice.key), None, "")

        question = f"What counts “{block.name}”?" if block else "What is measured?"
        self.app.push_screen(ChooseScreen(question, [*existing, *shelf, Choice(None, NEW_METRIC_TEXT, "new")]), chosen)

    def _ask_new_metric(self, use: UseMetric, block: BuildingBlock | None, why: str) -> None:
        fields = [
            Field("name", "What", value=block.name if block else "", hint="proposals within a day"),
            Field("unit", "Unit", hint="proposals, days, EUR — or nothing"),
            *([Field("why", "Why", hint=why)] if why else []),
        ]

        def made(values: dict[str, str]) -> object:
            return use(values["name"], values["unit"], values.get("why", ""))

        self.app.push_screen(FormScreen("A metric of your own; its entries add up", fields, made))
