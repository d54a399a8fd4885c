"""Webhooks: where the team talks, and what is told there. The leader alone sets them up; the address is a secret."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.errors import HuddleError
from core.members import only_leader
from core.messages import Message, payload
from core.models import Outbox, Webhook, WebhookKind
from core.news import reached_already
from core.outbox import NEVER, Sent, fill, message_row, receipt, send
from core.posting import post
from core.session import Session
from core.wording import clean, named

TOPICS = ("minutes", "wins", "due")
"""What an address may be told of."""

ADDRESS_LIMIT = 2000

WHAT = "set up where Huddle's messages go"


@dataclass(frozen=True, slots=True)
class Line:
    """One address, and how it stands with it."""

    name: str
    kind: WebhookKind
    address: str
    """Shortened."""
    topics: tuple[str, ...]
    sent: int
    waiting: int
    given_up: int
    last_sent_at: str | None
    error: str | None
    """What went wrong the last time, of what has not been sent."""


def add(s: Session, name: str, url: str, *, kind: WebhookKind | None = None, only: Collection[str] = ()) -> Webhook:
    """Adds an address that is told what happens from now on: of everything, or `only` of some topics.

    Without a `kind` its host says which it is. Raises `HuddleError` for whoever does not lead, a name that is taken,
    and what is no address.
    """
    name, url = named(name), address(url)
    unknown = [topic for topic in only if topic not in TOPICS]
    if unknown:
        raise HuddleError(f"There is nothing to tell of “{unknown[0]}”. Choose from: {', '.join(TOPICS)}.")
    told = {topic: not only or topic in only for topic in TOPICS}
    with s.change("webhook.added") as change:
        only_leader(s, WHAT)
        values = {
            "name": name, "url": url, "kind": kind or kind_of(url), "added_by": s.me.id, "added_at": s.moment, **told,
        }  # fmt: skip
        before = s.all(Webhook, "name = ? COLLATE NOCASE", (name,))
        if before and before[0].ended_on is None:
            raise HuddleError(f"There is a webhook {before[0].name} already. Take another name, or remove that one.")
        if before:
            hook = change.update(before[0], ended_on=None, **values)
        else:
            hook = change.insert(Webhook.model_validate(values))
        known = {row.key for row in s.all(Outbox, "webhook_id = ?", (hook.id,))}
        for key in reached_already(Session.of_room(s.store, s.clock)) if hook.wins else ():
            if key not in known:  # no news to an address that is new
                change.insert(message_row(s, hook, key, "", sent_at=s.moment))
        return hook


def remove(s: Session, hook: Webhook) -> Webhook:
    """Tells this address nothing any more, not even what waits. Raises `HuddleError` for whoever does not lead."""
    with s.change("webhook.removed") as change:
        only_leader(s, WHAT)
        for row in s.all(Outbox, "webhook_id = ? AND sent_at IS NULL", (hook.id,)):
            change.delete(row)
        return change.update(hook, ended_on=s.today)


def webhooks(s: Session) -> list[Webhook]:
    """The addresses that are told something. Raises `HuddleError` for whoever does not lead."""
    only_leader(s, WHAT)
    return s.all(Webhook, "ended_on IS NULL", order="name COLLATE NOCASE")


def find(s: Session, name: str) -> Webhook:
    """The webhook of that name. Raises `HuddleError`, with the names there are, when there is none."""
    there = webhooks(s)
    for hook in there:
        if hook.name.casefold() == clean(name).casefold():
            return hook
    names = ", ".join(hook.name for hook in there)
    hint = f"There are: {names}." if names else "Add one with: huddle webhook add NAME URL"
    raise HuddleError(f"There is no webhook “{clean(name)}”. {hint}")


def overview(s: Session) -> list[Line]:
    """Each address and what came of its messages. Raises `HuddleError` for whoever does not lead."""
    return [_line(hook, s.all(Outbox, "webhook_id = ? AND payload <> ''", (hook.id,))) for hook in webhooks(s)]


def _line(hook: Webhook, rows: Collection[Outbox]) -> Line:
    waiting = [row for row in rows if row.sent_at is None]
    errors = [row.error for row in waiting if row.error]
    return Line(
        name=hook.name,
        kind=hook.kind,
        address=shortened(hook.url),
        topics=tuple(topic for topic in TOPICS if getattr(hook, topic)),
        sent=len(rows) - len(waiting),
        waiting=sum(row.next_try_at != NEVER for row in waiting),
        given_up=sum(row.next_try_at == NEVER for row in waiting),
        last_sent_at=max((row.sent_at for row in rows if row.sent_at), default=None),
        error=errors[-1] if errors else None,
    )


def try_out(s: Session, hook: Webhook) -> str:
    """Sends one message that says nothing else than that it arrives, and returns what the address answered.

    Raises `HuddleError` for whoever does not lead, and when it was not taken, saying why.
    """
    only_leader(s, WHAT)
    title = "Huddle reaches you here"
    message = Message(f"test/{s.moment}", "test", title, ("Nothing happened: this is a test of the address.",))
    answer = post(hook.url, payload(hook.kind, message), receipt(s, hook, message.key))
    if not answer.taken:
        raise HuddleError(f"{hook.name} did not take the test: {answer.words}. Look at the address, and add it anew.")
    return answer.words


def send_now(s: Session, *, again: bool = False) -> list[Sent]:
    """Looks for news and sends what is due now, as `core.outbox.send` does.

    Raises `HuddleError` for whoever does not lead.
    """
    only_leader(s, "send what waits")
    fill(s, early=True)
    return send(s, again=again)


# -- addresses


def address(text: str) -> str:
    """An address as it was typed. Raises `HuddleError` for what cannot be called over http or https."""
    url = clean(text)
    hint = "Copy the whole address, which begins with https://, from where you made the webhook."
    if len(url) > ADDRESS_LIMIT:
        raise HuddleError(f"The address has {len(url)} characters, and {ADDRESS_LIMIT} are the most. {hint}")
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise HuddleError(f"This is no address. {hint}") from None
    if parts.scheme not in ("http", "https"):
        raise HuddleError(f"Messages go to http and https addresses alone. {hint}")
    if not host or " " in url:
        raise HuddleError(f"This address names no place to send to. {hint}")
    return url


def kind_of(url: str) -> WebhookKind:
    """What an address wants, by its host: Slack's and Microsoft's are known."""
    host = urlsplit(url).hostname or ""

    def within(*domains: str) -> bool:
        return any(host == domain or host.endswith(f".{domain}") for domain in domains)

    if within("slack.com"):
        return "slack"
    return "teams" if within("office.com", "logic.azure.com", "powerplatform.com") else "json"


def shortened(url: str) -> str:
    """An address as it may be shown: whoever has its path can write where the team talks."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}/…"
