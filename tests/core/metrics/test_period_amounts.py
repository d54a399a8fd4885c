"""What targets come to in any days: the rule that boards, the plan and all progress share."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from core.metrics.period_amounts import amount_in_period, days_covered
from core.values.periods import PERIOD_KINDS, Period, count_working_days, parse_period, period_between
from core.values.periods import period_containing as containing
from data.quick.metric_queries import Span

YEAR = parse_period("2026")
NESTED = ("day", "month", "quarter", "year")
"""The kinds of which every period lies within one of the next kind."""

CALENDAR = st.lists(st.dates(YEAR.starts_on, YEAR.ends_on), max_size=30).map(frozenset)
DAY = st.dates(YEAR.starts_on, YEAR.ends_on)


def periods_of(kinds: tuple[str, ...]) -> st.SearchStrategy[Period]:
    return st.tuples(DAY, st.sampled_from(kinds)).map(lambda drawn: containing(*drawn))


def targets_of(kinds: tuple[str, ...]) -> st.SearchStrategy[dict[Span, int]]:
    return st.dictionaries(periods_of(kinds).map(span_of), st.integers(0, 10**6), max_size=8)


def span_of(period: Period) -> Span:
    return period.starts_on, period.ends_on


def come_to(period: Period | Span, targets: dict[Span, int], off: frozenset[date] = frozenset()) -> int | None:
    span = span_of(period) if isinstance(period, Period) else period
    return amount_in_period(
        span, list(targets.items()), lambda first, last: count_working_days(first, last, off=off), adds_up=True
    )


def spans(**amounts: int) -> dict[Span, int]:
    """Return targets by their span, from `Q4=…`, `M11=…`, `Y=…`."""
    labels = {"Y": "2026", "M": "2026-", "Q": "2026-Q", "W": "2026-W"}
    return {span_of(parse_period(labels[key[0]] + key[1:])): amount for key, amount in amounts.items()}


def test_a_shorter_target_leaves_the_rest_of_a_longer_one() -> None:
    q4, november = parse_period("2026-Q4"), parse_period("2026-11")
    assert come_to(q4, spans(Y=12_000_000)) == 3_034_483  # 66 of 261 working days
    # What the year leaves, 11M over 240 working days, for the 45 of October and December.
    assert come_to(q4, spans(Y=12_000_000, M11=1_000_000)) == 1_000_000 + 2_062_500
    assert come_to(q4, spans(Q4=303_000, M11=50_000)) == 303_000
    assert come_to(november, spans(Q4=303_000, M11=50_000)) == 50_000
    assert come_to(parse_period("2026-12"), spans(Q4=303_000, M11=50_000)) == 129_311  # 253k for 45 days


def test_months_make_the_quarter_and_a_quarter_alone_makes_no_other() -> None:
    months = spans(M10=100, M11=100, M12=100)
    assert come_to(parse_period("2026-Q4"), months) == 300
    assert come_to(parse_period("2026-Q3"), months) is None
    assert come_to(YEAR, months) == 300, "no target stands for the days that it does not cover"


def test_shorter_targets_that_ask_for_more_leave_nothing() -> None:
    targets = spans(Q4=100, M11=150)
    assert [come_to(parse_period(f"2026-{month}"), targets) for month in (10, 11, 12)] == [0, 150, 0]
    assert come_to(parse_period("2026-Q4"), targets) == 100


def test_a_week_across_two_months_has_its_days_of_each() -> None:
    assert come_to(parse_period("2026-W49"), spans(M11=210, M12=2300)) == 10 + 400


@given(targets_of(PERIOD_KINDS), periods_of(PERIOD_KINDS), st.integers(0, 10**6), periods_of(PERIOD_KINDS), CALENDAR)
def test_a_shorter_target_never_changes_a_period_that_has_its_own(
    targets: dict[Span, int], shorter: Period, amount: int, period: Period, off: frozenset[date]
) -> None:
    assume(span_of(shorter) != span_of(period))
    targets = {span_of(period): 1000} | targets
    assert come_to(period, targets | {span_of(shorter): amount}, off) == come_to(period, targets, off)
    assert come_to(period, targets, off) == targets[span_of(period)]


@given(targets_of(PERIOD_KINDS), periods_of(PERIOD_KINDS), CALENDAR)
def test_no_target_stands_for_days_that_it_does_not_cover(
    targets: dict[Span, int], period: Period, off: frozenset[date]
) -> None:
    covering = {span for span in targets if span[0] <= period.ends_on and period.starts_on <= span[1]}
    assert (come_to(period, targets, off) is None) == (not covering)
    days = [period.starts_on + timedelta(days=step) for step in range((period.ends_on - period.starts_on).days + 1)]
    covered = [day for day in days if any(first <= day <= last for first, last in covering)]
    listed = days_covered(span_of(period), covering)
    assert [day for day in days if any(first <= day <= last for first, last in listed)] == covered
    # Targets that share no day with the period, or with a target around it, change nothing in it.
    alone = {span: amount for span, amount in targets.items() if span in covering}
    if not any(span[0] < period.starts_on or period.ends_on < span[1] for span in covering):
        assert come_to(period, targets, off) == come_to(period, alone, off)


@given(targets_of(NESTED), periods_of(("month", "quarter", "year")), CALENDAR)
def test_the_parts_add_up_to_the_whole(targets: dict[Span, int], whole: Period, off: frozenset[date]) -> None:
    part_kind = NESTED[NESTED.index(whole.kind) - 1]
    parts = [containing(whole.starts_on, part_kind)]
    while parts[-1].ends_on < whole.ends_on:
        parts.append(parts[-1].next())
    total = sum(come_to(part, targets, off) or 0 for part in parts)
    own = targets.get(span_of(whole))
    if own is None:
        assert total == (come_to(whole, targets, off) or 0)
        return
    # A target of its own is reached by its parts, unless they ask for more, or leave it no day.
    without_own = {span: amount for span, amount in targets.items() if span != span_of(whole)}
    inside = {span: amount for span, amount in without_own.items() if whole.starts_on <= span[0] <= whole.ends_on}
    inside = {span: amount for span, amount in inside.items() if span[1] <= whole.ends_on}
    asked = come_to(whole, inside, off) or 0
    is_full = days_covered(span_of(whole), inside) == (span_of(whole),)
    assert total == (asked if is_full else max(own, asked))


@given(targets_of(PERIOD_KINDS), periods_of(("week", "month", "quarter")), st.data(), CALENDAR)
def test_days_without_a_target_of_their_own_can_be_cut_anywhere(
    targets: dict[Span, int], period: Period, data: st.DataObject, off: frozenset[date]
) -> None:
    """Where no target lies inside, whatever runs across: the two halves make the whole."""
    cut = data.draw(st.dates(period.starts_on, period.ends_on - timedelta(days=1)))
    halves = [period_between(period.starts_on, cut), period_between(cut + timedelta(days=1), period.ends_on)]
    assume(not any(period.starts_on <= first and last <= period.ends_on for first, last in targets))
    assert sum(come_to(half, targets, off) or 0 for half in halves) == (come_to(period, targets, off) or 0)
