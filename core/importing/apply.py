"""Apply the rows of a file to the team's data: what each row adds, changes or withdraws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from core.access.session import Session
from core.accounts.from_imports import NO_MEMBER, WIN_METRICS, AccountCollector
from core.errors import HuddleError
from core.importing.amount_parsing import has_noise
from core.importing.entry_writing import EntryWriter, ImportedMetrics, RowEntry
from core.importing.file_targets import FileTargets
from core.importing.mapped_rows import FileSurvey, MappedPart, MappedRow, MappedRows
from core.importing.member_lookup import MemberLookup
from core.importing.questions import reused_keys_question
from core.importing.refusals import RefusalReport
from core.importing.result import ImportProgress, ImportResult, ProgressCallback
from core.importing.row_keys import EqualRows, identify_row, number_key, shorten_key
from core.metrics.metrics import require_non_watcher
from core.models import Entry, Member
from data.change import Change

_BLOCK = 500
"""Rows whose stored entries are looked up together."""


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


@dataclass(slots=True)
class _ReadRow:
    """A row with what it gives: member and amounts are known, and the stored entries are not yet."""

    row: MappedRow
    member: Member | None = None
    entries: dict[int, RowEntry] = field(default_factory=dict)
    """By index of each [[entry]] that takes the row."""
    targets: dict[int, int] = field(default_factory=dict)
    """Amounts by index of each [[target]] that takes the row."""
    keys: dict[int, str] = field(default_factory=dict)
    """The key of the stored entry, by index of the [[entry]]."""
    former_key: str = ""
    """A key under which an earlier version stored a row that has none; only an equal entry is this row."""


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
        require_non_watcher(session, "import")
        self.member_lookup = MemberLookup(session, task.add_members, result.members_added, pretends=change is None)
        result.names_remembered = self.member_lookup.remember(change, rows.map.people)
        result.unknown_names = self.member_lookup.unknown
        self.metrics = ImportedMetrics(session, rows, task.survey.currency, task.survey.scales, pretends=change is None)
        result.metrics_made = self.metrics.made
        self.writer = EntryWriter(session, change, rows.map.file.source, self.metrics, result)
        self.targets = FileTargets(session, task.report)
        self.equal_rows = None if rows.has_keys else EqualRows()
        """Counts rows that have no key; None where the file has keys."""
        self.doubted: list[str] = []
        """Why rows are doubted whose key belongs to a row that is different in everything."""
        self.accounts = AccountCollector() if rows.map.columns.account else None
        """What the rows say about accounts; None when the map names no account column."""
        self.win_parts = {
            place
            for place, part in enumerate(rows.entries)
            if (part.part.metric.casefold() in WIN_METRICS if part.part.won is None else part.part.won)
        }
        """Indexes of the [[entry]] parts whose rows are won deals."""

    def run(self) -> None:
        """Import every row, then the targets; later rows override earlier ones."""
        taken = 0
        try:
            for block in _blocks(self.rows.read(self.survey), _BLOCK):
                taken += len(block)
                self.on_progress(ImportProgress("taking", taken, self.survey.rows, taken / max(1, self.survey.rows)))
                self._import_block([self._read(row) for row in block])
            if self.equal_rows is not None:
                self._withdraw_surplus(self.equal_rows)
            self.targets.set_all(self.metrics.require, self.result)
            if self.doubted:
                key = " and ".join(self.rows.map.columns.key or ())
                self.result.questions.append(reused_keys_question(key, self.doubted))
            if self.accounts is not None:
                self.result.accounts = self.accounts.apply(
                    self.s, self.change, self.rows.map.file.source, self.member_lookup.names_by_id
                )
        finally:
            for collector in (self.accounts, self.equal_rows):
                if collector is not None:
                    collector.close()

    # -- what a row gives

    def _read(self, row: MappedRow) -> _ReadRow:
        read = _ReadRow(row)
        if row.refusal is None and (row.entry_texts or row.target_texts):
            try:
                amounts = self._amounts(self.rows.entries, row.entry_texts)
                for place, amount in amounts.items():
                    self.metrics.require_count_of_one(self.rows.entries[place], amount)
                targets = self._amounts(self.rows.targets, row.target_texts)
                member = self.member_lookup.find(row.member)
            except HuddleError as error:
                row.refusal = str(error)
                row.may_withdraw = False
            else:
                assert row.day is not None
                read.member, read.targets = member, targets
                read.entries = {place: RowEntry(member, row.day, amount) for place, amount in amounts.items()}
        self._set_keys(read)
        return read

    def _amounts(self, parts: list[MappedPart], texts: dict[int, str]) -> dict[int, int]:
        amounts = {}
        for place, text in texts.items():
            if text:
                part, scale = parts[place], self.metrics.scale(parts[place])
                amounts[place] = self.rows.parse_amount(part, text, scale, self.survey)
                self.result.rounded += has_noise(text, scale, self.rows.decimal_mark(part, self.survey).decimal)
        return amounts

    def _set_keys(self, read: _ReadRow) -> None:
        row = read.row
        if self.equal_rows is None:
            if row.may_withdraw and row.key:
                read.keys = dict.fromkeys(range(len(self.rows.entries)), shorten_key(row.key))
            return
        read.former_key = row.key or row.name
        for place, entry in read.entries.items():
            identity = identify_row(row, entry.day, entry.amount, self.metrics.scale(self.rows.entries[place]))
            read.keys[place] = number_key(identity, self.equal_rows.number(place, identity))
        if row.refusal is None:
            self._note_others(self.equal_rows, row)

    def _note_others(self, equal_rows: EqualRows, row: MappedRow) -> None:
        """Note the entries that a row without a key does not give, and may have given in an earlier file."""
        others = [place for place in range(len(self.rows.entries)) if place not in row.entry_texts]
        day = row.day
        if others and day is None:
            row.member, day = self.rows.member_and_day(row, self.survey.days)
        if day is None or not row.member:
            return
        for place in others:
            part = self.rows.entries[place]
            scale = self.metrics.scale(part)
            try:
                text = part.amount_text(row.line.cells)
                amount = self.rows.parse_amount(part, text, scale, self.survey)
            except HuddleError:
                continue
            equal_rows.add_other(place, identify_row(row, day, amount, scale))

    # -- what becomes of it

    def _import_block(self, block: list[_ReadRow]) -> None:
        keys = {key for read in block for key in (*read.keys.values(), read.former_key) if key}
        self.writer.look_up(list(keys))
        for read in block:
            self._import(read)

    def _import(self, read: _ReadRow) -> None:
        row = read.row
        stored = self._stored_entries(read)
        try:
            self._require_same_row(read, stored)
        except HuddleError as error:
            row.refusal, row.may_withdraw = str(error), False
        if row.refusal is not None:
            self.report.add(row.line.number, row.refusal, row.line.cells)
        else:
            for place, amount in read.targets.items():
                assert read.member is not None
                self.targets.add(place, self.rows.targets[place], row, read.member, amount)
            if self.accounts is not None and row.account:
                self._record_contact(self.accounts, row, read.member)
        if not row.may_withdraw:
            return
        for place, key in read.keys.items():
            part = self.rows.entries[place]
            if place in read.entries:
                self.writer.store(part, key, read.entries[place])
            else:
                self.writer.withdraw(part, key)

    def _stored_entries(self, read: _ReadRow) -> dict[int, Entry]:
        """Return the stored entries of the row, by index of the [[entry]]; one that an earlier version stored under
        another key becomes the row's own key."""
        found = {}
        for place, key in read.keys.items():
            part = self.rows.entries[place]
            entry = self.writer.stored(part, key)
            if entry is None and read.former_key and key.endswith(number_key("", 1)):
                former = self.writer.stored(part, read.former_key)
                if former is not None and read.entries[place].equals(former):
                    entry, read.keys[place] = former, read.former_key
            if entry is not None:
                found[place] = entry
        return found

    def _require_same_row(self, read: _ReadRow, stored: dict[int, Entry]) -> None:
        """Raise `HuddleError` when a stored entry is not the acting member's to change, or is one of another row."""
        if not read.row.may_withdraw:
            return
        for entry in stored.values():
            self.member_lookup.require_may_change(entry.member_id)
        told = [
            place for place in stored if place in read.entries and self.rows.entries[place].amount_column is not None
        ]
        if (
            told
            and self.rows.map.file.keys is None
            and all(read.entries[place].differs_in_everything(stored[place]) for place in told)
        ):
            before = stored[told[0]]
            name = self.member_lookup.names_by_id.get(before.member_id, "another member")
            key = " and ".join(self.rows.map.columns.key or ())
            reason = f"{key} “{read.row.key}” was a row of {name} on {before.day}, and all of it differs now."
            self.doubted.append(f"line {read.row.line.number}: {reason}")
            raise HuddleError(f'{reason} Set keys = "unique" or keys = "reused" under [file].')

    def _withdraw_surplus(self, equal_rows: EqualRows) -> None:
        surplus = equal_rows.surplus()
        for start in range(0, len(surplus), _BLOCK):
            block = surplus[start : start + _BLOCK]
            self.writer.look_up([key for _, key in block])
            for place, key in block:
                part = self.rows.entries[place]
                entry = self.writer.stored(part, key)
                if entry is not None and self.member_lookup.may_change(entry.member_id):
                    self.writer.withdraw(part, key)

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


def _blocks(rows: Iterable[MappedRow], size: int) -> Iterator[list[MappedRow]]:
    rows = iter(rows)
    while block := list(islice(rows, size)):
        yield block
