"""The sample team's numbers: believable ones, the same for the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from core.sampling.script import Person

WEEKS_OF_A_QUARTER = 13

CALLS_A_DAY = {"hunter": 8, "farmer": 5}
NEW_CUSTOMERS_A_QUARTER = {"hunter": 7, "farmer": 3}

USUAL_REVENUE = 140_000
"""Of a quarter, for who has agreed to no target yet."""


@dataclass(frozen=True, slots=True)
class Amount:
    """One entry to be logged."""

    metric: str
    day: date
    amount: int
    note: str | None = None


def week(person: Person, days: Sequence[date], customers: Sequence[str], random: Random) -> list[Amount]:
    """What a person brings on these working days of one week."""
    if not person.form or not days:
        return []
    kind = person.kind or "hunter"
    # Busy people are closer to the average than their results are.
    busy = person.form**0.4
    found = [Amount("calls", day, max(1, round(CALLS_A_DAY[kind] * busy * random.uniform(0.55, 1.45)))) for day in days]
    share = len(days) / 5
    expected = (person.revenue_target or USUAL_REVENUE) / WEEKS_OF_A_QUARTER * person.form * share
    for _ in range(random.choice((0, 1, 1, 2))):
        amount = max(50, round(expected * random.uniform(0.5, 1.5) / 50) * 50)
        found.append(Amount("won revenue", random.choice(days), amount, random.choice(customers)))
    if random.random() < NEW_CUSTOMERS_A_QUARTER[kind] / WEEKS_OF_A_QUARTER * person.form * share:
        found.append(Amount("new customers", random.choice(days), 1))
    return sorted(found, key=lambda each: (each.day, each.metric))


def targets(person: Person) -> dict[str, int]:
    """What a person agreed to for a quarter, by metric; nothing where no revenue was agreed on yet."""
    if person.revenue_target is None:
        return {}
    kind = person.kind or "hunter"
    return {
        "won revenue": person.revenue_target,
        "calls": CALLS_A_DAY[kind] * 5 * WEEKS_OF_A_QUARTER,
        "new customers": NEW_CUSTOMERS_A_QUARTER[kind],
    }


def before(person: Person) -> dict[str, int]:
    """What a person reached in the quarter before, by metric: near to their target, as most of a team is."""
    reached = min(0.9, 0.6 + 0.2 * person.form) if person.form else 0
    return {name: round(amount * reached) for name, amount in targets(person).items() if reached}
