"""Drawing of a leaderboard's lines as segments: names, bars, weeks as numbers. Does not use a widget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from core.values.writing import is_in_words
from tui.widgets.leaderboard.rows import LEFT_CELLS, LeaderboardColumns, LeaderboardPlace, describe_weeks_below
from tui.widgets.text_bars import (
    EIGHTHS,
    MARK,
    OVER,
    SLIM_OVER,
    TRACK,
    format_movement,
    mark_cell,
    sparkline,
    target_bar,
)  # fmt: skip
from tui.widgets.top_and_key_lines import truncate

NAME_GAP = 2
"""Cells between the name and the bar."""


@dataclass(frozen=True, slots=True)
class LeaderboardPaint:
    """Draws the lines of a leaderboard with the given columns, scale and styles."""

    columns: LeaderboardColumns
    full: float
    """The right end of a bar as a share of the target."""
    mark: float | None
    style: Callable[[str], Style]
    """Returns the style of a part by its name."""
    plain: Style
    is_dense: bool
    """Whether there is no empty line between the rows; slim bars then leave air."""

    def row(self, place: LeaderboardPlace, *, climbed: bool, picked: bool, cursor: bool) -> list[Segment]:
        """Return a row; `cursor` says that the board has a cursor."""
        plain, quiet = self.plain, self.style("quiet")
        loud = self.style("climbed") if climbed else self.style("own") if place.is_own else plain
        if place.rank is None and not place.is_own:
            loud = quiet
        move = "" if is_in_words() else format_movement(place.movement)  # in words it stands in place of the bar
        sign = "▸" if picked or (place.is_own and not cursor) else "•" if place.is_own else " "
        segments = [
            Segment(sign, self.style("own")),
            Segment("▲" if climbed else " ", self.style("climbed")),
            Segment(f"{'–' if place.rank is None else place.rank:>3}  ", loud),
            Segment(set_cell_size(move, 3) + " ", self.style("over") if move.startswith("▲") else quiet),
            Segment(self._name(place.name), loud),
            *self.middle(place, slim=self.is_dense),
            *self.numbers(place),
        ]
        return self._picked(segments) if picked else segments

    def team(self, place: LeaderboardPlace, *, picked: bool) -> list[Segment]:
        """Return the row of the team."""
        left = ("▸" if picked else " ") + " " * (len(LEFT_CELLS) - 1)
        segments = [
            Segment(left, self.style("own")),
            Segment(self._name(place.name), self.style("team")),
            *self.middle(place),
            *self.numbers(place),
        ]
        return self._picked(segments) if picked else segments

    def rule(self, parts: Sequence[tuple[str, str]]) -> list[Segment]:
        """Return the line above the team from its texts and the names of their styles."""
        return [Segment(text, self.style(name)) for text, name in parts]

    def team_words(self, words: Sequence[str], width: int) -> list[Segment]:
        """Return the line below the team: as many of the texts as fit into `width` cells."""
        left = " " * len(LEFT_CELLS)
        return [Segment(left + join_that_fit(words, width - len(LEFT_CELLS)), self.style("quiet"))]

    def second_line(self, place: LeaderboardPlace) -> list[Segment]:
        """Return the second line of a row whose bar is twice as thick."""
        blank = Segment(" " * (len(LEFT_CELLS) + self.columns.name + NAME_GAP), self.plain)
        return [blank] if self.columns.weeks or is_in_words() else [blank, *self.bar(place)]

    def week_heads_line(self, words: Sequence[str]) -> list[Segment]:
        """Return the heading of week columns: the day on which each week ends."""
        columns = self.columns
        cells = "".join(word.rjust(columns.week) for word in words[-columns.weeks :]) if columns.weeks else ""
        left = " " * len(LEFT_CELLS) + self._name("7 days to")
        return [Segment(left + cells.rjust(columns.bar), self.style("quiet"))]

    def middle(self, place: LeaderboardPlace, *, slim: bool = False) -> list[Segment]:
        """Return the bar, or the weeks shown instead."""
        if not self.columns.weeks:
            return self.bar(place, slim=slim)
        cells = "".join(word.rjust(self.columns.week) for word in place.weeks[-self.columns.weeks :])
        return [Segment(cells.rjust(self.columns.bar), self.plain)]

    def bar(self, place: LeaderboardPlace, *, slim: bool = False) -> list[Segment]:
        """Return the bar on its trough, which ends at the target, with the pace mark."""
        width = self.columns.bar
        if is_in_words():
            return [Segment(set_cell_size(place.standing, width), self.style("quiet"))]
        if place.share is None:
            return [Segment(" " * width, self.plain)]
        text = target_bar(place.share, width, full=self.full, slim=slim)
        whole = width if self.full <= 1 else round(width / self.full)
        # The mark is drawn over bar and trough: it must be visible wherever the bar ends.
        mark = mark_cell(self.mark, width, full=self.full)
        solid = self.style("behind" if place.is_behind else "bar")
        over, trough = self.style("over"), Style(bgcolor=(self.plain if slim else self.style("trough")).bgcolor)
        # A few styles for all cells, not one for each: when all rows change, this is most of a frame's cost.
        inside, outside, rest = (solid + trough, over + trough), (solid, over), self.style("rule")
        runs: list[tuple[str, Style]] = []
        for index, cell in enumerate(text):
            style = rest if cell == TRACK else (inside if index < whole else outside)[cell in (OVER, SLIM_OVER)]
            if index == mark:
                filled = cell == EIGHTHS[8]
                style = self.style("mark") + Style(bgcolor=solid.color if filled else trough.bgcolor)
                if filled:
                    style = style + Style(color=self.plain.bgcolor)
                cell = MARK
            if runs and runs[-1][1] is style:
                runs[-1] = (runs[-1][0] + cell, style)
            else:
                runs.append((cell, style))
        return [Segment(cells, style) for cells, style in runs]

    def numbers(self, place: LeaderboardPlace) -> list[Segment]:
        """Return the columns right of the bar: percent, amounts, note and history."""
        columns, plain, quiet = self.columns, self.plain, self.style("quiet")
        segments: list[Segment] = []
        if columns.history and columns.weeks:
            segments.append(Segment("   " + sparkline(place.history).rjust(columns.history), self.style("bar")))
        if columns.percent:
            segments.append(Segment("  " + place.percent.rjust(columns.percent), self._percent_style(place)))
        if columns.actual:
            segments.append(Segment("   " + place.actual.rjust(columns.actual), plain if place.rank else quiet))
        if columns.target:
            of = f" of {place.target}" if place.target else ""
            segments.append(Segment(of.ljust(4 + columns.target), quiet))
        if columns.note:
            words = describe_weeks_below(place.weeks_below, wide=True)
            words = (
                words if 2 + cell_len(words) <= columns.note else describe_weeks_below(place.weeks_below, wide=False)
            )
            segments.append(Segment("  " + words.ljust(columns.note - 2), quiet))
        if columns.history and not columns.weeks:
            segments.append(Segment("   " + sparkline(place.history).rjust(columns.history), self.style("bar")))
        return segments

    def _percent_style(self, place: LeaderboardPlace) -> Style:
        """Return the style of the percentage, which says by its colour whether the target is reached or behind."""
        if "%" not in place.percent and not place.is_behind:
            return self.style("quiet")
        is_reached = place.share is not None and place.share >= 1 and not place.is_behind
        colour = self.style("over") if is_reached else self.style("late") if place.is_behind else self.plain
        return colour + Style(bold=True)

    def _name(self, name: str) -> str:
        return set_cell_size(truncate(name, self.columns.name), self.columns.name) + " " * NAME_GAP

    def _picked(self, segments: list[Segment]) -> list[Segment]:
        """Return the segments on the cursor's background, except where a trough or a mark has its own."""
        ground = Style(bgcolor=self.style("cursor").bgcolor)
        return [
            Segment(segment.text, (segment.style or self.plain) + ground)
            if segment.style is None or segment.style.bgcolor in (None, self.plain.bgcolor)
            else segment
            for segment in segments
        ]


def join_that_fit(words: Sequence[str], width: int) -> str:
    """Join texts with dots, in order, skipping those that would not fit into `width` cells."""
    line = ""
    for text in words:
        longer = f"{line} · {text}" if line else text
        line = longer if cell_len(longer) <= width else line
    return line
