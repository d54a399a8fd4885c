"""What imports tell of accounts: the first win makes an owner, and nothing moves."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.accounts import accounts
from core.accounts.from_imports import SharedAccount
from core.importing.crm_mappings import list_built_in_maps
from core.importing.imports import import_file
from core.importing.mapping import parse_map, read_map
from core.importing.mapping_edits import column_roles, with_column
from core.importing.mapping_toml import format_map_toml
from core.importing.result import ImportResult
from core.models import Account, Entry
from core.team.members import add_member
from tests.conftest import Crew
from tests.core.importing.test_real_exports import SHARED, copied, rows_of

MAP = parse_map(
    {
        "columns": {"member": "owner", "on": "closed", "key": "deal", "account": "customer"},
        "entry": [
            {"metric": "won revenue", "amount": "value", "where": {"stage": "Won"}},
            {"metric": "deals closed", "amount": 1, "where": {"stage": ["Won", "Lost"]}},
        ],
    }
)

Row = tuple[str, str, str, str]
"""Owner, customer, stage, day."""


def write(folder: Path, rows: list[Row], name: str = "deals.csv") -> Path:
    path = folder / name
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["deal", "owner", "customer", "stage", "closed", "value"])
        for number, (owner, customer, stage, day) in enumerate(rows):
            writer.writerow([f"{name}-{number}", owner, customer, stage, day, 100])
    return path


def take(crew: Crew, path: Path, who: str = "Ana", map_: Any = MAP, **how: Any) -> ImportResult:
    return import_file(crew[who], path, map_, **how)


def there(crew: Crew) -> dict[str, tuple[str | None, str | None, str, str]]:
    """By name: whose, who opened it, when, and when it was touched last."""
    names = {member.id: member.name.split()[0] for member in crew.members.values()}
    return {
        each.name: (
            names.get(each.member_id or 0),
            names.get(each.opened_by or 0),
            str(each.opened_on),
            str(each.touched_on),
        )
        for each in crew["Ana"].all(Account)
    }


def test_the_first_win_makes_the_owner_and_nothing_moves(crew: Crew, tmp_path: Path) -> None:
    rows = [
        ("Jon Weiss", "Kessler", "Won", "2026-03-05"),
        ("Ben Okafor", "Kessler", "Won", "2026-02-01"),  # earlier, though it stands later
        ("Lea Brandt", "KESSLER ", "Lost", "2026-08-09"),
        ("Nobody Known", "Kessler", "Open", "2026-08-20"),
        ("Ben Okafor", "Kessler", "Open", "2027-05-01"),  # expected then, and no touch
        ("Jon Weiss", "Voss", "Lost", "2026-04-01"),
        ("Jon Weiss", "Voss", "Open", "2026-04-02"),
        ("Jon Weiss", "", "Won", "2026-04-01"),
        ("Jon Weiss", "Straße", "Won", "2026-04-01"),
        ("Lea Brandt", "STRASSE", "Won", "2026-04-01"),  # the same day: who stands first
    ]
    path = write(tmp_path, rows)
    pretended = take(crew, path, dry_run=True)
    assert there(crew) == {}
    done = take(crew, path)
    assert done.accounts == pretended.accounts
    assert there(crew) == {
        "Kessler": ("Ben", "Ben", "2026-02-01", "2026-08-20"),
        "Straße": ("Jon", "Jon", "2026-04-01", "2026-04-01"),
    }
    assert done.accounts.opened == 2
    assert done.accounts.shared == [
        SharedAccount("Kessler", "Ben Okafor", ("Jon Weiss", "Lea Brandt")),
        SharedAccount("Straße", "Jon Weiss", ("Lea Brandt",)),
    ]
    # Every row counts for its own seller all the same.
    won = [each for each in crew["Ana"].all(Entry) if each.member_id == crew.members["Jon"].id]
    assert len(won) == 3 + 4
    again = take(crew, path)
    assert (again.accounts.opened, again.accounts.touched, again.accounts.shared_count) == (0, 0, 2)


def test_what_is_known_stays(crew: Crew, tmp_path: Path) -> None:
    accounts.add_account(crew["Lea"], "Kessler")
    take(crew, write(tmp_path, [("Ben Okafor", "kessler", "Won", "2026-02-01")]))
    assert there(crew) == {"Kessler": ("Lea", "Ben", "2026-02-01", "2026-11-23")}
    accounts.hand_over(crew["Lea"], accounts.find_account(crew["Lea"], "Kessler"), crew.members["Jon"], "Farmer")
    done = take(crew, write(tmp_path, [("Lea Brandt", "Kessler", "Won", "2026-01-02")], "later.csv"))
    assert there(crew)["Kessler"] == ("Jon", "Ben", "2026-02-01", "2026-11-23")
    assert done.accounts.shared == [SharedAccount("Kessler", "Jon Weiss", ("Lea Brandt",))]


def test_a_seller_takes_in_their_own_alone(crew: Crew, tmp_path: Path) -> None:
    rows = [
        ("Ben Okafor", "Kessler", "Won", "2026-02-01"),
        ("Jon Weiss", "Voss", "Won", "2026-02-01"),
        ("Jon Weiss", "Kessler", "Open", "2026-06-01"),
    ]
    done = take(crew, write(tmp_path, rows), "Ben")
    assert there(crew) == {"Kessler": ("Ben", "Ben", "2026-02-01", "2026-02-01")}
    assert (done.refusal_count, done.accounts.shared_count) == (1, 0)


def test_what_counts_as_a_win_can_be_said(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, [("Ben Okafor", "Kessler", "Won", "2026-02-01")])
    for won, opened in ((None, 0), (True, 1)):
        map_ = parse_map(
            {
                "columns": {"member": "owner", "on": "closed", "key": "deal", "account": ["customer"]},
                "entry": [{"metric": "Umsatz", "amount": "value", "won": won}],
            }
        )
        written = tmp_path / "map.toml"
        written.write_text(format_map_toml(map_))
        assert read_map(written) == map_
        assert column_roles(map_)["customer"] == "customer"
        assert take(crew, path, map_=map_).accounts.opened == opened


def test_the_column_of_customers_is_chosen_as_the_others_are() -> None:
    without = parse_map(
        {
            "columns": {"member": "owner", "on": "closed", "key": "deal"},
            "entry": [{"metric": "won revenue", "amount": "value"}],
        }
    )
    assert with_column(without, "account", "customer").columns.account == ["customer"]
    assert "customer" in with_column(without, "account", "customer").column_names()


def test_a_long_name_is_an_account_too(crew: Crew, tmp_path: Path) -> None:
    name = "Handel AG " * 12
    take(crew, write(tmp_path, [("Ben Okafor", name, "Won", "2026-02-01")] * 2))
    assert take(crew, write(tmp_path, [("Jon Weiss", name, "Won", "2026-03-01")], "b.csv")).accounts.opened == 0
    assert [len(each) for each in there(crew)] == [79]


def test_maps_that_come_with_huddle_name_their_customers() -> None:
    assert {each.name for each in list_built_in_maps() if "account" in each.values["columns"]} == {
        "hubspot-activities", "hubspot-deals", "pipedrive-deals", "salesforce-opportunities", "salesforce-tasks",
    }  # fmt: skip
    deals = next(each for each in list_built_in_maps() if each.name == "pipedrive-deals")
    columns = ["Deal - ID", "Deal - Owner", "Deal - Status", "Deal - Value", "Deal - Won time", "Deal - Organization"]
    assert deals.build_map(columns).columns.account == ["Deal - Organization"]
    assert deals.build_map(columns[:-1]).columns.account is None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files=st.lists(
        st.lists(
            st.tuples(
                st.sampled_from(["Ana Ruiz", "Ben Okafor", "Jon Weiss"]),
                st.sampled_from(["Kessler", "Voss", "Österreich", "ÖSTERREICH", ""]),
                st.sampled_from(["Won", "Lost", "Open"]),
                st.integers(0, 40),
            ),
            max_size=8,
        ),
        min_size=1,
        max_size=3,
    )
)
def test_generated_files_computed_a_second_way(
    make_crew: Callable[[], Crew], tmp_path: Path, files: list[list[tuple[str, str, str, int]]]
) -> None:
    crew = make_crew()
    today = crew.clock().date()
    expected: dict[str, list[Any]] = {}
    for number, file in enumerate(files):
        rows = [(*row[:3], (today - timedelta(days=row[3])).isoformat()) for row in file]
        if not rows:
            continue
        take(crew, write(tmp_path, rows, f"{number}.csv"))
        for owner, customer, stage, day in sorted(rows, key=lambda row: row[3]):
            if stage == "Won" and customer and customer.casefold() not in expected:
                expected[customer.casefold()] = [owner.split()[0], owner.split()[0], day, ""]
        for _, customer, _, day in rows:
            if (known := expected.get(customer.casefold())) is not None:
                known[3] = max(known[3], day)
    assert {name.casefold(): list(told) for name, told in there(crew).items()} == expected


@pytest.mark.skipif(not SHARED.exists(), reason="the public data sets are not here")
def test_a_pipeline_in_which_several_sell_to_one(crew: Crew, tmp_path: Path) -> None:
    """Eighty-five customers, each sold to by many: whose they are, in plain Python from the file itself."""
    map_ = parse_map(
        {
            "columns": {
                "member": "sales_agent", "on": "close_date", "key": "opportunity_id", "account": "account",
            },
            "entry": [{"metric": "won revenue", "amount": "close_value", "where": {"deal_stage": "Won"}}],
        }
    )  # fmt: skip
    rows = rows_of("maven_crm/sales_pipeline.csv")
    # Somebody the team knows whose only rows are open ones is at an account too.
    for name in {row["sales_agent"] for row in rows}:
        add_member(crew["Ana"], name)
    done = take(crew, copied(tmp_path, "maven_crm/sales_pipeline.csv"), map_=map_)
    names = {member.id: member.name for member in crew["Ana"].all(type(crew.members["Ana"]))}
    found = {
        each.name: (names[each.member_id or 0], names[each.opened_by or 0], each.opened_on, each.touched_on)
        for each in crew["Ana"].all(Account)
    }
    expected = {}
    others: dict[str, set[str]] = {}
    for customer in {row["account"] for row in rows} - {""}:
        dated = [row for row in rows if row["account"] == customer and row["close_date"]]
        first = min((row for row in dated if row["deal_stage"] == "Won"), key=lambda row: row["close_date"])
        last = max(row["close_date"] for row in dated)
        owner = first["sales_agent"]
        day = date.fromisoformat(first["close_date"])
        expected[customer] = (owner, owner, day, date.fromisoformat(last))
        if met := {row["sales_agent"] for row in dated} - {owner}:
            others[customer] = met
    assert found == expected
    assert (done.accounts.opened, done.accounts.shared_count) == (85, len(others))
    assert {each.account: set(each.by) for each in done.accounts.shared} == others
    assert len(crew["Ana"].all(Entry)) == sum(row["deal_stage"] == "Won" for row in rows)
