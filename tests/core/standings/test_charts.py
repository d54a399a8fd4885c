"""The numbers behind the charts, and the charts that are exported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import HuddleError
from core.metrics import entries, metrics
from core.metrics.metrics import make_private
from core.metrics.targets import set_target
from core.models import Entry, Metric
from core.outgoing.export import export_tables
from core.outgoing.svg_charts import burn_up_svg, distribution_svg
from core.standings.charts import BurnUp, Distribution, burn_up, distribution, round_ticks
from core.standings.leaderboard import standings
from core.values.periods import parse_period
from tests.conftest import Crew

pytestmark = pytest.mark.days

Q4 = parse_period("2026-Q4")
TODAY = date(2026, 11, 23)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def calls(crew: Crew) -> Metric:
    metric = metrics.add_metric(crew["Ana"], "calls")
    for name, amount in (("Ben", 660), ("Jon", 66), ("Lea", 660)):
        set_target(crew["Ana"], metric, amount, member=crew.members[name], period=Q4)
    for name, amount, day in (("Ben", 60, 5), ("Ben", 40, 6), ("Jon", 70, 6), ("Lea", 66, 30)):
        entries.log_entry(crew["Ana"], metric, amount, member=crew.members[name], day=date(2026, 10, day))
    return metric


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(svg.encode()).iter(f"{SVG}text")]


def test_a_burn_up_goes_day_by_day_to_what_the_board_says(crew: Crew, calls: Metric) -> None:
    s = crew["Ben"]
    board = standings(s, calls, Q4)
    ben = burn_up(s, board, next(row for row in board.rows if row.name == "Ben Okafor"))
    assert (len(ben.days), ben.days[0], ben.days[-1]) == (92, Q4.starts_on, Q4.ends_on)
    assert ben.actual == (0,) * 4 + (60,) + (100,) * 49
    assert (ben.target, ben.due[0], ben.due[-1], ben.due[53]) == (660, 10, 660, 380)
    team = burn_up(s, board, board.team)
    assert (team.actual[-1], team.target, team.is_team) == (236, 1386, True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    logged=st.lists(
        st.tuples(st.sampled_from(["Ben", "Jon", "Lea"]), st.integers(-50, 90), st.integers(0, 53)), max_size=20
    ),
    kind=st.sampled_from(["sum", "count", "mean", "latest"]),
)
def test_a_burn_up_ends_where_the_board_stands(
    make_crew: Callable[[], Crew], logged: list[tuple[str, int, int]], kind: str
) -> None:
    crew = make_crew()
    metric = metrics.add_metric(crew["Ana"], "number", kind=kind)
    with crew["Ana"].change("entry.logged") as change:
        for name, amount, back in logged:
            day = TODAY - timedelta(days=back)
            change.insert(
                Entry(metric_id=metric.id, member_id=crew.members[name].id, day=day, amount=amount, entered_at="x")
            )
    board = standings(crew["Ana"], metric, Q4)
    for row in (*board.rows, board.team):
        assert burn_up(crew["Ana"], board, row).actual[-1] == row.actual


def test_a_mean_has_no_pace_line(crew: Crew) -> None:
    days = metrics.add_metric(crew["Ana"], "days", kind="mean", better="lower")
    set_target(crew["Ana"], days, 4, period=Q4)
    entries.log_entry(crew["Ana"], days, 5, member=crew.members["Ben"], day=date(2026, 10, 5))
    board = standings(crew["Ana"], days, Q4)
    chart = burn_up(crew["Ana"], board, board.team)
    assert (chart.due, chart.target, chart.actual[3:5]) == ((), 4, (None, 5))
    assert distribution(board) is None


def test_a_distribution_counts_people_in_tens(crew: Crew, calls: Metric) -> None:
    spread = distribution(standings(crew["Ana"], calls, Q4))
    assert spread is not None
    # Ben 15%, Jon 106%, Lea exactly 10%.
    assert (spread.counts[1], spread.counts[10], sum(spread.counts)) == (2, 1, 3)
    assert (spread.with_target, spread.without_target) == (3, 0)
    assert distribution(standings(crew["Ana"], calls, Q4, by="group")) is None
    set_target(crew["Ana"], calls, 10, member=crew.members["Ana"], period=Q4)
    entries.log_entry(crew["Ana"], calls, 999)
    spread = distribution(standings(crew["Ana"], calls, Q4))
    assert spread is not None
    assert spread.counts[-1] == 1


def test_dots_of_two_people_would_have_names(crew: Crew) -> None:
    visits = metrics.add_metric(crew["Ana"], "visits")
    for name in ("Ben", "Jon"):
        set_target(crew["Ana"], visits, 10, member=crew.members[name], period=Q4)
    assert distribution(standings(crew["Ana"], visits, Q4)) is None


def test_on_a_private_board_only_ones_own_line(crew: Crew, calls: Metric) -> None:
    open_board = standings(crew["Ana"], calls, Q4)
    make_private(crew["Ana"], calls)
    for s in (crew["Ana"], crew["Jon"], crew.room):
        board = standings(s, calls, Q4)
        actual = burn_up(s, board, board.team).actual
        assert set(actual[:30]) == {None}
        assert set(actual[30:]) == {236}, "what everybody saw of October"
        assert distribution(board) is None
        with pytest.raises(HuddleError, match="is no longer on this leaderboard"):
            burn_up(s, open_board, next(row for row in open_board.rows if row.name == "Ben Okafor"))
    board = standings(crew["Ben"], calls, Q4)
    assert burn_up(crew["Ben"], board, board.rows[0]).actual[-1] == 100


# -- as SVG


def test_a_burn_up_is_drawn(crew: Crew, calls: Metric) -> None:
    board = standings(crew["Ana"], calls, Q4)
    svg = burn_up_svg(burn_up(crew["Ana"], board, board.team))
    root = ElementTree.fromstring(svg.encode())
    lines = {each.get("class"): each.get("points", "").split() for each in root.iter(f"{SVG}polyline")}
    assert (len(lines["due"]), len(lines["actual"])) == (92, 54)
    heights = [float(point.split(",")[1]) for point in lines["actual"]]
    assert heights == sorted(heights, reverse=True), "what grows goes up"
    assert "calls · Q4 2026" in texts(svg)
    assert "Northwind West · 236 of 1,386 · 17%" in texts(svg)
    assert [word for word in texts(svg) if word in ("Oct", "Nov", "Dec")] == ["Oct", "Nov", "Dec"]


@settings(max_examples=60, deadline=None)
@given(
    name=st.text(max_size=30),
    actual=st.lists(st.none() | st.integers(-(10**15), 10**17), max_size=31),
    target=st.none() | st.integers(1, 10**15),
    scale=st.integers(0, 6),
)
def test_whatever_is_drawn_is_xml(name: str, actual: list[int | None], target: int | None, scale: int) -> None:
    month = parse_period("2026-10")
    days = tuple(month.starts_on + timedelta(days=step) for step in range(31))
    due = tuple((target or 0) * step // 31 for step in range(31)) if target else ()
    chart = BurnUp(name, f"<{name}&", "EUR", scale, "higher", month, days, tuple(actual), due, target, False)
    root = ElementTree.fromstring(burn_up_svg(chart).encode())
    for each in root.iter():
        for place in ("y", "y1", "y2", "cy"):
            assert -1 <= float(each.get(place, "0")) <= 541
    spread = Distribution(name, month, (3, 0, 400) + (0,) * 13, 403, 0, 0.5)
    dots = ElementTree.fromstring(distribution_svg(spread).encode()).iter(f"{SVG}circle")
    assert sum(1 for _ in dots) == 403


@given(low=st.integers(-(10**16), 0), high=st.integers(1, 10**18))
def test_ticks_are_few_round_and_hold_everything(low: int, high: int) -> None:
    ticks = round_ticks(low, high)
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert 2 <= len(ticks) <= 8
    assert len({later - tick for tick, later in pairwise(ticks)}) == 1


def test_an_export_has_the_charts_of_what_the_team_agreed_to(crew: Crew, calls: Metric, tmp_path: Path) -> None:
    s = crew["Ana"]
    secret = metrics.add_metric(s, "a/b <calls>")
    for name in ("Ben", "Jon", "Lea"):
        set_target(s, secret, 100, member=crew.members[name], period=Q4)
    entries.log_entry(s, secret, 77, member=crew.members["Ben"], note="nobody's business")
    make_private(s, secret)
    metrics.add_metric(s, "without a target")
    paths = export_tables(crew["Jon"], tmp_path / "out")
    drawn = {path.name: path.read_text(encoding="utf-8") for path in paths if path.suffix == ".svg"}
    assert set(drawn) == {
        f"burn-up-calls-{calls.id}.svg", f"distribution-calls-{calls.id}.svg",
    }, "the sum of private targets is told to the leader alone"  # fmt: skip
    assert {path.parent.name for path in paths if path.suffix == ".svg"} == {"charts"}
    for svg in drawn.values():
        ElementTree.fromstring(svg.encode())
        assert not [name for name in ("Ben", "Jon", "Lea") if name in svg]
        assert "nobody's business" not in svg
