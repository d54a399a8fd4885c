"""The team's number on a private metric: told once a month, when the month is over, and never changed.

A threshold alone protects nobody: who looks before and after an entry knows it. So a month's number is told only when
it is over, only once, and only when enough people have moved it (a threshold with a dominance rule, as official
statistics use them: Hundepool et al., Statistical Disclosure Control, 2012, chapter 4). What comes later in that month
stays out of it, and so do months with amounts from before the metric was private. Quarters and years add their months
up; a week, a day or a group has no number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from core import models
from core.access.session import Session
from core.access.visible_connection import VisibleConnection
from core.metrics.totals import count_totals, part_metrics, plain_tally, ratio_tally, sum_tallies
from core.values.clock import format_timestamp
from data.change import Change
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
    """Publish the numbers of the months that are over, as far as they may be published, and return how many were.

    It is called when a team is opened. The first session after the end of a month publishes it, in nobody's name. What
    may not be published is looked at again once a week. Each time that somebody asks would be too often: a member who
    enters a little more each time learns when their own amount has become a tenth of the largest.
    """
    if not session.query("SELECT 1 FROM metric WHERE private AND counted_from = 'entries' LIMIT 1"):
        return 0
    if not _find_waiting(session) or _has_looked(session):
        return 0
    with session.store.change("number.published", at=session.timestamp) as change:
        # Looked up again under the lock: another session may have published them meanwhile.
        waiting = {} if _has_looked(session) else _find_waiting(session)
        if waiting:
            change.write_entry()
        tellable = {
            month: shares
            for month, shares in waiting.items()
            if _are_tellable(month.kind, shares) and not _was_public(session, month)
        }
        return _publish(session, change, tellable)


def publish_what_was_public(session: Session, change: Change, metric: models.Metric) -> None:
    """Publish the months of a metric that are over, inside the change that makes it private: everybody knows them. What
    is entered in these months from now on is not published."""
    tellable = {
        month: shares
        for month, shares in _find_waiting(session).items()
        if month.metric_id == metric.id and _are_tellable(month.kind, shares)
    }
    _publish(session, change, tellable)


class _Month(NamedTuple):
    """A month of a metric."""

    metric_id: int
    kind: str
    month: str
    """As `2026-11`."""


def _publish(session: Session, change: Change, tellable: Mapping[_Month, Sequence[Tally]]) -> int:
    for month, shares in tellable.items():
        total, entries = _told_tally(month.kind, shares)
        change.insert(
            models.Published(
                metric_id=month.metric_id, month=month.month, total=total, entries=entries, told_on=session.today
            )
        )
    return len(tellable)


def _find_waiting(session: Session) -> dict[_Month, list[Tally]]:
    """Return the months that are over and not told yet, each with its members' shares."""
    rows = session.query(
        "SELECT metric_id, kind, substr(day, 1, 7) AS month, member_id, sum(total) AS total, sum(entries) AS entries "
        "FROM exempt_month_shares AS share JOIN metric ON metric.id = metric_id "
        "WHERE private AND counted_from = 'entries' AND kind IN ('sum', 'count', 'mean') AND day < ? "
        "AND NOT EXISTS (SELECT 1 FROM published WHERE published.metric_id = share.metric_id "
        "AND month = substr(day, 1, 7)) "
        "GROUP BY metric_id, 3, member_id ORDER BY metric_id, 3",
        (session.today.replace(day=1).isoformat(),),
    )
    waiting: dict[_Month, list[Tally]] = {}
    for row in rows:
        month = _Month(row["metric_id"], row["kind"], row["month"])
        waiting.setdefault(month, []).append((row["total"], row["entries"]))
    return waiting


def _has_looked(session: Session) -> bool:
    """Return whether somebody has looked at what waits in this week, and in this month."""
    monday = session.today - timedelta(days=session.today.weekday())
    since = max(monday, session.today.replace(day=1))
    last = session.query("SELECT at FROM journal WHERE what = 'number.published' ORDER BY id DESC LIMIT 1")
    begun = format_timestamp(datetime.combine(since, time(), session.now.tzinfo))
    return bool(last) and str(last[0]["at"]) >= begun


def _was_public(session: Session, month: _Month) -> bool:
    """Return whether there was an amount in the month already when its metric became private: everybody knew it, and
    could take it away from the sum."""
    made_private = session.query(
        "SELECT max(journal_id) AS id FROM exempt_metric_versions WHERE row_id = ? "
        "AND json_extract(after, '$.private') AND NOT json_extract(before, '$.private')",
        (month.metric_id,),
    )[0]["id"]
    if made_private is None:
        return False
    first, last = _span_of(month.month)
    rows = session.query(
        "SELECT 1 FROM exempt_entry_days AS entry WHERE metric_id = ? AND day BETWEEN ? AND ? AND EXISTS ("
        "SELECT 1 FROM exempt_additions AS addition WHERE row_table = 'entry' AND row_id = entry.id AND is_addition "
        "AND journal_id < ?) LIMIT 1",
        (month.metric_id, first.isoformat(), last.isoformat(), made_private),
    )
    return bool(rows)


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
