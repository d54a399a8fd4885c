"""The leaderboard's rows: one widget that paints lines, so that sixty people cost what ten do."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from tui.widgets.emptiness import empty_line
from tui.widgets.leaderboard_paint import Paint, words_that_fit
from tui.widgets.leaderboard_rows import LEFT, Columns, Place, out_of_sight, right_edge

CLIMB_SECONDS = 5.0
"""How long a row that climbed stays marked: long enough for a room to look up and find it."""

FOOT = 3
"""Lines at the bottom that do not scroll: a rule, the team, and words about it."""

TEAM = "\0team"
"""The cursor's place on the team: nobody is called so."""


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
        "leaderboard--cursor",
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
        & > .leaderboard--cursor { background: $accent 22%; }
    }
    """
    BINDINGS = [
        Binding("up", "move(-1)", "Up", show=False, id="leaderboard.up", tooltip="The row above"),
        Binding("down", "move(1)", "Down", show=False, id="leaderboard.down", tooltip="The row below; last the team"),
    ]

    def __init__(self, *, id: str | None = None, picks: bool = False) -> None:
        """With `picks` a cursor goes along the rows; without, the arrows scroll."""
        super().__init__(id=id)
        self._picks = picks
        self._cursor: str | None = None
        self._heads: tuple[str, ...] = ()
        self._fit: tuple[Place, ...] = ()
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
        heads: Sequence[str] = (),
        fit: Sequence[Place] = (),
        empty: str = "",
    ) -> None:
        """Shows these rows, repainting only the lines that differ. `mark` is the pace mark's place, 1 being the target;
        of the `words` about the team those are shown that fit, the first ones first.

        `subject` says what is ranked: where it is the same as before, who stands higher than before has climbed.
        With `heads`, what their columns are called, weeks stand in place of bars. The columns are as wide as these
        rows and those of `fit` need them. `empty` is the sentence that stands where there are no rows, above the team.
        """
        before, anew = self._places, subject != self._subject or bool(self._empty) or bool(empty)
        old_frame = self._frame
        self._empty = "" if places else empty
        self._heads, self._fit = tuple(heads), tuple(fit)
        if anew:
            self._climbed = set()
            self.scroll_home(animate=False, immediate=True)
        else:
            self._note_climbs(before, places)
        words = tuple(words)
        team_changed = (team, words) != (self._team, self._words)
        self._places, self._team, self._words = list(places), team, words
        self._subject, self._mark = subject, mark
        self._full = right_edge((*places, *self._fit), team)
        if self._cursor != TEAM and self._at is None:
            self._cursor = None
        self._measure()
        if anew or old_frame != self._frame or len(before) != len(places):
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
    def _frame(self) -> tuple[object, ...]:
        """What no line is as it was without."""
        return self._columns, self._every, self._mark, self._full, self._heads

    # -- the cursor

    @property
    def _at(self) -> int | None:
        """The row under the cursor; one past the last for the team."""
        if self._cursor == TEAM and self._team is not None:
            return len(self._places)
        return next((at for at, place in enumerate(self._places) if place.name == self._cursor), None)

    @property
    def picked(self) -> int | None:
        """The number of the row under the cursor, one past the last for the team; None while there is no cursor."""
        return self._at

    def pick(self, at: int | None) -> None:
        """Puts the cursor on a row, or takes it away."""
        last = len(self._places) - (0 if self._team else 1)
        at = None if at is None or last < 0 else max(0, min(last, at))
        self._cursor = None if at is None else TEAM if at == len(self._places) else self._places[at].name
        if at is not None and at < len(self._places):
            region = Region(0, at * self._every, 1, max(1, self._every - 1) + self._foot + self._head)
            self.scroll_to_region(region, animate=False, force=True, immediate=True)
        self._repaint()

    def action_move(self, step: int) -> None:
        if not self._picks:
            self.scroll_relative(y=step, animate=False)
            return
        own = next((at for at, place in enumerate(self._places) if place.own), None)
        first = own if own is not None else self.scroll_offset.y // self._every
        self.pick(first if self._at is None and own is None else (self._at if self._at is not None else first) + step)

    def on_click(self, event: events.Click) -> None:
        if not self._picks:
            return
        y = event.y - self._head
        if 0 <= y < self._room and (at := (y + self.scroll_offset.y) // self._every) < len(self._places):
            self.pick(at)
        elif self._team is not None and event.y == self.size.height - self._foot + 1:
            self.pick(len(self._places))

    # -- who climbs

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

    @property
    def _head(self) -> int:
        return 1 if self._heads and self._places else 0

    @property
    def _room(self) -> int:
        """Lines for rows."""
        return self.size.height - self._foot - self._head

    def _measure(self) -> None:
        width = self.scrollable_content_region.width
        everyone = [*self._places, *self._fit, *([self._team] if self._team else [])]
        self._columns = Columns.of_weeks(width, everyone) if self._heads else Columns.of(width, everyone)
        # A wall is read from afar: where all rows still fit, a blank line parts them and bars are twice as thick.
        often = (2,) if self._heads else (3, 2)
        self._every = next((lines for lines in often if 0 < len(self._places) * lines - 1 <= self._room), 1)
        lines = max(0, len(self._places) * self._every - (self._every > 1))
        self.virtual_size = Size(width, lines + self._foot + self._head)

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
        if 0 <= y < self._room:
            self.refresh(Region(0, y + self._head, self.size.width, max(1, self._every - 1)))

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
            return Strip(self._paint.head(self._heads)).adjust_cell_length(width, self.rich_style)
        index, part = divmod(y - self._head + self.scroll_offset.y, self._every)
        if index >= len(self._places) or part > max(0, self._every - 2):
            return Strip.blank(width, self.rich_style)
        strip = self._strips.get((index, part))
        if strip is None or strip.cell_length != width:
            strip = self._draw(index, part).adjust_cell_length(width, self.rich_style)
            self._strips[index, part] = strip
        return strip

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"leaderboard--{name}")

    @property
    def _paint(self) -> Paint:
        return Paint(self._columns, self._full, self._mark, self._style, self.rich_style)

    def _draw(self, index: int, part: int) -> Strip:
        place = self._places[index]
        if part:
            return Strip(self._paint.under(place))
        return Strip(
            self._paint.row(
                place,
                odd=index % 2 == 1 and self._every == 1,
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
            words = words_that_fit(self._words, width - len(LEFT))
            return Strip([Segment(" " * len(LEFT) + words, self._style("quiet"))])
        return Strip(self._paint.team(self._team, picked=self._cursor == TEAM))

    def _rule(self, width: int) -> Strip:
        """The line above the team tells what is out of sight."""
        first = -(-self.scroll_offset.y // self._every)
        end = (self._room + self.scroll_offset.y + self._every - 1) // self._every
        parts = out_of_sight(self._places, first, end, width, self._columns.name)
        return Strip([Segment(text, self._style(name)) for text, name in parts])
