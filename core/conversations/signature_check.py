"""Checks the signatures in a file: it names steps, and nobody, because everybody may check a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from core.access.session import Session
from core.conversations.seals import ReadsRows, VisibleRows, day_in_file, find_erased, parse_conversation
from core.conversations.signatures import STATEMENTS, describe_signed
from core.keys.proofs import proves_itself, read_vouching
from core.models import Conversation, Point, Row, Signature, StoredKey
from core.values.erased_words import ERASED

if TYPE_CHECKING:
    from core.keys.member_key import PublicKey

R = TypeVar("R", bound=Row)

_SIGNERS = {"taken": "the leader", "read": "the reader", "answered": "the author of the answer"}


def verify_signatures(session: Session, talks: Iterable[Conversation]) -> Mapping[int, bool]:
    """Return whether each signature on these conversations holds, by its id; see `SignedFile.holds`. Of erased ones
    none is there: what was signed is gone.

    It imports cryptography: not for the event loop.
    """
    signed = SignedFile(VisibleRows(session))
    return {
        found.id: signed.holds(found)
        for talk in talks
        if talk.text != ERASED
        for found in session.all(Signature, "conversation_id = ?", (talk.id,))
    }


class SignedFile:
    """The keys and signatures of a file."""

    def __init__(self, file: ReadsRows) -> None:
        self.file = file

    @cached_property
    def team(self) -> str:
        """The team's unique id."""
        return str(self.file.query("SELECT uid FROM team_uid")[0]["uid"])

    @cached_property
    def keys(self) -> dict[tuple[int, int], StoredKey]:
        """The keys that were ever made, by member and number."""
        return {(key.member_id, key.number): key for key in _read(self.file, StoredKey)}

    @cached_property
    def signatures(self) -> list[Signature]:
        """The signatures that are stored, in the order in which they were made."""
        return _read(self.file, Signature)

    def public_key(self, member_id: int, number: int) -> PublicKey | None:
        """Return a key to verify with; None where there is none, or where it is no key."""
        from core.keys.member_key import PublicKey

        key = self.keys.get((member_id, number))
        try:
            return PublicKey.from_stored(self.team, member_id, number, key.sign, key.seal) if key else None
        except ValueError:
            return None

    def holds(self, signature: Signature) -> bool:
        """Return whether a signature is that of whom the step is about or who took it, over the step as it is now."""
        try:
            talk = self.file.get(Conversation, signature.conversation_id)
            point = self.file.get(Point, signature.point_id) if signature.point_id else None
            if talk is None or not _is_signers(signature, talk, point):
                return False
            what = describe_signed(self.file, talk, signature, point)
        except ValueError:  # pydantic's own: a row that no Huddle wrote
            return False
        stored = self.keys.get((signature.member_id, signature.key_number))
        if stored is not None and stored.ended_at is not None and signature.signed_at > stored.ended_at:
            return False  # the key had ended: somebody else had a copy of it
        key = self.public_key(signature.member_id, signature.key_number)
        return key is not None and key.verifies(signature.signature, STATEMENTS[signature.kind], what)

    def proves_itself(self, key: StoredKey) -> bool:
        """Return whether a key was signed by itself: who stored it had all of it."""
        public = self.public_key(key.member_id, key.number)
        return public is not None and proves_itself(public, key.proof)

    def is_vouched_for(self, key: StoredKey) -> bool:
        """Return whether a key is a member's first, or was signed by the one before."""
        if key.number == 1:
            return True
        public, before = (self.public_key(key.member_id, number) for number in (key.number, key.number - 1))
        return public is not None and read_vouching(public, before, key.proof) == "holds"


def _is_signers(signature: Signature, talk: Conversation, point: Point | None) -> bool:
    """Return whether the signature is of the kind, and the member, that belong to this step."""
    signer = talk.from_id if signature.kind == "taken" else talk.to_id
    if signature.member_id != signer or talk.kind != "step":
        return False
    if signature.kind == "answered":
        return point is not None and point.conversation_id == talk.id and point.by_id == signer
    return point is None and (signature.kind == "taken" or talk.sealed_at == signature.signed_at)


def _read(file: ReadsRows, model: type[R]) -> list[R]:
    """Return the rows of a table that are valid for `model`. The comparison of rows and journal reports the others."""
    rows = []
    for row in file.query(f'SELECT * FROM "{model.table}" ORDER BY id'):
        with suppress(ValueError):  # pydantic's own
            rows.append(model.model_validate(row))
    return rows


# -- what is wrong


def find_broken_signatures(file: ReadsRows) -> Iterator[str]:
    """Yield a sentence for each signature that does not hold, or is gone, and for each key that does not prove
    itself."""
    signed = SignedFile(file)
    for key in signed.keys.values():
        if not signed.proves_itself(key):
            yield f"Key {key.number} of member row {key.member_id} is invalid: someone changed it."
    known = _known_heads(file, {signature.head for signature in signed.signatures})
    erased = find_erased(file)
    for signature in signed.signatures:
        if signature.conversation_id in erased:
            continue
        name, day = _name(file, signature.conversation_id), day_in_file(file, signature.signed_at)
        if not signed.holds(signature):
            who = _SIGNERS[signature.kind]
            yield f"{name} is not as {who} signed it on {day}: someone changed it or the signature."
        elif signature.head not in known:
            yield f"{name} was signed on {day} with another journal: someone rewrote the journal."
    yield from _gone(file, signed.signatures)


def _known_heads(file: ReadsRows, heads: set[str]) -> set[str]:
    """Return which of these hashes are in the chain over the journal."""
    rows = file.query(
        "SELECT lower(hex(hash)) AS hash FROM chain WHERE lower(hex(hash)) IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(heads)),),
    )
    return {row["hash"] for row in rows}


def _gone(file: ReadsRows, stored: list[Signature]) -> Iterator[str]:
    """Yield the signatures that the journal has, or that a step speaks of, and that are not there."""
    ids = {signature.id for signature in stored}
    told: dict[int, int] = {}
    for row in file.query("SELECT row_id, after FROM journal_row WHERE row_table = 'signature' AND after IS NOT NULL"):
        with suppress(ValueError):  # pydantic's own; the comparison of rows and journal reports that row
            told[row["row_id"]] = Signature.model_validate_json(row["after"]).conversation_id
    gone = {talk_id for row_id, talk_id in told.items() if row_id not in ids}
    read = {signature.conversation_id for signature in stored if signature.kind == "read"}
    gone |= {talk.id for talk in _read_since_keys(file) if talk.id not in read}
    for talk_id in sorted(gone):
        yield f"{_name(file, talk_id)} has lost a signature: someone removed it."


def _read_since_keys(file: ReadsRows) -> list[Conversation]:
    """Return the conversations that say that they were read and signed, since members sign with keys."""
    rows = file.query(
        "SELECT DISTINCT row_id FROM journal_row WHERE row_table = 'conversation' AND after LIKE ? "
        "AND ifnull(before, '') NOT LIKE ? AND journal_id > (SELECT min(journal_id) FROM chain)",
        ('%"seal":"%', '%"seal":"%'),
    )
    talks = (_find_talk(file, row["row_id"]) for row in rows)
    return [talk for talk in talks if talk is not None and talk.sealed_at is not None]


def find_notes(file: ReadsRows) -> Iterator[str]:
    """Yield what is no fault, and worth knowing: keys that nobody vouched for, and seals from before there were
    keys."""
    signed = SignedFile(file)
    for key in signed.keys.values():
        if not signed.is_vouched_for(key):
            yield (
                f"Key {key.number} of member row {key.member_id} is not confirmed by the key before it: it was made "
                f"on {day_in_file(file, key.made_at)}, after that one was ended."
            )
    since = {talk.id for talk in _read_since_keys(file)}
    for talk in _read(file, Conversation):
        if talk.sealed_at is not None and talk.id not in since:
            yield f"{_name(file, talk.id)} was signed before keys existed, so only changes show, not who signed."


def _name(file: ReadsRows, talk_id: int) -> str:
    """Return what a sentence begins with: the step by its name, and the row."""
    talk = _find_talk(file, talk_id)
    step = f" “{talk.step}”" if talk is not None and talk.step else ""
    return f"The step{step} (row {talk_id} of conversation)"


def _find_talk(file: ReadsRows, talk_id: int) -> Conversation | None:
    """Return a conversation as it is, or where it is gone as the journal last had it; None when neither can be read."""
    rows = file.query("SELECT * FROM conversation WHERE id = ?", (talk_id,))
    if not rows:
        last = "SELECT after FROM journal_row WHERE row_table = 'conversation' AND row_id = ? AND after IS NOT NULL"
        rows = file.query(f"{last} ORDER BY id DESC LIMIT 1", (talk_id,))
        return parse_conversation(rows[0]["after"]) if rows else None
    return parse_conversation(rows[0])
