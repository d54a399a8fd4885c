"""The outbox: what goes out waits in the team's file until the address has taken it, through crashes and dead lines.

Anybody's open Huddle fills it and sends from it, several at once too: a message is put in once by its key, and is
claimed by one sender before it is sent. All this is in nobody's name: it is no change that a person would take back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from core.clock import from_moment, moment
from core.errors import Conflict
from core.messages import payload
from core.models import Outbox, Team, Webhook
from core.news import news, still_stands
from core.posting import Answer, post
from core.session import Session

LEASE = timedelta(minutes=2)
"""How long a sender may have a message; longer than the slowest call takes. Then it crashed, and another sends it."""

PAUSES = (30, 120, 600, 1800, 3600)
"""Seconds until the next try, after each failure; the last one from then on."""

REFUSALS = 3
"""So many tries has a message that the address refuses."""

STALE = timedelta(days=7)
"""What could not be told for so long is no news any more."""

NEVER = "9999-12-31T23:59:59.999Z"
"""When what was given up is tried again."""

_LIVE = "sent_at IS NULL AND webhook_id IN (SELECT id FROM webhook WHERE ended_on IS NULL)"


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of one try."""

    webhook: str
    key: str
    taken: bool
    words: str
    next_try_at: str | None = None
    """When it is tried again; None when it was taken, and when it was given up."""


def is_used(s: Session) -> bool:
    """Whether there is any address at all."""
    return bool(s.store.query("SELECT 1 FROM webhook WHERE ended_on IS NULL LIMIT 1"))


def fill(s: Session, *, early: bool = False) -> int:
    """Puts in what there is to tell and is not in there yet, and returns how much that was."""
    room = Session.of_room(s.store, s.clock)
    found = [
        (hook, message)
        for hook in s.store.read(Webhook, "ended_on IS NULL")
        for message in news(room, hook, _keys(s, hook), early=early)
    ]
    if not found:
        return 0
    count = 0
    with s.store.change("outbox.filled", at=s.moment) as change:
        for hook, message in found:
            # Looked at again, now that nobody else can write: another Huddle may have found the same.
            live = s.store.read(Webhook, "id = ? AND ended_on IS NULL", (hook.id,))
            if live and not s.store.read(Outbox, "webhook_id = ? AND key = ?", (hook.id, message.key)):
                written = payload(live[0].kind, message)
                change.insert(message_row(s, live[0], message.key, written))
                count += 1
    return count


def message_row(s: Session, hook: Webhook, key: str, written: str, *, sent_at: str | None = None) -> Outbox:
    """A row of the outbox that is to be sent at once, or is known to have been."""
    now = s.moment
    return Outbox(webhook_id=hook.id, key=key, payload=written, created_at=now, next_try_at=now, sent_at=sent_at)


def claim(s: Session, passed: set[int]) -> Outbox | None:
    """Takes the message that has been due for longest, for `LEASE`; not of the addresses that are `passed` by."""
    skip = ",".join(str(int(webhook_id)) for webhook_id in passed)
    due = f"{_LIVE} AND next_try_at <= :now AND ifnull(claimed_until, '') <= :now AND webhook_id NOT IN ({skip})"
    if not s.store.query(f"SELECT 1 FROM outbox WHERE {due} LIMIT 1", {"now": s.moment}):
        return None  # without asking for the file's one lock
    with s.store.change("outbox.claimed", at=s.moment) as change:
        rows = s.store.read(Outbox, due, {"now": s.moment}, order="next_try_at, id", limit=1)
        if not rows:
            return None
        return change.update(rows[0], claimed_until=moment(s.now + LEASE), tries=rows[0].tries + 1)


def settle(s: Session, claimed: Outbox, answer: Answer) -> tuple[str, str | None]:
    """Notes what came of a try, and returns it in words, and when the next one is due, if one is."""
    if answer.taken:
        with s.store.change("outbox.sent", at=s.moment) as change:
            change.update(claimed, sent_at=s.moment, claimed_until=None, error=None)
        return answer.words, None
    stale = s.now - from_moment(claimed.created_at, s.now) > STALE
    refused = answer.refused and claimed.tries >= REFUSALS
    given_up = stale or refused
    pause = max(answer.after or 0, PAUSES[min(claimed.tries, len(PAUSES)) - 1])
    at = NEVER if given_up else moment(s.now + timedelta(seconds=pause))
    after = f"{claimed.tries} tries" if refused else f"{STALE.days} days"
    words = f"{answer.words}; given up after {after}" if given_up else answer.words
    with s.store.change("outbox.failed", at=s.moment) as change:
        now = s.store.get(Outbox, claimed.id)
        # Whose lease ran out has no say: another has it by now.
        if now is not None and now.sent_at is None and now.claimed_until == claimed.claimed_until:
            change.update(now, next_try_at=at, claimed_until=None, error=words)
    return words, None if given_up else at


def send(s: Session, *, again: bool = False, stopped: Callable[[], bool] = lambda: False) -> list[Sent]:
    """Sends what is due, each message once, and says what came of it; `again` also what waits for its next try, or was
    given up. An address that cannot be reached is left alone for the rest of this. `stopped` ends it early."""
    if again:
        with s.store.change("outbox.due", at=s.moment) as change:
            for row in s.store.read(Outbox, f"{_LIVE} AND next_try_at > ?", (s.moment,)):
                change.update(row, next_try_at=s.moment)
    for row in s.store.read(Outbox, f"{_LIVE} AND ifnull(claimed_until, '') <= ?", (s.moment,)):
        _withdrawn(s, row)  # due or not: what waits can be read
    found: list[Sent] = []
    passed: set[int] = set()
    while not stopped() and (claimed := claim(s, passed)) is not None:
        hook = s.store.get(Webhook, claimed.webhook_id)
        if hook is None:
            break
        if _withdrawn(s, claimed):
            continue
        answer = post(hook.url, claimed.payload, receipt(s, hook, claimed.key))
        try:
            words, at = settle(s, claimed, answer)
        except Conflict:
            continue  # the address was removed while it was called
        if not answer.reached or answer.after:
            passed.add(hook.id)
        found.append(Sent(hook.name, claimed.key, answer.taken, words, at))
    return found


def _withdrawn(s: Session, row: Outbox) -> bool:
    """Takes the message out if what it tells must not be told any more; whether it did. Should it stand again some
    day, it is found as news again."""
    if still_stands(Session.of_room(s.store, s.clock), row.key):
        return False
    with s.store.change("outbox.withdrawn", at=s.moment) as change:
        now = s.store.get(Outbox, row.id)
        # What another sender has by now is on its way.
        if now is None or now.sent_at is not None or now.claimed_until != row.claimed_until:
            return False
        change.delete(now)
    return True


def receipt(s: Session, hook: Webhook, key: str) -> str:
    """What a receiver knows a message by, whichever process sends it, and from whichever copy of the file."""
    team = s.store.read(Team)[0]
    return hashlib.sha256(f"{team.created_at} {hook.id} {hook.added_at} {key}".encode()).hexdigest()[:32]


def _keys(s: Session, hook: Webhook) -> set[str]:
    return {row["key"] for row in s.store.query("SELECT key FROM outbox WHERE webhook_id = ?", (hook.id,))}
