"""List who needs the viewer now, and why. The sources are in `core/needing`, by subject."""

from __future__ import annotations

from collections.abc import Callable

from core.needing import leading, owning, talking
from core.needing.leading import out_of_range as out_of_range
from core.needing.need import Need as Need
from core.session import Session


def needs_you(session: Session) -> list[Need]:
    """Return who needs the viewer now, most urgent first."""
    return [need for source in SOURCES for need in source(session)]


SOURCES: tuple[Callable[[Session], list[Need]], ...] = (
    talking.misunderstandings_,
    leading.questions,
    talking.asked_for_help,
    talking.check_ins,
    talking.to_answer,
    leading.silent,
    leading.one_on_ones_due,
    talking.feedback_,
    talking.reviews_,
    leading.took_nothing_on,
    owning.proposed_targets,
    owning.goals_to_review,
    talking.mentoring_,
    owning.handed_over,
    leading.without_owner,
    leading.odd_groups,
)
"""The functions that find needs, most urgent first. Each checks what the viewer may know."""
