"""Who may see what. Every table has a rule here; one without a rule is seen by nobody, and a test fails.

A rule is given rows of one table and returns those that the viewer may see, with whatever is not for them blanked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from data.models import (
    MODELS,
    Absence,
    Attendance,
    Board,
    Card,
    Conversation,
    Entry,
    Goal,
    JournalEntry,
    JournalRow,
    Meeting,
    Member,
    Ready,
    Row,
    Target,
    Turn,
    Vote,
)
from data.store import Store

ViewerRole = Literal["leader", "seller", "watcher", "room"]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks. The room is the projector: no member, and the fewest rights of all."""

    member_id: int | None
    role: ViewerRole
    own_cards: set[int] = field(default_factory=set, compare=False)
    """Anonymous cards said in this session: only its memory knows whose they are."""

    @property
    def is_leader(self) -> bool:
        return self.role == "leader"

    @property
    def is_room(self) -> bool:
        return self.role == "room"

    def is_member(self, *member_ids: int | None) -> bool:
        """Whether the viewer is one of these."""
        return self.member_id is not None and self.member_id in member_ids


ROOM = Viewer(member_id=None, role="room")

Rule = Callable[[Viewer, Store, Sequence[Any]], Sequence[Any]]


def visible(viewer: Viewer, store: Store, model: type[Row], rows: Sequence[Any]) -> list[Any]:
    """Those of the rows of one `model` that `viewer` may see, blanked where they may not see all."""
    if not rows:
        return []
    rule = RULES.get(model.table, nobody)
    return list(rule(viewer, store, rows))


def everyone(_viewer: Viewer, _store: Store, rows: Sequence[Any]) -> Sequence[Any]:
    """What the whole team shares, and the projector shows."""
    return rows


def _team(viewer: Viewer, _store: Store, rows: Sequence[Any]) -> Sequence[Any]:
    """What the team knows of its files, addresses among it, is not for a wall."""
    return () if viewer.is_room else rows


def nobody(_viewer: Viewer, _store: Store, _rows: Sequence[Any]) -> Sequence[Any]:
    """What has no rule of its own yet."""
    return ()


def _members(viewer: Viewer, _store: Store, rows: Sequence[Member]) -> Sequence[Member]:
    """Names are everyone's; an address is the team's; a computer's user name its owner's and the leader's."""

    def blank(row: Member) -> Member:
        if viewer.is_leader or viewer.is_member(row.id):
            return row
        return row.model_copy(update={"login": None} | ({"email": None} if viewer.is_room else {}))

    return [blank(row) for row in rows]


def _cards(viewer: Viewer, store: Store, rows: Sequence[Card]) -> Sequence[Card]:
    """Hidden until revealed, except to who said or typed it."""
    hidden = _hidden_boards(store, {row.board_id for row in rows})
    return [
        row
        for row in rows
        if row.board_id not in hidden or viewer.is_member(row.member_id, row.typed_by) or row.id in viewer.own_cards
    ]


def _hidden_boards(store: Store, board_ids: set[int]) -> set[int]:
    marks = ",".join("?" * len(board_ids))
    boards = store.read(Board, f"hidden AND revealed_at IS NULL AND id IN ({marks})", tuple(board_ids))
    return {board.id for board in boards}


def _attendances(viewer: Viewer, store: Store, rows: Sequence[Attendance]) -> Sequence[Attendance]:
    """What somebody asked about the goal is for the host and the leader; the room does not even see that they did."""
    hosts = {meeting.id: meeting.host_id for meeting in store.read(Meeting)}

    def blank(row: Attendance) -> Attendance:
        if viewer.is_leader or viewer.is_member(row.member_id, hosts.get(row.meeting_id)):
            return row
        return row.model_copy(update={"question": None, "understood": row.understood or None})

    return [blank(row) for row in rows]


def _ready(viewer: Viewer, store: Store, rows: Sequence[Ready]) -> Sequence[Ready]:
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


def _votes(viewer: Viewer, _store: Store, rows: Sequence[Vote]) -> Sequence[Vote]:
    """A vote is seen by who gave or typed it, before and after the reveal, which tells sums alone."""
    return [row for row in rows if viewer.is_member(row.member_id or row.typed_by)]


def _entries(viewer: Viewer, store: Store, rows: Sequence[Entry]) -> Sequence[Entry]:
    """The numbers are the team's, on a private metric their member's alone; a note is its member's and the leader's."""
    private = _private_metrics(store)
    return [
        row if viewer.is_leader or viewer.is_member(row.member_id) else row.model_copy(update={"note": None})
        for row in rows
        if row.metric_id not in private or viewer.is_member(row.member_id)
    ]


def _private_metrics(store: Store) -> set[int]:
    return {row["id"] for row in store.query("SELECT id FROM metric WHERE private")}


def _absences(viewer: Viewer, _store: Store, rows: Sequence[Absence]) -> Sequence[Absence]:
    """Who is away when is for the team to know; why is their own and the leader's. A wall shows neither."""
    if viewer.is_room:
        return ()
    return [
        row if viewer.is_leader or viewer.is_member(row.member_id) else row.model_copy(update={"reason": None})
        for row in rows
    ]


def _targets(viewer: Viewer, store: Store, rows: Sequence[Target]) -> Sequence[Target]:
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


def _goals(viewer: Viewer, store: Store, rows: Sequence[Goal]) -> Sequence[Goal]:
    """A personal goal is seen by whom its owner chose; never by the room."""
    groups: dict[int, int | None] = {}
    if any(row.visibility == "group" for row in rows):
        groups = {member.id: member.group_id for member in store.read(Member)}

    def seen(row: Goal) -> bool:
        if row.level != "personal" or viewer.is_member(row.member_id):
            return True
        if viewer.is_room:
            return False
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


def _turns(viewer: Viewer, _store: Store, rows: Sequence[Turn]) -> Sequence[Turn]:
    """Who hosted is on the wall; why somebody could not is for the team to know, not for a room that has guests."""
    return [row.model_copy(update={"reason": None}) for row in rows] if viewer.is_room else rows


def _conversations(viewer: Viewer, _store: Store, rows: Sequence[Conversation]) -> Sequence[Conversation]:
    """A conversation is its two people's."""
    return [row for row in rows if viewer.is_member(row.from_id, row.to_id)]


def _journal(viewer: Viewer, _store: Store, rows: Sequence[JournalEntry]) -> Sequence[JournalEntry]:
    """Every member may know what was done and by whom; anonymous changes carry nobody's name."""
    return () if viewer.is_room else rows


def _journal_rows(viewer: Viewer, store: Store, rows: Sequence[JournalRow]) -> Sequence[JournalRow]:
    """What a row was and became is shown to whom the row itself would be."""
    if viewer.is_room:
        return ()

    def blank(table: str, text: str | None) -> str | None:
        if text is None or table not in MODELS:
            return None
        model = MODELS[table]
        seen = visible(viewer, store, model, [model.model_validate_json(text)])
        return seen[0].model_dump_json() if seen else None

    blanked = (
        row.model_copy(update={"before": blank(row.row_table, row.before), "after": blank(row.row_table, row.after)})
        for row in rows
    )
    # Where all that differed is not for this viewer, that something did is not either.
    return [row for row in blanked if row.before != row.after]


RULES: dict[str, Rule] = {
    "team": everyone,
    "group": everyone,
    "member": _members,
    "meeting": everyone,
    "stage": everyone,
    "ready": _ready,
    "attendance": _attendances,
    "board": everyone,
    "card": _cards,
    "vote": _votes,
    "trend": everyone,
    "commitment": everyone,
    "goal": _goals,
    "metric": everyone,
    "target": _targets,
    "entry": _entries,
    "alias": _team,
    "taken_file": _team,
    "rotation": everyone,
    "turn": _turns,
    "conversation": _conversations,
    "holiday": everyone,
    "absence": _absences,
    "journal": _journal,
    "journal_row": _journal_rows,
}
