"""`huddle metric`: adds, adopts, lists, changes and ends metrics."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, Namespace

from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(dest="what", metavar="add|adopt|shelf|list|remit|private|end", required=True)

    adding = verbs.add_parser("add", help="count something", allow_abbrev=False)
    adding.add_argument("name", metavar="NAME")
    adding.add_argument("--unit", metavar="U", default="", help="a currency such as EUR, a word such as calls, or %%")
    adding.add_argument("--decimals", metavar="N", type=int, help="how many decimals it keeps (default: by its unit)")
    kind = adding.add_mutually_exclusive_group()
    for name, line in (
        ("sum", "amounts add up (this is the default)"),
        ("count", "entries are counted"),
        ("mean", "the mean of the entries"),
        ("latest", "the last entry of each member stands; the team's is the sum of them"),
    ):
        kind.add_argument(f"--{name}", dest="kind", action="store_const", const=name, help=line)
    kind.add_argument("--ratio", nargs=2, metavar=("NUM", "DEN"), help="one metric divided by another")
    adding.add_argument("--lower-is-better", action="store_true", help="such as complaints, or days to answer")
    adding.add_argument(
        "--outside-remit", action="store_true", help="no seller steers it (net profit): shown, and nobody's target"
    )

    adopting = verbs.add_parser("adopt", help="count a ready-made metric and what it is made of", allow_abbrev=False)
    adopting.add_argument("name", metavar="NAME", help="as in `huddle metric shelf`, or its beginning")
    adopting.add_argument("--json", action="store_true", help="for scripts")

    shelf = verbs.add_parser("shelf", help="the ready-made metrics, their formulas and sources", allow_abbrev=False)
    shelf.add_argument("--json", action="store_true", help="for scripts")

    remitting = verbs.add_parser("remit", help="say whether a seller steers it; the leader may", allow_abbrev=False)
    remitting.add_argument("name", metavar="METRIC")
    remitting.add_argument("where", choices=("inside", "outside"), help="of a seller's remit")

    private = verbs.add_parser("private", help="each member sees their own number alone, for good", allow_abbrev=False)
    private.add_argument("name", metavar="METRIC")
    # Accepted to say why it is refused, and not that it is unknown.
    private.add_argument("--off", action="store_true", help=SUPPRESS)

    listing = verbs.add_parser("list", help="what is counted", allow_abbrev=False)
    listing.add_argument("--all", action="store_true", help="also what has ended")
    listing.add_argument("--json", action="store_true", help="for scripts")

    ending = verbs.add_parser("end", help="stop counting; what was entered stays", allow_abbrev=False)
    ending.add_argument("name", metavar="METRIC")


def run(args: Namespace, context: Context) -> int:
    commands = {
        "add": _add,
        "adopt": _adopt,
        "shelf": _shelf,
        "list": _list,
        "remit": _remit,
        "private": _private,
        "end": _end,
    }
    return commands[args.what](args, context)


def _add(args: Namespace, context: Context) -> int:
    from core.metrics.metrics import add_metric, default_scale, find_metric

    session = context.session()
    kind = "ratio" if args.ratio else args.kind or "sum"
    parts = [find_metric(session, name) for name in args.ratio or ()]
    added = add_metric(
        session,
        args.name,
        kind=kind,
        unit=args.unit,
        scale=default_scale(kind, args.unit) if args.decimals is None else args.decimals,
        better="lower" if args.lower_is_better else "higher",
        numerator=parts[0] if parts else None,
        denominator=parts[1] if parts else None,
        outside_remit=args.outside_remit,
    )
    if kind == "ratio":
        context.print_text(f"{added.name} is counted now, as {parts[0].name} ÷ {parts[1].name}.")
    else:
        name = f"'{added.name}'" if " " in added.name else added.name
        how = "by its latest value" if kind == "latest" else f"as a {kind}"
        context.print_text(f"{added.name} is counted now, {how}. Enter amounts with: huddle log {name} AMOUNT")
    return 0


def _adopt(args: Namespace, context: Context) -> int:
    from core.metrics.templates import adopt_template, describe_formula

    session = context.session()
    adopted = adopt_template(session, args.name)
    if args.json:
        context.print_json([{"name": row.name, "formula": describe_formula(session, row)} for row in adopted])
        return 0
    for row in adopted:
        context.print_text(f"{row.name} is counted now: {describe_formula(session, row)}.")
    return 0


def _shelf(args: Namespace, context: Context) -> int:
    from core.metrics.templates import list_offers
    from tui.commands.table import format_table

    ready_made = list_offers(context.session())
    if args.json:
        context.print_json(ready_made)
    else:
        context.print_text(
            format_table(
                ("✓" if offer.adopted else " ", offer.name, offer.formula, offer.source) for offer in ready_made
            )
        )
        context.print_text("Count one with: huddle metric adopt NAME")
    return 0


def _remit(args: Namespace, context: Context) -> int:
    from core.metrics.metrics import find_metric, set_remit

    session = context.session()
    changed = set_remit(session, find_metric(session, args.name), outside=args.where == "outside")
    what = "shown, and nobody's target" if changed.outside_remit else "a target can be agreed on it"
    context.print_text(f"{changed.name} is {args.where} a seller's remit: {what}.")
    return 0


def _private(args: Namespace, context: Context) -> int:
    from core.errors import HuddleError
    from core.metrics.metrics import find_metric, make_private

    session = context.session()
    metric = find_metric(session, args.name)
    if args.off:
        raise HuddleError(
            f"What was entered in confidence stays private. To count it openly from now on, end {metric.name} with: "
            "huddle metric end, and start a new one with: huddle metric add"
        )
    changed = make_private(session, metric)
    context.print_text(
        f"{changed.name} is private from now on, for good: each member sees their own number, and nobody is ranked. "
        "The team's number is told once a month, when the month is over and three people or more have moved it; "
        "a month that has amounts already is not told. Of three, two who tell each other theirs know the third's. "
        "Whoever imports it from a file has the numbers of all."
    )
    return 0


def _end(args: Namespace, context: Context) -> int:
    from core.metrics.metrics import end_metric, find_metric

    session = context.session()
    ended = end_metric(session, find_metric(session, args.name))
    context.print_text(f"{ended.name} is not counted any more. What was entered stays.")
    return 0


def _list(args: Namespace, context: Context) -> int:
    from core.metrics.metrics import list_metrics
    from core.metrics.templates import describe_formula
    from tui.commands.table import format_table

    session = context.session()
    names = {row.id: row.name for row in list_metrics(session, include_ended=True)}
    listed = list_metrics(session, include_ended=args.all)
    if args.json:
        context.print_json(
            [
                {
                    "name": row.name,
                    "kind": row.kind,
                    "unit": row.unit,
                    "decimals": row.scale,
                    "better": row.better,
                    "numerator": names.get(row.numerator_id or 0),
                    "denominator": names.get(row.denominator_id or 0),
                    "formula": describe_formula(session, row),
                    "outside_remit": row.outside_remit,
                    "private": row.private,
                    "ended_on": row.ended_on,
                }
                for row in listed
            ]
        )
        return 0
    if not listed:
        context.print_text("Nothing is counted yet. Add a metric with: huddle metric add NAME")
        return 0
    context.print_text(
        format_table(
            (
                row.name,
                describe_formula(session, row) if row.kind == "ratio" or row.counted_from != "entries" else row.kind,
                row.unit,
                "lower is better" if row.better == "lower" else "",
                "outside a seller's remit" if row.outside_remit else "",
                "private" if row.private else "",
                f"ended {row.ended_on}" if row.ended_on else "",
            )
            for row in listed
        )
    )
    return 0
