"""The measures screen: measures of the team and each territory, who committed to them, and unused building blocks."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import partial

from textual.widget import Widget

from core.access.session import Session
from core.errors import HuddleError
from core.outcomes import measures
from core.outcomes.measures import MAX_MEASURES, MIN_MEASURES, BuildingBlock, MeasureOverview
from core.standings.charts import BurnUp, burn_up
from core.standings.leaderboard import standings
from core.team import record
from core.values.periods import format_date, period_containing
from core.values.text import format_count
from tui import keymap
from tui.outcomes.measure_actions import MeasureActions, MeasureSelection
from tui.shell.actions import Action, ActionTable
from tui.shell.list_detail import ListDetailScreen, beside
from tui.shell.screen_read import ScreenRead
from tui.widgets.detail_pane import DetailPane
from tui.widgets.fact_list import Fact
from tui.widgets.pick_list import Pick
from tui.widgets.signs import COMMITTED, Sign


class MeasuresScreen(ListDetailScreen[MeasureOverview | BuildingBlock]):
    """The adopted measures, the building blocks of success they come from, and who has committed to each."""

    CSS_PATH = "measures.tcss"
    TABLES = frozenset(
        {"measure", "metric", "commitment", "member", "trend", "card", "board", "vote", "meeting", "team"}
    )
    UNDO_FAMILIES = ("measure",)
    WHY = (
        "The three to five numbers the team chose for itself, plus each territory's. "
        "Every member and the team commit to them. "
        "Replaced measures stay in the history."
    )
    BINDINGS = [
        keymap.YES.bind("commit", "Commit", id="measures.commit", tooltip="Commit to this measure"),
        keymap.ADD.bind("adopt", "Add measure", id="measures.adopt", tooltip="Add one for the team or a territory"),
        keymap.EDIT.bind("replace", "Replace", id="measures.replace", tooltip="Replace it by another measure"),
        keymap.DELETE.bind("end", "End", id="measures.end", tooltip="End this measure, with a reason"),
        keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last step here"),
        keymap.BACK.bind("back", "Back", id="back", tooltip="Go back to where you came from"),
        keymap.option("commit(True)", "Team commits", id="measures.team", tooltip="Commit to it as the whole team"),
        keymap.option("history", "History", id="measures.history", tooltip="Show earlier measures and why they ended"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.detail = DetailPane()
        self._chart_reader = ScreenRead(self, self._show_chart)
        self._has_ended = self._shows_history = False
        self._warnings: list[str] = []
        """What is wrong with the number of measures of the team or a territory."""

    def compose_body(self) -> Iterable[Widget]:
        yield beside(self.picks, self.detail)

    def make_actions(self) -> ActionTable:
        return {
            **super().make_actions(),
            **MeasureActions(self, self._selection).table(),
            "history": Action(
                self._toggle_history, lambda: self._has_ended, lambda: "on" if self._shows_history else ""
            ),
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
                picks += measure_picks(territory or f"{team_name} · whole team", territory, current)
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
        self.top_line.left = f"Measures · {team_name}"
        self.top_line.right = f"{MIN_MEASURES} to {MAX_MEASURES} for each"
        self.key_line.note = f"{len(ended)} earlier" if ended and not self._shows_history else ""

    def show_detail(self) -> None:
        title = note = ""
        options = self.app.key_label(keymap.OPTIONS, "options")
        facts = [Fact(f"No ideas yet. Collect them in a meeting: Collect, then {options}, then Topic, Measures.")]
        match self.selected:
            case MeasureOverview() as measure:
                title, facts = measure.metric, measure_facts(measure)
                note = "" if measure.ended_on else f"since {format_date(measure.since)}"
            case BuildingBlock() as block:
                title, note = block.name, describe_block(block)
                facts = [Fact(self._describe_idea())]
        facts += [Fact(warning, sign="!") for warning in self._warnings]
        self.detail.set_detail(title, facts, note=note)
        if self.is_vast and isinstance(self.selected, MeasureOverview):
            self._chart_reader.request(partial(_read_chart, measure=self.selected))
        else:
            self.detail.charts.set_charts([])

    def _show_chart(self, read: tuple[MeasureOverview, BurnUp | None]) -> None:
        measure, chart = read
        if measure == self.selected:
            self.detail.charts.set_charts([chart] if chart is not None else [])

    def _describe_idea(self) -> str:
        if not measures.may_choose_measures(self.session):
            return "Idea from the team. The host or leader can turn it into a measure."
        add = self.app.key_label(keymap.ADD, "measures.adopt")
        return f"Idea from the team. Press {add} to turn it into a measure."

    # -- actions

    def _selection(self) -> MeasureSelection:
        item = self.selected
        return MeasureSelection(
            item if isinstance(item, MeasureOverview) else None, item if isinstance(item, BuildingBlock) else None
        )

    def _toggle_history(self) -> None:
        self._shows_history = not self._shows_history
        self.show()


def _read_chart(session: Session, measure: MeasureOverview) -> tuple[MeasureOverview, BurnUp | None]:
    """Return a measure with the team's chart of it in this quarter; no chart of a private metric."""
    try:
        board = standings(session, measure.metric, period_containing(session.today, "quarter"))
        return measure, None if board.private else burn_up(session, board, board.team)
    except HuddleError:  # the metric was removed meanwhile
        return measure, None


# -- the rows, and the facts about a measure


def measure_picks(title: str, territory: str | None, current: Sequence[MeasureOverview]) -> list[Pick]:
    """Return the rows of the measures of one territory, or of the team (None), below the heading `title`."""
    heading = Pick(key=("whose", territory), text=f"{title} · {len(current)}", heading=True)
    if not current:
        why = "No measures yet. The host or leader adds them."
        return [heading, Pick(key=("none", territory), text=why, sign="○", dim=True)]
    return [heading, *(_measure_pick(measure) for measure in current)]


def _measure_pick(measure: MeasureOverview) -> Pick:
    asked = len(measure.committed) + len(measure.not_yet)
    who = f"{len(measure.committed)} of {asked} committed{' and the team' if measure.team_committed else ''}"
    sign = COMMITTED if measure.team_committed and not measure.not_yet else "●"
    return Pick(key=("measure", measure.id), text=measure.metric, sign=sign, right=who)


def open_block_picks(blocks: Iterable[BuildingBlock]) -> list[Pick]:
    """Return the rows of building blocks that have not become a measure yet; nothing without any."""
    rows = [
        Pick(key=("block", block.trend_id), text=block.name, sign="○", right=describe_block(block))
        for block in blocks
        if not block.adopted
    ]
    heading = Pick(key="blocks", text="Ideas from the team, most votes first", heading=True)
    return [heading, *rows] if rows else []


def ended_measure_picks(ended: Sequence[MeasureOverview]) -> list[Pick]:
    """Return the rows of ended measures, in the order given; nothing without any."""
    rows = [
        Pick(
            key=("measure", measure.id),
            text=measure.metric,
            sign=Sign("✗", "ended"),
            dim=True,
            right=f"until {format_date(measure.ended_on)}",
        )
        for measure in ended
        if measure.ended_on
    ]
    return [Pick(key="ended", text="Earlier measures", heading=True), *rows] if rows else []


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
        after = f", replaced by {measure.replaced_by}" if measure.replaced_by else ""
        facts.append(Fact(f"until {format_date(measure.ended_on)}{after}: {measure.reason}"))
    facts += [Fact("The whole team", sign=COMMITTED)] if measure.team_committed else []
    facts += [Fact(name, sign=COMMITTED) for name in measure.committed]
    if measure.not_yet:
        facts.append(Fact(f"not yet: {', '.join(measure.not_yet)}", sign="○", quiet=True))
    return facts
