"""The ways in which the world writes days, numbers, reports and people."""

from __future__ import annotations

import json
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from core.errors import HuddleError
from core.importing.amount_parsing import parse_file_amount
from core.importing.crm_mappings import find_matching_map, list_built_in_maps
from core.importing.date_parsing import DateFormat
from core.importing.imports import find_questions, import_file
from core.importing.mapping import parse_map, read_map
from core.importing.mapping_edits import with_column, with_entry, with_person, with_where
from core.importing.mapping_toml import format_map_toml, write_map_answer
from core.importing.open_file import open_table
from core.importing.proposals import maps_folder, propose_map, save_map
from core.importing.questions import AmbiguousFileError
from core.models import Alias, Entry, Member
from core.team.members import edit_member
from tests.conftest import Crew

HEADER = "deal,owner,closed,value"


def plain_map(**file: object) -> Any:
    return parse_map(
        {
            "columns": {"member": "owner", "on": "closed", "key": "deal"},
            "entry": [{"metric": "won revenue", "amount": "value"}],
            "file": file,
        }
    )


def write(folder: Path, text: str | bytes, name: str = "deals.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def taken(crew: Crew) -> dict[str | None, tuple[date, int]]:
    return {entry.key: (entry.day, entry.amount) for entry in crew["Ana"].all(Entry)}


# -- days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *((text, "2017-03-05") for text in (
            "March 5, 2017", "5. März 2017", "Mar 5 2017", "5-Mar-17", "5 de março de 2017", "Sunday, March 5, 2017",
            "5 mars 2017", "20170305", "2017/3/5", "05.03.2017", "5.3.17", "2017-03-05T10:00:00+02:00",
            "Mar 5th, 2017", "05.03.2017 14:30", "5 marzo 2017", "2017.03.05",
        )),
        ("23/02/26 20:55", "2026-02-23"),
        ("02/23/26 08:55 PM", "2026-02-23"),
        ("1/1/69", "1969-01-01"),
        ("1/1/68", "2068-01-01"),
    ],
)  # fmt: skip
def test_days_that_can_be_only_one(text: str, day: str) -> None:
    assert DateFormat().parse(text) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text", ["03/04/2017", "31/02/2017", "99/99/2017", "2017", "Smarch 5, 2017", "5 5 5", "", "x" * 900, "1/2/1017"]
)
def test_what_is_no_day_or_two_is_refused(text: str) -> None:
    with pytest.raises(HuddleError):
        DateFormat().parse(text)


def test_the_column_tells_what_comes_first(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEADER}\nA,Ben Okafor,03/04/26,1\nB,Ben Okafor,04/23/26,2\n")
    done = import_file(crew["Ana"], path, plain_map())
    assert taken(crew) == {"A": (date(2026, 3, 4), 1), "B": (date(2026, 4, 23), 2)}
    assert done.notes == ["Read closed with the month first."]


@pytest.mark.parametrize(("form", "day"), [("day first", date(2026, 4, 3)), ("month first", date(2026, 3, 4))])
def test_days_that_could_be_two_are_asked_for_and_nothing_is_changed(
    crew: Crew, tmp_path: Path, form: str, day: date
) -> None:
    path = write(tmp_path, f"{HEADER}\nA,Ben Okafor,03/04/2026,1\nB,Ben Okafor,05/05/2026,1\n")
    with pytest.raises(AmbiguousFileError) as asked:
        import_file(crew["Ana"], path, plain_map())
    assert taken(crew) == {}
    assert "03/04/2026 is 3 April 2026" in str(asked.value)
    assert f'dates = "{form}"' in str(asked.value)
    assert form in [each.value for each in asked.value.question.answers]
    # Answered in the map, it is not asked again.
    written = tmp_path / "map.toml"
    written.write_text(format_map_toml(plain_map()))
    write_map_answer(written, "dates", form)
    import_file(crew["Ana"], path, written)
    assert taken(crew)["A"][0] == day
    assert find_questions(path, read_map(written)) == []


def test_a_locale_answers_for_days_and_numbers(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, f'{HEADER}\nA,Ben Okafor,03/04/2026,"1.500"\nB,Ben Okafor,5 mars 2026,"2,5"\n')
    import_file(crew["Ana"], path, plain_map(locale="fr_FR"))
    assert taken(crew) == {"A": (date(2026, 4, 3), 150000), "B": (date(2026, 3, 5), 250)}
    with pytest.raises(HuddleError, match=r"is not a locale; use e.g"):
        plain_map(locale="xx_YY")


# -- numbers


@pytest.mark.parametrize(
    ("text", "mark", "cents"),
    [
        ("1.234,56", ",", 123456),
        ("1,234.56", ".", 123456),
        ("(1,234.50)", ".", -123450),
        ("€ 1.234,5", ",", 123450),
        ("1 234,50 €", ",", 123450),
        ("1\u202f234,50\u00a0€", ",", 123450),
        ("US$1,200", ".", 120000),
        ("USD 1,200.00", ".", 120000),
        ("CHF 1'200.50", ".", 120050),
        ("1’200.50", ".", 120050),
        ("−5", ".", -500),
        ("5.00-", ".", -500),
        ("-$5.25", ".", -525),
        ("$ -5.25", ".", -525),
        ("12,34,567.89", ".", 123456789),
        ("R$ 1.234,00", ",", 123400),
        ("kr 5", ",", 500),
        (".5", ".", 50),
        ("1e3", ".", None),
        ("1,,5", ",", None),
        ("1.2.3", ",", None),
        ("12,34", ".", None),
        ("1,2345", ".", None),
        ("(-5)", ".", None),
        ("--5", ".", None),
        ("$", ".", None),
        ("$(100.25)", ".", -10025),
        ("'-4.0", ".", -400),
        ("1.5E+05", ".", 15000000),
        ("1,5E+05", ",", 15000000),
        ("12k", ".", 1200000),
        ("ORD-1000", ".", None),
        ("INV2000", ".", None),
        ("REP 07", ".", None),
        ("=1+1", ".", None),
        ("٣", ".", None),
        ("5 %", ".", None),
    ],
)
def test_amounts(text: str, mark: str, cents: int | None) -> None:
    if cents is None:
        with pytest.raises(HuddleError):
            parse_file_amount(text, 2, mark)
    else:
        assert parse_file_amount(text, 2, mark) == cents


@pytest.mark.parametrize(
    ("text", "scale", "amount"),
    [
        ("19.990000000000002", 2, 1999),
        ("33.3333333333", 2, 3333),
        ("0.30000000000000004", 2, 30),
        ("2.9999999999999996", 0, 3),
        ("3.0000000000000004", 0, 3),
        ("0.30000000000000004", 1, 3),
        ("66.66666666666667", 1, 667),
        ("0.333333333", 1, 3),
        ("19.990000000000002", 0, None),
        ("33.3333333333", 0, None),
        ("1.005", 2, None),
    ],
)
def test_computed_decimals_are_rounded_and_typed_ones_are_not(text: str, scale: int, amount: int | None) -> None:
    if amount is None:
        with pytest.raises(HuddleError, match="too many decimals"):
            parse_file_amount(text, scale)
    else:
        assert parse_file_amount(text, scale) == amount


@pytest.mark.parametrize(
    ("cells", "amounts"),
    [
        (["1.500", "2,25"], [150000, 225]),
        (["1,500", "2.25"], [150000, 225]),
        (["1.500.000", "7"], [1500000, 7]),
        (["1,500", "12,000,000"], [1500, 12000000]),
        (["0,500", "3"], [50, 300]),
    ],
)
def test_the_column_tells_its_decimal_mark(crew: Crew, tmp_path: Path, cells: list[str], amounts: list[int]) -> None:
    rows = [f'D{number},Ben Okafor,2026-11-03,"{cell}"' for number, cell in enumerate(cells)]
    done = import_file(crew["Ana"], write(tmp_path, "\n".join([HEADER, *rows])), plain_map())
    assert [amount for _, amount in taken(crew).values()] == amounts
    assert done.questions == []


def test_a_column_that_does_not_tell_is_asked_for(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, f'{HEADER}\nA,Ben Okafor,2026-11-03,"€1,500"\nB,Ben Okafor,2026-11-03,"€2,250"\n')
    done = import_file(crew["Ana"], path, plain_map())
    assert taken(crew) == {}
    assert done.refusal_count == 2
    (question,) = done.questions
    assert [answer.text for answer in question.answers] == ["€1,500 is 1500", "€1,500 is 1.5"]
    import_file(crew["Ana"], path, question.with_answer(plain_map(), "."))
    assert [amount for _, amount in taken(crew).values()] == [1500, 2250]


# -- reports


def test_a_report_has_a_title_totals_and_a_small_print(crew: Crew, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "Closed deals of the quarter,,,,\n\nAs of 2026-11-20,,,,\n"
        "deal,owner,closed,value,\n"
        "D1,Ben Okafor,2026-11-03,10,\n"
        "Total Wine,Ben Okafor,2026-11-03,20,\n"
        "\n"
        "deal,owner,closed,value,\n"
        "D3,Jon Weiss,2026-11-04,30,\n"
        "Grand Totals (3 records),,,60,\n"
        '"Confidential Information - Do Not Distribute"\n'
        '"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n',
    )
    done = import_file(crew["Ana"], path, plain_map())
    assert {key: amount for key, (_, amount) in taken(crew).items()} == {"D1": 10, "Total Wine": 20, "D3": 30}
    assert done.ignored_lines == [8, 10, 11, 12]
    assert (done.rows, done.refusal_count) == (3, 0)


# -- other kinds of files


def sheet(path: Path, *rows: tuple[object, ...], title: str = "Deals") -> Path:
    book = Workbook()
    front = book.active
    assert front is not None
    front.title = "Read me"
    front.append(["This workbook has another sheet."])
    for row in rows:
        if title not in book.sheetnames:
            book.create_sheet(title)
        book[title].append(row)
    book.save(path)
    return path


def test_a_spreadsheet_has_days_and_numbers_of_its_own(crew: Crew, tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "deals.csv",  # whatever its name says
        ("Deals of November",),
        ("deal", "owner", "closed", "value"),
        (1, "Ben Okafor", date(2026, 11, 3), 1054.1),
        (2, "Jon Weiss", datetime.fromisoformat("2026-11-04T15:30"), 0.1 + 0.2),
        (3, "Jon Weiss", "05.11.2026", "1.200,50"),
        (None, None, None, None),
        ("=1+1", "Lea Brandt", None, 5),
    )
    done = import_file(crew["Ana"], path, plain_map())
    assert taken(crew) == {
        "1": (date(2026, 11, 3), 105410),
        "2": (date(2026, 11, 4), 30),
        "3": (date(2026, 11, 5), 120050),
    }
    assert done.refusal_count == 1
    assert done.notes[0] == "Read from the sheet “Deals”."
    with pytest.raises(HuddleError, match=r"no sheet “July”\. It has Read me, Deals"):
        import_file(crew["Ana"], path, plain_map(sheet="July"))


def test_a_spreadsheet_that_is_damaged_or_a_bomb(crew: Crew, tmp_path: Path) -> None:
    path = sheet(tmp_path / "deals.xlsx", ("deal", "owner", "closed", "value"), (1, "Ben Okafor", "2026-11-03", 1))
    whole = path.read_bytes()
    for data in (whole[: len(whole) // 2], whole[:4] + b"x" * 500):
        path.write_bytes(data)
        with pytest.raises(HuddleError, match=r"deals\.xlsx"):
            import_file(crew["Ana"], path, plain_map())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        with archive.open("xl/workbook.xml", "w", force_zip64=True) as part:
            for _ in range(1030):
                part.write(b"\0" * 1024**2)
    with pytest.raises(HuddleError, match="is too large when unpacked"):
        import_file(crew["Ana"], path, plain_map())
    assert taken(crew) == {}


RECORDS = [
    {"deal": "D1", "owner": {"name": "Ben Okafor"}, "closed": "2026-11-03", "value": 10.50},
    {"deal": "D2", "owner": {"name": "Jon Weiss"}, "closed": "2026-11-04T10:00:00Z", "value": 1e2, "note": None},
]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (json.dumps(RECORDS), [1, 1]),
        (json.dumps(RECORDS, indent=1), [2, 10]),
        ("\n".join(map(json.dumps, RECORDS)), [1, 2]),
        (json.dumps({"total": 2, "records": RECORDS, "done": True}), [1, 1]),
        (json.dumps({"results": [{"id": 1, "properties": record} for record in RECORDS]}), [1, 1]),
    ],
)
def test_json_in_the_forms_it_comes_in(crew: Crew, tmp_path: Path, text: str, lines: list[int]) -> None:
    map_ = parse_map(
        {
            "columns": {"member": "owner.name", "on": "closed", "key": "deal"},
            "entry": [{"metric": "won revenue", "amount": "value"}],
        }
    )
    path = write(tmp_path, text, "deals.json")
    assert [line.number for line in open_table(path).read_rows()] == lines
    assert import_file(crew["Ana"], path, map_).refusal_count == 0
    assert taken(crew) == {"D1": (date(2026, 11, 3), 1050), "D2": (date(2026, 11, 4), 10000)}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[", "Line 1"),
        ('[\n{"a": 1},\n{"a" 2}]', "Line 3"),
        ('{"a": 1}\n{"a": 2', "Line 2"),
        ("[1, 2]", "is empty. Export it again"),
        ("[]", "is empty. Export it again"),
        ('[{"a": NaN}]', "json is not valid JSON"),
        ('[{"a": 1}] x', "there is text after its end"),
        ('{"a":' * 50_000, "json is nested too deeply"),
    ],
)
def test_json_that_is_none(crew: Crew, tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(HuddleError, match=sentence):
        import_file(crew["Ana"], write(tmp_path, text, "deals.json"), plain_map())


def test_a_table_without_a_header(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, "D1;Ben Okafor;2026-11-03;5\n")
    import_file(crew["Ana"], path, plain_map(header=False, names=["deal", "owner", "closed", "value"]))
    assert taken(crew) == {"D1": (date(2026, 11, 3), 5)}
    with pytest.raises(HuddleError, match="names"):
        plain_map(header=False)


# -- files that are none


def test_two_gigabytes_of_nothing_are_refused_at_once(crew: Crew, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    with pytest.raises(HuddleError, match="Export a shorter period"):
        import_file(crew["Ana"], path, plain_map())
    with path.open("wb") as file:
        file.truncate(900 * 1024**2)
    with pytest.raises(HuddleError, match="Export it again as CSV"):
        import_file(crew["Ana"], path, plain_map())
    assert taken(crew) == {}


def test_a_formula_is_nobodys_name(crew: Crew, tmp_path: Path) -> None:
    path = write(
        tmp_path, f'{HEADER}\nD1,"=HYPERLINK(""http://x"",""Ben"")",2026-11-03,10\nD2,Ben Okafor,2026-11-03,=1+1\n'
    )
    done = import_file(crew["Ana"], path, plain_map(), add_members=True)
    assert [refusal.line for refusal in done.refusals] == [2, 3]
    assert "formula" in done.refusals[0].reason
    assert len(crew["Ana"].all(Member)) == 5


# -- encodings


@pytest.mark.parametrize(
    ("names", "encoding", "said"),
    [
        (["João Silva", "Zoë Müller"], "latin-1", "cp1252"),
        (["Łukasz Wiśniewski", "Zażółć Gęślą", "Małgorzata Jaźń"], "cp1250", "cp1250"),
        (["Иван Петров", "Ольга Смирнова", "Дмитрий Соколов"], "cp1251", "cp1251"),
    ],
)
def test_an_encoding_is_found_out_and_said(
    crew: Crew, tmp_path: Path, names: list[str], encoding: str, said: str
) -> None:
    rows = [f"D{number},{name},2026-11-03,1" for number, name in enumerate(names)]
    path = write(tmp_path, "\n".join([HEADER, *rows]).encode(encoding))
    done = import_file(crew["Ana"], path, plain_map(), add_members=True)
    assert done.members_added == names
    assert done.notes == [f"Read as {said}, with , between the cells."]


# -- people


def test_people_by_every_name_that_a_file_has_for_them(crew: Crew, tmp_path: Path) -> None:
    edit_member(crew["Ana"], crew.members["Jon"], email="jon@northwind.example")
    path = write(
        tmp_path,
        f'{HEADER}\nA,"Okafor, Ben",2026-11-03,1\nB,JON@northwind.example,2026-11-03,1\nC,005xx,2026-11-03,1\n',
    )
    first = import_file(crew["Ana"], path, plain_map())
    assert first.unknown_names == {"005xx": 1}
    second = import_file(crew["Ana"], path, plain_map(), people={"005XX": "lea"})
    assert (second.names_remembered, second.added) == (1, 1)
    third = import_file(crew["Ana"], path, plain_map())
    assert (third.names_remembered, third.unchanged, third.unknown_names) == (0, 3, {})
    assert [alias.text for alias in crew["Ana"].all(Alias)] == ["005xx"]
    assert crew.room.all(Alias) == []
    # Another word changes who it is; a member may not say it of somebody else.
    import_file(crew["Ana"], path, plain_map(), people={"005xx": "Jon"})
    assert {entry.member_id for entry in crew["Ana"].all(Entry, "key = 'C'")} == {crew.members["Jon"].id}
    with pytest.raises(HuddleError, match="Only Jon Weiss or the leader"):
        import_file(crew["Ben"], path, plain_map(), people={"x": "Jon"})
    with pytest.raises(HuddleError, match="No member named"):
        import_file(crew["Ana"], path, plain_map(), people={"x": "Zoltan"})


def test_a_name_with_an_address_is_both(crew: Crew, tmp_path: Path) -> None:
    edit_member(crew["Ana"], crew.members["Jon"], email="jon@northwind.example")
    path = write(
        tmp_path,
        f"{HEADER}\nA,Ben Okafor <b@x.example>,2026-11-03,1\nB,J. W. <jon@northwind.example>,2026-11-03,1\n"
        "C,Sam Novak <sam@x.example>,2026-11-03,1\n",
    )
    done = import_file(crew["Ana"], path, plain_map(), add_members=True)
    assert (done.members_added, done.refusal_count) == (["Sam Novak"], 0)
    assert crew["Ana"].all(Member, "name = 'Sam Novak'")[0].email == "sam@x.example"


def test_a_name_without_its_accents_is_suggested(crew: Crew, tmp_path: Path) -> None:
    with crew["Ana"].change("member.edited") as change:
        change.update(crew.members["Ben"], name="Zoë Núñez")
    done = import_file(crew["Ana"], write(tmp_path, f"{HEADER}\nA,Zoe Nunez,2026-11-03,1\n"), plain_map())
    assert "Do you mean Zoë Núñez?" in done.refusals[0].reason


def test_a_column_without_a_name_is_called_by_its_letter(tmp_path: Path) -> None:
    path = write(tmp_path, ",deal,,owner,\n0,D1,,Ben,\n1,D2,x,Jon,checked\n")
    assert open_table(path).column_names == ("column A", "deal", "column C", "owner", "column E")


def test_a_new_member_has_the_usual_order_of_names(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, f'{HEADER}\nA,"Novak, Sam",2026-11-03,1\nB,Sam Novak,2026-11-03,1\n')
    assert import_file(crew["Ana"], path, plain_map(), add_members=True).members_added == ["Sam Novak"]


# -- maps


def test_a_guess_looks_at_what_the_columns_hold(crew: Crew, tmp_path: Path) -> None:
    text = "nr;wer;umsatz;wann\n1;Ben Okafor;1.200,50;03/04/2026\n2;Jon Weiss;7,25;05/04/2026\n"
    guess = propose_map(crew["Ana"], write(tmp_path, text)).map
    assert (guess.columns.on[0], guess.entry[0].amount) == ("wann", "umsatz")
    text = "nr;wer;plus;wann\n1;Ben Okafor;1.200,50;3. März 2026\n2;Jon Weiss;7,25;\n"
    guess = propose_map(crew["Ana"], write(tmp_path, text)).map
    assert (guess.columns.on[0], guess.entry[0].amount) == ("wann", "plus")


HEADERS = {
    "salesforce-opportunities": "Opportunity Owner,Account,Opportunity Name,Stage,Amount,Close Date,Opportunity ID",
    "salesforce-tasks": "Subject,Assigned,Date,Status,Task Subtype,Activity ID",
    "hubspot-deals": "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount",
    "hubspot-activities": "Record ID,Activity type,Activity date,Activity assigned to",
    "pipedrive-deals": "Deal - ID,Deal - Title,Deal - Owner,Deal - Status,Deal - Value,Deal - Deal closed on",
}


def test_every_map_that_comes_with_huddle_is_recognised_and_whole() -> None:
    assert {each.name for each in list_built_in_maps()} == set(HEADERS)
    for name, header in HEADERS.items():
        columns = header.split(",")
        known = find_matching_map(columns)
        assert known is not None
        assert known.name == name
        map_ = known.build_map(columns)
        assert len(map_.entry) >= 2
        assert set(map_.column_names()) <= set(columns)
    assert find_matching_map(["deal", "owner", "closed", "value"]) is None


def test_salesforce_tasks_count_what_was_done(crew: Crew, tmp_path: Path) -> None:
    rows = [
        "Call back,Ben Okafor,11/3/2026,Completed,Call,00T1",
        "Call,Ben Okafor,11/23/2026,Not Started,Call,00T2",
        "Mail,Jon Weiss,11/4/2026,Completed,Email,00T3",
    ]
    path = write(tmp_path, "\n".join([HEADERS["salesforce-tasks"], *rows, "", "Total,3,,,,"]))
    done = import_file(crew["Ana"], path, propose_map(crew["Ana"], path).map)
    assert (done.added, done.refusal_count, done.metrics_made) == (2, 0, ["calls", "emails"])


@pytest.mark.parametrize("name", HEADERS)
def test_a_map_is_written_as_it_was(tmp_path: Path, name: str) -> None:
    map_ = next(each for each in list_built_in_maps() if each.name == name).build_map(HEADERS[name].split(","))
    awkward = map_.model_copy(update={"people": {'"quoted" \\ \x7f é': "Ana Ruiz"}})
    path = tmp_path / "map.toml"
    path.write_text(format_map_toml(awkward), encoding="utf-8")
    assert read_map(path) == awkward


def test_a_map_that_was_kept_is_proposed_for_the_next_file(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEADER}\nD1,Ben Okafor,2026-11-03,5\n", "deals (3).csv")
    guess = propose_map(crew["Ana"], path)
    assert not guess.is_known
    assert save_map(crew["Ana"], guess, plain_map(source="old crm")) is not None
    again = propose_map(crew["Ana"], path)
    assert (again.is_known, again.origin) == (True, "the team's map deals")
    assert again.map == plain_map(source="old crm") == propose_map(crew["Ana"], path, "deals").map
    with pytest.raises(
        HuddleError,
        match="Choose a TOML file",
    ):
        propose_map(crew["Ana"], path, "nonsense")


COMMENTED = """\
# Our CRM, as Ben set it up.
[columns]   # who and when
on      = "closed"
member  = 'owner'   # not "created by"
key     = [
  "deal",   # unique
]

# Only what was won.
[[entry]]
metric = "won revenue"
amount = "value"   # net
where  = { stage = "Won" }

# Ours, from before the others.
[file]
header = true
source = "crm"   # the old one
"""


def test_a_commented_map_is_written_as_it_was_where_nothing_changes(tmp_path: Path) -> None:
    path = write(tmp_path, COMMENTED, "map.toml")
    assert format_map_toml(read_map(path), COMMENTED) == COMMENTED


def test_an_answer_leaves_comments_order_and_form(tmp_path: Path) -> None:
    path = write(tmp_path, COMMENTED, "map.toml")
    write_map_answer(path, "dates", "%d.%m.%Y")
    assert path.read_text() == COMMENTED + 'dates = "%d.%m.%Y"\n'
    write_map_answer(path, "dates", "%m/%d/%Y")
    assert path.read_text() == COMMENTED + 'dates = "%m/%d/%Y"\n', "an answer takes the place of the one before"
    windows = write(
        tmp_path, b"\xef\xbb\xbf" + COMMENTED.partition("# Ours")[0].replace("\n", "\r\n").encode(), "b.toml"
    )
    write_map_answer(windows, "decimal", ",")
    assert windows.read_bytes().startswith(b"# Our CRM, as Ben set it up.\r\n[columns]   # who and when\r\n")
    assert read_map(windows).file.decimal == ","


def test_a_changed_map_of_the_team_keeps_its_comments(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, "deal,owner,closed,value,stage,customer\nD1,Ben Okafor,2026-11-03,5,Won,Kessler\n")
    maps = maps_folder(crew["Ana"])
    maps.mkdir()
    saved = write(maps, COMMENTED, "deals.toml")
    proposal = propose_map(crew["Ana"], path)
    changed = with_column(with_where(proposal.map, 0, {"stage": ["Won", "Closed"]}), "account", "customer")
    changed = with_person(with_entry(changed, 0, metric="sales"), "B.", "Ben Okafor")
    assert save_map(crew["Ana"], proposal, changed) == saved
    assert read_map(saved) == changed
    assert (
        saved.read_text()
        == COMMENTED.replace("]\n\n#", ']\naccount = "customer"\n\n#')
        .replace('"won revenue"', '"sales"')
        .replace('"Won" }', '["Won", "Closed"] }')
        + '\n[people]\n"B." = "Ben Okafor"\n'
    )


def test_a_map_that_lost_a_part_loses_it_in_its_file_too(tmp_path: Path) -> None:
    text = COMMENTED + '[[target]]\nmetric = "calls"\namount = 5\nperiod = "week"\n\n[people]\n"B." = "Ben Okafor"\n'
    path = write(tmp_path, text, "map.toml")
    whole = read_map(path)
    without = whole.model_copy(update={"people": {}, "entry": [], "file": whole.file.model_copy(update={"skip": 2})})
    path.write_text(format_map_toml(without, text))
    assert read_map(path) == without
    path.write_text(format_map_toml(whole, path.read_text()))
    assert read_map(path) == whole


def ods(path: Path, *rows: str) -> Path:
    """The least that an office program writes: cells as they are kept, one beside the other."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="Deals">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def test_an_open_document_has_days_and_numbers_of_its_own(crew: Crew, tmp_path: Path) -> None:
    def cell(kind: str, value: str, shown: str) -> str:
        name = {"float": "value", "date": "date-value"}.get(kind)
        kept = f' office:{name}="{value}"' if name else ""
        return f'<table:table-cell office:value-type="{kind}"{kept}><text:p>{shown}</text:p></table:table-cell>'

    header = "".join(cell("string", name, name) for name in HEADER.split(","))
    row = cell("string", "D1", "D1") + cell("string", "Ben Okafor", "Ben Okafor")
    row += cell("date", "2026-11-03", "3. Nov. 26") + cell("float", "1054.1", "1.054,10 €")
    done = import_file(crew["Ana"], ods(tmp_path / "deals.ods", header, row), plain_map())
    assert (done.refusals, taken(crew)) == ([], {"D1": (date(2026, 11, 3), 105410)})
