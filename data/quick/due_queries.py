"""Proposed targets that wait for one member's answer, by plain SQL into plain values."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.quick.readable import Readable


def read_proposals(
    connection: Readable, member_id: int, today: date
) -> list[tuple[int, str, str, int, int, str, str, str | None]]:
    """Return the targets that were proposed to a member and are not answered.

    Each is: id, metric name, unit, scale, amount, first day, last day, name of the member who proposed it.
    """
    return connection.execute(
        "SELECT target.id, metric.name, unit, scale, amount, starts_on, ends_on, member.name FROM "
        "visible_target AS target "
        "JOIN metric ON metric.id = target.metric_id LEFT JOIN member ON member.id = proposed_by "
        "WHERE target.member_id = ? AND agreed_by IS NULL AND declined_at IS NULL AND ends_on >= ? ORDER BY target.id",
        (member_id, today.isoformat()),
    ).fetchall()
