"""Taking in an export of a CRM: entries and targets by a map, in one change, followed by key from then on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from core.errors import HuddleError
from core.importing.map import Map, TargetPart, example, read_map
from core.importing.people import People
from core.importing.report import Refusal, Report
from core.importing.rows import Part, Row, Rows, Survey
from core.importing.text import TextFile
from core.metrics import add_metric, counts, no_watcher
from core.models import Entry, Member, Metric, Target
from core.periods import Period, containing
from core.session import Session
from core.targets import set_target
from data.changing import Change

__all__ = ["Imported", "Map", "Refusal", "import_file"]

_BLOCK = 500
"""Rows whose stored entries are looked up together: below the number of values that every SQLite takes."""


@dataclass(slots=True)
class Imported:
    """What an import did, or with `dry_run` would do."""

    dry_run: bool = False
    rows: int = 0
    """Rows below the header."""
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    """Entries whose row is there and no longer gives them."""
    targets: int = 0
    """Targets that were set or changed."""
    metrics_made: list[str] = field(default_factory=list)
    members_added: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    """The first 1,000 rows that were not taken."""
    refused_count: int = 0
    report: Path | None = None
    """The file that lists all refused rows with their cells; None when there are none, or it could not be written."""


class _DryRun(Exception):
    """Ends the transaction of a dry run, which is then rolled back."""


def import_file(
    s: Session,
    path: Path | str,
    map_path: Path | str | Map | None = None,
    *,
    add_members: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Takes the file at `path` in, as the map says, in one change: all that can be taken, or nothing.

    A row that was imported before under the same key is updated; one that gives nothing any more is withdrawn;
    entries whose row is not in the file are left alone. Rows that cannot be taken are listed in
    `NAME.refused.csv` beside the file. `dry_run` tells what would happen and changes nothing.
    Raises `HuddleError` when the file or the map cannot be used, or the acting member may not do it.
    """
    path = Path(path)
    if map_path is None:
        raise HuddleError(example(TextFile(path).names, path.name))
    map_ = map_path if isinstance(map_path, Map) else read_map(map_path)
    rows = Rows(TextFile(path, map_.file, tuple(map_.names())), map_)
    # The whole file is read once before the team's file is locked: what is wrong with it is found out here.
    survey = rows.survey()
    report = Report(rows.file.names)
    done = Imported(dry_run=dry_run, rows=survey.rows)
    try:
        try:
            with s.change("entries.imported") as change:
                _Import(s, change, rows, survey, report, done, add_members).run()
                if dry_run:
                    raise _DryRun
        except _DryRun:
            pass
        else:
            done.report = report.write(path)
        done.refused, done.refused_count = report.first, report.count
    finally:
        report.close()
    return done


class _Import:
    """One run over the rows, within its change."""

    def __init__(
        self,
        s: Session,
        change: Change,
        rows: Rows,
        survey: Survey,
        report: Report,
        done: Imported,
        add_members: bool,
    ) -> None:
        self.s = s
        self.change = change
        self.rows = rows
        self.survey = survey
        self.report = report
        self.done = done
        self.source = rows.map.file.source
        self.by = s.me.id
        self.at = s.moment
        self.people = People(s, add_members, done.members_added)
        self.metrics: dict[str, Metric] = {
            metric.name.casefold(): metric for metric in s.all(Metric) if metric.name.casefold() in rows.metric_names
        }
        self.agreed: dict[tuple[int, int, date], _Agreed] = {}
        """The targets that the file gives, by place of the [[target]], member and first day."""
        no_watcher(s, "import")
        entered = {part.part.metric.casefold() for part in rows.entries}
        for name, metric in self.metrics.items():
            counts(metric)
            if metric.kind == "ratio" and name in entered:
                raise HuddleError(f"{metric.name} is counted from two other metrics. Import entries of those.")

    def run(self) -> None:
        """Takes every row, then the targets, in which later rows of the file overrule earlier ones."""
        for block in _blocks(self.rows.read(self.survey), _BLOCK):
            stored = self._stored([row.key for row in block if row.key and row.settled])
            for row in block:
                self._take(row, stored)
        for agreed in self.agreed.values():
            self._agree(agreed)

    def _stored(self, keys: list[str]) -> dict[tuple[str, int], Entry]:
        if not keys or not self.metrics:
            return {}
        marks = ",".join("?" * len(keys))
        # Whoever may import updates what is there, also where the number itself is not theirs to see.
        entries = self.s.store.read(Entry, f"source = ? AND key IN ({marks})", (self.source, *keys))
        return {(entry.key or "", entry.metric_id): entry for entry in entries}

    def _take(self, row: Row, stored: dict[tuple[str, int], Entry]) -> None:
        amounts: dict[int, int] = {}
        member: Member | None = None
        if row.settled and row.key:
            self._may_touch(row, stored)
        if row.refused is None and (row.texts or row.targets):
            try:
                amounts = self._amounts(self.rows.entries, row.texts)
                self._whole_counts(amounts)
                targets = self._amounts(self.rows.targets, row.targets)
                member = self.people.find(row.member)
            except HuddleError as error:
                row.refused = str(error)
                row.settled = False
            else:
                self._note_targets(row, member, targets)
        if row.refused is not None:
            self.report.refuse(row.line.number, row.refused, row.line.cells)
        if not row.settled or not row.key:
            return
        for place, part in enumerate(self.rows.entries):
            if place in amounts and member is not None and row.day is not None:
                self._keep(stored, part, row.key, member, row.day, amounts[place])
            else:
                self._withdraw(stored, part, row.key)

    def _amounts(self, parts: list[Part], texts: dict[int, str]) -> dict[int, int]:
        return {
            place: self.rows.amount(parts[place], text, self._scale(parts[place]), self.survey.decimal)
            for place, text in texts.items()
            if text
        }

    def _may_touch(self, row: Row, stored: dict[tuple[str, int], Entry]) -> None:
        for part in self.rows.entries:
            metric = self.metrics.get(part.part.metric.casefold())
            entry = stored.get((row.key, metric.id)) if metric else None
            if entry is not None:
                try:
                    self.people.may_change(entry.member_id)
                except HuddleError as error:
                    row.refused, row.settled = str(error), False

    def _whole_counts(self, amounts: dict[int, int]) -> None:
        for place, amount in amounts.items():
            metric = self.metrics.get(self.rows.entries[place].part.metric.casefold())
            if metric is not None and metric.kind == "count" and amount != 1:
                raise HuddleError(f"{metric.name} counts its entries. Let the map's amount be 1, or make it a sum.")

    # -- entries

    def _keep(
        self, stored: dict[tuple[str, int], Entry], part: Part, key: str, member: Member, day: date, amount: int
    ) -> None:
        metric = self._metric(part)
        before = stored.get((key, metric.id))
        if before is None:
            self.change.insert(
                Entry(
                    metric_id=metric.id,
                    member_id=member.id,
                    day=day,
                    amount=amount,
                    source=self.source,
                    key=key,
                    entered_by=self.by,
                    entered_at=self.at,
                )
            )
            self.done.added += 1
        elif (before.member_id, before.day, before.amount) == (member.id, day, amount):
            self.done.unchanged += 1
        else:
            self.change.update(
                before, member_id=member.id, day=day, amount=amount, entered_by=self.by, entered_at=self.at
            )
            self.done.changed += 1

    def _withdraw(self, stored: dict[tuple[str, int], Entry], part: Part, key: str) -> None:
        metric = self.metrics.get(part.part.metric.casefold())
        entry = stored.get((key, metric.id)) if metric else None
        if entry is not None:
            self.change.delete(entry)
            self.done.withdrawn += 1

    def _scale(self, part: Part) -> int:
        name = part.part.metric.casefold()
        metric = self.metrics.get(name)
        return metric.scale if metric else self.survey.scales.get(name, 0)

    def _metric(self, part: Part) -> Metric:
        """The metric, made when there is none: not before a row is taken, so that a refused file makes nothing."""
        name = part.part.metric.casefold()
        if name not in self.metrics:
            self.metrics[name] = add_metric(self.s, part.part.metric, scale=self._scale(part))
            self.done.metrics_made.append(part.part.metric)
        return self.metrics[name]

    # -- targets

    def _note_targets(self, row: Row, member: Member, amounts: dict[int, int]) -> None:
        for place, amount in amounts.items():
            part = self.rows.targets[place].part
            assert isinstance(part, TargetPart)
            assert row.day is not None
            period = containing(row.day, part.period)
            before = self.agreed.get((place, member.id, period.starts_on))
            if before is not None and before.amount != amount:
                self.report.refuse(
                    before.row.line.number,
                    f"Line {row.line.number} has another {part.metric} of {member.name} for {period.label}; "
                    "the last one counts.",
                    before.row.line.cells,
                )
            self.agreed[place, member.id, period.starts_on] = _Agreed(row, place, member, period, amount)

    def _agree(self, agreed: _Agreed) -> None:
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
            self.report.refuse(agreed.row.line.number, str(error), agreed.row.line.cells)
        else:
            self.done.targets += 1


@dataclass(frozen=True, slots=True)
class _Agreed:
    """A target that a row gives."""

    row: Row
    place: int
    member: Member
    period: Period
    amount: int


def _blocks(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    rows = iter(rows)
    while block := list(islice(rows, size)):
        yield block
