"""What this computer has seen of each team: the last head of its journal, and the fingerprints of all public keys.

Somebody with a team's file can write all of it anew, so that it agrees with itself. It then disagrees with what other
computers have seen.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from core.conversations.signature_check import SignedFile
from core.errors import HuddleError
from core.values.erased_words import is_former_name
from core.values.text import clean
from data.chain import Head, read_head, verify_chain
from data.checked_file import CheckedFile
from data.file_modes import write_private_file
from data.home import data_home
from data.sqlite import SCHEMA_VERSION, sqlite3

IS_ON_PURPOSE = "If the team restored a backup on purpose, accept it with: huddle check --accept"


CANNOT_COMPARE = "can't be compared with what this computer saw before: another program wrote to it. See: huddle check"

_INCOMPARABLE = (HuddleError, sqlite3.Error, ValueError, TypeError, LookupError)
"""What reading raises where another program has written what no Huddle does."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one team."""

    head: Head
    keys: dict[str, str]
    """Fingerprints by member and number of the key, as `2.1`."""


def look(path: Path | str, env: Mapping[str, str] | None = None) -> list[str]:
    """Compare a team's file with what this computer has seen of it, and return what does not fit, a sentence each.

    What is new since is remembered, unless something does not fit: that is said until it is accepted. It loads the
    cryptography library, and reads what is new in the journal: not for the event loop.
    """
    return _look(Path(path), env, lambda told, is_other: not is_other)


def remember(path: Path | str, env: Mapping[str, str] | None = None) -> None:
    """Remember what is new in a team's file, unless something in it does not fit: `look` reports that the next time."""
    _look(Path(path), env, lambda told, is_other: not told)


def accept(path: Path | str, env: Mapping[str, str] | None = None) -> None:
    """Remember a team's file as it is now: after a restore, which is this user's own act."""
    _look(Path(path), env, lambda told, is_other: True)


def compare(path: Path | str, env: Mapping[str, str] | None = None) -> list[str]:
    """Return what does not fit, as `look` does, and remember nothing."""
    return _look(Path(path), env, lambda told, is_other: False)


def _look(path: Path, env: Mapping[str, str] | None, is_remembered: Callable[[list[str], bool], bool]) -> list[str]:
    try:
        file = CheckedFile(path)
    except (HuddleError, sqlite3.Error):
        return []  # what opens the file reports it
    with closing(file):
        if file.version != SCHEMA_VERSION:
            return []
        seen_at = data_home(env) / "seen_at" / hashlib.sha256(os.fsencode(path.absolute().resolve())).hexdigest()[:32]
        try:
            return _compare(file, seen_at, env, is_remembered)
        except _INCOMPARABLE:
            return [f"{path} {CANNOT_COMPARE}"] if seen_at.exists() else []


def _compare(
    file: CheckedFile, seen_at: Path, env: Mapping[str, str] | None, is_remembered: Callable[[list[str], bool], bool]
) -> list[str]:
    """Return what does not fit, and remember the file if it is to be; `seen_at` keeps which team was where it lies."""
    signed = SignedFile(file)
    uid = f"{int(signed.team, 16):032x}"  # a team's id is a number, and no path
    place, team_before = data_home(env) / "seen" / f"{uid}.json", _read_text(seen_at)
    before = _read(place)
    now = Seen(read_head(file), _fingerprints(signed))
    told, is_other = _differences(file, signed, before, now) if before else ([], False)
    if before is None and place.exists():
        told.append(f"Can't read this computer's record of the team in {place}. A new record starts now.")
    if team_before not in (None, uid):
        told.append(
            f"{file.path} is another team than this computer saw there before. If you "
            "replaced it on purpose, accept it with: huddle check --accept"
        )
        is_other = True
    if (now, uid) != (before, team_before) and is_remembered(told, is_other):
        with suppress(OSError):  # where nothing can be remembered, nothing is compared the next time
            write_private_file(place, json.dumps({"journal": list(now.head), "keys": now.keys}))
            write_private_file(seen_at, uid)
    return told


def _read_text(place: Path) -> str | None:
    try:
        return place.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def _read(place: Path) -> Seen | None:
    try:
        stored = json.loads(_read_text(place) or "")
        journal_id, hash_ = stored["journal"]
        return Seen(Head(int(journal_id), str(hash_)), {str(key): str(value) for key, value in stored["keys"].items()})
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _fingerprints(signed: SignedFile) -> dict[str, str]:
    found = {}
    for member_id, number in signed.keys:
        key = signed.public_key(member_id, number)
        found[f"{member_id}.{number}"] = key.fingerprint if key else "-"
    return found


def _differences(file: CheckedFile, signed: SignedFile, before: Seen, now: Seen) -> tuple[list[str], bool]:
    """Return what does not fit, and whether it is another journal or another key than was seen."""
    told = []
    try:
        is_same = not verify_chain(file, before.head).problems
    except _INCOMPARABLE:
        told.append(f"{file.path} {CANNOT_COMPARE}")
        is_same = True
    if not is_same:
        told.append(
            f"The journal differs from what this computer saw before ({before.head}): someone "
            f"removed or rewrote changes. {IS_ON_PURPOSE}"
        )
    names = {row["id"]: clean(str(row["name"])) for row in file.query("SELECT id, name FROM member")}
    for key, fingerprint in before.keys.items():
        name = names.get(int(key.partition(".")[0]), "a member")
        if key not in now.keys and is_former_name(name):
            continue  # erased with the member, which is in the journal
        if now.keys.get(key) != fingerprint:
            told.append(
                f"The key of {name} differs from what this computer saw before ({fingerprint}): someone "
                f"replaced it. {IS_ON_PURPOSE}"
            )
    is_other = bool(told)
    for (member_id, number), stored in signed.keys.items():
        key = f"{member_id}.{number}"
        if key not in before.keys and not signed.is_vouched_for(stored):
            name = names.get(member_id, "A member")
            told.append(
                f"{name} has a new key ({now.keys[key]}), not confirmed by the key before it. Ask them whether "
                "they chose a new passphrase."
            )
    return told, is_other
