"""Says in words what a journal entry did, for questions and messages of undo."""

from __future__ import annotations

import json
from collections.abc import Sequence

from core import models
from core.access.viewer import Viewer
from core.access.visibility import read_visible
from core.values.amounts import format_amount
from data.store import Store

_TEXT_COLUMNS = ("text", "name", "question", "words", "addressee", "reason", "note")
"""The columns that may hold people's own words, the most telling first."""

_LONGEST_TEXT = 80
"""Characters of people's words that are shown."""


def describe_step(viewer: Viewer, store: Store, entry: models.JournalEntry) -> str:
    """Return what the entry did, with its words if it has some that the viewer may see: `goal set: “Twelve new
    customers”`, `member added: “Jon” and 2 more`."""
    what = entry.what.replace(".", " ").replace("_", " ")
    family = entry.what.partition(".")[0]
    rows = read_visible(viewer, store, models.JournalRow, "journal_id = ?", (entry.id,))
    of_family = [row for row in rows if row.row_table == family]
    words = _words_of(store, rows, of_family)
    others = sum(row.before is None for row in of_family) - 1
    return f"{what}: “{words}”{f' and {others} more' if others > 0 else ''}" if words else what


def _words_of(store: Store, rows: Sequence[models.JournalRow], of_family: Sequence[models.JournalRow]) -> str:
    for row in (*reversed(of_family), *rows):
        values = json.loads(row.after or row.before or "{}")
        text = _amount_in(store, values) or _text_in(values, _TEXT_COLUMNS)
        if text:
            return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1].rstrip() + "…"
    return ""


def _amount_in(store: Store, values: dict[str, object]) -> str:
    """Return the amount of an entry or target with its metric, else an empty text."""
    metric_id, amount = values.get("metric_id"), values.get("amount")
    metric = store.get(models.Metric, metric_id) if isinstance(metric_id, int) else None
    if metric is None or not isinstance(amount, int):
        return ""
    return f"{format_amount(amount, metric.scale)} {metric.name}"


def _text_in(values: dict[str, object], columns: Sequence[str]) -> str:
    return next((str(values[name]) for name in columns if values.get(name)), "")
