"""The team's number on a private metric: told once a month, when the month is over, and never changed.

A threshold alone protects nobody: who looks before and after an entry knows it. So a month's number is told only when
it is over, only once, and only when enough people have moved it (a threshold with a dominance rule, as official
statistics use them: Hundepool et al., Statistical Disclosure Control, 2012, chapter 4). What comes later in that month
stays out of it. Quarters and years add their months up; a week, a day or a group has no number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from core.access.session import Session
from core.access.visible_connection import VisibleConnection
from core.metrics.totals import count_totals, part_metrics, plain_tally, ratio_tally, sum_tallies
from core.models import Published
from data.quick import metric_queries, published_queries
from data.quick.metric_queries import MetricRecord, Span, Tally

MIN_CONTRIBUTORS = 3
"""How many members must have moved a month's number."""

MIN_REST_PERCENT = 10
"""What all but the two largest shares come to, in per cent of the largest, at least: else one of the two could work out
the other's."""


class TeamNumber:
    """What the team came to on a private metric, as far as it was told."""

    __slots__ = ("tally", "told_on")

    def __init__(self, tally: Tally | None, told_on: date | None) -> None:
        self.tally = tally
        """The sum of the months that were told; None without one."""
        self.told_on = told_on
        """The day on which the latest of them was told; None without one."""


def may_be_told(shares: Iterable[int]) -> bool:
    """Return whether the sum of these members' shares may be told: at least three are not 0, and all but the two
    largest come to at least a tenth of the largest, without their signs."""
    sizes = sorted((abs(share) for share in shares if share), reverse=True)
    return len(sizes) >= MIN_CONTRIBUTORS and sum(sizes[2:]) * 100 >= sizes[0] * MIN_REST_PERCENT


def publish_months(session: Session) -> int:
    """Tell the numbers of the months that are over, as far as they may be told, and return how many were told.

    It is called when a team is opened: whoever opens it first after a month's end tells it, in nobody's name.
    """
    first_of_month = session.today.replace(day=1).isoformat()
    if not session.query("SELECT 1 FROM metric WHERE private AND counted_from = 'entries' LIMIT 1"):
        return 0
    waiting = _find_tellable(session, first_of_month)
    if not waiting:
        return 0
    with session.store.change("number.published", at=session.timestamp) as change:
        # Looked up again under the lock: another session may have told them meanwhile.
        tellable = _find_tellable(session, first_of_month)
        for metric_id, month, (total, entries) in tellable:
            change.insert(
                Published(metric_id=metric_id, month=month, total=total, entries=entries, told_on=session.today)
            )
    return len(tellable)


def _find_tellable(session: Session, before: str) -> list[tuple[int, str, Tally]]:
    """Return the months before that day which are not told yet and may be: metric id, month and the team's tally."""
    rows = session.query(
        "SELECT metric_id, kind, substr(day, 1, 7) AS month, member_id, sum(total) AS total, sum(entries) AS entries "
        "FROM exempt_month_shares AS share JOIN metric ON metric.id = metric_id "
        "WHERE private AND counted_from = 'entries' AND kind IN ('sum', 'count', 'mean') AND day < ? "
        "AND NOT EXISTS (SELECT 1 FROM published WHERE published.metric_id = share.metric_id "
        "AND month = substr(day, 1, 7)) "
        "GROUP BY metric_id, 3, member_id ORDER BY metric_id, 3",
        (before,),
    )
    shares: dict[tuple[int, str, str], list[Tally]] = {}
    for row in rows:
        shares.setdefault((row["metric_id"], row["month"], row["kind"]), []).append((row["total"], row["entries"]))
    return [
        (metric_id, month, _told_tally(kind, tallies))
        for (metric_id, month, kind), tallies in shares.items()
        if _are_tellable(kind, tallies)
    ]


def _are_tellable(kind: str, tallies: Sequence[Tally]) -> bool:
    totals, entries = (may_be_told(shares) for shares in zip(*tallies, strict=True))
    return {"sum": totals, "count": entries}.get(kind, totals and entries)


def _told_tally(kind: str, tallies: Sequence[Tally]) -> Tally:
    """Return what is stored: of a sum not how many entries, of a count not their amounts."""
    total, entries = sum_tallies(tallies)
    return {"sum": (total, 0), "count": (0, entries)}.get(kind, (total, entries))


# -- what was told


def read_team_number(connection: VisibleConnection, metric: MetricRecord, span: Span) -> TeamNumber:
    """Return what the team came to on a private metric in these days, which must be whole months: of others nothing
    is told, and neither of a latest value, of a forecast, and of what is counted from targets or commitments.

    A ratio is made of what was told of its parts in the same months; a part that everybody sees is counted.
    """
    months = whole_months(span)
    told = _told_by_month(connection, metric, months)
    if not told:
        return TeamNumber(None, None)
    return TeamNumber(sum_tallies(tally for tally, _ in told.values()), max(day for _, day in told.values()))


def _told_by_month(
    connection: VisibleConnection, metric: MetricRecord, months: list[str]
) -> dict[str, tuple[Tally, date]]:
    if metric.counted_from != "entries" or metric.kind == "latest":
        return {}
    if metric.kind != "ratio":
        if metric_queries.is_private(connection, metric.id):
            told = published_queries.read_published(connection, metric.id, months)
            return {month: (plain_tally(metric, tally), day) for month, (tally, day) in told.items()}
        return {month: (_public_tally(connection, metric, month), date.min) for month in months}
    above, below = part_metrics(connection, metric)
    over, under = _told_by_month(connection, above, months), _told_by_month(connection, below, months)
    return {
        month: (
            ratio_tally(metric, above, over[month][0], below, under[month][0]),
            max(over[month][1], under[month][1]),
        )
        for month in over.keys() & under.keys()
    }


def _public_tally(connection: VisibleConnection, metric: MetricRecord, month: str) -> Tally:
    tallies = count_totals(connection, metric, _span_of(month), lambda *_: {})
    return sum_tallies(tallies.values())


def whole_months(span: Span) -> list[str]:
    """Return the calendar months (`2026-11`) that make up these days; none when they are not whole months."""
    first, last = span
    if first.day != 1 or (last + timedelta(days=1)).day != 1:
        return []
    months = []
    while first <= last:
        months.append(f"{first:%Y-%m}")
        first = (first + timedelta(days=31)).replace(day=1)
    return months


def _span_of(month: str) -> Span:
    first = date.fromisoformat(f"{month}-01")
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
