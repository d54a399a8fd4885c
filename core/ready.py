"""Ready: each one can say that they are done with a stage. The host sees it, and nothing moves by itself."""

from __future__ import annotations

from dataclasses import dataclass

from core.meeting import must_take_part, stage, the_open_one
from core.session import Session
from data.models import Member, Stage
from data.models import Ready as ReadyRow

# Nobody's name in the journal, which is everyone's: who is done is for the host and the leader.
SAID = "ready.said"
TAKEN_BACK = "ready.taken_back"


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far the team is with a stage."""

    done: int
    members: int
    """Who is present and takes part, and whoever else said that they are done."""
    who: list[Member]
    """Who is done, by name, as far as the viewer may see: all for the host and the leader, else oneself."""


def say_done(s: Session) -> None:
    """The member who acts is done with the stage that is on. Said twice it is said once.

    Raises `HuddleError` when no meeting is open, and for watchers.
    """
    with s.change(SAID, meeting_id=the_open_one(s).id, anonymous=True) as change:
        me = must_take_part(s)
        now = stage(s, the_open_one(s))
        if not _mine(s, now, me):
            change.insert(ReadyRow(stage_id=now.id, member_id=me.id, at=s.moment))


def not_done(s: Session) -> None:
    """The member who acts is not done after all. Raises `HuddleError` as `say_done` does."""
    with s.change(TAKEN_BACK, meeting_id=the_open_one(s).id, anonymous=True) as change:
        me = must_take_part(s)
        for row in _mine(s, stage(s, the_open_one(s)), me):
            change.delete(row)


def is_done(s: Session, stage: Stage) -> bool:
    """Whether the viewer has said that they are done with the stage; never for the room."""
    return bool(s.all(ReadyRow, "stage_id = ? AND member_id = ?", (stage.id, s.viewer.member_id)))


def readiness(s: Session, stage: Stage) -> Readiness:
    """How many are done with a stage, for everybody, and who, for the host and the leader."""
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


def _mine(s: Session, now: Stage, me: Member) -> list[ReadyRow]:
    return s.all(ReadyRow, "stage_id = ? AND member_id = ?", (now.id, me.id))
