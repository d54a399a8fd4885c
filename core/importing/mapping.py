"""The import map: which columns of a file give the member, the day, the row's key, and the amounts of metrics."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
    ValidationError,
    model_validator,
)

from core.errors import HuddleError
from core.importing.amount_parsing import count_decimals, parse_file_date
from core.importing.currencies import list_currency_codes
from core.importing.date_parsing import DAY_ORDERS
from core.values.text import clean, require_name

PeriodKind = Literal["week", "month", "quarter", "year"]
PERIOD_KINDS: tuple[PeriodKind, ...] = ("week", "month", "quarter", "year")

_TRIAL_DAYS = (datetime(2017, 3, 1), datetime(2024, 11, 29))  # noqa: DTZ001 (only their days are looked at)
"""Days with which a strptime form is tried."""


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _known_encoding(value: str) -> str:
    try:
        "".encode(value)
    except LookupError:
        raise ValueError(f"“{clean(value)}” is not an encoding; use e.g. utf-8, utf-16 or cp1252") from None
    return value


def _known_currency(value: str) -> str:
    if value not in list_currency_codes():
        raise ValueError(f"“{clean(value)}” is not a currency; use its code, e.g. EUR or USD")
    return value


def _known_locale(value: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(value.replace("-", "_")))
    except (UnknownLocaleError, ValueError, TypeError):
        raise ValueError(f"“{clean(value)}” is not a locale; use e.g. de_DE, en_US or fr_FR") from None


def _is_numbered_name(name: str) -> bool:
    """Return whether it is a generated column name of a file without a header."""
    return name.startswith("column ") and name[7:].isdigit()


def _valid_dates_form(value: str) -> str:
    """Accept what comes first, or a strptime form that reads back the days that it writes."""
    if value in DAY_ORDERS:
        return value
    for day in _TRIAL_DAYS:
        try:
            back = parse_file_date(day.strftime(value), value)
        except (ValueError, HuddleError):
            back = None
        if back != day.date():
            raise ValueError(f"“{clean(value)}” is not a date form; use e.g. “day first”, “month first” or “%d.%m.%Y”")
    return value


def _valid_amount(value: object) -> object:
    """Accept a column's name, or a number that can be read exactly."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("an amount is a column's name or a number")
    if not isinstance(value, str) and count_decimals(str(value)) is None:
        raise ValueError(f"{value} is too large or too small for an amount")
    return value


Columns = Annotated[list[Annotated[StrictStr, Field(min_length=1)]], Field(min_length=1), BeforeValidator(_as_list)]
"""One column's name, or several whose cells are joined with a space."""
Wanted = Annotated[list[StrictStr | StrictInt], Field(min_length=1), BeforeValidator(_as_list)]
"""The values that a cell may have."""
Where = dict[str, Wanted]
"""The values that a cell may have, by column; a row is taken when every column agrees."""
Amount = Annotated[StrictStr | StrictInt | float, BeforeValidator(_valid_amount)]
"""A column's name, or a number that is the same for every row."""
MetricName = Annotated[str, AfterValidator(require_name)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FilePart(_Part):
    """How the file is written. What is missing is guessed from the file."""

    encoding: Annotated[str, AfterValidator(_known_encoding)] | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1, pattern="""^[^"\r\n]$""")] | None = None
    decimal: Literal[".", ","] | None = None
    dates: Annotated[str, AfterValidator(_valid_dates_form)] | None = None
    """`day first`, `month first` or a strptime form; without it, the column decides the order."""
    locale: Annotated[str, AfterValidator(_known_locale)] | None = None
    """A language and country such as `de_DE`, by whose rules numbers and dates are read."""
    sheet: Annotated[StrictStr, Field(min_length=1)] | None = None
    """The spreadsheet's sheet; without it the one with most of the map's columns, else the first with rows."""
    header: bool = True
    """False when the first line is a row already; then `names` names the columns."""
    names: Annotated[list[Annotated[StrictStr, Field(min_length=1)]], Field(min_length=1)] | None = None
    across: list[Annotated[StrictStr, Field(min_length=1)]] | None = None
    """Columns that are each a period, such as `Jan 2026`: each cell is read as a row with `period` and `amount`."""
    skip: Annotated[StrictInt, Field(ge=0)] = 0
    """Lines above the header. A report's title above it is found without it."""
    member: Annotated[str, AfterValidator(require_name)] | None = None
    """The member of all rows, when the file has no such column."""
    keys: Literal["unique", "reused"] | None = None
    """`unique`: a row with a known key is that row, whatever else changed. `reused`: each file numbers its rows anew,
    so they are told apart by all else. Without it, rows that differ in everything are asked about."""
    currency: Annotated[str, AfterValidator(_known_currency)] | None = None
    """The currency of the rows that count, by ISO 4217. Without it, another than the team's is asked about."""
    source: Annotated[str, AfterValidator(require_name)] = "import"
    """What the file is an export of: the same key in another source is another row."""


class ColumnsPart(_Part):
    """The columns that give member, day, key, name, account and currency."""

    member: Columns | None = None
    on: Columns
    """The day, or for targets a period: in one column, or year and month in two."""
    key: Columns | None = None
    """What identifies a row. Without it, rows are told apart by account, name, member, day and amount."""
    name: Columns | None = None
    """What a row without a key is called, such as a deal's name; several rows may have the same."""
    account: Columns | None = None
    """The customer."""
    currency: Annotated[StrictStr, Field(min_length=1)] | None = None
    """The currency of a row's amounts."""


class EntryPart(_Part):
    """One entry for each row that `where` takes."""

    metric: MetricName
    amount: Amount
    where: Where = Field(default_factory=dict)
    won: bool | None = None
    """Whether its rows are won deals, the first of which makes an account the member's; None: by the metric's name."""


class TargetPart(_Part):
    """One target for each row that `where` takes, for the period that contains the row's day."""

    metric: MetricName
    amount: Amount
    where: Where = Field(default_factory=dict)
    won: bool | None = None
    """Read, and without effect: a target wins no account."""
    period: PeriodKind


RowPart = EntryPart | TargetPart
"""What is made of a row."""


class ImportMap(_Part):
    """A whole map."""

    file: FilePart = FilePart()
    columns: ColumnsPart
    entry: list[EntryPart] = Field(default_factory=list)
    target: list[TargetPart] = Field(default_factory=list)
    people: dict[str, MetricName] = Field(default_factory=dict)
    """The file's names, with the member each stands for; remembered by the team."""

    @model_validator(mode="after")
    def _makes_sense(self) -> ImportMap:
        if not self.entry and not self.target:
            raise ValueError("the map imports nothing: add an [[entry]] or a [[target]]")
        if self.columns.member is None and self.file.member is None:
            raise ValueError(
                "[columns] has no member: name the column with the owner of a row, "
                'or set member = "NAME" under [file] for all rows'
            )
        if (
            not self.file.header
            and self.file.names is None
            and not all(_is_numbered_name(name) for name in self.column_names())
        ):
            raise ValueError(
                "[file] has header = false and no names: list the column names in order, "
                'as names = ["owner", "day", "amount"]'
            )
        entries_and_targets: tuple[Sequence[RowPart], Sequence[RowPart]] = (self.entry, self.target)
        for parts in entries_and_targets:
            names = [part.metric.casefold() for part in parts]
            for part in parts:
                if names.count(part.metric.casefold()) > 1:
                    raise ValueError(f"“{part.metric}” appears twice; list all its values in one where")
        return self

    @property
    def parts(self) -> list[RowPart]:
        """Return what is made of a row: entries first, then targets."""
        return [*self.entry, *self.target]

    def column_names(self) -> list[str]:
        """Return every column that the map reads, once each, in the map's order."""
        columns = self.columns
        names = [*(columns.member or ()), *columns.on, *(columns.key or ())]
        names += [*(columns.name or ()), *(columns.account or ())]
        names += [columns.currency] if columns.currency else []
        names += [column for part in self.parts for column in part.where]
        names += [part.amount for part in self.parts if isinstance(part.amount, str)]
        return list(dict.fromkeys(names))


def read_map(path: Path | str) -> ImportMap:
    """Return the map in the TOML file at `path`. Raises `HuddleError` saying what is wrong with it, and where."""
    path = Path(path)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise HuddleError(f"Can't read the map {path} ({error.strerror}). Choose another with --map.") from error
    except UnicodeDecodeError as error:
        raise HuddleError(f"The map {path} is not UTF-8 text. Save it as UTF-8 and import again.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise HuddleError(f"The map {path} is not valid TOML: {error}.") from error
    return parse_map(values, f"The map {path}")


def parse_map(values: dict[str, object], map_name: str = "The map") -> ImportMap:
    """Return the map with these values. Raises `HuddleError`, calling the map `map_name`."""
    try:
        return ImportMap.model_validate(values)
    except ValidationError as error:
        raise HuddleError(f"{map_name} can't be used: {_first_error(error)}.") from error
    except HuddleError as error:
        raise HuddleError(f"{map_name} can't be used: {error}") from error


def _first_error(error: ValidationError) -> str:
    """Return the first validation error as text."""
    problem = error.errors()[0]
    place = [part for part in problem["loc"] if isinstance(part, str)]
    table = f"[[{place[0]}]]" if place and place[0] in ("entry", "target") else f"[{place[0]}]" if place else ""
    name = clean(str(place[1])) if len(place) > 1 else ""
    if problem["type"] == "extra_forbidden":
        if not name:
            return f"it has an unknown key {table}; the keys are [file], [columns], [[entry]], [[target]] and [people]"
        parts: dict[str, type[_Part]] = {
            "file": FilePart, "columns": ColumnsPart, "entry": EntryPart, "target": TargetPart,
        }  # fmt: skip
        known = ", ".join(parts[str(place[0])].model_fields)
        return f"{table} has an unknown key “{name}”; its keys are {known}"
    if problem["type"] == "missing":
        return f"{table} has no {name}" if name else f"it has no {table}"
    text = problem["msg"].removeprefix("Value error, ")
    return f"{table} {name}: {text}" if table else text
