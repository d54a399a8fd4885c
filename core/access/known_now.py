"""Who a viewer is known as now: what showed that they are a member may have ended since they opened the team."""

from __future__ import annotations

from dataclasses import replace

from core import models
from core.access.actors import AS, BY_KEY, BY_LOGIN
from core.access.viewer import Viewer
from core.access.visibility import read_exempt, read_visible
from core.errors import HuddleError
from data.store import Store

KEY_CHANGED = "Your key was changed. Type your newest passphrase, or choose one."


def require_known(viewer: Viewer, store: Store, me: models.Member) -> None:
    """Raise `HuddleError` when the viewer was named with `--as` and the member has chosen a passphrase since, which the
    viewer has not typed; and when they typed one whose key has ended. For use inside a change, after `as_known_now`."""
    if _was_claimed_since(viewer, store):
        raise HuddleError(f"{me.name} has a passphrase now. Open Huddle again and type it.")
    if _has_lost_key(viewer, store):
        raise HuddleError(
            f"The passphrase you used for {me.name} is no longer valid. Open Huddle again and type the newest."
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
    return bool(read_visible(viewer, store, models.StoredKey, where, (viewer.member_id, key.number, key.sign.hex())))


def _has_lost_key(viewer: Viewer, store: Store) -> bool:
    """Return whether it was the member's key that said who they are, and is locked. A passphrase from before there were
    keys is typed before it gets one."""
    if viewer.known.via != BY_KEY or viewer.keys.is_unlocked:
        return False
    return bool(read_visible(viewer, store, models.StoredKey, "member_id = ?", (viewer.member_id,)))


def _was_claimed_since(viewer: Viewer, store: Store) -> bool:
    if not (viewer.known.via or "").startswith(AS) or viewer.keys.is_unlocked:
        return False
    return bool(read_exempt(store, models.MemberLock, "locks", "member_id = ?", (viewer.member_id,)))
