"""Metrics, targets, entries and members for standings and progress: plain SQL into plain values, no slow imports.

Sums are read from `entry_day`, a rollup by day, so that a board costs the same however long the history is. Days are
`datetime.date`, amounts are integers in the metric's smallest unit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.quick.readable import Readable


Span = tuple[date, date]
"""The first and the last day of some days, both included."""

Tally = tuple[int, int]
"""The total of one member's entries, and their number."""


class MetricRecord:
    """What is needed of a metric to compute it."""

    __slots__ = ("better", "counted_from", "denominator_id", "id", "kind", "name", "numerator_id", "scale", "unit")

    def __init__(  # noqa: PLR0913 - plain slots: dataclasses are too slow to import here
        self,
        id: int,
        name: str,
        kind: str,
        unit: str,
        scale: int,
        better: str,
        numerator_id: int | None,
        denominator_id: int | None,
        counted_from: str = "entries",
    ) -> None:
        self.id = id
        self.name = name
        self.kind = kind
        self.unit = unit
        self.scale = scale
        self.better = better
        self.numerator_id = numerator_id
        self.denominator_id = denominator_id
        self.counted_from = counted_from


class MemberRecord:
    """What is needed of a member for a board."""

    __slots__ = ("group_id", "id", "kind", "left_on", "name", "role", "territory")

    def __init__(
        self,
        id: int,
        name: str,
        role: str,
        group_id: int | None,
        territory: str | None,
        left_on: str | None,
        kind: str | None = None,
    ) -> None:
        self.id = id
        self.name = name
        self.role = role
        self.group_id = group_id
        self.territory = territory
        self.left_on = date.fromisoformat(left_on) if left_on else None
        self.kind = kind

    def is_on_team(self, day: date) -> bool:
        """Return whether they are on the team at the end of that day."""
        return self.left_on is None or self.left_on > day


class TargetRecord:
    """A target: its metric, owner (without a member and a group the team), days, amount, and whether that is agreed."""

    __slots__ = ("amount", "ends_on", "group_id", "is_agreed", "member_id", "metric_id", "starts_on")

    def __init__(
        self,
        metric_id: int,
        member_id: int | None,
        group_id: int | None,
        starts_on: str,
        ends_on: str,
        amount: int,
        is_agreed: int,
    ) -> None:
        self.metric_id = metric_id
        self.member_id = member_id
        self.group_id = group_id
        self.starts_on = date.fromisoformat(starts_on)
        self.ends_on = date.fromisoformat(ends_on)
        self.amount = amount
        self.is_agreed = bool(is_agreed)

    @property
    def owner(self) -> tuple[int | None, int | None]:
        """The ids of the member and of the group; both None for the team."""
        return self.member_id, self.group_id

    @property
    def span(self) -> Span:
        """Its first and last day."""
        return self.starts_on, self.ends_on


# -- the team


def read_team_name_and_days(connection: Readable) -> tuple[str, str]:
    """Return the team's name and its working days as ISO weekdays; empty and Monday to Friday without a team."""
    row = connection.execute("SELECT name, working_days FROM team").fetchone()
    return (row[0], row[1]) if row else ("", "12345")


def read_time_zone(connection: Readable) -> str:
    """Return the IANA name of the team's time zone; empty for each computer's own."""
    row = connection.execute("SELECT time_zone FROM team").fetchone()
    return row[0] if row else ""


def read_members(connection: Readable) -> list[MemberRecord]:
    """Return everybody who is or was on the team, in order of their ids."""
    rows = connection.execute("SELECT id, name, role, group_id, territory, left_on, kind FROM member ORDER BY id")
    return [MemberRecord(*row) for row in rows]


def read_groups(connection: Readable) -> list[tuple[int, str]]:
    """Return the groups as id and name."""
    return connection.execute('SELECT id, name FROM "group" ORDER BY id').fetchall()


def read_last_meeting_day(connection: Readable, span: Span) -> date | None:
    """Return the day of the last closed meeting within `span`, without one-on-ones; None without one."""
    row = connection.execute(
        "SELECT max(day) FROM meeting WHERE status = 'closed' AND kind <> 'one-on-one' AND day BETWEEN ? AND ?",
        _days(span),
    ).fetchone()
    return date.fromisoformat(row[0]) if row[0] else None


# -- metrics and targets


def read_metric(connection: Readable, metric_id: int) -> MetricRecord:
    """Return the metric with that id. Raises `KeyError` when there is none."""
    row = connection.execute(
        "SELECT id, name, kind, unit, scale, better, numerator_id, denominator_id, counted_from "
        "FROM metric WHERE id = ?",
        (metric_id,),
    ).fetchone()
    if row is None:
        raise KeyError(metric_id)
    return MetricRecord(*row)


PRIVATE_METRICS = (
    "WITH RECURSIVE counted_from_private (id) AS (SELECT id FROM metric WHERE private UNION "
    "SELECT metric.id FROM metric JOIN counted_from_private AS part "
    "ON part.id IN (metric.numerator_id, metric.denominator_id)) SELECT id FROM counted_from_private"
)
"""The ids of the metrics that are private, or counted from a private one at any depth."""


def read_private_ids(connection: Readable) -> frozenset[int]:
    """Return the ids of the metrics that are private, or counted from a private one at any depth."""
    return frozenset(metric_id for (metric_id,) in connection.execute(PRIVATE_METRICS))


def read_seen_ids(connection: Readable, metric_id: int) -> frozenset[int]:
    """Return the ids of the members whose amounts of the metric the viewer may see: everybody's or, of a private one,
    their own."""
    rows = connection.execute("SELECT member_id FROM visible_measured WHERE metric_id = ?", (metric_id,))
    return frozenset(member_id for (member_id,) in rows)


def is_private(connection: Readable, metric_id: int) -> bool:
    """Return whether the metric, or one that it is counted from at any depth, is private."""
    return metric_id in read_private_ids(connection)


_AGREED = (
    "SELECT metric_id, member_id, group_id, starts_on, ends_on, ifnull(agreed_amount, amount), "
    "agreed_amount IS NOT NULL FROM visible_target WHERE declined_at IS NULL"
)
"""The agreed amount counts until a new one is agreed. A first proposal is shown, but no one is behind on it."""


def read_targets(connection: Readable, metric_id: int, span: Span) -> list[TargetRecord]:
    """Return all targets on one metric that share a day with `span`."""
    rows = connection.execute(
        f"{_AGREED} AND metric_id = ? AND ends_on >= ? AND starts_on <= ?", (metric_id, *_days(span))
    )
    return [TargetRecord(*row) for row in rows]


def sees_all_targets(connection: Readable, metric_id: int, span: Span) -> bool:
    """Return whether the viewer may see everybody's targets on the metric that share a day with `span`."""
    where = "WHERE metric_id = :metric_id AND ends_on >= :first AND starts_on <= :last"
    row = connection.execute(
        f"SELECT (SELECT count(*) FROM exempt_target_owners {where}) = (SELECT count(*) FROM visible_target {where})",
        {"metric_id": metric_id, "first": span[0].isoformat(), "last": span[1].isoformat()},
    ).fetchone()
    return bool(row[0])


def read_running_targets(connection: Readable, member_id: int, day: date) -> list[TargetRecord]:
    """Return one member's targets whose period contains `day`: the shortest periods first, then by metric."""
    rows = connection.execute(
        f"{_AGREED} AND member_id = ? AND ? BETWEEN starts_on AND ends_on "
        "ORDER BY julianday(ends_on) - julianday(starts_on), metric_id",
        (member_id, day.isoformat()),
    )
    return [TargetRecord(*row) for row in rows]


# -- entries


def read_measured_since(connection: Readable, metric_id: int, day_of: Callable[[str], date]) -> dict[int, date]:
    """Return, by member, the day from which on no entry means that nothing was done.

    That is their first entry on the metric, or if earlier the day they joined or, where later, got their first target
    on it. `day_of` gives the day of a stored moment.
    """
    rows = connection.execute(
        "SELECT id, joined_on, "
        "(SELECT MIN(day) FROM visible_entry_day WHERE metric_id = :metric_id AND member_id = member.id), "
        "(SELECT MIN(COALESCE(proposed_at, agreed_at)) FROM visible_target "
        "WHERE metric_id = :metric_id AND member_id = member.id) FROM member",
        {"metric_id": metric_id},
    )
    since: dict[int, date] = {}
    day_of_moment = cache(lambda moment: day_of(moment).isoformat())  # many targets have the same moment
    for person_id, joined, entered, target_set in rows:
        measured = max(joined, day_of_moment(target_set)) if target_set else joined
        since[person_id] = date.fromisoformat(min(measured, entered) if entered else measured)
    return since


def read_tallies(connection: Readable, metric_id: int, span: Span, member_id: int | None = None) -> dict[int, Tally]:
    """Return the tally of each member's entries within these days; `member_id` limits them to one member."""
    rows = connection.execute(_TALLIES, (metric_id, *_days(span), member_id, member_id))
    return {owner_id: (total, entries) for owner_id, total, entries in rows}


# One range of the rollup for each member, in the order of its primary key, so that nothing is sorted.
_TALLIES = (
    "SELECT member.id, sum(total), sum(entries) FROM member "
    "CROSS JOIN visible_entry_day AS entry_day ON entry_day.member_id = member.id "
    "WHERE metric_id = ? AND day BETWEEN ? AND ? AND (? IS NULL OR member.id = ?) GROUP BY member.id"
)


def read_latest(connection: Readable, metric_id: int, span: Span, member_id: int | None = None) -> dict[int, Tally]:
    """Return each member's last entry within these days, as a tally of one entry."""
    rows = connection.execute(
        "SELECT id, (SELECT amount FROM visible_entry "
        "WHERE member_id = member.id AND metric_id = ? AND day BETWEEN ? AND ? ORDER BY day DESC, id DESC LIMIT 1) "
        "AS amount FROM member WHERE ? IS NULL OR id = ?",
        (metric_id, *_days(span), member_id, member_id),
    )
    return {owner_id: (amount, 1) for owner_id, amount in rows if amount is not None}


def read_tallies_by_span(connection: Readable, metric_id: int, spans: Sequence[Span]) -> list[dict[int, Tally]]:
    """Return `read_tallies` for several spans, in their order."""
    # One query for all spans would have to sort, which costs more than one query for each.
    return [read_tallies(connection, metric_id, span) for span in spans]


# -- one member


def find_id_and_login(connection: Readable, name: str | None, login: str | None) -> tuple[int, str | None] | None:
    """Return id and login of the member who is meant: by name or first name, else by login, else the only member.

    None when that is not exactly one: `core.team.session_opening.resolve_session` then raises the error.
    """
    current = connection.execute("SELECT id, name, login FROM exempt_logins WHERE left_on IS NULL").fetchall()
    if name is not None and name.strip():
        wanted = name.strip().casefold()
        matches = [row for row in current if row[1].casefold() == wanted]
        matches = matches or [row for row in current if row[1].casefold().split()[0] == wanted]
    else:
        matches = [row for row in current if login and row[2] and row[2].casefold() == login.casefold()] or current
    return (matches[0][0], matches[0][2]) if len(matches) == 1 else None


def read_next_meeting(connection: Readable) -> tuple[int | None, date | None] | None:
    """Return host and day of the meeting that is open or comes next, each None where unknown; None without a
    meeting."""
    row = connection.execute(
        "SELECT host_id, day FROM meeting WHERE status IN ('open', 'planned') AND kind <> 'one-on-one' "
        "ORDER BY status = 'planned', day, id LIMIT 1"
    ).fetchone()
    row = (
        row
        or connection.execute(
            "SELECT next_host_id, next_day FROM meeting WHERE status = 'closed' AND kind <> 'one-on-one' "
            "ORDER BY day DESC, id DESC LIMIT 1"
        ).fetchone()
    )
    return (row[0], date.fromisoformat(row[1]) if row[1] else None) if row else None


def _days(span: Span) -> tuple[str, str]:
    return span[0].isoformat(), span[1].isoformat()
