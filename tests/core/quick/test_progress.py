from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.metrics.entries import log_entry
from core.metrics.metrics import add_metric
from core.metrics.targets import set_target
from core.models import Commitment, Meeting
from core.quick.progress import Progress, find_member_id, open_read_only, read_progress
from core.values.periods import parse_period
from tests.conftest import Crew

pytestmark = pytest.mark.days

TODAY = date(2026, 11, 23)


def of(crew: Crew, name: str, today: date = TODAY) -> Progress:
    return read_progress(crew[name].connection, crew.members[name].id, today)


def promise(crew: Crew, name: str, text: str, **values: object) -> Commitment:
    with crew["Ana"].change("commitment.made") as change:
        return change.insert(
            Commitment.model_validate(
                {"member_id": crew.members[name].id, "text": text, "created_at": crew["Ana"].timestamp} | values
            )
        )


def meet(crew: Crew, status: str, day: date, **values: object) -> None:
    with crew["Ana"].change("meeting.made") as change:
        number = len(crew["Ana"].all(Meeting)) + 1
        change.insert(
            Meeting.model_validate({"kind": "weekly", "number": number, "day": day, "status": status} | values)
        )


def test_ones_own_running_targets_the_shortest_first(crew: Crew) -> None:
    s = crew["Ana"]
    calls, customers = add_metric(s, "calls"), add_metric(s, "new customers")
    ben = crew.members["Ben"]
    set_target(s, customers, 8, member=ben, period=parse_period("2026-Q4"))
    set_target(s, calls, 40, member=ben, period=parse_period("2026-W48"))
    set_target(s, calls, 40, member=ben, period=parse_period("2026-W47"))
    set_target(s, calls, 40, member=crew.members["Jon"], period=parse_period("2026-W48"))
    log_entry(crew["Ben"], calls, 31)
    log_entry(crew["Ben"], calls, 100, day=date(2026, 11, 20))
    log_entry(crew["Ben"], customers, 5, day=date(2026, 10, 1))
    assert of(crew, "Ben").targets[0].pace is None, "Monday is not over"
    found = of(crew, "Ben", date(2026, 11, 24))
    week, quarter = found.targets
    assert (week.metric, week.actual, week.target, week.attainment) == ("calls", 31, 40, 0.775)
    assert week.pace == 31 * 5 / 40  # a fifth of the week's working days is over
    assert (quarter.metric, quarter.actual, quarter.attainment) == ("new customers", 5, 0.625)
    assert quarter.pace == 5 * 66 / (8 * 38)
    assert (found.name, found.period.label, found.share_gone) == ("Ben Okafor", "2026-Q4", 38 / 66)


def test_without_a_target_there_is_none(crew: Crew) -> None:
    assert of(crew, "Tom").targets == []
    assert not of(crew, "Tom").has_metrics
    add_metric(crew["Ana"], "calls")
    assert of(crew, "Tom").has_metrics


def test_commitments_are_counted_as_they_stand(crew: Crew) -> None:
    promise(crew, "Ben", "today", due=TODAY)
    promise(crew, "Ben", "late", due=date(2026, 11, 20))
    promise(crew, "Ben", "whenever")
    promise(crew, "Ben", "each Monday", every="week", weekday=1, created_at="2026-11-16T14:00:00.000Z")
    promise(crew, "Jon", "not Ben's", due=TODAY)
    promise(crew, "Ben", "done", status="kept", closed_on=TODAY)
    promise(crew, "Ben", "not done", status="missed", closed_on=TODAY)
    newer = promise(crew, "Ben", "reshaped", due=date(2026, 12, 1))
    promise(crew, "Ben", "before that", replaced_by=newer.id, due=TODAY)
    found = of(crew, "Ben")
    assert (found.open, found.due_today, found.overdue, found.kept, found.missed) == (5, 2, 1, 1, 1)
    assert (found.next_text, found.next_due) == ("late", date(2026, 11, 20))


@pytest.mark.parametrize(
    ("values", "due"),
    [
        ({"every": "day"}, TODAY),
        ({"every": "week", "weekday": 1}, TODAY),
        ({"every": "week", "weekday": 3}, date(2026, 11, 25)),
        ({"every": "week"}, date(2026, 11, 29)),
        ({"every": "month"}, date(2026, 11, 30)),
        ({"every": "quarter"}, date(2026, 12, 31)),
        ({"every": "quarter", "due": date(2026, 12, 1)}, date(2026, 12, 1)),
        ({"every": "day", "due": date(2026, 12, 1)}, TODAY),
        ({}, None),
    ],
)
def test_when_a_commitment_falls_due_next(crew: Crew, values: dict[str, object], due: date | None) -> None:
    promise(crew, "Ben", "it", created_at="2026-11-16T14:00:00.000Z", **values)
    found = of(crew, "Ben")
    assert (found.next_text, found.next_due) == ("it", due)


def test_who_hosts_the_meeting_that_comes_next(crew: Crew) -> None:
    ben, jon = crew.members["Ben"].id, crew.members["Jon"].id
    assert not of(crew, "Ben").hosts
    meet(crew, "closed", date(2026, 11, 16), next_host_id=ben, next_day=date(2026, 11, 30))
    assert (of(crew, "Ben").hosts, of(crew, "Ben").hosts_on) == (True, date(2026, 11, 30))
    assert not of(crew, "Jon").hosts
    assert of(crew, "Ben", date(2026, 12, 1)).hosts_on is None  # it was not held
    meet(crew, "planned", date(2026, 11, 30), host_id=jon)
    assert of(crew, "Jon").hosts
    assert not of(crew, "Ben").hosts
    meet(crew, "open", TODAY, host_id=ben)
    assert of(crew, "Ben").hosts_on == TODAY


def test_who_is_surely_meant(crew: Crew) -> None:
    with crew["Ana"].change("member.edited") as change:
        change.update(crew.members["Lea"], login="lbrandt")
    connection = crew.room.connection

    def name(who: str | None, login: str | None) -> str | None:
        found = find_member_id(connection, crew.path, who, login)
        return next((key for key, member in crew.members.items() if member.id == found), None)

    assert [name("ben", None), name("BEN okafor", "lbrandt"), name(None, "LBrandt")] == ["Ben", "Ben", "Lea"]
    assert [name("b", None), name("nobody", "lbrandt"), name(None, "root"), name(None, None)] == [None] * 4


def test_only_a_teams_file_of_this_huddle_is_read_quickly(crew: Crew, tmp_path: Path) -> None:
    connection = open_read_only(crew.path)
    assert connection is not None
    assert read_progress(connection, crew.members["Ben"].id, TODAY).name == "Ben Okafor"
    connection.close()
    (tmp_path / "text.huddle").write_text("no database")
    (tmp_path / "empty.huddle").touch()
    for name in ("text.huddle", "empty.huddle", "missing.huddle"):
        assert open_read_only(tmp_path / name) is None
    assert not (tmp_path / "missing.huddle").exists()
