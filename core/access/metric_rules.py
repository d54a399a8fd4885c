"""Who sees what of entries, targets and absences."""

from __future__ import annotations

from collections.abc import Sequence

from core.access.viewer import Viewer
from core.models import Absence, Entry, Target
from data.store import Store


def entries(viewer: Viewer, store: Store, rows: Sequence[Entry]) -> Sequence[Entry]:
    """Return the entries of public metrics, and the viewer's own of private ones; a note only to its member and the
    leader."""
    private = _private_metrics(store)
    return [
        row if viewer.is_leader or viewer.is_member(row.member_id) else row.model_copy(update={"note": None})
        for row in rows
        if row.metric_id not in private or viewer.is_member(row.member_id)
    ]


def _private_metrics(store: Store) -> set[int]:
    """Return the ids of the metrics that are private, or counted from a private one."""
    rows = store.query(
        "SELECT shown.id AS id FROM metric AS shown JOIN metric AS part "
        "ON part.id IN (shown.id, shown.numerator_id, shown.denominator_id) WHERE part.private"
    )
    return {row["id"] for row in rows}


def absences(viewer: Viewer, _store: Store, rows: Sequence[Absence]) -> Sequence[Absence]:
    """Return all absences to members and none to the room; the reason only to the member and the leader."""
    if viewer.is_room:
        return ()
    return [
        row if viewer.is_leader or viewer.is_member(row.member_id) else row.model_copy(update={"reason": None})
        for row in rows
    ]


def targets(viewer: Viewer, store: Store, rows: Sequence[Target]) -> Sequence[Target]:
    """Return the targets; on a private metric a member's target only to that member and the leader.

    The reason of a revision is for the member and the leader, and the room sees no bonus.
    """
    private = _private_metrics(store)

    def own(row: Target) -> bool:
        return viewer.is_leader or row.member_id is None or viewer.is_member(row.member_id)

    return [
        row if own(row) else row.model_copy(update={"reason": None} | ({"bonus": None} if viewer.is_room else {}))
        for row in rows
        if row.metric_id not in private or own(row)
    ]
