"""The keys of the meeting screen that concern the stage in progress: its timer, votes, who is ready, who is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.access.session import Session
from core.meeting import readiness, timer
from core.values import input_parsing
from core.values.text import format_people
from tui import keymap
from tui.dialogs.misunderstanding_key import MISUNDERSTANDING_KEY, misunderstanding_action
from tui.meeting.stage_container import StageContainer
from tui.meeting.stage_line import StageLine
from tui.shell.actions import Action, ActionTable
from tui.shell.clock_line import format_minutes
from tui.shell.screen import HuddleScreen
from tui.widgets.meeting_progress import MeetingProgress
from tui.widgets.signs import Sign

if TYPE_CHECKING:
    from core.models import Stage
    from tui.widgets.pick_list import Pick

LIVE_KEYS = [
    keymap.READY.bind("done", "Ready", id="meeting.done", tooltip="Tell the host you are ready to move on, or not"),
    keymap.TIMER.bind("timer", "Timer", id="meeting.timer", tooltip="Set how long this stage lasts"),
    keymap.MORE.bind("extend", "1 more minute", id="meeting.extend", tooltip="Give this stage 1 more minute"),
    MISUNDERSTANDING_KEY,
    keymap.option("votes", "Open voting", id="votes.open", tooltip="Open voting on the cards or trends of this stage"),
    keymap.option("hands", "Count hands", id="votes.hands", tooltip="Enter votes for people without a device"),
    keymap.option("who_is_done", "Who is ready", id="meeting.who_is_done", tooltip="See who is ready to move on"),
    keymap.option(
        "who_is_here", "Who is here", id="meeting.who_is_here", tooltip="See who is here, and on which screen"
    ),
    keymap.option("mute", "Timer sound", id="meeting.mute", tooltip="Mute or unmute the timer sound on this screen"),
]


class LiveActions:
    """The actions of `LIVE_KEYS`, and when each is offered."""

    def __init__(
        self, screen: HuddleScreen, progress: MeetingProgress, line: StageLine, container: StageContainer
    ) -> None:
        """`screen` runs the changes and opens the dialogs; `line` and `container` are the screen's own widgets."""
        self._screen = screen
        self._progress = progress
        self._line = line
        self._container = container

    def make_actions(self) -> ActionTable:
        """Return the table of these actions."""
        return {
            "done": Action(self._toggle_done, lambda: self._stage is not None and self._session.viewer.takes_part),
            "votes": Action(self._open_votes, self._may_open_votes),
            "hands": Action(self._count_hands, self._may_count_hands),
            "timer": Action(self._ask_timer, lambda: self._stage is not None and self._is_host),
            "extend": Action(self._extend_timer, self._may_extend_timer),
            "who_is_done": Action(
                self._show_who_is_done,
                lambda: self._stage is not None and (self._is_host or self._session.viewer.is_leader),
            ),
            "who_is_here": Action(self._show_who_is_here),
            "mute": Action(
                self._toggle_bell, describe_state=lambda: "off" if self._screen.app.is_timer_muted else "on"
            ),
            "misunderstanding": misunderstanding_action(self._screen),
        }

    # -- when they are offered

    @property
    def _session(self) -> Session:
        return self._screen.session

    @property
    def _stage(self) -> Stage | None:
        return self._progress.current_stage

    @property
    def _is_host(self) -> bool:
        return self._progress.is_hosted_by_viewer(self._session)

    def _may_open_votes(self) -> bool:
        view = self._container.view
        return view is not None and view.may_open_votes

    def _may_count_hands(self) -> bool:
        view = self._container.view
        return view is not None and view.may_count_hands

    def _may_extend_timer(self) -> bool:
        return self._stage is not None and self._stage.seconds is not None and self._is_host

    # -- the stage

    def _toggle_done(self) -> None:
        toggle = readiness.unmark_done if self._line.is_done else readiness.mark_done
        self._screen.run_change(toggle, self._session, stage=self._stage)

    def _open_votes(self) -> None:
        if self._container.view is not None:
            self._container.view.open_votes()

    def _count_hands(self) -> None:
        if self._container.view is not None:
            self._container.view.count_hands()

    def _ask_timer(self) -> None:
        from tui.dialogs.prompt_helper import ask_line

        session, stage, meeting = self._session, self._stage, self._progress.meeting
        if stage is None or meeting is None:
            return
        usual = timer.propose_seconds(session, meeting.kind, stage.name)
        hint = "Minutes, e.g. 5 or 5:30, or seconds, e.g. 90s. 0 removes the timer."
        if usual is not None:
            hint += f" This team usually takes {format_minutes(usual)} for {stage.name}."
        left = timer.stage_timer(session, stage).seconds_left(session.now)
        seconds = left if left is not None and left > 0 else usual

        def set_to(typed: str) -> Stage:
            return timer.set_timer(session, input_parsing.parse_duration(typed), stage=stage)

        value = format_minutes(seconds) if seconds and seconds < 3600 else f"{seconds}s" if seconds else ""
        ask_line(self._screen, f"How long for {stage.name}, from now?", set_to, value=value, hint=hint)

    def _extend_timer(self) -> None:
        self._screen.run_change(timer.extend_timer, self._session, stage=self._stage)

    def _toggle_bell(self) -> None:
        app = self._screen.app
        app.is_timer_muted = not app.is_timer_muted
        text = f"Timer sound {'off' if app.is_timer_muted else 'on'} on this screen."
        app.clear_notifications()
        self._screen.notify(text, markup=False)

    # -- who is done, who is here

    def _show_who_is_done(self) -> None:
        from tui.dialogs.list import ListScreen

        key = self._screen.app.key_label(keymap.READY, "meeting.done")
        dialog = ListScreen(self._list_who_is_done, empty=f"No one is ready yet. Everyone presses {key} when they are.")
        self._screen.app.push_screen(dialog)

    def _list_who_is_done(self) -> tuple[str, list[Pick]]:
        from tui.widgets.pick_list import Pick

        stage = self._stage
        if stage is None:
            return "No meeting is running.", []
        done = readiness.readiness(self._session, stage)
        picks = [Pick(key=member.id, text=member.name, sign=Sign("✓", "ready")) for member in done.done_members]
        return f"{done.done_count} of {done.member_count} ready to move on from {stage.name}", picks

    def _show_who_is_here(self) -> None:
        from tui.dialogs.list import ListScreen

        self._screen.app.presence.refresh()
        self._screen.app.push_screen(ListScreen(self._list_who_is_here, empty="No one is here."))

    def _list_who_is_here(self) -> tuple[str, list[Pick]]:
        from tui.widgets.pick_list import Pick

        presence = self._screen.app.presence
        picks: list[Pick] = []
        shown: set[int] = set()  # a member has one line, however many screens
        heading: str | None = None
        for present in sorted(
            presence.sessions, key=lambda present: (present.group is None, present.group.name if present.group else "")
        ):
            group = present.group.name if present.group else "in no group"
            if group != heading:
                heading = group
                picks.append(Pick(key=("group", group), text=group, heading=True))
            if present.member.id in shown:
                continue
            shown.add(present.member.id)
            screens = [one.screen for one in presence.sessions if one.member.id == present.member.id and one.screen]
            picks.append(Pick(present.member.id, present.member.name, right=", ".join(dict.fromkeys(screens))))
        return f"{format_people(presence.member_count)} here", picks
