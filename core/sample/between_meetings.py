"""What the sample team does between meetings: it trains, mentors, looks after its customers, and praises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from core.access.session import Session
from core.accounts import accounts
from core.conversations import mentoring, praise, role_play, training
from core.metrics import entries
from core.models import Metric
from core.overview import planned_celebration
from core.sample import sales_amounts
from core.sample.script import Person
from core.team.record import get_team
from core.values.clock import day_of_timestamp
from core.values.periods import period_containing

TRAINING_DAYS = 30
"""How many working days back training sessions are entered."""

FULL_TRAINING_DAYS = 10
"""On how many of the first of these everybody trained."""

CELEBRATION_SHARE = (9, 10)
"""The share of the team's target, 9 ÷ 10, at which the celebration is earned."""

CELEBRATION_AHEAD = timedelta(days=18)
"""How long after today the celebration is planned."""

ONE_DAY = timedelta(days=1)


def enter_last_quarter(
    leader: Session,
    sessions: Mapping[str, Session],
    people: Sequence[Person],
    metrics: Mapping[str, Metric],
    today: date,
    first: date,
) -> None:
    """Enter what each member had reached in the last quarter before the entries begin (on `first`), as one sum.

    Targets then have an earlier result to be compared with.
    """
    before = period_containing(period_containing(today, "quarter").starts_on - ONE_DAY, "quarter")
    day = next(_working_days_back(min(before.ends_on, first - ONE_DAY)))
    with leader.change("entry.logged"):
        for person in people:
            for name, amount in sales_amounts.previous_quarter_results(person).items():
                entries.log_entry(
                    leader,
                    metrics[name],
                    amount,
                    member=sessions[person.name].me,
                    day=day,
                    note="From the books before",
                )


def add_accounts(
    leader: Session, sessions: Mapping[str, Session], customers_by_owner: Mapping[str, Sequence[str]]
) -> None:
    """Add the customers as accounts of their owners."""
    with leader.change("account.added"):
        for name, theirs in customers_by_owner.items():
            for customer in theirs:
                accounts.add_account(leader, customer, member=sessions[name].me)


def hand_over_account(sessions: Mapping[str, Session], given: Mapping[str, str]) -> None:
    """Hand one customer over to another member, who agrees."""
    giver, taker = sessions[given["giver"]], sessions[given["taker"]]
    accounts.hand_over(
        giver, accounts.find_account(giver, given["customer"]), taker.me, given["because"], agreed_by=taker.me
    )


def touch_accounts(leader: Session, today: date, untouched_names: Sequence[str]) -> None:
    """Touch nearly every account within the last weeks."""
    random = Random(29)
    with leader.change("account.touched"):
        for account in accounts.list_accounts(leader):
            if account.name not in untouched_names:
                accounts.touch_account(leader, account, day=today - timedelta(days=random.randint(1, 20)))


def begin_mentoring_pairs(sessions: Mapping[str, Session], pairs: Sequence[dict[str, str]]) -> None:
    """Begin the mentoring pairs, and note the result of their first meeting."""
    for row in pairs:
        s = sessions[row["mentor"]]
        pair = mentoring.begin(s, s.me, sessions[row["mentee"]].me)
        if "came" in row:
            mentoring.record_meeting(s, pair, row["came"])


def give_praise(sessions: Mapping[str, Session], given: Sequence[dict[str, Any]]) -> None:
    """Give praise; some of it is shared by the receivers."""
    for row in given:
        receiver = sessions[row["to"]]
        words = praise.give_praise(sessions[row["by"]], receiver.me, row["text"])
        if row.get("shared"):
            praise.share(receiver, words, "everyone")


def enter_training(sessions: Mapping[str, Session], habits: Mapping[str, int], today: date) -> None:
    """Enter everybody's training sessions of the last weeks, by their habit: on so many of ten days, early on every
    day."""
    random = Random(31)
    leader = next(iter(sessions.values()))
    founded = day_of_timestamp(get_team(leader).created_at, leader.now)
    days = [day for day, _ in zip(_working_days_back(today), range(TRAINING_DAYS), strict=False)]
    for name, of_ten in habits.items():
        s = sessions[name]
        # Everybody began with two full weeks, so that no later week is a personal record.
        trained = [
            day
            for place, day in enumerate(days)
            if place < of_ten // 2 or place >= TRAINING_DAYS - FULL_TRAINING_DAYS or random.randint(1, 10) <= of_ten
        ]
        if of_ten < 7:  # not yet today
            trained = [day for day in trained if day != today]
        # No sessions from before the team existed.
        trained = [day for day in trained if day >= founded]
        if not trained:
            continue
        if training.training_metric(s) is None:
            training.log_session(s, random.choice(training.TOPICS), day=trained.pop())
        with s.change("entry.trained"):
            for day in reversed(trained):
                training.log_session(s, random.choice(training.TOPICS), day=day)


def draw_pairs(leader: Session) -> None:
    """Draw today's role-play pairs."""
    role_play.draw_pairs(leader)


def plan_celebration(leader: Session, text: str, revenue: Metric, target: int) -> None:
    """Plan the team's celebration and the amount that earns it."""
    earned, total = CELEBRATION_SHARE
    planned_celebration.plan(
        leader,
        text,
        day=leader.today + CELEBRATION_AHEAD,
        metric=revenue,
        amount=round(target * earned // total, -4),
        period=period_containing(leader.today, "quarter"),
    )


def _working_days_back(day: date) -> Iterator[date]:
    """Yield the weekdays from `day` backwards, without end."""
    while True:
        if day.isoweekday() <= 5:
            yield day
        day -= ONE_DAY
