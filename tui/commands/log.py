"""`huddle log`: enter an amount on a metric."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("metric", metavar="METRIC")
    # A negative amount takes back: argparse lets it through because no option here looks like a number.
    parser.add_argument("amount", metavar="AMOUNT", help="such as 5, 1054.50 or 12k; below 0 takes back")
    parser.add_argument("--on", metavar="DATE", help="the day, as 2026-11-23 (default: today)")
    parser.add_argument("--for", dest="whose", metavar="MEMBER", help="whose it is (default: yours)")
    parser.add_argument("--note", metavar="TEXT", help="seen by its member and the leader")
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core import amounts, periods
    from core.entries import log
    from core.errors import HuddleError
    from core.members import member
    from core.metrics import metric

    session = context.session()
    counted = metric(session, args.metric)
    day = None
    if args.on:
        period = periods.parse(args.on)
        if period.kind != "day":
            raise HuddleError(f"“{args.on}” is no day. Write it as {session.today}.")
        day = period.starts_on
    whose = member(session, args.whose, include_left=True) if args.whose else session.me
    entry = log(session, counted, amounts.parse(args.amount, counted.scale), member=whose, day=day, note=args.note)
    if args.json:
        context.json(
            {
                "metric": counted.name,
                "member": whose.name,
                "day": entry.day,
                "amount": amounts.number(entry.amount, counted.scale),
                "note": entry.note,
            }
        )
        return 0
    when = "today" if entry.day == session.today else f"on {periods.said(entry.day)}"
    context.out(f"{whose.name} · {counted.name}: {amounts.exact(entry.amount, counted.scale, counted.unit)}, {when}.")
    return 0
