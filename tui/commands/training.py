"""`huddle training`: prints who has trained today, streaks, role-play pairs, and the viewer's mentoring."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context

if TYPE_CHECKING:
    from core.mentoring import Mentoring
    from core.role_play import RolePlay
    from core.training import Line


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("--draw", action="store_true", help="draw today's role-play pairs")
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core import mentoring, role_play, training
    from core.team import team

    session = context.session()
    pairing = role_play.draw_pairs(session) if args.draw else role_play.role_play(session)
    lines = training.board(session)
    mine = mentoring.mentorings(session, mine=True)
    daily = team(session).training_daily
    if args.json:
        context.json(
            {
                "daily": daily,
                "members": [_values(line) for line in lines],
                "role_play": _pairs_values(pairing) if pairing else None,
                "mentoring": [
                    {
                        "mentor": mentorship.mentor.name,
                        "mentee": mentorship.mentee.name,
                        "every": mentorship.pair.every,
                        "due": mentorship.due,
                    }
                    for mentorship in mine
                ],
            }
        )
        return 0
    from tui.commands.table import table

    minimum = f"{daily} a day" if daily else "no daily minimum"
    context.out(f"{sum(line.done for line in lines)} of {sum(line.works for line in lines)} today · {minimum}")
    context.out(table(_cells(line) for line in lines))
    if pairing is not None:
        when = "today" if pairing.day == session.today else f"{pairing.day:%A} {pairing.day}"
        context.out(f"role play, {when}")
        context.out("\n".join(f"  {first.name} with {second.name}" for first, second in pairing.pairs))
        if pairing.listens is not None:
            context.out(f"  {pairing.listens.name} listens to the last two")
    for mentorship in mine:
        context.out(_mentoring_line(mentorship))
    return 0


def _cells(line: Line) -> tuple[str, ...]:
    return (
        "✓" if line.done else " ",
        line.member.name,
        "today" if line.done else "not yet" if line.works else "day off",
        f"{line.streak} in a row" if line.streak else "",
        f"{line.week} this week" if line.week else "",
        ", ".join(line.topics),
    )


def _mentoring_line(mentorship: Mentoring) -> str:
    return f"{mentorship.mentor.name} mentors {mentorship.mentee.name} · next by {mentorship.due}"


def _values(line: Line) -> dict[str, object]:
    return {
        "member": line.member.name,
        "today": line.today,
        "done": line.done,
        "works": line.works,
        "streak": line.streak,
        "week": line.week,
        "topics": list(line.topics),
    }


def _pairs_values(pairing: RolePlay) -> dict[str, object]:
    return {
        "day": pairing.day,
        "pairs": [[first.name, second.name] for first, second in pairing.pairs],
        "listens": pairing.listens.name if pairing.listens else None,
    }
