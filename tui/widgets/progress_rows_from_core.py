"""Conversion of numbers from core to progress rows."""

from __future__ import annotations

from functools import partial

from core.metrics.rating import format_rating, format_target
from core.metrics.totals import has_pace
from core.overview.home import KeptCount
from core.standings.running_numbers import TargetProgress
from core.values.amounts import format_amount, format_percent
from core.values.writing import is_in_words
from tui.widgets.progress_rows import ProgressRow
from tui.widgets.text_bars import sparkline


def progress_row(number: TargetProgress, *, by_pace: bool = False, weeks: bool = False) -> ProgressRow:
    """Return the row of a number; `by_pace` shows the pace, where it has one, `weeks` adds the last weeks."""
    row, metric = number.standing, number.metric
    paced = row.pace is not None
    share = row.attainment
    rating = format_rating(row.actual, row.target, metric.better, metric.scale, metric.unit) or "–"
    shown_pace = f"pace {format_percent(row.pace)}" if paced else ""
    return ProgressRow(
        number.title,
        share if share is not None else 0.0,
        mark=number.share_gone if paced else None,
        actual=format_amount(row.actual, metric.scale, metric.unit),
        target=format_target(row.target, metric.better, metric.scale, metric.unit),
        percent=format_percent(row.pace) if by_pace and has_pace(metric) else rating,
        pace="" if by_pace else shown_pace,
        history=sparkline(row.history, write=partial(format_amount, scale=metric.scale)) if weeks else "",
        is_limit=metric.better == "lower",
        is_behind=row.is_behind,
    )


def kept_sparkline(kept: KeptCount) -> str:
    """Return a sparkline of the share kept by week, after three spaces; empty for fewer than two weeks.

    In words: ` (by week: 80%, 100%)`.
    """
    if len(kept.weekly_percents) < 2:
        return ""
    # Scaled to 100 % instead of the best week, so that the height of a week does not depend on the others.
    weeks = sparkline(kept.weekly_percents, top=100, write="{}%".format)
    return f" (by week: {weeks})" if is_in_words() else f"   {weeks}"
