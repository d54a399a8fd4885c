"""Seals: a change to a signed conversation shows. They are from before members had keys, and are still made.

A seal is the SHA-256 of everything that was signed: the conversation with all its text and dates, its points, the
moment of signing, and the seal of the step before, so that no step can be taken out of the chain. It shows a change and
does not prevent one: anyone who may write to the file could compute a new seal, but the append-only journal would then
contradict it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any, Protocol, TypeVar

from core.access.session import Session
from core.errors import HuddleError
from core.models import Conversation, Point, Row
from core.values.erased_words import ERASED
from core.values.time_zone import day_in_zone, find_zone

R = TypeVar("R", bound=Row)

SIGNED_COLUMNS = (
    "id", "kind", "from_id", "to_id", "meeting_id", "step", "held_on", "text", "written_at", "status", "about",
    "next_on", "every", "follows_id", "sealed_at",
)  # fmt: skip
"""The conversation columns that are signed: all but who else may read it, and the seal itself."""

SIGNED_POINT_COLUMNS = ("id", "by_id", "kind", "text", "card_id", "commitment_id", "carried_from", "written_at")
"""The point columns that are signed: all but whether it is done, which may change after the signature."""

UNSIGNED_KINDS = ("note", "answer")
"""Kinds of points that are not signed: a note belongs to its writer alone, and an answer may follow the signature."""


class ReadsRows(Protocol):
    """What reads the rows of a file: a store, what a viewer sees of it, or a file that is being checked."""

    def query(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[dict[str, Any]]: ...

    def read(self, model: type[R], where: str = "1", params: Sequence[object] | dict[str, object] = ()) -> list[R]: ...

    def get(self, model: type[R], row_id: int) -> R | None: ...


class VisibleRows:
    """Reads the rows that a session's viewer may see."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def query(self, sql: str, params: Sequence[object] | dict[str, object] = ()) -> list[dict[str, Any]]:
        return self._session.query(sql, params)

    def read(self, model: type[R], where: str = "1", params: Sequence[object] | dict[str, object] = ()) -> list[R]:
        return self._session.all(model, where, params)

    def get(self, model: type[R], row_id: int) -> R | None:
        return self._session.get(model, row_id)


def compute_seal(store: ReadsRows, talk: Conversation) -> str:
    """Return the seal of a conversation from its current rows, in hexadecimal. `sealed_at` must be set."""
    values = talk.model_dump(mode="json")
    before = store.get(Conversation, talk.follows_id) if talk.follows_id else None
    signed = {
        "talk": {name: values[name] for name in SIGNED_COLUMNS},
        "points": describe_points(store, talk, talk.sealed_at or ""),
        "before": before.seal if before else None,
    }
    canonical = json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def describe_points(store: ReadsRows, talk: Conversation, until: str) -> list[dict[str, Any]]:
    """Return what is signed of the points of a conversation that were written by a moment."""
    return [
        describe_point(point)
        for point in store.read(Point, "conversation_id = ?", (talk.id,))
        if point.kind not in UNSIGNED_KINDS and point.written_at <= until
    ]


def describe_point(point: Point) -> dict[str, Any]:
    """Return what is signed of a point: a value for JSON."""
    values = point.model_dump(mode="json")
    return {name: values[name] for name in SIGNED_POINT_COLUMNS}


def day_in_file(file: ReadsRows, moment: object) -> str:
    """Return the day of a stored moment in the time zone of the file's team; of a damaged file in this computer's."""
    try:
        teams = file.query("SELECT time_zone FROM team")
    except HuddleError:
        teams = []
    try:
        return day_in_zone(str(moment), find_zone(str(teams[0]["time_zone"])) if teams else None).isoformat()
    except ValueError:
        return "an invalid day"


def find_broken_seals(store: ReadsRows) -> Iterator[str]:
    """Yield a sentence for each signed conversation that differs from what was signed, ordered by row id.

    It names no person, because everybody may check a file.
    """
    signed = _signed_conversations(store)
    rows = {
        row["id"]: row
        for row in store.query('SELECT * FROM "conversation" WHERE sealed_at IS NOT NULL OR seal IS NOT NULL')
    }
    # A signature removed by hand leaves no seal to compare, and a deleted step leaves no row: the journal has both.
    existing_ids = {row["id"] for row in store.query("SELECT id FROM conversation")}
    for row_id in sorted(rows.keys() | signed.keys()):
        signed_talk, row = signed.get(row_id), rows.get(row_id)
        talk = parse_conversation(row) if row else None
        if talk is not None and talk.text == ERASED:
            continue  # who has put that there is in the journal
        if talk is not None and talk.sealed_at and talk.seal and talk.seal == compute_seal(store, talk):
            continue
        known = signed_talk or talk
        subject = (
            "A signed conversation"
            if known is None
            else f"The signed {f'step “{known.step}”' if known.step else known.kind}"
        )
        when = f", signed on {day_in_file(store, known.sealed_at)}," if known is not None and known.sealed_at else ""
        became = "was changed after signing." if row_id in existing_ids else "is missing: someone removed it."
        yield f"{subject} (row {row_id} of conversation){when} {became}"


def find_erased(store: ReadsRows) -> set[int]:
    """Return the ids of the conversations whose words were erased: their signatures cannot be verified any more.

    The comparison with the journal shows whether another program has written that.
    """
    return {row["id"] for row in store.query("SELECT id FROM conversation WHERE text = ?", (ERASED,))}


def find_erased_seals(store: ReadsRows) -> Iterator[str]:
    """Yield a sentence for each signed conversation that was erased."""
    signed = store.query(
        "SELECT id FROM conversation WHERE seal IS NOT NULL UNION SELECT conversation_id FROM signature ORDER BY id"
    )
    erased = find_erased(store)
    for row in signed:
        if row["id"] in erased:
            yield f"The signed conversation in row {row['id']} was erased at a member's request."


def _signed_conversations(store: ReadsRows) -> dict[int, Conversation]:
    """Return the conversations that were signed, by id, as the journal recorded them."""
    journal_rows = store.query(
        "SELECT row_id, after FROM journal_row WHERE row_table = 'conversation' AND after LIKE ? ORDER BY id",
        ('%"seal":"%',),
    )
    talks = {row["row_id"]: parse_conversation(row["after"]) for row in journal_rows}
    return {row_id: talk for row_id, talk in talks.items() if talk is not None and talk.seal}


def parse_conversation(row: dict[str, object] | str) -> Conversation | None:
    """Return the conversation that the row holds, or None when the row does not validate (edited by hand)."""
    try:
        return Conversation.model_validate_json(row) if isinstance(row, str) else Conversation.model_validate(row)
    except ValueError:  # pydantic's own, and of text that is not UTF-8
        return None
