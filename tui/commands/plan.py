"""`huddle plan`: what is agreed, what the plan needs, and the gap; by group and member."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from core import amounts
from tui.commands.context import Context

if TYPE_CHECKING:
    from core.models import Metric
    from core.plan import Plan, Row
    from core.session import Session


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("metric", metavar="METRIC", nargs="?", help="(default: the one that the team plans by)")
    parser.add_argument("--period", metavar="P", default="quarter", help="2026-Q4, 2026-11, year … (default: quarter)")
    parser.add_argument("--break-down", action="store_true", help="propose what is left to who has no target yet")
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core import periods
    from core.plan import break_down, plan

    session = context.session()
    counted = _metric(session, args.metric)
    period = periods.parse(args.period, session.today)
    made = break_down(session, counted, period) if args.break_down else []
    found = plan(session, counted, period)
    if args.json:
        context.json(_values(found))
        return 0
    context.out(_printed(found))
    if made:
        context.out(f"Proposed to {len(made)} of them; each accepts it, or answers with their own: huddle due")
    return 0


def _metric(session: Session, name: str | None) -> Metric:
    from core.errors import HuddleError
    from core.metrics import metric
    from core.plan import steered_by

    if name is not None:
        return metric(session, name)
    found = steered_by(session)
    if found is None:
        raise HuddleError("Nothing is counted yet. Begin with: huddle metric adopt 'won revenue'")
    return found


def _values(found: Plan) -> dict[str, object]:
    return {
        "metric": found.metric.name,
        "unit": found.metric.unit,
        "period": found.period.label,
        "gone": found.share_gone,
        "team": _row(found.team, found.metric.scale),
        "horizons": [
            {"period": period.label, **_row(row, found.metric.scale, deep=False)} for period, row in found.horizons
        ],
    }


def _row(row: Row, scale: int, *, deep: bool = True) -> dict[str, object]:
    values: dict[str, object] = {
        "name": row.name,
        "needed": amounts.number(row.needed, scale),
        "agreed": amounts.number(row.agreed, scale),
        "proposed": amounts.number(row.proposed, scale),
        "actual": amounts.number(row.actual, scale),
        "gap": amounts.number(row.gap, scale),
        "people": row.people,
        "answered": row.answered,
    }
    if deep and row.member is None:
        values["rows"] = [_row(each, scale) for each in row.rows]
    return values


def _printed(found: Plan) -> str:
    from tui.commands.table import table

    scale, unit = found.metric.scale, found.metric.unit

    def cells(name: str, row: Row) -> list[str]:
        shown = [amounts.shown(each, scale, unit) for each in (row.needed, row.agreed, row.actual, row.gap)]
        return [name, *(text if text != "–" else "" for text in shown), _note(row, scale, unit)]

    rows = [["", "plan", "agreed", "so far", "gap", ""], cells("the team", found.team)]
    for group in found.team.rows:
        rows.append(cells(f"  {group.name}", group))
        rows += [cells(f"    {each.name}", each) for each in group.rows]
    for column in range(1, 5):
        wide = max(len(row[column]) for row in rows)
        for row in rows:
            row[column] = row[column].rjust(wide)
    named = f" ({unit})" if unit and unit != found.metric.name else ""
    return f"{found.metric.name}{named} · {found.period.title}\n{table(rows)}"


def _note(row: Row, scale: int, unit: str) -> str:
    """How a row came to be agreed, or what is to do."""
    if row.member is not None:
        if row.target is not None and row.target.agreed_by is None:
            return f"{amounts.shown(row.target.amount, scale, unit)} proposed, to be agreed"
        return "" if row.answered else "nothing agreed yet"
    if row.needed is None:
        return "no plan yet: huddle target set METRIC AMOUNT --for team --period P"
    waits = f", {amounts.shown(row.proposed, scale, unit)} proposed" if row.proposed else ""
    return f"{row.answered} of {row.people} agreed{waits}"
