"""A guest in a leader's and host's name goes through all screens, is refused with sentences, and changes nothing."""

from __future__ import annotations

from core.access.session import Session
from core.access.viewer import Known
from core.goals import goals
from core.meeting import lifecycle
from core.models import JournalEntry
from core.team import passphrases
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import frame, idle, until
from tests.tui.places import lived_in
from tui.app import HuddleApp
from tui.places import MAIN_SCREENS, OVERLAY_SCREENS

SECRET = "A house by 2028"


async def test_a_guest_goes_through_all_screens(crew: Crew, clock: FrozenClock) -> None:
    lived_in(crew, clock)
    goals.set_goal(crew["Ana"], SECRET, level="personal", visibility="leader")
    if lifecycle.open_meeting_or_none(crew["Ana"]) is None:
        lifecycle.start_meeting(crew["Ana"])
    with crew["Ana"].change("meeting.taken_over") as change:
        change.update(lifecycle.require_open_meeting(crew["Ana"]), host_id=crew.members["Ana"].id)
    before = len(crew.store.read(JournalEntry))
    guest = Session.for_member(crew.session_store, crew.members["Ana"], crew.clock, known=Known("guest", "as:root"))
    seen = []
    app = HuddleApp(guest)
    async with app.run_test(size=(120, 40)) as pilot:
        for key in filter(None, (entry.key for entry in (*MAIN_SCREENS.values(), *OVERLAY_SCREENS.values()))):
            for pressed in (key, "down", "enter", "escape", "right", "n", "escape", "escape"):
                await pilot.press(pressed)
                await idle(pilot)
                seen.append(frame(app))
    assert not [shown for shown in seen if SECRET in shown]
    assert len(crew.store.read(JournalEntry)) == before


async def test_a_screen_by_name_is_a_guests_once_the_member_chose_a_passphrase(crew: Crew) -> None:
    named = Session.for_member(crew.session_store, crew.members["Ben"], crew.clock, known=Known("local", "as:root"))
    goals.set_goal(named, SECRET, level="personal", visibility="leader")
    app = HuddleApp(named, start="goals")
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        assert SECRET in frame(app)
        passphrases.set_passphrase(crew["Ben"], "three plain words")
        await until(pilot, lambda: SECRET not in frame(app))
        assert any("a passphrase was set" in told.message for told in app._notifications)
