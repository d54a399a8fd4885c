"""The team's measures on their screen and in the shell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from core.access.session import Session
from core.meeting import boards, cards, lifecycle, trends, votes
from core.meeting.vote_tally import tally
from core.metrics import metrics
from core.models import Commitment, Metric
from core.outcomes import measures
from core.team import members
from tests.conftest import Crew
from tests.tui.frames import LARGE, SMALL, WIDE, choose_option, frame, idle
from tui.app import HuddleApp
from tui.cli import main
from tui.outcomes.measures import MeasuresScreen


def chosen(crew: Crew) -> Session:
    """A kickoff that chose: four building blocks, three measures of the team, one of the Ruhr, one replaced."""
    ana = crew["Ana"]
    for name in ("Ben", "Jon"):
        members.edit_member(ana, crew.members[name], territory="Ruhr")
    lifecycle.start_meeting(ana, "kickoff")
    lifecycle.move_to_stage(ana, "collect")
    board = boards.switch_board(ana, "measures")
    said = [
        cards.add_card(crew[name], board, text)
        for name, text in (
            ("Ben", "How many old customers we call"),
            ("Jon", "Whether the forecast was right"),
            ("Lea", "How much is in the pipeline against the quota"),
            ("Ben", "Calls before ten"),
            ("Jon", "Days from first contact to order"),
        )
    ]
    lifecycle.move_to_stage(ana, "trends")
    for name, board_cards in (
        ("Prospecting", [said[0], said[3]]),
        ("Forecasting", [said[1]]),
        ("Pipeline to quota", [said[2]]),
        ("Time through the stages", [said[4]]),
    ):
        trends.new_trend(ana, board, name, board_cards)
    board = votes.open_votes(ana, board, on="trend")
    things = [row.subject for row in tally(ana, board)]
    for name, thing, count in (("Ben", 0, 3), ("Jon", 1, 2), ("Jon", 0, 1), ("Lea", 3, 2), ("Ana", 2, 1)):
        votes.vote(crew[name], board, things[thing], count)
    votes.reveal_votes(ana, board)
    calls = measures.adopt_measure(ana, "calls", trend_id=things[0].id)
    forecast = measures.adopt_measure(ana, "forecast accuracy", trend_id=things[1].id)
    measures.adopt_measure(ana, "calls", territory="Ruhr")
    measures.replace_measure(ana, forecast, "win rate", "Nobody forecasts yet")
    for name in ("Ben", "Jon"):
        measures.commit_to_measure(crew[name], calls, "Twenty a week", amount=20, every="week")
    measures.commit_to_measure(ana, calls, team=True)
    return ana


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=str)
async def test_frames(crew: Crew, size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    app = HuddleApp(chosen(crew), start="home")
    async with app.run_test(size=size) as pilot:
        await idle(pilot)
        await pilot.press("M")
        await idle(pilot)
        assert frame(app) == snapshot(name="measures")
        await choose_option(pilot, "history")
        await pilot.press("end")
        await idle(pilot)
        assert frame(app) == snapshot(name="history")


@pytest.mark.parametrize("is_private", [False, True])
async def test_the_chart_of_the_team_is_beside_a_measure_on_a_wide_screen(crew: Crew, is_private: bool) -> None:
    ana = chosen(crew)
    calls = metrics.find_metric(ana, "calls")
    if is_private:
        metrics.make_private(ana, calls)
    lifecycle.close_meeting(ana)
    app = HuddleApp(ana, start="home")
    async with app.run_test(size=LARGE) as pilot:
        await idle(pilot)
        await pilot.press("M")
        await idle(pilot)
        await pilot.press("home")
        await idle(pilot)
        assert ("█ so far" in frame(app)) != is_private
        await pilot.resize_terminal(120, 40)
        await idle(pilot)
        assert "█ so far" not in frame(app)


async def test_an_empty_screen_says_how_measures_come_about(crew: Crew, snapshot: SnapshotAssertion) -> None:
    app = HuddleApp(crew["Ben"], start="home")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("M")
        await idle(pilot)
        assert frame(app) == snapshot
        await pilot.press("escape")
        await idle(pilot)
        assert not isinstance(app.screen, MeasuresScreen)


async def test_a_block_becomes_a_measure_and_each_commits_while_another_looks_on(crew: Crew) -> None:
    ana = chosen(crew)
    hosting, selling = HuddleApp(ana, start="home"), HuddleApp(crew["Lea"], start="trends")
    async with hosting.run_test(size=(120, 40)) as pilot, selling.run_test(size=(80, 24)) as other:
        for each in (pilot, other):
            await idle(each)
            await each.press("M")
            await idle(each)
        assert "a Add measure" not in frame(selling), "for the host and the leader"
        await pilot.press("end")
        await idle(pilot)
        assert "Idea from the team. Press a" in frame(hosting)
        await pilot.press("a")
        await idle(pilot)
        await pilot.press(*"whole", "enter")
        await idle(pilot)
        await pilot.press(*"pipeline-to", "enter")
        await idle(pilot)
        await idle(other)
        assert "pipeline-to-quota ratio" in frame(selling)
        await other.press("k")
        await idle(other)
        await other.press("enter")
        await idle(other)
        await idle(pilot)
        assert "3 of 4 committed and the team" in frame(hosting)
        taken = [one for one in crew.store.read(Commitment) if one.member_id == crew.members["Lea"].id]
        assert [(one.text, one.measure_id is not None) for one in taken] == [("calls", True)]
        assert "k Commit" not in frame(selling), "once is enough"


async def test_one_of_our_own_replaces_another_with_a_reason(crew: Crew) -> None:
    ana = chosen(crew)
    app = HuddleApp(ana, start="home")
    async with app.run_test(size=(120, 40)) as pilot:
        await idle(pilot)
        await pilot.press("M")
        await idle(pilot)
        await pilot.press("e")
        await idle(pilot)
        await pilot.press(*"new metric", "enter")
        await idle(pilot)
        await pilot.press(*"visits", "down", *"visits", "down", *"Calls say little", "enter")
        await idle(pilot)
        ended = next(one for one in measures.list_measures(ana, include_ended=True) if one.replaced_by == "visits")
        assert (ended.metric, ended.reason) == ("calls", "Calls say little")
        assert [each.unit for each in crew.store.read(Metric) if each.name == "visits"] == ["visits"]
        await pilot.press("u")
        await idle(pilot)
        assert "visits" not in [one.metric for one in measures.list_measures(ana)]


async def test_a_reason_is_asked_for_and_stays_when_it_is_refused(crew: Crew) -> None:
    ana = chosen(crew)
    app = HuddleApp(ana, start="home")
    async with app.run_test(size=(80, 24)) as pilot:
        await idle(pilot)
        await pilot.press("M")
        await idle(pilot)
        await pilot.press("e")
        await idle(pilot)
        await pilot.press(*"win rate", "enter")
        await idle(pilot)
        await pilot.press(*"Because", "enter")
        await idle(pilot)
        assert "is already a measure of the team" in " ".join(frame(app).split())
        assert "Because" in frame(app)


async def test_the_plan_says_that_it_is_one_of_ours(crew: Crew) -> None:
    chosen(crew)
    app = HuddleApp(crew["Ana"], start="plan")
    async with app.run_test(size=(100, 28)) as pilot:
        await idle(pilot)
        measured = {one.metric for one in measures.list_measures(crew["Ana"])}
        for _ in range(6):
            assert any(f" {name} " in frame(app).splitlines()[0] for name in measured) == (
                "our measure" in frame(app).splitlines()[0]
            )
            await pilot.press("tab")
            await idle(pilot)


# -- in the shell


@pytest.fixture
def run(crew: Crew, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs `huddle measure`, on the crew's day."""
    monkeypatch.setattr("core.values.clock.system_clock", crew.clock)

    def run(who: str, *words: str) -> tuple[int, str, str]:
        status = main(["--db", str(crew.path), "--as", who, "measure", *words])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def test_measures_are_listed_adopted_replaced_and_committed_to(crew: Crew, run: Any) -> None:
    assert "No measures yet" in run("Ana", "list")[1]
    status, out, _ = run("Ana", "adopt", "calls")
    assert (status, out.splitlines()[0]) == (0, "calls is a measure of the team.")
    assert "Choose 2 more" in out
    assert "Give a unit to add it. Ready-made" in run("Ana", "adopt", "visits")[2]
    assert run("Ana", "adopt", "visits", "--unit", "visits", "--json")[0] == 0
    assert run("Ben", "commit", "calls", "Twenty", "a", "week", "--amount", "20", "--every", "week")[0] == 0
    assert run("Ana", "commit", "calls", "--for", "team", "--json")[0] == 0
    told = json.loads(run("Tom", "list", "--json")[1])
    assert [(one["metric"], one["committed"], one["team_committed"]) for one in told] == [
        ("calls", ["Ben Okafor"], True),
        ("visits", [], False),
    ]
    assert "the host or the leader" in run("Ben", "replace", "calls", "proposals", "--because", "Better")[2]
    assert run("Ana", "replace", "calls", "proposals", "--because", "Calls say little")[0] == 0
    assert "is no longer a measure of the team" in run("Ana", "end", "visits", "--because", "Enough")[1]
    listed = run("Ana", "list", "--all")[1]
    assert "then proposals: Calls say little" in listed
    assert "0 of 4 committed" in listed
