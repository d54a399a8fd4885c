"""Signals: what needs attention now, each with its figures and one next step; shortfalls early, and successes.

A leader gets signals about everybody, their own first; everybody else only about themselves. The rules are in
`core/overview/signals/`, each threshold with its reason; all of them read through the session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from core.access.session import Session
from core.models import Member
from core.overview.signals import attainment, growth, leader_debts, missed_chances, reputation, trust
from core.overview.signals.signal import KINDS, Signal, SignalContext
from core.overview.signals.weeks import Weeks

HOME_LIMIT = 3
"""How many signals the home screen shows beside the needs: the most urgent shortfalls and at least one success. The
signals screen has the others; a screen that names everything names nothing."""

SOURCES: tuple[Callable[[SignalContext], Iterator[Signal]], ...] = (
    leader_debts.overdue_help,
    trust.silent_members,
    trust.overdue_conversations,
    trust.unanswered_feedback,
    trust.falling_pulse,
    missed_chances.overdue_commitments,
    missed_chances.untouched_accounts,
    missed_chances.commitment_streaks,
    growth.without_training,
    growth.flat_skills,
    growth.training_streaks,
)
"""The functions that find signals directly."""

BY_WEEKS: tuple[Callable[[SignalContext, Weeks], Iterator[Signal]], ...] = (
    attainment.behind,
    attainment.ahead,
    reputation.growing_complaints,
    reputation.falling_feedback,
    missed_chances.stale_leads,
)
"""The functions that find signals in whole calendar weeks."""


def list_signals(session: Session, member: Member | None = None) -> list[Signal]:
    """Return the signals the viewer may see, most urgent first: shortfalls of their own, of others, then successes.

    With `member`, just those that are about that member or concern them. The room and watchers get none.
    """
    if session.viewer.role not in ("leader", "seller"):
        return []
    context = SignalContext(session, member)
    weeks = Weeks(context)
    all_signals = [signal for source in SOURCES for signal in source(context)]
    all_signals += [signal for source in BY_WEEKS for signal in source(context, weeks)]
    if member is not None:
        all_signals = [
            signal
            for signal in all_signals
            if member.id in {person.id for person in (signal.about, signal.concerns) if person is not None}
        ]
    return sorted(all_signals, key=lambda signal: _sort_key(session, signal))


def most_urgent(signals: Sequence[Signal], limit: int = HOME_LIMIT) -> list[Signal]:
    """Return the few signals that the home screen shows: shortfalls in order, and at least one success if there is any.

    Signals that the needs report already are left out.
    """
    unreported = [signal for signal in signals if not signal.is_need]
    shortfalls = [signal for signal in unreported if signal.kind != "success"]
    successes = [signal for signal in unreported if signal.kind == "success"]
    return [*shortfalls[: limit - bool(successes)], *successes[: max(1, limit - len(shortfalls))]]


def about_member(signals: Iterable[Signal], member: Member | None) -> list[Signal]:
    """Return the signals about one member, or about the team for None."""
    return [
        signal for signal in signals if (signal.about.id if signal.about else None) == (member.id if member else None)
    ]


def group_by_member(session: Session, signals: Sequence[Signal]) -> list[tuple[Member | None, list[Signal]]]:
    """Return the signals grouped by member: the viewer first, then others by name, then the team as None."""
    people = {signal.about.id: signal.about for signal in signals if signal.about is not None}
    order = sorted(
        people.values(), key=lambda member: (not session.viewer.is_member(member.id), member.name.casefold())
    )
    grouped: list[tuple[Member | None, list[Signal]]] = [(member, about_member(signals, member)) for member in order]
    team_signals = about_member(signals, None)
    return [*grouped, (None, team_signals)] if team_signals else grouped


def _sort_key(session: Session, signal: Signal) -> tuple[bool, bool, int, int, str]:
    """Return the sort key of a signal."""
    is_own = signal.about is not None and session.viewer.is_member(signal.about.id)
    name = signal.about.name.casefold() if signal.about else ""
    return signal.kind == "success", not is_own, KINDS.index(signal.kind), -signal.weight, name
