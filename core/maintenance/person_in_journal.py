"""Finds the words of one person in the rows of a file and in their old versions, and what stands in their place."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.maintenance.personal_words import COPIED_FROM, DECISIONS, THROUGH, Mention, Own, Words
from core.models import Member
from core.values.erased_words import ERASED
from data.chain import hash_row
from data.store import Store

_BLOCK = 5000
"""How many rows of the journal are read at a time."""

_EMPTY_MESSAGE = json.dumps({"text": ERASED})

_SHORTEST_MENTION = 3
"""Shorter texts are looked for as a whole only: they stand in many words."""

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Version:
    """A journaled row."""

    id: int
    journal_id: int
    row_table: str
    row_id: int
    before: str | None
    after: str | None
    by: int | None
    salt: bytes | None
    hash: str = ""
    """The hash of what stood there, in hexadecimal, where it was rewritten."""


class OldVersions:
    """The journaled rows of some tables."""

    def __init__(self, store: Store, tables: Sequence[str]) -> None:
        self._store = store
        self._tables = ", ".join(f"'{table}'" for table in tables)

    def __iter__(self) -> Iterator[Version]:
        last = 0
        sql = (
            "SELECT journal_row.id, journal_id, row_table, row_id, before, after, journal.by AS by, salt "
            "FROM journal_row JOIN journal ON journal.id = journal_id "
            f"WHERE row_table IN ({self._tables}) AND journal_row.id > ? ORDER BY journal_row.id LIMIT ?"
        )
        while rows := self._store.query(sql, (last, _BLOCK)):
            last = rows[-1]["id"]
            yield from (Version(**row) for row in rows)

    def states(self) -> Iterator[tuple[Version, Values | None, Values]]:
        """Yield each state that a row ever had, with the state before it, where there was one."""
        for version in self:
            before = json.loads(version.before) if version.before else None
            after = json.loads(version.after) if version.after else None
            if before is not None:
                yield version, None, before
            if after is not None:
                yield version, before, after

    def rewritten(self, words: PersonWords) -> Iterator[Version]:
        """Yield those that change, as they are to be, with the hash of what stood there."""
        for old in self:
            before, after = (_rewrite(words, old, text) for text in (old.before, old.after))
            if (before, after) != (old.before, old.after):
                hashed = hash_row(old.id, old.row_table, old.row_id, old.before, old.after, old.salt).hex()
                yield replace(old, before=before, after=after, salt=None, hash=hashed)


def _rewrite(words: PersonWords, version: Version, text: str | None) -> str | None:
    if text is None:
        return None
    values = json.loads(text)
    replaced = words.replace(version.row_table, version.row_id, values)
    return json.dumps(values | replaced, ensure_ascii=False, separators=(",", ":")) if replaced else text


class PersonWords:
    """The words of one person, wherever they stand. Made inside the change that erases them."""

    tables = tuple(table for table in DECISIONS if table not in ("journal", "journal_row", "member_lock", "erased"))
    """The tables that are looked at."""

    def __init__(self, store: Store, member: Member, new_name: str) -> None:
        self._store = store
        self._new_name = new_name
        self.member_id = member.id
        self.names: set[str] = {member.name}
        self.logins: set[str] = set()
        """The person's logins, casefolded."""
        self._mentions: set[str] = set()
        self._through: dict[str, set[int]] = {table: set() for table in THROUGH.values()}
        """The ids of their talks and commitments."""
        self._theirs: dict[tuple[str, int], set[str]] = defaultdict(set)
        """Words of theirs in rows that are not theirs, by table and row."""
        self.messages: set[int] = set()
        """The ids of the messages in the outbox that go."""
        self._find_person()
        self._find_written()
        self._find_copies()
        self._find_messages()

    # -- finding

    def _find_person(self) -> None:
        for version, _, state in OldVersions(self._store, ("member", "alias", *self._through)).states():
            if version.row_table == "member" and version.row_id == self.member_id:
                self.names.add(state["name"])
                self.logins |= {login.casefold() for login in (state["login"],) if login}
                self._mentions |= {text for text in (state["email"], state["login"]) if text}
            elif version.row_table == "alias" and state["member_id"] == self.member_id:
                self._mentions.add(state["text"])
            elif version.row_table in self._through and self._is_owner(version.row_table, state):
                self._through[version.row_table].add(version.row_id)
        self._mentions = {text.casefold() for text in self._mentions | self.names}

    def _is_owner(self, table: str, state: Values) -> bool:
        decision = DECISIONS[table]["text"]
        assert isinstance(decision, Words)
        return any(state.get(owner) == self.member_id for owner in decision.owners)

    def _find_written(self) -> None:
        """Find what the person wrote in rows that are not theirs, where it counts as their words all the same."""
        columns = {
            table: [name for name, each in decisions.items() if isinstance(each, Words) and each.by_writer]
            for table, decisions in DECISIONS.items()
        }
        tables = [table for table, names in columns.items() if names]
        for version, before, state in OldVersions(self._store, tables).states():
            if version.by != self.member_id or (before is None and version.before is not None):
                continue
            for name in columns[version.row_table]:
                text = state.get(name)
                if isinstance(text, str) and (before is None or before.get(name) != text):
                    self._theirs[version.row_table, version.row_id].add(text)

    def _find_copies(self) -> None:
        """Find words of theirs that were taken over into rows of others: a commitment made of a card of theirs."""
        tables = sorted({table for table, _ in COPIED_FROM} | set(COPIED_FROM.values()) | {"outcome", "conversation"})
        texts: dict[tuple[str, int], set[str]] = defaultdict(set)
        links: set[tuple[tuple[str, int], tuple[str, int]]] = set()
        for version, _, state in OldVersions(self._store, tables).states():
            row = version.row_table, version.row_id
            for name, decision in DECISIONS[version.row_table].items():
                text = state.get(name)
                if isinstance(decision, Words) and isinstance(text, str):
                    texts[row].add(text)
                    if self._is_own(decision, state):
                        self._theirs[row].add(text)
            links.update(_links(row, state))
        is_new = True
        while is_new:
            is_new = False
            for row, source in links:
                copied = (texts[row] & self._theirs[source]) - self._theirs[row]
                self._theirs[row] |= copied
                is_new = is_new or bool(copied)

    def _find_messages(self) -> None:
        """Find the messages that were sent, are gone, or tell of the person."""
        waiting = {row["id"] for row in self._store.query("SELECT id FROM outbox WHERE sent_at IS NULL")}
        parts = {part for name in self.names for part in (name, *name.split())}
        words = {text for texts in self._theirs.values() for text in texts if len(text) >= _SHORTEST_MENTION}
        for version, _, state in OldVersions(self._store, ("outbox",)).states():
            text = _readable(state["payload"])
            if version.row_id not in waiting or any(each in text for each in (*parts, *words)):
                self.messages.add(version.row_id)

    # -- replacing

    def rows_of(self, table: str) -> tuple[str, tuple[object, ...]]:
        """Return the condition, with its values, that holds for all rows of a table in which the person may have
        words."""
        if table != "entry":
            return "1", ()
        return "member_id = ?", (self.member_id,)

    def replace(self, table: str, row_id: int, values: Values) -> dict[str, str | None]:
        """Return what stands in the place of the person's words in a state of a row, by column."""
        if table == "outbox":
            if row_id not in self.messages or values["payload"] == _EMPTY_MESSAGE:
                return {}
            return {"payload": _EMPTY_MESSAGE, "error": None}
        replaced: dict[str, str | None] = {}
        for column, decision in DECISIONS[table].items():
            text = values.get(column)
            if isinstance(decision, str) or not isinstance(text, str):
                continue
            instead = self._instead(decision, (table, row_id), values, text)
            if instead != text:
                replaced[column] = instead
        return replaced

    def _instead(self, decision: Words | Mention | Own, row: tuple[str, int], values: Values, text: str) -> str | None:
        match decision:
            case Words():
                is_theirs = self._is_own(decision, values) or text in self._theirs.get(row, ())
                return decision.instead if is_theirs else text
            case Own():
                if not any(self._is_person(row, values, owner) for owner in decision.owners):
                    return text
                return decision.instead and decision.instead.format(id=row[1], name=self._new_name)
            case Mention():
                return self._instead_of_mention(decision, row, values, text)

    def _instead_of_mention(self, decision: Mention, row: tuple[str, int], values: Values, text: str) -> str:
        if decision.is_whole:
            return self._new_name if text in self.names else text
        if decision.owners and not any(values.get(owner) == self.member_id for owner in decision.owners):
            return text
        folded = text.casefold()
        if not any(each == folded or (len(each) >= _SHORTEST_MENTION and each in folded) for each in self._mentions):
            return text
        return f"{ERASED} {row[1]}" if decision.is_unique else ERASED

    def _is_person(self, row: tuple[str, int], values: Values, owner: str) -> bool:
        return (row[1] if owner == "id" else values.get(owner)) == self.member_id

    def _is_own(self, decision: Words, values: Values) -> bool:
        if any(values.get(owner) == self.member_id for owner in decision.owners):
            return True
        if not decision.through or is_others_note(values, self.member_id):
            return False
        return values.get(decision.through) in self._through[THROUGH[decision.through]]


def is_others_note(values: Values, member_id: int) -> bool:
    """Return whether a state is that of a note which somebody else wrote for themselves alone."""
    return values.get("kind") == "note" and values.get("by_id") != member_id


def _links(row: tuple[str, int], state: Values) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    """Yield the rows that may repeat words of another: each with that other."""
    for (table, column), source in COPIED_FROM.items():
        if table == row[0] and state.get(column) is not None:
            yield row, (source, state[column])
    if row[0] == "outcome":
        for table in ("commitment", "conversation"):
            if state.get(f"{table}_id") is not None:
                yield (table, state[f"{table}_id"]), ("card", state["card_id"])


def _readable(payload: str) -> str:
    """Return the texts of a message as people read them: JSON may write letters as codes."""
    try:
        return json.dumps(json.loads(payload), ensure_ascii=False)
    except ValueError:
        return payload
