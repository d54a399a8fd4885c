"""Readiness: members can mark themselves as done with a stage. The host sees it; the meeting does not move on by
itself."""

from __future__ import annotations

from dataclasses import dataclass

from core.meeting import must_take_part, stage, the_open_one
from core.session import Session
from data.models import Member, Stage
from data.models import Ready as ReadyRow

# Recorded without a name: everybody reads the journal, and only the host and the leader may know who is done.
SAID = "ready.said"
TAKEN_BACK = "ready.taken_back"


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many members are done with a stage."""

    done: int
    """How many are done."""
    members: int
    """How many are present and take part, plus others who are done."""
    who: list[Member]
    """The members who are done, by name: all of them for the host and the leader, else only the viewer."""


def say_done(s: Session) -> None:
    """Mark the acting member as done with the current stage. A second call does nothing.

    Raises `HuddleError` when no meeting is open, and for watchers.
    """
    with s.change(SAID, meeting_id=the_open_one(s).id, anonymous=True) as change:
        me = must_take_part(s)
        stage_row = stage(s, the_open_one(s))
        if not _own_rows(s, stage_row, me):
            change.insert(ReadyRow(stage_id=stage_row.id, member_id=me.id, at=s.moment))


def not_done(s: Session) -> None:
    """Mark the acting member as not done after all. Raises `HuddleError` as `mark_done` does."""
    with s.change(TAKEN_BACK, meeting_id=the_open_one(s).id, anonymous=True) as change:
        me = must_take_part(s)
        for row in _own_rows(s, stage(s, the_open_one(s)), me):
            change.delete(row)


def is_done(s: Session, stage: Stage) -> bool:
    """Return whether the viewer is done with the stage; never for the room."""
    return bool(s.all(ReadyRow, "stage_id = ? AND member_id = ?", (stage.id, s.viewer.member_id)))


def readiness(s: Session, stage: Stage) -> Readiness:
    """Return how many members are done with a stage, and to the host and the leader also who."""
    counts = s.store.query(
        """SELECT count(*) AS members, ifnull(sum(done), 0) AS done FROM (
            SELECT id IN (SELECT member_id FROM ready WHERE stage_id = :stage) AS done,
                id IN (SELECT member_id FROM attendance WHERE meeting_id = :meeting AND present) AS present
            FROM member WHERE role <> 'watcher' AND left_on IS NULL
        ) WHERE present OR done""",
        {"stage": stage.id, "meeting": stage.meeting_id},
    )[0]
    ids = [row.member_id for row in s.all(ReadyRow, "stage_id = ?", (stage.id,))]
    marks = ",".join("?" * len(ids))
    who = s.all(Member, f"role <> 'watcher' AND left_on IS NULL AND id IN ({marks})", ids, order="name")
    return Readiness(done=counts["done"], members=counts["members"], who=who)


def _own_rows(s: Session, now: Stage, me: Member) -> list[ReadyRow]:
    return s.all(ReadyRow, "stage_id = ? AND member_id = ?", (now.id, me.id))
