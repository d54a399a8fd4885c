"""List who needs the viewer now, and why. The sources are in `core/overview/needs/`, by subject."""

from __future__ import annotations

from collections.abc import Callable

from core.access.session import Session
from core.overview.needs import of_conversations, of_leader, of_owner
from core.overview.needs.need import Need


def list_needs(session: Session) -> list[Need]:
    """Return who needs the viewer now, most urgent first."""
    return [need for source in SOURCES for need in source(session)]


SOURCES: tuple[Callable[[Session], list[Need]], ...] = (
    of_conversations.open_misunderstandings,
    of_leader.goal_questions,
    of_conversations.help_requests,
    of_conversations.due_check_ins,
    of_conversations.steps_to_read,
    of_leader.silent_members,
    of_leader.one_on_ones_due,
    of_conversations.feedback_requests,
    of_conversations.unrated_reviews,
    of_leader.attendees_without_commitment,
    of_owner.proposed_targets,
    of_owner.goals_to_review,
    of_conversations.due_mentorings,
    of_owner.reassigned_accounts,
    of_leader.accounts_of_left_members,
    of_leader.groups_out_of_range,
)
"""The functions that find needs, most urgent first. Each checks what the viewer may know."""
