"""Apply a map to each row of a file: the entries and targets it gives, or why it gives none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from core.errors import HuddleError
from core.importing.amount_parsing import (
    DecimalEvidence,
    DecimalMark,
    NativeCell,
    count_decimals,
    parse_file_amount,
)
from core.importing.date_parsing import DAY_ORDERS, MARKS, DateFormat, DayEvidence, day_order_of_locale
from core.importing.mapping import ImportMap, RowPart
from core.importing.questions import Question, currency_question, day_order_question, decimal_mark_question
from core.importing.report_lines import GroupedOwner, ReportLines
from core.importing.row_currencies import RowCurrencies
from core.importing.table import FileRow, Table
from core.importing.taken_rows import TakenRows
from core.values.text import clean, format_count
from data.sqlite import sqlite3

_MAX_SHOWN = 80
"""How many characters of a key are shown."""
PROGRESS_ROWS = 5_000
"""After how many rows progress is reported."""


@dataclass(frozen=True, slots=True)
class MappedPart:
    """One [[entry]] or [[target]], with its columns as indexes in a row."""

    part: RowPart
    where: tuple[tuple[int, frozenset[str]], ...]
    amount_column: int | None
    """The column index of the amount; None when it is the same number for every row."""
    column_name: str
    constant: str

    def matches(self, cells: tuple[str, ...]) -> bool:
        """Return whether the row meets `where`."""
        return all(cells[place].strip() in values for place, values in self.where)

    def describe_stage(self, cells: tuple[str, ...]) -> str:
        """Return what the row has in the columns of `where`, as text."""
        return " · ".join(text for place, _ in self.where if (text := clean(cells[place])))

    def amount_text(self, cells: tuple[str, ...]) -> str:
        """Return the amount as the row has it."""
        if self.amount_column is None:
            return self.constant
        cell = cells[self.amount_column]
        return cell if type(cell) is NativeCell else cell.strip()


@dataclass(slots=True)
class MappedRow:
    """One row, interpreted as far as the file alone allows."""

    line: FileRow
    key: str = ""
    name: str = ""
    """What it is called, when the map names that column."""
    member: str = ""
    account: str = ""
    """The customer, when the map names its column."""
    day: date | None = None
    entry_texts: dict[int, str] = field(default_factory=dict)
    """The amount's text by index of each [[entry]] that takes this row."""
    target_texts: dict[int, str] = field(default_factory=dict)
    """The amount's text by index of each [[target]] that takes this row."""
    refusal: str | None = None
    may_withdraw: bool = False
    """Whether stored entries that this row no longer gives are withdrawn; not when it was refused unread."""


@dataclass(slots=True)
class FileSurvey:
    """What the first pass over a file found out."""

    rows: int = 0
    ignored_lines: list[int] = field(default_factory=list)
    """Numbers of lines that are no rows: repeated headers, and closing lines of a report."""
    marks: dict[int, DecimalMark] = field(default_factory=dict)
    """How the amounts are written, by column index."""
    days: DateFormat = field(default_factory=DateFormat)
    """How the days are written."""
    questions: list[Question] = field(default_factory=list)
    """What somebody must answer before the file can be read."""
    scales: dict[str, int] = field(default_factory=dict)
    """The decimals of a metric that this import creates, by its casefolded name."""
    owners: GroupedOwner = field(default_factory=GroupedOwner)
    """Whether an owner stands for the rows below."""
    extra_cells: int = 0
    """How many rows have more cells than there are columns, which are not read."""
    currency: str = ""
    """The currency of the rows that count; empty where the file names none."""
    taken_rows: TakenRows = field(default_factory=TakenRows)
    """How many rows count for the first [[entry]] or [[target]], and what the others are."""
    last_line_of_key: dict[str, int] = field(default_factory=dict)
    """The last line of each key that is on several lines."""


class MappedRows:
    """A file read through its map."""

    def __init__(self, file: Table, map_: ImportMap, home_currency: str = "", people: Sequence[str] = ()) -> None:
        """`home_currency` and the names of `people` are the team's.

        Raises `HuddleError` when the map names a column that is missing.
        """
        self.file = file
        self.map = map_
        self._people = people
        places = {name: file.column_index(name) for name in map_.column_names()}
        columns = map_.columns
        # A member given for all rows takes precedence over the column.
        self._member_of_all = map_.file.member or ""
        self._member = () if self._member_of_all else tuple(places[name] for name in columns.member or ())
        self._on = tuple(places[name] for name in columns.on)
        self._key = tuple(places[name] for name in columns.key or ())
        self.has_keys = bool(self._key) and map_.file.keys != "reused"
        """Whether rows have a key of their own; without one they are told apart by all else."""
        self._name = tuple(places[name] for name in columns.name or ())
        self._account = tuple(places[name] for name in columns.account or ())
        self._needed = max(places.values()) + 1
        self.entries = [_mapped_part(part, places) for part in map_.entry]
        self.targets = [_mapped_part(part, places) for part in map_.target]
        amounts = {
            part.amount_column: part for part in (*self.entries, *self.targets) if part.amount_column is not None
        }
        self._currency_column = columns.currency or next((part.column_name for part in amounts.values()), "")
        currency = places[columns.currency] if columns.currency else None
        self.currencies = RowCurrencies(currency, amounts, map_.file.currency, home_currency)

    def survey(self, on_progress: Callable[[int], None] = lambda rows: None) -> FileSurvey:
        """Read the whole file once: how its amounts and days are written, and the keys that occur twice.

        `on_progress` is called with the number of rows read, every `PROGRESS_ROWS` rows.
        """
        result = FileSurvey()
        parts = (*self.entries, *self.targets)
        evidence = {part.amount_column: DecimalEvidence() for part in parts if part.amount_column is not None}
        days = DayEvidence()
        scales = {".": dict[str, int](), ",": dict[str, int]()}
        # A temporary database that spills to disk: a million keys would take 100 MB as Python objects.
        seen = sqlite3.connect("", isolation_level=None)
        try:
            seen.execute("PRAGMA journal_mode = OFF")
            seen.execute("BEGIN")
            seen.execute("CREATE TABLE seen (key TEXT PRIMARY KEY) WITHOUT ROWID")
            lines = self._report_lines()
            for line in self.file.read_rows():
                if lines.is_no_row(line):
                    result.ignored_lines.append(line.number)
                    continue
                result.rows += 1
                if result.rows % PROGRESS_ROWS == 0:
                    on_progress(result.rows)
                cells = line.cells
                if line.problem or len(cells) < self._needed:
                    continue
                if any(cell.strip() for cell in cells[len(self.file.column_names) :]):
                    result.extra_cells += 1
                key = self._join_cells(cells, self._key) if self.has_keys else ""
                if key and seen.execute("INSERT OR IGNORE INTO seen VALUES (?)", (key,)).rowcount == 0:
                    result.last_line_of_key[key] = line.number
                taking = [part for part in parts if part.matches(cells)]
                if taking and taking[0] is parts[0]:
                    result.taken_rows.taken += 1
                else:
                    result.taken_rows.add_other(parts[0].describe_stage(cells))
                if taking:
                    self.currencies.add(cells)
                result.owners.add(self._join_cells(cells, self._member))
                days.add(self._day_text(cells), counts=bool(taking))
                for part in taking:
                    text = part.amount_text(cells)
                    name = part.part.metric.casefold()
                    for mark, known in scales.items():
                        if mark in text and name not in known and count_decimals(text, mark):
                            known[name] = 2
                    if part.amount_column is not None:
                        evidence[part.amount_column].add(text)
        finally:
            seen.close()
        self._decide(result, evidence, days)
        self._decide_currency(result)
        for part in parts:
            name = part.part.metric.casefold()
            mark = "." if part.amount_column is None else result.marks[part.amount_column].decimal
            result.scales[name] = max(result.scales.get(name, 0), scales[mark].get(name, 0))
            if part.amount_column is None and count_decimals(part.constant):
                result.scales[name] = 2
        return result

    def _report_lines(self) -> ReportLines:
        key = self._key if self.has_keys else ()
        return ReportLines(self.file.column_names, on=self._on, member=self._member, key=key, people=self._people)

    def _decide(self, survey: FileSurvey, evidence: dict[int, DecimalEvidence], days: DayEvidence) -> None:
        """Decide how the columns are written: by the map, else by their content, else a question is added."""
        file = self.map.file
        mark = file.decimal or (decimal_mark_of_locale(file.locale) if file.locale else None)
        for column, column_evidence in evidence.items():
            survey.marks[column] = DecimalMark(mark) if mark else column_evidence.decide_mark(evidence.values())
            if not survey.marks[column].is_sure:
                survey.questions.append(decimal_mark_question(self.file.column_names[column], column_evidence))
        orders = days.decide_orders()
        given = file.dates if file.dates in DAY_ORDERS else day_order_of_locale(file.locale) if file.locale else None
        if given is not None:
            orders = dict.fromkeys(MARKS, given) | (orders if file.dates is None else {})
        form = file.dates if file.dates not in DAY_ORDERS else None
        survey.days = DateFormat(form, orders, file.locale, has_periods=bool(self.targets))
        if file.dates is None and file.locale is None and days.ambiguous:
            survey.questions.append(day_order_question(self._column_names(self.map.columns.on), days))

    def _decide_currency(self, survey: FileSurvey) -> None:
        """Ask which currency counts where that is not clear, else count the rows in others as not taken."""
        rows = self.currencies.count_rows()
        for code, count in self.currencies.foreign(rows):
            survey.taken_rows.move(f"in {code}", count)
        if self.currencies.has_to_ask(rows):
            survey.questions.append(currency_question(self._currency_column, rows))
        survey.currency = self.map.file.currency or next(filter(None, rows), "")

    def read(self, survey: FileSurvey) -> Iterator[MappedRow]:
        """Yield every row of the file, in order."""
        left_out = frozenset(survey.ignored_lines)
        for line in self.file.read_rows():
            if line.number not in left_out:
                yield self._read(line, survey)

    def _read(self, line: FileRow, survey: FileSurvey) -> MappedRow:
        row = MappedRow(line)
        cells = line.cells
        if line.problem:
            row.refusal = line.problem
        elif len(cells) < self._needed:
            row.refusal = f"The row has {format_count(len(cells), 'cell')}; the map needs column {self._needed}."
        elif self._is_shifted(cells):
            row.refusal = f"The row has {len(cells)} cells for {format_count(len(self.file.column_names), 'column')}."
        else:
            self._understand(row, survey)
        return row

    def _is_shifted(self, cells: tuple[str, ...]) -> bool:
        """Return whether cells beyond the columns may be part of an amount whose comma separated them: 1,200."""
        return any(cell.strip()[:1].isdigit() for cell in cells[len(self.file.column_names) :])

    def _understand(self, row: MappedRow, survey: FileSurvey) -> None:
        cells = row.line.cells
        owner = survey.owners.owner_of(self._member_of_all or self._join_cells(cells, self._member))
        row.key = self._join_cells(cells, self._key)
        if self._name:
            row.name = self._join_cells(cells, self._name)
        if self._account:
            row.account = self._join_cells(cells, self._account)
        if not self.currencies.takes(cells):
            return
        for place, part in enumerate(self.entries):
            if part.matches(cells):
                row.entry_texts[place] = part.amount_text(cells)
        for place, part in enumerate(self.targets):
            if part.matches(cells):
                row.target_texts[place] = part.amount_text(cells)
        last = survey.last_line_of_key.get(row.key, row.line.number) if row.key else row.line.number
        if last != row.line.number:
            key = self._column_names(self.map.columns.key)
            row.refusal = f"Line {last} has the same {key}, “{row.key[:_MAX_SHOWN]}”. The last one counts."
            return
        if not row.entry_texts and not row.target_texts:
            row.may_withdraw = True
        elif self.has_keys and not row.key and row.entry_texts:
            row.refusal = f"{self._column_names(self.map.columns.key)} is empty."
        elif not any(row.entry_texts.values()) and not any(row.target_texts.values()):
            parts = [self.entries[place] for place in row.entry_texts] + [
                self.targets[place] for place in row.target_texts
            ]
            row.refusal = f"{parts[0].column_name} is empty."
            row.may_withdraw = True
        else:
            self._set_member_and_day(row, owner, survey.days)

    def _set_member_and_day(self, row: MappedRow, owner: str, days: DateFormat) -> None:
        cells = row.line.cells
        row.member = owner
        on = self._day_text(cells)
        if not row.member:
            row.refusal = f"{self._column_names(self.map.columns.member)} is empty."
        elif not on:
            row.refusal = f"{self._column_names(self.map.columns.on)} is empty."
        else:
            try:
                row.day = days.parse(on)
                row.may_withdraw = True
            except HuddleError as error:
                row.refusal = f"{self._column_names(self.map.columns.on)}: {error}"

    def member_and_day(self, row: MappedRow, days: DateFormat) -> tuple[str, date | None]:
        """Return member text and day of a row that gives nothing, such as an open deal; the day may be None."""
        cells = row.line.cells
        try:
            day = days.parse(self._day_text(cells))
        except HuddleError:
            day = None
        return self._member_of_all or self._join_cells(cells, self._member), day

    @staticmethod
    def decimal_mark(part: MappedPart, survey: FileSurvey) -> DecimalMark:
        """Return how the amounts of a part are written."""
        return DecimalMark() if part.amount_column is None else survey.marks[part.amount_column]

    @classmethod
    def parse_amount(cls, part: MappedPart, text: str, scale: int, survey: FileSurvey) -> int:
        """Return the exact amount, in units of 10^-`scale`. Raises `HuddleError` naming the column."""
        mark = cls.decimal_mark(part, survey)
        try:
            return parse_file_amount(text, scale, mark.decimal, is_sure=mark.is_sure)
        except HuddleError as error:
            raise HuddleError(f"{part.column_name}: {error}") from error

    @staticmethod
    def _join_cells(cells: tuple[str, ...], places: tuple[int, ...]) -> str:
        text = " ".join([cells[place] for place in places])
        # `clean` is slow because it tests each character; most keys and names do not need it.
        return " ".join(text.split()) if text.isascii() and text.isprintable() else clean(text)

    def _day_text(self, cells: tuple[str, ...]) -> str:
        """Return what a row has for its day; of two columns, such as year and month, both."""
        if len(self._on) > 1:
            return self._join_cells(cells, self._on)
        return _strip_cell(cells[self._on[0]])

    @staticmethod
    def _column_names(columns: list[str] | None) -> str:
        return " and ".join(columns or ())


def _strip_cell(cell: str) -> str:
    return cell if type(cell) is NativeCell else cell.strip()


def decimal_mark_of_locale(locale: str) -> str:
    """Return the decimal mark of `locale`: a point or a comma."""
    from babel.numbers import get_decimal_symbol

    return "," if get_decimal_symbol(locale) == "," else "."


def _mapped_part(part: RowPart, places: dict[str, int]) -> MappedPart:
    is_column = isinstance(part.amount, str)
    return MappedPart(
        part=part,
        where=tuple((places[name], frozenset(str(value) for value in values)) for name, values in part.where.items()),
        amount_column=places[str(part.amount)] if is_column else None,
        column_name=str(part.amount) if is_column else "The map's amount",
        constant="" if is_column else str(part.amount),
    )
