"""Files as CRMs and people write them, and files that are none."""

from __future__ import annotations

import re
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import HuddleError
from core.importing.amount_parsing import parse_file_amount, parse_file_date
from core.importing.guessed_mapping import guess_columns
from core.importing.imports import import_file
from core.importing.mapping import FilePart, ImportMap, parse_map, read_map
from core.importing.mapping_edits import column_roles
from core.importing.open_file import open_table, read_first_rows
from core.importing.proposals import propose_map
from core.importing.text_file import MAX_LINE_LENGTH, TextFile
from core.models import Entry, Member
from core.values.csv_safety import escape_formula
from tests.conftest import Crew

DOCS = Path(__file__).parents[3] / "docs/import.md"
HEADER = "deal,owner,closed,value"


def plain_map(**file: object) -> ImportMap:
    values: dict[str, object] = {
        "columns": {"member": "owner", "on": "closed", "key": "deal"},
        "entry": [{"metric": "won revenue", "amount": "value"}],
        "file": file,
    }
    return parse_map(values)


def write(folder: Path, data: bytes | str) -> Path:
    path = folder / "deals.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def taken(crew: Crew) -> dict[str | None, int]:
    return {entry.key: entry.amount for entry in crew["Ana"].all(Entry)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters_are_found_out(crew: Crew, tmp_path: Path, encoding: str, delimiter: str) -> None:
    with crew["Ana"].change("member.edited") as change:
        change.update(crew.members["Ben"], name="Bén Müller")
    text = "deal,owner,closed,value\r\nD1,BÉN MÜLLER,2026-11-03,10\r\n".replace(",", delimiter)
    done = import_file(crew["Ana"], write(tmp_path, text.encode(encoding)), plain_map())
    assert done.refusals == []
    assert taken(crew) == {"D1": 10}


def test_the_delimiter_that_finds_the_maps_columns_wins(tmp_path: Path) -> None:
    path = write(tmp_path, "deal;owner;closed;value, in euro, net, gross, all\n")
    assert TextFile(path, wanted=("deal", "owner")).delimiter == ";"
    assert TextFile(path).delimiter == ","


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, 'title\n\ndeal,owner\r\n"a\n\nb",1\r\r\n\nc,2\n,\nd,3')
    file = TextFile(path, FilePart(skip=1))
    assert file.column_names == ("deal", "owner")
    assert [(line.number, line.cells) for line in file.read_rows()] == [
        (4, ("a\n\nb", "1")),
        (9, ("c", "2")),
        (11, ("d", "3")),
    ]


def test_a_broken_quote_costs_one_row(tmp_path: Path) -> None:
    file = TextFile(write(tmp_path, 'deal,owner\n"a"b,1\nc,2\n'))
    lines = list(file.read_rows())
    assert [(line.number, line.problem is None) for line in lines] == [(2, False), (3, True)]
    assert lines[0].cells == ('"a"b,1',)


def _zip(folder: Path) -> bytes:
    with zipfile.ZipFile(folder / "x.zip", "w") as archive:
        archive.writestr("deals.csv", HEADER)
        archive.writestr("other.csv", "x")
    return (folder / "x.zip").read_bytes()


ROW = b"D1,Ben Okafor,2026-11-03,10\n"
WORTHLESS: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "empty": (lambda _: b"", "is empty"),
    "blank": (lambda _: b"\n\r\n  \n", "is empty"),
    "zip": (_zip, "has 2 files in it"),
    "null byte": (lambda _: HEADER.encode() + b"\n" + ROW + b"D2,Ben\0,2026-11-03,1\n", "Line 3 .* null byte"),
    "endless line": (lambda _: HEADER.encode() + b"\n" + ROW + b"x" * (MAX_LINE_LENGTH + 9), "Line 3 .* longer"),
    "endless header": (lambda _: b"x" * (MAX_LINE_LENGTH + 9), "Line 1 .* longer"),
    "open quote": (lambda _: HEADER.encode() + b"\n" + ROW + b'D2,"Ben,2026\nD3,x\n', "line 3 .* never closed"),
    "endless quote": (lambda _: HEADER.encode() + b'\n"' + ROW * 9000, "line 2 .* never closed"),
    "half of utf-16": (lambda _: ("\ufeff" + HEADER + "\nD1").encode("utf-16-le")[:-1], "not written in utf-16"),
    "another header": (lambda _: b"id,seller\n1,2\n", "Correct the name in the map"),
    "two columns": (lambda _: b"deal,owner,closed,value,Value\n" + ROW, "2 columns “value”"),
    "binary": (lambda _: bytes(range(256)) * 9, "null byte"),
}


@pytest.mark.parametrize("kind", WORTHLESS)
def test_a_file_that_cannot_be_used_changes_nothing(crew: Crew, tmp_path: Path, kind: str) -> None:
    make, sentence = WORTHLESS[kind]
    path = write(tmp_path, make(tmp_path))
    with pytest.raises(HuddleError, match=sentence):
        import_file(crew["Ana"], path, plain_map())
    assert taken(crew) == {}
    assert len(crew.store.query("SELECT * FROM journal")) == 1


def test_a_header_alone_is_an_import_of_nothing(crew: Crew, tmp_path: Path) -> None:
    done = import_file(crew["Ana"], write(tmp_path, HEADER), plain_map())
    assert (done.rows, done.added, done.refusals) == (0, 0, [])
    assert len(crew.store.query("SELECT * FROM journal")) == 1


@pytest.mark.parametrize("name", ["nowhere.csv", "."])
def test_no_file_is_a_sentence(crew: Crew, tmp_path: Path, name: str) -> None:
    with pytest.raises(HuddleError, match=r"no file|not a file"):
        import_file(crew["Ana"], tmp_path / name, plain_map())


def test_a_wrong_encoding_is_told_and_nothing_goes_in(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, (HEADER + "\nD1,Ben Okafor,2026-11-03,10\nD2,Bén,2026-11-03,1\n").encode("cp1252"))
    with pytest.raises(HuddleError, match="not written in utf-8"):
        import_file(crew["Ana"], path, plain_map(encoding="utf-8"))
    assert taken(crew) == {}


def test_damaged_utf_8_is_not_taken_for_another_encoding(crew: Crew, tmp_path: Path) -> None:
    # Read as cp1252 it would make a member “JosÃ©”.
    path = write(tmp_path, f"{HEADER}\nD1,José,2026-11-03,10\nD2,Zo".encode() + b"\xff,2026-11-03,1\n")
    with pytest.raises(HuddleError, match="not written in utf-8"):
        import_file(crew["Ana"], path, plain_map(), add_members=True)
    assert len(crew["Ana"].all(Member)) == 5


def test_memory_does_not_grow_with_the_file(crew: Crew, tmp_path: Path) -> None:
    def peak(first: int, last: int) -> int:
        rows = (f"D{number},Ben Okafor,2026-11-03,{number}" for number in range(first, last))
        path = write(tmp_path, "\n".join([HEADER, *rows]))
        tracemalloc.start()
        try:
            assert import_file(crew["Ana"], path, plain_map()).added == last - first
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(0, 10)  # whatever is imported and cached the first time
    small = peak(10, 1010)
    assert peak(2000, 8000) < small * 1.5


@pytest.mark.parametrize(
    ("cells", "file", "amounts"),
    [
        ('"1,5" "2"', {}, {"D0": 150, "D1": 200}),
        ('"1,500" "2"', {}, {"D1": 2}),
        ('"1,500" "2"', {"decimal": ","}, {"D0": 150, "D1": 200}),
        ('"1,5" "2.5"', {}, {"D1": 250}),
        ('"1,5" "2.5"', {"decimal": ","}, {"D0": 150}),
        ("1054 -3", {}, {"D0": 1054, "D1": -3}),
        (".5 28000.0000", {}, {"D0": 50, "D1": 2800000}),
        ("1.005 1", {}, {"D1": 100}),
        ("1e3 ٣", {}, {}),
        ("99999999999999999999 1", {}, {"D1": 1}),
    ],
)
def test_amounts_are_read_exactly_or_refused(
    crew: Crew, tmp_path: Path, cells: str, file: dict[str, object], amounts: dict[str, int]
) -> None:
    rows = [f"D{number},Ben Okafor,2026-11-03,{cell}" for number, cell in enumerate(cells.split())]
    done = import_file(crew["Ana"], write(tmp_path, "\n".join([HEADER, *rows])), plain_map(**file))
    assert taken(crew) == amounts
    assert done.refusal_count == len(rows) - len(amounts)


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("2017-03-01", None, "2017-03-01"),
        ("2017-03-01 00:00:00.000", None, "2017-03-01"),
        ("2017-03-01T23:59:59Z", None, "2017-03-01"),
        ("01.03.2017", "%d.%m.%Y", "2017-03-01"),
        ("02/23/26", "%m/%d/%y", "2026-02-23"),
        ("01.03.2017", None, None),
        ("2017-02-29", None, None),
        ("2017-03-01x", None, None),
        ("0017-03-01", None, None),
        ("9999-12-31", None, None),
        ("2017-03-01", "%d.%m.%Y", None),
    ],
)
def test_days(text: str, form: str | None, day: str | None) -> None:
    if day is None:
        with pytest.raises(HuddleError, match=re.escape(text)):
            parse_file_date(text, form)
    else:
        assert parse_file_date(text, form).isoformat() == day


def test_an_amount_of_many_digits_is_refused_at_once() -> None:
    with pytest.raises(HuddleError, match="too large"):
        parse_file_amount("9" * 100_000, 2)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        *((text, f"'{text}") for text in ("=1+1", "@x", "-x", "+x", " =x", "\t=x", "＝x", "-1+cmd")),
        *((text, text) for text in ("-5", "+1,5", "1-2", "a=b", "")),
    ],
)
def test_formulas_are_made_text(text: str, shown: str) -> None:
    assert escape_formula(text) == shown


def test_text_that_looks_like_a_formula_is_a_key_like_any_other(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + '\n"=HYPERLINK(""x"")",Ben Okafor,2026-11-03,10\n')
    import_file(crew["Ana"], path, plain_map())
    assert taken(crew) == {'=HYPERLINK("x")': 10}


# -- maps


def test_without_a_map_the_sentence_shows_one_that_works(crew: Crew, tmp_path: Path) -> None:
    path = write(
        tmp_path, 'deal_id,sales_agent,deal_stage,close_date,"close ""value"""\nD1,Ben Okafor,Won,2026-11-03,10\n'
    )
    with pytest.raises(HuddleError, match="--map") as told:
        import_file(crew["Ana"], path)
    map_path = tmp_path / "map.toml"
    map_path.write_text(str(told.value).split("For example:")[1])
    import_file(crew["Ana"], path, map_path)
    assert taken(crew) == {"D1": 10}


SALES = "Data,Vendedor,Cliente,Quantidade,Valor_Unitario,Valor_Total\n" + "".join(
    f"2026-11-{day:02},V00{day % 3},Cliente_{day % 4},{day % 5},5.00,{day}.00\n" for day in range(1, 21)
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A quantity is no key although “id” is in its name.
        (SALES, ("Vendedor", "Data", [], "Valor_Total")),
        ("Nr;Verkäufer;Datum;Betrag €\n1;Ben;20.11.2026;5,50\n2;Jon;21.11.2026;7,00\n",
         ("Verkäufer", "Datum", [], "Betrag €")),
        # What stands in it twice is no row's own key, whatever it is called.
        ("OpportunityId,OwnerName,CloseDate,Amount\nA,Ben,2026-11-03,1\nA,Ben,2026-11-04,2\n",
         ("OwnerName", "CloseDate", [], "Amount")),
        ("OrderId,Rep,Sold on,Net\nA,Ben,2026-11-03,1\nB,Ben,2026-11-04,2\n", ("Rep", "Sold on", ["OrderId"], "Net")),
    ],
)  # fmt: skip
def test_a_guess_looks_at_what_stands_in_the_columns(
    tmp_path: Path, text: str, expected: tuple[str, str, list[str], str]
) -> None:
    table = open_table(write(tmp_path, text))
    found = guess_columns(table.column_names, read_first_rows(table))
    member, on, key, amount = expected
    assert (found.member, found.on, found.key, found.amount, found.where) == ([member], [on], key, amount, {})


def test_a_key_of_nearly_all_columns_hides_no_other_role(crew: Crew, tmp_path: Path) -> None:
    roles = column_roles(propose_map(crew["Ana"], write(tmp_path, SALES)).map)
    assert roles == {"vendedor": "whose", "data": "when", "valor_total": "how much", "cliente": "customer"}


def test_a_guess_counts_what_was_won(tmp_path: Path) -> None:
    table = open_table(
        write(tmp_path, "id,agent,stage,closed,value\n1,Ben,Won,2026-11-03,10\n2,Ben,Lost,2026-11-04,0\n")
    )
    assert guess_columns(table.column_names, read_first_rows(table)).where == {"stage": ["Won"]}


def test_a_file_that_cannot_be_imported_is_told_apart(crew: Crew, tmp_path: Path) -> None:
    with pytest.raises(HuddleError, match="Each row needs a date, an owner and an amount"):
        import_file(crew["Ana"], write(tmp_path, "product,series,sales_price\nGTX,G,55\nMG,M,65\n"))
    with pytest.raises(HuddleError, match="has no header line; it starts with: 274, 2022-05-30"):
        import_file(crew["Ana"], write(tmp_path, "274,2022-05-30,28000.00\n275,2022-05-30,367000.00\n"))


WHOLE = """
[columns]
member = "owner"
on = "closed"
key = "deal"
[[entry]]
metric = "calls"
amount = 1
"""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (WHOLE.replace("on =", 'membr = "x"\non ='), r"\[columns\] has an unknown key “membr”; its keys are member"),
        ("[colums]\n" + WHOLE, "unknown key"),
        (WHOLE + "wher = {}", r"\[\[entry\]\] has an unknown key “wher”"),
        (WHOLE.replace('on = "closed"', ""), r"\[columns\] has no on"),
        (WHOLE.split("[[entry]]")[0], "test_what_is_wrong_with_a_map_"),
        (WHOLE + "[[entry]]\nmetric = 'Calls'\namount = 2", "twice"),
        (WHOLE.replace("amount = 1", "amount = true"), "a column's name or a number"),
        (WHOLE.replace("amount = 1", "amount = inf"), "amount"),
        (WHOLE.replace('"calls"', '""'), "empty"),
        ("[file]\ndates = '%d.%m'\n" + WHOLE, "is not a date form; use e.g"),
        ("[file]\ndates = '%Q'\n" + WHOLE, "is not a date form; use e.g"),
        ("[file]\nencoding = 'klingon'\n" + WHOLE, "is not an encoding; use e.g. utf-8, utf-16 or cp1252"),
        ("[file]\nencoding = 'base64'\n" + WHOLE, "is not an encoding; use e.g. utf-8, utf-16 or cp1252"),
        ("[file]\ndelimiter = 'ab'\n" + WHOLE, "delimiter"),
        ("[file]\nskip = -1\n" + WHOLE, "skip"),
        (WHOLE + "[[target]]\nmetric = 'calls'\namount = 1\nperiod = 'decade'", "period"),
        ("= 1", "TOML"),
        ("", r"has no \[columns\]"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_map_is_said(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(text)
    with pytest.raises(HuddleError, match=sentence):
        read_map(path)


def test_a_map_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_bytes(b"\xff\xfe\x00")
    for name in ("nowhere.toml", "map.toml"):
        with pytest.raises(HuddleError, match=name):
            read_map(tmp_path / name)


def test_the_guides_example_does_what_it_says(crew: Crew, tmp_path: Path) -> None:
    blocks = re.findall(r"```(\w+)\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    deals = write(tmp_path, next(text for kind, text in blocks if kind == "csv"))
    maps = [text for kind, text in blocks if kind == "toml"]
    (tmp_path / "map.toml").write_text(maps[0], encoding="utf-8")
    done = import_file(crew["Ana"], deals, tmp_path / "map.toml")
    assert [refusal.line for refusal in done.refusals] == [6]
    assert "Sam Novak" in done.refusals[0].reason
    assert sorted(entry.amount for entry in crew["Ana"].all(Entry)) == [1, 1, 1, 84500, 120050]

    # The other two blocks are parts of a map, and good ones.
    (tmp_path / "map.toml").write_text(maps[2] + maps[0], encoding="utf-8")
    assert read_map(tmp_path / "map.toml").file.dates == "day first"
    (tmp_path / "map.toml").write_text(maps[1], encoding="utf-8")
    assert read_map(tmp_path / "map.toml").target[0].period == "month"
