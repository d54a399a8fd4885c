"""How many lines each part of the home screen gets, so that the whole of it fits without scrolling."""

from __future__ import annotations

from dataclasses import dataclass

from textual.geometry import Size

LONG_LISTS_HEIGHT, SPACED_HEIGHT = 40, 48
"""Height in lines from which the lists are longer; height from which rows have empty lines between them as well."""

TWO_LINE_NUMBERS_HEIGHT = 34
"""Height in lines below which the viewer's numbers may have to take one line each instead of two."""

TWO_COLUMN_WIDTH, THREE_COLUMN_WIDTH, COLUMN_PADDING = 76, 150, 5
"""Width from which the screen has two columns; from which it has three; padding between and around two columns."""

CELEBRATION_PADDING = 6
"""Cells beside the celebration, which is shown in a shorter way rather than wrapped: padding, and a gap to spare."""

FRAME_LINES, NEXT_MEETING_LINES = 5, 2
"""Lines of the top line, two rules and two lines of keys; lines of the next meeting, with the empty one below the goal.
"""

HEADING_LINES, LAST_HEADING_LINES = 2, 1
"""Lines of the heading of a part, with the empty line between parts; of that of the last part of a column."""

MIN_NUMBER_LINES, MIN_COMMITMENT_LINES, MIN_NEED_LINES = 2, 2, 3
"""The fewest lines for which a part is planned."""

MOST_COMMITMENTS, MOST_COMMITMENTS_IN_LONG_LIST = 6, 20
"""How many commitments are shown, in an ordinary and in a long list; the others are on the Me screen."""

MOST_HOSTS, MOST_HOSTS_WHEN_SPACED = 5, 12
"""How many coming hosts are shown, below and from `SPACED_HEIGHT`; the others are on the Team screen."""


@dataclass(frozen=True, slots=True)
class HomeCounts:
    """How much there is to show. Lines are those of one of two columns, with long texts wrapped."""

    goal_lines: int
    """Lines of the team's goal, as wide as the screen."""
    praise_lines: int
    """Lines of praise for the viewer; 0 hides the part."""
    step_lines: int
    """Lines of the next steps of getting started; 0 hides the part."""
    commitments: int
    own_numbers: int
    team_numbers: int
    kept_lines: int
    """Lines of the facts below the team's numbers."""
    celebration_lines: int


@dataclass(frozen=True, slots=True)
class HomeLimits:
    """How much of each part is shown. Of its lines, None stands for no limit."""

    has_long_lists: bool
    most_commitments: int
    most_hosts: int
    terse_numbers: bool = False
    """Whether the viewer's numbers drop their amounts, to take one line each."""
    commitment_lines: int | None = None
    need_lines: int | None = None
    own_column_lines: int | None = None
    """Lines that the viewer's column has for commitments and hosts together."""

    def lines_for_hosts(self, commitment_lines: int) -> int | None:
        """Return how many lines the hosts get in the viewer's column, below that many lines of commitments."""
        if self.own_column_lines is None:
            return None
        return self.own_column_lines - commitment_lines - HEADING_LINES


def home_layout(size: Size, counts: HomeCounts) -> HomeLimits:
    """Return how much of each part is shown on a screen of that size, whose two columns are not to be scrolled.

    With one column, or with space for everything, no lines are counted.
    """
    has_long_lists = size.height >= LONG_LISTS_HEIGHT
    most_commitments = MOST_COMMITMENTS_IN_LONG_LIST if has_long_lists else MOST_COMMITMENTS
    most_hosts = MOST_HOSTS_WHEN_SPACED if size.height >= SPACED_HEIGHT else MOST_HOSTS
    if size.width < TWO_COLUMN_WIDTH or size.height >= SPACED_HEIGHT:
        return HomeLimits(has_long_lists, most_commitments, most_hosts)
    column = size.height - FRAME_LINES - NEXT_MEETING_LINES - counts.goal_lines
    praise = counts.praise_lines + HEADING_LINES if counts.praise_lines else 0
    steps = counts.step_lines + HEADING_LINES if counts.step_lines else 0
    fixed = praise + steps + HEADING_LINES + LAST_HEADING_LINES

    def left_below(number_lines: int) -> int:
        return column - fixed - max(MIN_NUMBER_LINES, number_lines)

    must_save_lines = size.height < TWO_LINE_NUMBERS_HEIGHT
    terse = must_save_lines and left_below(2 * counts.own_numbers) < min(counts.commitments, most_commitments)
    own_lines = left_below(2 * counts.own_numbers if must_save_lines and not terse else counts.own_numbers)
    above_needs = HEADING_LINES + LAST_HEADING_LINES + max(MIN_NUMBER_LINES, counts.team_numbers)
    need_lines = column - above_needs - counts.kept_lines - counts.celebration_lines
    return HomeLimits(
        has_long_lists,
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


def celebration_width(screen_width: int) -> int:
    """Return how many cells the celebration may take in its column."""
    return screen_width // (3 if screen_width >= THREE_COLUMN_WIDTH else 2) - CELEBRATION_PADDING
