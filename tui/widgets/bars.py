"""Small charts as text: bars of eighth blocks, histories, signs of movement. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

EIGHTHS = " ▏▎▍▌▋▊▉█"
LEVELS = "▁▂▃▄▅▆▇"
OVER = "▒"
MARK = "│"


def bar(share: float, width: int) -> str:
    """A bar of exactly `width` cells of which `share` (0 to 1, clamped) is filled.

    Anything above nothing shows at least a sliver, and only the whole looks whole.
    """
    eighths = _eighths(share, width)
    text = EIGHTHS[8] * (eighths // 8)
    if eighths % 8:
        text += EIGHTHS[eighths % 8]
    return text.ljust(width)


def track(share: float, width: int, *, mark: float | None = None, full: float = 1.0) -> str:
    """A bar of exactly `width` cells on which 1 is the whole target and `full` is the right edge.

    What lies beyond the target is ▒, and │ stands at `mark`, where pace says one should be today. A target at
    the right edge (`full` 1) leaves no room for ▒.
    """
    whole = width if full <= 1 else round(width / full)
    if share > 1 and whole < width:
        over = min(width - whole, max(1, round((share - 1) * whole)))
        text = (EIGHTHS[8] * whole + OVER * over).ljust(width)
    else:
        text = bar(share, whole).ljust(width)
    at = mark_at(mark, width, full=full)
    return text if at is None else text[:at] + MARK + text[at + 1 :]


def mark_at(mark: float | None, width: int, *, full: float = 1.0) -> int | None:
    """The cell of a track at which its mark stands, or None without a mark (0 says that nothing is due yet)."""
    if mark is None or mark <= 0 or width <= 0:
        return None
    whole = width if full <= 1 else round(width / full)
    return min(width - 1, int(min(mark, 1.0) * whole))


def spark(values: Sequence[int]) -> str:
    """A history of one cell for each value, the highest ▇; nothing, and what is below, is ▁."""
    top = max(values, default=0)
    if top <= 0:
        return LEVELS[0] * len(values)
    last = len(LEVELS) - 1
    return "".join(LEVELS[max(0, min(last, round(value * last / top)))] for value in values)


def movement(places: int | None) -> str:
    """How far somebody climbed (▲2) or fell (▼1) since the last meeting; ＝ for not at all, nothing if unknown."""
    if places is None:
        return ""
    if places == 0:
        return "＝"
    return f"▲{places}" if places > 0 else f"▼{-places}"


def _eighths(share: float, width: int) -> int:
    cells = max(0, width) * 8
    if not share > 0 or not cells:  # also for what is not a number
        return 0
    if share >= 1:
        return cells
    return max(1, min(cells - 1, int(share * cells)))
