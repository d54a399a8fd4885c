"""Queries for commitments: by member, by meeting, and those a meeting reviews. The leader's come first."""

from __future__ import annotations

from collections.abc import Iterable

from core.access.session import Session
from core.commitments.outcomes import OutcomeCalculator
from core.meeting.lifecycle import open_meeting_or_none
from core.models import Attendance, Commitment, CommitmentStatus, Meeting, Member, by_id
from core.values.clock import day_of_timestamp


def list_commitments(
    session: Session,
    *,
    member: Member | None = None,
    status: CommitmentStatus | None = None,
    meeting: Meeting | None = None,
    team: bool = False,
    include_help: bool = False,
) -> list[Commitment]:
    """Return the current wordings of commitments: the leader's, then each member's by name, then the team's.

    `team` returns those of the whole team alone. Help promised to a member is included only with `include_help`, and
    only where the viewer is one of the two: a host may show this list to the whole meeting from their own screen.
    """
    rows = session.all(
        Commitment,
        "replaced_by IS NULL AND (:member IS NULL OR member_id = :member) AND (:status IS NULL OR status = :status) "
        "AND (:meeting IS NULL OR meeting_id = :meeting) AND (NOT :team OR member_id IS NULL) "
        "AND (:helping OR helps_id IS NULL)",
        {
            "member": member.id if member else None,
            "status": status,
            "meeting": meeting.id if meeting else None,
            "team": team,
            "helping": include_help,
        },
    )
    return sort_by_owner(session, rows)


def earlier_wordings(session: Session, commitment: Commitment) -> list[Commitment]:
    """Return the wordings that a commitment has replaced, newest first."""
    earlier: list[Commitment] = []
    now = commitment
    while before := session.all(Commitment, "replaced_by = ?", (now.id,)):
        now = before[0]
        earlier.append(now)
    return earlier


def commitments_to_review(session: Session, meeting: Meeting | None = None) -> list[Commitment]:
    """Return the commitments to review in `meeting`, by default the open one.

    These were taken on before it by the team or by members who have not left, and are open or were closed since the
    last closed meeting. For a meeting that is closed: those that were closed between that meeting and it.
    """
    meeting = session.get(Meeting, meeting.id) if meeting else open_meeting_or_none(session)
    began = meeting.started_at if meeting and meeting.started_at else session.timestamp
    until = meeting.closed_at if meeting and meeting.closed_at else None
    last = session.all(
        Meeting,
        "status = 'closed' AND kind != 'one-on-one' AND closed_at <= ? AND id != ?",
        (began, meeting.id if meeting else 0),
        order="closed_at DESC",
    )
    after = last[0].closed_at or "" if last else ""
    closings = _closings(session)
    left = {member.id for member in session.all(Member, "left_on IS NOT NULL")}

    def is_reviewed(commitment: Commitment) -> bool:
        if (meeting is not None and commitment.meeting_id == meeting.id) or commitment.created_at > began:
            return False
        if commitment.member_id in left:
            return False
        if commitment.status == "open":
            return until is None
        at = closings.get(commitment.id)
        if at is None:  # not closed by a journaled change, such as an import of old notes: only the day is known
            day = commitment.closed_on or day_of_timestamp(commitment.created_at, session.now)
            first = day_of_timestamp(after, session.now) if after else day
            return day >= first and (until is None or day <= day_of_timestamp(until, session.now))
        return at > after and (until is None or at <= until)

    return [commitment for commitment in list_commitments(session) if is_reviewed(commitment)]


def ids_with_commitment(session: Session, meeting: Meeting) -> set[int]:
    """Return the ids of the members who have a commitment from a meeting, or one from before that still runs.

    Help does not count: only two members see it.
    """
    rows = session.all(
        Commitment,
        "replaced_by IS NULL AND helps_id IS NULL AND member_id IS NOT NULL AND (status = 'open' OR meeting_id = ?)",
        (meeting.id,),
    )
    return {commitment.member_id for commitment in rows if commitment.member_id is not None}


def without_commitment(session: Session, meeting: Meeting) -> list[Member]:
    """Return the members in a meeting, without watchers, who are not among `ids_with_commitment`; the leader first,
    then by name."""
    away = {row.member_id for row in session.all(Attendance, "meeting_id = ? AND present = 0", (meeting.id,))}
    people = session.all(Member, "role != 'watcher' AND left_on IS NULL")
    without = [member for member in people if member.id not in away | ids_with_commitment(session, meeting)]
    return sorted(without, key=lambda member: (member.role != "leader", member.name.casefold()))


def count_kept_and_closed(session: Session, member: Member | None = None) -> tuple[int, int]:
    """Return how many commitments were kept, and how many were closed: of one member, or of everybody and the team.

    A recurring commitment counts once for each due day that was answered.
    """
    member_id = member.id if member else None
    outcomes = OutcomeCalculator(session.connection, session.today, member_id=member_id).list_outcomes()
    return sum(outcome.status == "kept" for outcome in outcomes), len(outcomes)


def sort_by_owner(session: Session, unsorted: Iterable[Commitment]) -> list[Commitment]:
    """Return these commitments in the order of their owners: the leader, members by name, then the team."""
    people = by_id(session.all(Member))

    def sort_key(commitment: Commitment) -> tuple[int, str, int]:
        owner = people.get(commitment.member_id or 0)
        if owner is None:
            return 2, "", commitment.id
        return int(owner.role != "leader"), owner.name.casefold(), commitment.id

    return sorted(unsorted, key=sort_key)


def _closings(session: Session) -> dict[int, str]:
    """Return the moment at which each closed commitment was closed, by its id, from the journal."""
    rows = session.query(
        "SELECT journal_row.row_id AS id, max(journal.at) AS at FROM journal_row "
        "JOIN journal ON journal.id = journal_row.journal_id WHERE journal_row.row_table = 'commitment' "
        "AND journal.what IN ('commitment.kept', 'commitment.missed') GROUP BY journal_row.row_id"
    )
    return {row["id"]: row["at"] for row in rows}
