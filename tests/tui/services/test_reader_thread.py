"""The thread for slow reads has a session of its own, which must show what the app's does."""

from __future__ import annotations

from datetime import timedelta

from core.team.team import edit_team
from tests.conftest import Crew
from tests.tui.frames import idle
from tui.app import HuddleApp


async def test_reads_follow_the_teams_time_zone(crew: Crew) -> None:
    app = HuddleApp(crew["Ben"])
    async with app.run_test() as pilot:
        await idle(pilot)
        for zone, hours in {"Pacific/Auckland": 13, "Asia/Tokyo": 9}.items():
            edit_team(crew["Ana"], time_zone=zone)
            offset = await app.reader_thread.read(lambda session: session.now.utcoffset(), crew["Ben"].viewer)
            assert offset == timedelta(hours=hours)
