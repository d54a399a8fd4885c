"""What was typed and not yet said: kept on this computer, for its typist alone, until it stands in the team's file.

A draft is private, so it never goes into the shared file: it is a small file of its own in the user's folder, which
nobody else may read. It is written before the key is answered, so that what one sees is kept; where the disk is slow,
on a thread of its own, at most a moment later. A line on its way into the team's file stays in the draft until that
change has committed. So after a crash a line is either said, or here.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from core.addressed import SIGN
from core.members import members
from core.models import Board, Card
from core.private_files import folder, put
from core.session import Session
from core.wording import clean

SLOW_SECONDS = 0.005
"""A write that takes longer is not waited for with the next key: a local disk takes a fiftieth of it."""

SLOTS = 9
"""Terminals in which one member may type on one board at the same time, each with a draft of its own."""


@dataclass(frozen=True, slots=True)
class Unsaid:
    """One line: what was typed, in whose name, and when it was last changed."""

    text: str
    author_id: int | None
    at: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that one typist has typed on a board and not said."""

    line: Unsaid | None = None
    """What stands in the line."""
    sending: tuple[Unsaid, ...] = ()
    """What is on its way into the team's file."""
    many: str = ""
    """Lines to look at before they are said, one card each."""

    def __bool__(self) -> bool:
        return bool(self.line or self.sending or self.many)


class Drafts:
    """The draft of one typist on one board, in memory and in its file. For one event loop; the file has a thread."""

    def __init__(self, s: Session, board: Board, env: Mapping[str, str] | None = None) -> None:
        """Takes the draft that is there, if any, without what has been said since. Never raises for its file."""
        self._session = s
        self._board = board
        self._lock = threading.Lock()
        self._is_waiting = False
        self._is_slow = False
        self._last: Future[None] = Future()
        self._last.set_result(None)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="huddle-draft")
        self._hold: int | None = None
        self.problem = ""
        """Why the draft cannot be kept, as a sentence; empty while it can."""
        self.path = self._take_slot(folder(s, env))
        self._draft = still_unsaid(s, board, _read(self.path))
        self.found = bool(self._draft)
        """Whether there was something from before."""

    @property
    def draft(self) -> Draft:
        return self._draft

    # -- what happens to a line

    def typed(self, text: str, author_id: int | None) -> None:
        """The line holds this now."""
        line = Unsaid(text, self._name(author_id), self._session.moment) if text.strip() else None
        before = self._draft.line
        if line is None or before is None or (line.text, line.author_id) != (before.text, before.author_id):
            self._keep(replace(self._draft, line=line))

    def sends(self, text: str, author_id: int | None, *, from_line: bool = True) -> Unsaid:
        """The text is on its way into the team's file, and no longer in the line. Await `kept` before it goes."""
        unsaid = Unsaid(text, self._name(author_id), self._session.moment)
        line = None if from_line else self._draft.line
        self._keep(replace(self._draft, line=line, sending=(*self._draft.sending, unsaid)))
        return unsaid

    def said(self, unsaid: Unsaid) -> None:
        """The change has committed."""
        self._keep(replace(self._draft, sending=_without(self._draft.sending, unsaid)))

    def refused(self, unsaid: Unsaid, *, into_line: bool) -> None:
        """It was not said: it goes back into the line, or to the lines to be looked at."""
        sending = _without(self._draft.sending, unsaid)
        if into_line:
            self._keep(replace(self._draft, line=unsaid, sending=sending))
        else:
            many = _joined(self._draft.many, self.as_line(unsaid))
            self._keep(replace(self._draft, many=many, sending=sending))

    def looks_at(self, many: str, *, from_line: bool = False) -> None:
        """The lines to be looked at are these now."""
        line = None if from_line else self._draft.line
        if many != self._draft.many or line != self._draft.line:
            self._keep(replace(self._draft, many=many, line=line))

    def sends_many(self, lines: list[tuple[str, int | None]], rest: str) -> list[Unsaid]:
        """These of the lines that were looked at are on their way; `rest` stays to be looked at."""
        now = self._session.moment
        going = [Unsaid(text, self._name(author_id), now) for text, author_id in lines]
        self._keep(replace(self._draft, sending=(*self._draft.sending, *going), many=rest))
        return going

    def back_from_before(self) -> None:
        """What was being sent when Huddle ended, and was not said, goes into the line or to the lines to look at."""
        draft = self._draft
        sending = list(draft.sending)
        line, many = draft.line, draft.many
        if line is None and len(sending) == 1:
            line = sending.pop()
        for unsaid in sending:
            many = _joined(many, self.as_line(unsaid))
        if sending or line is not draft.line:
            self._keep(Draft(line, (), many))

    def as_line(self, unsaid: Unsaid) -> str:
        """The text as one types it among many: with `@name`, because the others may be somebody else's."""
        by = next((person.name for person in members(self._session) if person.id == unsaid.author_id), None)
        return f"{SIGN}{by} {unsaid.text}" if by else unsaid.text

    def _name(self, author_id: int | None) -> int | None:
        # On an anonymous board no name is stored, here neither.
        return None if self._board.anonymous else author_id

    # -- the file

    def kept(self) -> Future[None]:
        """Done once everything up to now is in the file, or cannot be: then `problem` says why."""
        with self._lock:
            return self._last

    def close(self) -> None:
        """Writes what is still to be written and lets go. What is unsaid stays for the next time."""
        self._thread.shutdown(wait=True)
        if self._hold is not None:
            os.close(self._hold)
            self._hold = None

    def _keep(self, draft: Draft) -> None:
        with self._lock:
            self._draft = draft
            if self._is_waiting:  # what is written next is this already
                return
            self._is_waiting = True
            if self._is_slow:
                self._last = self._thread.submit(self._write)
                return
        began = time.perf_counter()
        self._write()
        self._is_slow = time.perf_counter() - began > SLOW_SECONDS

    def _write(self) -> None:
        with self._lock:
            draft, self._is_waiting = self._draft, False
        try:
            if draft:
                put(self.path, json.dumps(asdict(draft), ensure_ascii=False))
            else:
                self.path.unlink(missing_ok=True)
            self.problem = ""
        except OSError as error:
            self.problem = (
                f"What you type cannot be kept for a restart in {self.path.parent} ({error.strerror}). "
                "Make room there, or give another folder with HUDDLE_HOME; saying cards goes on as before."
            )

    def _take_slot(self, folder: Path) -> Path:
        """The first file that no other living terminal holds; one that holds a draft before an empty one."""
        name = f"board-{self._board.id}-member-{self._session.viewer.member_id or 0}"
        paths = [folder / f"{name}-{slot}.json" for slot in range(1, SLOTS + 1)]
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for path in sorted(paths, key=lambda each: not each.exists()):
                self._hold = _hold(path.with_suffix(".lock"))
                if self._hold is not None:
                    return path
        return folder / f"{name}-{os.getpid()}.json"


def still_unsaid(s: Session, board: Board, draft: Draft) -> Draft:
    """The draft without what stands on the board already: the same text by the same author, said by this typist
    since it was typed. Each card accounts for one line."""
    if not draft:
        return draft
    said: Counter[tuple[str, int | None, str]] = Counter(
        (card.text, card.member_id, card.said_at) for card in _said_by(s, board)
    )

    def unsaid(line: Unsaid) -> bool:
        # An anonymous card keeps but the minute.
        since = f"{line.at[:16]}:00.000Z" if board.anonymous else line.at
        author = None if board.anonymous else line.author_id or s.viewer.member_id
        for text, by, at in sorted(said, key=lambda each: each[2]):
            if said[text, by, at] and text == clean(line.text) and by == author and at >= since:
                said[text, by, at] -= 1
                return False
        return True

    sending = tuple(line for line in draft.sending if unsaid(line))
    line = draft.line if draft.line is not None and unsaid(draft.line) else None
    return Draft(line, sending, draft.many)


def _said_by(s: Session, board: Board) -> list[Card]:
    """What this typist said or typed on the board; on an anonymous one nobody knows, so all of it."""
    if board.anonymous:
        # Past the session's rule: on a hidden board one's own would be missing too, once the session was another.
        return s.store.read(Card, "board_id = ?", (board.id,))
    me = s.viewer.member_id
    return s.all(Card, "board_id = ? AND ifnull(typed_by, member_id) = ?", (board.id, me))


def _joined(many: str, line: str) -> str:
    return f"{many.rstrip()}\n{line}" if many.strip() else line


def _without(sending: tuple[Unsaid, ...], unsaid: Unsaid) -> tuple[Unsaid, ...]:
    """Without that very one: the same text may be on its way twice."""
    for at, each in enumerate(sending):
        if each is unsaid:
            return sending[:at] + sending[at + 1 :]
    return sending


def _read(path: Path) -> Draft:
    """What the file holds; an empty draft where there is none, or it is no draft."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        line = values["line"]
        return Draft(
            line=_unsaid(line) if line else None,
            sending=tuple(_unsaid(each) for each in values["sending"]),
            many=str(values["many"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Draft()


def _unsaid(values: dict[str, object]) -> Unsaid:
    author = values["author_id"]
    return Unsaid(str(values["text"]), author if isinstance(author, int) else None, str(values["at"]))


def _hold(lock: Path) -> int | None:
    """Holds the lock as long as this process lives, or gives None when another holds it."""
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    if sys.platform != "win32":
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return None
    return handle
