"""Breakout groups of 10–15 members: making them, splitting a team evenly, and finding problems with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from core.access.session import Session
from core.errors import Conflict, HuddleError
from core.models import Group, Meeting, Member
from core.team.current_members import reload_member
from core.team.group_records import clear_scribe, list_groups
from core.team.members import list_members
from core.team.permissions import require_leader
from core.team.record import get_team
from core.values.text import format_count, join_words, require_name
from data.change import Change


def group_members(session: Session, group: Group | None) -> list[Member]:
    """Return the current members of a group; for None, those without a group."""
    group_id = group.id if group is not None else None
    return [person for person in list_members(session) if person.group_id == group_id]


def make_group(session: Session, name: str) -> Group:
    """Make an empty group. Raises `HuddleError` when the name is taken or the viewer may not."""
    name = require_name(name, "The group's name")
    with session.change("group.made") as change:
        require_arranger(session, "make groups")
        if any(other.name.casefold() == name.casefold() for other in list_groups(session)):
            raise HuddleError(f"A group named {name} exists already.")
        return change.insert(Group(name=name))


def assign_to_group(session: Session, member: Member, group: Group | None) -> Member:
    """Move a member to a group, or with None to no group.

    Raises `HuddleError` unless the leader, the host of the open meeting or the member acts.
    """
    with session.change("member.assigned") as change:
        if not session.viewer.is_member(member.id):
            require_arranger(session, f"move {member.name}")
        member = reload_member(session, member)
        if member.group_id != (group.id if group else None):
            clear_scribe(session, change, member)
        return change.update(member, group_id=group.id if group else None)


def set_scribe(session: Session, group: Group, member: Member | None) -> Group:
    """Set who types for a group; None for nobody.

    Raises `HuddleError` when the scribe is not in that group, and unless the leader, the host of the open meeting or a
    member of the group acts.
    """
    with session.change("group.scribe_set") as change:
        if session.me.group_id != group.id:
            require_arranger(session, f"choose the scribe of {group.name}")
        member = reload_member(session, member) if member else None
        if member is not None and member.group_id != group.id:
            raise HuddleError(
                f"{member.name} is not in {group.name}. Choose that group for them first.", action="team.group"
            )
        return change.update(group, scribe_id=member.id if member else None)


def require_arranger(session: Session, what: str) -> None:
    """Raise `HuddleError` unless the leader or the host of the open meeting acts; `what` completes “Only the leader can
    …”."""
    if session.all(Meeting, "status = 'open' AND host_id = ?", (session.me.id,)):
        return
    require_leader(session, what)


# -- splitting


def split_sizes(member_count: int, smallest: int, largest: int) -> list[int]:
    """Return the sizes of the groups for a number of members: as few groups as possible, sizes differing by at most
    one.

    No group has more than `largest`; fewer members than `smallest` are one group. Raises `HuddleError` when the two are
    no range.
    """
    if not 1 <= smallest <= largest:
        raise HuddleError(f"Invalid group size {smallest}–{largest}. Give the minimum first, then the maximum.")
    if member_count <= 0:
        return []
    count = -(-member_count // largest)
    small, larger = divmod(member_count, count)
    return [small + 1] * larger + [small] * (count - larger)


def split_into_groups(session: Session) -> list[Group]:
    """Put all members except watchers into even groups of the team's range, and return the groups.

    As many as possible stay where they are; a member who has to move goes to the group where their territory is rarest.
    A second split right afterwards moves nobody. Groups that end up empty are removed unless something refers to them.
    """
    with session.change("group.split") as change:
        require_arranger(session, "split the team")
        participants = [person for person in list_members(session) if person.role != "watcher"]
        if not participants:
            raise HuddleError("No members to put into groups yet.", action="team.add")
        chosen_sizes = _choose_groups(session, change, participants)
        seats = _keep_in_place(chosen_sizes, participants)
        _place_others(seats, participants)
        chosen = {group.id for group, _ in chosen_sizes}
        for group_id, seated in seats.items():
            for person in seated:
                if person.group_id != group_id:
                    clear_scribe(session, change, person)
                    change.update(person, group_id=group_id)
        for candidate in list_groups(session):
            if candidate.id not in chosen:
                _remove_if_unused(change, candidate)
    return [candidate for candidate in list_groups(session) if candidate.id in chosen]


def _choose_groups(session: Session, change: Change, participants: list[Member]) -> list[tuple[Group, int]]:
    """Return the groups to fill, with the size of each: the fullest existing groups, then new ones."""
    settings = get_team(session)
    sizes = split_sizes(len(participants), settings.group_min, settings.group_max)
    counts = Counter(person.group_id for person in participants)
    chosen = sorted(list_groups(session), key=lambda group: (-counts[group.id], group.id))[: len(sizes)]
    taken = {group.name.casefold() for group in list_groups(session)}
    number = 0
    while len(chosen) < len(sizes):
        number += 1
        if f"group {number}" not in taken:
            chosen.append(change.insert(Group(name=f"Group {number}")))
    return list(zip(chosen, sizes, strict=True))


class _Seating(dict[int, list[Member]]):
    """The members of each group by its id, and how many each group may hold."""

    sizes: dict[int, int]


def _keep_in_place(chosen_sizes: list[tuple[Group, int]], participants: list[Member]) -> _Seating:
    """Return everybody in their current group; from a group that is too full, members of its commonest territory are
    left out."""
    seats = _Seating()
    seats.sizes = {group.id: size for group, size in chosen_sizes}
    for group, size in chosen_sizes:
        seated = [person for person in participants if person.group_id == group.id]
        while len(seated) > size:
            counts = Counter(person.territory for person in seated)
            leaving = max(
                seated,
                key=lambda p, c=counts, g=group: (p.id != g.scribe_id, c[p.territory], p.id),  # type: ignore[misc]
            )
            seated.remove(leaving)
        seats[group.id] = seated
    return seats


def _place_others(seats: _Seating, participants: list[Member]) -> None:
    """Add the members who have no place, each to the group with space where their territory is rarest."""
    seated = {person.id for members in seats.values() for person in members}
    for person in sorted(participants, key=lambda member: (member.territory or "", member.id)):
        if person.id in seated:
            continue
        open_groups = [group_id for group_id, members in seats.items() if len(members) < seats.sizes[group_id]]

        def crowded(group_id: int, territory: str | None = person.territory) -> tuple[int, int, int]:
            members = seats[group_id]
            alike = sum(other.territory == territory for other in members)
            return alike, len(members) - seats.sizes[group_id], group_id

        seats[min(open_groups, key=crowded)].append(person)


def _remove_if_unused(change: Change, group: Group) -> None:
    try:
        change.delete(group)
    except Conflict:
        # Something refers to it, such as a card or a watcher, so it stays, empty.
        return


# -- problems


@dataclass(frozen=True, slots=True)
class GroupProblem:
    """A problem with the groups, and what would fix it."""

    sentence: str
    help: str = ""
    """What to do, as the beginning of a sentence: `Even them out`. Empty where nothing needs to be done."""
    command: str = ""
    """The command that does it."""


def find_problems(session: Session) -> list[GroupProblem]:
    """Return the problems with the groups: sizes out of range, members without a group, groups without a scribe."""
    settings = get_team(session)
    participants = [person for person in list_members(session) if person.role != "watcher"]
    sizes = Counter(person.group_id for person in participants)
    filled = [group for group in list_groups(session) if sizes[group.id]]
    if not filled:
        return [GroupProblem("No groups yet.", "Make groups", "huddle group split")] if participants else []
    problems = []
    for group in filled:
        size = sizes[group.id]
        if settings.group_min <= size <= settings.group_max:
            continue
        best = f"{settings.group_min} to {settings.group_max}"
        sentence = f"{group.name} has {format_count(size, 'member')}; groups work best with {best}."
        if size < len(participants):
            problems.append(GroupProblem(sentence, "Even them out", "huddle group split"))
        elif size > settings.group_max:
            problems.append(GroupProblem(sentence, "Split it", "huddle group split"))
        else:
            problems.append(GroupProblem(f"{sentence} That's fine: it is the whole team."))
    without_group = [person.name for person in participants if person.group_id is None]
    if without_group:
        is_are = "is" if len(without_group) == 1 else "are"
        problems.append(
            GroupProblem(
                f"{join_words(without_group)} {is_are} in no group.",
                "Put them in one",
                "huddle group assign NAME GROUP",
            )
        )
    for group in filled:
        if group.scribe_id is None:
            problems.append(
                GroupProblem(f"{group.name} has no scribe.", "Choose one", f"huddle group scribe '{group.name}' NAME")
            )
    return problems


def describe_problems(session: Session) -> list[str]:
    """Return the problems with the groups as sentences, each with the command that fixes it."""
    return [
        f"{problem.sentence} {problem.help} with: {problem.command}" if problem.help else problem.sentence
        for problem in find_problems(session)
    ]
