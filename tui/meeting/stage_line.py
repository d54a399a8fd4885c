"""The line above the keys of the meeting screen: the stage's status, who is ready, who hosts next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from core.access.feed import CommittedChange
from core.access.session import Session
from core.meeting import readiness
from tui.widgets.top_and_key_lines import truncate

if TYPE_CHECKING:
    from core.models import Stage

GAP = "   "

READINESS_TABLES = frozenset({"ready", "attendance", "member", "meeting", "stage"})
NEXT_HOST_TABLES = frozenset({"rotation", "turn", "attendance", "member", "meeting"})
STAGE_LINE_EVENTS = ("timer.", "ready.")
"""How the journal events begin that no stage shows, because the clock and the stage line do."""


def changes_for_stage(changes: Sequence[CommittedChange]) -> list[CommittedChange]:
    """Return the changes without those that only the clock and the stage line show."""
    return [change for change in changes if not change.what.startswith(STAGE_LINE_EVENTS)]


class StageLine(Widget):
    """Three parts in one line: left, middle, right. What does not fit is left out from the right."""

    COMPONENT_CLASSES = {"stageline--words", "stageline--ready", "stageline--all-ready"}
    DEFAULT_CSS = """
    StageLine {
        height: 1;
        padding: 0 1;
        & > .stageline--words { color: $dim; }
        & > .stageline--ready { text-style: bold; }
        & > .stageline--all-ready { color: $good; text-style: bold; }
    }
    """

    status: reactive[tuple[str, ...]] = reactive[tuple[str, ...]](())
    """The stage's status, most important part first."""
    readiness: reactive[str] = reactive("")
    """How many members are ready."""
    next_host: reactive[str] = reactive("")
    """Who hosts next."""
    are_all_ready: reactive[bool] = reactive(False)
    is_done = False
    """Whether the viewer has said that they are done with the stage."""

    def show_stage(
        self,
        session: Session,
        stage: Stage | None,
        tables: frozenset[str] | set[str] = READINESS_TABLES | NEXT_HOST_TABLES,
    ) -> None:
        """Read again the parts that depend on these tables, and show them; without a stage the line is hidden."""
        self.display = stage is not None
        if stage is None:
            return
        if tables & READINESS_TABLES:
            counts = readiness.readiness(session, stage)
            self.is_done = readiness.is_done(session, stage)
            self.are_all_ready = 0 < counts.member_count == counts.done_count
            with_viewer = " with you" if self.is_done else ""
            self.readiness = f"{counts.done_count} of {counts.member_count} ready{with_viewer}"
        if tables & NEXT_HOST_TABLES:
            from core.meeting.next_meeting import following_host_or_none  # after the first frame

            following = following_host_or_none(session)
            self.next_host = f"next host {following.name}" if following else ""

    def set_status(self, parts: Sequence[str]) -> None:
        """Show these parts of the stage's status, without the empty ones."""
        self.status = tuple(part for part in parts if part)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        ready = truncate(self.readiness, width)
        free = width - (cell_len(ready) + len(GAP) if ready else 0)
        left = truncate(next(iter(self.status), ""), free)
        for part in self.status[1:]:
            if cell_len(left + GAP + part) <= free:
                left += GAP + part
        right = self.next_host
        if cell_len(left) + cell_len(right) + len(GAP) > free:
            right = ""
        # Centred where there is room, else as near to the centre as the texts beside it allow.
        first = cell_len(left) + len(GAP) if left else 0
        last = width - cell_len(right) - (len(GAP) if right else 0) - cell_len(ready)
        middle = max(first, min(last, (width - cell_len(ready)) // 2)) if ready else cell_len(left)
        dim = self.get_component_rich_style("stageline--words")
        plain = self.rich_style
        after = width - middle - cell_len(ready) - cell_len(right)
        segments = [
            Segment(left, dim),
            Segment(" " * (middle - cell_len(left)), plain),
            Segment(ready, self.get_component_rich_style(f"stageline--{'all-' if self.are_all_ready else ''}ready")),
            Segment(" " * after, plain),
            Segment(right, dim),
        ]
        return Strip(segments).adjust_cell_length(width, plain)
