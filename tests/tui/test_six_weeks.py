"""Six weekly meetings of twelve people, played with the keys; at the end every number is that of a plain list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.commitments import commitments, follow_through, help, occurrences, queries
from core.hosting import rotation
from core.meeting import cards, lifecycle, pulse, trends, votes
from core.meeting.trend_columns import load_grouped_cards
from core.meeting.vote_tally import tally
from core.metrics import entries, metrics, targets
from core.models import Board, Card, Metric
from core.outcomes import hurdles
from core.outgoing import digest, minutes
from core.outgoing.minutes_markdown import format_minutes_markdown
from core.overview import home
from core.values.periods import parse_period
from tests.conftest import FrozenClock
from tests.tui.frames import option
from tests.tui.weeks import FIRST, Book, Terminal, Twelve
from tui.cli import main
from tui.commands.context import Context

MONDAYS = [FIRST.date() + timedelta(days=7 * week) for week in range(6)]
SELLERS = ("Ben", "Cem", "Dora", "Eli", "Fay", "Gil", "Hana", "Ivo", "Jon", "Kim", "Lea")
SAID = (
    ("Ben", "Ring back old customers", "Old customers"),
    ("Kim", "Call whom we lost", "Old customers"),
    ("Dora", "Every proposal within a day", "Fast proposals"),
    ("Eli", "Offers leave the same day", "Fast proposals"),
    ("Lea", "More cold calls", "Cold calls"),
    ("Fay", "An hour of calls before ten", "Cold calls"),
)
"""Who said what in the first brainstorm, and in which trend it came to stand."""


@pytest.fixture
def twelve(tmp_path: Path, clock: FrozenClock) -> Iterator[Twelve]:
    clock.now = FIRST
    team = Twelve(tmp_path / "twelve.huddle", clock)
    yield team
    team.close()


def counted(twelve: Twelve) -> Metric:
    calls = metrics.add_metric(twelve["Ana"], "calls", unit="calls")
    for who, amount in (("Cem", 60), ("Ben", 20)):
        targets.set_target(twelve["Ana"], calls, amount, member=twelve.members[who], period=parse_period("2026-Q4"))
    return calls


def felt(twelve: Twelve, book: Book, **scores: tuple[int, int, int]) -> None:
    """Some say how it was from elsewhere."""
    for who, (score, held, worth) in scores.items():
        pulse.give_pulse(twelve[who], score, held=held, worth=worth)
        book.pulses[-1].append((score, held, worth))


async def close(host: Terminal, twelve: Twelve, book: Book, who: str, score: str = "435") -> None:
    """The host's own pulse, the next day, and the end."""
    lifecycle.move_to_stage(twelve[who], "close")
    await host.frame()
    await host.keys("enter", *score, "enter")
    book.pulses[-1].append((int(score[0]), int(score[1]), int(score[2])))
    await host.keys("w")
    await host.write("+7")
    await host.keys("n", "enter")
    assert "Meeting ended. Next meeting: Mon" in " ".join(each.message for each in host.app._notifications)
    book.closed(who, twelve[who].today)


# -- the weeks


async def week_one(twelve: Twelve, book: Book) -> None:
    today = MONDAYS[0]
    async with twelve.at("Ana") as ana:
        await ana.keys("enter", *"weekly", "enter")
        book.opened(today)
        await ana.keys("a")
        await ana.write("Won Kessler after eleven months")
        await ana.keys("escape", "p")
        await ana.write("ben")
        await ana.write("You rang them twice")
        twelve.clock.advance(minutes=10)
        lifecycle.move_to_stage(twelve["Ana"], "collect")
        board = cards.find_board(twelve["Ana"])
        board_cards = {text: cards.add_card(twelve[who], board, text) for who, text, _ in SAID}
        await ana.frame()
        await ana.keys("n")
        await ana.keys("enter")  # to the wall
        for name in ("Old customers", "Fast proposals"):
            await ana.keys("space", "space", "a")
            await ana.write(name)
        trends.new_trend(twelve["Ana"], board, "Cold calls", [board_cards["More cold calls"], board_cards[SAID[5][1]]])
        assert {trend.name: len(found) for trend, found in _grouped(twelve, board)} == {
            "Old customers": 2, "Fast proposals": 2, "Cold calls": 2,
        }  # fmt: skip
        for name in ("Old customers", "Fast proposals", "Cold calls"):
            book.named(name, today)

        await ana.keys("2", *option("Open voting"))
        await ana.write("3")
        await ana.go_to("Old customers")
        await ana.keys("v", "v", "down", "v")
        there = {trend.name: trend for trend, _ in _grouped(twelve, board)}
        board = cards.find_board(twelve["Ana"])
        votes.vote(twelve["Ben"], board, there["Old customers"], 3)
        votes.vote(twelve["Dora"], board, there["Cold calls"], 2)
        votes.vote(twelve["Dora"], board, there["Fast proposals"], 1)
        await ana.keys(*option("Reveal votes"))
        await ana.keys("enter")
        assert {each.subject.id: each.votes for each in tally(twelve["Kim"], board)} == {
            there["Old customers"].id: 5, there["Fast proposals"].id: 2, there["Cold calls"].id: 2,
        }  # fmt: skip

        await ana.keys("n")
        await ana.keys("enter")
        await ana.write("your own")
        await ana.fill(text="Sit in on one call of each seller", often="every friday")
        book.took("Ana", "Sit in on one call", today, repeats=True)
        await ana.go_to(key=("none", "team"))
        await ana.keys("enter")
        await ana.write("your own")
        await ana.fill(text="One story for the board", due="26 oct")
        book.took("team", "One story for the board", today)
        async with twelve.at("Ben") as ben:
            await ben.go_to(key=("none", twelve.members["Ben"].id))
            await ben.keys("enter")
            await ben.write("Ring back")
            await ben.fill(due="19 oct")
        book.took("Ben", "Ring back old customers", today, trend="Old customers")
        others_commit(twelve, book, board_cards)
        assert "10 of 12 have committed" in await ana.frame()
        felt(twelve, book, Ben=(3, 3, 4), Cem=(5, 4, 4))
        await close(ana, twelve, book, "Ana")


def _grouped(twelve: Twelve, board: Board) -> list:  # type: ignore[type-arg]
    grouped = load_grouped_cards(twelve["Ana"], board)
    return [(column.trend, column.cards) for column in grouped.columns if column.trend]


def others_commit(twelve: Twelve, book: Book, cards: dict[str, Card]) -> None:
    today = MONDAYS[0]
    commitments.commit(twelve["Cem"], "Call five lapsed customers", metric="calls", amount=5, every="week", weekday=1)
    book.took("Cem", "Call five lapsed customers", today, repeats=True)
    commitments.commit_to_card(twelve["Dora"], cards["Every proposal within a day"], due=date(2026, 10, 19))
    book.took("Dora", "Every proposal within a day", today, trend="Fast proposals")
    commitments.commit_to_card(twelve["Eli"], cards["Offers leave the same day"], due=date(2026, 10, 16))
    book.took("Eli", "Offers leave the same day", today, trend="Fast proposals")
    commitments.commit_to_card(twelve["Lea"], cards["More cold calls"])
    book.took("Lea", "More cold calls", today, trend="Cold calls")
    commitments.commit(twelve["Jon"], "One role play", every="week", weekday=3)
    book.took("Jon", "One role play", today, repeats=True)
    for who, text in (("Fay", "Tidy my pipeline"), ("Gil", "Write the Voss story"), ("Hana", "Visit ten customers")):
        commitments.commit(twelve[who], text)
        book.took(who, text, today)


async def days_after_one(twelve: Twelve, book: Book) -> None:
    """The first one-on-one, hurdles named when they come to mind, a role play, and help that was given."""
    twelve.to(10, 13)
    async with twelve.at("Ana", "one-on-one") as ana:
        await ana.go_to("Dora")
        await ana.keys("enter", "k")
        await ana.fill(text="Templates by Friday", due="16 oct")
        await ana.keys("n")
        await ana.fill(text="All well", next="")
    book.took("Ana", "Templates by Friday", date(2026, 10, 13), helps="Dora")
    async with twelve.at("Jon", "home") as jon:
        await jon.keys("h")
        await jon.write("Pricing takes a week")
        hurdles.add_hurdle(twelve["Kim"], "No demo system")
        hurdles.add_hurdle(twelve["Lea"], "Nobody knows which Ruhr is meant")
        book.hurdles = {"Pricing takes a week": 0, "No demo system": 0, "Nobody knows which Ruhr is meant": 0}
        twelve.to(10, 14)
        await jon.keys("4", "k")
    book.came_again("Jon", "One role play", date(2026, 10, 14), kept=True)
    twelve.to(10, 16)
    async with twelve.at("Dora", "me") as dora:
        await dora.go_to("Templates by Friday")
        await dora.keys("k")
    book.kept("Ana", "Templates by Friday", date(2026, 10, 16))


async def week_two(twelve: Twelve, book: Book, calls: Metric) -> None:
    """Ben is away when it is his turn, and Cem takes over."""
    today = MONDAYS[1]
    twelve.to(10, 19)
    async with twelve.at("Cem", "me") as cem:
        await cem.keys("l")
        await cem.fill(what="5 calls")
        book.came_again("Cem", "Call five", today, kept=True)
        async with twelve.at("Ana") as ana:
            await ana.keys("enter", *"weekly", "enter")
            book.opened(today)
            assert "host Ben Okafor" in await ana.frame()
            await ana.keys("5")
            await ana.go_to("Ben")
            await ana.keys("space")
            await cem.keys("2", *option("Take over"))
            await cem.keys("enter")
            await cem.keys("n")
            await cem.keys("n")
            await ana.keys("2", "k")
            book.came_again("Ana", "Sit in", date(2026, 10, 16), kept=True)
        async with twelve.at("Dora") as dora:
            await dora.go_to("Every proposal")
            await dora.keys("k")
            book.kept("Dora", "Every proposal", today)
        offers = queries.list_commitments(twelve["Eli"], member=twelve.members["Eli"])[0]
        commitments.mark_kept(twelve["Eli"], offers)
        book.kept("Eli", "Offers", today, on_time=False)
        async with twelve.at("Hana") as hana:
            await hana.go_to("Visit ten")
            await hana.keys("e")
            await hana.fill(text="Visit five customers")
            book.find("Hana", "Visit ten").text = "Visit five customers"
            await hana.go_to("Visit five")
        twelve.clock.advance(minutes=30)
        commitments.commit(twelve["Ivo"], "Prepare the fair", due=date(2026, 11, 2))
        book.took("Ivo", "Prepare the fair", today)

        lifecycle.move_to_stage(twelve["Cem"], "hurdles")
        assert "No demo system" in await cem.frame()
        await cem.keys(*option("Open voting"))
        await cem.write("3")
        await cem.go_to("Pricing")
        await cem.keys("v", "v")
        board = cards.find_board(twelve["Jon"], "hurdles")
        there = {each.card.text: each.card for each in hurdles.list_hurdles(twelve["Jon"])}
        votes.vote(twelve["Jon"], board, there["Pricing takes a week"], 2)
        votes.vote(twelve["Lea"], board, there["Nobody knows which Ruhr is meant"], 1)
        await cem.keys(*option("Reveal votes"))
        await cem.keys("enter")
        shown = await cem.frame()
        assert "4 votes" in shown
        assert shown.index("Pricing") < shown.index("Ruhr")
        await cem.go_to("Pricing")
        await cem.keys("enter")
        await cem.write("commitment")
        await cem.write("ana")
        await cem.fill(due="30 oct")
        book.took("Ana", "Pricing takes a week", today)
        await cem.go_to("No demo")
        await cem.keys("enter")
        await cem.write("hand over")
        await cem.fill(addressee="Product", words="a login for each")
        del book.hurdles["Pricing takes a week"], book.hurdles["No demo system"]
        assert "2 of 3 resolved" in await cem.frame()
        felt(twelve, book, Ana=(4, 2, 5), Dora=(2, 2, 3), Jon=(5, 5, 5))
        await close(cem, twelve, book, "Cem", "333")
    twelve.to(10, 21)
    occurrences.mark_occurrence_kept(twelve["Jon"], _own(twelve, "Jon", "One role play"))
    book.came_again("Jon", "One role play", date(2026, 10, 21), kept=True)


def _own(twelve: Twelve, who: str, text: str):  # type: ignore[no-untyped-def]
    return next(c for c in queries.list_commitments(twelve[who], member=twelve.members[who]) if text in c.text)


async def week_three(twelve: Twelve, book: Book, calls: Metric) -> None:
    """Ben makes up for his turn, misses for the first time and tries again by a new day."""
    today = MONDAYS[2]
    twelve.to(10, 26)
    entries.log_entry(twelve["Cem"], calls, 3)
    async with twelve.at("Ben") as ben:
        await ben.keys("enter", *"weekly", "enter")
        book.opened(today)
        assert "host Ben Okafor" in await ben.frame()
        lifecycle.move_to_stage(twelve["Ben"], "commitments")
        await ben.frame()
        await ben.go_to("Ring back")
        await ben.keys("x")
        await ben.fill(step="Before ten", due="2 nov")
        book.goes_on(book.missed("Ben", "Ring back", today), today, due=date(2026, 11, 2))
        await ben.go_to("One story")
        await ben.keys("k")
        book.kept("team", "One story", today)
        commitments.mark_kept(twelve["Hana"], _own(twelve, "Hana", "Visit five"))
        book.kept("Hana", "Visit five", today)
        occurrences.mark_occurrence_kept(twelve["Ana"], _own(twelve, "Ana", "Sit in"))
        book.came_again("Ana", "Sit in", date(2026, 10, 23), kept=True)
        felt(twelve, book, Ana=(4, 4, 4), Gil=(3, 4, 2))
        await close(ben, twelve, book, "Ben", "544")
    twelve.to(10, 28)
    occurrences.mark_occurrence_kept(twelve["Jon"], _own(twelve, "Jon", "One role play"))
    book.came_again("Jon", "One role play", date(2026, 10, 28), kept=True)
    async with twelve.at("Ana", "one-on-one") as ana:
        await ana.go_to("Lea")
        await ana.keys("enter", "e")
        assert "An hour of calls before ten" in await ana.frame(), "what a colleague does"
        await ana.fill(worry="Doesn't know what to open with", text="Fifteen calls, Mon to Wed, with Fay's script")
        book.find("Lea", "More cold calls").text = "Fifteen calls, Mon to Wed, with Fay's script"
        await ana.keys("a")
        await ana.write("help")
        await ana.fill(text="Listen in on two calls", due="20 nov")
        book.took("Ana", "Listen in on two calls", date(2026, 10, 28), helps="Lea")
        await ana.keys("n")
        await ana.fill(text="A script helps", next="")
    twelve.to(10, 29)
    entries.log_entry(twelve["Cem"], calls, 2)
    book.came_again("Cem", "Call five", MONDAYS[2], kept=True, on_time=False)
    commitments.mark_kept(twelve["Ana"], _own(twelve, "Ana", "Pricing"))
    book.kept("Ana", "Pricing", date(2026, 10, 29))
    hurdles.add_hurdle(twelve["Ivo"], "Leads arrive late")
    book.hurdles["Leads arrive late"] = 0


async def week_four(twelve: Twelve, book: Book, calls: Metric) -> None:
    """Dora's turn is skipped; Ben misses again and words it anew; the oldest hurdle ends as a talk."""
    today = MONDAYS[3]
    twelve.to(11, 2)
    entries.log_entry(twelve["Cem"], calls, 4)
    async with twelve.at("Ana", "team") as ana:
        await ana.go_to("Dora")
        await ana.keys(*option("Skip turn"))
        await ana.write("On parental leave")
        book.to_the_end("Dora")
        await ana.keys("2", "enter", *"weekly", "enter")
        book.opened(today)
        assert "host Eli Marsh" in await ana.frame()
        async with twelve.at("Eli") as eli:
            lifecycle.move_to_stage(twelve["Eli"], "commitments")
            await ana.frame()
            await ana.go_to("Sit in")
            await ana.keys("x")
            await ana.fill(step="Shorter calls")
            book.came_again("Ana", "Sit in", date(2026, 10, 30), kept=False)
            async with twelve.at("Ben") as ben:
                await ben.go_to("Ring back")
                await ben.keys("x")
                await ben.fill(step="With a list", due="", text="Ring back ten old customers")
                book.goes_on(book.missed("Ben", "Ring back", today), today, text="Ring back ten old customers")
                await ben.go_to("With a list")
                await ben.keys("h")
                book.hurdles["Missed: Ring back old customers"] = 1
            commitments.mark_kept(twelve["Ivo"], _own(twelve, "Ivo", "Prepare"))
            book.kept("Ivo", "Prepare", today)
            lifecycle.move_to_stage(twelve["Eli"], "collect")
            board = cards.find_board(twelve["Eli"])
            card = cards.add_card(twelve["Eli"], board, "Offers on the same day, always")
            lifecycle.move_to_stage(twelve["Eli"], "trends")
            trends.new_trend(twelve["Eli"], board, "Fast proposals", [card])
            book.named("Fast proposals", today)
            lifecycle.move_to_stage(twelve["Eli"], "hurdles")
            assert "third time" in await eli.frame()
            await eli.go_to("Ruhr")
            await eli.keys("enter")
            await eli.write("meeting")
            await eli.fill(to="ana", day="friday")
            del book.hurdles["Nobody knows which Ruhr is meant"]
            felt(twelve, book, Ana=(3, 3, 3), Ben=(2, 1, 3), Lea=(4, 4, 4))
            await close(eli, twelve, book, "Eli", "444")
    twelve.to(11, 4)
    occurrences.mark_occurrence_kept(twelve["Jon"], _own(twelve, "Jon", "One role play"))
    book.came_again("Jon", "One role play", date(2026, 11, 4), kept=True)


async def week_five(twelve: Twelve, book: Book, calls: Metric) -> None:
    """Ben asks for help; what the calls did not come to last week gets its next step; Lea keeps her new words."""
    today = MONDAYS[4]
    twelve.to(11, 9)
    book.came_again("Cem", "Call five", MONDAYS[3], kept=False)
    entries.log_entry(twelve["Cem"], calls, 6)
    book.came_again("Cem", "Call five", today, kept=True)
    async with twelve.at("Fay") as fay:
        await fay.keys("enter", *"weekly", "enter")
        book.opened(today)
        assert "host Fay Holt" in await fay.frame()
        lifecycle.move_to_stage(twelve["Fay"], "commitments")
        async with twelve.at("Ben") as ben:
            await ben.go_to("Ring back ten")
            await ben.keys("x")
            await ben.fill(step="With Ana at my side", due="", help="ana")
            book.missed("Ben", "Ring back ten", today)
        async with twelve.at("Lea") as lea:
            await lea.go_to("Fifteen calls")
            await lea.keys("k")
            book.kept("Lea", "Fifteen calls", today)
        occurrences.mark_occurrence_kept(twelve["Ana"], _own(twelve, "Ana", "Sit in"))
        book.came_again("Ana", "Sit in", date(2026, 11, 6), kept=True)
        felt(twelve, book, Ana=(5, 4, 4), Ben=(4, 4, 4))
        await close(fay, twelve, book, "Fay", "555")
    twelve.to(11, 11)
    occurrences.mark_occurrence_kept(twelve["Jon"], _own(twelve, "Jon", "One role play"))
    book.came_again("Jon", "One role play", date(2026, 11, 11), kept=True)


async def week_six(twelve: Twelve, book: Book) -> list[tuple[str, str, str]]:
    """Fay is through at last. Gives what was closed since the meeting before, for the minutes."""
    today = MONDAYS[5]
    twelve.to(11, 16)
    async with twelve.at("Cem", "me") as cem:
        await cem.keys("l")
        await cem.fill(what="5 calls")
        book.came_again("Cem", "Call five", today, kept=True)
    async with twelve.at("Gil") as gil:
        await gil.keys("enter", *"weekly", "enter")
        book.opened(today)
        assert "host Gil Serra" in await gil.frame()
        lifecycle.move_to_stage(twelve["Gil"], "commitments")
        assert "carried over 4 times" in await gil.frame()
        async with twelve.at("Ana") as ana:
            await ana.keys("k")
            book.came_again("Ana", "Sit in", date(2026, 11, 13), kept=True)
        async with twelve.at("Fay") as fay:
            await fay.go_to("Tidy")
            await fay.keys("k")
            book.kept("Fay", "Tidy", today)
        lifecycle.move_to_stage(twelve["Gil"], "collect")
        board = cards.find_board(twelve["Gil"])
        card = cards.add_card(twelve["Kim"], board, "Ring old customers again")
        lifecycle.move_to_stage(twelve["Gil"], "trends")
        trends.new_trend(twelve["Gil"], board, "Old customers", [card])
        book.named("Old customers", today)
        commitments.commit(twelve["Kim"], "Ask for one introduction", due=date(2026, 11, 23))
        book.took("Kim", "Ask for one introduction", today)
        felt(twelve, book, Ana=(5, 5, 5), Kim=(4, 3, 5), Lea=(5, 5, 4))
        ended = list(book.closed_today)
        await close(gil, twelve, book, "Gil", "455")
    return ended


# -- the end


async def test_six_weeks(twelve: Twelve, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    book, calls = Book(), counted(twelve)
    await week_one(twelve, book)
    await days_after_one(twelve, book)
    await week_two(twelve, book, calls)
    await week_three(twelve, book, calls)
    await week_four(twelve, book, calls)
    await week_five(twelve, book, calls)
    ended = await week_six(twelve, book)
    rates(twelve, book)
    what_stands(twelve, book)
    hosting(twelve, book)
    told_in_the_minutes(twelve, book, ended)
    monkeypatch.setattr(Context, "clock", property(lambda _context: twelve.clock))
    told_in_the_shell(twelve, book, capsys)
    await shown_on_screens(twelve, book)


def rates(twelve: Twelve, book: Book) -> None:
    """Kept and in time, by person, by trend and by week, and what comes up again and again."""
    for viewer in ("Ana", "Ben", "Dora"):
        s, seen = twelve[viewer], book.answers
        found = follow_through.list_outcomes(s)
        told = follow_through.compute_rate(found)
        assert (told.kept, told.on_time, told.closed) == book.rate(seen), viewer
        assert queries.count_kept_and_closed(s) == (told.kept, told.closed)
        people = {
            rate.name: (rate.kept, rate.on_time, rate.closed) for rate in follow_through.rates_by_member(s, found)
        }
        whose = ("Ana", *SELLERS) if viewer == "Ana" else (viewer,)
        mine = {
            twelve.members[who].name: book.rate([one for one in seen if one.who == who])
            for who in whose
            if any(one.who == who for one in seen)
        }
        ours = book.rate([one for one in seen if one.who == "team"])
        assert people == mine | {"the whole team": ours}, viewer
        by_trend = {rate.name: (rate.kept, rate.on_time, rate.closed) for rate in follow_through.rates_by_trend(found)}
        assert by_trend == {
            trend: book.rate([one for one in seen if one.trend == trend])
            for trend in ("Cold calls", "Fast proposals", "Old customers")
        }
        weeks = follow_through.rates_by_week(found, s.today, weeks=6)
        assert [(rate.kept, rate.on_time, rate.closed) for rate in weeks] == [
            book.rate(book.of_week(seen, monday)) for monday in MONDAYS
        ], viewer
        again = {
            each.name: (each.meetings, each.since, each.taken_on) for each in follow_through.list_recurring_trends(s)
        }
        assert again == book.recurring(), viewer
        for who in whose:
            assert follow_through.current_streak(found, twelve.members[who]) == book.streak(who), who
    assert book.recurring() == {
        "Old customers": (6, MONDAYS[0], 3),
        "Fast proposals": (2, MONDAYS[1], 0),
    }, "the plain list says what the story says"


def what_stands(twelve: Twelve, book: Book) -> None:
    """What is open, how often it was carried over, streaks, help owed, hurdles and pulses."""
    ana = twelve["Ana"]
    names = {member.id: who for who, member in twelve.members.items()}
    still = queries.list_commitments(ana, status="open", include_help=True)
    assert {(names.get(c.member_id or 0, "team"), c.text) for c in still if not c.every} == {
        (one.who, one.text) for one in book.open if not one.repeats
    }
    for one in (one for one in book.open if not one.repeats and one.helps is None):
        standing = next(c for c in still if c.text == one.text)
        assert occurrences.count_carried_over(ana, standing) == one.carried, one
    assert book.find("Gil", "Write the Voss story").carried == 5
    told = {c.text: occurrences.format_streak(c, occurrences.count_kept_in_a_row(ana, c)) for c in still if c.every}
    assert told == {
        "Sit in on one call of each seller": "2 weeks in a row",
        "Call five lapsed customers": "2 weeks in a row",
        "One role play": "5 weeks in a row",
    }
    for who in ("Lea", "Dora", "Ben"):
        owed = [c.text for c in help.list_help_owed(twelve[who], twelve.members[who]) if c.status == "open"]
        assert owed == [one.text for one in book.open if one.helps == who], who
    assert {each.card.text: each.times_named for each in hurdles.list_unsolved(twelve["Kim"])} == book.hurdles
    weeks = pulse.pulse_history(twelve["Kim"])
    assert [(each.score, each.held, each.worth) for each in weeks] == [  # type: ignore[comparison-overlap]
        tuple(pytest.approx(book.mean(week, question)) for question in range(3)) for week in range(6)
    ]


def hosting(twelve: Twelve, book: Book) -> None:
    """Who hosted when, who is next, and in which order."""
    s = twelve["Kim"]
    names = {member.id: who for who, member in twelve.members.items()}
    held = lifecycle.list_started_meetings(s)[::-1]
    assert [names[each.host_id or 0] for each in held if each.kind == "weekly"] == book.hosted
    assert book.hosted == ["Ana", "Cem", "Ben", "Eli", "Fay", "Gil"]
    assert [place.member.name.split()[0] for place in rotation.coming_hosts(s)] == book.queue
    assert book.queue[0] == "Hana"
    assert [(names[turn.member_id], turn.outcome) for turn in rotation.turn_history(s) if turn.outcome != "hosted"] == [
        ("Dora", "skipped"),
        ("Ben", "absent"),
    ]


def told_in_the_minutes(twelve: Twelve, book: Book, ended: list[tuple[str, str, str]]) -> None:
    told = minutes.build_minutes(twelve["Kim"])
    full = {member.name: who for who, member in twelve.members.items()}
    assert (told.number, told.host, told.next_host) == (6, "Gil Serra", "Hana Sato")
    assert told.next_day == date(2026, 11, 23)
    assert [(full.get(one.whose, "team"), one.text, one.status) for one in told.closed] == ended
    assert [(one.whose, one.text) for one in told.commitments] == [("Kim Duval", "Ask for one introduction")]
    assert {one.text for one in told.hurdles} == set(book.hurdles)
    assert [each.mean for each in told.felt] == [pytest.approx(book.mean(5, question)) for question in range(3)]
    page = format_minutes_markdown(told)
    assert "Listen in on two calls" not in page
    assert "You rang them twice" not in page


def told_in_the_shell(twelve: Twelve, book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    """`huddle me` and the digest say the same of everybody."""
    for who in ("Ana", "Ben", "Cem", "Gil", "Hana", "Jon", "Lea"):
        name = twelve.members[who].name
        assert main(["me", "--json", "--as", name, "--db", str(twelve.path)]) == 0
        mine = json.loads(capsys.readouterr().out)
        own = [one for one in book.answers if one.who == who]
        kept, _, closed = book.rate(own)
        still = sum(one.who == who for one in book.open)
        promised = mine["commitments"]
        assert (promised["open"], promised["kept"], promised["missed"]) == (still, kept, closed - kept), who
        assert (mine["hosts"] is not None) is (who == book.queue[0]), who
        told = digest.build_digest(twelve[who])
        assert (told.kept, told.closed, told.hosting_turn) == (kept, closed, book.queue.index(who) + 1), who
        assert len(told.commitments) == still
        assert [each.text for each in told.help] == [one.text for one in book.open if one.helps == who]
        assert told.next_meeting is not None
        assert (told.next_meeting.host, told.next_meeting.is_hosted_by_member) == ("Hana Sato", who == "Hana")
    counted = [reached.actual for reached in digest.build_digest(twelve["Cem"]).numbers]
    assert counted == [str(5 + 3 + 2 + 4 + 6 + 5)]


async def shown_on_screens(twelve: Twelve, book: Book) -> None:
    """Home, Me and follow-through, as Ana and as Ben."""
    for who in ("Ana", "Ben"):
        kept, in_time, closed = book.rate([one for one in book.answers if one.who == who])
        ours = book.rate(book.answers)
        async with twelve.at(who, "home", size=(200, 60)) as desk:
            shown = await desk.frame()
            assert f"{kept} of {closed} kept" in shown
            assert f"{round(100 * ours[0] / ours[2])}%" in shown
            assert " 1  Hana" in shown
            await desk.keys("4")
            shown = await desk.frame()
            assert f"{kept} of {closed} kept" in shown
            assert f"number {book.queue.index(who) + 1} of 12" in shown
            await desk.keys("K")
            lines = [" ".join(line.split()) for line in (await desk.frame()).splitlines()]
            rows = [line for line in lines if line]
            assert any("you, kept" in row and f"{kept} of {closed}" in row for row in rows)
            assert any("you, on time" in row and f"{in_time} of {closed}" in row for row in rows)
            assert any("team, kept" in row and f"{ours[0]} of {ours[2]}" in row for row in rows)
            assert any("team, on time" in row and f"{ours[1]} of {ours[2]}" in row for row in rows)
            for trend, (times, _, _) in book.recurring().items():
                assert any(f"↻ {trend}" in row and f"{times} meetings" in row for row in rows), rows
    assert home.count_kept(twelve["Ana"]).closed == len(book.answers)
