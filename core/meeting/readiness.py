"""Readiness: members can mark themselves as done with a stage. The host sees it; the meeting does not move on by
itself."""

from __future__ import annotations

from dataclasses import dataclass

from core import models
from core.access.session import Session
from core.meeting.lifecycle import current_stage, require_open_meeting, require_participant, require_still_in
from data.sqlite import placeholders

# Recorded without a name: everybody reads the journal, and only the host and the leader may know who is done.
DONE_EVENT = "ready.said"
NOT_DONE_EVENT = "ready.taken_back"


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many members are done with a stage."""

    done_count: int
    """How many are done."""
    member_count: int
    """How many are present and take part, plus others who are done."""
    done_members: list[models.Member]
    """The members who are done, by name: all of them for the host and the leader, else only the viewer."""


def mark_done(session: Session, *, stage: models.Stage | None = None) -> None:
    """Mark the acting member as done with the current stage. A second call does nothing.

    `stage` is the one that they are done with: raises `Conflict` when the meeting has left it, and `HuddleError` when
    no meeting is open, and for watchers.
    """
    with session.change(DONE_EVENT, meeting_id=require_open_meeting(session).id, anonymous=True) as change:
        me = require_participant(session)
        meeting = require_open_meeting(session)
        require_still_in(session, meeting, stage)
        stage_row = current_stage(session, meeting)
        if not _own_rows(session, stage_row, me):
            change.insert(models.ReadyMark(stage_id=stage_row.id, member_id=me.id, at=session.timestamp))


def unmark_done(session: Session, *, stage: models.Stage | None = None) -> None:
    """Mark the acting member as not done after all. Raises `HuddleError` as `mark_done` does."""
    with session.change(NOT_DONE_EVENT, meeting_id=require_open_meeting(session).id, anonymous=True) as change:
        me = require_participant(session)
        meeting = require_open_meeting(session)
        require_still_in(session, meeting, stage)
        for row in _own_rows(session, current_stage(session, meeting), me):
            change.delete(row)


def is_done(session: Session, stage: models.Stage) -> bool:
    """Return whether the viewer is done with the stage; never for the room."""
    return bool(session.all(models.ReadyMark, "stage_id = ? AND member_id = ?", (stage.id, session.viewer.member_id)))


def readiness(session: Session, stage: models.Stage) -> Readiness:
    """Return how many members are done with a stage, and to the host and the leader also who."""
    counts = session.query(
        """SELECT count(*) AS members, ifnull(sum(done), 0) AS done FROM (
            SELECT id IN (SELECT member_id FROM exempt_ready WHERE stage_id = :stage) AS done,
                id IN (SELECT member_id FROM attendance WHERE meeting_id = :meeting AND present) AS present
            FROM member WHERE role <> 'watcher' AND left_on IS NULL
        ) WHERE present OR done""",
        {"stage": stage.id, "meeting": stage.meeting_id},
    )[0]
    ids = [row.member_id for row in session.all(models.ReadyMark, "stage_id = ?", (stage.id,))]
    marks = placeholders(ids)
    who = session.all(models.Member, f"role <> 'watcher' AND left_on IS NULL AND id IN ({marks})", ids, order="name")
    return Readiness(done_count=counts["done"], member_count=counts["members"], done_members=who)


def _own_rows(session: Session, now: models.Stage, me: models.Member) -> list[models.ReadyMark]:
    return session.all(models.ReadyMark, "stage_id = ? AND member_id = ?", (now.id, me.id))
