"""The leaderboard: one widget that paints lines, so that sixty rows cost no more than ten."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from tui.widgets.chosen_line import tell_chosen
from tui.widgets.empty_state import empty_line
from tui.widgets.leaderboard.paint import LeaderboardPaint
from tui.widgets.leaderboard.rows import (
    FOOT_HEIGHT,
    TEAM_CURSOR,
    LeaderboardColumns,
    LeaderboardContent,
    find_climbed,
    lay_out_leaderboard,
    rule_parts,
)

CLIMB_SECONDS = 5.0
"""How long a row that climbed stays marked: long enough for people to look up and find it."""


PARTS = (
    *("bar", "behind", "over", "late", "mark", "trough"),
    *("quiet", "ghost", "own", "climbed", "rule", "team", "cursor"),
)
"""The parts of the lines that have a style of their own."""


class RowPicked(Message):
    """The cursor of a leaderboard moved, also from no row or to none."""


class Leaderboard(ScrollView, can_focus=True):
    """Ranked rows with bars, the team below; never scrolls sideways. Who climbs is marked for `CLIMB_SECONDS`."""

    COMPONENT_CLASSES = {f"leaderboard--{part}" for part in PARTS}
    DEFAULT_CSS = """
    Leaderboard {
        height: 1fr;
        padding: 0 0 0 1;
        /* Keep space for the scrollbar even without one, so that columns do not move when it appears. */
        overflow-x: hidden;
        scrollbar-gutter: stable;
        & > .leaderboard--bar { color: $bar; }
        & > .leaderboard--behind { color: $bar 65%; }
        & > .leaderboard--over { color: $good; }
        & > .leaderboard--late { color: $late; }
        & > .leaderboard--mark { color: $foreground; text-style: bold; }
        & > .leaderboard--trough { background: $panel; }
        & > .leaderboard--quiet { color: $dim; }
        & > .leaderboard--ghost { color: $ghost; }
        & > .leaderboard--own { color: $accent; text-style: bold; }
        & > .leaderboard--climbed { color: $good; text-style: bold; }
        & > .leaderboard--rule { color: $rule; }
        & > .leaderboard--team { text-style: bold; }
        & > .leaderboard--cursor { background: $accent 22%; }
    }
    """

    BINDINGS = [
        Binding("up", "move(-1)", "Up", show=False, id="leaderboard.up", tooltip="The row above"),
        Binding("down", "move(1)", "Down", show=False, id="leaderboard.down", tooltip="The row below"),
    ]

    def __init__(self, *, id: str | None = None, has_cursor: bool = False) -> None:
        """With `has_cursor` the arrow keys move a cursor along the rows; without, they scroll."""
        super().__init__(id=id)
        self._has_cursor = has_cursor
        self._cursor: str | None = None
        self._content = LeaderboardContent()
        self._lines = lay_out_leaderboard(self._content, 0, 0)
        self._climbed: set[str] = set()
        self._climb_timer: Timer | None = None
        self._strips: dict[tuple[int, int], Strip] = {}  # by the index of the row and the line within it

    # -- rows

    def show(self, content: LeaderboardContent) -> None:
        """Show this content, repainting only the lines that differ."""
        old, old_lines = self._content, self._lines
        is_new = content.subject != old.subject or bool(old.shown_empty_text) or bool(content.empty_text)
        if is_new:
            self._climbed = set()
            self.scroll_home(animate=False, immediate=True)
        else:
            self._mark_climbed(find_climbed(old.places, content.places))
        self._content = content
        if self._cursor != TEAM_CURSOR and self.cursor_row is None:
            self._cursor = None  # its row is gone
        self._measure()
        tell_chosen(self)
        frame, old_frame = (content.pace_mark, content.week_heads), (old.pace_mark, old.week_heads)
        is_same_frame = (frame, self._lines) == (old_frame, old_lines)
        if is_new or not is_same_frame or len(old.places) != len(content.places):
            self._repaint()
            return
        for index, (was, place) in enumerate(zip(old.places, content.places, strict=True)):
            if was != place or place.name in self._climbed:
                self._repaint_row(index)
        if (content.team, content.team_words, content.places) != (old.team, old.team_words, old.places):
            self.refresh(Region(0, max(0, self._lines.foot_top(self.size.height)), self.size.width, FOOT_HEIGHT))

    def show_empty(self, sentence: str) -> None:
        """Remove all rows and the team, and show this sentence."""
        self._content = LeaderboardContent(empty_text=sentence)
        self._measure()
        self._repaint()

    def next_page(self) -> bool:
        """Scroll one page down; return False at the end."""
        y = self.scroll_offset.y
        if y >= self.max_scroll_y:
            return False
        self.scroll_to(y=y + max(1, self.size.height - FOOT_HEIGHT), animate=False, immediate=True)
        return True

    # -- the cursor

    @property
    def cursor_row(self) -> int | None:
        """The index of the row under the cursor, one past the last for the team; None without a cursor."""
        return self._content.find_row(self._cursor)

    def pick(self, row: int | None) -> None:
        """Move the cursor to a row by its index, one past the last for the team; None removes the cursor."""
        places, lines = self._content.places, self._lines
        last = len(places) - (0 if self._content.team else 1)
        row = None if row is None or last < 0 else max(0, min(last, row))
        self._cursor = None if row is None else TEAM_CURSOR if row == len(places) else places[row].name
        if row is not None and row < len(places):
            region = Region(0, row * lines.row_height, 1, lines.bar_lines + lines.foot_height + lines.head_height)
            self.scroll_to_region(region, animate=False, force=True, immediate=True)
        self.post_message(RowPicked())
        self._repaint()
        tell_chosen(self)

    def describe_chosen(self) -> str:
        """Return the row under the cursor in words; empty without one."""
        return "" if self.cursor_row is None else self._content.describe_row(self.cursor_row)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action not in ("scroll_left", "scroll_right") and super().check_action(action, parameters)

    def action_move(self, step: int) -> None:
        if not self._has_cursor:
            self.scroll_relative(y=step, animate=False)
            return
        row = self._content.own_row if self.cursor_row is None else self.cursor_row
        self.pick(self.scroll_offset.y // self._lines.row_height if row is None else row + step)

    def on_click(self, event: events.Click) -> None:
        if not self._has_cursor:
            return
        row = self._row_at(event.y)
        if row is not None:
            self.pick(row[0])
        elif self._content.team is not None and event.y == self._lines.foot_top(self.size.height) + 1:
            self.pick(len(self._content.places))

    # -- climbed rows

    @property
    def climbed_names(self) -> frozenset[str]:
        """The names of the rows that are marked as climbed."""
        return frozenset(self._climbed)

    def clear_climbs(self) -> None:
        """Remove the marks of all rows that climbed."""
        names, self._climbed = self._climbed, set()
        for index, place in enumerate(self._content.places):
            if place.name in names:
                self._repaint_row(index)

    def _mark_climbed(self, names: set[str]) -> None:
        if not names:
            return
        self._climbed |= names
        if self._climb_timer is not None:
            self._climb_timer.stop()
        self._climb_timer = self.set_timer(CLIMB_SECONDS, self.clear_climbs)

    # -- measuring

    @property
    def columns(self) -> LeaderboardColumns:
        """The widths of the columns as they are drawn."""
        return self._lines.columns

    @property
    def _room(self) -> int:
        """How many lines there are for rows."""
        return self.size.height - self._lines.head_height - self._lines.foot_height

    def _row_at(self, y: int) -> tuple[int, int] | None:
        """Return the index of the row on line `y`, and which of its lines that is; None for any other line."""
        lines = self._lines
        if not 0 <= y - lines.head_height < self._room:
            return None
        index, part = divmod(y - lines.head_height + self.scroll_offset.y, lines.row_height)
        return (index, part) if index < len(self._content.places) else None

    def _measure(self) -> None:
        width = self.scrollable_content_region.width
        self._lines = lay_out_leaderboard(self._content, width, self.size.height)
        self.virtual_size = Size(width, self._lines.height)

    def on_resize(self, _event: events.Resize) -> None:
        self._measure()
        self._repaint()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def _repaint(self) -> None:
        self._strips.clear()
        self.refresh()

    def _repaint_row(self, index: int) -> None:
        for part in (0, 1):
            self._strips.pop((index, part), None)
        y = index * self._lines.row_height - self.scroll_offset.y
        if 0 <= y < self._room:
            self.refresh(Region(0, y + self._lines.head_height, self.size.width, self._lines.bar_lines))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.refresh()  # the foot does not scroll with the rest

    # -- drawing

    def render_line(self, y: int) -> Strip:
        width, content, lines = self.size.width, self._content, self._lines
        from_foot = y - lines.foot_top(self.size.height)
        if content.team is not None and 0 <= from_foot < lines.foot_height:
            return self._foot_line(from_foot).adjust_cell_length(width, self.rich_style)
        if content.shown_empty_text:
            return empty_line(self, content.shown_empty_text, y, self.get_component_rich_style("leaderboard--quiet"))
        if y < lines.head_height:
            return Strip(self._paint.week_heads_line(content.week_heads)).adjust_cell_length(width, self.rich_style)
        row = self._row_at(y)
        if row is None or row[1] >= lines.bar_lines:
            return Strip.blank(width, self.rich_style)
        strip = self._strips.get(row)
        if strip is None or strip.cell_length != width:
            self._strips[row] = strip = self._draw(*row).adjust_cell_length(width, self.rich_style)
        return strip

    @property
    def _paint(self) -> LeaderboardPaint:
        return LeaderboardPaint(
            self._lines.columns,
            self._lines.track_end,
            self._content.pace_mark,
            lambda name: self.get_component_rich_style(f"leaderboard--{name}"),
            self.rich_style,
            is_dense=self._lines.row_height == 1,
        )

    def _draw(self, index: int, part: int) -> Strip:
        place = self._content.places[index]
        if part:
            return Strip(self._paint.second_line(place))
        return Strip(
            self._paint.row(
                place,
                climbed=place.name in self._climbed,
                picked=place.name == self._cursor,
                cursor=self._cursor is not None,
            )
        )

    def _foot_line(self, y: int) -> Strip:
        """Return line `y` of the foot: the rule, which names what is scrolled out of view, the team, or its words."""
        content, paint, width = self._content, self._paint, self.scrollable_content_region.width
        assert content.team is not None
        if y == 0:
            first, end = self._lines.rows_in_view(self.scroll_offset.y, self._room)
            return Strip(paint.rule(rule_parts(content.places, first, end, width, self.columns.name)))
        if y == 2:
            return Strip(paint.team_words(content.team_words, width))
        return Strip(paint.team(content.team, picked=self._cursor == TEAM_CURSOR))
