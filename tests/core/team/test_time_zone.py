"""The team's time zone: on which day something happened does not depend on whose computer looks."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from core.commitments import commitments
from core.commitments.occurrences import outcome_calculator
from core.errors import HuddleError
from core.metrics.metrics import add_metric
from core.metrics.targets import set_target
from core.standings.explain import explain_row
from core.standings.leaderboard import standings
from core.team.record import get_team
from core.team.session_opening import open_session
from core.team.team import create_team_file, edit_team
from core.values.periods import parse_period
from tests.conftest import Crew, FrozenClock
from tui.cli import main

EVENING = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
"""Monday in Berlin and New York; in Auckland it is Tuesday, nine in the morning."""

Place = Callable[[str], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Puts this computer into another time zone."""
    with monkeypatch.context() as patch:

        def put(zone: str) -> None:
            patch.setenv("TZ", zone)
            time.tzset()

        yield put
    time.tzset()


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Auckland", "America/New_York"])
def test_a_new_team_has_its_founders_time_zone(tmp_path: Path, at: Place, zone: str) -> None:
    at(zone)
    session = create_team_file(tmp_path / "new.huddle", "North", "Ana Ruiz")
    assert get_team(session).time_zone == zone
    session.store.close()


def test_today_is_the_teams_wherever_one_sits(crew: Crew, at: Place) -> None:
    crew.clock.now = EVENING
    edit_team(crew["Ana"], time_zone="Pacific/Auckland")
    for zone in ("Europe/Berlin", "Pacific/Auckland", "America/New_York"):
        at(zone)
        session = open_session(crew.path, "Ben", clock=lambda: EVENING.astimezone())
        assert (session.today, session.now.utcoffset()) == (date(2026, 11, 24), timedelta(hours=13))
        session.store.close()


def test_what_was_kept_on_which_day_does_not_depend_on_who_looks(crew: Crew, at: Place) -> None:
    ana, ben = crew["Ana"], crew["Ben"]
    edit_team(ana, time_zone="Pacific/Auckland")
    crew.clock.now = EVENING
    daily = commitments.commit(ben, "Call five lapsed customers", every="day")
    crew.clock.advance(days=1)
    seen = set()
    for zone in ("Europe/Berlin", "Pacific/Auckland", "America/New_York"):
        at(zone)
        calculator = outcome_calculator(ben)
        seen.add(tuple(day.day for day in calculator.list_occurrences(calculator.records[daily.id])))
    assert len(seen) == 1
    assert seen.pop()[0] == date(2026, 11, 25), "taken on on the team's Tuesday, and due from the day after"


def test_a_sentence_names_the_teams_day(crew: Crew) -> None:
    calls = add_metric(crew["Ana"], "calls")
    edit_team(crew["Ana"], time_zone="Pacific/Auckland")
    crew.clock.now = EVENING
    set_target(crew["Ben"], calls, 40, member=crew.members["Ben"], period=parse_period("2026-Q4"))
    board = standings(crew["Ben"], calls, parse_period("2026-Q4"))
    row = next(row for row in board.rows if row.id == crew.members["Ben"].id)
    assert "agreed on 24 Nov 2026" in dict(explain_row(crew["Ben"], board, row).rules)["target"]


def test_the_quick_path_has_the_same_day(
    crew: Crew, at: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    crew.clock.now = EVENING.astimezone(timezone(timedelta(hours=-5)))
    edit_team(crew["Ana"], time_zone="Pacific/Auckland")
    commitments.commit(crew["Ben"], "Send the proposal", due=date(2026, 11, 24))
    monkeypatch.setattr("core.values.clock.system_clock", crew.clock)
    at("America/New_York")
    assert main(["--db", str(crew.path), "--as", "Ben", "due"]) == 0
    assert capsys.readouterr().out.startswith("today")
    assert main(["--db", str(crew.path), "--as", "Ben", "me", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["commitments"]["due_today"] == 1


def test_the_leader_sets_it(crew: Crew, clock: FrozenClock) -> None:
    assert edit_team(crew["Ana"], time_zone="europe/berlin").time_zone == "Europe/Berlin"
    assert crew["Ana"].now.utcoffset() == timedelta(hours=1)
    with pytest.raises(HuddleError, match="not a time zone"):
        edit_team(crew["Ana"], time_zone="Berlin")
    with pytest.raises(HuddleError, match="Only the leader"):
        edit_team(crew["Ben"], time_zone="UTC")
