"""The live parts of the meeting screen: the stage's timer, votes, who is ready, who is here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import getters
from textual.binding import Binding

from core.access.feed import CommittedChange
from core.meeting import readiness, timer
from core.models import Meeting, Stage
from core.values import input_parsing
from tui.meeting.stage_line import StageLine
from tui.meeting.stages.base import StageView
from tui.shell.clock_line import format_minutes

if TYPE_CHECKING:
    from tui.shell.screen import HuddleScreen as _Screen
    from tui.widgets.pick_list import Pick
else:
    _Screen = object

LIVE_KEYS = [
    Binding("d", "done", "Done", id="meeting.done", tooltip="Say that you are done with this stage; again: not yet"),
    Binding("V", "votes", "Votes", id="votes.open", tooltip="Opens votes on the cards or trends of this stage"),
    Binding("C", "hands", "Count hands", id="votes.hands", tooltip="Types the votes of those who have no device"),
    Binding("T", "timer", "Timer", id="meeting.timer", tooltip="How long this stage lasts; everybody sees it"),
    Binding(
        "plus", "extend", "1 minute more", key_display="+", id="meeting.extend", tooltip="Gives the stage a minute more"
    ),
    Binding("W", "who_is_done", "Who is done", show=False, id="meeting.who_is_done", tooltip="Who has said done"),
    Binding("P", "who_is_here", "Who is here", show=False, id="meeting.who_is_here", tooltip="And on which screen"),
    Binding("B", "mute", "Bell", show=False, id="meeting.mute", tooltip="Mutes the timer's bell here; again: rings"),
    Binding(
        "exclamation_mark",
        "misunderstanding",
        "Unclear",
        key_display="!",
        id="misunderstanding",
        tooltip="Tells the host or the leader of a misunderstanding, quietly",
    ),
]

READINESS_TABLES = frozenset({"ready", "attendance", "member", "meeting", "stage"})
NEXT_HOST_TABLES = frozenset({"rotation", "turn", "attendance", "member", "meeting"})
STAGE_LINE_EVENTS = ("timer.", "ready.")
"""How the journal events begin that no stage shows, because the clock and the stage line do."""


class MeetingLive(_Screen):
    """The actions of these bindings, for the screen that has a `StageLine`."""

    stage_line = getters.query_one(StageLine)
    _meeting: Meeting | None
    _view: StageView | None
    _is_done = False

    @property
    def _current_stage(self) -> Stage | None:
        """The stage the meeting is in; None without an open meeting."""
        raise NotImplementedError

    def _is_host(self) -> bool:
        raise NotImplementedError

    # -- the line

    def _show_line(self, tables: frozenset[str] | set[str] = READINESS_TABLES | NEXT_HOST_TABLES) -> None:
        """Read again the parts of the stage line that depend on these tables, and show them."""
        stage = self._current_stage
        self.stage_line.display = stage is not None
        if stage is None:
            return
        if tables & READINESS_TABLES:
            stage_readiness = readiness.readiness(self.session, stage)
            self._is_done = readiness.is_done(self.session, stage)
            you_too = ", you too" if self._is_done else ""
            done, everybody = stage_readiness.done_count, stage_readiness.member_count
            self.stage_line.readiness = f"ready {done} of {everybody}{you_too}"
        if tables & NEXT_HOST_TABLES:
            from core.hosting.rotation import coming_hosts  # after the first frame

            following = next(iter(coming_hosts(self.session)), None)
            self.stage_line.next_host = f"next host {following.member.name}" if following else ""

    @staticmethod
    def _for_stage(changes: Sequence[CommittedChange]) -> list[CommittedChange]:
        return [change for change in changes if not change.what.startswith(STAGE_LINE_EVENTS)]

    # -- actions

    def _is_offered(self, action: str) -> bool | None:
        """Tell whether the action is offered now; None for an action that is not one of `LIVE_KEYS`."""
        is_open = self._current_stage is not None
        match action:
            case "done":
                return is_open and self.session.viewer.role in ("leader", "seller")
            case "timer":
                return is_open and self._is_host()
            case "extend":
                return self._current_stage is not None and self._current_stage.seconds is not None and self._is_host()
            case "who_is_done":
                return is_open and (self._is_host() or self.session.viewer.is_leader)
            case "votes":
                return self._view is not None and self._view.may_open_votes
            case "hands":
                return self._view is not None and self._view.may_count_hands
            case "misunderstanding":
                return self.session.viewer.role in ("leader", "seller")
            case "who_is_here" | "mute":
                return True
        return None

    def action_done(self) -> None:
        self.run_change(readiness.unmark_done if self._is_done else readiness.mark_done, self.session)

    def action_votes(self) -> None:
        if self._view is not None:
            self._view.open_votes()

    def action_hands(self) -> None:
        if self._view is not None:
            self._view.count_hands()

    def action_timer(self) -> None:
        from tui.dialogs.prompt_helper import ask_line

        stage, meeting = self._current_stage, self._meeting
        if stage is None or meeting is None:
            return
        usual = timer.propose_seconds(self.session, meeting.kind, stage.name)
        hint = "5 or 5:30 minutes, or 90s; 0 takes the timer away."
        if usual is not None:
            hint += f" {stage.name.capitalize()} usually takes this team {format_minutes(usual)}."
        seconds = stage.seconds or usual

        def set_to(words: str) -> Stage:
            return timer.set_timer(self.session, input_parsing.parse_duration(words))

        value = format_minutes(seconds) if seconds and seconds < 3600 else f"{seconds}s" if seconds else ""
        ask_line(self, f"How long does {stage.name} last?", set_to, value=value, hint=hint)

    def action_extend(self) -> None:
        self.run_change(timer.extend_timer, self.session)

    def action_mute(self) -> None:
        self.app.is_timer_muted = not self.app.is_timer_muted
        words = (
            "The timer's bell is muted here. B has it ring again."
            if self.app.is_timer_muted
            else "The bell rings again."
        )
        self.app.clear_notifications()
        self.notify(words, markup=False)

    def action_misunderstanding(self) -> None:
        from tui.dialogs.misunderstandings import open_misunderstandings

        open_misunderstandings(self)

    # -- who is done, who is here

    def action_who_is_done(self) -> None:
        from tui.dialogs.list import ListScreen

        self.app.push_screen(ListScreen(self._who_is_done, empty="Nobody has said done yet. Each presses d."))

    def _who_is_done(self) -> tuple[str, list[Pick]]:
        from tui.widgets.pick_list import Pick

        stage = self._current_stage
        if stage is None:
            return "No meeting is open.", []
        stage_readiness = readiness.readiness(self.session, stage)
        picks = [Pick(key=member.id, text=member.name, sign="✓") for member in stage_readiness.done_members]
        return f"{stage_readiness.done_count} of {stage_readiness.member_count} are done with {stage.name}", picks

    def action_who_is_here(self) -> None:
        from tui.dialogs.list import ListScreen

        self.app.presence.refresh()
        self.app.push_screen(ListScreen(self._who_is_here, empty="Nobody is here."))

    def _who_is_here(self) -> tuple[str, list[Pick]]:
        from tui.widgets.pick_list import Pick

        presence = self.app.presence
        picks: list[Pick] = []
        heading: object = False
        for present in sorted(
            presence.sessions, key=lambda present: (present.group is None, present.group.name if present.group else "")
        ):
            group = present.group.name if present.group else "in no group"
            if group != heading:
                heading = group
                picks.append(Pick(key=("group", group), text=group, heading=True))
            picks.append(
                Pick(key=(present.member.id, present.since), text=present.member.name, right=present.screen or "")
            )
        return f"{presence.member_count} {'is' if presence.member_count == 1 else 'are'} here", picks
