"""`huddle target accept`, `decline`, `check` and `history`: agreeing on a target."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context

if TYPE_CHECKING:
    from core.models import Target
    from core.session import Session

SIGNS = {True: "✓", False: "✗", None: "?"}
"""The sign of a line of the SMART check, by its result."""


def run(args: Namespace, context: Context) -> int:
    commands = {"accept": _accept, "decline": _decline, "check": _check, "history": _history}
    return commands[args.what](args, context)


def _find_target(session: Session, number: int) -> Target:
    from core.errors import HuddleError
    from core.targets import targets

    for target in targets(session):
        if target.id == number:
            return target
    raise HuddleError(f"There is no target {number}. See the numbers with: huddle target list")


def _accept(args: Namespace, context: Context) -> int:
    from core.targets import accept

    session = context.session()
    return _print_target(session, accept(session, _find_target(session, args.number)), args, context, "agreed")


def _decline(args: Namespace, context: Context) -> int:
    from core.targets import decline, state

    session = context.session()
    target = decline(session, _find_target(session, args.number), " ".join(args.reason))
    outcome = "declined; what was agreed before stands" if state(target) == "agreed" else "declined"
    return _print_target(session, target, args, context, outcome)


def _print_target(session: Session, target: Target, args: Namespace, context: Context, outcome: str) -> int:
    from core import amounts, periods
    from core.metrics import metrics
    from tui.commands.target import values

    if args.json:
        context.json(values(session, [target])[0])
        return 0
    metric = next(candidate for candidate in metrics(session, include_ended=True) if candidate.id == target.metric_id)
    amount = amounts.exact(target.amount, metric.scale, metric.unit)
    period = periods.between(target.starts_on, target.ends_on)
    context.out(f"{session.me.name} · {metric.name}: {amount} in {period.title}, {outcome}.")
    return 0


def _check(args: Namespace, context: Context) -> int:
    from core import smart
    from core.goals import team_goal
    from tui.commands.table import table
    from tui.commands.target import whose

    session = context.session()
    member, group = whose(session, args.whose)
    lines = smart.as_typed(
        session,
        metric=args.metric,
        amount=args.amount,
        period=args.period,
        goal=team_goal(session),
        member=member,
        group=group,
    )
    if args.json:
        context.json(lines)
    else:
        context.out(table((line.letter, SIGNS[line.ok], line.word, line.text) for line in lines))
    return 0


def _history(args: Namespace, context: Context) -> int:
    from core import amounts
    from core.clock import day_of
    from core.metrics import metrics
    from core.target_history import history
    from tui.commands.table import table

    session = context.session()
    target = _find_target(session, args.number)
    metric = next(candidate for candidate in metrics(session, include_ended=True) if candidate.id == target.metric_id)
    steps = history(session, target)
    if args.json:
        context.json(
            [
                {
                    "at": step.at,
                    "by": step.by,
                    "what": step.what,
                    "amount": amounts.number(step.amount, metric.scale),
                    "was": amounts.number(step.was, metric.scale),
                    "reason": step.reason,
                }
                for step in steps
            ]
        )
        return 0
    context.out(
        table(
            (
                str(day_of(step.at, session.now)),
                step.by,
                step.what,
                amounts.exact(step.amount, metric.scale, metric.unit),
                f"was {amounts.exact(step.was, metric.scale)}" if step.was not in (None, step.amount) else "",
                step.reason or "",
            )
            for step in steps
        )
    )
    return 0
