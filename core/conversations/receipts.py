"""Receipts: what a member signed, with their public key and the signature, to keep outside of the team's file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.access.session import Session
from core.conversations.ladder import read_ladder
from core.conversations.seals import ReadsRows, VisibleRows, day_in_file, find_erased
from core.conversations.signature_check import SignedFile
from core.conversations.signatures import CHANGED_OUTSIDE, STATEMENTS, describe_signed, list_signatures
from core.errors import HuddleError
from core.models import Conversation, Member, Point, Signature
from core.team import passphrases
from core.values.erased_words import ERASED

FORM = "huddle receipt 1"


def make_receipts(session: Session, member: Member) -> list[dict[str, Any]]:
    """Return a receipt, a value for JSON, for each signature of the acting member on the steps with `member`.

    Raises `HuddleError` when they have signed nothing there.
    """
    receipts = [
        _make(session, talk, signature)
        for talk in read_ladder(session, member).steps
        if talk.text != ERASED
        for signature in list_signatures(session, talk)
        if session.viewer.is_member(signature.member_id)
    ]
    if not receipts:
        raise HuddleError("You have not signed anything here.", action="ladder.sign")
    return receipts


def format_receipts(receipts: Sequence[Mapping[str, Any]]) -> str:
    """Return receipts as the text of a file, which `read_receipts` reads."""
    return json.dumps(receipts, ensure_ascii=False) + "\n"


def find_changed(session: Session, receipts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a sentence for each of these receipts, just made, whose signature does not hold over the words as they are
    now."""
    for receipt in receipts:
        if not is_genuine(receipt):
            what = receipt["what"]
            yield (
                f"{_name(what, VisibleRows(session))} was changed after you signed it: the words or the signature. "
                "A receipt would prove nothing. See: huddle check"
            )


def _name(what: Mapping[str, Any], file: ReadsRows) -> str:
    step = what["talk"]["step"]
    name = f"The step “{step}”" if step else "The end of the formal steps"
    return f"{name}, signed on {day_in_file(file, what['at'])},"


def _make(session: Session, talk: Conversation, signature: Signature) -> dict[str, Any]:
    keys = passphrases.list_keys(session, signature.member_id)
    key = next((stored for stored in keys if stored.number == signature.key_number), None)
    if key is None:
        raise HuddleError(CHANGED_OUTSIDE)
    point = session.get(Point, signature.point_id)
    return {
        "form": FORM,
        "kind": STATEMENTS[signature.kind],
        "team": passphrases.team_uid(session),
        "member": signature.member_id,
        "key": signature.key_number,
        "what": describe_signed(VisibleRows(session), talk, signature, point),
        "public": {"sign": key.sign, "seal": key.seal},
        "signature": signature.signature,
    }


def read_receipts(text: str) -> list[Mapping[str, Any]]:
    """Return the receipts in a file that `huddle steps receipt` wrote. Raises `HuddleError` when there are none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    receipts = found if isinstance(found, list) else [found]
    if not receipts or not all(map(_is_receipt, receipts)):
        raise HuddleError("This file has no receipt. Choose one made with: huddle steps receipt")
    return receipts


def _is_receipt(value: object) -> bool:
    """Return whether a value from a file has all that a receipt has, each of its kind."""
    match value:
        case {
            "form": form,
            "kind": str(),
            "team": str(),
            "member": int(),
            "key": int(),
            "what": {"at": str(), "talk": {"step": str() | None}},
            "public": {"sign": str(), "seal": str()},
            "signature": str(),
        }:
            return bool(form == FORM)
    return False


def is_genuine(receipt: Mapping[str, Any]) -> bool:
    """Return whether the signature in a receipt holds over what stands in it. It needs no team's file."""
    from core.keys.member_key import PublicKey

    public = receipt["public"]
    try:
        key = PublicKey.from_stored(receipt["team"], receipt["member"], receipt["key"], public["sign"], public["seal"])
    except ValueError:
        return False
    return key.verifies(receipt["signature"], receipt["kind"], receipt["what"])


def find_receipt_problems(file: ReadsRows, receipts: list[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a sentence for each receipt that does not hold, and each of which the file says something else. It names
    the step and nobody."""
    signed = SignedFile(file)
    for receipt in receipts:
        problem = _compare(file, signed, receipt)
        if problem:
            yield problem


def _compare(file: ReadsRows, signed: SignedFile, receipt: Mapping[str, Any]) -> str:
    if not is_genuine(receipt):
        return "A receipt was changed: its signature is invalid."
    what = receipt["what"]
    name = f"The step “{what['talk']['step']}”, signed on {day_in_file(file, what['at'])},"
    if receipt["team"] != signed.team:
        return f"{name} belongs to another team."
    stored = [row for row in signed.signatures if row.signature == receipt["signature"]]
    if stored and stored[0].conversation_id in find_erased(file):
        return f"{name} was erased in this file at a member's request. The receipt still shows it."
    key = signed.keys.get((receipt["member"], receipt["key"]))
    if key is None or (key.sign, key.seal) != (receipt["public"]["sign"], receipt["public"]["seal"]):
        return f"{name} was signed with another key: someone replaced the key in this file."
    if not stored:
        return f"{name} is missing in this file: someone removed it."
    try:
        talk = file.get(Conversation, stored[0].conversation_id)
        point = file.get(Point, stored[0].point_id) if stored[0].point_id else None
        is_same = talk is not None and describe_signed(file, talk, stored[0], point) == what
    except ValueError:  # pydantic's own: a row that no Huddle wrote
        is_same = False
    return "" if is_same else f"{name} differs in this file: someone changed it."
