"""What a screen shows, as text, and waiting until it has settled."""

from __future__ import annotations

from textual.pilot import Pilot

from tui.app import HuddleApp
from tui.looking import LOOKING

SIZES = [(80, 24), (100, 28), (200, 60)]
"""The three terminals every screen must hold on."""


def frame(app: HuddleApp) -> str:
    """The lines of the screen as it stands, right-trimmed."""
    width, height = app.size
    lines = app.screen._compositor.render_strips(app.size)
    assert len(lines) == height
    return "\n".join("".join(segment.text for segment in line).rstrip()[:width] for line in lines)


async def settled(pilot: Pilot[None]) -> None:
    """Waits until everything that was asked for has been written, told and painted."""
    app = pilot.app
    assert isinstance(app, HuddleApp)
    for _ in range(3):  # a change may lead to another, and that to a repaint
        await app.workers.wait_for_complete()
        app.feed.look()
        await pilot.pause()
    while any(worker.group == LOOKING for worker in app.workers):
        await app.workers.wait_for_complete()
        await pilot.pause()
