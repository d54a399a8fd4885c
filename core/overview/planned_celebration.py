"""Planned celebrations: what the team will do, what earns it, and how far that is reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.access.session import Session
from core.errors import Conflict, HuddleError
from core.meeting.lifecycle import is_host, open_meeting_or_none
from core.metrics.metrics import find_metric, is_private
from core.models import Celebration, Metric
from core.values import amounts
from core.values.periods import Period, format_day, on_day, past_day_error, period_between
from core.values.text import require_text
from core.values.writing import is_in_words


@dataclass(frozen=True, slots=True)
class CelebrationProgress:
    """A celebration, and how far the team is with what earns it."""

    celebration: Celebration
    metric: Metric | None
    """The metric that earns it; None without one, or when it is private."""
    share: float | None
    """Which share of the amount is reached (1 = earned); None when no metric earns it or its metric is private."""

    @property
    def is_earned(self) -> bool:
        return self.share is not None and self.share >= 1

    def describe(self, today: date) -> str:
        """Return it in a line: `Dinner on 12 Dec · earned at 600k won revenue · 97%`."""
        return " · ".join(part for part in (self.title(today), self.condition, self.progress) if part)

    def title(self, today: date) -> str:
        """Return its text and day: `Dinner on 12 Dec`."""
        celebration = self.celebration
        if celebration.day is None:
            return celebration.text
        return f"{celebration.text} on {format_day(celebration.day, today)}"

    @property
    def condition(self) -> str:
        """Return what earns it: `earned at 600k won revenue`; empty when nothing is set."""
        celebration = self.celebration
        if self.metric is not None:
            return f"when we reach {amounts.format_amount(celebration.amount, self.metric.scale)} {self.metric.name}"
        return f"when: {celebration.earned_by}" if celebration.earned_by else ""

    @property
    def progress(self) -> str:
        """Return `97%` or `earned ✓`, in words `earned`; an empty text when `share` is None."""
        if self.is_earned:
            return "earned" if is_in_words() else "earned ✓"
        return amounts.format_percent(self.share) if self.share is not None else ""


def can_plan(session: Session) -> bool:
    """Return whether the viewer may plan celebrations: the leader, and the host of the open meeting."""
    meeting = open_meeting_or_none(session)
    return session.viewer.is_leader or is_host(session, meeting)


def plan(
    session: Session,
    text: str,
    *,
    day: date | None = None,
    metric: Metric | str | None = None,
    amount: int | None = None,
    period: Period | None = None,
    earned_by: str | None = None,
) -> Celebration:
    """Plan a celebration. An `amount` (smallest unit) of a metric in a `period` earns it, or the text `earned_by` does.

    Raises `HuddleError` unless the acting member is leader or host, for a day that has passed, and when metric, amount,
    period and text do not fit together.
    """
    with session.change("celebration.planned") as change:
        _require_can_plan(session)
        if day is not None and day < session.today:
            raise past_day_error(day, session.today)
        if metric is None and (amount is not None or period is not None):
            raise HuddleError("Name the metric too: --metric NAME --amount N")
        if isinstance(metric, str):
            metric = find_metric(session, metric)
        if metric is not None:
            _require_earnable(session, metric, amount, period)
            if earned_by:
                raise HuddleError("Give either an amount or words, not both.")
        return change.insert(
            Celebration(
                text=require_text(text, "The celebration"),
                day=day,
                metric_id=metric.id if metric else None,
                amount=amount,
                starts_on=period.starts_on if period else None,
                ends_on=period.ends_on if period else None,
                earned_by=require_text(earned_by, "The goal") if earned_by else None,
                planned_by=session.me.id,
                created_at=session.timestamp,
            )
        )


def list_celebrations(session: Session, *, include_held: bool = False) -> list[CelebrationProgress]:
    """Return the celebrations to come, next first, with their progress; with `include_held` then those held."""
    rows = session.all(
        Celebration, "held_on IS NULL OR ?", (include_held,), order="held_on IS NOT NULL, day IS NULL, day, id"
    )
    return [_with_progress(session, celebration) for celebration in rows]


def mark_held(session: Session, celebration: Celebration) -> Celebration:
    """Mark a celebration as held today. Raises `HuddleError` unless the acting member is leader or host; `Conflict`
    when it was held or removed."""
    with session.change("celebration.held") as change:
        _require_can_plan(session)
        existing = session.reload(celebration, "This celebration was removed in the meantime.")
        if existing.held_on is not None:
            raise Conflict(f"This was already celebrated {on_day(existing.held_on, session.today)}.")
        return change.update(existing, held_on=session.today)


def _require_earnable(session: Session, metric: Metric, amount: int | None, period: Period | None) -> None:
    if amount is None or amount <= 0 or period is None:
        raise HuddleError("Add the amount and the period: --amount N --period P.")
    if metric.better != "higher":
        raise HuddleError(f"Lower is better for {metric.name}. Describe the goal in words instead.")
    if is_private(session, metric):
        raise HuddleError(f"{metric.name} is private, but celebrations are visible to everyone. Use words instead.")


def _require_can_plan(session: Session) -> None:
    if not can_plan(session):
        raise HuddleError("Only the leader or the host can plan celebrations.")


def _with_progress(session: Session, celebration: Celebration) -> CelebrationProgress:
    metric = session.get(Metric, celebration.metric_id)
    if (
        metric is None
        or is_private(session, metric)
        or not celebration.amount
        or celebration.starts_on is None
        or celebration.ends_on is None
    ):
        return CelebrationProgress(celebration, None if metric is None or is_private(session, metric) else metric, None)
    # Imported late: few celebrations have a metric, and a meeting's first frame need not wait for this module.
    from core.standings import leaderboard

    board = leaderboard.standings(session, metric, period_between(celebration.starts_on, celebration.ends_on))
    return CelebrationProgress(celebration, metric, (board.team.actual or 0) / celebration.amount)
