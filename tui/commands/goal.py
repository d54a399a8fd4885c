"""`huddle goal set|list|end`: where the company, the team and you want to get."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from typing import get_args

from core.models import Goal, GoalLevel, Visibility
from tui.commands.context import Context
from tui.commands.table import table

SEEN_BY = {
    "me": "only you see it",
    "leader": "you and the leader see it",
    "group": "your group sees it",
    "everyone": "everyone sees it",
}


def day(text: str) -> date:
    """A day typed as 2026-12-31."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no day. Type it as 2026-12-31.") from None


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="set|list|end")
    setting = verbs.add_parser("set", help="set a goal", allow_abbrev=False)
    setting.add_argument("text", nargs="+", metavar="TEXT", help="the goal")
    setting.add_argument("--level", choices=get_args(GoalLevel), default="team", help="whose goal it is (team)")
    setting.add_argument("--due", type=day, metavar="DATE", help="the day by which, 2026-12-31")
    setting.add_argument("--why", metavar="TEXT", help="what reaching or missing it would mean")
    setting.add_argument(
        "--visible", choices=get_args(Visibility), default="me", help="who sees a personal goal (only you)"
    )
    listing = verbs.add_parser("list", help="the goals you may see", allow_abbrev=False)
    listing.add_argument("--all", action="store_true", help="also those that have ended")
    ending = verbs.add_parser("end", help="end a goal", allow_abbrev=False)
    ending.add_argument("number", type=int, metavar="NUMBER", help="its number in `huddle goal list`")
    for verb in (setting, listing, ending):
        verb.add_argument("--json", action="store_true", help="print it as JSON")


def run(args: Namespace, context: Context) -> int:
    from core import goals, members
    from core.errors import HuddleError

    s = context.session()
    if args.verb == "list":
        found = goals.goals(s, include_ended=args.all)
        if args.json:
            context.json(found)
            return 0
        names = {member.id: member.name for member in members.members(s, include_left=True)}
        if found:
            context.out(table(_row(goal, names) for goal in found))
        else:
            context.out("No goal yet. Set the team's with: huddle goal set TEXT --due DATE")
        return 0
    if args.verb == "set":
        goal = goals.set_goal(
            s, " ".join(args.text), level=args.level, due=args.due, why=args.why, visibility=args.visible
        )
        told = f"Set goal {goal.id}: {goal.text} ({SEEN_BY[goal.visibility]})"
    else:
        mine = [goal for goal in goals.goals(s, include_ended=True) if goal.id == args.number]
        if not mine:
            raise HuddleError(f"There is no goal {args.number}. See the numbers with: huddle goal list")
        goal = goals.end_goal(s, mine[0])
        told = f"Ended goal {goal.id}: {goal.text}"
    if args.json:
        context.json(goal)
    else:
        context.out(told)
    return 0


def _row(goal: Goal, names: dict[int, str]) -> tuple[str, ...]:
    return (
        str(goal.id),
        names.get(goal.member_id or 0, goal.level),
        goal.text,
        f"by {goal.due}" if goal.due else "",
        SEEN_BY[goal.visibility] if goal.level == "personal" else "",
        f"ended {goal.ended_on}" if goal.ended_on else "",
    )
