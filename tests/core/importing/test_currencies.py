"""Currencies are told apart, asked about and never added up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import HuddleError
from core.importing.currencies import is_currency, resolve_currency
from core.importing.imports import import_file
from core.importing.mapping import ImportMap, parse_map
from core.importing.questions import AmbiguousFileError
from core.models import Metric
from tests.conftest import Crew

Write = Callable[..., Path]


def map_of(**columns: str) -> ImportMap:
    return parse_map(
        {
            "columns": {"member": "owner", "on": "closed", "key": "deal"} | columns,
            "entry": [{"metric": "won revenue", "amount": "value"}, {"metric": "deals won", "amount": 1}],
        }
    )


@pytest.fixture
def deals(tmp_path: Path) -> Write:
    def write(*amounts: str, header: str = "deal,owner,closed,value") -> Path:
        path = tmp_path / "deals.csv"
        rows = [f"{number},Ben Okafor,2026-11-03,{amount}" for number, amount in enumerate(amounts)]
        path.write_text("\n".join([header, *rows]))
        return path

    return write


def totals(crew: Crew) -> dict[str, tuple[str, int]]:
    """Unit and sum of each metric, by name."""
    rows = crew.store.query(
        "SELECT name, unit, sum(amount) AS total FROM metric JOIN entry ON metric_id = metric.id GROUP BY metric.id"
    )
    return {row["name"]: (row["unit"], row["total"]) for row in rows}


@pytest.mark.parametrize(
    ("text", "code"),
    [("USD", "USD"), ("€", "EUR"), ("US$", "USD"), ("$", "CAD"), ("kr.", "SEK"), ("¥", "JPY"), ("zł", "PLN")],
)
def test_codes_and_signs(text: str, code: str) -> None:
    assert is_currency(text)
    assert resolve_currency(text, "CAD") == code


@pytest.mark.parametrize("text", ["ORD", "INV", "REP", "usd", "DEM", "", "12"])
def test_other_letters_are_no_currency(text: str) -> None:
    assert not is_currency(text)


def test_the_teams_own_currency_needs_no_question(crew: Crew, deals: Write) -> None:
    import_file(crew["Ana"], deals("€100", "EUR 20", "5"), map_of())
    assert totals(crew) == {"won revenue": ("EUR", 125), "deals won": ("", 3)}


def test_mixed_currencies_are_asked_about_and_only_one_counts(crew: Crew, deals: Write) -> None:
    path = deals("€100", "USD 70", "JPY 15000")
    with pytest.raises(AmbiguousFileError, match="EUR 1, JPY 1 and USD 1") as asked:
        import_file(crew["Ana"], path, map_of())
    assert totals(crew) == {}
    done = import_file(crew["Ana"], path, asked.value.question.with_answer(map_of(), "EUR"))
    assert (done.taken, done.others) == (1, {"in JPY": 1, "in USD": 1})
    assert totals(crew)["won revenue"] == ("EUR", 100)


def test_another_currency_goes_to_a_metric_of_its_own(crew: Crew, deals: Write) -> None:
    import_file(crew["Ana"], deals("100"), map_of())
    path = deals("$70", "$30")
    with pytest.raises(AmbiguousFileError, match="USD 2"):
        import_file(crew["Ana"], path, map_of())
    map_ = map_of().model_copy(update={"file": map_of().file.model_copy(update={"currency": "USD", "source": "us"})})
    for _ in range(2):
        import_file(crew["Ana"], path, map_)
        assert totals(crew) == {"won revenue": ("", 100), "won revenue USD": ("USD", 100), "deals won": ("", 3)}
    assert len(crew["Ana"].all(Metric)) == 3


def test_a_column_of_currencies_is_read(crew: Crew, deals: Write) -> None:
    path = deals("100,EUR", "70,USD", header="deal,owner,closed,value,cur")
    with pytest.raises(AmbiguousFileError, match="EUR 1 and USD 1"):
        import_file(crew["Ana"], path, map_of(currency="cur"))


def test_an_unknown_currency_in_a_map_is_refused() -> None:
    with pytest.raises(HuddleError, match="is not a currency"):
        parse_map(
            {
                "file": {"currency": "XYZ"},
                "columns": {"member": "a", "on": "b"},
                "entry": [{"metric": "c", "amount": 1}],
            }
        )
