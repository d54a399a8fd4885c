"""Sending one message to one address over HTTP, and what came of it in words that do not tell the address."""

from __future__ import annotations

from dataclasses import dataclass

TIMEOUT_SECONDS = 10.0
"""How long each step of a call may take: to connect, to send, to be answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address said."""

    taken: bool
    words: str
    refused: bool = False
    """Whether it will not take this however often it is sent."""
    reached: bool = True
    after: int | None = None
    """How many seconds it asks to be left alone."""


def post(url: str, payload: str, key: str) -> Answer:
    """Posts the JSON once. `key` is the same each time the same message is sent, so that a receiver can drop what a
    crash made us send twice."""
    import httpx

    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key, "User-Agent": "Huddle"}
    try:
        with (
            httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False) as client,
            # Only the status is waited for: nobody can keep us by answering for ever.
            client.stream("POST", url, content=payload.encode(), headers=headers) as response,
        ):
            return _read(response.status_code, response.reason_phrase, response.headers.get("Retry-After", ""))
    except httpx.TimeoutException:
        return Answer(False, f"it did not answer within {TIMEOUT_SECONDS:g} seconds", reached=False)
    except httpx.UnsupportedProtocol:
        return Answer(False, "it is no address that begins with http:// or https://", refused=True)
    except httpx.TransportError:
        # What these errors say may hold the address, which is a secret.
        return Answer(False, "it could not be reached", reached=False)
    except (httpx.InvalidURL, ValueError):
        return Answer(False, "it is no address that can be called", refused=True)


def _read(status: int, reason: str, retry_after: str) -> Answer:
    words = f"it answered {status} {reason}".rstrip()
    if 200 <= status < 300:
        return Answer(True, words)
    after = int(retry_after) if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 7 else None
    if 300 <= status < 400:
        return Answer(False, f"{words}: it has moved", refused=True)
    # 408 and 429 ask for another time.
    return Answer(False, words, refused=400 <= status < 500 and status not in (408, 429), after=after)
