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


def _answered_days(session: Session, commitment: Commitment) -> str:
    """Return which occurrences were answered last, as ` · for 15 Nov 2026`; empty if none."""
    from core.models import Occurrence
    from core.periods import said

    if commitment.every is None or commitment.status != "open":
        return ""
    rows = session.all(Occurrence, "commitment_id = ?", (commitment.id,), order="said_at DESC, day")
    days = [said(row.day) for row in rows if row.said_at == rows[0].said_at]
    return f" · for {days[0]}" + (f" to {days[-1]}" if len(days) > 1 else "") if days else ""


def _find_commitment(session: Session, args: Namespace) -> Commitment:
    from core import commitments
    from core.errors import HuddleError

    matches = [c for c in commitments.commitments(session, helping=True) if c.id == args.number]
    if not matches:
        raise HuddleError(f"There is no commitment {args.number}. See the numbers with: huddle commitment list")
    return matches[0]


def _apply_verb(session: Session, args: Namespace) -> Commitment:
    from core import commitments, occurrences
    from core.errors import HuddleError

    c = _find_commitment(session, args)
    is_recurring = c.every is not None and c.status == "open"
    if getattr(args, "day", None) is not None and not is_recurring:
        raise HuddleError(f"Commitment {c.id} does not come again, so there is no day to choose. Leave --day out.")
    match args.verb:
        case "keep" if is_recurring:
            occurrences.keep(session, c, args.day)
            return c
        case "keep":
            return commitments.keep(session, c)
        case "miss":
            return _miss(session, c, args)
        case "reopen" if is_recurring:
            occurrences.reopen(session, c)
            return c
        case "reopen":
            return commitments.reopen(session, c)
        case "end":
            if c.every is None:
                raise HuddleError(f"Commitment {c.id} is done once. Say keep or miss of it.")
            return commitments.keep(session, c)
    options = what_of(session, args)
    if args.text:
        options["text"] = " ".join(args.text)
    return commitments.reword(session, c, **options)


def _miss(session: Session, commitment: Commitment, args: Namespace) -> Commitment:
    """Mark a commitment, or one occurrence of it, as missed and return how it goes on.

    Without an option it is closed with its next step alone, for scripts.
    """
    from core import commitments, members, next_steps, occurrences, typed

    next_step = " ".join(args.next_step)
    helper = members.member(session, args.help_from) if args.help_from else None
    due = typed.day(args.due or "", session.today)
    if due is None and args.words is None and helper is None:
        if commitment.every is None or commitment.status != "open":
            return commitments.miss(session, commitment, next_step)
        occurrences.miss(session, commitment, next_step, args.day)
        return commitment
    gone_on = next_steps.miss(session, commitment, next_step, due=due, text=args.words, helper=helper, day=args.day)
    return gone_on.follows or gone_on.missed


def _list(session: Session, args: Namespace, context: Context) -> int:
    from core import commitments, members, occurrences

    if args.since:
        listed = commitments.since_last(session)
    else:
        for_team = is_team(args.whose)
        member = members.member(session, args.whose, include_left=True) if args.whose and not for_team else None
        listed = commitments.commitments(session, member=member, status=args.status, team=for_team, helping=True)
    reckoned = occurrences.reckoning(session)
    if args.json:
        context.json([values(session, c, reckoned) for c in listed])
    elif listed:
        context.out(table(_cells(session, c, reckoned) for c in listed))
    else:
        context.out("No commitment here yet. Take something on with: huddle commit TEXT --due DATE")
    return 0


def _list_occurrences(session: Session, commitment: Commitment, args: Namespace, context: Context) -> int:
    from core.amounts import number
    from core.occurrences import occurrences
    from core.periods import said

    metric = session.get(Metric, commitment.metric_id)
    listed = occurrences(session, commitment)
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
        context.out(
            f"Commitment {commitment.id} is done once. What comes again is made with: huddle commit TEXT --every week"
        )
    return 0


def _rates(session: Session, args: Namespace, context: Context) -> int:
    from core import follow_through
    from core.amounts import percent

    outcomes = follow_through.outcomes(session)
    match args.by:
        case "person":
            rates = follow_through.by_person(session, outcomes)
        case "trend":
            rates = follow_through.by_trend(outcomes)
        case "week":
            rates = [rate for rate in follow_through.by_week(outcomes, session.today) if rate.closed]
        case _:
            own = (outcome for outcome in outcomes if session.viewer.is_member(outcome.member_id))
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


def line(session: Session, commitment: Commitment) -> str:
    """Return a commitment as one line."""
    from core.occurrences import reckoning

    number, sign, *rest = _cells(session, commitment, reckoning(session))
    return f"{sign} {number.strip()}  {' · '.join(filter(None, rest))}"


def values(session: Session, commitment: Commitment, reckoned: Reckoning | None = None) -> dict[str, object]:
    """Return a commitment for scripts: names in place of ids, the amount in whole units, `member` None for the team."""
    from core import occurrences
    from core.amounts import number

    reckoned = reckoned or occurrences.reckoning(session)
    owner, metric = session.get(Member, commitment.member_id), session.get(Metric, commitment.metric_id)
    helped_member = session.get(Member, commitment.helps_id)
    return {
        "id": commitment.id,
        "member": owner.name if owner else None,
        "text": commitment.text,
        "metric": metric.name if metric else None,
        "amount": number(commitment.amount, metric.scale) if metric else None,
        "every": commitment.every,
        "weekday": commitment.weekday,
        "due": commitment.due,
        "status": commitment.status,
        "closed_on": commitment.closed_on,
        "next_step": commitment.next_step,
        "now": occurrences.standing(session, commitment, reckoned),
        "streak": occurrences.streak(session, commitment, reckoned),
        "follows": commitment.follows_id,
        "meeting_id": commitment.meeting_id,
        "helps": helped_member.name if helped_member else None,
    }


def _cells(session: Session, commitment: Commitment, reckoned: Reckoning) -> tuple[str, ...]:
    from core import occurrences
    from core.commitment_words import in_words
    from core.support import told

    owner = session.get(Member, commitment.member_id)
    owner_name = owner.name if owner else "the team"
    terms = in_words(commitment, session.get(Metric, commitment.metric_id), session.today)
    occurrence = occurrences.latest(session, commitment, reckoned) if commitment.status == "open" else None
    next_step = commitment.next_step or (occurrence.next_step if occurrence else None)
    row = occurrences.in_a_row(commitment, occurrences.streak(session, commitment, reckoned))
    sign = SIGNS[occurrences.standing(session, commitment, reckoned)]
    return (
        f"{commitment.id:>3}",
        sign,
        owner_name,
        told(session, commitment),
        terms,
        f"next: {next_step}" if next_step else row,
    )
