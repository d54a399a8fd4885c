"""Whether a vote is open, which settles what may be changed meanwhile."""

from __future__ import annotations

from core.access.viewer import Viewer
from core.access.visibility import query_visible
from data.store import Store


def is_a_vote_open(viewer: Viewer, store: Store) -> bool:
    """Return whether votes may be given now on a board of an open meeting."""
    return bool(
        query_visible(
            viewer,
            store,
            "SELECT 1 FROM board JOIN meeting ON meeting.id = meeting_id AND status = 'open' "
            "WHERE vote_budget IS NOT NULL AND votes_revealed_at IS NULL LIMIT 1",
        )
    )
