"""The calendar file, read back as a calendar reads it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from core.commitments import commitments, queries
from core.conversations import conversations
from core.errors import HuddleError
from core.hosting import rotation
from core.meeting import lifecycle
from core.metrics import metrics
from core.outgoing import icalendar
from data.models import Commitment, Goal
from tests.conftest import Crew, FrozenClock
from tests.tui.places import lived_in

pytestmark = pytest.mark.days

FRIDAY = date(2026, 11, 27)


@pytest.fixture
def team(crew: Crew, clock: FrozenClock) -> Crew:
    lived_in(crew, clock)
    conversations.plan_conversation(crew["Ana"], "one-on-one", crew.members["Ben"], FRIDAY, about="SALARY")
    conversations.plan_conversation(crew["Ben"], "mentoring", crew.members["Jon"], FRIDAY, about="SALARY")
    held = conversations.plan_conversation(crew["Ana"], "review", crew.members["Lea"], FRIDAY)
    conversations.close(crew["Ana"], held, "WELL DONE", next_on=FRIDAY + timedelta(days=28))
    with crew["Ana"].change("test.arranged") as change:
        change.insert(
            Commitment(
                text="ROLE PLAY",
                member_id=crew.members["Ben"].id,
                helps_id=crew.members["Jon"].id,
                due=FRIDAY,
                created_at=crew["Ana"].timestamp,
            )
        )
    with crew["Ben"].change("test.arranged") as change:
        change.insert(
            Goal(level="personal", member_id=2, text="A HOUSE", set_at=crew["Ana"].timestamp, review_on=FRIDAY)
        )
    return crew


def read(crew: Crew, who: str, path: Path, whose: str | None = None) -> dict[str, Any]:
    """The events of a file that was written, by identity."""
    icalendar.write_calendar(crew[who], path, crew.members[whose] if whose else None)
    return {str(event["UID"]): event for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT")}


def told(events: dict[str, Any]) -> list[tuple[date, str, str]]:
    return [(event.decoded("DTSTART"), str(event["SUMMARY"]), str(event["STATUS"])) for event in events.values()]


def test_what_is_in_one_s_own(team: Crew, tmp_path: Path) -> None:
    assert told(read(team, "Ben", tmp_path / "ben.ics")) == [
        (date(2026, 11, 23), "Weekly meeting 2", "CONFIRMED"),
        (date(2026, 11, 23), "You host the meeting", "CONFIRMED"),
        (FRIDAY, "Due: ROLE PLAY", "CONFIRMED"),
        (FRIDAY, "Review one of your goals", "CONFIRMED"),
        (FRIDAY, "One-on-one with Ana Ruiz", "CONFIRMED"),
        (FRIDAY, "Mentoring with Jon Weiss", "CONFIRMED"),
        (date(2026, 11, 30), "Due: Call five lapsed customers before ten", "CONFIRMED"),
        (date(2026, 11, 30), "Due: One introduction a month from my top ten", "CONFIRMED"),
        (date(2026, 11, 30), "Jon Weiss hosts the meeting (proposed)", "TENTATIVE"),
        (date(2026, 12, 7), "Lea Brandt hosts the meeting (proposed)", "TENTATIVE"),
        (date(2026, 12, 14), "Ana Ruiz hosts the meeting (proposed)", "TENTATIVE"),
    ]
    assert (FRIDAY + timedelta(days=28), "Review with Ana Ruiz", "CONFIRMED") in told(
        read(team, "Lea", tmp_path / "lea.ics")
    )


def test_it_is_what_rfc_5545_asks_for(team: Crew, tmp_path: Path) -> None:
    long = "Grüße, an alle; und \\ mehr — " + "Ärger " * 60
    commitments.commit(team["Ben"], long, due=FRIDAY)
    path = tmp_path / "ben.ics"
    events = read(team, "Ben", path)
    raw = path.read_bytes()
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    whole = Calendar.from_ical(raw)
    assert (str(whole["VERSION"]), str(whole["PRODID"])) == ("2.0", icalendar.PRODID)
    assert len(events) == len(whole.walk("VEVENT"))  # no identity twice
    for event in events.values():
        assert event.decoded("DTSTAMP") == team.clock.now
        first, after = event.decoded("DTSTART"), event.decoded("DTEND")
        assert type(first) is date
        assert after == first + timedelta(days=1)
    assert f"Due: {long.strip()}" in [str(event["SUMMARY"]) for event in events.values()]


def test_importing_again_moves_what_was_moved_and_adds_nothing_twice(team: Crew, tmp_path: Path) -> None:
    before = read(team, "Ben", tmp_path / "ben.ics")
    ben = team["Ben"]
    promise = next(c for c in queries.list_commitments(ben, member=ben.me) if c.every == "month")
    commitments.reword(ben, promise, text="Two introductions a month", due=date(2026, 12, 30))
    lifecycle.plan_meeting(ben, day=FRIDAY)
    rotation.swap(team["Ana"], team.members["Jon"], team.members["Lea"])
    after = read(team, "Ben", tmp_path / "ben.ics")
    assert after.keys() == before.keys()
    days = {str(event["SUMMARY"]): event.decoded("DTSTART") for event in after.values()}
    assert days["Weekly meeting 2"] == days["You host the meeting"] == FRIDAY
    assert days["Lea Brandt hosts the meeting (proposed)"] < days["Jon Weiss hosts the meeting (proposed)"]
    assert "Due: Two introductions a month" in days


def test_a_proposed_turn_becomes_certain_under_the_same_identity(team: Crew, tmp_path: Path) -> None:
    def jons() -> tuple[str, str]:
        found = read(team, "Jon", tmp_path / "jon.ics")
        return next((uid, str(e["STATUS"])) for uid, e in found.items() if "You host" in e["SUMMARY"])

    uid, status = jons()
    assert status == "TENTATIVE"
    lifecycle.start_meeting(team["Ben"])
    lifecycle.close_meeting(team["Ben"])
    assert jons() == (uid, "CONFIRMED")


def test_nothing_private_is_in_it(team: Crew, tmp_path: Path) -> None:
    for who in ("Ana", "Ben", "Jon", "Lea", "Tom"):
        path = tmp_path / f"{who}.ics"
        read(team, who, path)
        text = path.read_text(encoding="utf-8")
        assert not any(secret in text for secret in ("SALARY", "WELL DONE", "A HOUSE"))
        assert ("One-on-one" in text) == (who in ("Ana", "Ben"))
        assert ("Mentoring" in text) == (who in ("Ben", "Jon"))
        assert ("ROLE PLAY" in text) == (who == "Ben")
    with pytest.raises(HuddleError):
        icalendar.list_events(team.room)


def test_the_leader_s_for_another_holds_what_both_may_see(team: Crew, tmp_path: Path) -> None:
    metrics.make_private(team["Ana"], next(m for m in _metrics(team) if m.name == "calls"))
    found = {summary for _, summary, _ in told(read(team, "Ana", tmp_path / "ben.ics", "Ben"))}
    assert {"You host the meeting", "One-on-one with Ana Ruiz"} <= found
    assert not any(word in summary for summary in found for word in ("Mentoring", "ROLE", "goal", "lapsed"))
    with pytest.raises(HuddleError, match="Only the leader"):
        icalendar.list_events(team["Ben"], team.members["Jon"])


def _metrics(crew: Crew) -> list[Any]:
    from core.metrics.metrics import list_metrics

    return list_metrics(crew["Ana"])


def test_another_file_is_never_written_over(team: Crew, tmp_path: Path) -> None:
    path = tmp_path / "private.ics"
    path.write_text("BEGIN:VCALENDAR\r\nPRODID:-//Somebody//else//EN\r\n")
    with pytest.raises(HuddleError, match="is not a calendar made by Huddle"):
        icalendar.write_calendar(team["Ben"], path)
    with pytest.raises(HuddleError, match="test_another_file_is_never_wri"):
        icalendar.write_calendar(team["Ben"], tmp_path / "nowhere" / "ben.ics")
    assert "else" in path.read_text()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_whatever_people_type_comes_back(crew: Crew, text: str) -> None:
    one = [icalendar.Event("commitment/1", FRIDAY, f"Due: {text}", text)]
    (event,) = Calendar.from_ical(icalendar.format_ics(crew["Ana"], one)).walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event["DESCRIPTION"])) == (f"Due: {text}", text)
