"""Who may see what. Every table has a rule here; one without a rule is seen by nobody, and a test fails.

The rules themselves stand in `core/seeing`.
"""

from __future__ import annotations

from collections.abc import Sequence
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
