"""Webhooks: the addresses that get messages, and their topics. Only the leader sets them up; addresses are secret."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.access.session import Session
from core.errors import HuddleError
from core.models import Outbox, Webhook, WebhookKind
from core.outgoing.http import post_json
from core.outgoing.news import list_reached_keys
from core.outgoing.webhook_payloads import Message, format_payload
from core.outgoing.webhook_queue import (
    NEVER_AGAIN,
    SendResult,
    build_message_row,
    fill_queue,
    idempotency_key,
    send_due,
)
from core.team.permissions import require_leader
from core.values.text import clean, join_words, require_name

TOPICS = ("minutes", "wins", "due")
"""What an address may get messages about."""

ADDRESS_LIMIT = 2000
"""The most characters of an address."""

LEADER_ACTION = "set up webhooks"
"""What the leader alone may do, as the error message says it."""


@dataclass(frozen=True, slots=True)
class WebhookStatus:
    """One address, and the state of its messages."""

    name: str
    kind: WebhookKind
    address: str
    """The shortened address."""
    topics: tuple[str, ...]
    sent: int
    """Messages sent."""
    waiting: int
    """Messages that wait to be sent."""
    given_up: int
    """Messages that are not tried any more."""
    last_sent_at: str | None
    error: str | None
    """The error of the latest unsent message that has one."""


def add(
    session: Session, name: str, url: str, *, kind: WebhookKind | None = None, topics: Collection[str] = ()
) -> Webhook:
    """Add an address that gets messages from now on, about all topics, or `topics` some.

    Without a `kind` its host decides. Raises `HuddleError` unless the acting member leads, for a name that is taken,
    and for an invalid address.
    """
    name, url = require_name(name), parse_address(url)
    unknown = [topic for topic in topics if topic not in TOPICS]
    if unknown:
        raise HuddleError(f"“{unknown[0]}” is not a topic. Choose from: {join_words(TOPICS)}.")
    flags = {topic: not topics or topic in topics for topic in TOPICS}
    with session.change("webhook.added") as change:
        require_leader(session, LEADER_ACTION)
        values = {
            "name": name,
            "url": url,
            "kind": kind or detect_kind(url),
            "added_by": session.me.id,
            "added_at": session.timestamp,
            **flags,
        }  # fmt: skip
        existing = session.all(Webhook, "name = ? COLLATE NOCASE", (name,))
        if existing and existing[0].ended_on is None:
            raise HuddleError(
                f"A webhook named {existing[0].name} exists already. Choose another name, or remove that one."
            )
        if existing:
            hook = change.update(existing[0], ended_on=None, **values)
        else:
            hook = change.insert(Webhook.model_validate(values))
        known = {row.key for row in session.all(Outbox, "webhook_id = ?", (hook.id,))}
        for key in list_reached_keys(Session.for_room(session.store, session.clock)) if hook.wins else ():
            if key not in known:  # a new address gets no news of targets reached before
                change.insert(build_message_row(session, hook, key, "", sent_at=session.timestamp))
        return hook


def remove(session: Session, hook: Webhook) -> Webhook:
    """Stop sending to this address, and delete what waits. Raises `HuddleError` unless the acting member leads."""
    with session.change("webhook.removed") as change:
        require_leader(session, LEADER_ACTION)
        for row in session.all(Outbox, "webhook_id = ? AND sent_at IS NULL", (hook.id,)):
            change.delete(row)
        return change.update(hook, ended_on=session.today)


def list_webhooks(session: Session) -> list[Webhook]:
    """Return the current webhooks. Raises `HuddleError` unless the acting member leads."""
    require_leader(session, LEADER_ACTION)
    return session.all(Webhook, "ended_on IS NULL", order="name COLLATE NOCASE")


def find(session: Session, name: str) -> Webhook:
    """Return the webhook of that name. Raises `HuddleError`, listing the names, when there is none."""
    hooks = list_webhooks(session)
    for hook in hooks:
        if hook.name.casefold() == clean(name).casefold():
            return hook
    names = ", ".join(hook.name for hook in hooks)
    hint = f"Webhooks: {names}." if names else "Add one with: huddle webhook add NAME URL"
    raise HuddleError(f"No webhook named “{clean(name)}”. {hint}")


def list_statuses(session: Session) -> list[WebhookStatus]:
    """Return the state of each webhook. Raises `HuddleError` unless the acting member leads."""
    return [
        _line(hook, session.all(Outbox, "webhook_id = ? AND payload <> ''", (hook.id,)))
        for hook in list_webhooks(session)
    ]


def _line(hook: Webhook, rows: Collection[Outbox]) -> WebhookStatus:
    waiting = [row for row in rows if row.sent_at is None]
    errors = [row.error for row in waiting if row.error]
    return WebhookStatus(
        name=hook.name,
        kind=hook.kind,
        address=shorten_address(hook.url),
        topics=tuple(topic for topic in TOPICS if getattr(hook, topic)),
        sent=len(rows) - len(waiting),
        waiting=sum(row.next_try_at != NEVER_AGAIN for row in waiting),
        given_up=sum(row.next_try_at == NEVER_AGAIN for row in waiting),
        last_sent_at=max((row.sent_at for row in rows if row.sent_at), default=None),
        error=errors[-1] if errors else None,
    )


def send_test(session: Session, hook: Webhook) -> str:
    """Send a test message, and return what the address answered.

    Raises `HuddleError` unless the acting member leads, and when the message was not accepted, with the reason.
    """
    require_leader(session, LEADER_ACTION)
    title = "Test message from Huddle"
    message = Message(f"test/{session.timestamp}", "test", title, ("This tests the address. Nothing else happened.",))
    result = post_json(hook.url, format_payload(hook.kind, message), idempotency_key(session, hook, message.key))
    if not result.is_accepted:
        raise HuddleError(f"The test to {hook.name} failed: {result.text}. Check the address, and add it again.")
    return result.text


def send_now(session: Session, *, again: bool = False) -> list[SendResult]:
    """Look for news and send what is due now, as `core.outgoing.webhook_queue.send_due` does.

    Raises `HuddleError` unless the acting member leads.
    """
    require_leader(session, "send waiting messages")
    fill_queue(session, early=True)
    return send_due(session, again=again)


# -- addresses


def parse_address(text: str) -> str:
    """Return the address typed. Raises `HuddleError` when it cannot be called over http or https."""
    url = clean(text)
    hint = "Copy the whole https:// address from where you made the webhook."
    if len(url) > ADDRESS_LIMIT:
        raise HuddleError(f"The address is too long ({len(url)} of {ADDRESS_LIMIT} characters). {hint}")
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise HuddleError(f"This is not an address. {hint}") from None
    if parts.scheme not in ("http", "https"):
        raise HuddleError(f"The address must start with http or https. {hint}")
    if not host or " " in url:
        raise HuddleError(f"This address has no host. {hint}")
    return url


def detect_kind(url: str) -> WebhookKind:
    """Return the kind of an address by its host: those of Slack and Microsoft are known, the rest get plain JSON."""
    host = urlsplit(url).hostname or ""

    def within(*domains: str) -> bool:
        return any(host == domain or host.endswith(f".{domain}") for domain in domains)

    if within("slack.com"):
        return "slack"
    return "teams" if within("office.com", "logic.azure.com", "powerplatform.com") else "json"


def shorten_address(url: str) -> str:
    """Return the address without its path, for display: with the path anybody could post messages there."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}/…"
