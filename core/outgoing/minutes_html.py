"""Minutes as one self-contained HTML page: to print, to send, to read on a phone."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.outgoing.minutes_model import Minutes, MinutesMetricRow
from core.outgoing.svg_charts import small_burn_up_svg
from core.values.periods import format_date

if TYPE_CHECKING:
    from jinja2 import Template

_PAGES = Path(__file__).with_name("pages")

BAR_WIDTH = 100
"""The width of a full bar, in the units of its drawing."""


def format_minutes_html(minutes: Minutes) -> str:
    """Return the minutes as an HTML document without scripts or external resources; typed text is escaped."""
    import hashlib
    from base64 import b64encode

    from markupsafe import Markup

    style = (_PAGES / "minutes.css").read_text(encoding="utf-8")
    # The content policy allows only this style sheet, by its hash: even text that was not escaped could not run.
    allowed = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    charts = {number.metric: Markup(small_burn_up_svg(number.chart)) for number in minutes.numbers if number.chart}
    return _template().render(m=minutes, style=Markup(style), allowed=allowed, charts=charts)


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    pages = Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    pages.filters.update(said=format_date, filled=_bar_fill)
    pages.globals.update(bar=BAR_WIDTH)
    return pages.get_template("minutes.html")


def _bar_fill(row: MinutesMetricRow, most: float | None) -> str:
    """Return how much of a bar a row fills: its attainment, else its share of `most`, the highest amount."""
    share = row.attainment
    if share is None:
        share = (row.actual or 0) / most if most else 0
    return f"{min(max(share, 0), 1) * BAR_WIDTH:.1f}".removesuffix(".0")
