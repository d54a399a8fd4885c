"""A race on a board: the period from its first day on, a step at a time."""

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
"""How long a race takes: as long as a room watches."""

SLOWEST_SECONDS = 1.2
"""The longest that a step stands: a race of three weeks must not drag."""


class BoardRace:
    """Plays a race on a screen's leaderboard, pauses, and ends. Its timer does nothing but `step`."""

    def __init__(self, screen: HuddleScreen, race: Race, own: Callable[[StandingsBoard], Standing | None]) -> None:
        """`own` finds the viewer's row. Nothing is shown before the first `step`."""
        self.race = race
        self.at = -1
        self.is_paused = False
        self._screen = screen
        self._own = own
        # Bars and columns are measured for the end from the beginning: what grows is people's numbers alone.
        self._final = race[len(race) - 1]
        self._fit = places(self._final, None)
        self._timer: Timer = screen.set_interval(min(SLOWEST_SECONDS, WHOLE_SECONDS / len(race)), self.step)

    @property
    def is_over(self) -> bool:
        """Whether the last step stands."""
        return self.at == len(self.race) - 1

    def step(self) -> None:
        """Shows the next step; after the last one it stands."""
        if self.is_over:
            self._timer.pause()
        else:
            self.at += 1
            self._show()

    def pause(self) -> None:
        """Holds, goes on, or begins anew when it is over."""
        if self.is_over:
            self.at, self.is_paused = -1, False
            self._timer.resume()
            self.step()
            return
        self.is_paused = not self.is_paused
        (self._timer.pause if self.is_paused else self._timer.resume)()
        self._show()

    def end(self) -> None:
        """Stops its timer; the screen shows what it showed before."""
        self._timer.stop()

    def _show(self) -> None:
        board, day = self.race[self.at], said(self.race.days[self.at])
        self._screen.top.left = title(board, "the race")
        self._screen.top.right = f"{day} · {gone(board, long=False)}"
        rows = self._screen.query_one(Leaderboard)
        rows.calm()
        rows.show(
            places(board, self._own(board), scale=scale_of(self._final)),
            subject=(board.metric_id, board.period, board.by, board.order, "race"),
            team=team_place(board),
            mark=pace_mark(board),
            words=self._words(day),
            fit=self._fit,
            empty=ONLY_THE_TEAM if board.private else "",
        )

    def _words(self, day: str) -> list[str]:
        if self.is_over:
            return [f"{day}: so it stands", "space begins anew", "esc ends the race"]
        return [day, "space goes on" if self.is_paused else "space pauses", "esc ends the race"]
