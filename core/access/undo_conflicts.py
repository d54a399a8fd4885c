"""Why a change cannot be undone: who has changed the same rows, or added rows that refer to them, since."""

from __future__ import annotations

import json
from collections.abc import Iterator

from core import models
from core.access.open_votes import is_a_vote_open
from core.access.viewer import Viewer
from core.access.visibility import query_visible, read_exempt, read_visible
from core.values.erased_words import FORMER_MEMBER
from data.sqlite import placeholders
from data.store import Store

CHANGE_PHRASES = {
    "account.handed_over": "moved it to another owner",
    "account.touched": "contacted it",
    "card.taken_back": "deleted it",
    "commitment.kept": "marked it as kept",
    "commitment.missed": "marked it as missed",
    "commitment.reopened": "reopened it",
    "commitment.reworded": "edited it",
    "commitment.time_kept": "marked it as kept",
    "commitment.time_missed": "marked it as missed",
    "trend.cards_moved": "moved it",
    "trend.dissolved": "deleted its trend",
    "trend.made": "put it into a new trend",
    "trend.merged": "merged it with another trend",
    "trend.renamed": "renamed it",
    "stage.started": "moved the meeting on",
    "meeting.closed": "ended the meeting",
    "meeting.taken_over": "taken over hosting",
    "pair.drawn": "drawn again",
    "pair.ended": "ended it",
    "win.marked": "marked it as a big win",
    "praise.shared": "shared it",
    "timer.set": "set the timer",
    "timer.extended": "extended the timer",
}
"""What a later change did to the same row, by journal event; completes “has …”."""

DEPENDENT_PHRASES = {
    "commitment.taken_on": "committed to it",
    "hurdle.handed_on": "resolved it",
    "hurdle.solved": "resolved it",
    "trend.cards_moved": "put cards into it",
    "trend.made": "grouped it",
    "trend.merged": "merged another trend into it",
}
"""What a later change did that made another row refer to this one, by journal event; completes “has …”."""

MAX_LATER_ROWS = 200
"""How many later journal rows are examined: the latest ones are those that prevent the undo."""


def describe_undo_conflict(viewer: Viewer, store: Store, entry: models.JournalEntry) -> str | None:
    """Return a sentence that says whose later change prevents undoing `entry`; None when the viewer may not know.

    The author of an anonymous change is unknown, and rows that the viewer may not see, such as votes, are not
    mentioned.
    """
    later = sorted(
        [(row, CHANGE_PHRASES, "changed it") for row in _later_changes_to_same_rows(store, entry)]
        + [(row, DEPENDENT_PHRASES, "made changes that depend on it") for row in _later_references(store, entry)],
        key=lambda later_row: -later_row[0].id,
    )
    ids = [row.id for row, *_ in later]
    visible_ids = {
        row.id for row in read_visible(viewer, store, models.JournalRow, f"id IN ({placeholders(ids)})", ids)
    }
    for row, phrases, default_phrase in later:
        entry_of_row = store.get(models.JournalEntry, row.journal_id)
        if row.id not in visible_ids or entry_of_row is None:
            continue
        if entry_of_row.what == "votes.revealed":
            return "The votes were revealed since, so this can't be undone."
        phrase = phrases.get(entry_of_row.what, default_phrase)
        if viewer.is_member(entry_of_row.by):
            return f"You have {phrase} since. Undo that first."
        member = next(iter(read_visible(viewer, store, models.Member, "id = ?", (entry_of_row.by,))), None)
        if member is None:
            return f"Someone has {phrase} since, so this can't be undone."
        return f"{member.name} has {phrase} since. Ask {member.name} to undo that first."
    return None


def undo_refusal(viewer: Viewer, store: Store, entry: models.JournalEntry) -> str | None:
    """Return why a rule keeps `entry` from being undone, as a sentence; None when none does. For use inside the change
    that would undo it."""
    if was_erased(viewer, store, entry):
        return "This was erased at a member's request, so it can't be undone."
    if would_expose_hidden_board(viewer, store, entry):
        return "There are cards already, so this can't change now."
    if has_meeting_moved_on(viewer, store, entry):
        return "The meeting has moved on since, so this can't be undone. Add the card again instead."
    if would_open_private_amounts(viewer, store, entry):
        return "Amounts were logged privately since, so the metric stays private. End it, and add a new one."
    if was_rating_discussed(viewer, store, entry):
        return "The review has started, so ratings can't be undone."
    if would_tell_votes_of_fewer(viewer, store, entry):
        return "Voting is open, so this can't be undone until the votes are revealed."
    if would_set_anothers_login(viewer, store, entry):
        return "They have a passphrase now, so only they can change their login."
    if would_leave_no_leader(viewer, store, entry):
        return "The team needs a leader. Make someone else leader first."
    if would_act_as_leader(viewer, store, entry):
        return "You are no longer the leader. Ask the leader to change this."
    return None


def was_erased(viewer: Viewer, store: Store, entry: models.JournalEntry) -> bool:
    """Return whether `entry` erased a member, or something that it wrote was erased, or is the row of a member who
    is."""
    if entry.what == "member.erased":
        return True
    return bool(
        query_visible(
            viewer,
            store,
            "SELECT 1 FROM visible_erased WHERE journal_id = :entry "
            "UNION ALL SELECT 1 FROM exempt_changed_rows JOIN visible_member AS former ON former.id = row_id "
            "WHERE journal_id = :entry AND row_table = 'member' AND former.name LIKE :former LIMIT 1",
            {"entry": entry.id, "former": f"{FORMER_MEMBER}%"},
        )
    )


def would_act_as_leader(viewer: Viewer, store: Store, entry: models.JournalEntry) -> bool:
    """Return whether the viewer made `entry` as a leader, is none now, and it concerns more than their own rows."""
    if viewer.is_leader or entry.by is None:
        return False
    was_leader = query_visible(
        viewer,
        store,
        "SELECT 1 FROM exempt_changed_rows WHERE row_table = 'member' AND row_id = ? AND journal_id >= ? "
        "AND json_extract(before, '$.role') = 'leader' LIMIT 1",
        (entry.by, entry.id),
    )
    return bool(was_leader) and bool(
        query_visible(
            viewer,
            store,
            "SELECT 1 FROM exempt_changed_rows WHERE journal_id = ? "
            "AND json_extract(ifnull(after, before), '$.member_id') IS NOT ? LIMIT 1",
            (entry.id, entry.by),
        )
    )


def would_expose_hidden_board(viewer: Viewer, store: Store, entry: models.JournalEntry) -> bool:
    """Return whether undoing `entry` would expose cards that were stated on a hidden or anonymous board.

    The members who stated them relied on that setting.
    """
    if entry.what != "board.set":
        return False
    return bool(
        query_visible(
            viewer,
            store,
            "SELECT 1 FROM exempt_changed_rows JOIN "
            "(SELECT board_id FROM exempt_cards_said UNION SELECT board_id FROM exempt_mailbox) "
            "ON board_id = row_id WHERE journal_id = ? AND row_table = 'board' "
            "AND (json_extract(before, '$.hidden') <> json_extract(after, '$.hidden') "
            "OR json_extract(before, '$.anonymous') <> json_extract(after, '$.anonymous')) LIMIT 1",
            (entry.id,),
        )
    )


def has_meeting_moved_on(viewer: Viewer, store: Store, entry: models.JournalEntry) -> bool:
    """Return whether `entry` took a card back, and the meeting has since come to another stage or board, or ended.

    A card that comes back alone, where nobody looks, would be published unseen, and on an anonymous board it would name
    its author.
    """
    if entry.what != "card.taken_back":
        return False
    moves = "'stage.started', 'board.turned_to', 'meeting.closed'"
    return bool(
        query_visible(
            viewer,
            store,
            f"SELECT 1 FROM journal WHERE id > ? AND meeting_id = ? AND what IN ({moves}) LIMIT 1",
            (entry.id, entry.meeting_id),
        )
    )


def would_leave_no_leader(viewer: Viewer, store: Store, entry: models.JournalEntry) -> bool:
    """Return whether undoing `entry`, which made somebody leader or brought a leader back, would leave the team without
    one."""
    others = query_visible(
        viewer,
        store,
        "SELECT 1 FROM member WHERE role = 'leader' AND left_on IS NULL AND id NOT IN ("
        "SELECT row_id FROM exempt_changed_rows WHERE journal_id = :entry AND row_table = 'member' "
        "AND json_extract(after, '$.role') = 'leader' AND json_extract(after, '$.left_on') IS NULL "
        "AND (before IS NULL OR json_extract(before, '$.role') <> 'leader' "
        "OR json_extract(before, '$.left_on') IS NOT NULL)) LIMIT 1",
        {"entry": entry.id},
    )
    return not others


def would_set_anothers_login(viewer: Viewer, store: Store, entry: models.JournalEntry) -> bool:
    """Return whether undoing `entry` would change the login of another member, who has chosen a passphrase since."""
    return bool(
        query_visible(
            viewer,
            store,
            "SELECT 1 FROM exempt_login_changes JOIN exempt_locks ON member_id = row_id "
            "WHERE journal_id = ? AND row_id <> ? LIMIT 1",
            (entry.id, viewer.member_id),
        )
    )


def would_tell_votes_of_fewer(viewer: Viewer, store: Store, entry: models.JournalEntry) -> bool:
    """Return whether undoing `entry` would tell an open vote from fewer voters on than now."""
    if not is_a_vote_open(viewer, store):
        return False
    return bool(
        query_visible(
            viewer,
            store,
            "SELECT 1 FROM exempt_changed_rows WHERE journal_id = ? AND row_table = 'team' "
            "AND json_extract(before, '$.voters_min') < json_extract(after, '$.voters_min')",
            (entry.id,),
        )
    )


def would_open_private_amounts(viewer: Viewer, store: Store, entry: models.JournalEntry) -> bool:
    """Return whether `entry` made a metric private, and somebody has entered an amount on it since."""
    if entry.what != "metric.made_private":
        return False
    return bool(
        query_visible(
            viewer,
            store,
            "SELECT 1 FROM exempt_changed_rows AS amount WHERE row_table = 'entry' AND journal_id > :entry "
            "AND json_extract(ifnull(after, before), '$.metric_id') IN "
            "(SELECT row_id FROM journal_row WHERE journal_id = :entry) LIMIT 1",
            {"entry": entry.id},
        )
    )


def was_rating_discussed(viewer: Viewer, store: Store, entry: models.JournalEntry) -> bool:
    """Return whether `entry` is a rating that the two members have met about since: both have seen it, so it stays."""
    if entry.what != "review.rated":
        return False
    return bool(
        query_visible(
            viewer,
            store,
            "SELECT 1 FROM exempt_changed_rows AS mine JOIN exempt_meetings_of_two AS conversation "
            "ON conversation.id = json_extract(ifnull(mine.after, mine.before), '$.conversation_id') "
            "JOIN exempt_changed_rows AS later ON later.row_table = 'conversation' AND later.row_id = conversation.id "
            "AND later.journal_id > mine.journal_id AND json_extract(later.after, '$.status') <> 'planned' "
            "WHERE mine.journal_id = ? AND mine.row_table = 'rating' AND conversation.status <> 'planned' LIMIT 1",
            (entry.id,),
        )
    )


# Changes that were undone since, and the undoing itself, do not prevent an undo.
_IN_EFFECT = (
    "journal_id NOT IN (SELECT undoes FROM journal WHERE undoes IS NOT NULL) "
    "AND journal_id NOT IN (SELECT id FROM journal WHERE undoes IS NOT NULL)"
)


def _later_changes_to_same_rows(store: Store, entry: models.JournalEntry) -> Iterator[models.JournalRow]:
    """Yield later journal rows, newest first, that set a column which `entry` wrote, or added or removed the row."""
    written = {
        (row.row_table, row.row_id): row
        for row in read_exempt(store, models.JournalRow, "changed_rows", "journal_id = ?", (entry.id,))
    }
    later = read_exempt(
        store,
        models.JournalRow,
        "changed_rows",
        f"id IN (SELECT later.id FROM exempt_changed_rows AS mine JOIN exempt_changed_rows AS later USING "
        f"(row_table, row_id) "
        f"WHERE mine.journal_id = ? AND later.journal_id > mine.journal_id) AND {_IN_EFFECT}",
        (entry.id,),
        order="id DESC",
        limit=MAX_LATER_ROWS,
    )
    for row in later:
        own_columns = _changed_columns(written[row.row_table, row.row_id])
        if own_columns is None or (later_columns := _changed_columns(row)) is None or own_columns & later_columns:
            yield row


def _later_references(store: Store, entry: models.JournalEntry) -> list[models.JournalRow]:
    """Return later journal rows, newest first, that made a row refer to a row that `entry` added."""
    names = "'$.' || mine.row_table || '_id'"
    return read_exempt(
        store,
        models.JournalRow,
        "changed_rows",
        f"id IN (SELECT later.id FROM exempt_changed_rows AS mine JOIN exempt_changed_rows AS later "
        f"ON later.journal_id > mine.journal_id AND json_extract(later.after, {names}) = mine.row_id "
        f"AND json_extract(later.before, {names}) IS NOT mine.row_id "
        f"WHERE mine.journal_id = ? AND mine.before IS NULL) AND {_IN_EFFECT}",
        (entry.id,),
        order="id DESC",
        limit=MAX_LATER_ROWS,
    )


def _changed_columns(row: models.JournalRow) -> set[str] | None:
    """Return the columns that a change set; None when it added or removed the whole row."""
    if row.before is None or row.after is None:
        return None
    before, after = json.loads(row.before), json.loads(row.after)
    return {name for name in after if after[name] != before.get(name)}
