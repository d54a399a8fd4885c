"""While a meeting runs, whoever leads or hosts it is asked before a page shows what the room may not see.

Their screen is often the projected one. `IS_PRIVATE` of a screen says so; the others show them what the room sees too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.access.session import Session
from core.conversations import misunderstandings, praise
from core.meeting import goal_check, lifecycle, pulse
from core.metrics import entries, metrics
from core.models import StageName
from tests.conftest import Crew
from tests.core.access.test_privacy import viewers, whole
from tests.core.audience import ROOM, Audience, leaks
from tests.core.histories import History
from tests.tui.frames import choose_option, frame, idle, show_private_parts
from tui.app import HuddleApp
from tui.dialogs.misunderstandings import MisunderstandingsScreen
from tui.home.needs import HIDDEN_WHILE_PROJECTED
from tui.home.screen import HomeScreen
from tui.me.screen import MeScreen
from tui.meeting.screen import MeetingScreen
from tui.places import MAIN_SCREENS, OVERLAY_SCREENS
from tui.services.webhook_sender import WebhookSender
from tui.shell.confirm import ConfirmScreen
from tui.shell.screen import HuddleScreen

SIZE = (160, 70)


@pytest.fixture(autouse=True)
def nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The histories have addresses, to which an open app would send by and by; here screens are looked at."""
    monkeypatch.setattr(WebhookSender, "_is_used", lambda _self: False)


def hosted_by(h: History, name: str) -> Session:
    """Starts a weekly meeting that this member hosts, and gives their session."""
    if lifecycle.open_meeting_or_none(h.leader) is not None:
        lifecycle.close_meeting(h.host)
    lifecycle.plan_meeting(h.leader, "weekly", host=h.crew.members[name])
    lifecycle.start_meeting(h.leader, "weekly")
    return next(found for who, found in viewers(h.crew) if who == name)


@pytest.mark.parametrize("name", ["Ana", "Ben"])
async def test_a_page_asks_before_it_shows_what_the_room_may_not_see(
    make_crew: Callable[[], Crew], tmp_path: Path, name: str
) -> None:
    h = whole(make_crew, tmp_path, 22)
    app = HuddleApp(hosted_by(h, name))
    audience = Audience(h.crew)
    private: set[str] = set()

    async def look(place: str) -> None:
        await idle(pilot)
        assert not list(leaks(audience, ROOM, frame(app))), f"{place} shows it, and has not asked"
        if isinstance(app.screen, ConfirmScreen):
            await pilot.press("down", "enter")
            await idle(pilot)
            private.add(place)
            assert isinstance(app.screen, HuddleScreen)
            assert app.screen.IS_PRIVATE

    async with app.run_test(size=SIZE) as pilot:
        for place in MAIN_SCREENS:
            app.action_go(place)
            await look(place)
        app.action_go("home")
        for sheet in OVERLAY_SCREENS:
            await idle(pilot)
            app.action_page(sheet)
            await look(sheet)
            app.pop_screen()
    assert private == {
        *("me", "one-on-one", "plan", "goals"),
        *("follow-through", "signals", "page", "training", "accounts", "reviews", "feedback", "ladder"),
    }


async def test_no_stage_shows_its_host_what_the_room_may_not_see(make_crew: Callable[[], Crew], tmp_path: Path) -> None:
    h = whole(make_crew, tmp_path, 0)
    host = hosted_by(h, "Ben")
    for deed in ("ask_about_the_goal", "feel", "settle_a_hurdle"):
        h.do(deed, "Jon", "Ben", 8)
    app = HuddleApp(host, start="meeting")
    stages = [stage.name for stage in lifecycle.list_stages(host, lifecycle.require_open_meeting(host))]
    async with app.run_test(size=SIZE) as pilot:
        for stage in stages:
            lifecycle.move_to_stage(host, stage)
            await idle(pilot)
            assert not list(leaks(Audience(h.crew), ROOM, frame(app))), stage


async def test_home_hides_what_is_not_for_the_room_until_it_is_asked_for(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    praise.give_praise(crew["Ben"], crew["Ana"].me, "How you opened")
    misunderstandings.report_misunderstanding(crew["Jon"], "which list?", "leader")
    app = HuddleApp(crew["Ana"])
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        for asked, is_shown in ((False, False), (True, True)):
            if asked:
                await show_private_parts(pilot)
            assert ("which list?" in frame(app)) is is_shown
            assert ("How you opened" in frame(app)) is is_shown
            assert (HIDDEN_WHILE_PROJECTED[:20] in frame(app)) is not is_shown
        await pilot.press("5", "1")
        await idle(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert "which list?" not in frame(app)


async def test_a_confirmed_place_asks_again_after_another(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    app = HuddleApp(crew["Ana"], start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        for _ in range(2):
            await pilot.press("4")
            await idle(pilot)
            assert "Your commitments" not in frame(app)
            await pilot.press("down", "enter")
            await idle(pilot)
            assert isinstance(app.screen, MeScreen)
            assert "Your commitments" in frame(app)
            await pilot.press("2")
            await idle(pilot)


async def test_enter_leaves_a_place_that_is_projected(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    app = HuddleApp(crew["Ana"], start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("4", "enter")
        await idle(pilot)
        assert isinstance(app.screen, MeetingScreen)


async def test_a_sheet_does_not_ask_again_over_a_page_that_has_asked(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    app = HuddleApp(crew["Ana"], start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("down", "enter")
        await idle(pilot)
        app.action_page("follow-through")
        await idle(pilot)
        assert "Kept and missed" in frame(app)


async def test_who_neither_leads_nor_hosts_is_not_asked(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    app = HuddleApp(crew["Jon"], start="me")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "Your commitments" in frame(app)


async def test_private_messages_are_shown_after_a_question(crew: Crew) -> None:
    lifecycle.start_meeting(crew["Ana"])
    misunderstandings.report_misunderstanding(crew["Jon"], "which list?", "leader")
    app = HuddleApp(crew["Ana"], start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await pilot.press("exclamation_mark")
        await idle(pilot)
        assert isinstance(app.screen, ConfirmScreen)
        assert "which list?" not in frame(app)
        await pilot.press("down", "enter")
        await idle(pilot)
        assert isinstance(app.screen, MisunderstandingsScreen)
        assert "which list?" in frame(app)


async def test_what_was_asked_quietly_is_shown_after_a_question(
    crew: Crew, in_stage: Callable[[StageName], Session]
) -> None:
    ana = in_stage("goal")
    goal_check.ask_question(crew["Jon"], "which Ruhr?")
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "1 private question" in frame(app)
        assert "which Ruhr?" not in frame(app)
        await pilot.press("enter", "down", "enter")
        await idle(pilot)
        assert "which Ruhr?" in frame(app)


async def test_who_said_how_it_was_is_shown_after_a_question(
    crew: Crew, in_stage: Callable[[StageName], Session]
) -> None:
    ana = in_stage("close")
    pulse.give_pulse(crew["Jon"], 4, "brisk")
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await choose_option(pilot, "ratings by name")
        assert isinstance(app.screen, ConfirmScreen)


@pytest.mark.parametrize("start", ["meeting", "board"])
async def test_the_host_s_own_private_number_is_not_on_the_wall(
    crew: Crew, in_stage: Callable[[StageName], Session], start: str
) -> None:
    metric = metrics.make_private(crew["Ana"], metrics.add_metric(crew["Ana"], "commission", unit="EUR"))
    entries.log_entry(crew["Ana"], metric, 7_531)
    app = HuddleApp(in_stage("numbers"), start=start)
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "commission" in frame(app).lower()
        assert "7531" not in frame(app)
        if start == "board":
            await show_private_parts(pilot)
            assert "7531" in frame(app)
