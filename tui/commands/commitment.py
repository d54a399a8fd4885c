"""`huddle commitment`: what was taken on, and what became of it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, get_args

from core.models import Commitment, CommitmentStatus, Member, Metric
from tui.commands.commit import is_team, what_of, what_options
from tui.commands.context import Context
from tui.commands.table import table

if TYPE_CHECKING:
    from core.session import Session

SIGNS = {"open": "○", "kept": "✓", "missed": "✗"}


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|keep|miss|reopen|reword")

    listing = verbs.add_parser("list", help="the commitments, the leader's first", allow_abbrev=False)
    listing.add_argument("--for", dest="whose", metavar="NAME|team", help="one member's, or the whole team's")
    listing.add_argument("--status", choices=get_args(CommitmentStatus), help="only these")
    listing.add_argument(
        "--since", action="store_true", help="what this meeting looks at: open, or closed since the last"
    )

    keeping = verbs.add_parser("keep", help="it was kept", allow_abbrev=False)
    missing = verbs.add_parser("miss", help="it was missed, and what you do differently now", allow_abbrev=False)
    reopening = verbs.add_parser("reopen", help="it is open again", allow_abbrev=False)
    rewording = verbs.add_parser("reword", help="say it better; the old wording stays readable", allow_abbrev=False)
    for verb in (keeping, missing, reopening, rewording):
        verb.add_argument("number", type=int, metavar="NUMBER", help="its number in `huddle commitment list`")
    missing.add_argument("next_step", nargs="*", metavar="NEXT STEP", help="what you do differently now")
    rewording.add_argument("text", nargs="*", metavar="TEXT", help="the new words")
    what_options(rewording)
    for verb in (listing, keeping, missing, reopening, rewording):
        verb.add_argument("--json", action="store_true", help="print it as JSON")


def run(args: Namespace, context: Context) -> int:
    s = context.session()
    if args.verb == "list":
        return _list(s, args, context)
    c = _changed(s, args)
    if args.json:
        context.json(values(s, c))
    else:
        context.out(line(s, c))
    return 0


def _changed(s: Session, args: Namespace) -> Commitment:
    from core import commitments
    from core.errors import HuddleError

    there = [c for c in commitments.commitments(s, helping=True) if c.id == args.number]
    if not there:
        raise HuddleError(f"There is no commitment {args.number}. See the numbers with: huddle commitment list")
    match args.verb:
        case "keep":
            return commitments.keep(s, there[0])
        case "miss":
            return commitments.miss(s, there[0], " ".join(args.next_step))
        case "reopen":
            return commitments.reopen(s, there[0])
    what = what_of(s, args)
    if args.text:
        what["text"] = " ".join(args.text)
    return commitments.reword(s, there[0], **what)


def _list(s: Session, args: Namespace, context: Context) -> int:
    from core import commitments, members

    if args.since:
        found = commitments.since_last(s)
    else:
        team = is_team(args.whose)
        member = members.member(s, args.whose, include_left=True) if args.whose and not team else None
        found = commitments.commitments(s, member=member, status=args.status, team=team, helping=True)
    if args.json:
        context.json([values(s, c) for c in found])
    elif found:
        context.out(table(_cells(s, c) for c in found))
    else:
        context.out("No commitment here yet. Take something on with: huddle commit TEXT --due DATE")
    return 0


def line(s: Session, c: Commitment) -> str:
    """A commitment as one line, and what comes next below it."""
    number, sign, *rest = _cells(s, c)
    return f"{sign} {number.strip()}  {' · '.join(filter(None, rest))}"


def values(s: Session, c: Commitment) -> dict[str, object]:
    """A commitment for scripts: names in place of numbers, the amount in whole units; `member` is null for the team."""
    from core.amounts import number

    owner, metric = s.get(Member, c.member_id), s.get(Metric, c.metric_id)
    helped = s.get(Member, c.helps_id)
    return {
        "id": c.id,
        "member": owner.name if owner else None,
        "text": c.text,
        "metric": metric.name if metric else None,
        "amount": number(c.amount, metric.scale) if metric else None,
        "every": c.every,
        "weekday": c.weekday,
        "due": c.due,
        "status": c.status,
        "closed_on": c.closed_on,
        "next_step": c.next_step,
        "meeting_id": c.meeting_id,
        "helps": helped.name if helped else None,
    }


def _cells(s: Session, c: Commitment) -> tuple[str, ...]:
    from core.commitment_words import in_words
    from core.support import told

    owner = s.get(Member, c.member_id)
    whose = owner.name if owner else "the team"
    what = in_words(c, s.get(Metric, c.metric_id), s.today)
    return f"{c.id:>3}", SIGNS[c.status], whose, told(s, c), what, f"next: {c.next_step}" if c.next_step else ""
