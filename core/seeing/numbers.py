"""Who sees what of the numbers, and of the days behind them."""

from __future__ import annotations

from collections.abc import Sequence

from core.seeing.viewer import Viewer
from data.models import Absence, Entry, Target
from data.store import Store


def entries(viewer: Viewer, store: Store, rows: Sequence[Entry]) -> Sequence[Entry]:
    """The numbers are the team's, on a private metric their member's alone; a note is its member's and the leader's."""
    private = _private_metrics(store)
    return [
        row if viewer.is_leader or viewer.is_member(row.member_id) else row.model_copy(update={"note": None})
        for row in rows
        if row.metric_id not in private or viewer.is_member(row.member_id)
    ]


def _private_metrics(store: Store) -> set[int]:
    """Those that are private, and those that are counted from one that is."""
    rows = store.query(
        "SELECT shown.id AS id FROM metric AS shown JOIN metric AS part "
        "ON part.id IN (shown.id, shown.numerator_id, shown.denominator_id) WHERE part.private"
    )
    return {row["id"] for row in rows}


def absences(viewer: Viewer, _store: Store, rows: Sequence[Absence]) -> Sequence[Absence]:
    """Who is away when is for the team to know; why is their own and the leader's. A wall shows neither."""
    if viewer.is_room:
        return ()
    return [
        row if viewer.is_leader or viewer.is_member(row.member_id) else row.model_copy(update={"reason": None})
        for row in rows
    ]


def targets(viewer: Viewer, store: Store, rows: Sequence[Target]) -> Sequence[Target]:
    """What was agreed is the team's to know; why it was revised and what it pays is its member's and the leader's.
    On a private metric a member's target is altogether theirs and the leader's, with whom it is agreed."""
    private = _private_metrics(store)

    def own(row: Target) -> bool:
        return viewer.is_leader or row.member_id is None or viewer.is_member(row.member_id)

    return [
        row if own(row) else row.model_copy(update={"reason": None} | ({"bonus": None} if viewer.is_room else {}))
        for row in rows
        if row.metric_id not in private or own(row)
    ]
