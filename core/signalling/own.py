"""What the leader owes: help that was promised, and of which nobody has said that it was given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from core.clock import day_of
from core.models import Commitment, Point
from core.signalling.signal import Look, Signal, Step

OPEN_DAYS = 14
"""Days that help without a day may take. After two weeks whoever waits has stopped waiting."""

WAITING_DAYS = 7
"""Days after its day until one asks whether it was given: whom it helps says so, and may have forgotten."""

MISSED_DAYS = 14
"""Days for which one is told that help was not given."""


def help_owed(look: Look) -> Iterator[Signal]:
    """The viewer's promises of help: not given as they were told, or open for too long."""
    s = look.s
    if s.viewer.role not in ("leader", "seller"):
        return
    for one in s.all(Commitment, "replaced_by IS NULL AND helps_id IS NOT NULL AND member_id = ?", (s.me.id,)):
        helped = look.member(one.helps_id)
        if helped is None:
            continue
        name, promised = look.name(helped), day_of(one.created_at, s.now)
        told = _told(look, one, promised)
        if told is None:
            continue
        figures, since = told
        step = Step(f"Give it, or agree with {name} on what would help", "8 One-on-one",
                    f"huddle one-on-one {look.typed(helped)}")  # fmt: skip
        yield Signal("support", s.me, f"help for {name}: “{one.text}”", figures, step, (s.today - since).days, helped)


def _told(look: Look, one: Commitment, promised: date) -> tuple[str, date] | None:
    today = look.s.today
    if one.status == "missed" and one.closed_on is not None:
        recent = (today - one.closed_on).days < MISSED_DAYS
        return (f"not given, as you were told on {look.day(one.closed_on)}", one.closed_on) if recent else None
    if one.status != "open":
        return None
    done = bool(look.s.all(Point, "done AND commitment_id = ?", (one.id,)))
    if done:
        return None
    if one.due is not None:
        late = today >= one.due + timedelta(days=WAITING_DAYS)
        return (f"its day was {look.day(one.due)}, and nobody has said that it was given", one.due) if late else None
    return (f"promised on {look.day(promised)}", promised) if (today - promised).days >= OPEN_DAYS else None
