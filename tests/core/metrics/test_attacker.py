"""A member who asks for everything, all the time, and solves the equations: nothing of anybody else follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TypedDict, Unpack

import pytest

from core.access.session import Session
from core.access.visible_connection import VisibleConnection
from core.commitments import follow_through
from core.goals import tree
from core.metrics import published
from core.metrics.published import TeamNumber
from core.metrics.totals import part_metrics, ratio_tally
from core.models import MODELS, Member, Metric, Published, Target
from core.outgoing import digest, icalendar
from core.outgoing.export import export_tables
from core.overview import home, member_page, milestones, planned_celebration, win_notices
from core.overview.needs import needs
from core.overview.signals import signals
from core.standings import (
    explain,
    leaderboard,
    plan,
    remaining,
    replay,
    running_numbers,
    smart_check,
    target_history,
)
from core.standings.charts import burn_up, distribution
from core.standings.leaderboard import find_own_row, standings
from core.standings.ranking import GROUPINGS, ORDERS
from core.values import clock
from core.values.periods import Period, parse_period, period_containing
from data.quick.metric_queries import MetricRecord, Span
from tests.conftest import Crew
from tests.core import attacker as attackers
from tests.core.attacker import Attacker, WaysOut
from tests.core.private_numbers import TeamWithPrivateNumbers
from tui import cli


def periods(session: Session, rng: Random) -> list[Period]:
    today = session.today
    around = [period_containing(today, kind) for kind in ("day", "week", "month", "quarter", "year")]
    day = today - timedelta(days=rng.randint(1, 40))
    spans = [parse_period(f"{day}"), parse_period(f"{day}..{today}")]
    return [*around, *(period.previous() for period in around[1:4]), *spans]


def boards(session: Session, metric: Metric, period: Period, rng: Random) -> Iterator[object]:
    """All that is made of one metric in one period, with one way of grouping."""
    by, order = rng.choice(GROUPINGS), rng.choice(ORDERS)
    for board in (standings(session, metric, period), standings(session, metric, period, by, order)):
        yield board
        yield distribution(board)
        yield remaining.team_remaining(session, board)
        for row in (board.team, *filter(None, [find_own_row(session, board) or next(iter(board.rows), None)])):
            yield burn_up(session, board, row)
            yield explain.explain_row(session, board, row)
    yield list(replay.replay_board(session, metric, period, by, order))
    yield plan.read_plan(session, metric, period)


def whole_pages(session: Session, rng: Random) -> Iterator[object]:
    for model in MODELS.values():
        yield session.all(model)
    yield win_notices.find_reached_targets(session).values()
    yield milestones.find_milestones(session)
    yield planned_celebration.list_celebrations(session, include_held=True)
    yield follow_through.list_outcomes(session)
    yield follow_through.list_recurring_trends(session)
    yield tree.load_goal_tree(session)
    yield running_numbers.team_numbers(session)
    people = rng.sample(session.all(Member), 3)
    for member in people:
        yield running_numbers.member_numbers(session, member)
        yield member_page.load_member_page(session, member)
    for target in session.all(Target):
        yield target_history.list_target_steps(session, target)
        yield target_history.target_outcome(session, target)
    for metric in rng.sample(session.all(Metric), 4):
        month = period_containing(session.today, "month")
        yield smart_check.read_earlier_results(session, metric, month)
        for member in people:
            yield smart_check.read_earlier_results(session, metric, month, member=member)
    if session.viewer.is_room:
        return
    yield signals.list_signals(session)
    yield needs.list_needs(session)
    yield digest.build_digest(session)
    yield icalendar.list_events(session)
    yield home.my_commitments(session)
    yield home.count_kept(session)


def ways_out(session: Session, rng: Random, at_everything: bool) -> Iterator[object]:
    """Yields what a session shows: a few boards, and with `at_everything` whole pages too."""
    metrics, every = session.all(Metric), periods(session, rng)
    for _ in range(4 if at_everything else 1):
        yield from boards(session, rng.choice(metrics), rng.choice(every), rng)
    if at_everything:
        yield from whole_pages(session, rng)


def only_team_numbers(*_: object) -> Iterator[object]:
    """Yields nothing: the attacker reads the team's row of boards in any case."""
    return iter(())


RATES = {3: 0.4, 5: 0.25, 12: 0.12}
"""How likely each member of a team of that size enters something on a day."""


class History(TypedDict, total=False):
    """How a history is played, beside its size and what is left to chance."""

    days: int
    together: int
    """How many members look, and tell each other everything."""
    private_from: date
    """The day on which metrics that everybody saw are made private."""
    ways: WaysOut


def attack(crew: Crew, size: int, seed: int, **how: Unpack[History]) -> Attacker:
    """Play a history in a team of `size`, in which the first members look all the time."""
    rng, private_from = Random(seed * 100 + size), how.get("private_from")
    team = TeamWithPrivateNumbers(crew, size, rng, is_private=private_from is None)
    ours = {person.id for person in team.people[: how.get("together", 1)]}
    attacker = Attacker(team, ours, how.get("ways", ways_out))
    for moment in team.play(how.get("days", 63), RATES[size]):
        if private_from is not None and team.today < private_from:
            continue
        if private_from == team.today and not attacker.was_public:
            attacker.was_public = set(team.amounts)
            team.make_private()
        attacker.look(at_everything=moment == "first evening")
    return attacker


def nothing_follows(attacker: Attacker) -> None:
    assert attacker.unexplained == [], "the attacker does not know what this is made of"
    assert attacker.found() == []
    assert attacker.read() == []
    assert attacker.close_to_one(published.MIN_REST_PERCENT) == []


@pytest.mark.parametrize(("size", "days"), [(3, 63), (5, 33), (12, 33)])
def test_nothing_of_anybody_else_follows(
    make_crew: Callable[[], Crew],
    size: int,
    days: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    attacker = attack(make_crew(), size, 3, days=days)
    for text in what_the_shell_prints(attacker, tmp_path, monkeypatch, capsys):
        attacker.hear(text)
    nothing_follows(attacker)
    assert len(attacker.known) > 0, "something was told"


def what_the_shell_prints(
    attacker: Attacker, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[str]:
    """Yields the files of an export, and what commands print for scripts."""
    crew = attacker.team.crew
    yield from (path.read_text() for path in export_tables(crew["Ben"], folder / "export"))
    monkeypatch.setenv("HUDDLE_HOME", str(folder / "home"))
    monkeypatch.setattr(clock, "system_clock", crew.clock)
    for metric in (attacker.team.private["fees"], attacker.team.ratios[0]):
        for words in (["standings"], ["standings", "--period", "2026"], ["plan"]):
            words.insert(1, metric.name)
            assert cli.main(["--db", str(crew.path), "--as", "Ben Okafor", *words, "--json"]) == 0
            yield capsys.readouterr().out


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, 11))
@pytest.mark.parametrize("size", [3, 5, 12])
def test_nothing_of_anybody_else_follows_from_long_histories(
    make_crew: Callable[[], Crew], size: int, seed: int
) -> None:
    nothing_follows(attack(make_crew(), size, seed, days=124))


@pytest.mark.parametrize("size", [5, pytest.param(12, marks=pytest.mark.soak)])
def test_two_who_tell_each_other_everything_work_out_nothing_among_five(
    make_crew: Callable[[], Crew], size: int
) -> None:
    attacker = attack(make_crew(), size, 1, days=35, together=2, ways=only_team_numbers)
    assert (attacker.unexplained, attacker.found(), attacker.read()) == ([], [], [])
    assert len(attacker.known) > 0, "something was told"


def test_two_of_three_know_the_month_of_the_third(make_crew: Callable[[], Crew]) -> None:
    """Not defended, and said in the design: without the two there is only the third."""
    attacker = attack(make_crew(), 3, 3, days=33, together=2, ways=only_team_numbers)
    assert {what.split()[0] for what in attacker.found()} >= {"2026-09"}


PRIVATE_FROM = date(2026, 9, 21)


def test_nothing_follows_that_was_entered_after_a_metric_became_private(make_crew: Callable[[], Crew]) -> None:
    nothing_follows(attack(make_crew(), 3, 9, days=35, private_from=PRIVATE_FROM, ways=only_team_numbers))


# -- the attacker finds what there is to find


def count_live(connection: VisibleConnection, metric: MetricRecord, span: Span) -> TeamNumber:
    """Return the team's number as it is now."""
    if metric.kind not in ("sum", "count", "mean"):
        return TeamNumber(None, None)
    (total, entries) = connection.execute(
        "SELECT ifnull(sum(total), 0), count(*) FROM exempt_month_shares WHERE metric_id = ? AND day BETWEEN ? AND ?",
        (metric.id, span[0].isoformat(), span[1].isoformat()),
    ).fetchone()
    return TeamNumber((total, entries), span[1])


def tell_live_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaderboard, "read_team_number", count_live)


def tell_live_ratios(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(connection: VisibleConnection, metric: MetricRecord, span: Span) -> TeamNumber:
        if metric.name != "rate":
            return published.read_team_number(connection, metric, span)
        fees, calls = part_metrics(connection, metric)
        made = count_live(connection, fees, span).tally, count_live(connection, calls, span).tally
        return TeamNumber(ratio_tally(metric, fees, made[0] or (0, 0), calls, made[1] or (0, 0)), span[1])

    monkeypatch.setattr(leaderboard, "read_team_number", read)


def tell_what_one_or_two_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "MIN_CONTRIBUTORS", 1)
    monkeypatch.setattr(published, "MIN_REST_PERCENT", 0)


def tell_again_what_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    def publish(session: Session) -> int:
        with session.store.change("number.forgotten", at=session.timestamp) as change:
            for row in session.all(Published):
                change.delete(row)
        return published.publish_months(session)

    monkeypatch.setattr(attackers, "publish_months", publish)
    monkeypatch.setattr(published, "_has_looked", lambda *_: False)


def tell_months_that_were_public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "_was_public", lambda *_: False)


@pytest.mark.parametrize(
    "weaken", [tell_live_numbers, tell_live_ratios, tell_what_one_or_two_moved, tell_again_what_has_changed]
)
def test_the_attacker_finds_what_weaker_rules_tell(
    make_crew: Callable[[], Crew], weaken: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    weaken(monkeypatch)
    attacker = attack(make_crew(), 3, 3, days=35, ways=only_team_numbers)
    assert attacker.unexplained == []
    assert attacker.found() != []


def test_the_attacker_takes_away_what_was_public(
    make_crew: Callable[[], Crew], monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_months_that_were_public(monkeypatch)
    ways = only_team_numbers
    assert attack(make_crew(), 3, 9, days=35, private_from=PRIVATE_FROM, ways=ways).found() != []


def test_the_attacker_sees_whose_share_is_nearly_all(
    make_crew: Callable[[], Crew], monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = published.MIN_REST_PERCENT
    monkeypatch.setattr(published, "MIN_REST_PERCENT", 0)
    assert attack(make_crew(), 3, 5, days=33, ways=only_team_numbers).close_to_one(needed) != []
