"""What the leader is told of the people they lead. Nobody else is told any of it."""

from __future__ import annotations

from core import accounts, commitments, groups, members, one_on_one_page, silence
from core.amounts import percent
from core.goalcheck import goal_check
from core.meeting import attendances, current, meetings
from core.models import Group
from core.needing.need import MOST_NAMES, Need, all_named, named
from core.periods import MONTHS
from core.session import Session
from core.team import team


def questions(s: Session) -> list[Need]:
    if not s.viewer.is_leader or current(s) is None:
        return []
    asked = [(member, question) for member, question in goal_check(s).asked if not s.viewer.is_member(member.id)]
    return [Need(named(s, member), f"asked about the goal: “{question}”") for member, question in asked]


def silent(s: Session) -> list[Need]:
    """With whom the leader has not talked although they are behind."""
    everybody = silence.silent(s)
    # Where it is nearly everybody, the first ones still have a line each, and nothing else is pushed off the screen.
    alone = everybody if len(everybody) <= MOST_NAMES else everybody[: MOST_NAMES - 1]
    found = []
    for each in alone:
        since = f"no conversation for {each.days} days" if each.ever else "no conversation yet"
        found.append(Need(named(s, each.member), f"{since}, pace {percent(each.pace)}"))
    if rest := everybody[len(alone) :]:
        names = all_named(s, [each.member for each in rest])
        found.append(Need(f"{len(rest)} more", f"are behind, without a conversation: {names}"))
    return found


def one_on_ones_due(s: Session) -> list[Need]:
    """Whom the leader has not met since the last brainstorm."""
    due = one_on_one_page.due_after_brainstorm(s)
    if not due:
        return []
    who = "1 one-on-one" if len(due) == 1 else f"{len(due)} one-on-ones"
    return [Need(who, f"due after the brainstorm: {all_named(s, due)}")]


def took_nothing_on(s: Session) -> list[Need]:
    """Who was in the last meeting, took nothing on there and has nothing else open."""
    if not s.viewer.is_leader:
        return []
    held = [each for each in meetings(s) if each.status == "closed" and each.kind != "one-on-one"]
    if not held:
        return []
    last = held[0]
    there = {row.member_id for row in attendances(s, last) if row.present}
    busy = {c.member_id for c in commitments.commitments(s, status="open")}
    without = [m for m in commitments.none_yet(s, last) if m.id in there - busy and not s.viewer.is_member(m.id)]
    names = [named(s, member) for member in without]
    when = f"{last.day.day} {MONTHS[last.day.month - 1]}"
    if len(names) > 2:
        return [Need(f"{len(names)} people", f"took nothing on in the meeting of {when}: {', '.join(names)}")]
    return [Need(name, f"took nothing on in the meeting of {when}") for name in names]


def without_owner(s: Session) -> list[Need]:
    """Whose accounts nobody looks after any more."""
    if not s.viewer.is_leader:
        return []
    return [
        Need(
            member.name,
            f"has left, and {count} account{' is' if count == 1 else 's are'} still theirs: "
            f"hand {'it' if count == 1 else 'them'} over",
        )
        for member, count in accounts.of_who_left(s)
    ]


def odd_groups(s: Session) -> list[Need]:
    if not s.viewer.is_leader:
        return []
    ours = team(s)
    return [
        Need(group.name, f"has {size} people; a group works best with {ours.group_min} to {ours.group_max}")
        for group, size in out_of_range(s)
    ]


def out_of_range(s: Session) -> list[tuple[Group, int]]:
    """The groups that are too small or too large, with how many are in each; a small team may be one group."""
    ours = team(s)
    sizes = [(group, sum(m.role != "watcher" for m in groups.people(s, group))) for group in groups.groups(s)]
    everybody = sum(m.role != "watcher" for m in members.members(s))
    return [
        (group, size)
        for group, size in sizes
        if size and not ours.group_min <= size <= ours.group_max and not (size == everybody < ours.group_min)
    ]
