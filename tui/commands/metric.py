"""`huddle metric`: what the team counts."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    what = parser.add_subparsers(dest="what", metavar="add|adopt|shelf|list|remit|private|end", required=True)

    new = what.add_parser("add", help="count something", allow_abbrev=False)
    new.add_argument("name", metavar="NAME")
    new.add_argument("--unit", metavar="U", default="", help="a currency such as EUR, a word such as calls, or %%")
    new.add_argument("--decimals", metavar="N", type=int, help="how many decimals it keeps (default: by its unit)")
    kind = new.add_mutually_exclusive_group()
    for name, line in (
        ("sum", "amounts add up (this is the default)"),
        ("count", "entries are counted"),
        ("mean", "the mean of the entries"),
        ("latest", "the last entry of each member stands; the team's is the sum of them"),
    ):
        kind.add_argument(f"--{name}", dest="kind", action="store_const", const=name, help=line)
    kind.add_argument("--ratio", nargs=2, metavar=("NUM", "DEN"), help="one metric divided by another")
    new.add_argument("--lower-is-better", action="store_true", help="such as complaints, or days to answer")
    new.add_argument(
        "--outside-remit", action="store_true", help="no seller steers it (net profit): shown, and nobody's target"
    )

    ready = what.add_parser("adopt", help="count a ready-made metric and what it is made of", allow_abbrev=False)
    ready.add_argument("name", metavar="NAME", help="as in `huddle metric shelf`, or its beginning")
    ready.add_argument("--json", action="store_true", help="for scripts")

    shelf = what.add_parser("shelf", help="the ready-made metrics, their formulas and sources", allow_abbrev=False)
    shelf.add_argument("--json", action="store_true", help="for scripts")

    remit = what.add_parser("remit", help="say whether a seller steers it; the leader may", allow_abbrev=False)
    remit.add_argument("name", metavar="METRIC")
    remit.add_argument("where", choices=("inside", "outside"), help="of a seller's remit")

    private = what.add_parser("private", help="rank nobody on it: each sees only themself", allow_abbrev=False)
    private.add_argument("name", metavar="METRIC")
    private.add_argument("--off", action="store_true", help="everybody's again")

    seen = what.add_parser("list", help="what is counted", allow_abbrev=False)
    seen.add_argument("--all", action="store_true", help="also what has ended")
    seen.add_argument("--json", action="store_true", help="for scripts")

    end = what.add_parser("end", help="stop counting; what was entered stays", allow_abbrev=False)
    end.add_argument("name", metavar="METRIC")


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
    from core.metrics import add_metric, metric, usual_scale

    session = context.session()
    kind = "ratio" if args.ratio else args.kind or "sum"
    parts = [metric(session, name) for name in args.ratio or ()]
    made = add_metric(
        session,
        args.name,
        kind=kind,
        unit=args.unit,
        scale=usual_scale(kind, args.unit) if args.decimals is None else args.decimals,
        better="lower" if args.lower_is_better else "higher",
        numerator=parts[0] if parts else None,
        denominator=parts[1] if parts else None,
        outside_remit=args.outside_remit,
    )
    if kind == "ratio":
        context.out(f"{made.name} is counted now, as {parts[0].name} ÷ {parts[1].name}.")
    else:
        name = f"'{made.name}'" if " " in made.name else made.name
        how = "by its latest value" if kind == "latest" else f"as a {kind}"
        context.out(f"{made.name} is counted now, {how}. Enter amounts with: huddle log {name} AMOUNT")
    return 0


def _adopt(args: Namespace, context: Context) -> int:
    from core.metric_shelf import adopt, formula

    session = context.session()
    made = adopt(session, args.name)
    if args.json:
        context.json([{"name": each.name, "formula": formula(session, each)} for each in made])
        return 0
    for each in made:
        context.out(f"{each.name} is counted now: {formula(session, each)}.")
    return 0


def _shelf(args: Namespace, context: Context) -> int:
    from core.metric_shelf import offers
    from tui.commands.table import table

    there = offers(context.session())
    if args.json:
        context.json(there)
    else:
        context.out(table(("✓" if each.adopted else " ", each.name, each.formula, each.source) for each in there))
        context.out("Count one with: huddle metric adopt NAME")
    return 0


def _remit(args: Namespace, context: Context) -> int:
    from core.metrics import metric, set_remit

    session = context.session()
    changed = set_remit(session, metric(session, args.name), outside=args.where == "outside")
    what = "shown, and nobody's target" if changed.outside_remit else "a target can be agreed on it"
    context.out(f"{changed.name} is {args.where} a seller's remit: {what}.")
    return 0


def _private(args: Namespace, context: Context) -> int:
    from core.metrics import metric
    from core.private_boards import set_private

    session = context.session()
    changed = set_private(session, metric(session, args.name), not args.off)
    if changed.private:
        context.out(f"{changed.name} is private: nobody is ranked, and each sees only themself and the team's number.")
    else:
        context.out(f"{changed.name} is everybody's to see again.")
    return 0


def _end(args: Namespace, context: Context) -> int:
    from core.metrics import end_metric, metric

    session = context.session()
    ended = end_metric(session, metric(session, args.name))
    context.out(f"{ended.name} is not counted any more. What was entered stays.")
    return 0


def _list(args: Namespace, context: Context) -> int:
    from core.metric_shelf import formula
    from core.metrics import metrics
    from tui.commands.table import table

    session = context.session()
    names = {each.id: each.name for each in metrics(session, include_ended=True)}
    there = metrics(session, include_ended=args.all)
    if args.json:
        context.json(
            [
                {
                    "name": each.name,
                    "kind": each.kind,
                    "unit": each.unit,
                    "decimals": each.scale,
                    "better": each.better,
                    "numerator": names.get(each.numerator_id or 0),
                    "denominator": names.get(each.denominator_id or 0),
                    "formula": formula(session, each),
                    "outside_remit": each.outside_remit,
                    "private": each.private,
                    "ended_on": each.ended_on,
                }
                for each in there
            ]
        )
        return 0
    if not there:
        context.out("Nothing is counted yet. Add a metric with: huddle metric add NAME")
        return 0
    context.out(
        table(
            (
                each.name,
                formula(session, each) if each.kind == "ratio" or each.counted_from != "entries" else each.kind,
                each.unit,
                "lower is better" if each.better == "lower" else "",
                "outside a seller's remit" if each.outside_remit else "",
                "private" if each.private else "",
                f"ended {each.ended_on}" if each.ended_on else "",
            )
            for each in there
        )
    )
    return 0
