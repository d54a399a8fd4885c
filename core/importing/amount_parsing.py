"""Parse amounts as a file writes them: exactly, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from core.errors import HuddleError
from core.importing.currencies import SIGN_CHARACTERS, is_currency
from core.importing.sheet_reader import plain_number
from core.values.text import format_count

MAX_IMPORTED_AMOUNT = 10**13
"""The largest amount, in a metric's smallest unit: a hundred billion in cents. Sums of a million of them fit SQLite."""

_POINT = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]+))?\.?")
_COMMA = re.compile(r"([+-]?)([0-9]*)(?:,([0-9]+))?,?")
_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9]{2}:[0-9]{2}[0-9:.,+\-Z ]*)?")
_YEARS = (1900, 2999)
"""The first and last year accepted; a year outside them was mistyped."""

_CURRENCY = rf"(?:[^\W\d_]{{0,2}}[{SIGN_CHARACTERS}]|[^\W\d_]{{2,3}}\.?|S/\.?)"
_WRITTEN = re.compile(
    rf"'?(?:({_CURRENCY}) ?)?(\(?)(?:({_CURRENCY}) ?)?([+-]?) ?(?:({_CURRENCY}) ?)?"
    rf"([0-9][0-9., ']*|[.,][0-9]+)([eE][+-][0-9]{{1,2}}|[kKM])?([+-]?)(?: ?({_CURRENCY}))?(\)?)(?: ?({_CURRENCY}))?"
)
"""An amount with all that people write around it: `$(100.25)`, `-5 €`, `5.25-`, `1.5E+05`, `12k`."""
_POWERS = {"k": 3, "K": 3, "M": 6}
_NOISE_DECIMALS = 7
"""So many decimals are those of a computed number, and are rounded; fewer are typed, and are not."""
_NEARLY_WHOLE = ("000", "999")
"""How the decimals of a whole number begin that was computed: 3.0000000000000004, 2.9999999999999996."""
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_TWO_WAYS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_MAX_LENGTH = 60
"""The most characters of an amount: far more than any has."""


class NativeCell(str):
    """A cell that was a number or a date in the file itself, as text with a decimal point or as an ISO date."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class DecimalMark:
    """The decimal mark of a column."""

    decimal: str = "."
    is_sure: bool = True
    """False when nothing in the file decides between “1,500” and “1.500”; such an amount is then refused."""


class DecimalEvidence:
    """What the amounts of a column show about its decimal mark."""

    __slots__ = ("ambiguous", "comma", "point")

    def __init__(self) -> None:
        self.point = False
        """Whether an amount has a decimal point."""
        self.comma = False
        """Whether an amount has a decimal comma."""
        self.ambiguous = ""
        """The first amount that could be read either way."""

    def add(self, text: str) -> None:
        """Add one amount."""
        if type(text) is NativeCell or not (("." in text and not self.point) or "," in text):
            return
        mark = _decimal_mark_of(text)
        if mark == ".":
            self.point = True
        elif mark == ",":
            self.comma = True
        elif mark and not self.ambiguous:
            self.ambiguous = text

    def decide_mark(self, others: Iterable[DecimalEvidence] = ()) -> DecimalMark:
        """Return the column's decimal mark; without evidence of its own, that of the file's `others`."""
        if not self.point and not self.comma:
            point, comma = any(other.point for other in others), any(other.comma for other in others)
            if point == comma:
                return DecimalMark(".", not self.ambiguous)
            return DecimalMark("," if comma else ".")
        return DecimalMark("," if self.comma and not self.point else ".")


def _decimal_mark_of(text: str) -> str | None:
    """Return the decimal mark that `text` shows; `?` when it could be either; None when it shows none."""
    written = _read_written(text)
    if written is None or written.power:
        return None
    digits = written.digits
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return None
    mark = digits[last]
    other = "," if mark == "." else "."
    if other in digits or " " in digits or "'" in digits:
        # With two kinds of marks, the last one is the decimal mark, unless it occurs more than once.
        return mark if digits.count(mark) == 1 else None
    if digits.count(mark) > 1:
        return other
    return "?" if _TWO_WAYS.fullmatch(digits) else mark


@dataclass(frozen=True, slots=True)
class _Written:
    """What an amount consists of."""

    sign: str
    digits: str
    """The digits with their marks."""
    power: int
    """The power of ten by which it is multiplied."""
    currency: str
    """The code or sign of its currency, or empty."""


def _read_written(text: str) -> _Written | None:
    """Return the parts of an amount, or None when `text` is none."""
    if len(text) > _MAX_LENGTH:
        return None
    text = _SPACES.sub(" ", text.replace("−", "-").replace("’", "'")).strip()
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    opening, before, digits, exponent, after, closing = match.group(2, 4, 6, 7, 8, 10)
    currencies = [currency for currency in match.group(1, 3, 5, 9, 11) if currency]
    if bool(opening) != bool(closing) or sum(map(bool, (opening, before, after))) > 1:
        return None
    if len(currencies) > 2 or not all(map(is_currency, currencies)):
        return None
    power = 0 if not exponent else _POWERS[exponent] if exponent in _POWERS else int(exponent[1:])
    sign = "-" if opening or "-" in (before, after) else ""
    return _Written(sign, digits.strip(), power, max(currencies, key=len, default=""))


def currency_of(text: str) -> str:
    """Return the code or sign of the currency that an amount is written with, or an empty text."""
    written = _read_written(text)
    return written.currency if written else ""


def _to_plain(text: str, decimal: str) -> str | None:
    """Return the amount with only a decimal point, or None when `text` is no amount."""
    written = _read_written(text)
    if written is None:
        return None
    sign, digits = written.sign, written.digits
    if digits.count(decimal) > 1:
        return None
    whole, _, fraction = digits.partition(decimal)
    marks = {character for character in whole if not character.isdigit()}
    if len(marks) > 1 or (fraction and not fraction.isdigit()):
        return None
    if marks:
        first, *groups = whole.split(marks.pop())
        # Groups of three, or of two as in India: 12,34,567.
        sizes = {len(group) for group in groups[:-1]}
        if not 1 <= len(first) <= 3 or len(groups[-1]) != 3 or not (sizes <= {3} or sizes <= {2}):
            return None
        whole = first + "".join(groups)
    plain = f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"
    return plain_number(f"{plain}e{written.power}") if written.power else plain


def _match_number(text: str, decimal: str) -> re.Match[str] | None:
    """Return the match of sign, whole and fraction, or None when `text` is no amount."""
    match = (_POINT if decimal == "." else _COMMA).fullmatch(text)
    if match is None:
        plain = _to_plain(text, decimal)
        match = _POINT.fullmatch(plain) if plain is not None else None
    return match if match and (match[2] or match[3]) else None


def count_decimals(text: str, decimal: str = ".") -> int | None:
    """Return how many decimals `text` is written with, or None when it is no number."""
    match = _match_number(text, "." if type(text) is NativeCell else decimal)
    return None if match is None else len(match[3] or "")


def has_noise(text: str, scale: int, decimal: str = ".") -> bool:
    """Return whether the amount has computed decimals, which are rounded."""
    decimals = count_decimals(text, decimal) if len(text) > _NOISE_DECIMALS else None
    return decimals is not None and decimals >= _NOISE_DECIMALS and decimals > scale


def _can_round(fraction: str, scale: int) -> bool:
    """Return whether these decimals are computed ones whose rounding loses nothing that anyone meant."""
    return len(fraction) >= _NOISE_DECIMALS and (scale > 0 or fraction.startswith(_NEARLY_WHOLE))


def parse_file_amount(text: str, scale: int, decimal: str = ".", *, is_sure: bool = True) -> int:
    """Return the amount in units of 10^-`scale`, exactly; computed decimals such as 19.990000000000002 are rounded.

    It may have thousands marks, a currency, or brackets for negative. Raises `HuddleError` when `text` is no number, is
    ambiguous while the mark is not `is_sure`, is too large, or has more decimals than the scale, not counting trailing
    zeros. Where the scale is 0, only a nearly whole number is rounded, since 19.990000000000002 would lose its cents.
    """
    if type(text) is NativeCell:
        decimal = "."
        if text.lstrip("-").casefold() in ("inf", "infinity"):  # so spreadsheets keep what is too large for them
            raise HuddleError("This amount is too large.")
    elif not is_sure and _decimal_mark_of(text) == "?":
        raise HuddleError(
            f'“{text[:40]}” is ambiguous: thousands or three decimals? Set decimal = "." or decimal = "," under [file].'
        )
    match = _match_number(text, decimal)
    if match is None:
        other = "," if decimal == "." else "."
        hint = f'; if “{other}” is the decimal mark, set decimal = "{other}" under [file]' if other in text else ""
        raise HuddleError(f"“{text[:40]}” is not a number{hint}.")
    whole, fraction = match[2], (match[3] or "").rstrip("0")
    if len(fraction) > scale and not _can_round(fraction, scale):
        allowed = format_count(scale, "decimal") if scale else "no decimals"
        raise HuddleError(f"“{text[:40]}” has too many decimals. The metric has {allowed}.")
    rounding = int(fraction[scale : scale + 1] >= "5")
    digits = (whole + fraction[:scale].ljust(scale, "0")).lstrip("0")
    # Check the length first: int() refuses more than 4,300 digits.
    if len(digits) > 14 or (amount := int(digits or "0") + rounding) > MAX_IMPORTED_AMOUNT:
        raise HuddleError(f"“{text[:40]}” is too large.")
    return -amount if match[1] == "-" else amount


@lru_cache(maxsize=4096)
def parse_file_date(text: str, form: str | None = None) -> date:
    """Return the day that `text` names, in the strptime `form`, or as an ISO date (a time after it is ignored).

    Raises `HuddleError` when it names none.
    """
    try:
        if form is not None:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
        else:
            match = _ISO.fullmatch(text)
            if not match:
                raise ValueError
            day = date.fromisoformat(match[1])
    except (ValueError, re.error, OverflowError):
        expected = (
            f"in the form “{form}”" if form else 'like 2017-03-01; set dates = "%d.%m.%Y" under [file] for another form'
        )
        raise HuddleError(f"“{text[:40]}” is not a date {expected}.") from None
    return require_likely_year(day, text)


def require_likely_year(day: date, text: str) -> date:
    """Return the same day. Raises `HuddleError` when its year can only be mistyped."""
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise HuddleError(f"“{text[:40]}” is outside the years {_YEARS[0]} to {_YEARS[1]}.")
    return day
