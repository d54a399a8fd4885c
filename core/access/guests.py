"""What a guest may change. A guest has named a member, and nothing shows that they are that member.

In a meeting they state cards, vote, say that they are ready and give a pulse. With `--as` they may also enter an amount
and commit, because the journal keeps the login that did it.
"""

from __future__ import annotations

import json
from dataclasses import replace

from core.access.actors import AS, BY_KEY, BY_LOGIN
from core.access.viewer import Viewer
from core.access.visibility import read_exempt, read_visible
from core.errors import HuddleError
from core.models import JournalEntry, Member, MemberLock, StoredKey
from data.store import Store

GUEST_CHANGES = frozenset(
    ("card.stated", "card.taken_back", "vote.cast", "ready.said", "ready.taken_back", "pulse.given")
) | {"goalcheck.answered"}
BY_LOGIN_CHANGES = frozenset(("entry.logged", "commitment.taken_on"))
_UNDOABLE = {"card.stated", "card.taken_back"} | BY_LOGIN_CHANGES

GUEST_TABLES = frozenset(("card", "ready", "attendance", "pulse", "entry", "commitment"))
"""The tables in which those changes make rows that the journal keeps; each row has its `member_id`."""


KEY_CHANGED = "Your key was changed meanwhile. Type your newest passphrase, or choose one, with: huddle passphrase"


def may_change(viewer: Viewer, what: str) -> bool:
    """Return whether a guest may make a change of that name, at all."""
    done = what.removesuffix(".undone")
    if done in BY_LOGIN_CHANGES and not (viewer.known.via or "").startswith(AS):
        return False
    return done in GUEST_CHANGES | BY_LOGIN_CHANGES and (done == what or done in _UNDOABLE)


def require_guests(viewer: Viewer, store: Store, me: Member, what: str) -> None:
    """Raise `HuddleError`, saying how to become more than a guest, unless a guest may make that change. For use inside
    it."""
    if not may_change(viewer, what):
        raise HuddleError(describe_guest(store, me))


def describe_guest(store: Store, me: Member) -> str:
    """Return what somebody may do who is known as this member by name alone, and how they become more."""
    login = _read_login(store, me.id)
    if login is not None:
        how = f"Log in as {login} for the rest."
    elif me.role == "leader":
        how = (
            f"For the rest the file's owner makes it theirs alone with chmod go= '{store.path}', then says who you are "
            f"with: huddle member edit '{me.name}' --login LOGIN"
        )
    else:
        how = f"For the rest ask the leader to say who you are, with: huddle member edit '{me.name}' --login LOGIN"
    return f"You are {me.name} by name alone here: so you say cards, vote, log and commit, and no more. {how}"


def require_own_rows(viewer: Viewer, store: Store, entry: JournalEntry) -> None:
    """Raise `HuddleError` when the entry has a row that is not the guest's own. For use inside the change."""
    rows = store.query("SELECT row_table, before, after FROM journal_row WHERE journal_id = ?", (entry.id,))
    for row in rows:
        states = [json.loads(text) for text in (row["before"], row["after"]) if text is not None]
        own = all(state.get("member_id") == viewer.member_id for state in states)
        if row["row_table"] not in GUEST_TABLES or not own:
            raise HuddleError("As a guest you say and enter your own alone. Ask the member, the host or the leader.")


def require_known(viewer: Viewer, store: Store, me: Member) -> None:
    """Raise `HuddleError` when the viewer was named with `--as` and the member has chosen a passphrase since, which the
    viewer has not typed; and when they typed one whose key has ended. For use inside a change, after `as_known_now`."""
    if _was_claimed_since(viewer, store):
        raise HuddleError(f"{me.name} has a passphrase by now. Open Huddle again and type it, or say who you are.")
    if _has_lost_key(viewer, store):
        raise HuddleError(
            f"The passphrase that said that you are {me.name} counts no more: their key was ended, or is a new one. "
            "Open Huddle again and type the newest, or say who you are."
        )


def as_known_now(viewer: Viewer, store: Store) -> Viewer:
    """Return the viewer as they are known by what is stored now; their keys are locked if the newest has ended.

    They are a guest if they were named with `--as` and the member has chosen a passphrase since, which they have not
    typed; and if it was their key that said who they are. Whose login says it stays who they are.
    """
    has_ended = viewer.keys.is_unlocked and not has_current_key(viewer, store)
    if has_ended:
        viewer.keys.lock(KEY_CHANGED)
    if viewer.is_guest or viewer.known.via in (None, BY_LOGIN) or viewer.keys.is_unlocked:
        return viewer
    if has_ended or _has_lost_key(viewer, store) or _was_claimed_since(viewer, store):
        return replace(viewer, known=replace(viewer.known, level="guest"))
    return viewer


def has_current_key(viewer: Viewer, store: Store) -> bool:
    """Return whether the newest unlocked key is the member's key in the file, and has not ended: what an ended key
    seals opens with no key in the file, and what it signs does not hold. Raises `KeyNeeded` while it is locked."""
    key = viewer.keys.newest.public
    where = "member_id = ? AND number = ? AND sign = ? AND ended_at IS NULL"
    return bool(read_visible(viewer, store, StoredKey, where, (viewer.member_id, key.number, key.sign.hex())))


def _has_lost_key(viewer: Viewer, store: Store) -> bool:
    """Return whether it was the member's key that said who they are, and is locked. A passphrase from before there were
    keys is typed before it gets one."""
    if viewer.known.via != BY_KEY or viewer.keys.is_unlocked:
        return False
    return bool(read_visible(viewer, store, StoredKey, "member_id = ?", (viewer.member_id,)))


def _was_claimed_since(viewer: Viewer, store: Store) -> bool:
    if not (viewer.known.via or "").startswith(AS) or viewer.keys.is_unlocked:
        return False
    return bool(read_exempt(store, MemberLock, "locks", "member_id = ?", (viewer.member_id,)))


def _read_login(store: Store, member_id: int) -> str | None:
    return next((member.login for member in read_exempt(store, Member, "members", "id = ?", (member_id,))), None)
