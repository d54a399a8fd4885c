"""Amounts: integers in a metric's smallest unit, parsed and formatted. The standard library only.

`scale` is the number of decimal places that the metric keeps: with 2, the amount 105400 is 1054.00.
"""

from __future__ import annotations

import re

from core.errors import HuddleError
from core.values.writing import localize_number

MAX_AMOUNT = 10**15
"""The largest amount of one entry, in smallest units. Sums of thousands of them fit SQLite's integers, and a float
holds one exactly."""

_SUFFIXES = {"k": 3, "m": 6}
_MINUS = "-−"

_TWO_NUMBERS = re.compile(r"\d\s+(?!\d{3}(?!\d))\d")
"""A space between digits that separates no thousands."""


def format_amount(amount: int | None, scale: int = 0, unit: str = "") -> str:
    """Return the amount in at most four digits: `31`, `12.50`, `1054`, `42.3k`, `310k`, `1.2M`; None is `–`.

    `%` is the only unit that is appended; headings show the others.
    """
    if amount is None:
        return "–"
    sign = "-" if amount < 0 else ""
    text = _short(abs(amount), 10**scale, scale)
    return f"{sign if text.strip('0.') else ''}{localize_number(text)}{'%' if unit == '%' else ''}"


def _short(amount: int, one: int, scale: int) -> str:
    if amount < 1000 * one:
        whole, part = divmod(amount, one)
        return f"{whole}.{part:0{scale}d}" if part else str(whole)
    if amount < 10_000 * one:
        rounded = _rounded(amount, one)
        if rounded < 10_000:
            return str(rounded)
    for power, letter in ((3, "k"), (6, "M"), (9, "G"), (12, "T")):
        step = one * 10**power
        for places, below in ((2, 10), (1, 100), (0, 1000)):
            figures = _rounded(amount * 10**places, step)
            if figures < below * 10**places:
                text = f"{figures // 10**places}.{figures % 10**places:0{places}d}" if places else str(figures)
                return (text.rstrip("0").rstrip(".") if places else text) + letter
    return f"{_rounded(amount, one * 10**12)}T"


def _rounded(amount: int, step: int) -> int:
    return (2 * amount + step) // (2 * step)


def format_with_unit(amount: int | None, scale: int = 0, unit: str = "") -> str:
    """Return `format_amount` with its unit: `310k EUR`, `31 calls`, `84%`."""
    text = format_amount(amount, scale, unit)
    return text if unit in ("", "%") or amount is None else f"{text} {unit}"


def format_exact(amount: int, scale: int = 0, unit: str = "") -> str:
    """Return the exact amount for people, decimals only where there are some: `1,054`, `1,054.50 EUR`, `84%`."""
    sign = "-" if amount < 0 else ""
    whole, part = divmod(abs(amount), 10**scale)
    text = localize_number(f"{sign}{whole:,}.{part:0{scale}d}" if part else f"{sign}{whole:,}")
    return f"{text}{'' if unit == '%' else ' '}{unit}" if unit else text


def format_plain(amount: int, scale: int = 0) -> str:
    """Return the amount for a field or a file, with all its decimals and nothing else: `1054.00`."""
    sign = "-" if amount < 0 else ""
    whole, part = divmod(abs(amount), 10**scale)
    return f"{sign}{whole}.{part:0{scale}d}" if scale else f"{sign}{whole}"


def to_json_number(amount: int | None, scale: int = 0) -> int | float | None:
    """Return the amount in whole units as a number for JSON: an int where it is whole, else a float."""
    if amount is None:
        return None
    whole, part = divmod(amount, 10**scale)
    return whole if part == 0 else float(format_plain(amount, scale))


def format_percent(share: float | None) -> str:
    """Return a share (1.0 is 100%) as `78%`, halves rounded up; None is `–`. Less than 1 is never shown as 100%."""
    if share is None:
        return "–"
    rounded = int(share * 100 + 0.5) if share >= 0 else -int(-share * 100 + 0.5)
    return f"{99 if rounded == 100 and share < 1 else rounded}%"


def parse_amount(text: str, scale: int = 0) -> int:
    """Return the amount that was typed as `1054`, `12.5`, `12,5`, `1,054,000`, `1 054`, `-3`, `310k` or `1.2M`, in
    smallest units, exactly.

    Raises `HuddleError` when it is not a number, when it has more decimals than `scale` keeps, when a comma or a point
    is ambiguous (`1,054`; `1.054` where fewer than three decimals are kept), when it is two (`5 6`), and when it is too
    large.
    """
    if _TWO_NUMBERS.search(text):
        raise HuddleError(f"“{text}” is more than one number. Type one of them.")
    typed = "".join(text.split()).replace("_", "").replace("'", "").replace("’", "")
    negative = typed[:1] in _MINUS and typed != ""
    digits = typed[1:] if negative or typed[:1] == "+" else typed
    power = _SUFFIXES.get(digits[-1:].lower(), 0)
    whole, part = _split(digits[:-1] if power else digits, text)
    places = scale + power
    if _could_be_thousands(digits) and scale < 3:
        decimals = f"{whole}.{part[:scale]}" if scale else whole
        raise HuddleError(f"{text} is ambiguous: {whole}{part} or {decimals}? Type one of them.")
    if len(part) > places and part[places:].strip("0"):
        raise HuddleError(f"{text} has too many decimals. {_keeps(scale)}")
    amount: int = int(whole or "0") * 10**places + int(part[:places].ljust(places, "0") or "0")
    if amount > MAX_AMOUNT:
        raise HuddleError(f"{text} is too large (at most {format_exact(MAX_AMOUNT, scale)}). Check the number.")
    return -amount if negative else amount


def _split(digits: str, text: str) -> tuple[str, str]:
    """Return the digits before and after the decimal separator."""
    points, commas = digits.count("."), digits.count(",")
    if commas == 1 and points == 0:
        whole, _, part = digits.partition(",")
        if len(part) == 3 and whole.strip("0"):
            raise HuddleError(f"{text} is ambiguous: {whole}{part} or {whole}.{part}? Type one of them.")
    elif points <= 1 and digits.rfind(".") >= digits.rfind(","):
        whole, _, part = digits.partition(".")
        whole = _without_thousands(whole, ",", text)
    elif commas == 0:
        whole, part = _without_thousands(digits, ".", text), ""
    elif points == 0:
        whole, part = _without_thousands(digits, ",", text), ""
    else:
        whole, _, part = digits.partition(",")
        whole = _without_thousands(whole, ".", text)
    if not _is_digits(whole + part):
        raise _no_number(text)
    return whole, part


def _could_be_thousands(digits: str) -> bool:
    """Return whether the only point could separate thousands, as in most of Europe."""
    whole, point, part = digits.partition(".")
    return bool(point) and len(part) == 3 and part.isdigit() and 0 < len(whole) <= 3 and whole.strip("0") != ""


def _without_thousands(whole: str, separator: str, text: str) -> str:
    leading, *groups = whole.split(separator)
    if groups and not (1 <= len(leading) <= 3 and all(len(group) == 3 for group in groups)):
        raise _no_number(text)
    return leading + "".join(groups)


def _is_digits(text: str) -> bool:
    # No amount has more digits, and converting longer texts would take time.
    return 0 < len(text) <= 40 and text.isascii() and text.isdigit()


def _no_number(text: str) -> HuddleError:
    return HuddleError(f"“{text}” is not an amount. Try 31, 1054.50 or 310k.")


def _keeps(scale: int) -> str:
    if scale == 0:
        return "Type a whole number."
    from core.values.text import format_count

    return f"Type at most {format_count(scale, 'decimal')}."
