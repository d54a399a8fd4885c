"""Signals: what is worth a look now, each with its figures and one next step. A shortfall early, success as promptly.

The leader is told of everybody, and of themself first; everybody else of themself alone. The rules stand in
`core/signalling`, each threshold with its reason; all of them read through the session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from core.models import Member
from core.session import Session
from core.signalling import attainment, chances, growth, own, reputation, trust
from core.signalling.signal import KINDS, Kind, Look, Signal, Step
from core.signalling.weeks import Weeks

MOST_URGENT = 3
"""How many stand on the first screen beside what needs one: the two most urgent, and what went well. The others are a
key away, and a screen that names everything names nothing."""

SOURCES: tuple[Callable[[Look], Iterator[Signal]], ...] = (
    own.help_owed,
    trust.silences,
    trust.not_held,
    trust.unanswered,
    trust.meetings,
    chances.overdue,
    chances.untouched,
    chances.kept_in_a_row,
    growth.idle,
    growth.flat,
    growth.streaks,
)

BY_WEEKS: tuple[Callable[[Look, Weeks], Iterator[Signal]], ...] = (
    attainment.behind,
    attainment.ahead,
    reputation.complaints,
    reputation.feedback,
    chances.leads,
)


def signals(s: Session, only: Member | None = None) -> list[Signal]:
    """All that the viewer may be told of, the most urgent first: their own, then others', then what went well.

    With `only` those alone that are about that member, or have to do with them. The room and watchers are told of
    nothing.
    """
    if s.viewer.role not in ("leader", "seller"):
        return []
    look = Look(s, only)
    weeks = Weeks(look)
    found = [each for source in SOURCES for each in source(look)]
    found += [each for source in BY_WEEKS for each in source(look, weeks)]
    if only is not None:
        found = [each for each in found if only.id in {who.id for who in (each.about, each.whom) if who is not None}]
    return sorted(found, key=lambda each: _place(s, each))


def urgent(found: Sequence[Signal], most: int = MOST_URGENT) -> list[Signal]:
    """The few that stand on the first screen: shortfalls in their order, and always one of what went well where there
    is any; without those that stand there already as what needs the leader."""
    fresh = [each for each in found if not each.told]
    behind = [each for each in fresh if each.kind != "success"]
    well = [each for each in fresh if each.kind == "success"]
    return [*behind[: most - bool(well)], *well[: max(1, most - len(behind))]]


def of(found: Iterable[Signal], member: Member | None) -> list[Signal]:
    """Those about one member, or about the team."""
    return [each for each in found if (each.about.id if each.about else None) == (member.id if member else None)]


def by_person(s: Session, found: Sequence[Signal]) -> list[tuple[Member | None, list[Signal]]]:
    """Grouped by whom they are about: the viewer first, then the others by name, then the team as None."""
    people = {each.about.id: each.about for each in found if each.about is not None}
    order = sorted(people.values(), key=lambda member: (not s.viewer.is_member(member.id), member.name.casefold()))
    grouped: list[tuple[Member | None, list[Signal]]] = [(member, of(found, member)) for member in order]
    ours = of(found, None)
    return [*grouped, (None, ours)] if ours else grouped


def _place(s: Session, each: Signal) -> tuple[bool, bool, int, int, str]:
    mine = each.about is not None and s.viewer.is_member(each.about.id)
    name = each.about.name.casefold() if each.about else ""
    return each.kind == "success", not mine, KINDS.index(each.kind), -each.weight, name


__all__ = ["KINDS", "Kind", "Signal", "Step", "by_person", "of", "signals", "urgent"]
