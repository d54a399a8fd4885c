"""The meeting: planned, opened, led through its stages by its host, closed."""

from __future__ import annotations

from datetime import date

from core.agenda import AGENDAS as AGENDAS
from core.agenda import QUESTIONS, STAGE_BOARDS, WEEK, working_day
from core.carried import hurdles_board
from core.errors import HuddleError
from core.members import members
from core.session import Session
from data.changing import Change
from data.models import Attendance, Board, Meeting, MeetingKind, Member, Ready, Stage, StageName, Team

# -- what there is


def current(s: Session) -> Meeting | None:
    """The meeting that is open now; there is never more than one."""
    return next(iter(s.all(Meeting, "status = 'open'")), None)


def the_open_one(s: Session) -> Meeting:
    """The meeting that is open now. Raises `HuddleError` when there is none."""
    meeting = current(s)
    if meeting is None:
        raise HuddleError("No meeting is open. Open one with `huddle meet`.")
    return meeting


def upcoming(s: Session) -> Meeting | None:
    """The planned meeting that comes first."""
    return next(iter(s.all(Meeting, "status = 'planned'", order="day, id")), None)


def meetings(s: Session, limit: int | None = None) -> list[Meeting]:
    """The meetings that were or are being held, newest first, at most `limit` of them."""
    return s.all(Meeting, "status <> 'planned'", order="started_at DESC, id DESC")[:limit]


def stages(s: Session, meeting: Meeting) -> list[Stage]:
    """The stages of its agenda, in order."""
    return s.all(Stage, "meeting_id = ?", (meeting.id,), order="position")


def stage(s: Session, meeting: Meeting) -> Stage:
    """The stage it is in; a closed meeting stays in its last. Raises `HuddleError` before it has begun."""
    now = s.get(Stage, meeting.stage_id)
    if now is None:
        raise HuddleError("This meeting has not begun. Open it with `huddle meet`.")
    return now


def host(s: Session, meeting: Meeting) -> Member | None:
    """Who leads it; None for a planned one whose host is still for the rotation to say."""
    return s.get(Member, meeting.host_id)


def attendances(s: Session, meeting: Meeting) -> list[Attendance]:
    """One for each member of the team when it was opened, and for whoever came later."""
    return s.all(Attendance, "meeting_id = ?", (meeting.id,))


# -- who may do what


def must_take_part(s: Session) -> Member:
    """The member who acts. Raises `HuddleError` for a watcher, who sees and does not take part, and for who left."""
    me = s.me
    if me.left_on is not None:
        raise HuddleError(f"{me.name} has left the team. The leader can bring them back: huddle member add")
    if me.role == "watcher":
        raise HuddleError(
            f"{me.name} watches: a watcher sees everything and states nothing. Ask the leader for a part."
        )
    return me


def must_host(s: Session, meeting: Meeting) -> None:
    """Raises `HuddleError`, saying who hosts and how to take over, when it is not the member who acts; and for a host
    who has left the team meanwhile."""
    if s.me.id == meeting.host_id:
        must_take_part(s)
        return
    leading = host(s, meeting)
    who = leading.name if leading else "Nobody"
    raise HuddleError(f"{who} hosts this meeting, and only the host does that. Take over hosting first to do it.")


# -- before


def plan(s: Session, kind: MeetingKind = "weekly", day: date | None = None, host: Member | None = None) -> Meeting:
    """Plans the next meeting of that kind, or changes the plan there is.

    `day` is the one announced when the last meeting closed unless given, or else a week from today; without a
    `host` the rotation says who hosts when it opens. Raises `HuddleError` for a day that has passed.
    """
    with s.change("meeting.planned") as change:
        must_take_part(s)
        if day is not None and day < s.today:
            raise HuddleError(f"{day} has passed. Plan the meeting for today or later.")
        planned = _planned(s, kind)
        if planned is not None:
            values = {"day": day or planned.day, "host_id": host.id if host else planned.host_id}
            return change.update(planned, **values)
        announced = [meeting.next_day for meeting in meetings(s, 1) if meeting.next_day and meeting.next_day >= s.today]
        day = day or next(iter(announced), None) or _in_a_week(s)
        return change.insert(
            Meeting(kind=kind, number=_next_number(s, kind), day=day, host_id=host.id if host else None)
        )


def open_meeting(s: Session, kind: MeetingKind = "weekly") -> Meeting:
    """Opens the planned meeting of that kind, or a new one, in its first stage, with everybody there.

    Its host is the planned one, else whose turn it is, else who opens it. Raises `HuddleError` when a meeting is
    open already.
    """
    planned = _planned(s, kind)
    with s.change("meeting.opened", meeting_id=planned.id if planned else None) as change:
        me = must_take_part(s)
        running = current(s)
        if running is not None:
            raise HuddleError(f"The {running.kind} meeting {running.number} is still open. Close it first.")
        meeting = _planned(s, kind) or change.insert(Meeting(kind=kind, number=_next_number(s, kind), day=s.today))
        first, *_ = [
            change.insert(Stage(meeting_id=meeting.id, position=position, name=name))
            for position, name in enumerate(AGENDAS[kind], start=1)
        ]
        change.update(first, started_at=s.moment)
        leading = me if kind == "one-on-one" else _whose_turn(s, meeting) or me
        question = s.all(Team)[0].question
        for name in AGENDAS[kind]:
            board = STAGE_BOARDS.get(name)
            if board == "hurdles":  # filled since the last meeting, and before
                hurdles_board(s, change, meeting)
            elif board is not None:
                change.insert(Board(meeting_id=meeting.id, kind=board, question=QUESTIONS.get(board, question)))
        for member in [me] if kind == "one-on-one" else members(s):
            change.insert(Attendance(meeting_id=meeting.id, member_id=member.id))
        return change.update(
            meeting, day=s.today, host_id=leading.id, status="open", stage_id=first.id, started_at=s.moment
        )


# -- while it runs


def move_to(s: Session, stage_name: StageName) -> Stage:
    """The host moves the open meeting to a stage of its agenda. Its clock starts anew."""
    with s.change("stage.started", meeting_id=the_open_one(s).id) as change:
        meeting = the_open_one(s)
        must_host(s, meeting)
        wanted = [step for step in stages(s, meeting) if step.name == stage_name]
        if not wanted:
            steps = " · ".join(AGENDAS[meeting.kind])
            raise HuddleError(f"A {meeting.kind} meeting has no stage {stage_name}. Choose one of: {steps}.")
        return _move(s, change, meeting, wanted[0])


def next_stage(s: Session) -> Stage:
    """The host moves the open meeting on by one stage."""
    return _step(s, 1, "This is the last stage. Close the meeting instead.")


def previous_stage(s: Session) -> Stage:
    """The host moves the open meeting back by one stage."""
    return _step(s, -1, "This is the first stage. There is none before it.")


def take_over(s: Session) -> Meeting:
    """Whoever takes part may become the host of the open meeting; the journal tells who did."""
    with s.change("meeting.taken_over", meeting_id=the_open_one(s).id) as change:
        meeting = the_open_one(s)
        me = must_take_part(s)
        _attend(s, change, meeting, me, present=True)
        return change.update(meeting, host_id=me.id)


def attend(s: Session, member: Member, present: bool) -> Attendance:
    """Notes that a member is in the open meeting, or is not."""
    what = "attendance.present" if present else "attendance.absent"
    with s.change(what, meeting_id=the_open_one(s).id) as change:
        return _attend(s, change, the_open_one(s), member, present=present)


def close_meeting(s: Session, next_day: date | None = None) -> Meeting:
    """The host closes the open meeting, from whatever stage it is in.

    The turn is recorded (who was absent when it was theirs is first next time), and the next meeting is planned:
    for `next_day`, or else the planned one's day, or else a week later, on a working day. Raises `HuddleError`
    for a next day that is not after today.
    """
    with s.change("meeting.closed", meeting_id=the_open_one(s).id) as change:
        meeting = the_open_one(s)
        must_host(s, meeting)
        if next_day is not None and next_day <= s.today:
            raise HuddleError(f"The next meeting must be after today, and {next_day} is not. Choose a later day.")
        now = stage(s, meeting)
        change.update(now, ended_at=s.moment)
        meeting = change.update(meeting, status="closed", closed_at=s.moment, wall_member_id=None)
        if meeting.kind == "one-on-one":
            return meeting
        from core import rotation  # not needed before the first frame

        rotation.hosted(s, meeting)
        coming = upcoming(s)
        if next_day is None and coming is not None and coming.day > s.today:
            next_day = coming.day
        next_day = next_day or _in_a_week(s)
        following = _whose_turn(s, coming, next_day)
        host_id = following.id if following else None
        if coming is None:
            number = _next_number(s, "weekly")
            change.insert(Meeting(kind="weekly", number=number, day=next_day, host_id=host_id))
        else:
            change.update(coming, day=next_day, host_id=host_id)
        return change.update(meeting, next_day=next_day, next_host_id=host_id)


# -- within


def _planned(s: Session, kind: MeetingKind) -> Meeting | None:
    return next(iter(s.all(Meeting, "status = 'planned' AND kind = ?", (kind,), order="day, id")), None)


def _next_number(s: Session, kind: MeetingKind) -> int:
    row = s.store.query("SELECT ifnull(max(number), 0) + 1 AS number FROM meeting WHERE kind = ?", (kind,))[0]
    return int(row["number"])


def _in_a_week(s: Session) -> date:
    return working_day(s.today + WEEK, s.all(Team)[0].working_days)


def _whose_turn(s: Session, planned: Meeting | None, on: date | None = None) -> Member | None:
    """The planned host if they are still of the team, else whose turn it is, if anybody's."""
    host_id = planned.host_id if planned else None
    for member in members(s):
        if member.id == host_id:
            return member
    from core import rotation

    return rotation.next_host(s, on).member if rotation.order(s) else None


def _step(s: Session, by: int, at_the_end: str) -> Stage:
    with s.change("stage.started", meeting_id=the_open_one(s).id) as change:
        meeting = the_open_one(s)
        must_host(s, meeting)
        wanted = stage(s, meeting).position + by
        for step in stages(s, meeting):
            if step.position == wanted:
                return _move(s, change, meeting, step)
        raise HuddleError(at_the_end)


def _move(s: Session, change: Change, meeting: Meeting, wanted: Stage) -> Stage:
    now = stage(s, meeting)
    if now.id == wanted.id:
        return now
    change.update(now, ended_at=s.moment)
    change.update(meeting, stage_id=wanted.id, wall_member_id=None)  # whoever stood on the wall has been there
    for row in s.store.read(Ready, "stage_id = ?", (wanted.id,)):
        change.delete(row)  # done is said of one run of a stage, and this is another
    return change.update(wanted, started_at=s.moment, ended_at=None)


def _attend(s: Session, change: Change, meeting: Meeting, member: Member, *, present: bool) -> Attendance:
    rows = s.store.read(Attendance, "meeting_id = ? AND member_id = ?", (meeting.id, member.id))
    if rows:
        return change.update(rows[0], present=present)
    return change.insert(Attendance(meeting_id=meeting.id, member_id=member.id, present=present))
