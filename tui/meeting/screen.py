"""The meeting screen: the rail of stages, and the view of the stage the meeting is in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from textual import events, getters
from textual.binding import Binding
from textual.widget import Widget

from core.access.feed import CommittedChange
from core.access.session import Session
from core.errors import HuddleError
from core.meeting import lifecycle, unrevealed
from core.team import members, record
from core.values.periods import format_heading_day
from tui import keymap
from tui.meeting.ended_meeting import ENDED_KEYS, EndedMeetingActions
from tui.meeting.live_actions import LIVE_KEYS, LiveActions
from tui.meeting.meeting_line import MeetingLine
from tui.meeting.meeting_start import ask_which_to_start
from tui.meeting.stage_container import StageContainer
from tui.meeting.stage_line import StageLine, changes_for_stage
from tui.shell.actions import Action, ActionTable
from tui.shell.clock_line import ClockLine
from tui.shell.screen import HuddleScreen
from tui.widgets.meeting_progress import MeetingProgress
from tui.widgets.stage_rail import StageRail
from tui.widgets.top_and_key_lines import KeyLine, first_that_fits

if TYPE_CHECKING:
    from core.models import Member, Stage, StageName

CLOCK_WIDTH = 14
"""Columns that the stage's clock and the gaps beside it take."""


LOOK_KEYS = [
    keymap.EARLIER.bind(
        "look(-1)", "View earlier", show=False, id="meeting.look_back", tooltip="View the stage before (only you)"
    ),
    keymap.LATER.bind(
        "look(1)", "View later", show=False, id="meeting.look_ahead", tooltip="View the stage after (only you)"
    ),
]

PAGE_KEYS = [
    # With priority: on the host's screen they move the meeting, and scroll no list.
    Binding(
        "pagedown",
        "next",
        "Next stage",
        show=False,
        priority=True,
        id="meeting.next_page",
        tooltip="Move everyone to the next stage",
    ),
    Binding(
        "pageup",
        "previous",
        "Previous stage",
        show=False,
        priority=True,
        id="meeting.previous",
        tooltip="Move everyone to the previous stage",
    ),
]
"""The keys of a presenter's remote."""


class MeetingScreen(HuddleScreen):
    """The meeting from stage to stage; ← and → show another stage on this screen alone."""

    CSS_PATH = "screen.tcss"
    TOP_LINE_CLASS = ClockLine
    AUTO_FOCUS = ""  # each stage takes the focus, unless something is being typed
    VERTICAL_BREAKPOINTS = [(0, "-low"), (26, "-roomy")]
    WHY = (
        "The host moves the meeting through its stages, and every screen follows. "
        "Everyone states their own commitments. "
        "Any member can take over hosting."
    )
    BINDINGS = [
        keymap.NEXT.bind("next", "Next stage", id="meeting.next", tooltip="Move everyone to the next stage"),
        *PAGE_KEYS,
        *LOOK_KEYS,
        keymap.FOLLOW.bind("follow", "Follow host", id="meeting.follow", tooltip="Go back to the stage of the meeting"),
        keymap.option(
            "take_over",
            "Take over hosting",
            id="meeting.take_over",
            tooltip="Take over hosting; everyone is told",
        ),
        keymap.OPEN.bind("start", "Start meeting", id="meeting.start", tooltip="Start a meeting"),
        *LIVE_KEYS,
        *ENDED_KEYS,
    ]

    rail = getters.query_one(StageRail)

    def __init__(self) -> None:
        # Before `super().__init__`, which asks for the actions.
        self._progress = MeetingProgress()
        self._stage_line = StageLine()
        self._line = MeetingLine(self, focus_stage=self._focus_stage)
        self._container = StageContainer(self._stage_line.set_status, self._line)
        self._live = LiveActions(self, self._progress, self._stage_line, self._container)
        self._ended = EndedMeetingActions(self, self._progress)
        super().__init__()
        self._has_frame = self._has_content = False
        """Whether the frame is shown; whether the meeting is."""
        self._moving_to: list[Stage | None] = []
        """The stages that keys pressed here move to, while these moves are on their way."""

    def compose_content(self) -> Iterable[Widget]:
        yield StageRail()
        yield self._container
        yield self._line
        yield self._stage_line

    def on_mount(self) -> None:
        self.app.presence.changed_signal.subscribe(self, lambda _people: self._show_host())

    # -- typing

    @property
    def types_on(self) -> bool:
        return self._line.is_open

    def on_key(self, event: events.Key) -> None:
        self._line.type_on(event)

    def on_paste(self, event: events.Paste) -> None:
        self._line.type_on(event)

    def _focus_stage(self) -> None:
        if (view := self._container.view) is not None and view.is_mounted:
            view.focus_first()
        else:
            self.set_focus(None)

    # -- showing

    @property
    def has_content(self) -> bool:
        return self._has_content

    def show(self) -> None:
        if self._has_content:
            self._show_content()
        elif not self._has_frame:
            # The frame first, at once: the meeting is read while people look at it. `app.call_later` first: at start-up
            # the app is not mounted yet, and `call_after_refresh` alone would run before the first paint.
            self._has_frame = True
            self._show_title()
            show = self.app.key_queue.hold_for(self._show_content)  # people type as soon as they see the frame
            self.app.call_later(self.call_after_refresh, partial(self._show_unless_refused, show))

    def _show_content(self) -> None:
        self._has_content = True
        self._progress.read(self.session)
        self._show_frame()
        self._stage_line.show_stage(self.session, self._progress.current_stage)
        self._show_stage()

    def _show_stage(self) -> None:
        self._container.show_stage(self._progress.shown_name, self._progress.meeting)

    def _show_title(self) -> None:
        name, title = record.team_name(self.session), lifecycle.open_meeting_title(self.session)
        self.top_line.left = f"{name} · {title}" if title else name

    def _show_frame(self) -> None:
        progress = self._progress
        self._show_title()
        self.rail.display = progress.meeting is not None
        self.rail.set_stages(progress.rail_stages())
        then = f"then {progress.next_name}" if progress.next_name else ""
        self.key_line.note = "viewing another stage" if progress.viewed_name else then
        # Shown in every stage, however many keys the stage itself has.
        self.key_line.always_shown = KeyLine.always_shown | ({"next"} if self._is_host else {"done"})
        self._show_host()
        self.refresh_bindings()

    def _show_host(self) -> None:
        """Show how many members are here and who hosts; without a meeting, the date."""
        if not self._has_content:
            return
        meeting = self._progress.meeting
        if meeting is None:
            self.top_line.right = format_heading_day(self.session.today)
            return
        self.top_line.right = _describe_host(
            self.session,
            lifecycle.host_of(self.session, meeting),
            self.app.presence.member_count,
            self.size.width - len(self.top_line.left),
        )

    # -- changes

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if not self._has_content:
            return  # it is read as it is then
        tables = {table for change in changes for table in change.rows}
        stage_changes = changes_for_stage(changes)
        if len(stage_changes) < len(changes):
            self._progress.read(self.session)
        if any(table in change.rows for change in stage_changes for table in ("meeting", "stage", "team")):
            self.show()
            return
        self._stage_line.show_stage(self.session, self._progress.current_stage, tables)
        view = self._container.view
        if view is None or not view.is_mounted:
            self.show()
        elif stage_changes:
            view.handle_changes(stage_changes)
        if tables != {"card"}:  # a card changes only keys of the stage itself, and cards are many
            self.refresh_bindings()

    # -- keys

    def make_actions(self) -> ActionTable:
        progress = self._progress
        return {
            **self._live.make_actions(),
            **self._ended.make_actions(),
            "start": Action(partial(ask_which_to_start, self), lambda: progress.meeting is None and self._takes_part),
            "next": Action(self._move_to_next, lambda: self._is_host and progress.next_name is not None),
            "previous": Action(self._move_to_previous, lambda: self._is_host and progress.is_after_first_stage),
            "take_over": Action(
                self._ask_take_over,
                lambda: progress.meeting is not None and self._takes_part and not self._is_host,
            ),
            "follow": Action(lambda: self._view_stage(None), lambda: progress.viewed_name is not None),
            "look": Action(self._look, lambda _step: progress.meeting is not None),
        }

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in self.actions and not self._has_content:
            return False  # it depends on the meeting, which is read after the first frame
        return super().check_action(action, parameters)

    @property
    def _takes_part(self) -> bool:
        return self.session.viewer.takes_part

    @property
    def _is_host(self) -> bool:
        return self._progress.is_hosted_by_viewer(self.session)

    def _move_to_next(self) -> None:
        self._move(1, lifecycle.move_to_next_stage)

    def _move_to_previous(self) -> None:
        self._move(-1, lifecycle.move_to_previous_stage)

    def _move(self, step: int, move: Callable[..., Stage]) -> None:
        """Move everyone one stage on or back, from the stage that the host sees."""
        self._progress.view(None)
        seen = self._moving_to[-1] if self._moving_to else self._progress.current_stage
        if seen is None:
            return
        question = unrevealed.describe_before_moving_on(self.session, seen) if step > 0 else ""
        if not question:
            self._start_move(step, move, seen)
            return
        from tui.shell.confirm import ConfirmScreen

        def move_if_sure(is_sure: bool | None) -> None:
            if is_sure:
                self._start_move(step, move, seen)

        self.open_dialog(ConfirmScreen(question, "Next stage"), move_if_sure)

    def _start_move(self, step: int, move: Callable[..., Stage], seen: Stage) -> None:
        self._moving_to.append(self._progress.stage_beside(seen, step))
        self.run_worker(self._apply_move(move, seen))

    async def _apply_move(self, move: Callable[..., Stage], seen: Stage) -> None:
        try:
            await self.app.apply_change(move, self.session, from_stage=seen)
        except HuddleError as refusal:
            self.show_refusal(refusal)
        finally:
            self._moving_to.pop(0)

    def _ask_take_over(self) -> None:
        from tui.shell.confirm import ConfirmScreen

        meeting = self._progress.meeting
        host = lifecycle.host_of(self.session, meeting) if meeting else None

        def take_over_if_sure(is_sure: bool | None) -> None:
            if is_sure:
                self.run_change(lifecycle.take_over, self.session, from_host=host)

        of_host = f" from {host.name}" if host else ""
        question = f"Take over hosting{of_host}? Everyone is told, and it is in the history."
        self.open_dialog(ConfirmScreen(question, "Take over hosting"), take_over_if_sure)

    def _look(self, step: int) -> None:
        name = self._progress.neighbour_name(step)
        if name is not None:
            self._view_stage(name)

    def _view_stage(self, name: StageName | None) -> None:
        """Show this stage on this screen alone; None shows the one the meeting is in."""
        self._progress.view(name)
        self._show_frame()
        self._show_stage()

    def on_stage_rail_chosen(self, event: StageRail.Chosen) -> None:
        self._view_stage(event.name)  # type: ignore[arg-type]  # the rail was given these names


def _describe_host(session: Session, host: Member | None, present_count: int, width: int) -> str:
    """Return how many members are here and who hosts, in `width` columns less the clock; a long name is shortened."""
    count = f"{present_count} here   " if present_count else ""
    if host is None:
        return f"{count}no host"
    short = members.short_names(session)[host.id]
    return first_that_fits((f"{count}host {host.name}", f"{count}host {short}"), width - CLOCK_WIDTH)
