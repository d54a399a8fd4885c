"""One member's own progress, for `huddle me`: plain SQL into plain values, and no import that is slow."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from core.access.visible_connection import VisibleConnection, open_visible
from core.commitments.outcomes import OutcomeCalculator
from core.metrics.totals import amount_of_tally, attainment_and_pace, is_behind, sum_tallies
from core.standings.metric_totals import totals_by_member
from core.team import workdays
from core.values.periods import Period, period_between, period_containing
from core.values.time_zone import find_zone, in_zone
from data.file_modes import is_for_this_user_alone
from data.file_system import refused_network_type
from data.quick import metric_queries
from data.quick.commitment_queries import CommitmentRecord
from data.sqlite import APPLICATION_ID, SCHEMA_VERSION, sqlite3


class RunningTarget:
    """How far one running target is reached. Amounts are in the metric's smallest unit."""

    __slots__ = (
        "actual", "attainment", "better", "days_left", "is_behind", "is_last_day", "metric", "pace", "period", "scale",
        "target", "unit",
    )  # fmt: skip

    better: str
    """`higher` or `lower`."""
    days_left: int
    """The member's working days left in the period, with today."""
    is_behind: bool
    """Whether it counts as behind; see `core.metrics.totals.is_behind`."""
    is_last_day: bool
    """Whether today is the last of them."""

    def __init__(  # noqa: PLR0913 - plain slots: dataclasses are too slow to import here
        self,
        metric: str,
        unit: str,
        scale: int,
        period: Period,
        actual: int | None,
        target: int,
        attainment: float | None,
        pace: float | None,
    ) -> None:
        self.metric = metric
        self.unit = unit
        self.scale = scale
        self.period = period
        self.actual = actual
        self.target = target
        self.attainment = attainment
        self.pace = pace


class Progress:
    """One member's progress on one day."""

    __slots__ = (
        "due_today", "has_metrics", "hosts", "hosts_on", "kept", "missed", "name", "next_due", "next_text", "open",
        "overdue", "period", "share_gone", "targets", "today",
    )  # fmt: skip

    name: str
    period: Period
    """The quarter that contains `today`."""
    today: date
    share_gone: float
    """The share, 0 to 1, of the quarter's working days that is finished."""
    open: int
    """How many commitments are open; `due_today` and `overdue` are among them."""
    due_today: int
    overdue: int
    kept: int
    missed: int
    targets: list[RunningTarget]
    has_metrics: bool
    """Whether the team has a metric."""
    next_text: str | None
    """The open commitment that is due next, on `next_due`; the first open one when none has a day; None when none is
    open."""
    next_due: date | None
    hosts: bool
    """Whether they host the meeting that is open or comes next, on the day `hosts_on` if that is known and not past."""
    hosts_on: date | None


def open_read_only(path: object) -> VisibleConnection | None:
    """Return a read-only connection to a team's file of this schema; None otherwise, and `Store` then raises
    the error."""
    connection = None
    try:
        if refused_network_type(Path(str(path))) is not None:
            return None
        connection = open_visible(str(path))
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if (application, version) == (APPLICATION_ID, SCHEMA_VERSION):
            return connection
    except sqlite3.Error:
        pass
    if connection is not None:
        connection.close()
    return None


def find_today(connection: VisibleConnection, now: datetime) -> date:
    """Return the day in the team's time zone, of a time of this computer's clock."""
    return in_zone(now, find_zone(metric_queries.read_time_zone(connection))).date()


def find_member_id(connection: VisibleConnection, path: Path, name: str | None, login: str | None) -> int | None:
    """Return the id of the member who is meant; None when that is not certain, or not that it is they who ask.

    `core.team.session_opening.resolve_session` then asks, or raises the error.
    """
    match = metric_queries.find_id_and_login(connection, name, login)
    if match is None:
        return None
    member_id, own_login = match
    if own_login and login and own_login.casefold() == login.casefold():
        return member_id
    has_passphrase = connection.execute("SELECT 1 FROM exempt_locks WHERE member_id = ?", (member_id,)).fetchone()
    return member_id if has_passphrase is None and is_for_this_user_alone(path) else None


def read_progress(connection: VisibleConnection, member_id: int, today: date) -> Progress:
    """Return the progress of the member with that id. Raises `KeyError` when there is none."""
    result = Progress()
    row = connection.execute("SELECT name FROM member WHERE id = ?", (member_id,)).fetchone()
    if row is None:
        raise KeyError(member_id)
    result.name, result.today = row[0], today
    result.period = period_containing(today, "quarter")
    days_gone, all_days = workdays.read(
        connection, result.period.starts_on, result.period.ends_on, member_id
    ).gone_and_total(result.period, workdays.last_finished_day(today))
    result.share_gone = days_gone / all_days
    _fill_commitments(result, OutcomeCalculator(connection, today, member_id=member_id))
    result.targets = list_running_targets(connection, member_id, today)
    result.has_metrics = bool(connection.execute("SELECT EXISTS (SELECT 1 FROM metric)").fetchone()[0])
    meeting = metric_queries.read_next_meeting(connection)
    result.hosts = meeting is not None and meeting[0] == member_id
    # A planned day that has passed without its meeting says nothing about the next one.
    result.hosts_on = meeting[1] if result.hosts and meeting and meeting[1] and meeting[1] >= today else None
    return result


def _fill_commitments(result: Progress, calculator: OutcomeCalculator) -> None:
    """Fill in what concerns commitments."""
    today = result.today
    open_records = [record for record in calculator.records.values() if calculator.is_open(record)]
    days = [_due_day(calculator, record, today) for record in open_records]
    result.open = len(open_records)
    result.due_today = days.count(today)
    result.overdue = sum(day is not None and day < today for day in days)
    outcomes = calculator.list_outcomes()
    result.kept = sum(outcome.status == "kept" for outcome in outcomes)
    result.missed = len(outcomes) - result.kept
    dated = [(day, index) for index, day in enumerate(days) if day is not None]
    result.next_due, index = min(dated, default=(None, -1))
    result.next_text = open_records[index].text if dated else open_records[0].text if open_records else None


def _due_day(calculator: OutcomeCalculator, record: CommitmentRecord, today: date) -> date | None:
    """Return the day on which a commitment is due next. Help whose day has passed is not overdue, but to be confirmed
    by the helped member."""
    day = calculator.next_due(record)
    return None if record.helps_id is not None and day is not None and day < today else day


def list_running_targets(connection: VisibleConnection, member_id: int, today: date) -> list[RunningTarget]:
    """Return how far each running target of a member is, the shortest periods first; pace uses their own
    working days."""
    results = []
    for target in metric_queries.read_running_targets(connection, member_id, today):
        metric = metric_queries.read_metric(connection, target.metric_id)
        period = period_between(target.starts_on, target.ends_on)
        days = workdays.read(connection, period.starts_on, period.ends_on, member_id)
        finished = days.gone_and_total(period, workdays.last_finished_day(today), member_id)
        own = totals_by_member(connection, metric, (target.starts_on, target.ends_on), member_id, today=today)
        amount = amount_of_tally(metric.kind, sum_tallies(own.values()))
        attainment, pace = attainment_and_pace(metric, amount, target.amount, finished)
        result = RunningTarget(metric.name, metric.unit, metric.scale, period, amount, target.amount, attainment, pace)
        result.better = metric.better
        result.days_left = days.count(today, period.ends_on, member_id)
        result.is_last_day = result.days_left == 1 == days.count(today, today, member_id)
        result.is_behind = is_behind(metric, amount, target.amount, finished, is_agreed=target.is_agreed)
        results.append(result)
    return results
