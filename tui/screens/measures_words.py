"""Lines of the measures screen, and the facts about the row under the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.measures import Adopted, Block
from core.periods import said
from tui.widgets.facts import Fact
from tui.widgets.picklist import Pick


def lines(whose: str, territory: str | None, mine: Sequence[Adopted]) -> list[Pick]:
    """Return the rows of the measures of one territory, or of the team (None), below the heading `title`."""
    heading = Pick(key=("whose", territory), text=f"{whose} · {len(mine)}", heading=True)
    if not mine:
        why = "— none chosen yet: the host or the leader adopts one"
        return [heading, Pick(key=("none", territory), text=why, sign="○", dim=True)]
    return [heading, *(_line(measure) for measure in mine)]


def _line(measure: Adopted) -> Pick:
    asked = len(measure.committed) + len(measure.not_yet)
    who = f"{len(measure.committed)} of {asked} committed{', and the team' if measure.team_committed else ''}"
    sign = "✓" if measure.team_committed and not measure.not_yet else "●"
    return Pick(key=("measure", measure.id), text=measure.metric, sign=sign, right=who)


def waiting(blocks: Iterable[Block]) -> list[Pick]:
    """Return the rows of building blocks that have not become a measure yet; nothing without any."""
    rows = [
        Pick(key=("block", block.trend_id), text=block.name, sign="○", right=got(block))
        for block in blocks
        if not block.adopted
    ]
    heading = Pick(key="blocks", text="Building blocks of success, from the top", heading=True)
    return [heading, *rows] if rows else []


def before(ended: Sequence[Adopted]) -> list[Pick]:
    """Return the rows of ended measures, in the order given; nothing without any."""
    rows = [
        Pick(
            key=("measure", measure.id),
            text=measure.metric,
            sign="✗",
            dim=True,
            right=f"until {said(measure.ended_on)}",
        )
        for measure in ended
        if measure.ended_on
    ]
    return [Pick(key="ended", text="Before these", heading=True), *rows] if rows else []


def got(block: Block) -> str:
    """Describe how many cards a building block has, and how many votes if it was voted on."""
    cards = "1 card" if block.cards == 1 else f"{block.cards} cards"
    return cards if block.votes is None else f"{block.votes} {'vote' if block.votes == 1 else 'votes'}, {cards}"


def about(one: Adopted) -> list[Fact]:
    """Return the facts about a measure: formula, origin, end, and who has and has not committed."""
    facts = [Fact(one.formula, quiet=True)]
    if one.block:
        facts.append(Fact(f"from “{one.block}”", quiet=True))
    if one.ended_on:
        after = f", {one.replaced_by} came after it" if one.replaced_by else ""
        facts.append(Fact(f"until {said(one.ended_on)}{after}: {one.reason}"))
    facts += [Fact("The whole team", sign="✓")] if one.team_committed else []
    facts += [Fact(name, sign="✓") for name in one.committed]
    if one.not_yet:
        facts.append(Fact(f"not yet: {', '.join(one.not_yet)}", sign="○", quiet=True))
    return facts
