"""Small charts as text: bars of eighth blocks, sparklines, signs of movement. Pure functions.

Where charts are written in words, bars are left out, since the number stands beside them; a sparkline is its numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.values.writing import is_in_words

EIGHTHS = " ▏▎▍▌▋▊▉█"
LEVELS = "▁▂▃▄▅▆▇"
OVER = "▒"
SLIM_OVER = "▗"
"""What is beyond the target, on a slim bar."""
MARK = "│"
COUNT = "▇"
TRACK = "▁"
"""What is not reached of a slim bar."""


def bar(share: float, width: int) -> str:
    """Return a bar of exactly `width` cells of which `share` (0..1, clamped) is filled.

    A share above 0 fills at least an eighth of a cell, and only a share of 1 fills all.
    """
    if is_in_words():
        return ""
    eighths = _parts(share, width, 8)
    text = EIGHTHS[8] * (eighths // 8)
    if eighths % 8:
        text += EIGHTHS[eighths % 8]
    return text.ljust(width)


def target_bar(share: float, width: int, *, mark: float | None = None, full: float = 1.0, slim: bool = False) -> str:
    """Return a bar of exactly `width` cells on which 1 is the whole target and `full` is the right edge.

    The part beyond the target is ▒, and │ is at `mark`, the share that is due today according to pace. With the
    target at the right edge (`full` 1) there is no space for ▒. A `slim` bar is that of `slim_bar`, with ▗ for ▒.
    """
    if is_in_words():
        return ""
    whole = width if full <= 1 else round(width / full)
    text = slim_bar(share, whole) if slim else bar(share, whole)
    if share > 1 and whole < width:
        text += (SLIM_OVER if slim else OVER) * min(width - whole, max(1, round((share - 1) * whole)))
    text = text.ljust(width)
    index = mark_cell(mark, width, full=full)
    return text if index is None else text[:index] + MARK + text[index + 1 :]


def slim_bar(share: float, width: int, *, mark: float | None = None) -> str:
    """Return a bar of exactly `width` cells that leaves air above it: ▄ for what is reached, ▁ for the rest, and │ at
    `mark`, the share that is due today according to pace.

    A share above 0 fills at least half a cell, and only a share of 1 fills all.
    """
    if is_in_words():
        return ""
    halves = _parts(share, width, 2)
    text = ("▄" * (halves // 2) + "▖" * (halves % 2)).ljust(width, TRACK)
    index = mark_cell(mark, width)
    return text if index is None else text[:index] + MARK + text[index + 1 :]


def count_bar(number: int, most: int, width: int, *, cell: str = COUNT) -> str:
    """Return a bar as long as `number` is of `most`, which fills `width` cells; any number above 0 fills one."""
    if is_in_words():
        return ""
    return cell * max(number > 0, round(width * number / max(1, most)))


def mark_cell(mark: float | None, width: int, *, full: float = 1.0) -> int | None:
    """Return the index of the cell of a track's mark; None without a mark or for 0 (nothing is due yet)."""
    if mark is None or mark <= 0 or width <= 0:
        return None
    whole = width if full <= 1 else round(width / full)
    return min(width - 1, int(min(mark, 1.0) * whole))


def sparkline(values: Sequence[int], *, top: int | None = None, write: Callable[[int], str] = str) -> str:
    """Return a sparkline of one cell for each value, ▇ for `top` or else the highest; zero and less are ▁.

    In words it is the values, as `write` writes them.
    """
    if is_in_words():
        return ", ".join(map(write, values))
    top = max(values, default=0) if top is None else top
    if top <= 0:
        return LEVELS[0] * len(values)
    last = len(LEVELS) - 1
    return "".join(LEVELS[max(0, min(last, round(value * last / top)))] for value in values)


def format_movement(places: int | None) -> str:
    """Return how many places somebody climbed (▲2) or fell (▼1); ＝ for none, empty if unknown.

    In words: `up 2`, `down 1`, `same`.
    """
    if places is None:
        return ""
    if is_in_words():
        return f"up {places}" if places > 0 else f"down {-places}" if places else "same"
    if places == 0:
        return "＝"
    return f"▲{places}" if places > 0 else f"▼{-places}"


def _parts(share: float, width: int, per_cell: int) -> int:
    """Return how many parts of cells are filled: at least one for a share above 0, and all only for a share of 1."""
    parts = max(0, width) * per_cell
    if not share > 0 or not parts:  # written so that it also holds for NaN
        return 0
    if share >= 1:
        return parts
    return max(1, min(parts - 1, int(share * parts)))
