"""Webhooks and the messages that wait to be sent to them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from data.models.base import Moment, Name, Row, WebhookKind


class Webhook(Row):
    """An address that minutes, wins and due items are sent to. The URL is a secret."""

    table: ClassVar[str] = "webhook"
    name: Name
    kind: WebhookKind
    url: str
    minutes: bool = True
    wins: bool = True
    due: bool = True
    added_by: int | None = None
    added_at: Moment
    ended_on: date | None = None


class Outbox(Row):
    """One message to one webhook, kept until it has been accepted."""

    table: ClassVar[str] = "outbox"
    webhook_id: int
    key: str
    """What it is about, unique for each webhook: `minutes/14`."""
    payload: str
    """The JSON that is sent."""
    created_at: Moment
    tries: int = 0
    next_try_at: Moment
    claimed_until: Moment | None = None
    """Until when one process has claimed it for sending."""
    sent_at: Moment | None = None
    error: str | None = None
    """The error of the last try."""
