"""Notices when a team is opened, each once a computer: the file, the clock, and who acts as whom."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta

from core.access.file_access import warn_of_everybody
from core.access.guests import describe_guest
from core.access.session import Session
from core.team.identity_notices import list_identity_notices
from core.team.passphrases import has_unsealed_words
from core.values.clock import parse_timestamp
from data.file_modes import make_private_folder, private_opener
from data.file_system import syncing_program
from data.home import data_home

CLOCK_TOLERANCE = timedelta(minutes=5)
"""By how much this computer's clock may run behind the last change: two good clocks differ by seconds."""


def tell_once(session: Session, env: Mapping[str, str] | None = None) -> list[str]:
    """Return the notices about the session's team that have not been returned on this computer before."""
    new = [notice for key, notice in _notices(session) if _is_new(session, key, env)]
    return [notice if isinstance(notice, str) else notice() for notice in new]


def _notices(session: Session) -> Iterator[tuple[str, str | Callable[[], str]]]:
    """Yield each notice, or what makes its sentence, with a key: what has the same key is the same notice."""
    path = session.store.path
    program = syncing_program(path)
    if program is not None:
        yield (
            f"synced {program}",
            f"{path} is in a folder that {program} syncs to other computers. Syncing while Huddle writes can "
            "damage the file. Keep it elsewhere, and put copies there with: huddle backup FILE",
        )
    if session.closed_files:
        names = ", ".join(file.name for file in session.closed_files)
        yield (
            f"closed {names}",
            f"{session.closed_files[0].parent} is now private. Until now, other users of this computer could open "
            f"{names} in it. To share a team with them, use another folder: "
            f"huddle init NAME --shared GROUP --db /srv/team/{session.closed_files[0].name}",
        )
    yield from list_identity_notices(session)
    if session.viewer.is_guest:
        yield f"guest {session.viewer.member_id}", describe_guest(session.store, session.me)
    if has_unsealed_words(session):
        yield (
            f"unsealed {session.viewer.member_id}",
            "Your private texts are not sealed yet: anyone with the file can read them. To seal them, choose a "
            "passphrase: huddle passphrase",
        )
    everybody = warn_of_everybody(path)
    if everybody is not None:
        yield "everybody", everybody
    rows = session.store.query("SELECT at FROM journal ORDER BY id DESC LIMIT 1")
    last = parse_timestamp(str(rows[0]["at"]), session.now) if rows else session.now
    if session.now < last - CLOCK_TOLERANCE:
        yield (
            f"clock {last.date()}",
            f"This computer's clock says {session.now:%Y-%m-%d %H:%M}, but the last change in {path} was made at "
            f"{last:%Y-%m-%d %H:%M}. If this clock is wrong, correct it, or your entries get the wrong day.",
        )


def _is_new(session: Session, key: str, env: Mapping[str, str] | None) -> bool:
    """Return whether the notice was not given before, and remember that it is given now.

    Where that cannot be remembered, it is given again.
    """
    file = session.store.path.absolute().resolve()
    digest = hashlib.sha256(os.fsencode(file) + key.encode()).hexdigest()[:16]
    folder = data_home(env) / "told"
    with suppress(OSError):
        make_private_folder(folder)
        try:
            open(folder / digest, "x", opener=private_opener).close()
        except FileExistsError:
            return False
    return True
