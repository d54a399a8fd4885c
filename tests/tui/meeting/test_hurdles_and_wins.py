"""Hurdles and wins with the keys: in their stages, and everywhere else where one comes to mind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from core.access.session import Session
from core.commitments import commitments, queries
from core.conversations import praise
from core.meeting import cards, lifecycle, votes, wins
from core.metrics import entries, metrics, targets
from core.models import Celebration, Conversation, Metric, Outcome, StageName
from core.outcomes import hurdles
from core.overview import planned_celebration
from core.team import team
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import LARGE, frame, idle, option, parametrize_smallest
from tui.app import HuddleApp

InStage = Callable[[StageName], Session]


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await idle(pilot)


def glad(crew: Crew, clock: FrozenClock) -> Metric:
    """A week of news: a best week, a first deal, praise that is shared and praise that is not, a dinner to come."""
    ana, ben, lea = crew["Ana"], crew["Ben"], crew["Lea"]
    calls, revenue = metrics.add_metric(ana, "calls"), metrics.add_metric(ana, "won revenue", unit="EUR")
    for back, amount in ((4, 20), (3, 30), (2, 38), (1, 12), (0, 41)):
        entries.log_entry(ben, calls, amount, day=ana.today - timedelta(days=7 * back))
    entries.log_entry(lea, revenue, 12_000)
    entries.log_entry(ben, revenue, 570_000, day=ana.today - timedelta(days=30))
    planned_celebration.plan(
        ana, "Dinner", day=date(2026, 12, 12), metric=revenue, amount=600_000, period=parse_period("2026-Q4")
    )
    praise.share(lea, praise.give_praise(ben, lea.me, "How you turned Voss around in one call"), "everyone")
    praise.give_praise(ana, ben.me, "You helped Jon without being asked")
    return calls


def in_the_way(crew: Crew, clock: FrozenClock) -> None:
    """Two hurdles of a week ago, one of today, votes on them, and one that is solved. Ana hosts."""
    ana = crew["Ana"]
    clock.now -= timedelta(days=7)
    hurdles.add_hurdle(crew["Jon"], "Pricing takes a week to answer, and the customer has signed elsewhere by then")
    hurdles.add_hurdle(crew["Lea"], "No demo system for each of us")
    lifecycle.start_meeting(ana)
    lifecycle.take_over(ana)
    lifecycle.close_meeting(ana)
    clock.now += timedelta(days=7)
    lifecycle.start_meeting(ana)
    lifecycle.take_over(ana)
    hurdles.add_hurdle(crew["Ben"], "Nobody knows which Ruhr is meant")
    lifecycle.move_to_stage(ana, "hurdles")
    board, found = votes.open_votes(ana, cards.find_board(ana, "hurdles")), hurdles.list_hurdles(ana)
    for name in ("Ben", "Jon"):
        votes.vote(crew[name], board, found[0].card)
    votes.vote(crew["Lea"], board, found[2].card, 1)
    votes.reveal_votes(ana, board)
    demo = next(each.card for each in found if "demo" in each.card.text)
    hurdles.hand_on(ana, demo, "Product", "one demo login for each seller")


# -- what it looks like


@parametrize_smallest("place", ["meeting", "room"], also={"room": [LARGE]})
async def test_frames_of_hurdles(
    crew: Crew, clock: FrozenClock, place: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    in_the_way(crew, clock)
    app = HuddleApp(crew.room if place == "room" else crew["Ana"], start=place)
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


@parametrize_smallest("place", ["meeting", "room", "home", "me"], also={"room": [LARGE]})
async def test_frames_of_wins(
    in_stage: InStage,
    crew: Crew,
    clock: FrozenClock,
    place: str,
    size: tuple[int, int],
    snapshot: SnapshotAssertion,
) -> None:
    glad(crew, clock)
    ana, ben = in_stage("wins"), crew["Ben"]
    board = cards.find_board(ana, "wins")
    wins.add_win(ben, board, "Won Kessler after eleven months")
    wins.mark_big(ben, wins.add_win(ben, board, "@lea got us into Voss"))
    app = HuddleApp(crew.room if place == "room" else ben, start=place)
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        assert frame(app) == snapshot


# -- the hurdles stage


async def test_a_hurdle_ends_in_each_of_three_ways_and_one_key_takes_it_back(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("hurdles")
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "a", *"Pricing takes a week", "enter", *"No demo", "enter", "escape")
        await press(pilot, "enter", *"commit", "enter", *"lea", "enter")
        await press(pilot, "tab", "tab", "tab", *"friday", "enter")
        assert "→ Lea: Pricing takes a week" in frame(app)
        (taken,) = queries.list_commitments(ana)
        assert (taken.member_id, taken.due) == (crew.members["Lea"].id, date(2026, 11, 27))
        await press(pilot, "enter", *"hand", "enter", *"Product", "tab", *"a login for each", "enter")
        assert "→ Product: a login for each" in frame(app)
        assert "2 of 2 resolved" in frame(app)
        await press(pilot, "u")
        assert "→ Product" not in frame(app)
        await press(pilot, "enter", *"meeting", "enter", *"zoe", "tab", *"friday", "enter")
        assert "No member named" in frame(app), "what was typed stays"
        await press(pilot, "shift+tab", *["backspace"] * 3, *"jon", "enter")
        assert "→ meeting with Jon Weiss, 27 Nov" in frame(app)
    assert len(crew.store.read(Outcome)) == 2


async def test_undo_goes_back_step_by_step_and_redo_brings_the_last_one_back(in_stage: InStage, crew: Crew) -> None:
    app = HuddleApp(in_stage("hurdles"), start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "a", *"Pricing takes a week", "enter", "escape")
        crew.clock.advance(minutes=1)
        await press(pilot, "enter", *"hand", "enter", *"Product", "enter")
        crew.clock.advance(minutes=1)
        await press(pilot, "a", *"No demo", "enter", "escape")
        await press(pilot, "u")
        assert "No demo" not in frame(app)
        assert "→ Product" in frame(app)
        await press(pilot, "ctrl+y")
        assert "No demo" in frame(app)
        await press(pilot, "ctrl+z", "u")
        assert "No demo" not in frame(app)
        assert "→ Product" not in frame(app)
        await press(pilot, "ctrl+y")
        assert "→ Product" in frame(app)


async def test_only_who_may_settle_has_the_key(in_stage: InStage, crew: Crew) -> None:
    in_stage("hurdles")
    hurdles.add_hurdle(crew["Jon"], "Pricing takes a week")
    for who, may in (("Jon", True), ("Ana", True), ("Lea", False), ("Tom", False)):
        app = HuddleApp(crew[who], start="meeting")
        async with app.run_test(size=(100, 28)) as pilot:
            await idle(pilot)
            assert ("Resolve" in frame(app)) is may
            await press(pilot, "enter")
            assert ("What happens with" in frame(app)) is may


async def test_votes_are_given_in_the_stage_and_put_the_picked_one_first(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("hurdles")
    for who, text in (("Jon", "Pricing takes a week"), ("Lea", "No demo system")):
        hurdles.add_hurdle(crew[who], text)
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, *option("Open voting"))
        await press(pilot, "enter", "down", "v", "v", *option("Reveal votes"))
        assert "Reveal the votes" not in frame(app), "they are told from three voters on"
        board, found = cards.find_board(ana, "hurdles"), hurdles.list_hurdles(ana)
        for who in ("Jon", "Lea"):
            votes.vote(crew[who], board, found[0].card)
            votes.vote(crew[who], board, found[1].card)
        await idle(pilot)
        await press(pilot, *option("Reveal votes"))
        await press(pilot, "enter")
        shown = frame(app)
        assert shown.index("No demo system") < shown.index("Pricing takes a week")
        assert "4 votes" in shown
        assert "enter Resolve" in shown
        await press(pilot, "home", "enter")
        assert "What happens with “No demo system”?" in frame(app), "the list that is there now has the keys"


# -- from wherever it comes to mind


async def test_a_hurdle_is_one_key_from_home_in_a_meeting_or_not(crew: Crew) -> None:
    app = HuddleApp(crew["Jon"])
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        assert "h Add hurdle" in frame(app)
        await press(pilot, "h", *"Pricing takes a week", "enter")
        lifecycle.start_meeting(crew["Ana"])
        await press(pilot, "h", *"No demo system", "enter")
    assert [each.card.text for each in hurdles.list_hurdles(crew["Ana"])] == ["Pricing takes a week", "No demo system"]
    app = HuddleApp(crew["Tom"])
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        assert "Add hurdle" not in frame(app)


async def test_between_meetings_a_hurdle_is_settled_from_home(crew: Crew, snapshot: SnapshotAssertion) -> None:
    for who, text in (("Jon", "Pricing takes a week"), ("Lea", "No demo system")):
        hurdles.add_hurdle(crew[who], text)
    app = HuddleApp(crew["Jon"])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await idle(pilot)
        await press(pilot, "h")
        assert "2 open hurdles already." in " ".join(frame(app).split())
        await press(pilot, "escape", "H")
        assert frame(app) == snapshot(name="(80, 24)")
        await press(pilot, "end", "enter")
        assert "Only Lea Brandt, the host or the leader can resolve this hurdle." in " ".join(
            each.message for each in app._notifications
        )
        await press(pilot, "home", "enter", "enter", *"Templates for all", "enter")
        assert "Hurdle resolved" in " ".join(each.message for each in app._notifications)
        (taken,) = queries.list_commitments(crew["Jon"])
        assert taken.text == "Templates for all", "the hurdle's words are no commitment: typing takes their place"
        await press(pilot, "H")
        assert "Pricing takes a week" not in frame(app)
        await press(pilot, "u")
        assert "Pricing takes a week" in frame(app)
        assert "u Undo" not in frame(app)
    assert crew.store.read(Outcome) == []


async def test_what_was_missed_is_a_hurdle_in_one_key(in_stage: InStage, crew: Crew) -> None:
    jon = crew["Jon"]
    missed = commitments.commit(jon, "Update the CRM daily")
    crew.clock.advance(minutes=1)
    in_stage("commitments")
    commitments.mark_missed(jon, missed, "After lunch")
    app = HuddleApp(jon, start="meeting")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        assert "h Make hurdle" in frame(app)
        assert "k Kept" not in frame(app), "it is answered: the keys that would be refused make room"
        await press(pilot, "h")
    assert [each.card.text for each in hurdles.list_hurdles(jon)] == ["Missed: Update the CRM daily"]
    app = HuddleApp(crew["Lea"], start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "h Make hurdle" not in frame(app)


@pytest.mark.parametrize("place", ["me", "board"])
async def test_ones_own_number_behind_pace_is_a_hurdle_in_one_key(crew: Crew, place: str) -> None:
    ana, jon = crew["Ana"], crew["Jon"]
    calls = metrics.add_metric(ana, "calls")
    targets.set_target(jon, calls, 100, member=jon.me, period=parse_period("2026-Q4"))
    entries.log_entry(jon, calls, 20)
    app = HuddleApp(jon, start=place)
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        await press(pilot, "h")
    assert [each.card.text for each in hurdles.list_hurdles(ana)] == ["Behind on calls: 20 of 100"]


# -- wins and praise


async def test_a_win_of_another_is_said_with_a_name_and_a_big_one_celebrated_everywhere(
    in_stage: InStage, crew: Crew
) -> None:
    in_stage("wins")
    app, other = HuddleApp(crew["Ben"], start="meeting"), HuddleApp(crew["Jon"], start="board")
    async with app.run_test(size=(100, 28)) as pilot, other.run_test(size=(100, 28)) as far:
        await idle(pilot)
        await press(pilot, "a", *"@le")
        assert "▸ Lea Brandt" in frame(app)
        await press(pilot, "tab", *"got us into Voss", "enter", "escape")
        assert "Lea · added by Ben" in frame(app)
        await press(pilot, "space")
        assert "big win · Lea" in frame(app)
        await idle(far)
        assert "Lea: got us into Voss" in frame(other)
        await press(pilot, "space")
        assert "big win" not in frame(app).replace("a big win", "")
    (win,) = wins.list_wins(crew["Ana"], cards.find_board(crew["Ana"], "wins"))
    assert win.card.about_id == crew.members["Lea"].id


async def test_a_big_win_said_without_a_name_is_celebrated_when_it_is_told(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("wins")
    board = cards.set_board(ana, cards.find_board(ana, "wins"), anonymous=True)
    app = HuddleApp(crew["Lea"], start="home")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        wins.mark_big(crew["Ben"], wins.add_win(crew["Ben"], board, "I won Kessler"))
        await idle(pilot)
        assert "Kessler" not in frame(app)
        for name in ("Jon", "Ana"):
            wins.add_win(crew[name], board, "A small one")
        await idle(pilot)
        assert "I won Kessler" in frame(app)


async def test_no_big_win_is_celebrated_where_the_team_turned_that_off(in_stage: InStage, crew: Crew) -> None:
    team.edit_team(in_stage("wins"), celebrates=False)
    card = wins.add_win(crew["Ben"], cards.find_board(crew["Ben"], "wins"), "Won Kessler")
    app = HuddleApp(crew["Jon"], start="board")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        wins.mark_big(crew["Ben"], card)
        await idle(pilot)
        assert "Won Kessler" not in frame(app)


async def test_what_was_noticed_is_taken_with_one_key(in_stage: InStage, crew: Crew, clock: FrozenClock) -> None:
    glad(crew, clock)
    in_stage("wins")
    app = HuddleApp(crew["Ben"], start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "Suggested: Best week ever: calls" in frame(app)
        await press(pilot, "enter")
        assert "Suggested: Best week ever" not in frame(app)
        assert "✓   Best week ever: calls" in frame(app)
        await press(pilot, "end", "up", "enter")
        assert "Suggested: First deal: won revenue" in frame(app), "it is Lea's, or the host's, to take"


async def test_praise_reaches_its_person_who_decides_who_else_reads_it(in_stage: InStage, crew: Crew) -> None:
    in_stage("wins")
    for place, keys in (("meeting", ("p", *"lea", "enter")), ("team", ("end", "up", "p"))):
        app = HuddleApp(crew["Ben"], start=place)
        async with app.run_test(size=(100, 28)) as pilot:
            await idle(pilot)
            await press(pilot, *keys)
            assert "Praise for Lea Brandt" in frame(app), place
            await press(pilot, *f"Well done in {place}", "enter")
    assert len(crew.store.read(Conversation)) == 2
    for who in ("Ana", "Jon", "Tom"):
        app = HuddleApp(crew[who])
        async with app.run_test(size=(100, 40)) as pilot:
            await idle(pilot)
            assert "Praise for you" not in frame(app)
            assert "Well done" not in frame(app)
    lea = HuddleApp(crew["Lea"])
    async with lea.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "Well done in team" in frame(lea)
        await press(pilot, "4", "s", *"meeting", "enter", *"everyone", "enter")
        assert "shared" in frame(lea)
    room = HuddleApp(crew.room, start="room")
    async with room.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "praise for Lea" in frame(room)
    assert [each.text for each in praise.list_shared(crew.room)] == ["Well done in meeting"]


async def test_a_celebration_is_planned_and_held_with_the_keys(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("wins")
    metrics.add_metric(ana, "won revenue", unit="EUR")
    app = HuddleApp(ana, start="meeting")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        assert "Press o to plan one" in frame(app)
        await press(pilot, *option("Plan a celebration"))
        await press(pilot, *"Dinner", "tab", *"12 Dec", "tab", *"600k won revenue", "enter")
        assert "Dinner on 12 Dec · when we reach 600k won revenue · 0%" in frame(app)
        await press(pilot, *option("Celebration held"))
        await press(pilot, "enter")
        assert "Dinner" not in frame(app)
        await press(pilot, "u")
        assert "Dinner on 12 Dec" in frame(app)
    (dinner,) = crew.store.read(Celebration)
    assert (dinner.amount, dinner.starts_on, dinner.held_on) == (600_000, date(2026, 10, 1), None)
