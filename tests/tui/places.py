"""Builds a team with numbers, commitments and a closed meeting, for the screens between meetings."""

from __future__ import annotations

from datetime import date

from core.commitments import commitments
from core.goals import goals
from core.meeting import lifecycle
from core.metrics import entries, metrics, targets
from core.models import Metric
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock


def lived_in(crew: Crew, clock: FrozenClock) -> dict[str, Metric]:
    """Holds a meeting a week ago and logs what was done since. Returns the metrics by name."""
    today = clock.now
    clock.now = today.replace(day=16)
    ana, ben, jon = crew["Ana"], crew["Ben"], crew["Jon"]
    goals.set_goal(ana, "Twelve new customers in the Ruhr territory by 31 March")
    counted = {
        "calls": metrics.add_metric(ana, "calls", unit="calls"),
        "won revenue": metrics.add_metric(ana, "won revenue", unit="EUR"),
    }
    for s, calls, revenue in ((ana, 20, 120_000), (ben, 40, 210_000), (jon, 40, 180_000)):
        targets.set_target(s, counted["calls"], calls, member=s.me, period=parse_period("2026-W48"))
        targets.set_target(s, counted["won revenue"], revenue, member=s.me, period=parse_period("2026-Q4"))
    targets.set_target(ana, counted["won revenue"], 600_000, period=parse_period("2026-Q4"))
    lifecycle.start_meeting(ana)
    commitments.commit(ana, "Send Kessler the proposal", due=date(2026, 11, 23))
    commitments.commit(
        ben, "Call five lapsed customers before ten", metric=counted["calls"], amount=5, every="week", weekday=1
    )
    commitments.commit(ben, "One introduction a month from my top ten", every="month", due=date(2026, 12, 24))
    kept, missed = commitments.commit(ben, "Write one customer story"), commitments.commit(ben, "Update the CRM daily")
    lifecycle.close_meeting(ana)
    clock.now = today.replace(day=20)
    for s, calls, revenue in ((ana, 12, 61_000), (ben, 31, 118_500), (jon, 9, 70_250)):
        entries.log_entry(s, counted["calls"], calls)
        entries.log_entry(s, counted["won revenue"], revenue)
    commitments.mark_kept(ben, kept)
    commitments.mark_missed(ben, missed, "Ten minutes after lunch, with Lea")
    clock.now = today
    entries.log_entry(ben, counted["calls"], 10)
    return counted
