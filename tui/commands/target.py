"""`huddle target`: sets, agrees on and lists targets."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context

if TYPE_CHECKING:
    from core.access.session import Session
    from core.models import Group, Member, Target

TEAM = "team"
"""The word for the whole team, where a member or group can be named."""


def add(parser: ArgumentParser, word: str) -> None:
    verbs = parser.add_subparsers(dest="what", metavar="set|accept|decline|check|history|list", required=True)

    setting = verbs.add_parser("set", help="set or change a target", allow_abbrev=False)
    setting.add_argument("metric", metavar="METRIC")
    setting.add_argument("amount", metavar="AMOUNT", help="such as 40, 1054.50 or 262k")
    setting.add_argument("--for", dest="whose", metavar="MEMBER|GROUP|team", help="whose it is (default: yours)")
    setting.add_argument(
        "--period", metavar="P", required=True, help="2026-Q4, 2026-11, 2026-W48, 2026, or week, quarter …"
    )
    setting.add_argument("--floor", metavar="N", help="what must be reached at the least")
    setting.add_argument("--floor-on", metavar="METRIC", help="the floor is on this one: revenue with a minimum margin")
    setting.add_argument("--bonus", metavar="TEXT", help="what reaching it brings: '4k at 110 %%'")
    setting.add_argument(
        "--bonus-at", metavar="PERCENT", type=int, help="of the target (default: 100, or as its text says)"
    )
    setting.add_argument("--reason", metavar="TEXT", help="why it is revised")
    setting.add_argument("--json", action="store_true", help="for scripts")

    accepting = verbs.add_parser("accept", help="say yes to what was proposed to you", allow_abbrev=False)
    declining = verbs.add_parser("decline", help="say no, and why; what was agreed before stands", allow_abbrev=False)
    history = verbs.add_parser("history", help="who proposed, agreed and revised it, and why", allow_abbrev=False)
    for verb in (accepting, declining, history):
        verb.add_argument("number", type=int, metavar="NUMBER", help="its number in `huddle target list`")
    declining.add_argument("reason", nargs="+", metavar="REASON")

    check = verbs.add_parser(
        "check", help="is it specific, measurable, attainable, relevant, timed", allow_abbrev=False
    )
    check.add_argument("metric", metavar="METRIC")
    check.add_argument("amount", metavar="AMOUNT")
    check.add_argument("--for", dest="whose", metavar="MEMBER|GROUP|team", help="whose it would be (default: yours)")
    check.add_argument("--period", metavar="P", default="quarter", help="(default: this quarter)")
    for verb in (accepting, declining, history, check):
        verb.add_argument("--json", action="store_true", help="for scripts")

    listing = verbs.add_parser("list", help="what was agreed", allow_abbrev=False)
    listing.add_argument("--period", metavar="P", help="of one period alone")
    listing.add_argument("--metric", metavar="METRIC", help="on one metric alone")
    listing.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    if args.what in ("accept", "decline", "check", "history"):
        from tui.commands import agree

        return agree.run(args, context)
    return {"set": _set, "list": _list}[args.what](args, context)


def _set(args: Namespace, context: Context) -> int:
    from core.goals.goals import team_goal
    from core.metrics.metrics import find_metric
    from core.metrics.targets import agreement_status, set_target
    from core.values import amounts, periods

    session = context.session()
    counted_metric = find_metric(session, args.metric)
    member, group = find_target_owner(session, args.whose)
    floor_metric = find_metric(session, args.floor_on) if args.floor_on else counted_metric
    target = set_target(
        session,
        counted_metric,
        amounts.parse_amount(args.amount, counted_metric.scale),
        member=member,
        group=group,
        period=periods.parse_period(args.period, session.today),
        floor=amounts.parse_amount(args.floor, floor_metric.scale) if args.floor is not None else None,
        floor_metric=floor_metric,
        bonus=args.bonus,
        bonus_percent=args.bonus_at,
        goal=team_goal(session),
        reason=args.reason,
    )
    if args.json:
        context.print_json(target_values(session, [target])[0])
        return 0
    period = periods.period_between(target.starts_on, target.ends_on)
    name = member.name if member else group.name if group else "The team"
    amount = amounts.format_exact(target.amount, counted_metric.scale, counted_metric.unit)
    context.print_text(f"{name} · {counted_metric.name}: {amount} in {period.title}.")
    if member and agreement_status(target) == "proposed":
        context.print_text(f"It is proposed, and {member.name} agrees to it with: huddle target accept {target.id}")
    return 0


def find_target_owner(session: Session, name: str | None) -> tuple[Member | None, Group | None]:
    """Return the member or the group of that name, and None for the other; both are None for the team.

    Without a name it is the acting member. Raises `HuddleError` for an unknown or ambiguous name.
    """
    from core.errors import HuddleError
    from core.team.groups import list_groups
    from core.team.members import find_member, list_members

    if name is None:
        return session.me, None
    wanted = " ".join(name.split()).casefold()
    if wanted == TEAM:
        return None, None
    matching_groups = [group for group in list_groups(session) if group.name.casefold() == wanted]
    if matching_groups and any(person.name.casefold() == wanted for person in list_members(session)):
        raise HuddleError(f"A member and a group are called {name}. Give one of them another name first.")
    return (None, matching_groups[0]) if matching_groups else (find_member(session, name), None)


def _list(args: Namespace, context: Context) -> int:
    from core.metrics.metrics import find_metric
    from core.metrics.targets import list_targets
    from core.values import periods
    from tui.commands.table import format_table

    session = context.session()
    period = periods.parse_period(args.period, session.today) if args.period else None
    counted_metric = find_metric(session, args.metric) if args.metric else None
    rows = target_values(session, list_targets(session, period, metric=counted_metric))
    if args.json:
        context.print_json(rows)
    elif not rows:
        context.print_text("No target yet. Set one with: huddle target set METRIC AMOUNT --period P")
    else:
        context.print_text(format_table(_line(row) for row in rows))
    return 0


def _line(target: dict[str, object]) -> tuple[str, ...]:
    unit = f" {target['unit']}" if target["unit"] else ""
    on = f" {target['floor_on']}" if target["floor_on"] != target["metric"] else ""
    return (
        str(target["number"]),
        str(target["period"]),
        str(target["for"]),
        str(target["metric"]),
        f"{target['amount']}{unit}",
        f"floor {target['floor']}{on}" if target["floor"] is not None else "",
        f"bonus: {target['bonus']}" if target["bonus"] else "",
        str(target["state"]),
    )


def target_values(session: Session, targets: list[Target]) -> list[dict[str, object]]:
    """Return the targets for scripts, amounts in whole units."""
    from core.metrics.metrics import list_metrics
    from core.metrics.targets import agreement_status
    from core.team.groups import list_groups
    from core.team.members import list_members
    from core.values import amounts, periods

    member_names = {person.id: person.name for person in list_members(session, include_left=True)}
    group_names = {group.id: group.name for group in list_groups(session)}
    metrics_by_id = {row_metric.id: row_metric for row_metric in list_metrics(session, include_ended=True)}
    rows: list[dict[str, object]] = []
    for target in targets:
        metric = metrics_by_id[target.metric_id]
        floor_metric = metrics_by_id[target.floor_metric_id or target.metric_id]
        owner = TEAM
        if target.member_id:
            owner = member_names[target.member_id]
        elif target.group_id:
            owner = group_names[target.group_id]
        rows.append(
            {
                "number": target.id,
                "period": periods.period_between(target.starts_on, target.ends_on).label,
                "for": owner,
                "metric": metric.name,
                "unit": metric.unit,
                "amount": amounts.to_json_number(target.amount, metric.scale),
                "floor": amounts.to_json_number(target.floor, floor_metric.scale),
                "floor_on": floor_metric.name,
                "bonus": target.bonus,
                "bonus_percent": target.bonus_percent,
                "state": agreement_status(target),
                "agreed_amount": amounts.to_json_number(target.agreed_amount, metric.scale),
                "proposed_by": member_names.get(target.proposed_by or 0),
                "agreed_by": member_names.get(target.agreed_by or 0),
                "agreed_at": target.agreed_at,
                "reason": target.reason,
            }
        )
    return rows
