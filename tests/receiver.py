"""An HTTP server on this machine that records what it is sent and answers as a test sets."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE = 60.0
"""Seconds to wait for a message: only a failing test ever waits that long."""


@dataclass
class Receiver:
    """Answers with `statuses` in turn, and with the last one from then on. End it with `close`."""

    statuses: list[int] = field(default_factory=lambda: [200])
    headers: dict[str, str] = field(default_factory=dict)
    got: list[dict[str, Any]] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    before: Callable[[], object] = lambda: None
    """Called before each answer: a test may make it wait."""

    def __post_init__(self) -> None:
        self._heard = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver._heard:
                    receiver.got.append(json.loads(body))
                    receiver.receipts.append(self.headers["Idempotency-Key"])
                    at = min(len(receiver.got), len(receiver.statuses)) - 1
                    receiver._heard.notify_all()
                receiver.before()
                self.send_response(receiver.statuses[at])
                for name, value in {"Content-Length": "0", **receiver.headers}.items():
                    self.send_header(name, value)
                with suppress(ConnectionError):  # whoever asked may have been killed
                    self.end_headers()

            def log_message(self, *_: object) -> None:
                """Prints nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/services/T0/B0/very-secret"

    def wait(self, count: int) -> None:
        """Waits until that many messages have arrived."""
        with self._heard:
            assert self._heard.wait_for(lambda: len(self.got) >= count, PATIENCE), f"only {len(self.got)} came"

    @property
    def keys(self) -> list[str]:
        """Returns the `key` of each message; for messages in plain JSON only."""
        return [message["key"] for message in self.got]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
