"""Print a target as a line or as JSON values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.access.session import Session
    from core.models import Group, Member, Target

TEAM = "team"
"""The word for the whole team, where a member or group can be named."""


def find_target_owner(session: Session, name: str | None) -> tuple[Member | None, Group | None]:
    """Return the member or the group of that name, and None for the other; both are None for the team.

    Without a name it is the acting member. Raises `HuddleError` for an unknown or ambiguous name.
    """
    from core.errors import HuddleError
    from core.team.group_records import list_groups
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


def target_cells(target: dict[str, object]) -> tuple[str, ...]:
    """Return the cells of a target's line in a list, from its `target_values`."""
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
    from core.team.group_records import list_groups
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
