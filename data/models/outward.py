"""What goes out to where the team talks."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from data.models.rows import Moment, Name, Row, WebhookKind


class Webhook(Row):
    """An address that is told of minutes, wins or what is due. The address is a secret."""

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
    """One message for one address, until it has been taken there."""

    table: ClassVar[str] = "outbox"
    webhook_id: int
    key: str
    """What it tells of, once for each address: `minutes/14`."""
    payload: str
    """The JSON that is sent."""
    created_at: Moment
    tries: int = 0
    next_try_at: Moment
    claimed_until: Moment | None = None
    """A sender has it until then."""
    sent_at: Moment | None = None
    error: str | None = None
    """What went wrong the last time."""
