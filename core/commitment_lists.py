"""Which commitments there are: whose, from which meeting, and what is to be looked at now. The leader's come first."""

from __future__ import annotations

from collections.abc import Iterable

from core.clock import day_of
from core.meeting import current
from core.models import Attendance, Commitment, CommitmentStatus, Meeting, Member
from core.reckoning import Reckoning
from core.session import Session


def commitments(
    s: Session,
    *,
    member: Member | None = None,
    status: CommitmentStatus | None = None,
    meeting: Meeting | None = None,
    team: bool = False,
    helping: bool = False,
) -> list[Commitment]:
    """The commitments as they are worded now: the leader's, then each member's by name, then the team's.

    `team` gives those of the whole team alone. Help promised to one member is among them only with `helping`, and then
    for these two people alone: whoever leads a meeting from their own screen shows it to the whole room.
    """
    found = s.all(
        Commitment,
        "replaced_by IS NULL AND (:member IS NULL OR member_id = :member) AND (:status IS NULL OR status = :status) "
        "AND (:meeting IS NULL OR meeting_id = :meeting) AND (NOT :team OR member_id IS NULL) "
        "AND (:helping OR helps_id IS NULL)",
        {
            "member": member.id if member else None,
            "status": status,
            "meeting": meeting.id if meeting else None,
            "team": team,
            "helping": helping,
        },
    )
    return in_order(s, found)


def earlier_wordings(s: Session, c: Commitment) -> list[Commitment]:
    """What it said before it was reworded, newest first."""
    found: list[Commitment] = []
    now = c
    while before := s.all(Commitment, "replaced_by = ?", (now.id,)):
        now = before[0]
        found.append(now)
    return found


def since_last(s: Session, meeting: Meeting | None = None) -> list[Commitment]:
    """What is looked at in `meeting` (the open one when absent): taken on before it, and open, or closed since the
    last meeting, by people who are still on the team. Of a closed meeting: what was closed between the two."""
    meeting = s.get(Meeting, meeting.id) if meeting else current(s)
    began = meeting.started_at if meeting and meeting.started_at else s.moment
    until = meeting.closed_at if meeting and meeting.closed_at else None
    last = s.all(
        Meeting,
        "status = 'closed' AND kind != 'one-on-one' AND closed_at <= ? AND id != ?",
        (began, meeting.id if meeting else 0),
        order="closed_at DESC",
    )
    after = last[0].closed_at or "" if last else ""
    closings = _closings(s)
    left = {member.id for member in s.all(Member, "left_on IS NOT NULL")}

    def looked_at(c: Commitment) -> bool:
        if (meeting is not None and c.meeting_id == meeting.id) or c.created_at > began:
            return False
        if c.member_id in left:
            return False
        if c.status == "open":
            return until is None
        at = closings.get(c.id)
        if at is None:  # closed by an import of older notes, say: the day alone is known
            day = c.closed_on or day_of(c.created_at, s.now)
            first = day_of(after, s.now) if after else day
            return day >= first and (until is None or day <= day_of(until, s.now))
        return at > after and (until is None or at <= until)

    return [c for c in commitments(s) if looked_at(c)]


def none_yet(s: Session, meeting: Meeting) -> list[Member]:
    """Those in the meeting who have not committed to anything in it, the leader first, watchers apart."""
    away = {row.member_id for row in s.all(Attendance, "meeting_id = ? AND present = 0", (meeting.id,))}
    committed = {c.member_id for c in s.all(Commitment, "meeting_id = ?", (meeting.id,))}
    people = s.all(Member, "role != 'watcher' AND left_on IS NULL")
    waiting = [member for member in people if member.id not in away | committed]
    return sorted(waiting, key=lambda member: (member.role != "leader", member.name.casefold()))


def kept_rate(s: Session, member: Member | None = None) -> tuple[int, int]:
    """How many were kept of how many that are closed: of one member, or of everybody and the team. What comes again
    counts each time it fell due."""
    who = member.id if member else None
    found = Reckoning(s.store.connection, s.today, member_id=who, viewer_id=s.viewer.member_id).answers()
    return sum(answer.status == "kept" for answer in found), len(found)


def in_order(s: Session, found: Iterable[Commitment]) -> list[Commitment]:
    """The leader's, then each member's by name, then the team's."""
    people = {member.id: member for member in s.all(Member)}

    def place(c: Commitment) -> tuple[int, str, int]:
        owner = people.get(c.member_id or 0)
        if owner is None:
            return 2, "", c.id
        return int(owner.role != "leader"), owner.name.casefold(), c.id

    return sorted(found, key=place)


def _closings(s: Session) -> dict[int, str]:
    """When each closed commitment was closed, as the journal tells."""
    rows = s.store.query(
        "SELECT journal_row.row_id AS id, max(journal.at) AS at FROM journal_row "
        "JOIN journal ON journal.id = journal_row.journal_id WHERE journal_row.row_table = 'commitment' "
        "AND journal.what IN ('commitment.kept', 'commitment.missed') GROUP BY journal_row.row_id"
    )
    return {row["id"]: row["at"] for row in rows}
