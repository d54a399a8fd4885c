"""The celebration to come: what the team will celebrate with, what earns it, and how far that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core import amounts
from core.errors import Conflict, HuddleError
from core.meeting import current
from core.metrics import metric as metric_named
from core.models import Celebration, Metric
from core.periods import MONTHS, Period, between, near
from core.session import Session
from core.wording import stated


@dataclass(frozen=True, slots=True)
class Coming:
    """One celebration, and how far the team is with what earns it."""

    celebration: Celebration
    metric: Metric | None
    share: float | None
    """Of the amount that earns it; None where words say it, or nothing does."""

    @property
    def is_earned(self) -> bool:
        return self.share is not None and self.share >= 1

    def said(self, today: date) -> str:
        """All of it in a line: `Dinner on 12 Dec · earned at 600k won revenue · 97 %`."""
        return " · ".join(part for part in (self.what(today), self.earned, self.progress) if part)

    def what(self, today: date) -> str:
        """`Dinner on 12 Dec`."""
        one = self.celebration
        if one.day is None:
            return one.text
        year = f" {one.day.year}" if one.day.year != today.year else ""
        return f"{one.text} on {one.day.day} {MONTHS[one.day.month - 1]}{year}"

    @property
    def earned(self) -> str:
        """What earns it: `earned at 600k won revenue`; empty where nobody said."""
        one = self.celebration
        if self.metric is not None:
            return f"earned at {amounts.shown(one.amount, self.metric.scale)} {self.metric.name}"
        return f"earned by {one.earned_by}" if one.earned_by else ""

    @property
    def progress(self) -> str:
        """`97 %`, or that it is earned."""
        return "earned ✓" if self.is_earned else amounts.percent(self.share) if self.share is not None else ""


def may_plan(s: Session) -> bool:
    """Whether the viewer plans celebrations: the leader, and the host of the open meeting."""
    running = current(s)
    return s.viewer.is_leader or (running is not None and s.viewer.is_member(running.host_id))


def plan(
    s: Session,
    text: str,
    *,
    day: date | None = None,
    metric: Metric | str | None = None,
    amount: int | None = None,
    period: Period | None = None,
    earned_by: str | None = None,
) -> Celebration:
    """Plans a celebration. A metric with an `amount` (in its smallest unit) in a `period` earns it, or words do.

    Raises `HuddleError` for whoever is neither leader nor host, for a day that has passed, and where it is not clear
    what earns it.
    """
    with s.change("celebration.planned") as change:
        _must_plan(s)
        if day is not None and day < s.today:
            raise HuddleError(f"{day} has passed. Say a day from today on.")
        if metric is None and (amount is not None or period is not None):
            raise HuddleError("An amount of what? Say the metric too: --metric NAME --amount N")
        if isinstance(metric, str):
            metric = metric_named(s, metric)
        if metric is not None:
            _earns(metric, amount, period)
            if earned_by:
                raise HuddleError("A metric earns it, or words do, not both. Leave one of them out.")
        return change.insert(
            Celebration(
                text=stated(text, "The celebration"),
                day=day,
                metric_id=metric.id if metric else None,
                amount=amount,
                starts_on=period.starts_on if period else None,
                ends_on=period.ends_on if period else None,
                earned_by=stated(earned_by, "What earns it") if earned_by else None,
                planned_by=s.me.id,
                created_at=s.moment,
            )
        )


def celebrations(s: Session, *, include_held: bool = False) -> list[Coming]:
    """Those that are to come, the next one first, and how far each is; then those that were held."""
    found = s.all(
        Celebration, "held_on IS NULL OR ?", (include_held,), order="held_on IS NOT NULL, day IS NULL, day, id"
    )
    return [_coming(s, each) for each in found]


def hold(s: Session, celebration: Celebration) -> Celebration:
    """The team has celebrated. Raises `HuddleError` for whoever is neither leader nor host, and the second time."""
    with s.change("celebration.held") as change:
        _must_plan(s)
        standing = s.get(Celebration, celebration.id)
        if standing is None:
            raise Conflict("This celebration has been taken back in the meantime.")
        if standing.held_on is not None:
            raise Conflict(f"This was celebrated already, {near(standing.held_on, s.today)}.")
        return change.update(standing, held_on=s.today)


def _earns(metric: Metric, amount: int | None, period: Period | None) -> None:
    if amount is None or amount <= 0 or period is None:
        raise HuddleError("How much of it earns the celebration, and in which period? Say --amount N --period P.")
    if metric.better != "higher":
        raise HuddleError(f"On {metric.name} less is better, so no amount earns anything. Say it in words instead.")
    if metric.private:
        raise HuddleError(f"{metric.name} is private, and this stands on the wall. Say it in words instead.")


def _must_plan(s: Session) -> None:
    if not may_plan(s):
        raise HuddleError("The leader or the host plans what the team celebrates with. Ask one of them.")


def _coming(s: Session, one: Celebration) -> Coming:
    metric = s.get(Metric, one.metric_id)
    if metric is None or metric.private or not one.amount or one.starts_on is None or one.ends_on is None:
        return Coming(one, None if metric is None or metric.private else metric, None)
    from core import standings  # a meeting's first frame need not wait for it: few celebrations are counted

    board = standings.standings(s, metric, between(one.starts_on, one.ends_on))
    return Coming(one, metric, (board.team.actual or 0) / one.amount)
