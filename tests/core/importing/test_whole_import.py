"""An import goes in whole or not at all: killed in the middle, or fed with generated and damaged files."""

from __future__ import annotations

import csv
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import HuddleError
from core.importing.imports import import_file
from core.importing.mapping import ImportMap, parse_map
from core.maintenance.check import check_file
from core.models import Entry
from core.values.text import clean
from tests.conftest import Crew

ROOT = Path(__file__).parents[3]

KILLED = """
import sys
from pathlib import Path

from core.importing.imports import import_file
from core.access.session import Session
from data.change import Change
from data.models import Member
from data.store import Store

stored = 0
insert = Change.insert


def insert_until_the_middle(change, row):
    global stored
    stored += 1
    if stored == 3000:
        print("in the middle", flush=True)
        sys.stdin.read()
    return insert(change, row)


Change.insert = insert_until_the_middle
store = Store(sys.argv[1])
import_file(Session.for_member(store, store.read(Member)[0]), sys.argv[2], Path(sys.argv[3]), add_members=True)
"""

MAP = """
[columns]
member = "owner"
on = "closed"
key = "deal"
[[entry]]
metric = "won revenue"
amount = "value"
"""


@pytest.mark.process
def test_killed_in_the_middle_nothing_is_half_imported(crew: Crew, tmp_path: Path) -> None:
    deals, map_path = tmp_path / "deals.csv", tmp_path / "map.toml"
    rows = (f"D{number},Seller {number % 7},2026-11-03,{number}\n" for number in range(5000))
    deals.write_text("deal,owner,closed,value\n" + "".join(rows))
    map_path.write_text(MAP)
    tables = ("entry", "entry_day", "member", "metric", "rotation", "journal", "journal_row")

    def counted() -> dict[str, int]:
        return {table: crew.store.query(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in tables}

    before = counted()
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(crew.path), str(deals), str(map_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"in the middle"
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    assert counted() == before
    assert check_file(crew.path) == []

    done = import_file(crew["Ana"], deals, map_path, add_members=True)
    assert (done.added, counted()["entry"]) == (5000, 5000)
    assert check_file(crew.path) == []


# -- generated files

CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
ROWS = st.dictionaries(
    keys=st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=8),
    values=st.tuples(
        st.sampled_from(["Ben Okafor", "Jon Weiss", "LEA BRANDT"]),
        st.dates(date(1990, 1, 1), date(2100, 1, 1)),
        st.integers(-(10**9), 10**9),
        CELL,
    ),
    min_size=1,
    max_size=20,
)


def generated_map(form: str | None = None) -> ImportMap:
    values: dict[str, object] = {
        "columns": {"member": "owner", "on": "closed", "key": "deal"},
        "entry": [{"metric": "won revenue", "amount": "value", "where": {"stage": ["Won"]}}],
        "file": {"decimal": "."} | ({"dates": form} if form else {}),
    }
    return parse_map(values)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=ROWS,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n"]),
    form=st.sampled_from([None, "%d.%m.%Y", "%m/%d/%Y"]),
)
def test_what_goes_in_comes_out(
    make_crew: Callable[[], Crew],
    tmp_path: Path,
    rows: dict[str, tuple[str, date, int, str]],
    delimiter: str,
    encoding: str,
    end: str,
    form: str | None,
) -> None:
    crew = make_crew()
    out = StringIO(newline="")
    # Python's writer leaves a lone carriage return unquoted, and so makes another line of it.
    quoting = csv.QUOTE_ALL if any("\r" in note for *_, note in rows.values()) else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(["deal", "owner", "stage", "closed", "value", "note"])
    for key, (owner, day, cents, note) in rows.items():
        shown = day.strftime(form) if form else day.isoformat()
        sign, whole, fraction = "-" * (cents < 0), *divmod(abs(cents), 100)
        writer.writerow([key, owner, "Won", shown, f"{sign}{whole}.{fraction:02d}", note])
    path = tmp_path / "deals.csv"
    path.write_bytes(out.getvalue().encode(encoding))

    done = import_file(crew["Ana"], path, generated_map(form))
    # Two keys may be one when both are written in NFC; then the last counts.
    expected = {clean(key): (owner.casefold(), day, cents) for key, (owner, day, cents, _) in rows.items()}
    names = {member.id: member.name.casefold() for member in crew.members.values()}
    found = {
        entry.key: (names[entry.member_id], entry.day, entry.amount) for entry in crew["Ana"].all(Entry)
    }  # fmt: skip
    assert found == expected
    assert done.refusal_count == len(rows) - len(expected)
    assert import_file(crew["Ana"], path, generated_map(form)).unchanged == len(expected)


WHOLE = (
    "deal,owner,stage,closed,value,note\r\n"
    'D1,Ben Okafor,Won,2026-11-03,10.50,"a ""quoted"" note\nover two lines"\r\n'
    "D2,Jon Weiss,Won,2026-11-04,20,é\r\n"
    "D3,Lea Brandt,Lost,2026-11-05,30,\r\n"
    "D4,Lea Brandt,Open,,,=1+1\r\n"
).encode()

DAMAGE = st.one_of(
    st.tuples(st.just("put"), st.integers(0, len(WHOLE)), st.binary(min_size=1, max_size=4)),
    st.tuples(st.just("cut"), st.integers(0, len(WHOLE)), st.integers(1, 40)),
    st.tuples(
        st.just("put"),
        st.integers(0, len(WHOLE)),
        st.sampled_from([b'"', b"\r", b"\n", b",", b";", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"9" * 30, b"\x1b[31m"]),
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damages=st.lists(DAMAGE, min_size=1, max_size=4), add_members=st.booleans())
def test_a_damaged_file_is_refused_or_its_rows_are(
    crew: Crew, tmp_path: Path, damages: list[tuple[str, int, bytes | int]], add_members: bool
) -> None:
    data = WHOLE
    for _, place, what in damages:
        data = data[:place] + (data[place + what :] if isinstance(what, int) else what + data[place:])
    path = tmp_path / "deals.csv"
    path.write_bytes(data)
    before = crew.store.query("SELECT * FROM journal_row"), crew.store.query("SELECT * FROM entry")
    try:
        done = import_file(crew["Ana"], path, generated_map(), add_members=add_members)
    except HuddleError:
        assert (crew.store.query("SELECT * FROM journal_row"), crew.store.query("SELECT * FROM entry")) == before
    else:
        assert done.refusal_count == len(done.refusals)
    assert check_file(crew.path) == []
