"""What a map makes of each row of a file: the entries and targets it gives, or why it gives none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from core.errors import HuddleError
from core.importing.map import EntryPart, Map
from core.importing.numbers import amount_from, day_from, decimals
from core.importing.text import Line, TextFile
from core.wording import clean
from data.sqlite import sqlite3

LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Part:
    """One [[entry]] or [[target]], with its columns as places in a row."""

    part: EntryPart
    where: tuple[tuple[int, frozenset[str]], ...]
    amount: int | None
    """The column that holds the amount; None when it is the same number for every row."""
    column: str
    constant: str

    def takes(self, cells: tuple[str, ...]) -> bool:
        """Whether `where` agrees with the row."""
        return all(cells[place].strip() in values for place, values in self.where)

    def text(self, cells: tuple[str, ...]) -> str:
        """The amount as the row has it."""
        return self.constant if self.amount is None else cells[self.amount].strip()


@dataclass(slots=True)
class Row:
    """One row, understood as far as the file alone allows."""

    line: Line
    key: str = ""
    member: str = ""
    day: date | None = None
    texts: dict[int, str] = field(default_factory=dict)
    """By place of the [[entry]], the amount's text for each that takes this row."""
    targets: dict[int, str] = field(default_factory=dict)
    """By place of the [[target]], the same."""
    refused: str | None = None
    settled: bool = False
    """Whether what this row does not give any more is to be withdrawn; not where it was refused unread."""


@dataclass(slots=True)
class Survey:
    """What the first pass over a file found out."""

    rows: int = 0
    decimal: str = "."
    scales: dict[str, int] = field(default_factory=dict)
    """By metric's name, casefolded: the decimals a metric made by this import gets."""
    last: dict[str, int] = field(default_factory=dict)
    """By key that stands on several lines, the last of them."""


class Rows:
    """A file seen through its map."""

    def __init__(self, file: TextFile, map_: Map) -> None:
        """Raises `HuddleError` when the map names a column that the file does not have."""
        self.file = file
        self.map = map_
        places = {name: file.place(name) for name in map_.names()}
        columns = map_.columns
        self._member = tuple(places[name] for name in columns.member)
        self._on = places[columns.on]
        self._key = tuple(places[name] for name in columns.key or ())
        self._needed = max(places.values()) + 1
        self.entries = [_part(part, places) for part in map_.entry]
        self.targets = [_part(part, places) for part in map_.target]
        self.metric_names = {part.part.metric.casefold() for part in (*self.entries, *self.targets)}

    def survey(self) -> Survey:
        """Reads the whole file once: its scales, its decimal mark, and the keys that stand in it twice."""
        found = Survey(decimal=self.map.file.decimal or ".")
        comma = point = False
        scales = {".": dict[str, int](), ",": dict[str, int]()}
        # A database of its own that spills to the disk: a million keys would be 100 MB of Python's memory.
        seen = sqlite3.connect("", isolation_level=None)
        try:
            seen.execute("PRAGMA journal_mode = OFF")
            seen.execute("BEGIN")
            seen.execute("CREATE TABLE seen (key TEXT PRIMARY KEY) WITHOUT ROWID")
            for line in self.file.lines():
                found.rows += 1
                if line.fault or len(line.cells) < self._needed:
                    continue
                key = self._joined(line.cells, self._key)
                if key and seen.execute("INSERT OR IGNORE INTO seen VALUES (?)", (key,)).rowcount == 0:
                    found.last[key] = line.number
                for part in (*self.entries, *self.targets):
                    if not part.takes(line.cells):
                        continue
                    text = part.text(line.cells)
                    name = part.part.metric.casefold()
                    for mark, known in scales.items():
                        known[name] = max(known.get(name, 0), 2 if decimals(text, mark) else 0)
                    if part.amount is not None:
                        point = point or bool(decimals(text, "."))
                        # “1,5” can only be a decimal comma; “1,500” could be a thousand and a half.
                        comma = comma or decimals(text, ",") not in (None, 0, 3)
        finally:
            seen.close()
        if self.map.file.decimal is None and comma and not point:
            found.decimal = ","
        found.scales = scales[found.decimal]
        for part in self.entries + self.targets:
            if part.amount is None and decimals(part.constant):
                found.scales[part.part.metric.casefold()] = 2
        return found

    def read(self, survey: Survey) -> Iterator[Row]:
        """Every row of the file, in its order."""
        for line in self.file.lines():
            yield self._read(line, survey)

    def _read(self, line: Line, survey: Survey) -> Row:
        row = Row(line)
        cells = line.cells
        if line.fault:
            row.refused = line.fault
        elif len(cells) < self._needed:
            row.refused = f"It has {len(cells)} cells, and the map reads the {self._needed}th."
        elif len(cells) > len(self.file.names) and any(cell.strip() for cell in cells[len(self.file.names) :]):
            row.refused = f"It has {len(cells)} cells under {len(self.file.names)} columns."
        else:
            self._understand(row, survey)
        return row

    def _understand(self, row: Row, survey: Survey) -> None:
        cells = row.line.cells
        row.key = self._joined(cells, self._key)
        for place, part in enumerate(self.entries):
            if part.takes(cells):
                row.texts[place] = part.text(cells)
        for place, part in enumerate(self.targets):
            if part.takes(cells):
                row.targets[place] = part.text(cells)
        last = survey.last.get(row.key, row.line.number) if row.key else row.line.number
        if last != row.line.number:
            key = self._named(self.map.columns.key)
            row.refused = f"Line {last} has the same {key}, “{row.key[:LONGEST_KEY]}”; the last one counts."
            return
        if len(row.key) > LONGEST_KEY:
            row.refused = f"{self._named(self.map.columns.key)} is longer than {LONGEST_KEY} characters."
        elif not row.texts and not row.targets:
            row.settled = True
        elif self._key and not row.key and row.texts:
            row.refused = f"{self._named(self.map.columns.key)} is empty."
        elif not any(row.texts.values()) and not any(row.targets.values()):
            parts = [self.entries[place] for place in row.texts] + [self.targets[place] for place in row.targets]
            row.refused = f"{parts[0].column} is empty."
            row.settled = True
        else:
            self._who_and_when(row)

    def _who_and_when(self, row: Row) -> None:
        cells = row.line.cells
        row.member = self._joined(cells, self._member)
        on = cells[self._on].strip()
        if not row.member:
            row.refused = f"{self._named(self.map.columns.member)} is empty."
        elif not on:
            row.refused = f"{self.map.columns.on} is empty."
        else:
            try:
                row.day = day_from(on, self.map.file.dates)
                row.settled = True
            except HuddleError as error:
                row.refused = f"{self.map.columns.on}: {error}"

    @staticmethod
    def amount(part: Part, text: str, scale: int, decimal: str) -> int:
        """The exact amount. Raises `HuddleError` naming the column."""
        try:
            return amount_from(text, scale, decimal if part.amount is not None else ".")
        except HuddleError as error:
            raise HuddleError(f"{part.column}: {error}") from error

    @staticmethod
    def _joined(cells: tuple[str, ...], places: tuple[int, ...]) -> str:
        text = " ".join([cells[place] for place in places])
        # Cleaning looks at each character; most keys and names need no look.
        return " ".join(text.split()) if text.isascii() and text.isprintable() else clean(text)

    @staticmethod
    def _named(columns: list[str] | None) -> str:
        return " and ".join(columns or ())


def _part(part: EntryPart, places: dict[str, int]) -> Part:
    is_column = isinstance(part.amount, str)
    return Part(
        part=part,
        where=tuple((places[name], frozenset(str(value) for value in values)) for name, values in part.where.items()),
        amount=places[str(part.amount)] if is_column else None,
        column=str(part.amount) if is_column else "The map's amount",
        constant="" if is_column else str(part.amount),
    )
