"""Webhook messages, and the JSON that each kind of receiver wants. Typed text stays plain text in all of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from core.models import WebhookKind

MessageTopic = Literal["minutes", "wins", "due", "test"]
"""What a message is about."""

MAX_LINES = 20
"""The most lines of a message; a last line counts the rest. Teams refuses messages of more than 28 KB."""

SLACK_HEADING_LIMIT = 150
"""The most characters that Slack takes in a heading."""

SLACK_BLOCK_LIMIT = 3000
"""The most characters that Slack takes in one block."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. It is made for the room as viewer, so it holds nothing that may not be on the wall."""

    key: str
    """What it is about; sent once to each address: `minutes/14`."""
    about: MessageTopic
    title: str
    lines: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    """Labels with their counts."""


def format_payload(kind: WebhookKind, message: Message) -> str:
    """Return the JSON for an address of this kind."""
    body = {"slack": _slack, "teams": _teams, "json": _plain}[kind](message)
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _lines(message: Message) -> tuple[str, ...]:
    more = len(message.lines) - MAX_LINES
    return (*message.lines[:MAX_LINES], f"and {more} more") if more > 0 else message.lines


def _plain(message: Message) -> dict[str, object]:
    return {
        "from": "huddle",
        "about": message.about,
        "key": message.key,
        "title": message.title,
        "lines": list(_lines(message)),
        "facts": dict(message.facts),
    }


def _slack(message: Message) -> dict[str, object]:
    def plain(text: str, limit: int) -> dict[str, object]:
        # Not mrkdwn: typed text must be neither formatted nor a mention of the whole channel.
        return {"type": "plain_text", "text": _cut(text, limit), "emoji": False}

    blocks: list[dict[str, object]] = [{"type": "header", "text": plain(message.title, SLACK_HEADING_LIMIT)}]
    if message.facts:
        fields = [plain(f"{name}: {value}", 2000) for name, value in message.facts[:10]]
        blocks.append({"type": "section", "fields": fields})
    blocks += [{"type": "section", "text": plain(line, SLACK_BLOCK_LIMIT)} for line in _lines(message)]
    # Shown in notifications, and where blocks are not. Slack interprets these three characters in it.
    short = message.title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"text": short, "blocks": blocks}


def _teams(message: Message) -> dict[str, object]:
    def block(text: str, **more: object) -> dict[str, object]:
        # A TextBlock would interpret typed text as Markdown; a TextRun of a RichTextBlock does not.
        return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **more}]}

    body = [block(message.title, weight="Bolder", size="Large")]
    body += [block(f"{name}: {value}") for name, value in message.facts]
    body += [block(line) for line in _lines(message)]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
