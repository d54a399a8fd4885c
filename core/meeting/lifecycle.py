"""The life of a meeting: planned, opened, moved through its stages by its host, closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from core import models
from core.access.session import Session
from core.errors import Conflict, HuddleError
from core.meeting.agenda import AGENDAS, DEFAULT_QUESTIONS, STAGE_BOARDS, WEEK, first_working_day
from core.meeting.carried_hurdles import prepare_hurdles_board
from core.meeting.mailbox import tell_the_rest
from core.meeting.unrevealed import delete_unrevealed
from core.team.members import list_members
from core.values.clock import format_timestamp
from core.values.periods import past_day_error
from data.change import Change


class NoMeetingError(HuddleError):
    """No meeting is open, or the open one has no such board. A screen says so in its own way; any other error is shown
    as it is."""


# -- reading


def open_meeting_or_none(session: Session) -> models.Meeting | None:
    """Return the open meeting, or None; there is never more than one."""
    return next(iter(session.all(models.Meeting, "status = 'open'")), None)


def open_meeting_title(session: Session) -> str:
    """Return what the open meeting is called, as `weekly meeting 12`; empty for none. It needs no models."""
    rows = session.query("SELECT kind, number FROM visible_meeting WHERE status = 'open'")
    return next((f"{row['kind']} meeting {row['number']}" for row in rows), "")


def require_open_meeting(session: Session) -> models.Meeting:
    """Return the open meeting. Raises `NoMeetingError` when there is none."""
    meeting = open_meeting_or_none(session)
    if meeting is None:
        raise NoMeetingError("No meeting is running.", action="meeting")
    return meeting


def next_planned_meeting(session: Session) -> models.Meeting | None:
    """Return the first planned meeting, or None."""
    return next(iter(session.all(models.Meeting, "status = 'planned'", order="day, id")), None)


def list_started_meetings(session: Session, limit: int | None = None) -> list[models.Meeting]:
    """Return the meetings that are open or closed, newest first, at most `limit` of them."""
    return session.all(models.Meeting, "status <> 'planned'", order="started_at DESC, id DESC")[:limit]


def list_team_meetings(session: Session) -> list[models.Meeting]:
    """Return the meetings of the team that are open or closed, newest first: no one-on-ones."""
    return [meeting for meeting in list_started_meetings(session) if meeting.kind != "one-on-one"]


def last_ended_meeting(session: Session) -> models.Meeting | None:
    """Return the meeting of the team that ended last, or None: no one-on-one."""
    closed = session.all(models.Meeting, "status = 'closed' AND kind <> 'one-on-one'", order="closed_at DESC, id DESC")
    return next(iter(closed), None)


def list_stages(session: Session, meeting: models.Meeting) -> list[models.Stage]:
    """Return the stages of the meeting's agenda, in order."""
    return session.all(models.Stage, "meeting_id = ?", (meeting.id,), order="position")


def current_stage(session: Session, meeting: models.Meeting) -> models.Stage:
    """Return the meeting's current stage, or the last one of a closed meeting. Raises `HuddleError` before it was
    opened."""
    row = session.get(models.Stage, meeting.stage_id)
    if row is None:
        raise HuddleError("This meeting has not started.", action="meeting")
    return row


def host_of(session: Session, meeting: models.Meeting) -> models.Member | None:
    """Return the meeting's host; None for a planned meeting whose host the rotation has yet to decide."""
    return session.get(models.Member, meeting.host_id)


def list_attendances(session: Session, meeting: models.Meeting) -> list[models.Attendance]:
    """Return the attendances: one for each member when the meeting was opened, and for those who came later."""
    return session.all(models.Attendance, "meeting_id = ?", (meeting.id,))


# -- who may do what


def require_participant(session: Session) -> models.Member:
    """Return the acting member. Raises `HuddleError` for a watcher, who may not take part."""
    me = session.me
    if me.role == "watcher":
        raise HuddleError("You are a watcher, so you can't add anything. Ask your leader to change your role.")
    return me


def is_host(session: Session, meeting: models.Meeting | None) -> bool:
    """Return whether the viewer hosts the meeting and still takes part, as `require_host` asks."""
    viewer = session.viewer
    return meeting is not None and viewer.takes_part and not viewer.is_guest and viewer.is_member(meeting.host_id)


def require_host(session: Session, meeting: models.Meeting) -> None:
    """Raise `HuddleError` unless the acting member hosts the meeting and still takes part."""
    if session.me.id == meeting.host_id:
        require_participant(session)
        return
    current_host = host_of(session, meeting)
    who = f" ({current_host.name})" if current_host else ""
    raise HuddleError(f"Only the host{who} can do this.")


# -- planning and opening


def plan_meeting(
    session: Session, kind: models.MeetingKind = "weekly", day: date | None = None, host: models.Member | None = None
) -> models.Meeting:
    """Plan the next meeting of that kind, or change the existing plan, and return it.

    Without a `day` it is the one announced when the last meeting closed, else a week from today; without a `host` the
    rotation decides when it opens. Raises `HuddleError` for a day that has passed.
    """
    with session.change("meeting.planned") as change:
        require_participant(session)
        if day is not None and day < session.today:
            raise past_day_error(day, session.today)
        planned = _planned_meeting(session, kind)
        if planned is not None:
            values = {"day": day or planned.day, "host_id": host.id if host else planned.host_id}
            return change.update(planned, **values)
        announced = [
            meeting.next_day
            for meeting in list_started_meetings(session, 1)
            if meeting.next_day and meeting.next_day >= session.today
        ]
        day = day or next(iter(announced), None) or _in_a_week(session)
        return change.insert(
            models.Meeting(kind=kind, number=_next_number(session, kind), day=day, host_id=host.id if host else None)
        )


def start_meeting(session: Session, kind: models.MeetingKind = "weekly") -> models.Meeting:
    """Open the planned meeting of that kind, or a new one, in its first stage, with all members present.

    In a one-on-one only the acting member is, and hosts; else the host is the planned one, the next of the rotation, or
    the acting member. Raises `HuddleError` when a meeting is open already.
    """
    planned = _planned_meeting(session, kind)
    with session.change("meeting.opened", meeting_id=planned.id if planned else None) as change:
        me = require_participant(session)
        open_now = open_meeting_or_none(session)
        if open_now is not None:
            raise HuddleError(f"The {open_now.kind} meeting {open_now.number} is still running. End it first.")
        meeting = _planned_meeting(session, kind) or change.insert(
            models.Meeting(kind=kind, number=_next_number(session, kind), day=session.today)
        )
        first_stage, *_ = [
            change.insert(models.Stage(meeting_id=meeting.id, position=position, name=name))
            for position, name in enumerate(AGENDAS[kind], start=1)
        ]
        change.update(first_stage, started_at=session.timestamp)
        host = me if kind == "one-on-one" else _planned_or_next_host(session, meeting) or me
        question = session.all(models.Team)[0].question
        for name in AGENDAS[kind]:
            board = STAGE_BOARDS.get(name)
            if board == "hurdles":  # may exist already: hurdles are named between meetings, and carried over
                prepare_hurdles_board(session, change, meeting)
            elif board is not None:
                change.insert(
                    models.Board(meeting_id=meeting.id, kind=board, question=DEFAULT_QUESTIONS.get(board, question))
                )
        for member in [me] if kind == "one-on-one" else list_members(session):
            change.insert(models.Attendance(meeting_id=meeting.id, member_id=member.id))
        return change.update(
            meeting,
            day=session.today,
            host_id=host.id,
            status="open",
            stage_id=first_stage.id,
            started_at=session.timestamp,
        )


# -- while it is open


def move_to_stage(
    session: Session, stage_name: models.StageName, *, from_stage: models.Stage | None = None
) -> models.Stage:
    """Move the open meeting to a stage of its agenda, as its host. A stage that was left returns as it was left.

    Moving to the current stage changes nothing. `from_stage` is the one that the host saw: raises `Conflict` when the
    meeting has left it, and `HuddleError` for a stage that the agenda does not have.
    """
    with session.change("stage.started", meeting_id=require_open_meeting(session).id) as change:
        meeting = require_open_meeting(session)
        require_host(session, meeting)
        require_still_in(session, meeting, from_stage)
        wanted = [step for step in list_stages(session, meeting) if step.name == stage_name]
        if not wanted:
            steps = " · ".join(AGENDAS[meeting.kind])
            raise HuddleError(f"A {meeting.kind} meeting has no stage “{stage_name}”. Choose one of: {steps}.")
        return _start_stage(session, change, meeting, wanted[0])


def move_to_next_stage(session: Session, *, from_stage: models.Stage | None = None) -> models.Stage:
    """Move the open meeting to its next stage, as its host; see `move_to_stage`."""
    return _move_by(session, 1, from_stage, "This is the last stage. End the meeting instead.")


def move_to_previous_stage(session: Session, *, from_stage: models.Stage | None = None) -> models.Stage:
    """Move the open meeting back to its previous stage, as its host; see `move_to_stage`."""
    return _move_by(session, -1, from_stage, "This is the first stage.")


def take_over(session: Session, *, from_host: models.Member | None = None) -> models.Meeting:
    """Make the acting member the host of the open meeting. Every participant may; the journal shows who did.

    `from_host` is the one whom they saw host: raises `Conflict` when somebody else hosts by now.
    """
    with session.change("meeting.taken_over", meeting_id=require_open_meeting(session).id) as change:
        meeting = require_open_meeting(session)
        me = require_participant(session)
        current_host = host_of(session, meeting)
        if from_host is not None and current_host is not None and current_host.id != from_host.id:
            who = "You host" if current_host.id == me.id else f"{current_host.name} hosts"
            raise Conflict(f"{who} this meeting now, not {from_host.name}. Nothing was changed.")
        _store_attendance(session, change, meeting, me, present=True)
        return change.update(meeting, host_id=me.id)


def set_attendance(session: Session, member: models.Member, present: bool) -> models.Attendance:
    """Record whether a member is present in the open meeting."""
    what = "attendance.present" if present else "attendance.absent"
    with session.change(what, meeting_id=require_open_meeting(session).id) as change:
        return _store_attendance(session, change, require_open_meeting(session), member, present=present)


def close_meeting(
    session: Session, next_day: date | None = None, *, from_stage: models.Stage | None = None
) -> models.Meeting:
    """Close the open meeting, as its host, from any stage.

    It stays with the host who led it for the longest time, even if another took over to close it. Their turn is
    recorded (members who were absent when it was theirs are first next time), and the next meeting is planned: on
    `next_day`, else on the planned day, else a week later, on a working day. Votes that were not revealed, and what
    was said without a name on a board that stayed hidden, are deleted. `from_stage` is the stage that the host saw:
    raises `Conflict` when the meeting has left it, and `HuddleError` for a next day that is not after today.
    """
    with session.change("meeting.closed", meeting_id=require_open_meeting(session).id) as change:
        meeting = require_open_meeting(session)
        require_host(session, meeting)
        require_still_in(session, meeting, from_stage)
        if next_day is not None and next_day <= session.today:
            raise HuddleError(f"{next_day} is not after today. Choose a later day for the next meeting.")
        last_stage = current_stage(session, meeting)
        change.update(last_stage, ended_at=session.timestamp)
        tell_the_rest(session, change, meeting)
        delete_unrevealed(change, meeting)
        closed = {"status": "closed", "closed_at": session.timestamp, "wall_member_id": None}
        if meeting.kind == "one-on-one":
            return change.update(meeting, **closed)
        from core.hosting import rotation, seats  # loaded late: the first frame does not need them

        meeting = change.update(meeting, **closed, host_id=seats.leading_host_id(session, meeting))
        rotation.record_hosting(session, meeting)
        next_planned = next_planned_meeting(session)
        if next_day is None and next_planned is not None and next_planned.day > session.today:
            next_day = next_planned.day
        next_day = next_day or _in_a_week(session)
        next_host = _planned_or_next_host(session, next_planned, next_day)
        host_id = next_host.id if next_host else None
        if next_planned is None:
            number = _next_number(session, "weekly")
            change.insert(models.Meeting(kind="weekly", number=number, day=next_day, host_id=host_id))
        else:
            change.update(next_planned, day=next_day, host_id=host_id)
        return change.update(meeting, next_day=next_day, next_host_id=host_id)


# -- helpers


def _planned_meeting(session: Session, kind: models.MeetingKind) -> models.Meeting | None:
    return next(iter(session.all(models.Meeting, "status = 'planned' AND kind = ?", (kind,), order="day, id")), None)


def _next_number(session: Session, kind: models.MeetingKind) -> int:
    row = session.store.query("SELECT ifnull(max(number), 0) + 1 AS number FROM meeting WHERE kind = ?", (kind,))[0]
    return int(row["number"])


def _in_a_week(session: Session) -> date:
    return first_working_day(session.today + WEEK, session.all(models.Team)[0].working_days)


def _planned_or_next_host(
    session: Session, planned: models.Meeting | None, on: date | None = None
) -> models.Member | None:
    """Return the planned host if they are still on the team, else the next host of the rotation, else None."""
    host_id = planned.host_id if planned else None
    for member in list_members(session):
        if member.id == host_id:
            return member
    from core.hosting import rotation

    return rotation.next_host(session, on).member if rotation.coming_hosts(session) else None


def require_still_in(session: Session, meeting: models.Meeting, seen: models.Stage | None) -> None:
    """Raise `Conflict` when the meeting is not in the stage that the acting member saw; None was not said."""
    current = current_stage(session, meeting)
    if seen is None or seen.id == current.id:
        return
    if seen.meeting_id != meeting.id:
        raise Conflict("That meeting has ended and another is running. Nothing was changed.")
    raise Conflict(f"The meeting is in {current.name} now, not in {seen.name}. Nothing was changed.")


def end_readiness(session: Session, change: Change, meeting: models.Meeting, *stage_names: models.StageName) -> None:
    """Delete who is done with the current stage and the stages named: they were done with what was asked before."""
    for stage in list_stages(session, meeting):
        if stage.id == meeting.stage_id or stage.name in stage_names:
            for row in session.store.read(models.ReadyMark, "stage_id = ?", (stage.id,)):
                change.delete(row)


def _move_by(session: Session, by: int, from_stage: models.Stage | None, at_the_end: str) -> models.Stage:
    with session.change("stage.started", meeting_id=require_open_meeting(session).id) as change:
        meeting = require_open_meeting(session)
        require_host(session, meeting)
        require_still_in(session, meeting, from_stage)
        position = current_stage(session, meeting).position + by
        for step in list_stages(session, meeting):
            if step.position == position:
                return _start_stage(session, change, meeting, step)
        raise HuddleError(at_the_end)


def _start_stage(session: Session, change: Change, meeting: models.Meeting, new_stage: models.Stage) -> models.Stage:
    """Leave the current stage, and begin or return to another.

    A stage that was left returns as it was left, as after a key pressed by mistake: who was done stays so, and its
    clock goes on from where it stood, so that it counts the time spent in the stage.
    """
    previous = current_stage(session, meeting)
    if previous.id == new_stage.id:
        return previous
    tell_the_rest(session, change, meeting, previous.name, new_stage.name)
    change.update(previous, ended_at=session.timestamp)
    change.update(meeting, stage_id=new_stage.id, wall_member_id=None)  # a new stage clears the kickoff wall
    started_at = session.now - timedelta(seconds=run_seconds(new_stage))
    return change.update(new_stage, started_at=format_timestamp(started_at), ended_at=None)


def run_seconds(stage: models.Stage) -> float:
    """Return how long the meeting was in a stage that it has left, in seconds; 0 before it has begun and in it."""
    if stage.started_at is None or stage.ended_at is None:
        return 0
    return (datetime.fromisoformat(stage.ended_at) - datetime.fromisoformat(stage.started_at)).total_seconds()


def _store_attendance(
    session: Session, change: Change, meeting: models.Meeting, member: models.Member, *, present: bool
) -> models.Attendance:
    rows = session.store.read(models.Attendance, "meeting_id = ? AND member_id = ?", (meeting.id, member.id))
    if rows:
        return change.update(rows[0], present=present)
    return change.insert(models.Attendance(meeting_id=meeting.id, member_id=member.id, present=present))
