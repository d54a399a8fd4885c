"""A member's key kept unlocked on this computer, where they have asked for it: in their own folder, for this user."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.access.session import Session
from core.errors import HuddleError
from core.team.passphrases import list_keys, team_uid
from data.file_modes import is_own, write_private_file
from data.home import data_home

if TYPE_CHECKING:
    from core.keys.member_key import MemberKey
    from core.models import StoredKey


def keep_unlocked(session: Session) -> None:
    """Keep the acting member's unlocked key on this computer, beside earlier ones that are kept there.

    Raises `KeyNeeded` while it is locked, and `HuddleError` when the folder cannot be written to.
    """
    _ = session.viewer.keys.newest  # it is refused while it is locked
    path = _path(session)
    roots = _read_roots(path) | session.viewer.keys.roots
    try:
        write_private_file(path, json.dumps({number: root.hex() for number, root in roots.items()}))
    except OSError as error:
        raise HuddleError(
            f"Your passphrase can't be kept in {path.parent} ({error.strerror}), so you will be asked for it again. "
            "Check who can write there, or choose another folder in HUDDLE_HOME."
        ) from error


def is_kept(session: Session) -> bool:
    """Return whether the acting member's key is kept unlocked on this computer."""
    return _path(session).is_file()


def forget_kept(session: Session, member_id: int | None = None) -> None:
    """Keep the acting member's key, or that of another member, on this computer no longer."""
    _path(session, member_id).unlink(missing_ok=True)


def read_kept_keys(session: Session) -> Sequence[MemberKey]:
    """Return the acting member's keys that are kept on this computer, the newest last; none where there are none, and
    where the newest is not their key in the team's file any more."""
    try:
        roots = _read_roots(_path(session))
    except HuddleError:  # the team's id is damaged, as is said where a passphrase is typed
        return ()
    stored = {key.number: key for key in list_keys(session, session.viewer.member_id or 0)}
    if not roots or (newest := stored.get(max(roots))) is None or newest.ended_at is not None:
        return ()
    return _matching_keys(session, roots, stored)


def use_kept_keys(session: Session) -> None:
    """Unlock the acting member's key with the one kept on this computer, when it is first needed."""
    session.viewer.keys.load_with(lambda: read_kept_keys(session))


def _read_roots(path: Path) -> dict[int, bytes]:
    """Return the roots in a file of kept keys, by the numbers of the keys; none where it cannot be read, and where it
    is another user's."""
    try:
        with open(path, encoding="ascii") as file:
            kept = json.load(file) if is_own(os.fstat(file.fileno())) else {}
        return {int(number): bytes.fromhex(root) for number, root in kept.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _matching_keys(session: Session, roots: dict[int, bytes], stored: dict[int, StoredKey]) -> Sequence[MemberKey]:
    from core.keys.member_key import MemberKey

    uid, member_id = team_uid(session), session.viewer.member_id or 0
    try:
        keys = [MemberKey(uid, member_id, number, root) for number, root in sorted(roots.items()) if number in stored]
    except ValueError:  # not 32 bytes: another program wrote it
        return ()
    return keys if all(key.public.sign.hex() == stored[key.public.number].sign for key in keys) else ()


def _path(session: Session, member_id: int | None = None) -> Path:
    return data_home() / "keys" / f"{team_uid(session)}-{member_id or session.viewer.member_id or 0}.json"
