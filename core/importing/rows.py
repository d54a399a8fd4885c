"""What a map makes of each row of a file: the entries and targets it gives, or why it gives none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from core.errors import HuddleError
from core.importing.days import DayEvidence, Days, order_of
from core.importing.header import closes
from core.importing.map import EntryPart, Map
from core.importing.numbers import Evidence, Mark, Native, amount_from, decimals
from core.importing.questions import Question, of_amounts, of_days
from core.importing.table import Line, Table
from core.wording import clean
from data.sqlite import sqlite3

LONGEST_KEY = 200
TOLD_EVERY = 5_000
"""Rows after which it is told how far the reading has come."""
_CLOSING_LETTERS = frozenset(" \t\"'*(©GgTtSsCcRrAaFfEe")
"""How a line that closes a report may begin: the others need no second look."""


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
        if self.amount is None:
            return self.constant
        cell = cells[self.amount]
        return cell if type(cell) is Native else cell.strip()


@dataclass(slots=True)
class Row:
    """One row, understood as far as the file alone allows."""

    line: Line
    key: str = ""
    member: str = ""
    account: str = ""
    """The customer, where the map says which column that is."""
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
    left_out: list[int] = field(default_factory=list)
    """Lines that are no rows: the header repeated, and those that close a report."""
    marks: dict[int, Mark] = field(default_factory=dict)
    """By column, how its amounts are written."""
    days: Days = field(default_factory=Days)
    """How the days are written."""
    questions: list[Question] = field(default_factory=list)
    """What the file does not tell, and somebody must say."""
    scales: dict[str, int] = field(default_factory=dict)
    """By metric's name, casefolded: the decimals a metric made by this import gets."""
    last: dict[str, int] = field(default_factory=dict)
    """By key that stands on several lines, the last of them."""


class Rows:
    """A file seen through its map."""

    def __init__(self, file: Table, map_: Map) -> None:
        """Raises `HuddleError` when the map names a column that the file does not have."""
        self.file = file
        self.map = map_
        places = {name: file.place(name) for name in map_.names()}
        columns = map_.columns
        # What the map says of all rows goes before what the file says of each.
        self._whose = map_.file.member or ""
        self._member = () if self._whose else tuple(places[name] for name in columns.member or ())
        self._on = places[columns.on]
        self._key = tuple(places[name] for name in columns.key or ())
        self._account = tuple(places[name] for name in columns.account or ())
        self._needed = max(places.values()) + 1
        self._telling = (*self._member, self._on, *self._key)
        """The columns that every row fills, and a line that closes a report does not."""
        self._header = tuple(name.casefold() for name in file.names)
        self.entries = [_part(part, places) for part in map_.entry]
        self.targets = [_part(part, places) for part in map_.target]
        self.metric_names = {part.part.metric.casefold() for part in (*self.entries, *self.targets)}

    def survey(self, heard: Callable[[int], None] = lambda rows: None) -> Survey:
        """Reads the whole file once: how its amounts and days are written, and the keys that stand in it twice.

        `heard` is told now and then how many rows have been read.
        """
        found = Survey()
        parts = (*self.entries, *self.targets)
        evidence = {part.amount: Evidence() for part in parts if part.amount is not None}
        days = DayEvidence()
        scales = {".": dict[str, int](), ",": dict[str, int]()}
        # A database of its own that spills to the disk: a million keys would be 100 MB of Python's memory.
        seen = sqlite3.connect("", isolation_level=None)
        try:
            seen.execute("PRAGMA journal_mode = OFF")
            seen.execute("BEGIN")
            seen.execute("CREATE TABLE seen (key TEXT PRIMARY KEY) WITHOUT ROWID")
            for line in self.file.lines():
                if self._is_no_row(line):
                    found.left_out.append(line.number)
                    continue
                found.rows += 1
                if found.rows % TOLD_EVERY == 0:
                    heard(found.rows)
                cells = line.cells
                if line.fault or len(cells) < self._needed:
                    continue
                key = self._joined(cells, self._key)
                if key and seen.execute("INSERT OR IGNORE INTO seen VALUES (?)", (key,)).rowcount == 0:
                    found.last[key] = line.number
                taking = [part for part in parts if part.takes(cells)]
                days.add(_stripped(cells[self._on]), counts=bool(taking))
                for part in taking:
                    text = part.text(cells)
                    name = part.part.metric.casefold()
                    for mark, known in scales.items():
                        if mark in text and name not in known and decimals(text, mark):
                            known[name] = 2
                    if part.amount is not None:
                        evidence[part.amount].add(text)
        finally:
            seen.close()
        self._decide(found, evidence, days)
        for part in parts:
            name = part.part.metric.casefold()
            mark = "." if part.amount is None else found.marks[part.amount].decimal
            found.scales[name] = max(found.scales.get(name, 0), scales[mark].get(name, 0))
            if part.amount is None and decimals(part.constant):
                found.scales[name] = 2
        return found

    def _decide(self, found: Survey, evidence: dict[int, Evidence], days: DayEvidence) -> None:
        """How the columns are written: as the map says, else as they tell themselves, else it must be asked."""
        file = self.map.file
        mark = file.decimal or (decimal_of(file.locale) if file.locale else None)
        for column, told in evidence.items():
            found.marks[column] = Mark(mark) if mark else told.mark(evidence.values())
            if not found.marks[column].is_sure:
                found.questions.append(of_amounts(self.file.names[column], told))
        order = days.order()
        if order is None and file.locale:
            order = order_of(file.locale)
        found.days = Days(file.dates, order, file.locale)
        if file.dates is None and order is None and days.two_ways:
            found.questions.append(of_days(self.map.columns.on, days))

    def _is_no_row(self, line: Line) -> bool:
        """Whether it is the header once more, or one of those that close a report; a row that only looks so is one."""
        cells = line.cells
        first = cells[0].strip()
        if first.casefold() == self._header[0] or not first.isascii():
            names = tuple(clean(cell).casefold() for cell in cells)
            if names[: len(self._header)] == self._header:
                return True
        if not line.fault and (not first or first[0] in _CLOSING_LETTERS or not first[0].isascii()) and closes(cells):
            return len(cells) < self._needed or not all(cells[place].strip() for place in self._telling)
        return False

    def read(self, survey: Survey) -> Iterator[Row]:
        """Every row of the file, in its order."""
        left_out = frozenset(survey.left_out)
        for line in self.file.lines():
            if line.number not in left_out:
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
        if self._account:
            row.account = self._joined(cells, self._account)
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
            self._who_and_when(row, survey.days)

    def _who_and_when(self, row: Row, days: Days) -> None:
        cells = row.line.cells
        row.member = self._whose or self._joined(cells, self._member)
        on = _stripped(cells[self._on])
        if not row.member:
            row.refused = f"{self._named(self.map.columns.member)} is empty."
        elif not on:
            row.refused = f"{self.map.columns.on} is empty."
        else:
            try:
                row.day = days.day(on)
                row.settled = True
            except HuddleError as error:
                row.refused = f"{self.map.columns.on}: {error}"

    def of_open(self, row: Row, days: Days) -> tuple[str, date | None]:
        """Who and when a row is that gives nothing, as an open deal does; no day where it tells none."""
        cells = row.line.cells
        try:
            day = days.day(_stripped(cells[self._on]))
        except HuddleError:
            day = None
        return self._whose or self._joined(cells, self._member), day

    @staticmethod
    def amount(part: Part, text: str, scale: int, survey: Survey) -> int:
        """The exact amount. Raises `HuddleError` naming the column."""
        mark = Mark() if part.amount is None else survey.marks[part.amount]
        try:
            return amount_from(text, scale, mark.decimal, is_sure=mark.is_sure)
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


def _stripped(cell: str) -> str:
    return cell if type(cell) is Native else cell.strip()


def decimal_of(locale: str) -> str:
    """The decimal mark where people write as in `locale`: a point or a comma."""
    from babel.numbers import get_decimal_symbol

    return "," if get_decimal_symbol(locale) == "," else "."


def _part(part: EntryPart, places: dict[str, int]) -> Part:
    is_column = isinstance(part.amount, str)
    return Part(
        part=part,
        where=tuple((places[name], frozenset(str(value) for value in values)) for name, values in part.where.items()),
        amount=places[str(part.amount)] if is_column else None,
        column=str(part.amount) if is_column else "The map's amount",
        constant="" if is_column else str(part.amount),
    )
