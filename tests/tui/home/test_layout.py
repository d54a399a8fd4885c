"""How many lines the parts of home get, without a screen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.geometry import Size

from tui.home.layout import UNLIMITED_LINES, HomeCounts, column_width, home_layout

COUNTS = HomeCounts(
    goal_lines=1, praise_lines=0, commitments=4, own_numbers=3, team_numbers=3, kept_lines=2, celebration_lines=1
)


@pytest.mark.parametrize("size", [Size(60, 16), Size(75, 40), Size(100, 48), Size(160, 60)])
def test_one_column_or_a_high_terminal_has_no_limits(size: Size) -> None:
    budgets = home_layout(size, COUNTS)
    assert (budgets.commitment_lines, budgets.need_lines, budgets.terse_numbers) == (0, 0, False)
    assert budgets.lines_for_hosts(12) == UNLIMITED_LINES


def test_the_parts_share_what_frame_and_goal_leave() -> None:
    # 28 lines, less 5 of the frame, 2 of the next meeting and 1 of the goal.
    budgets = home_layout(Size(100, 28), COUNTS)
    assert not budgets.terse_numbers
    assert budgets.commitment_lines == 20 - 3 - 2 * 3
    assert budgets.need_lines == 20 - 3 - 3 - 2 - 1
    assert budgets.lines_for_hosts(4) == budgets.commitment_lines - 4 - 2


def test_a_longer_goal_and_praise_take_from_what_is_below() -> None:
    before = home_layout(Size(100, 28), COUNTS)
    after = home_layout(Size(100, 28), replace(COUNTS, goal_lines=3, praise_lines=2))
    assert before.need_lines - after.need_lines == 2
    assert before.commitment_lines - after.commitment_lines == 2 + 2 + 2


def test_numbers_drop_their_amounts_before_commitments_are_left_out() -> None:
    full = replace(COUNTS, commitments=6)
    assert not home_layout(Size(80, 28), full).terse_numbers
    budgets = home_layout(Size(80, 22), full)
    assert budgets.terse_numbers
    # With one line a number, all six have space again.
    assert budgets.commitment_lines == 22 - 8 - 3 - 3 == 8


def test_more_commitments_than_are_listed_do_not_make_numbers_terse() -> None:
    assert home_layout(Size(80, 28), replace(COUNTS, commitments=30)).terse_numbers is False


def test_a_screen_that_is_not_low_counts_one_line_a_number() -> None:
    low, higher = (home_layout(Size(100, height), COUNTS) for height in (33, 34))
    assert higher.commitment_lines - low.commitment_lines == 1 + COUNTS.own_numbers


def test_no_part_is_planned_with_nothing() -> None:
    budgets = home_layout(Size(80, 16), replace(COUNTS, goal_lines=4, praise_lines=4, kept_lines=9, own_numbers=9))
    assert (budgets.commitment_lines, budgets.need_lines) == (2, 3)
    assert budgets.lines_for_hosts(2) < 0


@pytest.mark.parametrize(("height", "commitments", "hosts"), [(39, 6, 5), (40, 20, 5), (47, 20, 5), (48, 20, 12)])
def test_a_high_terminal_lists_more(height: int, commitments: int, hosts: int) -> None:
    budgets = home_layout(Size(100, height), COUNTS)
    assert (budgets.most_commitments, budgets.most_hosts) == (commitments, hosts)


def test_two_columns_share_the_width() -> None:
    assert column_width(81) == 38
