"""What may be said of a commitment as it stands: a screen shows the keys that would be taken, and no others."""

from __future__ import annotations

from core import commitments, occurrences
from core.models import Commitment, Occurrence
from core.reckoning import Reckoning
from core.session import Session


def answers(s: Session, c: Commitment, reckoned: Reckoning | None = None) -> frozenset[str]:
    """Those of `keep`, `miss`, `reopen`, `reword`, `end` and `hurdle` that the viewer may say of it now; of what comes
    again, of the time that is looked at.

    For a list give what is `reckoned` once for all of it.
    """
    if not commitments.may_answer(s, c):
        return frozenset()
    stands = occurrences.standing(s, c, reckoned)
    found = {"hurdle"} if c.helps_id is None and stands == "missed" else set()
    if c.status != "open":
        return frozenset(found | {"reopen"})
    found.add("reword")
    if c.every is None:
        return frozenset(found | {"keep", "miss"})
    found.add("end")
    if stands == "open":  # once answered, a second press would be taken for the time that is to come
        found |= {"keep", "miss"}
    if occurrences.needs_step(s, c, reckoned):
        found.add("miss")
    if s.all(Occurrence, "commitment_id = ?", (c.id,)):
        found.add("reopen")
    return frozenset(found)
