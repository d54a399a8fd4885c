"""Protection of CSV files against cells that a spreadsheet would run as formulas."""

from __future__ import annotations

import re

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*")


def escape_formula(text: str) -> str:
    """Return `text` as it may be written to a CSV file, with `'` before it where a spreadsheet would take it for a
    formula.

    Source: OWASP, “CSV Injection”. A number with its sign stays a number.
    """
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(text) else text
