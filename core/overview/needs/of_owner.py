"""Needs about the viewer's own things: proposed targets, goals due for review, accounts that changed hands."""

from __future__ import annotations

from datetime import date

from core.access.session import Session
from core.accounts import accounts
from core.goals.personal import list_personal_goals
from core.goals.tree import is_review_due, list_goals_to_review
from core.metrics import targets
from core.models import Member, Metric, by_id
from core.overview.needs.need import Need, display_name
from core.values.periods import format_day, period_between


def proposed_targets(session: Session) -> list[Need]:
    """Return the targets proposed to the viewer, without amounts, because the screen may be projected."""
    metrics_by_id = by_id(session.all(Metric))
    needs = []
    for target in targets.targets_awaiting_viewer(session):
        proposer = session.get(Member, target.proposed_by)
        days = period_between(target.starts_on, target.ends_on).title
        proposal = f"a {metrics_by_id[target.metric_id].name} target for {days}"
        needs.append(
            Need(display_name(session, proposer), f"proposed {proposal}", "plan.agree")
            if proposer
            else Need("You", f"have {proposal} to accept or decline", "plan.agree")
        )
    return needs


def goals_to_review(session: Session) -> list[Need]:
    """Return the goals due for review: those of team and company for a leader, and whether an own one is due.

    The text of personal goals is left out, because the screen may be projected.
    """
    goals = list_goals_to_review(session) if session.viewer.is_leader else []
    needs = [
        Need("The goal", f"“{goal.text}” {_describe_due(session, goal.review_on)}", "goals.review") for goal in goals
    ]
    if any(is_review_due(session, goal) for goal in list_personal_goals(session)):
        needs.append(Need("One of your goals", "is due for review", "goals.review"))
    return needs


def reassigned_accounts(session: Session) -> list[Need]:
    """Return the viewer's accounts that others have handed to or from them lately."""
    needs = []
    for handover, account in accounts.list_recent_handovers(session):
        giver, to = (session.get(Member, member_id) for member_id in (handover.from_id, handover.to_id))
        if session.viewer.is_member(handover.to_id):
            origin = f" (from {display_name(session, giver)})" if giver else ""
            needs.append(Need(account.name, f"is now your account{origin}: “{handover.reason}”", "accounts"))
        elif to is not None:
            needs.append(Need(account.name, f"now belongs to {display_name(session, to)}: “{handover.reason}”"))
    return needs


def _describe_due(session: Session, day: date | None) -> str:
    if day is None or day == session.today:
        return "is due for review today"
    return f"was due for review on {format_day(day, session.today)}"
