"""A member's passphrase, and the key that it unlocks: to sign with, and to open what only they can open.

The file holds the key locked with the passphrase. Nobody can read either; a passphrase that is lost is lost with all
that was sealed, unless the member has printed their recovery sheet. See `core.keys` for what is stored.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.access.session import Session
from core.errors import Conflict, HuddleError
from core.keys import key_box
from core.keys.key_box import MIN_LENGTH, WrongPassphrase
from core.keys.words import root_to_words, words_to_root
from core.models import Member, MemberLock
from core.models import MemberKey as StoredKey

if TYPE_CHECKING:
    from core.keys.member_key import MemberKey, PublicKey

__all__ = [
    "MIN_LENGTH",
    "WrongPassphrase",
    "change_passphrase",
    "end_key",
    "find_claimed",
    "has_passphrase",
    "has_unsealed_words",
    "list_keys",
    "make_new_key",
    "read_public_key",
    "recover",
    "recovery_words",
    "require_passphrase",
    "set_passphrase",
    "unlock",
]


# -- who has one


def has_passphrase(session: Session) -> bool:
    """Return whether the acting member has a passphrase."""
    return _find_lock(session, session.me.id) is not None


def has_unsealed_words(session: Session) -> bool:
    """Return whether the acting member has written something for themselves alone before they had a key."""
    # The only SQL that looks into sealed columns: whether they begin as a sealed text does.
    rows = session.query(
        "SELECT 1 FROM visible_point WHERE kind = 'note' AND by_id = :me AND substr(text, 1, 1) <> char(31) "
        "UNION ALL SELECT 1 FROM visible_goal WHERE level = 'personal' AND visibility = 'me' AND member_id = :me "
        "AND substr(text, 1, 1) <> char(31) LIMIT 1",
        {"me": session.viewer.private_id},
    )
    return bool(rows)


def find_claimed(session: Session) -> set[int]:
    """Return the ids of the members who have a passphrase, so that nobody may act as them without it."""
    return {lock.member_id for lock in session.all_exempt(MemberLock, "locks")}


def list_keys(session: Session, member_id: int) -> list[StoredKey]:
    """Return all keys that a member has had, the first one first."""
    return session.all(StoredKey, "member_id = ?", (member_id,), order="number")


def read_public_key(session: Session, stored: StoredKey) -> PublicKey:
    """Return a stored key as one that verifies signatures."""
    from core.keys.member_key import PublicKey

    try:
        sign, seal = bytes.fromhex(stored.sign), bytes.fromhex(stored.seal)
    except ValueError as error:
        raise HuddleError(
            f"Key {stored.number} in this file was changed by another program. See: huddle check"
        ) from error
    return PublicKey(team_uid(session), stored.member_id, stored.number, sign, seal)


def team_uid(session: Session) -> str:
    """Return the id that tells this team from all others, also after it was renamed or copied."""
    return str(session.query("SELECT uid FROM team_uid")[0]["uid"])


# -- unlocking


def unlock(session: Session, passphrase: str) -> int:
    """Unlock the acting member's key until the session ends. It takes half a second: not for the event loop.

    A passphrase from before there were keys gets its key now; returns in how many rows old words were sealed by that.
    Raises `WrongPassphrase`, and `HuddleError` when the member has none.
    """
    lock = _find_lock(session, session.me.id)
    if lock is None:
        raise HuddleError("You have no passphrase yet. Choose one first: huddle passphrase")
    if key_box.is_old_hash(lock.box):
        if not key_box.matches_old_hash(lock.box, passphrase):
            raise WrongPassphrase
        return _store_new_key(session, passphrase, [])
    current = _current_key(session)
    roots = key_box.unlock(lock.box, passphrase, read_public_key(session, current).to_bytes())
    session.viewer.keys.unlock(_keys_of(session, current, roots))
    return 0


def require_passphrase(session: Session, passphrase: str) -> None:
    """Raise `HuddleError` unless `passphrase` is the acting member's; it unlocks their key."""
    unlock(session, passphrase)


def recover(session: Session, words: str, passphrase: str) -> None:
    """Take the acting member's key from the words of their recovery sheet, and lock it with a new passphrase.

    Raises `HuddleError` when the words are not those of the key in this file.
    """
    key_box.require_good(passphrase)
    root = words_to_root(words)
    current = _current_key(session)
    lock = _find_lock(session, session.me.id)
    older: list[bytes] = []
    public = read_public_key(session, current)
    if lock is not None and not key_box.is_old_hash(lock.box):
        older = key_box.open_older(lock.box, root, public.to_bytes()) if _is_root_of(root, public) else []
    keys = _keys_of(session, current, [root, *older])
    if not _is_root_of(root, public):
        raise HuddleError("These words belong to another key. Take the newest sheet, or choose a new passphrase.")
    session.viewer.keys.unlock(keys)  # first: whoever has the words is the member, also where the login is not theirs
    _store_lock(session, "passphrase.recovered", [root, *older], passphrase, public)


def recovery_words(session: Session) -> str:
    """Return the acting member's key in 24 words, for a sheet to print. Raises `KeyNeeded` while it is locked."""
    return root_to_words(session.viewer.keys.newest.root)


# -- setting and changing


def set_passphrase(session: Session, new: str, old: str | None = None) -> int:
    """Choose the acting member's first passphrase, which makes their key, or change `old` to `new`.

    What they wrote before for themselves alone is sealed with it; returns in how many rows. It takes half a second,
    twice with an old one. Raises `HuddleError` when the new one is too short, and when `old` is not the current one.
    """
    key_box.require_good(new)
    if has_passphrase(session):
        change_passphrase(session, old or "", new)
        return 0
    return _store_new_key(session, new, [])


def change_passphrase(session: Session, old: str, new: str) -> None:
    """Lock the same key with another passphrase. Copies of the file from before still open with the old one."""
    key_box.require_good(new)
    unlock(session, old)
    keys = session.viewer.keys.all_keys
    _store_lock(session, "passphrase.set", [key.root for key in reversed(keys)], new, keys[-1].public)


def make_new_key(session: Session, passphrase: str) -> None:
    """Give the acting member a new key, vouched for by the one before: for when that may be known to somebody.

    What was sealed before opens as it did. Raises `WrongPassphrase`.
    """
    unlock(session, passphrase)
    _store_new_key(session, passphrase, session.viewer.keys.all_keys)


def end_key(session: Session, member: Member) -> None:
    """End a member's key, as a leader, because they have lost their passphrase. Nothing is opened by it: what was
    sealed stays sealed. The member chooses a new passphrase; their new key is not vouched for by the old one.

    Raises `HuddleError` unless a leader acts, and when the member has no passphrase.
    """
    with session.change("key.ended") as change:
        if not session.viewer.is_leader:
            raise HuddleError("Only the leader may end a member's key. Your own you change with: huddle passphrase")
        lock = _find_lock(session, member.id)
        if lock is None:
            raise HuddleError(f"{member.name} has no passphrase. There is nothing to end.")
        change.delete(lock)
        for stored in list_keys(session, member.id):
            if stored.ended_at is None:
                change.update(stored, ended_at=session.timestamp)
        change.tell()


def _store_new_key(session: Session, passphrase: str, before: Sequence[MemberKey]) -> int:
    """Make a key and store both halves of it; `before` are the member's unlocked keys, the newest of which vouches.
    Return in how many rows old words were sealed."""
    from core.access.old_words import seal_old_words
    from core.keys.member_key import MemberKey

    me = session.me
    number = 1 + max((stored.number for stored in list_keys(session, me.id)), default=0)
    key = MemberKey.make(team_uid(session), me.id, number)
    sign, seal = key.public.sign.hex(), key.public.seal.hex()
    what = {"sign": sign, "seal": seal}
    proof = {"own": key.sign("key", what)}
    if before:
        proof["before"] = before[-1].sign("key.next", what | {"number": number})
    roots = [key.root, *(earlier.root for earlier in reversed(before))]
    box = key_box.lock(roots, passphrase, key.public.to_bytes())
    with session.change("key.made") as change:
        stored_keys = list_keys(session, me.id)
        if any(stored.number >= number for stored in stored_keys):
            raise Conflict("You have chosen a passphrase elsewhere at this moment. Type that one.")
        for stored in stored_keys:
            if stored.ended_at is None:
                change.update(stored, ended_at=session.timestamp)
        made = StoredKey(
            member_id=me.id, number=number, sign=sign, seal=seal, proof=json.dumps(proof), made_at=session.timestamp
        )
        change.insert(made)
        _write_lock(session, me.id, box)
        sealed = seal_old_words(change, session.store, key)
    session.viewer.keys.unlock([*before, key])
    return sealed


def _store_lock(session: Session, what: str, roots: list[bytes], passphrase: str, public: PublicKey) -> None:
    box = key_box.lock(roots, passphrase, public.to_bytes())
    with session.change(what) as change:
        if _current_key(session).number != public.number:
            raise Conflict("Your key was changed elsewhere at this moment. Type your newest passphrase.")
        _write_lock(session, session.me.id, box)
        change.tell()


def _write_lock(session: Session, member_id: int, box: str) -> None:
    """Store a member's locked key in place of the one before, in a change that is open."""
    with session.change("key.locked") as change:
        lock = _find_lock(session, member_id)
        if lock is None:
            change.insert(MemberLock(member_id=member_id, box=box))
        else:
            change.update(lock, box=box)


def _current_key(session: Session) -> StoredKey:
    """Return the acting member's key that has not ended. Raises `HuddleError` when there is none."""
    current = [stored for stored in list_keys(session, session.me.id) if stored.ended_at is None]
    if not current:
        raise HuddleError("You have no key in this file. Choose a passphrase first: huddle passphrase")
    return current[-1]


def _keys_of(session: Session, current: StoredKey, roots: Sequence[bytes]) -> list[MemberKey]:
    """Return the keys for these roots, of which the first belongs to `current`: the oldest key first."""
    from core.keys.member_key import MemberKey

    uid = team_uid(session)
    by_sign = {stored.sign: stored for stored in list_keys(session, current.member_id)}
    keys = []
    for root in roots:
        probe = MemberKey(uid, current.member_id, current.number, root)
        stored = by_sign.get(probe.public.sign.hex())
        if stored is not None:
            keys.append(MemberKey(uid, stored.member_id, stored.number, root))
    return list(reversed(keys))


def _is_root_of(root: bytes, public: PublicKey) -> bool:
    from core.keys.member_key import MemberKey

    return MemberKey(public.team, public.member_id, public.number, root).public.sign == public.sign


def _find_lock(session: Session, member_id: int) -> MemberLock | None:
    # Read past the session: no viewer may read this table, and here a passphrase is only tried on it.
    return next(iter(session.all_exempt(MemberLock, "locks", "member_id = ?", (member_id,))), None)
