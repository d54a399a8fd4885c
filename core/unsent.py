"""What was written into a long form and not sent: kept on this computer, for its writer alone, until it is.

The words of a hard talk are not lost to a crash, nor to a look at something else. As with drafts they never go into the
shared file: each form has a small file of its own in the user's folder, which nobody else may read. It is written on a
thread of its own, at most a moment after the key.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from core.private_files import folder, put
from core.session import Session


class Unsent:
    """The unsent words of one member, by form and field. For one event loop; the files have a thread."""

    def __init__(self, s: Session, env: Mapping[str, str] | None = None) -> None:
        """Reads nothing yet, and never raises for a file."""
        self._folder = folder(s, env)
        self._whose = s.viewer.member_id or 0
        self._lock = threading.Lock()
        self._typed: dict[str, dict[str, str]] = {}
        self._waiting: set[str] = set()
        self._thread: ThreadPoolExecutor | None = None
        self._last: Future[None] = Future()
        self._last.set_result(None)
        self.problem = ""
        """Why the words cannot be kept for a restart, as a sentence; empty while they can."""

    def of(self, form: str) -> dict[str, str]:
        """What was typed into the form, by field; nothing where nothing waits there."""
        if form in self._typed:
            return dict(self._typed[form])
        try:
            kept = json.loads(self._path(form).read_text(encoding="utf-8"))
            return {str(name): str(words) for name, words in kept.items()}
        except (OSError, ValueError, AttributeError):
            return {}

    def keep(self, form: str, words: Mapping[str, str]) -> None:
        """The form holds these words now, by field."""
        self._change(form, dict(words))

    def let_go(self, form: str) -> None:
        """They were sent, or it is empty again."""
        if form in self._typed or self._path(form).exists():
            self._change(form, {})

    def kept(self) -> Future[None]:
        """Done once everything up to now is in its file, or cannot be: then `problem` says why."""
        with self._lock:
            return self._last

    def close(self) -> None:
        """Writes what is still to be written. What is unsent stays for the next time."""
        if self._thread is not None:
            self._thread.shutdown(wait=True)
            self._thread = None

    def _change(self, form: str, words: dict[str, str]) -> None:
        with self._lock:
            self._typed[form] = words
            if form in self._waiting:  # what is written next is this already
                return
            self._waiting.add(form)
            if self._thread is None:
                self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="huddle-unsent")
            self._last = self._thread.submit(self._write, form)

    def _write(self, form: str) -> None:
        with self._lock:
            self._waiting.discard(form)
            words = self._typed[form]
        try:
            if words:
                put(self._path(form), json.dumps(words, ensure_ascii=False))
            else:
                self._path(form).unlink(missing_ok=True)
            self.problem = ""
        except OSError as error:
            self.problem = (
                f"What you type cannot be kept for a restart in {self._folder.parent} ({error.strerror}). "
                "Make room there, or give another folder with HUDDLE_HOME; sending it goes on as before."
            )

    def _path(self, form: str) -> Path:
        # A form's name tells whom it is about; a file's name is read by more than the file.
        mark = hashlib.sha256(form.encode()).hexdigest()[:12]
        return self._folder / f"form-{mark}-member-{self._whose}.json"
