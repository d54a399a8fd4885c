"""The race on a leaderboard: the period played from its first day on, one step at a time."""

from __future__ import annotations

from collections.abc import Callable

from textual.timer import Timer

from core.periods import said
from core.race import Race
from core.standings import Standing, StandingsBoard
from tui.screens.base import HuddleScreen
from tui.widgets.board_rows import ONLY_THE_TEAM, gone, pace_mark, places, scale_of, team_place, title
from tui.widgets.leaderboard import Leaderboard

WHOLE_SECONDS = 24.0
"""How long a whole race takes: no audience watches longer."""

SLOWEST_SECONDS = 1.2
"""The longest that one step is shown, so that a race of few weeks is not slow."""


class BoardRace:
    """A race that is played on a screen's leaderboard. Its timer only calls `step`."""

    def __init__(self, screen: HuddleScreen, race: Race, own: Callable[[StandingsBoard], Standing | None]) -> None:
        """Start the timer. `own` finds the viewer's row on a board. Nothing is shown before the first `step`."""
        self.race = race
        self.at = -1
        """The index of the step that is shown; -1 before the first."""
        self.is_paused = False
        self._screen = screen
        self._find_own_row = own
        # Bars and columns are scaled for the last step from the start, so that only the amounts grow.
        self._last_board = race[len(race) - 1]
        self._last_rows = places(self._last_board, None)
        self._timer: Timer = screen.set_interval(min(SLOWEST_SECONDS, WHOLE_SECONDS / len(race)), self.step)

    @property
    def is_over(self) -> bool:
        """Whether the last step is shown."""
        return self.at == len(self.race) - 1

    def step(self) -> None:
        """Show the next step; after the last one, stop the timer."""
        if self.is_over:
            self._timer.pause()
        else:
            self.at += 1
            self._show()

    def pause(self) -> None:
        """Pause or resume; start again when the race is over."""
        if self.is_over:
            self.at, self.is_paused = -1, False
            self._timer.resume()
            self.step()
            return
        self.is_paused = not self.is_paused
        (self._timer.pause if self.is_paused else self._timer.resume)()
        self._show()

    def end(self) -> None:
        """Stop the timer. The screen has to show its own board again."""
        self._timer.stop()

    def _show(self) -> None:
        board, day = self.race[self.at], said(self.race.days[self.at])
        self._screen.top.left = title(board, "the race")
        self._screen.top.right = f"{day} · {gone(board, long=False)}"
        rows = self._screen.query_one(Leaderboard)
        rows.calm()
        rows.show(
            places(board, self._find_own_row(board), scale=scale_of(self._last_board)),
            subject=(board.metric_id, board.period, board.by, board.order, "race"),
            team=team_place(board),
            mark=pace_mark(board),
            words=self._sentences(day),
            fit=self._last_rows,
            empty=ONLY_THE_TEAM if board.private else "",
        )

    def _sentences(self, day: str) -> list[str]:
        if self.is_over:
            return [f"{day}: so it stands", "space begins anew", "esc ends the race"]
        return [day, "space goes on" if self.is_paused else "space pauses", "esc ends the race"]
