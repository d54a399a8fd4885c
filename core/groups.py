"""Groups of 10–15: making them, splitting a team into them evenly, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from core.errors import Conflict, HuddleError
from core.members import leads, members, only_leader
from core.models import Group, Meeting, Member
from core.session import Session
from core.team import team
from core.wording import clean, named
from data.changing import Change


def groups(s: Session) -> list[Group]:
    """All groups, in the order in which they were made."""
    return s.all(Group)


def group(s: Session, name: str) -> Group:
    """The group of that name, or of the only name that begins so. Raises `HuddleError` naming the groups."""
    wanted = clean(name).casefold()
    there = groups(s)
    exact = [each for each in there if each.name.casefold() == wanted]
    begun = exact or [each for each in there if wanted and each.name.casefold().startswith(wanted)]
    if len(begun) == 1:
        return begun[0]
    if not there:
        raise HuddleError("There are no groups yet. Make them with: huddle group split, or huddle group add NAME")
    names = ", ".join(each.name for each in there)
    raise HuddleError(f"There is no group “{clean(name)}”. The groups are: {names}.")


def people(s: Session, group: Group | None) -> list[Member]:
    """The members of a group who are on the team now; of None, those without a group."""
    group_id = group.id if group is not None else None
    return [person for person in members(s) if person.group_id == group_id]


def make_group(s: Session, name: str) -> Group:
    """Makes a group with nobody in it. Raises `HuddleError` for a name that is taken, or without the right."""
    name = named(name, "The group's name")
    with s.change("group.made") as change:
        may_arrange(s, "make groups")
        if any(each.name.casefold() == name.casefold() for each in groups(s)):
            raise HuddleError(f"There is a group {name} already.")
        return change.insert(Group(name=name))


def named_group(s: Session, group: Group | str) -> Group:
    """The group of exactly that name, made when there is none. For use inside a change."""
    if isinstance(group, Group):
        return group
    name = named(group, "The group's name")
    for each in groups(s):
        if each.name.casefold() == name.casefold():
            return each
    if not leads(s):
        raise HuddleError(f"There is no group {name}, and only the leader may make one.")
    with s.change("group.made") as change:
        return change.insert(Group(name=name))


def assign(s: Session, member: Member, group: Group | None) -> Member:
    """Puts a member into a group, or with None into none.

    Raises `HuddleError` when it is not the leader, this meeting's host or the member who asks.
    """
    with s.change("member.assigned") as change:
        if not s.viewer.is_member(member.id):
            may_arrange(s, f"move {member.name}")
        if member.group_id != (group.id if group else None):
            drop_scribe(s, change, member)
        return change.update(member, group_id=group.id if group else None)


def set_scribe(s: Session, group: Group, member: Member | None) -> Group:
    """Says who types for a group; None: nobody yet.

    Raises `HuddleError` when the scribe is not of that group, or when it is not the leader, this meeting's
    host or one of the group who asks.
    """
    with s.change("group.scribe_set") as change:
        if s.me.group_id != group.id:
            may_arrange(s, f"name the scribe of {group.name}")
        if member is not None and member.group_id != group.id:
            raise HuddleError(
                f"{member.name} is not in {group.name}. Put them there first: huddle group assign "
                f"'{member.name}' '{group.name}'"
            )
        return change.update(group, scribe_id=member.id if member else None)


def drop_scribe(s: Session, change: Change, member: Member) -> None:
    """Nobody types for a group that they have left."""
    for each in s.all(Group, "scribe_id = ?", (member.id,)):
        change.update(each, scribe_id=None)


def may_arrange(s: Session, what: str) -> None:
    """Raises `HuddleError` unless the leader acts, or the host of the meeting that is on."""
    if s.all(Meeting, "status = 'open' AND host_id = ?", (s.me.id,)):
        return
    only_leader(s, what)


# -- splitting


def split_sizes(n: int, lo: int, hi: int) -> list[int]:
    """How large the groups of `n` people are: the fewest groups of at most `hi`, differing by one at most.

    Fewer than `lo` people are one group; so few cannot be split. Raises `HuddleError` when lo and hi are no range.
    """
    if not 1 <= lo <= hi:
        raise HuddleError(f"Groups of {lo} to {hi} cannot be. Give the fewest first, then the most.")
    if n <= 0:
        return []
    count = -(-n // hi)
    small, larger = divmod(n, count)
    return [small + 1] * larger + [small] * (count - larger)


def split(s: Session) -> list[Group]:
    """Puts everybody but the watchers into even groups of the team's range, and returns the groups.

    As many as possible stay where they are; who has to move goes where their territory is rarest. A second
    split right after moves nobody. Groups that end up empty and that nothing refers to are removed.
    """
    with s.change("group.split") as change:
        may_arrange(s, "split the team")
        everybody = [person for person in members(s) if person.role != "watcher"]
        if not everybody:
            raise HuddleError("There is nobody to split. Add members with: huddle member add NAME")
        kept = _chosen(s, change, everybody)
        seats = _stay(kept, everybody)
        _place(seats, everybody)
        chosen = {group.id for group, _ in kept}
        for group_id, sitting in seats.items():
            for person in sitting:
                if person.group_id != group_id:
                    drop_scribe(s, change, person)
                    change.update(person, group_id=group_id)
        for each in groups(s):
            if each.id not in chosen:
                _remove_if_unused(change, each)
    return [each for each in groups(s) if each.id in chosen]


def _chosen(s: Session, change: Change, everybody: list[Member]) -> list[tuple[Group, int]]:
    """The groups that stay, with the size of each: the fullest of those there are, then new ones."""
    ours = team(s)
    sizes = split_sizes(len(everybody), ours.group_min, ours.group_max)
    counts = Counter(person.group_id for person in everybody)
    there = sorted(groups(s), key=lambda each: (-counts[each.id], each.id))[: len(sizes)]
    taken = {each.name.casefold() for each in groups(s)}
    number = 0
    while len(there) < len(sizes):
        number += 1
        if f"group {number}" not in taken:
            there.append(change.insert(Group(name=f"Group {number}")))
    return list(zip(there, sizes, strict=True))


class _Seats(dict[int, list[Member]]):
    """Who sits in which group, and how many each may hold."""

    sizes: dict[int, int]


def _stay(kept: list[tuple[Group, int]], everybody: list[Member]) -> _Seats:
    """Everybody where they are now; from a group too full, those leave whose territory it has most of."""
    seats = _Seats()
    seats.sizes = {group.id: size for group, size in kept}
    for group, size in kept:
        sitting = [person for person in everybody if person.group_id == group.id]
        while len(sitting) > size:
            counts = Counter(person.territory for person in sitting)
            goes = max(
                sitting,
                key=lambda p, c=counts, g=group: (p.id != g.scribe_id, c[p.territory], p.id),  # type: ignore[misc]
            )
            sitting.remove(goes)
        seats[group.id] = sitting
    return seats


def _place(seats: _Seats, everybody: list[Member]) -> None:
    """Seats who is left, each where there is room and their territory is rarest."""
    seated = {person.id for sitting in seats.values() for person in sitting}
    for person in sorted(everybody, key=lambda each: (each.territory or "", each.id)):
        if person.id in seated:
            continue
        room = [group_id for group_id, sitting in seats.items() if len(sitting) < seats.sizes[group_id]]

        def crowded(group_id: int, territory: str | None = person.territory) -> tuple[int, int, int]:
            sitting = seats[group_id]
            alike = sum(other.territory == territory for other in sitting)
            return alike, len(sitting) - seats.sizes[group_id], group_id

        seats[min(room, key=crowded)].append(person)


def _remove_if_unused(change: Change, group: Group) -> None:
    try:
        change.delete(group)
    except Conflict:
        # A card was said in it, or a watcher sits in it: it stays, empty.
        return


# -- what is wrong


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that is wrong with the groups, and what would help."""

    sentence: str
    help: str = ""
    """What to do, as the beginning of a sentence: `Even them out`. Empty where it may stay as it is."""
    command: str = ""
    """The command that does it."""


def concerns(s: Session) -> list[Concern]:
    """What is wrong with the groups: sizes out of range, people without one, no scribe."""
    ours = team(s)
    counted = [person for person in members(s) if person.role != "watcher"]
    sizes = Counter(person.group_id for person in counted)
    filled = [each for each in groups(s) if sizes[each.id]]
    if not filled:
        return [Concern("There are no groups yet.", "Make them", "huddle group split")] if counted else []
    found = []
    for each in filled:
        size = sizes[each.id]
        if ours.group_min <= size <= ours.group_max:
            continue
        wanted = f"{each.name} has {_count(size)}; a group works best with {ours.group_min} to {ours.group_max}."
        if size < len(counted):
            found.append(Concern(wanted, "Even them out", "huddle group split"))
        elif size > ours.group_max:
            found.append(Concern(wanted, "Split it", "huddle group split"))
        else:
            found.append(Concern(f"{wanted} It is the whole team, so it may stay."))
    alone = [person.name for person in counted if person.group_id is None]
    if alone:
        is_are = "is" if len(alone) == 1 else "are"
        found.append(
            Concern(f"{', '.join(alone)} {is_are} in no group.", "Put them in one", "huddle group assign NAME GROUP")
        )
    for each in filled:
        if each.scribe_id is None:
            found.append(Concern(f"{each.name} has no scribe.", "Name one", f"huddle group scribe '{each.name}' NAME"))
    return found


def warnings(s: Session) -> list[str]:
    """`concerns`, a sentence each, with the command that helps."""
    return [f"{each.sentence} {each.help} with: {each.command}" if each.help else each.sentence for each in concerns(s)]


def _count(size: int) -> str:
    return "1 member" if size == 1 else f"{size} members"
