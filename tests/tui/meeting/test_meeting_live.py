"""The meeting with everybody in it: the timer, being ready, votes, and who is here. Several apps on one file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot
from textual.widgets import Input

from core.access.session import Session
from core.meeting import cards, lifecycle, readiness, timer, trends, votes
from core.meeting.vote_tally import ballot, count_votes_cast, tally
from core.models import Board, Card, StageName, Trend
from core.team import group_records, groups
from data.store import Store
from tests.conftest import Crew, FrozenClock
from tests.tui.frames import frame, idle, option, parametrize_smallest
from tui.app import HuddleApp
from tui.meeting.screen import MeetingScreen
from tui.shell.clock_line import ClockLine

InStage = Callable[[StageName], Session]


class Desk:
    """One person at their terminal."""

    def __init__(self, app: HuddleApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def keys(self, *pressed: str) -> None:
        await self.pilot.press(*pressed)
        await self.settle()

    async def settle(self) -> None:
        await idle(self.pilot)
        self.app.call_later(self.app.presence.refresh)
        await idle(self.pilot)

    async def tick(self) -> None:
        """The second has changed."""
        self.app.call_later(self.app.screen_stack[0].query_one(ClockLine).tick)
        await idle(self.pilot)

    async def frame(self) -> str:
        await self.settle()
        return frame(self.app)

    async def line(self, number: int) -> str:
        """One line of the screen: 0 is the top one, -3 tells how far the stage is, -1 has the keys."""
        return (await self.frame()).splitlines()[number]

    @property
    def told(self) -> list[str]:
        return [notification.message for notification in self.app._notifications]


@asynccontextmanager
async def at_desks(
    *sessions: Session, start: str = "meeting", size: tuple[int, int] = (100, 28)
) -> AsyncIterator[list[Desk]]:
    """These people, each at a terminal of their own."""
    async with AsyncExitStack() as stack:
        desks = []
        for session in sessions:
            app = HuddleApp(session, start=start)
            desks.append(Desk(app, await stack.enter_async_context(app.run_test(size=size, notifications=True))))
        for desk in desks:
            await desk.settle()
        yield desks


def speak(crew: Crew) -> list[Card]:
    """Three people say four cards."""
    board = cards.find_board(crew["Ana"])
    return [
        cards.add_card(crew[name], board, text)
        for name, text in [
            ("Ben", "Call five lapsed customers every Monday before ten"),
            ("Jon", "Every proposal leaves within a day of the meeting"),
            ("Lea", "I ask each customer for one introduction a month"),
            ("Ben", "I call old customers back within the week"),
        ]
    ]


@pytest.fixture
def said(in_stage: InStage, crew: Crew) -> Board:
    """The board of a meeting in collect on which four cards have been said."""
    board = cards.find_board(in_stage("collect"))
    speak(crew)
    return board


# -- the timer


async def test_everybody_sees_the_same_second(in_stage: InStage, crew: Crew, clock: FrozenClock) -> None:
    async with at_desks(in_stage("collect"), crew["Jon"]) as (ana, jon):
        await ana.keys("t", *"5:30", "enter")
        for seconds, words in [(0.0, "⏱ 05:30 left"), (0.999, "⏱ 05:30 left"), (107.001, "⏱ 03:42 left")]:
            clock.advance(seconds=seconds)
            for desk in (ana, jon):
                await desk.tick()
                assert (await desk.line(0)).endswith(words)


async def test_the_clock_warns_and_tells_of_overrun_in_words(in_stage: InStage, clock: FrozenClock) -> None:
    ana = in_stage("collect")
    timer.set_timer(ana, 120)
    async with at_desks(ana) as (desk,):
        for left, words in [
            (61, "⏱ 01:01 left"),
            (60, "1 minute ⏱ 01:00"),
            (1, "1 minute ⏱ 00:01"),
            (0, "⏱ over 00:00"),
        ]:
            clock.now = crew_start(ana) + timedelta(seconds=120 - left)
            await desk.tick()
            assert (await desk.line(0)).endswith(words)
        clock.advance(seconds=3640)
        await desk.tick()
        assert (await desk.line(0)).endswith("⏱ over 1:00:40")


def crew_start(session: Session):  # type: ignore[no-untyped-def]
    """The moment at which the meeting's stage began."""
    from core.values.clock import parse_timestamp

    began = lifecycle.current_stage(session, lifecycle.require_open_meeting(session)).started_at
    assert began is not None
    return parse_timestamp(began, session.now)


async def test_without_a_length_the_clock_tells_how_long_the_stage_has_been_on(
    in_stage: InStage, clock: FrozenClock
) -> None:
    async with at_desks(in_stage("collect")) as (ana,):
        clock.advance(seconds=222)
        await ana.tick()
        assert (await ana.line(0)).endswith("host Ana Ruiz   ⏱ 03:42")


async def test_a_second_asks_the_file_for_nothing(
    in_stage: InStage, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = in_stage("collect")
    timer.set_timer(ana, 300)
    # Who is here is looked at now and then and a moment after each bell, whatever the clock says.
    monkeypatch.setattr("tui.services.presence_tracker.PRESENCE_POLL_SECONDS", 3600.0)
    monkeypatch.setattr("tui.services.presence_tracker.REFRESH_DELAY_SECONDS", 3600.0)
    async with at_desks(ana) as (desk,):
        await idle(desk.pilot)
        asked: list[str] = []
        for name in ("read", "query", "get"):
            plain = getattr(Store, name)
            monkeypatch.setattr(
                Store,
                name,
                lambda *args, plain=plain, name=name, **kw: (asked.append(name), plain(*args, **kw))[1],  # type: ignore[func-returns-value]
            )
        clock.advance(seconds=1)
        await desk.tick()
        await idle(desk.pilot)
        assert "⏱ 04:59" in frame(desk.app)
        assert asked == []


async def test_the_bell_rings_at_a_minute_and_when_time_is_up_unless_muted(
    in_stage: InStage, crew: Crew, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[HuddleApp] = []
    monkeypatch.setattr(HuddleApp, "bell", lambda app: rung.append(app))
    ana = in_stage("collect")
    timer.set_timer(ana, 100)
    async with at_desks(ana, crew["Jon"]) as (one, two):
        await two.keys(*option("Timer sound"))
        assert two.told == ["Timer sound off on this screen."]
        heard = []
        for _ in range(120):
            clock.advance(seconds=1)
            await one.tick()
            await two.tick()
            heard.append(len(rung))
        assert [second for second, (was, now) in enumerate(zip([0, *heard], heard, strict=False), 1) if now > was] == [
            40,
            100,
        ]
        assert set(rung) == {one.app}
        await one.keys("plus")
        assert (await one.line(0)).endswith("1 minute ⏱ 01:00")
        assert len(rung) == 2, "what the host sets is no news"


async def test_the_host_extends_and_takes_away_and_a_wrong_length_stays_to_be_put_right(
    in_stage: InStage, crew: Crew
) -> None:
    ana = in_stage("collect")
    async with at_desks(ana) as (desk,):
        await desk.keys("t", *"soon", "enter")
        assert "is not a duration. Try 5, 5:30 or 90s. 0 removes the timer" in await desk.frame()
        assert desk.app.screen.query_one(Input).value == "soon"
        await desk.keys(*["backspace"] * 4, *"90s", "enter")
        await desk.keys("plus")
        assert (await desk.line(0)).endswith("⏱ 02:30 left")
        await desk.keys("t", *["backspace"] * 5, "0", "enter")
        assert (await desk.line(0)).endswith("⏱ 00:00")


async def test_only_the_host_sets_the_timer(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    timer.set_timer(ana, 300)
    async with at_desks(crew["Jon"]) as (jon,):
        await jon.keys("plus", "t")
        assert isinstance(jon.app.screen, MeetingScreen)
        assert (await jon.line(0)).endswith("⏱ 05:00 left")


async def test_what_this_team_usually_takes_is_proposed(crew: Crew, clock: FrozenClock) -> None:
    ana = crew["Ana"]
    for minutes in (4, 6, 11):
        lifecycle.start_meeting(ana)
        if lifecycle.require_open_meeting(ana).host_id != ana.me.id:
            lifecycle.take_over(ana)
        clock.advance(minutes=minutes)
        lifecycle.move_to_next_stage(ana)
        lifecycle.close_meeting(ana)
        clock.advance(days=7)
    lifecycle.start_meeting(ana)
    lifecycle.take_over(ana)
    async with at_desks(ana) as (desk,):
        await desk.keys("t")
        assert "This team usually takes 06:00 for wins." in " ".join((await desk.frame()).replace("│", "").split())
        await desk.keys("enter")
        assert (await desk.line(0)).endswith("⏱ 06:00 left")


@pytest.mark.parametrize("start", ["capture", "trends"])
async def test_the_other_screens_of_a_meeting_show_the_clock_too(
    in_stage: InStage, clock: FrozenClock, start: str
) -> None:
    ana = in_stage("collect")
    async with at_desks(ana, start=start) as (desk,):
        timer.set_timer(ana, 300)
        clock.advance(seconds=241)
        assert (await desk.line(0)).endswith("1 minute ⏱ 00:59")
        lifecycle.close_meeting(ana)
        assert "⏱" not in await desk.line(0)


async def test_a_timer_leaves_the_line_one_is_typing_in(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    async with at_desks(crew["Jon"]) as (jon,):
        await jon.keys("a", *"half a li")
        timer.set_timer(ana, 300)
        await jon.settle()
        lifecycle.take_over(crew["Ben"])
        await jon.settle()
        await jon.keys(*"ne", "enter")
        assert "half a line" in await jon.frame()


# -- ready


async def test_each_says_done_and_the_host_sees_who(in_stage: InStage, crew: Crew) -> None:
    in_stage("collect")
    async with at_desks(crew["Ana"], crew["Jon"], crew["Lea"]) as (ana, jon, lea):
        await jon.keys("r")
        assert "1 of 4 ready with you" in await jon.line(-3)
        assert "1 of 4 ready" in await lea.line(-3)
        assert "with you" not in await lea.line(-3)
        await lea.keys(*option("Who is ready"))
        assert "No match." in await lea.frame(), "who is ready is for the host and the leader"
        await lea.keys("escape")
        await ana.keys(*option("Who is ready"))
        assert "✓   Jon Weiss" in await ana.frame()
        assert "Lea Brandt" not in await ana.frame()
        await lea.keys("r")
        assert "✓   Lea Brandt" in await ana.frame(), "the list keeps up"
        await ana.keys("escape")
        await jon.keys("r")
        assert "1 of 4 ready" in await ana.line(-3)
        await ana.keys("n")
        assert "0 of 4 ready" in await lea.line(-3)
        assert "with you" not in await lea.line(-3)


async def test_nothing_moves_by_itself(in_stage: InStage, crew: Crew) -> None:
    ana = in_stage("collect")
    async with at_desks(ana) as (desk,):
        for name in ("Ana", "Ben", "Jon", "Lea"):
            readiness.mark_done(crew[name])
        assert "4 of 4 ready" in await desk.line(-3)
        assert "COLLECT" in await desk.line(2)


async def test_a_watcher_neither_says_done_nor_votes(said: Board, crew: Crew) -> None:
    votes.open_votes(crew["Ana"], said)
    async with at_desks(crew["Tom"]) as (tom,):
        await tom.keys("r", "v")
        assert "0 of 4 ready" in await tom.line(-3)
        assert "Voting is open" in await tom.line(-3)
        assert count_votes_cast(crew["Ana"], said).members_voted == 0


# -- votes


async def test_votes_are_hidden_until_the_host_reveals_them(said: Board, crew: Crew) -> None:
    async with at_desks(crew["Ana"], crew["Jon"], crew["Lea"]) as (ana, jon, lea):
        await ana.keys(*option("Open voting"))
        await ana.keys("enter")
        await jon.keys("v", "down", "v", "v", "v")
        assert jon.told[-1].startswith("You have none of your 3 votes left")
        assert "○○○ none left" in await jon.line(-3)
        assert "Jon    ●●" in await jon.frame()
        await lea.keys("down", "v", "minus", "v")
        assert "●●○ 2 left" in await lea.line(-3)
        assert "●●" not in "\n".join((await lea.frame()).splitlines()[:-3])
        assert "2 of 4 have voted" in await ana.line(-3)
        await ana.keys(*option("Reveal votes"))
        assert "need 3 voters, and 2 people have voted" in ana.told[-1]
        await ana.keys("v", *option("Reveal votes"))
        assert "1 of 4 have not voted yet" in await ana.frame()
        await ana.keys("enter")
        rows = [line.split() for line in (await lea.frame()).replace("▸", " ").splitlines()[9:13]]
        assert [(row[0], row[-1]) for row in rows[:2]] == [("1", "3"), ("2", "2")]
        assert rows[0][1:3] == ["Every", "proposal"]
        assert [row[-1] for row in rows[2:]] == ["0", "0"]
        assert "5 votes by 3 of 4" in await lea.line(-3)
        await lea.keys("v")
        assert count_votes_cast(crew["Ana"], said).votes_cast == 5


async def test_equal_sums_share_a_rank(said: Board, crew: Crew) -> None:
    ana = crew["Ana"]
    votes.open_votes(ana, said)
    first, second, third, _ = cards.list_cards(ana, said)
    for name, card in [("Ana", second), ("Ben", second), ("Ana", first), ("Jon", third)]:
        votes.vote(crew[name], said, card)
    votes.reveal_votes(ana, said)
    async with at_desks(crew["Lea"]) as (lea,):
        signs = [line.split()[0] for line in (await lea.frame()).replace("▸", " ").splitlines()[9:12]]
        assert signs == ["1", "2", "2"]


def trends_of(crew: Crew, board: Board) -> list[Trend]:
    return crew["Ana"].all(Trend, "board_id = ?", (board.id,))


async def test_the_trends_stage_votes_on_trends(said: Board, crew: Crew) -> None:
    ana = crew["Ana"]
    lifecycle.move_to_stage(ana, "trends")
    trends.new_trend(ana, said, "Old customers")
    trends.new_trend(ana, said, "Fast proposals")
    async with at_desks(ana, crew["Jon"]) as (host, jon):
        await host.keys(*option("Open voting"))
        await host.keys("backspace", "x", "enter")
        assert "is not a number" in await host.frame()
        await host.keys("backspace", "2", "enter")
        await jon.keys("down", "v")
        assert "●○ 1 left" in await jon.line(-3)
        for name in ("Lea", "Ben"):
            votes.vote(crew[name], said, trends_of(crew, said)[1])
        await host.keys(*option("Reveal votes"))
        await host.keys("enter")
        assert "1   Fast proposals" in await jon.frame()
    assert tally(ana, said)[0].votes == 3


async def test_a_scribe_types_the_votes_of_those_without_a_device(said: Board, crew: Crew) -> None:
    south = group_records.list_groups(crew["Ana"])[1]
    groups.set_scribe(crew["Ana"], south, crew.members["Lea"])
    votes.open_votes(crew["Ana"], said)
    async with at_desks(crew["Lea"], crew["Jon"]) as (lea, jon):
        await jon.keys(*option("Count hands"))
        assert "No match." in await jon.frame()
        await lea.keys("down", *option("Count hands"))
        await lea.keys(*"9", "enter")
        assert "You can enter 6 more votes" in " ".join((await lea.frame()).replace("│", "").split())
        await lea.keys("backspace", "5", "enter")
        assert lea.told[-1] == "You can enter 1 more vote for South."
    votes.vote(crew["Ana"], said, cards.list_cards(crew["Ana"], said)[0])
    votes.reveal_votes(crew["Ana"], said)
    assert next((row.subject.id, row.votes) for row in tally(crew["Ana"], said)) == (2, 5)


async def test_the_host_counts_for_any_group(said: Board, crew: Crew) -> None:
    ana = crew["Ana"]
    votes.open_votes(ana, said)
    async with at_desks(ana) as (desk,):
        await desk.keys(*option("Count hands"))
        await desk.keys(*"south", "enter", *"4", "enter")
        assert "2 of 4 have voted" in await desk.line(-3)


async def test_a_card_that_arrives_leaves_the_cursor_where_it_is(said: Board, crew: Crew) -> None:
    votes.open_votes(crew["Ana"], said)
    async with at_desks(crew["Jon"]) as (jon,):
        await jon.keys("down", "down", "v")
        cards.add_card(crew["Lea"], said, "And one more")
        await jon.settle()
        await jon.keys("v")
    given = ballot(crew["Jon"], said).votes_by_id
    assert list(given.values()) == [2]


# -- who is here


async def test_who_is_here_in_which_group_and_on_which_screen(in_stage: InStage, crew: Crew) -> None:
    in_stage("collect")
    async with at_desks(crew["Ana"]) as (ana,):
        assert "1 here" in await ana.line(0)
        async with at_desks(crew["Jon"], crew["Lea"]) as (jon, _lea):
            assert "3 here" in await ana.line(0)
            await jon.keys("C")
            await ana.keys(*option("Who is here"))
            rows = [line.strip(" │").split("│")[-1].split() for line in (await ana.frame()).splitlines()]
            shown = [" ".join(row) for row in rows if row]
            assert any("Jon Weiss Capture" in row for row in shown)
            assert any("Lea Brandt Meeting" in row for row in shown)
            assert "3 people here" in await ana.frame()
        assert "1 person here" in await ana.frame(), "the list keeps up"
        await ana.keys("enter")
        assert "1 here" in await ana.line(0)


async def test_two_terminals_of_one_person_are_one_who_is_here(in_stage: InStage, crew: Crew) -> None:
    second = Session.for_member(crew.session_store, crew.members["Ana"], crew.clock)
    async with at_desks(in_stage("collect"), second) as (ana, _):
        assert "1 here" in await ana.line(0)


async def test_the_room_is_nobody(in_stage: InStage, crew: Crew) -> None:
    async with at_desks(in_stage("collect")) as (ana,), at_desks(crew.room, start="room"):
        assert "1 here" in await ana.line(0)


# -- with others


async def test_who_comes_late_lands_where_the_meeting_is(in_stage: InStage, crew: Crew, clock: FrozenClock) -> None:
    ana = in_stage("wins")
    lifecycle.move_to_stage(ana, "trends")
    timer.set_timer(ana, 300)
    clock.advance(seconds=100)
    async with at_desks(crew["Lea"]) as (lea,):
        assert "TRENDS" in await lea.line(2)
        assert (await lea.line(0)).endswith("⏱ 03:20 left")
        await lea.keys("left", "left")
        assert "‹goal›" in await lea.line(2)
        await lea.keys("f")
        assert "‹" not in await lea.line(2)


async def test_an_undo_that_somebody_built_on_says_so(in_stage: InStage, crew: Crew) -> None:
    from core.commitments import commitments

    in_stage("commit")
    promise = commitments.commit(crew["Jon"], "Call five")
    async with at_desks(crew["Jon"]) as (jon,):
        commitments.reword(crew["Ana"], promise, text="Call six")
        await jon.settle()
        await jon.keys("u")
        assert len(jon.told) == 1
        assert "Ana Ruiz" in jon.told[0]


# -- as it looks


@parametrize_smallest("state", ["timer warns", "timer over", "votes open", "votes revealed", "ready"])
async def test_frames(
    said: Board, crew: Crew, clock: FrozenClock, state: str, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    ana = crew["Ana"]
    if state.startswith("timer"):
        timer.set_timer(ana, 300)
        clock.advance(seconds=258 if state == "timer warns" else 340)
    elif state.startswith("votes"):
        votes.open_votes(ana, said)
        first, second, third, _ = cards.list_cards(ana, said)
        for name, card in [("Ana", second), ("Ben", second), ("Ana", first), ("Jon", third), ("Jon", second)]:
            votes.vote(crew[name], said, card)
        if state == "votes revealed":
            votes.reveal_votes(ana, said)
    else:
        for name in ("Ana", "Jon"):
            readiness.mark_done(crew[name])
    async with at_desks(ana, size=size) as (desk,):
        assert await desk.frame() == snapshot
