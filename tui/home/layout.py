"""How many lines each part of the home screen gets, so that the whole of it fits without scrolling."""

from __future__ import annotations

from dataclasses import dataclass

from textual.geometry import Size

TALL_HEIGHT, SPACED_HEIGHT = 40, 48
"""Height in lines from which the lists are longer; height from which rows have empty lines between them as well."""

LOW_HEIGHT = 34
"""Height in lines below which the viewer's numbers may have to take one line each instead of two."""

TWO_COLUMN_WIDTH, COLUMN_PADDING = 76, 5
"""Width from which the screen has two columns; the columns of padding between and around them."""

FRAME_LINES, NEXT_MEETING_LINES = 5, 2
"""Lines of the top line, two rules and two lines of keys; lines of the next meeting, with the empty one below the goal.
"""

HEADING_LINES = 2
"""Lines of the heading of a part, with the empty line between parts."""

MIN_NUMBER_LINES, MIN_COMMITMENT_LINES, MIN_NEED_LINES = 2, 2, 3
"""The fewest lines for which a part is planned."""

MOST_COMMITMENTS, MOST_COMMITMENTS_WHEN_TALL = 6, 20
"""How many commitments are shown, on an ordinary and on a tall terminal; the others are on the Me screen."""

MOST_HOSTS, MOST_HOSTS_WHEN_SPACED = 5, 12
"""How many coming hosts are shown, on an ordinary and on a high terminal; the others are on the Team screen."""

UNLIMITED_LINES = 99
"""Stands for no limit to the lines of the list of hosts."""


@dataclass(frozen=True, slots=True)
class HomeCounts:
    """How much there is to show. Lines are those of one of two columns, with long texts wrapped."""

    goal_lines: int
    """Lines of the team's goal, as wide as the screen."""
    praise_lines: int
    """Lines of praise for the viewer; 0 hides the part."""
    commitments: int
    own_numbers: int
    team_numbers: int
    kept_lines: int
    """Lines of the facts below the team's numbers."""
    celebration_lines: int


@dataclass(frozen=True, slots=True)
class HomeBudgets:
    """How much of each part is shown. Of its lines, 0 stands for no limit."""

    is_tall: bool
    """Whether the lists are longer."""
    most_commitments: int
    most_hosts: int
    terse_numbers: bool = False
    """Whether the viewer's numbers drop their amounts, to take one line each."""
    commitment_lines: int = 0
    need_lines: int = 0
    own_column_lines: int | None = None
    """Lines that the viewer's column has for commitments and hosts together; None for no limit."""

    def lines_for_hosts(self, commitment_lines: int) -> int:
        """Return how many lines the hosts get in the viewer's column, below that many lines of commitments."""
        if self.own_column_lines is None:
            return UNLIMITED_LINES
        return self.own_column_lines - commitment_lines - HEADING_LINES


def home_layout(size: Size, counts: HomeCounts) -> HomeBudgets:
    """Return how much of each part is shown on a screen of that size, whose two columns are not to be scrolled.

    With one column, or with space for everything, no lines are counted.
    """
    is_tall = size.height >= TALL_HEIGHT
    most_commitments = MOST_COMMITMENTS_WHEN_TALL if is_tall else MOST_COMMITMENTS
    most_hosts = MOST_HOSTS_WHEN_SPACED if size.height >= SPACED_HEIGHT else MOST_HOSTS
    if size.width < TWO_COLUMN_WIDTH or size.height >= SPACED_HEIGHT:
        return HomeBudgets(is_tall, most_commitments, most_hosts)
    column = size.height - FRAME_LINES - NEXT_MEETING_LINES - counts.goal_lines
    praise = counts.praise_lines + HEADING_LINES if counts.praise_lines else 0
    fixed = praise + HEADING_LINES + 1

    def left_below(number_lines: int) -> int:
        return column - fixed - max(MIN_NUMBER_LINES, number_lines)

    is_low = size.height < LOW_HEIGHT
    terse = is_low and left_below(2 * counts.own_numbers) < min(counts.commitments, most_commitments)
    own_lines = left_below(2 * counts.own_numbers if is_low and not terse else counts.own_numbers)
    above_needs = HEADING_LINES + 1 + max(MIN_NUMBER_LINES, counts.team_numbers)
    need_lines = column - above_needs - counts.kept_lines - counts.celebration_lines
    return HomeBudgets(
        is_tall,
        most_commitments,
        most_hosts,
        terse_numbers=terse,
        commitment_lines=max(MIN_COMMITMENT_LINES, own_lines),
        need_lines=max(MIN_NEED_LINES, need_lines),
        own_column_lines=own_lines,
    )


def column_width(screen_width: int) -> int:
    """Return the width of one of two columns."""
    return (screen_width - COLUMN_PADDING) // 2
