"""The measures of follow-through: checked against a plain list over six weekly meetings of twelve people."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from core.access.session import Session
from core.commitments import after_miss, commitments, follow_through, occurrences, queries
from core.meeting import cards, lifecycle, trends
from core.metrics import entries, metrics
from core.models import Commitment, Meeting
from core.team import members
from tests.conftest import Crew, FrozenClock

pytestmark = pytest.mark.days

MONDAY = datetime.fromisoformat("2026-10-05T14:00:00+00:00")
NAMES = ("Ana", "Ben", "Jon", "Lea")
MORE = ("Mia", "Kim", "Ola", "Pia", "Ron", "Sam", "Uma", "Vic")


def twelve(crew: Crew) -> dict[str, Session]:
    for name in MORE:
        members.add_member(crew["Ana"], name)
    people = {
        member.name.split()[0]: member for member in members.list_members(crew["Ana"]) if member.role != "watcher"
    }
    assert len(people) == 12
    return {name: Session.for_member(crew.session_store, member, crew.clock) for name, member in people.items()}


def held(crew: Crew, sessions: dict[str, Session]) -> Meeting:
    now = lifecycle.start_meeting(sessions["Ana"])
    return now


def close(crew: Crew, sessions: dict[str, Session]) -> None:
    now = lifecycle.require_open_meeting(sessions["Ana"])
    host = next(s for s in sessions.values() if s.viewer.is_member(now.host_id))
    lifecycle.close_meeting(host)
    crew.clock.advance(days=7)


def test_six_meetings_of_twelve_people_against_a_plain_list(crew: Crew, clock: FrozenClock) -> None:
    clock.now = MONDAY
    sessions = twelve(crew)
    calls = metrics.add_metric(sessions["Ana"], "calls")
    plain: list[tuple[str, date, bool, bool]] = []  # whose, day, kept, in time

    held(crew, sessions)
    weekly, ticking, once = {}, {}, {}
    for number, (name, s) in enumerate(sessions.items()):
        weekly[name] = commitments.commit(s, f"weekly of {name}", every="week", weekday=1)
        if number % 3 == 0:
            ticking[name] = commitments.commit(s, "five on Friday", metric=calls, amount=5, every="week", weekday=5)
        once[name] = commitments.commit(s, f"once of {name}", due=date(2026, 10, 12))
    close(crew, sessions)
    for week in range(1, 6):
        held(crew, sessions)
        today = sessions["Ana"].today
        for number, (name, s) in enumerate(sessions.items()):
            friday = date.fromordinal(today.toordinal() - 3)
            if name in ticking:
                done = (number + week) % 2 == 0
                if done:
                    entries.log_entry(s, calls, 5, day=friday)
                plain.append((name, friday, done, done))
            # Some say it in each meeting, some missed and go on in other words, some say nothing.
            match (number + week) % 4:
                case 0 | 1:
                    occurrences.mark_occurrence_kept(s, weekly[name], today)
                    plain.append((name, today, True, True))
                case 2:
                    gone = after_miss.record_miss(
                        s, weekly[name], "Another way", text=f"weekly of {name}, {week}", day=today
                    )
                    weekly[name] = gone.missed_commitment
                    plain.append((name, today, False, False))
            if name in once and (number + week) % 3 == 0:
                if number % 2:
                    commitments.mark_kept(s, once.pop(name))
                    plain.append((name, today, True, today <= date(2026, 10, 12)))
                else:
                    after_miss.record_miss(s, once.pop(name), "Sooner", due=date(2026, 12, 24))
                    plain.append((name, today, False, False))
        close(crew, sessions)

    ana = sessions["Ana"]
    names = {s.me.name: name for name, s in sessions.items()}
    # The last week: nothing is entered, and what fell due on its Friday is known to be missed when it is over.
    for name in ticking:
        plain.append((name, date(2026, 11, 13), False, False))
    found = follow_through.list_outcomes(ana)
    assert sorted((names[one.member or ""], one.day, one.kept, one.on_time) for one in found) == sorted(plain)
    for rate in follow_through.rates_by_member(ana, found):
        own = [row for row in plain if row[0] == names[rate.name]]
        assert (rate.kept, rate.on_time, rate.closed) == (sum(r[2] for r in own), sum(r[3] for r in own), len(own))
    whole = follow_through.compute_rate(found)
    assert queries.count_kept_and_closed(ana) == (whole.kept, whole.closed)
    weeks = follow_through.rates_by_week(found, ana.today, 8)
    assert sum(week.closed for week in weeks) == len(plain)


def test_people_stand_by_name_and_are_seen_by_themselves_and_the_leader(crew: Crew) -> None:
    for name in ("Lea", "Ben", "Ana"):
        commitments.mark_kept(crew[name], commitments.commit(crew[name], "it"))
    commitments.mark_kept(crew["Ana"], commitments.commit(crew["Ana"], "ours", team=True))

    def seen(session: Session) -> list[str]:
        return [rate.name for rate in follow_through.rates_by_member(session, follow_through.list_outcomes(session))]

    assert seen(crew["Ana"]) == ["Ana Ruiz", "Ben Okafor", "Lea Brandt", "the whole team"]
    assert seen(crew["Ben"]) == ["Ben Okafor", "the whole team"]
    assert seen(crew["Tom"]) == seen(crew.room) == ["the whole team"]


def test_streaks(crew: Crew, clock: FrozenClock) -> None:
    ben = crew["Ben"]
    for kept in (True, False, True, True):
        c = commitments.commit(ben, "it")
        commitments.mark_kept(ben, c) if kept else commitments.mark_missed(ben, c, "Another way")
        clock.advance(days=1)
    assert follow_through.current_streak(follow_through.list_outcomes(ben), ben.me) == 2


def trend(crew: Crew, name: str) -> Commitment:
    """In a meeting of its own: two cards under a name, one of which is taken on."""
    ana = crew["Ana"]
    lifecycle.start_meeting(ana)
    lifecycle.take_over(ana)
    lifecycle.move_to_stage(ana, "collect")
    board = cards.find_board(ana)
    card = cards.add_card(ana, board, f"{name}, said")
    lifecycle.move_to_stage(ana, "trends")
    trends.new_trend(ana, board, name, [card])
    c = commitments.commit_to_card(ana, card)
    lifecycle.close_meeting(ana)
    crew.clock.advance(days=7)
    return c


def test_what_recurs_without_getting_done(crew: Crew) -> None:
    ana = crew["Ana"]
    first = trend(crew, "Old customers")
    assert follow_through.list_recurring_trends(ana) == []
    second = trend(crew, "OLD CUSTOMERS")
    (one,) = follow_through.list_recurring_trends(ana)
    assert (one.name.casefold(), one.meetings, one.since, one.taken_on) == ("old customers", 2, date(2026, 11, 23), 2)
    commitments.mark_kept(ana, first)
    assert follow_through.list_recurring_trends(ana) == [], "something of it is done"
    commitments.mark_missed(ana, second, "Another way")
    trend(crew, "old customers")
    assert follow_through.list_recurring_trends(ana) == []
    trend(crew, "Old Customers")
    assert [one.meetings for one in follow_through.list_recurring_trends(ana)] == [2]
    (rate,) = follow_through.rates_by_trend(follow_through.list_outcomes(ana))
    assert (rate.kept, rate.closed) == (1, 2)


def test_what_is_carried_on_recurs_too(crew: Crew) -> None:
    trend(crew, "Old customers")
    trend(crew, "Fast proposals")
    assert [(one.name, one.meetings) for one in follow_through.list_recurring_trends(crew["Ana"])] == [
        ("Old customers", 2)
    ]
