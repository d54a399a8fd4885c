"""How rows are known again in a later file: by their own key, or by all that tells them apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.importing.imports import import_file
from core.importing.mapping import ImportMap, parse_map
from core.importing.proposals import propose_map
from core.importing.result import ImportResult
from core.models import Entry
from tests.conftest import Crew

HEADER = "Opportunity Owner,Account Name,Opportunity Name,Stage,Close Date,Amount"


def write(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "deals.csv"
    path.write_text("\n".join([header, *rows, ""]))
    return path


def take(crew: Crew, path: Path, map_: ImportMap | None = None) -> ImportResult:
    return import_file(crew["Ana"], path, map_ or propose_map(crew["Ana"], path).map)


def won(crew: Crew) -> dict[str, int]:
    """What was won by member and day."""
    rows = crew.store.query(
        "SELECT member.name, day, sum(amount) AS total FROM entry JOIN member ON member.id = member_id "
        "JOIN metric ON metric.id = metric_id WHERE metric.name = 'won revenue' GROUP BY 1, 2"
    )
    return {f"{row['name']} {row['day']}": row["total"] for row in rows}


def deal(owner: str, day: str, amount: object, name: str = "Renewal", stage: str = "Closed Won") -> str:
    return f"{owner},Birch Ltd,{name},{stage},{day},{amount}"


def test_deals_of_one_name_are_deals_of_their_own(crew: Crew, tmp_path: Path) -> None:
    rows = [deal("Ben Okafor", "2026-01-20", 100), deal("Ben Okafor", "2026-02-20", 100)]
    take(crew, write(tmp_path, rows[0]))
    done = take(crew, write(tmp_path, *rows))
    assert (done.added, done.unchanged, done.refusal_count) == (3, 3, 0)
    assert won(crew) == {"Ben Okafor 2026-01-20": 100, "Ben Okafor 2026-02-20": 100}


def test_four_equal_sales_are_four_and_stay_four(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, *[deal("Ben Okafor", "2026-01-20", 100)] * 4)
    for _ in range(2):
        take(crew, path)
        assert won(crew) == {"Ben Okafor 2026-01-20": 400}


def test_another_way_of_writing_is_the_same_row(crew: Crew, tmp_path: Path) -> None:
    take(crew, write(tmp_path, deal("Ben Okafor", "2026-01-20", 100)))
    done = take(crew, write(tmp_path, deal('"Okafor, Ben"', "1/20/2026", "100.00")))
    assert (done.added, done.changed) == (0, 0)


def test_a_deal_that_was_opened_again_is_taken_out_whatever_the_order(crew: Crew, tmp_path: Path) -> None:
    two = [deal("Ben Okafor", "2026-01-20", 100)] * 2
    take(crew, write(tmp_path, *two))
    lost = deal("Ben Okafor", "2026-01-20", 100, stage="Negotiation")
    take(crew, write(tmp_path, lost, two[0]))
    assert won(crew) == {"Ben Okafor 2026-01-20": 100}
    take(crew, write(tmp_path, two[0], lost))
    assert won(crew) == {"Ben Okafor 2026-01-20": 100}
    take(crew, write(tmp_path, two[0]))
    assert won(crew) == {"Ben Okafor 2026-01-20": 100}


def test_rows_that_an_earlier_version_stored_by_name_go_on_matching(crew: Crew, tmp_path: Path) -> None:
    path = write(tmp_path, deal("Ben Okafor", "2026-01-20", 100, "Refit"), deal("Jon Weiss", "2026-01-21", 50, "Roof"))
    proposed = propose_map(crew["Ana"], path).map
    by_name = proposed.columns.model_copy(update={"key": ["Opportunity Name"], "name": None})
    take(crew, path, proposed.model_copy(update={"columns": by_name}))
    assert {entry.key for entry in crew["Ana"].all(Entry)} == {"Refit", "Roof"}
    done = take(crew, path)
    assert (done.added, done.changed, done.withdrawn, done.unchanged) == (0, 0, 0, 6)
    done = take(crew, write(tmp_path, deal("Ben Okafor", "2026-03-20", 100, "Refit")))
    assert done.added == 3
    assert won(crew)["Ben Okafor 2026-01-20"] == 100


DEALS_MAP: dict[str, object] = {
    "columns": {"member": "owner", "on": "closed", "key": "no"},
    "entry": [{"metric": "won revenue", "amount": "value"}],
}


def test_a_key_that_a_file_gives_anew_is_doubted_and_asked_about(crew: Crew, tmp_path: Path) -> None:
    def numbered(*rows: str) -> Path:
        return write(tmp_path, *rows, header="no,owner,closed,value")

    map_ = parse_map(DEALS_MAP)
    take(crew, numbered("1,Ben Okafor,2026-01-20,100", "2,Jon Weiss,2026-01-21,50"), map_)
    february = numbered("1,Lea Brandt,2026-02-20,300", "2,Jon Weiss,2026-01-21,55")
    done = take(crew, february, map_)
    assert (done.changed, done.refusal_count) == (1, 1)
    assert "Ben Okafor on 2026-01-20" in done.refusals[0].reason
    (question,) = done.questions
    assert [answer.value for answer in question.answers] == ["reused", "unique"]
    assert won(crew)["Ben Okafor 2026-01-20"] == 100

    take(crew, february, question.with_answer(map_, "reused"))
    assert won(crew) == {"Ben Okafor 2026-01-20": 100, "Jon Weiss 2026-01-21": 55, "Lea Brandt 2026-02-20": 300}
    take(crew, february, question.with_answer(map_, "unique"))
    assert "Ben Okafor 2026-01-20" not in won(crew)


def test_no_key_is_too_long(crew: Crew, tmp_path: Path) -> None:
    path = write(
        tmp_path, *(f"{'x' * 300}{end},Ben Okafor,2026-01-20,100" for end in "ab"), header="no,owner,closed,value"
    )
    for _ in range(2):
        done = take(crew, path, parse_map(DEALS_MAP))
        assert done.refusal_count == 0
    assert won(crew) == {"Ben Okafor 2026-01-20": 200}


SALES = st.lists(
    st.tuples(
        st.sampled_from(["Ben Okafor", "Jon Weiss"]),
        st.integers(1, 6),
        st.sampled_from([10, 20]),
        st.sampled_from("AB"),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sales=SALES, exports=st.lists(st.sets(st.integers(1, 6), min_size=1), max_size=5), shuffled=st.randoms())
def test_overlapping_exports_in_any_order_give_the_numbers_of_the_whole(
    make_crew: Callable[[], Crew],
    tmp_path: Path,
    sales: list[tuple[str, int, int, str]],
    exports: list[set[int]],
    shuffled: object,
) -> None:
    """An export has whole days, as a CRM filters: of two equal sales of a day it never has only one."""
    lines = [(day, deal(owner, f"2026-01-{day:02d}", amount, name)) for owner, day, amount, name in sales]
    whole, parts = make_crew(), make_crew()
    take(whole, write(tmp_path, *[line for _, line in lines]))
    left = set(range(1, 7)).difference(*exports)
    for days in [*exports, left]:
        rows = [line for day, line in lines if day in days]
        shuffled.shuffle(rows)  # type: ignore[attr-defined]
        if rows:
            take(parts, write(tmp_path, *rows))
    assert won(parts) == won(whole)


@pytest.mark.parametrize("sign", ["’", "'"])
def test_a_name_in_another_apostrophe_is_the_same_owner(crew: Crew, tmp_path: Path, sign: str) -> None:
    with crew["Ana"].change("member.edited") as change:
        change.update(crew.members["Ben"], name="Ben O'Kafor")
    done = take(crew, write(tmp_path, deal(f"Ben O{sign}Kafor", "2026-01-20", 100)))
    assert done.refusal_count == 0
