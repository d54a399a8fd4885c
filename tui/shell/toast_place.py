"""Where toasts are shown: never over a line in which one types, nor over the keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from textual.errors import NoWidget
from textual.geometry import Region
from textual.screen import Screen
from textual.widgets._toast import Toast, ToastRack

FIELDS = "Input, TextArea"
KEYS = "TopLine, KeyLine, .dialog--keys, .dialog--foot"
BOX = ".dialog--box"

MARGIN_BELOW = 3
"""Lines below the toasts where nothing else decides; the style sheet of the app has the same."""


def place_toasts(screen: Screen[Any]) -> None:
    """Move the toasts of a screen, as far down as possible, to lines that have no field and no keys.

    A dialog is left free too if there is room beside it. Where no place has room for all toasts, the newest are shown
    in the largest.
    """
    # Among the children only: this runs after each layout, and mostly there is no toast.
    rack = next((child for child in screen.children if isinstance(child, ToastRack)), None)
    if rack is None or not rack.display:
        return
    height = screen.size.height
    toasts = list(rack.query(Toast))
    needed = sum(map(_lines_of, toasts))
    kept = [*_regions(screen, FIELDS), *_regions(screen, KEYS)]
    free = list(_free_lines(height, kept))
    beside = _free_lines(height, [*kept, *_regions(screen, BOX)])
    places = [lines for lines in (*free, *beside) if len(lines) >= needed] or sorted(free, key=len)
    if places:
        gap = int(len(places[-1]) > needed)  # an empty line below the toasts, where there is one to spare
        rack.styles.max_height = len(places[-1]) - gap
        rack.styles.offset = (0, places[-1].stop - gap - (height - MARGIN_BELOW))
        _show_newest(toasts, len(places[-1]) - gap)


def _show_newest(toasts: Sequence[Toast], room: int) -> None:
    """Show as many toasts as fit into `room` lines, at least one, and hide the older ones."""
    for toast in reversed(toasts):
        assert toast.parent is not None
        room -= _lines_of(toast)
        toast.parent.display = room >= 0 or toast is toasts[-1]


def _lines_of(toast: Toast) -> int:
    """Return the lines that a toast takes, or took before it was hidden, with the empty one above it."""
    return toast.outer_size.height + toast.styles.margin.top


def _regions(screen: Screen[Any], selector: str) -> Iterator[Region]:
    """Return where the widgets of this kind are seen."""
    for widget in screen.query(selector):
        try:
            seen = screen.find_widget(widget).visible_region
        except NoWidget:
            continue  # not shown
        if seen:
            yield seen


def _free_lines(height: int, taken: list[Region]) -> Iterator[range]:
    """Return the runs of lines, from the top, that none of these regions touches."""
    start = 0
    for line in range(height + 1):
        if line == height or any(region.y <= line < region.bottom for region in taken):
            if line > start:
                yield range(start, line)
            start = line + 1
