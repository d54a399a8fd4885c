"""Currencies beside amounts: the codes of ISO 4217 and the usual signs, and nothing else."""

from __future__ import annotations

from functools import cache

_SIGNS = {
    "€": "EUR", "£": "GBP", "₽": "RUB", "₹": "INR", "₩": "KRW", "₪": "ILS", "₺": "TRY", "₫": "VND", "₴": "UAH",
    "₦": "NGN", "₱": "PHP", "฿": "THB", "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "lei": "RON", "Fr": "CHF", "SFr": "CHF",
    "R$": "BRL", "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "MX$": "MXN", "HK$": "HKD",
    "NZ$": "NZD", "S$": "SGD", "NT$": "TWD", "S/": "PEN",
}  # fmt: skip
"""Signs of one currency."""

_SHARED_SIGNS = {
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU"),
    "¥": ("JPY", "CNY"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
}
"""Signs of several currencies, the most usual first."""

SIGN_CHARACTERS = "$€£¥₹₽₩₪₺₫₴₦₱฿"
"""Signs that letters may precede: US$."""


@cache
def list_currency_codes() -> frozenset[str]:
    """Return the codes of all currencies that are in use."""
    from babel.core import get_global

    return frozenset(
        code
        for uses in get_global("territory_currencies").values()
        for code, _, end, is_tender in uses
        if end is None and is_tender
    )


def is_currency(text: str) -> bool:
    """Return whether the text is a code or a sign of a currency."""
    bare = text.rstrip(".")
    return _sign(bare) is not None or (len(bare) == 3 and bare.isupper() and bare in list_currency_codes())


def resolve_currency(text: str, home: str, others: frozenset[str] = frozenset()) -> str:
    """Return the code of a currency's code or sign.

    A sign of several currencies is the one of the `others` in the file, else the team's, `home`, else the most usual.
    """
    bare = text.rstrip(".")
    meant = _sign(bare)
    if meant is None:
        return bare.upper()
    known = [code for code in meant if code in others]
    if len(known) == 1:
        return known[0]
    return home if home in meant else meant[0]


def _sign(bare: str) -> tuple[str, ...] | None:
    """Return the currencies that a sign may be of, the most usual first; None when it is no sign."""
    if bare in _SIGNS:
        return (_SIGNS[bare],)
    return _SHARED_SIGNS.get(bare) or _SHARED_SIGNS.get(bare.casefold())
