"""Seals what a member wrote before they had a key: in the rows, and in every old version of them in the journal."""

from __future__ import annotations

import json
from typing import Any

from core.access.sealed_rows import SEALED_COLUMNS, place_of, sealed_for
from core.keys.member_key import MemberKey
from core.keys.sealed_text import is_sealed
from core.models import MODELS, Row
from data.change import Change
from data.clear_due import mark_clear_due
from data.store import Store

_OWNER_COLUMNS = {"goal": "member_id", "point": "by_id"}


def seal_old_words(change: Change, store: Store, key: MemberKey, *, replaces_hash: bool = False) -> None:
    """Seal with this key, inside an open change, the words that are for its member alone.

    What was sealed is then due to be taken out of the file and its copies, as is the hash of a passphrase that this key
    replaces: it is quickly tried out.

    Only old versions from before the chain are changed; since it began no such words are stored unsealed.
    """
    sealing = _OldWords(key)
    has_sealed = False
    for table, owner_column in _OWNER_COLUMNS.items():
        for row in store.read(MODELS[table], f"{owner_column} = ?", (key.public.member_id,)):
            sealed = sealing.seal_row(row)
            if sealed != row:
                change.replace_stored(row, sealed)
                has_sealed = True
    versions = sealing.seal_versions(store)
    if versions:
        change.rewrite_journal(versions)
    if has_sealed or versions or replaces_hash:
        mark_clear_due(change)


class _OldWords:
    def __init__(self, key: MemberKey) -> None:
        self._key = key
        self._sealed: dict[tuple[str, str], str] = {}
        """The ciphertext by place and text: the same words in a row and its old versions stay the same."""

    def seal_row(self, row: Row) -> Row:
        return row.model_copy(update=self._seal(row))

    def seal_versions(self, store: Store) -> list[tuple[int, str | None, str | None]]:
        """Return the old versions that change: the id of each journaled row, and what it was before and after."""
        tables = ", ".join(f"'{table}'" for table in SEALED_COLUMNS)
        journaled = store.query(
            "SELECT id, row_table, before, after FROM journal_row "
            f"WHERE row_table IN ({tables}) AND journal_id <= (SELECT min(journal_id) FROM chain)"
        )
        changed = []
        for row in journaled:
            texts = [self._seal_version(MODELS[row["row_table"]], row[moment]) for moment in ("before", "after")]
            if texts != [row["before"], row["after"]]:
                changed.append((row["id"], *texts))
        return changed

    def _seal_version(self, model: type[Row], text: str | None) -> str | None:
        if text is None:
            return None
        values: dict[str, Any] = json.loads(text)
        update = self._seal(model.model_validate(values))
        return json.dumps(values | update, ensure_ascii=False, separators=(",", ":")) if update else text

    def _seal(self, row: Row) -> dict[str, str]:
        """Return the words to be sealed of a row of this member, by column."""
        if sealed_for(row) != self._key.public.member_id:
            return {}
        return {
            column: self._seal_text(place_of(row.table, row.id, column), text)
            for column in SEALED_COLUMNS[row.table]
            if isinstance(text := getattr(row, column), str) and not is_sealed(text)
        }

    def _seal_text(self, place: str, text: str) -> str:
        if (place, text) not in self._sealed:
            self._sealed[place, text] = self._key.seal(text, place)
        return self._sealed[place, text]
