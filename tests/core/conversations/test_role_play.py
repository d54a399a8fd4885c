"""Role-play pairs: drawn for whoever is there, shown to all, drawn again by who leads or hosts."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from core.access.session import Session
from core.conversations import role_play
from core.errors import HuddleError
from core.meeting import lifecycle
from core.team import workdays
from core.team.members import add_member, end_membership
from data.models import Pair
from tests.conftest import Crew, FrozenClock


def names(drawn: role_play.RolePlay | None) -> set[frozenset[str]]:
    assert drawn is not None
    return {frozenset(member.name.split()[0] for member in two) for two in drawn.pairs}


def test_everybody_who_takes_part_is_in_it_once_and_all_see_it(crew: Crew) -> None:
    assert role_play.latest_role_play(crew["Ana"]) is None
    drawn = role_play.draw_pairs(crew["Jon"])
    assert sorted(name for two in names(drawn) for name in two) == ["Ana", "Ben", "Jon", "Lea"]
    assert drawn.listener is None
    assert "Ana" in {member.name.split()[0] for member in drawn.pairs[0]}  # the leader first
    for reader in (crew["Tom"], crew["Ana"], crew.room):
        assert names(role_play.latest_role_play(reader)) == names(drawn)


def test_three_draws_make_everybody_meet_everybody(crew: Crew, clock: FrozenClock) -> None:
    met: Counter[frozenset[str]] = Counter()
    for _ in range(6):
        met.update(names(role_play.draw_pairs(crew["Ben"])))
        clock.advance(days=1)
    assert list(met.values()) == [2] * 6


def test_with_an_odd_number_one_listens_each_once(crew: Crew, clock: FrozenClock) -> None:
    add_member(crew["Ana"], "Mia Sand")
    listened = []
    for _ in range(5):
        drawn = role_play.draw_pairs(crew["Ana"])
        assert drawn.listener is not None
        listened.append(drawn.listener.name.split()[0])
        clock.advance(days=1)
    assert sorted(listened) == ["Ana", "Ben", "Jon", "Lea", "Mia"]


def test_who_is_away_or_has_left_is_not_drawn(crew: Crew, clock: FrozenClock) -> None:
    ana = crew["Ana"]
    workdays.add_absence(crew["Ben"], ana.today, ana.today)
    drawn = role_play.draw_pairs(ana)
    assert drawn.listener is not None
    assert "Ben" not in {drawn.listener.name.split()[0], *(name for two in names(drawn) for name in two)}
    clock.advance(days=1)
    end_membership(ana, crew.members["Jon"])
    end_membership(ana, crew.members["Lea"])
    assert names(role_play.draw_pairs(ana)) == {frozenset({"Ana", "Ben"})}
    end_membership(ana, crew.members["Ben"])
    clock.advance(days=1)
    with pytest.raises(HuddleError, match="No one else is here today, so there are no pairs to draw"):
        role_play.draw_pairs(ana)


def test_the_leader_or_the_host_draws_again_and_it_is_another_draw(crew: Crew, clock: FrozenClock) -> None:
    first = role_play.draw_pairs(crew["Ben"])
    clock.advance(minutes=1)
    assert not role_play.can_draw(crew["Ben"])
    with pytest.raises(HuddleError, match="Only the leader or the host can draw again"):
        role_play.draw_pairs(crew["Ben"])
    second = role_play.draw_pairs(crew["Ana"])
    assert not names(first) & names(second)
    clock.advance(minutes=1)
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ben"])
    lifecycle.start_meeting(crew["Ana"])
    third = role_play.draw_pairs(crew["Ben"])
    assert not names(third) & (names(first) | names(second))
    # What did not take place counts as not practised: the first two are the least met from tomorrow on.
    clock.advance(days=1)
    assert names(role_play.draw_pairs(crew["Ana"])) in (names(first), names(second))
    assert len(crew["Ana"].all(Pair, "ended_on IS NULL")) == 4


def test_a_draw_is_taken_back(crew: Crew, clock: FrozenClock) -> None:
    first = role_play.draw_pairs(crew["Ana"])
    clock.advance(minutes=1)
    role_play.draw_pairs(crew["Ana"])
    crew["Ana"].undo("pair")
    assert names(role_play.latest_role_play(crew["Jon"])) == names(first)


def test_what_was_drawn_again_since_is_not_taken_back(crew: Crew, clock: FrozenClock) -> None:
    role_play.draw_pairs(crew["Ben"])
    clock.advance(minutes=1)
    role_play.draw_pairs(crew["Ana"])
    with pytest.raises(HuddleError, match="Ana Ruiz has drawn again since"):
        crew["Ben"].undo("pair")


def test_the_same_moment_draws_the_same_and_watchers_draw_nothing(crew: Crew) -> None:
    drawn = names(role_play.draw_pairs(crew["Ana"]))
    crew["Ana"].undo("pair")
    assert names(role_play.draw_pairs(crew["Lea"])) == drawn
    for cannot in (crew["Tom"], Session.for_room(crew.session_store, crew.clock)):
        assert not role_play.can_draw(cannot)
        with pytest.raises(HuddleError):
            role_play.draw_pairs(cannot)


def test_yesterdays_pairs_are_shown_until_somebody_draws(crew: Crew, clock: FrozenClock) -> None:
    role_play.draw_pairs(crew["Ana"])
    clock.advance(days=1)
    shown = role_play.latest_role_play(crew["Ben"])
    assert shown is not None
    assert shown.day == clock.now.date() - timedelta(days=1)
    assert role_play.can_draw(crew["Ben"])
