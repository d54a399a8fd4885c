"""`huddle training`: who trains today, for how long without a gap, who practises with whom, and one's own mentoring."""

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
    drawn = role_play.draw_pairs(session) if args.draw else role_play.role_play(session)
    lines = training.board(session)
    mine = mentoring.mentorings(session, mine=True)
    daily = team(session).training_daily
    if args.json:
        context.json(
            {
                "daily": daily,
                "members": [_values(line) for line in lines],
                "role_play": _drawn(drawn) if drawn else None,
                "mentoring": [
                    {"mentor": each.mentor.name, "mentee": each.mentee.name, "every": each.pair.every, "due": each.due}
                    for each in mine
                ],
            }
        )
        return 0
    from tui.commands.table import table

    asked = f"{daily} a day" if daily else "no daily minimum"
    context.out(f"{sum(line.done for line in lines)} of {sum(line.works for line in lines)} today · {asked}")
    context.out(table(_cells(line) for line in lines))
    if drawn is not None:
        when = "today" if drawn.day == session.today else f"{drawn.day:%A} {drawn.day}"
        context.out(f"role play, {when}")
        context.out("\n".join(f"  {one.name} with {other.name}" for one, other in drawn.pairs))
        if drawn.listens is not None:
            context.out(f"  {drawn.listens.name} listens to the last two")
    for each in mine:
        context.out(_mentoring(each))
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


def _mentoring(each: Mentoring) -> str:
    return f"{each.mentor.name} mentors {each.mentee.name} · next by {each.due}"


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


def _drawn(drawn: RolePlay) -> dict[str, object]:
    return {
        "day": drawn.day,
        "pairs": [[one.name, other.name] for one, other in drawn.pairs],
        "listens": drawn.listens.name if drawn.listens else None,
    }
