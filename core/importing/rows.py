"""Apply a map to each row of a file: the entries and targets it gives, or why it gives none."""

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
"""The most characters of a row's key."""
TOLD_EVERY = 5_000
"""After how many rows progress is reported."""
_CLOSING_LETTERS = frozenset(" \t\"'*(©GgTtSsCcRrAaFfEe")
"""How a closing line of a report may begin; other lines need no closer test."""


@dataclass(frozen=True, slots=True)
class Part:
    """One [[entry]] or [[target]], with its columns as indexes in a row."""

    part: EntryPart
    where: tuple[tuple[int, frozenset[str]], ...]
    amount: int | None
    """The column index of the amount; None when it is the same number for every row."""
    column: str
    constant: str

    def takes(self, cells: tuple[str, ...]) -> bool:
        """Return whether the row meets `where`."""
        return all(cells[place].strip() in values for place, values in self.where)

    def text(self, cells: tuple[str, ...]) -> str:
        """Return the amount as the row has it."""
        if self.amount is None:
            return self.constant
        cell = cells[self.amount]
        return cell if type(cell) is Native else cell.strip()


@dataclass(slots=True)
class Row:
    """One row, interpreted as far as the file alone allows."""

    line: Line
    key: str = ""
    member: str = ""
    account: str = ""
    """The customer, when the map names its column."""
    day: date | None = None
    texts: dict[int, str] = field(default_factory=dict)
    """The amount's text by index of each [[entry]] that takes this row."""
    targets: dict[int, str] = field(default_factory=dict)
    """The amount's text by index of each [[target]] that takes this row."""
    refused: str | None = None
    settled: bool = False
    """Whether stored entries that this row no longer gives are withdrawn; not when it was refused unread."""


@dataclass(slots=True)
class Survey:
    """What the first pass over a file found out."""

    rows: int = 0
    left_out: list[int] = field(default_factory=list)
    """Numbers of lines that are no rows: repeated headers, and closing lines of a report."""
    marks: dict[int, Mark] = field(default_factory=dict)
    """How the amounts are written, by column index."""
    days: Days = field(default_factory=Days)
    """How the days are written."""
    questions: list[Question] = field(default_factory=list)
    """What somebody must answer before the file can be read."""
    scales: dict[str, int] = field(default_factory=dict)
    """The decimals of a metric that this import creates, by its casefolded name."""
    last: dict[str, int] = field(default_factory=dict)
    """The last line of each key that is on several lines."""


class Rows:
    """A file read through its map."""

    def __init__(self, file: Table, map_: Map) -> None:
        """Raises `HuddleError` when the map names a column that the file does not have."""
        self.file = file
        self.map = map_
        places = {name: file.place(name) for name in map_.names()}
        columns = map_.columns
        # A member given for all rows takes precedence over the column.
        self._member_of_all = map_.file.member or ""
        self._member = () if self._member_of_all else tuple(places[name] for name in columns.member or ())
        self._on = places[columns.on]
        self._key = tuple(places[name] for name in columns.key or ())
        self._account = tuple(places[name] for name in columns.account or ())
        self._needed = max(places.values()) + 1
        self._required = (*self._member, self._on, *self._key)
        """The columns that every row fills, and a closing line of a report does not."""
        self._header = tuple(name.casefold() for name in file.names)
        self.entries = [_mapped_part(part, places) for part in map_.entry]
        self.targets = [_mapped_part(part, places) for part in map_.target]
        self.metric_names = {part.part.metric.casefold() for part in (*self.entries, *self.targets)}

    def survey(self, heard: Callable[[int], None] = lambda rows: None) -> Survey:
        """Read the whole file once: how its amounts and days are written, and the keys that occur twice.

        `heard` is called with the number of rows read, every `TOLD_EVERY` rows.
        """
        result = Survey()
        parts = (*self.entries, *self.targets)
        evidence = {part.amount: Evidence() for part in parts if part.amount is not None}
        days = DayEvidence()
        scales = {".": dict[str, int](), ",": dict[str, int]()}
        # A temporary database that spills to disk: a million keys would take 100 MB as Python objects.
        seen = sqlite3.connect("", isolation_level=None)
        try:
            seen.execute("PRAGMA journal_mode = OFF")
            seen.execute("BEGIN")
            seen.execute("CREATE TABLE seen (key TEXT PRIMARY KEY) WITHOUT ROWID")
            for line in self.file.lines():
                if self._is_no_row(line):
                    result.left_out.append(line.number)
                    continue
                result.rows += 1
                if result.rows % TOLD_EVERY == 0:
                    heard(result.rows)
                cells = line.cells
                if line.fault or len(cells) < self._needed:
                    continue
                key = self._join_cells(cells, self._key)
                if key and seen.execute("INSERT OR IGNORE INTO seen VALUES (?)", (key,)).rowcount == 0:
                    result.last[key] = line.number
                taking = [part for part in parts if part.takes(cells)]
                days.add(_strip_cell(cells[self._on]), counts=bool(taking))
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
        self._decide(result, evidence, days)
        for part in parts:
            name = part.part.metric.casefold()
            mark = "." if part.amount is None else result.marks[part.amount].decimal
            result.scales[name] = max(result.scales.get(name, 0), scales[mark].get(name, 0))
            if part.amount is None and decimals(part.constant):
                result.scales[name] = 2
        return result

    def _decide(self, survey: Survey, evidence: dict[int, Evidence], days: DayEvidence) -> None:
        """Decide how the columns are written: by the map, else by their content, else a question is added."""
        file = self.map.file
        mark = file.decimal or (decimal_of(file.locale) if file.locale else None)
        for column, column_evidence in evidence.items():
            survey.marks[column] = Mark(mark) if mark else column_evidence.mark(evidence.values())
            if not survey.marks[column].is_sure:
                survey.questions.append(of_amounts(self.file.names[column], column_evidence))
        order = days.order()
        if order is None and file.locale:
            order = order_of(file.locale)
        survey.days = Days(file.dates, order, file.locale)
        if file.dates is None and order is None and days.two_ways:
            survey.questions.append(of_days(self.map.columns.on, days))

    def _is_no_row(self, line: Line) -> bool:
        """Return whether the line is a repeated header, or a closing line of a report that lacks a required cell."""
        cells = line.cells
        first = cells[0].strip()
        if first.casefold() == self._header[0] or not first.isascii():
            names = tuple(clean(cell).casefold() for cell in cells)
            if names[: len(self._header)] == self._header:
                return True
        if not line.fault and (not first or first[0] in _CLOSING_LETTERS or not first[0].isascii()) and closes(cells):
            return len(cells) < self._needed or not all(cells[place].strip() for place in self._required)
        return False

    def read(self, survey: Survey) -> Iterator[Row]:
        """Yield every row of the file, in order."""
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
        row.key = self._join_cells(cells, self._key)
        if self._account:
            row.account = self._join_cells(cells, self._account)
        for place, part in enumerate(self.entries):
            if part.takes(cells):
                row.texts[place] = part.text(cells)
        for place, part in enumerate(self.targets):
            if part.takes(cells):
                row.targets[place] = part.text(cells)
        last = survey.last.get(row.key, row.line.number) if row.key else row.line.number
        if last != row.line.number:
            key = self._column_names(self.map.columns.key)
            row.refused = f"Line {last} has the same {key}, “{row.key[:LONGEST_KEY]}”; the last one counts."
            return
        if len(row.key) > LONGEST_KEY:
            row.refused = f"{self._column_names(self.map.columns.key)} is longer than {LONGEST_KEY} characters."
        elif not row.texts and not row.targets:
            row.settled = True
        elif self._key and not row.key and row.texts:
            row.refused = f"{self._column_names(self.map.columns.key)} is empty."
        elif not any(row.texts.values()) and not any(row.targets.values()):
            parts = [self.entries[place] for place in row.texts] + [self.targets[place] for place in row.targets]
            row.refused = f"{parts[0].column} is empty."
            row.settled = True
        else:
            self._set_member_and_day(row, survey.days)

    def _set_member_and_day(self, row: Row, days: Days) -> None:
        cells = row.line.cells
        row.member = self._member_of_all or self._join_cells(cells, self._member)
        on = _strip_cell(cells[self._on])
        if not row.member:
            row.refused = f"{self._column_names(self.map.columns.member)} is empty."
        elif not on:
            row.refused = f"{self.map.columns.on} is empty."
        else:
            try:
                row.day = days.day(on)
                row.settled = True
            except HuddleError as error:
                row.refused = f"{self.map.columns.on}: {error}"

    def of_open(self, row: Row, days: Days) -> tuple[str, date | None]:
        """Return member text and day of a row that gives nothing, such as an open deal; the day may be None."""
        cells = row.line.cells
        try:
            day = days.day(_strip_cell(cells[self._on]))
        except HuddleError:
            day = None
        return self._member_of_all or self._join_cells(cells, self._member), day

    @staticmethod
    def amount(part: Part, text: str, scale: int, survey: Survey) -> int:
        """Return the exact amount, in units of 10^-`scale`. Raises `HuddleError` naming the column."""
        mark = Mark() if part.amount is None else survey.marks[part.amount]
        try:
            return amount_from(text, scale, mark.decimal, is_sure=mark.is_sure)
        except HuddleError as error:
            raise HuddleError(f"{part.column}: {error}") from error

    @staticmethod
    def _join_cells(cells: tuple[str, ...], places: tuple[int, ...]) -> str:
        text = " ".join([cells[place] for place in places])
        # `clean` is slow because it tests each character; most keys and names do not need it.
        return " ".join(text.split()) if text.isascii() and text.isprintable() else clean(text)

    @staticmethod
    def _column_names(columns: list[str] | None) -> str:
        return " and ".join(columns or ())


def _strip_cell(cell: str) -> str:
    return cell if type(cell) is Native else cell.strip()


def decimal_of(locale: str) -> str:
    """Return the decimal mark of `locale`: a point or a comma."""
    from babel.numbers import get_decimal_symbol

    return "," if get_decimal_symbol(locale) == "," else "."


def _mapped_part(part: EntryPart, places: dict[str, int]) -> Part:
    is_column = isinstance(part.amount, str)
    return Part(
        part=part,
        where=tuple((places[name], frozenset(str(value) for value in values)) for name, values in part.where.items()),
        amount=places[str(part.amount)] if is_column else None,
        column=str(part.amount) if is_column else "The map's amount",
        constant="" if is_column else str(part.amount),
    )
