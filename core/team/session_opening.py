"""Open a session on a team's file: as a member, or as the room."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from core.access.actors import AS, BY_KEY, BY_LOGIN
from core.access.data_home import protect_data_home
from core.access.session import Session
from core.access.viewer import Known, Level
from core.access.visibility import visible_tables_of
from core.errors import HuddleError
from core.team import workdays
from core.team.members import match_member
from core.values.clock import Clock, system_clock
from core.values.text import clean
from data.file_modes import is_for_this_user_alone
from data.store import Store

if TYPE_CHECKING:
    from core.models import Role

Ask = Callable[[str], str]
"""Asks somebody at a terminal for a passphrase, with these words, and returns what they type."""

TRIES = 3
"""How often somebody may type a passphrase wrong when they open a team."""


class Opener(NamedTuple):
    """A member who may be the one that opens the file. It is read without the models: nothing is shown before."""

    id: int
    name: str
    role: Role
    login: str | None
    left_on: str | None


def open_session(
    path: Path,
    member_name: str | None = None,
    login: str | None = None,
    *,
    clock: Clock = system_clock,
    ask: Ask | None = None,
    recovers: bool = False,
    usual_name: str | None = None,
) -> Session:
    """Open the team file at `path` for the member that `resolve_session` finds. Close it with
    `session.store.close()`."""
    closed = protect_data_home()
    store = Store(path)
    try:
        session = resolve_session(store, clock, member_name, login, ask, recovers=recovers, usual_name=usual_name)
        session.closed_files = closed
        if store.is_writable:
            workdays.ensure_holidays(session)
        return session
    except BaseException:
        store.close()
        raise


def open_room_session(path: Path, *, clock: Clock = system_clock) -> Session:
    """Open the team file at `path` for the projector."""
    closed = protect_data_home()
    session = Session.for_room(Store(path), clock)
    session.closed_files = closed
    return session


def resolve_session(
    store: Store,
    clock: Clock,
    member_name: str | None,
    login: str | None,
    ask: Ask | None = None,
    *,
    recovers: bool = False,
    usual_name: str | None = None,
) -> Session:
    """Return the session of the acting member: the one named `member_name`, else the one with the `usual_name`, which
    the team need not have, else the one with this `login`, else the only one.

    `login` is that of this process's user. Where it is not the member's, and the member has a passphrase, that is asked
    for; of the others somebody is a guest, unless the file is for this user alone. Who `recovers` a lost
    passphrase is not asked for it, and a guest until they have typed the words of their sheet. Raises `HuddleError`,
    with the names to choose from, when it is ambiguous who is meant, and when the passphrase cannot be asked for or is
    wrong.
    """
    everybody = _read_everybody(store)
    present = [person for person in everybody if person.left_on is None]
    if not present:
        raise HuddleError(f"{store.path} has no team yet. Make one with: huddle init NAME --db {store.path}")
    usual = _match_usual(present, usual_name)
    with_login = [person for person in present if _has_login(person, login)]
    if member_name is not None and member_name.strip():
        member = _match_present(present, everybody, member_name)
    elif usual is not None:
        member = usual
    elif len(with_login) == 1:
        member = with_login[0]
    elif len(present) == 1:
        member = present[0]
    else:
        names = ", ".join(person.name for person in present)
        raise HuddleError(f"Who are you? Use --as NAME, or set HUDDLE_AS. Members: {names}.")
    if _has_login(member, login):
        return Session.for_member(store, member, clock, known=Known("local", BY_LOGIN))
    has_passphrase = _has_passphrase(store, member)
    if has_passphrase and not recovers:
        return _open_with_passphrase(store, clock, member, ask)
    level: Level = "local" if is_for_this_user_alone(store.path) and not has_passphrase else "guest"
    typist = with_login[0].id if with_login else None
    return Session.for_member(store, member, clock, known=Known(level, f"{AS}{login or 'unknown'}", typist))


def _read_everybody(store: Store) -> list[Opener]:
    sql = "SELECT id, name, role, login, left_on FROM exempt_members ORDER BY id"
    return [Opener(**row) for row in store.query(visible_tables_of(store).statement(sql))]


def _has_passphrase(store: Store, member: Opener) -> bool:
    sql = "SELECT 1 FROM exempt_locks WHERE member_id = ?"
    return bool(store.query(visible_tables_of(store).statement(sql), (member.id,)))


def _has_login(member: Opener, login: str | None) -> bool:
    return bool(login and member.login) and str(member.login).casefold() == str(login).casefold()


def _open_with_passphrase(store: Store, clock: Clock, member: Opener, ask: Ask | None) -> Session:
    from core.team.kept_keys import read_kept_keys  # not needed where the login says who acts
    from core.team.passphrases import WrongPassphrase, unlock

    session = Session.for_member(store, member, clock, known=Known("proved", BY_KEY))
    kept = read_kept_keys(session)
    if kept:
        session.viewer.keys.unlock(kept)
        return session
    if ask is None:
        raise HuddleError(_passphrase_needed(member))
    prompt = f"{member.name}'s passphrase: "
    for _ in range(TRIES):
        try:
            unlock(session, ask(prompt))
            return session
        except WrongPassphrase:
            prompt = f"Wrong passphrase. {member.name}'s passphrase: "
    raise HuddleError(f"Wrong passphrase for {member.name}. Nothing was opened.")


def _passphrase_needed(member: Opener) -> str:
    if member.login:
        return (
            f"{member.name} uses the login {member.login}. Log in as {member.login}, or type {member.name}'s "
            "passphrase in a terminal."
        )
    return f"{member.name} has a passphrase. Run this in a terminal to type it."


def _match_usual(present: list[Opener], usual_name: str | None) -> Opener | None:
    """Return the member with the usual name, if there is one here and it is clear who: it is for other teams too."""
    if not usual_name:
        return None
    try:
        return match_member(present, usual_name)
    except HuddleError:
        return None


def _match_present(present: list[Opener], everybody: list[Opener], who: str) -> Opener:
    """Return the member on the team whom `who` names. Raises `HuddleError` when nobody is, or when they have left."""
    wanted = clean(who).casefold()
    for person in everybody:
        if person.left_on is not None and person.name.casefold() == wanted:
            raise HuddleError(f"{person.name} left the team on {person.left_on}. Use --as NAME for another member.")
    return match_member(present, who)
