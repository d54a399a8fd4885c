"""`huddle team`: what the team has settled about itself."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    what = parser.add_subparsers(dest="what", metavar="show|set", required=True)

    seen = what.add_parser("show", help="what is settled", allow_abbrev=False)
    seen.add_argument("--json", action="store_true", help="for scripts")

    new = what.add_parser("set", help="settle it otherwise; the leader may", allow_abbrev=False)
    new.add_argument("--name", metavar="NAME", help="what the team is called")
    new.add_argument("--question", metavar="TEXT", help="what the team asks itself when it collects")
    new.add_argument("--celebrate", choices=("on", "off"), help="show a win on every screen for a few seconds")
    new.add_argument(
        "--anonymous-pulse", choices=("on", "off"), help="keep no names with how a meeting felt; between meetings"
    )
    new.add_argument("--currency", metavar="CODE", help="its three letters, such as EUR")
    new.add_argument("--working-days", metavar="DAYS", help="the numbers of the weekdays, 1 for Monday: 12345")
    new.add_argument("--country", metavar="CODE", help="whose public holidays it keeps: DE, or DE-NW; '' for none")
    new.add_argument(
        "--silence-days", metavar="N", type=int, help="after how many days without a talk with who is behind"
    )
    new.add_argument("--group-min", metavar="N", type=int, help="the fewest members of a group")
    new.add_argument("--group-max", metavar="N", type=int, help="the most")
    new.add_argument("--training-daily", metavar="N", type=int, help="training sessions a day; 0 for none")


def run(args: Namespace, context: Context) -> int:
    return {"show": _show, "set": _set}[args.what](args, context)


def _set(args: Namespace, context: Context) -> int:
    from core.errors import HuddleError
    from core.team import edit_team

    values = {
        "name": args.name,
        "question": args.question,
        "celebrates": None if args.celebrate is None else args.celebrate == "on",
        "anonymous_pulse": None if args.anonymous_pulse is None else args.anonymous_pulse == "on",
        "currency": args.currency,
        "working_days": args.working_days,
        "country": args.country,
        "group_min": args.group_min,
        "group_max": args.group_max,
        "training_daily": args.training_daily,
        "silence_days": args.silence_days,
    }
    wanted = {name: value for name, value in values.items() if value is not None}
    if not wanted:
        raise HuddleError("Say what to settle, such as: huddle team set --celebrate off. See: huddle team set --help")
    edit_team(context.session(), **wanted)
    return _tell(context)


def _show(args: Namespace, context: Context) -> int:
    if not args.json:
        return _tell(context)
    from core.team import team

    settled = team(context.session())
    context.json(
        {
            "name": settled.name,
            "question": settled.question,
            "celebrates": settled.celebrates,
            "anonymous_pulse": settled.anonymous_pulse,
            "currency": settled.currency,
            "working_days": settled.working_days,
            "country": settled.country,
            "group_min": settled.group_min,
            "group_max": settled.group_max,
            "training_daily": settled.training_daily,
            "silence_days": settled.silence_days,
        }
    )
    return 0


def _tell(context: Context) -> int:
    from core.commitment_words import WEEKDAYS
    from core.team import team
    from tui.commands.table import table

    settled = team(context.session())
    context.out(settled.name)
    context.out(
        table(
            [
                ("  question", settled.question),
                ("  wins", "celebrated on every screen" if settled.celebrates else "not celebrated on screens"),
                ("  pulse", "nobody's name is kept" if settled.anonymous_pulse else "read by the leader, with names"),
                ("  currency", settled.currency),
                ("  working days", ", ".join(WEEKDAYS[int(day) - 1] for day in settled.working_days)),
                *([("  holidays", f"those of {settled.country}")] if settled.country else []),
                ("  groups", f"of {settled.group_min} to {settled.group_max}"),
                ("  training", f"{settled.training_daily} a day" if settled.training_daily else "no daily minimum"),
                ("  silence", f"told to the leader after {settled.silence_days} days without a talk"),
            ]
        )
    )
    return 0
