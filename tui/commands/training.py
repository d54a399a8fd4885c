"""`huddle training`: prints who has trained today, streaks, role-play pairs, and the viewer's mentoring."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.commands import training_log
from tui.commands.context import Context
from tui.widgets.signs import write_sign

if TYPE_CHECKING:
    from core.conversations.mentoring import Mentoring
    from core.conversations.role_play import RolePlay
    from core.conversations.training import MemberTraining


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("--draw", action="store_true", help="draw today's role-play pairs")
    parser.add_argument("--json", action="store_true", help="for scripts")
    verbs = parser.add_subparsers(dest="verb", metavar="log")
    training_log.add_arguments(verbs.add_parser("log", help="log a training session", allow_abbrev=False))


def run(args: Namespace, context: Context) -> int:
    from core.conversations import mentoring, role_play, training
    from core.team.record import get_team

    if args.verb == "log":
        return training_log.run(args, context)
    session = context.session()
    pairing = role_play.draw_pairs(session) if args.draw else role_play.latest_role_play(session)
    lines = training.list_member_training(session)
    mine = mentoring.list_mentorings(session, mine=True)
    daily = get_team(session).training_daily
    if args.json:
        context.print_json(
            {
                "daily": daily,
                "members": [_values(line) for line in lines],
                "role_play": _pairs_values(pairing) if pairing else None,
                "mentoring": [
                    {
                        "mentor": mentorship.mentor.name,
                        "mentee": mentorship.mentee.name,
                        "every": mentorship.pair.every,
                        "due": mentorship.due_on,
                    }
                    for mentorship in mine
                ],
            }
        )
        return 0
    from tui.commands.table import format_table

    minimum = f"{daily} a day" if daily else "no daily minimum"
    context.print_text(
        f"{sum(line.reached_minimum for line in lines)} of {sum(line.is_workday for line in lines)} today · {minimum}"
    )
    context.print_text(format_table(_cells(line) for line in lines))
    if pairing is not None:
        from core.values.periods import on_day

        when = on_day(pairing.day, session.today)
        context.print_text(f"role play, {when}")
        context.print_text("\n".join(f"  {first.name} with {second.name}" for first, second in pairing.pairs))
        if pairing.listener is not None:
            context.print_text(f"  {pairing.listener.name} joins the last pair as observer")
    for mentorship in mine:
        context.print_text(_mentoring_line(mentorship))
    return 0


def _cells(line: MemberTraining) -> tuple[str, ...]:
    return (
        write_sign("✓") if line.reached_minimum else " ",
        line.member.name,
        "today" if line.reached_minimum else "not yet" if line.is_workday else "day off",
        f"{line.streak} in a row" if line.streak else "",
        f"{line.sessions_this_week} this week" if line.sessions_this_week else "",
        ", ".join(line.topics),
    )


def _mentoring_line(mentorship: Mentoring) -> str:
    return f"{mentorship.mentor.name} mentors {mentorship.mentee.name} · next by {mentorship.due_on}"


def _values(line: MemberTraining) -> dict[str, object]:
    return {
        "member": line.member.name,
        "today": line.sessions_today,
        "done": line.reached_minimum,
        "works": line.is_workday,
        "streak": line.streak,
        "week": line.sessions_this_week,
        "topics": list(line.topics),
    }


def _pairs_values(pairing: RolePlay) -> dict[str, object]:
    return {
        "day": pairing.day,
        "pairs": [[first.name, second.name] for first, second in pairing.pairs],
        "listens": pairing.listener.name if pairing.listener else None,
    }
