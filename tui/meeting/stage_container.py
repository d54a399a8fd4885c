"""The part of the meeting screen that mounts one stage's view at a time."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext

from textual.containers import Vertical
from textual.widgets import Static

from tui.meeting.key_buffer import KeyBufferScreen
from tui.meeting.stages.base import StageView
from tui.meeting.text import describe_no_meeting


class StageContainerScreen(KeyBufferScreen):
    """A screen that shows one stage at a time, and keeps keys pressed before the first stage is mounted."""

    def __init__(self) -> None:
        super().__init__()
        self._view: StageView | None = None
        """The view that is shown, or is about to be mounted; None without a meeting."""
        self._swap_lock = asyncio.Lock()

    def show_stage(self, view: StageView | None) -> None:
        """Replace the stage that is shown by `view`; None shows the text for when no meeting is open."""
        self._view = view
        self.run_worker(self._swap(), group="stage")

    async def _swap(self) -> None:
        # One at a time: a stage that is removed while it is being mounted would not find its own widgets.
        async with self._swap_lock:
            if self._view is None or not self._view.is_attached:
                await self._mount_view(self._view)
        self.refresh_bindings()
        # After the stage has the focus, which is set through the app's queue too.
        self.app.call_later(self.replay_keys)

    async def _mount_view(self, view: StageView | None) -> None:
        place, empty = self.query_one("#stage", Vertical), self.query_one("#no-meeting", Static)
        old = place.query(StageView)
        # Swap two stages in one repaint; before the first stage, let the empty frame be painted.
        async with self.batch() if old else nullcontext():
            await old.remove()
            if not self.is_attached:  # the app is closing
                return
            empty.display = view is None
            if view is not None:
                await place.mount(view)
            else:
                empty.update(describe_no_meeting(self.session))
