"""Files that nobody here wrote. What is expected is computed a second way: in plain Python, from the file itself."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.errors import HuddleError
from core.importing.imports import import_file
from core.importing.mapping import parse_map
from core.importing.proposals import propose_map
from core.importing.result import ImportResult
from core.metrics.metrics import add_metric
from core.models import Alias, Target
from core.team.members import add_member
from tests.conftest import Crew

SHARED = Path(__file__).parents[3].parent / "shared/data"
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the public data sets are not here")

Sums = dict[tuple[str, str], Decimal]
"""By metric and member, what it adds up to in whole units."""


def copied(tmp_path: Path, name: str) -> Path:
    path = tmp_path / Path(name).name
    path.write_bytes((SHARED / name).read_bytes())
    return path


def rows_of(name: str, **how: Any) -> list[dict[str, str]]:
    with (SHARED / name).open(encoding=how.pop("encoding", "utf-8"), newline="") as file:
        return list(csv.DictReader(file, **how))


def sums(crew: Crew) -> Sums:
    """From the daily rollup, which is what every leaderboard reads."""
    rows = crew.store.query(
        "SELECT metric.name AS metric, scale, member.name AS member, sum(total) AS total FROM entry_day "
        "JOIN metric ON metric.id = metric_id JOIN member ON member.id = member_id GROUP BY metric_id, member_id"
    )
    return {(row["metric"], row["member"]): Decimal(row["total"]).scaleb(-row["scale"]) for row in rows}


def add_up(expected: Sums, metric: str, member: str, amount: str | int) -> None:
    expected[metric, member] = expected.get((metric, member), Decimal(0)) + Decimal(amount)


def twice(crew: Crew, path: Path, map_: Any, **how: Any) -> ImportResult:
    """Imports, and sees that the same file again changes nothing."""
    first = import_file(crew["Ana"], path, map_, **how)
    again = import_file(crew["Ana"], path, map_, **how)
    assert (again.added, again.changed, again.withdrawn) == (0, 0, 0)
    assert again.unchanged == first.added
    return first


def test_hubspot_deals_by_the_map_that_comes_with_huddle(crew: Crew, tmp_path: Path) -> None:
    path = copied(tmp_path, "hubspot_dummy/hubspot_deals.csv")
    proposal = propose_map(crew["Ana"], path)
    assert proposal.origin == "HubSpot deals"
    done = twice(crew, path, proposal.map, add_members=True)

    expected: Sums = {}
    for row in rows_of("hubspot_dummy/hubspot_deals.csv"):
        owner = row["Deal Owner"]
        if row["Deal Stage"] == "Closed Won":
            add_up(expected, "won revenue", owner, row["Amount"])
            add_up(expected, "deals won", owner, 1)
        if row["Deal Stage"] in ("Closed Won", "Closed Lost"):
            add_up(expected, "deals closed", owner, 1)
    assert sums(crew) == expected
    assert (done.refusal_count, done.rows) == (0, 500)


def test_hubspot_activities_by_the_map_that_comes_with_huddle(crew: Crew, tmp_path: Path) -> None:
    path = copied(tmp_path, "hubspot_dummy/hubspot_activities.csv")
    people = {}
    for row in rows_of("hubspot_dummy/hubspot_activities.csv"):
        # Owners are addresses: the team knows them by name, and is told once who is who.
        people[row["Activity Owner"]] = row["Activity Owner"].partition("@")[0].replace(".", " ").title()
    for name in people.values():
        add_member(crew["Ana"], name)
    proposal = propose_map(crew["Ana"], path)
    assert proposal.origin == "HubSpot activities"
    assert import_file(crew["Ana"], path, proposal.map, dry_run=True).unknown_names.keys() == people.keys()
    done = import_file(crew["Ana"], path, proposal.map, people=people)
    assert done.names_remembered == len(people) == len(crew["Ana"].all(Alias))

    expected: Sums = {}
    for row in rows_of("hubspot_dummy/hubspot_activities.csv"):
        owner = people[row["Activity Owner"]]
        if row["Activity Type"] in ("Call", "Email"):
            add_up(expected, row["Activity Type"].lower() + "s", owner, 1)
        if row["Activity Type"] == "Meeting" and row["Meeting Outcome"] in ("Completed", ""):
            add_up(expected, "meetings", owner, 1)
    assert sums(crew) == expected
    # Remembered: the next file needs no telling.
    assert import_file(crew["Ana"], path, proposal.map).refusal_count == 0


def test_a_developer_org_has_years_of_two_digits_and_no_owner(crew: Crew, tmp_path: Path) -> None:
    path = copied(tmp_path, "salesforce_devorg/Opportunity.csv")
    with pytest.raises(
        HuddleError, match="This looks like Salesforce opportunity report, but the owner column is missing"
    ):
        propose_map(crew["Ana"], path)
    proposal = propose_map(crew["Ana"], path, member="Ben Okafor")
    done = twice(crew, path, proposal.map)
    assert done.refusal_count == 0
    assert "Read CloseDate with the month first." in done.notes

    expected: Sums = {}
    days: Counter[date] = Counter()
    for row in rows_of("salesforce_devorg/Opportunity.csv"):
        month, day, year = map(int, row["CloseDate"].split("/"))
        if row["IsWon"] == "TRUE":
            assert row["StageName"] == "Closed Won"
            add_up(expected, "won revenue", "Ben Okafor", row["Amount"])
            add_up(expected, "deals won", "Ben Okafor", 1)
            days[date(2000 + year, month, day)] += 1
        if row["IsClosed"] == "TRUE":
            add_up(expected, "deals closed", "Ben Okafor", 1)
    assert sums(crew) == expected
    found = crew.store.query(
        "SELECT day, count(*) AS n FROM entry JOIN metric ON metric.id = metric_id "
        "WHERE name = 'deals won' GROUP BY day"
    )
    assert {date.fromisoformat(row["day"]): row["n"] for row in found} == days


def test_a_history_of_stages_is_read_by_a_map_of_ones_own(crew: Crew, tmp_path: Path) -> None:
    path = copied(tmp_path, "salesforce_devorg/OpportunityHistory.csv")
    map_ = parse_map(
        {
            "columns": {"member": "CreatedById", "on": "CreatedDate", "key": "Id"},
            "entry": [{"metric": "forecast", "amount": "ExpectedRevenue", "where": {"IsDeleted": "FALSE"}}],
            "people": {"005bm00000NCJmQAAX": "Jon Weiss"},
        }
    )
    done = twice(crew, path, map_)
    expected: Sums = {}
    refused = 0
    for row in rows_of("salesforce_devorg/OpportunityHistory.csv"):
        if row["CreatedById"] == "005bm00000NCJmQAAX" and row["ExpectedRevenue"]:
            add_up(expected, "forecast", "Jon Weiss", row["ExpectedRevenue"])
        else:
            refused += 1
    assert sums(crew) == expected
    assert done.refusal_count == refused


def test_a_tree_of_json_without_owners(crew: Crew, tmp_path: Path) -> None:
    path = copied(tmp_path, "salesforce_tree_json/Opportunitys.json")
    with pytest.raises(HuddleError, match="--for NAME"):
        propose_map(crew["Ana"], path)
    proposal = propose_map(crew["Ana"], path, member="Lea Brandt")
    done = twice(crew, path, proposal.map)

    expected: Sums = {}
    for record in json.loads((SHARED / "salesforce_tree_json/Opportunitys.json").read_text())["records"]:
        if record["StageName"] == "Closed Won":
            add_up(expected, "won revenue", "Lea Brandt", record["Amount"])
            add_up(expected, "deals won", "Lea Brandt", 1)
        if record["StageName"].startswith("Closed"):
            add_up(expected, "deals closed", "Lea Brandt", 1)
    assert sums(crew) == expected
    assert (done.rows, done.refusal_count) == (278, 0)


def test_quotas_with_tabs_and_without_a_header(crew: Crew, tmp_path: Path) -> None:
    path = copied(tmp_path, "adventureworks_ms/SalesPersonQuotaHistory.csv")
    names = ["person", "day", "quota", "rowguid", "modified"]
    history = rows_of("adventureworks_ms/SalesPersonQuotaHistory.csv", fieldnames=names, delimiter="\t")
    people = {row["person"]: f"Person {row['person']}" for row in history}
    for name in people.values():
        add_member(crew["Ana"], name)
    add_metric(crew["Ana"], "sales", scale=2)
    map_ = parse_map(
        {
            "file": {"header": False, "names": names},
            "columns": {"member": "person", "on": "day"},
            "target": [{"metric": "sales", "amount": "quota", "period": "quarter"}],
        }
    )
    done = import_file(crew["Ana"], path, map_, people=people)
    expected: dict[tuple[str, date], int] = {}
    for row in history:
        year, month = int(row["day"][:4]), int(row["day"][5:7])
        expected[people[row["person"]], date(year, (month - 1) // 3 * 3 + 1, 1)] = int(Decimal(row["quota"]) * 100)
    by_id = {member["id"]: member["name"] for member in crew.store.query("SELECT id, name FROM member")}
    found = {(by_id[target.member_id], target.starts_on): target.amount for target in crew["Ana"].all(Target)}
    assert found == expected
    assert (done.rows, done.targets) == (len(history), len(expected))


def test_a_small_file_in_latin_letters(crew: Crew, tmp_path: Path) -> None:
    sellers = rows_of("brazil_latin1_tiny/vendedores.csv", encoding="latin-1")
    assert sellers[0]["Nome"] == "João Silva"
    path = copied(tmp_path, "brazil_latin1_tiny/vendedores.csv")
    quotas = parse_map(
        {
            "columns": {"member": "Nome", "on": "day", "key": "Vendedor"},
            "entry": [{"metric": "meta", "amount": "Meta_Mensal"}],
        }
    )
    path.write_bytes(b"\n".join(
        line + (b",day" if number == 0 else b",2026-01-01")
        for number, line in enumerate(path.read_bytes().splitlines())
    ))  # fmt: skip
    done = import_file(crew["Ana"], path, quotas, add_members=True)
    assert done.members_added == [row["Nome"] for row in sellers]
    assert any("cp1252" in note for note in done.notes)

    sales = rows_of("brazil_latin1_tiny/vendas.csv")
    map_ = parse_map(
        {
            "columns": {"member": "Vendedor", "on": "Data", "key": ["Data", "Vendedor", "Cliente", "Produto"]},
            "entry": [{"metric": "vendas", "amount": "Valor_Total"}],
            "people": {row["Vendedor"]: row["Nome"] for row in sellers},
        }
    )
    done = twice(crew, copied(tmp_path, "brazil_latin1_tiny/vendas.csv"), map_)
    expected = {("meta", row["Nome"]): Decimal(row["Meta_Mensal"]) for row in sellers}
    for row in sales:
        name = next(seller["Nome"] for seller in sellers if seller["Vendedor"] == row["Vendedor"])
        add_up(expected, "vendas", name, row["Valor_Total"])
    assert sums(crew) == expected
    assert done.refusal_count == 0


def test_delimiters_at_the_end_of_every_line_are_nothing(crew: Crew, tmp_path: Path) -> None:
    from core.importing.text_file import TextFile

    file = TextFile(copied(tmp_path, "brazil_latin1_tiny/produtos.csv"))
    assert file.column_names == ("Produto", "Descricao", "Categoria", "Preco_Medio", "Margem")
    assert [line.cells[-1] for line in file.read_rows()] == ["0.30", "0.35", "0.40", "0.25", "0.20"]


def test_a_pipeline_with_blank_accounts_and_open_deals(crew: Crew, tmp_path: Path) -> None:
    path = copied(tmp_path, "maven_crm/sales_pipeline.csv")
    map_ = parse_map(
        {
            "columns": {"member": "sales_agent", "on": "close_date", "key": "opportunity_id"},
            "entry": [
                {"metric": "won revenue", "amount": "close_value", "where": {"deal_stage": "Won"}},
                {"metric": "deals closed", "amount": 1, "where": {"deal_stage": ["Won", "Lost"]}},
            ],
        }
    )
    pretended = import_file(crew["Ana"], path, map_, add_members=True, dry_run=True)
    done = twice(crew, path, map_, add_members=True)
    assert (pretended.added, pretended.members_added) == (done.added, done.members_added)
    expected: Sums = {}
    for row in rows_of("maven_crm/sales_pipeline.csv"):
        if row["deal_stage"] == "Won":
            add_up(expected, "won revenue", row["sales_agent"], row["close_value"])
        if row["deal_stage"] in ("Won", "Lost"):
            add_up(expected, "deals closed", row["sales_agent"], 1)
    assert sums(crew) == expected
