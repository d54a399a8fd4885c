"""Needs from conversations: one is due, asked for, or to be answered."""

from __future__ import annotations

from core import conversations, feedback, ladder, members, mentoring, misunderstandings, next_steps, reviews
from core.models import Member
from core.needing.need import Need, named
from core.periods import MONTHS
from core.session import Session

REVIEW_DAYS = 7
"""From how many days before a review the viewer is reminded to rate skills for it."""


def misunderstandings_(session: Session) -> list[Need]:
    """Return who reported a misunderstanding to the viewer."""
    people = {member.id: member for member in members.members(session, include_left=True)}
    return [
        Need(named(session, people[conversation.from_id]), f"raised a misunderstanding: “{conversation.text}”")
        for conversation in misunderstandings.waiting(session)
        if conversation.from_id in people
    ]


def asked_for_help(session: Session) -> list[Need]:
    """Return who missed a commitment and asked the viewer for help with it."""
    needs = []
    for commitment in next_steps.asked_of_me(session):
        owner = session.get(Member, commitment.member_id)
        who = named(session, owner) if owner else "The team"
        needs.append(Need(who, f"asks for your help: “{commitment.text}”"))
    return needs


def check_ins(session: Session) -> list[Need]:
    """Return with whom a check-in is due. Others may see the screen, so it says no more than that."""
    return [
        Need(
            named(session, member),
            "check-in due " + ("today" if day == session.today else f"since {day.day} {MONTHS[day.month - 1]}"),
        )
        for member, day in ladder.due_check_ins(session)
    ]


def to_answer(session: Session) -> list[Need]:
    """Return who waits for the viewer to answer consequences, without saying what it is about."""
    talk = ladder.to_answer(session)
    if talk is None:
        return []
    return [
        Need(named(session, conversations.other(session, talk)), "has written to you; read and answer it: 6 Me, then d")
    ]


def feedback_(session: Session) -> list[Need]:
    """Return who asked the viewer for feedback, and about what."""
    people = {member.id: member for member in members.members(session)}
    return [
        Need(named(session, people[talk.to_id]), f"asks for your feedback: “{talk.about}” (6 Me, then f)")
        for talk in feedback.asked_of_me(session)
        if talk.to_id in people
    ]


def reviews_(session: Session) -> list[Need]:
    """Return the reviews of the next `REVIEW_DAYS` days for which the viewer has not rated every skill."""
    needs = []
    for talk in reviews.coming(session):
        if talk.status != "planned" or (talk.held_on - session.today).days > REVIEW_DAYS:
            continue
        own, leader, total = reviews.how_many(session, talk)
        mine = own if session.viewer.is_member(talk.to_id) else leader
        if mine < total:
            who = named(session, conversations.other(session, talk))
            when = f"{talk.held_on.day} {MONTHS[talk.held_on.month - 1]}"
            needs.append(Need(who, f"review on {when}; you have rated {mine} of {total} skills (6 Me, then r)"))
    return needs


def mentoring_(session: Session) -> list[Need]:
    """Return with whom the viewer is due to meet, as mentor or mentee."""
    needs = []
    for pair, due in mentoring.due(session):
        relation = "mentors you" if session.viewer.is_member(pair.mentee.id) else "is mentored by you"
        days_left = (due - session.today).days
        since = f"{due.day} {MONTHS[due.month - 1]}"
        when = (
            f"since {since}" if days_left < 0 else ("today", "tomorrow")[days_left] if days_left < 2 else f"on {due:%A}"
        )
        sentence = f"{relation}: you two are due to meet {when}"
        needs.append(Need(named(session, pair.other(session.viewer.member_id)), sentence))
    return needs
