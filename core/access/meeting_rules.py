"""Who sees what of the members and of a meeting."""

from __future__ import annotations

from collections.abc import Sequence

from core.access.viewer import Viewer
from core.models import Attendance, Card, Meeting, Member, Pulse, ReadyMark, Turn, Vote
from data.sqlite import placeholders
from data.store import Store


def members(viewer: Viewer, _store: Store, rows: Sequence[Member]) -> Sequence[Member]:
    """Return all members; an email address only to the team, a login only to its member and the leader."""

    def blank(row: Member) -> Member:
        if viewer.is_leader or viewer.is_member(row.id):
            return row
        return row.model_copy(update={"login": None} | ({"email": None} if viewer.is_room else {}))

    return [blank(row) for row in rows]


def cards(viewer: Viewer, store: Store, rows: Sequence[Card]) -> Sequence[Card]:
    """Return the cards of boards that are not hidden or have been revealed; of others only those the viewer stated or
    typed."""
    shown = _shown_boards(store, {row.board_id for row in rows})
    return [
        row
        for row in rows
        if row.board_id in shown
        or viewer.is_member(row.member_id, row.typed_by)
        or row.id in viewer.own_anonymous_cards
    ]


def _shown_boards(store: Store, board_ids: set[int]) -> set[int]:
    """Return the ids of the boards that everybody may read. A deleted board is not among them: its setting is
    unknown."""
    marks = placeholders(board_ids)
    # Plain SQL instead of row models, for speed: this runs for each new card on each screen.
    rows = store.query(
        f"SELECT id FROM board WHERE (NOT hidden OR revealed_at IS NOT NULL) AND id IN ({marks})", tuple(board_ids)
    )
    return {row["id"] for row in rows}


def attendances(viewer: Viewer, store: Store, rows: Sequence[Attendance]) -> Sequence[Attendance]:
    """Return all attendances; a question about the goal only to its author, the host and the leader.

    Others do not even see that a question was asked.
    """
    hosts = {meeting.id: meeting.host_id for meeting in store.read(Meeting)}

    def blank(row: Attendance) -> Attendance:
        if viewer.is_leader or viewer.is_member(row.member_id, hosts.get(row.meeting_id)):
            return row
        return row.model_copy(update={"question": None, "understood": row.understood or None})

    return [blank(row) for row in rows]


def ready(viewer: Viewer, store: Store, rows: Sequence[ReadyMark]) -> Sequence[ReadyMark]:
    """Return who is done with a stage to the leader and the host, else only the viewer's own row.

    So nobody is waited for by name. Everybody may see the count, which `readiness` reads past this rule.
    """
    if viewer.is_leader:
        return rows
    hosted = {
        row["id"]
        for row in store.query(
            "SELECT stage.id FROM stage JOIN meeting ON meeting.id = meeting_id WHERE host_id = ?", (viewer.member_id,)
        )
    }
    return [row for row in rows if viewer.is_member(row.member_id) or row.stage_id in hosted]


def votes(viewer: Viewer, _store: Store, rows: Sequence[Vote]) -> Sequence[Vote]:
    """Return only the votes that the viewer gave, or typed for members without a device; the reveal shows sums
    alone."""
    return [row for row in rows if viewer.is_member(row.member_id or row.typed_by)]


def turns(viewer: Viewer, _store: Store, rows: Sequence[Turn]) -> Sequence[Turn]:
    """Return all turns; the room does not see the reason why one was skipped."""
    return [row.model_copy(update={"reason": None}) for row in rows] if viewer.is_room else rows


def pulses(viewer: Viewer, _store: Store, rows: Sequence[Pulse]) -> Sequence[Pulse]:
    """Return the pulses with a name to the leader and their member; those without a name to nobody.

    `core.meeting.pulse` shows everybody the averages.
    """
    return [row for row in rows if row.member_id is not None and (viewer.is_leader or viewer.is_member(row.member_id))]
