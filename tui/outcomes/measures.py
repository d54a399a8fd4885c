"""The measures screen: measures of the team and each territory, who committed to them, and unused building blocks."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from textual.binding import Binding
from textual.widget import Widget

from core.outcomes import measures
from core.outcomes.measures import MAX_MEASURES, MIN_MEASURES, BuildingBlock, MeasureOverview
from core.team import record
from core.values.periods import format_date
from core.values.text import format_count
from tui.outcomes.measure_actions import MeasureActions, MeasureSelection
from tui.shell.actions import Action, ActionTable
from tui.shell.list_detail import ListDetailScreen, beside
from tui.widgets.detail_pane import DetailPane
from tui.widgets.fact_list import Fact
from tui.widgets.pick_list import Pick


class MeasuresScreen(ListDetailScreen[MeasureOverview | BuildingBlock]):
    """The adopted measures, the building blocks of success they come from, and who has committed to each."""

    CSS_PATH = "measures.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (112, "-wide")]
    TABLES = frozenset(
        {"measure", "metric", "commitment", "member", "trend", "card", "board", "vote", "meeting", "team"}
    )
    UNDO_FAMILIES = ("measure",)
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

    def __init__(self) -> None:
        super().__init__()
        self.detail = DetailPane()
        self._has_ended = self._shows_history = False
        self._warnings: list[str] = []
        """What is wrong with the number of measures of the team or a territory."""

    def compose_body(self) -> Iterable[Widget]:
        yield beside(self.picks, self.detail)

    def make_actions(self) -> ActionTable:
        return {
            **super().make_actions(),
            **MeasureActions(self, self._selection).table(),
            "history": Action(self._toggle_history, lambda: self._has_ended),
        }

    # -- showing

    def show_list(self) -> None:
        session = self.session
        overviews = measures.list_measures(session, include_ended=True)
        blocks = measures.list_blocks(session)
        territories = (None, *measures.list_territories(session))
        team_name = record.get_team(session).name
        picks: list[Pick] = []
        for territory in territories:
            current = [measure for measure in overviews if measure.territory == territory and not measure.ended_on]
            if current or territory is None:
                picks += measure_picks(territory or f"{team_name}, the whole team", territory, current)
        picks += open_block_picks(blocks)
        ended = [measure for measure in overviews if measure.ended_on]
        picks += ended_measure_picks(ended) if self._shows_history else []
        items: dict[Hashable, MeasureOverview | BuildingBlock] = {
            ("measure", measure.id): measure for measure in overviews
        }
        items.update({("block", block.trend_id): block for block in blocks})
        self.set_rows(picks, items)
        self._has_ended = bool(ended)
        warnings = [measures.describe_count_problem(session, territory) for territory in territories]
        self._warnings = [warning for warning in warnings if warning]
        self.top_line.left = f"MEASURES · {team_name}"
        self.top_line.right = f"{MIN_MEASURES} to {MAX_MEASURES} for each"
        self.key_line.note = f"{len(ended)} before" if ended and not self._shows_history else ""

    def show_detail(self) -> None:
        title = note = ""
        facts = [Fact("The host asks for building blocks of success in the collect stage: o, then measures.")]
        match self.selected:
            case MeasureOverview() as measure:
                title, facts = measure.metric, measure_facts(measure)
                note = "" if measure.ended_on else f"since {format_date(measure.since)}"
            case BuildingBlock() as block:
                title, note = block.name, describe_block(block)
                facts = [Fact("A building block of success. a makes it a measure: choose what counts it.")]
        facts += [Fact(warning, sign="!") for warning in self._warnings]
        self.detail.set_detail(title, facts, note=note)

    # -- actions

    def _selection(self) -> MeasureSelection:
        item = self.selected
        return MeasureSelection(
            item if isinstance(item, MeasureOverview) else None, item if isinstance(item, BuildingBlock) else None
        )

    def _toggle_history(self) -> None:
        self._shows_history = not self._shows_history
        self.show()


# -- the rows, and the facts about a measure


def measure_picks(title: str, territory: str | None, current: Sequence[MeasureOverview]) -> list[Pick]:
    """Return the rows of the measures of one territory, or of the team (None), below the heading `title`."""
    heading = Pick(key=("whose", territory), text=f"{title} · {len(current)}", heading=True)
    if not current:
        why = "— none chosen yet: the host or the leader adopts one"
        return [heading, Pick(key=("none", territory), text=why, sign="○", dim=True)]
    return [heading, *(_measure_pick(measure) for measure in current)]


def _measure_pick(measure: MeasureOverview) -> Pick:
    asked = len(measure.committed) + len(measure.not_yet)
    who = f"{len(measure.committed)} of {asked} committed{', and the team' if measure.team_committed else ''}"
    sign = "✓" if measure.team_committed and not measure.not_yet else "●"
    return Pick(key=("measure", measure.id), text=measure.metric, sign=sign, right=who)


def open_block_picks(blocks: Iterable[BuildingBlock]) -> list[Pick]:
    """Return the rows of building blocks that have not become a measure yet; nothing without any."""
    rows = [
        Pick(key=("block", block.trend_id), text=block.name, sign="○", right=describe_block(block))
        for block in blocks
        if not block.adopted
    ]
    heading = Pick(key="blocks", text="Building blocks of success, from the top", heading=True)
    return [heading, *rows] if rows else []


def ended_measure_picks(ended: Sequence[MeasureOverview]) -> list[Pick]:
    """Return the rows of ended measures, in the order given; nothing without any."""
    rows = [
        Pick(
            key=("measure", measure.id),
            text=measure.metric,
            sign="✗",
            dim=True,
            right=f"until {format_date(measure.ended_on)}",
        )
        for measure in ended
        if measure.ended_on
    ]
    return [Pick(key="ended", text="Before these", heading=True), *rows] if rows else []


def describe_block(block: BuildingBlock) -> str:
    """Describe how many cards a building block has, and how many votes if it was voted on."""
    cards = format_count(block.cards, "card")
    return cards if block.votes is None else f"{format_count(block.votes, 'vote')}, {cards}"


def measure_facts(measure: MeasureOverview) -> list[Fact]:
    """Return the facts about a measure: formula, origin, end, and who has and has not committed."""
    facts = [Fact(measure.formula, quiet=True)]
    if measure.block:
        facts.append(Fact(f"from “{measure.block}”", quiet=True))
    if measure.ended_on:
        after = f", {measure.replaced_by} came after it" if measure.replaced_by else ""
        facts.append(Fact(f"until {format_date(measure.ended_on)}{after}: {measure.reason}"))
    facts += [Fact("The whole team", sign="✓")] if measure.team_committed else []
    facts += [Fact(name, sign="✓") for name in measure.committed]
    if measure.not_yet:
        facts.append(Fact(f"not yet: {', '.join(measure.not_yet)}", sign="○", quiet=True))
    return facts
