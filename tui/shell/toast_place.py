"""Where toasts are shown: never over a line in which one types, nor over the keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from textual.errors import NoWidget
from textual.geometry import Region
from textual.screen import Screen
from textual.widgets._toast import Toast, ToastRack

FIELDS = "Input, TextArea"
KEYS = "TopLine, KeyLine, ChosenLine, .dialog--keys, .dialog--foot"
BOX = ".dialog--box"

MARGIN_BELOW = 3
"""Lines below the toasts where nothing else decides; the style sheet of the app has the same."""

TYPICAL_LINES = 2
"""Lines of a toast that was not laid out yet, because others leave it no room."""


def place_toasts(screen: Screen[Any]) -> None:
    """Move the toasts of a screen, as far down as possible, to lines that have no field and no keys.

    A dialog is left free too if there is room beside it for the newest toast. Where no place has room for all toasts,
    the newest are shown in the largest.
    """
    # Among the children only: this runs after each layout, and mostly there is no toast.
    rack = next((child for child in screen.children if isinstance(child, ToastRack)), None)
    if rack is None or not rack.display:
        return
    height = screen.size.height
    toasts = list(rack.query(Toast))
    if not toasts:
        return
    kept = [*_regions(screen, FIELDS), *_regions(screen, KEYS)]
    within = list(_free_lines(height, kept))
    beside = list(_free_lines(height, [*kept, *_regions(screen, BOX)]))
    needed, newest = sum(map(_lines_of, toasts)), _lines_of(toasts[-1])
    place = (
        _lowest(beside, needed) or _largest(beside, newest) or _lowest(within, needed) or _largest(within, at_least=1)
    )
    if place is not None:
        gap = int(len(place) > needed)  # an empty line below the toasts, where there is one to spare
        rack.styles.max_height = len(place) - gap
        rack.styles.offset = (0, place.stop - gap - (height - MARGIN_BELOW))
        _show_newest(toasts, len(place) - gap)


def _lowest(places: Sequence[range], at_least: int) -> range | None:
    return next((lines for lines in reversed(places) if len(lines) >= at_least), None)


def _largest(places: Sequence[range], at_least: int) -> range | None:
    return max((lines for lines in places if len(lines) >= at_least), key=len, default=None)


def _show_newest(toasts: Sequence[Toast], room: int) -> None:
    """Show as many toasts as fit into `room` lines, at least one, and hide the older ones."""
    for toast in reversed(toasts):
        assert toast.parent is not None
        room -= _lines_of(toast)
        toast.parent.display = room >= 0 or toast is toasts[-1]


def _lines_of(toast: Toast) -> int:
    """Return the lines that a toast takes, or took before it was hidden, with the empty one above it."""
    return (toast.outer_size.height or TYPICAL_LINES) + toast.styles.margin.top


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
