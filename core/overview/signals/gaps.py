"""What the signals do not say, and why: nothing is behind, or it is too early to tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from core.access.session import Session
from core.metrics.totals import CUMULATIVE_KINDS
from core.models import Metric, Target
from core.overview.signals.attainment import MIN_WEEKS_BELOW
from core.overview.signals.signal import Signal, SignalContext
from core.team import workdays
from core.values.periods import period_between
from core.values.text import join_words

MAX_NAMES = 4
"""How many members with an unanswered target are named."""


def explain_gaps(session: Session, shown: Sequence[Signal]) -> list[str]:
    """Return sentences on what `shown`, the signals of the viewer, leave out; empty for the room and watchers."""
    if session.viewer.role not in ("leader", "seller"):
        return []
    context = SignalContext(session)
    targets = _running_targets(context)
    sentences = []
    if not any(signal.kind == "attainment" for signal in shown):
        sentences.append(
            _explain_no_one_behind(context, [target for target in targets if target.agreed_amount is not None])
        )
    unanswered_ids = {target.member_id for target in targets if target.agreed_amount is None}
    unanswered = [member for member in context.people if member.id in unanswered_ids]
    if others := [context.display_name(member) for member in unanswered if not context.is_viewer(member)]:
        have = "has" if len(others) == 1 else "have"
        sentences.append(
            f"{join_words(others, most=MAX_NAMES)} {have} not accepted a target yet. Until then it does not count."
        )
    if len(others) < len(unanswered):
        sentences.append("You have not accepted a target yet. Until then it does not count.")
    return [*sentences, *_explain_weeks(context)]


def _running_targets(context: SignalContext) -> list[Target]:
    """Return the targets of the viewer's people that run today and that someone can be behind on."""
    people = {member.id for member in context.people}
    today = context.session.today.isoformat()
    rows = context.session.all(
        Target,
        "member_id IS NOT NULL AND declined_at IS NULL AND starts_on <= ? AND ends_on >= ? "
        "AND metric_id IN (SELECT id FROM metric WHERE (kind IN (?, ?) OR better = 'lower') AND ended_on IS NULL)",
        (today, today, *CUMULATIVE_KINDS),
    )
    return [target for target in rows if target.member_id in people]


def _explain_no_one_behind(context: SignalContext, agreed: Sequence[Target]) -> str:
    """Return why no one is behind: they are not, there is no target, or its first day is not over."""
    session, is_leader = context.session, context.session.viewer.is_leader
    if not agreed:
        return (
            "No one has accepted a target, so no one can be behind."
            if is_leader
            else "You have accepted no target, so you can't be behind."
        )
    not_behind = "No one is behind." if is_leader else "You are not behind."
    limits = {metric.id for metric in session.all(Metric, "better = 'lower'")}
    for target in agreed:
        if target.metric_id in limits:  # whoever is over a limit is behind on any day
            return not_behind
        period = period_between(target.starts_on, target.ends_on)
        days = workdays.read(session.connection, period.starts_on, period.ends_on, target.member_id)
        if days.gone_and_total(period, workdays.last_finished_day(session.today), target.member_id)[0]:
            return not_behind
    return "A target can be behind once its first working day is over."


def _explain_weeks(context: SignalContext) -> list[str]:
    """Return from when whole weeks are compared, unless they are by now."""
    session = context.session
    (row,) = session.query("SELECT min(day) AS day FROM visible_entry_day")
    if row["day"] is None:
        return ["Signals about whole weeks start after two full weeks of numbers."]
    # As in `Weeks`: the week in which the team was created is no full one.
    first = max(date.fromisoformat(row["day"]), context.founded + timedelta(days=1))
    monday = first + timedelta(days=-first.weekday() % 7)
    start = monday + timedelta(weeks=MIN_WEEKS_BELOW)
    if start <= session.today:
        return []
    return [f"Signals about whole weeks start on {context.format_day(start)}, after two full weeks of numbers."]
