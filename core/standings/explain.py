"""Explains a row of a board: the rules behind its figures, and its entries as far as the viewer may see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from core.access.session import Session
from core.metrics.entries import describe_author, name_typists
from core.metrics.period_targets import Owner
from core.metrics.rating import format_rating
from core.metrics.totals import CUMULATIVE_KINDS
from core.models import Entry, Member, Metric, Target, by_id
from core.standings.leaderboard import Standing, StandingsBoard
from core.standings.ranking import Place, Ranking
from core.values import amounts
from core.values.clock import day_of_timestamp
from core.values.periods import format_date, format_day
from core.values.text import format_count, join_words
from data.quick import metric_queries
from data.sqlite import placeholders

MAX_LISTED_ENTRIES = 200
"""How many entries are listed, the latest first."""

ORDER_PHRASES = {
    "actual": "by the amount",
    "attainment": "by attainment",
    "pace": "by pace",
    "improved": "by places gained since the last meeting",
}
"""How a board is ordered, in words."""

UNRANKED_REASONS = {
    "actual": "No rank: no amount yet.",
    "attainment": "No rank: attainment needs a target and an amount.",
    "pace": "No rank: pace needs a target, and an amount that adds up over time.",
    "improved": "No rank: no earlier rank to compare with.",
}
"""Why a row has no rank, by the order of the board."""


@dataclass(frozen=True, slots=True)
class ExplainedEntry:
    """One of the entries that a figure is made of."""

    day: date
    amount: str
    """The exact amount, with its unit."""
    member_name: str
    """The member's name; empty where the row is one member's."""
    origin: str
    """Where it came from: `typed`, `entered by Ana Ruiz`, or the import's source with the row's own key."""
    note: str = ""
    """The note, which only its member and the leader may see."""
    part_name: str = ""
    """For a ratio, the name of the part that it counts for; else empty."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """An explained row."""

    name: str
    rules: tuple[tuple[str, str], ...]
    """Pairs of a word and its sentence: actual, target, attainment, pace, place, movement, weeks."""
    entries: tuple[ExplainedEntry, ...]
    """The latest first, at most `MAX_LISTED_ENTRIES`."""
    entry_count: int
    """How many entries there are, those that are not listed included."""


def explain_row(session: Session, board: StandingsBoard, row: Standing) -> Explanation:
    """Return the explanation of one row of a board, or of its team row."""
    return _Explainer(session, board, row).build()


class _Explainer:
    """Builds the explanation of one row."""

    def __init__(self, session: Session, board: StandingsBoard, row: Standing) -> None:
        self.s = session
        self.board = board
        self.row = row
        self.metric = metric_queries.read_metric(session.connection, board.metric_id)
        self.ranking = Ranking(session.connection, self.metric, board.period, session.today, board.by, board.order)
        self.is_team = row is board.team
        self.place = self._place()
        self.names = {member.id: member.name for member in session.all(Member)}
        self.parts = [
            part
            for part in (session.get(Metric, self.metric.numerator_id), session.get(Metric, self.metric.denominator_id))
            if part
        ] or session.all(Metric, "id = ?", (board.metric_id,))

    def _place(self) -> Place:
        if self.is_team:
            return self.ranking.team_place()
        return next(
            (place for place in self.ranking.places() if (place.id, place.name) == (self.row.id, self.row.name)),
            Place(self.row.name, (), self.row.target, self.row.id),
        )

    def build(self) -> Explanation:
        row, board = self.row, self.board
        counts = [self._count(part.id) for part in self.parts]
        rules = [("actual", self._actual(counts)), ("target", self._target())]
        if row.attainment is not None and row.target:
            rules.append(
                (
                    "attainment",
                    f"{format_rating(row.actual, row.target, board.better, board.scale, board.unit)}: "
                    f"{self._format(row.actual)} of {self._format_target()}.",
                )
            )
            rules.append(("pace", self._pace()))
        rules.append(("place", self._rank()))
        if row.movement is not None and board.movement_since is not None:
            rules.append(("movement", self._movement(row.movement, board.movement_since)))
        if row.weeks_below > 1:
            rules.append(
                (
                    "weeks",
                    f"Below the weekly target for {row.weeks_below} weeks in a row.",
                )
            )
        return Explanation(
            self.row.name, tuple(rules), tuple(self._entries()), 0 if self.is_team and board.private else sum(counts)
        )

    # -- the sentences

    def _format(self, amount: int | None, metric: Metric | None = None) -> str:
        scale, unit = (metric.scale, metric.unit) if metric else (self.board.scale, self.board.unit)
        return "–" if amount is None else amounts.format_exact(amount, scale, "" if unit == "" else unit)

    def _format_target(self) -> str:
        limit = "at most " if self.board.better == "lower" else ""
        return limit + self._format(self.row.target)

    def _count(self, metric_id: int) -> int:
        tallies = metric_queries.read_tallies(self.s.connection, metric_id, self.ranking.span)
        return sum(tallies[member_id][1] for member_id in self.place.member_ids if member_id in tallies)

    def _actual(self, counts: list[int]) -> str:
        last = min(self.s.today, self.board.period.ends_on)
        when = (
            f"from {format_date(self.board.period.starts_on)} to {format_date(max(last, self.board.period.starts_on))}"
        )
        amount = self._format(self.row.actual)
        if self.is_team and self.board.private:
            if self.board.told_on is None:
                return "Shown once a month, when the month is over and at least three people have entries."
            return f"{amount}: whole months only, as of {format_date(self.board.told_on)}."
        count = sum(counts)
        entries = format_count(count, "entry", "entries")
        if self.metric.counted_from != "entries":
            return f"{amount}, {when}. {self.board.metric} is calculated from other data."
        if count == 0:
            return f"No entries {when}."
        match self.board.kind:
            case "count":
                return f"{amount}: number of entries, {when}."
            case "mean":
                return f"{amount}: mean of {entries}, {when}."
            case "latest":
                of_all = "sum of each member's latest entry" if len(self.place.member_ids) > 1 else "latest entry"
                return f"{amount}: {of_all}, {when}."
            case "ratio":
                names = " ÷ ".join(f"{part.name} {self._sum_of(part)}" for part in self.parts)
                return f"{amount}: {names}, {when}."
        return f"{amount}: sum of {entries}, {when}."

    def _sum_of(self, part: Metric) -> str:
        tallies = metric_queries.read_tallies(self.s.connection, part.id, self.ranking.span)
        own = [tallies[member_id] for member_id in self.place.member_ids if member_id in tallies]
        return self._format(sum(entries if part.kind == "count" else total for total, entries in own), part)

    def _target(self) -> str:
        row, board = self.row, self.board
        if row.target is None:
            return f"No target for {board.period.title}, so no rating."
        own = self._own_target()
        if own is None and self._is_from_other_periods():
            return f"{self._format(row.target)}: from the targets for other periods, by working days."
        if own is None:
            return f"{self._format(row.target)}: sum of the members' targets for {board.period.title}."
        if own.agreed_by is not None:
            when = f" on {format_date(day_of_timestamp(own.agreed_at, self.s.now))}" if own.agreed_at else ""
            return f"{self._format(row.target)}, agreed{when} by {self.names.get(own.agreed_by, 'someone')}."
        return f"{self._format(row.target)}, proposed, not accepted yet."

    def _owner(self) -> Owner | None:
        """Return whose target the row has; None for a territory, a kind, and those who belong to none."""
        if self.is_team:
            return None, None
        if self.row.id is None:
            return None
        return (self.row.id, None) if self.board.by == "member" else (None, self.row.id)

    def _is_from_other_periods(self) -> bool:
        owner = self._owner()
        return owner is not None and owner in self.ranking.target_by_owner

    def _own_target(self) -> Target | None:
        owner = self._owner()
        if owner is None:
            return None
        rows = self.s.all(
            Target,
            "metric_id = ? AND starts_on = ? AND ends_on = ? AND member_id IS ? AND group_id IS ?",
            (self.board.metric_id, *(day.isoformat() for day in self.ranking.span), *owner),
        )
        return rows[0] if rows else None

    def _pace(self) -> str:
        row, board = self.row, self.board
        if board.kind not in CUMULATIVE_KINDS:
            return f"No pace: a {board.kind} does not add up over time."
        if board.better == "lower":
            return "No pace: lower is better."
        if row.pace is None:
            return "No pace yet: it counts finished working days."
        gone, of_all = row.working_days
        away = "" if row.working_days == self.ranking.working_days_finished(self.s.today) else ", without absences"
        return (
            f"{amounts.format_percent(row.pace)}: {amounts.format_percent(row.attainment)} of the target in "
            f"{amounts.format_percent(gone / of_all)} of the working days ({gone} of {of_all} finished{away})."
            + (" Behind: less than 80% of what was due by yesterday." if row.is_behind else "")
        )

    def _rank(self) -> str:
        row, board = self.row, self.board
        if self.is_team:
            return "Everyone, including members who are not ranked."
        if board.private:
            return "Private: you see your own number. No one is ranked."
        if row.rank is None:
            return UNRANKED_REASONS[board.order]
        ranked = [other for other in board.rows if other.rank is not None]
        equal = [other.name for other in ranked if other.rank == row.rank and other is not row]
        first = "the least" if board.better == "lower" and board.order != "improved" else "the most"
        sentence = f"{row.rank} of {len(ranked)}, {ORDER_PHRASES[board.order]}, {first} first."
        if equal:
            sentence += f" Shared with {join_words(equal)}: equal results share a rank."
        return sentence

    def _movement(self, movement: int, since: date) -> str:
        if movement == 0:
            return f"Same rank as at the meeting on {format_day(since, self.s.today)}."
        places = format_count(abs(movement), "place")
        return f"{places} {'up' if movement > 0 else 'down'} since the meeting on {format_day(since, self.s.today)}."

    # -- the entries

    def _entries(self) -> Iterator[ExplainedEntry]:
        is_told = self.is_team and self.board.private
        if is_told or not self.place.member_ids or self.metric.counted_from != "entries":
            return
        member_marks = placeholders(self.place.member_ids)
        part_marks = placeholders(self.parts)
        shown = by_id(self.parts)
        rows = self.s.all(
            Entry,
            f"id IN (SELECT id FROM visible_entry WHERE member_id IN ({member_marks}) AND metric_id IN ({part_marks}) "
            "AND day BETWEEN ? AND ? ORDER BY day DESC, id DESC LIMIT ?)",
            (*self.place.member_ids, *shown, *(day.isoformat() for day in self.ranking.span), MAX_LISTED_ENTRIES),
            order="day DESC, id DESC",
        )
        typists = name_typists(self.s, rows, self.names)
        for row in rows:
            yield ExplainedEntry(
                day=row.day,
                amount=self._format(row.amount, shown[row.metric_id]),
                member_name=self.names.get(row.member_id, "") if len(self.place.member_ids) > 1 else "",
                origin=self._origin(row, typists.get(row.id)),
                note=row.note or "",
                part_name=shown[row.metric_id].name if len(shown) > 1 else "",
            )

    def _origin(self, row: Entry, typist: str | None) -> str:
        if row.source is not None:
            return f"{row.source} {row.key}" if row.key else row.source
        return describe_author(row, self.names, typist) or "typed"
