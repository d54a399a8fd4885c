"""Commitments as they were when a meeting closed, whatever happened to them since."""

from __future__ import annotations

from collections.abc import Iterator

from core.access.session import Session
from core.models import Commitment, Meeting, by_id


def commitments_at_close(session: Session, meeting: Meeting) -> dict[int, Commitment]:
    """Return each commitment as it was when `meeting` closed, by the id of its newest wording.

    For a meeting that is not closed: as it is now. Commitments that were taken back since are left out, and so is help,
    which is for two members only: minutes are passed on.
    """
    wordings = by_id(session.all(Commitment))

    def latest(commitment_id: int) -> int:
        while (following := wordings[commitment_id].replaced_by) in wordings:
            commitment_id = following or 0
        return commitment_id

    rows = _rows_at_close(session, meeting) if meeting.closed_at else wordings.values()
    return {
        latest(commitment.id): commitment
        for commitment in rows
        if commitment.id in wordings
        and commitment.helps_id is None
        and wordings[latest(commitment.id)].helps_id is None
        and (commitment.replaced_by is None or commitment.replaced_by not in wordings)
    }


def _rows_at_close(session: Session, meeting: Meeting) -> Iterator[Commitment]:
    """Yield the journaled row of each commitment, in its wording of that time, as of the closing of the meeting."""
    closing = session.query(
        "SELECT max(id) AS id FROM journal WHERE meeting_id = ? AND what = 'meeting.closed' AND at = ?",
        (meeting.id, meeting.closed_at),
    )[0]["id"]
    # Without a journal entry for the closing, use its moment.
    until = ("journal_id <= ?", closing) if closing is not None else ("journal.at <= ?", meeting.closed_at)
    rows = session.query(
        "SELECT after FROM exempt_commitment_versions WHERE id IN (SELECT max(version.id) "
        "FROM exempt_commitment_versions AS version JOIN journal ON journal.id = journal_id "
        f"WHERE {until[0]} GROUP BY row_id)",
        (until[1],),
    )
    for row in rows:
        if row["after"] is not None:
            commitment = Commitment.model_validate_json(row["after"])
            if commitment.replaced_by is None:
                yield commitment
