"""Send one message to one address over HTTP, and describe the result without revealing the address."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from core.values.text import clean

TIMEOUT_SECONDS = 10.0
"""The limit in seconds for a whole call: connecting, sending, and the answer to its last byte."""

REASON_LIMIT = 60
"""The most characters that are kept of the words with which a server explains its status."""


@dataclass(frozen=True, slots=True)
class PostResult:
    """The result of one call."""

    is_accepted: bool
    """Whether the address accepted the message."""
    text: str
    """What happened, as text."""
    is_permanent: bool = False
    """Whether trying again is useless."""
    was_reached: bool = True
    """Whether there was any answer."""
    retry_after: int | None = None
    """How many seconds the address asks to wait before the next try."""


def post_json(url: str, payload: str, key: str) -> PostResult:
    """Post the JSON once.

    `key` is the same each time a message is sent, so that a receiver can drop duplicates after a crash.
    """
    # Not `asyncio.run`, which waits for a name that is still being looked up after the deadline.
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_post(url, payload, key))
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def _post(url: str, payload: str, key: str) -> PostResult:
    import httpx

    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key, "User-Agent": "Huddle"}
    try:
        # One deadline over all steps: httpx's own limits begin anew with each byte of a server that drips.
        async with (
            asyncio.timeout(TIMEOUT_SECONDS),
            httpx.AsyncClient(timeout=None, follow_redirects=False) as client,
            # Only the status is read, so that an endless response cannot block.
            client.stream("POST", url, content=payload.encode(), headers=headers) as response,
        ):
            return _result(response.status_code, response.reason_phrase, response.headers.get("Retry-After", ""))
    except (TimeoutError, httpx.TimeoutException):
        return PostResult(False, f"it did not answer within {TIMEOUT_SECONDS:g} seconds", was_reached=False)
    except httpx.UnsupportedProtocol:
        return PostResult(False, "the address must start with http:// or https://", is_permanent=True)
    except httpx.TransportError:
        # The error's text may contain the address, which is a secret.
        return PostResult(False, "it could not be reached", was_reached=False)
    except (httpx.InvalidURL, ValueError):
        return PostResult(False, "the address is invalid", is_permanent=True)


def _result(status: int, reason: str, retry_after: str) -> PostResult:
    # The server's own words: nothing of them may act on a terminal, and they may be of any length.
    text = f"it answered {status} {clean(reason)[:REASON_LIMIT]}".rstrip()
    if 200 <= status < 300:
        return PostResult(True, text)
    seconds = int(retry_after) if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 7 else None
    if 300 <= status < 400:
        return PostResult(False, f"{text}: it has moved", is_permanent=True)
    # 408 (timeout) and 429 (too many requests) can be tried again.
    return PostResult(False, text, is_permanent=400 <= status < 500 and status not in (408, 429), retry_after=seconds)
