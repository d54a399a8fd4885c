"""Open a session on a team's file: as a member, or as the room."""

from __future__ import annotations

from pathlib import Path

from core.access.data_home import protect_data_home
from core.access.session import Session
from core.access.visibility import read_exempt
from core.errors import HuddleError
from core.models import Member
from core.team import workdays
from core.team.members import match_member
from core.values.clock import Clock, system_clock
from core.values.text import clean
from data.store import Store


def open_session(
    path: Path, member_name: str | None = None, login: str | None = None, *, clock: Clock = system_clock
) -> Session:
    """Open the team file at `path` for the member that `resolve_session` finds. Close it with
    `session.store.close()`."""
    closed = protect_data_home()
    store = Store(path)
    try:
        session = resolve_session(store, clock, member_name, login)
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


def resolve_session(store: Store, clock: Clock, member_name: str | None, login: str | None) -> Session:
    """Return the session of the acting member: the one named `member_name`, else the one with this `login`, else the
    only one.

    Raises `HuddleError`, with the names to choose from, when that is ambiguous.
    """
    everybody = read_exempt(store, Member, "members")
    present = [person for person in everybody if person.left_on is None]
    if not present:
        raise HuddleError(f"{store.path} has no team in it yet. Make one with: huddle init NAME --db {store.path}")
    if member_name is not None and member_name.strip():
        return Session.for_member(store, _match_present(present, everybody, member_name), clock)
    matches = [person for person in present if login and person.login and person.login.casefold() == login.casefold()]
    if len(matches) == 1:
        return Session.for_member(store, matches[0], clock)
    if len(present) == 1:
        return Session.for_member(store, present[0], clock)
    names = ", ".join(person.name for person in present)
    raise HuddleError(f"Who are you? Say it with --as NAME, or once and for all in HUDDLE_AS. Here are: {names}.")


def _match_present(present: list[Member], everybody: list[Member], who: str) -> Member:
    """Return the member on the team whom `who` names. Raises `HuddleError` when nobody is, or when they have left."""
    wanted = clean(who).casefold()
    for person in everybody:
        if person.left_on is not None and person.name.casefold() == wanted:
            raise HuddleError(f"{person.name} left the team on {person.left_on}. Say who you are with --as NAME.")
    return match_member(present, who)
