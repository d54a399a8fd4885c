"""The webhook queue: messages wait in the team's file until the address has accepted them, also across crashes.

Every open Huddle fills the queue and sends from it, several at once too: a message is added once by its key, and
claimed by one sender before it is sent. These changes have no author, because no person may undo them.
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
"""How long a sender may hold a message: longer than the slowest call. After that it has crashed, and another may send.
"""

PAUSES = (30, 120, 600, 1800, 3600)
"""Seconds until the next try, after each failure; the last value applies from then on."""

REFUSALS = 3
"""How many times a message is tried when the address refuses it."""

STALE = timedelta(days=7)
"""After how long an unsent message is given up."""

NEVER = "9999-12-31T23:59:59.999Z"
"""The `next_try_at` of a message that was given up."""

_UNSENT = "sent_at IS NULL AND webhook_id IN (SELECT id FROM webhook WHERE ended_on IS NULL)"
"""SQL condition for unsent messages of current webhooks."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The result of one try."""

    webhook: str
    """The webhook's name."""
    key: str
    """The message's key."""
    taken: bool
    words: str
    next_try_at: str | None = None
    """When it is tried again; None when it was accepted or given up."""


def is_used(session: Session) -> bool:
    """Return whether there is any webhook."""
    return bool(session.store.query("SELECT 1 FROM webhook WHERE ended_on IS NULL LIMIT 1"))


def fill(session: Session, *, early: bool = False) -> int:
    """Add the news that is not in the queue yet, and return how many messages were added."""
    room = Session.of_room(session.store, session.clock)
    messages = [
        (hook, message)
        for hook in session.store.read(Webhook, "ended_on IS NULL")
        for message in news(room, hook, _known_keys(session, hook), early=early)
    ]
    if not messages:
        return 0
    count = 0
    with session.store.change("outbox.filled", at=session.moment) as change:
        for hook, message in messages:
            # Checked again within the write transaction: another Huddle may have added the same message.
            live = session.store.read(Webhook, "id = ? AND ended_on IS NULL", (hook.id,))
            if live and not session.store.read(Outbox, "webhook_id = ? AND key = ?", (hook.id, message.key)):
                body = payload(live[0].kind, message)
                change.insert(message_row(session, live[0], message.key, body))
                count += 1
    return count


def message_row(session: Session, hook: Webhook, key: str, written: str, *, sent_at: str | None = None) -> Outbox:
    """Return a queue row to be sent at once, or, with `sent_at`, one that counts as sent."""
    created_at = session.moment
    return Outbox(
        webhook_id=hook.id, key=key, payload=written, created_at=created_at, next_try_at=created_at, sent_at=sent_at
    )


def claim(session: Session, passed: set[int]) -> Outbox | None:
    """Claim the message that has been due for longest, for `LEASE`, and return it; None when there is none.

    Messages of webhooks whose ids are in `passed` are skipped.
    """
    skip = ",".join(str(int(webhook_id)) for webhook_id in passed)
    due = f"{_UNSENT} AND next_try_at <= :now AND ifnull(claimed_until, '') <= :now AND webhook_id NOT IN ({skip})"
    if not session.store.query(f"SELECT 1 FROM outbox WHERE {due} LIMIT 1", {"now": session.moment}):
        return None  # without taking the write lock
    with session.store.change("outbox.claimed", at=session.moment) as change:
        rows = session.store.read(Outbox, due, {"now": session.moment}, order="next_try_at, id", limit=1)
        if not rows:
            return None
        return change.update(rows[0], claimed_until=moment(session.now + LEASE), tries=rows[0].tries + 1)


def settle(session: Session, claimed: Outbox, answer: Answer) -> tuple[str, str | None]:
    """Store the result of a try; return it as text, and when the next try is due, or None."""
    if answer.taken:
        with session.store.change("outbox.sent", at=session.moment) as change:
            change.update(claimed, sent_at=session.moment, claimed_until=None, error=None)
        return answer.words, None
    stale = session.now - from_moment(claimed.created_at, session.now) > STALE
    refused = answer.refused and claimed.tries >= REFUSALS
    given_up = stale or refused
    pause_seconds = max(answer.after or 0, PAUSES[min(claimed.tries, len(PAUSES)) - 1])
    next_try = NEVER if given_up else moment(session.now + timedelta(seconds=pause_seconds))
    after = f"{claimed.tries} tries" if refused else f"{STALE.days} days"
    words = f"{answer.words}; given up after {after}" if given_up else answer.words
    with session.store.change("outbox.failed", at=session.moment) as change:
        current = session.store.get(Outbox, claimed.id)
        # When the claim expired, another sender has it by now.
        if current is not None and current.sent_at is None and current.claimed_until == claimed.claimed_until:
            change.update(current, next_try_at=next_try, claimed_until=None, error=words)
    return words, None if given_up else next_try


def send(session: Session, *, again: bool = False, stopped: Callable[[], bool] = lambda: False) -> list[Sent]:
    """Send what is due, each message once, and return the results.

    `again` also sends what waits for its next try or was given up. An address that cannot be reached is skipped for the
    rest of the call. `stopped` is polled before each message and ends the call early.
    """
    if again:
        with session.store.change("outbox.due", at=session.moment) as change:
            for row in session.store.read(Outbox, f"{_UNSENT} AND next_try_at > ?", (session.moment,)):
                change.update(row, next_try_at=session.moment)
    for row in session.store.read(Outbox, f"{_UNSENT} AND ifnull(claimed_until, '') <= ?", (session.moment,)):
        _delete_if_untrue(session, row)  # due or not: anybody with the file can read what waits
    results: list[Sent] = []
    passed: set[int] = set()
    while not stopped() and (claimed := claim(session, passed)) is not None:
        hook = session.store.get(Webhook, claimed.webhook_id)
        if hook is None:
            break
        if _delete_if_untrue(session, claimed):
            continue
        result = post(hook.url, claimed.payload, receipt(session, hook, claimed.key))
        try:
            text, next_try = settle(session, claimed, result)
        except Conflict:
            continue  # the address was removed while it was called
        if not result.reached or result.after:
            passed.add(hook.id)
        results.append(Sent(hook.name, claimed.key, result.taken, text, next_try))
    return results


def _delete_if_untrue(session: Session, row: Outbox) -> bool:
    """Delete a message that must not be sent any more, and return whether it was deleted.

    When its news becomes true again, it is found again.
    """
    if still_stands(Session.of_room(session.store, session.clock), row.key):
        return False
    with session.store.change("outbox.withdrawn", at=session.moment) as change:
        current = session.store.get(Outbox, row.id)
        # Another sender has claimed it by now and may be sending it.
        if current is None or current.sent_at is not None or current.claimed_until != row.claimed_until:
            return False
        change.delete(current)
    return True


def receipt(session: Session, hook: Webhook, key: str) -> str:
    """Return the idempotency key of a message: the same from every process and every copy of the file."""
    team = session.store.read(Team)[0]
    return hashlib.sha256(f"{team.created_at} {hook.id} {hook.added_at} {key}".encode()).hexdigest()[:32]


def _known_keys(session: Session, hook: Webhook) -> set[str]:
    return {row["key"] for row in session.store.query("SELECT key FROM outbox WHERE webhook_id = ?", (hook.id,))}
