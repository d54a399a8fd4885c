"""What an import does to the team's numbers: added, changed, withdrawn, refused, or left alone."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.errors import HuddleError
from core.importing.imports import import_file
from core.importing.mapping import ImportMap, parse_map
from core.importing.result import ImportResult
from core.metrics.metrics import add_metric
from core.models import Entry, JournalEntry, Member, Metric, Target
from tests.conftest import Crew

MAVEN = Path(__file__).parents[3].parent / "shared/data/maven_crm/sales_pipeline.csv"
HEADER = "deal,owner,stage,closed,value"


def deals_map(**file: object) -> ImportMap:
    values: dict[str, Any] = {
        "columns": {"member": "owner", "on": "closed", "key": "deal"},
        "entry": [
            {"metric": "won revenue", "amount": "value", "where": {"stage": ["Won"]}},
            {"metric": "deals closed", "amount": 1, "where": {"stage": ["Won", "Lost"]}},
        ],
    }
    return parse_map(values | ({"file": file} if file else {}))


@pytest.fixture
def deals(tmp_path: Path) -> Callable[..., Path]:
    """Writes `deals.csv` with these rows."""

    def write(*rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
        path = tmp_path / "in" / "deals.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
        return path

    return write


def sums(crew: Crew) -> dict[str, int]:
    """By metric, what its entries add up to."""
    rows = crew.store.query(
        "SELECT metric.name, sum(amount) AS total FROM entry JOIN metric ON metric.id = metric_id GROUP BY metric_id"
    )
    return {row["name"]: row["total"] for row in rows}


def everything(crew: Crew) -> list[Any]:
    """Every row of every table, the journal included."""
    tables = [row["name"] for row in crew.store.query("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [(table, crew.store.query(f'SELECT * FROM "{table}"')) for table in sorted(tables)]


def counts(done: ImportResult) -> tuple[int, int, int, int]:
    return done.added, done.changed, done.unchanged, done.withdrawn


def report(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_amounts_are_exact_and_metrics_made(crew: Crew, deals: Callable[..., Path]) -> None:
    path = deals(
        "D1,Ben Okafor,Won,2026-11-03,0.10", "D2,jon weiss,Won,2026-11-04,1200.2", "D3,Lea Brandt,Lost,2026-11-04,9"
    )
    done = import_file(crew["Ana"], path, deals_map())
    assert counts(done) == (5, 0, 0, 0)
    assert sums(crew) == {"won revenue": 120030, "deals closed": 3}
    scales = {metric.name: (metric.scale, metric.kind) for metric in crew["Ana"].all(Metric)}
    assert scales == {"won revenue": (2, "sum"), "deals closed": (0, "sum")}
    entry = crew["Ana"].all(Entry, "key = 'D1' AND amount = 10")[0]
    assert (entry.source, entry.day, entry.entered_by) == ("import", date(2026, 11, 3), crew.members["Ana"].id)
    assert entry.member_id == crew.members["Ben"].id
    assert done.refusals_file is None
    assert not path.with_name("deals.refused.csv").exists()


def test_an_import_twice_adds_and_changes_nothing(crew: Crew, deals: Callable[..., Path]) -> None:
    path = deals("D1,Ben Okafor,Won,2026-11-03,10", "D2,Nobody,Won,2026-11-03,10")
    first = import_file(crew["Ana"], path, deals_map())
    before = everything(crew)
    second = import_file(crew["Ana"], path, deals_map())
    assert counts(first) == (2, 0, 0, 0)
    assert counts(second) == (0, 0, 2, 0)
    assert second.refusals == first.refusals
    assert everything(crew) == before


def test_a_dry_run_tells_and_changes_nothing(crew: Crew, deals: Callable[..., Path]) -> None:
    import_file(crew["Ana"], deals("D1,Ben Okafor,Won,2026-11-03,10", "D2,Jon Weiss,Won,2026-11-03,10"), deals_map())
    before = everything(crew)
    path = deals(
        "D1,Ben Okafor,Won,2026-11-03,11",
        "D2,Jon Weiss,Open,,",
        "D3,New Person,Won,2026-11-03,5",
        "D4,Ben Okafor,Won,x,5",
    )
    done = import_file(crew["Ana"], path, deals_map(), add_members=True, dry_run=True)
    assert counts(done) == (2, 1, 1, 2)
    assert done.members_added == ["New Person"]
    assert [refusal.line for refusal in done.refusals] == [5]
    assert everything(crew) == before
    assert [file.name for file in path.parent.iterdir()] == ["deals.csv"]


def test_it_is_one_change_in_the_journal_and_can_be_taken_back(crew: Crew, deals: Callable[..., Path]) -> None:
    before = everything(crew)
    import_file(crew["Ana"], deals("D1,Ben Okafor,Won,2026-11-03,10"), deals_map())
    entries = [entry.what for entry in crew["Ana"].all(JournalEntry)]
    assert entries == ["team.founded", "entries.imported"]
    crew["Ana"].undo("entries")
    assert sums(crew) == {}
    assert crew.store.query("SELECT * FROM entry_day") == []
    assert dict(before)["member"] == dict(everything(crew))["member"]


def test_rows_are_followed_by_key(crew: Crew, deals: Callable[..., Path]) -> None:
    rows = ["D1,Ben Okafor,Won,2026-11-03,10", "D2,Ben Okafor,Won,2026-11-03,20", "D3,Ben Okafor,Won,2026-11-03,30"]
    import_file(crew["Ana"], deals(*rows, "D4,Ben Okafor,Won,2026-11-03,40"), deals_map())
    # One changed in everything, one reopened without a date, one whose amount vanished, one left out.
    path = deals("D1,Jon Weiss,Won,2026-11-09,11", "D2,Ben Okafor,Open,,20", "D3,Ben Okafor,Won,2026-11-03,")
    done = import_file(crew["Ana"], path, deals_map())
    assert sums(crew) == {"won revenue": 51, "deals closed": 3}
    assert (done.added, done.changed, done.unchanged, done.withdrawn) == (0, 2, 1, 3)
    changed = crew["Ana"].all(Entry, "key = 'D1' AND amount = 11")[0]
    assert (changed.member_id, changed.day) == (crew.members["Jon"].id, date(2026, 11, 9))
    assert {entry.key for entry in crew["Ana"].all(Entry)} == {"D1", "D3", "D4"}


def test_a_row_that_cannot_be_read_withdraws_nothing(crew: Crew, deals: Callable[..., Path]) -> None:
    import_file(crew["Ana"], deals("D1,Ben Okafor,Won,2026-11-03,10"), deals_map())
    before = everything(crew)
    for damaged in (
        "D1,Ben Okafor,Won,2026-13-03,10",
        "D1,Ben Okafor,Won,2026-11-03,ten",
        "D1,Ben",
        'D1,"Ben"x,Open,,',
    ):
        done = import_file(crew["Ana"], deals(damaged), deals_map())
        assert done.refusal_count == 1
        assert everything(crew) == before


def test_another_source_is_another_row(crew: Crew, deals: Callable[..., Path]) -> None:
    path = deals("D1,Ben Okafor,Won,2026-11-03,10")
    import_file(crew["Ana"], path, deals_map())
    import_file(crew["Ana"], path, deals_map(source="old crm"))
    assert sums(crew) == {"won revenue": 20, "deals closed": 2}


def test_refused_rows_are_listed_beside_the_file(crew: Crew, deals: Callable[..., Path]) -> None:
    path = deals(
        "D1,Ben Okafor,Won,2026-11-03,10",
        '"D2","Ben\nOkafor",Won,2026-11-03,1x',
        "=1+2,-Sam,Won,2026-11-03,-10",
        "",
        "D4,Ben Okafor,Won,,10",
        ",Ben Okafor,Won,2026-11-03,10",
        "D6,Ben Okafor,Won,2026-11-03,10,,",
        "D7,Ben Okafor,Won,2026-11-03,10,50",
        "D8,Ben Okafor,Open,,,",
        "D9,Ben Okafor,Lost",
    )
    done = import_file(crew["Ana"], path, deals_map())
    assert done.refusals_file == path.with_name("deals.refused.csv")
    rows = report(done.refusals_file)
    assert rows[0] == ["line", "reason", *HEADER.split(",")]
    assert [int(row[0]) for row in rows[1:]] == [3, 5, 7, 8, 10, 12] == [refusal.line for refusal in done.refusals]
    assert rows[1][2:] == ["D2", "Ben\nOkafor", "Won", "2026-11-03", "1x"]
    assert rows[2][2:] == ["'=1+2", "'-Sam", "Won", "2026-11-03", "-10"]
    for row, word in zip(
        rows[1:], ["1x", "-Sam", "closed is empty", "deal is empty", "6 cells", "3 cells"], strict=True
    ):
        assert word in row[1]
    assert sums(crew)["won revenue"] == 20

    import_file(crew["Ana"], deals("D1,Ben Okafor,Won,2026-11-03,10"), deals_map())
    assert not path.with_name("deals.refused.csv").exists()


def test_where_no_report_can_be_written_the_rest_goes_in(crew: Crew, deals: Callable[..., Path]) -> None:
    path = deals("D1,Ben Okafor,Won,2026-11-03,10", "D2,Nobody,Won,2026-11-03,10")
    path.with_name("deals.refused.csv").mkdir()
    done = import_file(crew["Ana"], path, deals_map())
    assert done.refusals_file is None
    assert [refusal.line for refusal in done.refusals] == [3]
    assert sums(crew) == {"won revenue": 10, "deals closed": 1}


def test_the_last_row_of_a_key_counts(crew: Crew, deals: Callable[..., Path]) -> None:
    path = deals("D1,Ben Okafor,Won,2026-11-03,10", "D1,Ben Okafor,Won,2026-11-03,12", "D1,Jon Weiss,Won,2026-11-03,15")
    done = import_file(crew["Ana"], path, deals_map())
    assert sums(crew) == {"won revenue": 15, "deals closed": 1}
    assert [refusal.line for refusal in done.refusals] == [2, 3]
    assert all("Line 4 has the same deal" in refusal.reason for refusal in done.refusals)
    assert import_file(crew["Ana"], path, deals_map()).unchanged == 2


def test_members_by_name_address_and_joined_columns(crew: Crew, deals: Callable[..., Path]) -> None:
    with crew["Ana"].change("member.edited") as change:
        change.update(crew.members["Ben"], email="Ben@northwind.example")
    path = deals(
        "D1,BEN,Okafor,2026-11-03,10", "D2,ben@NORTHWIND.example,,2026-11-03,10", header="deal,first,last,closed,value"
    )
    map_ = parse_map(
        {
            "columns": {"member": ["first", "last"], "on": "closed", "key": ["deal", "last"]},
            "entry": [{"metric": "calls", "amount": "value"}],
        }
    )
    assert import_file(crew["Ana"], path, map_).refusals == []
    assert {entry.member_id for entry in crew["Ana"].all(Entry)} == {crew.members["Ben"].id}
    assert {entry.key for entry in crew["Ana"].all(Entry)} == {"D1 Okafor", "D2"}


def test_unknown_members_are_added_when_asked(crew: Crew, deals: Callable[..., Path]) -> None:
    path = deals(
        "D1,  Sam\tNovak\x1b[31m ,Won,2026-11-03,10",
        "D2,SAM NOVAK,Won,2026-11-03,10",
        f"D3,{'x' * 90},Won,2026-11-03,1",
    )
    done = import_file(crew["Ana"], path, deals_map(), add_members=True)
    assert done.members_added == ["Sam Novak"]
    assert [refusal.line for refusal in done.refusals] == [4]
    sam = crew["Ana"].all(Member, "name = 'Sam Novak'")[0]
    assert [entry.member_id for entry in crew["Ana"].all(Entry)] == [sam.id] * 4


def test_only_the_leader_adds_members(crew: Crew, deals: Callable[..., Path]) -> None:
    before = everything(crew)
    with pytest.raises(HuddleError, match="leader"):
        import_file(crew["Ben"], deals("D1,Sam Novak,Won,2026-11-03,10"), deals_map(), add_members=True)
    assert everything(crew) == before


def test_the_room_imports_nothing(crew: Crew, deals: Callable[..., Path]) -> None:
    with pytest.raises(HuddleError, match="room"):
        import_file(crew.room, deals("D1,Ben Okafor,Won,2026-11-03,10"), deals_map())


def test_an_existing_metric_keeps_its_scale(crew: Crew, deals: Callable[..., Path]) -> None:
    add_metric(crew["Ana"], "Won Revenue", scale=1)
    path = deals(
        "D1,Ben Okafor,Won,2026-11-03,1.5", "D2,Ben Okafor,Won,2026-11-03,1.50", "D3,Ben Okafor,Won,2026-11-03,1.55"
    )
    done = import_file(crew["Ana"], path, deals_map())
    assert sums(crew)["Won Revenue"] == 30
    assert [refusal.line for refusal in done.refusals] == [4]
    assert "too many decimals" in done.refusals[0].reason


def test_targets_are_set_for_the_rows_period(crew: Crew, deals: Callable[..., Path]) -> None:
    path = deals(
        "Ben Okafor,2026-11-03,1000.50",
        "Jon Weiss,2026-11-30,200",
        "Ben Okafor,2026-10-01,",
        "Jon Weiss,2026-12-01,300",
        header="owner,month,quota",
    )
    map_ = parse_map(
        {
            "columns": {"member": "owner", "on": "month"},
            "target": [{"metric": "won revenue", "amount": "quota", "period": "quarter"}],
        }
    )
    done = import_file(crew["Ana"], path, map_)
    found = {(target.member_id, target.starts_on, target.ends_on, target.amount) for target in crew["Ana"].all(Target)}
    quarter = date(2026, 10, 1), date(2026, 12, 31)
    assert found == {(crew.members["Ben"].id, *quarter, 100050), (crew.members["Jon"].id, *quarter, 50000)}
    assert done.targets == 2
    assert [refusal.line for refusal in done.refusals] == [4]
    before = everything(crew)
    assert import_file(crew["Ana"], path, map_).targets == 0
    assert everything(crew) == before


@pytest.mark.skipif(not MAVEN.exists(), reason="the public data set is not here")
def test_a_real_pipeline_gives_the_won_revenue_of_a_quarter(crew: Crew, tmp_path: Path) -> None:
    path = tmp_path / "sales_pipeline.csv"
    path.write_bytes(MAVEN.read_bytes())
    map_path = tmp_path / "map.toml"
    map_path.write_text(
        """
        [columns]
        member = "sales_agent"
        on     = "close_date"
        key    = "opportunity_id"
        [[entry]]
        metric = "won revenue"
        amount = "close_value"
        where  = { deal_stage = ["Won"] }
        [[entry]]
        metric = "deals closed"
        amount = 1
        where  = { deal_stage = ["Won", "Lost"] }
        """
    )
    with MAVEN.open(newline="") as file:
        rows = list(csv.DictReader(file))
    closed = [row for row in rows if row["deal_stage"] in ("Won", "Lost")]
    won = [row for row in rows if row["deal_stage"] == "Won"]
    quarter = [row for row in won if row["close_date"][:7] in ("2017-04", "2017-05", "2017-06")]
    expected: dict[str, int] = {}
    for row in quarter:
        expected[row["sales_agent"]] = expected.get(row["sales_agent"], 0) + int(row["close_value"])

    first = import_file(crew["Ana"], path, map_path, add_members=True)
    assert counts(first) == (len(won) + len(closed), 0, 0, 0)
    assert (first.refusals, len(first.members_added)) == ([], len({row["sales_agent"] for row in closed}))
    second = import_file(crew["Ana"], path, map_path, add_members=True)
    assert counts(second) == (0, 0, len(won) + len(closed), 0)

    found = crew.store.query(
        "SELECT member.name, sum(total) AS total FROM entry_day JOIN member ON member.id = member_id "
        "JOIN metric ON metric.id = metric_id "
        "WHERE metric.name = 'won revenue' AND day BETWEEN '2017-04-01' AND '2017-06-30' GROUP BY member_id"
    )
    assert {row["name"]: row["total"] for row in found} == expected
    assert len(expected) > 20


def test_a_member_imports_their_own_rows_alone(crew: Crew, deals: Callable[..., Path]) -> None:
    path = deals("D1,Ben Okafor,Won,2026-11-03,10", "D2,Jon Weiss,Won,2026-11-03,10", "D3,Tom Vega,Won,2026-11-03,1")
    done = import_file(crew["Ben"], path, deals_map())
    assert [refusal.line for refusal in done.refusals] == [3, 4]
    assert {entry.key for entry in crew["Ana"].all(Entry)} == {"D1"}
    import_file(crew["Ana"], path, deals_map())
    before = everything(crew)
    # Neither taken over nor withdrawn.
    done = import_file(crew["Ben"], deals("D2,Ben Okafor,Won,2026-11-03,10", "D2x,,Open,,"), deals_map())
    assert [refusal.line for refusal in done.refusals] == [2]
    assert import_file(crew["Ben"], deals("D2,Jon Weiss,Open,,"), deals_map()).withdrawn == 0
    assert everything(crew) == before


def test_watchers_have_no_numbers_and_import_none(crew: Crew, deals: Callable[..., Path]) -> None:
    path = deals("D1,Tom Vega,Won,2026-11-03,10")
    assert "is a watcher" in import_file(crew["Ana"], path, deals_map()).refusals[0].reason
    with pytest.raises(HuddleError, match="Watchers"):
        import_file(crew["Tom"], path, deals_map())


def test_a_count_takes_ones(crew: Crew, deals: Callable[..., Path]) -> None:
    add_metric(crew["Ana"], "won revenue", kind="count")
    done = import_file(
        crew["Ana"], deals("D1,Ben Okafor,Won,2026-11-03,1", "D2,Ben Okafor,Won,2026-11-03,2"), deals_map()
    )
    assert [refusal.line for refusal in done.refusals] == [3]
    assert sums(crew) == {"won revenue": 1, "deals closed": 1}


def test_a_metric_counted_from_two_others_takes_nothing(crew: Crew, deals: Callable[..., Path]) -> None:
    calls, wins = add_metric(crew["Ana"], "calls"), add_metric(crew["Ana"], "wins")
    add_metric(crew["Ana"], "won revenue", kind="ratio", numerator=wins, denominator=calls)
    with pytest.raises(HuddleError, match="two other metrics"):
        import_file(crew["Ana"], deals("D1,Ben Okafor,Won,2026-11-03,10"), deals_map())


def test_nothing_is_made_when_nothing_is_taken(crew: Crew, deals: Callable[..., Path]) -> None:
    before = everything(crew)
    done = import_file(crew["Ana"], deals("D1,Nobody,Won,2026-11-03,10", "D2,Ben Okafor,Won,2026-11-03,x"), deals_map())
    assert done.refusal_count == 2
    assert crew["Ana"].all(Metric) == []
    assert everything(crew) == before
