"""Groups of 10–15: even sizes, few moves, mixed territories, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import HuddleError
from core.models import Group, JournalEntry, Meeting, Member
from core.team.group_records import find_group, list_groups
from core.team.groups import (
    assign_to_group,
    describe_problems,
    group_members,
    make_group,
    set_scribe,
    split_into_groups,
    split_sizes,
)
from core.team.members import add_member, edit_member, end_membership, find_member, list_members
from core.team.team import edit_team
from tests.conftest import Crew

RANGES = st.tuples(st.integers(1, 20), st.integers(0, 20)).map(lambda pair: (pair[0], sum(pair)))


@given(st.integers(0, 3000), RANGES)
def test_sizes_are_even_few_and_hold_everybody(n: int, bounds: tuple[int, int]) -> None:
    lo, hi = bounds
    sizes = split_sizes(n, lo, hi)
    assert sum(sizes) == n
    assert all(0 < size <= hi for size in sizes)
    assert not sizes or max(sizes) - min(sizes) <= 1
    # The fewest: one group fewer could not hold them.
    assert not sizes or (len(sizes) - 1) * hi < n


@given(st.integers(1, 3000), RANGES)
def test_sizes_are_in_the_range_wherever_that_is_possible(n: int, bounds: tuple[int, int]) -> None:
    lo, hi = bounds
    possible = any(count * lo <= n <= count * hi for count in range(1, n + 1))
    assert (min(split_sizes(n, lo, hi)) >= lo) == possible


def test_few_people_are_one_group() -> None:
    assert split_sizes(7, 10, 15) == [7]
    assert split_sizes(0, 10, 15) == []
    assert split_sizes(31, 10, 15) == [11, 10, 10]


@pytest.mark.parametrize(("lo", "hi"), [(0, 5), (6, 5), (-1, -1)])
def test_what_is_no_range_is_refused(lo: int, hi: int) -> None:
    with pytest.raises(HuddleError, match="Give the minimum first, then the maximum"):
        split_sizes(10, lo, hi)


# -- making, assigning, the scribe


def test_a_group_is_found_by_its_beginning_and_made_once(crew: Crew) -> None:
    east = make_group(crew["Ana"], " East  side ")
    assert find_group(crew["Ben"], "east") == east
    with pytest.raises(HuddleError, match="already"):
        make_group(crew["Ana"], "EAST SIDE")
    with pytest.raises(HuddleError, match="North, South, East side"):
        find_group(crew["Ana"], "West")
    with pytest.raises(HuddleError, match="No group named"):
        find_group(crew["Ana"], "")


def test_members_move_themselves_and_the_leader_anybody(crew: Crew) -> None:
    south = find_group(crew["Ana"], "South")
    assert assign_to_group(crew["Ben"], crew.members["Ben"], south).group_id == south.id
    assert assign_to_group(crew["Ana"], crew.members["Jon"], None).group_id is None
    with pytest.raises(HuddleError, match="Only the leader can move Lea Brandt"):
        assign_to_group(crew["Ben"], crew.members["Lea"], None)


def test_the_host_of_the_meeting_arranges_groups_while_it_is_on(crew: Crew) -> None:
    with crew["Ana"].change("meeting.opened") as change:
        ben = crew.members["Ben"]
        meeting = change.insert(Meeting(kind="weekly", number=1, day=crew["Ana"].today, host_id=ben.id, status="open"))
    assert make_group(crew["Ben"], "East").name == "East"
    with pytest.raises(HuddleError, match="Only the leader"):
        make_group(crew["Jon"], "West")
    with crew["Ana"].change("meeting.closed") as change:
        change.update(meeting, status="closed")
    with pytest.raises(HuddleError, match="Only the leader"):
        make_group(crew["Ben"], "West")


def test_a_group_names_its_own_scribe(crew: Crew) -> None:
    ana = crew["Ana"]
    assert set_scribe(crew["Jon"], find_group(ana, "South"), crew.members["Lea"]).scribe_id == crew.members["Lea"].id
    with pytest.raises(HuddleError, match="Only the leader can choose the scribe of North"):
        set_scribe(crew["Jon"], find_group(ana, "North"), crew.members["Ben"])
    with pytest.raises(HuddleError, match="Ben Okafor is not in South"):
        set_scribe(ana, find_group(ana, "South"), crew.members["Ben"])
    assert set_scribe(ana, find_group(ana, "South"), None).scribe_id is None


def test_a_scribe_who_moves_types_there_no_more(crew: Crew) -> None:
    ana = crew["Ana"]
    set_scribe(ana, find_group(ana, "South"), crew.members["Lea"])
    assign_to_group(ana, crew.members["Lea"], find_group(ana, "North"))
    assert find_group(ana, "South").scribe_id is None
    set_scribe(ana, find_group(ana, "North"), find_member(ana, "Lea"))
    edit_member(ana, find_member(ana, "Lea"), territory="Ruhr")
    assert find_group(ana, "North").scribe_id == crew.members["Lea"].id
    edit_member(ana, find_member(ana, "Lea"), group="South")
    assert find_group(ana, "North").scribe_id is None


# -- splitting


def _grow(crew: Crew, count: int, territories: tuple[str, ...] = ("Ruhr", "Berlin")) -> None:
    with crew["Ana"].change("member.imported") as change:
        for i in range(count):
            change.insert(
                Member(name=f"Seller {i:03}", territory=territories[i % len(territories)], joined_on=crew["Ana"].today)
            )


def test_a_large_team_is_split_evenly_and_keeps_the_names_there_are(crew: Crew) -> None:
    _grow(crew, 36)  # with Ana, Ben, Jon and Lea: 40; Tom only watches
    made = split_into_groups(crew["Ana"])
    assert [each.name for each in made] == ["North", "South", "Group 1"]
    assert sorted(len(group_members(crew["Ana"], each)) for each in made) == [13, 13, 14]
    assert find_member(crew["Ana"], "Tom").group_id is None
    here = {name: find_member(crew["Ana"], name).group_id for name in ("Ana", "Ben", "Jon", "Lea")}
    assert here["Ana"] == here["Ben"] == find_group(crew["Ana"], "North").id
    assert here["Jon"] == here["Lea"] == find_group(crew["Ana"], "South").id
    assert not [sentence for sentence in describe_problems(crew["Ana"]) if "scribe" not in sentence]


def test_splitting_again_moves_nobody(crew: Crew) -> None:
    _grow(crew, 36)
    split_into_groups(crew["Ana"])
    before = list_members(crew["Ana"]), list_groups(crew["Ana"]), crew["Ana"].all(JournalEntry)
    split_into_groups(crew["Ana"])
    assert (list_members(crew["Ana"]), list_groups(crew["Ana"]), crew["Ana"].all(JournalEntry)) == before


def test_one_newcomer_moves_nobody_else(crew: Crew) -> None:
    _grow(crew, 36)
    split_into_groups(crew["Ana"])
    before = {person.id: person.group_id for person in list_members(crew["Ana"])}
    new = add_member(crew["Ana"], "Mia")
    split_into_groups(crew["Ana"])
    after = {person.id: person.group_id for person in list_members(crew["Ana"])}
    assert after.pop(new.id) is not None
    assert after == before


def test_territories_are_mixed(crew: Crew) -> None:
    _grow(crew, 36, ("Ruhr", "Berlin", "Bremen"))
    for each in split_into_groups(crew["Ana"]):
        counts = Counter(person.territory for person in group_members(crew["Ana"], each) if person.territory)
        assert len(counts) == 3
        assert max(counts.values()) - min(counts.values()) <= 2


def test_a_shrunken_team_has_fewer_groups_and_no_empty_ones(crew: Crew) -> None:
    made = split_into_groups(crew["Ana"])
    assert [each.name for each in made] == ["North"]
    assert list_groups(crew["Ana"]) == made
    assert len(group_members(crew["Ana"], made[0])) == 4


def test_a_group_that_something_refers_to_is_kept_empty(crew: Crew) -> None:
    assign_to_group(crew["Ana"], crew.members["Tom"], find_group(crew["Ana"], "South"))
    assert [each.name for each in split_into_groups(crew["Ana"])] == ["North"]
    assert [each.name for each in list_groups(crew["Ana"])] == ["North", "South"]
    assert find_member(crew["Ana"], "Tom").group_id == find_group(crew["Ana"], "South").id


def test_a_split_is_taken_back_whole(crew: Crew) -> None:
    _grow(crew, 20)
    before = list_members(crew["Ana"]), list_groups(crew["Ana"])
    split_into_groups(crew["Ana"])
    crew["Ana"].undo("group")
    assert (list_members(crew["Ana"]), list_groups(crew["Ana"])) == before


def test_only_the_leader_or_the_host_splits(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="Only the leader can split the team"):
        split_into_groups(crew["Ben"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seated=st.lists(st.tuples(st.integers(-1, 4), st.sampled_from(["Ruhr", "Berlin", None])), max_size=40),
    bounds=st.tuples(st.integers(1, 6), st.integers(0, 6)).map(lambda pair: (pair[0], sum(pair))),
)
def test_every_split_is_even_moves_as_few_as_can_be_and_is_stable(
    make_crew: Callable[[], Crew], seated: list[tuple[int, str | None]], bounds: tuple[int, int]
) -> None:
    crew = make_crew()
    s = crew["Ana"]
    edit_team(s, group_min=bounds[0], group_max=bounds[1])
    with s.change("member.imported") as change:
        made = [change.insert(Group(name=f"G{i}")) for i in range(5)]
        for i, (seat, territory) in enumerate(seated):
            change.insert(
                Member(
                    name=f"P{i:02}",
                    territory=territory,
                    group_id=made[seat].id if seat >= 0 else None,
                    joined_on=s.today,
                )
            )
    before = {person.id: person.group_id for person in list_members(s) if person.role != "watcher"}
    split_into_groups(s)
    after = {person.id: person.group_id for person in list_members(s) if person.role != "watcher"}
    sizes = sorted(Counter(after.values()).values(), reverse=True)
    assert None not in after.values()
    assert sizes == split_sizes(len(after), *bounds)

    stayed = sum(after[each] == before[each] for each in after)
    fullest = sorted((n for g, n in Counter(before.values()).items() if g is not None), reverse=True)
    assert stayed == sum(min(size, n) for size, n in zip(sizes, fullest, strict=False))

    split_into_groups(s)
    assert {person.id: person.group_id for person in list_members(s) if person.role != "watcher"} == after


# -- what is wrong


def test_what_is_wrong_is_said_in_sentences(crew: Crew) -> None:
    s = crew["Ana"]
    assign_to_group(s, crew.members["Lea"], None)
    set_scribe(s, find_group(s, "North"), crew.members["Ben"])
    assert describe_problems(s) == [
        "North has 2 members; groups work best with 10 to 15. Even them out with: huddle group split",
        "South has 1 member; groups work best with 10 to 15. Even them out with: huddle group split",
        "Lea Brandt is in no group. Put them in one with: huddle group assign NAME GROUP",
        "South has no scribe. Choose one with: huddle group scribe 'South' NAME",
    ]


def test_a_small_team_is_one_group_and_is_told_so(crew: Crew) -> None:
    split_into_groups(crew["Ana"])
    set_scribe(crew["Ana"], find_group(crew["Ana"], "North"), crew.members["Ben"])
    assert describe_problems(crew["Ana"]) == [
        "North has 4 members; groups work best with 10 to 15. That's fine: it is the whole team."
    ]


def test_groups_in_the_range_with_scribes_need_nothing(crew: Crew) -> None:
    edit_team(crew["Ana"], group_min=2, group_max=3)
    set_scribe(crew["Ana"], find_group(crew["Ana"], "North"), crew.members["Ben"])
    set_scribe(crew["Ana"], find_group(crew["Ana"], "South"), crew.members["Lea"])
    assert describe_problems(crew["Ana"]) == []
    end_membership(crew["Ana"], crew.members["Lea"])
    assert (
        describe_problems(crew["Ana"])[-1] == "South has no scribe. Choose one with: huddle group scribe 'South' NAME"
    )
