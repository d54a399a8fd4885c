"""What a guest may change. A guest has named a member, and nothing shows that they are that member.

In a meeting they state cards, vote, say that they are ready and give a pulse. With `--as` they may also enter an amount
and commit, because the journal keeps the login that did it.
"""

from __future__ import annotations

import json

from core import models
from core.access.actors import AS
from core.access.viewer import Viewer
from core.access.visibility import read_exempt
from core.errors import HuddleError
from data.store import Store

GUEST_CHANGES = frozenset(
    ("card.stated", "card.taken_back", "vote.cast", "ready.said", "ready.taken_back", "pulse.given")
) | {"goalcheck.answered"}
BY_LOGIN_CHANGES = frozenset(("entry.logged", "commitment.taken_on"))
_UNDOABLE = {"card.stated", "card.taken_back"} | BY_LOGIN_CHANGES

GUEST_TABLES = frozenset(("card", "ready", "attendance", "pulse", "entry", "commitment"))
"""The tables in which those changes make rows that the journal keeps; each row has its `member_id`."""


def may_change(viewer: Viewer, what: str) -> bool:
    """Return whether a guest may make a change of that name, at all."""
    done = what.removesuffix(".undone")
    if done in BY_LOGIN_CHANGES and not (viewer.known.via or "").startswith(AS):
        return False
    return done in GUEST_CHANGES | BY_LOGIN_CHANGES and (done == what or done in _UNDOABLE)


def require_guests(viewer: Viewer, store: Store, me: models.Member, what: str) -> None:
    """Raise `HuddleError`, saying how to become more than a guest, unless a guest may make that change. For use inside
    it."""
    if not may_change(viewer, what):
        raise HuddleError(describe_guest(store, me))


def describe_guest(store: Store, me: models.Member) -> str:
    """Return what somebody may do who is known as this member by name alone, and how they become more."""
    login = _read_login(store, me.id)
    if login is not None:
        how = f"To do more, log in as {login}."
    elif me.role == "leader":
        how = (
            f"To do more, the file's owner runs: chmod go= '{store.path}', and then sets your login "
            f"with: huddle member edit '{me.name}' --login LOGIN"
        )
    else:
        how = f"To do more, ask the leader to set your login: huddle member edit '{me.name}' --login LOGIN"
    return f"You are a guest here, as {me.name}: you can add cards, vote, log and commit. {how}"


def require_own_rows(viewer: Viewer, store: Store, entry: models.JournalEntry) -> None:
    """Raise `HuddleError` when the entry has a row that is not the guest's own. For use inside the change."""
    rows = store.query("SELECT row_table, before, after FROM journal_row WHERE journal_id = ?", (entry.id,))
    for row in rows:
        states = [json.loads(text) for text in (row["before"], row["after"]) if text is not None]
        own = all(state.get("member_id") == viewer.member_id for state in states)
        if row["row_table"] not in GUEST_TABLES or not own:
            raise HuddleError("Guests can only add their own. Ask the member, the host or the leader.")


def _read_login(store: Store, member_id: int) -> str | None:
    return next((member.login for member in read_exempt(store, models.Member, "members", "id = ?", (member_id,))), None)
