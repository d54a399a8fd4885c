"""How many lines the parts of home get, without a screen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.geometry import Size

from tui.home.layout import HomeCounts, column_width, home_layout

COUNTS = HomeCounts(
    goal_lines=1,
    praise_lines=0,
    step_lines=0,
    commitments=4,
    own_numbers=3,
    team_numbers=3,
    kept_lines=2,
    celebration_lines=1,
)


@pytest.mark.parametrize("size", [Size(60, 16), Size(75, 40), Size(100, 48), Size(160, 60)])
def test_one_column_or_a_high_terminal_has_no_limits(size: Size) -> None:
    limits = home_layout(size, COUNTS)
    assert (limits.commitment_lines, limits.need_lines, limits.terse_numbers) == (None, None, False)
    assert limits.lines_for_hosts(12) is None


def test_the_parts_share_what_frame_and_goal_leave() -> None:
    # 28 lines, less 5 of the frame, 2 of the next meeting and 1 of the goal.
    limits = home_layout(Size(100, 28), COUNTS)
    assert not limits.terse_numbers
    assert limits.commitment_lines == 20 - 3 - 2 * 3
    assert limits.need_lines == 20 - 3 - 3 - 2 - 1
    assert limits.lines_for_hosts(4) == 20 - 3 - 2 * 3 - 4 - 2


def test_a_longer_goal_and_praise_take_from_what_is_below() -> None:
    before = home_layout(Size(100, 28), COUNTS)
    after = home_layout(Size(100, 28), replace(COUNTS, goal_lines=3, praise_lines=2))
    assert (before.need_lines, before.commitment_lines) == (11, 11)
    assert (after.need_lines, after.commitment_lines) == (11 - 2, 11 - 2 - 2 - 2)


def test_numbers_drop_their_amounts_before_commitments_are_left_out() -> None:
    full = replace(COUNTS, commitments=6)
    assert not home_layout(Size(80, 28), full).terse_numbers
    limits = home_layout(Size(80, 22), full)
    assert limits.terse_numbers
    # With one line a number, all six have space again.
    assert limits.commitment_lines == 22 - 8 - 3 - 3 == 8


def test_more_commitments_than_are_listed_do_not_make_numbers_terse() -> None:
    assert home_layout(Size(80, 28), replace(COUNTS, commitments=30)).terse_numbers is False


def test_a_screen_that_is_not_low_counts_one_line_a_number() -> None:
    low, higher = (home_layout(Size(100, height), COUNTS) for height in (33, 34))
    assert low.commitment_lines == 25 - 3 - 2 * COUNTS.own_numbers
    assert higher.commitment_lines == 26 - 3 - COUNTS.own_numbers


def test_no_part_is_planned_with_nothing() -> None:
    limits = home_layout(
        Size(80, 16), replace(COUNTS, goal_lines=4, praise_lines=4, step_lines=0, kept_lines=9, own_numbers=9)
    )
    assert (limits.commitment_lines, limits.need_lines) == (2, 3)
    assert limits.lines_for_hosts(2) == 16 - 5 - 2 - 4 - (4 + 2) - 3 - 9 - 2 - 2


@pytest.mark.parametrize(("height", "commitments", "hosts"), [(39, 6, 5), (40, 20, 5), (47, 20, 5), (48, 20, 12)])
def test_a_high_terminal_lists_more(height: int, commitments: int, hosts: int) -> None:
    limits = home_layout(Size(100, height), COUNTS)
    assert (limits.most_commitments, limits.most_hosts) == (commitments, hosts)


def test_two_columns_share_the_width() -> None:
    assert column_width(81) == 38
