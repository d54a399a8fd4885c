"""The live parts of the meeting screen: the stage's timer, votes, who is ready, who is here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import getters
from textual.binding import Binding

from core import ready, timer
from core.live import Landed
from core.models import Meeting, Stage
from tui.stages.base import StageView
from tui.widgets.clock import minutes
from tui.widgets.stageline import StageLine

if TYPE_CHECKING:
    from tui.screens.base import HuddleScreen as _Screen
    from tui.widgets.picklist import Pick
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

READY_TABLES = frozenset({"ready", "attendance", "member", "meeting", "stage"})
NEXT_HOST_TABLES = frozenset({"rotation", "turn", "attendance", "member", "meeting"})
ITS_OWN = ("timer.", "ready.")
"""How the journal events begin that no stage shows, because the clock and the stage line do."""


class MeetingLive(_Screen):
    """The actions of these bindings, for the screen that has a `StageLine`."""

    line = getters.query_one(StageLine)
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

    def _show_line(self, tables: frozenset[str] | set[str] = READY_TABLES | NEXT_HOST_TABLES) -> None:
        """Read again the parts of the stage line that depend on these tables, and show them."""
        stage = self._current_stage
        self.line.display = stage is not None
        if stage is None:
            return
        if tables & READY_TABLES:
            readiness = ready.readiness(self.session, stage)
            self._is_done = ready.is_done(self.session, stage)
            self.line.ready = f"ready {readiness.done} of {readiness.members}{', you too' if self._is_done else ''}"
        if tables & NEXT_HOST_TABLES:
            from core.rotation import order  # after the first frame

            following = next(iter(order(self.session)), None)
            self.line.following = f"next host {following.member.name}" if following else ""

    @staticmethod
    def _for_stage(landed: Sequence[Landed]) -> list[Landed]:
        return [change for change in landed if not change.what.startswith(ITS_OWN)]

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
        self.do(ready.not_done if self._is_done else ready.say_done, self.session)

    def action_votes(self) -> None:
        if self._view is not None:
            self._view.open_votes()

    def action_hands(self) -> None:
        if self._view is not None:
            self._view.count_hands()

    def action_timer(self) -> None:
        from core import typed
        from tui.screens.asking import ask

        stage, meeting = self._current_stage, self._meeting
        if stage is None or meeting is None:
            return
        usual = timer.proposed(self.session, meeting.kind, stage.name)
        hint = "5 or 5:30 minutes, or 90s; 0 takes the timer away."
        if usual is not None:
            hint += f" {stage.name.capitalize()} usually takes this team {minutes(usual)}."
        seconds = stage.seconds or usual

        def set_to(words: str) -> Stage:
            return timer.set_timer(self.session, typed.length(words))

        value = minutes(seconds) if seconds and seconds < 3600 else f"{seconds}s" if seconds else ""
        ask(self, f"How long does {stage.name} last?", set_to, value=value, hint=hint)

    def action_extend(self) -> None:
        self.do(timer.extend, self.session)

    def action_mute(self) -> None:
        self.app.is_muted = not self.app.is_muted
        words = "The timer's bell is muted here. B has it ring again." if self.app.is_muted else "The bell rings again."
        self.app.clear_notifications()
        self.notify(words, markup=False)

    def action_misunderstanding(self) -> None:
        from tui.screens.misunderstandings import open_misunderstandings

        open_misunderstandings(self)

    # -- who is done, who is here

    def action_who_is_done(self) -> None:
        from tui.screens.listing import ListScreen

        self.app.push_screen(ListScreen(self._who_is_done, empty="Nobody has said done yet. Each presses d."))

    def _who_is_done(self) -> tuple[str, list[Pick]]:
        from tui.widgets.picklist import Pick

        stage = self._current_stage
        if stage is None:
            return "No meeting is open.", []
        readiness = ready.readiness(self.session, stage)
        picks = [Pick(key=member.id, text=member.name, sign="✓") for member in readiness.who]
        return f"{readiness.done} of {readiness.members} are done with {stage.name}", picks

    def action_who_is_here(self) -> None:
        from tui.screens.listing import ListScreen

        self.app.here.look()
        self.app.push_screen(ListScreen(self._who_is_here, empty="Nobody is here."))

    def _who_is_here(self) -> tuple[str, list[Pick]]:
        from tui.widgets.picklist import Pick

        presence = self.app.here
        picks: list[Pick] = []
        heading: object = False
        for present in sorted(
            presence.people, key=lambda present: (present.group is None, present.group.name if present.group else "")
        ):
            group = present.group.name if present.group else "in no group"
            if group != heading:
                heading = group
                picks.append(Pick(key=("group", group), text=group, heading=True))
            picks.append(
                Pick(key=(present.member.id, present.since), text=present.member.name, right=present.screen or "")
            )
        return f"{presence.count} {'is' if presence.count == 1 else 'are'} here", picks
