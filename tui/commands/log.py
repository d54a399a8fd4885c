"""`huddle log`: enters an amount on a metric, or one a line; corrects or removes the last entry; lists entries."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from tui.commands.context import Context
from tui.commands.day_option import read_past_day

if TYPE_CHECKING:
    from datetime import date

    from core.access.session import Session
    from core.models import Entry, Member, Metric
    from core.values.periods import Period


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument(
        "metric", metavar="METRIC", nargs="?", help="without it: list today's entries; - reads a line for each: 5 calls"
    )
    parser.add_argument(
        "amount", metavar="AMOUNT", nargs="?", help="e.g. 5, 1054.50 or 12k; a negative amount takes off"
    )
    parser.add_argument("--on", metavar="DATE", help="the day: yesterday, friday, 2026-11-23 (default: today)")
    parser.add_argument("--for", dest="whose", metavar="MEMBER", help="the member (default: you)")
    parser.add_argument("--note", metavar="TEXT", help="visible to its member and the leader")
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--correct",
        action="store_true",
        help="correct your last entry (of --on if given); the old one stays in the history",
    )
    how.add_argument("--strike", action="store_true", help="delete your last entry (of --on if given)")
    how.add_argument("--list", action="store_true", help="list this quarter's entries")
    how.add_argument("--today", action="store_true", help="list today's entries, of all metrics or of one")
    parser.add_argument("--yes", action="store_true", help="do not ask about an unusual amount, for scripts")
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core.errors import HuddleError
    from core.metrics import entries
    from core.metrics.metrics import find_metric
    from core.team.members import find_member
    from core.values import amounts

    session = context.session()
    day = read_past_day(args.on, session.today)
    owner = find_member(session, args.whose, include_left=True) if args.whose else session.me
    if args.metric == "-":
        return _log_lines(session, owner, day, args, context)
    if args.metric is None or args.today:
        return _list_day(session, owner, day or session.today, args, context)
    counted_metric = find_metric(session, args.metric)
    if args.amount is not None and (args.list or args.strike):
        raise HuddleError(f"{'--list' if args.list else '--strike'} takes no amount. Leave out {args.amount}.")
    if args.list:
        return _list(session, counted_metric, owner, args, context)
    if args.strike:
        entry = entries.latest_typed_entry(session, counted_metric, owner, day=day)
        entries.delete_entry(session, entry)
        return _print_entry(session, counted_metric, owner, entry, args, context, "deleted")
    if args.amount is None:
        raise HuddleError(f"Add the amount after the metric: huddle log '{counted_metric.name}' 5")
    amount = amounts.parse_amount(args.amount, counted_metric.scale)
    if not args.yes:
        _confirm_unusual(session, counted_metric, amount, owner)
    if args.correct:
        entry = entries.latest_typed_entry(session, counted_metric, owner, day=day)
        old_amount = amounts.format_exact(entry.amount, counted_metric.scale)
        entry = entries.correct_entry(session, entry, amount=amount, note=args.note)
        return _print_entry(session, counted_metric, owner, entry, args, context, f"was {old_amount}")
    entry = entries.log_entry(session, counted_metric, amount, member=owner, day=day, note=args.note)
    return _print_entry(session, counted_metric, owner, entry, args, context)


def _confirm_unusual(session: Session, metric: Metric, amount: int, owner: Member) -> None:
    """Ask about an amount that may be a typing error. Raises `HuddleError` on a no, and without a terminal to ask."""
    from core.errors import HuddleError
    from core.metrics.unusual import UnusualAmount, require_usual
    from tui.commands.terminal import has_terminal, is_confirmed

    try:
        require_usual(session, metric, amount, owner)
    except UnusualAmount as unusual:
        if not has_terminal():
            raise HuddleError(f"{unusual} If so, add: --yes") from None
        if not is_confirmed(str(unusual)):
            raise HuddleError("Nothing has changed.") from None


def _print_entry(
    session: Session, metric: Metric, owner: Member, entry: Entry, args: Namespace, context: Context, note: str = ""
) -> int:
    if args.json:
        context.print_json(_entry_values(metric, owner, entry))
    else:
        context.print_text(_describe_entry(session, metric, owner, entry, note))
    return 0


def _entry_values(metric: Metric, owner: Member, entry: Entry) -> dict[str, object]:
    from core.values.amounts import to_json_number

    return {
        "metric": metric.name,
        "member": owner.name,
        "day": entry.day,
        "amount": to_json_number(entry.amount, metric.scale),
        "note": entry.note,
    }


def _describe_entry(session: Session, metric: Metric, owner: Member, entry: Entry, note: str = "") -> str:
    from core.values import amounts, periods

    when = "today" if entry.day == session.today else f"on {periods.format_date(entry.day)}"
    suffix = f" ({note})" if note else ""
    amount = amounts.format_exact(entry.amount, metric.scale, metric.unit)
    return f"{owner.name} · {metric.name}: {amount}, {when}{suffix}."


def _log_lines(session: Session, owner: Member, day: date | None, args: Namespace, context: Context) -> int:
    """Log each line of standard input, all or none."""
    from core.errors import HuddleError
    from core.metrics import entries
    from core.metrics.amount_input import parse_metric_amount
    from tui.commands.standard_streams import read_lines

    logged: list[tuple[Metric, Entry]] = []
    lines = read_lines()
    with session.change("entry.logged"):
        for number, line in lines:
            try:
                metric, amount = parse_metric_amount(session, line)
                assert metric is not None  # the line is not empty
                assert amount is not None
                if not args.yes:
                    _confirm_unusual(session, metric, amount, owner)
                entry = entries.log_entry(session, metric, amount, member=owner, day=day, note=args.note)
            except HuddleError as error:
                raise HuddleError(f"Line {number}: {error} Nothing was logged.") from error
            logged.append((metric, entry))
    if args.json:
        context.print_json([_entry_values(metric, owner, entry) for metric, entry in logged])
    else:
        for metric, entry in logged:
            context.print_text(_describe_entry(session, metric, owner, entry))
    return 0


def _list_day(session: Session, owner: Member, day: date, args: Namespace, context: Context) -> int:
    from core.metrics.metrics import find_metric, list_metrics
    from core.values.periods import on_day, period_containing
    from core.values.text import join_words
    from tui.commands.table import format_table

    metrics = [find_metric(session, args.metric)] if args.metric else list_metrics(session)
    rows = [row for metric in metrics for row in _rows(session, metric, owner, period_containing(day, "day"))]
    if args.json:
        context.print_json(rows)
    elif rows:
        context.print_text(format_table((row["metric"], *_line(row, owner.name)) for row in rows))
    else:
        names = join_words(metric.name for metric in metrics) or "none yet, add one with huddle metric add"
        context.print_text(
            f"{owner.name} has logged nothing {on_day(day, session.today)}. "
            f"Log an amount with: huddle log METRIC AMOUNT. Metrics: {names}."
        )
    return 0


def _list(session: Session, metric: Metric, owner: Member, args: Namespace, context: Context) -> int:
    from core.metrics.metrics import is_private
    from core.values import periods
    from tui.commands.table import format_table

    period = periods.period_containing(
        read_past_day(args.on, session.today) or session.today, "day" if args.on else "quarter"
    )
    rows = _rows(session, metric, owner, period)
    if args.json:
        context.print_json(rows)
    elif not rows and is_private(session, metric) and not session.viewer.is_member(owner.id):
        context.print_text(f"{metric.name} is private: its entries are shown to their owner only.")
    elif not rows:
        context.print_text(f"{owner.name} has no entries on {metric.name} in {period.title}. Log one with: huddle log")
    else:
        context.print_text(format_table(_line(row, owner.name) for row in rows))
    return 0


def _rows(session: Session, metric: Metric, owner: Member, period: Period) -> list[dict[str, Any]]:
    from core.metrics import entries
    from core.team.members import list_members
    from core.values import amounts

    names = {person.id: person.name for person in list_members(session, include_left=True)}
    listed = entries.list_entries(session, metric, owner, period)
    typists = entries.name_typists(session, listed, names)
    return [
        {
            "metric": metric.name,
            "day": entry.day,
            "amount": amounts.to_json_number(entry.amount, metric.scale),
            "note": entry.note,
            "source": entry.source,
            "entered_by": names.get(entry.entered_by or 0),
            "typed_by": typists.get(entry.id),
            "was": [
                amounts.to_json_number(correction.old_amount, metric.scale)
                for correction in entries.list_corrections(session, entry)
            ],
        }
        for entry in listed
    ]


def _line(entry: dict[str, Any], name: str) -> tuple[str, ...]:
    author, typist = entry["entered_by"], entry["typed_by"]
    by = (f"entered by {author}" if author and author != name else "", f"typed by {typist}" if typist else "")
    return (
        str(entry["day"]),
        str(entry["amount"]),
        entry["note"] or "",
        f"from {entry['source']}" if entry["source"] else ", ".join(filter(None, by)),
        f"was {', then '.join(str(was) for was in entry['was'])}" if entry["was"] else "",
    )
