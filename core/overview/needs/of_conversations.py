"""Needs from conversations: one is due, asked for, or to be answered."""

from __future__ import annotations

from core.access.session import Session
from core.commitments import after_miss
from core.conversations import conversations, feedback, ladder, mentoring, misunderstandings, reviews
from core.models import Member, by_id
from core.overview.needs.need import Need, display_name
from core.team import members
from core.values.periods import format_day, on_day
from core.values.text import format_count

REVIEW_DAYS = 7
"""From how many days before a review the viewer is reminded to rate skills for it."""


def open_misunderstandings(session: Session) -> list[Need]:
    """Return who reported a misunderstanding to the viewer."""
    people = by_id(members.list_members(session, include_left=True))
    return [
        Need(display_name(session, people[conversation.from_id]), f"asked privately: “{conversation.text}”")
        for conversation in misunderstandings.list_received_misunderstandings(session)
        if conversation.from_id in people
    ]


def help_requests(session: Session) -> list[Need]:
    """Return who missed a commitment and asked the viewer for help with it."""
    needs = []
    for commitment in after_miss.list_help_requests(session):
        owner = session.get(Member, commitment.member_id)
        who = display_name(session, owner) if owner else "The team"
        needs.append(Need(who, f"asked for help: “{commitment.text}”"))
    return needs


def due_check_ins(session: Session) -> list[Need]:
    """Return with whom a check-in is due. Others may see the screen, so it says no more than that."""
    return [
        Need(
            display_name(session, member),
            "check-in due " + ("today" if day == session.today else f"since {format_day(day, session.today)}"),
        )
        for member, day in ladder.list_due_check_ins(session)
    ]


def steps_to_read(session: Session) -> list[Need]:
    """Return who waits for the viewer to read a formal step, without saying what it is: others may see the screen."""
    talk = ladder.step_to_read(session)
    if talk is None:
        return []
    return [
        Need(
            display_name(session, conversations.other_member(session, talk)),
            "sent you something to read and answer",
            "ladder",
        )
    ]


def feedback_requests(session: Session) -> list[Need]:
    """Return who asked the viewer for feedback, and about what."""
    people = by_id(members.list_members(session))
    return [
        Need(display_name(session, people[talk.to_id]), f"asked for your feedback: “{talk.about}”", "feedback")
        for talk in feedback.list_requests_to_viewer(session)
        if talk.to_id in people
    ]


def unrated_reviews(session: Session) -> list[Need]:
    """Return the reviews of the next `REVIEW_DAYS` days for which the viewer has not rated every skill."""
    needs = []
    for talk in reviews.list_announced(session):
        if talk.status != "planned" or (talk.held_on - session.today).days > REVIEW_DAYS:
            continue
        own, leader, total = reviews.count_rated_skills(session, talk)
        mine = own if session.viewer.is_member(talk.to_id) else leader
        if mine < total:
            who = display_name(session, conversations.other_member(session, talk))
            when = format_day(talk.held_on, session.today)
            needs.append(Need(who, f"review on {when}: {mine} of {format_count(total, 'skill')} rated", "reviews"))
    return needs


def due_mentorings(session: Session) -> list[Need]:
    """Return with whom the viewer is due to meet, as mentor or mentee."""
    needs = []
    for pair, due in mentoring.list_due(session):
        relation = "your mentor" if session.viewer.is_member(pair.mentee.id) else "your mentee"
        when = f"since {format_day(due, session.today)}" if due < session.today else on_day(due, session.today)
        sentence = f"{relation}: mentoring is due {when}"
        needs.append(Need(display_name(session, pair.other(session.viewer.member_id)), sentence, "training"))
    return needs
