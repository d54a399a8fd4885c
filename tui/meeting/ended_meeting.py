"""What can be done once a meeting is over: read the minutes, and rate it for a day; minutes also while one runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.meeting import lifecycle, pulse
from core.values.periods import format_heading_day
from tui import keymap
from tui.app import HuddleApp
from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen
from tui.widgets.meeting_progress import MeetingProgress

if TYPE_CHECKING:
    from core.models import Meeting

ENDED_KEYS = [
    keymap.option("minutes", "Minutes", id="meeting.minutes", tooltip="Read the minutes, and save them to a file"),
    keymap.option("pulse", "Rate meeting", id="meeting.rate", tooltip="Rate the meeting that has ended"),
]


class EndedMeetingActions:
    """The actions of `ENDED_KEYS`, and when each is offered."""

    def __init__(self, screen: HuddleScreen, progress: MeetingProgress) -> None:
        self._screen = screen
        self._progress = progress

    def make_actions(self) -> ActionTable:
        """Return the table of these actions."""
        return {
            "minutes": Action(self._open_minutes, lambda: self._meeting is not None),
            # While a meeting runs its last stage offers it.
            "pulse": Action(
                self._open_pulse, lambda: self._progress.meeting is None and find_unrated(self._screen.app) is not None
            ),
        }

    @property
    def _meeting(self) -> Meeting | None:
        return self._progress.meeting or lifecycle.last_ended_meeting(self._screen.session)

    def _open_minutes(self) -> None:
        from tui.dialogs.minutes import MinutesScreen

        if (meeting := self._meeting) is not None:
            self._screen.app.push_screen(MinutesScreen(meeting))

    def _open_pulse(self) -> None:
        from tui.dialogs.pulse import PulseScreen

        if (meeting := find_unrated(self._screen.app)) is not None:
            self._screen.app.push_screen(PulseScreen(meeting))


def find_unrated(app: HuddleApp) -> Meeting | None:
    """Return the meeting that the viewer can rate now and has not rated, or None."""
    session = app.session
    meeting = pulse.rateable_meeting(session) if session.viewer.takes_part else None
    return None if meeting is None or pulse.own_pulse(session, meeting) else meeting


def describe_ended_meeting(app: HuddleApp) -> str:
    """Return which meeting ended last, and how to read its minutes and rate it; empty before the first one."""
    meeting = lifecycle.last_ended_meeting(app.session)
    if meeting is None:
        return ""
    today = app.session.today
    when = "today" if meeting.day == today else format_heading_day(meeting.day, today)
    rate = " or to rate it" if find_unrated(app) else ""
    key = app.key_label(keymap.OPTIONS, "options")
    return f"Last: {meeting.kind} meeting {meeting.number}, {when}. Press {key} to read its minutes{rate}."
