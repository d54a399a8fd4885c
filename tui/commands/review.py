"""`huddle review`: announces, rates, holds and lists reviews, and lists the skills they rate."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from core.models import Conversation
from tui.commands.context import Context
from tui.commands.day_option import read_day
from tui.commands.table import format_table

if TYPE_CHECKING:
    from core.access.session import Session


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(
        dest="verb", required=True, metavar="announce|rate|begin|agree|take-on|close|list|show|skills"
    )

    announcing = verbs.add_parser("announce", help="plan reviews (leader only)", allow_abbrev=False)
    announcing.add_argument("members", nargs="+", metavar="MEMBER", help="or: everyone")
    announcing.add_argument("--on", dest="day", metavar="DATE", required=True)
    announcing.add_argument(
        "--by", metavar="TEXT", required=True, help="the topics, e.g. won revenue, calls, our two skills"
    )

    rating = verbs.add_parser("rate", help="rate a skill; the other person sees it when you meet", allow_abbrev=False)
    rating.add_argument("skill", metavar="SKILL")
    rating.add_argument("score", type=int, metavar="1-5", help="1 (poor) to 5 (very good)")
    rating.add_argument("words", nargs="*", metavar="WORDS")

    beginning = verbs.add_parser("begin", help="start the review; both see all ratings", allow_abbrev=False)
    agreeing = verbs.add_parser("agree", help="add a step you both agree on", allow_abbrev=False)
    agreeing.add_argument("words", nargs="+", metavar="STEP")
    taking = verbs.add_parser("take-on", help="make an agreed step your commitment", allow_abbrev=False)
    taking.add_argument("number", type=int, metavar="NUMBER", help="which of the agreed steps, from 1")
    closing = verbs.add_parser("close", help="finish the review, with a comment", allow_abbrev=False)
    closing.add_argument("words", nargs="+", metavar="WORDS")
    closing.add_argument("--next", dest="next_on", metavar="DATE", help="the date of the next review")
    showing = verbs.add_parser(
        "show", help="show skills, comments and steps of the next or last review", allow_abbrev=False
    )
    for verb in (rating, beginning, agreeing, taking, closing, showing):
        verb.add_argument(
            "--with", dest="other", metavar="MEMBER", help="the other person, if you have several reviews"
        )

    verbs.add_parser("list", help="list your planned reviews", allow_abbrev=False)
    skills = verbs.add_parser("skills", help="list the skills", allow_abbrev=False)
    skills.add_argument("--add", metavar="NAME", help="add a skill (leader only)")
    skills.add_argument("--end", metavar="NAME", help="remove a skill (leader only); ratings stay")
    for verb in verbs.choices.values():
        verb.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    session = context.session()
    if args.verb == "list":
        return _list(session, args, context)
    if args.verb == "skills":
        return _skills(session, args, context)
    if args.verb == "announce":
        return _announce(session, args, context)
    review = _apply_verb(session, args)
    if args.json:
        context.print_json(_values(session, review))
    else:
        context.print_text("\n".join(_lines(session, review)))
    return 0


def _apply_verb(session: Session, args: Namespace) -> Conversation:
    from core.conversations import reviews

    if args.verb == "take-on":
        return _take_on(session, args)
    review = _find_review(session, args.other, held=args.verb == "show")
    match args.verb:
        case "rate":
            reviews.rate(session, review, args.skill, args.score, " ".join(args.words))
        case "begin":
            return reviews.begin(session, review)
        case "agree":
            reviews.agree_step(session, review, " ".join(args.words))
        case "close":
            next_on = read_day(args.next_on, session.today)
            return reviews.close(session, review, " ".join(args.words), next_on)
    return review


def _take_on(session: Session, args: Namespace) -> Conversation:
    """Make a commitment of an agreed step of the latest review that has any, and return that review.

    Not only of the announced review: the next one may be announced as soon as one is closed.
    """
    from core.conversations import conversations, reviews
    from core.errors import HuddleError
    from core.team.members import find_member
    from core.values.text import format_count

    other_member = find_member(session, args.other, include_left=True) if args.other else None
    for review in conversations.list_conversations(
        session, "review", between=[session.me, *([other_member] if other_member else [])]
    ):
        steps = conversations.list_points(session, review, "step")
        if steps and not 1 <= args.number <= len(steps):
            raise HuddleError(
                f"This review has {format_count(len(steps), 'agreed step')}. Choose a number from 1 to {len(steps)}."
            )
        if steps:
            reviews.take_on(session, steps[args.number - 1])
            return review
    raise HuddleError("No agreed steps yet. Add one with: huddle review agree STEP")


def _find_review(session: Session, other: str | None, *, held: bool) -> Conversation:
    """Return the announced review with the named member, or the only one.

    With `held`, return the last one held if none is announced. Raises `HuddleError` for none or several.
    """
    from core.conversations import conversations, reviews
    from core.errors import HuddleError
    from core.team.members import find_member

    other_member = find_member(session, other, include_left=True) if other else None
    reviews_found = [
        talk
        for talk in reviews.list_announced(session)
        if other_member is None or other_member.id in (talk.from_id, talk.to_id)
    ]
    if not reviews_found and held:
        others = [other_member] if other_member is not None and other_member.id != session.me.id else []
        reviews_found = conversations.list_conversations(
            session, "review", between=[session.me, *others], status="held"
        )[:1]
    if not reviews_found:
        raise HuddleError("No review planned. The leader plans one with: huddle review announce MEMBER --on DATE")
    if len(reviews_found) > 1:
        raise HuddleError("You have several reviews. Choose one with: --with MEMBER")
    return reviews_found[0]


def _announce(session: Session, args: Namespace, context: Context) -> int:
    from core.conversations import reviews
    from core.team import members
    from core.values import input_parsing, periods
    from core.values.text import format_count

    day = input_parsing.require_day(args.day, session.today)
    if [name.casefold() for name in args.members] in (["everyone"], ["everybody"]):
        reviewed = [person for person in members.list_members(session) if person.role == "seller"]
    else:
        reviewed = [members.find_member(session, name) for name in args.members]
    announced = reviews.announce(session, reviewed, day, args.by)
    if args.json:
        context.print_json([_values(session, review) for review in announced])
    else:
        count = format_count(len(announced), "review")
        context.print_text(
            f"{count} planned for {periods.format_day(day, session.today)}, by: {args.by}. Both rate the skills before."
        )
    return 0


def _list(session: Session, args: Namespace, context: Context) -> int:
    from core.conversations import reviews

    announced = reviews.list_announced(session)
    if args.json:
        context.print_json([_values(session, review) for review in announced])
    elif not announced:
        context.print_text(
            "No reviews planned. The leader plans one with: huddle review announce MEMBER --on DATE --by TEXT"
        )
    else:
        context.print_text(
            format_table((str(talk.held_on), _with_whom(session, talk), talk.about or "") for talk in announced)
        )
    return 0


def _skills(session: Session, args: Namespace, context: Context) -> int:
    from core.conversations import skills

    if args.add:
        skills.add_skill(session, args.add)
    if args.end:
        skills.end_skill(session, args.end)
    names = [skill.name for skill in skills.list_skills(session)]
    if args.json:
        context.print_json(names)
    else:
        context.print_text("Skills: " + ", ".join(names))
    return 0


def _with_whom(session: Session, review: Conversation) -> str:
    from core.conversations.conversations import other_member

    return f"with {other_member(session, review).name}"


def _lines(session: Session, review: Conversation) -> list[str]:
    from core.conversations import conversations, reviews

    when = {"planned": "on", "open": "going on,", "held": "held on"}[review.status]
    lines = [f"Review {_with_whom(session, review)}, {when} {review.held_on} · by: {review.about}"]
    cells = []
    for rating_pair in reviews.list_skill_ratings(session, review):
        own, leader = rating_pair.own, rating_pair.leader
        cells.append(
            (
                f"  {rating_pair.skill.name}",
                f"own {own.score if own else '–'}",
                f"leader {leader.score if leader else '–'}",
                " / ".join(rating.words for rating in (own, leader) if rating and rating.words),
            )
        )
    lines.append(format_table(cells))
    lines += [
        f"  agreed {number}: {point.text}" + (" · committed" if point.commitment_id else "")
        for number, point in enumerate(conversations.list_points(session, review, "step"), start=1)
    ]
    if review.text:
        lines.append(f"  {review.text}")
    if review.status == "planned":
        lines.append(
            "  Rate each skill with: huddle review rate SKILL 1-5 WORDS. The other person sees it when you meet."
        )
    return lines


def _values(session: Session, review: Conversation) -> dict[str, object]:
    from core.conversations import conversations, reviews

    return {
        "id": review.id,
        "with": conversations.other_member(session, review).name,
        "on": review.held_on,
        "by": review.about,
        "status": review.status,
        "skills": [
            {
                "skill": rating_pair.skill.name,
                "own": rating_pair.own.score if rating_pair.own else None,
                "leader": rating_pair.leader.score if rating_pair.leader else None,
                "own_words": rating_pair.own.words if rating_pair.own else None,
                "leader_words": rating_pair.leader.words if rating_pair.leader else None,
            }
            for rating_pair in reviews.list_skill_ratings(session, review)
        ],
        "steps": [point.text for point in conversations.list_points(session, review, "step")],
        "words": review.text or None,
        "next_on": review.next_on,
    }
