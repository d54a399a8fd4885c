"""Where the open meeting is, and which of its stages this screen shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.access.session import Session
from core.meeting import lifecycle
from tui.widgets.stage_rail import RailStage

if TYPE_CHECKING:
    from core.models import Meeting, Stage, StageName


@dataclass(slots=True)
class MeetingProgress:
    """The open meeting with its stages, as one screen shows it."""

    meeting: Meeting | None = None
    """The open meeting; None without one."""
    stages: Sequence[Stage] = ()
    """The stages of the meeting, in order."""
    viewed_name: StageName | None = None
    """The stage that this screen shows although the meeting is in another one; None while it follows the host."""

    def read(self, session: Session) -> None:
        """Read the open meeting and its stages; follow the host again if the meeting came to the viewed stage."""
        self.read_stages(session, lifecycle.open_meeting_or_none(session))

    def read_stages(self, session: Session, meeting: Meeting | None) -> None:
        """Take this as the open meeting, None for no meeting, and read its stages."""
        self.meeting = meeting
        self.stages = lifecycle.list_stages(session, meeting) if meeting else ()
        self.view(self.viewed_name if self.meeting else None)

    def view(self, name: StageName | None) -> None:
        """Show this stage; None, or the stage the meeting is in, follows the host."""
        current = self.current_stage
        self.viewed_name = None if current is not None and current.name == name else name

    @property
    def current_stage(self) -> Stage | None:
        """The stage the meeting is in; None without an open meeting."""
        meeting = self.meeting
        return next((stage for stage in self.stages if meeting and stage.id == meeting.stage_id), None)

    @property
    def shown_name(self) -> StageName | None:
        """The stage that this screen shows; None without an open meeting."""
        return self.viewed_name or (self.current_stage.name if self.current_stage else None)

    @property
    def next_name(self) -> StageName | None:
        """The stage after the current one; None in the last one and without a meeting."""
        current = self.current_stage
        return next((stage.name for stage in self.stages if current and stage.position > current.position), None)

    @property
    def is_after_first_stage(self) -> bool:
        """Whether there is a stage before the current one."""
        current = self.current_stage
        return current is not None and current.id != self.stages[0].id

    def stage_beside(self, stage: Stage, step: int) -> Stage | None:
        """Return the stage `step` stages after this one; None beyond the ends."""
        return next((other for other in self.stages if other.position == stage.position + step), None)

    def neighbour_name(self, step: int) -> StageName | None:
        """Return the stage `step` stages after the shown one; None beyond the ends."""
        names, shown_name = [stage.name for stage in self.stages], self.shown_name
        if shown_name not in names:
            return None
        position = names.index(shown_name) + step
        return names[position] if 0 <= position < len(names) else None

    def is_hosted_by_viewer(self, session: Session) -> bool:
        """Tell whether the viewer hosts the open meeting."""
        return lifecycle.is_host(session, self.meeting)

    def rail_stages(self) -> list[RailStage]:
        """Return the stages as the rail shows them."""
        current = self.current_stage
        return [
            RailStage(
                stage.name,
                is_done=current is not None and stage.position < current.position,
                is_current=current is not None and stage.id == current.id,
                is_viewed=stage.name == self.viewed_name,
            )
            for stage in self.stages
        ]
