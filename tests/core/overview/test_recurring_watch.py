"""What ticks by its entries is news once, and only to whom it may be."""

from __future__ import annotations

import pytest

from core.commitments import commitments
from core.metrics import entries, metrics
from core.overview.recurring_watch import RecurringWatch
from core.overview.win_notices import Win
from tests.conftest import Crew, FrozenClock

pytestmark = pytest.mark.days


def test_it_is_told_once_when_it_is_kept(crew: Crew, clock: FrozenClock) -> None:
    ben = crew["Ben"]
    calls = metrics.add_metric(crew["Ana"], "calls")
    commitments.commit(ben, "Call five lapsed customers", metric=calls, amount=5, every="week", weekday=5)
    watch, late = RecurringWatch(crew.path), RecurringWatch(crew.path)
    entries.log_entry(ben, calls, 4)
    assert watch.poll(ben.today) == []
    last = entries.log_entry(ben, calls, 2)
    assert watch.poll(ben.today) == [Win("Ben kept: Call five lapsed customers", "6 of 5 · calls")]
    entries.delete_entry(ben, last)
    assert watch.poll(ben.today) == []
    entries.log_entry(ben, calls, 2)
    assert watch.poll(ben.today) == [], "once for each week"
    assert late.poll(ben.today) == [], "what was kept before one looked is no news"
    clock.advance(days=7)
    assert watch.poll(ben.today) == []
    entries.log_entry(ben, calls, 5)
    assert watch.poll(ben.today) == [Win("Ben kept: Call five lapsed customers", "5 of 5 · calls")]


def test_not_what_is_private_nor_what_is_for_every_day_nor_of_who_left(crew: Crew) -> None:
    ben, jon = crew["Ben"], crew["Jon"]
    weight, calls = metrics.add_metric(crew["Ana"], "weight"), metrics.add_metric(crew["Ana"], "calls")
    with crew["Ana"].change("metric.edited") as change:
        change.update(weight, private=True)
    commitments.commit(ben, "SECRET", metric=weight, amount=5, every="week", weekday=5)
    commitments.commit(ben, "Call five", metric=calls, amount=5, every="day")
    commitments.commit(jon, "Call five", metric=calls, amount=5, every="month")
    watch = RecurringWatch(crew.path)
    assert watch.poll(ben.today) == []
    for s, metric in ((ben, weight), (ben, calls), (jon, calls)):
        entries.log_entry(s, metric, 5)
    with crew["Ana"].change("member.left") as change:
        change.update(jon.me, left_on=jon.today)
    assert watch.poll(ben.today) == []
