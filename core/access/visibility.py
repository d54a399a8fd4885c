"""Who may see which rows. Every table has a rule here; a table without one is seen by nobody, and a test fails."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from core.access import conversation_rules, meeting_rules, metric_rules
from core.access.viewer import Rule, Viewer, everyone, leader_only, nobody, team_only
from core.models import MODELS, JournalEntry, JournalRow, Row, by_id
from data.sqlite import placeholders
from data.store import Store


def visible_rows(viewer: Viewer, store: Store, model: type[Row], rows: Sequence[Any]) -> list[Any]:
    """Return those of the `rows` of one `model` that the viewer may see, with the fields blanked that they may not
    see."""
    if not rows:
        return []
    rule = RULES.get(model.table, nobody)
    return list(rule(viewer, store, rows))


def _journal(viewer: Viewer, store: Store, rows: Sequence[JournalEntry]) -> Sequence[JournalEntry]:
    """Return the journal entries the viewer may know of.

    Every member may know what was done and by whom, except that anonymous changes carry no name, and that a change to
    the private tables is shown only to those who may see one of its rows, and to the member who made it.
    """
    if viewer.is_room:
        return ()
    marks, tables = placeholders(rows), placeholders(_PRIVATE_TABLES)
    touched = store.read(
        JournalRow,
        f"journal_id IN ({marks}) AND journal_id IN (SELECT journal_id FROM journal_row WHERE row_table IN ({tables}))",
        (*(row.id for row in rows), *_PRIVATE_TABLES),
    )
    if not touched:
        return rows
    visible_ids = {row.journal_id for row in _journal_rows(viewer, store, touched)}
    hidden_ids = {row.journal_id for row in touched} - visible_ids
    return [row for row in rows if row.id not in hidden_ids or viewer.is_member(row.by)]


def _journal_rows(viewer: Viewer, store: Store, rows: Sequence[JournalRow]) -> Sequence[JournalRow]:
    """Blank what a row was and became for viewers who may not see the row itself.

    Today's state of the row decides: what was shared once and is no longer shared is hidden in old entries too.
    """
    if viewer.is_room:
        return ()
    ids: dict[str, set[int]] = {}
    for row in rows:
        ids.setdefault(row.row_table, set()).add(row.row_id)
    current = {
        table: _CurrentRows(viewer, store, MODELS[table], touched) for table, touched in ids.items() if table in MODELS
    }

    def blank(row: JournalRow, text: str | None) -> str | None:
        if text is None or row.row_table not in current:
            return None
        visible_row = current[row.row_table].redacted(row.row_id, text)
        return visible_row.model_dump_json() if visible_row else None

    blanked = (
        row.model_copy(update={"before": blank(row, row.before), "after": blank(row, row.after)}) for row in rows
    )
    # If every difference is blanked for this viewer, the row is left out: they may not know that it changed.
    return [row for row in blanked if row.before != row.after]


class _CurrentRows:
    """The stored rows of one table and what the viewer sees of them, to decide what they may see of older states."""

    def __init__(self, viewer: Viewer, store: Store, model: type[Row], ids: Collection[int]) -> None:
        self._viewer, self._store, self._model = viewer, store, model
        self._for_everyone = RULES.get(model.table) is everyone
        marks = placeholders(ids)
        stored = [] if self._for_everyone else store.read(model, f"id IN ({marks})", tuple(ids))
        self._current = by_id(stored)
        self._visible = by_id(visible_rows(viewer, store, model, stored))

    def redacted(self, row_id: int, text: str) -> Row | None:
        """Return what the viewer may see of an earlier state of a row, given as JSON; None for nothing."""
        row = self._model.model_validate_json(text)
        if self._for_everyone:
            return row
        current = self._current.get(row_id)
        if current is None:
            # The row was deleted, so its owner can no longer restrict it: treat it as if they had, to the utmost.
            private = row.model_copy(update={"visibility": "me"}) if "visibility" in self._model.model_fields else row
            return self._visible_part(row) if self._visible_part(private) else None
        visible_now, visible_part = self._visible.get(row_id), self._visible_part(row)
        if visible_now is None or visible_part is None:
            return None
        # Fields that the viewer may not see in the current row are blanked in the old one too.
        blanks = {name: value for name, value in visible_now if value != getattr(current, name)}
        return visible_part.model_copy(update=blanks) if blanks else visible_part

    def _visible_part(self, row: Row) -> Row | None:
        return next(iter(visible_rows(self._viewer, self._store, self._model, [row])), None)


_PRIVATE_TABLES = (
    "conversation", "point", "rating", "commitment", "occurrence", "pulse", "goal", "passphrase", "webhook", "outbox",
    "pair",
)  # fmt: skip
"""Tables whose rows only a few members may see. Even the author of such a row is not shown to everybody."""

RULES: dict[str, Rule] = {
    "team": everyone,
    "group": everyone,
    "member": meeting_rules.members,
    "meeting": everyone,
    "stage": everyone,
    "ready": meeting_rules.ready,
    "attendance": meeting_rules.attendances,
    "board": everyone,
    "card": meeting_rules.cards,
    "vote": meeting_rules.votes,
    "trend": everyone,
    "commitment": conversation_rules.commitments,
    "goal": conversation_rules.goals,
    "metric": everyone,
    "target": metric_rules.targets,
    "entry": metric_rules.entries,
    "alias": team_only,
    "taken_file": team_only,
    "rotation": everyone,
    "turn": meeting_rules.turns,
    "conversation": conversation_rules.conversations,
    "holiday": everyone,
    "absence": metric_rules.absences,
    "occurrence": conversation_rules.occurrences,
    "point": conversation_rules.points,
    "outcome": everyone,
    "celebration": everyone,
    "pulse": meeting_rules.pulses,
    "webhook": leader_only,
    "outbox": leader_only,
    "measure": everyone,
    "skill": everyone,
    "rating": conversation_rules.ratings,
    "pair": conversation_rules.pairs,
    "account": team_only,
    "handover": team_only,
    "passphrase": nobody,
    "journal": _journal,
    "journal_row": _journal_rows,
}
