"""The top line of a meeting screen, with the clock of the stage at its right end."""

from __future__ import annotations

from datetime import datetime

from rich.cells import cell_len
from rich.segment import Segment
from textual import getters
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer

from core import models
from core.access.feed import CommittedChange
from core.meeting import lifecycle
from core.meeting.timer import WARNING_SECONDS, StageTimer, stage_timer
from core.values.text import noun_for
from core.values.writing import is_in_words
from tui.app import HuddleApp
from tui.widgets.top_and_key_lines import TopLine, truncate

GAP = "   "


class ClockLine(TopLine):
    """A top line with a clock. Each second repaints only the clock's cells; the database is read only when it changed.
    In words it says whole minutes, and is repainted when they change.

    The time is computed from stored moments and the session's clock, so that all screens show the same second. The
    terminal bell sounds when the last minute begins and when the time is up.
    """

    app = getters.app(HuddleApp)
    COMPONENT_CLASSES = {"clockline--time", "clockline--warns", "clockline--over"}
    DEFAULT_CSS = """
    ClockLine {
        & > .clockline--time { color: $foreground; text-style: bold; }
        & > .clockline--warns { color: $on-accent; background: $warning; text-style: bold; }
        & > .clockline--over { color: $on-accent; background: $error; text-style: bold; }
    }
    """

    _timer: StageTimer | None = None
    _clock_text = ""
    _style = "clockline--time"
    _seconds_left: int | None = None
    """The seconds left at the last tick while the screen was shown; None if there was none."""
    _next_tick: Timer | None = None

    def on_mount(self) -> None:
        self.app.changes_signal.subscribe(self, self._handle_changes)
        self.app.mode_change_signal.subscribe(self, lambda _mode: self.tick())
        self.app.call_later(self.call_after_refresh, self._read)  # the frame first; see `MeetingScreen.show`

    def _handle_changes(self, changes: list[CommittedChange]) -> None:
        if any("stage" in change.rows or "meeting" in change.rows for change in changes):
            self._read()

    def _read(self) -> None:
        session = self.app.session
        current_meeting = lifecycle.open_meeting_or_none(session)
        stage = session.get(models.Stage, current_meeting.stage_id) if current_meeting else None
        clock = stage_timer(session, stage) if stage else None
        if clock != self._timer:
            self._timer = clock
            self._seconds_left = None  # the host set the timer: passing a limit by that must not ring
        self.tick()

    @property
    def _is_shown(self) -> bool:
        return self.screen in self.app.screen_stack

    def tick(self) -> None:
        """Show the current time, and schedule the next tick while the screen is shown."""
        if self._next_tick is not None:
            self._next_tick.stop()
            self._next_tick = None
        clock, now = self._timer, self.app.session.now
        self._set_clock_text(*(describe_clock(clock, now) if clock else ("", self._style)))
        if clock is None or not self._is_shown:
            self._seconds_left = None
            return
        left = clock.seconds_left(now)
        if _should_ring(self._seconds_left, left) and not self.app.is_timer_muted:
            self.app.bell()
        self._seconds_left = left
        self._next_tick = self.set_timer(seconds_to_next_clock(clock, now), self.tick)

    def _set_clock_text(self, text: str, style: str) -> None:
        if (text, style) == (self._clock_text, self._style):
            return
        width, previous_width = cell_len(text), cell_len(self._clock_text)
        self._clock_text, self._style = text, style
        if width == previous_width:
            self.refresh(Region(self.size.width - width, 0, width, 1))
        else:
            self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y > 0 or not self._clock_text:
            return super().render_line(y)
        clock_width = cell_len(self._clock_text)
        # The left text gets at least half of the line, unless it needs less.
        width_before_clock = width - clock_width - len(GAP)
        right = truncate(self.right, max(0, width // 2 - clock_width, width_before_clock - cell_len(self.left) - 2))
        tail = cell_len(right) + (len(GAP) if right else 0) + clock_width
        left = truncate(self.left, max(0, width - tail - 2))
        right_style = self.get_component_rich_style("topline--right")
        return Strip(
            [
                Segment(left, self.get_component_rich_style("topline--left")),
                Segment(" " * (width - cell_len(left) - tail), self.rich_style),
                Segment(right, right_style),
                Segment(GAP if right else "", self.rich_style),
                Segment(self._clock_text, self.get_component_rich_style(self._style)),
            ],
            width,
        )


def describe_clock(clock: StageTimer, now: datetime) -> tuple[str, str]:
    """Return the clock's text and its style: the time left or over, or the time gone if the stage has no limit."""
    left = clock.seconds_left(now)
    if left is None:
        style, text = "clockline--time", f"⏱ {format_minutes(clock.seconds_gone(now))}"
    elif clock.is_over(now):
        style, text = "clockline--over", f" ⏱ over {format_minutes(-left)} "
    elif clock.is_warning(now):
        style, text = "clockline--warns", f" 1 minute ⏱ {format_minutes(left)} "
    else:
        style, text = "clockline--time", f"⏱ {format_minutes(left)} left"
    return " ".join(clock_words(clock, now)) if is_in_words() else text, style


def clock_words(clock: StageTimer, now: datetime) -> tuple[str, str]:
    """Return the clock in whole minutes, for who reads in words: a number of minutes, and what they are."""
    left = clock.seconds_left(now)
    if left is None:
        minutes, meaning = clock.seconds_gone(now) // 60, "in this stage"
    else:
        minutes, meaning = abs(-(-left // 60)), "left" if left > 0 else "over time"
    return f"{minutes} {noun_for(minutes, 'minute')}", meaning


def seconds_to_next_clock(clock: StageTimer, now: datetime) -> float:
    """Return the seconds until the clock's text changes: to the next second, or in words to the next minute."""
    return clock.seconds_to_next_minute(now) if is_in_words() else clock.seconds_to_next_tick(now)


def format_minutes(seconds: int) -> str:
    """Return `03:42`, or `1:03:42` from an hour on."""
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60:02d}:{rest % 60:02d}"


def _should_ring(before: int | None, left: int | None) -> bool:
    """Return whether the last minute began or the time ran out between two ticks; arguments are seconds left."""
    if before is None or left is None:
        return False
    return before > WARNING_SECONDS >= left or before > 0 >= left
