"""Signals about the help the viewer promised and that nobody has confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from core.models import Commitment, Point
from core.overview.signals.signal import NextStep, Signal, SignalContext
from core.values.clock import day_of_timestamp

OPEN_DAYS = 14
"""Days that help without a due day may take. After two weeks the member has stopped waiting."""

WAITING_DAYS = 7
"""Days past due until it is reported: the member who is helped confirms it, and may have forgotten."""

MISSED_DAYS = 14
"""For how many days missed help is reported."""


def overdue_help(context: SignalContext) -> Iterator[Signal]:
    """Yield the viewer's promises of help that were missed or are open for too long."""
    session = context.session
    if session.viewer.role not in ("leader", "seller"):
        return
    for commitment in session.all(
        Commitment, "replaced_by IS NULL AND helps_id IS NOT NULL AND member_id = ?", (session.me.id,)
    ):
        helped = context.find_member(commitment.helps_id)
        if helped is None:
            continue
        name, promised = context.display_name(helped), day_of_timestamp(commitment.created_at, session.now)
        finding = _overdue(context, commitment, promised)
        if finding is None:
            continue
        figures, since = finding
        step = NextStep(f"Give it, or ask {name} what would help", "one-on-one",
                    f"huddle one-on-one {context.shell_name(helped)}")  # fmt: skip
        yield Signal(
            "support",
            session.me,
            f"help for {name}: “{commitment.text}”",
            figures,
            step,
            (session.today - since).days,
            helped,
        )


def _overdue(context: SignalContext, commitment: Commitment, promised: date) -> tuple[str, date] | None:
    """Return the figures and the day they count from, or None when there is nothing to report."""
    today = context.session.today
    if commitment.status == "missed" and commitment.closed_on is not None:
        recent = (today - commitment.closed_on).days < MISSED_DAYS
        return (
            (f"reported as not given on {context.format_day(commitment.closed_on)}", commitment.closed_on)
            if recent
            else None
        )
    if commitment.status != "open":
        return None
    is_marked_done = bool(context.session.all(Point, "done AND commitment_id = ?", (commitment.id,)))
    if is_marked_done:
        return None
    if commitment.due is not None:
        late = today >= commitment.due + timedelta(days=WAITING_DAYS)
        return (f"due {context.format_day(commitment.due)}, not confirmed yet", commitment.due) if late else None
    return (f"promised {context.format_day(promised)}", promised) if (today - promised).days >= OPEN_DAYS else None
