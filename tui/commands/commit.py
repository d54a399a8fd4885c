"""`huddle commit TEXT`: makes a commitment: what, how much, how often, and by when."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, get_args

from core.models import Every
from tui.commands.context import Context

if TYPE_CHECKING:
    from core.commitments import What
    from core.session import Session

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("text", nargs="+", metavar="TEXT", help="what you will do")
    what_options(parser)
    parser.add_argument(
        "--for", dest="whose", metavar="NAME|team", help="who commits to it, when you type for somebody or for the team"
    )
    parser.add_argument("--json", action="store_true", help="print the commitment as JSON")


def what_options(parser: ArgumentParser) -> None:
    """Add the options that say how much, how often and by when."""
    parser.add_argument("--due", metavar="DAY", help="the day by which: friday, 31 Dec, 2026-12-31")
    parser.add_argument("--metric", metavar="METRIC", help="what is counted")
    parser.add_argument("--amount", metavar="N", help="how much of it")
    parser.add_argument("--every", choices=get_args(Every), help="how often")
    parser.add_argument("--on", choices=WEEKDAYS, metavar="WEEKDAY", type=str.lower, help="with --every week: monday …")


def run(args: Namespace, context: Context) -> int:
    from core import commitments, members
    from tui.commands.commitment import line, values

    s = context.session()
    for_team = is_team(args.whose)
    member = members.member(s, args.whose) if args.whose and not for_team else None
    options = what_of(s, args)
    c = commitments.commit(s, " ".join(args.text), member=member, team=for_team, **options)  # type: ignore[misc]
    if args.json:
        context.json(values(s, c))
    else:
        context.out(line(s, c))
    return 0


def is_team(whose: str | None) -> bool:
    """Return whether the value of --for means the whole team."""
    return whose is not None and whose.strip().casefold() == "team"


def what_of(session: Session, args: Namespace) -> What:
    """Return the values of the options of `what_options` that were given.

    Raises `HuddleError` for what is no metric, amount or day, and for an amount without a metric.
    """
    from core.amounts import parse
    from core.errors import HuddleError
    from core.metrics import metric
    from core.typed import day

    values: What = {}
    if args.metric is not None:
        values["metric"] = metric(session, args.metric)
    if args.amount is not None:
        counted = values.get("metric")
        if counted is None or isinstance(counted, str):
            raise HuddleError("An amount of what? Say the metric too: --metric NAME --amount N")
        values["amount"] = parse(args.amount, counted.scale)
    if args.every is not None:
        values["every"] = args.every
    if args.on is not None:
        values["weekday"] = WEEKDAYS.index(args.on) + 1
        if args.every is None:
            values["every"] = "week"
    if args.due is not None:
        values["due"] = day(args.due, session.today)
    return values
