from __future__ import annotations

import pytest

from core.errors import HuddleError
from core.metrics.metrics import add_metric, end_metric
from core.metrics.targets import list_targets, set_target
from core.team.group_records import list_groups
from core.values.periods import parse_period
from tests.conftest import Crew

pytestmark = pytest.mark.days

Q4 = parse_period("2026-Q4")
WEEK = parse_period("2026-W48")


def test_one_target_for_the_same_days_of_the_same_one(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls")
    ben, north = crew.members["Ben"], list_groups(crew["Ana"])[0]
    first = set_target(crew["Ana"], calls, 40, member=ben, period=WEEK)
    again = set_target(crew["Ana"], calls, 45, member=ben, period=WEEK, floor=30, bonus=" a dinner ")
    assert again.id == first.id
    assert (again.amount, again.floor, again.bonus) == (45, 30, "a dinner")
    set_target(crew["Ana"], calls, 500, member=ben, period=Q4)
    set_target(crew["Ana"], calls, 90, group=north, period=WEEK)
    set_target(crew["Ana"], calls, 200, period=WEEK)
    assert sorted(target.amount for target in list_targets(crew["Jon"], WEEK)) == [45, 90, 200]
    assert len(list_targets(crew["Jon"])) == 4
    assert list_targets(crew["Jon"], metric=add_metric(crew["Ana"], "other")) == []


def test_setting_can_be_taken_back(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls")
    set_target(crew["Ana"], calls, 40, period=WEEK)
    set_target(crew["Ana"], calls, 45, period=WEEK)
    crew["Ana"].undo("target")
    assert [target.amount for target in list_targets(crew["Ana"])] == [40]


def test_it_is_agreed_by_the_one_it_binds(crew: Crew) -> None:
    calls, ben = add_metric(crew["Ana"], "calls"), crew.members["Ben"]
    given = set_target(crew["Ana"], calls, 40, member=ben, period=WEEK)
    assert given.agreed_by is None
    agreed = set_target(crew["Ben"], calls, 40, member=ben, period=WEEK)
    assert (agreed.id, agreed.agreed_by) == (given.id, ben.id)
    # The same words of the leader do not take the agreement away; another amount does.
    assert set_target(crew["Ana"], calls, 40, member=ben, period=WEEK).agreed_by == ben.id
    assert set_target(crew["Ana"], calls, 50, member=ben, period=WEEK).agreed_by is None
    assert set_target(crew["Ana"], calls, 200, period=WEEK).agreed_by == crew.members["Ana"].id


def test_members_set_their_own_and_nobody_elses(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls")
    set_target(crew["Ben"], calls, 40, member=crew.members["Ben"], period=WEEK)
    for whose in ({"member": crew.members["Jon"]}, {}, {"group": list_groups(crew["Ben"])[0]}):
        with pytest.raises(HuddleError, match="Only the leader"):
            set_target(crew["Ben"], calls, 1, period=WEEK, **whose)
    with pytest.raises(HuddleError, match="Watchers"):
        set_target(crew["Tom"], calls, 1, member=crew.members["Tom"], period=WEEK)
    with pytest.raises(HuddleError, match="Tom Vega is a watcher and has no targets"):
        set_target(crew["Ana"], calls, 1, member=crew.members["Tom"], period=WEEK)
    assert len(list_targets(crew["Ana"])) == 1


def test_amounts_that_cannot_be(crew: Crew) -> None:
    calls, waits = add_metric(crew["Ana"], "calls"), add_metric(crew["Ana"], "waits", better="lower")
    for amount, floor in ((0, None), (-5, None), (5, 6), (5, -1)):
        with pytest.raises(HuddleError):
            set_target(crew["Ana"], calls, amount, floor=floor, period=WEEK)
    assert set_target(crew["Ana"], waits, 0, floor=3, period=WEEK).amount == 0
    with pytest.raises(HuddleError, match="above the target"):
        set_target(crew["Ana"], waits, 5, floor=3, period=WEEK)


def test_what_has_ended_takes_no_target(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls")
    end_metric(crew["Ana"], calls)
    with pytest.raises(HuddleError, match="ended on"):
        set_target(crew["Ana"], calls, 5, period=WEEK)
