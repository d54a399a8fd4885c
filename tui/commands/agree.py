"""`huddle target accept`, `decline`, `check` and `history`: agreeing on a target."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context
from tui.widgets.signs import CHECK_SIGNS, write_sign

if TYPE_CHECKING:
    from core.access.session import Session
    from core.models import Target


def run(args: Namespace, context: Context) -> int:
    commands = {"accept": _accept, "decline": _decline, "check": _check, "history": _history}
    return commands[args.what](args, context)


def _find_target(session: Session, number: int) -> Target:
    from core.errors import HuddleError
    from core.metrics.targets import list_targets

    for target in list_targets(session):
        if target.id == number:
            return target
    raise HuddleError(f"There is no target {number}. See the numbers with: huddle target list")


def _accept(args: Namespace, context: Context) -> int:
    from core.metrics.targets import accept_target

    session = context.session()
    return _print_target(session, accept_target(session, _find_target(session, args.number)), args, context, "agreed")


def _decline(args: Namespace, context: Context) -> int:
    from core.metrics.targets import agreement_status, decline_target

    session = context.session()
    target = decline_target(session, _find_target(session, args.number), " ".join(args.reason))
    outcome = "declined; the earlier target still applies" if agreement_status(target) == "agreed" else "declined"
    return _print_target(session, target, args, context, outcome)


def _print_target(session: Session, target: Target, args: Namespace, context: Context, outcome: str) -> int:
    from core.metrics.metrics import list_metrics
    from core.values import amounts, periods
    from tui.commands.target_output import target_values

    if args.json:
        context.print_json(target_values(session, [target])[0])
        return 0
    metric = next(
        candidate for candidate in list_metrics(session, include_ended=True) if candidate.id == target.metric_id
    )
    amount = amounts.format_exact(target.amount, metric.scale, metric.unit)
    period = periods.period_between(target.starts_on, target.ends_on)
    context.print_text(f"{session.me.name} · {metric.name}: {amount} in {period.title}, {outcome}.")
    return 0


def _check(args: Namespace, context: Context) -> int:
    from core.goals.tree import find_served_goal
    from core.standings import smart_check
    from tui.commands.table import format_table
    from tui.commands.target_output import find_target_owner

    session = context.session()
    member, group = find_target_owner(session, args.whose)
    lines = smart_check.check_typed_form(
        session,
        metric=args.metric,
        amount=args.amount,
        period=args.period,
        goal=find_served_goal(session, args.goal),
        bonus=args.bonus,
        member=member,
        group=group,
    )
    if args.json:
        context.print_json(lines)
    else:
        rows = ((line.letter, write_sign(CHECK_SIGNS[line.ok]), line.word, line.text) for line in lines)
        context.print_text(format_table(rows))
    return 0


def _history(args: Namespace, context: Context) -> int:
    from core.metrics.metrics import list_metrics
    from core.standings.target_history import list_target_steps
    from core.values import amounts
    from core.values.clock import day_of_timestamp
    from tui.commands.table import format_table

    session = context.session()
    target = _find_target(session, args.number)
    metric = next(
        candidate for candidate in list_metrics(session, include_ended=True) if candidate.id == target.metric_id
    )
    steps = list_target_steps(session, target)
    if args.json:
        context.print_json(
            [
                {
                    "at": step.at,
                    "by": step.member_name,
                    "what": step.kind,
                    "amount": amounts.to_json_number(step.amount, metric.scale),
                    "was": amounts.to_json_number(step.amount_before, metric.scale),
                    "reason": step.reason,
                }
                for step in steps
            ]
        )
        return 0
    context.print_text(
        format_table(
            (
                str(day_of_timestamp(step.at, session.now)),
                step.member_name,
                step.kind,
                amounts.format_exact(step.amount, metric.scale, metric.unit),
                f"was {amounts.format_exact(step.amount_before, metric.scale)}"
                if step.amount_before not in (None, step.amount)
                else "",
                step.reason or "",
            )
            for step in steps
        )
    )
    return 0
