"""What two people keep between themselves shows on no screen of anybody else: neither its words, nor that it is there.

Screens are looked at twice: of a team in which nothing private happened, and of its twin in which all of it did. To
whoever has no part in it the two are the same to the letter.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from core.access.session import Session
from core.commitments import commitments
from core.conversations import (
    conversations,
    feedback,
    ladder,
    mentoring,
    misunderstandings,
    one_on_one,
    praise,
    reviews,
    skills,
)
from core.goals import goals, personal
from core.meeting import lifecycle
from core.team import passphrases
from data.models import MeetingKind
from tests.conftest import Crew, FrozenClock
from tests.core.access.test_privacy import viewers, whole
from tests.core.audience import ROOM, Audience, leaks
from tests.core.histories import History
from tests.core.talks import with_key
from tests.tui.frames import frame, idle
from tests.tui.places import lived_in
from tui.app import HuddleApp
from tui.places import MAIN_SCREENS, OVERLAY_SCREENS
from tui.services.webhook_sender import WebhookSender

SIZE = (200, 60)
"""The widest terminal, which shows the most: what others open stands beside the lists."""


async def screens(session: Session) -> AsyncIterator[tuple[str, str]]:
    """Every place and sheet as a member sees them."""
    app = HuddleApp(session)
    async with app.run_test(size=SIZE) as pilot:
        for place in MAIN_SCREENS:
            app.action_go(place)
            await idle(pilot)
            yield place, frame(app)
        app.action_go("home")
        for sheet in OVERLAY_SCREENS:
            await idle(pilot)
            app.action_page(sheet)
            await idle(pilot)
            yield sheet, frame(app)
            app.pop_screen()


@pytest.fixture(autouse=True)
def nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The histories have addresses, to which an open app would send by and by; here screens are looked at."""
    monkeypatch.setattr(WebhookSender, "_is_used", lambda _self: False)


async def walls(room: Session, go_on: Callable[[], object] = lambda: None) -> AsyncIterator[tuple[str, str]]:
    """What is projected, again each time after it was gone on, until there is nowhere to go."""
    app = HuddleApp(room, start="room")
    async with app.run_test(size=SIZE) as pilot:
        at: object = "room"
        while at is not None:
            await idle(pilot)
            yield str(at), frame(app)
            at = go_on()


def between_two(crew: Crew) -> None:
    """Everything that only Ben and Ana are to know of."""
    ana, ben = crew["Ana"], crew["Ben"]
    one_on_one.plan(ana, ben.me, ana.today)
    one_on_one.add_to_agenda(ben, ana.me, "SECRET")
    one_on_one.add_own_note(ben, ana.me, "SECRET")
    one_on_one.add_help(ana, ben.me, "SECRET")
    one_on_one.begin(ana, ben.me)
    one_on_one.close(ana, ben.me, "SECRET")
    commitments.mark_kept(ben, commitments.commit(ana, "SECRET", helped_member=ben.me, due=ana.today))
    commitments.commit(ben, "SECRET", helped_member=ana.me, every="week", weekday=2)
    wanted = goals.set_goal(ben, "SECRET", level="personal", visibility="everyone")
    personal.set_goal_visibility(ben, wanted, "me")
    for given in (
        praise.give_praise(ana, ben.me, "SECRET"),
        feedback.give(ana, ben.me, "SECRET", "SECRET"),
    ):
        feedback.set_visibility(ben, given, "everyone")
        feedback.set_visibility(ben, conversations.reload_conversation(ben, given), "leader")
    feedback.ask(ben, ana.me, "SECRET")
    (review,) = reviews.announce(ana, [ben.me], ana.today, "SECRET")
    reviews.rate(ben, review, skills.list_skills(ben)[0], 2, "SECRET")
    mentoring.record_meeting(ana, mentoring.begin(ana, ana.me, ben.me), "SECRET", note="SECRET")
    misunderstandings.report_misunderstanding(ben, "SECRET")
    passphrases.set_passphrase(ben, "three plain words")
    step = ladder.take_step(with_key(ana), ben.me, "direct talk", "SECRET", obstacle="SECRET", help_offered="SECRET")
    ladder.sign(ben, step, "three plain words")


@pytest.mark.parametrize("who", ["Lea", "room"])
async def test_a_bystander_sees_the_same_as_if_nothing_had_been(
    make_crew: Callable[[], Crew], clock: FrozenClock, who: str
) -> None:
    seen = []
    begun = clock.now
    for private in (False, True):
        clock.now = begun
        crew = make_crew()
        lived_in(crew, clock)
        skills.add_skill(crew["Ana"], "patience")
        if private:
            between_two(crew)
        clock.now = begun
        looked = walls(crew.room) if who == "room" else screens(crew[who])
        seen.append({place: shown async for place, shown in looked})
    for place, shown in seen[0].items():
        assert shown == seen[1][place], place
    assert not [place for place, shown in seen[1].items() if "SECRET" in shown]


@pytest.mark.parametrize("name", ["Ana", "Jon"])
async def test_no_screen_shows_what_is_for_others(make_crew: Callable[[], Crew], tmp_path: Path, name: str) -> None:
    h = whole(make_crew, tmp_path, 22)
    s = next(found for who, found in viewers(h.crew) if who == name)
    async for place, shown in screens(s):
        assert not list(leaks(Audience(h.crew), name, shown)), place


@pytest.mark.parametrize("kind", ["kickoff", "weekly", "quarterly"])
async def test_no_stage_on_the_wall_shows_what_is_not_everybodys(
    make_crew: Callable[[], Crew], tmp_path: Path, kind: MeetingKind
) -> None:
    h = whole(make_crew, tmp_path, 0)
    if lifecycle.open_meeting_or_none(h.leader) is not None:
        lifecycle.close_meeting(h.host)
    lifecycle.plan_meeting(h.leader, kind, host=h.leader.me)
    lifecycle.start_meeting(h.leader, kind)
    for deed in ("ask_about_the_goal", "say", "feel", "settle_a_hurdle", "show_on_the_wall"):
        if deed != "show_on_the_wall" or kind == "kickoff":
            h.do(deed, "Jon", "Ben", 8)
    stages = [stage.name for stage in lifecycle.list_stages(h.leader, lifecycle.require_open_meeting(h.leader))]
    lifecycle.move_to_stage(h.host, stages[0])
    seen = []
    async for place, shown in walls(h.crew.room, lambda: went_on(h, stages[-1])):
        seen.append(place)
        assert not list(leaks(Audience(h.crew), ROOM, shown)), place
    assert seen == ["room", *stages[1:]]


def went_on(h: History, last: str) -> str | None:
    """The stage that the host went on to; None once the last was there."""
    if lifecycle.current_stage(h.host, lifecycle.require_open_meeting(h.host)).name == last:
        return None
    lifecycle.move_to_next_stage(h.host)
    return lifecycle.current_stage(h.host, lifecycle.require_open_meeting(h.host)).name
