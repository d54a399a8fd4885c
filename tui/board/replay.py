"""The race on a leaderboard: the period played from its first day on, one step at a time."""

from __future__ import annotations

from collections.abc import Callable

from textual.timer import Timer

from core.standings.leaderboard import Standing, StandingsBoard
from core.standings.replay import BoardReplay
from core.values.periods import format_date
from tui.widgets.leaderboard.from_standings import (
    PRIVATE_BOARD_TEXT,
    board_title,
    describe_elapsed,
    find_full_bar_amount,
    leaderboard_places,
    pace_mark,
    team_place,
)
from tui.widgets.leaderboard.leaderboard import Leaderboard
from tui.widgets.leaderboard.rows import LeaderboardContent
from tui.widgets.top_and_key_lines import TopLine

RACE_SECONDS = 24.0
"""How long a whole race takes: no audience watches longer."""

MAX_STEP_SECONDS = 1.2
"""The longest that one step is shown, so that a race of few weeks is not slow."""


class BoardRace:
    """A race that is played on a leaderboard. Its timer only calls `show_next_step`."""

    def __init__(
        self,
        leaderboard: Leaderboard,
        top_line: TopLine,
        race: BoardReplay,
        find_own_row: Callable[[StandingsBoard], Standing | None],
        set_interval: Callable[[float, Callable[[], None]], Timer],
        pause_key: str,
    ) -> None:
        """Start the timer. `find_own_row` finds the viewer's row on a board; `pause_key` is the key that pauses.

        Nothing is shown before the first `show_next_step`.
        """
        self.race = race
        self.step_index = -1
        """The index of the step that is shown; -1 before the first."""
        self.is_paused = False
        self._leaderboard = leaderboard
        self._top_line = top_line
        self._find_own_row = find_own_row
        self._pause_key = pause_key
        # Bars and columns are scaled for the last step from the start, so that only the amounts grow.
        self._last_board = race[len(race) - 1]
        self._last_rows = leaderboard_places(self._last_board, None)
        self._timer = set_interval(min(MAX_STEP_SECONDS, RACE_SECONDS / len(race)), self.show_next_step)

    @property
    def is_over(self) -> bool:
        """Whether the last step is shown."""
        return self.step_index == len(self.race) - 1

    def show_next_step(self) -> None:
        """Show the next step; after the last one, stop the timer."""
        if self.is_over:
            self._timer.pause()
        else:
            self.step_index += 1
            self._show()

    def pause_or_resume(self) -> None:
        """Pause or resume; start again when the race is over."""
        if self.is_over:
            self.step_index, self.is_paused = -1, False
            self._timer.resume()
            self.show_next_step()
            return
        self.is_paused = not self.is_paused
        (self._timer.pause if self.is_paused else self._timer.resume)()
        self._show()

    def stop(self) -> None:
        """Stop the timer. The screen has to show its own board again."""
        self._timer.stop()

    def _show(self) -> None:
        board, day = self.race[self.step_index], format_date(self.race.days[self.step_index])
        self._top_line.left = board_title(board, "race")
        self._top_line.right = f"{day} · {describe_elapsed(board, long=False)}"
        self._leaderboard.clear_climbs()
        self._leaderboard.show(
            LeaderboardContent(
                leaderboard_places(
                    board, self._find_own_row(board), full_bar_amount=find_full_bar_amount(self._last_board)
                ),
                subject=(board.metric_id, board.period, board.by, board.order, "race"),
                team=team_place(board),
                pace_mark=pace_mark(board),
                team_words=self._sentences(day),
                fit_with=self._last_rows,
                empty_text=PRIVATE_BOARD_TEXT if board.private else "",
            )
        )

    def _sentences(self, day: str) -> list[str]:
        if self.is_over:
            return [f"{day}: final", f"{self._pause_key} Restart", "esc End race"]
        return [day, f"{self._pause_key} {'Continue' if self.is_paused else 'Pause'}", "esc End race"]
