"""`huddle commitment`: lists commitments, marks them kept or missed, rewords them, and prints rates."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, get_args

from core.models import Commitment, CommitmentStatus, Metric
from tui.commands.commit import add_commitment_options, is_whole_team, read_commitment_options
from tui.commands.commitment_output import STATUS_SIGNS, commitment_cells, commitment_values, format_commitment_line
from tui.commands.context import Context
from tui.commands.day_option import read_day, read_past_day
from tui.commands.table import format_table
from tui.widgets.signs import write_sign

if TYPE_CHECKING:
    from core.access.session import Session


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|times|keep|miss|reopen|reword|end|rates")

    listing = verbs.add_parser("list", help="list commitments", allow_abbrev=False)
    listing.add_argument("--for", dest="whose", metavar="NAME|team", help="of one member, or of the team")
    listing.add_argument("--status", choices=get_args(CommitmentStatus), help="only these")
    listing.add_argument("--since", action="store_true", help="open now, or closed since the last meeting")

    rating = verbs.add_parser("rates", help="show how much was kept, and on time", allow_abbrev=False)
    rating.add_argument("--by", choices=("person", "trend", "week"), help="for each group (default: you and the team)")
    timing = verbs.add_parser("times", help="show each occurrence of a repeating commitment", allow_abbrev=False)
    keeping = verbs.add_parser("keep", help="mark it kept", allow_abbrev=False)
    missing = verbs.add_parser("miss", help="mark it missed, with the next step", allow_abbrev=False)
    reopening = verbs.add_parser("reopen", help="reopen it", allow_abbrev=False)
    rewording = verbs.add_parser(
        "reword", help="change its words; the old ones stay in the history", allow_abbrev=False
    )
    ending = verbs.add_parser("end", help="stop a repeating commitment", allow_abbrev=False)
    for verb in (keeping, missing, reopening, rewording, ending, timing):
        verb.add_argument("number", type=int, metavar="NUMBER", help="its number in `huddle commitment list`")
    for verb in (keeping, missing):
        verb.add_argument("--day", metavar="DATE", help="which occurrence (default: the oldest open one)")
    missing.add_argument("--due", metavar="DAY", help="the new due date: friday, 31 Dec")
    missing.add_argument("--words", metavar="TEXT", help="the new words")
    missing.add_argument("--help-from", metavar="NAME", help="who you ask for help")
    missing.add_argument("next_step", nargs="*", metavar="NEXT STEP", help="what you will do differently")
    rewording.add_argument("text", nargs="*", metavar="TEXT", help="the new words")
    add_commitment_options(rewording)
    for verb in (listing, keeping, missing, reopening, rewording, ending, timing, rating):
        verb.add_argument("--json", action="store_true", help="print it as JSON")


def run(args: Namespace, context: Context) -> int:
    session = context.session()
    if args.verb == "list":
        return _list(session, args, context)
    if args.verb == "rates":
        return _rates(session, args, context)
    if args.verb == "times":
        return _list_occurrences(session, _find_commitment(session, args), args, context)
    commitment = _apply_verb(session, args)
    if args.json:
        context.print_json(commitment_values(session, commitment))
    else:
        context.print_text(
            format_commitment_line(session, commitment)
            + (_answered_days(session, commitment) if args.verb in ("keep", "miss") else "")
        )
    return 0


def _answered_days(session: Session, commitment: Commitment) -> str:
    """Return which occurrences were answered last, as ` · for 15 Nov 2026`; empty if none."""
    from core.models import Occurrence
    from core.values.periods import format_date

    if commitment.every is None or commitment.status != "open":
        return ""
    rows = session.all(Occurrence, "commitment_id = ?", (commitment.id,), order="said_at DESC, day")
    days = [format_date(row.day) for row in rows if row.said_at == rows[0].said_at]
    return f" · for {days[0]}" + (f" to {days[-1]}" if len(days) > 1 else "") if days else ""


def _find_commitment(session: Session, args: Namespace) -> Commitment:
    from core.commitments import queries
    from core.errors import HuddleError

    matches = [
        commitment
        for commitment in queries.list_commitments(session, include_help=True)
        if commitment.id == args.number
    ]
    if not matches:
        raise HuddleError(f"There is no commitment {args.number}. See the numbers with: huddle commitment list")
    return matches[0]


def _apply_verb(session: Session, args: Namespace) -> Commitment:
    from core.commitments import commitments, occurrences
    from core.errors import HuddleError

    commitment = _find_commitment(session, args)
    is_recurring = commitment.every is not None and commitment.status == "open"
    if getattr(args, "day", None) is not None and not is_recurring:
        raise HuddleError(f"Commitment {commitment.id} does not repeat. Leave out --day.")
    match args.verb:
        case "keep" if is_recurring:
            occurrences.mark_occurrence_kept(session, commitment, read_past_day(args.day, session.today))
            return commitment
        case "keep":
            return commitments.mark_kept(session, commitment)
        case "miss":
            return _miss(session, commitment, args)
        case "reopen" if is_recurring:
            occurrences.delete_last_answer(session, commitment)
            return commitment
        case "reopen":
            return commitments.reopen(session, commitment)
        case "end":
            if commitment.every is None:
                raise HuddleError(f"Commitment {commitment.id} does not repeat. Use keep or miss.")
            return commitments.mark_kept(session, commitment)
    options = read_commitment_options(session, args)
    return commitments.reword(session, commitment, text=" ".join(args.text) if args.text else None, **options)


def _miss(session: Session, commitment: Commitment, args: Namespace) -> Commitment:
    """Mark a commitment, or one occurrence of it, as missed and return how it goes on.

    Without an option it is closed with its next step alone, for scripts.
    """
    from core.commitments import after_miss, commitments, occurrences
    from core.team import members

    next_step = " ".join(args.next_step)
    helper = members.find_member(session, args.help_from) if args.help_from else None
    due, day = read_day(args.due, session.today), read_past_day(args.day, session.today)
    if due is None and args.words is None and helper is None:
        if commitment.every is None or commitment.status != "open":
            return commitments.mark_missed(session, commitment, next_step)
        occurrences.mark_occurrence_missed(session, commitment, next_step, day)
        return commitment
    gone_on = after_miss.record_miss(session, commitment, next_step, due=due, text=args.words, helper=helper, day=day)
    return gone_on.following_commitment or gone_on.missed_commitment


def _list(session: Session, args: Namespace, context: Context) -> int:
    from core.commitments import occurrences, queries
    from core.team import members

    if args.since:
        listed = queries.commitments_to_review(session)
    else:
        for_team = is_whole_team(args.whose)
        member = members.find_member(session, args.whose, include_left=True) if args.whose and not for_team else None
        listed = queries.list_commitments(session, member=member, status=args.status, team=for_team, include_help=True)
    calculator = occurrences.outcome_calculator(session)
    if args.json:
        context.print_json([commitment_values(session, commitment, calculator) for commitment in listed])
    elif listed:
        context.print_text(format_table(commitment_cells(session, commitment, calculator) for commitment in listed))
    else:
        context.print_text("No commitments yet. Add one with: huddle commit TEXT --due DATE")
    return 0


def _list_occurrences(session: Session, commitment: Commitment, args: Namespace, context: Context) -> int:
    from core.commitments.occurrences import list_occurrences
    from core.values.amounts import to_json_number
    from core.values.periods import format_date

    metric = session.get(Metric, commitment.metric_id)
    listed = list_occurrences(session, commitment)
    if args.json:
        rows = [
            {
                "day": occurrence.day,
                "status": occurrence.status,
                "on_time": occurrence.on_time,
                "actual": to_json_number(occurrence.actual, metric.scale) if metric else None,
                "next_step": occurrence.next_step,
            }
            for occurrence in listed
        ]
        context.print_json(rows)
    elif listed:
        lines = (
            (
                write_sign(STATUS_SIGNS[occurrence.status]),
                format_date(occurrence.day),
                f"next: {occurrence.next_step}" if occurrence.next_step else "",
            )
            for occurrence in listed
        )
        context.print_text(format_table(lines))
    else:
        context.print_text(
            f"Commitment {commitment.id} does not repeat. Add one that does with: huddle commit TEXT --every week"
        )
    return 0


def _rates(session: Session, args: Namespace, context: Context) -> int:
    from core.commitments import follow_through
    from core.values.amounts import format_percent

    outcomes = follow_through.list_outcomes(session)
    match args.by:
        case "person":
            rates = follow_through.rates_by_member(session, outcomes)
        case "trend":
            rates = follow_through.rates_by_trend(outcomes)
        case "week":
            rates = [rate for rate in follow_through.rates_by_week(outcomes, session.today) if rate.closed]
        case _:
            own = (outcome for outcome in outcomes if session.viewer.is_member(outcome.member_id))
            mine = follow_through.compute_rate(own, "you")
            rates = [rate for rate in (mine, follow_through.compute_rate(outcomes, "the team")) if rate.closed]
    if args.json:
        context.print_json(
            [
                {"name": rate.name, "kept": rate.kept, "on_time": rate.on_time, "closed": rate.closed,
                 "kept_rate": rate.share, "on_time_rate": rate.share_on_time}
                for rate in rates
            ]
        )  # fmt: skip
    elif rates:
        context.print_text(
            format_table(
                (
                    rate.name,
                    f"{rate.kept} of {rate.closed} kept",
                    format_percent(rate.share),
                    f"{format_percent(rate.share_on_time)} on time",
                )
                for rate in rates
            )
        )
    else:
        context.print_text("Nothing kept or missed yet. Mark one with: huddle commitment keep NUMBER")
    return 0
