"""Who sees what of goals, commitments and conversations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from core.access.viewer import Viewer
from core.models import Commitment, Conversation, Goal, Member, Occurrence, Pair, Point, Rating, Row, by_id
from data.sqlite import placeholders
from data.store import Store

R = TypeVar("R", bound=Row)


def commitments(viewer: Viewer, _store: Store, rows: Sequence[Commitment]) -> Sequence[Commitment]:
    """Return all commitments, except that help promised to a member is only for those two members."""
    return [row for row in rows if row.helps_id is None or viewer.is_member(row.member_id, row.helps_id)]


def occurrences(viewer: Viewer, store: Store, rows: Sequence[Occurrence]) -> Sequence[Occurrence]:
    """Return the occurrences whose commitment the viewer may see."""
    visible_ids = {
        row.id for row in commitments(viewer, store, _by_id(store, Commitment, {r.commitment_id for r in rows}))
    }
    return [row for row in rows if row.commitment_id in visible_ids]


def goals(viewer: Viewer, store: Store, rows: Sequence[Goal]) -> Sequence[Goal]:
    """Return the goals of team and company, and the personal goals whose owner lets the viewer see them.

    The room sees a personal goal only while its owner, who shares it with everyone, shows it on the kickoff wall.
    """
    shown = _members_on_wall(store) if viewer.is_room else set()
    groups = _group_ids(store) if any(row.visibility == "group" for row in rows) else {}

    def is_visible(row: Goal) -> bool:
        if row.level != "personal" or viewer.is_member(row.member_id):
            return True
        if viewer.is_room:
            return row.visibility == "everyone" and row.member_id in shown
        match row.visibility:
            case "everyone":
                return True
            case "group":
                group_id = groups.get(viewer.member_id or 0)
                return group_id is not None and group_id == groups.get(row.member_id or 0)
            case "leader":
                return viewer.is_leader
            case "me":
                return False

    return [row for row in rows if is_visible(row)]


def _members_on_wall(store: Store) -> set[int]:
    """Return the id of the member who shows their goals in the open kickoff, while that is in its goal stage."""
    rows = store.query(
        "SELECT wall_member_id AS id FROM meeting JOIN stage ON stage.id = stage_id "
        "WHERE status = 'open' AND kind = 'kickoff' AND name = 'goal' AND wall_member_id IS NOT NULL"
    )
    return {row["id"] for row in rows}


def conversations(viewer: Viewer, store: Store, rows: Sequence[Conversation]) -> Sequence[Conversation]:
    """Return the viewer's own conversations, and praise and feedback that its receiver shares with them.

    The room sees only praise that is shared with everyone.
    """
    groups = _group_ids(store) if any(row.visibility == "group" for row in rows) else {}

    def is_visible(row: Conversation) -> bool:
        if viewer.is_member(row.from_id, row.to_id):
            return True
        if row.kind not in ("praise", "feedback"):  # the other kinds are never shared, whatever their visibility says
            return False
        if viewer.is_room:
            return row.kind == "praise" and row.visibility == "everyone"
        match row.visibility:
            case "everyone":
                return True
            case "group":
                group_id = groups.get(viewer.member_id or 0)
                return group_id is not None and group_id == groups.get(row.to_id)
            case "leader":
                return viewer.is_leader
            case "me":
                return False

    return [row for row in rows if is_visible(row)]


def points(viewer: Viewer, store: Store, rows: Sequence[Point]) -> Sequence[Point]:
    """Return the points of conversations that the viewer may see; a note only to its author."""
    conversation_rows = _by_id(store, Conversation, {row.conversation_id for row in rows})
    visible_ids = {talk.id for talk in conversations(viewer, store, conversation_rows)}
    return [
        row
        for row in rows
        if row.conversation_id in visible_ids and (row.kind != "note" or viewer.is_member(row.by_id))
    ]


def ratings(viewer: Viewer, store: Store, rows: Sequence[Rating]) -> Sequence[Rating]:
    """Return the viewer's own ratings, and the other member's once the two have met: nobody rates to please the
    other."""
    conversations_by_id = by_id(_by_id(store, Conversation, {row.conversation_id for row in rows}))
    return [
        row
        for row in rows
        if (conversation := conversations_by_id.get(row.conversation_id)) is not None
        and viewer.is_member(conversation.from_id, conversation.to_id)
        and (viewer.is_member(row.by_id) or conversation.status != "planned")
    ]


def pairs(viewer: Viewer, _store: Store, rows: Sequence[Pair]) -> Sequence[Pair]:
    """Return role-play pairs to everyone, mentoring pairs to the two members and the leader."""
    return [
        row for row in rows if row.kind == "role play" or viewer.is_leader or viewer.is_member(row.one_id, row.other_id)
    ]


def _group_ids(store: Store) -> dict[int, int | None]:
    return {member.id: member.group_id for member in store.read(Member)}


def _by_id(store: Store, model: type[R], ids: set[int]) -> list[R]:
    marks = placeholders(ids)
    return store.read(model, f"id IN ({marks})", tuple(ids))
