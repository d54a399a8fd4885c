"""`huddle goal tree`: prints which goal serves which, who carries each, and how far it is."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from core.access.session import Session
from core.goals.tree import GoalNode, ServingTarget, load_goal_tree
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
        context.print_text("No company or team goals yet. The leader adds one with: huddle goal add TEXT --for team")
    return 0


def branch_values(branch: GoalNode) -> dict[str, Any]:
    """Return a goal with the goals under it and the targets that carry it, for scripts.

    Amounts are in the metric's smallest unit, `share` is 0..1.
    """
    return {
        "goal": branch.goal,
        "to_review": branch.is_review_due,
        "carried_by": [_target_values(serving) for serving in branch.serving_targets],
        "personal": [{"member": member.name, "goal": goal} for member, goal in branch.personal_goals],
        "below": [branch_values(child) for child in branch.children],
    }


def _target_values(serving: ServingTarget) -> dict[str, Any]:
    return {
        "target": serving.target.id,
        "member": serving.member.name if serving.member else None,
        "group": serving.group.name if serving.group else None,
        "metric": serving.metric.name,
        "scale": serving.metric.scale,
        "period": serving.period.label,
        "state": serving.state,
        "amount": serving.amount,
        "actual": serving.actual,
        "share": serving.share,
    }


def _lines(branch: GoalNode, depth: int) -> Iterator[str]:
    goal = branch.goal
    parts = [f"{goal.id}  {goal.text}", goal.level, f"by {goal.due}" if goal.due else ""]
    parts.append("review due" if branch.is_review_due else f"review {goal.review_on}" if goal.review_on else "")
    yield "  " * depth + " · ".join(word for word in parts if word)
    indent = "  " * (depth + 1)
    for serving in branch.serving_targets:
        yield indent + _target_line(serving)
    for member, personal_goal in branch.personal_goals:
        yield indent + _personal_line(member, personal_goal.text)
    for child in branch.children:
        yield from _lines(child, depth + 1)


def _target_line(serving: ServingTarget) -> str:
    from core.metrics.rating import format_rating, format_target
    from core.values.amounts import format_amount

    metric = serving.metric
    who = serving.member.name if serving.member else serving.group.name if serving.group else "the team"
    amount = format_amount(serving.amount, metric.scale, metric.unit)
    if serving.actual is None and metric.private:
        how_far = f"{amount}, private"
    else:
        rating = format_rating(serving.actual, serving.amount, metric.better, metric.scale, metric.unit)
        share = f", {rating}" if rating else ""
        limit = format_target(serving.amount, metric.better, metric.scale, metric.unit)
        how_far = f"{format_amount(serving.actual, metric.scale, metric.unit)} of {limit}{share}"
    state = "" if serving.state == "agreed" else f" ({serving.state})"
    return f"- {who} · {metric.name} {serving.period.label}: {how_far}{state}"


def _personal_line(member: Member, text: str) -> str:
    return f"- {member.name} wants: {text}"
