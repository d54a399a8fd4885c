"""Lines of the measures screen, and the facts about the row under the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.outcomes.measures import BuildingBlock, MeasureOverview
from core.values.periods import format_date
from tui.widgets.fact_list import Fact
from tui.widgets.pick_list import Pick


def measure_picks(title: str, territory: str | None, adopted: Sequence[MeasureOverview]) -> list[Pick]:
    """Return the rows of the measures of one territory, or of the team (None), below the heading `title`."""
    heading = Pick(key=("whose", territory), text=f"{title} · {len(adopted)}", heading=True)
    if not adopted:
        why = "— none chosen yet: the host or the leader adopts one"
        return [heading, Pick(key=("none", territory), text=why, sign="○", dim=True)]
    return [heading, *(_line(measure) for measure in adopted)]


def _line(measure: MeasureOverview) -> Pick:
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
    cards = "1 card" if block.cards == 1 else f"{block.cards} cards"
    return cards if block.votes is None else f"{block.votes} {'vote' if block.votes == 1 else 'votes'}, {cards}"


def measure_facts(adopted: MeasureOverview) -> list[Fact]:
    """Return the facts about a measure: formula, origin, end, and who has and has not committed."""
    facts = [Fact(adopted.formula, quiet=True)]
    if adopted.block:
        facts.append(Fact(f"from “{adopted.block}”", quiet=True))
    if adopted.ended_on:
        after = f", {adopted.replaced_by} came after it" if adopted.replaced_by else ""
        facts.append(Fact(f"until {format_date(adopted.ended_on)}{after}: {adopted.reason}"))
    facts += [Fact("The whole team", sign="✓")] if adopted.team_committed else []
    facts += [Fact(name, sign="✓") for name in adopted.committed]
    if adopted.not_yet:
        facts.append(Fact(f"not yet: {', '.join(adopted.not_yet)}", sign="○", quiet=True))
    return facts
