"""What the leaderboard screen shows by choice, without a screen."""

from __future__ import annotations

from datetime import date

from core.metrics import entries, metrics
from core.standings.ranking import GROUPINGS, ORDERS
from tests.conftest import Crew
from tui.board.choices import BoardChoices, read_board

TODAY = date(2026, 11, 23)


def test_the_first_metric_is_the_one_in_the_teams_currency(crew: Crew) -> None:
    choices = BoardChoices()
    assert choices.metric(crew["Ana"]) is None
    assert not choices.step_metric(crew["Ana"], 1)
    assert read_board(crew["Ana"], choices) is None
    metrics.add_metric(crew["Ana"], "calls")
    metrics.add_metric(crew["Ana"], "won revenue", unit="EUR")
    first = choices.metric(crew["Ana"])
    assert first is not None
    assert first.name == "won revenue"
    names = []
    for _ in range(2):
        assert choices.step_metric(crew["Ana"], 1)
        names.append(choices.metric_name)
    assert set(names) == {"calls", "won revenue"}, "round at the end"


def test_the_quarter_is_shown_until_another_period_is_chosen() -> None:
    choices = BoardChoices()
    assert choices.period(TODAY).title == "Q4 2026"
    choices.step_period(TODAY, -1)
    choices.step_period(TODAY, -1)
    assert choices.period(TODAY).title == "Q2 2026"
    choices.step_period(TODAY, 1)
    assert choices.period(TODAY).title == "Q3 2026"


def test_groupings_and_orders_come_round() -> None:
    choices = BoardChoices()
    groupings, orders = [], []
    for _ in GROUPINGS:
        groupings.append(choices.by)
        choices.step_grouping()
    for _ in ORDERS:
        orders.append(choices.order)
        choices.step_order()
    assert (groupings, orders) == (list(GROUPINGS), list(ORDERS))
    assert (choices.by, choices.order) == ("member", "actual")


def test_the_rows_of_a_board(crew: Crew) -> None:
    calls = metrics.add_metric(crew["Ana"], "calls")
    unused = read_board(crew["Ben"], BoardChoices())
    assert unused is not None
    assert (unused.rows, unused.has_amounts, unused.has_targets) == ((), False, False)
    entries.log_entry(crew["Ben"], calls, 5)
    shown = read_board(crew["Ben"], BoardChoices())
    assert shown is not None
    assert shown.own_row is not None
    assert shown.own_row.name == "Ben Okafor"
    assert shown.row_at(None) is None
    assert shown.row_at(0) is shown.rows[0]
    assert shown.row_at(len(shown.rows)) is shown.board.team
    near = read_board(crew["Ben"], BoardChoices(is_near_only=True))
    assert near is not None
    assert near.neighbours is not None
    room = read_board(crew.room, BoardChoices(is_near_only=True))
    assert room is not None
    assert (room.own_row, room.neighbours) == (None, None), "the room has no row"
    assert len(room.rows) == len(shown.rows)
