"""`huddle target`: sets, agrees on and lists targets."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.commands.context import Context
from tui.commands.target_output import find_target_owner, target_cells, target_values


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(dest="what", metavar="set|accept|decline|check|history|list", required=True)

    setting = verbs.add_parser("set", help="set or change a target", allow_abbrev=False)
    setting.add_argument("metric", metavar="METRIC")
    setting.add_argument("amount", metavar="AMOUNT", help="e.g. 40, 1054.50 or 262k")
    setting.add_argument("--for", dest="whose", metavar="MEMBER|GROUP|team", help="the member (default: you)")
    setting.add_argument(
        "--period", metavar="P", required=True, help="2026-Q4, 2026-11, 2026-W48, 2026, or week, quarter …"
    )
    setting.add_argument("--floor", metavar="N", help="the least that must be reached")
    setting.add_argument(
        "--floor-on", metavar="METRIC", help="the metric of the floor, e.g. revenue with a minimum margin"
    )
    setting.add_argument("--bonus", metavar="TEXT", help="the bonus, e.g. '4k at 110%%'")
    setting.add_argument(
        "--bonus-at",
        metavar="PERCENT",
        type=int,
        help="the share of the target that earns it (default: 100, or as in its text)",
    )
    setting.add_argument("--goal", metavar="GOAL", help="the goal that it supports: its number or a part of its text")
    setting.add_argument("--reason", metavar="TEXT", help="why you change it")
    setting.add_argument("--json", action="store_true", help="for scripts")

    accepting = verbs.add_parser("accept", help="accept a proposed target", allow_abbrev=False)
    declining = verbs.add_parser(
        "decline", help="decline a proposed target; the earlier one still applies", allow_abbrev=False
    )
    history = verbs.add_parser(
        "history", help="show who proposed, accepted and changed it, and why", allow_abbrev=False
    )
    for verb in (accepting, declining, history):
        verb.add_argument("number", type=int, metavar="NUMBER", help="its number in `huddle target list`")
    declining.add_argument("reason", nargs="+", metavar="REASON")

    check = verbs.add_parser(
        "check", help="check that a target is specific, measurable, attainable, relevant, timed", allow_abbrev=False
    )
    check.add_argument("metric", metavar="METRIC")
    check.add_argument("amount", metavar="AMOUNT")
    check.add_argument("--for", dest="whose", metavar="MEMBER|GROUP|team", help="the member (default: you)")
    check.add_argument("--period", metavar="P", default="quarter", help="(default: this quarter)")
    check.add_argument("--goal", metavar="GOAL", help="the goal that it supports: its number or a part of its text")
    check.add_argument("--bonus", metavar="TEXT", help="the bonus, e.g. '4k at 110%%'")
    for verb in (accepting, declining, history, check):
        verb.add_argument("--json", action="store_true", help="for scripts")

    listing = verbs.add_parser("list", help="list targets", allow_abbrev=False)
    listing.add_argument("--period", metavar="P", help="only this period")
    listing.add_argument("--metric", metavar="METRIC", help="only this metric")
    listing.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    if args.what in ("accept", "decline", "check", "history"):
        from tui.commands import agree

        return agree.run(args, context)
    return {"set": _set, "list": _list}[args.what](args, context)


def _set(args: Namespace, context: Context) -> int:
    from core.goals.tree import find_served_goal
    from core.metrics.metrics import find_metric
    from core.metrics.targets import agreement_status, set_target
    from core.standings.smart_check import question_bonus
    from core.values import amounts, periods

    session = context.session()
    counted_metric = find_metric(session, args.metric)
    member, group = find_target_owner(session, args.whose)
    floor_metric = find_metric(session, args.floor_on) if args.floor_on else counted_metric
    target = set_target(
        session,
        counted_metric,
        amounts.parse_amount(args.amount, counted_metric.scale),
        member=member,
        group=group,
        period=periods.parse_period(args.period, session.today),
        floor=amounts.parse_amount(args.floor, floor_metric.scale) if args.floor is not None else None,
        floor_metric=floor_metric,
        bonus=args.bonus,
        bonus_percent=args.bonus_at,
        goal=find_served_goal(session, args.goal),
        reason=args.reason,
    )
    if args.json:
        context.print_json(target_values(session, [target])[0])
        return 0
    period = periods.period_between(target.starts_on, target.ends_on)
    name = member.name if member else group.name if group else "The team"
    amount = amounts.format_exact(target.amount, counted_metric.scale, counted_metric.unit)
    context.print_text(f"{name} · {counted_metric.name}: {amount} in {period.title}.")
    if member and agreement_status(target) == "proposed":
        context.print_text(f"It is proposed. {member.name} can accept it with: huddle target accept {target.id}")
    question = question_bonus(session, counted_metric, target.bonus)
    if question:
        context.print_text(f"{question[:1].upper()}{question[1:]}.")
    return 0


def _list(args: Namespace, context: Context) -> int:
    from core.metrics.metrics import find_metric
    from core.metrics.targets import list_targets
    from core.values import periods
    from tui.commands.table import format_table

    session = context.session()
    period = periods.parse_period(args.period, session.today) if args.period else None
    counted_metric = find_metric(session, args.metric) if args.metric else None
    rows = target_values(session, list_targets(session, period, metric=counted_metric))
    if args.json:
        context.print_json(rows)
    elif not rows:
        context.print_text("No targets yet. Set one with: huddle target set METRIC AMOUNT --period P")
    else:
        context.print_text(format_table(target_cells(row) for row in rows))
    return 0
