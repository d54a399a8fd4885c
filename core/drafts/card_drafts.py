"""Card drafts: what was typed and not yet stated, kept on this computer for its typist until it is in the team's file.

A draft is private, so it is never written to the shared file: it is a small file in the user's folder that nobody else
may read. It is written before the typed text is painted (`wait_until_saved`), so that what the screen shows is stored;
on a thread, where several keys share one write if the disk is slow, and for which nobody waits long if it hangs. A line
that is being sent stays in the draft until its change has committed. So after a crash every line is either a card or in
the draft.

Words keep the privacy under which they were begun: a board has a draft of its own for each way in which it was
anonymous or hidden, and the words of one never come back into the line of another.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from core import models
from core.access.session import Session
from core.drafts.private_files import PAINT_SECONDS, owner_mark, private_folder
from core.meeting.mailbox import waiting_texts
from core.meeting.mentions import MENTION_SIGN
from core.team.members import list_members
from core.values.text import clean
from data.file_modes import make_private_folder, write_private_file

MAX_SLOTS = 9
"""In how many terminals a member may type on the same board at once, each with a draft of its own."""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line of a draft. Stored as JSON by these names."""

    text: str
    author_id: int | None
    """The member whose card it will be; None for the typist, and on an anonymous board."""
    at: str
    """When it was last changed, as a stored timestamp."""
    author_name: str = ""
    """The whole name of that member. The id alone may mean another member after a backup was restored."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that one typist has typed on a board and not sent. Stored as JSON by these names."""

    line: DraftLine | None = None
    """The content of the input line."""
    sending: tuple[DraftLine, ...] = ()
    """Lines that are being sent: their change has not committed yet."""
    many: str = ""
    """Several lines to review before they are sent, one card each."""

    def __bool__(self) -> bool:
        return bool(self.line or self.sending or self.many)


class BoardDraft:
    """One typist's draft on one board, in memory and in its file. Used by one event loop; writes run on a thread,
    in order."""

    def __init__(
        self, session: Session, board: models.Board, env: Mapping[str, str] | None = None, *, place: str = ""
    ) -> None:
        """Load the existing draft, if any, without the lines that have become cards since. Never raises for its
        file.

        `board` is the board as it is while the words are typed. Drafts of another `place`, such as the meeting's
        screen, are apart: a line there is always the typist's own, and one in quick entry may be anybody's.
        """
        self._session = session
        self._board = board
        self._place = place
        self._env = env
        self._lock = threading.Lock()
        self._is_waiting = False
        self._hanging: Future[None] | None = None
        """The write for which painting has waited in vain."""
        self._last_write: Future[None] = Future()
        self._last_write.set_result(None)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="huddle-draft")
        self._lock_handle: int | None = None
        self.problem = ""
        """Why the draft cannot be stored, as a sentence; empty while it can."""
        self.adopted_from: list[str] = []
        """Where lines were begun that `adopt_leftovers` has taken, such as “wins in weekly meeting 1”."""
        self._folder = private_folder(session, env)
        self.path = self._choose_path()
        self._draft = remove_sent_lines(session, board, _read(self.path))

    @property
    def draft(self) -> Draft:
        """The draft as it is now."""
        return self._draft

    # -- the states of a line

    def set_line(self, text: str, author: models.Member | None) -> None:
        """Store the content of the input line; `author` is the member whose card it will be, None for the typist."""
        line = self._new_line(text, author) if text.strip() else None
        before = self._draft.line
        if line is None or before is None or line != replace(before, at=line.at):
            self._store(replace(self._draft, line=line))

    def start_sending(self, text: str, author: models.Member | None, *, from_line: bool = True) -> DraftLine:
        """Move the text from the input line to the lines being sent, and return it. Await `pending_save` before sending
        it."""
        unsaid = self._new_line(text, author)
        line = None if from_line else self._draft.line
        self._store(replace(self._draft, line=line, sending=(*self._draft.sending, unsaid)))
        return unsaid

    def mark_sent(self, line: DraftLine) -> None:
        """Remove a line whose change has committed."""
        self._store(replace(self._draft, sending=_remove_line(self._draft.sending, line)))

    def return_line(self, line: DraftLine, *, into_line: bool) -> None:
        """Put a line that was refused back into the input line, or among the lines to review."""
        sending = _remove_line(self._draft.sending, line)
        if into_line:
            self._store(replace(self._draft, line=line, sending=sending))
        else:
            many = _append_line(self._draft.many, self.format_line(line))
            self._store(replace(self._draft, many=many, sending=sending))

    def set_aside(self) -> str:
        """Put the content of the input line among the lines to review, and return it as it is typed there."""
        if self._draft.line is None:
            return ""
        added = self.format_line(self._draft.line)
        self._store(replace(self._draft, line=None, many=_append_line(self._draft.many, added)))
        return added

    def take_from(self, other: BoardDraft) -> None:
        """Take the lines to review of another draft, and leave it without them."""
        if other.draft.many:
            self.set_many(_append_line(self._draft.many, other.draft.many))
            other.set_many("")

    def drop_waiting(self, text: str) -> None:
        """Take this line from the lines to review, where it waited until it was said in another way."""
        lines = self._draft.many.splitlines()
        if text in lines:
            lines.remove(text)
            self.set_many("\n".join(lines))

    def adopt_leftovers(self) -> None:
        """Take what was left unsaid on the boards of meetings that have closed since, to be reviewed.

        Boards of other kinds too, which may not be asked again for long: nobody would find the words there.
        """
        left_ids = {int(path.name.split("-")[1]) for path in self._folder.glob("board-[0-9]*-*.json")}
        for board in self._session.all(models.Board, "meeting_id <> ?", (self._board.meeting_id,)):
            meeting = self._session.get(models.Meeting, board.meeting_id) if board.id in left_ids else None
            if meeting is None or meeting.status != "closed":
                continue
            begun = board.model_copy(update={name: getattr(self._board, name) for name in PRIVACY_COLUMNS})
            if has_draft(self._session, begun, self._env, place=self._place):
                left = BoardDraft(self._session, begun, self._env, place=self._place)
                left.restore_interrupted()
                left.set_aside()
                if left.draft.many:
                    self.adopted_from.append(f"{board.kind} in {meeting.kind} meeting {meeting.number}")
                self.take_from(left)
                left.close()

    def set_many(self, many: str, *, from_line: bool = False) -> None:
        """Store the lines to review."""
        line = None if from_line else self._draft.line
        if many != self._draft.many or line != self._draft.line:
            self._store(replace(self._draft, many=many, line=line))

    def start_sending_many(self, lines: list[tuple[str, models.Member | None]], rest: str) -> list[DraftLine]:
        """Move these of the reviewed lines to the lines being sent, and return them; `rest` stays to be reviewed."""
        started = [self._new_line(text, author) for text, author in lines]
        self._store(replace(self._draft, sending=(*self._draft.sending, *started), many=rest))
        return started

    def restore_interrupted(self) -> None:
        """Put lines that were being sent when the program ended, and are no cards, into the input line or among those
        to review."""
        draft = self._draft
        sending = list(draft.sending)
        line, many = draft.line, draft.many
        if line is None and len(sending) == 1:
            line = sending.pop()
        for unsaid in sending:
            many = _append_line(many, self.format_line(unsaid))
        if sending or line is not draft.line:
            self._store(Draft(line, (), many))

    def format_line(self, line: DraftLine) -> str:
        """Return the line as it is typed among many: with `@name`, since the other lines may have other authors."""
        author_name = line.author_name or next(
            (person.name for person in list_members(self._session) if person.id == line.author_id), None
        )
        return f"{MENTION_SIGN}{author_name} {line.text}" if author_name else line.text

    def _new_line(self, text: str, author: models.Member | None) -> DraftLine:
        # For an anonymous board no name is stored, in the draft either.
        if author is None or self._board.anonymous:
            return DraftLine(text, None, self._session.timestamp)
        return DraftLine(text, author.id, self._session.timestamp, author.name)

    # -- the file

    def pending_save(self) -> Future[None]:
        """Return a future that is done once all changes so far are in the file; if that failed, `problem` says why."""
        with self._lock:
            return self._last_write

    def wait_until_saved(self) -> None:
        """Block until all changes so far are in the file, or have failed; call it before painting typed text.

        After `PAINT_SECONDS` it returns anyway, with `problem` set, and at once until that write is done: a disk that
        hangs does not hang the screen.
        """
        if self._hanging is not None and not self._hanging.done():
            return
        with self._lock:
            last = self._last_write
        try:
            last.result(PAINT_SECONDS)
        except TimeoutError:
            self._hanging = last
            self.problem = (
                f"Drafts can't be saved in {self.path.parent}: it takes longer than "
                f"{PAINT_SECONDS:g} s to write. You can go on typing; choose another folder with HUDDLE_HOME."
            )

    def close(self) -> None:
        """Finish pending writes and release the file. The draft stays for the next time."""
        self._thread.shutdown(wait=True)
        if self._lock_handle is not None:
            os.close(self._lock_handle)
            self._lock_handle = None

    def _store(self, draft: Draft) -> None:
        with self._lock:
            self._draft = draft
            if self._is_waiting:  # the pending write will include this
                return
            self._is_waiting = True
            self._last_write = self._thread.submit(self._write)

    def _write(self) -> None:
        with self._lock:
            draft, self._is_waiting = self._draft, False
        try:
            if draft:
                write_private_file(self.path, json.dumps(asdict(draft), ensure_ascii=False))
            else:
                self.path.unlink(missing_ok=True)
            self.problem = ""
        except OSError as error:
            self.problem = (
                f"Drafts can't be saved in {self.path.parent} ({error.strerror}). "
                "You can go on typing. Free some space, or choose another folder with HUDDLE_HOME."
            )

    def _choose_path(self) -> Path:
        """Return the first file that no other running terminal holds, one with a draft before an empty one."""
        with suppress(OSError):
            make_private_folder(self._folder)
        name = _file_name(self._folder, self._session, self._board, self._place)
        paths = [self._folder / f"{name}-{slot}.json" for slot in range(1, MAX_SLOTS + 1)]
        with suppress(OSError):
            for path in sorted(paths, key=lambda candidate: not candidate.exists()):
                self._lock_handle = _take_lock(path.with_suffix(".lock"))
                if self._lock_handle is not None:
                    return path
        return self._folder / f"{name}-{os.getpid()}.json"


PRIVACY_COLUMNS = ("anonymous", "hidden", "revealed_at")
"""The columns of a board that say how private its cards are."""


def privacy_of(board: models.Board) -> tuple[bool, bool]:
    """Return whether the board is anonymous, and whether it is hidden, as it is in this row."""
    return board.anonymous, board.hidden and board.revealed_at is None


def more_private_ways(board: models.Board) -> list[models.Board]:
    """Return the board as it would be in each more private way than it is now."""
    now = privacy_of(board)
    ways = [(anonymous, hidden) for anonymous in (False, True) for hidden in (False, True)]
    return [
        board.model_copy(update={"anonymous": way[0], "hidden": way[1], "revealed_at": None})
        for way in ways
        if way != now and way[0] >= now[0] and way[1] >= now[1]
    ]


def has_draft(session: Session, board: models.Board, env: Mapping[str, str] | None = None, *, place: str = "") -> bool:
    """Return whether a draft was kept that was begun on the board as private as it is in this row."""
    folder = private_folder(session, env)
    name = _file_name(folder, session, board, place)
    return any((folder / f"{name}-{slot}.json").exists() for slot in range(1, MAX_SLOTS + 1))


def _file_name(folder: Path, session: Session, board: models.Board, place: str) -> str:
    """Return how the names of the board's draft files begin."""
    anonymous, hidden = privacy_of(board)
    ways = [name for name, applies in (("anonymous", anonymous), ("hidden", hidden), (place, place)) if applies]
    return "-".join(["board", str(board.id), *ways, owner_mark(folder, session.viewer.member_id)])


def read_unsent(session: Session, board: models.Board, path: Path) -> Draft:
    """Return the draft in a file of that board, without the lines that have become cards since. Never raises for it."""
    return remove_sent_lines(session, board, _read(path))


def remove_sent_lines(session: Session, board: models.Board, draft: Draft) -> Draft:
    """Return the draft without the lines that have become cards since they were typed.

    A card counts when this typist stated the same text for the same author after that time; each card accounts for one
    line.
    """
    if not draft:
        return draft
    card_counts: Counter[tuple[str, int | None, str]] = Counter(
        (card.text, card.member_id, card.said_at) for card in _cards_of_typist(session, board)
    )

    def is_unsent(line: DraftLine) -> bool:
        # An anonymous card stores only the minute.
        since = f"{line.at[:16]}:00.000Z" if board.anonymous else line.at
        author = None if board.anonymous else line.author_id or session.viewer.member_id
        for text, author_id, said_at in sorted(card_counts, key=lambda card_key: card_key[2]):
            if (
                card_counts[text, author_id, said_at]
                and text == clean(line.text)
                and author_id == author
                and said_at >= since
            ):
                card_counts[text, author_id, said_at] -= 1
                return False
        return True

    sending = tuple(line for line in draft.sending if is_unsent(line))
    line = draft.line if draft.line is not None and is_unsent(draft.line) else None
    return Draft(line, sending, draft.many)


_NOT_TOLD = "9999"
"""Later than every time: when something that waits was said is not known."""


def _cards_of_typist(session: Session, board: models.Board) -> list[models.Card]:
    """Return the cards that this typist stated or typed on the board; all cards of an anonymous one, where that is
    unknown."""
    if board.anonymous:
        # On a hidden board, cards that an earlier session stated would be missing.
        told = session.all_exempt(models.Card, "board_cards", "board_id = ?", (board.id,))
        waiting = [
            models.Card(board_id=board.id, text=text, said_at=_NOT_TOLD) for text in waiting_texts(session, board)
        ]
        return told + waiting
    me = session.viewer.member_id
    return session.all(models.Card, "board_id = ? AND ifnull(typed_by, member_id) = ?", (board.id, me))


def _append_line(many: str, line: str) -> str:
    return f"{many.rstrip()}\n{line}" if many.strip() else line


def _remove_line(sending: tuple[DraftLine, ...], unsaid: DraftLine) -> tuple[DraftLine, ...]:
    """Return the lines without this object, compared by identity: the same text may be sent twice."""
    for index, line in enumerate(sending):
        if line is unsaid:
            return sending[:index] + sending[index + 1 :]
    return sending


def _read(path: Path) -> Draft:
    """Return the draft in the file; an empty one when there is no valid draft."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        line = values["line"]
        return Draft(
            line=_parse_line(line) if line else None,
            sending=tuple(_parse_line(entry) for entry in values["sending"]),
            many=str(values["many"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Draft()


def _parse_line(values: dict[str, object]) -> DraftLine:
    author = values["author_id"]
    return DraftLine(
        str(values["text"]),
        author if isinstance(author, int) else None,
        str(values["at"]),
        str(values.get("author_name", "")),
    )


def _take_lock(lock: Path) -> int | None:
    """Lock the file for as long as this process runs and return its handle; None when another process holds it."""
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    if sys.platform != "win32":
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return None
    return handle
