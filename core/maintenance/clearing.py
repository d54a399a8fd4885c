"""What follows when old words were sealed or erased: nothing of them stays in the file, and in automatic copies.

That it is due is stored in the file, in the same change, and stays until it was done whole: a process may be killed,
and a file locked. Then the next one does it.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.access.session import Session
from core.errors import HuddleError
from data.automatic_copies import replace_copies
from data.clear_due import mark_cleared, read_clear_due
from data.overwritten import overwrite_old_content


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was done after sealing or erasing."""

    is_whole: bool
    """Whether no older version is left in the file and its log."""
    removed_copies: int
    """How many automatic copies from before were removed."""
    problems: tuple[str, ...] = ()
    """What the check found wrong; the copies are kept then."""
    uncopied: str = ""
    """Why the copies could not be replaced by a new one; empty when they were, or were kept for the problems."""

    @property
    def sentences(self) -> list[str]:
        """What the member should know."""
        told = []
        if not self.is_whole:
            told.append("Older versions stay in the log until everyone has closed the file.")
        if self.problems:
            told.append(f"Earlier automatic copies were kept, because a check found: {self.problems[0]}")
        elif self.uncopied:
            told.append(f"Earlier automatic copies were kept: {self.uncopied}")
        told.append("Your own backups still hold the older versions.")
        return told


def clear_old_words(session: Session) -> Cleared:
    """Overwrite what is left in the session's file of words that were replaced, check it, and replace the automatic
    copies from before by a new one. It takes about a second for 100 MB: not for the event loop.

    Unless all of it was done, it stays due. Raises `HuddleError` when the file stays locked by another program.
    """
    from core.maintenance.check import check_file  # slow, and seldom needed

    due, path = read_clear_due(session.store), session.store.path
    is_whole = overwrite_old_content(path)
    problems = tuple(check_file(path))
    removed, uncopied = 0, ""
    if not problems:
        try:
            removed = replace_copies(path, session.today)
        except HuddleError as error:
            uncopied = str(error)
    if is_whole and not problems and not uncopied:
        mark_cleared(session.store, due, session.timestamp)
    return Cleared(is_whole, removed, problems, uncopied)


def clear_if_due(session: Session) -> list[str]:
    """Do what `clear_old_words` does where it is due, and return what is to be told; nothing where it is not due.

    Where it fails it stays due, and the sentences say why. Nothing is done where the file may only be read, or is not
    where it was. It may be slow: not for the event loop.
    """
    store = session.store
    try:
        if not store.is_writable or store.is_left or not read_clear_due(store):
            return []
        return clear_old_words(session).sentences
    except HuddleError as error:
        return [f"Older versions of sealed or erased text are still in the file. Huddle will try again: {error}"]
