"""Notices an amount that is probably a typing error: far outside of what was logged and agreed so far."""

from __future__ import annotations

from datetime import timedelta

from core.access.session import Session
from core.errors import HuddleError
from core.models import Member, Metric
from core.values.amounts import format_exact

TIMES_MORE = 10
"""How many times the largest known amount is usual: a slip of one key makes ten times as much, a good day does not."""

UNUSUAL_UNITS = 100
"""The smallest amount, in whole units, that is ever asked about: 20 calls after days of one are no slip."""

UNUSUAL_FIRST_UNITS = 1_000_000
"""Above how many whole units an amount is asked about where nothing was logged or agreed yet."""

DAYS_BACK = 366
"""How many days back what was logged is looked at."""


class UnusualAmount(HuddleError):
    """An amount that is logged only once the person has confirmed it."""


def require_usual(session: Session, metric: Metric, amount: int, member: Member) -> None:
    """Raise `UnusualAmount` when an amount, in the metric's smallest unit, is far outside of what is known.

    That is more than `TIMES_MORE` times the largest target of the member and the largest day that anyone had on the
    metric in the last year, as far as the viewer may see them.
    """
    unit = 10**metric.scale
    known = _largest_known(session, metric, member)
    limit = max(TIMES_MORE * known, UNUSUAL_UNITS * unit - 1) if known else UNUSUAL_FIRST_UNITS * unit
    if abs(amount) <= limit:
        return
    shown = format_exact(amount, metric.scale, metric.unit)
    than = f"{TIMES_MORE} times what was logged or agreed on {metric.name} so far" if known else "a million"
    raise UnusualAmount(f"{shown} is more than {than}. Is that right?")


def _largest_known(session: Session, metric: Metric, member: Member) -> int:
    """Return the largest amount of a day or a target; 0 where there is none."""
    (row,) = session.query(
        "SELECT max(ifnull((SELECT max(abs(total)) FROM visible_entry_day "
        "WHERE metric_id = :metric AND day >= :since), 0), "
        "ifnull((SELECT max(ifnull(agreed_amount, amount)) FROM visible_target "
        "WHERE metric_id = :metric AND member_id = :member AND declined_at IS NULL), 0)) AS largest",
        {
            "metric": metric.id,
            "member": member.id,
            "since": (session.today - timedelta(days=DAYS_BACK)).isoformat(),
        },
    )
    largest: int = row["largest"]
    return largest
