"""What does not fit together in a plan, as sentences: nothing is refused, but nothing passes without a word."""

from __future__ import annotations

from collections.abc import Iterator

from core.models import Metric
from core.standings.plan import Plan, PlanRow
from core.values.amounts import format_with_unit
from core.values.text import join_words


def explain_contradictions(plan: Plan) -> list[str]:
    """Return a sentence for each contradiction: groups above the team, a target that nobody carries, a declined share.

    Empty where the viewer may not see the members' targets.
    """
    metric, team = plan.metric, plan.team
    members = [row for group in team.rows for row in group.rows]
    sentences: list[str] = []
    if team.needed is not None and team.agreed is not None:
        sentences += _groups_above_team(metric, team, team.needed)
        if members and team.needed > 0 and not any(_is_carried(row) for row in (*team.rows, *members)):
            amount = format_with_unit(team.needed, metric.scale, metric.unit)
            sentences.append(f"No one carries the team's {amount} yet: no member or group has a target.")
        declined = [row.name for row in members if row.declined is not None]
        if declined:
            whose = "their share stays" if len(declined) == 1 else "their shares stay"
            sentences.append(f"{join_words(declined)} declined: {whose} open, and no one else is asked for it.")
    return sentences


def _groups_above_team(metric: Metric, team: PlanRow, needed: int) -> Iterator[str]:
    groups = sum(row.needed or 0 for row in team.rows if row.group is not None and not row.needed_is_derived)
    if groups > needed and metric.better == "higher":
        together, own, over = (
            format_with_unit(amount, metric.scale, metric.unit) for amount in (groups, needed, groups - needed)
        )
        yield f"The groups' targets add up to {together}: {over} more than the team's {own}."


def _is_carried(row: PlanRow) -> bool:
    """Return whether a group has a target of its own, or a member has agreed to one or was proposed one."""
    if row.member is not None:
        return row.agreed_count > 0 or row.proposed > 0
    return row.group is not None and not row.needed_is_derived
