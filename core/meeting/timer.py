"""The timer of a stage: how long it should last and how much time is left. Nothing happens by itself when it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor
from statistics import median

from core import models
from core.access.session import Session
from core.errors import HuddleError
from core.meeting.lifecycle import (
    current_stage,
    require_host,
    require_open_meeting,
    require_still_in,
    run_seconds,
)
from core.values.clock import parse_timestamp

WARNING_SECONDS = 60
"""The timer warns when so many seconds are left."""

MAX_SECONDS = 24 * 60 * 60
"""The longest length of a stage, in seconds."""

MIN_STAGE_SECONDS = 5
"""A stage that took fewer seconds was only passed through on the way to another."""

MIN_KNOWN_DURATIONS = 3
"""How many durations of a stage must be known before a length is proposed."""

ROUND_TO_SECONDS = 30
"""Proposed lengths are multiples of so many seconds."""


@dataclass(frozen=True, slots=True)
class StageTimer:
    """A stage's timer. It holds only stored values, so that every screen shows the same second."""

    seconds: int | None
    """The seconds from the stage's beginning until its time is up; None when no timer is set."""
    started_at: str | None
    """When the stage began, as a stored timestamp; None before it has."""

    def seconds_gone(self, now: datetime) -> int:
        """Return the whole seconds since the stage began; 0 before that, and when this computer's clock is behind."""
        return max(0, floor(self._elapsed(now).total_seconds()))

    def seconds_left(self, now: datetime) -> int | None:
        """Return the whole seconds left, negative when the time is over; None when no length is set."""
        return None if self.seconds is None else self.seconds - self.seconds_gone(now)

    def is_over(self, now: datetime) -> bool:
        """Return whether the time is over."""
        left = self.seconds_left(now)
        return left is not None and left <= 0

    def is_warning(self, now: datetime) -> bool:
        """Return whether the last minute is running."""
        left = self.seconds_left(now)
        return left is not None and 0 < left <= WARNING_SECONDS

    def seconds_to_next_tick(self, now: datetime) -> float:
        """Return the seconds (more than 0, at most 1) until the displayed number changes, so that all screens change
        together."""
        return 1 - self._elapsed(now).total_seconds() % 1

    def seconds_to_next_minute(self, now: datetime) -> float:
        """Return the seconds (more than 0, at most 60) until the number of whole minutes changes."""
        next_gone = self.seconds_gone(now) + 1
        counted = -next_gone if self.seconds is None else self.seconds - next_gone
        return self.seconds_to_next_tick(now) + counted % 60

    def _elapsed(self, now: datetime) -> timedelta:
        return now - parse_timestamp(self.started_at, now) if self.started_at else timedelta()


def stage_timer(session: Session, stage: models.Stage) -> StageTimer:
    """Return the timer of a stage as it was read. Read the stage again when a change of it arrives."""
    return StageTimer(seconds=stage.seconds, started_at=stage.started_at)


def set_timer(session: Session, seconds: int | None, *, stage: models.Stage | None = None) -> models.Stage:
    """Give the current stage so many seconds from now, as the host; None removes the timer.

    `stage` is the one that the host meant: raises `Conflict` when the meeting has left it, and `HuddleError` for less
    than a second and more than a day.
    """
    with session.change("timer.set", meeting_id=require_open_meeting(session).id) as change:
        meeting = require_open_meeting(session)
        require_host(session, meeting)
        require_still_in(session, meeting, stage)
        current = current_stage(session, meeting)
        if seconds is not None:
            _require_valid_length(seconds)
            seconds += stage_timer(session, current).seconds_gone(session.now)
        return change.update(current, seconds=seconds)


def extend_timer(session: Session, seconds: int = 60, *, stage: models.Stage | None = None) -> models.Stage:
    """Give the current stage more seconds, as the host: added to what is left, or counted from now when the time is
    over.

    Raises `HuddleError` when there is no timer, and as `set_timer` does.
    """
    with session.change("timer.extended", meeting_id=require_open_meeting(session).id) as change:
        meeting = require_open_meeting(session)
        require_host(session, meeting)
        require_still_in(session, meeting, stage)
        _require_valid_length(seconds)
        open_stage = current_stage(session, meeting)
        current = stage_timer(session, open_stage)
        if current.seconds is None:
            raise HuddleError("This stage has no timer. Set one first.")
        until = current.seconds_gone(session.now) if current.is_over(session.now) else current.seconds
        return change.update(open_stage, seconds=until + seconds)


def propose_seconds(session: Session, meeting_kind: models.MeetingKind, stage_name: models.StageName) -> int | None:
    """Return how long the stage usually takes this team, in seconds: the median over closed meetings of that kind.

    Rounded to half a minute; None until three durations are known. Stages that were only passed through, in less than
    `MIN_STAGE_SECONDS`, are left out.
    """
    durations = [
        seconds
        for stage in session.all(
            models.Stage,
            "name = ? AND started_at IS NOT NULL AND ended_at IS NOT NULL "
            "AND meeting_id IN (SELECT id FROM meeting WHERE kind = ? AND status = 'closed')",
            (stage_name, meeting_kind),
        )
        if (seconds := run_seconds(stage)) >= MIN_STAGE_SECONDS
    ]
    if len(durations) < MIN_KNOWN_DURATIONS:
        return None
    return max(1, floor(median(durations) / ROUND_TO_SECONDS + 0.5)) * ROUND_TO_SECONDS


def _require_valid_length(seconds: int) -> None:
    if not 1 <= seconds <= MAX_SECONDS:
        raise HuddleError("Choose a length between 1 second and 1 day.")
