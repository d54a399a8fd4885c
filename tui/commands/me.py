"""`huddle me`: prints the member's own progress. It imports very little, to answer at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.metrics.rating import format_rating, format_target
from core.quick.due import describe_remaining
from core.quick.progress import Progress, RunningTarget, read_progress
from core.values import amounts, periods
from tui.commands.quickly import run_quick_query
from tui.widgets.text_bars import bar

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from datetime import date

    from tui.commands.context import Context

BAR_CELLS = 10
"""Cells of a bar; one cell is 10%."""

MAX_COLUMNS = 80
"""Greatest width of a row in columns; the amount needed per day is left out if it does not fit."""


def add(parser: ArgumentParser, word: str) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="for scripts")
    how.add_argument("--short", action="store_true", help="one line, for a prompt")


def run(args: Namespace, context: Context) -> int:
    today, mine = run_quick_query(context, read_progress)
    if args.json:
        context.print_json(_as_json(mine))
    else:
        context.print_text(_format_short(mine, today) if args.short else _format_long(mine, today))
    return 0


# -- as text


def _format_long(mine: Progress, today: date) -> str:
    heading = f"{mine.name} · {periods.format_share_gone(mine.period, mine.share_gone)}"
    lines = [f"{heading:<47} {_commitment_counts(mine)}", *_rows(mine, today)]
    next_line = _next_line(mine, today)
    if next_line:
        lines.append(f"  next: {next_line}")
    return "\n".join(lines)


def _commitment_counts(mine: Progress) -> str:
    closed = mine.kept + mine.missed
    if not mine.open and not closed:
        return "commitments: none yet"
    parts = [f"{mine.open} open"]
    if mine.due_today:
        parts.append(f"{mine.due_today} due today")
    if mine.overdue:
        parts.append(f"{mine.overdue} overdue")
    if closed:
        parts.append(f"{mine.kept} of {closed} kept")
    return "commitments: " + ", ".join(parts)


def _rows(mine: Progress, today: date) -> list[str]:
    if not mine.targets:
        return [f"  No target yet. {_target_hint(mine)}"]
    rows = [_cells(reached, mine.period, today) for reached in mine.targets]
    name, actual, target, percent, pace = (max(len(row[column]) for row in rows) for column in (0, 1, 2, 4, 5))
    bars = [f"{row[3]}  " if row[3] else "" for row in rows]
    heads = [
        f"  {row[0]:<{name}}  {row[1]:>{actual}} of {row[2]:<{target}}  {filled}{row[4]:>{percent}}"
        f"   {row[5]:<{pace}}".rstrip()
        for row, filled in zip(rows, bars, strict=True)
    ]
    next_steps = [describe_remaining(reached) for reached in mine.targets]
    width = max(map(len, heads))
    if width + 3 + max(map(len, next_steps)) > MAX_COLUMNS:
        next_steps = [next_step.split(",")[0] for next_step in next_steps]
    return [f"{head:<{width}}   {next_step}".rstrip() for head, next_step in zip(heads, next_steps, strict=True)]


def _cells(reached: RunningTarget, quarter: periods.Period, today: date) -> tuple[str, str, str, str, str, str]:
    scale, unit = reached.scale, reached.unit
    return (
        _metric_title(reached, quarter, today),
        amounts.format_amount(reached.actual, scale, unit),
        format_target(reached.target, reached.better, scale, unit),
        bar(reached.attainment or 0.0, BAR_CELLS),
        _rating(reached),
        f"pace {amounts.format_percent(reached.pace)}" if reached.pace is not None else "",
    )


def _rating(reached: RunningTarget) -> str:
    return format_rating(reached.actual, reached.target, reached.better, reached.scale, reached.unit) or "–"


def _metric_title(reached: RunningTarget, quarter: periods.Period, today: date) -> str:
    """Return the metric's name, with its period if that is not the one of the heading."""
    period = reached.period
    if period == quarter:
        return reached.metric
    if period.kind == "day":
        return f"{reached.metric} today"
    if period.kind in periods.PERIOD_KINDS and today in period:
        return f"{reached.metric} this {period.kind}"
    return f"{reached.metric}, {period.title}"


def _target_hint(mine: Progress) -> str:
    command = f"huddle target set METRIC AMOUNT --period {mine.period.label}"
    if mine.has_metrics:
        return f"Set one with: {command}"
    return f"Add a metric with: huddle metric add NAME. Then set a target with: {command}"


def _next_line(mine: Progress, today: date) -> str:
    parts = []
    if mine.next_text is not None:
        parts.append(
            f"{mine.next_text} ({periods.format_due(mine.next_due, today)})" if mine.next_due else mine.next_text
        )
    if mine.hosts and mine.hosts_on is None:
        parts.append("you host the next meeting")
    elif mine.hosts_on is not None:
        parts.append(f"you host the meeting {periods.on_day(mine.hosts_on, today)}")
    return " · ".join(parts)


def _format_short(mine: Progress, today: date) -> str:
    parts = [f"{_metric_title(reached, mine.period, today)} {_rating(reached)}" for reached in mine.targets]
    if mine.overdue:
        parts.append(f"{mine.overdue} overdue")
    if mine.due_today:
        parts.append(f"{mine.due_today} due today")
    if not mine.overdue and not mine.due_today:
        parts.append(f"{mine.open} open")
    return " · ".join(parts)


# -- for scripts


def _as_json(mine: Progress) -> dict[str, object]:
    return {
        "member": mine.name,
        "period": mine.period.label,
        "gone": mine.share_gone,
        "commitments": {
            "open": mine.open,
            "due_today": mine.due_today,
            "overdue": mine.overdue,
            "kept": mine.kept,
            "missed": mine.missed,
        },
        "targets": [
            {
                "metric": reached.metric,
                "unit": reached.unit,
                "period": reached.period.label,
                "actual": amounts.to_json_number(reached.actual, reached.scale),
                "target": amounts.to_json_number(reached.target, reached.scale),
                "better": reached.better,
                "attainment": reached.attainment,
                "pace": reached.pace,
            }
            for reached in mine.targets
        ],
        "next": {"text": mine.next_text, "due": mine.next_due} if mine.next_text is not None else None,
        "hosts": {"on": mine.hosts_on} if mine.hosts else None,
    }
