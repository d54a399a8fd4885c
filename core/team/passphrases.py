"""A member's passphrase, and the key that it unlocks: to sign with, and to open what only they can open.

The file holds the key locked with the passphrase. Nobody can read either; a passphrase that is lost is lost with all
that was sealed, unless the member has printed their recovery sheet. See `core.keys` for what is stored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from core import models
from core.access.key_ring import KeyNeeded
from core.access.session import Session
from core.errors import Conflict, HuddleError
from core.keys import key_box
from core.keys.key_box import MIN_LENGTH, WrongPassphrase
from core.keys.words import root_to_words, words_to_root
from data.change import Change

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
    "require_endable_key",
    "set_passphrase",
    "unlock",
]

CHANGED_ELSEWHERE = "Your passphrase was just changed elsewhere. Type the new one."


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
    return {lock.member_id for lock in session.all_exempt(models.MemberLock, "locks")}


def list_keys(session: Session, member_id: int) -> list[models.StoredKey]:
    """Return all keys that a member has had, the first one first."""
    return session.all(models.StoredKey, "member_id = ?", (member_id,), order="number")


def read_public_key(session: Session, stored: models.StoredKey) -> PublicKey:
    """Return a stored key as one that verifies signatures."""
    from core.keys.member_key import PublicKey

    try:
        return PublicKey.from_stored(team_uid(session), stored.member_id, stored.number, stored.sign, stored.seal)
    except ValueError as error:
        raise HuddleError(f"Another program changed key {stored.number} in this file. See: huddle check") from error


def team_uid(session: Session) -> str:
    """Return the id that tells this team from all others, also after it was renamed or copied. Raises `HuddleError`
    when another program has changed it: it is in every signature, and in the names of this user's own files."""
    uids = [str(row["uid"]) for row in session.query("SELECT uid FROM team_uid")]
    if len(uids) != 1 or not re.fullmatch("[0-9a-f]{32}", uids[0]):
        raise HuddleError("The team's id in this file is damaged, so keys can't be used. See: huddle check")
    return uids[0]


# -- unlocking


def unlock(session: Session, passphrase: str) -> None:
    """Unlock the acting member's key until the session ends. It takes half a second: not for the event loop.

    A passphrase from before there were keys gets its key now, which seals old words. Raises `WrongPassphrase`,
    and `HuddleError` when the member has none.
    """
    lock = _find_lock(session, session.me.id)
    if lock is None:
        raise HuddleError("You have no passphrase yet. Choose one first.", action="passphrase")
    if key_box.is_old_hash(lock.box):
        if not key_box.matches_old_hash(lock.box, passphrase):
            raise WrongPassphrase
        _store_new_key(session, passphrase)
        return
    current = _current_key(session)
    newest, older = key_box.unlock(lock.box, passphrase, read_public_key(session, current).to_bytes())
    session.viewer.keys.unlock(_keys_of(session, {**older, current.number: newest}))


def recover(session: Session, words: str, passphrase: str) -> None:
    """Take the acting member's key from the words of their recovery sheet, and lock it with a new passphrase.

    The sheet of an earlier key, which has ended, opens what was sealed with that; the newest key must be unlocked then.
    Raises `HuddleError` when the words are those of no key of the member, and `KeyNeeded`.
    """
    key_box.require_good(passphrase)
    root = words_to_root(words)
    lock = _find_lock(session, session.me.id)
    number = _find_number(session, root)
    current = _current_key(session)
    if number != current.number:
        roots = session.viewer.keys.roots
        if current.number not in roots:
            raise KeyNeeded("These words belong to an earlier key. Type your passphrase too.")
        roots[number] = root
    else:
        roots = {**_read_older(lock, root, read_public_key(session, current)), number: root}
        # First: whoever has the words is the member, also where the login is not theirs.
        session.viewer.keys.unlock(_keys_of(session, roots))
    _store_lock(session, "passphrase.recovered", roots, passphrase, lock)
    session.viewer.keys.unlock(_keys_of(session, roots))


def recovery_words(session: Session) -> str:
    """Return the acting member's key in 24 words, for a sheet to print. Raises `KeyNeeded` while it is locked."""
    return root_to_words(session.viewer.keys.newest.root)


# -- setting and changing


def set_passphrase(session: Session, new: str, old: str | None = None) -> None:
    """Choose the acting member's first passphrase, which makes their key, or change `old` to `new`.

    What they wrote before for themselves alone is sealed with it. It takes half a second, twice with an old one. Raises
    `HuddleError` when the new one is too short, and when `old` is not the current one.
    """
    key_box.require_good(new)
    if has_passphrase(session):
        change_passphrase(session, old or "", new)
        return
    if any(stored.ended_at is None for stored in list_keys(session, session.me.id)):
        raise HuddleError(
            "Another program removed the lock of your key. Recover the key from your recovery sheet.",
            action="passphrase.recover",
        )
    _store_new_key(session, new)


def change_passphrase(session: Session, old: str, new: str) -> None:
    """Lock the same key with another passphrase. Copies of the file from before still open with the old one."""
    key_box.require_good(new)
    unlock(session, old)
    lock = _find_lock(session, session.me.id)
    _store_lock(session, "passphrase.set", session.viewer.keys.roots, new, lock)


def make_new_key(session: Session, passphrase: str) -> None:
    """Give the acting member a new key, vouched for by the one before: for when that may be known to somebody.

    What was sealed before opens as it did. Raises `WrongPassphrase`.
    """
    unlock(session, passphrase)
    _store_new_key(session, passphrase, vouches=True)


def require_endable_key(session: Session, member: models.Member) -> models.MemberLock:
    """Return a member's locked key, which a leader may end.

    Raises `HuddleError` unless a leader acts, and when the member has no passphrase.
    """
    if not session.viewer.is_leader:
        raise HuddleError("Only the leader can end a member's key. Change yours with: huddle passphrase")
    lock = _find_lock(session, member.id)
    if lock is None:
        raise HuddleError(f"{member.name} has no passphrase.")
    return lock


def end_key(session: Session, member: models.Member) -> None:
    """End a member's key, as a leader, because they have lost their passphrase. Nothing is opened by it: what was
    sealed stays sealed. The member chooses a new passphrase; their new key is not vouched for by the old one.

    Raises `HuddleError` unless a leader acts, and when the member has no passphrase.
    """
    with session.change("key.ended") as change:
        change.delete(require_endable_key(session, member))
        for stored in list_keys(session, member.id):
            if stored.ended_at is None:
                change.update(stored, ended_at=session.timestamp)
        change.write_entry()


def _store_new_key(session: Session, passphrase: str, *, vouches: bool = False) -> None:
    """Make a key and store both halves of it, for which the newest unlocked key of the member `vouches`. Their unlocked
    keys stay in the new box, also where they have ended: what was sealed with them opens still."""
    from core.access.old_words import seal_old_words
    from core.keys.member_key import MemberKey

    me, lock, before = session.me, _find_lock(session, session.me.id), session.viewer.keys.all_keys
    number = 1 + max((stored.number for stored in list_keys(session, me.id)), default=0)
    key = MemberKey.make(team_uid(session), me.id, number)
    sign, seal = key.public.sign.hex(), key.public.seal.hex()
    what = {"sign": sign, "seal": seal}
    proof = {"own": key.sign("key", what)}
    if vouches:
        proof["before"] = before[-1].sign("key.next", what | {"number": number})
    box = key_box.lock({**session.viewer.keys.roots, number: key.root}, passphrase, key.public.to_bytes())
    try:
        with session.change("key.made") as change:
            stored_keys = list_keys(session, me.id)
            if any(stored.number >= number for stored in stored_keys):
                raise Conflict("You just chose a passphrase elsewhere. Type that one.")
            for stored in stored_keys:
                if stored.ended_at is None:
                    change.update(stored, ended_at=session.timestamp)
            made = models.StoredKey(
                member_id=me.id, number=number, sign=sign, seal=seal, proof=json.dumps(proof), made_at=session.timestamp
            )
            change.insert(made)
            _write_lock(session, change, box, lock)
            replaces_hash = lock is not None and key_box.is_old_hash(lock.box)
            seal_old_words(change, session.store, key, replaces_hash=replaces_hash)
            # Before the commit: the screens of this session read again once it is told to them.
            session.viewer.keys.unlock([*before, key])
    except BaseException:
        session.viewer.keys.unlock(before)  # the key is in no file
        raise


def _store_lock(
    session: Session, what: str, roots: Mapping[int, bytes], passphrase: str, before: models.MemberLock | None
) -> None:
    current = _current_key(session)
    box = key_box.lock(roots, passphrase, read_public_key(session, current).to_bytes())
    with session.change(what) as change:
        if _current_key(session) != current:
            raise Conflict(CHANGED_ELSEWHERE)
        _write_lock(session, change, box, before)
        change.write_entry()


def _write_lock(session: Session, change: Change, box: str, before: models.MemberLock | None) -> None:
    """Store the acting member's locked key in place of the one `before`, in a change that is open. Raises `Conflict`
    when another has taken that place: what was chosen there must not be lost without a word."""
    lock = _find_lock(session, session.me.id)
    if lock != before:
        raise Conflict(CHANGED_ELSEWHERE)
    if lock is None:
        change.insert(models.MemberLock(member_id=session.me.id, box=box))
    else:
        change.update(lock, box=box)


def _current_key(session: Session) -> models.StoredKey:
    """Return the acting member's key that has not ended. Raises `HuddleError` when there is none."""
    current = [stored for stored in list_keys(session, session.me.id) if stored.ended_at is None]
    if not current:
        raise HuddleError("You have no key in this file. Choose a passphrase first.", action="passphrase")
    return current[-1]


def _keys_of(session: Session, roots: Mapping[int, bytes]) -> list[MemberKey]:
    """Return the acting member's keys with these roots, given by number: the oldest key first."""
    from core.keys.member_key import MemberKey

    uid, member_id = team_uid(session), session.me.id
    return [MemberKey(uid, member_id, number, root) for number, root in sorted(roots.items())]


def _find_number(session: Session, root: bytes) -> int:
    """Return the number of the acting member's key that has this root. Raises `HuddleError` where none has."""
    from core.keys.member_key import MemberKey

    uid = team_uid(session)
    for stored in reversed(list_keys(session, session.me.id)):
        if MemberKey(uid, stored.member_id, stored.number, root).public.sign.hex() == stored.sign:
            return stored.number
    raise HuddleError("These words belong to another key. Use your newest sheet, or choose a new passphrase.")


def _read_older(lock: models.MemberLock | None, newest: bytes, public: PublicKey) -> dict[int, bytes]:
    """Return the roots of earlier keys that the box has; none where another program has changed it, which is what a
    recovery sheet is for."""
    try:
        return key_box.open_older(lock.box, newest, public.to_bytes()) if lock is not None else {}
    except key_box.DamagedBox:
        return {}


def _find_lock(session: Session, member_id: int) -> models.MemberLock | None:
    # Read past the session: no viewer may read this table, and here a passphrase is only tried on it.
    return next(iter(session.all_exempt(models.MemberLock, "locks", "member_id = ?", (member_id,))), None)
