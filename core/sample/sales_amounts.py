"""The sample team's amounts: plausible, and the same for the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from core.sample.script import Person

WEEKS_PER_QUARTER = 13

CALLS_PER_DAY = {"hunter": 8, "farmer": 5}
NEW_CUSTOMERS_PER_QUARTER = {"hunter": 7, "farmer": 3}

DEFAULT_REVENUE = 140_000
"""The revenue of a quarter for a member without a target."""


@dataclass(frozen=True, slots=True)
class SampleEntry:
    """One entry to be logged, the amount in the metric's smallest unit."""

    metric: str
    day: date
    amount: int
    note: str | None = None


def make_week(person: Person, days: Sequence[date], customers: Sequence[str], random: Random) -> list[SampleEntry]:
    """Return the entries of a person on these working days of one week."""
    if not person.form or not days:
        return []
    kind = person.kind or "hunter"
    # Activity varies less between people than results do.
    activity = person.form**0.4
    amounts = [
        SampleEntry("calls", day, max(1, round(CALLS_PER_DAY[kind] * activity * random.uniform(0.55, 1.45))))
        for day in days
    ]
    share = len(days) / 5
    expected = (person.revenue_target or DEFAULT_REVENUE) / WEEKS_PER_QUARTER * person.form * share
    for _ in range(random.choice((0, 1, 1, 2))):
        amount = max(50, round(expected * random.uniform(0.5, 1.5) / 50) * 50)
        amounts.append(SampleEntry("won revenue", random.choice(days), amount, random.choice(customers)))
    if random.random() < NEW_CUSTOMERS_PER_QUARTER[kind] / WEEKS_PER_QUARTER * person.form * share:
        amounts.append(SampleEntry("new customers", random.choice(days), 1))
    return sorted(amounts, key=lambda entry: (entry.day, entry.metric))


def quarter_targets(person: Person) -> dict[str, int]:
    """Return a person's targets of a quarter, by metric; empty without a revenue target."""
    if person.revenue_target is None:
        return {}
    kind = person.kind or "hunter"
    return {
        "won revenue": person.revenue_target,
        "calls": CALLS_PER_DAY[kind] * 5 * WEEKS_PER_QUARTER,
        "new customers": NEW_CUSTOMERS_PER_QUARTER[kind],
    }


def previous_quarter_results(person: Person) -> dict[str, int]:
    """Return what a person reached in the quarter before, by metric: at most 90 % of the target."""
    share = min(0.9, 0.6 + 0.2 * person.form) if person.form else 0
    return {name: round(amount * share) for name, amount in quarter_targets(person).items() if share}
