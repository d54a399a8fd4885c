"""What the columns of unknown files are guessed to be for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.importing.guessed_mapping import Guess, guess_columns
from core.importing.open_file import open_table, read_first_rows
from core.importing.period_parsing import parse_period
from core.importing.words import rank_name


def guess(folder: Path, *lines: str, title: str = "deals") -> Guess:
    path = folder / f"{title}.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    table = open_table(path)
    return guess_columns(table.column_names, read_first_rows(table), title=title)


FILES = [
    # Fact before estimate.
    (["Opportunity Name,Est. Close Date,Actual Close Date,Est. Revenue,Actual Revenue,Owner,Created On",
      "A deal,1/5/2026,1/20/2026,1000,900,Ben Okafor,1/1/2026"], ("Owner", "Actual Close Date", "Actual Revenue")),
    (["id,created_at,closed_at,owner,amount,expected_amount", "A1,2026-01-01,2026-02-01,Ben Okafor,100,120"],
     ("owner", "closed_at", "amount")),
    # Net before list.
    (["Rep,Sale Date,List Price,Net Price", "Ben Okafor,2026-11-03,120.50,100.00"], ("Rep", "Sale Date", "Net Price")),
    (["Vertriebsmitarbeiter;Auftragsdatum;Bruttobetrag;Nettobetrag", "Ben Okafor;20.11.2026;1.428,60;1.200,50"],
     ("Vertriebsmitarbeiter", "Auftragsdatum", "Nettobetrag")),
    (["Commercial;Date de facture;Client;Montant TTC;Montant HT", "Ben Okafor;13/02/2026;Dupont;120,00;100,00"],
     ("Commercial", "Date de facture", "Montant HT")),
    # Other languages, and words that a computer cannot part.
    (["Handlowiec;Data sprzedaży;Kwota netto", "Jan Kowalski;13.02.2026;100,00"],
     ("Handlowiec", "Data sprzedaży", "Kwota netto")),
    (["ORDERDATE,SALESREP,SALES,QTY", "2/24/2003 0:00,Ben Okafor,2871.5,30"], ("SALESREP", "ORDERDATE", "SALES")),
    # An id is neither an amount nor a person.
    (["Employee ID,Employee Name,Date,Order,Revenue", "17,Ben Okafor,2026-01-01,70001,100.50"],
     ("Employee Name", "Date", "Revenue")),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "roles"), FILES, ids=lambda value: value[0][:24])
def test_owner_day_and_amount(tmp_path: Path, lines: list[str], roles: tuple[str, str, str]) -> None:
    found = guess(tmp_path, *lines)
    assert (found.member, found.on, found.amount) == ([roles[0]], [roles[1]], roles[2])


def test_the_metric_is_called_what_it_is(tmp_path: Path) -> None:
    def metric_of(column: str, cell: str) -> str:
        return guess(tmp_path, f"Rep,Date,{column}", f"Ben Okafor,2026-11-03,{cell}").metric

    assert metric_of("Amount", "5.50") == "won revenue"
    assert metric_of("Calls", "5") == "calls"
    assert metric_of("Units_Sold", "5") == "units sold"
    assert metric_of("Visitas", "5") == "visitas"
    assert guess(tmp_path, "Rep,Date", "Ben Okafor,2026-11-03", title="calls_2026").metric == "calls"


def test_a_deals_name_and_a_running_number_are_no_keys(tmp_path: Path) -> None:
    rows = ["1,A-7,Refit,Ben Okafor,2026-11-03,5", "2,A-9,Roof,Jon Weiss,2026-11-04,6"]
    assert guess(tmp_path, "No,Order ID,Deal Name,Owner,Closed,Value", *rows).key == ["Order ID"]
    found = guess(tmp_path, "No,Batch,Deal Name,Owner,Closed,Value", *rows)
    assert (found.key, found.name) == ([], ["Deal Name"])


def test_a_file_without_owners_has_none(tmp_path: Path) -> None:
    found = guess(
        tmp_path,
        "Order Date,Ship Mode,Customer ID,Customer Name,Product Name,Sales",
        "08-11-2016,Second Class,CG-12520,Claire Gute,Bush Bookcase,261.96",
        "12/27/2016,Second Class,CG-12520,Claire Gute,Hon Chair,731.94",
    )
    assert found.member == []
    assert (found.on, found.amount, found.account) == (["Order Date"], "Sales", "Customer Name")


@pytest.mark.parametrize(
    ("lines", "on", "period"),
    [
        (["Rep,Month,Quota", "Ben Okafor,2026-01,10", "Ben Okafor,2026-02,10"], ["Month"], "month"),
        (["Rep,Year,Month,Target", "Ben Okafor,2026,1,10", "Ben Okafor,2026,2,10"], ["Year", "Month"], "month"),
        (["Rep,Year,Quarter,Quota", "Ben Okafor,2026,Q1,10", "Ben Okafor,2026,Q2,10"], ["Year", "Quarter"], "quarter"),
        (["Rep,Day,Quota", "Ben Okafor,2026-01-01,10", "Ben Okafor,2026-04-01,10"], ["Day"], "quarter"),
        (["Rep,Q1 2026,Q2 2026", "Ben Okafor,10,20"], ["period"], "quarter"),
        (["Rep,Month,Target,Actual", "Ben Okafor,2026-01,10,9", "Ben Okafor,2026-02,10,8"], ["Month"], None),
    ],
)
def test_quotas_are_targets_by_their_period(tmp_path: Path, lines: list[str], on: list[str], period: str) -> None:
    found = guess(tmp_path, *lines)
    assert (found.on, found.period) == (on, period)


@pytest.mark.parametrize(
    ("text", "first", "period"),
    [
        *((text, date(2026, 1, 1), "month") for text in ("2026-01", "Jan 2026", "01/2026", "1.2026", "January-26")),
        *((text, date(2026, 3, 1), "month") for text in ("2026 3", "märz 2026", "mars 2026", "2026 März", "Mar-26")),
        *((text, date(2026, 4, 1), "quarter") for text in ("Q2 2026", "2026-Q2", "2026 Q2", "2Q26")),
        ("2026", date(2026, 1, 1), "year"),
    ],
)
def test_periods(text: str, first: date, period: str) -> None:
    assert parse_period(text) == (first, period)


@pytest.mark.parametrize("text", ["", "13/2026", "2026-13", "Q5 2026", "Smarch 2026", "1234", "2026-01-15", "A2026"])
def test_what_is_no_period(text: str) -> None:
    assert parse_period(text) is None


def test_names_are_ranked_by_whole_words() -> None:
    assert rank_name("Quantidade", "id") == 0
    assert rank_name("Owner", "member") > rank_name("Owner Region", "member") > 0
