"""The targets that a file gives: rows of one period add up, and each target is set once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.access.session import Session
from core.errors import HuddleError
from core.importing.mapped_rows import MappedPart, MappedRow
from core.importing.mapping import TargetPart
from core.importing.refusals import RefusalReport
from core.importing.result import ImportResult
from core.metrics.targets import set_target
from core.models import Member, Metric, Target
from core.values.periods import Period, period_containing


@dataclass(slots=True)
class _FileTarget:
    """A target, and the last row that gives some of it."""

    row: MappedRow
    part: MappedPart
    member: Member
    period: Period
    amount: int


class FileTargets:
    """Collects the targets of a file."""

    def __init__(self, session: Session, report: RefusalReport) -> None:
        self._s = session
        self._report = report
        self._targets: dict[tuple[int, int, date], _FileTarget] = {}
        """By index of the [[target]], member id and first day."""

    def add(self, place: int, part: MappedPart, row: MappedRow, member: Member, amount: int) -> None:
        """Add the amount that a row gives."""
        assert isinstance(part.part, TargetPart)
        assert row.day is not None
        period = period_containing(row.day, part.part.period)
        key = (place, member.id, period.starts_on)
        before = self._targets.get(key)
        total = amount + (before.amount if before else 0)
        self._targets[key] = _FileTarget(row, part, member, period, total)

    def set_all(self, metric_of: Callable[[MappedPart], Metric], result: ImportResult) -> None:
        """Set every target that is new or has another amount, and count them. Refused ones are reported."""
        for target in self._targets.values():
            self._set(target, metric_of(target.part), result)

    def _set(self, target: _FileTarget, metric: Metric, result: ImportResult) -> None:
        period = target.period
        before = self._s.all(
            Target,
            "metric_id = ? AND member_id = ? AND starts_on = ? AND ends_on = ?",
            (metric.id, target.member.id, period.starts_on.isoformat(), period.ends_on.isoformat()),
        )
        if before and before[0].amount == target.amount:
            result.targets_unchanged += 1
            return
        floor, bonus = (before[0].floor, before[0].bonus) if before else (None, None)
        try:
            set_target(self._s, metric, target.amount, member=target.member, period=period, floor=floor, bonus=bonus)
        except HuddleError as error:
            self._report.add(target.row.line.number, str(error), target.row.line.cells)
        else:
            result.targets += 1
