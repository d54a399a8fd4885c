"""Who needs the viewer now, and why. Each thing that can be noticed has a function in `SOURCES`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from core import (
    accounts,
    commitments,
    groups,
    members,
    mentoring,
    misunderstandings,
    next_steps,
    one_on_one_page,
    silence,
)
from core.amounts import percent
from core.goal_tree import is_to_be_reviewed, to_review
from core.goalcheck import goal_check
from core.meeting import attendances, current, meetings
from core.models import Group, Member
from core.periods import MONTHS
from core.personal_goals import personal_goals
from core.session import Session
from core.team import team
from core.wording import called

MOST_NAMES = 4
"""Of those whom one has not met or talked to: they all stand among the one-on-ones."""


@dataclass(frozen=True, slots=True)
class Need:
    """Somebody, or a group, who needs the viewer, and why, as the rest of a sentence."""

    who: str
    sentence: str
    is_signal: bool = False
    """Whether it is told among the signals too, with a next step."""


def needs_you(s: Session) -> list[Need]:
    """Who needs the viewer now, the most urgent first. Nobody else is told."""
    return [need for source in SOURCES for need in source(s)]


def _misunderstandings(s: Session) -> list[Need]:
    """Whoever raised one is waiting. It is told to whom it was raised, be that the leader or the host."""
    people = {member.id: member for member in members.members(s, include_left=True)}
    return [
        Need(_called(s, people[each.from_id]), f"raised a misunderstanding: “{each.text}”")
        for each in misunderstandings.waiting(s)
        if each.from_id in people
    ]


def _questions(s: Session) -> list[Need]:
    if not s.viewer.is_leader or current(s) is None:
        return []
    asked = [(member, question) for member, question in goal_check(s).asked if not s.viewer.is_member(member.id)]
    return [Need(_called(s, member), f"asked about the goal: “{question}”") for member, question in asked]


def _silent(s: Session) -> list[Need]:
    """With whom the leader has not talked although they are behind."""
    everybody = silence.silent(s)
    # Where it is nearly everybody, the first ones still have a line each, and nothing else is pushed off the screen.
    alone = everybody if len(everybody) <= MOST_NAMES else everybody[: MOST_NAMES - 1]
    found = []
    for each in alone:
        since = f"no conversation for {each.days} days" if each.ever else "no conversation yet"
        found.append(Need(_called(s, each.member), f"{since}, pace {percent(each.pace)}", is_signal=True))
    if rest := everybody[len(alone) :]:
        names = _names(s, [each.member for each in rest])
        found.append(Need(f"{len(rest)} more", f"are behind, without a conversation: {names}", is_signal=True))
    return found


def _one_on_ones_due(s: Session) -> list[Need]:
    """Whom the leader has not met since the last brainstorm."""
    due = one_on_one_page.due_after_brainstorm(s)
    if not due:
        return []
    who = "1 one-on-one" if len(due) == 1 else f"{len(due)} one-on-ones"
    return [Need(who, f"due after the brainstorm: {_names(s, due)}")]


def _asked_for_help(s: Session) -> list[Need]:
    """Who missed something and asked the viewer for help with it."""
    found = []
    for c in next_steps.asked_of_me(s):
        owner = s.get(Member, c.member_id)
        who = _called(s, owner) if owner else "The team"
        found.append(Need(who, f"asks for your help: “{c.text}”"))
    return found


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


def _reviews(s: Session) -> list[Need]:
    """The goals of team and company are the leader's to review; one's own, one's own, and its words stay off a screen
    that may be projected."""
    ours = to_review(s) if s.viewer.is_leader else []
    found = [Need("The goal", f"“{each.text}” {_due(s, each.review_on)}: 0 Goals, r") for each in ours]
    if any(is_to_be_reviewed(s, each) for each in personal_goals(s)):
        found.append(Need("You", "wanted to look at a goal of your own by now: 0 Goals"))
    return found


def _due(s: Session, day: date | None) -> str:
    if day is None or day == s.today:
        return "is to be reviewed today"
    return f"was to be reviewed on {day.day} {MONTHS[day.month - 1]}"


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


def _mentoring(s: Session) -> list[Need]:
    """With whom the viewer is due to meet, as mentor or mentee: both are told."""
    found = []
    for each, due in mentoring.due(s):
        as_what = "mentors you" if s.viewer.is_member(each.mentee.id) else "is mentored by you"
        away = (due - s.today).days
        since = f"{due.day} {MONTHS[due.month - 1]}"
        when = f"since {since}" if away < 0 else ("today", "tomorrow")[away] if away < 2 else f"on {due:%A}"
        sentence = f"{as_what}: you two are due to meet {when}"
        found.append(Need(_called(s, each.other(s.viewer.member_id)), sentence))
    return found


def _handed_over(s: Session) -> list[Need]:
    """The viewer's accounts that have come or gone lately without their own doing."""
    found = []
    for given, account in accounts.handed_lately(s):
        giver, to = (s.get(Member, member_id) for member_id in (given.from_id, given.to_id))
        if s.viewer.is_member(given.to_id):
            was = f", and was {_called(s, giver)}'s" if giver else ""
            found.append(Need(account.name, f"is yours now{was}: “{given.reason}”"))
        elif to is not None:
            found.append(Need(account.name, f"is {_called(s, to)}'s now: “{given.reason}”"))
    return found


def _without_owner(s: Session) -> list[Need]:
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


def _names(s: Session, some: Sequence[Member]) -> str:
    """`Ben, Jon, Lea`, the first of them where there are many."""
    more = f" and {len(some) - MOST_NAMES} more" if len(some) > MOST_NAMES else ""
    return ", ".join(_called(s, member) for member in some[:MOST_NAMES]) + more


def _called(s: Session, member: Member) -> str:
    """The first name where only one on the team has it, else the whole name."""
    return called(member, members.members(s))


SOURCES: tuple[Callable[[Session], list[Need]], ...] = (
    _misunderstandings,
    _questions,
    _asked_for_help,
    _silent,
    _one_on_ones_due,
    _took_nothing_on,
    _reviews,
    _mentoring,
    _handed_over,
    _without_owner,
    _odd_groups,
)
"""What is noticed, the most urgent first. Each looks at who views before it tells."""
