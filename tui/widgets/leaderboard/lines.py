"""The drawing part of the leaderboard: rows as large as fit, and the team at the bottom."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.widgets.empty_state import empty_line
from tui.widgets.leaderboard.paint import LeaderboardPaint, join_that_fit
from tui.widgets.leaderboard.rows import LEFT_CELLS, LeaderboardColumns, LeaderboardPlace, rule_parts

FOOT_HEIGHT = 3
"""Lines at the bottom that do not scroll: a rule, the team, and words about it."""

TEAM_CURSOR = "\0team"
"""The value of the cursor on the team's row; no member can have this name."""


class LeaderboardLines(ScrollView):
    """The lines of a leaderboard, cached once drawn. The subclass sets the rows and the cursor."""

    COMPONENT_CLASSES = {
        "leaderboard--bar",
        "leaderboard--bar-odd",
        "leaderboard--behind",
        "leaderboard--behind-odd",
        "leaderboard--over",
        "leaderboard--mark",
        "leaderboard--trough",
        "leaderboard--quiet",
        "leaderboard--ghost",
        "leaderboard--own",
        "leaderboard--climbed",
        "leaderboard--rule",
        "leaderboard--team",
        "leaderboard--cursor",
    }
    DEFAULT_CSS = """
    LeaderboardLines {
        height: 1fr;
        padding: 0 1;
        /* Keep space for the scrollbar even without one, so that columns do not move when it appears. */
        overflow-x: hidden;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        & > .leaderboard--bar { color: $bar; }
        & > .leaderboard--bar-odd { color: $bar 84%; }
        & > .leaderboard--behind { color: $bar 60%; }
        & > .leaderboard--behind-odd { color: $bar 50%; }
        & > .leaderboard--over { color: $success; }
        & > .leaderboard--mark { color: $foreground; text-style: bold; }
        & > .leaderboard--trough { background: $panel; }
        & > .leaderboard--quiet { color: $dim; }
        & > .leaderboard--ghost { color: $ghost; }
        & > .leaderboard--own { color: $accent; text-style: bold; }
        & > .leaderboard--climbed { color: $success; text-style: bold; }
        & > .leaderboard--rule { color: $rule; }
        & > .leaderboard--team { text-style: bold; }
        & > .leaderboard--cursor { background: $accent 22%; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._cursor: str | None = None
        self._heads: tuple[str, ...] = ()
        self._fit: tuple[LeaderboardPlace, ...] = ()
        self._places: list[LeaderboardPlace] = []
        self._team: LeaderboardPlace | None = None
        self._words: tuple[str, ...] = ()
        self._mark: float | None = None
        self._full = 1.0
        self._empty = ""
        self._columns = LeaderboardColumns.fit_width(0, ())
        self._row_height = 1
        self._climbed: set[str] = set()
        self._strips: dict[tuple[int, int], Strip] = {}

    # -- measuring

    @property
    def _foot(self) -> int:
        return FOOT_HEIGHT if self._team else 0

    @property
    def _head(self) -> int:
        return 1 if self._heads and self._places else 0

    @property
    def _room(self) -> int:
        """How many lines are left for rows."""
        return self.size.height - self._foot - self._head

    def _measure(self) -> None:
        width = self.scrollable_content_region.width
        everyone = [*self._places, *self._fit, *([self._team] if self._team else [])]
        self._columns = (
            LeaderboardColumns.fit_weeks(width, everyone)
            if self._heads
            else LeaderboardColumns.fit_width(width, everyone)
        )
        # The projector is read from afar: if all rows still fit, they are separated and their bars twice as thick.
        often = (2,) if self._heads else (3, 2)
        self._row_height = next((lines for lines in often if 0 < len(self._places) * lines - 1 <= self._room), 1)
        lines = max(0, len(self._places) * self._row_height - (self._row_height > 1))
        self.virtual_size = Size(width, lines + self._foot + self._head)

    @property
    def _layout_key(self) -> tuple[object, ...]:
        """The values on which every line depends; if they change, all lines are repainted."""
        return self._columns, self._row_height, self._mark, self._full, self._heads

    def on_resize(self, _event: events.Resize) -> None:
        self._measure()
        self._repaint()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def _repaint(self) -> None:
        self._strips.clear()
        self.refresh()

    def _repaint_place(self, index: int) -> None:
        for part in (0, 1):
            self._strips.pop((index, part), None)
        y = index * self._row_height - self.scroll_offset.y
        if 0 <= y < self._room:
            self.refresh(Region(0, y + self._head, self.size.width, max(1, self._row_height - 1)))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.refresh()  # the foot does not scroll with the rest

    # -- drawing

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        from_foot = y - (self.size.height - self._foot)
        if self._team is not None and from_foot >= 0:
            return self._foot_line(from_foot).adjust_cell_length(width, self.rich_style)
        if self._empty:
            return empty_line(self, self._empty, y, self._style("quiet"))
        if y < self._head:
            return Strip(self._paint.week_heads_line(self._heads)).adjust_cell_length(width, self.rich_style)
        index, part = divmod(y - self._head + self.scroll_offset.y, self._row_height)
        if index >= len(self._places) or part > max(0, self._row_height - 2):
            return Strip.blank(width, self.rich_style)
        strip = self._strips.get((index, part))
        if strip is None or strip.cell_length != width:
            strip = self._draw(index, part).adjust_cell_length(width, self.rich_style)
            self._strips[index, part] = strip
        return strip

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"leaderboard--{name}")

    @property
    def _paint(self) -> LeaderboardPaint:
        return LeaderboardPaint(self._columns, self._full, self._mark, self._style, self.rich_style)

    def _draw(self, index: int, part: int) -> Strip:
        place = self._places[index]
        if part:
            return Strip(self._paint.second_line(place))
        return Strip(
            self._paint.row(
                place,
                odd=index % 2 == 1 and self._row_height == 1,
                climbed=place.name in self._climbed,
                picked=place.name == self._cursor,
                cursor=self._cursor is not None,
            )
        )

    def _foot_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if y == 0:
            return self._rule(width)
        assert self._team is not None
        if y == 2:
            words = join_that_fit(self._words, width - len(LEFT_CELLS))
            return Strip([Segment(" " * len(LEFT_CELLS) + words, self._style("quiet"))])
        return Strip(self._paint.team(self._team, picked=self._cursor == TEAM_CURSOR))

    def _rule(self, width: int) -> Strip:
        """Return the line above the team, which names what is scrolled out of view."""
        first = -(-self.scroll_offset.y // self._row_height)
        end = (self._room + self.scroll_offset.y + self._row_height - 1) // self._row_height
        parts = rule_parts(self._places, first, end, width, self._columns.name)
        return Strip([Segment(text, self._style(name)) for text, name in parts])
