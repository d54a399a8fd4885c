"""`python -m tests.picture FOLDER`: the pictures of the README, from the sample team."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from core.sample import build
from core.team.session_opening import open_session
from tests.conftest import FrozenClock
from tests.tui.frames import idle
from tui.app import HuddleApp

PICTURES: dict[str, tuple[str, tuple[str, ...]]] = {
    "home": ("home", ()),
    "meeting": ("meeting", ()),
    "board": ("board", ()),
    "one-on-one": ("one-on-one", ("down", "enter", *["down"] * 8, "enter", "k", "escape", "down")),
}
"""The file's name, the place that it shows, and the keys that are pressed there."""


async def draw(folder: Path) -> None:
    """Writes one SVG for each picture."""
    clock = FrozenClock(datetime(2026, 11, 23, 14, 0, tzinfo=UTC))
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "sample.huddle"
        build.build_sample(path, clock)
        session = open_session(path, "Ana Ruiz", None, clock=clock)
        for name, (place, keys) in PICTURES.items():
            app = HuddleApp(session, start=place)
            async with app.run_test(size=(100, 28)) as pilot:
                await idle(pilot)
                for key in keys:
                    await pilot.press(key)
                    await idle(pilot)
                (folder / f"{name}.svg").write_text(app.export_screenshot(title="huddle"), encoding="utf-8")
        session.store.close()


if __name__ == "__main__":
    asyncio.run(draw(Path(sys.argv[1] if len(sys.argv) > 1 else "docs")))
