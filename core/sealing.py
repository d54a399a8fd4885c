"""Seals: what was signed cannot be changed without its showing.

A seal is the SHA-256 of everything that was read when it was signed: the talk with all its words and days, the points
in it, the moment of signing, and the seal of the step before, so that none can be taken out of the row. It shows a
change and does not prevent one: whoever may write to the file could make a new seal, but not without the journal, which
is only ever added to, telling another story.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from pydantic import ValidationError

from data.models import Conversation, Point
from data.store import Store

_SEALED = (
    "id", "kind", "from_id", "to_id", "meeting_id", "step", "held_on", "text", "written_at", "status", "about",
    "next_on", "every", "follows_id", "sealed_at",
)  # fmt: skip
"""The columns of a talk that are signed: all but who else may read it, and the seal."""

_POINT = ("id", "by_id", "kind", "text", "card_id", "commitment_id", "carried_from", "written_at")
"""Those of a point: all but whether it is done with, which goes on after the signature."""

_AFTERWARDS = ("note", "answer")
"""A note is its writer's alone, and an answer may follow a signature; neither is part of what was signed."""


def seal_of(store: Store, talk: Conversation) -> str:
    """The seal of a talk as it stands in the file, in hexadecimal. `sealed_at` must be set."""
    values = talk.model_dump(mode="json")
    points = [
        {name: point[name] for name in _POINT}
        for point in (row.model_dump(mode="json") for row in store.read(Point, "conversation_id = ?", (talk.id,)))
        if point["kind"] not in _AFTERWARDS and point["written_at"] <= (talk.sealed_at or "")
    ]
    before = store.get(Conversation, talk.follows_id) if talk.follows_id else None
    signed = {
        "talk": {name: values[name] for name in _SEALED},
        "points": points,
        "before": before.seal if before else None,
    }
    canonical = json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def broken_seals(store: Store) -> Iterator[str]:
    """A sentence for each signed talk that is not as it was signed, by the step that was signed. It names no person:
    everybody may check a file."""
    signed = _signed(store)
    rows = {
        row["id"]: row
        for row in store.query('SELECT * FROM "conversation" WHERE sealed_at IS NOT NULL OR seal IS NOT NULL')
    }
    # A signature that was taken off by hand leaves no seal to compare, and a step that was taken out no row.
    there = {row["id"] for row in store.query("SELECT id FROM conversation")}
    for row_id in sorted(rows.keys() | signed.keys()):
        was, row = signed.get(row_id), rows.get(row_id)
        talk = _valid(row) if row else None
        if talk is not None and talk.sealed_at and talk.seal and talk.seal == seal_of(store, talk):
            continue
        told = was or talk
        what = "A signed talk" if told is None else f"The signed {f'step “{told.step}”' if told.step else told.kind}"
        when = f", signed on {told.sealed_at[:10]}," if told is not None and told.sealed_at else ""
        became = (
            "is not as it was signed: somebody changed it since."
            if row_id in there
            else "is gone: somebody removed it."
        )
        yield f"{what} (row {row_id} of conversation){when} {became}"


def _signed(store: Store) -> dict[int, Conversation]:
    """The talks that were signed, as the journal tells, by their ids."""
    told = store.query(
        "SELECT row_id, after FROM journal_row WHERE row_table = 'conversation' AND after LIKE ? ORDER BY id",
        ('%"seal":"%',),
    )
    found = {row["row_id"]: _valid(row["after"]) for row in told}
    return {row_id: talk for row_id, talk in found.items() if talk is not None and talk.seal}


def _valid(row: dict[str, object] | str) -> Conversation | None:
    """The talk that the row holds; None where what was written into it by hand is none."""
    try:
        return Conversation.model_validate_json(row) if isinstance(row, str) else Conversation.model_validate(row)
    except ValidationError:
        return None
