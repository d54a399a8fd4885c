from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import HuddleError
from core.metrics.entries import log_entry
from core.metrics.metrics import add_metric
from core.metrics.targets import set_target
from core.models import Absence, Holiday
from core.quick.progress import read_progress
from core.standings.leaderboard import standings
from core.team import workdays
from core.team.session_opening import open_session
from core.team.team import edit_team
from core.team.workdays import Workdays
from core.values.periods import PERIOD_KINDS, count_working_days, parse_period, period_between, period_containing
from tests.conftest import Crew, FrozenClock

pytestmark = pytest.mark.days

NOVEMBER = parse_period("2026-11")
WEEK = parse_period("2026-W48")


@given(
    first=st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    length=st.integers(-3, 60),
    weekdays=st.sets(st.sampled_from("1234567")),
    off=st.sets(st.integers(-5, 70)),
)
def test_working_days_are_counted_as_one_would(first: date, length: int, weekdays: set[str], off: set[int]) -> None:
    last, free = first + timedelta(days=length), {first + timedelta(days=step) for step in off}
    slowly = sum(
        str((first + timedelta(days=step)).isoweekday()) in weekdays and first + timedelta(days=step) not in free
        for step in range(length + 1)
    )
    assert count_working_days(first, last, "".join(sorted(weekdays)), free) == slowly


@given(
    day=st.dates(date(1990, 1, 1), date(2100, 1, 1)),
    today=st.integers(-40, 130),
    kind=st.sampled_from(PERIOD_KINDS),
    weekdays=st.sets(st.sampled_from("1234567")).map(lambda kept: "".join(sorted(kept))),
    holidays=st.sets(st.integers(-10, 110)),
    away=st.sets(st.integers(-10, 110)),
)
def test_finished_and_remaining_days_are_those_of_a_plain_list(
    day: date, today: int, kind: str, weekdays: str, holidays: set[int], away: set[int]
) -> None:
    period, now = period_containing(day, kind), day + timedelta(days=today)
    off, absent = (frozenset(day + timedelta(days=step) for step in steps) for steps in (holidays, away))
    days = Workdays(weekdays, off, {7: absent})
    length = (period.ends_on - period.starts_on).days + 1
    listed = [
        each
        for each in (period.starts_on + timedelta(days=step) for step in range(length))
        if str(each.isoweekday()) in weekdays and each not in off | absent
    ]
    finished, total = days.gone_and_total(period, workdays.last_finished_day(now), 7)
    if listed:
        assert (finished, total) == (sum(each < now for each in listed), len(listed))
    else:
        assert (finished, total) == (int(now > period.ends_on), 1)
    left = days.count(max(now, period.starts_on), period.ends_on, 7)
    assert left == sum(each >= now for each in listed), "today is among the days that are left"


def test_a_period_without_working_days_is_gone_when_it_has_ended() -> None:
    days, weekend = Workdays("12345", frozenset(), {}), period_between(date(2026, 11, 21), date(2026, 11, 22))
    gone = [days.gone_and_total(weekend, date(2026, 11, day)) for day in (20, 21, 22, 23)]
    assert gone == [(0, 1), (0, 1), (1, 1), (1, 1)]


def test_a_countrys_holidays_count_in_pace(crew: Crew) -> None:
    s = crew["Ana"]
    assert workdays.team_workdays(s, NOVEMBER).gone_and_total(NOVEMBER, s.today) == (16, 21)
    edit_team(s, country="de-nw")
    # All Saints' is on a Sunday in 2026; Corpus Christi on Thursday 4 June is North Rhine-Westphalia's.
    june = parse_period("2026-06")
    assert workdays.team_workdays(s, june).count(june.starts_on, june.ends_on) == 21
    assert "2026-06-04" in {str(day.day) for day in workdays.list_holidays(s, june.starts_on, june.ends_on)}
    edit_team(s, country="US")
    # Veterans Day on the 11th and Thanksgiving on the 26th.
    assert workdays.team_workdays(s, NOVEMBER).gone_and_total(NOVEMBER, s.today) == (15, 19)
    assert {row.country for row in s.all(Holiday)} == {"US"}
    s.undo("team")
    assert {row.country for row in s.all(Holiday)} == {"DE-NW"}
    edit_team(s, country="")
    assert s.all(Holiday) == []


def test_an_unknown_country_says_so_and_changes_nothing(crew: Crew) -> None:
    for name, says in (("Atlantis", "Use two letters, e.g. DE, or DE-NW"), ("DE-XX", "no region XX")):
        with pytest.raises(HuddleError, match=says):
            edit_team(crew["Ana"], country=name)
    assert crew["Ana"].all(Holiday) == []


def test_a_new_year_is_known_when_somebody_comes(crew: Crew, clock: FrozenClock) -> None:
    edit_team(crew["Ana"], country="DE")
    clock.advance(days=800)
    connection = crew.room.connection
    assert not workdays.has_holidays(connection, clock().date())
    open_session(crew.path, "Ben", clock=clock).store.close()
    assert workdays.has_holidays(connection, clock().date())
    assert date(2029, 1, 1) in {row.day for row in crew["Ana"].all(Holiday)}
    before = len(crew["Ana"].all(Holiday))
    open_session(crew.path, "Ana", clock=clock).store.close()
    assert len(crew["Ana"].all(Holiday)) == before


def test_the_team_gives_itself_a_day_or_works_on_one(crew: Crew) -> None:
    s = crew["Ana"]
    edit_team(s, country="US")
    workdays.make_working_day(s, date(2026, 11, 11))
    workdays.add_day_off(s, date(2026, 11, 20), "Company day")
    assert workdays.team_workdays(s, NOVEMBER).gone_and_total(NOVEMBER, s.today) == (15, 19)
    edit_team(s, country="DE")
    assert [row.name for row in s.all(Holiday, "country IS NULL")] == ["Company day"]
    with pytest.raises(HuddleError, match="huddle absence holidays"):
        workdays.make_working_day(s, date(2026, 11, 24))
    with pytest.raises(HuddleError, match="Only the leader"):
        workdays.add_day_off(crew["Ben"], date(2026, 11, 24), "Mine")


def test_pace_counts_ones_own_working_days(crew: Crew, clock: FrozenClock) -> None:
    calls = add_metric(crew["Ana"], "calls")
    for name in ("Ben", "Jon"):
        set_target(crew[name], calls, 40, member=crew.members[name], period=WEEK)
        log_entry(crew[name], calls, 10)
    workdays.add_absence(crew["Jon"], date(2026, 11, 24), date(2026, 11, 26), reason="dentist")
    assert {row.pace for row in standings(crew["Ana"], calls, WEEK).rows} == {None}, "Monday is not over"
    clock.advance(days=1)
    rows = {row.name: row.pace for row in standings(crew["Ana"], calls, WEEK).rows}
    assert rows["Ben Okafor"] == 10 * 5 / 40
    assert rows["Jon Weiss"] == 10 * 2 / 40  # Monday is one of the two days on which he works
    assert read_progress(crew["Jon"].connection, crew.members["Jon"].id, date(2026, 11, 24)).targets[0].pace == 0.5
    board = standings(crew["Ana"], calls, WEEK, by="group")
    assert board.share_gone == 0.2
    # South is Jon and Lea: two of his and five of her days, of which one each is gone.
    assert next(row.pace for row in board.rows if row.name == "South") == 10 * 7 / (40 * 2)


def test_why_one_is_away_is_ones_own_and_the_leaders(crew: Crew) -> None:
    workdays.add_absence(crew["Jon"], date(2026, 11, 24), date(2026, 11, 26), reason="dentist")
    seen = {name: [row.reason for row in workdays.list_absences(crew[name])] for name in ("Jon", "Ana", "Ben", "Tom")}
    assert seen == {"Jon": ["dentist"], "Ana": ["dentist"], "Ben": [None], "Tom": [None]}
    assert crew.room.all(Absence) == []


def test_absences_that_cannot_be(crew: Crew) -> None:
    jon, day = crew["Jon"], date(2026, 11, 24)
    workdays.add_absence(crew["Ana"], day, day, member=crew.members["Jon"])
    for first, last, says in (
        (day, day, "already"),
        (day, date(2026, 11, 23), "first day first"),
        (day, date(2028, 11, 24), "Check the year"),
    ):
        with pytest.raises(HuddleError, match=says):
            workdays.add_absence(jon, first, last)
    with pytest.raises(HuddleError, match="Only Jon Weiss or the leader"):
        workdays.add_absence(crew["Ben"], date(2026, 12, 1), date(2026, 12, 1), member=crew.members["Jon"])
    with pytest.raises(HuddleError, match="Only Jon Weiss or the leader"):
        workdays.remove_absence(crew["Ben"], workdays.list_absences(jon)[0])
    workdays.remove_absence(jon, workdays.list_absences(jon)[0])
    assert workdays.list_absences(jon) == []
