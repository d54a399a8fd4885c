"""The leaderboard: one widget that paints lines, so that sixty rows cost no more than ten."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.binding import Binding
from textual.geometry import Region
from textual.timer import Timer

from tui.widgets.leaderboard.lines import FOOT_HEIGHT, TEAM_CURSOR, LeaderboardLines
from tui.widgets.leaderboard.rows import LeaderboardPlace, track_end

CLIMB_SECONDS = 5.0
"""How long a row that climbed stays marked: long enough for people to look up and find it."""


class Leaderboard(LeaderboardLines, can_focus=True):
    """Ranked rows with bars, and the team at the bottom. A row that climbs is marked for `CLIMB_SECONDS`."""

    BINDINGS = [
        Binding("up", "move(-1)", "Up", show=False, id="leaderboard.up", tooltip="The row above"),
        Binding("down", "move(1)", "Down", show=False, id="leaderboard.down", tooltip="The row below; last the team"),
    ]

    def __init__(self, *, id: str | None = None, has_cursor: bool = False) -> None:
        """With `has_cursor` the arrow keys move a cursor along the rows; without, they scroll."""
        super().__init__(id=id)
        self._picks = has_cursor
        self._subject: object = None
        self._climb_timer: Timer | None = None

    # -- rows

    def show(
        self,
        places: Sequence[LeaderboardPlace],
        *,
        subject: object,
        team: LeaderboardPlace | None,
        pace_mark: float | None,
        team_words: Sequence[str] = (),
        week_heads: Sequence[str] = (),
        fit_with: Sequence[LeaderboardPlace] = (),
        empty: str = "",
    ) -> None:
        """Show these rows, repainting only the lines that differ.

        `subject` identifies what is ranked: if it is the same as before, rows with a better rank are marked as climbed.
        `pace_mark` is the pace mark as a share of the target; of `team_words` the first that fit are shown.
        With `week_heads`, the headings of week columns, amounts by week replace the bars. Columns are as wide as these
        rows and those of `fit_with` need. `empty` is the sentence shown above the team if there are no rows.
        """
        before, is_new = self._places, subject != self._subject or bool(self._empty) or bool(empty)
        old_frame = self._layout_key
        self._empty = "" if places else empty
        self._heads, self._fit = tuple(week_heads), tuple(fit_with)
        if is_new:
            self._climbed = set()
            self.scroll_home(animate=False, immediate=True)
        else:
            self._note_climbs(before, places)
        team_words = tuple(team_words)
        team_changed = (team, team_words) != (self._team, self._words)
        self._places, self._team, self._words = list(places), team, team_words
        self._subject, self._mark = subject, pace_mark
        self._full = track_end((*places, *self._fit), team)
        if self._cursor != TEAM_CURSOR and self._cursor_index is None:
            self._cursor = None
        self._measure()
        if is_new or old_frame != self._layout_key or len(before) != len(places):
            self._repaint()
            return
        for index, (was, place) in enumerate(zip(before, places, strict=True)):
            if was != place or place.name in self._climbed:
                self._repaint_place(index)
        if team_changed or before != self._places:
            self.refresh(Region(0, max(0, self.size.height - FOOT_HEIGHT), self.size.width, FOOT_HEIGHT))

    def show_empty(self, sentence: str) -> None:
        """Remove all rows and the team, and show this sentence."""
        self._empty, self._places, self._team = sentence, [], None
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
    def _cursor_index(self) -> int | None:
        """The index of the row under the cursor, one past the last for the team; None without a cursor."""
        if self._cursor == TEAM_CURSOR and self._team is not None:
            return len(self._places)
        return next((index for index, place in enumerate(self._places) if place.name == self._cursor), None)

    @property
    def cursor_row(self) -> int | None:
        """The index of the row under the cursor, one past the last for the team; None without a cursor."""
        return self._cursor_index

    def pick(self, row: int | None) -> None:
        """Move the cursor to a row by its index, one past the last for the team; None removes the cursor."""
        last = len(self._places) - (0 if self._team else 1)
        row = None if row is None or last < 0 else max(0, min(last, row))
        self._cursor = None if row is None else TEAM_CURSOR if row == len(self._places) else self._places[row].name
        if row is not None and row < len(self._places):
            region = Region(0, row * self._row_height, 1, max(1, self._row_height - 1) + self._foot + self._head)
            self.scroll_to_region(region, animate=False, force=True, immediate=True)
        self._repaint()

    def action_move(self, step: int) -> None:
        if not self._picks:
            self.scroll_relative(y=step, animate=False)
            return
        own = next((index for index, place in enumerate(self._places) if place.is_own), None)
        first = own if own is not None else self.scroll_offset.y // self._row_height
        self.pick(
            first
            if self._cursor_index is None and own is None
            else (self._cursor_index if self._cursor_index is not None else first) + step
        )

    def on_click(self, event: events.Click) -> None:
        if not self._picks:
            return
        y = event.y - self._head
        if 0 <= y < self._room and (index := (y + self.scroll_offset.y) // self._row_height) < len(self._places):
            self.pick(index)
        elif self._team is not None and event.y == self.size.height - self._foot + 1:
            self.pick(len(self._places))

    # -- climbed rows

    @property
    def climbed_names(self) -> frozenset[str]:
        """The names of the rows that are marked as climbed."""
        return frozenset(self._climbed)

    def clear_climbs(self) -> None:
        """Remove the marks of all rows that climbed."""
        names, self._climbed = self._climbed, set()
        for index, place in enumerate(self._places):
            if place.name in names:
                self._repaint_place(index)

    def _note_climbs(self, before: Sequence[LeaderboardPlace], places: Sequence[LeaderboardPlace]) -> None:
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
        if self._climb_timer is not None:
            self._climb_timer.stop()
        self._climb_timer = self.set_timer(CLIMB_SECONDS, self.clear_climbs)
