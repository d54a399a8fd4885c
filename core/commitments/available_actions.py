"""Which actions on a commitment the viewer may take now, so that a screen shows only keys that work."""

from __future__ import annotations

from core.access.session import Session
from core.commitments import occurrences
from core.commitments.outcomes import OutcomeCalculator
from core.commitments.permissions import may_answer
from core.models import Commitment, Occurrence


def available_actions(
    session: Session, commitment: Commitment, calculator: OutcomeCalculator | None = None
) -> frozenset[str]:
    """Return the actions the viewer may take now: some of `keep`, `miss`, `reopen`, `reword`, `end` and `hurdle`.

    For a recurring commitment `keep` and `miss` are about the occurrence to show. For a list pass one `calculator` for
    all.
    """
    if not may_answer(session, commitment):
        return frozenset()
    status = occurrences.current_status(session, commitment, calculator)
    actions = {"hurdle"} if commitment.helps_id is None and status == "missed" else set()
    if commitment.status != "open":
        return frozenset(actions | {"reopen"})
    actions.add("reword")
    if commitment.every is None:
        return frozenset(actions | {"keep", "miss"})
    actions.add("end")
    if status == "open":  # once answered, a second key press would answer the next occurrence
        actions |= {"keep", "miss"}
    if occurrences.needs_next_step(session, commitment, calculator):
        actions.add("miss")
    if session.all(Occurrence, "commitment_id = ?", (commitment.id,)):
        actions.add("reopen")
    return frozenset(actions)
