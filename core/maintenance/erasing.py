"""Takes one person out of a team's file: their words, in the rows and in every old version in the journal, and their
name. Numbers stay in totals. Nothing of it can be undone.

Of each part of the journal that is rewritten the hash stays, so that the chain over the journal still verifies.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from core.access.session import Session
from core.drafts.private_files import owner_mark, private_folder
from core.errors import HuddleError
from core.maintenance.person_in_journal import OldVersions, PersonWords
from core.meeting.lifecycle import open_meeting_or_none
from core.models import MODELS, Alias, Erased, Member, MemberLock, Outbox, Row, StoredKey
from core.team.kept_keys import forget_kept
from core.team.permissions import require_leader
from core.values.erased_words import ERASED, FORMER_MEMBER, is_former_name
from data.chain import hash_entry
from data.change import Change
from data.clear_due import mark_clear_due

TYPED_AS = "as:"
"""What `via` of an entry begins with where a login named the acting member."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased."""

    member: Member
    """The former member, as they are called now."""
    parts: int
    """How many rows and entries of the journal were rewritten."""


def describe_erasure(session: Session, member: Member) -> list[str]:
    """Return what is to be known before a member is erased: what goes, what stays, and what Huddle cannot reach."""
    name = member.name
    return [
        f"This erases {name} from the team's file. It can't be undone.",
        f"Erased: cards, commitments, notes and goals of {name}, with all old versions; their conversations, reviews, "
        "feedback, praise and formal steps; notes on entries, reasons, rating comments and "
        "training topics; name, email, login, territory, key and import names.",
        f"Kept: their numbers in all totals, as “{_free_name(session)}”; team goals and measures; "
        f"anonymous cards; and what others wrote, even if it mentions {name}.",
        f"Not reached: earlier minutes, digests, exports, prints and backups, and drafts of {name} on "
        "other computers. The automatic copies on this computer are replaced.",
    ]


def erase_member(session: Session, member: Member) -> Erasure:
    """Erase a member who has left, and return what they are called now.

    Afterwards the file still holds what was replaced, between its rows: `clear_if_due` overwrites it. Raises
    `HuddleError` unless a leader acts, while a meeting is open, and when the member has not left, or is erased already.
    """
    with session.change("member.erased") as change:
        member = require_erasable(session, member)
        erasing = _Erasing(session, change, PersonWords(session.store, member, _free_name(session)))
        parts = erasing.run()
    _delete_private_files(session, member)
    return Erasure(session.reload(member, "The former member was removed."), parts)


def require_erasable(session: Session, member: Member) -> Member:
    """Return the member as stored. Raises `HuddleError` when they may not be erased now."""
    require_leader(session, "erase a member")
    member = session.reload(member, f"{member.name} is no longer in this file.")
    if session.viewer.is_member(member.id):
        raise HuddleError("You can't erase yourself. Make someone else leader, leave, and let them do it.")
    if is_former_name(member.name):
        raise HuddleError(f"{member.name} is already erased.")
    if member.left_on is None:
        raise HuddleError(
            f"{member.name} is still on the team. End the membership first: huddle member leave '{member.name}'"
        )
    if open_meeting_or_none(session) is not None:
        raise HuddleError("A meeting is running. End it first, so that no screen shows erased text.")
    return member


def _free_name(session: Session) -> str:
    """Return the name that a former member gets: no two have the same."""
    taken = {row["name"].casefold() for row in session.query("SELECT name FROM visible_member")}
    number = 1
    while (name := FORMER_MEMBER if number == 1 else f"{FORMER_MEMBER} {number}").casefold() in taken:
        number += 1
    return name


class _Erasing:
    """One erasure, inside its change."""

    def __init__(self, session: Session, change: Change, words: PersonWords) -> None:
        self._session = session
        self._store = session.store
        self._change = change
        self._words = words

    def run(self) -> int:
        """Replace all words of the person; return how many parts of the journal were rewritten."""
        self._replace_rows()
        erased = [*self._rewrite_versions(), *self._rewrite_entries()]
        parts = len(erased)
        known = {
            (row["journal_id"], row["journal_row_id"])
            for row in self._store.query("SELECT journal_id, journal_row_id FROM erased")
        }
        first = self._store.query("SELECT min(journal_id) AS first FROM chain")[0]["first"]
        self._change.insert_many(
            row for row in erased if row.journal_id > first and (row.journal_id, row.journal_row_id) not in known
        )
        self._remove_rows()
        mark_clear_due(self._change)
        self._change.write_entry()
        return parts

    def _replace_rows(self) -> None:
        for table in self._words.tables:
            for row in self._store.read(MODELS[table], *self._words.rows_of(table)):
                replaced = self._words.replace(table, row.id, row.model_dump(mode="json"))
                if replaced:
                    self._change.replace_stored(row, row.model_copy(update=replaced))

    def _rewrite_versions(self) -> list[Erased]:
        versions = list(OldVersions(self._store, self._words.tables).rewritten(self._words))
        self._change.rewrite_journal((version.id, version.before, version.after) for version in versions)
        return [Erased(journal_id=row.journal_id, journal_row_id=row.id, hash=row.hash) for row in versions]

    def _rewrite_entries(self) -> list[Erased]:
        """Take the person's logins out of how others' steps were typed."""
        entries = [
            entry
            for entry in self._store.query("SELECT * FROM journal WHERE via LIKE ? ORDER BY id", (f"{TYPED_AS}%",))
            if entry["via"].removeprefix(TYPED_AS).casefold() in self._words.logins
        ]
        columns = ("id", "at", "by", "what", "meeting_id", "undoes", "typed_by", "via")
        self._change.rewrite_via([entry["id"] for entry in entries], f"{TYPED_AS}{ERASED}")
        return [
            Erased(journal_id=entry["id"], hash=hash_entry(*(entry[name] for name in columns)).hex())
            for entry in entries
        ]

    def _remove_rows(self) -> None:
        """Delete what is of no use without the person, and count messages about them as sent. By now there are no words
        in it, so none get into the journal."""
        whose = "member_id = ?", (self._words.member_id,)
        rows: Sequence[Row] = [
            *self._store.read(Alias, *whose),
            *self._store.read(StoredKey, *whose),
            *self._store.read(MemberLock, *whose),
        ]
        for row in rows:
            self._change.delete(row)
        for message in self._store.read(Outbox, "sent_at IS NULL"):
            if message.id in self._words.messages:
                self._change.update(message, sent_at=self._session.timestamp, claimed_until=None)


def _delete_private_files(session: Session, member: Member) -> None:
    """Delete the person's drafts and kept key, where this computer's user has them."""
    folder = private_folder(session)
    with suppress(OSError):
        mark = owner_mark(folder, member.id)
        for path in folder.glob(f"*{mark}*"):
            path.unlink(missing_ok=True)
    with suppress(OSError, HuddleError):
        forget_kept(session, member.id)
