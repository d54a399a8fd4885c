"""What is read past the rules of visibility: each with the statement that reads it and the reason why it may.

This list is complete: SQLite refuses every other read past the rules. Standard library only.
"""

from __future__ import annotations

EXEMPT = "exempt_"
"""A statement puts this before the name of an exemption that it reads."""


class Exemption:
    """A read past the rules. A plain class: commands that must answer at once load it."""

    __slots__ = ("columns", "condition", "reason", "table")

    def __init__(self, table: str, columns: str, reason: str, condition: str = "1") -> None:
        self.table = table
        self.columns = columns
        """The columns that are read, as SQL: of what is only counted no words and no amounts."""
        self.reason = reason
        """Why everybody may know this, or why nobody is told."""
        self.condition = condition
        """The rows that are read, as SQL."""


EXEMPTIONS = {
    "absent_days": Exemption(
        "absence",
        "member_id, starts_on, ends_on",
        "Working days without them are counted on every board, on the projector's too. The days are not shown there.",
    ),
    "accounts": Exemption(
        "account",
        "id, name, member_id, opened_by, touched_on",
        "An import finds all accounts of the team, for every member who may run it.",
    ),
    "additions": Exemption(
        "journal_row",
        "id, journal_id, row_table, row_id, before IS NULL AS is_addition",
        "Which rows a change added, and when: of rows that the viewer may see, of the session's own, and of ratings, "
        "to count the late ones.",
    ),
    "board_cards": Exemption(
        "card",
        "*",
        "A draft that was sent already is found among the cards, so that it is not sent again. No card is shown.",
    ),
    "cards_said": Exemption(
        "card",
        "id, board_id, member_id, typed_by, group_id, said_at, carried_from",
        "Everyone sees how many cards members and groups have added, on hidden boards too, and in the minutes who took "
        "part. No text is read.",
    ),
    "carried_cards": Exemption(
        "card",
        "id, carried_from",
        "In how many meetings a hurdle was named counts the cards it was carried from, on hidden boards too.",
    ),
    "changed_rows": Exemption(
        "journal_row",
        "*",
        "Undo looks whether others have built on a change; it names only what its viewer may see.",
    ),
    "commitment_versions": Exemption(
        "journal_row",
        "id, journal_id, row_id, after",
        "Minutes tell the commitments that their reader may see as they were when the meeting closed.",
        "row_table = 'commitment'",
    ),
    "entry_days": Exemption(
        "entry",
        "id, metric_id, day",
        "A month with entries from before its metric was private is not shown: everyone knew them. No amount is read.",
    ),
    "imported_entries": Exemption(
        "entry",
        "*",
        "An import updates the entries that it made, including those that the importing member may not see.",
    ),
    "imported_rows": Exemption(
        "journal_row",
        "id, journal_id, before IS NULL AS is_addition, after IS NULL AS is_removal",
        "The list of imports tells how many entries and targets each added, changed and removed. No amount is read.",
        "row_table IN ('entry', 'target')",
    ),
    "locks": Exemption("member_lock", "*", "A typed passphrase is tried on it. It is never shown."),
    "login_changes": Exemption(
        "journal_row",
        "id, journal_id, row_id, json_extract(after, '$.login') AS login",
        "Everyone sees when a login was set or removed: its user acts as that member.",
        "row_table = 'member' AND before IS NOT NULL AND after IS NOT NULL "
        "AND json_extract(before, '$.login') IS NOT json_extract(after, '$.login')",
    ),
    "logins": Exemption(
        "member",
        "id, name, login, left_on",
        "Finds the member who starts Huddle, before it is known who reads. No login is shown.",
    ),
    "mailbox": Exemption(
        "mailbox",
        "key, board_id, meeting_id, said",
        "A session finds the anonymous cards that it said by their random keys; others count them by threes.",
    ),
    "meeting_versions": Exemption(
        "journal_row",
        "id, journal_id, row_id, after",
        "Who led a meeting for how long: everyone knows the hosts.",
        "row_table = 'meeting'",
    ),
    "meetings_of_two": Exemption(
        "conversation",
        "id, status",
        "Undo must know whether the two have met since a rating. It asks only about the member's own rating.",
    ),
    "member_versions": Exemption(
        "journal_row",
        "id, journal_id, row_id, before",
        "In which group a member was when they began a card. Everyone knows the groups.",
        "row_table = 'member'",
    ),
    "members": Exemption("member", "*", "Finds the member who starts Huddle, before it is known who reads."),
    "metric_versions": Exemption(
        "journal_row",
        "id, journal_id, row_id, before, after",
        "Since when a metric is private: everyone knows the metrics.",
        "row_table = 'metric'",
    ),
    "month_shares": Exemption(
        "entry_day",
        "metric_id, day, member_id, total, entries",
        "Whether a private month's sum may be shown depends on each member's share. `core.metrics.published` reads it.",
    ),
    "outbox": Exemption("outbox", "*", "Every open Huddle sends the messages that wait. It shows none of them."),
    "pulse": Exemption("pulse", "*", "The averages of a meeting are told from three people on, and no single answer."),
    "rated_skills": Exemption(
        "rating",
        "conversation_id, skill_id, by_id",
        "The two of a review see how many skills the other has rated, and no score.",
    ),
    "ready": Exemption(
        "ready",
        "stage_id, member_id",
        "Everyone sees how many are done; only the host and the leader see who. The minutes name them among those "
        "who took part.",
    ),
    "target_owners": Exemption(
        "target",
        "metric_id, starts_on, ends_on",
        "Where a member has a target that the viewer may not see, no sum of targets is shown.",
    ),
    "votes": Exemption("vote", "*", "Sums of votes are told at the reveal, and before it how many have voted."),
    "webhooks": Exemption("webhook", "*", "Every open Huddle sends the messages that wait. It shows no address."),
}
