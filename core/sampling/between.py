"""What the sample team does between its meetings: it trains, mentors, looks after its customers, and praises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from core import accounts, entries, mentoring, praise, role_play, to_celebrate, training
from core.models import Metric
from core.periods import containing
from core.sampling import numbers
from core.sampling.script import Person
from core.session import Session
from core.team import team

TRAINED_FOR = 30
"""Working days back to which people have entered their training."""

BEGUN = 10
"""Of these, on how many everybody trained at first."""

EARNED = (9, 10)
"""Of the team's target, what the celebration is earned at."""

TO_CELEBRATE = timedelta(days=18)

ONE_DAY = timedelta(days=1)


def bring_over(
    leader: Session,
    sessions: Mapping[str, Session],
    people: Sequence[Person],
    metrics: Mapping[str, Metric],
    today: date,
    first: date,
) -> None:
    """What each one had reached in the quarter before today's until the `first` entries, from the books of then: so
    targets have something to be compared with."""
    before = containing(containing(today, "quarter").starts_on - ONE_DAY, "quarter")
    day = next(_working_days_back(min(before.ends_on, first - ONE_DAY)))
    with leader.change("entry.logged"):
        for person in people:
            for name, amount in numbers.before(person).items():
                entries.log(
                    leader,
                    metrics[name],
                    amount,
                    member=sessions[person.name].me,
                    day=day,
                    note="From the books before",
                )


def share_out(leader: Session, sessions: Mapping[str, Session], customers: Mapping[str, Sequence[str]]) -> None:
    """Whose each customer is."""
    with leader.change("account.added"):
        for name, theirs in customers.items():
            for customer in theirs:
                accounts.add(leader, customer, member=sessions[name].me)


def hand_over(sessions: Mapping[str, Session], given: Mapping[str, str]) -> None:
    """One customer changes hands, and both know why."""
    giver, taker = sessions[given["giver"]], sessions[given["taker"]]
    accounts.hand_over(giver, accounts.account(giver, given["customer"]), taker.me, given["because"], agreed=taker.me)


def visit(leader: Session, today: date, left_alone: Sequence[str]) -> None:
    """Nearly every customer was spoken to in the last weeks."""
    random = Random(29)
    with leader.change("account.touched"):
        for account in accounts.accounts(leader):
            if account.name not in left_alone:
                accounts.touch(leader, account, day=today - timedelta(days=random.randint(1, 20)))


def mentor(sessions: Mapping[str, Session], pairs: Sequence[dict[str, str]]) -> None:
    """Who is mentored by whom, and what came of their first meeting."""
    for each in pairs:
        s = sessions[each["mentor"]]
        pair = mentoring.begin(s, s.me, sessions[each["mentee"]].me)
        if "came" in each:
            mentoring.met(s, pair, each["came"])


def give_praise(sessions: Mapping[str, Session], given: Sequence[dict[str, Any]]) -> None:
    """Some of it is shared by those whom it reached."""
    for each in given:
        receiver = sessions[each["to"]]
        words = praise.praise(sessions[each["by"]], receiver.me, each["text"])
        if each.get("shared"):
            praise.share(receiver, words, "everyone")


def train(sessions: Mapping[str, Session], habits: Mapping[str, int], today: date) -> None:
    """Everybody's sessions of the last weeks, each in their own rhythm: so many of ten days, lately all of them."""
    random = Random(31)
    founded = date.fromisoformat(team(next(iter(sessions.values()))).created_at[:10])
    days = [day for day, _ in zip(_working_days_back(today), range(TRAINED_FOR), strict=False)]
    for name, of_ten in habits.items():
        s = sessions[name]
        # Everybody began with two full weeks, so that no single good week since is their best ever.
        trained = [
            day
            for place, day in enumerate(days)
            if place < of_ten // 2 or place >= TRAINED_FOR - BEGUN or random.randint(1, 10) <= of_ten
        ]
        if of_ten < 7:  # not yet today
            trained = [day for day in trained if day != today]
        # Nobody trained for a team that was not there yet.
        trained = [day for day in trained if day >= founded]
        if not trained:
            continue
        if training.counted(s) is None:
            training.train(s, random.choice(training.TOPICS), day=trained.pop())
        with s.change("entry.trained"):
            for day in reversed(trained):
                training.train(s, random.choice(training.TOPICS), day=day)


def draw_pairs(leader: Session) -> None:
    """Who plays whose customer today."""
    role_play.draw_pairs(leader)


def plan_celebration(leader: Session, text: str, revenue: Metric, target: int) -> None:
    """What the team will celebrate with, and what earns it."""
    of, whole = EARNED
    to_celebrate.plan(
        leader,
        text,
        day=leader.today + TO_CELEBRATE,
        metric=revenue,
        amount=round(target * of // whole, -4),
        period=containing(leader.today, "quarter"),
    )


def _working_days_back(day: date) -> Iterator[date]:
    while True:
        if day.isoweekday() <= 5:
            yield day
        day -= ONE_DAY
