"""The meeting screen: the rail of stages, and the view of the stage the meeting is in."""

from __future__ import annotations

from collections.abc import Iterable

from textual import getters
from textual.binding import Binding
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.meeting import lifecycle
from core.models import Meeting, MeetingKind, Stage, StageName
from core.team import record
from tui.meeting.live_actions import LIVE_KEYS, MeetingLive
from tui.meeting.stage_container import StageContainerScreen
from tui.meeting.stage_line import StageLine
from tui.meeting.stages.registry import stage_view_class
from tui.meeting.text import describe_host
from tui.shell.clock_line import ClockLine
from tui.shell.screen import HuddleScreen
from tui.widgets.stage_rail import RailStage, StageRail


class MeetingScreen(StageContainerScreen, MeetingLive, HuddleScreen):
    """The meeting from stage to stage; ← and → show another stage on this screen alone."""

    CSS_PATH = "screen.tcss"
    TOP_LINE_CLASS = ClockLine
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-roomy")]
    WHY = (
        "Nobody wants to be accountable for someone else's goals, so here each one says their own. "
        "The host leads through the stages, and everybody's screen follows; nothing moves by itself. "
        "Anyone who takes part may take over hosting, so no meeting is ever stranded."
    )
    BINDINGS = [
        Binding("n,pagedown", "next", "Next stage", key_display="n", id="meeting.next", tooltip="Move everybody on"),
        Binding(
            "b,pageup", "previous", "Stage before", show=False, id="meeting.previous", tooltip="Move everybody back"
        ),
        Binding(
            "left", "look(-1)", "Look back", show=False, id="meeting.look_back", tooltip="Look, without moving anybody"
        ),
        Binding(
            "right",
            "look(1)",
            "Look ahead",
            show=False,
            id="meeting.look_ahead",
            tooltip="Look, without moving anybody",
        ),
        Binding("f", "follow", "Follow the host", id="meeting.follow", tooltip="Back to where the meeting is"),
        Binding(
            "t", "take_over", "Take over hosting", id="meeting.take_over", tooltip="You lead from here; all are told"
        ),
        Binding(
            "enter,w",
            "start('weekly')",
            "Start the weekly",
            key_display="enter",
            id="meeting.weekly",
            tooltip="Nine stages",
        ),
        Binding(
            "k", "start('kickoff')", "Kickoff", id="meeting.kickoff", tooltip="Goal, collect, trends, commit, close"
        ),
        Binding("y", "start('quarterly')", "Quarterly", id="meeting.quarterly", tooltip="Nine stages, for the quarter"),
        *LIVE_KEYS,
    ]

    rail = getters.query_one(StageRail)

    def __init__(self) -> None:
        super().__init__()
        self._meeting: Meeting | None = None
        self._stages: list[Stage] = []
        self._viewed_stage: StageName | None = None
        self._has_frame = False

    def compose_content(self) -> Iterable[Widget]:
        yield StageRail()
        yield Vertical(Static("", id="no-meeting", markup=False), id="stage")
        yield StageLine()

    def on_mount(self) -> None:
        self.app.presence.changed_signal.subscribe(self, lambda _people: self._show_host())
        self.key_line.always_shown |= {"next"}  # shown in every stage, however many keys the stage itself has

    # -- the stage

    @property
    def _current_stage(self) -> Stage | None:
        open_meeting = self._meeting
        return next((stage for stage in self._stages if open_meeting and stage.id == open_meeting.stage_id), None)

    @property
    def _shown_stage(self) -> StageName | None:
        return self._viewed_stage or (self._current_stage.name if self._current_stage else None)

    def show(self) -> None:
        self._read()
        self._show_frame()
        if self._has_frame:
            self._show_content()
        else:
            # The frame first, at once: the stage is loaded while people read it. Called by way of the app, which
            # paints nothing before it is mounted itself.
            self._has_frame = True
            self.app.call_later(self.call_after_refresh, self._show_content)

    def _show_content(self) -> None:
        self._show_line()
        self._show_stage()

    def _read(self) -> None:
        self._meeting = lifecycle.open_meeting_or_none(self.session)
        self._stages = lifecycle.list_stages(self.session, self._meeting) if self._meeting else []
        if self._meeting is None or (self._current_stage and self._viewed_stage == self._current_stage.name):
            self._viewed_stage = None

    def _show_frame(self) -> None:
        name = record.get_team(self.session).name.upper()
        open_meeting = self._meeting
        self.top_line.left = f"{name} · {open_meeting.kind} meeting {open_meeting.number}" if open_meeting else name
        self.rail.display = open_meeting is not None
        current = self._current_stage
        self.rail.set_stages(
            [
                RailStage(
                    stage.name,
                    is_done=current is not None and stage.position < current.position,
                    is_current=current is not None and stage.id == current.id,
                    is_viewed=stage.name == self._viewed_stage,
                )
                for stage in self._stages
            ]
        )
        self.key_line.note = "looking elsewhere" if self._viewed_stage else self._describe_next()
        self._show_host()
        self.refresh_bindings()

    def _describe_next(self) -> str:
        current = self._current_stage
        after = [stage.name for stage in self._stages if current and stage.position > current.position]
        return f"then {after[0]}" if after else ""

    def _show_host(self) -> None:
        """Show how many members are here and who hosts; without a meeting, the date."""
        if self._meeting is None:
            self.top_line.right = f"{self.session.today:%a %d %b %Y}"
            return
        leading = lifecycle.host_of(self.session, self._meeting)
        self.top_line.right = describe_host(
            self.session, leading, self.app.presence.member_count, self.size.width - len(self.top_line.left)
        )

    def _is_host(self) -> bool:
        return self._meeting is not None and self.session.viewer.is_member(self._meeting.host_id)

    def _show_stage(self) -> None:
        wanted = self._shown_stage
        current = self._view
        if (
            current is not None
            and self._meeting
            and wanted
            and type(current) is stage_view_class(wanted)
            and (current.meeting.id == self._meeting.id)
        ):
            current.meeting = self._meeting
            if current.is_mounted:  # else it shows itself when it is mounted
                current.show()
            return
        self.stage_line.set_status(())
        self.show_stage(stage_view_class(wanted)(self._meeting) if wanted and self._meeting else None)

    # -- changes

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        tables = {table for change in changes for table in change.rows}
        for_the_stage = self._for_stage(changes)
        if len(for_the_stage) < len(changes):
            self._read()
        if any(table in change.rows for change in for_the_stage for table in ("meeting", "stage", "team")):
            self.show()
            return
        self._show_line(tables)
        if self._view is None or not self._view.is_mounted:
            self.show()
        elif for_the_stage:
            self._view.changed(for_the_stage)
        if tables != {"card"}:  # a card changes only keys of the stage itself, and cards are many
            self.refresh_bindings()

    # -- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        may = self._is_offered(action)
        if may is not None:
            return may
        viewer = self.session.viewer
        takes_part = viewer.role in ("leader", "seller")
        open_meeting = self._meeting
        match action:
            case "start":
                return open_meeting is None and takes_part
            case "next":
                return (
                    open_meeting is not None and viewer.is_member(open_meeting.host_id) and self._describe_next() != ""
                )
            case "previous":
                begun = self._current_stage is not None and self._current_stage.id != self._stages[0].id
                return open_meeting is not None and viewer.is_member(open_meeting.host_id) and begun
            case "take_over":
                return open_meeting is not None and takes_part and not viewer.is_member(open_meeting.host_id)
            case "follow":
                return self._viewed_stage is not None
            case "look":
                return open_meeting is not None
        return super().check_action(action, parameters)

    def action_start(self, kind: MeetingKind) -> None:
        planned = lifecycle.next_planned_meeting(self.session)
        if planned is None or planned.kind != kind or planned.day <= self.session.today:
            self.run_change(lifecycle.start_meeting, self.session, kind)
            return

        def start(sure: bool | None) -> None:
            if sure:
                self.run_change(lifecycle.start_meeting, self.session, kind)

        # A host who presses enter twice to close a meeting does not mean to open the next one.
        from tui.dialogs.prompts import ConfirmScreen

        when = f"{planned.day:%A} {planned.day.day} {planned.day:%B}"
        self.app.push_screen(
            ConfirmScreen(f"The next {kind} meeting is planned for {when}. Start it today?", "Start it"), start
        )

    def action_next(self) -> None:
        self._viewed_stage = None
        self.run_change(lifecycle.move_to_next_stage, self.session)

    def action_previous(self) -> None:
        self._viewed_stage = None
        self.run_change(lifecycle.move_to_previous_stage, self.session)

    def action_take_over(self) -> None:
        leading = lifecycle.host_of(self.session, self._meeting) if self._meeting else None
        name = leading.name if leading else "Nobody"
        from tui.dialogs.prompts import ConfirmScreen

        sure = ConfirmScreen(f"{name} hosts. Take over? Everybody is told, and it is in the journal.", "Take over")
        self.app.push_screen(sure, self._take_over)

    def _take_over(self, sure: bool | None) -> None:
        if sure:
            self.run_change(lifecycle.take_over, self.session)

    def action_look(self, step: int) -> None:
        names = [stage.name for stage in self._stages]
        if self._shown_stage in names:
            at = names.index(self._shown_stage) + step
            if 0 <= at < len(names):
                self._view_stage(names[at])

    def _view_stage(self, name: StageName) -> None:
        self._viewed_stage = None if self._current_stage and name == self._current_stage.name else name
        self._show_frame()
        self._show_stage()

    def on_stage_rail_chosen(self, event: StageRail.Chosen) -> None:
        self._view_stage(event.name)  # type: ignore[arg-type]  # the rail was given these names

    def action_follow(self) -> None:
        self._viewed_stage = None
        self._show_frame()
        self._show_stage()
