"""`huddle metric`: what the team counts."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    what = parser.add_subparsers(dest="what", metavar="add|list|end", required=True)

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

    seen = what.add_parser("list", help="what is counted", allow_abbrev=False)
    seen.add_argument("--all", action="store_true", help="also what has ended")
    seen.add_argument("--json", action="store_true", help="for scripts")

    end = what.add_parser("end", help="stop counting; what was entered stays", allow_abbrev=False)
    end.add_argument("name", metavar="METRIC")


def run(args: Namespace, context: Context) -> int:
    return {"add": _add, "list": _list, "end": _end}[args.what](args, context)


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
    )
    if kind == "ratio":
        context.out(f"{made.name} is counted now, as {parts[0].name} ÷ {parts[1].name}.")
    else:
        name = f"'{made.name}'" if " " in made.name else made.name
        how = "by its latest value" if kind == "latest" else f"as a {kind}"
        context.out(f"{made.name} is counted now, {how}. Enter amounts with: huddle log {name} AMOUNT")
    return 0


def _end(args: Namespace, context: Context) -> int:
    from core.metrics import end_metric, metric

    session = context.session()
    ended = end_metric(session, metric(session, args.name))
    context.out(f"{ended.name} is not counted any more. What was entered stays.")
    return 0


def _list(args: Namespace, context: Context) -> int:
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
                f"{names[each.numerator_id or 0]} ÷ {names[each.denominator_id or 0]}"
                if each.kind == "ratio"
                else each.kind,
                each.unit,
                "lower is better" if each.better == "lower" else "",
                f"ended {each.ended_on}" if each.ended_on else "",
            )
            for each in there
        )
    )
    return 0
