"""The currencies of a file's rows: counted, asked about where there are several, and never added up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.importing.amount_parsing import currency_of
from core.importing.currencies import is_currency, list_currency_codes, resolve_currency

Cells = tuple[str, ...]


class RowCurrencies:
    """Counts the rows of each currency, and says which rows are in the one that a map wants."""

    def __init__(self, column: int | None, amounts: Iterable[int], wanted: str | None, home: str) -> None:
        """`column` is the index of the currency's column and `amounts` are those of amounts; `home` is the currency of
        the team."""
        self._column = column
        self._amounts = tuple(amounts)
        self._wanted = wanted
        self._home = home
        self._texts: dict[str, int] = {}
        self._codes: frozenset[str] = frozenset()

    def add(self, cells: Cells) -> None:
        """Count a row that gives an amount."""
        text = self._text(cells)
        self._texts[text] = self._texts.get(text, 0) + 1

    def count_rows(self) -> dict[str, int]:
        """Return how many rows there are in each currency, by its code; the empty text stands for none.

        It is called when all rows are counted: a code in one row tells which dollar a sign in another means.
        """
        if any(self._texts):
            self._codes = frozenset(self._texts) & list_currency_codes()
        rows: dict[str, int] = {}
        for text, count in self._texts.items():
            code = self._resolve(text)
            rows[code] = rows.get(code, 0) + count
        return rows

    def takes(self, cells: Cells) -> bool:
        """Return whether the row's amounts are in the currency that the map wants, if it wants one."""
        return self._wanted is None or self._resolve(self._text(cells)) in ("", self._wanted)

    def foreign(self, rows: dict[str, int]) -> Iterator[tuple[str, int]]:
        """Yield each currency that the map does not want, with its rows."""
        return ((code, count) for code, count in rows.items() if self._wanted and code not in ("", self._wanted))

    def has_to_ask(self, rows: dict[str, int]) -> bool:
        """Return whether somebody must say which currency counts: there are several, or it is not the team's."""
        known = set(rows) - {""}
        return self._wanted is None and bool(known) and known != {self._home or min(known)}

    def _resolve(self, text: str) -> str:
        """Return the code; an amount without one, in a file that has some, is in the team's currency."""
        if not text:
            return self._home if any(self._texts) else ""
        return resolve_currency(text, self._home, self._codes)

    def _text(self, cells: Cells) -> str:
        """Return the code or sign of the currency as the row has it; empty without one."""
        if self._column is not None and (text := cells[self._column].strip()):
            return next((code for code in (text.upper(), text) if is_currency(code)), "")
        texts = (cells[column] for column in self._amounts)
        return next((found for text in texts if not _is_bare(text) and (found := currency_of(text))), "")


def _is_bare(text: str) -> bool:
    """Return whether an amount begins and ends with a figure, as most do: then no currency is beside it."""
    return not text or (text[-1].isdigit() and (text[0].isdigit() or text[0] == "-") and text[1:2] not in "$€£¥")
