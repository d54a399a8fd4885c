"""Print a commitment as a line or as JSON values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.models import Commitment, Member, Metric
from tui.widgets.signs import signs, write_sign

if TYPE_CHECKING:
    from core.access.session import Session
    from core.commitments.outcomes import OutcomeCalculator

STATUS_SIGNS = signs(open="○", kept="✓", missed="✗")
"""The sign of a commitment, by its status."""


def format_commitment_line(session: Session, commitment: Commitment) -> str:
    """Return a commitment as one line."""
    from core.commitments.occurrences import outcome_calculator

    number, sign, *rest = commitment_cells(session, commitment, outcome_calculator(session))
    return f"{sign} {number.strip()}  {' · '.join(filter(None, rest))}"


def commitment_values(
    session: Session, commitment: Commitment, calculator: OutcomeCalculator | None = None
) -> dict[str, object]:
    """Return a commitment for scripts: names in place of ids, the amount in whole units, `member` None for the team."""
    from core.commitments import occurrences
    from core.values.amounts import to_json_number

    calculator = calculator or occurrences.outcome_calculator(session)
    owner, metric = session.get(Member, commitment.member_id), session.get(Metric, commitment.metric_id)
    helped_member = session.get(Member, commitment.helps_id)
    return {
        "id": commitment.id,
        "member": owner.name if owner else None,
        "text": commitment.text,
        "metric": metric.name if metric else None,
        "amount": to_json_number(commitment.amount, metric.scale) if metric else None,
        "every": commitment.every,
        "weekday": commitment.weekday,
        "due": commitment.due,
        "status": commitment.status,
        "closed_on": commitment.closed_on,
        "next_step": commitment.next_step,
        "now": occurrences.current_status(session, commitment, calculator),
        "streak": occurrences.count_kept_in_a_row(session, commitment, calculator),
        "follows": commitment.follows_id,
        "meeting_id": commitment.meeting_id,
        "helps": helped_member.name if helped_member else None,
    }


def commitment_cells(session: Session, commitment: Commitment, calculator: OutcomeCalculator) -> tuple[str, ...]:
    """Return the cells of a commitment's line in a list."""
    from core.commitments import occurrences
    from core.commitments.help import describe_commitment
    from core.commitments.phrasing import describe_terms

    owner = session.get(Member, commitment.member_id)
    owner_name = owner.name if owner else "the team"
    terms = describe_terms(commitment, session.get(Metric, commitment.metric_id), session.today)
    occurrence = (
        occurrences.occurrence_to_show(session, commitment, calculator) if commitment.status == "open" else None
    )
    next_step = commitment.next_step or (occurrence.next_step if occurrence else None)
    row = occurrences.format_streak(commitment, occurrences.count_kept_in_a_row(session, commitment, calculator))
    sign = STATUS_SIGNS[occurrences.current_status(session, commitment, calculator)]
    return (
        f"{commitment.id:>3}",
        write_sign(sign),
        owner_name,
        describe_commitment(session, commitment),
        terms,
        f"next: {next_step}" if next_step else row,
    )
