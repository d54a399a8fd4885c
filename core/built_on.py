"""Why a change cannot be taken back any more: who has built on it since, and how."""

from __future__ import annotations

import json
from collections.abc import Iterator

from core.visibility import Viewer, visible
from data.models import JournalEntry, JournalRow, Member
from data.store import Store

DONE = {
    "account.handed_over": "handed it over",
    "account.touched": "been in touch with it",
    "card.taken_back": "taken it back",
    "commitment.kept": "marked it as kept",
    "commitment.missed": "marked it as missed",
    "commitment.reopened": "opened it again",
    "commitment.reworded": "reworded it",
    "commitment.time_kept": "said that it was kept",
    "commitment.time_missed": "said that it was missed",
    "trend.cards_moved": "moved it",
    "trend.dissolved": "dissolved its trend",
    "trend.made": "put it into a new trend",
    "trend.merged": "merged it with another trend",
    "trend.renamed": "renamed it",
    "stage.started": "moved the meeting on",
    "meeting.closed": "closed the meeting",
    "meeting.taken_over": "taken over hosting",
    "pair.drawn": "drawn again",
    "pair.ended": "ended it",
    "win.marked": "marked it as a big win",
    "praise.shared": "decided who reads it",
    "timer.set": "set the timer",
    "timer.extended": "extended the timer",
}
"""What a change did to a row, after “has”."""

DONE_WITH = {
    "commitment.taken_on": "taken it on",
    "hurdle.handed_on": "settled it",
    "hurdle.solved": "settled it",
    "trend.cards_moved": "put cards into it",
    "trend.made": "grouped it",
    "trend.merged": "merged another trend into it",
}
"""What a change did that made another row stand on it."""

MOST = 200
"""So many later rows are looked at: the last ones are what stands in the way."""


def built_on(viewer: Viewer, store: Store, entry: JournalEntry) -> str | None:
    """The sentence that says who has built on this change, and how; None where the viewer may not know.

    Who made an anonymous change is not known, and what nobody may see, a vote, is not told.
    """
    later = sorted(
        [(row, DONE, "changed it") for row in _changed(store, entry)]
        + [(row, DONE_WITH, "built on it") for row in _standing_on(store, entry)],
        key=lambda found: -found[0].id,
    )
    seen = {row.id for row in visible(viewer, store, JournalRow, [row for row, *_ in later])}
    for row, words, else_done in later:
        change = store.get(JournalEntry, row.journal_id)
        if row.id not in seen or change is None:
            continue
        done = words.get(change.what, else_done)
        if viewer.is_member(change.by):
            return f"You have {done} yourself since. Take that back first."
        member = store.get(Member, change.by) if change.by else None
        if member is None:
            return f"Somebody has {done} since, so it stays as it is now."
        return f"{member.name} has {done} since. Ask {member.name} to take that back first."
    return None


def opens_hidden(store: Store, entry: JournalEntry) -> bool:
    """Whether taking the change back would show what was said on a board that was hidden or anonymous by it: who spoke
    there since trusted what it was."""
    if entry.what != "board.set":
        return False
    return bool(
        store.query(
            "SELECT 1 FROM journal_row JOIN card ON board_id = row_id WHERE journal_id = ? AND row_table = 'board' "
            "AND (json_extract(before, '$.hidden') <> json_extract(after, '$.hidden') "
            "OR json_extract(before, '$.anonymous') <> json_extract(after, '$.anonymous')) LIMIT 1",
            (entry.id,),
        )
    )


def leaves_no_leader(store: Store, entry: JournalEntry) -> bool:
    """Whether taking the change back would leave nobody who leads the team: it made somebody the leader, or brought
    them back, and nobody else leads by now."""
    others = store.query(
        "SELECT 1 FROM member WHERE role = 'leader' AND left_on IS NULL AND id NOT IN ("
        "SELECT row_id FROM journal_row WHERE journal_id = :entry AND row_table = 'member' "
        "AND json_extract(after, '$.role') = 'leader' AND json_extract(after, '$.left_on') IS NULL "
        "AND (before IS NULL OR json_extract(before, '$.role') <> 'leader' "
        "OR json_extract(before, '$.left_on') IS NOT NULL)) LIMIT 1",
        {"entry": entry.id},
    )
    return not others


def was_met_over(store: Store, entry: JournalEntry) -> bool:
    """Whether the change is a rating over which the two have met since: what both have seen stays."""
    if entry.what != "review.rated":
        return False
    return bool(
        store.query(
            "SELECT 1 FROM journal_row AS mine JOIN conversation "
            "ON conversation.id = json_extract(ifnull(mine.after, mine.before), '$.conversation_id') "
            "JOIN journal_row AS later ON later.row_table = 'conversation' AND later.row_id = conversation.id "
            "AND later.journal_id > mine.journal_id AND json_extract(later.after, '$.status') <> 'planned' "
            "WHERE mine.journal_id = ? AND mine.row_table = 'rating' AND conversation.status <> 'planned' LIMIT 1",
            (entry.id,),
        )
    )


# Neither what was taken back since nor the taking back is in anybody's way.
_STANDING = (
    "journal_id NOT IN (SELECT undoes FROM journal WHERE undoes IS NOT NULL) "
    "AND journal_id NOT IN (SELECT id FROM journal WHERE undoes IS NOT NULL)"
)


def _changed(store: Store, entry: JournalEntry) -> Iterator[JournalRow]:
    """Later rows of the journal, the newest first, that touch what this change wrote."""
    written = {(row.row_table, row.row_id): row for row in store.read(JournalRow, "journal_id = ?", (entry.id,))}
    later = store.read(
        JournalRow,
        f"id IN (SELECT later.id FROM journal_row AS mine JOIN journal_row AS later USING (row_table, row_id) "
        f"WHERE mine.journal_id = ? AND later.journal_id > mine.journal_id) AND {_STANDING}",
        (entry.id,),
        order="id DESC",
        limit=MOST,
    )
    for row in later:
        mine = _set_by(written[row.row_table, row.row_id])
        if mine is None or (theirs := _set_by(row)) is None or mine & theirs:
            yield row


def _standing_on(store: Store, entry: JournalEntry) -> list[JournalRow]:
    """Later rows of the journal, the newest first, that made something stand on a row that this change added."""
    names = "'$.' || mine.row_table || '_id'"
    return store.read(
        JournalRow,
        f"id IN (SELECT later.id FROM journal_row AS mine JOIN journal_row AS later "
        f"ON later.journal_id > mine.journal_id AND json_extract(later.after, {names}) = mine.row_id "
        f"AND json_extract(later.before, {names}) IS NOT mine.row_id "
        f"WHERE mine.journal_id = ? AND mine.before IS NULL) AND {_STANDING}",
        (entry.id,),
        order="id DESC",
        limit=MOST,
    )


def _set_by(row: JournalRow) -> set[str] | None:
    """The columns that a change set; None for one that added or removed the row whole."""
    if row.before is None or row.after is None:
        return None
    before, after = json.loads(row.before), json.loads(row.after)
    return {name for name in after if after[name] != before.get(name)}
