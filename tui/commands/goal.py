"""`huddle goal`: sets, lists, adjusts, shares and ends goals of the company, the team and members."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, Namespace
from typing import TYPE_CHECKING, Literal, get_args

from core.models import Goal, GoalLevel, Visibility
from tui.commands.context import Context
from tui.commands.day_option import CLEAR_WORD, read_day, read_day_or_none
from tui.commands.table import format_table

if TYPE_CHECKING:
    from core.access.session import Session

GOAL_READERS = {
    "me": "sealed: only you can open it",
    "leader": "visible to you and the leader",
    "group": "visible to your group",
    "everyone": "visible to everyone",
}
"""Who sees a personal goal, in words for its owner."""


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="add|list|tree|adjust|share|end")
    adding = verbs.add_parser(
        "add", aliases=["set"], help="add a goal: yours, the team's or the company's", allow_abbrev=False
    )
    _add_goal_options(adding)
    listing = verbs.add_parser("list", help="list the goals you can see", allow_abbrev=False)
    listing.add_argument("--all", action="store_true", help="also closed goals")
    growing = verbs.add_parser("tree", help="show which goal supports which, and how far each is", allow_abbrev=False)
    adjusting = verbs.add_parser("adjust", help="review or change a goal, with a reason", allow_abbrev=False)
    sharing = verbs.add_parser("share", help="choose who can see your goal", allow_abbrev=False)
    ending = verbs.add_parser("end", help="close a goal", allow_abbrev=False)
    for verb in (adjusting, sharing, ending):
        verb.add_argument("number", type=int, metavar="NUMBER", help="its number in `huddle goal list`")
    _add_adjust_options(adjusting)
    sharing.add_argument("--with", dest="seen_by", choices=get_args(Visibility), required=True, help="who can see it")
    how = ending.add_mutually_exclusive_group()
    how.add_argument("--reached", dest="how", action="store_const", const="reached", help="the goal is reached")
    how.add_argument("--let-go", dest="how", action="store_const", const="let go", help="the goal is dropped")
    ending.add_argument("--reason", metavar="TEXT", help="why")
    for verb in (listing, growing, adjusting, sharing, ending):
        verb.add_argument("--json", action="store_true", help="print it as JSON")


def _add_goal_options(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="+", metavar="TEXT", help="the goal")
    # Not --team: for all commands that option names the team's file.
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument(
        "--for", dest="level", choices=("me", "team", "company"), help="whose goal it is (default: yours)"
    )
    for level, option in (("me", "personal"), ("company", "company")):
        whose.add_argument(
            f"--{option}", dest="level", action="store_const", const=level, help=f"the same as --for {level}"
        )
    whose.add_argument("--level", choices=get_args(GoalLevel), help=SUPPRESS)
    parser.add_argument("--why", metavar="TEXT", help="why it matters")
    parser.add_argument("--reaching", metavar="TEXT", help="what reaching it would mean")
    parser.add_argument("--missing", metavar="TEXT", help="what missing it would mean")
    parser.add_argument("--due", metavar="DATE", help="due date: 31 Dec, 2026-12-31")
    parser.add_argument("--under", metavar="GOAL", help="the goal it supports: its number or some of its words")
    parser.add_argument("--review", metavar="DATE", help="the day of its next review")
    parser.add_argument("--commitment", type=int, metavar="NUMBER", help="your commitment that supports it")
    parser.add_argument(
        "--seen-by",
        choices=get_args(Visibility),
        default="me",
        help="who can see your goal (default: only you, sealed)",
    )
    parser.add_argument("--visible", dest="seen_by", choices=get_args(Visibility), default=SUPPRESS, help=SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def _add_adjust_options(parser: ArgumentParser) -> None:
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why you change or keep it")
    parser.add_argument("--text", metavar="TEXT", help="the new words")
    parser.add_argument("--why", metavar="TEXT", help="why it matters")
    parser.add_argument("--due", metavar="DATE|none", help="due date")
    parser.add_argument("--under", metavar="GOAL|none", help="the goal it supports")
    parser.add_argument("--review", metavar="DATE|none", help="the day of its next review")


def run(args: Namespace, context: Context) -> int:
    session = context.session()
    if args.verb == "list":
        return _list(session, args, context)
    if args.verb == "tree":
        from tui.commands import goal_tree

        return goal_tree.run(session, args, context)
    run_verb = {"add": _add, "set": _add, "adjust": _adjust, "share": _share, "end": _end}[args.verb]
    goal, sentence = run_verb(session, args)
    if args.json:
        context.print_json(goal)
    else:
        context.print_text(sentence)
    return 0


def _list(session: Session, args: Namespace, context: Context) -> int:
    from core.goals import goals
    from core.team import members

    listed = goals.list_goals(session, include_ended=args.all)
    if args.json:
        context.print_json(listed)
        return 0
    names = {member.id: member.name for member in members.list_members(session, include_left=True)}
    if listed:
        context.print_text(format_table(_row(session, goal, names) for goal in listed))
    else:
        context.print_text("No goals yet. Add the team's with: huddle goal add TEXT --for team --due DATE")
    return 0


def _add(session: Session, args: Namespace) -> tuple[Goal, str]:
    from core.errors import HuddleError
    from core.goals import goals, personal
    from core.models import Commitment

    commitment = session.get(Commitment, args.commitment)
    if args.commitment is not None and commitment is None:
        raise HuddleError(f"There is no commitment {args.commitment}. See the numbers with: huddle commitment list")
    # As `goal set`, the older word, it is the team's goal.
    whose: Literal["me", "team", "company", "personal"] = args.level or ("team" if args.verb == "set" else "me")
    level: GoalLevel = "personal" if whose == "me" else whose
    goal = goals.set_goal(
        session,
        " ".join(args.text),
        level=level,
        due=read_day(args.due, session.today),
        why=args.why,
        reaching=args.reaching,
        missing=args.missing,
        under=goals.find_goal(session, args.under) if args.under else None,
        review_on=read_day(args.review, session.today),
        commitment=commitment,
        visibility=args.seen_by,
    )
    words = [f"Goal {goal.id} added: {goal.text} ({GOAL_READERS[goal.visibility]})"]
    if goal.level == "personal":
        words.append(personal.too_many_goals_advice(session))
    return goal, "\n".join(word for word in words if word)


def _adjust(session: Session, args: Namespace) -> tuple[Goal, str]:
    from core.goals import goals, tree

    terms: tree.GoalChanges = {}
    if args.text is not None:
        terms["text"] = args.text
    if args.why is not None:
        terms["why"] = None if args.why == CLEAR_WORD else args.why
    if args.due is not None:
        terms["due"] = read_day_or_none(args.due, session.today)
    if args.review is not None:
        terms["review_on"] = read_day_or_none(args.review, session.today)
    if args.under is not None:
        terms["under"] = None if args.under == CLEAR_WORD else goals.find_goal(session, args.under)
    goal = tree.adjust_goal(session, _find_goal(session, args.number), args.reason, **terms)
    return goal, f"Goal {goal.id} changed: {goal.text} ({goal.reason})"


def _share(session: Session, args: Namespace) -> tuple[Goal, str]:
    from core.goals import personal

    goal = personal.set_goal_visibility(session, _find_goal(session, args.number), args.seen_by)
    return goal, f"Goal {goal.id}: {GOAL_READERS[goal.visibility]}"


def _end(session: Session, args: Namespace) -> tuple[Goal, str]:
    from core.goals import goals

    goal = goals.end_goal(session, _find_goal(session, args.number), args.how, args.reason)
    return goal, f"Goal {goal.id} closed: {goal.text}"


def _find_goal(session: Session, number: int) -> Goal:
    from core.errors import HuddleError
    from core.goals import goals

    match = next((goal for goal in goals.list_goals(session, include_ended=True) if goal.id == number), None)
    if match is None:
        raise HuddleError(f"There is no goal {number}. See the numbers with: huddle goal list")
    return match


def _row(session: Session, goal: Goal, names: dict[int, str]) -> tuple[str, ...]:
    from core.goals.goals import goal_ending

    is_own = session.viewer.is_member(goal.member_id)
    return (
        str(goal.id),
        names.get(goal.member_id or 0, goal.level),
        goal.text,
        f"by {goal.due}" if goal.due else "",
        # Only for the owner: "your group" would mean the reader's, and who sees a goal is for its owner to know.
        GOAL_READERS[goal.visibility] if goal.level == "personal" and is_own else "",
        f"{goal_ending(goal) or 'ended'} {goal.ended_on}" if goal.ended_on else "",
    )
