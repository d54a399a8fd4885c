"""Who needs the viewer now, and why. Each thing that can be noticed has a function in `SOURCES`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core import commitments, conversations, feedback, groups, ladder, members, reviews
from core.goalcheck import goal_check
from core.meeting import attendances, current, meetings
from core.models import Group, Member
from core.periods import MONTHS
from core.session import Session
from core.team import team
from core.wording import called

REVIEW_DAYS = 7
"""How long before a review one is reminded of what is to be rated for it."""


@dataclass(frozen=True, slots=True)
class Need:
    """Somebody, or a group, who needs the viewer, and why, as the rest of a sentence."""

    who: str
    sentence: str


def needs_you(s: Session) -> list[Need]:
    """Who needs the viewer now, the most urgent first. Nobody else is told."""
    return [need for source in SOURCES for need in source(s)]


def _questions(s: Session) -> list[Need]:
    if not s.viewer.is_leader or current(s) is None:
        return []
    asked = [(member, question) for member, question in goal_check(s).asked if not s.viewer.is_member(member.id)]
    return [Need(_called(s, member), f"asked about the goal: “{question}”") for member, question in asked]


def _took_nothing_on(s: Session) -> list[Need]:
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
    names = [_called(s, member) for member in without]
    when = f"{last.day.day} {MONTHS[last.day.month - 1]}"
    if len(names) > 2:
        return [Need(f"{len(names)} people", f"took nothing on in the meeting of {when}: {', '.join(names)}")]
    return [Need(name, f"took nothing on in the meeting of {when}") for name in names]


def _odd_groups(s: Session) -> list[Need]:
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


def _feedback(s: Session) -> list[Need]:
    """Who asked the viewer for feedback, and about what."""
    people = {member.id: member for member in members.members(s)}
    return [
        Need(_called(s, people[talk.to_id]), f"asks for your feedback: “{talk.about}”")
        for talk in feedback.asked_of_me(s)
        if talk.to_id in people
    ]


def _reviews(s: Session) -> list[Need]:
    """The reviews of the days that come, as long as the viewer has not rated every skill for them."""
    found = []
    for talk in reviews.coming(s):
        if talk.status != "planned" or (talk.held_on - s.today).days > REVIEW_DAYS:
            continue
        own, leader, of = reviews.how_many(s, talk)
        mine = own if s.viewer.is_member(talk.to_id) else leader
        if mine < of:
            who = _called(s, conversations.other(s, talk))
            when = f"{talk.held_on.day} {MONTHS[talk.held_on.month - 1]}"
            found.append(Need(who, f"review on {when}; you have rated {mine} of {of} skills"))
    return found


def _check_ins(s: Session) -> list[Need]:
    """With whom a check-in is due. Others may look at this screen too, so it says no more than that."""
    return [
        Need(
            _called(s, member),
            "check-in due " + ("today" if day == s.today else f"since {day.day} {MONTHS[day.month - 1]}"),
        )
        for member, day in ladder.due_check_ins(s)
    ]


def _to_answer(s: Session) -> list[Need]:
    """Who waits for the viewer to read what they wrote, as discreetly."""
    talk = ladder.to_answer(s)
    if talk is None:
        return []
    return [Need(_called(s, conversations.other(s, talk)), "has written to you; read and answer it: 6 Me, then d")]


def _called(s: Session, member: Member) -> str:
    """The first name where only one on the team has it, else the whole name."""
    return called(member, members.members(s))


SOURCES: tuple[Callable[[Session], list[Need]], ...] = (
    _questions,
    _check_ins,
    _to_answer,
    _feedback,
    _reviews,
    _took_nothing_on,
    _odd_groups,
)
"""What is noticed, the most urgent first. Each looks at who views before it tells."""
