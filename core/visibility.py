"""Who may see what. Every table has a rule here; one without a rule is seen by nobody, and a test fails.

The rules themselves stand in `core/seeing`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from core.seeing import meetings, numbers, talks
from core.seeing.viewer import ROOM as ROOM
from core.seeing.viewer import Rule, everyone, leader_only, nobody, team_only
from core.seeing.viewer import Viewer as Viewer
from data.models import MODELS, JournalEntry, JournalRow, Row
from data.store import Store


def visible(viewer: Viewer, store: Store, model: type[Row], rows: Sequence[Any]) -> list[Any]:
    """Those of the rows of one `model` that `viewer` may see, blanked where they may not see all."""
    if not rows:
        return []
    rule = RULES.get(model.table, nobody)
    return list(rule(viewer, store, rows))


def _journal(viewer: Viewer, store: Store, rows: Sequence[JournalEntry]) -> Sequence[JournalEntry]:
    """Every member may know what was done and by whom; anonymous changes carry nobody's name. That two people talk at
    all, or that somebody has written a goal down, is told to whom the talk or the goal is."""
    if viewer.is_room:
        return ()
    marks, tables = ",".join("?" * len(rows)), ",".join("?" * len(_OF_FEW))
    touched = store.read(
        JournalRow,
        f"journal_id IN ({marks}) AND journal_id IN (SELECT journal_id FROM journal_row WHERE row_table IN ({tables}))",
        (*(row.id for row in rows), *_OF_FEW),
    )
    if not touched:
        return rows
    told = {row.journal_id for row in _journal_rows(viewer, store, touched)}
    secret = {row.journal_id for row in touched} - told
    return [row for row in rows if row.id not in secret or viewer.is_member(row.by)]


def _journal_rows(viewer: Viewer, store: Store, rows: Sequence[JournalRow]) -> Sequence[JournalRow]:
    """What a row was and became is shown to whom the row itself was, and is as it stands now: what was shared once and
    taken back since is gone, wherever it is written down."""
    if viewer.is_room:
        return ()
    ids: dict[str, set[int]] = {}
    for row in rows:
        ids.setdefault(row.row_table, set()).add(row.row_id)
    standing = {
        table: _Standing(viewer, store, MODELS[table], touched) for table, touched in ids.items() if table in MODELS
    }

    def blank(row: JournalRow, text: str | None) -> str | None:
        if text is None or row.row_table not in standing:
            return None
        seen = standing[row.row_table].once(row.row_id, text)
        return seen.model_dump_json() if seen else None

    blanked = (
        row.model_copy(update={"before": blank(row, row.before), "after": blank(row, row.after)}) for row in rows
    )
    # Where all that differed is not for this viewer, that something did is not either.
    return [row for row in blanked if row.before != row.after]


class _Standing:
    """Rows of one table as they stand now, and how far the viewer sees them: what they were is seen no further."""

    def __init__(self, viewer: Viewer, store: Store, model: type[Row], ids: Collection[int]) -> None:
        self._viewer, self._store, self._model = viewer, store, model
        self._same = RULES.get(model.table) is everyone
        marks = ",".join("?" * len(ids))
        stored = [] if self._same else store.read(model, f"id IN ({marks})", tuple(ids))
        self._now = {row.id: row for row in stored}
        self._seen = {row.id: row for row in visible(viewer, store, model, stored)}

    def once(self, row_id: int, text: str) -> Row | None:
        """What the viewer may see of a row as it was; None for nothing."""
        was = self._model.model_validate_json(text)
        if self._same:
            return was
        now = self._now.get(row_id)
        if now is None:
            # Nobody can take back any more what is gone, so it is as private as it could have been made.
            private = was.model_copy(update={"visibility": "me"}) if "visibility" in self._model.model_fields else was
            return self._shown(was) if self._shown(private) else None
        seen, shown = self._seen.get(row_id), self._shown(was)
        if seen is None or shown is None:
            return None
        blanks = {name: kept for name, kept in seen if kept != getattr(now, name)}
        return shown.model_copy(update=blanks) if blanks else shown

    def _shown(self, row: Row) -> Row | None:
        return next(iter(visible(self._viewer, self._store, self._model, [row])), None)


_OF_FEW = (
    "conversation", "point", "rating", "commitment", "occurrence", "pulse", "goal", "passphrase", "webhook", "outbox",
    "pair",
)  # fmt: skip
"""The tables whose rows are few people's, so that not even who wrote one is for everybody."""

RULES: dict[str, Rule] = {
    "team": everyone,
    "group": everyone,
    "member": meetings.members,
    "meeting": everyone,
    "stage": everyone,
    "ready": meetings.ready,
    "attendance": meetings.attendances,
    "board": everyone,
    "card": meetings.cards,
    "vote": meetings.votes,
    "trend": everyone,
    "commitment": talks.commitments,
    "goal": talks.goals,
    "metric": everyone,
    "target": numbers.targets,
    "entry": numbers.entries,
    "alias": team_only,
    "taken_file": team_only,
    "rotation": everyone,
    "turn": meetings.turns,
    "conversation": talks.conversations,
    "holiday": everyone,
    "absence": numbers.absences,
    "occurrence": talks.occurrences,
    "point": talks.points,
    "outcome": everyone,
    "celebration": everyone,
    "pulse": meetings.pulses,
    "webhook": leader_only,
    "outbox": leader_only,
    "measure": everyone,
    "skill": everyone,
    "rating": talks.ratings,
    "pair": talks.pairs,
    "account": team_only,
    "handover": team_only,
    "passphrase": nobody,
    "journal": _journal,
    "journal_row": _journal_rows,
}
