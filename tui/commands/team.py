"""`huddle team`: prints and changes the settings of the team."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(dest="what", metavar="show|set", required=True)

    showing = verbs.add_parser("show", help="show the team's settings", allow_abbrev=False)
    showing.add_argument("--json", action="store_true", help="for scripts")

    setting = verbs.add_parser("set", help="change a setting (leader only)", allow_abbrev=False)
    setting.add_argument("--name", metavar="NAME", help="the team's name")
    setting.add_argument("--question", metavar="TEXT", help="the question for collecting cards")
    setting.add_argument("--celebrate", choices=("on", "off"), help="show wins on every screen for a few seconds")
    setting.add_argument(
        "--anonymous-pulse", choices=("on", "off"), help="rate meetings anonymously; change it between meetings"
    )
    setting.add_argument("--currency", metavar="CODE", help="three letters, e.g. EUR")
    setting.add_argument("--working-days", metavar="DAYS", help="weekdays as numbers, 1 is Monday: 12345")
    setting.add_argument("--time-zone", metavar="NAME", help="where the team's days begin and end: Europe/Berlin")
    setting.add_argument("--country", metavar="CODE", help="the public holidays: DE, or DE-NW; '' for none")
    setting.add_argument(
        "--silence-days", metavar="N", type=int, help="days without a talk before the leader is told who is behind"
    )
    setting.add_argument("--group-min", metavar="N", type=int, help="smallest group")
    setting.add_argument("--group-max", metavar="N", type=int, help="largest group")
    setting.add_argument(
        "--voters-min", metavar="N", type=int, help="how many voters before vote counts are shown; 3 or more"
    )
    setting.add_argument("--training-daily", metavar="N", type=int, help="training sessions a day; 0 for none")


def run(args: Namespace, context: Context) -> int:
    return {"show": _show, "set": _set}[args.what](args, context)


def _set(args: Namespace, context: Context) -> int:
    from core.errors import HuddleError
    from core.team.team import edit_team

    values = {
        "name": args.name,
        "question": args.question,
        "celebrates": None if args.celebrate is None else args.celebrate == "on",
        "anonymous_pulse": None if args.anonymous_pulse is None else args.anonymous_pulse == "on",
        "currency": args.currency,
        "working_days": args.working_days,
        "time_zone": args.time_zone,
        "country": args.country,
        "group_min": args.group_min,
        "group_max": args.group_max,
        "training_daily": args.training_daily,
        "silence_days": args.silence_days,
        "voters_min": args.voters_min,
    }
    wanted = {name: value for name, value in values.items() if value is not None}
    if not wanted:
        raise HuddleError("Add a setting, e.g. huddle team set --celebrate off. See: huddle team set --help")
    edit_team(context.session(), **wanted)
    return _print_settings(context)


def _show(args: Namespace, context: Context) -> int:
    if not args.json:
        return _print_settings(context)
    from core.team.record import get_team

    row = get_team(context.session())
    context.print_json(
        {
            "name": row.name,
            "question": row.question,
            "celebrates": row.celebrates,
            "anonymous_pulse": row.anonymous_pulse,
            "currency": row.currency,
            "working_days": row.working_days,
            "time_zone": row.time_zone,
            "country": row.country,
            "group_min": row.group_min,
            "group_max": row.group_max,
            "training_daily": row.training_daily,
            "silence_days": row.silence_days,
            "voters_min": row.voters_min,
        }
    )
    return 0


def _print_settings(context: Context) -> int:
    from core.team.record import get_team
    from core.values.periods import WEEKDAYS
    from core.values.text import format_count
    from tui.commands.table import format_table

    row = get_team(context.session())
    context.print_text(row.name)
    context.print_text(
        format_table(
            [
                ("  question", row.question),
                ("  wins", "celebrated on every screen" if row.celebrates else "not celebrated on screens"),
                ("  pulse", "anonymous" if row.anonymous_pulse else "visible to the leader, with names"),
                ("  votes", f"shown from {row.voters_min} voters"),
                ("  currency", row.currency),
                ("  working days", ", ".join(WEEKDAYS[int(day) - 1] for day in row.working_days)),
                ("  time zone", row.time_zone or "each computer's own"),
                *([("  holidays", f"those of {row.country}")] if row.country else []),
                ("  groups", f"of {row.group_min} to {row.group_max}"),
                ("  training", f"{row.training_daily} a day" if row.training_daily else "no daily minimum"),
                ("  silence", f"shown to the leader after {format_count(row.silence_days, 'day')} without a talk"),
            ]
        )
    )
    return 0
