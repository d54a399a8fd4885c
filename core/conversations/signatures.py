"""Signatures: a formal step is signed by the leader who takes it and the member who reads it, an answer by its writer.

Each signs with their own key. A signature covers the step with all its text and points, the signatures on the step
before, the moment, and the journal up to then. To read is not to agree. Huddle never changes what was signed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.access.key_ring import KeyNeeded
from core.access.known_now import has_current_key
from core.access.session import Session
from core.conversations.seals import SIGNED_COLUMNS, ReadsRows, describe_point, describe_points
from core.errors import HuddleError
from core.models import Conversation, Point, Signature, SignatureKind
from data.chain import read_head
from data.change import Change

if TYPE_CHECKING:
    from core.keys.member_key import MemberKey

STATEMENTS: Mapping[SignatureKind, str] = {
    "taken": "ladder.taken", "read": "ladder.read", "answered": "ladder.answered",
}  # fmt: skip
"""The kind of statement that is signed, for each kind of signature."""

NEEDS_KEY = "To sign a formal step, type or choose your passphrase."

CHOOSE = "Your signature needs a passphrase. Choose one now."


CHANGED_OUTSIDE = "Another program changed a signature in this file. See: huddle check"


def signing_key(session: Session) -> MemberKey:
    """Return the key with which the acting member signs: the unlocked one, where it is theirs in this file still.

    Raises `KeyNeeded` while it is locked, when they have none, and when it has ended.
    """
    try:
        key = session.viewer.keys.newest
    except KeyNeeded:
        raise KeyNeeded(NEEDS_KEY, choose=CHOOSE) from None
    if not has_current_key(session.viewer, session.store):
        raise KeyNeeded(
            "Your key in this team has ended. Choose a passphrase to get a new one.",
            choose=CHOOSE,
        )
    return key


def can_sign(session: Session) -> bool:
    """Return whether the acting member's key is unlocked, so that they can sign at once."""
    try:
        signing_key(session)
    except KeyNeeded:
        return False
    return True


def add_signature(
    session: Session,
    change: Change,
    key: MemberKey,
    talk: Conversation,
    kind: SignatureKind,
    point: Point | None = None,
) -> Signature:
    """Sign a conversation as it is stored now, inside an open change, and return the signature."""
    unsigned = Signature(
        conversation_id=talk.id,
        point_id=point.id if point else None,
        kind=kind,
        member_id=key.public.member_id,
        key_number=key.public.number,
        # A step is signed at the moment at which it says that it was.
        signed_at=(talk.sealed_at if kind == "read" else None) or session.timestamp,
        head=read_head(session.store).hash,
        signature="",
    )
    what = describe_signed(session.store, talk, unsigned, point)
    return change.insert(unsigned.model_copy(update={"signature": key.sign(STATEMENTS[kind], what)}))


def describe_signed(
    store: ReadsRows, talk: Conversation, signature: Signature, point: Point | None = None
) -> dict[str, Any]:
    """Return what a signature is over, from the rows as they are now: a value for JSON.

    Of the signatures on the step before, it is over those that are older than itself.
    """
    values = talk.model_dump(mode="json")
    before = store.read(
        Signature,
        "conversation_id = ? AND (id < ? OR ? = 0)",
        (talk.follows_id or 0, signature.id, signature.id),
    )
    return {
        # When it was read and by what seal is added after the leader has signed.
        "talk": {name: values[name] for name in SIGNED_COLUMNS if name != "sealed_at"},
        "points": describe_points(store, talk, signature.signed_at),
        "answer": describe_point(point) if point else None,
        "before": [earlier.signature for earlier in before],
        "at": signature.signed_at,
        "head": signature.head,
    }


def list_signatures(session: Session, talk: Conversation, *kinds: SignatureKind) -> list[Signature]:
    """Return the signatures on a conversation that the viewer may see, in the order in which they were made. Raises
    `HuddleError` where another program has written one that no Huddle makes."""
    rows = session.all(Signature, "conversation_id = ?", (talk.id,))
    if not all(row.member_id in (talk.from_id, talk.to_id) and _is_moment(row.signed_at) for row in rows):
        raise HuddleError(CHANGED_OUTSIDE)
    return [row for row in rows if not kinds or row.kind in kinds]


def was_added_later(point: Point, signatures: Iterable[Signature]) -> bool:
    """Return whether a point was written after the leader signed its step, so that it is in no signature of theirs."""
    return any(signature.kind == "taken" and point.written_at > signature.signed_at for signature in signatures)


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
