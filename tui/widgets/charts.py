"""Chart widgets: an amount growing towards its target, and the distribution of a team's attainment."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from core.standings.charts import BIN_PERCENT, BurnUp, Distribution, day_labels, round_ticks
from core.values.amounts import format_amount
from core.values.periods import format_day
from core.values.text import format_count
from core.values.writing import is_in_words
from tui.widgets.text_wrap import wrap_text

EIGHTHS = " ▁▂▃▄▅▆▇█"
DOTS = "⣀⠤⠒⠉"
"""Two dots at each of a cell's four heights, the lowest first, for a line that rises less than a row per cell."""

PERSON = "●"
LINES_PER_TICK = 3
"""Smallest number of lines between two amounts at the axis, so that they stay legible."""


class BurnUpChart(Widget):
    """A burn-up chart: the amount as an area, the amount due as a dotted line, the target as a horizontal line."""

    COMPONENT_CLASSES = {"chart--area", "chart--due", "chart--target", "chart--quiet"}
    DEFAULT_CSS = """
    BurnUpChart {
        height: 1fr;
        & > .chart--area { color: $bar; }
        & > .chart--due { color: $foreground; text-style: bold; }
        & > .chart--target { color: $success; text-style: bold; }
        & > .chart--quiet { color: $dim; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._chart: BurnUp | None = None

    def set_chart(self, chart: BurnUp) -> None:
        """Show this chart."""
        self._chart = chart
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        chart = self._chart
        rows = height - 1
        if chart is not None and is_in_words():
            return _sentence_line(self, burn_up_sentences(chart), y)
        if chart is None or rows < 2:
            return Strip.blank(width, self.rich_style)
        amounts = [amount for amount in chart.actual if amount is not None]
        most = max([*amounts, *chart.due, chart.target or 0, 1])
        least = min([0, *amounts])
        # No tick above the largest value: a round amount far above would flatten the chart.
        ticks = [tick for tick in round_ticks(least, most, max(2, min(6, rows // LINES_PER_TICK))) if tick <= most]
        words = [format_amount(tick, chart.scale, chart.unit) for tick in ticks]
        edge = max(map(cell_len, words)) + 1
        scale = _Scale(min(least, ticks[0]), most, rows, len(chart.days), width - edge)
        quiet = self.get_component_rich_style("chart--quiet")
        if y == rows:
            days = Segment(" " * edge + self._days(chart, scale), quiet)
            return Strip([days]).adjust_cell_length(width, self.rich_style)
        label = next((word for tick, word in zip(ticks, words, strict=True) if scale.row(tick) == y), "")
        segments = [Segment(label.rjust(edge - 1) + " ", quiet), *self._row(chart, scale, y)]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _days(self, chart: BurnUp, scale: _Scale) -> str:
        line = ""
        for day, words in day_labels(chart.days):
            column = scale.column(day)
            if column >= len(line) + (1 if line else 0) and column + len(words) <= scale.width:
                line = line.ljust(column) + words
        return line

    def _row(self, chart: BurnUp, scale: _Scale, y: int) -> list[Segment]:
        area, due, target = (self.get_component_rich_style(f"chart--{part}") for part in ("area", "due", "target"))
        runs: list[tuple[str, Style]] = []
        for column in range(scale.width):
            day = scale.day(column)
            amount = chart.actual[day] if day < len(chart.actual) else None
            cell = scale.filled(amount, y) if amount is not None else " "
            style = area
            dot = scale.dot(chart.due[day], y) if chart.due else ""
            if dot:
                ground = area.color if cell == EIGHTHS[8] else None
                cell = dot
                style = Style(color=self.rich_style.bgcolor, bgcolor=ground, bold=True) if ground else due
            elif chart.target is not None and scale.row(chart.target) == y and cell != EIGHTHS[8]:
                cell, style = "─", target
            if runs and runs[-1][1] is style:
                runs[-1] = (runs[-1][0] + cell, style)
            else:
                runs.append((cell, style))
        return [Segment(text, style) for text, style in runs]


def describe_legend(chart: BurnUp) -> str:
    """Return what the parts of a burn-up chart mean, in one line; in words only whether a target is missing."""
    if is_in_words():
        return "" if chart.target is not None else "no agreed target"
    target = "── target" if chart.target is not None else "no agreed target"
    return "   ".join(filter(None, ("█ so far", "⠒⠒ expected by now" if chart.due else "", target)))


class _Scale:
    """Maps amounts and days of a chart to cells."""

    def __init__(self, low: int, high: int, rows: int, days: int, width: int) -> None:
        self.low, self.high, self.rows, self.days, self.width = low, high, rows, days, max(1, width)

    def day(self, column: int) -> int:
        """Return the index of the day that a column shows."""
        return min(self.days - 1, column * self.days // self.width)

    def column(self, day: int) -> int:
        """Return the first column of a day."""
        return -(-day * self.width // self.days)

    def _height(self, amount: int, parts: int) -> int:
        """Return the height of an amount above the lowest line, in units of 1/`parts` row."""
        return (amount - self.low) * self.rows * parts // (self.high - self.low)

    def row(self, amount: int) -> int:
        """Return the row of an amount, 0 being the uppermost."""
        return min(self.rows - 1, max(0, self.rows - 1 - self._height(amount, 1)))

    def filled(self, amount: int, y: int) -> str:
        """Return the block that fills a cell in row `y` by the area from zero to `amount`."""
        zero, top, under = self._height(0, 8), self._height(amount, 8), (self.rows - 1 - y) * 8
        if amount < 0:
            return EIGHTHS[8] if top < under + 8 <= zero + 7 else " "
        return EIGHTHS[max(0, min(8, top - under))] if under + 8 > zero else " "

    def dot(self, amount: int, y: int) -> str:
        """Return the dots of a line at `amount` if it is in row `y`, else an empty text."""
        row, part = divmod(min(self._height(amount, 4), self.rows * 4 - 1), 4)
        return DOTS[part] if self.rows - 1 - row == y else ""


class DistributionChart(Widget):
    """A dot for each member, in columns of ten per cent of attainment."""

    COMPONENT_CLASSES = {"chart--reached", "chart--person", "chart--quiet"}
    DEFAULT_CSS = """
    DistributionChart {
        height: 1fr;
        & > .chart--person { color: $bar; }
        & > .chart--reached { color: $success; }
        & > .chart--quiet { color: $dim; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._chart: Distribution | None = None

    def set_chart(self, chart: Distribution) -> None:
        """Show this chart."""
        self._chart = chart
        self.refresh()

    @property
    def people_per_dot(self) -> int:
        """How many members one dot stands for: one, if all of them fit."""
        tallest = max(self._chart.counts) if self._chart else 0
        return max(1, -(-tallest // max(1, self.size.height - 2)))

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        chart = self._chart
        if chart is not None and is_in_words():
            return _sentence_line(self, distribution_sentences(chart), y)
        if chart is None or height < 3:
            return Strip.blank(width, self.rich_style)
        quiet = self.get_component_rich_style("chart--quiet")
        column = max(2, (width - 1) // len(chart.counts))
        if y == height - 1:
            line = ""
            for index in range(0, len(chart.counts), 5):
                plus = "+" if index == len(chart.counts) - 1 else ""
                line = line.ljust(index * column) + f"{index * BIN_PERCENT}%{plus}"
            return Strip([Segment(line, quiet)]).adjust_cell_length(width, self.rich_style)
        if y == height - 2:
            return Strip([Segment("─" * (column * len(chart.counts)), quiet)]).adjust_cell_length(
                width, self.rich_style
            )
        level = (height - 3 - y) * self.people_per_dot
        segments: list[Segment] = []
        for index, count in enumerate(chart.counts):
            reached = index * BIN_PERCENT >= 100
            name = "chart--reached" if reached else "chart--person"
            edge = "│" if index * BIN_PERCENT == 100 else " "
            segments.append(Segment(edge, quiet))
            dot = PERSON if count > level else " "
            segments.append(Segment(dot.center(column - 1), self.get_component_rich_style(name)))
        return Strip(segments).adjust_cell_length(width, self.rich_style)


def burn_up_sentences(chart: BurnUp) -> list[str]:
    """Return a burn-up chart in words: what is reached, expected and wanted, and the amount at the end of each week."""
    known = [day for day, amount in enumerate(chart.actual) if amount is not None]
    if not known:
        return ["No amounts yet."]

    def write(amount: int | None) -> str:
        return format_amount(amount, chart.scale, chart.unit)

    today = known[-1]
    sentences = [f"So far: {write(chart.actual[today])}."]
    sentences += [f"Expected by now: {write(chart.due[today])}."] if chart.due else []
    sentences += [f"Target: {write(chart.target)}."] if chart.target is not None else []
    weeks = [f"{format_day(chart.days[day])} {write(chart.actual[day])}" for day in known[(len(known) - 1) % 7 :: 7]]
    return [*sentences, f"Week by week: {', '.join(weeks)}."]


def distribution_sentences(chart: Distribution) -> list[str]:
    """Return how many people reached which share of their target, a sentence for each share that somebody reached."""
    last = len(chart.counts) - 1
    sentences = []
    for index, count in enumerate(chart.counts):
        share = f"{index * BIN_PERCENT}% {'and more' if index == last else f'to {(index + 1) * BIN_PERCENT}%'}"
        sentences += [f"{share}: {format_count(count, 'person', 'people')}."] if count else []
    return sentences


def _sentence_line(widget: Widget, sentences: Sequence[str], y: int) -> Strip:
    """Return line `y` of these sentences, each of which begins a line."""
    lines = [line for sentence in sentences for line in wrap_text(sentence, max(10, widget.size.width))]
    words = Segment(lines[y] if y < len(lines) else "", widget.rich_style)
    return Strip([words]).adjust_cell_length(widget.size.width, widget.rich_style)
