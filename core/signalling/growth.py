"""Growth that has come to a stop: no training where the team trains, and skills that do not move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from core import conversations, reviews, training, workdays
from core.models import Member
from core.signalling.signal import Look, Signal, Step

IDLE_DAYS = 10
"""Working days of one's own without a session. Two weeks: what is meant to be daily has then stopped."""

STREAKS = (10, 20, 50, 100, 200)
"""At how many working days running of training it is told."""

REVIEWS = 3
"""Held reviews that a skill is looked at over. With two a line has one step; three show where it goes."""

VERY_GOOD = 4.5
"""The mean from which on skills cannot be asked to rise any more."""


def idle(look: Look) -> Iterator[Signal]:
    """Who has not trained for too long, where the team has a daily minimum and has begun to train."""
    s = look.s
    metric = training.counted(s)
    if metric is None or metric.ended_on is not None or not look.team.training_daily:
        return
    rows = s.store.query(
        "SELECT member_id, max(day) AS last, min(day) AS first FROM entry_day WHERE metric_id = ? AND total > 0 "
        "GROUP BY member_id",
        (metric.id,),
    )
    if not rows:
        return
    last = {row["member_id"]: date.fromisoformat(row["last"]) for row in rows}
    begun = min(date.fromisoformat(row["first"]) for row in rows)
    for member in look.people:
        if metric.private and not look.own(member):
            continue
        since = last.get(member.id) or max(begun, look.since(member))
        until = s.today - timedelta(days=1)  # today is not over
        working = workdays.read(s.store.connection, min(since, until), s.today, member.id)
        days = working.count(since + timedelta(days=1), until, member.id) if since < until else 0
        if days >= IDLE_DAYS:
            figures = f"the last session was on {look.day(last[member.id])}" if member.id in last else "no session yet"
            yield Signal("growth", member, f"no training for {days} working days", figures, _train(look, member), days)


def streaks(look: Look) -> Iterator[Signal]:
    """Who has trained every working day for a round number of days, today being the one that makes it."""
    people = {member.id for member in look.people}
    for line in training.board(look.s):
        if line.member.id in people and line.done and line.streak in STREAKS:
            what = f"training: {line.streak} working days in a row"
            figures = f"{line.week} {'session' if line.week == 1 else 'sessions'} this week"
            yield Signal("success", line.member, what, figures, look.praise(line.member), line.streak)


def flat(look: Look) -> Iterator[Signal]:
    """Whose skills have not risen over the last reviews, as their leader sees them."""
    held = Counter(talk.to_id for talk in conversations.conversations(look.s, "review", status="held"))
    for member in look.people:
        means = _means(look, member) if held[member.id] >= REVIEWS else []
        if len(means) < REVIEWS:
            continue
        first, *_, now = (mean for _, mean in means[-REVIEWS:])
        if now > first or now >= VERY_GOOD:
            continue
        course = "falling" if now < first else "where they were"
        figures = ", ".join(f"{mean:.1f}" for _, mean in means[-REVIEWS:]) + f" since {look.day(means[-REVIEWS][0])}"
        own = Step("Ask a colleague what they see", "", "huddle feedback ask MEMBER 'ABOUT WHAT'")
        yield Signal(
            "growth", member, f"skills {course} over {REVIEWS} reviews", figures, look.talk(member, own),
            int(10 * (first - now)),
        )  # fmt: skip


def _means(look: Look, member: Member) -> list[tuple[date, float]]:
    """The mean of the leader's ratings in each held review, of the skills that were rated in all of the last ones."""
    courses = reviews.courses(look.s, member)
    if not courses:
        return []
    days = courses[0].days[-REVIEWS:]
    scores = [course.leader[-REVIEWS:] for course in courses if None not in course.leader[-REVIEWS:]]
    if not scores:
        return []
    return [(day, sum(each[at] or 0 for each in scores) / len(scores)) for at, day in enumerate(days)]


def _train(look: Look, member: Member) -> Step:
    if look.own(member):
        return Step("Train for a quarter of an hour today", "6 Me, T", "huddle train 'role play'")
    return Step("Draw pairs, and practise together", "7 Team, T", "huddle training --draw")
