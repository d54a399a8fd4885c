"""`huddle commitment`: lists commitments, marks them kept or missed, rewords them, and prints rates."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, get_args

from core.models import Commitment, CommitmentStatus, Member, Metric
from tui.commands.commit import is_team, what_of, what_options
from tui.commands.context import Context
from tui.commands.goal import day
from tui.commands.table import table

if TYPE_CHECKING:
    from core.reckoning import Reckoning
    from core.session import Session

SIGNS = {"open": "○", "kept": "✓", "missed": "✗"}
"""The sign of a commitment, by its status."""


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|times|keep|miss|reopen|reword|end|rates")

    listing = verbs.add_parser("list", help="the commitments, the leader's first", allow_abbrev=False)
    listing.add_argument("--for", dest="whose", metavar="NAME|team", help="one member's, or the whole team's")
    listing.add_argument("--status", choices=get_args(CommitmentStatus), help="only these")
    listing.add_argument(
        "--since", action="store_true", help="what this meeting looks at: open, or closed since the last"
    )

    rating = verbs.add_parser("rates", help="how much was kept, and in time", allow_abbrev=False)
    rating.add_argument("--by", choices=("person", "trend", "week"), help="of each (default: you and the team)")
    timing = verbs.add_parser("times", help="what became of each time that one comes again", allow_abbrev=False)
    keeping = verbs.add_parser("keep", help="it was kept", allow_abbrev=False)
    missing = verbs.add_parser("miss", help="it was missed, and what you do differently now", allow_abbrev=False)
    reopening = verbs.add_parser("reopen", help="it is open again", allow_abbrev=False)
    rewording = verbs.add_parser("reword", help="say it better; the old wording stays readable", allow_abbrev=False)
    ending = verbs.add_parser("end", help="what comes again ends as a whole", allow_abbrev=False)
    for verb in (keeping, missing, reopening, rewording, ending, timing):
        verb.add_argument("number", type=int, metavar="NUMBER", help="its number in `huddle commitment list`")
    for verb in (keeping, missing):
        verb.add_argument(
            "--day", type=day, metavar="DATE", help="which time, of what comes again (default: the oldest)"
        )
    missing.add_argument("--due", metavar="DAY", help="it goes on until this day: friday, 31 Dec")
    missing.add_argument("--words", metavar="TEXT", help="it goes on in these words")
    missing.add_argument("--help-from", metavar="NAME", help="whom you ask for help")
    missing.add_argument("next_step", nargs="*", metavar="NEXT STEP", help="what you do differently now")
    rewording.add_argument("text", nargs="*", metavar="TEXT", help="the new words")
    what_options(rewording)
    for verb in (listing, keeping, missing, reopening, rewording, ending, timing, rating):
        verb.add_argument("--json", action="store_true", help="print it as JSON")


def run(args: Namespace, context: Context) -> int:
    s = context.session()
    if args.verb == "list":
        return _list(s, args, context)
    if args.verb == "rates":
        return _rates(s, args, context)
    if args.verb == "times":
        return _list_occurrences(s, _find_commitment(s, args), args, context)
    c = _apply_verb(s, args)
    if args.json:
        context.json(values(s, c))
    else:
        context.out(line(s, c) + (_answered_days(s, c) if args.verb in ("keep", "miss") else ""))
    return 0


def _answered_days(s: Session, c: Commitment) -> str:
    """Return which occurrences were answered last, as ` · for 15 Nov 2026`; empty if none."""
    from core.models import Occurrence
    from core.periods import said

    if c.every is None or c.status != "open":
        return ""
    rows = s.all(Occurrence, "commitment_id = ?", (c.id,), order="said_at DESC, day")
    days = [said(row.day) for row in rows if row.said_at == rows[0].said_at]
    return f" · for {days[0]}" + (f" to {days[-1]}" if len(days) > 1 else "") if days else ""


def _find_commitment(s: Session, args: Namespace) -> Commitment:
    from core import commitments
    from core.errors import HuddleError

    matches = [c for c in commitments.commitments(s, helping=True) if c.id == args.number]
    if not matches:
        raise HuddleError(f"There is no commitment {args.number}. See the numbers with: huddle commitment list")
    return matches[0]


def _apply_verb(s: Session, args: Namespace) -> Commitment:
    from core import commitments, occurrences
    from core.errors import HuddleError

    c = _find_commitment(s, args)
    is_recurring = c.every is not None and c.status == "open"
    if getattr(args, "day", None) is not None and not is_recurring:
        raise HuddleError(f"Commitment {c.id} does not come again, so there is no day to choose. Leave --day out.")
    match args.verb:
        case "keep" if is_recurring:
            occurrences.keep(s, c, args.day)
            return c
        case "keep":
            return commitments.keep(s, c)
        case "miss":
            return _miss(s, c, args)
        case "reopen" if is_recurring:
            occurrences.reopen(s, c)
            return c
        case "reopen":
            return commitments.reopen(s, c)
        case "end":
            if c.every is None:
                raise HuddleError(f"Commitment {c.id} is done once. Say keep or miss of it.")
            return commitments.keep(s, c)
    options = what_of(s, args)
    if args.text:
        options["text"] = " ".join(args.text)
    return commitments.reword(s, c, **options)


def _miss(s: Session, c: Commitment, args: Namespace) -> Commitment:
    """Mark a commitment, or one occurrence of it, as missed and return how it goes on.

    Without an option it is closed with its next step alone, for scripts.
    """
    from core import commitments, members, next_steps, occurrences, typed

    next_step = " ".join(args.next_step)
    helper = members.member(s, args.help_from) if args.help_from else None
    due = typed.day(args.due or "", s.today)
    if due is None and args.words is None and helper is None:
        if c.every is None or c.status != "open":
            return commitments.miss(s, c, next_step)
        occurrences.miss(s, c, next_step, args.day)
        return c
    gone_on = next_steps.miss(s, c, next_step, due=due, text=args.words, helper=helper, day=args.day)
    return gone_on.follows or gone_on.missed


def _list(s: Session, args: Namespace, context: Context) -> int:
    from core import commitments, members, occurrences

    if args.since:
        listed = commitments.since_last(s)
    else:
        for_team = is_team(args.whose)
        member = members.member(s, args.whose, include_left=True) if args.whose and not for_team else None
        listed = commitments.commitments(s, member=member, status=args.status, team=for_team, helping=True)
    reckoned = occurrences.reckoning(s)
    if args.json:
        context.json([values(s, c, reckoned) for c in listed])
    elif listed:
        context.out(table(_cells(s, c, reckoned) for c in listed))
    else:
        context.out("No commitment here yet. Take something on with: huddle commit TEXT --due DATE")
    return 0


def _list_occurrences(s: Session, c: Commitment, args: Namespace, context: Context) -> int:
    from core.amounts import number
    from core.occurrences import occurrences
    from core.periods import said

    metric = s.get(Metric, c.metric_id)
    listed = occurrences(s, c)
    if args.json:
        rows = [
            {
                "day": occurrence.day,
                "status": occurrence.status,
                "on_time": occurrence.on_time,
                "actual": number(occurrence.actual, metric.scale) if metric else None,
                "next_step": occurrence.next_step,
            }
            for occurrence in listed
        ]
        context.json(rows)
    elif listed:
        lines = (
            (
                SIGNS[occurrence.status],
                said(occurrence.day),
                f"next: {occurrence.next_step}" if occurrence.next_step else "",
            )
            for occurrence in listed
        )
        context.out(table(lines))
    else:
        context.out(f"Commitment {c.id} is done once. What comes again is made with: huddle commit TEXT --every week")
    return 0


def _rates(s: Session, args: Namespace, context: Context) -> int:
    from core import follow_through
    from core.amounts import percent

    outcomes = follow_through.outcomes(s)
    match args.by:
        case "person":
            rates = follow_through.by_person(s, outcomes)
        case "trend":
            rates = follow_through.by_trend(outcomes)
        case "week":
            rates = [rate for rate in follow_through.by_week(outcomes, s.today) if rate.closed]
        case _:
            own = (outcome for outcome in outcomes if s.viewer.is_member(outcome.member_id))
            mine = follow_through.rate(own, "you")
            rates = [rate for rate in (mine, follow_through.rate(outcomes, "the team")) if rate.closed]
    if args.json:
        context.json(
            [
                {"name": rate.name, "kept": rate.kept, "on_time": rate.on_time, "closed": rate.closed,
                 "kept_rate": rate.share, "on_time_rate": rate.share_on_time}
                for rate in rates
            ]
        )  # fmt: skip
    elif rates:
        context.out(
            table(
                (
                    rate.name,
                    f"{rate.kept} of {rate.closed} kept",
                    percent(rate.share),
                    f"{percent(rate.share_on_time)} in time",
                )
                for rate in rates
            )
        )
    else:
        context.out("Nothing is kept or missed yet. Say it with: huddle commitment keep NUMBER")
    return 0


def line(s: Session, c: Commitment) -> str:
    """Return a commitment as one line."""
    from core.occurrences import reckoning

    number, sign, *rest = _cells(s, c, reckoning(s))
    return f"{sign} {number.strip()}  {' · '.join(filter(None, rest))}"


def values(s: Session, c: Commitment, reckoned: Reckoning | None = None) -> dict[str, object]:
    """Return a commitment for scripts: names in place of ids, the amount in whole units, `member` None for the team."""
    from core import occurrences
    from core.amounts import number

    reckoned = reckoned or occurrences.reckoning(s)
    owner, metric = s.get(Member, c.member_id), s.get(Metric, c.metric_id)
    helped_member = s.get(Member, c.helps_id)
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
        "now": occurrences.standing(s, c, reckoned),
        "streak": occurrences.streak(s, c, reckoned),
        "follows": c.follows_id,
        "meeting_id": c.meeting_id,
        "helps": helped_member.name if helped_member else None,
    }


def _cells(s: Session, c: Commitment, reckoned: Reckoning) -> tuple[str, ...]:
    from core import occurrences
    from core.commitment_words import in_words
    from core.support import told

    owner = s.get(Member, c.member_id)
    owner_name = owner.name if owner else "the team"
    terms = in_words(c, s.get(Metric, c.metric_id), s.today)
    occurrence = occurrences.latest(s, c, reckoned) if c.status == "open" else None
    next_step = c.next_step or (occurrence.next_step if occurrence else None)
    row = occurrences.in_a_row(c, occurrences.streak(s, c, reckoned))
    sign = SIGNS[occurrences.standing(s, c, reckoned)]
    return f"{c.id:>3}", sign, owner_name, told(s, c), terms, f"next: {next_step}" if next_step else row
