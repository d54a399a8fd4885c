"""List who needs the viewer now, and why. The sources are in `core/needing`, by subject."""

from __future__ import annotations

from collections.abc import Callable

from core.needing import leading, owning, talking
from core.needing.leading import list_groups_out_of_range as list_groups_out_of_range
from core.needing.need import Need as Need
from core.session import Session


def list_needs(session: Session) -> list[Need]:
    """Return who needs the viewer now, most urgent first."""
    return [need for source in SOURCES for need in source(session)]


SOURCES: tuple[Callable[[Session], list[Need]], ...] = (
    talking.open_misunderstandings,
    leading.goal_questions,
    talking.help_requests,
    talking.due_check_ins,
    talking.consequences_to_answer,
    leading.silent_members,
    leading.one_on_ones_due,
    talking.feedback_requests,
    talking.unrated_reviews,
    leading.attendees_without_commitment,
    owning.proposed_targets,
    owning.goals_to_review,
    talking.due_mentorings,
    owning.reassigned_accounts,
    leading.accounts_of_left_members,
    leading.groups_out_of_range,
)
"""The functions that find needs, most urgent first. Each checks what the viewer may know."""
