"""`huddle commit TEXT`: makes a commitment: what, how much, how often, and by when."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, get_args

from core.models import Every
from tui.commands.context import Context

if TYPE_CHECKING:
    from core.access.session import Session
    from core.commitments.commitments import CommitmentTerms

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("text", nargs="+", metavar="TEXT", help="what you will do")
    add_commitment_options(parser)
    parser.add_argument("--for", dest="whose", metavar="NAME|team", help="who commits, if you type for someone else")
    parser.add_argument("--json", action="store_true", help="print the commitment as JSON")


def add_commitment_options(parser: ArgumentParser) -> None:
    """Add the options that say how much, how often and by when."""
    parser.add_argument("--due", metavar="DAY", help="due date: friday, 31 Dec, 2026-12-31")
    parser.add_argument("--metric", metavar="METRIC", help="the metric that counts it")
    parser.add_argument("--amount", metavar="N", help="the amount")
    parser.add_argument("--every", choices=get_args(Every), help="how often")
    parser.add_argument(
        "--on", choices=WEEKDAYS, metavar="WEEKDAY", type=str.lower, help="the day, with --every week: monday …"
    )


def run(args: Namespace, context: Context) -> int:
    from core.commitments import commitments
    from core.team import members
    from tui.commands.commitment_output import commitment_values, format_commitment_line

    session = context.session()
    for_team = is_whole_team(args.whose)
    member = members.find_member(session, args.whose) if args.whose and not for_team else None
    options = read_commitment_options(session, args)
    commitment = commitments.commit(session, " ".join(args.text), member=member, team=for_team, **options)
    if args.json:
        context.print_json(commitment_values(session, commitment))
    else:
        context.print_text(format_commitment_line(session, commitment))
    return 0


def is_whole_team(owner: str | None) -> bool:
    """Return whether the value of --for means the whole team."""
    return owner is not None and owner.strip().casefold() == "team"


def read_commitment_options(session: Session, args: Namespace) -> CommitmentTerms:
    """Return the values of the options of `add_commitment_options` that were given.

    Raises `HuddleError` for what is no metric, amount or day, and for an amount without a metric.
    """
    from core.errors import HuddleError
    from core.metrics.metrics import find_metric
    from core.values.amounts import parse_amount
    from core.values.input_parsing import require_day

    values: CommitmentTerms = {}
    if args.metric is not None:
        values["metric"] = find_metric(session, args.metric)
    if args.amount is not None:
        counted = values.get("metric")
        if counted is None or isinstance(counted, str):
            raise HuddleError("Add the metric of the amount: --metric NAME --amount N")
        values["amount"] = parse_amount(args.amount, counted.scale)
    if args.every is not None:
        values["every"] = args.every
    if args.on is not None:
        values["weekday"] = WEEKDAYS.index(args.on) + 1
        if args.every is None:
            values["every"] = "week"
    if args.due is not None:
        values["due"] = require_day(args.due, session.today)
    return values
