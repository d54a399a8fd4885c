"""Signals about targets: who is behind in the second week, and who is ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from math import ceil

from core.amounts import percent, shown
from core.models import Metric, Target
from core.periods import MONTHS
from core.signalling.signal import Look, Signal, Step, listed
from core.signalling.weeks import Course, Week, Weeks, agreed
from core.silence import BEHIND

BELOW = 2
"""Weeks in a row below their share. Everybody has one bad week; after the second there is still time to act."""

FALLING = 3
"""Falls in a row from week to week. Of three weeks in random order one in six falls twice, which may be chance; of four
only one in 24 falls three times."""

FALLEN_BY = 4
"""The divisor of the smallest fall that counts: a quarter in all. Less is the usual variation."""

LUMPY = 3
"""The smallest weekly share, in whole units, for which a single week is judged. With one new customer every other week,
a week without one says nothing; there the pace of the whole target is used, as for silence."""

ABOVE = (2, 4, 8, 13)
"""At how many weeks in a row with their share it is reported: praise every week is not noticed any more."""

BEST_OF = 8
"""How many earlier weeks a best week must beat: two months, so that a beginner has no record every week."""

MONTH_DAYS = 28
"""The shortest target, in days, whose reaching is reported; weekly ones are reported by weeks in a row."""

LATELY = 7
"""For how many days a reached target is reported: until the next weekly meeting."""


def behind(context: Look, weeks: Weeks) -> Iterator[Signal]:
    """Yield members below their share for `BELOW` weeks in a row, or falling each week, if also behind overall.

    Somebody ahead on the whole target may have slow weeks. One signal a member, for what has lasted longest.
    """
    findings: dict[int, list[tuple[Course, str, str]]] = {}
    for course in weeks.courses():
        finding = _behind(context, weeks, course)
        if finding is not None:
            findings.setdefault(course.member.id, []).append((course, *finding))
    for of_member in findings.values():
        of_member.sort(key=lambda entry: -entry[0].below)
        (course, headline, figures), *others = of_member
        if others:
            headline += f"; {listed([entry.metric.name for entry, *_ in others])} too"
        own_step = Step("See what it takes a day, and what stands in the way", "6 Me", "huddle due")
        yield Signal(
            "attainment", course.member, headline, figures, context.talk(course.member, own_step), course.below
        )


def ahead(context: Look, weeks: Weeks) -> Iterator[Signal]:
    """Yield members who reached a target, had their best week, or met their share for weeks.

    One signal a member, for the first of these.
    """
    findings: dict[int, tuple[int, Course, str, str]] = {}
    for course in weeks.courses():
        for priority, finding in enumerate(
            (_reached(context, weeks, course), _best(context, weeks, course), _weeks_above(course))
        ):
            if finding is not None and (course.member.id not in findings or priority < findings[course.member.id][0]):
                findings[course.member.id] = (priority, course, *finding)
    for priority, course, headline, figures in findings.values():
        yield Signal("success", course.member, headline, figures, context.praise(course.member), 100 - 50 * priority)


# -- behind


def _behind(context: Look, weeks: Weeks, course: Course) -> tuple[str, str] | None:
    """Return headline and figures when the course is behind, else None."""
    metric, recent = course.metric, course.weeks[-FALLING - 1 :]
    if course.below == 0:
        return None
    target = _longest_target(weeks, course)
    pace = _pace(context, weeks, course, target) if target else None
    if pace is not None and pace >= 1:
        return None
    if course.weeks[-1].share < LUMPY * 10**metric.scale:
        if target is None or pace is None or pace >= BEHIND or course.below < BELOW:
            return None
        reached = weeks.amount(course, target.starts_on, weeks.spans[-1][1])
        return (
            f"{metric.name}: at {percent(pace)} of pace after {len(course.weeks)} weeks",
            f"{shown(reached, metric.scale, metric.unit)} of {_format_amount(metric, agreed(target))}",
        )
    if course.below >= BELOW:
        return f"{metric.name}: {course.below} weeks running below their share", _figures(course, course.weeks[-BELOW:])
    if _falls(recent):
        return f"{metric.name}: less from week to week", _figures(course, recent)
    return None


def _falls(weeks: tuple[Week, ...]) -> bool:
    """Return whether the amounts a working day fall, since a week with a holiday has less of everything."""
    if len(weeks) <= FALLING:
        return False
    # Amount ÷ days, compared by cross-multiplying: exact, in integers.
    all_down = all(later.amount * earlier.days < earlier.amount * later.days for earlier, later in pairwise(weeks))
    first, latest = weeks[0], weeks[-1]
    return all_down and latest.amount * first.days * FALLEN_BY <= first.amount * latest.days * (FALLEN_BY - 1)


def _longest_target(weeks: Weeks, course: Course) -> Target | None:
    """Return the longest running target that began before the last whole week, or None."""
    running = weeks.running(course.member.id, course.metric.id)
    return running[-1] if running and running[-1].starts_on <= weeks.spans[-1][0] else None


def _pace(context: Look, weeks: Weeks, course: Course, target: Target) -> float | None:
    """Return the pace to the last whole week. Nothing is expected of the running week, but its amount counts."""
    expected = weeks.due_by(course.member, target, weeks.spans[-1][1])
    reached = weeks.amount(course, target.starts_on, context.s.today)
    return float(reached / expected) if expected else None


# -- ahead


def _reached(context: Look, weeks: Weeks, course: Course) -> tuple[str, str] | None:
    before, metric = context.s.today - timedelta(days=LATELY), course.metric
    for target in reversed(weeks.running(course.member.id, metric.id)):
        goal = agreed(target)
        if (target.ends_on - target.starts_on).days + 1 < MONTH_DAYS or goal <= 0:
            continue
        reached = weeks.amount(course, target.starts_on, context.s.today)
        reached_before = weeks.amount(course, target.starts_on, before) if before >= target.starts_on else 0
        if reached_before < goal <= reached:
            left = (target.ends_on - context.s.today).days // 7
            early = f", {left} weeks early" if left > 1 else ""
            figures = f"{shown(reached, metric.scale, metric.unit)} of {_format_amount(metric, goal)}"
            return f"{metric.name}: the target is reached{early}", figures
    return None


def _best(context: Look, weeks: Weeks, course: Course) -> tuple[str, str] | None:
    """Return headline and figures when the last week was better than every one before it, else None."""
    metric = course.metric
    if metric.kind != "sum" or not course.weeks or course.weeks[-1].first != weeks.spans[-1][0]:
        return None
    *earlier, latest = (amount or 0 for amount in weeks.amounts(course.member, metric))
    if latest <= max(earlier):  # cheap test first: the query below reads all years
        return None
    rows = context.s.store.query(
        # Weeks numbered backwards: 1 is the last whole one.
        "SELECT CAST((julianday(:monday) - julianday(day) + 6) / 7 AS INTEGER) AS back, sum(total) AS total "
        "FROM entry_day WHERE metric_id = :metric AND member_id = :member AND day < :monday GROUP BY back",
        {"monday": context.monday.isoformat(), "metric": metric.id, "member": course.member.id},
    )
    totals = [row["total"] for row in rows if row["back"] != 1]
    if len(totals) < BEST_OF or latest <= max(totals):
        return None
    return (
        f"{metric.name}: the best week so far",
        f"{_format_amount(metric, latest)} in the week of {_format_monday(course.weeks[-1])}; "
        f"before it {_format_amount(metric, max(totals))}",
    )


def _weeks_above(course: Course) -> tuple[str, str] | None:
    if course.above not in ABOVE or course.weeks[-1].share <= 0:
        return None
    return f"{course.metric.name}: {course.above} weeks running with their share", _figures(course, course.weeks[-2:])


# -- formatting


def _figures(course: Course, weeks: tuple[Week, ...]) -> str:
    metric = course.metric
    amounts = listed([shown(week.amount, metric.scale, metric.unit) for week in weeks])
    return f"{amounts}; a week's share is {_format_amount(metric, ceil(weeks[-1].share))}"


def _format_amount(metric: Metric, amount: int) -> str:
    """Return the amount with its currency; for other units the metric's name says what it is."""
    currency = f" {metric.unit}" if metric.unit.isupper() else ""
    return shown(amount, metric.scale, metric.unit) + currency


def _format_monday(week: Week) -> str:
    return f"{week.first.day} {MONTHS[week.first.month - 1]}"
