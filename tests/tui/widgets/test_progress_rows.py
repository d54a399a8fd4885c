"""Rows of progress: aligned, and no wider than there is room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.progress_rows import LARGEST_BAR, SMALLEST_BAR, ProgressColumns, ProgressRow

ROW = ProgressRow("won revenue", 0.5, actual="119k", target="210k", percent="56%", pace="pace 98%", history="▇" * 8)

rows = st.lists(
    st.builds(
        ProgressRow,
        st.text("abcde ", min_size=1, max_size=40),
        st.floats(0, 2),
        actual=st.sampled_from(["", "7", "62.6k"]),
        target=st.sampled_from(["", "8", "120k"]),
        percent=st.sampled_from(["", "78%", "118%"]),
        pace=st.sampled_from(["", "pace 97%"]),
        history=st.sampled_from(["", "▁▃▇"]),
    ),
    min_size=1,
    max_size=6,
)


def taken(columns: ProgressColumns) -> int:
    """Cells of one line."""
    amounts = (2 + columns.actual if columns.actual else 0) + (
        4 + columns.target if columns.actual and columns.target else 0
    )
    if columns.two_lines:
        return 1 + columns.bar + amounts
    after = (2 + columns.percent if columns.percent else 0) + (3 + columns.pace if columns.pace else 0)
    return 1 + columns.name + amounts + 2 + columns.bar + after + (3 + columns.history if columns.history else 0)


@given(rows, st.integers(30, 200), st.booleans())
def test_a_line_is_never_wider_than_there_is_room(given_rows: list[ProgressRow], width: int, terse: bool) -> None:
    columns = ProgressColumns.fit_width(width, given_rows, terse=terse)
    assert taken(columns) <= width
    assert columns.bar <= LARGEST_BAR or columns.two_lines
    assert columns.bar >= SMALLEST_BAR or columns.two_lines


def test_what_matters_least_makes_way_first() -> None:
    wide, medium, narrow = (ProgressColumns.fit_width(width, [ROW]) for width in (100, 60, 50))
    assert wide.history
    assert wide.pace
    assert (medium.history, medium.pace > 0) == (0, True)
    assert (narrow.history, narrow.pace) == (0, 0)
    assert not narrow.two_lines


def test_where_it_is_narrow_a_row_takes_two_lines_or_does_without_its_amounts() -> None:
    assert ProgressColumns.fit_width(38, [ROW]).two_lines
    terse = ProgressColumns.fit_width(38, [ROW], terse=True)
    assert (terse.two_lines, terse.actual) == (False, 0)
    assert terse.bar >= SMALLEST_BAR
