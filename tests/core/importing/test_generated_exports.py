"""Generated exports: what goes in comes out, or is refused by its line; damaged ones never go in by half.

HUDDLE_MUTATIONS=10000 damages that many files instead of a few hundred.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from core.access.session import Session
from core.errors import HuddleError
from core.importing.imports import import_file
from core.importing.mapping import ImportMap, parse_map
from core.importing.questions import AmbiguousFileError
from core.importing.result import ImportResult
from core.maintenance.check import check_file
from core.models import Entry, Metric
from core.values.text import clean
from tests.conftest import Crew

MUTATIONS = int(os.environ.get("HUDDLE_MUTATIONS", "300"))
HEADER = ["deal", "owner", "stage", "closed", "value", "note"]
PEOPLE = {
    "Ben Okafor": ["Ben Okafor", "BEN OKAFOR", "Okafor, Ben"],
    "Jon Weiss": ["jon weiss", "Weiss, Jon"],
    "Lea Brandt": ["Lea Brandt"],
}


def whole_and_cents(cents: int, group: str, decimal: str) -> str:
    whole, part = divmod(abs(cents), 100)
    return f"{whole:,}".replace(",", group) + f"{decimal}{part:02d}"


NUMBERS: dict[str, Callable[[int], str]] = {
    "plain": lambda cents: "-" * (cents < 0) + whole_and_cents(cents, "", "."),
    "american": lambda cents: "-" * (cents < 0) + "$" + whole_and_cents(cents, ",", "."),
    "accountant": lambda cents: (
        f"({whole_and_cents(cents, ',', '.')})" if cents < 0 else whole_and_cents(cents, ",", ".")
    ),
    "german": lambda cents: "-" * (cents < 0) + whole_and_cents(cents, ".", ",") + " €",
    "french": lambda cents: "-" * (cents < 0) + whole_and_cents(cents, " ", ","),
    "swiss": lambda cents: "CHF " + "-" * (cents < 0) + whole_and_cents(cents, "'", "."),
    "whole, american": lambda cents: "-" * (cents < 0) + f"{abs(cents) // 100:,}",
    "whole, german": lambda cents: "-" * (cents < 0) + f"{abs(cents) // 100:,}".replace(",", "."),
}
GERMAN = ["Jan.", "Feb.", "März", "April", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."]
DAYS: dict[str, Callable[[date], str]] = {
    "iso": lambda day: day.isoformat(),
    "moment": lambda day: f"{day.isoformat()}T08:30:00.000Z",
    "american": lambda day: f"{day:%m/%d/%Y}",
    "american, short": lambda day: f"{day.month}/{day.day}/{day:%y}",
    "american, with a time": lambda day: f"{day:%m/%d/%y} 08:55 PM",
    "british": lambda day: f"{day:%d/%m/%Y}",
    "german": lambda day: f"{day:%d.%m.%Y}",
    "long": lambda day: f"{day:%B} {day.day}, {day.year}",
    "long, german": lambda day: f"{day.day}. {GERMAN[day.month - 1]} {day.year}",
}  # fmt: skip


@dataclass(frozen=True)
class Deal:
    owner: str
    written: int
    day: date
    cents: int
    note: str


KEYS = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=8).filter(
    lambda key: clean(key) and clean(key).casefold() != "deal"
)
NOTES = st.text(st.characters(codec="cp1252", exclude_characters="\0\r"), max_size=12)
DEALS = st.builds(
    Deal,
    owner=st.sampled_from(sorted(PEOPLE)),
    written=st.integers(0, 2),
    day=st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    cents=st.integers(-(10**9), 10**9),
    note=NOTES,
)


def plain_map() -> ImportMap:
    return parse_map(
        {
            "columns": {"member": "owner", "on": "closed", "key": "deal"},
            "entry": [{"metric": "won revenue", "amount": "value", "where": {"stage": ["Won"]}}],
        }
    )


def asked(session: Session, path: Path, answers: dict[str, str]) -> ImportResult:
    """Imports as somebody does who answers what is asked, each question once."""
    map_ = plain_map()
    for _ in range(4):
        try:
            done = import_file(session, path, map_)
        except AmbiguousFileError as ambiguity:
            question = ambiguity.question
            map_ = question.with_answer(map_, answers.get(question.key, question.answers[0].value))
        else:
            if not done.questions:
                return done
            map_ = done.questions[0].with_answer(map_, answers["decimal"])
    raise AssertionError("it asks again and again")


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deals=st.dictionaries(KEYS, DEALS, min_size=1, max_size=15),
    number=st.sampled_from(sorted(NUMBERS)),
    day=st.sampled_from(sorted(DAYS)),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
    end=st.sampled_from(["\n", "\r\n"]),
    title=st.booleans(),
    footer=st.booleans(),
    trailing=st.booleans(),
    again_at=st.none() | st.integers(0, 14),
)
def test_whatever_is_written_is_taken_or_refused(
    make_crew: Callable[[], Crew],
    tmp_path: Path,
    deals: dict[str, Deal],
    number: str,
    day: str,
    delimiter: str,
    encoding: str,
    end: str,
    title: bool,
    footer: bool,
    trailing: bool,
    again_at: int | None,
) -> None:
    crew = make_crew()
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    last = [""] if trailing else []
    if title:
        writer.writerow(["Closed deals", *[""] * (len(HEADER) - 1)])
        out.write(end)
    writer.writerow([*HEADER, *last])
    for place, (key, deal) in enumerate(deals.items()):
        if place == again_at:
            writer.writerow([*HEADER, *last])
        owner = PEOPLE[deal.owner][deal.written % len(PEOPLE[deal.owner])]
        writer.writerow([key, owner, "Won", DAYS[day](deal.day), NUMBERS[number](deal.cents), deal.note, *last])
    if footer:
        out.write(end)
        writer.writerow(["Grand Totals", "", "", "", NUMBERS[number](sum(deal.cents for deal in deals.values()))])
        writer.writerow(["Confidential Information - Do Not Distribute"])
    path = tmp_path / "deals.csv"
    path.write_bytes(out.getvalue().encode(encoding))

    two_digits = "%y" if "short" in day or "time" in day else "%Y"
    answers = {
        "dates": "month first" if day.startswith("american") else "day first",
        "decimal": "," if "german" in number else ".",
    }
    done = asked(crew["Ana"], path, answers)
    # Two keys may be one when both are written in NFC; then the last counts.
    expected = {}
    for key, deal in deals.items():
        cents = abs(deal.cents) // 100 * 100 * (-1 if deal.cents < 0 else 1) if "whole" in number else deal.cents
        on = deal.day
        if two_digits == "%y":
            on = on.replace(year=on.year % 100 + (1900 if on.year % 100 >= 69 else 2000))
        expected[clean(key)] = (deal.owner, on, cents)
    names = {member.id: name for name in PEOPLE for member in [crew.members[name.split()[0]]]}
    one = 10 ** crew["Ana"].all(Metric)[0].scale
    found = {
        entry.key: (names[entry.member_id], entry.day, entry.amount * 100 // one) for entry in crew["Ana"].all(Entry)
    }
    assert found == expected
    assert done.refusal_count == len(deals) - len(expected)


# -- damage

ROWS = [
    ["D1", "Ben Okafor", "Won", "2026-11-03", "10.50", 'a "quoted" note\nover two lines'],
    ["D2", "Weiss, Jon", "Won", "11/24/2026", "€ 1.200,00", "é"],
    ["D3", "Lea Brandt", "Lost", "March 5, 2026", "(30)", ""],
    ["D4", "Lea Brandt", "Open", "", "", "=1+1"],
]


def as_csv(encoding: str, delimiter: str) -> bytes:
    out = StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([["A report"], HEADER, *ROWS, ["Grand Totals", "4"]])
    return out.getvalue().encode(encoding)


def as_sheet() -> bytes:
    book = Workbook()
    front = book.active
    assert front is not None
    for row in [HEADER, *ROWS, ["D5", "Ben Okafor", "Won", date(2026, 11, 3), 5.25, None]]:
        front.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


RECORDS = [dict(zip(HEADER, row, strict=True)) for row in ROWS] + [{"deal": "D6", "value": 1.5, "owner": {"Name": "x"}}]
WHOLE = {
    "csv": as_csv("utf-8", ","),
    "semicolons in latin-1": as_csv("cp1252", ";"),
    "tabs in utf-16": as_csv("utf-16", "\t"),
    "spreadsheet": as_sheet(),
    "json": json.dumps(RECORDS, indent=1).encode(),
    "tree": json.dumps({"records": RECORDS}).encode(),
    "json by line": "\n".join(map(json.dumps, RECORDS)).encode(),
}
SIGNS = [b'"', b"\r", b"\n", b",", b";", b"\t", b"{", b"}", b"[", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"9" * 30]
SIGNS += [b"\x1b[31m", b"1e999", b"\\ud800", b"PK\x03\x04", b"=HYPERLINK(1)", b"null", "\u2028".encode(), b"-", b"("]
PLACES = st.integers(0, 9999)
DAMAGE = st.one_of(
    st.tuples(st.just("put"), PLACES, st.binary(min_size=1, max_size=4) | st.sampled_from(SIGNS)),
    st.tuples(st.just("over"), PLACES, st.binary(min_size=1, max_size=4) | st.sampled_from(SIGNS)),
    st.tuples(st.just("cut"), PLACES, st.integers(1, 60)),
    st.tuples(st.just("end"), PLACES, st.just(0)),
    st.tuples(st.just("twice"), PLACES, st.integers(1, 200)),
)


def damaged(data: bytes, damages: list[tuple[str, int, bytes | int]]) -> bytes:
    for kind, share, what in damages:
        at = share * len(data) // 10_000
        if isinstance(what, bytes):
            data = data[:at] + what + data[at + (len(what) if kind == "over" else 0) :]
        elif kind == "cut":
            data = data[:at] + data[at + what :]
        elif kind == "end":
            data = data[:at]
        else:
            data = data[: at + what] + data[at:]
    return data


@settings(max_examples=MUTATIONS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(sorted(WHOLE)),
    damages=st.lists(DAMAGE, min_size=1, max_size=4),
    add_members=st.booleans(),
    dry_run=st.booleans(),
)
def test_damage_is_refused_or_its_rows_are(
    crew: Crew,
    tmp_path: Path,
    kind: str,
    damages: list[tuple[str, int, bytes | int]],
    add_members: bool,
    dry_run: bool,
) -> None:
    path = tmp_path / "deals.csv"
    path.write_bytes(damaged(WHOLE[kind], damages))

    def told() -> tuple[int, int, int, int]:
        """Journal entries, entries, their sum, and the sum that the rollup that is read has of them."""
        row = crew.store.query(
            "SELECT (SELECT count(*) FROM journal) AS told, count(*) AS n, total(amount) AS amount, "
            "(SELECT total(total) FROM entry_day) AS rolled FROM entry"
        )[0]
        return row["told"], row["n"], int(row["amount"]), int(row["rolled"])

    before = told()
    try:
        done = import_file(crew["Ana"], path, plain_map(), add_members=add_members, dry_run=dry_run)
    except HuddleError:
        assert told() == before
        return
    after = told()
    assert after[2] == after[3]
    if dry_run:
        assert after == before
    else:
        assert after[1] == before[1] + done.added - done.withdrawn
        assert after[0] - before[0] in (0, 1)
    assert done.refusal_count >= len(done.refusals)


def test_after_all_that_the_file_is_whole(crew: Crew, tmp_path: Path) -> None:
    """The same kinds of files, undamaged: what the damage is measured against."""
    for number, (kind, data) in enumerate(sorted(WHOLE.items())):
        path = tmp_path / "deals.csv"
        path.write_bytes(data)
        done = import_file(crew["Ana"], path, plain_map().model_copy(update={"people": {}}))
        assert done.rows - done.refusal_count >= 3, kind
        assert (done.added > 0) == (number == 0) or kind == "spreadsheet", kind
        crew.clock.now += timedelta(minutes=1)
    assert check_file(crew.path) == []
