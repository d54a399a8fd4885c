"""`huddle commit TEXT`: says what you will do, how much of it, how often, and by when."""

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
    """The options that say how much, how often and by when."""
    parser.add_argument("--due", metavar="DAY", help="the day by which: friday, 31 Dec, 2026-12-31")
    parser.add_argument("--metric", metavar="METRIC", help="what is counted")
    parser.add_argument("--amount", metavar="N", help="how much of it")
    parser.add_argument("--every", choices=get_args(Every), help="how often")
    parser.add_argument("--on", choices=WEEKDAYS, metavar="WEEKDAY", type=str.lower, help="with --every week: monday …")


def run(args: Namespace, context: Context) -> int:
    from core import commitments, members
    from tui.commands.commitment import line, values

    s = context.session()
    team = is_team(args.whose)
    member = members.member(s, args.whose) if args.whose and not team else None
    what = what_of(s, args)
    c = commitments.commit(s, " ".join(args.text), member=member, team=team, **what)  # type: ignore[misc]
    if args.json:
        context.json(values(s, c))
    else:
        context.out(line(s, c))
    return 0


def is_team(whose: str | None) -> bool:
    """Whether --for means the whole team."""
    return whose is not None and whose.strip().casefold() == "team"


def what_of(s: Session, args: Namespace) -> What:
    """What the options of `what_options` say, those that were given. Raises `HuddleError` for what is no amount, and
    for what is no day."""
    from core.amounts import parse
    from core.errors import HuddleError
    from core.metrics import metric
    from core.typed import day

    what: What = {}
    if args.metric is not None:
        what["metric"] = metric(s, args.metric)
    if args.amount is not None:
        found = what.get("metric")
        if found is None or isinstance(found, str):
            raise HuddleError("An amount of what? Say the metric too: --metric NAME --amount N")
        what["amount"] = parse(args.amount, found.scale)
    if args.every is not None:
        what["every"] = args.every
    if args.on is not None:
        what["weekday"] = WEEKDAYS.index(args.on) + 1
        if args.every is None:
            what["every"] = "week"
    if args.due is not None:
        what["due"] = day(args.due, s.today)
    return what
