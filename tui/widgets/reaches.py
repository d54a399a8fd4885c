"""Conversion of numbers from core to progress rows."""

from __future__ import annotations

from core.amounts import percent, shown
from core.home import Kept, Number
from tui.widgets.bars import spark
from tui.widgets.progress import Reach


def reach(number: Number, *, by_pace: bool = False, weeks: bool = False) -> Reach:
    """Return the row of a number; `by_pace` shows the pace instead of per cent, `weeks` adds the last weeks."""
    row, metric = number.standing, number.metric
    paced = row.pace is not None
    share = row.attainment
    if share is not None and metric.better == "lower":
        # Where lower is better, a full bar is the limit: only the text explains it, and there is no pace to mark.
        paced = False
    shown_pace = f"pace {percent(row.pace)}" if paced else ""
    return Reach(
        number.title,
        share if share is not None else 0.0,
        mark=number.share_gone if paced else None,
        actual=shown(row.actual, metric.scale, metric.unit),
        target=shown(row.target, metric.scale, metric.unit),
        percent=percent(row.pace if by_pace and paced else share),
        pace="" if by_pace else shown_pace,
        history=row.history if weeks else (),
        behind=paced and row.pace is not None and row.pace < 1,
    )


def kept_weeks(kept: Kept) -> str:
    """Return a sparkline of the share kept by week, after three spaces; empty for fewer than two weeks."""
    if len(kept.history) < 2:
        return ""
    # Scaled to 100 % instead of the best week, so that the height of a week does not depend on the others.
    return "   " + spark((*kept.history, 100))[:-1]
