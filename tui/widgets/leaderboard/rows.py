"""What a leaderboard shows, and where: its rows, columns and lines. Pure functions and data, without a widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from core.values.writing import is_in_words
from tui.widgets.chosen_line import describe_line
from tui.widgets.text_bars import format_movement
from tui.widgets.top_and_key_lines import truncate

SMALLEST_BAR = 16
"""Width in cells below which amounts are left out for the bar, which can be read from five metres."""

COMFORTABLE_BAR = 24
"""Width of the bar in cells below which histories are left out."""

MIN_WEEKS = 8
"""With fewer weeks than this, percent and then amounts are left out to make space for more."""

DAY_WIDTH = len("23 Nov")

NO_METRICS = "No metrics yet."
"""Shown if there is no metric."""

FOOT_HEIGHT = 3
"""Lines at the bottom that do not scroll: a rule, the team, and words about it."""

LEFT_CELLS = "▸▲rrr  mmm "
"""The layout of the cells before the name: cursor or own row, climbed, rank, movement."""


TEAM_CURSOR = "\0team"
"""The value of the cursor on the team's row; no member can have this name."""


@dataclass(frozen=True, slots=True)
class LeaderboardPlace:
    """One row of a leaderboard, with its texts ready to be shown."""

    name: str
    rank: int | None = None
    movement: int | None = None
    share: float | None = None
    """The share of the target, or of the best amount if nobody has a target; 1.0 is all. None leaves the bar out."""
    percent: str = ""
    """Such as `118%` or `no target`."""
    actual: str = ""
    target: str = ""
    history: tuple[int, ...] = ()
    is_behind: bool = False
    is_own: bool = False
    """Whether it is the viewer's own row."""
    weeks_below: int = 0
    """How many of the latest weeks in a row were below their share of the target."""
    weeks: tuple[str, ...] = ()
    """The amounts of the history as text, for a board of weeks."""

    @property
    def amounts(self) -> str:
        return f"{self.actual} of {self.target}" if self.target else self.actual

    @property
    def standing(self) -> str:
        """What its signs say, in words: whether it is the viewer's own, and how it moved."""
        return ", ".join(filter(None, ("you" if self.is_own else "", format_movement(self.movement))))

    def describe(self) -> str:
        """Return the row in words: `rank 2, Ana, you, up 1, 118%, 31 of 40`."""
        rank = f"rank {self.rank}" if self.rank else ""
        return ", ".join(filter(None, (rank, self.name, self.standing, self.percent, self.amounts)))


@dataclass(frozen=True, slots=True)
class LeaderboardContent:
    """All that a leaderboard shows: its rows, the team below them, and the texts around them."""

    places: Sequence[LeaderboardPlace] = ()
    subject: object = None
    """Identifies what is ranked: if it is the same as before, rows with a better rank are marked as climbed."""
    team: LeaderboardPlace | None = None
    pace_mark: float | None = None
    """The pace mark as a share of the target; None without one."""
    team_words: Sequence[str] = ()
    """Texts about the team, of which the first that fit are shown."""
    week_heads: Sequence[str] = ()
    """The headings of week columns: with them, amounts by week replace the bars."""
    fit_with: Sequence[LeaderboardPlace] = ()
    """Rows for which the columns have to be wide enough too, though they are not shown."""
    empty_text: str = ""
    """The sentence shown above the team if there are no rows."""

    @property
    def shown_empty_text(self) -> str:
        """The sentence that is shown instead of rows; empty with rows."""
        return "" if self.places else self.empty_text

    @property
    def own_row(self) -> int | None:
        """The index of the viewer's own row; None without one."""
        return next((index for index, place in enumerate(self.places) if place.is_own), None)

    def find_row(self, cursor: str | None) -> int | None:
        """Return the index of the row with this name, one past the last for the team; None without such a row."""
        if cursor == TEAM_CURSOR and self.team is not None:
            return len(self.places)
        return next((index for index, place in enumerate(self.places) if place.name == cursor), None)

    def describe_row(self, index: int) -> str:
        """Return a row in words by its index: `2 of 5: rank 2, Jon Weiss, 39%, 70.3k of 180k`."""
        rows = [*self.places, *([self.team] if self.team else [])]
        return describe_line(index + 1, len(rows), [rows[index].describe()])


@dataclass(frozen=True, slots=True)
class LeaderboardColumns:
    """The width of each column in cells; 0 for a column that is left out."""

    name: int
    bar: int
    percent: int
    actual: int
    target: int
    history: int
    note: int = 0
    """Width of the note about weeks below their share."""
    weeks: int = 0
    """How many weeks are shown instead of the bar, each `week` cells wide."""
    week: int = 0

    @classmethod
    def fit_width(cls, width: int, places: Sequence[LeaderboardPlace]) -> LeaderboardColumns:
        """Return the columns that fit into `width`: to keep the bar, histories are left out first, then amounts."""
        name, percent, actual, target = _widths(width, places)
        history = _history_width(places)
        room = width - len(LEFT_CELLS) - name - 2 - (2 + percent if percent else 0)
        amounts = _amounts(actual, target)
        most = max((place.weeks_below for place in places), default=0)
        words = [2 + cell_len(describe_weeks_below(most, wide)) for wide in (True, False)] if most > 1 else []
        note_width = next((note_size for note_size in words if room - amounts - note_size >= SMALLEST_BAR), 0)
        if history and room - amounts - note_width - 3 - history < COMFORTABLE_BAR:
            history = 0
        if amounts and room - amounts < SMALLEST_BAR:
            actual = target = amounts = 0
        size = room - amounts - note_width - (3 + history if history else 0)
        return cls(name, max(0, size), percent, actual, target, history, note_width)

    @classmethod
    def fit_weeks(cls, width: int, places: Sequence[LeaderboardPlace]) -> LeaderboardColumns:
        """Return the columns for weeks as numbers instead of bars: the latest that fit, and a sparkline of all."""
        name, percent, actual, target = _widths(width, places)
        history = _history_width(places)
        known = max((len(place.history) for place in places), default=0)
        week = 2 + max((cell_len(words) for place in places for words in place.weeks), default=0)
        week = max(week, 2 + DAY_WIDTH)
        room = width - len(LEFT_CELLS) - name - 2 - (3 + history)
        for kept in ((percent, actual, target), (0, actual, target), (0, 0, 0)):
            left = room - (2 + kept[0] if kept[0] else 0) - _amounts(*kept[1:])
            weeks = max(0, min(known, left // week))
            if weeks >= MIN_WEEKS:
                break
        return cls(name, max(0, left), *kept, history, 0, weeks, week)


def _widths(width: int, places: Sequence[LeaderboardPlace]) -> tuple[int, int, int, int]:
    """Return the widths of the name, percent, actual and target columns in cells."""
    name = min(max((cell_len(place.name) for place in places), default=0), max(12, width // 4))
    percent = max((cell_len(place.percent) for place in places), default=0)
    actual = max((cell_len(place.actual) for place in places), default=0)
    target = max((cell_len(place.target) for place in places), default=0)
    return name, percent, actual, target


def _history_width(places: Sequence[LeaderboardPlace]) -> int:
    """Return the width of the sparklines in cells; 0 in words: the weeks can be shown as numbers."""
    return 0 if is_in_words() else max((len(place.history) for place in places), default=0)


def _amounts(actual: int, target: int) -> int:
    return (3 + actual if actual else 0) + (4 + target if target else 0)


def describe_weeks_below(weeks: int, wide: bool) -> str:
    """Return a note on `weeks` weeks in a row below their share, long if `wide`; empty for fewer than two."""
    if weeks < 2:
        return ""
    return f"{weeks} weeks below" if wide or is_in_words() else f"{weeks} wk ↓"


@dataclass(frozen=True, slots=True)
class LeaderboardLayout:
    """The columns of a leaderboard, and its lines from top to bottom: headings, rows, foot."""

    columns: LeaderboardColumns
    track_end: float
    """The right end of the bars as a share of the target."""
    row_height: int
    """Lines from one row to the next, with the empty line between them if it is more than one."""
    head_height: int
    body_height: int
    """Lines of all rows, of which those that do not fit are scrolled out of view."""
    foot_height: int

    @property
    def height(self) -> int:
        """The lines that the whole leaderboard needs."""
        return self.head_height + self.body_height + self.foot_height

    def foot_top(self, height: int) -> int:
        """Return the first line of the foot on `height` lines: below the rows, or at the bottom without rows and where
        they need all lines."""
        bottom = height - self.foot_height
        return min(bottom, self.head_height + self.body_height + 1) if self.body_height else bottom

    @property
    def bar_lines(self) -> int:
        """Lines of one row that are drawn: its bar is twice as thick if there is room."""
        return max(1, self.row_height - 1)

    def rows_in_view(self, scroll_y: int, room: int) -> tuple[int, int]:
        """Return the first row that is whole in `room` lines, scrolled by `scroll_y`, and the end of those in sight."""
        return -(-scroll_y // self.row_height), (room + scroll_y + self.row_height - 1) // self.row_height


def lay_out_leaderboard(content: LeaderboardContent, width: int, height: int) -> LeaderboardLayout:
    """Lay out a leaderboard in `width` × `height` cells, with rows as large as fit."""
    places, with_weeks = content.places, bool(content.week_heads)
    team = (content.team,) if content.team else ()
    everyone = (*places, *content.fit_with, *team)
    fit = LeaderboardColumns.fit_weeks if with_weeks else LeaderboardColumns.fit_width
    head_height = 1 if with_weeks and places else 0
    foot_height = FOOT_HEIGHT if team else 0
    room = height - head_height - foot_height
    # The projector is read from afar: if all rows still fit, they are separated and their bars twice as thick.
    spacious = (2,) if with_weeks else (3, 2)
    row_height = next((lines for lines in spacious if 0 < len(places) * lines - 1 <= room), 1)
    body_height = max(0, len(places) * row_height - (row_height > 1))
    return LeaderboardLayout(
        fit(width, everyone), track_end(everyone), row_height, head_height, body_height, foot_height
    )


def track_end(places: Sequence[LeaderboardPlace]) -> float:
    """Return the right end of the bars as a share of the target, in steps: one entry rarely rescales all bars."""
    most = max((place.share or 0.0 for place in places), default=0.0)
    return 1.0 if most <= 1 else 1.25 if most <= 1.25 else 1.5


def find_climbed(before: Sequence[LeaderboardPlace], places: Sequence[LeaderboardPlace]) -> set[str]:
    """Return the names of the rows that have a better rank now than before, or a rank for the first time."""
    ranks = {place.name: place.rank for place in before}
    last = len(places) + 1
    return {
        place.name
        for place in places
        if place.rank and place.name in ranks and place.rank < (ranks[place.name] or last)
    }


def rule_parts(
    places: Sequence[LeaderboardPlace], first: int, end: int, width: int, names: int
) -> list[tuple[str, str]]:
    """Return a rule of `width` cells as (text, style name) parts, if rows `first` up to `end` are visible.

    It names the viewer's own row if that is out of view, in at most `names` cells, and how many rows are below.
    """
    own = next((index for index, place in enumerate(places) if place.is_own and not first <= index < end), None)
    mine = ""
    if own is not None:
        place = places[own]
        mine = f" ▸ {place.rank or '–'} {truncate(place.name, names)} {place.percent or place.actual} "
    below = len(places) - end
    more = f" ▼ {below} more " if below > 0 else ""
    between = width - 4 - cell_len(mine) - cell_len(more) - 4
    if not (mine or more) or between < 0:
        return [("─" * width, "rule")]
    parts = [("─" * 4, "rule"), (mine, "own"), ("─" * between, "rule"), (more, "own"), ("─" * 4, "rule")]
    return [(text, name) for text, name in parts if text]
