"""The measures screen: measures of the team and each territory, who committed to them, and unused building blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from textual import getters
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.widget import Widget

from core import measures, metric_shelf, metrics, team
from core.live import Landed
from core.measures import FEWEST, MOST, Adopted, Block
from core.models import Measure
from core.periods import said
from tui.screens.asking import ask
from tui.screens.base import HuddleScreen
from tui.screens.choose import Choice, ChooseScreen
from tui.screens.commitform import CommitForm, Taken
from tui.screens.formscreen import FormScreen
from tui.screens.measures_words import about, before, got, lines, waiting
from tui.widgets.facts import Fact, Facts
from tui.widgets.form import Field
from tui.widgets.picklist import Pick, PickList
from tui.widgets.section import Section

TABLES = frozenset({"measure", "metric", "commitment", "member", "trend", "card", "board", "vote", "meeting", "team"})
"""Tables whose changes refresh this screen."""

NEW = "a new one, of our own"

Use = Callable[[str, str | None, str], object]
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
        self._adopted: dict[int, Adopted] = {}
        self._blocks: dict[int, Block] = {}
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
        self._adopted = {adopted.id: adopted for adopted in measures.adopted(session, include_ended=True)}
        self._blocks = {block.trend_id: block for block in measures.blocks(session)}
        name = team.team(session).name
        picks: list[Pick] = []
        for territory in (None, *measures.territories(session)):
            current = [
                adopted for adopted in self._adopted.values() if adopted.territory == territory and not adopted.ended_on
            ]
            if current or territory is None:
                picks += lines(territory or f"{name}, the whole team", territory, current)
        picks += waiting(self._blocks.values())
        ended = [adopted for adopted in self._adopted.values() if adopted.ended_on]
        picks += before(ended) if self._shows_history else []
        self.picks.set_picks(picks, empty="")
        self.top.left = f"MEASURES · {name}"
        warnings = [measures.advice(session, territory) for territory in (None, *measures.territories(session))]
        self.top.right = f"{FEWEST} to {MOST} for each"
        self.keys.note = f"{len(ended)} before" if ended and not self._shows_history else ""
        self._warnings = [warning for warning in warnings if warning]
        self._show_details()
        self.refresh_bindings()

    def changed(self, landed: list[Landed]) -> None:
        if any(change.rows.keys() & TABLES for change in landed):
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
            section.words = adopted.metric
            section.note = "" if adopted.ended_on else f"since {said(adopted.since)}"
            facts += about(adopted)
        elif block is not None:
            section.words, section.note = block.name, got(block)
            facts.append(Fact("A building block of success. a makes it a measure: choose what counts it."))
        else:
            section.words = section.note = ""
            facts.append(Fact("The host asks for building blocks of success in the collect stage: o, then measures."))
        facts += [Fact(warning, sign="!") for warning in self._warnings]
        self.facts.set_facts(facts)

    # -- the row under the cursor

    @property
    def _picked(self) -> tuple[str, object]:
        lists = self.query(PickList)
        picked = lists.first().picked if lists else None
        return picked if isinstance(picked, tuple) else ("", None)

    @property
    def _picked_measure(self) -> Adopted | None:
        kind, key = self._picked
        return self._adopted.get(key) if kind == "measure" and isinstance(key, int) else None

    @property
    def _picked_block(self) -> Block | None:
        kind, key = self._picked
        return self._blocks.get(key) if kind == "block" and isinstance(key, int) else None

    def _row(self, adopted: Adopted) -> Measure | None:
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
                    return measures.may_lead(self.session) and not adopted.team_committed
                return self.session.me.name in adopted.not_yet
            case "adopt":
                return measures.may_lead(self.session)
            case "replace" | "end":
                return is_current and measures.may_lead(self.session)
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
        self.do(self.session.undo, "measure")

    def action_commit(self, team: bool = False) -> None:
        adopted = self._picked_measure
        measure = self._row(adopted) if adopted else None
        if adopted is None or measure is None:
            return

        def taken(what: Taken | None) -> None:
            if what is not None:
                self.do(
                    measures.commit_to, self.session, measure, what.text, team=team, amount=what.amount,
                    every=what.every, weekday=what.weekday, due=what.due,
                )  # fmt: skip

        owner = "The whole team" if team else self.session.me.name
        self.app.push_screen(CommitForm(self.session, owner, adopted.metric), taken)

    def action_adopt(self) -> None:
        block = self._picked_block
        territories = measures.territories(self.session)
        if not territories:
            self._choose_metric(partial(self._adopt, None, block), block)
            return
        choices = [Choice(key=None, text="the whole team"), *(Choice(key=name, text=name) for name in territories)]

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                territory = choice.key if isinstance(choice.key, str) else None
                self._choose_metric(partial(self._adopt, territory, block), block)

        self.app.push_screen(ChooseScreen("Whose measure is it?", choices), chosen)

    def _adopt(self, territory: str | None, block: Block | None, name: str, unit: str | None, _why: str) -> object:
        trend_id = block.trend_id if block else None
        return measures.adopt(self.session, name, territory=territory, trend_id=trend_id, unit=unit)

    def action_replace(self) -> None:
        adopted = self._picked_measure
        measure = self._row(adopted) if adopted else None
        if adopted is None or measure is None:
            return

        def replace(name: str, unit: str | None, why: str) -> object:
            return measures.replace(self.session, measure, name, why, unit=unit)

        self._choose_metric(replace, None, why=f"Why in place of {adopted.metric}?")

    def action_end(self) -> None:
        adopted = self._picked_measure
        measure = self._row(adopted) if adopted else None
        if adopted is not None and measure is not None:
            ask(self, f"Why does {adopted.metric} end?", lambda reason: measures.end(self.session, measure, reason))

    def _choose_metric(self, use: Use, block: Block | None, *, why: str = "") -> None:
        """Ask for a metric (existing, ready-made or new) and, if `why` is given, a reason; then call `use`."""
        existing = [
            Choice(metric.name, metric.name, "counted already", metric.unit) for metric in metrics.metrics(self.session)
        ]
        roomy = self.size.width >= 100
        shelf = [
            Choice(offer.name, offer.name, "ready-made", offer.formula if roomy else "")
            for offer in metric_shelf.offers(self.session)
            if not offer.adopted and offer.name not in metric_shelf.SETS
        ]

        def chosen(choice: Choice | None) -> None:
            if choice is None:
                return
            if choice.key is None:
                self._ask_new_metric(use, block, why)
            elif why:
                ask(self, why, lambda reason: use(str(choice.key), None, reason))
            else:
                self.do(use, str(choice.key), None, "")

        question = f"What counts “{block.name}”?" if block else "What is measured?"
        self.app.push_screen(ChooseScreen(question, [*existing, *shelf, Choice(None, NEW, "new")]), chosen)

    def _ask_new_metric(self, use: Use, block: Block | None, why: str) -> None:
        fields = [
            Field("name", "What", value=block.name if block else "", hint="proposals within a day"),
            Field("unit", "Unit", hint="proposals, days, EUR — or nothing"),
            *([Field("why", "Why", hint=why)] if why else []),
        ]

        def made(values: dict[str, str]) -> object:
            return use(values["name"], values["unit"], values.get("why", ""))

        self.app.push_screen(FormScreen("A metric of your own; its entries add up", fields, made))
