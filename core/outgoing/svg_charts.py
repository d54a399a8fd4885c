"""Charts as plain SVG: one file, no script, no embedded font, and typed text escaped."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from core.standings.charts import BIN_PERCENT, BurnUp, Distribution, day_labels, round_ticks
from core.values.amounts import format_amount, format_exact, format_percent
from core.values.periods import format_share_gone
from core.values.text import format_people

WIDTH, HEIGHT = 960, 540
LEFT, RIGHT, TOP, BOTTOM = 84, 96, 92, 56
"""Margins around the plot: amounts are left of it, labels right, the heading above, days below."""

_STYLE = (
    "text{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif;font-size:15px;fill:#5a6270}"
    ".head{font-size:24px;font-weight:600;fill:#1f2430}.loud{font-weight:600;fill:#00629b}"
    ".grid{stroke:#e4e0d6;stroke-width:1}.axis{stroke:#8b909a;stroke-width:1}"
    ".due{fill:none;stroke:#8b909a;stroke-width:2;stroke-dasharray:2 5;stroke-linecap:round}"
    ".target{stroke:#2f7a12;stroke-width:2;stroke-dasharray:8 5}.reach{fill:#2f7a12}"
    ".actual{fill:none;stroke:#00629b;stroke-width:4;stroke-linejoin:round;stroke-linecap:round}.dot{fill:#00629b}"
)


def burn_up_svg(chart: BurnUp) -> str:
    """Return the amount day by day, the pace line dotted, and the target, as an SVG document."""
    amounts = [amount_of_day for amount_of_day in chart.actual if amount_of_day is not None]
    ticks = round_ticks(min(0, *amounts, 0), max([*amounts, *chart.due, chart.target or 0, 1]))
    low, high = ticks[0], ticks[-1]

    def x(at: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * at / max(1, len(chart.days) - 1)

    def y(amount: int) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (amount - low) / (high - low)

    parts = []
    for tick in ticks:
        parts.append(_line("grid", LEFT, y(tick), WIDTH - RIGHT, y(tick)))
        parts.append(_text(LEFT - 10, y(tick) + 5, format_amount(tick, chart.scale, chart.unit), anchor="end"))
    for at, words in day_labels(chart.days):
        parts.append(_text(x(at), HEIGHT - BOTTOM + 24, words))
    parts.append(_line("axis", LEFT, y(max(low, 0)), WIDTH - RIGHT, y(max(low, 0))))
    if chart.due:
        parts.append(_path("due", [(x(at), y(amount)) for at, amount in enumerate(chart.due)]))
    if chart.target is not None:
        parts.append(_line("target", LEFT, y(chart.target), WIDTH - RIGHT, y(chart.target)))
        words = f"target {format_amount(chart.target, chart.scale, chart.unit)}"
        parts.append(_text(LEFT + 8, y(chart.target) - 8, words, css="reach"))
    points = [(x(at), y(amount)) for at, amount in enumerate(chart.actual) if amount is not None]
    if points:
        parts.append(_path("actual", points))
        parts.append(f'<circle class="dot" cx="{_number(points[-1][0])}" cy="{_number(points[-1][1])}" r="6"/>')
        words = format_amount(amounts[-1], chart.scale, chart.unit)
        parts.append(_text(points[-1][0] + 12, points[-1][1] + 5, words, css="loud"))
    return _document(f"{chart.metric} · {chart.period.title}", f"{chart.name} · {_reached(chart, amounts)}", parts)


SMALL_WIDTH, SMALL_HEIGHT = 320, 96
"""The size of the chart beside the numbers on a page."""


def small_burn_up_svg(chart: BurnUp) -> str:
    """Return the same chart as a small inline element, or an empty string without entries.

    The page's styles colour its classes (`due`, `target`, `actual`, `dot`, `axis`). The amounts are beside it, so its
    title sums it up in one sentence for screen readers.
    """
    points = [(at, amount) for at, amount in enumerate(chart.actual) if amount is not None]
    if not points:
        return ""
    low = min(0, *(amount for _, amount in points))
    high = max(*(amount for _, amount in points), *chart.due, chart.target or 0, low + 1)

    def place(at: int, amount: int) -> tuple[float, float]:
        across = 4 + (SMALL_WIDTH - 12) * at / max(1, len(chart.days) - 1)
        return across, SMALL_HEIGHT - 6 - (SMALL_HEIGHT - 14) * (amount - low) / (high - low)

    floor = place(0, max(low, 0))[1]
    parts = [_line("axis", 0, floor, SMALL_WIDTH, floor)]
    if chart.due:
        parts.append(_path("due", [place(at, amount) for at, amount in enumerate(chart.due)]))
    if chart.target is not None:
        parts.append(_line("target", 0, place(0, chart.target)[1], SMALL_WIDTH, place(0, chart.target)[1]))
    parts.append(_path("actual", [place(*point) for point in points]))
    x, y = place(*points[-1])
    parts.append(f'<circle class="dot" cx="{_number(x)}" cy="{_number(y)}" r="4"/>')
    words = f"{chart.metric}, {chart.name}, {chart.period.title}: {_reached(chart, [amount for _, amount in points])}"
    return (
        f'<svg class="chart" viewBox="0 0 {SMALL_WIDTH} {SMALL_HEIGHT}" role="img"><title>{_escape_text(words)}</title>'
        f"{''.join(parts)}</svg>"
    )


def distribution_svg(chart: Distribution) -> str:
    """Return a dot for each person, in columns of `BIN_PERCENT` per cent of their target, as an SVG document."""
    tallest = max(chart.counts)
    step = (WIDTH - LEFT - RIGHT) / len(chart.counts)
    rise = min(step, (HEIGHT - TOP - BOTTOM) / max(1, tallest))
    floor = HEIGHT - BOTTOM
    parts = [_line("axis", LEFT, floor, WIDTH - RIGHT, floor)]
    whole = 100 // BIN_PERCENT
    parts.append(_line("target", LEFT + whole * step, TOP, LEFT + whole * step, floor))
    parts.append(_text(LEFT + whole * step + 8, TOP + 14, "target", css="reach"))
    for index, count in enumerate(chart.counts):
        if index * BIN_PERCENT % 25 == 0:
            words = f"{index * BIN_PERCENT}%" + ("+" if index == len(chart.counts) - 1 else "")
            parts.append(_text(LEFT + index * step, floor + 24, words, anchor="middle"))
        for number in range(count):
            cx, cy = LEFT + (index + 0.5) * step, floor - (number + 0.5) * rise
            css = "reach" if index >= whole else "dot"
            parts.append(f'<circle class="{css}" cx="{_number(cx)}" cy="{_number(cy)}" r="{_number(rise * 0.4)}"/>')
    people, gone = format_people(chart.with_target), format_share_gone(chart.period, chart.share_gone)
    subtitle = f"{people} with a target, without names · {gone}"
    return _document(f"{chart.metric} · {chart.period.title}", subtitle, parts)


def _reached(chart: BurnUp, amounts: Sequence[int]) -> str:
    if not amounts:
        return "no entries"
    amount = format_exact(amounts[-1], chart.scale, chart.unit)
    if not chart.target:
        return amount
    return f"{amount} of {format_exact(chart.target, chart.scale)} · {format_percent(amounts[-1] / chart.target)}"


def _document(head: str, subtitle: str, parts: Sequence[str]) -> str:
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
            'role="img">',
            f"<title>{_escape_text(head)}</title>",
            f"<style>{_STYLE}</style>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fcfbf8"/>',
            _text(LEFT, 42, head, css="head"),
            _text(LEFT, 68, subtitle),
            *parts,
            "</svg>",
            "",
        )
    )


def _line(css: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{css}" x1="{_number(x1)}" y1="{_number(y1)}" x2="{_number(x2)}" y2="{_number(y2)}"/>'


def _path(css: str, points: Sequence[tuple[float, float]]) -> str:
    # A single day becomes a line of zero length, whose round cap is visible.
    places = " ".join(f"{_number(x)},{_number(y)}" for x, y in (points if len(points) > 1 else [*points, *points]))
    return f'<polyline class="{css}" points="{places}"/>'


def _text(x: float, y: float, words: str, *, css: str = "", anchor: str = "") -> str:
    more = (f' class="{css}"' if css else "") + (f' text-anchor="{anchor}"' if anchor else "")
    return f'<text x="{_number(x)}" y="{_number(y)}"{more}>{_escape_text(words)}</text>'


def _escape_text(text: str) -> str:
    """Return the text as XML: escaped, and without characters that XML does not allow."""
    return escape("".join(character for character in text if character.isprintable()))


def _number(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")
