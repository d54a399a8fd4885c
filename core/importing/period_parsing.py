"""Parse months, quarters and years as files of targets write them: `2026-01`, `Jan 2026`, `01/2026`, `Q1 2026`."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from core.importing.month_names import full_year, month_number

PeriodWritten = Literal["month", "quarter", "year"]

_YEAR_FIRST = re.compile(r"([0-9]{4})[ ./-]*(?:[QTqt]([1-4])|[ ./-](0?[1-9]|1[0-2])(?:[./-]0?1)?)")
_YEAR_LAST = re.compile(r"(?:[QTqt]([1-4])|([1-4])[QTqt]|(0?[1-9]|1[0-2])(?=[ ./-]))[ ./-]*([0-9]{4}|'?[0-9]{2})")
_NAMED = re.compile(r"(?:([0-9]{4})[ ./-]+([^\W\d_]+)\.?|([^\W\d_]+)\.?[ ./-]*(?:de )?([0-9]{4}|'?[0-9]{2}))")
_YEAR = re.compile(r"(?:FY ?)?([0-9]{4})(?:\.0)?")
_YEARS = (1990, 2100)


def parse_period(text: str, locale: str | None = None) -> tuple[date, PeriodWritten] | None:
    """Return the first day of the period that `text` names, and how long that is; None when it names none."""
    text = " ".join(text.replace("_", " ").split())
    if match := _YEAR_FIRST.fullmatch(text):
        year, quarter, month = match[1], match[2], match[3]
    elif match := _YEAR_LAST.fullmatch(text):
        year, quarter, month = match[4], match[1] or match[2], match[3]
    elif match := _NAMED.fullmatch(text):
        number = month_number(match[2] or match[3], locale)
        if number is None:
            return None
        year, quarter, month = match[1] or match[4], None, str(number)
    elif match := _YEAR.fullmatch(text):
        year, quarter, month = match[1], None, None
    else:
        return None
    number = full_year(year)
    if not _YEARS[0] <= number <= _YEARS[1]:
        return None
    if quarter:
        return date(number, 3 * int(quarter) - 2, 1), "quarter"
    return (date(number, int(month), 1), "month") if month else (date(number, 1, 1), "year")
