"""Builds a team with numbers, commitments and meetings, and goes to its screens."""

from __future__ import annotations

from datetime import date

from textual.pilot import Pilot

from core.commitments import commitments, queries
from core.conversations import feedback, ladder, reviews
from core.goals import goals
from core.meeting import lifecycle
from core.meeting.agenda import AGENDAS
from core.metrics import entries, metrics, targets
from core.models import Metric, StageName
from core.outcomes import hurdles
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock
from tests.core.talks import brainstormed, with_key
from tests.tui.frames import frame, idle
from tui.app import HuddleApp
from tui.places import OVERLAY_SCREENS
from tui.shell.confirm import ConfirmScreen

STAGES = AGENDAS["weekly"]


def lived_in(crew: Crew, clock: FrozenClock) -> dict[str, Metric]:
    """Holds a meeting a week ago and logs what was done since. Returns the metrics by name."""
    today = clock.now
    clock.now = today.replace(day=16)
    ana, ben, jon = crew["Ana"], crew["Ben"], crew["Jon"]
    goals.set_goal(ana, "Twelve new customers in the Ruhr territory by 31 March")
    counted = {
        "calls": metrics.add_metric(ana, "calls", unit="calls"),
        "won revenue": metrics.add_metric(ana, "won revenue", unit="EUR"),
    }
    for s, calls, revenue in ((ana, 20, 120_000), (ben, 40, 210_000), (jon, 40, 180_000)):
        targets.set_target(s, counted["calls"], calls, member=s.me, period=parse_period("2026-W48"))
        targets.set_target(s, counted["won revenue"], revenue, member=s.me, period=parse_period("2026-Q4"))
    targets.set_target(ana, counted["won revenue"], 600_000, period=parse_period("2026-Q4"))
    lifecycle.start_meeting(ana)
    commitments.commit(ana, "Send Kessler the proposal", due=date(2026, 11, 23))
    commitments.commit(
        ben, "Call five lapsed customers before ten", metric=counted["calls"], amount=5, every="week", weekday=1
    )
    commitments.commit(ben, "One introduction a month from my top ten", every="month", due=date(2026, 12, 24))
    kept, missed = commitments.commit(ben, "Write one customer story"), commitments.commit(ben, "Update the CRM daily")
    lifecycle.close_meeting(ana)
    clock.now = today.replace(day=20)
    for s, calls, revenue in ((ana, 12, 61_000), (ben, 31, 118_500), (jon, 9, 70_250)):
        entries.log_entry(s, counted["calls"], calls)
        entries.log_entry(s, counted["won revenue"], revenue)
    commitments.mark_kept(ben, kept)
    commitments.mark_missed(ben, missed, "Ten minutes after lunch, with Lea")
    clock.now = today
    entries.log_entry(ben, counted["calls"], 10)
    return counted


def liven(crew: Crew, clock: FrozenClock) -> None:
    """Something of everything, and a meeting that Ana hosts."""
    lived_in(crew, clock)
    clock.advance(minutes=1)
    brainstormed(crew, is_open=True)
    hurdles.add_hurdle(crew["Jon"], "Pricing takes a week to answer")
    goals.set_goal(crew["Ben"], "A house by 2028", level="personal")
    ana, ben = crew["Ana"], crew["Ben"]
    reviews.announce(ana, [ben.me], ana.today, "calls, skills")
    feedback.ask(crew["Jon"], ben.me, "My opening")
    ladder.take_step(
        with_key(ana), ben.me, "direct talk", "We talked", obstacle="The inbox", help_offered="Lea takes it"
    )
    missed = queries.list_commitments(crew["Ben"], member=crew.members["Ben"], status="missed")
    assert missed, "a miss that can be made a hurdle"


async def come_to(pilot: Pilot[None], crew: Crew, where: str) -> None:
    """Goes to a place, a page or a stage of Ana's meeting."""
    app = pilot.app
    assert isinstance(app, HuddleApp)
    if where in OVERLAY_SCREENS:
        app.action_page(where)
    elif where in STAGES:
        stage: StageName = where
        lifecycle.move_to_stage(crew["Ana"], stage)
        app.action_go("meeting")
    else:
        app.action_go(where)
    await idle(pilot)
    await show_it(pilot)


async def show_it(pilot: Pilot[None]) -> None:
    """Says that the screen is not projected, where a page has asked: a meeting is running."""
    if isinstance(pilot.app.screen, ConfirmScreen) and "see your screen" in frame(pilot.app):
        await pilot.press("down", "enter")
        await idle(pilot)
