"""Write the entries that rows give: new ones, changed ones, and those that a row gives no longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.access.session import Session
from core.errors import HuddleError
from core.importing.currencies import is_currency
from core.importing.mapped_rows import MappedPart, MappedRows
from core.importing.result import ImportResult
from core.metrics.metrics import add_metric, require_metric_not_ended
from core.models import Entry, Member, Metric
from core.team.record import get_team
from data.change import Change
from data.sqlite import placeholders

_BLOCK = 500
"""How many keys are looked up together: below the parameter limit of every SQLite."""


@dataclass(frozen=True, slots=True)
class RowEntry:
    """The entry that a row gives on one metric."""

    member: Member
    day: date
    amount: int

    def equals(self, entry: Entry) -> bool:
        """Return whether the stored entry says the same."""
        return (entry.member_id, entry.day, entry.amount) == (self.member.id, self.day, self.amount)

    def differs_in_everything(self, entry: Entry) -> bool:
        """Return whether the stored entry has another member, month and amount: hardly the same row."""
        return (
            entry.member_id != self.member.id
            and (entry.day.year, entry.day.month) != (self.day.year, self.day.month)
            and entry.amount != self.amount
        )


class ImportedMetrics:
    """The metrics that a map fills, by its names for them. A new one is made when the first amount is written.

    Amounts of a currency only go to a metric in that currency: where the one of that name is in another, they go to
    one of their own, such as “won revenue EUR”.
    """

    def __init__(
        self, session: Session, rows: MappedRows, currency: str, scales: dict[str, int], *, pretends: bool
    ) -> None:
        """`currency` is that of the file's amounts, if it names one, and `scales` are the decimals of new metrics.

        With `pretends` none is stored. Raises `HuddleError` when one takes no entries.
        """
        self._s = session
        self._scales = scales
        self._pretends = pretends
        self._currency = currency
        self._home_currency = get_team(session).currency
        self._known = {metric.name.casefold(): metric for metric in session.all(Metric)}
        self.made: list[str] = []
        """The names of the metrics that were made."""
        for part in (*rows.entries, *rows.targets):
            metric = self.find(part)
            if metric is None:
                continue
            require_metric_not_ended(metric)
            if metric.kind == "ratio" and part in rows.entries:
                raise HuddleError(f"{metric.name} is calculated from two other metrics. Import those instead.")
            if metric.counted_from != "entries" and part in rows.entries:
                raise HuddleError(f"{metric.name} is tracked by Huddle. Import into another metric.")

    def find(self, part: MappedPart) -> Metric | None:
        """Return the metric of a part, if there is one yet."""
        return self._known.get(self._name(part).casefold())

    def _name(self, part: MappedPart) -> str:
        """Return the name of the part's metric, which has the currency in it where that is not the metric's own."""
        name = part.part.metric
        if not self._currency or part.amount_column is None:
            return name
        there = self._known.get(name.casefold())
        own = there.unit if there is not None and is_currency(there.unit) else self._home_currency
        return name if own == self._currency else f"{name} {self._currency}"

    def scale(self, part: MappedPart) -> int:
        """Return the decimals of the metric, which it has or will have."""
        metric = self.find(part)
        return metric.scale if metric else self._scales.get(part.part.metric.casefold(), 0)

    def require(self, part: MappedPart) -> Metric:
        """Return the metric, which is made if needed: only once a row is imported, so a refused file makes none."""
        metric = self.find(part)
        if metric is None:
            name, scale = self._name(part), self.scale(part)
            unit = self._currency if part.amount_column is not None else ""
            metric = (
                Metric(id=-1 - len(self.made), name=name, unit=unit, scale=scale)
                if self._pretends
                else add_metric(self._s, name, unit=unit, scale=scale)
            )
            self._known[name.casefold()] = metric
            self.made.append(name)
        return metric

    def require_count_of_one(self, part: MappedPart, amount: int) -> None:
        """Raise `HuddleError` for another amount than 1 on a metric that counts entries."""
        metric = self.find(part)
        if metric is not None and metric.kind == "count" and amount != 1:
            raise HuddleError(f"{metric.name} counts entries. Set the map's amount to 1, or use the kind sum.")


class EntryWriter:
    """Writes the entries of one source by key, and counts what it does."""

    def __init__(
        self, session: Session, change: Change | None, source: str, metrics: ImportedMetrics, result: ImportResult
    ) -> None:
        """Without a `change` it only counts."""
        self._s = session
        self._change = change
        self._source = source
        self._metrics = metrics
        self._result = result
        self._by, self._at = session.me.id, session.timestamp
        self._stored: dict[tuple[str, int], Entry] = {}

    def look_up(self, keys: list[str]) -> None:
        """Read the stored entries with these keys, in place of those read before."""
        self._stored = {}
        for start in range(0, len(keys), _BLOCK):
            block = keys[start : start + _BLOCK]
            found = self._s.all_exempt(
                Entry, "imported_entries", f"source = ? AND key IN ({placeholders(block)})", (self._source, *block)
            )
            self._stored |= {(entry.key or "", entry.metric_id): entry for entry in found}

    def stored(self, part: MappedPart, key: str) -> Entry | None:
        """Return the stored entry of a key that was looked up."""
        metric = self._metrics.find(part)
        return self._stored.get((key, metric.id)) if metric else None

    def store(self, part: MappedPart, key: str, new: RowEntry) -> None:
        """Add the entry, or change the stored one."""
        metric = self._metrics.require(part)
        before = self.stored(part, key)
        if before is None:
            if self._change is not None:
                self._change.insert(
                    Entry(
                        metric_id=metric.id,
                        member_id=new.member.id,
                        day=new.day,
                        amount=new.amount,
                        source=self._source,
                        key=key,
                        entered_by=self._by,
                        entered_at=self._at,
                    )
                )
            self._result.added += 1
        elif new.equals(before):
            self._result.unchanged += 1
        else:
            if self._change is not None:
                self._change.update(
                    before,
                    member_id=new.member.id,
                    day=new.day,
                    amount=new.amount,
                    entered_by=self._by,
                    entered_at=self._at,
                )
            self._result.changed += 1

    def withdraw(self, part: MappedPart, key: str) -> None:
        """Delete the stored entry, if there is one."""
        entry = self.stored(part, key)
        if entry is not None:
            if self._change is not None:
                self._change.delete(entry)
            self._result.withdrawn += 1
