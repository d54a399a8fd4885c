"""Keys for tests that are not about keys: every session of a member has one, and a test can open what all have sealed.

They are made from the member's id and the number of the key, so that all sessions of a member have the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from core.access.key_ring import KeyRing
from core.access.sealed_rows import SEALED_COLUMNS, place_of
from core.access.session import Session
from core.access.viewer import TRUSTED_CALLER, Known
from core.keys.member_key import MemberKey
from core.keys.sealed_text import is_sealed, read_sealed
from core.values.clock import Clock, system_clock
from data.models import Member
from data.store import Store


@cache
def key_of(uid: str, member_id: int, number: int = 1) -> MemberKey:
    """The key of a member in the team with this id."""
    return MemberKey(uid, member_id, number, hashlib.sha256(f"{member_id} {number}".encode()).digest())


def team_uid(store: Store) -> str:
    return str(store.query("SELECT uid FROM team_uid")[0]["uid"])


class KeyForTests(KeyRing):
    """Unlocked when it is first used. That says nothing about who the member is."""

    def __init__(self, store: Store, member_id: int) -> None:
        super().__init__()
        self._store = store
        self._member_id = member_id

    @property
    def all_keys(self) -> tuple[MemberKey, ...]:
        return super().all_keys or (key_of(team_uid(self._store), self._member_id),)


def unlock_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gives each session of a member their key from now on; a key that is made is that one too."""
    for_member = Session.for_member.__func__  # type: ignore[attr-defined]

    def for_member_unlocked(
        cls: type[Session], store: Store, member: Member, clock: Clock = system_clock, *, known: Known = TRUSTED_CALLER
    ) -> Session:
        session: Session = for_member(cls, store, member, clock, known=known)
        if known.level != "guest":
            session.viewer = replace(session.viewer, keys=KeyForTests(store, member.id))
        return session

    def make(_cls: type[MemberKey], team: str, member_id: int, number: int = 1) -> MemberKey:
        return key_of(team, member_id, number)

    monkeypatch.setattr(Session, "for_member", classmethod(for_member_unlocked))
    monkeypatch.setattr(MemberKey, "make", classmethod(make))


def open_values(uid: str, table: str, row_id: int, values: dict[str, Any]) -> dict[str, Any]:
    """A row as stored, with all that somebody has sealed in it opened."""
    opened = {}
    for column in SEALED_COLUMNS.get(table, ()):
        if is_sealed(text := values.get(column)):
            ((member_id, number),), _ = read_sealed(text)
            opened[column] = key_of(uid, member_id, number).open(text, place_of(table, row_id, column))
    return values | opened if opened else values
