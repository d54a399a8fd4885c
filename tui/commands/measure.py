"""`huddle measure`: what the team chose to measure itself by, and who has committed to it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.measures import Adopted
    from core.models import Measure
    from core.session import Session
    from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    """The options of `huddle measure`."""
    what = parser.add_subparsers(dest="what", metavar="list|adopt|replace|end|commit", required=True)

    seen = what.add_parser("list", help="the measures, and who has committed to them", allow_abbrev=False)
    seen.add_argument("--all", action="store_true", help="also what came before them, and why it ended")

    new = what.add_parser("adopt", help="adopt a metric, a ready-made one or a new one", allow_abbrev=False)
    new.add_argument("name", metavar="METRIC")

    other = what.add_parser("replace", help="put another in its place; the history stays", allow_abbrev=False)
    other.add_argument("old", metavar="MEASURE")
    other.add_argument("name", metavar="METRIC")

    over = what.add_parser("end", help="end one without another in its place", allow_abbrev=False)
    over.add_argument("old", metavar="MEASURE")

    own = what.add_parser("commit", help="commit to one, in your own words", allow_abbrev=False)
    own.add_argument("old", metavar="MEASURE")
    own.add_argument("text", nargs="*", metavar="TEXT", help="what you will do (default: the metric's name)")
    own.add_argument("--for", dest="whose", metavar="NAME|team", help="who commits, when you type for them")
    own.add_argument("--amount", metavar="N", help="how much of it")
    own.add_argument("--every", choices=("day", "week", "month", "quarter"), help="how often")

    for verb in (new, other):
        verb.add_argument("--unit", metavar="U", help="makes a new metric, counted in this; “” for none")
    for verb in (other, over):
        verb.add_argument("--because", metavar="TEXT", required=True, help="why")
    for verb in (new, other, over, own):
        verb.add_argument("--territory", metavar="T", help="of one territory (default: of the whole team)")
    for verb in (seen, new, other, over, own):
        verb.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    """Does what is asked, and prints the measure as it stands then."""
    from core import measures

    s = context.session()
    if args.what == "list":
        return _list(args, context, s)
    if args.what == "adopt":
        done = measures.adopt(s, args.name, territory=args.territory, unit=args.unit)
    elif args.what == "commit":
        return _commit(args, context, s)
    else:
        done = measures.find(s, args.old, args.territory)
        if args.what == "replace":
            done = measures.replace(s, done, args.name, args.because, unit=args.unit)
        else:
            done = measures.end(s, done, args.because)
    _tell(args, context, s, done)
    return 0


def _tell(args: Namespace, context: Context, s: Session, done: Measure) -> None:
    from core.measures import adopted, advice

    told = next(one for one in adopted(s, include_ended=True) if one.id == done.id)
    if args.json:
        context.json(told)
        return
    whose = told.territory or "the team"
    verb = (
        f"no measure of {whose} any more; it stays in huddle measure list --all"
        if told.ended_on
        else f"a measure of {whose}"
    )
    context.out(f"{told.metric} is {verb}.")
    warning = advice(s, told.territory)
    if warning:
        context.out(warning)


def _commit(args: Namespace, context: Context, s: Session) -> int:
    from core import measures, members
    from core.amounts import parse
    from core.models import Metric
    from tui.commands.commit import is_team
    from tui.commands.commitment import line, values

    measure = measures.find(s, args.old, args.territory)
    metric = s.get(Metric, measure.metric_id)
    amount = parse(args.amount, metric.scale) if args.amount is not None and metric else None
    team = is_team(args.whose)
    member = members.member(s, args.whose) if args.whose and not team else None
    taken = measures.commit_to(
        s, measure, " ".join(args.text), team=team, member=member, amount=amount, every=args.every
    )
    if args.json:
        context.json(values(s, taken))
    else:
        context.out(line(s, taken))
    return 0


def _list(args: Namespace, context: Context, s: Session) -> int:
    from core.measures import adopted, advice, territories
    from tui.commands.table import table

    found = adopted(s, include_ended=args.all)
    if args.json:
        context.json(found)
        return 0
    if not found:
        context.out("The team has chosen no measures yet. Collect some on the board measures, or: huddle measure adopt")
        return 0
    context.out(table(_row(one) for one in found))
    for warning in filter(None, (advice(s, each) for each in (None, *territories(s)))):
        context.out(warning)
    return 0


def _row(one: Adopted) -> tuple[str, ...]:
    asked = len(one.committed) + len(one.not_yet)
    until = f"until {one.ended_on}" if one.ended_on else f"since {one.since}"
    after = f"then {one.replaced_by}" if one.replaced_by else ""
    return (
        one.territory or "team",
        one.metric,
        f"{len(one.committed)} of {asked} committed" if not one.ended_on else "",
        "the team too" if one.team_committed else "",
        until,
        ": ".join(word for word in (after, one.reason) if word),
    )
