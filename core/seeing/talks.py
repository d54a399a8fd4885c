"""Who sees what of goals, of what people took on, and of their talks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from core.seeing.viewer import Viewer
from data.models import Commitment, Conversation, Goal, Member, Occurrence, Pair, Point, Rating, Row
from data.store import Store

R = TypeVar("R", bound=Row)


def commitments(viewer: Viewer, _store: Store, rows: Sequence[Commitment]) -> Sequence[Commitment]:
    """What somebody took on is everyone's to know; help that was promised to a member is those two people's."""
    return [row for row in rows if row.helps_id is None or viewer.is_member(row.member_id, row.helps_id)]


def occurrences(viewer: Viewer, store: Store, rows: Sequence[Occurrence]) -> Sequence[Occurrence]:
    """As the commitment is seen."""
    seen = {row.id for row in commitments(viewer, store, _by_id(store, Commitment, {r.commitment_id for r in rows}))}
    return [row for row in rows if row.commitment_id in seen]


def goals(viewer: Viewer, store: Store, rows: Sequence[Goal]) -> Sequence[Goal]:
    """A personal goal is seen by whom its owner chose; by the room only while its owner, who shares it with everyone,
    has put it on the wall."""
    shown = _on_the_wall(store) if viewer.is_room else set()
    groups = _groups(store) if any(row.visibility == "group" for row in rows) else {}

    def seen(row: Goal) -> bool:
        if row.level != "personal" or viewer.is_member(row.member_id):
            return True
        if viewer.is_room:
            return row.visibility == "everyone" and row.member_id in shown
        match row.visibility:
            case "everyone":
                return True
            case "group":
                mine = groups.get(viewer.member_id or 0)
                return mine is not None and mine == groups.get(row.member_id or 0)
            case "leader":
                return viewer.is_leader
            case "me":
                return False

    return [row for row in rows if seen(row)]


def _on_the_wall(store: Store) -> set[int]:
    """Who shows their goals in the kickoff that is open, while it is in its goal stage."""
    rows = store.query(
        "SELECT wall_member_id AS id FROM meeting JOIN stage ON stage.id = stage_id "
        "WHERE status = 'open' AND kind = 'kickoff' AND name = 'goal' AND wall_member_id IS NOT NULL"
    )
    return {row["id"] for row in rows}


def conversations(viewer: Viewer, store: Store, rows: Sequence[Conversation]) -> Sequence[Conversation]:
    """A conversation is its two people's, and those with whom its receiver shares it. The projector shows none, but
    praise that was shared with everyone."""
    groups = _groups(store) if any(row.visibility == "group" for row in rows) else {}

    def seen(row: Conversation) -> bool:
        if viewer.is_member(row.from_id, row.to_id):
            return True
        if row.kind not in ("praise", "feedback"):  # the others are never shared, whatever is written there
            return False
        if viewer.is_room:
            return row.kind == "praise" and row.visibility == "everyone"
        match row.visibility:
            case "everyone":
                return True
            case "group":
                mine = groups.get(viewer.member_id or 0)
                return mine is not None and mine == groups.get(row.to_id)
            case "leader":
                return viewer.is_leader
            case "me":
                return False

    return [row for row in rows if seen(row)]


def points(viewer: Viewer, store: Store, rows: Sequence[Point]) -> Sequence[Point]:
    """As the talk is seen; but a note is its writer's alone."""
    talks = _by_id(store, Conversation, {row.conversation_id for row in rows})
    seen = {talk.id for talk in conversations(viewer, store, talks)}
    return [row for row in rows if row.conversation_id in seen and (row.kind != "note" or viewer.is_member(row.by_id))]


def ratings(viewer: Viewer, store: Store, rows: Sequence[Rating]) -> Sequence[Rating]:
    """Each sees their own, and the other's once the two have met over it: nobody rates to please the other."""
    talks = {row.id: row for row in _by_id(store, Conversation, {row.conversation_id for row in rows})}
    return [
        row
        for row in rows
        if (talk := talks.get(row.conversation_id)) is not None
        and viewer.is_member(talk.from_id, talk.to_id)
        and (viewer.is_member(row.by_id) or talk.status != "planned")
    ]


def pairs(viewer: Viewer, _store: Store, rows: Sequence[Pair]) -> Sequence[Pair]:
    """Who practises with whom is everyone's; who mentors whom is the two people's and the leader's."""
    return [
        row for row in rows if row.kind == "role play" or viewer.is_leader or viewer.is_member(row.one_id, row.other_id)
    ]


def _groups(store: Store) -> dict[int, int | None]:
    return {member.id: member.group_id for member in store.read(Member)}


def _by_id(store: Store, model: type[R], ids: set[int]) -> list[R]:
    marks = ",".join("?" * len(ids))
    return store.read(model, f"id IN ({marks})", tuple(ids))
