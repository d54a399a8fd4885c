"""One call has one deadline, and a server's words are only words."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from core.outgoing import http
from core.outgoing.http import REASON_LIMIT, PostResult, post_json

Serve = Callable[[Callable[[socket.socket], None]], str]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Starts a server that answers each call as a test says, and returns its address."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    listening = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def start(answer: Callable[[socket.socket], None]) -> str:
        def run() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection, suppress(OSError):
                    connection.recv(65536)
                    answer(connection)

        threading.Thread(target=run, daemon=True).start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}/hook"

    yield start
    ended.set()
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()


def drip(text: bytes) -> Callable[[socket.socket], None]:
    """A server that sends a byte more often than any limit of a single read, and never comes to an end."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(text)
        while True:
            connection.sendall(b"x")
            time.sleep(0.02)

    return answer


@pytest.mark.parametrize("beginning", [b"HT", b"HTTP/1.1 200 OK\r\nX-Long: "], ids=["status", "header"])
def test_a_server_that_drips_is_left_at_the_deadline(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, beginning: bytes
) -> None:
    monkeypatch.setattr(http, "TIMEOUT_SECONDS", 0.3)
    url = serve(drip(beginning))
    began = time.monotonic()
    result = post_json(url, "{}", "key")
    took = time.monotonic() - began
    assert not result.is_accepted
    assert took < 10  # not a measurement: the server never ends, and each byte comes within the limit


def test_a_body_without_end_is_not_waited_for(serve: Serve) -> None:
    url = serve(drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"))
    assert post_json(url, "{}", "key") == PostResult(True, "it answered 200 OK")


def test_a_server_s_words_are_cleaned_and_cut(serve: Serve) -> None:
    evil = b"\x1b]0;pwned\x07\x1b[31mNo" + b"o" * 5000

    def answer(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 400 " + evil + b"\r\nContent-Length: 0\r\n\r\n")

    result = post_json(serve(answer), "{}", "key")
    assert result.text.startswith("it answered 400 Noo")
    assert result.text.isprintable()
    assert len(result.text) < REASON_LIMIT + 30
    assert result.is_permanent
