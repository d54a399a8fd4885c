"""`huddle training log TOPIC`: logs a training session."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, Namespace

from tui.commands.context import Context
from tui.commands.day_option import read_past_day


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "topic", metavar="TOPIC", nargs="+", help="e.g. online, role play, product, market, calls reviewed"
    )
    parser.add_argument("--on", metavar="DATE", help="the day: yesterday, friday, 20 Nov")
    parser.add_argument("--note", metavar="TEXT", help="visible to you and the leader")
    # Without SUPPRESS the default would override a --json before the verb.
    parser.add_argument("--json", action="store_true", default=SUPPRESS, help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core.conversations import training
    from core.values.periods import format_date

    session = context.session()
    day = read_past_day(args.on, session.today)
    logged = training.log_session(session, " ".join(args.topic), day=day, note=args.note)
    if args.json:
        context.print_json(logged)
        return 0
    own_line = next(
        (line for line in training.list_member_training(session) if session.viewer.is_member(line.member.id)), None
    )
    streak = f" {own_line.streak} working days in a row." if own_line and own_line.streak > 1 else ""
    when = "" if logged.day == session.today else f" on {format_date(logged.day)}"
    context.print_text(f"{logged.topic}, logged{when}.{streak}")
    return 0
