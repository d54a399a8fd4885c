"""What is counted from a private metric is private, however far the way to it."""

from __future__ import annotations

import pytest

from core.access.session import Session
from core.conversations import reviews
from core.errors import HuddleError
from core.metrics import metrics, targets
from core.metrics.entries import log_entry
from core.models import Entry, Metric, Target
from core.outcomes import hurdles
from core.overview import planned_celebration
from core.standings.leaderboard import standings
from core.standings.plan import read_plan
from core.values.periods import period_containing
from tests.conftest import Crew


@pytest.fixture
def deep(crew: Crew) -> Metric:
    """Return a ratio whose part is counted from the other part of the one before, four times, and at first from a
    private metric."""
    ana = crew["Ana"]
    calls = metrics.add_metric(ana, "calls")
    part = metrics.make_private(ana, metrics.add_metric(ana, "sick days"))
    log_entry(crew["Ben"], part, 7)
    log_entry(crew["Ben"], calls, 10)
    for depth in range(4):
        row = Metric(name=f"share {depth}", kind="ratio", unit="%", numerator_id=part.id, denominator_id=calls.id)
        with crew.store.change("metric.added", at=ana.timestamp, by=ana.me.id) as change:
            part = change.insert(row)
    return part


def test_its_board_has_nobody_else(crew: Crew, deep: Metric) -> None:
    quarter = period_containing(crew["Jon"].today, "quarter")
    board = standings(crew["Jon"], deep, quarter)
    assert board.private
    assert {row.id for row in board.rows} <= {crew.members["Jon"].id}
    assert read_plan(crew["Jon"], deep, quarter)


def test_its_entries_and_targets_are_its_member_s(crew: Crew, deep: Metric) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    quarter = period_containing(ana.today, "quarter")
    with crew.store.change("entry.logged", at=ana.timestamp, by=ana.me.id) as change:
        change.insert(
            Entry(
                metric_id=deep.id, member_id=crew.members["Ben"].id, day=ana.today, amount=7, entered_at=ana.timestamp
            )
        )
    targets.set_target(ana, deep, 50, period=quarter, member=crew.members["Ben"])

    def seen(session: Session) -> tuple[int, int]:
        return len(session.all(Entry, "metric_id = ?", (deep.id,))), len(
            session.all(Target, "metric_id = ?", (deep.id,))
        )

    assert [seen(crew["Ben"]), seen(ana), seen(jon), seen(crew.room)] == [(1, 1), (0, 1), (0, 0), (0, 0)]


def test_it_cannot_stand_on_the_wall(crew: Crew, deep: Metric) -> None:
    ana = crew["Ana"]
    quarter = period_containing(ana.today, "quarter")
    with pytest.raises(HuddleError, match="private"):
        planned_celebration.plan(ana, "Cake", metric=deep, amount=5, period=quarter)
    with pytest.raises(HuddleError, match="private"):
        hurdles.add_from_metric(crew["Ben"], deep, quarter)
    assert deep.name not in reviews.default_criteria(ana, [crew.members["Ben"]])
