"""How a leaderboard is laid out, and who climbed, without a screen."""

from __future__ import annotations

import pytest

from tui.widgets.leaderboard.rows import (
    FOOT_HEIGHT,
    LeaderboardContent,
    LeaderboardPlace,
    find_climbed,
    lay_out_leaderboard,
)


def places_of(count: int, share: float = 0.5) -> list[LeaderboardPlace]:
    return [LeaderboardPlace(f"Seller {number}", number, share=share, actual="5") for number in range(1, count + 1)]


TEAM = LeaderboardPlace("team", share=1.3, actual="50")


@pytest.mark.parametrize(("count", "row_height", "body"), [(5, 3, 14), (8, 2, 15), (9, 1, 9), (40, 1, 40), (0, 1, 0)])
def test_rows_are_as_large_as_fit(count: int, row_height: int, body: int) -> None:
    lines = lay_out_leaderboard(LeaderboardContent(places_of(count), team=TEAM), 80, 16 + FOOT_HEIGHT)
    assert (lines.row_height, lines.body_height) == (row_height, body)
    assert lines.foot_height == FOOT_HEIGHT
    assert lines.height == body + FOOT_HEIGHT


def test_weeks_have_a_heading_and_no_thick_bars() -> None:
    places = [LeaderboardPlace("Ana", 1, history=(1, 2), weeks=("1", "2"))]
    lines = lay_out_leaderboard(LeaderboardContent(places, week_heads=("16 Nov", "23 Nov")), 80, 20)
    assert (lines.head_height, lines.row_height, lines.bar_lines, lines.foot_height) == (1, 2, 1, 0)
    assert lines.columns.weeks == 2
    assert lay_out_leaderboard(LeaderboardContent(week_heads=("23 Nov",)), 80, 20).head_height == 0


def test_the_longest_bar_ends_in_sight_and_the_team_counts_too() -> None:
    assert lay_out_leaderboard(LeaderboardContent(places_of(3)), 80, 20).track_end == 1.0
    assert lay_out_leaderboard(LeaderboardContent(places_of(3), team=TEAM), 80, 20).track_end == 1.5
    assert lay_out_leaderboard(LeaderboardContent(places_of(3, 1.2)), 80, 20).track_end == 1.25


def test_columns_are_wide_enough_for_rows_that_are_not_shown() -> None:
    wide = LeaderboardPlace("Somebody Called So", 1, actual="1 234 567", target="2 345 678")
    content = LeaderboardContent(places_of(2), fit_with=[wide])
    assert (
        lay_out_leaderboard(content, 120, 20).columns
        == lay_out_leaderboard(LeaderboardContent([*places_of(2), wide]), 120, 20).columns
    )


def test_the_rows_in_view_are_counted_from_the_first_whole_one() -> None:
    lines = lay_out_leaderboard(LeaderboardContent(places_of(5)), 80, 15)
    assert lines.row_height == 3
    assert lines.rows_in_view(0, 15) == (0, 5)
    assert lines.rows_in_view(1, 6) == (1, 3)


def test_who_has_a_better_rank_has_climbed() -> None:
    before = [LeaderboardPlace("Ana", 1), LeaderboardPlace("Ben", 2), LeaderboardPlace("Jon")]
    after = [
        LeaderboardPlace("Ben", 1),
        LeaderboardPlace("Ana", 2),
        LeaderboardPlace("Jon", 3),
        LeaderboardPlace("Lea"),
    ]
    assert find_climbed(before, after) == {"Ben", "Jon"}
    assert find_climbed([], after) == set()


def test_the_empty_text_stands_only_where_there_are_no_rows() -> None:
    assert LeaderboardContent(empty_text="none").shown_empty_text == "none"
    assert LeaderboardContent(places_of(1), empty_text="none").shown_empty_text == ""
