"""Who waits for the viewer in a talk: one that is due, asked for, or to be answered."""

from __future__ import annotations

from core import conversations, feedback, ladder, members, mentoring, misunderstandings, next_steps, reviews
from core.models import Member
from core.needing.need import Need, named
from core.periods import MONTHS
from core.session import Session

REVIEW_DAYS = 7
"""How long before a review one is reminded of what is to be rated for it."""


def misunderstandings_(s: Session) -> list[Need]:
    """Whoever raised one is waiting. It is told to whom it was raised, be that the leader or the host."""
    people = {member.id: member for member in members.members(s, include_left=True)}
    return [
        Need(named(s, people[each.from_id]), f"raised a misunderstanding: “{each.text}”")
        for each in misunderstandings.waiting(s)
        if each.from_id in people
    ]


def asked_for_help(s: Session) -> list[Need]:
    """Who missed something and asked the viewer for help with it."""
    found = []
    for c in next_steps.asked_of_me(s):
        owner = s.get(Member, c.member_id)
        who = named(s, owner) if owner else "The team"
        found.append(Need(who, f"asks for your help: “{c.text}”"))
    return found


def check_ins(s: Session) -> list[Need]:
    """With whom a check-in is due. Others may look at this screen too, so it says no more than that."""
    return [
        Need(
            named(s, member),
            "check-in due " + ("today" if day == s.today else f"since {day.day} {MONTHS[day.month - 1]}"),
        )
        for member, day in ladder.due_check_ins(s)
    ]


def to_answer(s: Session) -> list[Need]:
    """Who waits for the viewer to read what they wrote, as discreetly."""
    talk = ladder.to_answer(s)
    if talk is None:
        return []
    return [Need(named(s, conversations.other(s, talk)), "has written to you; read and answer it: 6 Me, then d")]


def feedback_(s: Session) -> list[Need]:
    """Who asked the viewer for feedback, and about what."""
    people = {member.id: member for member in members.members(s)}
    return [
        Need(named(s, people[talk.to_id]), f"asks for your feedback: “{talk.about}” (6 Me, then f)")
        for talk in feedback.asked_of_me(s)
        if talk.to_id in people
    ]


def reviews_(s: Session) -> list[Need]:
    """The reviews of the days that come, as long as the viewer has not rated every skill for them."""
    found = []
    for talk in reviews.coming(s):
        if talk.status != "planned" or (talk.held_on - s.today).days > REVIEW_DAYS:
            continue
        own, leader, of = reviews.how_many(s, talk)
        mine = own if s.viewer.is_member(talk.to_id) else leader
        if mine < of:
            who = named(s, conversations.other(s, talk))
            when = f"{talk.held_on.day} {MONTHS[talk.held_on.month - 1]}"
            found.append(Need(who, f"review on {when}; you have rated {mine} of {of} skills (6 Me, then r)"))
    return found


def mentoring_(s: Session) -> list[Need]:
    """With whom the viewer is due to meet, as mentor or mentee: both are told."""
    found = []
    for each, due in mentoring.due(s):
        as_what = "mentors you" if s.viewer.is_member(each.mentee.id) else "is mentored by you"
        away = (due - s.today).days
        since = f"{due.day} {MONTHS[due.month - 1]}"
        when = f"since {since}" if away < 0 else ("today", "tomorrow")[away] if away < 2 else f"on {due:%A}"
        sentence = f"{as_what}: you two are due to meet {when}"
        found.append(Need(named(s, each.other(s.viewer.member_id)), sentence))
    return found
