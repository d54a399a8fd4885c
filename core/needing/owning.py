"""What is the viewer's own to look at: targets proposed, goals whose day has come, accounts that changed hands."""

from __future__ import annotations

from datetime import date

from core import accounts, targets
from core.goal_tree import is_to_be_reviewed, to_review
from core.models import Member, Metric
from core.needing.need import Need, named
from core.periods import MONTHS, between
from core.personal_goals import personal_goals
from core.session import Session


def proposed_targets(s: Session) -> list[Need]:
    """What was proposed to the viewer, who says yes or no to it. Amounts stay off a screen that may be projected."""
    counted = {metric.id: metric for metric in s.all(Metric)}
    found = []
    for target in targets.waiting(s):
        by = s.get(Member, target.proposed_by)
        days = between(target.starts_on, target.ends_on).title
        what = f"a target for {counted[target.metric_id].name} in {days}: 9 Plan, enter or x"
        found.append(Need(named(s, by), f"proposes {what}") if by else Need("You", f"are proposed {what}"))
    return found


def goals_to_review(s: Session) -> list[Need]:
    """The goals of team and company are the leader's to review; one's own, one's own, and its words stay off a screen
    that may be projected."""
    ours = to_review(s) if s.viewer.is_leader else []
    found = [Need("The goal", f"“{each.text}” {_due(s, each.review_on)}: 0 Goals, r") for each in ours]
    if any(is_to_be_reviewed(s, each) for each in personal_goals(s)):
        found.append(Need("You", "wanted to look at a goal of your own by now: 0 Goals"))
    return found


def handed_over(s: Session) -> list[Need]:
    """The viewer's accounts that have come or gone lately without their own doing."""
    found = []
    for given, account in accounts.handed_lately(s):
        giver, to = (s.get(Member, member_id) for member_id in (given.from_id, given.to_id))
        if s.viewer.is_member(given.to_id):
            was = f", and was {named(s, giver)}'s" if giver else ""
            found.append(Need(account.name, f"is yours now{was}: “{given.reason}”"))
        elif to is not None:
            found.append(Need(account.name, f"is {named(s, to)}'s now: “{given.reason}”"))
    return found


def _due(s: Session, day: date | None) -> str:
    if day is None or day == s.today:
        return "is to be reviewed today"
    return f"was to be reviewed on {day.day} {MONTHS[day.month - 1]}"
