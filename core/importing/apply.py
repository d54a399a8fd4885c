"""Apply the rows of a file to the team's data: what each row adds, changes or withdraws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from core.access.session import Session
from core.accounts.from_imports import NO_MEMBER, WIN_METRICS, AccountCollector
from core.errors import HuddleError
from core.importing.mapped_rows import FileSurvey, MappedPart, MappedRow, MappedRows
from core.importing.mapping import TargetPart
from core.importing.member_lookup import MemberLookup
from core.importing.refusals import RefusalReport
from core.importing.result import ImportProgress, ImportResult, ProgressCallback
from core.metrics.metrics import add_metric, require_metric_not_ended, require_non_watcher
from core.metrics.targets import set_target
from core.models import Entry, Member, Metric, Target
from core.values.periods import Period, period_containing
from data.change import Change
from data.sqlite import placeholders

_BLOCK = 500
"""Rows whose stored entries are looked up together: below the parameter limit of every SQLite."""


@dataclass(frozen=True, slots=True)
class ImportTask:
    """What is imported, and where it is written down what came of it."""

    session: Session
    rows: MappedRows
    survey: FileSurvey
    report: RefusalReport
    result: ImportResult
    add_members: bool
    """Whether names that are not on the team are added to it."""
    on_progress: ProgressCallback


class ImportRun:
    """One import run, within its change."""

    def __init__(self, task: ImportTask, change: Change | None) -> None:
        """Without a `change` it only counts what would happen, and takes no write lock.

        Raises `HuddleError` for watchers, and when the map fills a metric that takes no entries.
        """
        session, rows, result = task.session, task.rows, task.result
        self.s = session
        self.on_progress = task.on_progress
        self.change = change
        self.rows = rows
        self.survey = task.survey
        self.report = task.report
        self.result = result
        self.source = rows.map.file.source
        self.entered_by = session.me.id
        self.entered_at = session.timestamp
        require_non_watcher(session, "import")
        self.member_lookup = MemberLookup(session, task.add_members, result.members_added, pretends=change is None)
        result.names_remembered = self.member_lookup.remember(change, rows.map.people)
        result.unknown_names = self.member_lookup.unknown
        self.metrics: dict[str, Metric] = {
            metric.name.casefold(): metric
            for metric in session.all(Metric)
            if metric.name.casefold() in rows.metric_names
        }
        self.row_targets: dict[tuple[int, int, date], _RowTarget] = {}
        """The targets that the file gives, by index of the [[target]], member id and first day."""
        self.accounts = AccountCollector() if rows.map.columns.account else None
        """What the rows say about accounts; None when the map names no account column."""
        self.win_parts = {
            place
            for place, part in enumerate(rows.entries)
            if (part.part.metric.casefold() in WIN_METRICS if part.part.won is None else part.part.won)
        }
        """Indexes of the [[entry]] parts whose rows are won deals."""
        entered = {part.part.metric.casefold() for part in rows.entries}
        for name, metric in self.metrics.items():
            require_metric_not_ended(metric)
            if metric.kind == "ratio" and name in entered:
                raise HuddleError(f"{metric.name} is calculated from two other metrics. Import those instead.")
            if metric.counted_from != "entries" and name in entered:
                raise HuddleError(f"{metric.name} is tracked by Huddle. Import into another metric.")

    def run(self) -> None:
        """Import every row, then the targets; later rows override earlier ones."""
        taken = 0
        try:
            for block in _blocks(self.rows.read(self.survey), _BLOCK):
                taken += len(block)
                self.on_progress(ImportProgress("taking", taken, self.survey.rows, taken / max(1, self.survey.rows)))
                stored = self._stored_entries([row.key for row in block if row.key and row.may_withdraw])
                for row in block:
                    self._import_row(row, stored)
            for target in self.row_targets.values():
                self._set_target(target)
            if self.accounts is not None:
                self.result.accounts = self.accounts.apply(
                    self.s, self.change, self.source, self.member_lookup.names_by_id
                )
        finally:
            if self.accounts is not None:
                self.accounts.close()

    def _stored_entries(self, keys: list[str]) -> dict[tuple[str, int], Entry]:
        if not keys or not self.metrics:
            return {}
        marks = placeholders(keys)
        entries = self.s.all_exempt(Entry, "imported_entries", f"source = ? AND key IN ({marks})", (self.source, *keys))
        return {(entry.key or "", entry.metric_id): entry for entry in entries}

    def _import_row(self, row: MappedRow, stored: dict[tuple[str, int], Entry]) -> None:
        amounts: dict[int, int] = {}
        member: Member | None = None
        if row.may_withdraw and row.key:
            self._refuse_if_not_own(row, stored)
        if row.refusal is None and (row.entry_texts or row.target_texts):
            try:
                amounts = self._amounts(self.rows.entries, row.entry_texts)
                self._require_count_of_one(amounts)
                targets = self._amounts(self.rows.targets, row.target_texts)
                member = self.member_lookup.find(row.member)
            except HuddleError as error:
                row.refusal = str(error)
                row.may_withdraw = False
            else:
                self._note_targets(row, member, targets)
        if row.refusal is not None:
            self.report.add(row.line.number, row.refusal, row.line.cells)
        elif self.accounts is not None and row.account:
            self._record_contact(self.accounts, row, member)
        if not row.may_withdraw or not row.key:
            return
        for place, part in enumerate(self.rows.entries):
            if place in amounts and member is not None and row.day is not None:
                self._store_entry(stored, part, row.key, member, row.day, amounts[place])
            else:
                self._withdraw(stored, part, row.key)

    def _amounts(self, parts: list[MappedPart], texts: dict[int, str]) -> dict[int, int]:
        return {
            place: self.rows.parse_amount(parts[place], text, self._scale(parts[place]), self.survey)
            for place, text in texts.items()
            if text
        }

    def _refuse_if_not_own(self, row: MappedRow, stored: dict[tuple[str, int], Entry]) -> None:
        for part in self.rows.entries:
            metric = self.metrics.get(part.part.metric.casefold())
            entry = stored.get((row.key, metric.id)) if metric else None
            if entry is not None:
                try:
                    self.member_lookup.require_may_change(entry.member_id)
                except HuddleError as error:
                    row.refusal, row.may_withdraw = str(error), False

    def _require_count_of_one(self, amounts: dict[int, int]) -> None:
        for place, amount in amounts.items():
            metric = self.metrics.get(self.rows.entries[place].part.metric.casefold())
            if metric is not None and metric.kind == "count" and amount != 1:
                raise HuddleError(f"{metric.name} counts entries. Set the map's amount to 1, or use the kind sum.")

    # -- entries

    def _store_entry(
        self, stored: dict[tuple[str, int], Entry], part: MappedPart, key: str, member: Member, day: date, amount: int
    ) -> None:
        metric = self._metric(part)
        before = stored.get((key, metric.id))
        if before is None:
            if self.change is not None:
                self.change.insert(
                    Entry(
                        metric_id=metric.id,
                        member_id=member.id,
                        day=day,
                        amount=amount,
                        source=self.source,
                        key=key,
                        entered_by=self.entered_by,
                        entered_at=self.entered_at,
                    )
                )
            self.result.added += 1
        elif (before.member_id, before.day, before.amount) == (member.id, day, amount):
            self.result.unchanged += 1
        else:
            if self.change is not None:
                self.change.update(
                    before,
                    member_id=member.id,
                    day=day,
                    amount=amount,
                    entered_by=self.entered_by,
                    entered_at=self.entered_at,
                )
            self.result.changed += 1

    def _withdraw(self, stored: dict[tuple[str, int], Entry], part: MappedPart, key: str) -> None:
        metric = self.metrics.get(part.part.metric.casefold())
        entry = stored.get((key, metric.id)) if metric else None
        if entry is not None:
            if self.change is not None:
                self.change.delete(entry)
            self.result.withdrawn += 1

    def _scale(self, part: MappedPart) -> int:
        name = part.part.metric.casefold()
        metric = self.metrics.get(name)
        return metric.scale if metric else self.survey.scales.get(name, 0)

    def _metric(self, part: MappedPart) -> Metric:
        """Return the metric, created if needed: only when a row is imported, so that a refused file creates nothing."""
        name = part.part.metric.casefold()
        if name not in self.metrics:
            scale = self._scale(part)
            if self.change is None:
                self.metrics[name] = Metric(id=-1 - len(self.metrics), name=part.part.metric, scale=scale)
            else:
                self.metrics[name] = add_metric(self.s, part.part.metric, scale=scale)
            self.result.metrics_made.append(part.part.metric)
        return self.metrics[name]

    # -- accounts

    def _record_contact(self, accounts: AccountCollector, row: MappedRow, member: Member | None) -> None:
        """Record contact with the row's account, be the deal won, lost or open."""
        day = row.day
        if member is None:
            member_text, day = self.rows.member_and_day(row, self.survey.days)
            member = self.member_lookup.find_or_none(member_text)
            if not self.s.viewer.is_leader and (member is None or not self.s.viewer.is_member(member.id)):
                return
        # A future day is the expected close of an open deal, not a contact.
        if day is not None and day <= self.s.today:
            won = not self.win_parts.isdisjoint(row.entry_texts)
            accounts.add(row.account, member.id if member else NO_MEMBER, day, row.line.number, won=won)

    # -- targets

    def _note_targets(self, row: MappedRow, member: Member, amounts: dict[int, int]) -> None:
        for place, amount in amounts.items():
            part = self.rows.targets[place].part
            assert isinstance(part, TargetPart)
            assert row.day is not None
            period = period_containing(row.day, part.period)
            before = self.row_targets.get((place, member.id, period.starts_on))
            if before is not None and before.amount != amount:
                self.report.add(
                    before.row.line.number,
                    f"Line {row.line.number} has another {part.metric} of {member.name} for {period.label}; "
                    "the last one counts.",
                    before.row.line.cells,
                )
            self.row_targets[place, member.id, period.starts_on] = _RowTarget(row, place, member, period, amount)

    def _set_target(self, agreed: _RowTarget) -> None:
        metric = self._metric(self.rows.targets[agreed.place])
        period = agreed.period
        before = self.s.all(
            Target,
            "metric_id = ? AND member_id = ? AND starts_on = ? AND ends_on = ?",
            (metric.id, agreed.member.id, period.starts_on.isoformat(), period.ends_on.isoformat()),
        )
        if before and before[0].amount == agreed.amount:
            return
        floor, bonus = (before[0].floor, before[0].bonus) if before else (None, None)
        try:
            set_target(self.s, metric, agreed.amount, member=agreed.member, period=period, floor=floor, bonus=bonus)
        except HuddleError as error:
            self.report.add(agreed.row.line.number, str(error), agreed.row.line.cells)
        else:
            self.result.targets += 1


@dataclass(frozen=True, slots=True)
class _RowTarget:
    """A target that a row gives."""

    row: MappedRow
    place: int
    member: Member
    period: Period
    amount: int


def _blocks(rows: Iterable[MappedRow], size: int) -> Iterator[list[MappedRow]]:
    rows = iter(rows)
    while block := list(islice(rows, size)):
        yield block
