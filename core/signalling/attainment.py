"""Numbers that run behind what was agreed, told in the second week; and those that run ahead, told as promptly."""

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
"""Weeks running below their share. One is a bad week, and everybody has one; with the second there is still time."""

FALLING = 3
"""Times running that a week came to less than the one before. Of three weeks in any order every sixth falls twice,
which may be chance; of four only every twenty-fourth falls three times."""

FALLEN_BY = 4
"""It fell by a quarter or more in all: less is the ordinary up and down of a week."""

LUMPY = 3
"""Whole pieces that a week must ask for to be judged by itself. Where it is a new customer every other week, a week
without one says nothing; there the pace of the whole target does, as for silence."""

ABOVE = (2, 4, 8, 13)
"""At how many weeks running with their share it is said: what is praised every week is not heard any more."""

BEST_OF = 8
"""Whole weeks before it that a best week must beat: two months, so that a beginning is no record every week."""

MONTH_DAYS = 28
"""From how many days on reaching a target is told: a week's is told by the weeks in a row."""

LATELY = 7
"""Days for which it is told that a target was reached: until the next weekly meeting."""


def behind(look: Look, weeks: Weeks) -> Iterator[Signal]:
    """Two whole weeks running below the target's share, or falling on and on before that, while the whole target is
    behind too: who has worked ahead may have slow weeks. One for each member, of what has lasted longest."""
    found: dict[int, list[tuple[Course, str, str]]] = {}
    for course in weeks.courses():
        told = _behind(look, weeks, course)
        if told is not None:
            found.setdefault(course.member.id, []).append((course, *told))
    for each in found.values():
        each.sort(key=lambda one: -one[0].below)
        (course, what, figures), *others = each
        if others:
            what += f"; {listed([one.metric.name for one, *_ in others])} too"
        own = Step("See what it takes a day, and what stands in the way", "6 Me", "huddle due")
        yield Signal("attainment", course.member, what, figures, look.talk(course.member, own), course.below)


def ahead(look: Look, weeks: Weeks) -> Iterator[Signal]:
    """A target reached, the best week so far, and weeks running with their share. One for each member, the largest."""
    found: dict[int, tuple[int, Course, str, str]] = {}
    for course in weeks.courses():
        for place, told in enumerate((_reached(look, weeks, course), _best(look, weeks, course), _above(course))):
            if told is not None and (course.member.id not in found or place < found[course.member.id][0]):
                found[course.member.id] = (place, course, *told)
    for place, course, what, figures in found.values():
        yield Signal("success", course.member, what, figures, look.praise(course.member), 100 - 50 * place)


# -- behind


def _behind(look: Look, weeks: Weeks, course: Course) -> tuple[str, str] | None:
    metric, last = course.metric, course.weeks[-FALLING - 1 :]
    if course.below == 0:
        return None
    target = _whole(weeks, course)
    pace = _pace(look, weeks, course, target) if target else None
    if pace is not None and pace >= 1:
        return None
    if course.weeks[-1].share < LUMPY * 10**metric.scale:
        if target is None or pace is None or pace >= BEHIND or course.below < BELOW:
            return None
        now = weeks.amount(course, target.starts_on, weeks.spans[-1][1])
        return (
            f"{metric.name}: at {percent(pace)} of pace after {len(course.weeks)} weeks",
            f"{shown(now, metric.scale, metric.unit)} of {_shown(metric, agreed(target))}",
        )
    if course.below >= BELOW:
        return f"{metric.name}: {course.below} weeks running below their share", _figures(course, course.weeks[-BELOW:])
    if _falls(last):
        return f"{metric.name}: less from week to week", _figures(course, last)
    return None


def _falls(last: tuple[Week, ...]) -> bool:
    """By the day, since a week with a holiday has less of everything."""
    if len(last) <= FALLING:
        return False
    # Amount ÷ days, compared crosswise: exactly, in integers.
    down = all(two.amount * one.days < one.amount * two.days for one, two in pairwise(last))
    first, now = last[0], last[-1]
    return down and now.amount * first.days * FALLEN_BY <= first.amount * now.days * (FALLEN_BY - 1)


def _whole(weeks: Weeks, course: Course) -> Target | None:
    """The longest target that runs and has whole weeks behind it; a week's own is none."""
    running = weeks.running(course.member.id, course.metric.id)
    return running[-1] if running and running[-1].starts_on <= weeks.spans[-1][0] else None


def _pace(look: Look, weeks: Weeks, course: Course, target: Target) -> float | None:
    """Up to the last whole week: the running one is not held against anybody. What was reached since counts for
    somebody all the same."""
    due = weeks.due_by(course.member, target, weeks.spans[-1][1])
    now = weeks.amount(course, target.starts_on, look.s.today)
    return float(now / due) if due else None


# -- ahead


def _reached(look: Look, weeks: Weeks, course: Course) -> tuple[str, str] | None:
    before, metric = look.s.today - timedelta(days=LATELY), course.metric
    for target in reversed(weeks.running(course.member.id, metric.id)):
        wanted = agreed(target)
        if (target.ends_on - target.starts_on).days + 1 < MONTH_DAYS or wanted <= 0:
            continue
        now = weeks.amount(course, target.starts_on, look.s.today)
        was = weeks.amount(course, target.starts_on, before) if before >= target.starts_on else 0
        if was < wanted <= now:
            left = (target.ends_on - look.s.today).days // 7
            early = f", {left} weeks early" if left > 1 else ""
            figures = f"{shown(now, metric.scale, metric.unit)} of {_shown(metric, wanted)}"
            return f"{metric.name}: the target is reached{early}", figures
    return None


def _best(look: Look, weeks: Weeks, course: Course) -> tuple[str, str] | None:
    """The last week, where it was better than every one before it as far as the entries go back."""
    metric = course.metric
    if metric.kind != "sum" or not course.weeks or course.weeks[-1].first != weeks.spans[-1][0]:
        return None
    *before, latest = (amount or 0 for amount in weeks.amounts(course.member, metric))
    if latest <= max(before):  # which spares asking for all the years
        return None
    rows = look.s.store.query(
        # The weeks by how many lie between: 1 is the last whole one.
        "SELECT CAST((julianday(:monday) - julianday(day) + 6) / 7 AS INTEGER) AS back, sum(total) AS total "
        "FROM entry_day WHERE metric_id = :metric AND member_id = :member AND day < :monday GROUP BY back",
        {"monday": look.monday.isoformat(), "metric": metric.id, "member": course.member.id},
    )
    totals = [row["total"] for row in rows if row["back"] != 1]
    if len(totals) < BEST_OF or latest <= max(totals):
        return None
    return (
        f"{metric.name}: the best week so far",
        f"{_shown(metric, latest)} in the week of {_day(course.weeks[-1])}; before it {_shown(metric, max(totals))}",
    )


def _above(course: Course) -> tuple[str, str] | None:
    if course.above not in ABOVE or course.weeks[-1].share <= 0:
        return None
    return f"{course.metric.name}: {course.above} weeks running with their share", _figures(course, course.weeks[-2:])


# -- within


def _figures(course: Course, weeks: tuple[Week, ...]) -> str:
    metric = course.metric
    amounts = listed([shown(week.amount, metric.scale, metric.unit) for week in weeks])
    return f"{amounts}; a week's share is {_shown(metric, ceil(weeks[-1].share))}"


def _shown(metric: Metric, amount: int) -> str:
    """With the currency; of whatever else the metric's name says what it is."""
    currency = f" {metric.unit}" if metric.unit.isupper() else ""
    return shown(amount, metric.scale, metric.unit) + currency


def _day(week: Week) -> str:
    return f"{week.first.day} {MONTHS[week.first.month - 1]}"
