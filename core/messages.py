"""What goes out, and how each place it goes to wants it written. People's words are plain text in every one of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from core.models import WebhookKind

About = Literal["minutes", "wins", "due", "test"]

LINES = 20
"""So many lines are told; how many more there are is said. Teams refuses messages of more than 28 KB."""

HEAD = 150
"""Characters that Slack takes in a heading."""

TEXT = 3000
"""Characters that Slack takes in one block."""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell. Made for the room: nothing stands in it that may not stand on the wall."""

    key: str
    """What it tells of, once for each address: `minutes/14`."""
    about: About
    title: str
    lines: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    """What is counted, and how much of it."""


def payload(kind: WebhookKind, message: Message) -> str:
    """The JSON that an address of this kind is sent."""
    told = {"slack": _slack, "teams": _teams, "json": _plain}[kind](message)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _lines(message: Message) -> tuple[str, ...]:
    more = len(message.lines) - LINES
    return (*message.lines[:LINES], f"and {more} more") if more > 0 else message.lines


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
        # Not mrkdwn: what somebody typed is neither bold there, nor a mention of the whole channel.
        return {"type": "plain_text", "text": _cut(text, limit), "emoji": False}

    blocks: list[dict[str, object]] = [{"type": "header", "text": plain(message.title, HEAD)}]
    if message.facts:
        fields = [plain(f"{name}: {value}", 2000) for name, value in message.facts[:10]]
        blocks.append({"type": "section", "fields": fields})
    blocks += [{"type": "section", "text": plain(line, TEXT)} for line in _lines(message)]
    # Shown in notifications, and where blocks are not: Slack reads these three signs in it.
    short = message.title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"text": short, "blocks": blocks}


def _teams(message: Message) -> dict[str, object]:
    def block(text: str, **more: object) -> dict[str, object]:
        # A TextBlock would read Markdown in what somebody typed; a run of a RichTextBlock is text.
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
