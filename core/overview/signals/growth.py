"""Signals about growth: no training where the team trains, skills that do not rise, and training streaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from core.conversations import conversations, reviews, training
from core.metrics import metrics
from core.models import Member
from core.overview.signals.signal import NextStep, Signal, SignalContext
from core.team import workdays
from core.values.text import format_count

IDLE_DAYS = 10
"""A member's working days without a session: after two weeks, what is meant to be daily has stopped."""

STREAK_LENGTHS = (10, 20, 50, 100, 200)
"""At how many working days of training in a row it is reported."""

REVIEWS_COMPARED = 3
"""How many held reviews are compared. Two give one step; three show a direction."""

VERY_GOOD = 4.5
"""The mean rating (1 to 5) from which skills are not expected to rise."""


def without_training(context: SignalContext) -> Iterator[Signal]:
    """Yield members without training for `IDLE_DAYS`, when the team has a daily minimum and has begun to train."""
    session = context.session
    metric = training.training_metric(session)
    if metric is None or metric.ended_on is not None or not context.team.training_daily:
        return
    rows = session.query(
        "SELECT member_id, max(day) AS last, min(day) AS first FROM visible_entry_day WHERE metric_id = ? "
        "AND total > 0 "
        "GROUP BY member_id",
        (metric.id,),
    )
    if not rows:
        return
    last_days = {row["member_id"]: date.fromisoformat(row["last"]) for row in rows}
    first_day = min(date.fromisoformat(row["first"]) for row in rows)
    is_private = metrics.is_private(session, metric)
    for member in context.people:
        if is_private and not context.is_viewer(member):
            continue
        since = last_days.get(member.id) or max(first_day, context.counted_since(member))
        until = session.today - timedelta(days=1)  # today is not over
        calendar = workdays.read(session.connection, min(since, until), session.today, member.id)
        days = calendar.count(since + timedelta(days=1), until, member.id) if since < until else 0
        if days >= IDLE_DAYS:
            figures = (
                f"last session {context.format_day(last_days[member.id])}"
                if member.id in last_days
                else "no session yet"
            )
            yield Signal(
                "growth",
                member,
                f"no training for {format_count(days, 'working day')}",
                figures,
                _training_step(context, member),
                days,
            )


def training_streaks(context: SignalContext) -> Iterator[Signal]:
    """Yield members whose training streak has a length in `STREAK_LENGTHS` with today's session."""
    people = {member.id for member in context.people}
    for row in training.list_member_training(context.session):
        if row.member.id in people and row.reached_minimum and row.streak in STREAK_LENGTHS:
            headline = f"training: {row.streak} working days in a row"
            figures = f"{format_count(row.sessions_this_week, 'session')} this week"
            yield Signal("success", row.member, headline, figures, context.praise_step(row.member), row.streak)


def flat_skills(context: SignalContext) -> Iterator[Signal]:
    """Yield members whose skills have not risen over the last reviews, by the leader's ratings."""
    reviews_by_member = Counter(
        talk.to_id for talk in conversations.list_conversations(context.session, "review", status="held")
    )
    for member in context.people:
        means = _means(context, member) if reviews_by_member[member.id] >= REVIEWS_COMPARED else []
        if len(means) < REVIEWS_COMPARED:
            continue
        first, *_, latest = (mean for _, mean in means[-REVIEWS_COMPARED:])
        if latest > first or latest >= VERY_GOOD:
            continue
        direction = "falling" if latest < first else "unchanged"
        figures = (
            ", ".join(f"{mean:.1f}" for _, mean in means[-REVIEWS_COMPARED:])
            + f" since {context.format_day(means[-REVIEWS_COMPARED][0])}"
        )
        own_step = NextStep("Ask a colleague for feedback", "feedback", "huddle feedback ask MEMBER 'ABOUT WHAT'")
        yield Signal(
            "growth", member, f"skills {direction} over {REVIEWS_COMPARED} reviews",
            figures, context.talk_step(member, own_step),
            int(10 * (first - latest)),
        )  # fmt: skip


def _means(context: SignalContext, member: Member) -> list[tuple[date, float]]:
    """Return the leader's mean rating by review day, of the skills rated in all of the last `REVIEWS_COMPARED`
    reviews.
    """
    histories = reviews.list_skill_histories(context.session, member)
    if not histories:
        return []
    days = histories[0].days[-REVIEWS_COMPARED:]
    scores = [
        history.leader[-REVIEWS_COMPARED:] for history in histories if None not in history.leader[-REVIEWS_COMPARED:]
    ]
    if not scores:
        return []
    return [(day, sum(ratings[index] or 0 for ratings in scores) / len(scores)) for index, day in enumerate(days)]


def _training_step(context: SignalContext, member: Member) -> NextStep:
    if context.is_viewer(member):
        return NextStep("Train for 15 minutes today", "training", "huddle training log 'role play'")
    return NextStep("Draw pairs, and practise together", "training", "huddle training --draw")
