"""`huddle metric`: adds, adopts, lists, changes and ends metrics."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, Namespace

from tui.commands.context import Context
from tui.widgets.signs import write_sign


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(
        dest="what", metavar="add|adopt|shelf|list|rename|remit|private|end|reopen", required=True
    )

    adding = verbs.add_parser("add", help="add a metric", allow_abbrev=False)
    adding.add_argument("name", metavar="NAME")
    adding.add_argument("--unit", metavar="U", default="", help="e.g. EUR, calls or %%")
    adding.add_argument("--decimals", metavar="N", type=int, help="number of decimals (default: by its unit)")
    kind = adding.add_mutually_exclusive_group()
    for name, line in (
        ("sum", "amounts add up (default)"),
        ("count", "entries are counted"),
        ("mean", "the mean of the entries"),
        ("latest", "the last entry of each member counts; the team's is their sum"),
    ):
        kind.add_argument(f"--{name}", dest="kind", action="store_const", const=name, help=line)
    kind.add_argument("--ratio", nargs=2, metavar=("NUM", "DEN"), help="one metric divided by another")
    adding.add_argument("--lower-is-better", action="store_true", help="e.g. complaints, days to answer")
    adding.add_argument(
        "--outside-remit",
        action="store_true",
        help="sellers can't influence it (e.g. net profit): shown, but no targets",
    )

    adopting = verbs.add_parser("adopt", help="add a ready-made metric and its parts", allow_abbrev=False)
    adopting.add_argument("name", metavar="NAME", help="its name in `huddle metric shelf`, or the beginning")
    adopting.add_argument("--json", action="store_true", help="for scripts")

    shelf = verbs.add_parser("shelf", help="list ready-made metrics, their formulas and sources", allow_abbrev=False)
    shelf.add_argument("--json", action="store_true", help="for scripts")

    renaming = verbs.add_parser("rename", help="rename a metric (leader only)", allow_abbrev=False)
    renaming.add_argument("name", metavar="METRIC")
    renaming.add_argument("new_name", metavar="NAME")

    remitting = verbs.add_parser("remit", help="set whether sellers can influence it (leader only)", allow_abbrev=False)
    remitting.add_argument("name", metavar="METRIC")
    remitting.add_argument("where", choices=("inside", "outside"), help="in or out of the sellers' influence")

    private = verbs.add_parser(
        "private", help="make it private for good: no ranking, members see only themselves", allow_abbrev=False
    )
    private.add_argument("name", metavar="METRIC")
    # Accepted to say why it is refused, and not that it is unknown.
    private.add_argument("--off", action="store_true", help=SUPPRESS)

    listing = verbs.add_parser("list", help="list metrics", allow_abbrev=False)
    listing.add_argument("--all", action="store_true", help="also ended metrics")
    listing.add_argument("--json", action="store_true", help="for scripts")

    ending = verbs.add_parser("end", help="end a metric; its entries stay", allow_abbrev=False)
    ending.add_argument("name", metavar="METRIC")

    reopening = verbs.add_parser("reopen", help="reopen a metric that has ended (leader only)", allow_abbrev=False)
    reopening.add_argument("name", metavar="METRIC")


def run(args: Namespace, context: Context) -> int:
    commands = {
        "add": _add,
        "adopt": _adopt,
        "shelf": _shelf,
        "list": _list,
        "rename": _rename,
        "remit": _remit,
        "private": _private,
        "end": _end,
        "reopen": _reopen,
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
        context.print_text(f"Now tracking {added.name}, as {parts[0].name} ÷ {parts[1].name}.")
    else:
        name = f"'{added.name}'" if " " in added.name else added.name
        how = "by its latest value" if kind == "latest" else f"as a {kind}"
        context.print_text(f"Now tracking {added.name}, {how}. Log amounts with: huddle log {name} AMOUNT")
    return 0


def _adopt(args: Namespace, context: Context) -> int:
    from core.metrics.templates import adopt_template, describe_formula

    session = context.session()
    adopted = adopt_template(session, args.name)
    if args.json:
        context.print_json([{"name": row.name, "formula": describe_formula(session, row)} for row in adopted])
        return 0
    for row in adopted:
        context.print_text(f"Now tracking {row.name}: {describe_formula(session, row)}.")
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
                (write_sign("✓") if offer.adopted else " ", offer.name, offer.formula, offer.source)
                for offer in ready_made
            )
        )
        context.print_text("Add one with: huddle metric adopt NAME")
    return 0


def _rename(args: Namespace, context: Context) -> int:
    from core.metrics.metrics import find_metric, rename_metric

    session = context.session()
    metric = find_metric(session, args.name)
    renamed = rename_metric(session, metric, args.new_name)
    context.print_text(f"{metric.name} is now called {renamed.name}. Change the name in your import maps too.")
    return 0


def _remit(args: Namespace, context: Context) -> int:
    from core.metrics.metrics import find_metric, set_remit

    session = context.session()
    changed = set_remit(session, find_metric(session, args.name), outside=args.where == "outside")
    can, what = (
        ("can't", "it is shown, but has no targets") if changed.outside_remit else ("can", "it can have targets")
    )
    context.print_text(f"Sellers {can} influence {changed.name}: {what}.")
    return 0


def _private(args: Namespace, context: Context) -> int:
    from core.errors import HuddleError
    from core.metrics.metrics import find_metric, make_private

    session = context.session()
    metric = find_metric(session, args.name)
    if args.off:
        raise HuddleError(
            f"Private entries stay private. To make a public metric, end {metric.name} with huddle metric end, and "
            "add a new one with: huddle metric add"
        )
    changed = make_private(session, metric)
    context.print_text(
        f"{changed.name} is now private, for good: members see only their own number, and no one is ranked. "
        "The team's number is shown once a month, after the month ends and if three or more people changed it. "
        "Months that already have amounts are not shown. Of three people, two who compare can work out the third. "
        "The person who imports it from a file sees everyone's numbers."
    )
    return 0


def _end(args: Namespace, context: Context) -> int:
    from core.metrics.metrics import end_metric, find_metric

    session = context.session()
    ended = end_metric(session, find_metric(session, args.name))
    context.print_text(f"{ended.name} has ended. Its entries stay.")
    return 0


def _reopen(args: Namespace, context: Context) -> int:
    from core.metrics.metrics import find_metric, reopen_metric

    session = context.session()
    reopened = reopen_metric(session, find_metric(session, args.name))
    context.print_text(f"{reopened.name} is open again. Log amounts with: huddle log")
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
        context.print_text("No metrics yet. Add one with: huddle metric add NAME")
        return 0
    context.print_text(
        format_table(
            (
                row.name,
                describe_formula(session, row) if row.kind == "ratio" or row.counted_from != "entries" else row.kind,
                row.unit,
                "lower is better" if row.better == "lower" else "",
                "outside the sellers' influence" if row.outside_remit else "",
                "private" if row.private else "",
                f"ended {row.ended_on}" if row.ended_on else "",
            )
            for row in listed
        )
    )
    return 0
