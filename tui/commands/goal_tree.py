"""`huddle goal tree`: prints which goal serves which, who carries each, and how far it is."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from core.access.session import Session
from core.goals.tree import Carrier, GoalNode, load_goal_tree
from tui.commands.context import Context

if TYPE_CHECKING:
    from core.models import Member


def run(session: Session, args: Namespace, context: Context) -> int:
    """Print the tree of goals."""
    branches = load_goal_tree(session)
    if args.json:
        context.print_json([branch_values(branch) for branch in branches])
    elif branches:
        context.print_text("\n".join(line for branch in branches for line in _lines(branch, 0)))
    else:
        context.print_text(
            "No goal of the company or the team yet. The leader sets one with: huddle goal add TEXT --for team"
        )
    return 0


def branch_values(branch: GoalNode) -> dict[str, Any]:
    """Return a goal with the goals under it and the targets that carry it, for scripts.

    Amounts are in the metric's smallest unit, `share` is 0..1.
    """
    return {
        "goal": branch.goal,
        "to_review": branch.is_review_due,
        "carried_by": [_carrier_values(carrier) for carrier in branch.carriers],
        "personal": [{"member": member.name, "goal": goal} for member, goal in branch.personal_goals],
        "below": [branch_values(child) for child in branch.children],
    }


def _carrier_values(carrier: Carrier) -> dict[str, Any]:
    return {
        "target": carrier.target.id,
        "member": carrier.member.name if carrier.member else None,
        "group": carrier.group.name if carrier.group else None,
        "metric": carrier.metric.name,
        "scale": carrier.metric.scale,
        "period": carrier.period.label,
        "state": carrier.state,
        "amount": carrier.amount,
        "actual": carrier.actual,
        "share": carrier.share,
    }


def _lines(branch: GoalNode, depth: int) -> Iterator[str]:
    goal = branch.goal
    parts = [f"{goal.id}  {goal.text}", goal.level, f"by {goal.due}" if goal.due else ""]
    parts.append("to be reviewed" if branch.is_review_due else f"review {goal.review_on}" if goal.review_on else "")
    yield "  " * depth + " · ".join(word for word in parts if word)
    indent = "  " * (depth + 1)
    for carrier in branch.carriers:
        yield indent + _carrier_line(carrier)
    for member, personal_goal in branch.personal_goals:
        yield indent + _personal_line(member, personal_goal.text)
    for child in branch.children:
        yield from _lines(child, depth + 1)


def _carrier_line(carrier: Carrier) -> str:
    from core.values.amounts import format_amount, format_percent

    metric = carrier.metric
    who = carrier.member.name if carrier.member else carrier.group.name if carrier.group else "the team"
    amount = format_amount(carrier.amount, metric.scale, metric.unit)
    if carrier.actual is None and metric.private:
        how_far = f"{amount}, private"
    else:
        share = "" if carrier.share is None else f", {format_percent(carrier.share)}"
        how_far = f"{format_amount(carrier.actual, metric.scale, metric.unit)} of {amount}{share}"
    state = "" if carrier.state == "agreed" else f" ({carrier.state})"
    return f"- {who} · {metric.name} {carrier.period.label}: {how_far}{state}"


def _personal_line(member: Member, text: str) -> str:
    return f"- {member.name} wants: {text}"
