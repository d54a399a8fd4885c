"""`huddle target`: what was agreed."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context

if TYPE_CHECKING:
    from core.models import Group, Member, Target
    from core.session import Session

TEAM = "team"


def add(parser: ArgumentParser, word: str) -> None:
    what = parser.add_subparsers(dest="what", metavar="set|list", required=True)

    new = what.add_parser("set", help="set or change a target", allow_abbrev=False)
    new.add_argument("metric", metavar="METRIC")
    new.add_argument("amount", metavar="AMOUNT", help="such as 40, 1054.50 or 262k")
    new.add_argument("--for", dest="whose", metavar="MEMBER|GROUP|team", help="whose it is (default: yours)")
    new.add_argument(
        "--period", metavar="P", required=True, help="2026-Q4, 2026-11, 2026-W48, 2026, or week, quarter …"
    )
    new.add_argument("--floor", metavar="N", help="what must be reached at the least")
    new.add_argument("--bonus", metavar="TEXT", help="what reaching it brings")
    new.add_argument("--json", action="store_true", help="for scripts")

    seen = what.add_parser("list", help="what was agreed", allow_abbrev=False)
    seen.add_argument("--period", metavar="P", help="of one period alone")
    seen.add_argument("--metric", metavar="METRIC", help="on one metric alone")
    seen.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    return {"set": _set, "list": _list}[args.what](args, context)


def _set(args: Namespace, context: Context) -> int:
    from core import amounts, periods
    from core.metrics import metric
    from core.targets import set_target

    session = context.session()
    counted = metric(session, args.metric)
    member, group = _whose(session, args.whose)
    target = set_target(
        session,
        counted,
        amounts.parse(args.amount, counted.scale),
        member=member,
        group=group,
        period=periods.parse(args.period, session.today),
        floor=amounts.parse(args.floor, counted.scale) if args.floor is not None else None,
        bonus=args.bonus,
    )
    if args.json:
        context.json(_values(session, [target])[0])
        return 0
    period = periods.between(target.starts_on, target.ends_on)
    whose = member.name if member else group.name if group else "The team"
    context.out(
        f"{whose} · {counted.name}: {amounts.exact(target.amount, counted.scale, counted.unit)} in {period.title}."
    )
    return 0


def _whose(session: Session, name: str | None) -> tuple[Member | None, Group | None]:
    """The member or the group that is named; neither is the team."""
    from core.errors import HuddleError
    from core.groups import groups
    from core.members import member, members

    if name is None:
        return session.me, None
    wanted = " ".join(name.split()).casefold()
    if wanted == TEAM:
        return None, None
    named = [group for group in groups(session) if group.name.casefold() == wanted]
    if named and any(person.name.casefold() == wanted for person in members(session)):
        raise HuddleError(f"A member and a group are called {name}. Give one of them another name first.")
    return (None, named[0]) if named else (member(session, name), None)


def _list(args: Namespace, context: Context) -> int:
    from core import periods
    from core.metrics import metric
    from core.targets import targets
    from tui.commands.table import table

    session = context.session()
    period = periods.parse(args.period, session.today) if args.period else None
    counted = metric(session, args.metric) if args.metric else None
    values = _values(session, targets(session, period, metric=counted))
    if args.json:
        context.json(values)
    elif not values:
        context.out("No target yet. Set one with: huddle target set METRIC AMOUNT --period P")
    else:
        context.out(table(_line(each) for each in values))
    return 0


def _line(target: dict[str, object]) -> tuple[str, ...]:
    unit = f" {target['unit']}" if target["unit"] else ""
    return (
        str(target["period"]),
        str(target["for"]),
        str(target["metric"]),
        f"{target['amount']}{unit}",
        f"floor {target['floor']}" if target["floor"] is not None else "",
        f"bonus: {target['bonus']}" if target["bonus"] else "",
    )


def _values(session: Session, targets: list[Target]) -> list[dict[str, object]]:
    from core import amounts, periods
    from core.groups import groups
    from core.members import members
    from core.metrics import metrics

    people = {person.id: person.name for person in members(session, include_left=True)}
    named = {group.id: group.name for group in groups(session)}
    counted = {each.id: each for each in metrics(session, include_ended=True)}
    values: list[dict[str, object]] = []
    for target in targets:
        metric = counted[target.metric_id]
        whose = people[target.member_id] if target.member_id else named[target.group_id] if target.group_id else TEAM
        values.append(
            {
                "period": periods.between(target.starts_on, target.ends_on).label,
                "for": whose,
                "metric": metric.name,
                "unit": metric.unit,
                "amount": amounts.number(target.amount, metric.scale),
                "floor": amounts.number(target.floor, metric.scale),
                "bonus": target.bonus,
                "agreed_by": people.get(target.agreed_by or 0),
            }
        )
    return values
