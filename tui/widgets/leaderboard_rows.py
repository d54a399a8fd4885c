"""What stands on a leaderboard's rows, and how wide its columns are. Knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from tui.widgets.frame import cut

SMALLEST_BAR = 16
"""Cells. Below it the amounts make way for the bar, which is what can be read from five metres."""

COMFORTABLE_BAR = 24
"""Cells. Below it the histories make way."""

ENOUGH_WEEKS = 8
"""Fewer of them than this, and what else could stand beside them makes way."""

DAY = len("23 Nov")

NOTHING_COUNTED = "Nothing is counted yet. In 9 Plan, a counts a ready-made metric."
"""What stands where there is no metric."""

LEFT = "▸▲rrr  mmm "
"""The cells before the name: whose, climbed, rank, movement."""


@dataclass(frozen=True, slots=True)
class Place:
    """One row, in words ready to be shown."""

    name: str
    rank: int | None = None
    movement: int | None = None
    share: float | None = None
    """Of the target, 1 being all of it; where nobody has a target, of the best. None leaves the bar out."""
    percent: str = ""
    """`118 %`, or `no target`."""
    actual: str = ""
    target: str = ""
    history: tuple[int, ...] = ()
    behind: bool = False
    own: bool = False
    """The viewer's own row."""
    below: int = 0
    """How many weeks running came to less than their share of the target."""
    weeks: tuple[str, ...] = ()
    """The history in words, for a board of weeks."""

    @property
    def amounts(self) -> str:
        return f"{self.actual} of {self.target}" if self.target else self.actual


@dataclass(frozen=True, slots=True)
class Columns:
    """How wide each column is, in cells; 0 where it is left out."""

    name: int
    bar: int
    percent: int
    actual: int
    target: int
    history: int
    note: int = 0
    """For the weeks below."""
    weeks: int = 0
    """How many weeks are shown in place of the bar, each of `week` cells."""
    week: int = 0

    @classmethod
    def of(cls, width: int, places: Sequence[Place]) -> Columns:
        """What fits into `width` for these rows: first the histories make way for the bar, then the amounts."""
        name, percent, actual, target = _widths(width, places)
        history = max((len(place.history) for place in places), default=0)
        room = width - len(LEFT) - name - 2 - (2 + percent if percent else 0)
        amounts = _amounts(actual, target)
        most = max((place.below for place in places), default=0)
        words = [2 + cell_len(note(most, wide)) for wide in (True, False)] if most > 1 else []
        noted = next((each for each in words if room - amounts - each >= SMALLEST_BAR), 0)
        if history and room - amounts - noted - 3 - history < COMFORTABLE_BAR:
            history = 0
        if amounts and room - amounts < SMALLEST_BAR:
            actual = target = amounts = 0
        size = room - amounts - noted - (3 + history if history else 0)
        return cls(name, max(0, size), percent, actual, target, history, noted)

    @classmethod
    def of_weeks(cls, width: int, places: Sequence[Place]) -> Columns:
        """The same for weeks as numbers in place of bars: as many of the latest as fit, and a spark of all."""
        name, percent, actual, target = _widths(width, places)
        history = max((len(place.history) for place in places), default=0)
        week = 2 + max((cell_len(words) for place in places for words in place.weeks), default=0)
        week = max(week, 2 + DAY)
        room = width - len(LEFT) - name - 2 - (3 + history)
        for kept in ((percent, actual, target), (0, actual, target), (0, 0, 0)):
            left = room - (2 + kept[0] if kept[0] else 0) - _amounts(*kept[1:])
            weeks = max(0, min(history, left // week))
            if weeks >= ENOUGH_WEEKS:
                break
        return cls(name, max(0, left), *kept, history, 0, weeks, week)


def _widths(width: int, places: Sequence[Place]) -> tuple[int, int, int, int]:
    """The widest name, per cent, actual and target."""
    name = min(max((cell_len(place.name) for place in places), default=0), max(12, width // 4))
    percent = max((cell_len(place.percent) for place in places), default=0)
    actual = max((cell_len(place.actual) for place in places), default=0)
    target = max((cell_len(place.target) for place in places), default=0)
    return name, percent, actual, target


def _amounts(actual: int, target: int) -> int:
    return (3 + actual if actual else 0) + (4 + target if target else 0)


def note(below: int, wide: bool) -> str:
    """A run of weeks below in calm words; nothing of a single one."""
    if below < 2:
        return ""
    return f"{below} weeks below" if wide else f"{below} wk ↓"


def right_edge(places: Sequence[Place], team: Place | None) -> float:
    """Where the track ends, 1 being the target: in steps, so that one entry does not rescale everybody's bar."""
    most = max((place.share or 0.0 for place in (*places, *((team,) if team else ()))), default=0.0)
    return 1.0 if most <= 1 else 1.25 if most <= 1.25 else 1.5


def out_of_sight(places: Sequence[Place], first: int, end: int, width: int, names: int) -> list[tuple[str, str]]:
    """A rule of `width` cells in parts, each with the name of its style, when rows `first` to `end` are in sight.

    It tells the viewer's own row, its name in at most `names` cells, and how many more rows there are below.
    """
    own = next((at for at, place in enumerate(places) if place.own and not first <= at < end), None)
    mine = ""
    if own is not None:
        place = places[own]
        mine = f" ▸ {place.rank or '–'} {cut(place.name, names)} {place.percent or place.actual} "
    below = len(places) - end
    more = f" ▼ {below} more " if below > 0 else ""
    between = width - 4 - cell_len(mine) - cell_len(more) - 4
    if not (mine or more) or between < 0:
        return [("─" * width, "rule")]
    parts = [("─" * 4, "rule"), (mine, "own"), ("─" * between, "rule"), (more, "own"), ("─" * 4, "rule")]
    return [(text, name) for text, name in parts if text]
