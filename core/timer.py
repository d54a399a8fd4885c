"""The timer of a stage: how long it is meant to last, and how much of that is left. It never stops anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor
from statistics import median

from core.clock import from_moment
from core.errors import HuddleError
from core.meeting import must_host, stage, the_open_one
from core.session import Session
from data.models import MeetingKind, Stage, StageName

WARNING_SECONDS = 60
"""With so much left it warns."""

LONGEST = 24 * 60 * 60

KNOWN_AFTER = 3
"""So many durations of a stage must be known before one is proposed."""

PASSED_THROUGH = 5
"""A stage that lasted fewer seconds was only passed through on the way to another."""

ROUNDED_TO = 30


@dataclass(frozen=True, slots=True)
class Timer:
    """A stage's clock. It knows only what is stored, so that every screen tells the same second."""

    seconds: int | None
    """How long the stage is to last; None where nobody set a length."""
    started_at: str | None
    """The moment at which the stage began this time; None before it has."""

    def gone(self, now: datetime) -> int:
        """Whole seconds since the stage began; 0 before that, and where this computer's clock is behind."""
        return max(0, floor(self._gone(now).total_seconds()))

    def left(self, now: datetime) -> int | None:
        """Whole seconds that are left, negative when it has run over; None where there is no length."""
        return None if self.seconds is None else self.seconds - self.gone(now)

    def over(self, now: datetime) -> bool:
        """Whether the time is up."""
        left = self.left(now)
        return left is not None and left <= 0

    def warns(self, now: datetime) -> bool:
        """Whether the last minute runs."""
        left = self.left(now)
        return left is not None and 0 < left <= WARNING_SECONDS

    def next_second(self, now: datetime) -> float:
        """Seconds, more than 0 and at most 1, until another number is to be shown: all screens change together."""
        return 1 - self._gone(now).total_seconds() % 1

    def _gone(self, now: datetime) -> timedelta:
        return now - from_moment(self.started_at, now) if self.started_at else timedelta()


def timer(s: Session, stage: Stage) -> Timer:
    """The timer of a stage as it was read; read the stage anew when it has landed."""
    return Timer(seconds=stage.seconds, started_at=stage.started_at)


def set_timer(s: Session, seconds: int | None) -> Stage:
    """The host sets the length of the stage that is on, counted from its beginning; None takes the timer away.

    A stage that starts again keeps its length and counts anew. Raises `HuddleError` for less than a second and
    more than a day.
    """
    with s.change("timer.set", meeting_id=the_open_one(s).id) as change:
        meeting = the_open_one(s)
        must_host(s, meeting)
        if seconds is not None:
            _must_be_a_length(seconds)
        return change.update(stage(s, meeting), seconds=seconds)


def extend(s: Session, seconds: int = 60) -> Stage:
    """The host gives the stage that is on more time: added to what is left, or counted from now when it is over.

    Raises `HuddleError` where there is no timer, and as `set_timer` does.
    """
    with s.change("timer.extended", meeting_id=the_open_one(s).id) as change:
        meeting = the_open_one(s)
        must_host(s, meeting)
        _must_be_a_length(seconds)
        now = stage(s, meeting)
        running = timer(s, now)
        if running.seconds is None:
            raise HuddleError("This stage has no timer. Set one first; then it can be extended.")
        until = running.gone(s.now) if running.over(s.now) else running.seconds
        _must_be_a_length(until + seconds)
        return change.update(now, seconds=until + seconds)


def proposed(s: Session, meeting_kind: MeetingKind, stage_name: StageName) -> int | None:
    """How long the stage usually takes this team, in seconds: the median over closed meetings of that kind.

    Rounded to half a minute; None until three durations are known. What counts is the last run of a stage, as its
    clock starts anew when the meeting returns to it; one that was only passed through does not count.
    """
    known = [
        lasted
        for step in s.all(
            Stage,
            "name = ? AND started_at IS NOT NULL AND ended_at IS NOT NULL "
            "AND meeting_id IN (SELECT id FROM meeting WHERE kind = ? AND status = 'closed')",
            (stage_name, meeting_kind),
        )
        if (lasted := _lasted(step)) >= PASSED_THROUGH
    ]
    if len(known) < KNOWN_AFTER:
        return None
    return max(1, floor(median(known) / ROUNDED_TO + 0.5)) * ROUNDED_TO


def _lasted(step: Stage) -> float:
    began, ended = (datetime.fromisoformat(moment) for moment in (step.started_at or "", step.ended_at or ""))
    return (ended - began).total_seconds()


def _must_be_a_length(seconds: int) -> None:
    if not 1 <= seconds <= LONGEST:
        raise HuddleError("A stage lasts between one second and a day. Choose a length between the two.")
