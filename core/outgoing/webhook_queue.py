"""The webhook queue: messages wait in the team's file until the address has accepted them, also across crashes.

Every open Huddle fills the queue and sends from it, several at once too: a message is added once by its key, and
claimed by one sender before it is sent. These changes have no author, because no person may undo them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from core.access.session import Session
from core.access.visibility import read_exempt
from core.errors import Conflict
from core.models import Outbox, Team, Webhook
from core.outgoing.http import PostResult, post_json
from core.outgoing.news import can_still_be_sent, find_news
from core.outgoing.webhook_payloads import format_payload
from core.values.clock import format_timestamp, parse_timestamp
from core.values.text import format_count

CLAIM_TIME = timedelta(minutes=2)
"""How long a sender may hold a message: longer than the slowest call. After that it has crashed, and another may send.
"""

RETRY_PAUSES = (30, 120, 600, 1800, 3600)
"""Seconds until the next try, after each failure; the last value applies from then on."""

MAX_REFUSALS = 3
"""How many times a message is tried when the address refuses it."""

MAX_AGE = timedelta(days=7)
"""After how long an unsent message is given up."""

NEVER_AGAIN = "9999-12-31T23:59:59.999Z"
"""The `next_try_at` of a message that was given up."""

_UNSENT = "sent_at IS NULL AND webhook_id IN (SELECT id FROM exempt_webhooks WHERE ended_on IS NULL)"
"""SQL condition for unsent messages of current webhooks."""


@dataclass(frozen=True, slots=True)
class SendResult:
    """The result of one try."""

    webhook: str
    """The webhook's name."""
    key: str
    """The message's key."""
    is_accepted: bool = field(metadata={"json": "taken"})
    text: str = field(metadata={"json": "words"})
    next_try_at: str | None = None
    """When it is tried again; None when it was accepted or given up."""


def fill_queue(session: Session, *, early: bool = False) -> int:
    """Add the news that is not in the queue yet, and return how many messages were added."""
    room = Session.for_room(session.store, session.clock)
    messages = [
        (hook, message)
        for hook in session.all_exempt(Webhook, "webhooks", "ended_on IS NULL")
        for message in find_news(room, hook, _known_keys(session, hook), early=early)
    ]
    if not messages:
        return 0
    count = 0
    with session.store.change("outbox.filled", at=session.timestamp) as change:
        for hook, message in messages:
            # Checked again within the write transaction: another Huddle may have added the same message.
            live = session.all_exempt(Webhook, "webhooks", "id = ? AND ended_on IS NULL", (hook.id,))
            if live and not session.all_exempt(Outbox, "outbox", "webhook_id = ? AND key = ?", (hook.id, message.key)):
                body = format_payload(live[0].kind, message)
                change.insert(build_message_row(session, live[0], message.key, body))
                count += 1
    return count


def build_message_row(session: Session, hook: Webhook, key: str, payload: str, *, sent_at: str | None = None) -> Outbox:
    """Return a queue row to be sent at once, or, with `sent_at`, one that counts as sent."""
    created_at = session.timestamp
    return Outbox(
        webhook_id=hook.id, key=key, payload=payload, created_at=created_at, next_try_at=created_at, sent_at=sent_at
    )


def claim_message(session: Session, skipped_ids: set[int]) -> Outbox | None:
    """Claim the message that has been due for longest, for `CLAIM_TIME`, and return it; None when there is none.

    Messages of webhooks whose ids are in `skipped_ids` are skipped.
    """
    skip = ",".join(str(int(webhook_id)) for webhook_id in skipped_ids)
    due = f"{_UNSENT} AND next_try_at <= :now AND ifnull(claimed_until, '') <= :now AND webhook_id NOT IN ({skip})"
    if not session.query(f"SELECT 1 FROM exempt_outbox WHERE {due} LIMIT 1", {"now": session.timestamp}):
        return None  # without taking the write lock
    with session.store.change("outbox.claimed", at=session.timestamp) as change:
        rows = read_exempt(
            session.store, Outbox, "outbox", due, {"now": session.timestamp}, order="next_try_at, id", limit=1
        )
        if not rows:
            return None
        return change.update(rows[0], claimed_until=format_timestamp(session.now + CLAIM_TIME), tries=rows[0].tries + 1)


def record_result(session: Session, claimed: Outbox, result: PostResult) -> tuple[str, str | None]:
    """Store the result of a try; return it as text, and when the next try is due, or None."""
    if result.is_accepted:
        with session.store.change("outbox.sent", at=session.timestamp) as change:
            change.update(claimed, sent_at=session.timestamp, claimed_until=None, error=None)
        return result.text, None
    next_try = next_try_at(session, claimed, result)
    words = result.text
    if next_try is None:
        after = (
            format_count(claimed.tries, "try", "tries")
            if _is_refused_for_good(claimed, result)
            else f"{MAX_AGE.days} days"
        )
        words = f"{result.text}; given up after {after}"
    with session.store.change("outbox.failed", at=session.timestamp) as change:
        current = session.store.get(Outbox, claimed.id)
        # When the claim expired, another sender has it by now.
        if current is not None and current.sent_at is None and current.claimed_until == claimed.claimed_until:
            change.update(current, next_try_at=next_try or NEVER_AGAIN, claimed_until=None, error=words)
    return words, next_try


def next_try_at(session: Session, claimed: Outbox, result: PostResult) -> str | None:
    """Return when a message that was not accepted is tried again: after a pause that grows with the tries, or the one
    that the receiver asked for if that is longer. None when it is given up: refused for good, or older than
    `MAX_AGE`."""
    is_too_old = session.now - parse_timestamp(claimed.created_at, session.now) > MAX_AGE
    if is_too_old or _is_refused_for_good(claimed, result):
        return None
    pause_seconds = max(result.retry_after or 0, RETRY_PAUSES[min(claimed.tries, len(RETRY_PAUSES)) - 1])
    return format_timestamp(session.now + timedelta(seconds=pause_seconds))


def _is_refused_for_good(claimed: Outbox, result: PostResult) -> bool:
    return result.is_permanent and claimed.tries >= MAX_REFUSALS


def send_due(
    session: Session, *, again: bool = False, is_stopped: Callable[[], bool] = lambda: False
) -> list[SendResult]:
    """Send what is due, each message once, and return the results.

    `again` also sends what waits for its next try or was given up. An address that cannot be reached is skipped for the
    rest of the call. `is_stopped` is polled before each message and ends the call early.
    """
    if again:
        with session.store.change("outbox.due", at=session.timestamp) as change:
            for row in session.all_exempt(Outbox, "outbox", f"{_UNSENT} AND next_try_at > ?", (session.timestamp,)):
                change.update(row, next_try_at=session.timestamp)
    for row in session.all_exempt(
        Outbox, "outbox", f"{_UNSENT} AND ifnull(claimed_until, '') <= ?", (session.timestamp,)
    ):
        _delete_if_untrue(session, row)  # due or not: anybody with the file can read what waits
    results: list[SendResult] = []
    passed: set[int] = set()
    while not is_stopped() and (claimed := claim_message(session, passed)) is not None:
        hook = next(iter(session.all_exempt(Webhook, "webhooks", "id = ?", (claimed.webhook_id,))), None)
        if hook is None:
            break
        if _delete_if_untrue(session, claimed):
            continue
        result = post_json(hook.url, claimed.payload, idempotency_key(session, hook, claimed.key))
        try:
            text, next_try = record_result(session, claimed, result)
        except Conflict:
            continue  # the address was removed while it was called
        if not result.was_reached or result.retry_after:
            passed.add(hook.id)
        results.append(SendResult(hook.name, claimed.key, result.is_accepted, text, next_try))
    return results


def _delete_if_untrue(session: Session, row: Outbox) -> bool:
    """Delete a message that must not be sent any more, and return whether it was deleted.

    When its news becomes true again, it is found again.
    """
    if can_still_be_sent(Session.for_room(session.store, session.clock), row.key):
        return False
    with session.store.change("outbox.withdrawn", at=session.timestamp) as change:
        current = session.store.get(Outbox, row.id)
        # Another sender has claimed it by now and may be sending it.
        if current is None or current.sent_at is not None or current.claimed_until != row.claimed_until:
            return False
        change.delete(current)
    return True


def idempotency_key(session: Session, hook: Webhook, key: str) -> str:
    """Return the idempotency key of a message: the same from every process and every copy of the file."""
    team = session.store.read(Team)[0]
    return hashlib.sha256(f"{team.created_at} {hook.id} {hook.added_at} {key}".encode()).hexdigest()[:32]


def _known_keys(session: Session, hook: Webhook) -> set[str]:
    return {row["key"] for row in session.query("SELECT key FROM exempt_outbox WHERE webhook_id = ?", (hook.id,))}
