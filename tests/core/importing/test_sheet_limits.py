"""Spreadsheets and numbers that would take all memory or time: refused with a sentence, and Huddle goes on."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from core.errors import HuddleError
from core.importing import sheet_reader, spreadsheet_file
from core.importing.amount_parsing import parse_file_amount
from core.importing.open_file import open_table
from core.values.amounts import parse_amount

HEADER = ("deal", "owner", "closed", "value")
ROW = (1, "Ben Okafor", "2026-11-03", 1.5)


def sheet(path: Path, **far: object) -> Path:
    """Makes a spreadsheet of two rows and these cells."""
    book = Workbook()
    book.active.append(HEADER)
    book.active.append(ROW)
    for place, value in far.items():
        book.active[place] = value
    book.save(path)
    return path


def cells(path: Path) -> list[tuple[str, ...]]:
    return [row.cells for row in open_table(path).read_rows()]


def test_one_far_cell_is_refused(tmp_path: Path) -> None:
    path = sheet(tmp_path / "deals.xlsx", XFD1048576="x")
    assert path.stat().st_size < 6000
    with pytest.raises(HuddleError, match=r"deals\.xlsx takes too much memory to read"):
        open_table(path)
    assert cells(sheet(tmp_path / "next.xlsx")) == [("1", "Ben Okafor", "2026-11-03", "1.5")], "and Huddle goes on"


def test_a_small_file_with_very_many_cells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = sheet(tmp_path / "plain.xlsx")
    path = tmp_path / "deals.xlsx"
    row = '<row r="{0}">' + "".join(f'<c r="{column}{{0}}"><v>1</v></c>' for column in "ABCDEFGH") + "</row>"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                more = "".join(row.format(number) for number in range(3, 100_000))
                data = data.replace(b"</sheetData>", more.encode() + b"</sheetData>")
            new.writestr(part, data)
    assert path.stat().st_size < 1024**2 * 4
    monkeypatch.setattr(spreadsheet_file, "MAX_MEMORY_BYTES", 80 * 1024**2)
    with pytest.raises(HuddleError, match="takes too much memory to read"):
        open_table(path)


@pytest.mark.parametrize(
    ("limit", "most", "sentence"),
    [
        ("MAX_ROWS_BYTES", 100, "has more rows than"),
        ("MAX_SECONDS", 0.001, "takes too long to read"),
        ("MAX_UNPACKED_BYTES", 1000, "is too large when unpacked"),
    ],
)
def test_other_limits_have_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: float, sentence: str
) -> None:
    monkeypatch.setattr(spreadsheet_file, limit, most)
    with pytest.raises(HuddleError, match=sentence):
        open_table(sheet(tmp_path / "deals.xlsx"))


def test_rows_may_be_read_twice_at_once(tmp_path: Path) -> None:
    book = Workbook()
    for row in (HEADER, *((number, "Ben", "2026-11-03", number) for number in range(1, 1001))):
        book.active.append(row)
    book.save(tmp_path / "deals.xlsx")
    table = open_table(tmp_path / "deals.xlsx")
    first, second = table.read_rows(), table.read_rows()
    assert [row.number for row, _ in zip(first, second, strict=True)] == list(range(2, 1002))
    assert table.share_read == 1.0


HUGE = ["1e999999999", "-1e999999999", "1e-999999999", "1E+400", "9" * 400, "1e99999999999999999999"]


@pytest.mark.parametrize("number", HUGE)
def test_a_huge_number_is_refused_in_every_way_of_writing(tmp_path: Path, number: str) -> None:
    begun = time.monotonic()
    path = tmp_path / "deals.json"
    path.write_text(f'[{{"deal": 1, "value": {number}}}]')
    (row,) = cells(path)
    (tmp_path / "deals.csv").write_text(f"deal,value\n1,{number}\n")
    for text in (row[1], cells(tmp_path / "deals.csv")[0][1]):
        with pytest.raises(HuddleError, match=r"is not a number|is too large"):
            parse_file_amount(text, 2)
    with pytest.raises(HuddleError, match="is not an amount"):
        parse_amount(number, 2)
    assert time.monotonic() - begun < 20, "it took the time of its digits"


@pytest.mark.parametrize("number", ["1e999999999", "-1e999999999"])
def test_in_a_sheet_it_is_called_too_large_as_elsewhere(tmp_path: Path, number: str) -> None:
    """There it is read as infinity, a word that is not in the file."""
    ordinary, huge = sheet(tmp_path / "ordinary.xlsx", D2=12345.5), tmp_path / "deals.xlsx"
    with zipfile.ZipFile(ordinary) as old, zipfile.ZipFile(huge, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"12345.5", number.encode()))
    (row,) = open_table(huge).read_rows()
    with pytest.raises(HuddleError, match=r"^This amount is too large\.$"):
        parse_file_amount(row.cells[3], 2)


@pytest.mark.parametrize("number", ["Infinity", "-Infinity", "NaN"])
def test_what_is_no_number_is_no_json(tmp_path: Path, number: str) -> None:
    (tmp_path / "deals.json").write_text(f'[{{"deal": 1, "value": {number}}}]')
    with pytest.raises(HuddleError, match="Nothing was changed"):
        open_table(tmp_path / "deals.json")


def test_a_huge_number_in_a_spreadsheet_is_refused(tmp_path: Path) -> None:
    (_, row) = cells(sheet(tmp_path / "deals.xlsx", D3=1e300))
    with pytest.raises(HuddleError, match=r"1e\+300. is not a number"):
        parse_file_amount(row[3], 2)


@pytest.mark.parametrize(
    ("text", "plain"),
    [("1e3", "1000"), ("1.50", "1.5"), ("-2.5E-3", "-0.0025"), ("12", "12"), ("1e61", "1e61"), ("-0.0", "-0")],
)
def test_ordinary_numbers_are_written_out(text: str, plain: str) -> None:
    assert sheet_reader.plain_number(text) == plain


def test_a_damaged_spreadsheet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "deals.xlsx").write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(HuddleError, match="is a damaged spreadsheet"):
        open_table(tmp_path / "deals.xlsx")
