"""The part of the meeting screen that shows one stage at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from importlib import import_module
from typing import TYPE_CHECKING

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from core.meeting import lifecycle
from core.team import members
from core.values.periods import format_heading_day
from tui import keymap
from tui.app import HuddleApp
from tui.meeting.ended_meeting import describe_ended_meeting
from tui.meeting.meeting_line import MeetingLine
from tui.meeting.stages.base import StageView

if TYPE_CHECKING:
    from core.models import Meeting, StageName

STAGE_VIEWS: dict[StageName, tuple[str, str]] = {
    "wins": ("tui.meeting.stages.wins", "WinsStage"),
    "numbers": ("tui.meeting.stages.numbers", "NumbersStage"),
    "commitments": ("tui.meeting.stages.commitments", "CommitmentsStage"),
    "goal": ("tui.meeting.stages.goal", "GoalStage"),
    "collect": ("tui.meeting.stages.collect", "CollectStage"),
    "trends": ("tui.meeting.stages.trends", "TrendsStage"),
    "commit": ("tui.meeting.stages.commit", "CommitStage"),
    "hurdles": ("tui.meeting.stages.hurdles", "HurdlesStage"),
    "close": ("tui.meeting.stages.close", "CloseStage"),
}
"""Module and class of the view of each stage."""


def stage_view_class(name: StageName) -> type[StageView]:
    """Return the view class of that stage; its module is imported when a meeting first comes to it."""
    module, view = STAGE_VIEWS[name]
    view_class: type[StageView] = getattr(import_module(module), view)
    return view_class


class StageContainer(Vertical):
    """Mounts the view of one stage at a time; without a meeting it says which meeting comes next."""

    app = getters.app(HuddleApp)

    def __init__(self, show_status: Callable[[Sequence[str]], None], line: MeetingLine) -> None:
        """`show_status` is called with the status of the stage, the most important part first; `line` is the line for
        typing, which stays while stages change."""
        super().__init__(id="stage")
        self.view: StageView | None = None
        """The view that is shown, or is about to be mounted; None without a meeting."""
        self._show_status = show_status
        self._line = line
        self._no_meeting = Static("", id="no-meeting", markup=False)
        self._swap_lock = asyncio.Lock()

    def compose(self) -> ComposeResult:
        yield self._no_meeting

    def show_stage(self, name: StageName | None, meeting: Meeting | None) -> None:
        """Show this stage of this meeting; without either, the text for when no meeting is open."""
        view = self.view
        view_class = stage_view_class(name) if name and meeting else None
        if view is not None and meeting is not None and type(view) is view_class and view.meeting.id == meeting.id:
            view.meeting = meeting
            if view.is_mounted:  # else it shows itself when it is mounted
                view.show()
            return
        self._show_status(())
        self._line.offer(None)  # until the stage offers its board
        self.view = view_class(meeting, self._show_status, self._line) if view_class and meeting else None
        self.run_worker(self._swap(), group="stage")

    async def _swap(self) -> None:
        try:
            # One at a time: a stage that is removed while it is being mounted would not find its own widgets.
            async with self._swap_lock:
                if self.view is None or not self.view.is_attached:
                    await self._mount_view(self.view)
            if self.is_attached:
                self.refresh_bindings()
        finally:
            # After the stage has the focus, which is set through the app's queue too.
            self.app.call_later(self.app.key_queue.release)

    async def _mount_view(self, view: StageView | None) -> None:
        old = self.query_children(StageView)
        # Swap two stages in one repaint; before the first stage, let the empty frame be painted.
        async with self.batch() if old else nullcontext():
            await old.remove()
            if not self.is_attached:  # the app is closing
                return
            self._no_meeting.display = view is None
            if view is not None:
                await self.mount(view)
            else:
                self._no_meeting.update(describe_no_meeting(self.app))


def describe_no_meeting(app: HuddleApp) -> str:
    """Return the text for when no meeting is open: which one was last and comes next, and the key that starts one."""
    session = app.session
    planned = lifecycle.next_planned_meeting(session)
    lines = ["No meeting is running."]
    if ended := describe_ended_meeting(app):
        lines.append(ended)
    if planned is not None:
        host = lifecycle.host_of(session, planned)
        who = f", {host.name} hosts" if host else ""
        when = "today" if planned.day == session.today else format_heading_day(planned.day, session.today)
        lines.append(f"Next: {planned.kind} meeting {planned.number}, {when}{who}.")
    people = len([member for member in members.list_members(session) if member.role != "watcher"])
    if people < 2:
        lines.append("You are the only member." + _describe_adding(app))
    if session.viewer.takes_part:
        lines.append(f"Press {app.key_label(keymap.OPEN, 'meeting.start')} to start a meeting.")
    else:
        lines.append("The meeting will appear here when someone starts it.")
    return "\n\n".join(lines)


def _describe_adding(app: HuddleApp) -> str:
    """Return how the viewer adds people to the team; empty if they may not."""
    if not app.session.viewer.is_leader:
        return ""
    return f" Press {app.page_label('team')}, then {app.key_label(keymap.ADD, 'team.add')}, to add your team."
