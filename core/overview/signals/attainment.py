"""Signals about targets: who is behind, whose weeks fall short, and who is ahead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from math import ceil

from core.metrics.rating import format_rating, format_target
from core.models import Metric, Target
from core.overview.signals.signal import NextStep, Signal, SignalContext
from core.overview.signals.weeks import MetricWeeks, Week, Weeks, agreed_amount
from core.standings.behind import BehindTarget, list_behind_targets
from core.values.amounts import format_amount, format_percent
from core.values.text import format_count, join_words

MIN_WEEKS_BELOW = 2
"""Weeks in a row below their share. Everybody has one bad week; after the second there is still time to act."""

MIN_FALLS = 3
"""Falls in a row from week to week. Of three weeks in random order one in six falls twice, which may be chance; of four
only one in 24 falls three times."""

MIN_FALL_DIVISOR = 4
"""The divisor of the smallest fall that counts: a quarter in all. Less is the usual variation."""

MIN_WEEKLY_SHARE = 3
"""The smallest weekly share, in whole units, for which a single week is judged. With one new customer every other week,
a week without one says nothing; there only the whole target counts."""

WEEKS_ABOVE_REPORTED = (2, 4, 8, 13)
"""At how many weeks in a row with their share it is reported: praise every week is not noticed any more."""

MIN_EARLIER_WEEKS = 8
"""How many earlier weeks a best week must beat: two months, so that a beginner has no record every week."""

MIN_TARGET_DAYS = 28
"""The shortest target, in days, whose reaching is reported; weekly ones are reported by weeks in a row."""

REPORTED_DAYS = 7
"""For how many days a reached target is reported: until the next weekly meeting."""


def behind(context: SignalContext, weeks: Weeks) -> Iterator[Signal]:
    """Yield members who are behind on a running target, and those below their share for `MIN_WEEKS_BELOW` weeks in a
    row, or falling each week.

    Somebody ahead on the whole target may have slow weeks. One signal a member, for what has lasted longest.
    """
    findings: dict[int, dict[int, _Shortfall]] = {}
    for course in weeks.list_metric_weeks():
        shortfall = _weekly_shortfall(context, weeks, course)
        if shortfall is not None:
            findings.setdefault(course.member.id, {})[course.metric.id] = shortfall
    for target in list_behind_targets(context.session, context.people):
        of_member, key = findings.setdefault(target.member.id, {}), target.board.metric_id
        of_member[key] = _add_pace(target, of_member.get(key))
    for member in context.people:
        if not (shortfalls := sorted(findings.get(member.id, {}).values(), key=lambda found: -found.weight)):
            continue
        first, *others = shortfalls
        headline = first.headline
        if others:
            headline += f"; {join_words([other.metric for other in others])} too"
        own_step = NextStep("Check the daily amount needed, and what is in the way", "me", "huddle due")
        yield Signal("attainment", member, headline, first.figures, context.talk_step(member, own_step), first.weight)


def ahead(context: SignalContext, weeks: Weeks) -> Iterator[Signal]:
    """Yield members who reached a target, had their best week, or met their share for weeks.

    One signal a member, for the first of these.
    """
    findings: dict[int, tuple[int, MetricWeeks, str, str]] = {}
    for course in weeks.list_metric_weeks():
        for priority, finding in enumerate(
            (_reached(context, weeks, course), _best(context, weeks, course), _weeks_above(course))
        ):
            if finding is not None and (course.member.id not in findings or priority < findings[course.member.id][0]):
                findings[course.member.id] = (priority, course, *finding)
    for priority, course, headline, figures in findings.values():
        yield Signal(
            "success", course.member, headline, figures, context.praise_step(course.member), 100 - 50 * priority
        )


# -- behind


@dataclass(frozen=True, slots=True)
class _Shortfall:
    """What falls short on one metric."""

    metric: str
    headline: str
    figures: str
    weight: int
    """How urgent it is: how many weeks in a row it has lasted, in hundreds, and the per cent that are missing."""


def _add_pace(target: BehindTarget, shortfall: _Shortfall | None) -> _Shortfall:
    """Return the shortfall of a target that is behind, with its pace; `shortfall` is that of the weeks, if any."""
    board, row = target.board, target.standing
    if board.better == "lower":
        behind, missing = format_rating(row.actual, row.target, board.better, board.scale, board.unit), 100
    else:
        behind, missing = f"behind, pace {format_percent(row.pace)}", int(100 * (1 - (row.pace or 0)))
    if shortfall is not None:
        of_what = "" if target.title == board.metric else f"{target.title}: "
        headline = f"{shortfall.headline}; {of_what}{behind}"
        return replace(shortfall, headline=headline, weight=shortfall.weight + missing)
    actual = format_amount(row.actual, board.scale, board.unit)
    amount = format_target(row.target, board.better, board.scale, board.unit)
    return _Shortfall(board.metric, f"{target.title}: {behind}", f"{actual} of {amount}", missing)


def _weekly_shortfall(context: SignalContext, weeks: Weeks, course: MetricWeeks) -> _Shortfall | None:
    """Return what falls short in the whole weeks of a course, else None."""
    metric, recent = course.metric, course.weeks[-MIN_FALLS - 1 :]
    if course.weeks_below == 0 or course.weeks[-1].share < MIN_WEEKLY_SHARE * 10**metric.scale:
        return None
    target = _longest_target(weeks, course)
    pace = _pace(context, weeks, course, target) if target else None
    if pace is not None and pace >= 1:
        return None
    if course.weeks_below >= MIN_WEEKS_BELOW:
        headline, shown = f"{metric.name}: below target {course.weeks_below} weeks in a row", MIN_WEEKS_BELOW
    elif _falls(recent):
        headline, shown = f"{metric.name}: falling week by week", len(recent)
    else:
        return None
    return _Shortfall(metric.name, headline, _figures(course, course.weeks[-shown:]), 100 * course.weeks_below)


def _falls(weeks: tuple[Week, ...]) -> bool:
    """Return whether the amounts a working day fall, since a week with a holiday has less of everything."""
    if len(weeks) <= MIN_FALLS:
        return False
    # Amount ÷ days, compared by cross-multiplying: exact, in integers.
    all_down = all(
        later.amount * earlier.working_days < earlier.amount * later.working_days for earlier, later in pairwise(weeks)
    )
    first, latest = weeks[0], weeks[-1]
    return all_down and latest.amount * first.working_days * MIN_FALL_DIVISOR <= first.amount * latest.working_days * (
        MIN_FALL_DIVISOR - 1
    )


def _longest_target(weeks: Weeks, course: MetricWeeks) -> Target | None:
    """Return the longest running target that began before the last whole week, or None."""
    running = weeks.running_targets(course.member.id, course.metric.id)
    return running[-1] if running and running[-1].starts_on <= weeks.spans[-1][0] else None


def _pace(context: SignalContext, weeks: Weeks, course: MetricWeeks, target: Target) -> float | None:
    """Return the pace to the last whole week. Nothing is expected of the running week, but its amount counts."""
    expected = weeks.due_by(course.member, target, weeks.spans[-1][1])
    reached = weeks.amount_between(course, target.starts_on, context.session.today)
    return float(reached / expected) if expected else None


# -- ahead


def _reached(context: SignalContext, weeks: Weeks, course: MetricWeeks) -> tuple[str, str] | None:
    before, metric = context.session.today - timedelta(days=REPORTED_DAYS), course.metric
    for target in reversed(weeks.running_targets(course.member.id, metric.id)):
        goal = agreed_amount(target)
        if (target.ends_on - target.starts_on).days + 1 < MIN_TARGET_DAYS or goal <= 0:
            continue
        reached = weeks.amount_between(course, target.starts_on, context.session.today)
        reached_before = weeks.amount_between(course, target.starts_on, before) if before >= target.starts_on else 0
        if reached_before < goal <= reached:
            left = (target.ends_on - context.session.today).days // 7
            early = f", {format_count(left, 'week')} early" if left > 1 else ""
            figures = f"{format_amount(reached, metric.scale, metric.unit)} of {_format_amount(metric, goal)}"
            return f"{metric.name}: target reached{early}", figures
    return None


def _best(context: SignalContext, weeks: Weeks, course: MetricWeeks) -> tuple[str, str] | None:
    """Return headline and figures when the last week was better than every one before it, else None."""
    metric = course.metric
    if metric.kind != "sum" or not course.weeks or course.weeks[-1].monday != weeks.spans[-1][0]:
        return None
    *earlier, latest = (amount or 0 for amount in weeks.amounts(course.member, metric))
    if latest <= max(earlier):  # cheap test first: the query below reads all years
        return None
    rows = context.session.query(
        # Weeks numbered backwards: 1 is the last whole one.
        "SELECT CAST((julianday(:monday) - julianday(day) + 6) / 7 AS INTEGER) AS back, sum(total) AS total "
        "FROM visible_entry_day WHERE metric_id = :metric AND member_id = :member AND day < :monday GROUP BY back",
        {"monday": context.monday.isoformat(), "metric": metric.id, "member": course.member.id},
    )
    totals = [row["total"] for row in rows if row["back"] != 1]
    if len(totals) < MIN_EARLIER_WEEKS or latest <= max(totals):
        return None
    return (
        f"{metric.name}: best week so far",
        f"{_format_amount(metric, latest)} in the week of {context.format_day(course.weeks[-1].monday)}; "
        f"best before {_format_amount(metric, max(totals))}",
    )


def _weeks_above(course: MetricWeeks) -> tuple[str, str] | None:
    if course.weeks_above not in WEEKS_ABOVE_REPORTED or course.weeks[-1].share <= 0:
        return None
    return f"{course.metric.name}: on target {course.weeks_above} weeks in a row", _figures(course, course.weeks[-2:])


# -- formatting


def _figures(course: MetricWeeks, weeks: tuple[Week, ...]) -> str:
    metric = course.metric
    amounts = join_words([format_amount(week.amount, metric.scale, metric.unit) for week in weeks])
    return f"{amounts}; weekly target {_format_amount(metric, ceil(weeks[-1].share))}"


def _format_amount(metric: Metric, amount: int) -> str:
    """Return the amount with its currency; for other units the metric's name says what it is."""
    currency = f" {metric.unit}" if metric.unit.isupper() else ""
    return format_amount(amount, metric.scale, metric.unit) + currency
