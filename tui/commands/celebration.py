"""`huddle celebration add|list|held`: plans celebrations, lists them with their progress, and marks them held."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from core.models import Celebration
from tui.commands.context import Context
from tui.commands.day_option import read_day
from tui.commands.table import format_table

if TYPE_CHECKING:
    from core.access.session import Session
    from core.overview.planned_celebration import CelebrationProgress


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="add|list|held")
    adding = verbs.add_parser("add", help="plan a celebration (leader or host only)", allow_abbrev=False)
    adding.add_argument("text", nargs="+", metavar="TEXT", help="e.g. a dinner, an evening out")
    adding.add_argument("--on", dest="day", metavar="DAY", help="the day: friday, 12 Dec, 2026-12-12")
    adding.add_argument("--metric", metavar="NAME", help="the metric that earns it")
    adding.add_argument("--amount", metavar="N", help="how much of it, e.g. 600k")
    adding.add_argument("--period", metavar="P", help="the period: 2026-Q4, month, quarter (default: this quarter)")
    adding.add_argument("--earned-by", dest="earned_by", metavar="WORDS", help="what earns it, without a metric")
    listing = verbs.add_parser("list", help="list planned celebrations", allow_abbrev=False)
    listing.add_argument("--all", action="store_true", help="also past celebrations")
    holding = verbs.add_parser("held", help="mark a celebration as held", allow_abbrev=False)
    holding.add_argument("number", type=int, metavar="NUMBER", help="its number in `huddle celebration list`")
    for verb in (adding, listing, holding):
        verb.add_argument("--json", action="store_true", help="print it as JSON")


def run(args: Namespace, context: Context) -> int:
    from core.overview import planned_celebration

    session = context.session()
    if args.verb == "list":
        listed = planned_celebration.list_celebrations(session, include_held=args.all)
        if args.json:
            context.print_json([_values(candidate) for candidate in listed])
        elif listed:
            context.print_text(
                format_table((f"{candidate.celebration.id:>3}", *_cells(session, candidate)) for candidate in listed)
            )
        else:
            context.print_text("No celebrations yet. Plan one with: huddle celebration add TEXT --on DATE")
        return 0
    changed = _plan(session, args) if args.verb == "add" else _hold(session, args.number)
    shown = next(
        candidate
        for candidate in planned_celebration.list_celebrations(session, include_held=True)
        if candidate.celebration.id == changed.id
    )
    if args.json:
        context.print_json(_values(shown))
    else:
        context.print_text(" · ".join(cell for cell in _cells(session, shown) if cell))
    return 0


def _plan(session: Session, args: Namespace) -> Celebration:
    from core.metrics import metrics
    from core.overview import planned_celebration
    from core.values import amounts, periods

    metric = metrics.find_metric(session, args.metric) if args.metric else None
    amount = amounts.parse_amount(args.amount, metric.scale if metric else 0) if args.amount else None
    day = read_day(args.day, session.today)
    period = periods.parse_period(args.period or "quarter", session.today) if args.period or metric else None
    return planned_celebration.plan(
        session, " ".join(args.text), day=day, metric=metric, amount=amount, period=period, earned_by=args.earned_by
    )


def _hold(session: Session, number: int) -> Celebration:
    from core.errors import HuddleError
    from core.overview import planned_celebration

    for candidate in planned_celebration.list_celebrations(session, include_held=True):
        if candidate.celebration.id == number:
            return planned_celebration.mark_held(session, candidate.celebration)
    raise HuddleError(f"There is no celebration {number}. See the numbers with: huddle celebration list")


def _cells(session: Session, planned: CelebrationProgress) -> tuple[str, ...]:
    held = planned.celebration.held_on
    return planned.title(session.today), planned.condition, f"held on {held}" if held else planned.progress


def _values(planned: CelebrationProgress) -> dict[str, object]:
    """Return a celebration for scripts, the amount in whole units; `share` is 0..1, or None without a metric."""
    from core.values.amounts import to_json_number

    row = planned.celebration
    return {
        "id": row.id,
        "text": row.text,
        "on": row.day,
        "metric": planned.metric.name if planned.metric else None,
        "amount": to_json_number(row.amount, planned.metric.scale) if planned.metric else None,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "earned_by": row.earned_by,
        "share": planned.share,
        "held_on": row.held_on,
    }
