"""Tells everybody when somebody's login or key has changed: it says who may act as them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from core.access.actors import BY_KEY, BY_LOGIN, name_actor
from core.access.session import Session
from core.errors import HuddleError
from core.keys.proofs import Vouching, read_vouching
from core.models import JournalEntry, Member
from core.team.passphrases import list_keys, read_public_key
from core.values.clock import day_of_timestamp, format_timestamp
from core.values.periods import format_day

TOLD_FOR = timedelta(days=30)
"""For how long a change is told to who starts Huddle on a computer for the first time since."""

_LOGINS = """SELECT journal.id, journal.at, journal.by, what, via, journal.typed_by, row_id AS member_id, login
    FROM exempt_login_changes JOIN journal ON journal.id = journal_id
    WHERE journal.at >= ? AND what NOT LIKE '%.undone' ORDER BY journal.id"""

_KEYS = """SELECT journal.id, journal.at, journal.by, what, via, journal.typed_by, member_id, number, proof
    FROM exempt_additions AS written JOIN visible_member_key AS made ON made.id = row_id
    JOIN journal ON journal.id = journal_id
    WHERE row_table = 'member_key' AND (is_addition OR what = 'key.ended') AND journal.at >= ? ORDER BY journal.id"""


def list_identity_notices(session: Session) -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield each change of a login or a key of the last `TOLD_FOR` that the viewer has not made themselves: a key of
    its own, and what makes a sentence of it, which may verify a signature. Nothing for the room."""
    if session.viewer.member_id is None:
        return
    names = {member.id: member.name for member in session.all(Member)}
    since = format_timestamp(session.now - TOLD_FOR)
    logins: dict[int, list[dict[str, Any]]] = {}
    for row in session.query(_LOGINS, (since,)):
        logins.setdefault(row["id"], []).append(row)
    for journal_id, rows in logins.items():
        if not _is_own_step(session, rows[0]):
            yield f"identity {journal_id}", partial(_describe_logins, session, rows, names)
    for row in session.query(_KEYS, (since,)):
        if not _is_own_step(session, row):
            yield f"identity {row['id']} {row['member_id']}", partial(_describe_key, session, row, names)


def _is_own_step(session: Session, row: dict[str, Any]) -> bool:
    """Return whether the viewer made the change, in this session or in one that was theirs for certain."""
    is_certain = row["via"] in (BY_LOGIN, BY_KEY)
    return row["id"] in session.viewer.memory.steps or (session.viewer.is_member(row["by"]) and is_certain)


def _when_and_who(session: Session, row: dict[str, Any], names: dict[int, str]) -> tuple[str, str]:
    entry = JournalEntry(at=row["at"], what=row["what"], by=row["by"], via=row["via"], typed_by=row["typed_by"])
    return format_day(day_of_timestamp(row["at"], session.now)), name_actor(entry, names) or "someone"


def _describe_logins(session: Session, rows: list[dict[str, Any]], names: dict[int, str]) -> str:
    day, who = _when_and_who(session, rows[0], names)
    own = [row for row in rows if session.viewer.is_member(row["member_id"])]
    if own:
        login = own[0]["login"]
        if login is None:
            return f"{who} removed your login on {day}. You are no longer recognized on this computer."
        return (
            f"{who} set your login to {login} on {day}. If it is not yours, tell "
            "your leader and choose a passphrase: huddle passphrase"
        )
    first, others = rows[0], len(rows) - 1
    whose = names.get(first["member_id"], "Somebody")
    set_to = f"was set to {first['login']}" if first["login"] is not None else "was removed"
    more = f", and {others} more" if others else ""
    return f"{whose}'s login {set_to} by {who} on {day}{more}. If you did not expect this, ask {whose}."


def _describe_key(session: Session, row: dict[str, Any], names: dict[int, str]) -> str:
    day, who = _when_and_who(session, row, names)
    is_own = session.viewer.is_member(row["member_id"])
    whose = "Your" if is_own else f"{names.get(row['member_id'], 'Someone')}'s"
    if row["what"] == "key.ended":
        return f"{whose} passphrase was ended by {who} on {day}. What it sealed stays sealed."
    if row["number"] == 1:
        if is_own:
            return f"{who} chose your passphrase on {day}. If you do not know it, tell your leader."
        return f"{who} chose a passphrase on {day}. Acting as {who} now needs it, or their login."
    ask = "tell your leader" if is_own else f"ask {names.get(row['member_id'], 'them')}"
    vouches = {
        "holds": "confirmed by the key before it.",
        "none": "not confirmed by an earlier key.",
        "broken": f"its confirmation is invalid. If you did not expect this, {ask}, and see: huddle check",
    }[_read_vouching(session, row)]
    return f"{whose} key is new since {day}, made by {who}: {vouches}"


def _read_vouching(session: Session, row: dict[str, Any]) -> Vouching:
    """Return whether the key before vouches for the one in this row, by its signature."""
    try:
        stored = {key.number: key for key in list_keys(session, row["member_id"])}
        before = stored.get(row["number"] - 1)
        return read_vouching(
            read_public_key(session, stored[row["number"]]),
            read_public_key(session, before) if before is not None else None,
            row["proof"],
        )
    except (HuddleError, ValueError):  # pydantic's own too: a key that no Huddle wrote
        return "broken"
