"""The leaderboard's rows: one widget that paints lines, so that sixty people cost what ten do."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from tui.widgets.bars import EIGHTHS, MARK, OVER, mark_at, movement, spark, track
from tui.widgets.emptiness import empty_line
from tui.widgets.frame import cut
from tui.widgets.leaderboard_rows import LEFT, Columns, Place, out_of_sight, right_edge

CLIMB_SECONDS = 5.0
"""How long a row that climbed stays marked: long enough for a room to look up and find it."""

FOOT = 3
"""Lines at the bottom that do not scroll: a rule, the team, and words about it."""


class Leaderboard(ScrollView, can_focus=True):
    """Rows in order with bars, and the team at the foot. Rows that climb while one looks are marked for a moment."""

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
    }
    DEFAULT_CSS = """
    Leaderboard {
        height: 1fr;
        padding: 0 1;
        /* Room for the bar even without one: columns then stay where they are when it comes. */
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
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._places: list[Place] = []
        self._team: Place | None = None
        self._words: tuple[str, ...] = ()
        self._mark: float | None = None
        self._full = 1.0
        self._subject: object = None
        self._empty = ""
        self._columns = Columns.of(0, ())
        self._every = 1
        self._climbed: set[str] = set()
        self._calming: Timer | None = None
        self._strips: dict[tuple[int, int], Strip] = {}

    # -- what is on it

    def show(
        self,
        places: Sequence[Place],
        *,
        subject: object,
        team: Place | None,
        mark: float | None,
        words: Sequence[str] = (),
    ) -> None:
        """Shows these rows, repainting only the lines that differ. `mark` is the pace mark's place, 1 being the target;
        of the `words` about the team those are shown that fit, the first ones first.

        `subject` says what is ranked: where it is the same as before, who stands higher than before has climbed.
        """
        before, anew = self._places, subject != self._subject or self._empty
        old_frame = (self._columns, self._every, self._mark, self._full)
        self._empty = ""
        if anew:
            self._climbed = set()
            self.scroll_home(animate=False, immediate=True)
        else:
            self._note_climbs(before, places)
        words = tuple(words)
        team_changed = (team, words) != (self._team, self._words)
        self._places, self._team, self._words = list(places), team, words
        self._subject, self._mark = subject, mark
        self._full = right_edge(places, team)
        self._measure()
        if anew or old_frame != (self._columns, self._every, self._mark, self._full) or len(before) != len(places):
            self._repaint()
            return
        for index, (was, place) in enumerate(zip(before, places, strict=True)):
            if was != place or place.name in self._climbed:
                self._repaint_place(index)
        if team_changed or before != self._places:
            self.refresh(Region(0, max(0, self.size.height - FOOT), self.size.width, FOOT))

    def show_empty(self, sentence: str) -> None:
        """Says why there is nothing, and what changes that."""
        self._empty, self._places, self._team = sentence, [], None
        self._measure()
        self._repaint()

    @property
    def climbed(self) -> frozenset[str]:
        """Whose rows are marked just now."""
        return frozenset(self._climbed)

    def calm(self) -> None:
        """Ends the marking of who climbed."""
        names, self._climbed = self._climbed, set()
        for index, place in enumerate(self._places):
            if place.name in names:
                self._repaint_place(index)

    def _note_climbs(self, before: Sequence[Place], places: Sequence[Place]) -> None:
        ranks = {place.name: place.rank for place in before}
        last = len(places) + 1
        climbed = {
            place.name
            for place in places
            if place.rank and place.name in ranks and place.rank < (ranks[place.name] or last)
        }
        if not climbed:
            return
        self._climbed |= climbed
        if self._calming is not None:
            self._calming.stop()
        self._calming = self.set_timer(CLIMB_SECONDS, self.calm)

    # -- measuring

    @property
    def _foot(self) -> int:
        return FOOT if self._team else 0

    def _measure(self) -> None:
        width = self.scrollable_content_region.width
        everyone = [*self._places, self._team] if self._team else self._places
        self._columns = Columns.of(width, everyone)
        # A wall is read from afar: where all rows still fit, a blank line parts them and bars are twice as thick.
        room = self.size.height - self._foot
        self._every = next((lines for lines in (3, 2) if 0 < len(self._places) * lines - 1 <= room), 1)
        self.virtual_size = Size(width, len(self._places) * self._every + self._foot)

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
        y = index * self._every - self.scroll_offset.y
        if 0 <= y < self.size.height - self._foot:
            self.refresh(Region(0, y, self.size.width, max(1, self._every - 1)))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self.refresh()  # the foot does not scroll with the rest

    # -- drawing

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if self._empty:
            return empty_line(self, self._empty, y, self._style("quiet"))
        from_foot = y - (self.size.height - self._foot)
        if from_foot >= 0:
            return self._foot_line(from_foot).adjust_cell_length(width, self.rich_style)
        index, part = divmod(y + self.scroll_offset.y, self._every)
        if index >= len(self._places) or part > max(0, self._every - 2):
            return Strip.blank(width, self.rich_style)
        strip = self._strips.get((index, part))
        if strip is None or strip.cell_length != width:
            strip = self._draw(index, part).adjust_cell_length(width, self.rich_style)
            self._strips[index, part] = strip
        return strip

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"leaderboard--{name}")

    def _draw(self, index: int, part: int) -> Strip:
        place, odd = self._places[index], index % 2 == 1 and self._every == 1
        columns, plain = self._columns, self.rich_style
        if part:
            return Strip([Segment(" " * (len(LEFT) + columns.name + 2), plain), *self._bar(place)])
        quiet = self._style("quiet")
        climbed = place.name in self._climbed
        loud = self._style("climbed") if climbed else self._style("own") if place.own else plain
        if place.rank is None and not place.own:
            loud = quiet
        rank = "–" if place.rank is None else str(place.rank)
        move = movement(place.movement)
        segments = [
            Segment("▸" if place.own else " ", self._style("own")),
            Segment("▲" if climbed else " ", self._style("climbed")),
            Segment(f"{rank:>3}  ", loud),
            Segment(set_cell_size(move, 3) + " ", self._style("over") if move.startswith("▲") else quiet),
            Segment(set_cell_size(cut(place.name, columns.name), columns.name) + "  ", loud),
        ]
        return Strip([*segments, *self._bar(place, odd), *self._numbers(place, loud)])

    def _bar(self, place: Place, odd: bool = False) -> list[Segment]:
        """The bar in its trough; the trough ends at the target. Rows that touch differ a little, to be told apart."""
        width = self._columns.bar
        if place.share is None:
            return [Segment(" " * width, self.rich_style)]
        text = track(place.share, width, full=self._full)
        whole = width if self._full <= 1 else round(width / self._full)
        # The mark is drawn over bar and trough alike: it has to be seen wherever the bar ends.
        mark = mark_at(self._mark, width, full=self._full)
        solid = self._style(("behind" if place.behind else "bar") + ("-odd" if odd else ""))
        over, trough = self._style("over"), Style(bgcolor=self._style("trough").bgcolor)
        # Four styles for all cells, not one for each: when a burst moves everybody this is most of a frame's cost.
        inside, outside = (solid + trough, over + trough), (solid, over)
        runs: list[tuple[str, Style]] = []
        for at, cell in enumerate(text):
            style = (inside if at < whole else outside)[cell == OVER]
            if at == mark:
                filled = cell == EIGHTHS[8]
                style = self._style("mark") + Style(bgcolor=solid.color if filled else trough.bgcolor)
                if filled:
                    style = style + Style(color=self.rich_style.bgcolor)
                cell = MARK
            if runs and runs[-1][1] is style:
                runs[-1] = (runs[-1][0] + cell, style)
            else:
                runs.append((cell, style))
        return [Segment(cells, style) for cells, style in runs]

    def _numbers(self, place: Place, loud: Style) -> list[Segment]:
        columns, plain, quiet = self._columns, self.rich_style, self._style("quiet")
        segments: list[Segment] = []
        if columns.percent:
            has_share = place.percent.endswith("%")
            style = (plain + Style(bold=True) if loud is plain else loud) if has_share else quiet
            segments.append(Segment("  " + place.percent.rjust(columns.percent), style))
        if columns.actual:
            segments.append(Segment("   " + place.actual.rjust(columns.actual), plain if place.rank else quiet))
        if columns.target:
            of = f" of {place.target}" if place.target else ""
            segments.append(Segment(of.ljust(4 + columns.target), quiet))
        if columns.history:
            segments.append(Segment("   " + spark(place.history).rjust(columns.history), self._style("bar")))
        return segments

    def _foot_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if y == 0:
            return self._rule(width)
        assert self._team is not None
        if y == 2:
            words = ""
            for each in self._words:
                longer = f"{words} · {each}" if words else each
                words = longer if cell_len(longer) <= width - len(LEFT) else words
            return Strip([Segment(" " * len(LEFT) + words, self._style("quiet"))])
        name = set_cell_size(cut(self._team.name, self._columns.name), self._columns.name)
        left = Segment(" " * len(LEFT) + name + "  ", self._style("team"))
        return Strip([left, *self._bar(self._team), *self._numbers(self._team, self.rich_style)])

    def _rule(self, width: int) -> Strip:
        """The line above the team tells what is out of sight."""
        first = -(-self.scroll_offset.y // self._every)
        end = (self.size.height - self._foot + self.scroll_offset.y + self._every - 1) // self._every
        parts = out_of_sight(self._places, first, end, width, self._columns.name)
        return Strip([Segment(text, self._style(name)) for text, name in parts])
