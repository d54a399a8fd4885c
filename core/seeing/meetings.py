"""Who sees what of the people and of a meeting."""

from __future__ import annotations

from collections.abc import Sequence

from core.seeing.viewer import Viewer
from data.models import Attendance, Card, Meeting, Member, Pulse, Ready, Turn, Vote
from data.store import Store


def members(viewer: Viewer, _store: Store, rows: Sequence[Member]) -> Sequence[Member]:
    """Names are everyone's; an address is the team's; a computer's user name its owner's and the leader's."""

    def blank(row: Member) -> Member:
        if viewer.is_leader or viewer.is_member(row.id):
            return row
        return row.model_copy(update={"login": None} | ({"email": None} if viewer.is_room else {}))

    return [blank(row) for row in rows]


def cards(viewer: Viewer, store: Store, rows: Sequence[Card]) -> Sequence[Card]:
    """Hidden until revealed, except to who said or typed it."""
    shown = _shown_boards(store, {row.board_id for row in rows})
    return [
        row
        for row in rows
        if row.board_id in shown or viewer.is_member(row.member_id, row.typed_by) or row.id in viewer.own_cards
    ]


def _shown_boards(store: Store, board_ids: set[int]) -> set[int]:
    """Those on which all may read. A board that is gone is not among them: nobody can tell what it was."""
    marks = ",".join("?" * len(board_ids))
    # Without a row's model: this is asked for each card that arrives on each screen.
    rows = store.query(
        f"SELECT id FROM board WHERE (NOT hidden OR revealed_at IS NOT NULL) AND id IN ({marks})", tuple(board_ids)
    )
    return {row["id"] for row in rows}


def attendances(viewer: Viewer, store: Store, rows: Sequence[Attendance]) -> Sequence[Attendance]:
    """What somebody asked about the goal is for the host and the leader; the room does not even see that they did."""
    hosts = {meeting.id: meeting.host_id for meeting in store.read(Meeting)}

    def blank(row: Attendance) -> Attendance:
        if viewer.is_leader or viewer.is_member(row.member_id, hosts.get(row.meeting_id)):
            return row
        return row.model_copy(update={"question": None, "understood": row.understood or None})

    return [blank(row) for row in rows]


def ready(viewer: Viewer, store: Store, rows: Sequence[Ready]) -> Sequence[Ready]:
    """Who is done is for the host and the leader, that nobody is waited for by name; the room is told how many."""
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
    """A vote is seen by who gave or typed it, before and after the reveal, which tells sums alone."""
    return [row for row in rows if viewer.is_member(row.member_id or row.typed_by)]


def turns(viewer: Viewer, _store: Store, rows: Sequence[Turn]) -> Sequence[Turn]:
    """Who hosted is on the wall; why somebody could not is for the team to know, not for a room that has guests."""
    return [row.model_copy(update={"reason": None}) for row in rows] if viewer.is_room else rows


def pulses(viewer: Viewer, _store: Store, rows: Sequence[Pulse]) -> Sequence[Pulse]:
    """How it felt is one's own and, with a name, the leader's. Nobody sees a single one that has no name: what they
    add up to is told by `core.pulse`."""
    return [row for row in rows if row.member_id is not None and (viewer.is_leader or viewer.is_member(row.member_id))]
