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
    """A sentence for each signed talk that is not as it was signed. It names no person: everybody may check a file."""
    for talk in store.read(Conversation, "sealed_at IS NOT NULL OR seal IS NOT NULL"):
        if talk.sealed_at is None or talk.seal is None or talk.seal != seal_of(store, talk):
            what = f"The signed step “{talk.step}”" if talk.step else f"The signed {talk.kind}"
            when = f", signed on {talk.sealed_at[:10]}," if talk.sealed_at else ""
            yield f"{what} (row {talk.id} of conversation){when} is not as it was signed: somebody changed it since."
