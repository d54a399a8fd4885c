"""`huddle plan`: prints what the plan needs, what is agreed, and the gap, by group and member."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from core.values import amounts
from tui.commands.context import Context

if TYPE_CHECKING:
    from core.access.session import Session
    from core.models import Metric
    from core.standings.plan import Plan, PlanRow


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("metric", metavar="METRIC", nargs="?", help="(default: the metric the team plans by)")
    parser.add_argument("--period", metavar="P", default="quarter", help="2026-Q4, 2026-11, year … (default: quarter)")
    parser.add_argument("--break-down", action="store_true", help="propose the rest to members without a target")
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core.standings.contradictions import explain_contradictions
    from core.standings.plan import propose_shares, read_plan
    from core.values import periods
    from core.values.text import format_people

    session = context.session()
    planned_metric = _choose_metric(session, args.metric)
    period = periods.parse_period(args.period, session.today)
    proposed = propose_shares(session, planned_metric, period) if args.break_down else []
    result = read_plan(session, planned_metric, period)
    contradictions = explain_contradictions(result)
    if args.json:
        context.print_json({**_values(result), "contradictions": contradictions})
        return 0
    context.print_text(_format_plan(result))
    for sentence in contradictions:
        context.print_text(sentence)
    if proposed:
        context.print_text(
            f"Proposed to {format_people(len(proposed))}. Each can accept it or answer with their own: huddle due"
        )
    return 0


def _choose_metric(session: Session, name: str | None) -> Metric:
    from core.errors import HuddleError
    from core.metrics.metrics import find_metric
    from core.standings.plan import default_metric

    if name is not None:
        return find_metric(session, name)
    chosen = default_metric(session)
    if chosen is None:
        raise HuddleError("No metrics yet. Start with: huddle metric adopt 'won revenue'")
    return chosen


def _values(result: Plan) -> dict[str, object]:
    return {
        "metric": result.metric.name,
        "unit": result.metric.unit,
        "better": result.metric.better,
        "period": result.period.label,
        "gone": result.share_gone,
        "team": _row_values(result.team, result.metric.scale),
        "horizons": [
            {"period": period.label, **_row_values(row, result.metric.scale, with_rows=False)}
            for period, row in result.horizons
        ],
    }


def _row_values(row: PlanRow, scale: int, *, with_rows: bool = True) -> dict[str, object]:
    values: dict[str, object] = {
        "name": row.name,
        "needed": amounts.to_json_number(row.needed, scale),
        "agreed": amounts.to_json_number(row.agreed, scale),
        "proposed": amounts.to_json_number(row.proposed, scale),
        "actual": amounts.to_json_number(row.actual, scale),
        "gap": amounts.to_json_number(row.gap, scale),
        "people": row.member_count,
        "answered": row.agreed_count,
    }
    if with_rows and row.member is None:
        values["rows"] = [_row_values(child, scale) for child in row.rows]
    return values


def _format_plan(result: Plan) -> str:
    from tui.commands.table import format_table

    scale, unit = result.metric.scale, result.metric.unit

    def cells(name: str, row: PlanRow) -> list[str]:
        amount_texts = [
            amounts.format_amount(amount, scale, unit) for amount in (row.needed, row.agreed, row.actual, row.gap)
        ]
        return [name, *(text if text != "–" else "" for text in amount_texts), _note(row, scale, unit)]

    rows = [["", "plan", "agreed", "so far", "gap", ""], cells("the team", result.team)]
    for group in result.team.rows:
        rows.append(cells(f"  {group.name}", group))
        rows += [cells(f"    {member.name}", member) for member in group.rows]
    for column in range(1, 5):
        width = max(len(row[column]) for row in rows)
        for row in rows:
            row[column] = row[column].rjust(width)
    unit_note = f" ({unit})" if unit and unit != result.metric.name else ""
    return f"{result.metric.name}{unit_note} · {result.period.title}\n{format_table(rows)}"


def _note(row: PlanRow, scale: int, unit: str) -> str:
    """Return how far a row is agreed, or the next step, in words."""
    if row.member is not None:
        if row.target is not None and row.target.agreed_by is None:
            return f"{amounts.format_amount(row.target.amount, scale, unit)} proposed, not accepted yet"
        return "" if row.agreed_count else "no target yet"
    if row.needed is None:
        return "no plan yet: huddle target set METRIC AMOUNT --for team --period P"
    proposed = f", {amounts.format_amount(row.proposed, scale, unit)} proposed" if row.proposed else ""
    return f"{row.agreed_count} of {row.member_count} agreed{proposed}"
