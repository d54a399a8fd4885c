"""`huddle measure`: lists, adopts, replaces and ends the team's measures, and commits to them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.access.session import Session
    from core.models import Measure
    from core.outcomes.measures import MeasureOverview
    from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    """Add the options of `huddle measure`."""
    verbs = parser.add_subparsers(dest="what", metavar="list|adopt|replace|end|commit", required=True)

    listing = verbs.add_parser("list", help="list measures and who committed", allow_abbrev=False)
    listing.add_argument("--all", action="store_true", help="also ended measures, and why they ended")

    adopting = verbs.add_parser("adopt", help="add a measure: a metric, ready-made or new", allow_abbrev=False)
    adopting.add_argument("name", metavar="METRIC")

    replacing = verbs.add_parser("replace", help="replace a measure; the history stays", allow_abbrev=False)
    replacing.add_argument("old", metavar="MEASURE")
    replacing.add_argument("name", metavar="METRIC")

    ending = verbs.add_parser("end", help="end a measure", allow_abbrev=False)
    ending.add_argument("old", metavar="MEASURE")

    committing = verbs.add_parser("commit", help="commit to a measure, in your own words", allow_abbrev=False)
    committing.add_argument("old", metavar="MEASURE")
    committing.add_argument("text", nargs="*", metavar="TEXT", help="what you will do (default: the metric's name)")
    committing.add_argument("--for", dest="whose", metavar="NAME|team", help="who commits, if you type for them")
    committing.add_argument("--amount", metavar="N", help="how much of it")
    committing.add_argument("--every", choices=("day", "week", "month", "quarter"), help="how often")

    for verb in (adopting, replacing):
        verb.add_argument("--unit", metavar="U", help="the unit of a new metric; “” for none")
    for verb in (replacing, ending):
        verb.add_argument("--because", metavar="TEXT", required=True, help="why")
    for verb in (adopting, replacing, ending, committing):
        verb.add_argument("--territory", metavar="T", help="for one territory (default: the whole team)")
    for verb in (listing, adopting, replacing, ending, committing):
        verb.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    """Run the verb, and print the changed measure."""
    from core.outcomes import measures

    session = context.session()
    if args.what == "list":
        return _list(args, context, session)
    if args.what == "adopt":
        measure = measures.adopt_measure(session, args.name, territory=args.territory, unit=args.unit)
    elif args.what == "commit":
        return _commit(args, context, session)
    else:
        measure = measures.find(session, args.old, args.territory)
        if args.what == "replace":
            measure = measures.replace_measure(session, measure, args.name, args.because, unit=args.unit)
        else:
            measure = measures.end_measure(session, measure, args.because)
    _print_measure(args, context, session, measure)
    return 0


def _print_measure(args: Namespace, context: Context, session: Session, measure: Measure) -> None:
    from core.outcomes.measures import describe_count_problem, list_measures

    adopted_measure = next(
        candidate for candidate in list_measures(session, include_ended=True) if candidate.id == measure.id
    )
    if args.json:
        context.print_json(adopted_measure)
        return
    owner_name = adopted_measure.territory or "the team"
    status = (
        f"no longer a measure of {owner_name}. See it with: huddle measure list --all"
        if adopted_measure.ended_on
        else f"a measure of {owner_name}"
    )
    context.print_text(f"{adopted_measure.metric} is {status}.")
    warning = describe_count_problem(session, adopted_measure.territory)
    if warning:
        context.print_text(warning)


def _commit(args: Namespace, context: Context, session: Session) -> int:
    from core.models import Metric
    from core.outcomes import measures
    from core.team import members
    from core.values.amounts import parse_amount
    from tui.commands.commit import is_whole_team
    from tui.commands.commitment_output import commitment_values, format_commitment_line

    measure = measures.find(session, args.old, args.territory)
    metric = session.get(Metric, measure.metric_id)
    amount = parse_amount(args.amount, metric.scale) if args.amount is not None and metric else None
    for_team = is_whole_team(args.whose)
    member = members.find_member(session, args.whose) if args.whose and not for_team else None
    commitment = measures.commit_to_measure(
        session, measure, " ".join(args.text), team=for_team, member=member, amount=amount, every=args.every
    )
    if args.json:
        context.print_json(commitment_values(session, commitment))
    else:
        context.print_text(format_commitment_line(session, commitment))
    return 0


def _list(args: Namespace, context: Context, session: Session) -> int:
    from core.outcomes.measures import describe_count_problem, list_measures, list_territories
    from tui.commands.table import format_table

    listed = list_measures(session, include_ended=args.all)
    if args.json:
        context.print_json(listed)
        return 0
    if not listed:
        context.print_text("No measures yet. Add one with: huddle measure adopt METRIC")
        return 0
    context.print_text(format_table(_row(measure) for measure in listed))
    for warning in filter(
        None, (describe_count_problem(session, territory) for territory in (None, *list_territories(session)))
    ):
        context.print_text(warning)
    return 0


def _row(measure: MeasureOverview) -> tuple[str, ...]:
    asked_count = len(measure.committed) + len(measure.not_yet)
    until = f"until {measure.ended_on}" if measure.ended_on else f"since {measure.since}"
    after = f"then {measure.replaced_by}" if measure.replaced_by else ""
    return (
        measure.territory or "team",
        measure.metric,
        f"{len(measure.committed)} of {asked_count} committed" if not measure.ended_on else "",
        "the team too" if measure.team_committed else "",
        until,
        ": ".join(word for word in (after, measure.reason) if word),
    )
