"""Cells that a spreadsheet would obey, made text."""

from __future__ import annotations

import re

_OBEYED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*")


def neutral(text: str) -> str:
    """`text` as it may stand in a CSV file: with `'` before it where a spreadsheet would take it for a formula.

    After OWASP's “CSV Injection”. A number with its sign stays a number.
    """
    return f"'{text}" if text.lstrip(" ").startswith(_OBEYED) and not _NUMBER.fullmatch(text) else text
