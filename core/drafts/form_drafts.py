"""Form drafts: what was typed into a long form and not sent, kept on this computer for its writer until it is.

A crash, or leaving the form, loses nothing. Like card drafts they are never written to the shared file: each form has a
small private file in the user's folder. A thread writes it, and a screen paints the text after it is written
(`wait_until_saved`).
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from core.access.session import Session
from core.drafts.private_files import PAINT_SECONDS, owner_mark, private_folder
from core.keys.sealed_text import is_sealed
from data.file_modes import make_private_folder, write_private_file


class FormDrafts:
    """One member's unsent texts by form and field. Used by one event loop; files are written on a thread."""

    def __init__(self, session: Session, env: Mapping[str, str] | None = None) -> None:
        """Prepare the store without reading a file; never raises for a file."""
        self._folder = private_folder(session, env)
        self._member_id = session.viewer.member_id or 0
        self._keys = session.viewer.keys
        self._private: set[str] = set()
        """The forms whose texts are their writer's alone."""
        self._lock = threading.Lock()
        self._typed: dict[str, dict[str, str]] = {}
        self._waiting: set[str] = set()
        self._thread: ThreadPoolExecutor | None = None
        self._last_write: Future[None] = Future()
        self._last_write.set_result(None)
        self.problem = ""
        """Why the texts cannot be stored, as a sentence; empty while they can."""

    def read(self, form: str) -> dict[str, str]:
        """Return what was typed into the form, by field; empty when there is no draft."""
        if form in self._typed:
            return dict(self._typed[form])
        path = self._path(form)
        try:
            text = path.read_text(encoding="utf-8")
            if is_sealed(text):
                text = self._keys.open(text, _place(path))
            return {str(name): str(words) for name, words in json.loads(text).items()}
        except (OSError, ValueError, AttributeError):
            return {}

    def save(self, form: str, words: Mapping[str, str], *, is_private: bool = False) -> None:
        """Store the texts of the form, by field. What `is_private`, its writer alone may read: it is stored while their
        key is unlocked, and otherwise kept in memory only."""
        if is_private:
            self._private.add(form)
        self._store(form, dict(words))

    def discard(self, form: str) -> None:
        """Delete the draft of the form, which was sent or is empty again."""
        if form in self._typed or self._path(form).exists():
            self._store(form, {})

    def pending_save(self) -> Future[None]:
        """Return a future that is done once all changes so far are in their files; if that failed, `problem` says
        why."""
        with self._lock:
            return self._last_write

    def wait_until_saved(self) -> None:
        """Block until all changes so far are in their files, or have failed, but no longer than `PAINT_SECONDS`."""
        with suppress(TimeoutError):
            self.pending_save().result(PAINT_SECONDS)

    def close(self) -> None:
        """Finish pending writes. The drafts stay for the next time."""
        if self._thread is not None:
            self._thread.shutdown(wait=True)
            self._thread = None

    def _store(self, form: str, words: dict[str, str]) -> None:
        with self._lock:
            self._typed[form] = words
            if form in self._waiting:  # the pending write will include this
                return
            self._waiting.add(form)
            if self._thread is None:
                self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="huddle-unsent")
            self._last_write = self._thread.submit(self._write, form)

    def _write(self, form: str) -> None:
        with self._lock:
            self._waiting.discard(form)
            words = self._typed[form]
        try:
            if words and (self._keys.is_unlocked or form not in self._private):
                make_private_folder(self._folder)  # before the name of the file, which is made with a key in it
                path, text = self._path(form), json.dumps(words, ensure_ascii=False)
                write_private_file(path, self._keys.newest.seal(text, _place(path)) if self._keys.is_unlocked else text)
            elif not words or not _is_sealed_file(self._path(form)):
                self._path(form).unlink(missing_ok=True)
            self.problem = ""
        except OSError as error:
            self.problem = (
                f"Drafts can't be saved in {self._folder.parent} ({error.strerror}). "
                "You can go on typing. Free some space, or choose another folder with HUDDLE_HOME."
            )

    def _path(self, form: str) -> Path:
        # Hashed, because the form's name says whom it is about, and others may be able to list file names.
        digest = hashlib.sha256(form.encode()).hexdigest()[:12]
        return self._folder / f"form-{digest}-{owner_mark(self._folder, self._member_id)}.json"


def _place(path: Path) -> str:
    """Return where a sealed draft stands: it opens in no other file."""
    return f"draft|{path.name}"


def _is_sealed_file(path: Path) -> bool:
    """Return whether there is a sealed draft: while the key is locked it stays for its writer as it is."""
    try:
        return is_sealed(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
